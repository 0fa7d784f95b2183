//! The customer: who must be named, and how an identity looks.

mod id;
mod id_kind;
mod invoice_to_ruc;
mod name;
mod required;

pub(super) use id::{DNI, ODD as ODD_ID, OTHER as OTHER_ID, RUC};
pub(super) use id_kind::RULE as ID_KIND;
pub(super) use invoice_to_ruc::RULE as INVOICE_TO_RUC;
pub(super) use name::RULE as NAME;
pub(super) use required::{
    OF_INVOICE as REQUIRED_OF_INVOICE, OF_RECEIPT as REQUIRED_OF_RECEIPT, OTHER as REQUIRED,
};

use crate::model::catalog::KINDS_WITHOUT_CUSTOMER;
use crate::model::{DocumentKind, Field};
use crate::normalize::draft::Draft;

/// From this total on a boleta names its customer (Reglamento de Comprobantes de Pago, art. 8).
const NAMED_FROM: i64 = 70_000;

/// Whether the row must name its customer: PLE 14.1 f10 with its exemptions (a) to (f) (domain.md 1.3).
///
/// A row whose kind or total cannot be read is asked nothing: the cause is said once, by the rule on that cell.
#[inline]
fn is_required(draft: &Draft<'_>) -> bool {
    let Some(kind) = draft.kind.good() else { return false };
    if draft.annulled
        || KINDS_WITHOUT_CUSTOMER.has(kind)
        || draft.amount(Field::ExportValue).0 > 0
        || draft.is_range()
    {
        return false;
    }
    match kind {
        DocumentKind::SALES_RECEIPT => draft.amount(Field::Total).0 >= NAMED_FROM,
        _ => true,
    }
}
