//! Which encoding a text file is in, and its bytes as UTF-8.
//!
//! Ledgers are written by desktop programs of many ages, glued together from files of two of them, and cut with
//! editors that change the encoding of what they touch. So one file may hold lines of UTF-8 and lines of
//! Windows-1252, and both must come out right. Text that was spoiled before it reached us (`Ã±`) is reported as
//! evidence and never repaired: the bytes say what they say.
//!
//! Nothing here knows fields or rows. Decoding depends on the bytes only, never on how they were cut into reads.

mod codepage;
mod decode;
mod detect;

pub use decode::Decoder;
pub(crate) use decode::cut_sequence;
pub use detect::{Detected, detect};

/// The encodings that a ledger is read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8; bytes that are not are read as Windows-1252, and their lines are noted.
    Utf8,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
    /// Windows-1252, which Excel calls ANSI; sequences that can only be UTF-8 are read so, and their lines are noted.
    Windows1252,
    /// CP850, of DOS programs.
    Cp850,
    /// Mac OS Roman.
    MacRoman,
}

impl Encoding {
    /// The name that a person reads and types.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16Le => "utf-16le",
            Encoding::Utf16Be => "utf-16be",
            Encoding::Windows1252 => "windows-1252",
            Encoding::Cp850 => "cp850",
            Encoding::MacRoman => "macroman",
        }
    }

    /// The encoding of a name, forgiving case and the usual other names.
    pub fn by_name(name: &str) -> Option<Encoding> {
        let folded: String =
            name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        match folded.as_str() {
            "utf8" => Some(Encoding::Utf8),
            "utf16le" | "utf16" | "unicode" => Some(Encoding::Utf16Le),
            "utf16be" => Some(Encoding::Utf16Be),
            "windows1252" | "cp1252" | "1252" | "ansi" | "latin1" | "iso88591" => {
                Some(Encoding::Windows1252)
            }
            "cp850" | "ibm850" | "850" => Some(Encoding::Cp850),
            "macroman" | "macintosh" | "mac" => Some(Encoding::MacRoman),
            _ => None,
        }
    }
}
