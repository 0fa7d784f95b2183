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
    words: Vec<u64>,
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
        let words = &mut self.words;
        words.clear();
        let day = |date: Reading<Date>| date.good().map_or(0, |date| date.serial() as u64);
        let kind =
            |kind: Reading<DocumentKind>| kind.good().map_or(255, |kind| u64::from(kind.number()));
        words.push(day(draft.issue_date) << 32 | day(draft.due_date));
        words.push(
            day(draft.amended_date) << 32
                | kind(draft.kind) << 16
                | kind(draft.amended_kind) << 8
                | draft.state as u64,
        );
        // Which amounts are there, then these: zeros and blanks are one.
        words.push(u64::from(draft.amounts_given) << 1 | u64::from(draft.amounts_bad));
        let mut given = draft.amounts_given;
        while given != 0 {
            let amount = draft.amounts[given.trailing_zeros() as usize];
            words.push(amount.good().map_or(u64::MAX, |cents| cents.0 as u64));
            given &= given - 1;
        }
        push_text(words, &draft.series);
        push_text(words, &draft.number_first);
        push_text(words, &draft.number_last);
        push_text(words, &draft.customer_id);
        push_text(words, &draft.currency);
        push_text(words, &draft.amended_series);
        push_text(words, &draft.amended_number);
        push_text(words, draft.customer_name);
        for field in TEXTS {
            push_text(words, draft.text(field));
        }
        if broken {
            let row = draft.row();
            row.cells().iter().for_each(|cell| push_text(words, row.bytes_of(*cell)));
        }
        self.waiting.extend_from_slice(&folded(words).to_le_bytes());
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

/// Adds the words of a text. The first carries the length, so that no two lists of texts have the same words.
#[inline]
fn push_text(words: &mut Vec<u64>, text: &[u8]) {
    let length = (text.len() as u64) << 56;
    let part = |bytes: [u8; 8]| u64::from_le_bytes(bytes);
    if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        words.push(part(*first));
        let (chunks, _) = text[8..].as_chunks::<8>();
        words.extend(chunks.iter().map(|chunk| part(*chunk)));
        // The last chunk overlaps the one before it; the length tells by how much.
        words.push(part(*last).rotate_left(8) ^ length);
        return;
    }
    let word = match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 24
        }
        _ => text.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    };
    words.push(word ^ length);
}

/// Odd, and its bits look random: the golden ratio's.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// The words as one: each pair is multiplied after a key of its place was added, so that the products do not wait for
/// one another; the sum is mixed once.
#[inline]
fn folded(words: &[u64]) -> u64 {
    let mut sum = (words.len() as u64).wrapping_mul(FACTOR);
    let mut key = FACTOR;
    let (pairs, rest) = words.as_chunks::<2>();
    for [one, other] in pairs {
        sum = sum.wrapping_add(mixed(one.wrapping_add(key), other ^ key.rotate_left(32)));
        key = key.wrapping_add(FACTOR);
    }
    for word in rest {
        sum = sum.wrapping_add(mixed(word.wrapping_add(key), !key));
    }
    mixed(sum ^ FACTOR, sum.rotate_left(29) | 1)
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
