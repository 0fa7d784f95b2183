//! The period of a row: readable, and of this ledger.

pub(super) mod of_ledger;
pub(super) mod readable;
