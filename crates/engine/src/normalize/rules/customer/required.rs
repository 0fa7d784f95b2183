//! C120, C121, C122: a customer is named where the norm wants one.

use super::is_required;
use crate::model::{DocumentKind, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

const NORM: &str = "PLE 14.1 f10-f12 / RVIE anexo 3 f11-f13";

/// Requires the customer of an invoice.
pub(in crate::normalize::rules) static OF_INVOICE: Rule = Rule {
    code: "C120",
    name: "customer-of-invoice",
    fields: &[Field::CustomerId, Field::CustomerName],
    severity: Severity::Reject,
    norm: NORM,
    says: Sentence::new(
        "La factura no dice a quién se emitió.",
        "The invoice does not say to whom it was issued.",
    ),
    advice: Sentence::new(
        "Escriba tipo y número de documento y razón social del cliente.",
        "Type the kind and number of the customer's identity, and the name.",
    ),
    check: Check::Row(of_invoice),
    examples: &[
        passes(
            "factura con RUC",
            "an invoice with a RUC",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Text("20131312955")),
            ],
        ),
        passes(
            "factura de exportación",
            "an export invoice",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerId, Text("")),
                (Field::CustomerName, Text("")),
                (Field::ExportValue, Text("118.00")),
            ],
        ),
        passes(
            "factura anulada",
            "an annulled invoice",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerId, Text("")),
                (Field::CustomerName, Text("")),
                (Field::State, Text("2")),
            ],
        ),
        fails(
            Field::CustomerId,
            "factura a CLIENTE VARIOS",
            "an invoice to CLIENTE VARIOS",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerId, Text("00000000")),
                (Field::CustomerName, Text("CLIENTE VARIOS")),
            ],
        ),
    ],
};

/// Requires the customer of a sales receipt of S/ 700 or more.
pub(in crate::normalize::rules) static OF_RECEIPT: Rule = Rule {
    code: "C121",
    name: "customer-of-large-receipt",
    fields: &[Field::CustomerId, Field::CustomerName, Field::Total],
    severity: Severity::Reject,
    norm: "Reglamento de Comprobantes de Pago: boletas de S/ 700 o más; PLE 14.1 f10 (e) y (f)",
    says: Sentence::new(
        "La boleta es de {total} y no dice a quién se emitió: desde S/ 700.00 es obligatorio.",
        "The sales receipt is of {total} and does not say to whom it was issued: from S/ 700.00 on it must.",
    ),
    advice: Sentence::new(
        "Escriba tipo y número de documento y nombre del cliente; si la fila resume varias boletas, ponga el número final.",
        "Type the kind and number of the customer's identity, and the name; if the row sums several receipts, fill in the last number.",
    ),
    check: Check::Row(of_receipt),
    examples: &[
        passes(
            "boleta menor sin cliente",
            "a small receipt without a customer",
            &[
                (Field::CustomerIdKind, Text("")),
                (Field::CustomerId, Text("00000000")),
                (Field::CustomerName, Text("CLIENTE VARIOS")),
            ],
        ),
        passes(
            "resumen de un rango de boletas",
            "a summary of a range of receipts",
            &[
                (Field::Total, Text("5000.00")),
                (Field::NumberLast, Text("00000180")),
                (Field::CustomerId, Text("")),
                (Field::CustomerName, Text("")),
            ],
        ),
        fails(
            Field::CustomerId,
            "boleta de S/ 700 sin cliente",
            "a receipt of S/ 700 without a customer",
            &[
                (Field::Total, Text("700.00")),
                (Field::CustomerId, Text("")),
                (Field::CustomerName, Text("CLIENTE VARIOS")),
            ],
        ),
        fails(
            Field::CustomerId,
            "número final igual al inicial: no es un rango",
            "last number equal to the first: no range",
            &[
                (Field::Total, Text("900.00")),
                (Field::NumberLast, Text("00000123")),
                (Field::CustomerId, Text("")),
                (Field::CustomerName, Text("")),
            ],
        ),
    ],
};

/// Requires the customer of the other kinds that are not exempt.
pub(in crate::normalize::rules) static OTHER: Rule = Rule {
    code: "C122",
    name: "customer-present",
    fields: &[Field::CustomerId, Field::CustomerName],
    severity: Severity::Reject,
    norm: NORM,
    says: Sentence::new(
        "El comprobante de tipo {kind} no dice a quién se emitió.",
        "The document of kind {kind} does not say to whom it was issued.",
    ),
    advice: Sentence::new(
        "Escriba tipo y número de documento y nombre del cliente.",
        "Type the kind and number of the customer's identity, and the name.",
    ),
    check: Check::Row(other),
    examples: &[
        passes(
            "nota de crédito: no lo exige",
            "a credit note: not required",
            &[(Field::Kind, Text("07")), (Field::CustomerId, Text(""))],
        ),
        passes(
            "ticket: no lo exige",
            "a till's ticket: not required",
            &[(Field::Kind, Text("12")), (Field::CustomerId, Text(""))],
        ),
        fails(
            Field::CustomerId,
            "liquidación de compra sin nombre",
            "a purchase settlement without a name",
            &[
                (Field::Kind, Text("04")),
                (Field::CustomerId, Text("")),
                (Field::CustomerName, Text("")),
            ],
        ),
    ],
};

/// A name without an identity does not say who it is: the norm asks for both.
fn missing(draft: &Draft<'_>) -> bool {
    draft.customer_id.is_empty() && is_required(draft) && draft.has(Field::CustomerId)
}

fn of_invoice(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.is_kind(DocumentKind::INVOICE) && missing(draft) {
        failures.at(Field::CustomerId);
    }
}

fn of_receipt(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.is_kind(DocumentKind::SALES_RECEIPT) && missing(draft) {
        failures.with(Field::CustomerId, vec![("total", draft.amount(Field::Total).to_string())]);
    }
}

fn other(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let Some(kind) = draft.kind.good() else { return };
    if !matches!(kind, DocumentKind::INVOICE | DocumentKind::SALES_RECEIPT) && missing(draft) {
        failures.with(Field::CustomerId, vec![("kind", kind.to_string())]);
    }
}
