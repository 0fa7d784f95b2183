//! C124: the kind of identity is one of the table.

use super::is_required;
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Requires a known kind of identity where a customer must be named.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C124",
    name: "id-kind-known",
    fields: &[Field::CustomerIdKind],
    severity: Severity::Reject,
    norm: "PLE tabla 2: 0, 1, 4, 6, 7, A; SIRE: B a G",
    says: Sentence::new(
        "«{value}» no es un tipo de documento de identidad.",
        "`{value}` is no kind of identity.",
    ),
    advice: Sentence::new(
        "Use 1 (DNI), 4 (carnet de extranjería), 6 (RUC), 7 (pasaporte), A (cédula diplomática) o 0 (otros).",
        "Use 1 (DNI), 4 (foreigner's card), 6 (RUC), 7 (passport), A (diplomatic card) or 0 (others).",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "con un cero delante",
            "with a zero in front",
            &[(Field::CustomerIdKind, Text("06")), (Field::CustomerId, Text("20131312955"))],
        ),
        passes(
            "boleta menor: no se exige",
            "a small receipt: not required",
            &[(Field::CustomerIdKind, Text("X"))],
        ),
        fails(
            Field::CustomerIdKind,
            "boleta mayor con un tipo que no existe",
            "a large receipt with a kind that does not exist",
            &[(Field::Total, Text("900.00")), (Field::CustomerIdKind, Text("X"))],
        ),
        fails(
            Field::CustomerIdKind,
            "factura con número y sin tipo",
            "an invoice with a number and no kind",
            &[(Field::Kind, Text("01")), (Field::CustomerIdKind, Text(""))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.customer_id_kind.good().is_none()
        && (draft.customer_id_kind.is_bad() || !draft.customer_id.is_empty())
        && is_required(draft)
        && draft.has(Field::CustomerIdKind)
    {
        failures.at(Field::CustomerIdKind);
    }
}
