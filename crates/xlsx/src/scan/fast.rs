//! The guesses: a cell probably looks like the one above it.
//!
//! Each column remembers the last few forms of its cells, that is the bytes from the quote behind the reference to the
//! value. A guess is taken only if every byte of the cell is verified: the column's letters, this row's digits, the
//! form, the value up to the next `<`, and the end tags. So a guess that is taken is what the general parser would have
//! read, and one that is not taken costs a few comparisons.
//!
//! Words are read beyond what was verified only into the zeros behind the view. A zero is in no form, in no number and in
//! no tag, so that nothing that was verified can reach into them.

use crate::reader::Stats;
use crate::rows::{Cell, CellKind, Rows, TEXT_PAD, Writer};
use crate::scan::general::{Form, ValueForm};
use crate::scan::pending::Pending;
use crate::scan::text_run::plain_length;
use crate::scan::window::View;
use crate::scan::xml::Cursor;

/// Columns of at most two letters: further ones are always parsed in full.
const COLUMNS: usize = 26 + 26 * 26;
/// Bytes of a form: four words.
const FORM_BYTES: usize = 32;
const FORMS: usize = 4;
/// Columns that a row may leave out between two guessed cells.
const GAP: usize = 31;
/// Cells that are guessed before room is reserved again.
const RUN: usize = 64;
const RUN_CELLS: usize = RUN * (GAP + 1);
const RUN_TEXT: usize = RUN * TEXT_PAD;
/// No column: what follows a column of which nothing is known.
const NONE: u16 = u16::MAX;

const OPEN_CELL: u64 = u64::from_le_bytes(*b"<c r=\"\0\0");
const OPEN_CELL_MASK: u64 = (1 << 48) - 1;
const OPEN_ROW: u64 = u64::from_le_bytes(*b"<row r=\"");
const CLOSE_ROW: u64 = u64::from_le_bytes(*b"</row>\0\0");
const CLOSE_ROW_MASK: u64 = (1 << 48) - 1;
const CLOSE_VALUE: u64 = u64::from_le_bytes(*b"</v></c>");
const CLOSE_INLINE: [u8; 13] = *b"</t></is></c>";

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES << 7;

/// Whether the guesses of a row ended with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RowEnd {
    /// The row's end tag was taken.
    Reached,
    /// Something else stands there.
    NotYet,
}

/// What a form makes of the bytes behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Empty,
    Number,
    Date,
    Shared,
    Inline,
}

#[derive(Clone, Copy)]
struct Shape {
    words: [u64; 4],
    masks: [u64; 4],
    length: usize,
    meaning: Meaning,
}

#[derive(Clone)]
struct Slot {
    /// `<c r="` and the column's letters.
    head: u64,
    head_mask: u64,
    head_length: usize,
    /// The column that followed the last time.
    next: u16,
    used: u8,
    oldest: u8,
    shapes: [Shape; FORMS],
}

/// This row's digits and the quote behind them.
#[derive(Clone, Copy, Default)]
struct Digits {
    word: u64,
    mask: u64,
    length: usize,
}

/// What is remembered of the rows before.
pub(crate) struct Guesses {
    slots: Vec<Slot>,
    /// The first column of the row before.
    first: u16,
    /// The start tag of the row before, behind its number.
    row_tail: Vec<u8>,
    digits: Digits,
    /// The column that is expected next, and the one before it in this row.
    expected: u16,
    previous: u16,
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
            slots: Vec::new(),
            first: NONE,
            row_tail: Vec::new(),
            digits: Digits::default(),
            expected: NONE,
            previous: NONE,
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
        self.previous = NONE;
        self.digits = Digits::of(line);
    }

    /// Takes cells as long as they are as guessed.
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
        let mut text = RUN_TEXT;
        loop {
            let width = rows.width();
            let writer = rows.writer(RUN_CELLS, text);
            match self.run(cursor, writer, width, pending) {
                Stopped::RowEnd => return RowEnd::Reached,
                Stopped::Miss => return RowEnd::NotYet,
                Stopped::Full(needed) => text = RUN_TEXT + needed,
            }
        }
    }

    #[inline(always)]
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
        let mut expected = self.expected;
        let mut previous = self.previous;
        let mut hits = 0;
        let stopped = loop {
            if hits == RUN {
                break Stopped::Full(0);
            }
            let head = view.word(at);
            let mut column = usize::from(expected);
            let found = self.slots.get(column).is_some_and(|s| head & s.head_mask == s.head);
            if !found {
                if head & CLOSE_ROW_MASK == CLOSE_ROW {
                    at += 6;
                    break Stopped::RowEnd;
                }
                match column_of(head) {
                    Some(other) if other < self.slots.len() => column = other,
                    _ => break Stopped::Miss,
                }
            }
            let slot = &self.slots[column];
            if head & slot.head_mask != slot.head
                || column < width
                || column - width > GAP
                || view.word(at + slot.head_length) & digits.mask != digits.word
            {
                break Stopped::Miss;
            }
            let tail = at + slot.head_length + digits.length;
            let Some(shape) = slot.find(view, tail) else { break Stopped::Miss };
            let value = tail + shape.length;
            let cells_before = writer.cells_left();
            while width < column {
                // SAFETY: a run reserves room for GAP cells before each cell.
                unsafe { writer.push_cell(Cell::default()) };
                width += 1;
            }
            match take_value(view, value, shape.meaning, &mut writer, pending, self.cell_bytes) {
                Taken::Until(end) => at = end,
                Taken::Not(stopped) => {
                    // SAFETY: these are the cells left out before this one.
                    unsafe { writer.pop_cells(cells_before - writer.cells_left()) };
                    break stopped;
                }
            }
            width += 1;
            hits += 1;
            expected = slot.next;
            if !found {
                // A cell was left out, or is there again.
                match previous {
                    NONE => self.first = column as u16,
                    previous => self.slots[usize::from(previous)].next = column as u16,
                }
            }
            previous = column as u16;
        };
        self.stats.hits += hits as u64;
        self.expected = expected;
        self.previous = previous;
        cursor.at = at;
        stopped
    }

    /// Remembers a cell that was parsed in full and stands at `start`.
    pub(crate) fn learn(&mut self, view: View<'_>, start: usize, column: usize, form: Form) {
        self.stats.misses += 1;
        if column >= COLUMNS {
            (self.expected, self.previous) = (NONE, NONE);
            return;
        }
        while self.slots.len() <= column {
            self.slots.push(Slot::new(self.slots.len()));
        }
        match self.previous {
            NONE => self.first = column as u16,
            previous => self.slots[usize::from(previous)].next = column as u16,
        }
        self.previous = column as u16;
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

impl Digits {
    /// The digits of `line`; none if they and the quote do not fit a word.
    fn of(line: u64) -> Digits {
        let mut bytes = [0; 8];
        let mut length = 0;
        let mut divisor = 1_000_000;
        if line == 0 || line >= divisor * 10 {
            return Digits::default();
        }
        while divisor > 0 {
            if line >= divisor {
                bytes[length] = b'0' + (line / divisor % 10) as u8;
                length += 1;
            }
            divisor /= 10;
        }
        bytes[length] = b'"';
        length += 1;
        let mask = u64::MAX >> (64 - 8 * length);
        Digits { word: u64::from_le_bytes(bytes), mask, length }
    }
}

impl Slot {
    fn new(column: usize) -> Slot {
        let mut head = *b"<c r=\"\0\0";
        let head_length = if column < 26 {
            head[6] = b'A' + column as u8;
            7
        } else {
            head[6] = b'A' + (column / 26 - 1) as u8;
            head[7] = b'A' + (column % 26) as u8;
            8
        };
        let none = Shape { words: [0; 4], masks: [0; 4], length: 0, meaning: Meaning::Empty };
        Slot {
            head: u64::from_le_bytes(head),
            head_mask: u64::MAX >> (64 - 8 * head_length),
            head_length,
            next: (column + 1) as u16,
            used: 0,
            oldest: 0,
            shapes: [none; FORMS],
        }
    }

    /// The form that stands at `at`, if it is one of those remembered.
    #[inline(always)]
    fn find(&self, view: View<'_>, at: usize) -> Option<&Shape> {
        let (first, second) = (view.word(at), view.word_ahead(at, 8));
        self.shapes[..usize::from(self.used)].iter().find(|shape| {
            let differs = (first & shape.masks[0]) ^ shape.words[0]
                | (second & shape.masks[1]) ^ shape.words[1];
            differs == 0
                && (shape.length <= 16
                    || (view.word_ahead(at, 16) & shape.masks[2]) == shape.words[2]
                        && (view.word_ahead(at, 24) & shape.masks[3]) == shape.words[3])
        })
    }

    fn remember(&mut self, tail: &[u8], meaning: Meaning) {
        let mut bytes = [0; FORM_BYTES];
        let mut mask = [0; FORM_BYTES];
        bytes[..tail.len()].copy_from_slice(tail);
        mask[..tail.len()].fill(u8::MAX);
        let shape =
            Shape { words: words(&bytes), masks: words(&mask), length: tail.len(), meaning };
        let known = self.shapes[..usize::from(self.used)]
            .iter()
            .any(|s| s.length == shape.length && s.words == shape.words);
        if known {
            return;
        }
        if usize::from(self.used) < FORMS {
            self.shapes[usize::from(self.used)] = shape;
            self.used += 1;
        } else {
            self.shapes[usize::from(self.oldest)] = shape;
            self.oldest = (self.oldest + 1) % FORMS as u8;
        }
    }
}

fn words(bytes: &[u8; FORM_BYTES]) -> [u64; 4] {
    std::array::from_fn(|word| {
        u64::from_le_bytes(std::array::from_fn(|byte| bytes[word * 8 + byte]))
    })
}

/// Whether a guessed value was taken.
enum Taken {
    /// Yes; the cell ends at the place.
    Until(usize),
    Not(Stopped),
}

#[inline(always)]
fn take_value(
    view: View<'_>,
    at: usize,
    meaning: Meaning,
    writer: &mut Writer<'_>,
    pending: &mut Pending,
    cell_bytes: usize,
) -> Taken {
    match meaning {
        Meaning::Empty => {
            // SAFETY: a run reserves room for each of its cells.
            unsafe { writer.push_cell(Cell::default()) };
            Taken::Until(at)
        }
        Meaning::Number => take_number(view, at, CellKind::Number, writer, cell_bytes),
        Meaning::Date => take_number(view, at, CellKind::Date, writer, cell_bytes),
        Meaning::Shared => {
            let word = view.word(at);
            let index = first_byte(word, b'<').and_then(|length| {
                let index = parse_digits(word, length)? as usize;
                (view.word(at + length) == CLOSE_VALUE).then_some((index, length))
            });
            match index {
                Some((index, length)) if index < pending.strings().len() => {
                    pending.note(writer.cells_len(), index);
                    // SAFETY: as above.
                    unsafe { writer.push_cell(Cell::new(CellKind::Text, 0, 0)) };
                    Taken::Until(at + length + 8)
                }
                _ => Taken::Not(Stopped::Miss),
            }
        }
        Meaning::Inline => take_inline(view, at, writer, cell_bytes),
    }
}

#[inline(always)]
fn take_number(
    view: View<'_>,
    at: usize,
    kind: CellKind,
    writer: &mut Writer<'_>,
    cell_bytes: usize,
) -> Taken {
    let mut length = 0;
    loop {
        let word = view.word(at + length);
        let digits = first_byte(word, b'<').unwrap_or(8);
        if !is_number(word, digits) {
            return Taken::Not(Stopped::Miss);
        }
        length += digits;
        if digits < 8 {
            break;
        }
        if length > 24 {
            return Taken::Not(Stopped::Miss);
        }
    }
    let is_cell = length > 0 && length <= cell_bytes && view.word(at + length) == CLOSE_VALUE;
    if !is_cell {
        return Taken::Not(Stopped::Miss);
    }
    if writer.room() < TEXT_PAD {
        return Taken::Not(Stopped::Full(0));
    }
    // SAFETY: a run reserves room for each of its cells; TEXT_PAD bytes can be read at any place of a view; the length
    // is at most 31.
    unsafe { writer.push_short(kind, view.pointer(at), length) };
    Taken::Until(at + length + 8)
}

#[inline(always)]
fn take_inline(view: View<'_>, at: usize, writer: &mut Writer<'_>, cell_bytes: usize) -> Taken {
    let Some(length) = plain_length(view, at) else { return Taken::Not(Stopped::Miss) };
    let end = at + length + CLOSE_INLINE.len();
    if length > cell_bytes || view.bytes().get(at + length..end) != Some(&CLOSE_INLINE[..]) {
        return Taken::Not(Stopped::Miss);
    }
    if writer.room() < length {
        return Taken::Not(Stopped::Full(length));
    }
    // SAFETY: a run reserves room for each of its cells, and there is room for the text; TEXT_PAD bytes can be read at any
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
    Taken::Until(end)
}

/// The column of a cell that begins with `head`, if it has at most two letters.
#[inline]
fn column_of(head: u64) -> Option<usize> {
    if head & OPEN_CELL_MASK != OPEN_CELL {
        return None;
    }
    let [.., first, second] = head.to_le_bytes();
    if !first.is_ascii_uppercase() {
        return None;
    }
    let first = usize::from(first - b'A');
    if !second.is_ascii_uppercase() {
        return Some(first);
    }
    Some((first + 1) * 26 + usize::from(second - b'A'))
}

/// Where `byte` stands in the word for the first time.
#[inline(always)]
fn first_byte(word: u64, byte: u8) -> Option<usize> {
    let zeros = word ^ (ONES * u64::from(byte));
    // The lowest mark is exact; only marks above a true one can be false.
    let marks = zeros.wrapping_sub(ONES) & !zeros & HIGHS;
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

/// Whether the first `length` bytes of the word are between `+` and `9`: what numbers are made of, and nothing that XML
/// or UTF-8 would treat in a special way.
#[inline(always)]
fn is_number(word: u64, length: usize) -> bool {
    let kept = if length == 8 { u64::MAX } else { (1 << (8 * length)) - 1 };
    let above = word.wrapping_add(ONES * u64::from(0x7f - b'9'));
    let not_below = word.wrapping_add(ONES * u64::from(0x80 - b'+'));
    (above | !not_below | word) & HIGHS & kept == 0
}

/// The number that the first `length` bytes of the word spell in digits.
#[inline(always)]
fn parse_digits(word: u64, length: usize) -> Option<u64> {
    if length == 0 || length > 7 {
        return None;
    }
    // Zeros come in front, which is where the low bytes are.
    let padded = word << (64 - 8 * length) | (ONES * u64::from(b'0')) >> (8 * length);
    let digits = padded ^ (ONES * u64::from(b'0'));
    if (digits.wrapping_add(ONES * 0x76) | digits) & HIGHS != 0 {
        return None;
    }
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    Some((fours.wrapping_mul(10_000).wrapping_add(fours >> 32)) & 0xffff_ffff)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> u64 {
        let mut bytes = [0; 8];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        u64::from_le_bytes(bytes)
    }

    #[test]
    fn digits_are_read_eight_at_a_time() {
        for number in [0, 1, 9, 10, 99, 12_345, 999_999, 1_048_576, 9_999_999] {
            let text = format!("{number}");
            assert_eq!(parse_digits(word(&text), text.len()), Some(number), "{text}");
        }
        for bad in ["1a", "-1", "1.5", " 1", "\u{7f}1", "/", ":"] {
            assert_eq!(parse_digits(word(bad), bad.len()), None, "{bad}");
        }
        assert_eq!(parse_digits(word("1é"), 3), None);
        assert_eq!(parse_digits(word(""), 0), None);
        assert_eq!(parse_digits(word("12345678"), 8), None);
    }

    #[test]
    fn numbers_are_told_from_what_needs_care() {
        for good in ["0", "-1.5", "+1", "12345678"] {
            assert!(is_number(word(good), good.len()), "{good}");
        }
        for bad in ["1E5", "&amp;", " 1", "1 ", "é", "1\r", "\0"] {
            assert!(!is_number(word(bad), bad.len()), "{bad}");
        }
        assert!(is_number(word("1é"), 1));
    }

    #[test]
    fn a_byte_is_found_where_it_stands_first() {
        assert_eq!(first_byte(word("<"), b'<'), Some(0));
        assert_eq!(first_byte(word("a=<<"), b'<'), Some(2));
        assert_eq!(first_byte(word("abcdefg<"), b'<'), Some(7));
        assert_eq!(first_byte(word("abcdefgh"), b'<'), None);
    }

    #[test]
    fn a_head_names_its_column() {
        assert_eq!(column_of(word("<c r=\"A1")), Some(0));
        assert_eq!(column_of(word("<c r=\"AM")), Some(38));
        assert_eq!(column_of(word("<c r=\"ZZ")), Some(701));
        assert_eq!(column_of(word("<c r=\"a1")), None);
        assert_eq!(column_of(word("<d r=\"A1")), None);
        for column in [0, 25, 26, 38, 701] {
            assert_eq!(column_of(Slot::new(column).head), Some(column));
        }
    }

    #[test]
    fn a_rows_digits_end_with_the_quote() {
        let digits = Digits::of(1_048_576);
        assert_eq!(digits.word.to_le_bytes(), *b"1048576\"");
        assert_eq!((digits.length, digits.mask), (8, u64::MAX));
        assert_eq!(Digits::of(10).word, word("10\""));
        assert_eq!(Digits::of(10_000_000).length, 0);
    }
}
