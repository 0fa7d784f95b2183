//! What is no note amends nothing.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Remarks on a document that is no note and names an amended one.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C183",
    name: "amended-document-only-on-notes",
    fields: &[Field::AmendedNumber, Field::Kind],
    severity: Severity::Warn,
    norm: "RVIE, PVSIRE 224: vacío si no es nota",
    says: Sentence::new(
        "No es una nota y menciona a un comprobante que modifica: «{value}».",
        "This is no note and names a document that it amends: `{value}`.",
    ),
    advice: Sentence::new(
        "Si es una nota, corrija el tipo; si no, deje vacías esas cuatro celdas.",
        "If it is a note, correct its kind; if not, leave those four cells blank.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("relleno que significa nada", "fillers that mean nothing"),
            cells: &[
                (Field::AmendedDate, Given::Text("01/01/1900")),
                (Field::AmendedKind, Given::Text("00")),
                (Field::AmendedSeries, Given::Text("-")),
                (Field::AmendedNumber, Given::Text("0")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("boleta con referencia", "a sales receipt with a reference"),
            cells: &[(Field::AmendedNumber, Given::Text("00000120"))],
            company: &[],
            expect: Expect::Fail(Field::AmendedNumber),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.amended_number.is_empty()
        && !draft.is_note()
        && !draft.annulled
        && draft.kind.good().is_some()
    {
        failures.at(Field::AmendedNumber);
    }
}
