//! How each cell of a row is read: what stands there, and what was changed to read it. Judges nothing.

use std::borrow::Cow;
use xlsx::{CellKind, Row};

use super::{Reading, is_placeholder, trim};
use crate::model::amount::AmountRead;
use crate::model::{Cents, Columns, Date, DecimalMark, DocumentKind, Field, Fix, IdKind, Period};

pub(super) fn read_period(text: &[u8]) -> Reading<Period> {
    match text {
        b"" => Reading::Absent,
        text => Period::parse(text).map_or(Reading::Bad, Reading::Good),
    }
}

pub(super) fn read_date(text: &[u8], kind: CellKind) -> Reading<Date> {
    if is_placeholder(text) {
        return Reading::Absent;
    }
    match Date::read(text, kind) {
        // What a spreadsheet shows for an empty date: day 1 of its calendar.
        Some(date) if date.year() == 1900 && date.month() == 1 && date.day() <= 1 => {
            Reading::Absent
        }
        Some(date) => Reading::Good(date),
        None => Reading::Bad,
    }
}

#[inline]
pub(super) fn read_kind(text: &[u8]) -> Reading<DocumentKind> {
    match text {
        b"" => Reading::Absent,
        text => DocumentKind::parse(text).map_or(Reading::Bad, Reading::Good),
    }
}

/// The amounts of a row, and what rules ask of them again and again.
pub(super) struct Amounts {
    pub(super) amounts: [Reading<Cents>; 13],
    pub(super) bad: bool,
    pub(super) given: u16,
    pub(super) components: Cents,
}

#[inline]
pub(super) fn read_amounts(
    row: Row<'_>,
    columns: &Columns,
    marks: &[DecimalMark; 13],
    fixes: &mut Vec<(Field, Fix)>,
) -> Amounts {
    let mut read =
        Amounts { amounts: [Reading::Absent; 13], bad: false, given: 0, components: Cents(0) };
    for (index, field) in Field::AMOUNTS.into_iter().enumerate() {
        let cell = row.cell(columns.index(field));
        let text = row.bytes_of(cell);
        let cents = match text {
            [] => continue,
            [b'0'] => Cents(0),
            _ => match Cents::read(trim(text), cell.kind(), marks[index]) {
                AmountRead::Plain(cents) => cents,
                AmountRead::Blank => continue,
                AmountRead::Spelled(cents) => {
                    fixes.push((field, Fix::AmountSpelled));
                    cents
                }
                // The accounting format of a spreadsheet shows 0 as a dash.
                AmountRead::Ambiguous | AmountRead::Unreadable | AmountRead::TooLarge
                    if trim(text) == b"-" && field != Field::Total =>
                {
                    continue;
                }
                AmountRead::Ambiguous | AmountRead::Unreadable | AmountRead::TooLarge => {
                    read.amounts[index] = Reading::Bad;
                    read.bad = true;
                    continue;
                }
            },
        };
        read.amounts[index] = Reading::Good(cents);
        read.given |= u16::from(cents.0 != 0) << index;
        if field != Field::Total {
            read.components.0 += cents.0;
        }
    }
    read
}

/// Upper case; a numeric cell, or digits that lost their zeros where four are due, are padded.
#[inline]
pub(super) fn read_series<'a>(
    text: &'a [u8],
    cell: CellKind,
    kind: Option<DocumentKind>,
    field: Field,
    fixes: &mut Vec<(Field, Fix)>,
) -> Cow<'a, [u8]> {
    if cell == CellKind::Number
        && (1..4).contains(&text.len())
        && text.iter().all(u8::is_ascii_digit)
        && kind.is_some_and(needs_four)
    {
        fixes.push((field, Fix::ZerosRestored));
        let mut padded = vec![b'0'; 4 - text.len()];
        padded.extend_from_slice(text);
        return Cow::Owned(padded);
    }
    if text.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(text);
    }
    let visible = read_code(text, field, fixes);
    Cow::Owned(visible.to_ascii_uppercase())
}

/// Kinds whose series has exactly four characters (domain.md 3.2).
fn needs_four(kind: DocumentKind) -> bool {
    matches!(kind.number(), 1 | 3 | 4 | 6 | 7 | 8 | 34 | 35 | 36 | 48 | 56 | 89)
}

/// A code without invisible characters inside.
#[inline]
pub(super) fn read_code<'a>(
    text: &'a [u8],
    field: Field,
    fixes: &mut Vec<(Field, Fix)>,
) -> Cow<'a, [u8]> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let Ok(given) = std::str::from_utf8(text) else { return Cow::Borrowed(text) };
    let visible: String = given.chars().filter(|c| !is_invisible(*c)).collect();
    if visible.len() == text.len() {
        return Cow::Borrowed(text);
    }
    fixes.push((field, Fix::InvisibleRemoved));
    Cow::Owned(visible.into_bytes())
}

fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{a0}' | '\u{ad}' | '\u{200b}'
            ..='\u{200f}' | '\u{2007}' | '\u{202f}' | '\u{2060}' | '\u{feff}'
    )
}

/// An absent one is empty; a DNI that lost its zero in a numeric cell is padded.
#[inline]
pub(super) fn read_customer_id<'a>(
    text: &'a [u8],
    cell: CellKind,
    kind: Option<IdKind>,
    fixes: &mut Vec<(Field, Fix)>,
) -> Cow<'a, [u8]> {
    if is_placeholder(text) {
        return Cow::Borrowed(b"");
    }
    if cell == CellKind::Number
        && kind == Some(IdKind::DNI)
        && (5..8).contains(&text.len())
        && text.iter().all(u8::is_ascii_digit)
    {
        fixes.push((Field::CustomerId, Fix::ZerosRestored));
        let mut padded = vec![b'0'; 8 - text.len()];
        padded.extend_from_slice(text);
        return Cow::Owned(padded);
    }
    read_code(text, Field::CustomerId, fixes)
}

#[inline]
pub(super) fn read_currency(text: &[u8]) -> Cow<'_, [u8]> {
    match text {
        b"" | b"PEN" | b"USD" => Cow::Borrowed(text),
        _ => {
            let upper = text.to_ascii_uppercase();
            match upper.as_slice() {
                _ if is_placeholder(text) => Cow::Borrowed(&b""[..]),
                b"S/" | b"S/." | b"SOLES" | b"SOL" | b"MN" | b"NUEVOS SOLES" => {
                    Cow::Borrowed(b"PEN")
                }
                b"US$" | b"DOLARES" | b"ME" => Cow::Borrowed(b"USD"),
                _ if upper == text => Cow::Borrowed(text),
                _ => Cow::Owned(upper),
            }
        }
    }
}

/// Whether a word of the name is ANULADO or ANULADA: `BOLETA ANULADA`, `*** ANULADO ***`.
pub(super) fn is_annulled_name(name: &[u8]) -> bool {
    name.split(|byte| !byte.is_ascii_alphanumeric() && *byte < 0x80)
        .any(|word| word.eq_ignore_ascii_case(b"ANULADO") || word.eq_ignore_ascii_case(b"ANULADA"))
}

/// One to eighteen ASCII digits as an integer.
#[inline]
pub fn integer(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    digits
        .iter()
        .try_fold(0u64, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + (byte - b'0') as u64))
}
