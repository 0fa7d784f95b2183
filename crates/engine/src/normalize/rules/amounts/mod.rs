//! Money: readable, of the right sign, adding up, taxed at a legal rate, and reaching the platform.

mod adds_up;
mod credit_sign;
mod dropped_currency;
mod dropped_money;
mod dropped_state;
mod invoice_sign;
mod nearly_adds_up;
mod other_sign;
mod readable;
mod tax_off;
mod tax_rate;
mod total_present;

pub(super) use adds_up::RULE as ADDS_UP;
pub(super) use credit_sign::RULE as CREDIT_SIGN;
pub(super) use dropped_currency::RULE as DROPPED_CURRENCY;
pub(super) use dropped_money::RULE as DROPPED_MONEY;
pub(super) use dropped_state::RULE as DROPPED_STATE;
pub(super) use invoice_sign::RULE as INVOICE_SIGN;
pub(super) use nearly_adds_up::RULE as NEARLY_ADDS_UP;
pub(super) use other_sign::RULE as OTHER_SIGN;
pub(super) use readable::{AMBIGUOUS, TOO_LARGE, UNREADABLE};
pub(super) use tax_off::RULE as TAX_OFF;
pub(super) use tax_rate::RULE as TAX_RATE;
pub(super) use total_present::RULE as TOTAL_PRESENT;

use crate::model::{Cents, Field};
use crate::normalize::draft::Draft;

/// Total less the sum of its components, in cents; `None` where an amount cannot be read or the total is blank: the
/// cause is said once, by the rule on that cell.
#[inline]
fn total_less_sum(draft: &Draft<'_>) -> Option<i64> {
    if draft.amounts_bad || draft.annulled {
        return None;
    }
    let total = draft.amount_reading(Field::Total).good()?;
    Some(total.0 - draft.components.0)
}

/// What may be missing from a sum without being an error: rounding of each component.
const ROUNDING: i64 = 5;
/// What is said but not refused.
const NEARLY: i64 = 100;

/// Whether the difference is a number of bags at that year's tariff (Ley 30884: 0.10 in 2019, 0.10 more each year up
/// to 0.50 from 2023 on). The 39-column sheet has no column for the tax, so it is in the total alone.
fn is_bags(draft: &Draft<'_>, difference: i64) -> bool {
    let Some(date) = draft.issue_date.good() else { return false };
    let tariff = match date.year() {
        ..=2018 => return false,
        2019 => 10,
        2020 => 20,
        2021 => 30,
        2022 => 40,
        _ => 50,
    };
    let of_one_sign = difference.signum() == draft.amount(Field::Total).0.signum();
    of_one_sign && difference % tariff == 0
}

/// The amount as a sentence shows it.
fn shown(cents: i64) -> String {
    Cents(cents).to_string()
}
