//! Texts that a company writes where there is nothing, such as `S/N`, beside those that everybody writes (`-`, `.`).
//!
//! In optional columns such a cell is judged as a `-` is. Columns that make a document what it is, and amounts, are
//! left alone: what stands there is never taken for nothing.

use xlsx::{CellKind, Row, Rows};

use crate::model::{Columns, Field};

/// The columns that may hold nothing.
const OPTIONAL: [Field; 11] = [
    Field::DueDate,
    Field::NumberLast,
    Field::CustomerIdKind,
    Field::CustomerId,
    Field::CustomerName,
    Field::AmendedDate,
    Field::AmendedKind,
    Field::AmendedSeries,
    Field::AmendedNumber,
    Field::Segment,
    Field::Branch,
];

/// Replaces the placeholders of a company in the rows of one file.
pub(super) struct Absent {
    texts: Vec<String>,
    columns: Vec<usize>,
    /// The row that was replaced last.
    rows: Rows,
}

impl Absent {
    pub(super) fn new(texts: &[String], columns: &Columns) -> Absent {
        let texts = texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let columns = OPTIONAL.into_iter().filter_map(|field| columns.of(field)).collect();
        Absent { texts: texts.collect(), columns, rows: Rows::new() }
    }

    /// The row itself, unless an optional cell of it holds a placeholder of the company.
    #[inline]
    pub(super) fn hide<'a>(&'a mut self, row: Row<'a>) -> Row<'a> {
        if self.texts.is_empty() || !self.columns.iter().any(|column| self.is_absent(row, *column))
        {
            return row;
        }
        self.replaced(row)
    }

    fn is_absent(&self, row: Row<'_>, column: usize) -> bool {
        let cell = row.bytes(column).trim_ascii();
        self.texts.iter().any(|text| text.as_bytes().eq_ignore_ascii_case(cell))
    }

    #[cold]
    fn replaced(&mut self, row: Row<'_>) -> Row<'_> {
        self.rows.clear();
        self.rows.begin_row(row.line());
        for (column, cell) in row.cells().iter().enumerate() {
            if self.columns.contains(&column) && self.is_absent(row, column) {
                self.rows.push(CellKind::Text, b"-");
            } else {
                let kind = if cell.is_empty() { CellKind::Empty } else { cell.kind() };
                self.rows.push(kind, row.bytes_of(*cell));
            }
        }
        self.rows.row(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_optional_cells_are_replaced() {
        let columns = Columns::new(
            &[
                (Field::Series, 0),
                (Field::CustomerId, 1),
                (Field::CustomerName, 2),
                (Field::Total, 3),
            ],
            vec![String::new(); 4],
        );
        let mut rows = Rows::new();
        for cells in [["S/N", " s/n ", "ANA S/N", "S/N"], ["B001", "", "ANA", "1.00"]] {
            rows.begin_row(7);
            cells.iter().for_each(|cell| rows.push(CellKind::Text, cell.as_bytes()));
        }
        let mut absent = Absent::new(&["S/N".to_owned(), " ".to_owned()], &columns);
        let texts = |row: Row<'_>| -> Vec<String> {
            (0..row.width()).map(|column| row.text(column).into_owned()).collect()
        };
        let hidden = absent.hide(rows.row(0));
        assert_eq!(
            (hidden.line(), texts(hidden)),
            (7, ["S/N", "-", "ANA S/N", "S/N"].map(str::to_owned).to_vec())
        );
        assert_eq!(texts(absent.hide(rows.row(1))), ["B001", "", "ANA", "1.00"]);
        let mut none = Absent::new(&[], &columns);
        assert_eq!(texts(none.hide(rows.row(0)))[1], " s/n ");
    }
}
