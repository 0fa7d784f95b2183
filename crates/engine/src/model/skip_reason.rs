//! Rows that are no documents, and why.

use super::Sentence;

/// Why a row is neither accepted nor rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum SkipReason {
    /// Nothing stands in it.
    Blank,
    /// The headers again.
    RepeatedHeader,
    /// The sheet's own totals.
    TotalLine,
    /// Text below or between the rows.
    Footnote,
}

impl SkipReason {
    /// Every reason, in the order of the enumeration.
    pub const ALL: [SkipReason; 4] = [
        SkipReason::Blank,
        SkipReason::RepeatedHeader,
        SkipReason::TotalLine,
        SkipReason::Footnote,
    ];

    /// What an operator reads.
    pub const fn says(self) -> Sentence {
        match self {
            SkipReason::Blank => Sentence::new("fila en blanco", "blank line"),
            SkipReason::RepeatedHeader => Sentence::new("cabecera repetida", "repeated header"),
            SkipReason::TotalLine => Sentence::new("línea de totales", "total line"),
            SkipReason::Footnote => Sentence::new("nota al pie", "footnote"),
        }
    }
}
