//! The document that a note amends.

mod date;
mod earlier;
mod letter;
mod on_other;
mod present;

pub(super) use date::{NOT_AFTER, READABLE};
pub(super) use earlier::RULE as EARLIER;
pub(super) use letter::RULE as LETTER;
pub(super) use on_other::RULE as ON_OTHER;
pub(super) use present::RULE as PRESENT;
