//! Rules over the whole ledger. They are checked by `whole`; here is what they are called and what they say.
//!
//! An example is the ledger's second row, after the plain sales receipt with correlative `M1`; for total lines it is
//! the total line below that receipt.

pub(super) mod branches;
pub(super) mod documents;
pub(super) mod entries;
pub(super) mod notes;
pub(super) mod totals;
