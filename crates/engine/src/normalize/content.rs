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
        let mut folded = Folded::nothing();
        let day = |date: Reading<Date>| date.good().map_or(0, |date| date.serial() as u64);
        let kind =
            |kind: Reading<DocumentKind>| kind.good().map_or(255, |kind| u64::from(kind.number()));
        folded.add(
            day(draft.issue_date) << 32 | day(draft.due_date),
            day(draft.amended_date) << 32
                | kind(draft.kind) << 16
                | kind(draft.amended_kind) << 8
                | draft.state as u64,
        );
        // Which amounts are there, then these: zeros and blanks are one.
        let mut given = draft.amounts_given;
        let amount_of = |given: u16| {
            let amount = draft.amounts[given.trailing_zeros() as usize];
            amount.good().map_or(u64::MAX, |cents| cents.0 as u64)
        };
        let first = if given == 0 { 0 } else { amount_of(given) };
        folded.add(u64::from(given) << 1 | u64::from(draft.amounts_bad), first);
        given &= given.wrapping_sub(1);
        while given != 0 {
            let one = amount_of(given);
            given &= given - 1;
            folded.add(one, if given == 0 { 0 } else { amount_of(given) });
            given &= given.wrapping_sub(1);
        }
        folded.text(&draft.series);
        folded.text(&draft.number_first);
        folded.text(&draft.number_last);
        folded.text(&draft.customer_id);
        folded.text(&draft.currency);
        folded.text(&draft.amended_series);
        folded.text(&draft.amended_number);
        folded.text(draft.customer_name);
        for field in TEXTS {
            folded.text(draft.text(field));
        }
        if broken {
            let row = draft.row();
            row.cells().iter().for_each(|cell| folded.text(row.bytes_of(*cell)));
        }
        self.waiting.extend_from_slice(&folded.end().to_le_bytes());
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

/// A row's words as one: each pair is multiplied after a key of its place was added, so that the products do not wait
/// for one another; the sum is mixed once.
#[derive(Clone, Copy)]
struct Folded {
    sum: u64,
    key: u64,
}

impl Folded {
    fn nothing() -> Folded {
        Folded { sum: 0, key: FACTOR }
    }

    #[inline(always)]
    fn add(&mut self, one: u64, other: u64) {
        let product = mixed(one.wrapping_add(self.key), other ^ self.key.rotate_left(32));
        self.sum = self.sum.wrapping_add(product);
        self.key = self.key.wrapping_add(FACTOR);
    }

    /// Adds a text. Its first pair carries the length, which tells how many pairs there are; a blank only takes its
    /// place.
    #[inline(always)]
    fn text(&mut self, text: &[u8]) {
        let length = (text.len() as u64) << 56;
        let part = |bytes: [u8; 8]| u64::from_le_bytes(bytes);
        if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            // The last eight bytes overlap what is before them; the length tells by how much.
            self.add(part(*first), part(*last).rotate_left(8) ^ length);
            if text.len() > 16 {
                self.middle(&text[8..]);
            }
            return;
        }
        let word = match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            (Some(first), Some(last)) => {
                u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 24
            }
            _ if text.is_empty() => {
                self.key = self.key.wrapping_add(FACTOR);
                return;
            }
            _ => text.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        self.add(word, length);
    }

    /// Adds what stands between the first and the last eight bytes, and a little of the last ones again.
    #[inline]
    fn middle(&mut self, text: &[u8]) {
        let (words, _) = text.as_chunks::<8>();
        let (pairs, rest) = words.as_chunks::<2>();
        for [one, other] in pairs {
            self.add(u64::from_le_bytes(*one), u64::from_le_bytes(*other));
        }
        for word in rest {
            self.add(u64::from_le_bytes(*word), 0);
        }
    }

    fn end(self) -> u64 {
        mixed(self.sum ^ FACTOR, self.key.rotate_left(29) | 1)
    }
}

/// Both halves of the product.
#[inline]
fn mixed(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other);
    (product as u64) ^ (product >> 64) as u64
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
