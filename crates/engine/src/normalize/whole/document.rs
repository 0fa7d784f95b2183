//! What a document is to the rules over the whole ledger: its key, its name, and what it looks like.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::super::draft::{Draft, Reading};
use super::super::intern::{Interner, hash_of};
use crate::model::{Cents, Date, DocumentKind, Field};

/// Marks a document whose number is a text, at its place in the set of texts.
pub(super) const TEXT: u64 = 1 << 63;

/// A document: its series, and its number or the place of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Document {
    pub(super) series: u32,
    pub(super) number: u64,
}

/// Writes the key of a document whose number is kept as a text; of a series too many, its series too.
pub(super) fn text_key(
    key: &mut Vec<u8>,
    id: u32,
    kind: DocumentKind,
    series: &[u8],
    number: &[u8],
) {
    key.clear();
    key.extend_from_slice(&id.to_le_bytes());
    if id == u32::MAX {
        key.push(kind.number());
        key.push(series.len() as u8);
        key.extend_from_slice(series);
    }
    let zeros = match number.iter().position(|digit| *digit != b'0') {
        Some(zeros) if number.iter().all(u8::is_ascii_digit) => zeros,
        _ => 0,
    };
    key.extend_from_slice(&number[zeros..]);
    key.truncate(usize::from(u16::MAX));
}

/// A document's total; an annulled one has none left.
#[inline]
pub(super) fn total_of(draft: &Draft<'_>) -> Option<Cents> {
    match draft.amount_reading(Field::Total) {
        Reading::Good(total) => Some(total),
        Reading::Absent if draft.annulled => Some(Cents(0)),
        Reading::Absent | Reading::Bad => None,
    }
}

/// A hash of what makes two rows of one document alike: its date, customer and total.
pub(super) fn fingerprint(draft: &Draft<'_>) -> u64 {
    let mut hasher = FxHasher::default();
    let total = match draft.amount_reading(Field::Total) {
        Reading::Good(Cents(cents)) => (1, cents),
        Reading::Absent => (0, 0),
        Reading::Bad => (2, 0),
    };
    hasher.write_u8(total.0);
    hasher.write_i64(total.1);
    match draft.issue_date {
        Reading::Good(date) => hasher.write_i64(date.serial()),
        Reading::Absent => hasher.write_u8(0),
        Reading::Bad => hasher.write_u8(1),
    }
    hasher.write(&draft.customer_id);
    hash_of(&hasher.finish().to_le_bytes())
}

/// `03 B001-123`, as the row writes it.
pub(super) fn name_of(draft: &Draft<'_>) -> String {
    let mut name = draft.kind.good().map_or_else(String::new, |kind| kind.to_string());
    name.push(' ');
    if !draft.series.is_empty() {
        name.push_str(&String::from_utf8_lossy(&draft.series));
        name.push('-');
    }
    name.push_str(&String::from_utf8_lossy(&draft.number_first));
    if draft.is_range() {
        name.push('…');
        name.push_str(&String::from_utf8_lossy(&draft.number_last));
    }
    name
}

/// `03 B001-123`.
pub(super) fn document_name(names: &Interner, document: Document) -> String {
    format!("{}-{}", series_name(names, document.series), document.number)
}

/// `03 B001`.
pub(super) fn series_name(names: &Interner, id: u32) -> String {
    format!("{:02} {}", names.tag(id), String::from_utf8_lossy(names.name(id)))
}

pub(super) fn is_note_tag(code: u8) -> bool {
    DocumentKind::parse(&[b'0' + code / 10 % 10, b'0' + code % 10])
        .is_some_and(DocumentKind::is_note)
}

pub(super) fn norm(date: Date) -> String {
    String::from_utf8_lossy(&date.norm()).into_owned()
}
