//! The rules, a file each, in families.
//!
//! To add one: write its file beside its kin, and put it in [`RULEBOOK`]. `tests` runs every example of every rule.

mod ledger;
mod period;

use super::rulebook::Rule;

/// Every rule, in the order in which a row meets them.
pub static RULEBOOK: &[&Rule] = &[
    &period::READABLE,
    &ledger::documents::REPEATED,
    &ledger::documents::REPEATED_WITHOUT_SERIES,
    &ledger::documents::OVERLAPS,
    &ledger::documents::GAP,
    &ledger::entries::BLANK,
    &ledger::entries::REPEATED,
    &ledger::documents::BACKWARDS,
    &ledger::notes::ABOVE,
    &ledger::notes::KIND_UNLIKE,
    &ledger::entries::NOT_UNIQUE,
    &ledger::branches::SERIES_MOVED,
    &ledger::branches::COST_CENTERS,
    &ledger::branches::NEW,
    &ledger::branches::MISSPELLED,
    &ledger::totals::DIFFERS,
    &ledger::totals::AGREES,
    &ledger::documents::TOO_MANY_SERIES,
];

#[cfg(test)]
mod tests;
