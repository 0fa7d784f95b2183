//! Which rate the tax of a row bears, for the two rules that ask.

use crate::model::{Cents, Field};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::RuleContext;

use super::rates::{GENERAL, month_of, rates_of};

/// What the tax of a row is to its base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TaxRead {
    /// The company's rate, or no tax and no base, or too near a legal rate to say anything.
    Usual,
    /// A legal rate of the date, in hundredths of a percent, that is not the company's.
    Legal(i64),
    /// Off every rate by more than rounding explains.
    Off,
}

/// What a legal rate may miss its base by before it is remarked: one sol, or a cent for each document of a range.
const OFF: i64 = 100;

/// Reads the rate of a row. Bases and taxes are taken with their discounts: a note on an earlier period has both there.
#[inline]
pub(super) fn read(draft: &Draft<'_>, context: &RuleContext) -> TaxRead {
    if draft.annulled || draft.amounts_bad {
        return TaxRead::Usual;
    }
    let base = draft.amount(Field::TaxableBase).0 + draft.amount(Field::TaxableBaseDiscount).0;
    let tax = draft.amount(Field::SalesTax).0 + draft.amount(Field::SalesTaxDiscount).0;
    let rate = context.company.tax_rate.map_or(GENERAL, i64::from);
    let tolerance = rounding(draft);
    if miss(base, tax, rate) <= tolerance {
        return TaxRead::Usual;
    }
    read_slowly(draft, context, base, tax, tolerance)
}

/// The tax that the company's rate asks of the row, to show beside the tax that stands there.
pub(super) fn expected(draft: &Draft<'_>, context: &RuleContext) -> Cents {
    let base = draft.amount(Field::TaxableBase).0 + draft.amount(Field::TaxableBaseDiscount).0;
    let rate = context.company.tax_rate.map_or(GENERAL, i64::from);
    let exact = base * rate;
    Cents((exact + 5_000 * exact.signum()) / 10_000)
}

#[cold]
fn read_slowly(
    draft: &Draft<'_>,
    context: &RuleContext,
    base: i64,
    tax: i64,
    tolerance: i64,
) -> TaxRead {
    if !draft.has(Field::TaxableBase) || !draft.has(Field::SalesTax) {
        return TaxRead::Usual;
    }
    // The sales tax is due on the excise tax too; and some ledgers write discounts without their sign.
    let excise = draft.amount(Field::ExciseTax).0;
    let discount = draft.amount(Field::TaxableBaseDiscount).0;
    let tax_discount = draft.amount(Field::SalesTaxDiscount).0;
    let readings = [
        (base, tax),
        (base + excise, tax),
        (base - 2 * discount, tax - 2 * tax_discount),
        (base + excise - 2 * discount, tax - 2 * tax_discount),
    ];
    let nearest = |rate: i64| {
        readings.iter().map(|(base, tax)| miss(*base, *tax, rate)).min().unwrap_or(i64::MAX)
    };
    let own = context.company.tax_rate.map_or(GENERAL, i64::from);
    if nearest(own) <= tolerance {
        return TaxRead::Usual;
    }
    let legal = rates_of(month_of(draft, context));
    if let Some(rate) = legal.iter().find(|rate| nearest(**rate) <= tolerance) {
        return TaxRead::Legal(*rate);
    }
    let off = nearest(own).min(legal.iter().map(|rate| nearest(*rate)).min().unwrap_or(i64::MAX));
    if off > (OFF * 10_000).max(tolerance) { TaxRead::Off } else { TaxRead::Usual }
}

/// How far the tax is from its base at this rate, in ten-thousandths of a cent.
#[inline]
fn miss(base: i64, tax: i64, rate: i64) -> i64 {
    (tax * 10_000 - base * rate).abs()
}

/// What rounding explains, in the same unit: two cents, or a cent for each document of a range, and the half of one.
#[inline]
fn rounding(draft: &Draft<'_>) -> i64 {
    let documents = draft.documents().min(1_000_000) as i64;
    documents.max(2) * 10_000 + 5_000
}
