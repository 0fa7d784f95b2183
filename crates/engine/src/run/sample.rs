//! What the first rows of a ledger tell about all of them: the period, and the decimal mark of each amount column.

use std::collections::BTreeMap;

use xlsx::CellKind;

use crate::model::tax_id::is_ruc;
use crate::model::{Cents, Columns, DecimalMark, Field, Period};
use crate::normalize::draft::trim;

/// How many rows are looked at before any is judged.
pub(super) const SAMPLE_ROWS: usize = 4096;

/// Collects what rows tell.
#[derive(Debug, Default)]
pub(super) struct Sample {
    periods: BTreeMap<Period, u64>,
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
        if let Some(period) = Period::parse(text(Field::Period)) {
            *self.periods.entry(period).or_default() += 1;
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
