//! Where a ledger keeps each field.

use super::Field;

const NOWHERE: u16 = u16::MAX;

/// The column of each field, and the text of each header.
#[derive(Clone, Debug)]
pub struct Columns {
    column_of: [u16; Field::COUNT],
    headers: Vec<String>,
}

impl Columns {
    /// Columns by their fields: `(field, column from 0)`, and the headers from the first column on.
    pub fn new(fields: &[(Field, usize)], headers: Vec<String>) -> Columns {
        let mut column_of = [NOWHERE; Field::COUNT];
        for (field, column) in fields {
            column_of[*field as usize] = u16::try_from(*column).unwrap_or(NOWHERE);
        }
        Columns { column_of, headers }
    }

    /// A table of which only the titles are known.
    pub fn titled(headers: Vec<String>) -> Columns {
        Columns { column_of: [NOWHERE; Field::COUNT], headers }
    }

    /// Says that a field stands in `column` (from 0).
    pub(crate) fn place(&mut self, field: Field, column: usize) {
        self.column_of[field as usize] = u16::try_from(column).unwrap_or(NOWHERE);
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

    /// The column of a field, from 0.
    #[inline]
    pub fn of(&self, field: Field) -> Option<usize> {
        match self.column_of[field as usize] {
            NOWHERE => None,
            column => Some(column as usize),
        }
    }

    /// Whether the ledger has the field at all; a rule on an absent column has nothing to say.
    #[inline]
    pub fn has(&self, field: Field) -> bool {
        self.column_of[field as usize] != NOWHERE
    }

    /// The column of a field as an index that is beyond every row where there is none.
    #[inline]
    pub(crate) fn index(&self, field: Field) -> usize {
        self.column_of[field as usize] as usize
    }

    /// The header over a column, empty where there is none.
    pub fn header(&self, column: usize) -> &str {
        self.headers.get(column).map_or("", String::as_str)
    }

    /// The title of a column as it stands in the file, on one line.
    pub fn title(&self, column: usize) -> String {
        self.header(column).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The field's bytes in a row, without blanks around; empty where the table has no such column.
    #[inline]
    pub fn bytes<'a>(&self, row: xlsx::Row<'a>, field: Field) -> &'a [u8] {
        row.bytes(self.index(field)).trim_ascii()
    }

    /// The field that stands in a column.
    pub fn field_at(&self, column: usize) -> Option<Field> {
        Field::ALL.into_iter().find(|field| self.of(*field) == Some(column))
    }

    /// The columns that no field claims and that have a title.
    pub fn unclaimed(&self) -> Vec<usize> {
        let titled =
            (0..self.headers.len()).filter(|column| !self.headers[*column].trim().is_empty());
        titled.filter(|column| self.field_at(*column).is_none()).collect()
    }

    /// All headers.
    pub fn headers(&self) -> &[String] {
        &self.headers
    }
}

/// The letters of a column, from 0: `A`, `Z`, `AA`.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    String::from_utf8(letters).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #[test]
    fn letters_are_those_of_a_spreadsheet() {
        let letters: Vec<_> = [0, 25, 26, 38, 701, 702, 16_383].map(super::column_letters).into();
        assert_eq!(letters, ["A", "Z", "AA", "AM", "ZZ", "AAA", "XFD"]);
    }
}
