//! The guesses: a cell probably looks like the one above it.
//!
//! Each column remembers the last few forms of its cells, that is the bytes from the quote behind the reference to the
//! value. A guess is taken only if every byte of the cell is verified: the column's letters, this row's digits, the
//! form, the value up to the next `<`, and the end tags. So a guess that is taken is what the general parser would have
//! read, and one that is not taken costs a few comparisons. Only cells in the order of their columns are guessed.
//!
//! Words are read beyond what was verified only into the zeros behind the view. A zero is in no form, in no number and in
//! no tag, so that nothing that was verified can reach into them.

use crate::reader::Stats;
use crate::rows::{Cell, CellKind, Rows, TEXT_PAD, Writer};
use crate::scan::general::{Form, ValueForm};
use crate::scan::pending::Pending;
use crate::scan::slot::{Digits, FORM_BYTES, Meaning, Slot, column_of};
use crate::scan::text_run::plain_length;
use crate::scan::window::View;
use crate::scan::word::{first_byte, is_number, parse_digits};
use crate::scan::xml::Cursor;

/// Columns of at most two letters: further ones are always parsed in full.
const COLUMNS: usize = 26 + 26 * 26;
/// Columns that a row may leave out before a guessed cell.
const GAP: usize = 31;
/// Cells that are guessed before room is reserved again.
const RUN: usize = 64;
const RUN_CELLS: usize = RUN * (GAP + 1);
/// What a run's numbers may take, and always has left.
const RUN_TEXT: usize = RUN * TEXT_PAD;

pub(crate) const OPEN_CELL: u64 = u64::from_le_bytes(*b"<c r=\"\0\0");
pub(crate) const OPEN_CELL_MASK: u64 = (1 << 48) - 1;
const OPEN_ROW: u64 = u64::from_le_bytes(*b"<row r=\"");
const CLOSE_ROW: u64 = u64::from_le_bytes(*b"</row>\0\0");
const CLOSE_ROW_MASK: u64 = (1 << 48) - 1;
const CLOSE_VALUE: u64 = u64::from_le_bytes(*b"</v></c>");
const CLOSE_INLINE: [u8; 13] = *b"</t></is></c>";

/// Whether the guesses of a row ended with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowEnd {
    /// The row's end tag was taken.
    Reached,
    /// Something else stands there.
    NotYet,
}

/// What is remembered of the rows before.
pub(crate) struct Guesses {
    /// One for each column seen, and one more that no cell fits.
    slots: Vec<Slot>,
    /// The slot of the first cell of the row before.
    first: usize,
    /// The start tag of the row before, behind its number.
    row_tail: Vec<u8>,
    digits: Digits,
    /// The slot that is expected next.
    expected: usize,
    cell_bytes: usize,
    pub(crate) stats: Stats,
}

/// Why a run of guesses stopped.
enum Stopped {
    RowEnd,
    Miss,
    /// Room must be reserved, at least for this much text.
    Full(usize),
}

impl Guesses {
    pub(crate) fn new(cell_bytes: usize) -> Guesses {
        Guesses {
            slots: vec![Slot::none(0)],
            first: 0,
            row_tail: Vec::new(),
            digits: Digits::default(),
            expected: 0,
            cell_bytes,
            stats: Stats::default(),
        }
    }

    /// Guesses that a row begins at `at` with the tag of the row before: its number, and where its content begins.
    #[inline]
    pub(crate) fn row_start(&self, view: View<'_>, at: usize) -> Option<(u64, usize)> {
        if self.row_tail.is_empty() || view.word(at) != OPEN_ROW {
            return None;
        }
        let word = view.word(at + 8);
        let length = first_byte(word, b'"')?;
        let number = parse_digits(word, length)?;
        let tail = at + 8 + length + 1;
        if word as u8 == b'0' || !view.bytes()[tail..].starts_with(&self.row_tail) {
            return None;
        }
        Some((number, tail + self.row_tail.len()))
    }

    /// Remembers the start tag of the row `line` that stands at `start..end`.
    pub(crate) fn learn_row(&mut self, view: View<'_>, start: usize, end: usize, line: u64) {
        let tag = &view.bytes()[start..end];
        let head = format!("<row r=\"{line}\"");
        if let Some(tail) = tag.strip_prefix(head.as_bytes()) {
            self.row_tail.clear();
            self.row_tail.extend_from_slice(tail);
        }
    }

    /// Begins the row `line`.
    #[inline]
    pub(crate) fn begin_row(&mut self, line: u64) {
        self.expected = self.first;
        self.digits = Digits::of(line);
    }

    /// Takes cells as long as they are as guessed; the cell before has to be the row's last so far.
    #[inline]
    pub(crate) fn cells(
        &mut self,
        cursor: &mut Cursor<'_>,
        rows: &mut Rows,
        pending: &mut Pending,
    ) -> RowEnd {
        if self.digits.length == 0 {
            return RowEnd::NotYet;
        }
        let mut text = 0;
        loop {
            let width = rows.width();
            let writer = rows.writer(RUN_CELLS, RUN_TEXT + text);
            pending.reserve(RUN);
            match self.run(cursor, writer, width, pending) {
                Stopped::RowEnd => return RowEnd::Reached,
                Stopped::Miss => return RowEnd::NotYet,
                Stopped::Full(needed) => text = needed,
            }
        }
    }

    /// Takes at most [`RUN`] cells of a row that has `width` cells so far.
    #[inline(never)]
    fn run(
        &mut self,
        cursor: &mut Cursor<'_>,
        mut writer: Writer<'_>,
        mut width: usize,
        pending: &mut Pending,
    ) -> Stopped {
        let view = cursor.view;
        let digits = self.digits;
        let mut at = cursor.at;
        let mut left = RUN;
        let mut slot = &self.slots[self.expected];
        let stopped = loop {
            if left == 0 {
                break Stopped::Full(0);
            }
            let head = view.word(at);
            if head & slot.head_mask != slot.head {
                if head & CLOSE_ROW_MASK == CLOSE_ROW {
                    at += 6;
                    break Stopped::RowEnd;
                }
                match column_of(head).and_then(|column| self.slots.get(column)) {
                    Some(other) if head & other.head_mask == other.head => slot = other,
                    _ => break Stopped::Miss,
                }
            }
            // In one comparison: the column is not behind, and not too far ahead.
            let skipped = slot.column.wrapping_sub(width);
            let tail = at + slot.head_length + digits.length;
            if skipped > GAP || view.word(at + slot.head_length) & digits.mask != digits.word {
                break Stopped::Miss;
            }
            let Some(shape) = slot.find(view, tail) else { break Stopped::Miss };
            for _ in 0..skipped {
                // SAFETY: a run has room for GAP cells before each of its cells.
                unsafe { writer.push_cell(Cell::default()) };
            }
            let value = tail + shape.length;
            let taken = match shape.meaning {
                Meaning::Shared => take_shared(view, value, &mut writer, pending),
                Meaning::Number => {
                    take_number(view, value, CellKind::Number, &mut writer, self.cell_bytes)
                }
                Meaning::Empty => {
                    // SAFETY: a run has room for each of its cells.
                    unsafe { writer.push_cell(Cell::default()) };
                    Ok(value)
                }
                Meaning::Date => {
                    take_number(view, value, CellKind::Date, &mut writer, self.cell_bytes)
                }
                Meaning::Inline => take_inline(view, value, &mut writer, self.cell_bytes),
            };
            match taken {
                Ok(end) => at = end,
                Err(stopped) => {
                    // SAFETY: these are the cells left out before this one.
                    unsafe { writer.pop_cells(skipped) };
                    break stopped;
                }
            }
            width = slot.column + 1;
            left -= 1;
            slot = &self.slots[slot.next];
        };
        self.expected = slot.column;
        self.stats.hits += (RUN - left) as u64;
        cursor.at = at;
        stopped
    }

    /// Remembers a cell that was parsed in full and stands at `start`; `before` is the column of the cell before it.
    pub(crate) fn learn(
        &mut self,
        view: View<'_>,
        start: usize,
        before: Option<usize>,
        column: usize,
        form: Form,
    ) {
        self.stats.misses += 1;
        if column >= COLUMNS {
            self.expected = self.slots.len() - 1;
            return;
        }
        while self.slots.len() <= column + 1 {
            let last = self.slots.len() - 1;
            self.slots[last] = Slot::new(last);
            self.slots.push(Slot::none(last + 1));
        }
        match before {
            None => self.first = column,
            Some(before) if before < column => self.slots[before].next = column,
            Some(_) => {}
        }
        let slot = &mut self.slots[column];
        self.expected = slot.next;
        let (end, meaning) = match form {
            Form::Value(start, ValueForm::Number) => (start, Meaning::Number),
            Form::Value(start, ValueForm::Date) => (start, Meaning::Date),
            Form::Value(start, ValueForm::Shared) => (start, Meaning::Shared),
            Form::Value(start, ValueForm::Inline) => (start, Meaning::Inline),
            Form::Empty(end) => (end, Meaning::Empty),
            Form::Other => return,
        };
        let head_is_usual = self.digits.length > 0
            && view.word(start) & slot.head_mask == slot.head
            && view.word(start + slot.head_length) & self.digits.mask == self.digits.word;
        let tail = start + slot.head_length + self.digits.length;
        if head_is_usual && tail < end && end - tail <= FORM_BYTES {
            slot.remember(&view.bytes()[tail..end], meaning);
        }
    }
}

/// The place behind a value that was taken.
type Taken = Result<usize, Stopped>;

#[inline(always)]
fn take_shared(view: View<'_>, at: usize, writer: &mut Writer<'_>, pending: &mut Pending) -> Taken {
    let word = view.word(at);
    let length = first_byte(word, b'<').ok_or(Stopped::Miss)?;
    let index = parse_digits(word, length).ok_or(Stopped::Miss)? as usize;
    if view.word(at + length) != CLOSE_VALUE || index >= pending.count() {
        return Err(Stopped::Miss);
    }
    // SAFETY: a run has room for each of its cells, here and among those that wait.
    unsafe {
        pending.note_reserved(writer.cells_len(), index);
        writer.push_cell(Cell::new(CellKind::Text, 0, 0));
    }
    Ok(at + length + 8)
}

#[inline(always)]
fn take_number(
    view: View<'_>,
    at: usize,
    kind: CellKind,
    writer: &mut Writer<'_>,
    cell_bytes: usize,
) -> Taken {
    let word = view.word(at);
    let mut length = first_byte(word, b'<').unwrap_or(8);
    let mut is_plain = is_number(word, length);
    while length.is_multiple_of(8) && length > 0 && length < 32 && is_plain {
        let word = view.word(at + length);
        let more = first_byte(word, b'<').unwrap_or(8);
        is_plain = is_number(word, more);
        length += more;
        if more == 0 {
            break;
        }
    }
    let is_cell = is_plain && length > 0 && length <= cell_bytes;
    if !is_cell || view.word(at + length) != CLOSE_VALUE {
        return Err(Stopped::Miss);
    }
    // SAFETY: a run has room for each of its cells and for their numbers; TEXT_PAD bytes can be read at any place of a
    // view; the length is at most 32.
    unsafe { writer.push_short(kind, view.pointer(at), length) };
    Ok(at + length + 8)
}

#[inline(always)]
fn take_inline(view: View<'_>, at: usize, writer: &mut Writer<'_>, cell_bytes: usize) -> Taken {
    let length = plain_length(view, at).ok_or(Stopped::Miss)?;
    let end = at + length + CLOSE_INLINE.len();
    if length > cell_bytes || view.bytes().get(at + length..end) != Some(&CLOSE_INLINE[..]) {
        return Err(Stopped::Miss);
    }
    if writer.room() < RUN_TEXT + length {
        return Err(Stopped::Full(length + RUN_TEXT));
    }
    // SAFETY: a run has room for each of its cells, and there is room for the text; TEXT_PAD bytes can be read at any
    // place of a view.
    unsafe {
        if length == 0 {
            writer.push_cell(Cell::default());
        } else if length <= TEXT_PAD {
            writer.push_short(CellKind::Text, view.pointer(at), length);
        } else {
            writer.push(CellKind::Text, &view.bytes()[at..at + length]);
        }
    }
    Ok(end)
}
