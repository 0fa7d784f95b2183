//! The rules, a file each, in families.
//!
//! To add one: write its file beside its kin, and put it in [`RULEBOOK`]. `tests` runs every example of every rule.

mod amended;
mod amounts;
mod currency;
mod customer;
mod damage;
mod dates;
mod documents;
mod example;
mod ledger;
mod period;
mod places;

use super::rulebook::Rule;

/// Every rule, in the order in which a row meets them.
pub static RULEBOOK: &[&Rule] = &[
    &period::readable::RULE,
    &period::of_ledger::RULE,
    &dates::issue_date_readable::RULE,
    &dates::issue_date_in_period::RULE,
    &dates::issue_date_not_later::RULE,
    &dates::issue_date_optional::RULE,
    &dates::due_date_readable::RULE,
    &dates::due_date_order::RULE,
    &dates::due_date_present::RULE,
    &documents::kind_known::RULE,
    &documents::kind_of_company::RULE,
    &documents::series_shape::RULE,
    &documents::series_of_other_kinds::RULE,
    &documents::number_first::RULE,
    &documents::number_last_readable::RULE,
    &documents::number_last_order::RULE,
    &documents::range_kind::RULE,
    &customer::REQUIRED_OF_INVOICE,
    &customer::REQUIRED_OF_RECEIPT,
    &customer::REQUIRED,
    &customer::INVOICE_TO_RUC,
    &customer::ID_KIND,
    &customer::RUC,
    &customer::DNI,
    &customer::OTHER_ID,
    &customer::ODD_ID,
    &customer::NAME,
    &amounts::UNREADABLE,
    &amounts::AMBIGUOUS,
    &amounts::TOO_LARGE,
    &amounts::TOTAL_PRESENT,
    &amounts::CREDIT_SIGN,
    &amounts::INVOICE_SIGN,
    &amounts::OTHER_SIGN,
    &amounts::ADDS_UP,
    &amounts::NEARLY_ADDS_UP,
    &amounts::TAX_RATE,
    &amounts::TAX_OFF,
    &amounts::DROPPED_MONEY,
    &amounts::DROPPED_CURRENCY,
    &amounts::DROPPED_STATE,
    &currency::KNOWN,
    &currency::MISSING,
    &currency::WITHIN_REASON,
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
    &amended::PRESENT,
    &amended::READABLE,
    &amended::NOT_AFTER,
    &amended::ON_OTHER,
    &amended::LETTER,
    &amended::EARLIER,
    &places::STATE,
    &places::SEGMENT_BLANK,
    &places::SEGMENT_UNKNOWN,
    &places::SEGMENT_NEAR,
    &places::BRANCH,
    &damage::cell_error::RULE,
    &damage::shortened_number::RULE,
];

#[cfg(test)]
mod tests;
