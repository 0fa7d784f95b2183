//! C127: a required identity of another kind is not too long.

use crate::model::{Field, IdKind, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::identity::{Fault, fault_of};
use super::is_required;

/// Requires that a passport, foreigner's card or other identity is no longer than its kind allows, where it is required.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C127",
    name: "id-valid",
    fields: &[Field::CustomerId, Field::CustomerIdKind],
    severity: Severity::Reject,
    norm: "Tabla 2: códigos 4 y 7 hasta 12 caracteres, los demás hasta 15",
    says: Sentence::new(
        "El documento «{value}» tiene más de {expected} caracteres.",
        "The identity `{value}` has more than {expected} characters.",
    ),
    advice: Sentence::new(
        "Corrija el número o el tipo de documento del cliente.",
        "Correct the number or the kind of the customer's identity.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "carnet de extranjería",
            "a foreigner's card",
            &[
                (Field::Total, Text("900.00")),
                (Field::CustomerIdKind, Text("04")),
                (Field::CustomerId, Text("001234567")),
            ],
        ),
        passes(
            "pasaporte largo en una boleta menor: lo mira C128",
            "a long passport on a small sales receipt: C128 looks at it",
            &[(Field::CustomerIdKind, Text("07")), (Field::CustomerId, Text("ABCD123456789"))],
        ),
        fails(
            Field::CustomerId,
            "pasaporte de 13 caracteres",
            "a passport of 13 characters",
            &[
                (Field::Total, Text("900.00")),
                (Field::CustomerIdKind, Text("07")),
                (Field::CustomerId, Text("ABCD123456789")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let Reading::Good(kind) = draft.customer_id_kind else { return };
    if matches!(kind, IdKind::RUC | IdKind::DNI) || !is_required(draft) {
        return;
    }
    if let Some(Fault::Length(most)) = fault_of(draft) {
        failures.with(Field::CustomerId, vec![("expected", most.to_string())]);
    }
}
