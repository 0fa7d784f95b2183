//! What the hidden column says: which row this is, which cells were red, and what each cell held.
//!
//! Spreadsheet programs respell numbers and drop carriage returns when they save, so a cell is remembered by what it
//! means, in twelve bits: enough to tell a person what was changed, and nothing depends on it. A checksum tells a
//! whole id from one that was typed over.

use std::fmt::Write;

use xlsx::CellKind;

use crate::model::columns::column_letters;
use crate::model::{Columns, Field, RowPlace};

/// Cells beyond this many are not remembered: an id must fit into a cell.
const CELLS_MAX: usize = 4_000;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.";

/// The value of each digit; 64 where a byte is none.
const VALUES: [u8; 256] = {
    let mut values = [64; 256];
    let mut at = 0;
    while at < DIGITS.len() {
        values[DIGITS[at] as usize] = at as u8;
        at += 1;
    }
    values
};

/// A row's identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RowId {
    pub(super) ledger: u64,
    pub(super) place: RowPlace,
    /// Whether each cell was red.
    pub(super) marked: Vec<bool>,
    /// What each cell held.
    pub(super) digests: Vec<u16>,
}

/// Writes the id of a row; `marked` and `digests` have one entry a cell.
pub(super) fn write(
    out: &mut String,
    ledger: u64,
    place: RowPlace,
    marked: &[bool],
    digests: &[u16],
) {
    let start = out.len();
    let _ = write!(out, "{ledger:016x}-{:x}-{:x}-", place.file, place.line);
    for four in marked[..marked.len().min(CELLS_MAX)].chunks(4) {
        let digit = four.iter().rev().fold(0, |bits, bit| bits << 1 | u32::from(*bit));
        out.push(char::from_digit(digit, 16).unwrap_or('0'));
    }
    out.push('-');
    for digest in &digests[..digests.len().min(CELLS_MAX)] {
        out.push(DIGITS[(digest >> 6 & 63) as usize] as char);
        out.push(DIGITS[(digest & 63) as usize] as char);
    }
    let sum = crc32fast::hash(&out.as_bytes()[start..]);
    let _ = write!(out, "-{sum:08x}");
}

/// Reads an id; `None` where it is none, or is damaged.
pub(super) fn parse(text: &str) -> Option<RowId> {
    let (body, sum) = text.trim().rsplit_once('-')?;
    if u32::from_str_radix(sum, 16).ok()? != crc32fast::hash(body.as_bytes()) {
        return None;
    }
    let mut words = body.split('-');
    let mut number = || u64::from_str_radix(words.next()?, 16).ok();
    let ledger = number()?;
    let place = RowPlace { file: u16::try_from(number()?).ok()?, line: number()? };
    let (marks, cells) = (words.next()?, words.next()?);
    let mut marked = Vec::with_capacity(marks.len() * 4);
    for digit in marks.chars() {
        let bits = digit.to_digit(16)?;
        marked.extend((0..4).map(|bit| bits >> bit & 1 == 1));
    }
    let mut digests = Vec::with_capacity(cells.len() / 2);
    for pair in cells.as_bytes().chunks(2) {
        let [high, low] = pair else { return None };
        let [high, low] = [VALUES[*high as usize], VALUES[*low as usize]].map(u16::from);
        if high > 63 || low > 63 {
            return None;
        }
        digests.push(high << 6 | low);
    }
    Some(RowId { ledger, place, marked, digests })
}

/// What a cell means, in twelve bits.
pub(super) fn digest(kind: CellKind, text: &[u8]) -> u16 {
    if text.trim_ascii().is_empty() {
        return 0;
    }
    let mut spelled = [0u8; 32];
    let sum = match kind {
        CellKind::Number | CellKind::Date => match canonical_number(text, &mut spelled) {
            Some(length) => crc32fast::hash(&spelled[..length]),
            None => text_sum(text),
        },
        _ => text_sum(text),
    };
    // The first bit tells something from nothing.
    (sum ^ sum >> 11 ^ sum >> 22) as u16 & 0x7ff | 0x800
}

/// Texts keep their letters; line ends are respelled by programs.
fn text_sum(text: &[u8]) -> u32 {
    if !text.contains(&b'\r') {
        return crc32fast::hash(text);
    }
    let kept: Vec<u8> = text.iter().copied().filter(|byte| *byte != b'\r').collect();
    crc32fast::hash(&kept)
}

/// A number in one spelling, however its program spells it: fifteen digits, as many as all programs keep.
fn canonical_number(text: &[u8], out: &mut [u8; 32]) -> Option<usize> {
    out[0] = b'#';
    let is_short = text.len() <= 15 && text.iter().all(u8::is_ascii_digit) && text[0] != b'0';
    if is_short {
        out[1..=text.len()].copy_from_slice(text);
        return Some(text.len() + 1);
    }
    // A number cell of a workbook is binary where it comes from; this only names it and computes nothing.
    let number: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let spelled = if number == 0.0 {
        "0".to_owned()
    } else if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        format!("{number:.14e}")
    };
    let length = spelled.len();
    out.get_mut(1..=length)?.copy_from_slice(spelled.as_bytes());
    Some(length + 1)
}

/// What a sheet's hidden header says: that it is one, and which field stands in which column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SheetId {
    /// How many columns are the ledger's.
    pub(super) width: usize,
    /// The fields and their columns.
    pub(super) fields: Vec<(Field, usize)>,
    /// The checksum of the headers.
    pub(super) headers: u32,
}

/// What the hidden header begins with.
const SHEET_MARK: &str = "cuadre-corrections/1";

impl SheetId {
    /// The sheet of a ledger's columns.
    pub(super) fn of(columns: &Columns, headers: &[String]) -> SheetId {
        let fields = Field::ALL.into_iter();
        SheetId {
            width: headers.len(),
            fields: fields
                .filter_map(|field| Some((field, columns.of(field)?)))
                .filter(|(_, column)| *column < headers.len())
                .collect(),
            headers: header_sum(headers.iter().map(String::as_str)),
        }
    }

    /// The hidden header's text.
    pub(super) fn text(&self) -> String {
        let fields: Vec<String> = self
            .fields
            .iter()
            .map(|(field, column)| format!("{}@{column}", field.name()))
            .collect();
        let (width, headers, fields) = (self.width, self.headers, fields.join(","));
        format!("{SHEET_MARK};{width};{headers:08x};{fields}")
    }

    /// Reads a hidden header; `None` where the cell is none.
    pub(super) fn parse(text: &str) -> Option<SheetId> {
        let mut words = text.trim().strip_prefix(SHEET_MARK)?.strip_prefix(';')?.split(';');
        let width = words.next()?.parse().ok().filter(|width| *width < xlsx::COLUMNS_MAX)?;
        let headers = u32::from_str_radix(words.next()?, 16).ok()?;
        let mut fields = Vec::new();
        for word in words.next()?.split(',').filter(|word| !word.is_empty()) {
            let (name, column) = word.split_once('@')?;
            let column = column.parse().ok().filter(|column| *column < width)?;
            fields.push((Field::named(name)?, column));
        }
        Some(SheetId { width, fields, headers })
    }
}

/// The checksum of headers, whatever their white space.
pub(super) fn header_sum<'h>(headers: impl Iterator<Item = &'h str>) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    for header in headers {
        for word in header.split_whitespace() {
            hasher.update(word.as_bytes());
            hasher.update(b" ");
        }
        hasher.update(b"\n");
    }
    hasher.finalize()
}

/// The headers as the workbook has them: a column without one bears its letters.
pub(super) fn shown_headers(columns: &Columns) -> Vec<String> {
    let shown = |(column, header): (usize, &String)| match header.trim() {
        "" => column_letters(column),
        _ => header.clone(),
    };
    columns.headers().iter().enumerate().map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_and_damaged_ones_do_not() {
        let place = RowPlace { file: 3, line: 1_048_576 };
        let marked = [true, false, false, true, true];
        let digests = [0, 4095, 64, 63, 1];
        let mut text = String::new();
        write(&mut text, u64::MAX, place, &marked, &digests);
        let id = parse(&text).unwrap();
        assert_eq!((id.ledger, id.place), (u64::MAX, place));
        assert_eq!(id.marked[..5], marked);
        assert!(!id.marked[5..].contains(&true));
        assert_eq!(id.digests, digests);
        for at in 0..text.len() {
            let mut damaged = text.clone().into_bytes();
            damaged[at] = if damaged[at] == b'7' { b'8' } else { b'7' };
            assert_eq!(parse(&String::from_utf8(damaged).unwrap()), None, "{at}");
        }
        for junk in ["", "-", "0-0-0-0", "x", "00000000"] {
            assert_eq!(parse(junk), None);
        }
    }

    #[test]
    fn a_row_without_cells_has_an_id() {
        let mut text = String::new();
        write(&mut text, 1, RowPlace::default(), &[], &[]);
        assert!(parse(&text).unwrap().digests.is_empty());
    }

    #[test]
    fn cells_mean_the_same_however_a_program_spells_them() {
        let same = |a: &str, b: &str| {
            let digest = |text: &str| digest(CellKind::Number, text.as_bytes());
            assert_eq!(digest(a), digest(b), "{a} {b}");
        };
        same("1.1799999999999999", "1.18");
        same("100.00", "100");
        same("1E-2", "0.01");
        same("-0", "0");
        same("46023.0", "46023");
        same("12345678901234567", "1.23456789012346E+16");
        let text = |text: &str| digest(CellKind::Text, text.as_bytes());
        assert_eq!(text("A\r\nB"), text("A\nB"));
        assert_eq!(text(" "), digest(CellKind::Empty, b""));
        assert_ne!(text("0001"), digest(CellKind::Number, b"1"));
        assert_ne!(text("1"), digest(CellKind::Number, b"1"));
        assert_ne!(text("S/N"), text(""));
    }

    #[test]
    fn sheet_ids_come_back() {
        let columns = Columns::new(
            &[(Field::Kind, 1), (Field::Total, 0)],
            vec!["Importe ".to_owned(), "Tipo\nComprobante".to_owned(), String::new()],
        );
        let headers = shown_headers(&columns);
        assert_eq!(headers[2], "C");
        let id = SheetId::of(&columns, &headers);
        assert_eq!(SheetId::parse(&id.text()), Some(id.clone()));
        let respelled = ["Importe", "Tipo Comprobante", "C"];
        assert_eq!(header_sum(respelled.into_iter()), id.headers);
        for junk in ["", "cuadre-corrections/1", "cuadre-corrections/1;3;0;kind@9", "x"] {
            assert_eq!(SheetId::parse(junk), None, "{junk}");
        }
    }
}
