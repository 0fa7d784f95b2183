//! Kind, series and numbers of a document.

pub(super) mod kind_known;
pub(super) mod kind_of_company;
pub(super) mod number_first;
pub(super) mod number_last_order;
pub(super) mod number_last_readable;
pub(super) mod range_kind;
pub(super) mod series_of_other_kinds;
pub(super) mod series_shape;
mod shape;
