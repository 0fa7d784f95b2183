//! What a document is known by: kind, series and number, as bytes that sort as a person would.
//!
//! Zeros before a number say nothing, so `00012` and `12` are one number. A number of more than 18 digits, or with
//! letters in it, is kept as text and stands behind the others of its series.

use std::borrow::Cow;

use crate::model::DocumentKind;

/// The longest series or number; a longer text is neither.
pub const CODE_BYTES_MAX: usize = 100;

const INTEGER: u8 = 1;
const TEXT: u8 = 2;

/// The bytes of a key: kind, series, a zero, and the number behind a byte that says how it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key<'a>(pub(super) &'a [u8]);

impl<'a> Key<'a> {
    /// Appends the bytes of a key; `false`, and nothing, where series or number cannot be one.
    #[inline]
    pub fn push(kind: DocumentKind, series: &[u8], number: &[u8], out: &mut Vec<u8>) -> bool {
        let fits = |code: &[u8]| code.len() <= CODE_BYTES_MAX && !code.contains(&0);
        if number.is_empty() || !fits(series) || !fits(number) {
            return false;
        }
        out.push(kind.number());
        out.extend_from_slice(series);
        out.push(0);
        match integer(number) {
            Some(integer) => {
                out.push(INTEGER);
                out.extend_from_slice(&integer.to_be_bytes());
            }
            None => {
                out.push(TEXT);
                out.extend_from_slice(&plain_number(number));
            }
        }
        true
    }

    /// The kind of document.
    pub fn kind(self) -> Option<DocumentKind> {
        let number = self.0.first()?;
        DocumentKind::parse(&[b'0' + number / 10 % 10, b'0' + number % 10])
    }

    /// The series, empty where there is none.
    pub fn series(self) -> &'a [u8] {
        self.0.get(1..self.end_of_series()).unwrap_or_default()
    }

    /// The number without zeros before it.
    pub fn number(self) -> Cow<'a, [u8]> {
        let number = self.0.get(self.end_of_series() + 1..).unwrap_or_default();
        match number {
            [INTEGER, digits @ ..] => match digits.first_chunk() {
                Some(bytes) => Cow::Owned(u64::from_be_bytes(*bytes).to_string().into_bytes()),
                None => Cow::Borrowed(b""),
            },
            [_, text @ ..] => Cow::Borrowed(text),
            [] => Cow::Borrowed(b""),
        }
    }

    fn end_of_series(self) -> usize {
        let rest = self.0.get(1..).unwrap_or_default();
        1 + rest.iter().position(|byte| *byte == 0).unwrap_or(rest.len())
    }
}

/// One to eighteen digits, zeros before them not counted.
#[inline]
fn integer(number: &[u8]) -> Option<u64> {
    let mut sum = 0u64;
    for byte in number {
        if !byte.is_ascii_digit() || sum >= 100_000_000_000_000_000 {
            return None;
        }
        sum = sum * 10 + u64::from(byte - b'0');
    }
    Some(sum)
}

/// A number as it is compared: without zeros before it where it is of digits, else in upper case.
pub fn plain_number(number: &[u8]) -> Cow<'_, [u8]> {
    if number.iter().all(u8::is_ascii_digit) {
        let zeros = number.iter().take_while(|byte| **byte == b'0').count();
        return Cow::Borrowed(&number[zeros.min(number.len().saturating_sub(1))..]);
    }
    match number.iter().any(u8::is_ascii_lowercase) {
        true => Cow::Owned(number.to_ascii_uppercase()),
        false => Cow::Borrowed(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(kind: &str, series: &str, number: &str) -> Vec<u8> {
        let mut bytes = Vec::new();
        let kind = DocumentKind::parse(kind.as_bytes()).expect("a kind");
        assert!(Key::push(kind, series.as_bytes(), number.as_bytes(), &mut bytes), "{number}");
        bytes
    }

    #[test]
    fn zeros_before_a_number_say_nothing() {
        assert_eq!(key("1", "F001", "00012"), key("01", "F001", "12"));
        let long = "0".repeat(30) + "1234567890123456789012";
        assert_eq!(key("01", "F001", &long), key("01", "F001", "1234567890123456789012"));
        assert_eq!(key("12", "T", "a-7"), key("12", "T", "A-7"));
        assert_ne!(key("01", "F001", "0"), key("01", "F001", "1"));
    }

    #[test]
    fn keys_sort_as_a_person_would_and_say_what_they_are() {
        let rising = [
            key("00", "", "5"),
            key("01", "F001", "9"),
            key("01", "F001", "10"),
            key("01", "F001", "999999999999999999"),
            key("01", "F001", "1000000000000000000"),
            key("01", "F001", "A1"),
            key("01", "F002", "1"),
            key("03", "B001", "1"),
        ];
        assert!(rising.windows(2).all(|pair| pair[0] < pair[1]), "{rising:?}");
        let parts = Key(&rising[4]);
        assert_eq!(parts.kind().map(|kind| kind.to_string()).as_deref(), Some("01"));
        assert_eq!(parts.series(), b"F001");
        assert_eq!(parts.number().as_ref(), b"1000000000000000000");
        assert_eq!(Key(&rising[0]).series(), b"");
        assert_eq!(Key(&rising[2]).number().as_ref(), b"10");
    }

    #[test]
    fn what_cannot_be_a_key_is_none() {
        let kind = DocumentKind::INVOICE;
        let mut bytes = Vec::new();
        assert!(!Key::push(kind, b"F001", b"", &mut bytes));
        assert!(!Key::push(kind, b"F\x001", b"1", &mut bytes));
        assert!(!Key::push(kind, &[b'F'; CODE_BYTES_MAX + 1], b"1", &mut bytes));
        assert!(bytes.is_empty());
    }
}
