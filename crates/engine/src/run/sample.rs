//! What the first rows of a ledger tell about all of them: the period, and the decimal mark of each amount column.

use std::collections::BTreeMap;

use xlsx::CellKind;

use crate::model::tax_id::is_ruc;
use crate::model::{Cents, Columns, DecimalMark, Field, Period};
use crate::normalize::draft::trim;

/// How many rows are looked at before any is judged.
pub(super) const SAMPLE_ROWS: usize = 4096;

/// A row or two of another period are named one by one; more would be a flood with one cause.
const ROWS_AGAINST_MIN: u64 = 3;

/// What speaks against a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Against {
    /// The period that the rows are of.
    pub(super) found: Period,
    /// How many of them.
    pub(super) count: u64,
    /// Of how many.
    pub(super) rows: u64,
}

/// Collects what rows tell.
#[derive(Debug, Default)]
pub(super) struct Sample {
    periods: BTreeMap<Period, u64>,
    /// The same without rows whose state lets them be of an earlier period.
    present: BTreeMap<Period, u64>,
    documents: u64,
    /// The issuers that rows name, in layouts that have such a column.
    issuers: BTreeMap<String, u64>,
    point: [u64; 13],
    comma: [u64; 13],
}

impl Sample {
    /// Looks at a row of documents.
    pub(super) fn row(&mut self, row: xlsx::Row<'_>, columns: &Columns) {
        let text =
            |field: Field| columns.of(field).map_or(&b""[..], |column| trim(row.bytes(column)));
        self.documents += 1;
        if let Some(period) = Period::parse(text(Field::Period)) {
            *self.periods.entry(period).or_default() += 1;
            if !matches!(text(Field::State), b"8" | b"9") {
                *self.present.entry(period).or_default() += 1;
            }
        }
        let issuer = text(Field::IssuerTaxId);
        if is_ruc(issuer) {
            *self.issuers.entry(String::from_utf8_lossy(issuer).into_owned()).or_default() += 1;
        }
        for (index, field) in Field::AMOUNTS.into_iter().enumerate() {
            let Some(column) = columns.of(field) else { continue };
            if row.cell(column).kind() != CellKind::Text {
                continue;
            }
            match Cents::mark_of(trim(row.bytes(column))) {
                DecimalMark::Point => self.point[index] += 1,
                DecimalMark::Comma => self.comma[index] += 1,
                DecimalMark::Unknown => {}
            }
        }
    }

    /// The period that most rows name.
    pub(super) fn period(&self) -> Option<Period> {
        self.periods.iter().max_by_key(|(_, count)| **count).map(|(period, _)| *period)
    }

    /// How many rows of documents there were.
    pub(super) fn documents(&self) -> u64 {
        self.documents
    }

    /// The one other period that nine in ten rows are of, if they are, though none may be of another than `period`.
    pub(super) fn against(&self, period: Period) -> Option<Against> {
        let rows: u64 = self.present.values().sum();
        let (found, count) = self.present.iter().max_by_key(|(_, count)| **count)?;
        let nearly_all = *found != period && *count >= ROWS_AGAINST_MIN && count * 10 > rows * 9;
        nearly_all.then_some(Against { found: *found, count: *count, rows })
    }

    /// The issuer other than `ruc` that most rows name.
    pub(super) fn stranger(&self, ruc: &str) -> Option<String> {
        let others = self.issuers.iter().filter(|(issuer, _)| *issuer != ruc);
        others.max_by_key(|(_, count)| **count).map(|(issuer, _)| issuer.clone())
    }

    /// The mark of each amount column. A column without evidence follows the others, if they agree: one program wrote
    /// them all. A column in which both marks are clear stays unknown.
    pub(super) fn marks(&self) -> [DecimalMark; 13] {
        let all = mark(self.point.iter().sum(), self.comma.iter().sum());
        std::array::from_fn(|index| match (self.point[index], self.comma[index]) {
            (0, 0) => all,
            (point, comma) => mark(point, comma),
        })
    }
}

fn mark(point: u64, comma: u64) -> DecimalMark {
    match (point, comma) {
        (0, 0) => DecimalMark::Unknown,
        (_, 0) => DecimalMark::Point,
        (0, _) => DecimalMark::Comma,
        _ => DecimalMark::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use xlsx::Rows;

    fn sample_of(periods: &[(&str, &str, usize)]) -> Sample {
        let columns =
            Columns::new(&[(Field::Period, 0), (Field::State, 1)], vec![String::new(); 2]);
        let mut rows = Rows::new();
        for (period, state, count) in periods {
            for _ in 0..*count {
                rows.begin_row(1);
                rows.push(CellKind::Text, period.as_bytes());
                rows.push(CellKind::Text, state.as_bytes());
            }
        }
        let mut sample = Sample::default();
        rows.iter().for_each(|row| sample.row(row, &columns));
        sample
    }

    #[test]
    fn a_period_is_contradicted_by_nine_in_ten_rows_that_may_be_of_no_other() {
        let january = Period::new(2026, 1).expect("a period");
        let february = Period::new(2026, 2).expect("a period");
        let against = |rows: &[(&str, &str, usize)]| sample_of(rows).against(january);
        let all = Against { found: february, count: 91, rows: 100 };
        assert_eq!(against(&[("20260200", "1", 91), ("20260100", "1", 9)]), Some(all));
        assert_eq!(against(&[("20260200", "1", 90), ("20260100", "1", 10)]), None);
        assert_eq!(against(&[("20260100", "1", 100)]), None);
        assert_eq!(against(&[("20260200", "1", 2)]), None);
        // Late entries and corrections are of earlier periods by right, however many there are.
        assert_eq!(against(&[("20251200", "9", 95), ("20260100", "1", 5)]), None);
        assert_eq!(against(&[("20251200", "8", 95)]), None);
    }

    #[test]
    fn h04_columns_tell_their_mark_together_and_never_against_evidence() {
        let columns = Columns::new(
            &[(Field::Period, 0), (Field::TaxableBase, 1), (Field::SalesTax, 2), (Field::Total, 3)],
            vec![String::new(); 4],
        );
        let index = |field: Field| field.amount_index().expect("an amount");
        let mut rows = Rows::new();
        let mut sample = Sample::default();
        for cells in [
            ["20260100", "1,5", "1,234", "12,50"],
            ["20260200", "2,5", "2,345", "12.50"],
            ["20260100", "3", "0", "0"],
        ] {
            rows.begin_row(1);
            cells.iter().for_each(|cell| rows.push(CellKind::Text, cell.as_bytes()));
        }
        rows.iter().for_each(|row| sample.row(row, &columns));
        assert_eq!(sample.period(), Period::new(2026, 1));
        let marks = sample.marks();
        assert_eq!(marks[index(Field::TaxableBase)], DecimalMark::Comma);
        assert_eq!(marks[index(Field::Total)], DecimalMark::Unknown);
        // The others disagree, so nothing is said of a column without evidence.
        assert_eq!(marks[index(Field::SalesTax)], DecimalMark::Unknown);
    }
}
