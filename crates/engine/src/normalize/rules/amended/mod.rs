//! The document that a note amends.

pub(super) mod date_order;
pub(super) mod earlier;
mod list;
pub(super) mod kind;
pub(super) mod present;
pub(super) mod readable;
pub(super) mod series_letter;
pub(super) mod unexpected;
