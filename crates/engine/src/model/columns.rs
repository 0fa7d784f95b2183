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
