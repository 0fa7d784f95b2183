//! The period of a ledger: a year and a month, never a date with day 1.

use std::fmt;

/// The months as Peru calls them.
const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "setiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

/// The month of a lower-case name or of its first three letters; both spellings of September.
pub fn month_named(name: &str) -> Option<u8> {
    if matches!(name, "septiembre" | "sep" | "sept") {
        return Some(9);
    }
    let month = MONTHS.iter().position(|known| name == *known || name == &known[..3])?;
    Some(month as u8 + 1)
}

/// A month of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// 1900 to 2199.
    pub year: u16,
    /// 1 to 12.
    pub month: u8,
}

impl Period {
    /// The period, if the month and year are ones.
    pub fn new(year: u16, month: u8) -> Option<Period> {
        ((1900..2200).contains(&year) && (1..=12).contains(&month))
            .then_some(Period { year, month })
    }

    /// Reads what ledgers write (`20260100`, `202601`) and what people type (`2026-01`, `2026/01`, `01/2026`).
    pub fn parse(text: &[u8]) -> Option<Period> {
        let digits = |bytes: &[u8]| -> Option<u16> {
            bytes.iter().try_fold(0u16, |sum, byte| {
                byte.is_ascii_digit()
                    .then(|| sum.wrapping_mul(10).wrapping_add((byte - b'0') as u16))
            })
        };
        let month_of = |bytes: &[u8]| digits(bytes).and_then(|month| u8::try_from(month).ok());
        match text.len() {
            8 if text.ends_with(b"00") => Period::new(digits(&text[..4])?, month_of(&text[4..6])?),
            6 => Period::new(digits(&text[..4])?, month_of(&text[4..6])?),
            7 if matches!(text[4], b'-' | b'/') => {
                Period::new(digits(&text[..4])?, month_of(&text[5..])?)
            }
            7 if matches!(text[2], b'-' | b'/') => {
                Period::new(digits(&text[3..])?, month_of(&text[..2])?)
            }
            _ => None,
        }
    }

    /// The month after this one.
    pub fn next(self) -> Period {
        match self.month {
            12 => Period { year: self.year + 1, month: 1 },
            _ => Period { month: self.month + 1, ..self },
        }
    }

    /// As the norm writes it: `20260100`.
    pub fn ple(self) -> String {
        format!("{:04}{:02}00", self.year, self.month)
    }
}

/// `2026-01`.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_spelling_and_nothing_else() {
        let january = Period::new(2026, 1);
        for text in ["20260100", "202601", "2026-01", "2026/01", "01/2026"] {
            assert_eq!(Period::parse(text.as_bytes()), january, "{text}");
        }
        for text in ["20260101", "20261300", "2026", "", "enero", "2026-1", "²0260100"] {
            assert_eq!(Period::parse(text.as_bytes()), None, "{text}");
        }
    }
}
