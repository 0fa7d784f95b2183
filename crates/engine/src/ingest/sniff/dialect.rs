//! How a delimited text is written: its separator, quotes, escapes and line ends.

use crate::ingest::encoding::Encoding;
use std::fmt;

/// What separates two fields: one to four bytes, and what may repeat or follow it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Delimiter {
    bytes: [u8; 4],
    length: u8,
    /// Blanks after it belong to it: `a, b`.
    padded: bool,
    /// Repeats of it count once: columns aligned with blanks.
    runs: bool,
}

impl Delimiter {
    /// The separator `byte`.
    pub const fn byte(byte: u8) -> Delimiter {
        Delimiter { bytes: [byte, 0, 0, 0], length: 1, padded: false, runs: false }
    }

    /// The separator of up to four bytes that `text` spells; `None` when it is empty, longer, or breaks lines.
    pub fn text(text: &str) -> Option<Delimiter> {
        let given = text.as_bytes();
        let breaks = given.iter().any(|byte| matches!(byte, b'\n' | b'\r'));
        if given.is_empty() || given.len() > 4 || breaks {
            return None;
        }
        if given.len() > 1 && given[1..].iter().all(|byte| *byte == b' ') && given[0] != b' ' {
            return Some(Delimiter { padded: true, ..Delimiter::byte(given[0]) });
        }
        let mut bytes = [0; 4];
        bytes[..given.len()].copy_from_slice(given);
        Some(Delimiter { bytes, length: given.len() as u8, padded: false, runs: false })
    }

    /// The same, with the blanks after it belonging to it.
    pub const fn padded(self) -> Delimiter {
        Delimiter { padded: true, ..self }
    }

    /// The same, with repeats of it counting once.
    pub const fn runs(self) -> Delimiter {
        Delimiter { runs: true, ..self }
    }

    /// Its bytes.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// Its first byte.
    #[inline]
    pub fn first(&self) -> u8 {
        self.bytes[0]
    }

    /// Whether blanks after it belong to it: `a, b`.
    #[inline]
    pub fn is_padded(&self) -> bool {
        self.padded
    }

    /// Whether repeats of it count once: columns aligned with blanks.
    #[inline]
    pub fn is_run(&self) -> bool {
        self.runs
    }

    /// Whether it is one byte and nothing more, which can be split fast.
    #[inline]
    pub fn is_plain(&self) -> bool {
        self.length == 1 && !self.padded && !self.runs
    }
}

impl fmt::Display for Delimiter {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.as_bytes() {
            match byte {
                b'\t' => out.write_str("\\t")?,
                0x20..=0x7e => write!(out, "{}", char::from(*byte))?,
                _ => write!(out, "\\x{byte:02x}")?,
            }
        }
        if self.padded {
            out.write_str(" ")?;
        }
        if self.runs {
            out.write_str("+")?;
        }
        Ok(())
    }
}

/// How a quote is written inside a quoted field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Escape {
    /// Twice.
    Doubled,
    /// After a backslash, which also escapes itself and the delimiter.
    Backslash,
    /// As it is: a field ends only at a quote before a delimiter or a line's end.
    None,
}

/// What ends a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LineEnd {
    /// `\n`.
    Lf,
    /// `\r\n`.
    CrLf,
    /// `\r`.
    Cr,
    /// Several of them.
    Mixed,
}

/// How a delimited text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dialect {
    /// The encoding of its bytes.
    pub encoding: Encoding,
    /// What separates fields; `None` for a single column.
    pub delimiter: Option<Delimiter>,
    /// What encloses a field that holds a delimiter.
    pub quote: Option<u8>,
    /// How a quote is written inside quotes.
    pub escape: Escape,
    /// What ends a line. All kinds are read whatever stands here; the usual one tells which break is a stray.
    pub line_end: LineEnd,
}

impl Dialect {
    /// What RFC 4180 says, in UTF-8.
    pub const STANDARD: Dialect = Dialect {
        encoding: Encoding::Utf8,
        delimiter: Some(Delimiter::byte(b',')),
        quote: Some(b'"'),
        escape: Escape::Doubled,
        line_end: LineEnd::Lf,
    };
}

/// Parts of the dialect that a person has fixed; the others are found out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// The encoding.
    pub encoding: Option<Encoding>,
    /// The delimiter; `Some(None)` says that there is a single column.
    pub delimiter: Option<Option<Delimiter>>,
    /// The quote; `Some(None)` says that there is none.
    pub quote: Option<Option<u8>>,
    /// The escape.
    pub escape: Option<Escape>,
    /// The usual end of a line.
    pub line_end: Option<LineEnd>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_read_and_shown() {
        for (text, shown) in
            [(",", ","), (", ", ", "), ("\t", "\\t"), ("||", "||"), ("\u{1}", "\\x01")]
        {
            assert_eq!(Delimiter::text(text).map(|it| it.to_string()).as_deref(), Some(shown));
        }
        assert_eq!(Delimiter::text(""), None);
        assert_eq!(Delimiter::text("\n"), None);
        assert_eq!(Delimiter::text("12345"), None);
    }
}
