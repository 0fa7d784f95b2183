//! The scanner: a sheet's XML as rows, at the speed at which it is inflated.
//!
//! It guesses that a cell looks like the one above it ([`fast`]), verifies every byte of the guess, and leaves what
//! differs to the general parser ([`general`]). A row is always read in one piece: where the bytes in view end too
//! early, it is taken back and read again with more in view.

pub(crate) mod fast;
pub(crate) mod general;
pub(crate) mod pending;
mod slot;
pub(crate) mod text_run;
pub(crate) mod window;
mod word;
pub(crate) mod xml;

use std::sync::Arc;

use crate::blocks::Blocks;
use crate::cell;
use crate::error::{BadXml, Error, Result};
use crate::limits::Limits;
use crate::reader::{BATCH_CELLS, BATCH_ROWS, BATCH_TEXT, SheetParts, Stats};
use crate::rows::Rows;
use crate::scan::fast::{Guesses, RowEnd};
use crate::scan::general::CellParser;
use crate::scan::pending::Pending;
use crate::scan::window::{View, Window};
use crate::scan::xml::{Cursor, Step, Stop, Tag, Token, attribute_text, check_depth, local_name};
use crate::strings;

/// A sheet that is being scanned.
pub(crate) struct SheetScan {
    blocks: Blocks,
    window: Window,
    rows_scan: RowsScan,
    /// The part of the strings, until it is read.
    strings: Option<crate::archive::Stored>,
    parts: SheetParts,
    ended: bool,
}

/// All of a scan but the bytes.
struct RowsScan {
    limits: Limits,
    /// The elements that are open around the place, outside of rows.
    open: Vec<Vec<u8>>,
    line: u64,
    in_row: bool,
    seen_root: bool,
    guesses: Guesses,
    parser: CellParser,
    pending: Pending,
    scratch: Vec<u8>,
}

impl SheetScan {
    pub(crate) fn new(parts: SheetParts) -> Result<SheetScan> {
        let known = parts.known_strings.get().cloned();
        let strings = if known.is_none() { parts.strings.clone() } else { None };
        let wanted = strings.iter().chain([&parts.sheet]).cloned().collect();
        let blocks = Blocks::start(parts.archive.clone(), wanted, parts.limits, parts.block_size)?;
        let limits = parts.limits;
        let parser = CellParser::new(limits, parts.styles.clone(), parts.date_1904);
        Ok(SheetScan {
            blocks,
            window: Window::new(&parts.sheet, &limits),
            rows_scan: RowsScan {
                limits,
                open: Vec::new(),
                line: 0,
                in_row: false,
                seen_root: false,
                guesses: Guesses::new(limits.cell_bytes),
                parser,
                pending: Pending::new(known.unwrap_or_default(), limits.row_bytes),
                scratch: Vec::new(),
            },
            strings,
            parts,
            ended: false,
        })
    }

    pub(crate) fn stats(&self) -> Stats {
        self.rows_scan.guesses.stats
    }

    /// Fills `rows`; see [`crate::SheetReader::next`].
    /// How much of the sheet has arrived, in thousandths.
    pub(crate) fn share(&self) -> u64 {
        (self.window.received() * 1000 / self.parts.sheet.size.max(1)).min(1000)
    }

    pub(crate) fn next(&mut self, rows: &mut Rows) -> Result<bool> {
        if let Some(part) = self.strings.take() {
            let strings = Arc::new(strings::read(&part, &mut self.blocks, &self.parts.limits)?);
            // Another reader of the same workbook may have been quicker; its table is the same.
            let strings = self.parts.known_strings.get_or_init(|| strings).clone();
            self.rows_scan.pending = Pending::new(strings, self.parts.limits.row_bytes);
        }
        if self.ended {
            return Ok(false);
        }
        match self.fill(rows) {
            Ok(()) => Ok(!rows.is_empty()),
            Err(error) => Err(self.explain(error)),
        }
    }

    fn fill(&mut self, rows: &mut Rows) -> Result<()> {
        loop {
            let view = self.window.view();
            let (at, stop) = self.rows_scan.advance(view, self.window.at, rows);
            self.window.at = at;
            match stop {
                Pause::Batch => return Ok(()),
                Pause::Stop(Stop::More) => self.window.more(&mut self.blocks)?,
                Pause::Stop(Stop::Bad(error)) => return Err(error),
                Pause::End => {
                    self.ended = true;
                    self.parts.archive.check_unchanged()?;
                    return Ok(());
                }
            }
        }
    }

    fn explain(&mut self, mut error: Error) -> Error {
        if self.rows_scan.in_row {
            error = error.at_row(self.rows_scan.line);
        }
        if let Some(column) = self.rows_scan.parser.column {
            error = error.at_column(column);
        }
        self.window.explain(error, &mut self.blocks)
    }
}

/// Why the scan of the bytes in view paused.
enum Pause {
    /// The batch is full.
    Batch,
    /// The part has ended.
    End,
    /// More bytes are needed, or nothing helps.
    Stop(Stop),
}

impl RowsScan {
    /// Reads row by row from `at`, until something stands in the way; where it stopped, and why.
    fn advance(&mut self, view: View<'_>, mut at: usize, rows: &mut Rows) -> (usize, Pause) {
        loop {
            let is_full = rows.len() >= BATCH_ROWS
                || rows.text_bytes() >= BATCH_TEXT
                || rows.cells_len() >= BATCH_CELLS;
            // A row that was taken back may have left text; a batch without rows would look like the end.
            if is_full && !rows.is_empty() {
                self.pending.end_batch(rows);
                return (at, Pause::Batch);
            }
            let mark = rows.mark();
            let (noted, copied) = (self.pending.mark(), self.pending.copied_bytes());
            let line = self.line;
            let mut cursor = Cursor { view, at };
            match self.step(&mut cursor, rows) {
                Ok(true) => at = cursor.at,
                Ok(false) => {
                    self.pending.end_batch(rows);
                    return (at, Pause::End);
                }
                Err(Stop::More) => {
                    rows.take_back(mark, copied == self.pending.copied_bytes());
                    self.pending.forget(noted);
                    self.line = line;
                    self.in_row = false;
                    self.parser.column = None;
                    return (at, Pause::Stop(Stop::More));
                }
                Err(bad) => return (cursor.at, Pause::Stop(bad)),
            }
        }
    }

    /// Reads one row, or one token outside of rows; `false` at the end.
    fn step<'a>(&mut self, cursor: &mut Cursor<'a>, rows: &mut Rows) -> Step<bool> {
        let in_data = self.in_data();
        if in_data && let Some((line, at)) = self.guesses.row_start(cursor.view, cursor.at) {
            cursor.at = at;
            self.row(cursor, b"row", line, rows)?;
            return Ok(true);
        }
        let start = cursor.at;
        match cursor.token()? {
            Token::Open(tag) => {
                check_depth(self.open.len(), &self.limits)?;
                if self.open.is_empty() && tag.local() != b"worksheet" {
                    return Err(BadXml::Root.into());
                }
                if in_data && tag.local() == b"row" {
                    self.any_row(cursor, &tag, start, rows)?;
                } else if !tag.empty {
                    self.open.push(tag.name.to_vec());
                }
                self.seen_root = true;
            }
            Token::Close(name) => {
                if self.open.pop().as_deref() != Some(name) {
                    return Err(BadXml::Mismatch.into());
                }
            }
            Token::Text(_) | Token::CData(_) | Token::Aside => {}
            Token::End if self.open.is_empty() && self.seen_root => return Ok(false),
            Token::End => return Err(BadXml::UnexpectedEnd.into()),
        }
        Ok(true)
    }

    fn in_data(&self) -> bool {
        matches!(self.open.as_slice(), [_, data] if local_name(data) == b"sheetData")
    }

    /// Reads a row whose start tag is `tag` and stands at `start`.
    fn any_row<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        tag: &Tag<'a>,
        start: usize,
        rows: &mut Rows,
    ) -> Step<()> {
        let mut number = None;
        let scratch = &mut self.scratch;
        tag.each_attribute(|name, raw| {
            if name == b"r" {
                let row = cell::row_number(attribute_text(raw, scratch)?)?;
                if number.replace(row).is_some() {
                    return Err(BadXml::Syntax);
                }
            }
            Ok(())
        })?;
        let line = number.unwrap_or(self.line + 1);
        if tag.empty {
            self.begin_row(line, rows)?;
            self.in_row = false;
            return Ok(());
        }
        self.guesses.learn_row(cursor.view, start, cursor.at, line);
        self.row(cursor, tag.name, line, rows)
    }

    fn begin_row(&mut self, line: u64, rows: &mut Rows) -> Result<()> {
        cell::check_row(line, self.line, &self.limits).map_err(|error| error.at_row(line))?;
        self.line = line;
        self.in_row = true;
        rows.begin_row(line);
        Ok(())
    }

    /// Reads the content of the row `line`, up to the end tag of `name`.
    fn row<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        name: &'a [u8],
        line: u64,
        rows: &mut Rows,
    ) -> Step<()> {
        /// Elements that are open around a row's children.
        const DEPTH: usize = 3;
        self.begin_row(line, rows)?;
        let noted = self.pending.mark();
        let before = rows.text_bytes() as u64 - self.pending.copied_bytes();
        let is_guessable = name == b"row";
        let mut next_column = 0;
        let mut last = None;
        self.guesses.begin_row(line);
        loop {
            // After a cell out of order the rest of the row is parsed in full.
            if is_guessable && next_column == rows.width() {
                let at = cursor.at;
                let end = self.guesses.cells(cursor, rows, &mut self.pending);
                if cursor.at != at {
                    next_column = rows.width();
                    last = next_column.checked_sub(1);
                }
                if end == RowEnd::Reached {
                    break;
                }
            }
            let start = cursor.at;
            match cursor.token()? {
                Token::Open(tag) if tag.local() == b"c" => {
                    check_depth(DEPTH, &self.limits)?;
                    let (column, form) = self.parser.read(
                        cursor,
                        &tag,
                        line,
                        next_column,
                        rows,
                        &mut self.pending,
                    )?;
                    let before = last.replace(column);
                    next_column = column + 1;
                    self.guesses.learn(cursor.view, start, before, column, form);
                }
                Token::Open(tag) => cursor.pass(&tag, DEPTH, &self.limits)?,
                Token::Close(close) if close == name => break,
                Token::Close(_) => return Err(BadXml::Mismatch.into()),
                Token::End => return Err(BadXml::UnexpectedEnd.into()),
                Token::Text(_) | Token::CData(_) | Token::Aside => {}
            }
        }
        let text = rows.text_bytes() as u64 - self.pending.copied_bytes() - before;
        self.pending.end_row(rows, noted, text as usize)?;
        self.in_row = false;
        Ok(())
    }
}
