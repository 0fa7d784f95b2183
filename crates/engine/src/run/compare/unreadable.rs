//! A cell that cannot be read, kept until the lists are written.

use crate::model::{Field, RowPlace};
use crate::normalize::Draft;
use crate::normalize::outputs::cell_text;

/// As much of a cell as is shown.
const CELL_LETTERS_MAX: usize = 200;

/// What a list says of a cell that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) place: RowPlace,
    pub(super) field: Field,
    /// Kind, series and number of the row, and the cell, as the file has them.
    pub(super) texts: [String; 4],
}

impl Unreadable {
    #[cold]
    pub(super) fn of(draft: &Draft<'_>, place: RowPlace, field: Field) -> Unreadable {
        let text = |field: Field| cell_text(draft, field).chars().take(CELL_LETTERS_MAX).collect();
        let texts = [Field::Kind, Field::Series, Field::NumberFirst, field].map(text);
        Unreadable { place, field, texts }
    }

    /// As bytes, to wait in a queue.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.field as u8];
        bytes.extend_from_slice(&self.place.file.to_le_bytes());
        bytes.extend_from_slice(&self.place.line.to_le_bytes());
        for text in &self.texts {
            bytes.extend_from_slice(&(text.len() as u32).to_le_bytes());
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes
    }

    /// What [`Unreadable::bytes`] wrote.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Unreadable> {
        let (field, rest) = bytes.split_first()?;
        let (file, rest) = rest.split_first_chunk()?;
        let (line, mut rest) = rest.split_first_chunk()?;
        let mut texts: [String; 4] = Default::default();
        for text in &mut texts {
            let (length, after) = rest.split_first_chunk()?;
            let (own, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            *text = String::from_utf8_lossy(own).into_owned();
            rest = after;
        }
        let place = RowPlace { file: u16::from_le_bytes(*file), line: u64::from_le_bytes(*line) };
        Some(Unreadable { place, field: *Field::ALL.get(usize::from(*field))?, texts })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comes_back_as_it_went() {
        let texts = ["01", "F001", "", "doce soles"].map(str::to_owned);
        let place = RowPlace { file: 3, line: 70_000 };
        let one = Unreadable { place, field: Field::Total, texts };
        assert_eq!(Unreadable::from_bytes(&one.bytes()), Some(one.clone()));
        assert_eq!(Unreadable::from_bytes(&one.bytes()[..20]), None);
    }
}
