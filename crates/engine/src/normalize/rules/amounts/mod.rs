//! Money: readable, of the right sign, and adding up.

pub(super) mod ambiguous;
pub(super) mod annulled_money;
pub(super) mod bag_tax_hidden;
pub(super) mod credit_note_sign;
mod difference;
mod faults;
pub(super) mod money_dropped;
mod rates;
pub(super) mod readable;
pub(super) mod sale_sign;
pub(super) mod sign_unusual;
pub(super) mod state_dropped;
mod tax;
pub(super) mod tax_of_base;
pub(super) mod tax_rate;
pub(super) mod too_large;
pub(super) mod total_present;
pub(super) mod total_rounding;
pub(super) mod total_sum;
