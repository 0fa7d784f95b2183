//! What the norm asks of series and numbers, kind by kind (domain.md 3.2).

use crate::model::DocumentKind;
use crate::normalize::draft::Draft;

/// Whether a series, in upper case, is one of the kind.
#[inline]
pub(super) fn series_fits(kind: DocumentKind, series: &[u8]) -> bool {
    if let Ok(four) = <&[u8; 4]>::try_from(series) {
        match (kind.number(), four[0]) {
            (1, b'F') | (3, b'B') | (7 | 8, b'F' | b'B' | b'S') => return is_code(&four[1..]),
            (1 | 3 | 7 | 8, _) if is_number(four) => return true,
            _ => {}
        }
    }
    match kind.number() {
        1 => series == b"E001",
        3 => series == b"EB01",
        7 | 8 => matches!(series, b"E001" | b"EB01"),
        4 => is_four_digits(series) || series == b"E001" || starts_with(series, b'L'),
        34 | 35 => is_four_digits(series) || starts_with(series, b'F'),
        36 => is_four_digits(series) || starts_with(series, b'S'),
        6 | 48 | 56 | 89 => is_four_digits(series) && series != b"0000",
        5 => matches!(series, [b'1'..=b'5']),
        55 => matches!(series, [b'1' | b'2' | b'5']),
        12 => (1..=20).contains(&series.len()) && is_loose_code(series),
        _ => series.len() <= 20 && is_loose_code(series),
    }
}

/// Series that the kind may have, to show in a sentence.
pub(super) fn series_expected(kind: DocumentKind) -> &'static str {
    match kind.number() {
        1 => "F001, E001, 0001",
        3 => "B001, EB01, 0001",
        7 | 8 => "F001, B001, E001, EB01, 0001",
        4 => "L001, E001, 0001",
        34 | 35 => "F001, 0001",
        36 => "S001, 0001",
        6 | 48 | 56 | 89 => "0001",
        5 => "1, 2, 3, 4, 5",
        55 => "1, 2, 5",
        _ => "A-Z 0-9 (1-20)",
    }
}

/// Whether a number is one of the kind. Zeros in front do not count: systems pad to eight, ten or more.
#[inline]
pub(super) fn number_fits(draft: &Draft<'_>) -> bool {
    let number: &[u8] = &draft.number_first;
    match draft.kind.good().map_or(0, largest_number) {
        0 => {
            (1..=20).contains(&number.len())
                && number.iter().all(u8::is_ascii_graphic)
                && number.iter().any(u8::is_ascii_alphanumeric)
        }
        largest => draft.first.is_some_and(|number| (1..=largest).contains(&number)),
    }
}

/// The largest number of a kind whose numbers are digits only; 0 for the others.
pub(super) fn largest_number(kind: DocumentKind) -> u64 {
    match kind.number() {
        1 | 3 | 7 | 8 | 4 | 6 | 34 | 35 | 36 => 99_999_999,
        48 | 89 => 9_999_999,
        5 => 9_999_999_999_999,
        55 | 56 => 99_999_999_999,
        _ => 0,
    }
}

/// Compares two numbers of any length, digits only, by value.
pub(super) fn by_value(one: &[u8], two: &[u8]) -> std::cmp::Ordering {
    let bare = |digits: &[u8]| digits.iter().position(|byte| *byte != b'0').unwrap_or(digits.len());
    let (one, two) = (&one[bare(one)..], &two[bare(two)..]);
    one.len().cmp(&two.len()).then_with(|| one.cmp(two))
}

/// Digits only, one at least.
#[inline]
pub(super) fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

fn is_code(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn is_loose_code(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b' '))
}

fn is_four_digits(text: &[u8]) -> bool {
    text.len() == 4 && is_number(text)
}

fn starts_with(series: &[u8], letter: u8) -> bool {
    series.len() == 4 && series[0] == letter && is_code(&series[1..])
}
