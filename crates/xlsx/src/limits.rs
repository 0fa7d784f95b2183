//! What a file may ask for at most, so that a hostile one ends in an error and not in a full memory.

use crate::rows::CELL_BYTES_MAX;

/// The last row that a sheet may have.
pub const ROW_MAX: u64 = 1_048_576;

/// How many columns a sheet may have.
pub const COLUMNS_MAX: usize = 16_384;

/// Bounds for one workbook; [`Limits::default`] is far above what honest ledgers need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Entries in the zip directory.
    pub entries: u64,
    /// Inflated bytes of one part.
    pub part_bytes: u64,
    /// Inflated bytes for each deflated one, once a part has inflated more than [`Limits::RATIO_FREE_BYTES`].
    pub ratio: u64,
    /// Bytes of one cell's text; at least 64.
    pub cell_bytes: usize,
    /// Bytes of one row's XML, of one comment or other piece between rows, and of one row's text.
    pub row_bytes: usize,
    /// Columns of a row.
    pub columns: usize,
    /// The last row's number.
    pub rows: u64,
    /// Bytes of all shared strings, four more for each included.
    pub strings_bytes: usize,
    /// Inflated bytes of a part that is read whole: the workbook, its relations, its styles.
    pub small_part_bytes: u64,
    /// Elements within elements; at least 16.
    pub depth: usize,
}

impl Limits {
    /// A part may inflate to this much whatever its ratio: a short sheet of equal cells compresses very well.
    pub const RATIO_FREE_BYTES: u64 = 64 << 20;

    /// The same limits, none beyond what the tables of this crate can count.
    pub(crate) fn clamped(mut self) -> Limits {
        self.cell_bytes = self.cell_bytes.clamp(64, CELL_BYTES_MAX);
        self.row_bytes = self.row_bytes.min(1 << 30);
        self.strings_bytes = self.strings_bytes.min(u32::MAX as usize);
        self.columns = self.columns.min(1 << 20);
        self.depth = self.depth.max(16);
        self
    }
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            entries: 65_536,
            part_bytes: 64 << 30,
            ratio: 400,
            cell_bytes: 1 << 20,
            row_bytes: 64 << 20,
            columns: COLUMNS_MAX,
            rows: ROW_MAX,
            strings_bytes: 1 << 30,
            small_part_bytes: 64 << 20,
            depth: 64,
        }
    }
}
