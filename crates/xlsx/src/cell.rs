//! What a cell's attributes and text mean, once the XML around them is gone.
//!
//! Both ways of reading a sheet end here, so that they can differ in how they find a value and never in what it means.

use crate::error::{BadXml, Error, Limit, Result};
use crate::limits::Limits;
use crate::rows::CellKind;

/// Days between the epochs of the two date systems of Excel.
const DAYS_1904: i64 = 1462;

/// A cell's type, as its `t` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellType {
    Number,
    Shared,
    Inline,
    Text,
    Bool,
    Error,
    IsoDate,
}

impl CellType {
    /// The type that the attribute `t` names.
    pub(crate) fn named(name: &[u8]) -> Result<CellType, BadXml> {
        Ok(match name {
            b"n" => CellType::Number,
            b"s" => CellType::Shared,
            b"inlineStr" => CellType::Inline,
            b"str" => CellType::Text,
            b"b" => CellType::Bool,
            b"e" => CellType::Error,
            b"d" => CellType::IsoDate,
            _ => return Err(BadXml::CellType),
        })
    }
}

/// Reads a row's number.
pub(crate) fn row_number(text: &[u8]) -> Result<u64, BadXml> {
    if text.is_empty() || text.len() > 10 || !text.iter().all(u8::is_ascii_digit) {
        return Err(BadXml::Reference);
    }
    let number = text.iter().fold(0, |n, digit| n * 10 + u64::from(digit - b'0'));
    if number == 0 { Err(BadXml::Reference) } else { Ok(number) }
}

/// Reads a cell's reference, `AM12`: its column, from 0, and its row.
pub(crate) fn reference(text: &[u8]) -> Result<(usize, u64), BadXml> {
    let letters = text.iter().take_while(|byte| byte.is_ascii_uppercase()).count();
    if letters == 0 || letters > 6 {
        return Err(BadXml::Reference);
    }
    let column =
        text[..letters].iter().fold(0, |n, letter| n * 26 + usize::from(letter - b'A') + 1);
    Ok((column - 1, row_number(&text[letters..])?))
}

/// Reads a style's index; what is none is the style 0.
pub(crate) fn style_index(text: &[u8]) -> u32 {
    if text.is_empty() || text.len() > 9 || !text.iter().all(u8::is_ascii_digit) {
        return 0;
    }
    text.iter().fold(0, |n, digit| n * 10 + u32::from(digit - b'0'))
}

/// Reads the index of a shared string; `None` for no text at all.
pub(crate) fn string_index(text: &[u8]) -> Result<Option<usize>, BadXml> {
    let text = text.trim_ascii();
    if text.is_empty() {
        return Ok(None);
    }
    if text.len() > 10 || !text.iter().all(u8::is_ascii_digit) {
        return Err(BadXml::StringIndex);
    }
    Ok(Some(text.iter().fold(0, |n, digit| n * 10 + usize::from(digit - b'0'))))
}

/// Turns the text of a cell that is neither a string nor an index into what the cell holds.
pub(crate) fn plain_value(
    cell_type: CellType,
    is_date: bool,
    date_1904: bool,
    text: &mut Vec<u8>,
) -> Result<CellKind, BadXml> {
    trim(text);
    if text.is_empty() {
        return Ok(CellKind::Empty);
    }
    Ok(match cell_type {
        CellType::Bool => {
            let word = match text.as_slice() {
                b"1" | b"true" => "TRUE",
                b"0" | b"false" => "FALSE",
                _ => return Err(BadXml::Boolean),
            };
            text.clear();
            text.extend_from_slice(word.as_bytes());
            CellKind::Bool
        }
        CellType::Error => CellKind::Error,
        CellType::IsoDate => CellKind::Date,
        _ if !is_date => CellKind::Number,
        _ => {
            if date_1904 {
                shift_1904(text);
            }
            CellKind::Date
        }
    })
}

fn trim(text: &mut Vec<u8>) {
    let blanks = text.len() - text.trim_ascii_start().len();
    text.drain(..blanks);
    text.truncate(text.trim_ascii_end().len());
}

/// Rewrites a serial of the 1904 system as one of the 1900 system; what is no number stays.
fn shift_1904(text: &mut Vec<u8>) {
    let Ok(old) = std::str::from_utf8(text) else { return };
    let digits = old.bytes().take_while(u8::is_ascii_digit).count();
    let fraction = &old[digits..];
    let plain = fraction.is_empty()
        || fraction.starts_with('.') && fraction[1..].bytes().all(|byte| byte.is_ascii_digit());
    let new = match old[..digits].parse::<i64>() {
        Ok(days) if plain && digits < 18 => format!("{}{fraction}", days + DAYS_1904),
        _ => match old.parse::<f64>() {
            Ok(days) if days.is_finite() => format!("{}", days + DAYS_1904 as f64),
            _ => return,
        },
    };
    text.clear();
    text.extend_from_slice(new.as_bytes());
}

/// Refuses a text that is longer than a cell may be.
pub(crate) fn check_length(length: usize, limits: &Limits) -> Result<()> {
    match length <= limits.cell_bytes {
        true => Ok(()),
        false => Err(Error::too_large(Limit::CellBytes, limits.cell_bytes as u64)),
    }
}

/// Refuses a column beyond the limit.
pub(crate) fn check_column(column: usize, limits: &Limits) -> Result<()> {
    match column < limits.columns {
        true => Ok(()),
        false => Err(Error::too_large(Limit::Columns, limits.columns as u64)),
    }
}

/// Refuses a row that does not follow `last`, or is beyond the limit.
pub(crate) fn check_row(line: u64, last: u64, limits: &Limits) -> Result<()> {
    if line <= last {
        return Err(BadXml::RowOrder.into());
    }
    match line <= limits.rows {
        true => Ok(()),
        false => Err(Error::too_large(Limit::Rows, limits.rows)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(
        cell_type: CellType,
        is_date: bool,
        date_1904: bool,
        text: &str,
    ) -> (CellKind, String) {
        let mut text = text.as_bytes().to_vec();
        let kind = plain_value(cell_type, is_date, date_1904, &mut text).unwrap();
        (kind, String::from_utf8(text).unwrap())
    }

    #[test]
    fn references_are_letters_and_a_row() {
        assert_eq!(reference(b"A1"), Ok((0, 1)));
        assert_eq!(reference(b"AM300001"), Ok((38, 300_001)));
        assert_eq!(reference(b"XFD1048576"), Ok((16_383, 1_048_576)));
        for bad in ["", "A", "1", "a1", "A0", "A-1", "$A$1", "A1 ", "AAAAAAA1", "A12345678901"] {
            assert_eq!(reference(bad.as_bytes()), Err(BadXml::Reference), "{bad}");
        }
    }

    #[test]
    fn dates_of_1904_are_shifted() {
        let date = |text| value(CellType::Number, true, true, text).1;
        assert_eq!(date("44197"), "45659");
        assert_eq!(date("0.50"), "1462.50");
        assert_eq!(date("-1.5"), "1460.5");
        assert_eq!(date("1E1"), "1472");
        assert_eq!(date("x"), "x");
        assert_eq!(value(CellType::Number, true, false, "1").1, "1");
    }

    #[test]
    fn values_are_trimmed_and_named() {
        assert_eq!(
            value(CellType::Number, false, false, " 1.50\n"),
            (CellKind::Number, "1.50".into())
        );
        assert_eq!(value(CellType::Bool, false, false, "1"), (CellKind::Bool, "TRUE".into()));
        assert_eq!(value(CellType::Bool, false, false, "false"), (CellKind::Bool, "FALSE".into()));
        assert_eq!(value(CellType::Error, false, false, "#N/A"), (CellKind::Error, "#N/A".into()));
        assert_eq!(
            value(CellType::IsoDate, false, true, "2025-01-01"),
            (CellKind::Date, "2025-01-01".into())
        );
        assert_eq!(value(CellType::Number, true, false, " "), (CellKind::Empty, String::new()));
        assert!(plain_value(CellType::Bool, false, false, &mut b"yes".to_vec()).is_err());
    }
}
