//! C122: other kinds that name their customer.

use crate::model::catalog::{KINDS_OF_SALES, KINDS_WITHOUT_CUSTOMER};
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::is_exempt;

/// Remarks a document without a customer where its kind is not among those that the norm exempts.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C122",
    name: "customer-expected",
    fields: &[Field::CustomerId, Field::Kind],
    severity: Severity::Warn,
    norm: "PLE 14.1 f10 (a): tipos en los que el cliente es opcional",
    says: Sentence::new(
        "Un comprobante de tipo {kind} suele nombrar al cliente, y este no lo hace.",
        "A document of kind {kind} usually names its customer, and this one does not.",
    ),
    advice: Sentence::new(
        "Escriba el tipo y número de documento y el nombre del cliente, si los tiene.",
        "Write kind and number of the customer's identity and his name, if you have them.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "ticket sin cliente",
            "a till ticket without a customer",
            &[(Field::Kind, Text("12")), (Field::CustomerId, Text(""))],
        ),
        passes(
            "nota de crédito sin cliente",
            "a credit note without a customer",
            &[(Field::Kind, Text("07")), (Field::CustomerId, Text(""))],
        ),
        passes(
            "factura: la mira C120",
            "an invoice: C120 looks at it",
            &[(Field::Kind, Text("01")), (Field::CustomerId, Text(""))],
        ),
        passes(
            "exportación",
            "an export",
            &[
                (Field::Kind, Text("49")),
                (Field::CustomerId, Text("")),
                (Field::ExportValue, Text("10.00")),
            ],
        ),
        fails(
            Field::CustomerId,
            "venta de arroz pilado sin cliente",
            "a sale of milled rice without a customer",
            &[(Field::Kind, Text("49")), (Field::CustomerId, Text(""))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.customer_id.is_empty() {
        return;
    }
    let Reading::Good(kind) = draft.kind else { return };
    if matches!(kind.number(), 1 | 3) || KINDS_WITHOUT_CUSTOMER.has(kind) || is_exempt(draft) {
        return;
    }
    if KINDS_OF_SALES.has(kind) && draft.has(Field::CustomerId) {
        failures.with(Field::CustomerId, vec![("kind", kind.to_string())]);
    }
}
