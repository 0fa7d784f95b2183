//! How far a total is from the sum of its parts, for the three rules that ask.

use crate::model::Field;
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::RuleContext;

use super::rates::{bag_tariff, month_of};

/// What a total is to the sum of its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    /// Nothing worth saying.
    None,
    /// More than rounding of cents, at most one sol.
    Rounding,
    /// Whole plastic bags at that year's tariff, which has no column or an empty one.
    Bags(i64),
    /// More.
    Large,
}

/// Per document: what rounding to cents, and to coins of ten, may move.
const ROUNDING: i64 = 5;
const SMALL: i64 = 100;
/// Bags that a document may sell without anything else.
const BAGS_ALONE: i64 = 20;

/// What the total is to the sum of its parts.
#[inline]
pub(super) fn read(draft: &Draft<'_>, context: &RuleContext) -> Difference {
    let total = draft.amount(Field::Total).0;
    let difference = total - draft.components.0;
    if difference.abs() <= ROUNDING || draft.annulled || draft.amounts_bad {
        return Difference::None;
    }
    read_slowly(draft, context, total, difference)
}

#[cold]
fn read_slowly(
    draft: &Draft<'_>,
    context: &RuleContext,
    total: i64,
    difference: i64,
) -> Difference {
    // Without a total C140 speaks; without the columns of its parts nobody can add them up.
    let adds_up = [Field::TaxableBase, Field::SalesTax, Field::OtherCharges]
        .iter()
        .all(|field| draft.has(*field));
    if draft.amount_reading(Field::Total).is_absent() || !adds_up {
        return Difference::None;
    }
    // Some ledgers write discounts without their sign.
    let discounts =
        draft.amount(Field::TaxableBaseDiscount).0 + draft.amount(Field::SalesTaxDiscount).0;
    let other = difference + 2 * discounts;
    let difference = if other.abs() < difference.abs() { other } else { difference };
    let documents = draft.documents().min(1_000_000) as i64;
    if difference.abs() <= ROUNDING.max(documents) {
        return Difference::None;
    }
    if difference.abs() <= SMALL.max(ROUNDING * documents) {
        return Difference::Rounding;
    }
    let tariff = bag_tariff(month_of(draft, context).year);
    // Bags make the total larger than the rest, and do not dwarf it.
    let most = (total - difference).abs().max(BAGS_ALONE * tariff * documents);
    let bags = tariff > 0
        && !draft.gives(Field::BagTax)
        && difference % tariff == 0
        && difference.signum() == total.signum()
        && difference.abs() <= most;
    if bags { Difference::Bags(difference / tariff) } else { Difference::Large }
}
