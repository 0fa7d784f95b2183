//! The ledger's second fingerprint: a hash of what its rows say, whatever file format says it.
//!
//! It answers *same rows, saved again*: a workbook saved anew, or exported as text, keeps it; one changed cell, one row
//! more or another order does not. Each row is folded into 64 bits, and the sequence of these is hashed with BLAKE3.
//! It guards against mistakes, not against somebody who makes two ledgers collide on purpose.

use super::draft::{Draft, Reading};
use crate::model::{Date, DocumentKind, Field};

/// Hashes the rows of a ledger in their order.
#[derive(Debug, Default)]
pub struct Content {
    hasher: blake3::Hasher,
    waiting: Vec<u8>,
}

const WAITING_BYTES: usize = 1 << 14;

/// Texts that the draft does not parse, but that make a row what it is.
const TEXTS: [Field; 6] = [
    Field::Cuo,
    Field::Correlative,
    Field::ExchangeRate,
    Field::Segment,
    Field::Branch,
    Field::CostCenter,
];

impl Content {
    /// Adds a row. One with a rule broken adds every cell as it stands, since what could not be read is not parsed.
    #[inline]
    pub fn row(&mut self, draft: &Draft<'_>, broken: bool) {
        let mut fold = Fold(!FACTOR);
        for amount in &draft.amounts {
            fold.word(match amount {
                Reading::Good(cents) => cents.0 as u64,
                Reading::Absent => 0,
                Reading::Bad => u64::MAX,
            });
        }
        let day = |date: Reading<Date>| date.good().map_or(0, |date| date.serial() as u64);
        let kind =
            |kind: Reading<DocumentKind>| kind.good().map_or(255, |kind| u64::from(kind.number()));
        fold.word(day(draft.issue_date) << 32 | day(draft.due_date));
        fold.word(
            day(draft.amended_date) << 32
                | kind(draft.kind) << 16
                | kind(draft.amended_kind) << 8
                | draft.state as u64,
        );
        for text in [
            &draft.series,
            &draft.number_first,
            &draft.number_last,
            &draft.customer_id,
            &draft.currency,
            &draft.amended_series,
            &draft.amended_number,
        ] {
            fold.bytes(text);
        }
        fold.bytes(draft.customer_name);
        for field in TEXTS {
            fold.bytes(draft.text(field));
        }
        if broken {
            draft.row().cells().iter().for_each(|cell| fold.bytes(draft.row().bytes_of(*cell)));
        }
        self.waiting.extend_from_slice(&fold.0.to_le_bytes());
        if self.waiting.len() >= WAITING_BYTES {
            self.hasher.update(&self.waiting);
            self.waiting.clear();
        }
    }

    /// The fingerprint, in hexadecimal.
    pub fn finish(mut self) -> String {
        self.hasher.update(&self.waiting);
        self.hasher.finalize().to_hex().to_string()
    }
}

/// Odd, and its bits look random: the golden ratio's.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// A running 64-bit hash: multiply, and fold the high half onto the low one.
struct Fold(u64);

impl Fold {
    #[inline]
    fn word(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word) * u128::from(FACTOR);
        self.0 = (product as u64) ^ (product >> 64) as u64 ^ self.0.rotate_left(23);
    }

    #[inline]
    fn bytes(&mut self, bytes: &[u8]) {
        self.word(bytes.len() as u64);
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.word(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut last = [0u8; 8];
            last[..rest.len()].copy_from_slice(rest);
            self.word(u64::from_le_bytes(last));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Columns, DecimalMark};
    use crate::normalize::Drafter;
    use xlsx::{CellKind, Rows};

    fn content(rows: &[[(CellKind, &str); 3]]) -> String {
        let columns = Columns::new(
            &[(Field::IssueDate, 0), (Field::Total, 1), (Field::Branch, 2)],
            vec![String::new(); 3],
        );
        let mut drafter = Drafter::new(columns, [DecimalMark::Unknown; 13]);
        let mut batch = Rows::new();
        for (line, cells) in rows.iter().enumerate() {
            batch.begin_row(line as u64);
            cells.iter().for_each(|(kind, text)| batch.push(*kind, text.as_bytes()));
        }
        let mut content = Content::default();
        for row in batch.iter() {
            let draft = drafter.draft(row);
            content.row(&draft, false);
            let fixes = draft.fixes;
            drafter.recycle(fixes);
        }
        content.finish()
    }

    #[test]
    fn the_same_rows_in_another_format_have_the_same_content() {
        use CellKind::{Date, Number, Text};
        let sheet = [[(Date, "46026"), (Number, "118"), (Text, "LIMA")]];
        let text = [[(Text, "04/01/2026"), (Text, "118.00"), (Text, "LIMA ")]];
        assert_eq!(content(&sheet), content(&text));
    }

    #[test]
    fn a_changed_cell_another_order_and_a_row_more_change_it() {
        use CellKind::Text;
        let one = [(Text, "04/01/2026"), (Text, "118.00"), (Text, "LIMA")];
        let two = [(Text, "04/01/2026"), (Text, "118.01"), (Text, "LIMA")];
        let all = [
            content(&[one]),
            content(&[two]),
            content(&[one, two]),
            content(&[two, one]),
            content(&[one, one]),
        ];
        let mut distinct = all.to_vec();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), all.len());
    }
}
