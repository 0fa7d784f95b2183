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

use super::draft::Draft;
use super::rulebook::{Check, Failures, Rule, RuleContext};

/// Makes the slice of all rules, and the function that lets a row meet those that look at rows.
///
/// Each check is called by name: the compiler sees through the calls and leaves of most rules a comparison or two,
/// where a walk over a list of functions would cost more than the rules themselves.
macro_rules! rulebook {
    ($($rule:path,)*) => {
        /// Every rule, in the order in which a row meets them.
        pub static RULEBOOK: &[&Rule] = &[$(&$rule),*];

        /// Lets a row meet every rule that is in force, in the order of [`RULEBOOK`].
        #[inline]
        pub(super) fn meet_all(
            in_force: InForce,
            draft: &Draft<'_>,
            context: &RuleContext,
            failures: &mut Failures,
        ) {
            let mut index = 0;
            $(
                if let Check::Row(check) = $rule.check
                    && in_force.has(index)
                {
                    failures.speaking(index);
                    check(draft, context, failures);
                }
                index += 1;
            )*
            let _ = index;
        }
    };
}

/// The rules in force, by their index in [`RULEBOOK`].
#[derive(Clone, Copy, Debug)]
pub(super) struct InForce(u128);

impl InForce {
    /// Those of which `is_in_force` says so.
    pub(super) fn those(is_in_force: impl Fn(usize) -> bool) -> InForce {
        const { assert!(RULEBOOK.len() <= 128) };
        let bits = (0..RULEBOOK.len()).filter(|index| is_in_force(*index));
        InForce(bits.fold(0, |bits, index| bits | 1 << index))
    }

    #[inline(always)]
    fn has(self, index: usize) -> bool {
        self.0 >> index & 1 == 1
    }
}

rulebook! {
    period::readable::RULE,
    period::of_ledger::RULE,
    dates::issue_date_readable::RULE,
    dates::issue_date_in_period::RULE,
    dates::issue_date_not_later::RULE,
    dates::issue_date_optional::RULE,
    dates::due_date_readable::RULE,
    dates::due_date_order::RULE,
    dates::due_date_present::RULE,
    documents::kind_known::RULE,
    documents::kind_of_company::RULE,
    documents::series_shape::RULE,
    documents::series_of_other_kinds::RULE,
    documents::number_first::RULE,
    documents::number_last_readable::RULE,
    documents::number_last_order::RULE,
    documents::range_kind::RULE,
    customer::invoice::RULE,
    customer::large_receipt::RULE,
    customer::expected::RULE,
    customer::invoice_without_ruc::RULE,
    customer::identity_kind::RULE,
    customer::ruc::RULE,
    customer::dni::RULE,
    customer::identity_length::RULE,
    customer::identity_odd::RULE,
    customer::name::RULE,
    amounts::readable::RULE,
    amounts::ambiguous::RULE,
    amounts::too_large::RULE,
    amounts::tax_of_base::RULE,
    amounts::credit_note_sign::RULE,
    amounts::sale_sign::RULE,
    amounts::sign_unusual::RULE,
    amounts::total_sum::RULE,
    amounts::total_rounding::RULE,
    amounts::tax_rate::RULE,
    amounts::total_present::RULE,
    amounts::money_dropped::RULE,
    currency::dropped::RULE,
    amounts::state_dropped::RULE,
    currency::known::RULE,
    currency::rate_present::RULE,
    currency::rate_plausible::RULE,
    amounts::bag_tax_hidden::RULE,
    amounts::annulled_money::RULE,
    ledger::documents::REPEATED,
    ledger::documents::REPEATED_WITHOUT_SERIES,
    ledger::documents::OVERLAPS,
    ledger::documents::GAP,
    ledger::entries::BLANK,
    ledger::entries::REPEATED,
    ledger::documents::BACKWARDS,
    ledger::notes::ABOVE,
    ledger::notes::KIND_UNLIKE,
    ledger::entries::NOT_UNIQUE,
    ledger::branches::SERIES_MOVED,
    ledger::branches::COST_CENTERS,
    ledger::branches::NEW,
    ledger::branches::MISSPELLED,
    ledger::totals::DIFFERS,
    ledger::totals::AGREES,
    ledger::documents::TOO_MANY_SERIES,
    amended::present::RULE,
    amended::readable::RULE,
    amended::date_order::RULE,
    amended::unexpected::RULE,
    amended::series_letter::RULE,
    amended::earlier::RULE,
    places::STATE,
    places::SEGMENT_BLANK,
    places::SEGMENT_UNKNOWN,
    places::SEGMENT_NEAR,
    places::BRANCH,
    amended::kind::RULE,
    damage::cell_error::RULE,
    damage::shortened_number::RULE,
}

#[cfg(test)]
mod tests;
