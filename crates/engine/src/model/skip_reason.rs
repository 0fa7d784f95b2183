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

    /// How many there are of it, as an operator reads it.
    pub const fn counted(self) -> Sentence {
        match self {
            SkipReason::Blank => Sentence::new(
                "{count} {count?fila en blanco|filas en blanco}",
                "{count} {count?blank row|blank rows}",
            ),
            SkipReason::RepeatedHeader => Sentence::new(
                "{count} {count?cabecera repetida|cabeceras repetidas}",
                "{count} {count?repeated header|repeated headers}",
            ),
            SkipReason::TotalLine => Sentence::new(
                "{count} {count?línea de totales|líneas de totales}",
                "{count} {count?total line|total lines}",
            ),
            SkipReason::Footnote => Sentence::new(
                "{count} {count?nota al pie|notas al pie}",
                "{count} {count?footnote|footnotes}",
            ),
        }
    }
}
