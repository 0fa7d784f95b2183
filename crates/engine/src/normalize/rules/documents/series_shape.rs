//! C112: invoices, sales receipts and notes have a series of the norm.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::damage::is_damaged;
use crate::normalize::rules::example::{fails, passes};

use super::shape::{series_expected, series_fits};

/// Requires of invoices, sales receipts and notes a series as the norm writes it.
///
/// The platform keys its catalog by series, so a mistyped one becomes a series of its own there.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C112",
    name: "series-shape",
    fields: &[Field::Series, Field::Kind],
    severity: Severity::Reject,
    norm: "PLE 14.1 f7, regla general; PVSIRE 212 y 213",
    says: Sentence::new(
        "La serie «{value}» no es de un comprobante de tipo {kind}.",
        "The series `{value}` is not one of a document of kind {kind}.",
    ),
    advice: Sentence::new(
        "Escriba la serie de cuatro caracteres que figura en el comprobante, por ejemplo {expected}.",
        "Write the series of four characters that the document bears, for example {expected}.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "boleta electrónica",
            "an electronic sales receipt",
            &[(Field::Series, Text("B001"))],
        ),
        passes("en minúsculas", "in lower case", &[(Field::Series, Text("b0a1"))]),
        passes(
            "boleta del portal",
            "a sales receipt of the portal",
            &[(Field::Series, Text("EB01"))],
        ),
        passes(
            "factura del portal",
            "an invoice of the portal",
            &[(Field::Kind, Text("01")), (Field::Series, Text("E001"))],
        ),
        passes(
            "factura física",
            "a printed invoice",
            &[(Field::Kind, Text("01")), (Field::Series, Text("0001"))],
        ),
        passes(
            "celda numérica que perdió los ceros",
            "a number cell that lost its zeros",
            &[(Field::Series, Number("1"))],
        ),
        passes(
            "nota de crédito de factura",
            "an invoice's credit note",
            &[(Field::Kind, Text("07")), (Field::Series, Text("FC01"))],
        ),
        passes(
            "ticket: lo mira C113",
            "a till ticket: C113 looks at it",
            &[(Field::Kind, Text("12")), (Field::Series, Text(""))],
        ),
        fails(Field::Series, "en blanco", "blank", &[(Field::Series, Text(""))]),
        fails(
            Field::Series,
            "cinco caracteres",
            "five characters",
            &[(Field::Series, Text("B0019"))],
        ),
        fails(
            Field::Series,
            "serie de factura en una boleta",
            "an invoice's series on a sales receipt",
            &[(Field::Series, Text("F001"))],
        ),
        fails(
            Field::Series,
            "dígitos que no son ASCII",
            "digits that are not ASCII",
            &[(Field::Series, Text("B00１"))],
        ),
        fails(
            Field::Series,
            "anulado con serie incompleta",
            "annulled with a broken series",
            &[(Field::Series, Text("B1")), (Field::State, Text("2"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let Reading::Good(kind) = draft.kind else { return };
    if !matches!(kind.number(), 1 | 3 | 7 | 8) || series_fits(kind, &draft.series) {
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
