//! The rules, a file each, in families.
//!
//! To add one: write its file beside its kin, and put it in [`RULEBOOK`]. `tests` runs every example of every rule.

mod period;

use super::rulebook::Rule;

/// Every rule, in the order in which a row meets them.
pub static RULEBOOK: &[&Rule] = &[&period::READABLE];

#[cfg(test)]
mod tests;
