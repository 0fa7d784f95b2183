//! C123: an invoice is made out to a RUC.

use crate::model::{DocumentKind, Field, IdKind, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading, is_placeholder};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::is_exempt;

/// Remarks an invoice, other than an export, whose customer has no RUC: he cannot deduct the tax.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C123",
    name: "invoice-to-ruc",
    fields: &[Field::CustomerIdKind, Field::CustomerId, Field::Kind],
    severity: Severity::Warn,
    norm: "Reglamento de Comprobantes de Pago, art. 4.1: la factura se emite a quien tiene RUC, salvo exportación",
    says: Sentence::new(
        "La factura es de un cliente sin RUC.",
        "The invoice is of a customer without a RUC.",
    ),
    advice: Sentence::new(
        "Revise el documento del cliente; a quien no tiene RUC se le emite boleta.",
        "Look at the customer's identity; who has no RUC gets a sales receipt.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "con RUC",
            "with a RUC",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("6")),
                (Field::CustomerId, Text("20131312955")),
            ],
        ),
        passes(
            "exportación a un pasaporte",
            "an export to a passport",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("7")),
                (Field::CustomerId, Text("AB123456")),
                (Field::ExportValue, Text("118.00")),
            ],
        ),
        passes("boleta con DNI", "a sales receipt with a DNI", &[]),
        fails(
            Field::CustomerIdKind,
            "factura con DNI",
            "an invoice with a DNI",
            &[(Field::Kind, Text("01"))],
        ),
        fails(
            Field::CustomerIdKind,
            "factura a un no domiciliado",
            "an invoice to a buyer from abroad",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("-")),
                (Field::CustomerId, Text("-")),
                (Field::CustomerName, Text("ACME CORP")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.is_kind(DocumentKind::INVOICE)
        || draft.customer_id_kind == Reading::Good(IdKind::RUC)
        || is_exempt(draft)
        || !draft.has(Field::CustomerIdKind)
    {
        return;
    }
    // A number without a kind is C124's, and neither number nor name C120's.
    let named = if draft.customer_id.is_empty() {
        matches!(draft.text(Field::CustomerIdKind), b"-" | b"0" | b"00")
            && !is_placeholder(draft.customer_name)
    } else {
        draft.customer_id_kind.good().is_some()
    };
    if named {
        failures.at(Field::CustomerIdKind);
    }
}
