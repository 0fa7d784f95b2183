//! Where each field stands in a table, and what each column is called there.

use super::header::header_key;
use crate::model::Field;
use xlsx::Row;

const NONE: u16 = u16::MAX;

/// The columns of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    places: [u16; Field::COUNT],
    headers: Vec<String>,
}

impl Columns {
    /// A table of which nothing is known yet; `headers` are the titles by column, none where it has no header row.
    pub fn new(headers: Vec<String>) -> Columns {
        Columns { places: [NONE; Field::COUNT], headers }
    }

    /// Says that a field stands in `column` (from 0).
    pub(crate) fn place(&mut self, field: Field, column: usize) {
        self.places[field as usize] = u16::try_from(column).unwrap_or(NONE);
    }

    /// Gives a column without a title one, so that there is a name to say.
    pub(crate) fn name(&mut self, column: usize, title: &str) {
        if self.headers.len() <= column {
            self.headers.resize(column + 1, String::new());
        }
        if self.headers[column].trim().is_empty() {
            self.headers[column] = title.to_owned();
        }
    }

    /// The column of a field, from 0; absent where the table has none for it.
    #[inline]
    pub fn get(&self, field: Field) -> Option<usize> {
        match self.places[field as usize] {
            NONE => None,
            column => Some(usize::from(column)),
        }
    }

    /// The field's bytes in a row, without blanks around; empty where the table has no such column.
    #[inline]
    pub fn bytes<'a>(&self, row: Row<'a>, field: Field) -> &'a [u8] {
        match self.get(field) {
            Some(column) => row.bytes(column).trim_ascii(),
            None => b"",
        }
    }

    /// The title of a field's column as it stands in the file, on one line; the layout's where there is no header row.
    pub fn header(&self, field: Field) -> String {
        self.get(field).map_or(String::new(), |column| self.header_at(column))
    }

    /// The title of a column as it stands in the file, on one line.
    pub fn header_at(&self, column: usize) -> String {
        let title = self.headers.get(column).map_or("", String::as_str);
        title.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The letters of a field's column, `D`; empty where the table has none for it.
    pub fn letters(&self, field: Field) -> String {
        self.get(field).map_or(String::new(), column_letters)
    }

    /// The field that stands in a column.
    pub fn field_at(&self, column: usize) -> Option<Field> {
        Field::ALL.into_iter().find(|field| self.get(*field) == Some(column))
    }

    /// The columns that no field claims and that have a title.
    pub fn unclaimed(&self) -> Vec<usize> {
        (0..self.headers.len())
            .filter(|column| self.field_at(*column).is_none())
            .filter(|column| !header_key(&self.headers[*column]).is_empty())
            .collect()
    }

    /// The last column that a field stands in, from 0.
    pub fn last(&self) -> Option<usize> {
        Field::ALL.into_iter().filter_map(|field| self.get(field)).max()
    }
}

/// The letters that a spreadsheet gives a column (from 0): `A`, `AM`.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters.iter().rev().map(|letter| char::from(*letter)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_a_spreadsheet() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (38, "AM"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(column_letters(column), letters);
        }
    }
}
