//! A document as the chain issued it, and the row that tells of it.

use std::borrow::Cow;

use engine::model::{Date, Field, Period};

use super::chain::{Branch, Customer, Identity};
use super::columns::{Cell, Row};

/// The kinds that a shop issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Invoice,
    SalesReceipt,
    CreditNote,
    DebitNote,
}

impl Kind {
    pub(super) fn code(self) -> &'static str {
        match self {
            Kind::Invoice => "01",
            Kind::SalesReceipt => "03",
            Kind::CreditNote => "07",
            Kind::DebitNote => "08",
        }
    }

    pub(super) fn is_note(self) -> bool {
        matches!(self, Kind::CreditNote | Kind::DebitNote)
    }
}

/// The document that a note corrects.
#[derive(Clone, Debug)]
pub(super) struct Amended {
    pub(super) date: Date,
    pub(super) kind: Kind,
    pub(super) series: String,
    pub(super) number: u64,
}

/// A document.
#[derive(Clone, Debug)]
pub(super) struct Document {
    /// The row's own number, from 1; no two rows share it.
    pub(super) sequence: u64,
    pub(super) kind: Kind,
    /// Its branch's place in the chain.
    pub(super) branch: usize,
    pub(super) till: u8,
    pub(super) series: String,
    pub(super) number_first: u64,
    pub(super) number_last: u64,
    pub(super) issue_date: Date,
    pub(super) due_date: Option<Date>,
    pub(super) customer: Customer,
    /// Cents with tax, negative for credit notes.
    pub(super) total: i64,
    /// What the total says beyond the sum of its parts.
    pub(super) drift: i64,
    /// Tax beyond the rate, taken from the base.
    pub(super) tax_excess: i64,
    /// Whether base and tax stand as the division left them, with a dozen decimals.
    pub(super) unrounded: bool,
    /// Whether base and tax stand in the discount columns: a note on a document of an earlier period.
    pub(super) discounted: bool,
    pub(super) amended: Option<Amended>,
}

/// Sums that a ledger's amounts are checked against.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) rows: u64,
    /// A range counts all of its documents.
    pub(super) documents: u64,
    pub(super) taxable_base: i64,
    pub(super) taxable_base_discount: i64,
    pub(super) sales_tax: i64,
    pub(super) sales_tax_discount: i64,
    pub(super) total: i64,
}

impl Sums {
    pub(super) fn add(&mut self, document: &Document) {
        let (base, tax) = (document.base(), document.tax());
        self.rows += 1;
        self.documents += document.number_last.saturating_sub(document.number_first) + 1;
        match document.discounted {
            true => {
                self.taxable_base_discount += base;
                self.sales_tax_discount += tax;
            }
            false => {
                self.taxable_base += base;
                self.sales_tax += tax;
            }
        }
        self.total += document.total + document.drift;
    }
}

impl Document {
    /// The taxable base in cents: the total without its 18 %.
    pub(super) fn base(&self) -> i64 {
        divide_rounded(self.total * 100, 118) - self.tax_excess
    }

    /// The tax in cents.
    pub(super) fn tax(&self) -> i64 {
        self.total - self.base()
    }

    /// Another total, of which base and tax are whole cents.
    pub(super) fn set_total(&mut self, total: i64) {
        self.total = total;
        self.unrounded = false;
    }

    /// The row that tells of it.
    pub(super) fn row(&self, period: Period, branch: &Branch) -> Row {
        let mut row = Row::empty();
        let digits = |number: u64| Cell::Text(Cow::Owned(format!("{number:08}")));
        row.set(Field::Period, Cell::text(period.ple()));
        row.set(Field::CuoKind, Cell::fixed("M"));
        row.set(Field::Cuo, Cell::text(format!("M{:08}", self.sequence)));
        row.set(Field::IssueDate, Cell::Day(self.issue_date));
        row.set(Field::DueDate, self.due_date.map_or(Cell::Blank, Cell::Day));
        row.set(Field::Kind, Cell::fixed(self.kind.code()));
        row.set(Field::Series, Cell::text(self.series.as_str()));
        row.set(Field::NumberFirst, digits(self.number_first));
        row.set(Field::NumberLast, digits(self.number_last));
        self.set_customer(&mut row);
        self.set_amounts(&mut row);
        row.set(Field::Currency, Cell::fixed("PEN"));
        row.set(Field::ExchangeRate, Cell::Number(Cow::Borrowed("1")));
        match &self.amended {
            Some(amended) => {
                row.set(Field::AmendedDate, Cell::Day(amended.date));
                row.set(Field::AmendedKind, Cell::fixed(amended.kind.code()));
                row.set(Field::AmendedSeries, Cell::text(amended.series.as_str()));
                row.set(Field::AmendedNumber, digits(amended.number));
            }
            None => clear_amended(&mut row),
        }
        row.set(Field::PaymentFlag, Cell::fixed("1"));
        row.set(Field::State, Cell::fixed("1"));
        row.set(Field::Segment, Cell::fixed(branch.segment));
        row.set(Field::Branch, Cell::text(branch.name.as_str()));
        row.set(Field::Till, Cell::text(format!("{:03}", self.till)));
        row.set(Field::CostCenter, Cell::text(branch.cost_center.as_str()));
        row
    }

    fn set_customer(&self, row: &mut Row) {
        let kind = match self.customer.identity {
            Identity::Anonymous => Cell::Blank,
            Identity::Dni => Cell::fixed("01"),
            Identity::Foreigner => Cell::fixed("04"),
            Identity::Ruc => Cell::fixed("06"),
        };
        row.set(Field::CustomerIdKind, kind);
        row.set(Field::CustomerId, Cell::text(self.customer.number.as_str()));
        row.set(Field::CustomerName, Cell::text(self.customer.name.as_str()));
    }

    fn set_amounts(&self, row: &mut Row) {
        const ZERO: Cell = Cell::Number(Cow::Borrowed("0"));
        const NOT_SOLD: [Field; 8] = [
            Field::Difference,
            Field::ExportValue,
            Field::Exempt,
            Field::Untaxed,
            Field::ExciseTax,
            Field::RiceBase,
            Field::RiceTax,
            Field::OtherCharges,
        ];
        NOT_SOLD.into_iter().for_each(|field| row.set(field, ZERO));
        let (base, tax) = match self.unrounded {
            true => (
                Cell::Number(Cow::Owned(quotient(self.total, 118))),
                Cell::Number(Cow::Owned(quotient(self.total * 9, 5900))),
            ),
            false => (Cell::Cents(self.base()), Cell::Cents(self.tax())),
        };
        let (full, discount) = match self.discounted {
            true => ((ZERO, ZERO), (base, tax)),
            false => ((base, tax), (ZERO, ZERO)),
        };
        row.set(Field::TaxableBase, full.0);
        row.set(Field::SalesTax, full.1);
        row.set(Field::TaxableBaseDiscount, discount.0);
        row.set(Field::SalesTaxDiscount, discount.1);
        row.set(Field::Total, Cell::Cents(self.total + self.drift));
    }
}

/// Leaves the four cells of the amended document blank.
pub(super) fn clear_amended(row: &mut Row) {
    for field in
        [Field::AmendedDate, Field::AmendedKind, Field::AmendedSeries, Field::AmendedNumber]
    {
        row.set(field, Cell::Blank);
    }
}

/// A quotient rounded to the nearest integer, halves away from zero.
fn divide_rounded(dividend: i64, divisor: i64) -> i64 {
    let rounded = (dividend.abs() * 2 + divisor) / (divisor * 2);
    rounded * dividend.signum()
}

/// A quotient to sixteen digits, as programs that count with binary fractions write it.
fn quotient(dividend: i64, divisor: i64) -> String {
    let magnitude = dividend.unsigned_abs();
    let divisor = divisor.unsigned_abs();
    let mut text = format!("{}{}", if dividend < 0 { "-" } else { "" }, magnitude / divisor);
    let mut rest = magnitude % divisor;
    let digits = text.trim_start_matches('-').len();
    if rest == 0 {
        return text;
    }
    text.push('.');
    for _ in digits..16 {
        rest *= 10;
        text.push(char::from(b'0' + (rest / divisor) as u8));
        rest %= divisor;
    }
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_have_sixteen_digits() {
        assert_eq!(quotient(9_990, 118), "84.66101694915254");
        assert_eq!(quotient(-9_990 * 9, 5_900), "-15.23898305084745");
        assert_eq!(quotient(11_800, 118), "100");
        assert_eq!(quotient(59, 118), "0.5");
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        for (dividend, rounded) in [(5, 3), (4, 2), (-5, -3), (0, 0), (3, 2), (1, 1)] {
            assert_eq!(divide_rounded(dividend, 2), rounded);
        }
    }
}
