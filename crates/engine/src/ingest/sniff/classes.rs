//! What a cell looks like, for comparing dialects; never what it means.

/// What a cell, or most cells of a column, look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Nothing.
    Empty,
    /// A number, an amount or a percentage, in any notation.
    Number,
    /// A date, a time, or both.
    Date,
    /// One word of letters, digits and the signs of codes.
    Code,
    /// Words.
    Text,
    /// Anything else, such as what a wrong delimiter leaves together.
    Odd,
}

impl Class {
    /// The class of a cell's text.
    pub fn of(text: &[u8]) -> Class {
        let text = text.trim_ascii();
        let Some(first) = text.first() else { return Class::Empty };
        let digit = first.is_ascii_digit();
        if (digit || b"(-+$S.,\xe2".contains(first)) && is_number(text) {
            Class::Number
        } else if digit && is_date(text) {
            Class::Date
        } else if text.iter().all(|byte| is_code(*byte)) || is_address(text) {
            Class::Code
        } else if is_text(text) {
            Class::Text
        } else {
            Class::Odd
        }
    }

    /// Whether a program wrote it rather than a person: such cells tell a dialect best.
    pub fn is_regular(self) -> bool {
        matches!(self, Class::Number | Class::Date)
    }
}

fn is_code(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || b"-_./#&@+%*$()".contains(&byte)
}

/// An address in the web.
fn is_address(text: &[u8]) -> bool {
    let safe = |byte: &u8| byte.is_ascii_graphic() && !b"|;\",".contains(byte);
    (text.starts_with(b"http://") || text.starts_with(b"https://")) && text.iter().all(safe)
}

/// Words: more letters, digits and blanks than signs.
fn is_text(text: &[u8]) -> bool {
    let signs =
        text.iter().filter(|byte| !byte.is_ascii_alphanumeric() && **byte < 0x80 && **byte != b' ');
    signs.count() * 3 <= text.len()
}

/// `-1,234.56`, `S/ 12`, `(12,50)`, `18%`.
pub(super) fn is_number(text: &[u8]) -> bool {
    let mut rest = text;
    for sign in [&b"("[..], b"-", b"+", b"S/.", b"S/", b"$", b"\xe2\x82\xac", b"-"] {
        rest = rest.strip_prefix(sign).unwrap_or(rest).trim_ascii_start();
    }
    for sign in [&b")"[..], b"%", b"-"] {
        rest = rest.strip_suffix(sign).unwrap_or(rest).trim_ascii_end();
    }
    is_grouped(rest)
}

/// Digits with at most one decimal sign, or groups of three with one kind of sign and then perhaps a decimal sign.
fn is_grouped(text: &[u8]) -> bool {
    let Some((first, last)) = text.first().zip(text.last()) else { return false };
    if !(first.is_ascii_digit() || (matches!(first, b'.' | b',') && text.len() > 1)) {
        return false;
    }
    if !last.is_ascii_digit() && *last != b'.' {
        return false;
    }
    if text.iter().any(|byte| !(byte.is_ascii_digit() || matches!(byte, b'.' | b','))) {
        return false;
    }
    let mut signs = text.iter().copied().filter(|byte| !byte.is_ascii_digit());
    let count = signs.clone().count();
    let Some(group) = signs.next().filter(|_| count > 1) else { return true };
    let decimals = usize::from(signs.clone().next_back() != Some(group));
    if signs.take(count - 1 - decimals).any(|sign| sign != group) {
        return false;
    }
    let mut parts = text.split(|byte| !byte.is_ascii_digit());
    let first = parts.next().map_or(0, <[u8]>::len);
    (1..=3).contains(&first) && parts.take(count - decimals).all(|part| part.len() == 3)
}

/// `31/01/2025`, `2025-01-31 10:20:30`, `10:20`.
fn is_date(text: &[u8]) -> bool {
    let at = text.iter().position(|byte| matches!(byte, b' ' | b'T'));
    match at {
        Some(at) => is_day(&text[..at]) && is_time(text[at + 1..].trim_ascii()),
        None => is_day(text) || is_time(text),
    }
}

fn is_day(text: &[u8]) -> bool {
    let Some(sign) = text.iter().copied().find(|byte| !byte.is_ascii_digit()) else { return false };
    let mut parts = 0;
    matches!(sign, b'/' | b'-' | b'.')
        && text.split(|byte| *byte == sign).all(|part| {
            parts += 1;
            (1..=4).contains(&part.len()) && part.iter().all(u8::is_ascii_digit)
        })
        && parts == 3
}

fn is_time(text: &[u8]) -> bool {
    let text = text.strip_suffix(b"Z").unwrap_or(text);
    let mut parts = 0;
    text.split(|byte| *byte == b':').all(|part| {
        parts += 1;
        let whole = part.iter().position(|byte| *byte == b'.').unwrap_or(part.len());
        (1..=2).contains(&whole) && part.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
    }) && (2..=3).contains(&parts)
}

/// How much a cell of a class speaks for the dialect that cut it out, from 0 to 1.
pub(super) fn credit(text: &[u8], class: Class, quoted: bool, quote: Option<u8>) -> f64 {
    if quoted {
        return 1.0;
    }
    let Some((first, last)) = text.first().zip(text.last()) else { return 0.75 };
    let blank = match (*first, *last) {
        (b'\t', _) | (_, b'\t') => 0.3,
        (b' ', _) | (_, b' ') => 0.85,
        _ => 1.0,
    };
    if text.len() > 1 {
        let double = u32::from(*first == b'"') + u32::from(*last == b'"');
        let single = u32::from(*first == b'\'' && *last == b'\'');
        if double > 0 || single > 0 {
            return if double == 1 { 0.35 } else { 0.1 };
        }
    }
    let class = match class {
        Class::Empty => 0.6,
        Class::Number | Class::Date => 1.0,
        Class::Code => 0.97,
        Class::Text => 0.88 * left_together(text),
        Class::Odd => 0.5 * left_together(text),
    };
    let stray = quote.is_some_and(|quote| quote == b'"' && memchr::memchr(quote, text).is_some());
    class * blank * if stray { 0.9 } else { 1.0 }
}

/// Signs that separate fields elsewhere stand inside the cell: perhaps the delimiter was another.
fn left_together(text: &[u8]) -> f64 {
    let mut factor: f64 = 1.0;
    for (at, byte) in text.iter().enumerate() {
        let next = text.get(at + 1);
        factor = factor.min(match byte {
            b';' if next == Some(&b' ') => 0.75,
            b'\t' | b'|' | b';' => 0.4,
            b',' if next != Some(&b' ') => 0.55,
            b',' => 0.85,
            _ => continue,
        });
    }
    factor
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_look_like_what_they_are() {
        for (text, class) in [
            ("", Class::Empty),
            ("12", Class::Number),
            ("-1,234.56", Class::Number),
            ("1.234,56", Class::Number),
            ("S/ 12.00", Class::Number),
            ("(12,50)", Class::Number),
            ("18%", Class::Number),
            ("1,2,3", Class::Odd),
            ("31/01/2025", Class::Date),
            ("2025-01-31 10:20:30", Class::Date),
            ("10:20", Class::Date),
            ("F001", Class::Code),
            ("Peña", Class::Code),
            ("https://x.example/a?b=1&c=2", Class::Code),
            ("JOSÉ PEÑA", Class::Text),
            ("PEÑA & HIJOS S.A.C.", Class::Text),
        ] {
            assert_eq!(Class::of(text.as_bytes()), class, "{text}");
        }
    }
}
