//! The customer: who must be named, and how.

use crate::model::Cents;
use crate::model::Field;
use crate::normalize::draft::Draft;

pub(super) mod dni;
pub(super) mod expected;
mod identity;
pub(super) mod identity_kind;
pub(super) mod identity_length;
pub(super) mod identity_odd;
pub(super) mod invoice;
pub(super) mod invoice_without_ruc;
pub(super) mod large_receipt;
pub(super) mod name;
pub(super) mod ruc;

/// From this total on, a sales receipt names its buyer.
const LARGE_RECEIPT: Cents = Cents(70_000);

/// Whether the row is free of naming a customer whatever its kind: an export, or a true range of documents.
///
/// Exemptions (d) and (f) of PLE f10; a last number that merely repeats the first is no range.
#[inline]
fn is_exempt(draft: &Draft<'_>) -> bool {
    draft.annulled || draft.gives(Field::ExportValue) || draft.is_range()
}

/// Whether the row must name its customer: an invoice, or a sales receipt of 700 or more.
#[inline]
fn is_required(draft: &Draft<'_>) -> bool {
    match draft.kind.good().map(|kind| kind.number()) {
        Some(1) => !is_exempt(draft),
        Some(3) => draft.amount(Field::Total) >= LARGE_RECEIPT && !is_exempt(draft),
        _ => false,
    }
}
