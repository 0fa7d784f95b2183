//! C123: an invoice is issued to a RUC.

use crate::model::{DocumentKind, Field, IdKind, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Remarks on an invoice to somebody without a RUC that is no export: legal in a few cases only.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C123",
    name: "invoice-to-ruc",
    fields: &[Field::CustomerIdKind, Field::Kind],
    severity: Severity::Warn,
    norm: "Reglamento de Comprobantes de Pago, art. 4: la factura identifica al adquirente con RUC",
    says: Sentence::new(
        "La factura se emitió a un documento que no es RUC («{value}») y no es de exportación.",
        "The invoice was issued to an identity that is no RUC (`{value}`), and it is no export.",
    ),
    advice: Sentence::new(
        "Confirme el tipo de documento del cliente.",
        "Make sure of the kind of the customer's identity.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "exportación con pasaporte",
            "an export with a passport",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("7")),
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
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.is_kind(DocumentKind::INVOICE)
        && draft.customer_id_kind != Reading::Good(IdKind::RUC)
        && !draft.customer_id.is_empty()
        && draft.amount(Field::ExportValue).0 == 0
        && !draft.annulled
        && draft.has(Field::CustomerIdKind)
    {
        failures.at(Field::CustomerIdKind);
    }
}
