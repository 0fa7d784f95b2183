//! C113: other kinds have a series of the norm.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::damage::is_damaged;
use crate::normalize::rules::example::{fails, passes};

use super::shape::{series_expected, series_fits};

/// Remarks a series that the norm does not foresee for till tickets, receipts of public services and the like.
///
/// The sources contradict each other on these kinds, and machines print what they print.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C113",
    name: "series-of-other-kinds",
    fields: &[Field::Series, Field::Kind],
    severity: Severity::Warn,
    norm: "PLE 14.1 f7, regla general; PVSIRE 212 y 213",
    says: Sentence::new(
        "La serie «{value}» no es la usual de un comprobante de tipo {kind}.",
        "The series `{value}` is not usual for a document of kind {kind}.",
    ),
    advice: Sentence::new(
        "Compárela con el comprobante; se espera {expected}.",
        "Compare it with the document; expected is {expected}.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "ticket con serie de la máquina",
            "a till ticket with its machine's series",
            &[(Field::Kind, Text("12")), (Field::Series, Text("FFGF00123456"))],
        ),
        passes(
            "recibo sin serie",
            "a receipt without a series",
            &[(Field::Kind, Text("14")), (Field::Series, Text(""))],
        ),
        passes(
            "boleta: la mira C112",
            "a sales receipt: C112 looks at it",
            &[(Field::Series, Text("X"))],
        ),
        fails(
            Field::Series,
            "ticket sin serie",
            "a till ticket without a series",
            &[(Field::Kind, Text("12")), (Field::Series, Text(""))],
        ),
        fails(
            Field::Series,
            "más de 20 caracteres",
            "more than 20 characters",
            &[(Field::Kind, Text("00")), (Field::Series, Text("ABCDEFGHIJKLMNOPQRSTU"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let Reading::Good(kind) = draft.kind else { return };
    if matches!(kind.number(), 1 | 3 | 7 | 8) || series_fits(kind, &draft.series) {
        return;
    }
    if draft.has(Field::Series)
        && !is_damaged(&draft.series)
        && !draft.cell(Field::Series).is_error_or_bool()
    {
        let values =
            vec![("kind", kind.to_string()), ("expected", series_expected(kind).to_owned())];
        failures.with(Field::Series, values);
    }
}
