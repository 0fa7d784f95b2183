//! C140: a row has a total.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Requires a total; 0.00 is one. Nothing else of a row can stand for it.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C140",
    name: "total-present",
    fields: &[Field::Total],
    severity: Severity::Reject,
    norm: "PLE 14.1 f25 / RVIE anexo 3 f26",
    says: Sentence::new("Falta el importe total.", "The total is missing."),
    advice: Sentence::new(
        "Escriba el total del comprobante; si fue gratuito, 0.00; si se anuló, use el estado 2.",
        "Write the document's total; if it was free, 0.00; if it was annulled, use state 2.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("un total", "a total", &[]),
        passes("cero", "zero", &[(Field::Total, Text("0.00"))]),
        passes(
            "anulado y en blanco",
            "annulled and blank",
            &[(Field::Total, Text("")), (Field::State, Text("2"))],
        ),
        fails(Field::Total, "en blanco", "blank", &[(Field::Total, Text(""))]),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.amount_reading(Field::Total).is_absent() && !draft.annulled && draft.has(Field::Total)
    {
        failures.at(Field::Total);
    }
}
