//! The currency and its rate.

mod known;
mod rate;

pub(super) use known::RULE as KNOWN;
pub(super) use rate::{MISSING, WITHIN_REASON};
