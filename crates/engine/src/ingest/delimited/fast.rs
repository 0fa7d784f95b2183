//! Splits well-formed rows where they lie, by masks of 64 bytes; leaves every other row to careful reading.
//!
//! A row is well formed if it has the expected width, its quoted fields close properly before a delimiter or a line
//! end, and none of them holds more than one line break.

use super::careful::Reading;
use crate::ingest::sniff::Escape;
use xlsx::split::{self, Masks};
use xlsx::{CellKind, Rows};

/// What the fast way splits by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Signs {
    pub delimiter: u8,
    pub quote: u8,
}

impl Signs {
    /// The signs to mark by, and whether the fast way can read such rows at all.
    pub(super) fn of(reading: &Reading) -> (Signs, bool) {
        let delimiter = reading.delimiter.map_or(split::NEVER, |it| it.first());
        let plain = reading.delimiter.is_none_or(|it| it.is_plain());
        let quote = reading.quote.unwrap_or(split::NEVER);
        let able = plain && reading.escape == Escape::Doubled && quote != delimiter;
        let able =
            able || (plain && reading.quote.is_none() && reading.escape != Escape::Backslash);
        (Signs { delimiter, quote }, able)
    }
}

/// Limits that the fast way keeps by leaving the row to careful reading.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    pub width: usize,
    pub row_bytes: usize,
    /// A row that begins with this may be written in other quotes.
    pub other_quote: Option<u8>,
    /// Other widths, below 64, that rows without quotes are known to have: one bit each.
    pub known: u64,
}

/// The masks of the text at hand.
#[derive(Debug, Default)]
pub(super) struct Marked {
    masks: Vec<Masks>,
    signs: Option<Signs>,
    len: usize,
}

/// Why the fast way stopped, at the beginning of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stop {
    /// Where that row begins.
    pub at: usize,
    /// Its line.
    pub line: u64,
    /// Rows handed over, and blank ones among them.
    pub rows: u64,
    pub blank: u64,
    /// The row before, that was handed over with a known other width: the width and the line.
    pub ragged: Option<(usize, u64)>,
}

/// How a row ended.
enum End {
    /// It is whole: the next one begins here, so many line ends later.
    Whole { next: usize, lines: u64, quotes: bool },
    /// It is a blank line.
    Blank(usize),
    /// It must be read with care, or is not whole.
    Unclear,
}

impl Marked {
    /// Marks `text` unless that has been done.
    pub(super) fn mark(&mut self, text: &[u8], signs: Signs) {
        if self.signs != Some(signs) || self.len != text.len() {
            split::mark(text, signs.delimiter, signs.quote, &mut self.masks);
            self.signs = Some(signs);
            self.len = text.len();
        }
    }

    /// Forgets the marks: the text has changed.
    pub(super) fn forget(&mut self) {
        self.signs = None;
    }

    /// Whether the marked text is UTF-8.
    pub(super) fn is_utf8(&self, text: &[u8]) -> bool {
        split::is_utf8(text, &self.masks)
    }

    /// Hands over rows from `at` on until one is not well formed or not whole.
    pub(super) fn run(&self, rows: &mut Rows, at: usize, line: u64, bounds: Bounds) -> Stop {
        let mut stop = Stop { at, line, rows: 0, blank: 0, ragged: None };
        let Some(signs) = self.signs else { return stop };
        let mut cursor = Cursor::new(self, signs, at);
        let other = bounds.other_quote.unwrap_or(split::NEVER);
        while stop.at < self.len && rows.arena()[stop.at] != other {
            rows.begin_row(stop.line);
            match cursor.row(rows, stop.at) {
                End::Whole { next, lines, .. }
                    if rows.width() == bounds.width && next - stop.at <= bounds.row_bytes =>
                {
                    stop.at = next;
                    stop.line += lines;
                }
                End::Whole { next, quotes: false, .. }
                    if bounds.knows(rows.width()) && next - stop.at <= bounds.row_bytes =>
                {
                    stop.ragged = Some((rows.width(), stop.line));
                    stop.at = next;
                    stop.line += 1;
                    stop.rows += 1;
                    break;
                }
                End::Blank(next) => {
                    stop.at = next;
                    stop.line += 1;
                    stop.blank += 1;
                }
                End::Whole { .. } | End::Unclear => {
                    rows.drop_row();
                    break;
                }
            }
            stop.rows += 1;
        }
        stop
    }
}

impl Bounds {
    fn knows(&self, width: usize) -> bool {
        width < 64 && self.known >> width & 1 == 1
    }
}

/// Walks the marks of one text.
struct Cursor<'a> {
    masks: &'a [Masks],
    signs: Signs,
    len: usize,
    block: usize,
    delimiters: u64,
    specials: u64,
}

impl<'a> Cursor<'a> {
    fn new(marked: &'a Marked, signs: Signs, at: usize) -> Cursor<'a> {
        let mut cursor = Cursor {
            masks: &marked.masks,
            signs,
            len: marked.len,
            block: 0,
            delimiters: 0,
            specials: 0,
        };
        cursor.seek(at);
        cursor
    }

    /// Goes to the mark at or after `at`.
    #[inline]
    fn seek(&mut self, at: usize) {
        self.block = at / 64;
        let masks = self.masks.get(self.block).copied().unwrap_or_default();
        let from = u64::MAX << (at % 64);
        self.delimiters = masks.delimiter & from;
        self.specials = (masks.quote | masks.line) & from;
    }

    /// Reads the row at `row`, whose beginning the cursor stands before.
    #[inline]
    fn row(&mut self, rows: &mut Rows, row: usize) -> End {
        let mut start = row;
        let (mut closed, mut quotes) = (false, false);
        let mut lines = 1;
        loop {
            let Some(at) = self.next_special(rows, &mut start) else { return End::Unclear };
            let byte = rows.arena()[at];
            if byte == self.signs.quote && byte != b'\n' && byte != b'\r' {
                quotes = true;
                if at != start || closed {
                    continue;
                }
                let Some((after, breaks)) = self.quoted(rows, at) else { return End::Unclear };
                lines += breaks;
                self.seek(after);
                if rows.arena()[after] == self.signs.delimiter {
                    start = after + 1;
                    self.delimiters &= self.delimiters.wrapping_sub(1);
                } else {
                    start = after;
                    closed = true;
                }
                continue;
            }
            let mut end = at;
            if byte == b'\n' {
                end -= usize::from(at > start && rows.arena()[at - 1] == b'\r');
            } else if at + 1 >= self.len {
                return End::Unclear;
            } else if rows.arena()[at + 1] == b'\n' {
                continue;
            }
            if end == row && rows.width() == 0 && !closed {
                return End::Blank(at + 1);
            }
            if !closed {
                push(rows, start, end);
            }
            return End::Whole { next: at + 1, lines, quotes };
        }
    }

    /// Hands over the fields before the next quote or line end, and says where that stands.
    #[inline]
    fn next_special(&mut self, rows: &mut Rows, start: &mut usize) -> Option<usize> {
        loop {
            let base = self.block * 64;
            let before = if self.specials == 0 {
                u64::MAX
            } else {
                (1u64 << self.specials.trailing_zeros()) - 1
            };
            let mut fields = self.delimiters & before;
            self.delimiters &= !before;
            while fields != 0 {
                let at = base + fields.trailing_zeros() as usize;
                fields &= fields - 1;
                push(rows, *start, at);
                *start = at + 1;
            }
            if self.specials != 0 {
                let at = base + self.specials.trailing_zeros() as usize;
                self.specials &= self.specials - 1;
                return Some(at);
            }
            self.block += 1;
            let masks = self.masks.get(self.block)?;
            self.delimiters = masks.delimiter;
            self.specials = masks.quote | masks.line;
        }
    }

    /// Hands over the quoted field opened at `open`; where the delimiter or line end after it stands, and how many
    /// line breaks it holds. `None` if it does not close properly.
    fn quoted(&self, rows: &mut Rows, open: usize) -> Option<(usize, u64)> {
        let mut from = open + 1;
        let mut doubled = false;
        let close = loop {
            let at = self.next_quote(from)?;
            if at + 1 >= self.len {
                return None;
            }
            if rows.arena()[at + 1] != self.signs.quote {
                break at;
            }
            doubled = true;
            from = at + 2;
        };
        let after = rows.arena()[close + 1];
        let breaks = self.line_marks(open, close);
        let cut = breaks > 0
            && [rows.arena()[open + 1], rows.arena()[close - 1]].contains(&self.signs.delimiter);
        if breaks > 1 || cut || !(after == self.signs.delimiter || matches!(after, b'\n' | b'\r')) {
            return None;
        }
        if doubled {
            push_undoubled(rows, open + 1, close, self.signs.quote);
        } else {
            push(rows, open + 1, close);
        }
        Some((close + 1, breaks))
    }

    fn next_quote(&self, from: usize) -> Option<usize> {
        let mut block = from / 64;
        let mut quotes = self.masks.get(block)?.quote & (u64::MAX << (from % 64));
        while quotes == 0 {
            block += 1;
            quotes = self.masks.get(block)?.quote;
        }
        Some(block * 64 + quotes.trailing_zeros() as usize)
    }

    /// Line ends between `from` and `to`.
    #[inline]
    fn line_marks(&self, from: usize, to: usize) -> u64 {
        let (first, last) = (from / 64, to / 64);
        let mut count = 0;
        for block in first..=last {
            let mut lines = self.masks[block].line;
            if block == first {
                lines &= u64::MAX << (from % 64);
            }
            if block == last {
                lines &= (1u64 << (to % 64)) - 1;
            }
            count += u64::from(lines.count_ones());
        }
        count
    }
}

#[inline]
fn push(rows: &mut Rows, start: usize, end: usize) {
    let kind = if start == end { CellKind::Empty } else { CellKind::Text };
    rows.push_span(kind, start, end - start);
}

/// Hands over a field with doubled quotes: its text goes to the arena's tail, each pair as one.
fn push_undoubled(rows: &mut Rows, start: usize, end: usize, quote: u8) {
    let arena = rows.arena();
    let tail = arena.len();
    let mut from = start;
    while let Some(found) = memchr::memchr(quote, &arena[from..end]) {
        let pair = from + found;
        arena.extend_from_within(from..=pair);
        from = pair + 2;
    }
    arena.extend_from_within(from..end);
    let length = arena.len() - tail;
    rows.push_span(CellKind::Text, tail, length);
}
