//! C129: a customer who must be named has a name.

use super::is_required;
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Requires a name beside the identity of a customer who must be named.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C129",
    name: "customer-name-present",
    fields: &[Field::CustomerName],
    severity: Severity::Reject,
    norm: "PLE 14.1 f12 / RVIE anexo 3 f13",
    says: Sentence::new(
        "Falta el nombre o la razón social del cliente.",
        "The customer's name is missing.",
    ),
    advice: Sentence::new(
        "Escriba el nombre que tiene el comprobante.",
        "Type the name that the document has.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "boleta menor sin nombre",
            "a small receipt without a name",
            &[(Field::CustomerName, Text(""))],
        ),
        fails(
            Field::CustomerName,
            "factura con RUC y sin nombre",
            "an invoice with a RUC and no name",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Text("20131312955")),
                (Field::CustomerName, Text(" ")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.customer_name.is_empty()
        && !draft.customer_id.is_empty()
        && is_required(draft)
        && draft.has(Field::CustomerName)
    {
        failures.at(Field::CustomerName);
    }
}
