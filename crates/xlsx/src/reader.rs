//! A sheet as batches of rows.

use std::sync::{Arc, OnceLock};

use crate::archive::{Archive, Stored};
use crate::blocks::BlockSize;
use crate::error::{ErrorKind, Result};
use crate::limits::Limits;
use crate::plain::PlainSheet;
use crate::rows::Rows;
use crate::scan::SheetScan;
use crate::strings::Strings;
use crate::styles::Styles;

/// A batch has at most this many rows (more of them do not stay in the second-level cache),
pub(crate) const BATCH_ROWS: usize = 256;
/// and no further row begins when it has this much text
pub(crate) const BATCH_TEXT: usize = 256 << 10;
/// or this many cells.
pub(crate) const BATCH_CELLS: usize = 1 << 16;

/// All that is needed to read one sheet.
#[derive(Clone)]
pub(crate) struct SheetParts {
    pub(crate) archive: Arc<Archive>,
    pub(crate) sheet: Stored,
    pub(crate) strings: Option<Stored>,
    /// The table of strings, once a reader of the workbook has read it.
    pub(crate) known_strings: Arc<OnceLock<Arc<Strings>>>,
    pub(crate) styles: Arc<Styles>,
    pub(crate) date_1904: bool,
    pub(crate) limits: Limits,
    pub(crate) block_size: BlockSize,
}

/// How often the scanner guessed right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Cells that had the shape of an earlier cell of their column.
    pub hits: u64,
    /// Cells that had to be parsed in full.
    pub misses: u64,
}

/// Reads one sheet, a batch of rows at a time.
pub struct SheetReader {
    mode: Mode,
    failed: bool,
}

enum Mode {
    Scan(Box<SheetScan>),
    Plain(Box<PlainSheet>),
}

impl SheetReader {
    pub(crate) fn scan(parts: SheetParts) -> Result<SheetReader> {
        Ok(SheetReader { mode: Mode::Scan(Box::new(SheetScan::new(parts)?)), failed: false })
    }

    pub(crate) fn plain(parts: SheetParts) -> Result<SheetReader> {
        Ok(SheetReader { mode: Mode::Plain(Box::new(PlainSheet::new(parts)?)), failed: false })
    }

    /// Replaces what is in `rows` by the next batch; `false` when the sheet has ended.
    ///
    /// The checksum of the sheet's last bytes is only known at its end: rows are certain once `false` was returned.
    /// After an error every further call fails.
    pub fn next(&mut self, rows: &mut Rows) -> Result<bool> {
        rows.clear();
        if self.failed {
            return Err(ErrorKind::Truncated.into());
        }
        let result = match &mut self.mode {
            Mode::Scan(sheet) => sheet.next(rows),
            Mode::Plain(sheet) => sheet.next(rows),
        };
        if result.is_err() {
            self.failed = true;
            rows.clear();
        }
        result
    }

    /// How much of the sheet was read so far, in thousandths, as far as its archive tells.
    pub fn share(&self) -> Option<u64> {
        match &self.mode {
            Mode::Scan(sheet) => Some(sheet.share()),
            Mode::Plain(_) => None,
        }
    }

    /// How often the scanner guessed right so far.
    pub fn stats(&self) -> Stats {
        match &self.mode {
            Mode::Scan(sheet) => sheet.stats(),
            Mode::Plain(_) => Stats::default(),
        }
    }
}
