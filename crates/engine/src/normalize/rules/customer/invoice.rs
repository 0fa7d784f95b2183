//! C120: an invoice names its customer.

use crate::model::{DocumentKind, Field, Sentence, Severity};
use crate::normalize::draft::{Draft, is_placeholder};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::is_exempt;

/// Requires an invoice to name its customer, unless it is an export.
///
/// A `-` for the kind, or kind 0, beside a name is how buyers without a Peruvian identity are entered: C123 remarks it.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C120",
    name: "customer-of-invoice",
    fields: &[Field::CustomerId, Field::CustomerIdKind, Field::CustomerName],
    severity: Severity::Reject,
    norm: "PLE 14.1 f10-12, excepciones (b), (d) y (f); RVIE anexo 3 f11-13",
    says: Sentence::new(
        "La factura no dice a quién se vendió.",
        "The invoice does not say to whom was sold.",
    ),
    advice: Sentence::new(
        "Escriba el tipo y número de documento y la razón social del cliente, o anote la venta como boleta.",
        "Write kind and number of the customer's identity and his name, or enter the sale as a sales receipt.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "con RUC",
            "with a RUC",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Text("20131312955")),
            ],
        ),
        passes(
            "exportación sin documento",
            "an export without an identity",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("")),
                (Field::CustomerId, Text("-")),
                (Field::ExportValue, Text("118.00")),
            ],
        ),
        passes(
            "anulada",
            "annulled",
            &[(Field::Kind, Text("01")), (Field::CustomerId, Text("")), (Field::State, Text("2"))],
        ),
        passes(
            "no domiciliado, con guion y nombre",
            "a buyer from abroad, with a dash and a name",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("-")),
                (Field::CustomerId, Text("-")),
                (Field::CustomerName, Text("ACME CORP")),
            ],
        ),
        passes(
            "una boleta no lo necesita",
            "a sales receipt needs none",
            &[(Field::CustomerId, Text(""))],
        ),
        fails(
            Field::CustomerId,
            "sin documento",
            "without an identity",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Text("00000000")),
            ],
        ),
        fails(
            Field::CustomerId,
            "sin nada",
            "without anything",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("")),
                (Field::CustomerId, Text("")),
                (Field::CustomerName, Text("")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.customer_id.is_empty() || !draft.is_kind(DocumentKind::INVOICE) || is_exempt(draft) {
        return;
    }
    let foreign = matches!(draft.text(Field::CustomerIdKind), b"-" | b"0" | b"00")
        && !is_placeholder(draft.customer_name);
    if !foreign && draft.has(Field::CustomerId) && !draft.cell(Field::CustomerId).is_error_or_bool()
    {
        failures.at(Field::CustomerId);
    }
}
