//! A document as it is sorted and compared: a few dozen bytes.
//!
//! Key, content and place stand one behind the other. The content holds the total, the date of issue, and of the
//! other fields only those that are not empty, so that two documents that say the same have the same bytes.

use super::key::Key;
use super::spec::{FIELDS_MAX, ISSUE_DATE, Spec, TOTAL};
use crate::model::{Cents, Date, DocumentKind, RowPlace};

/// The longest text that a record holds; of a longer one it holds the beginning and a hash of the whole.
const TEXT_BYTES_MAX: usize = 200;

const PLACE_BYTES: usize = 8;
const LINE_BITS: u32 = 48;

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// An amount; a blank one is 0.00.
    Amount(Cents),
    /// A date, or none.
    Date(Option<Date>),
    /// A text; empty where there is none.
    Text(&'a [u8]),
}

/// A document's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a>(pub(super) &'a [u8]);

/// A document, read from its bytes.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// What it is known by.
    pub key: Key<'a>,
    /// Where it stands on its side.
    pub place: RowPlace,
    values: [Value<'a>; FIELDS_MAX],
}

impl<'a> Row<'a> {
    /// The field at this place of the [`Spec`].
    pub fn value(&self, index: usize) -> Value<'a> {
        self.values.get(index).copied().unwrap_or(Value::Text(b""))
    }

    /// The total.
    pub fn total(&self) -> Cents {
        match self.values[TOTAL] {
            Value::Amount(cents) => cents,
            Value::Date(_) | Value::Text(_) => Cents::default(),
        }
    }

    /// The date of issue.
    pub fn issue_date(&self) -> Option<Date> {
        match self.values[ISSUE_DATE] {
            Value::Date(date) => date,
            Value::Amount(_) | Value::Text(_) => None,
        }
    }
}

impl<'a> Record<'a> {
    #[inline]
    pub(super) fn key(self) -> &'a [u8] {
        &self.0[1..self.content_start()]
    }

    #[inline]
    fn content_start(self) -> usize {
        1 + usize::from(self.0[0])
    }

    /// Total, date and fields.
    #[inline]
    pub(super) fn content(self) -> &'a [u8] {
        &self.0[self.content_start()..self.0.len() - PLACE_BYTES]
    }

    /// Its place as one number, which rises as the side is read.
    #[inline]
    pub(super) fn place_number(self) -> u64 {
        self.0.last_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
    }

    pub(super) fn place(self) -> RowPlace {
        let number = self.place_number();
        RowPlace { file: (number >> LINE_BITS) as u16, line: number & ((1 << LINE_BITS) - 1) }
    }

    /// Total and the number of the day of issue.
    #[inline]
    pub(super) fn summed(self) -> (i64, u32) {
        let mut content = self.content();
        (unzigzag(varint(&mut content)), varint(&mut content) as u32)
    }

    /// Reads all of it.
    pub fn row(self, spec: &Spec) -> Row<'a> {
        let mut content = self.content();
        let mut values = [Value::Text(b""); FIELDS_MAX];
        values[TOTAL] = Value::Amount(Cents(unzigzag(varint(&mut content))));
        values[ISSUE_DATE] = Value::Date(day(varint(&mut content) as u32));
        let given = varint(&mut content);
        for (index, field) in spec.fields().iter().enumerate().skip(ISSUE_DATE + 1) {
            let is_given = given >> (index - ISSUE_DATE - 1) & 1 == 1;
            let is_amount = field.field.amount_index().is_some();
            values[index] = match (is_amount, is_given) {
                (true, false) => Value::Amount(Cents(0)),
                (true, true) => Value::Amount(Cents(unzigzag(varint(&mut content)))),
                (false, false) => Value::Text(b""),
                (false, true) => {
                    let length = (varint(&mut content) as usize).min(content.len());
                    let (text, rest) = content.split_at(length);
                    content = rest;
                    Value::Text(text)
                }
            };
        }
        Row { key: Key(self.key()), place: self.place(), values }
    }
}

/// The day of a number that [`RecordWriter`] wrote.
pub(super) fn day(number: u32) -> Option<Date> {
    if number == 0 { None } else { Date::from_serial(i64::from(number)) }
}

/// Writes the bytes of one document after another, into the same memory.
#[derive(Debug, Default)]
pub struct RecordWriter {
    bytes: Vec<u8>,
    values: Vec<u8>,
    given: u64,
    total: i64,
    day: u32,
}

impl RecordWriter {
    /// Begins a record; `false` where series or number can be no key.
    #[inline]
    pub fn begin(&mut self, kind: DocumentKind, series: &[u8], number: &[u8]) -> bool {
        self.bytes.clear();
        self.values.clear();
        (self.given, self.total, self.day) = (0, 0, 0);
        self.bytes.push(0);
        if !Key::push(kind, series, number, &mut self.bytes) {
            return false;
        }
        self.bytes[0] = (self.bytes.len() - 1) as u8;
        true
    }

    /// Total and date of issue.
    #[inline]
    pub fn summed(&mut self, total: Cents, issue_date: Option<Date>) {
        self.total = total.0;
        self.day = issue_date.map_or(0, |date| u32::try_from(date.serial()).unwrap_or(0));
    }

    /// An amount at its place of the [`Spec`]; places must rise.
    #[inline]
    pub fn amount(&mut self, index: usize, amount: Cents) {
        if amount.0 != 0 {
            self.given |= 1 << (index - ISSUE_DATE - 1);
            push_varint(&mut self.values, zigzag(amount.0));
        }
    }

    /// A text at its place of the [`Spec`]; places must rise.
    #[inline]
    pub fn text(&mut self, index: usize, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        self.given |= 1 << (index - ISSUE_DATE - 1);
        if text.len() <= TEXT_BYTES_MAX {
            push_varint(&mut self.values, text.len() as u64);
            self.values.extend_from_slice(text);
        } else {
            self.long_text(text);
        }
    }

    #[cold]
    fn long_text(&mut self, text: &[u8]) {
        let whole = String::from_utf8_lossy(text);
        let ends = whole.char_indices().map(|(at, letter)| at + letter.len_utf8());
        let end = ends.take_while(|end| *end <= TEXT_BYTES_MAX).last().unwrap_or(0);
        let hash = blake3::hash(text).to_hex();
        let short = format!("{}… #{}", &whole[..end], &hash[..16]);
        push_varint(&mut self.values, short.len() as u64);
        self.values.extend_from_slice(short.as_bytes());
    }

    /// The record of the document at this place.
    #[inline]
    pub fn end(&mut self, place: RowPlace) -> Record<'_> {
        push_varint(&mut self.bytes, zigzag(self.total));
        push_varint(&mut self.bytes, u64::from(self.day));
        push_varint(&mut self.bytes, self.given);
        self.bytes.extend_from_slice(&self.values);
        let place = u64::from(place.file) << LINE_BITS | place.line & ((1 << LINE_BITS) - 1);
        self.bytes.extend_from_slice(&place.to_le_bytes());
        Record(&self.bytes)
    }
}

fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

#[inline]
pub(super) fn push_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes a number from the front; what is cut short reads as if zeros followed.
#[inline]
pub(super) fn varint(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0u64, 0);
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte & 0x80 == 0 || shift > 63 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Field;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            amounts in prop::array::uniform3(any::<i64>()),
            text in "[a-zé]{0,150}",
            year in 1901u16..2100,
            line in 0u64..1 << 40,
        ) {
            let others = [(Field::SalesTax, Cents(0)), (Field::CustomerId, Cents(0)), (Field::Untaxed, Cents(0))];
            let spec = Spec::new(Some(Cents(0)), true, &others);
            let place = RowPlace { file: 7, line };
            let date = Date::new(year, 2, 28);
            let mut writer = RecordWriter::default();
            prop_assert!(writer.begin(DocumentKind::INVOICE, b"F001", b"0012"));
            writer.summed(Cents(amounts[0]), date);
            writer.amount(2, Cents(amounts[1]));
            writer.text(3, text.as_bytes());
            writer.amount(4, Cents(amounts[2]));
            let row = writer.end(place).row(&spec);
            prop_assert_eq!((row.total(), row.issue_date(), row.place), (Cents(amounts[0]), date, place));
            prop_assert_eq!(row.value(2), Value::Amount(Cents(amounts[1])));
            if text.len() <= TEXT_BYTES_MAX {
                prop_assert_eq!(row.value(3), Value::Text(text.as_bytes()));
            }
            prop_assert_eq!(row.value(4), Value::Amount(Cents(amounts[2])));
        }
    }

    #[test]
    fn long_texts_that_end_differently_stay_different() {
        let spec = Spec::new(None, false, &[(Field::CustomerName, Cents(0))]);
        let mut writer = RecordWriter::default();
        let mut shown = |name: &str| {
            assert!(writer.begin(DocumentKind::INVOICE, b"F001", b"1"));
            writer.text(2, name.as_bytes());
            match writer.end(RowPlace::default()).row(&spec).value(2) {
                Value::Text(text) => String::from_utf8(text.to_vec()).expect("text"),
                other => panic!("{other:?}"),
            }
        };
        let (one, other) = ("ñ".repeat(5000) + "A", "ñ".repeat(5000) + "B");
        let (one, other) = (shown(&one), shown(&other));
        assert_ne!(one, other);
        assert!(one.starts_with("ññ") && one.len() < 250, "{one}");
    }
}
