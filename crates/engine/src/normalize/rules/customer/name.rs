//! C129: a required customer has a name.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, is_placeholder};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::is_required;

/// Requires a name where the customer is required and his number is there.
///
/// What the platform cannot carry in a name is taken out when it is written, and is no reason to refuse the row.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C129",
    name: "customer-name-present",
    fields: &[Field::CustomerName, Field::CustomerId],
    severity: Severity::Reject,
    norm: "PLE 14.1 f12 / RVIE anexo 3 f13",
    says: Sentence::new(
        "Falta el nombre o la razón social del cliente.",
        "The customer's name is missing.",
    ),
    advice: Sentence::new(
        "Escriba apellidos y nombres, o la razón social, como figura en el comprobante.",
        "Write surnames and names, or the company's name, as the document bears it.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "con eñe, & y guion",
            "with an eñe, an ampersand and a hyphen",
            &[
                (Field::Total, Text("900.00")),
                (Field::CustomerName, Text("PEÑA & HIJOS - SUR S.A.C.")),
            ],
        ),
        passes(
            "boleta menor sin nombre",
            "a small sales receipt without a name",
            &[(Field::CustomerName, Text(""))],
        ),
        passes(
            "sin cliente alguno: lo dice C121",
            "without any customer: C121 says so",
            &[
                (Field::Total, Text("900.00")),
                (Field::CustomerId, Text("")),
                (Field::CustomerName, Text("")),
            ],
        ),
        fails(
            Field::CustomerName,
            "boleta de 900 sin nombre",
            "a sales receipt of 900 without a name",
            &[(Field::Total, Text("900.00")), (Field::CustomerName, Text(""))],
        ),
        fails(
            Field::CustomerName,
            "un guion por nombre",
            "a dash for a name",
            &[(Field::Total, Text("900.00")), (Field::CustomerName, Text("-"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !is_placeholder(draft.customer_name) || draft.customer_id.is_empty() {
        return;
    }
    if is_required(draft) && draft.has(Field::CustomerName) {
        failures.at(Field::CustomerName);
    }
}
