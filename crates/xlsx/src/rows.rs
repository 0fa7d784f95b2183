//! A batch of rows as every reader yields them: cells' text in one arena, spans beside it.
//!
//! A batch is filled, read and cleared again and again, so that nothing is allocated per row. Readers push bytes
//! that are valid UTF-8. Rows keep their own width: a row of three cells has three, and asking for the fourth gives
//! an empty cell.

/// What a cell held in its file, as far as the file tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum CellKind {
    /// Nothing, or a styled cell without a value.
    #[default]
    Empty,
    /// A string; every cell of delimited text is one (an empty field of delimited text is `Empty`).
    Text,
    /// A number, as the file spells it: `1.1799999999999999`, `1E-2`.
    Number,
    /// A number that a style marks as a date: days since 1899-12-30 as text (a 1904 workbook is already shifted),
    /// or the ISO text of a strict workbook's `t="d"` cell.
    Date,
    /// `TRUE` or `FALSE`.
    Bool,
    /// An error of the spreadsheet: `#N/A`.
    Error,
}

const KINDS: [CellKind; 6] = [
    CellKind::Empty,
    CellKind::Text,
    CellKind::Number,
    CellKind::Date,
    CellKind::Bool,
    CellKind::Error,
];

/// The bit that the numbers of `Bool` and `Error` have and no other kind has.
const ERROR_OR_BOOL: u32 = 4;

const _: () = {
    let mut at = 0;
    while at < KINDS.len() {
        let wrong = matches!(KINDS[at], CellKind::Bool | CellKind::Error);
        assert!((KINDS[at] as u32 & ERROR_OR_BOOL != 0) == wrong);
        at += 1;
    }
};

/// The longest text a cell may have, in bytes; readers refuse a longer one.
pub const CELL_BYTES_MAX: usize = (1 << 28) - 1;

/// A cell's kind and the span of its text in the batch's arena.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    start: u32,
    length_and_kind: u32,
}

impl Cell {
    /// A span of `length` bytes from `start`.
    #[inline]
    pub fn new(kind: CellKind, start: usize, length: usize) -> Cell {
        debug_assert!(length <= CELL_BYTES_MAX && start <= u32::MAX as usize);
        Cell { start: start as u32, length_and_kind: (length as u32) << 4 | kind as u32 }
    }

    /// What the cell held.
    #[inline]
    pub fn kind(self) -> CellKind {
        KINDS[(self.length_and_kind & 7) as usize % KINDS.len()]
    }

    /// Whether the cell held an error of the spreadsheet or a truth value.
    #[inline]
    pub fn is_error_or_bool(self) -> bool {
        self.length_and_kind & ERROR_OR_BOOL != 0
    }

    /// Whether the cell held nothing.
    #[inline]
    pub fn is_empty(self) -> bool {
        self.length_and_kind >> 4 == 0
    }

    #[inline]
    fn range(self) -> std::ops::Range<usize> {
        let start = self.start as usize;
        start..start + (self.length_and_kind >> 4) as usize
    }
}

#[derive(Clone, Copy, Debug)]
struct Head {
    line: u64,
    first: u32,
}

/// A batch of rows.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    text: Vec<u8>,
    cells: Vec<Cell>,
    heads: Vec<Head>,
}

impl Rows {
    /// An empty batch.
    pub fn new() -> Rows {
        Rows::default()
    }

    /// Forgets all rows and keeps the memory.
    pub fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.heads.clear();
    }

    /// How many rows it holds.
    #[inline]
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// Whether it holds none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// Bytes of text held: readers hand a batch over when it is large enough.
    #[inline]
    pub fn text_bytes(&self) -> usize {
        self.text.len()
    }

    /// Begins a row; `line` is the spreadsheet's row or the text's line, counted from 1.
    #[inline]
    pub fn begin_row(&mut self, line: u64) {
        self.heads.push(Head { line, first: self.cells.len() as u32 });
    }

    /// Adds a cell to the row begun last; `text` is valid UTF-8.
    #[inline]
    pub fn push(&mut self, kind: CellKind, text: &[u8]) {
        let start = self.text.len();
        self.text.extend_from_slice(text);
        self.cells.push(Cell::new(kind, start, text.len()));
    }

    /// Adds a cell whose text is in the arena already (see [`Rows::arena`]).
    #[inline]
    pub fn push_span(&mut self, kind: CellKind, start: usize, length: usize) {
        debug_assert!(start + length <= self.text.len());
        self.cells.push(Cell::new(kind, start, length));
    }

    /// Forgets the row begun last, with its cells; their text stays in the arena, where nothing points to it.
    #[inline]
    pub fn drop_row(&mut self) {
        if let Some(head) = self.heads.pop() {
            self.cells.truncate(head.first as usize);
        }
    }

    /// Pads the row begun last with empty cells, so that the next one pushed is in `column` (from 0).
    #[inline]
    pub fn pad_to(&mut self, column: usize) {
        let first = self.heads.last().map_or(0, |head| head.first as usize);
        while self.cells.len() < first + column {
            self.cells.push(Cell::default());
        }
    }

    /// How many cells the row begun last has so far.
    #[inline]
    pub fn width(&self) -> usize {
        self.heads.last().map_or(0, |head| self.cells.len() - head.first as usize)
    }

    /// Places a cell in `column` of the row begun last, in whatever order cells come; `false` if the place is taken.
    pub(crate) fn place(&mut self, column: usize, cell: Cell) -> bool {
        let width = self.width();
        if column >= width {
            self.pad_to(column);
            self.cells.push(cell);
            return true;
        }
        let at = self.cells.len() - width + column;
        if self.cells[at].kind() != CellKind::Empty {
            return cell.kind() == CellKind::Empty;
        }
        self.cells[at] = cell;
        true
    }

    /// How many cells all rows have together.
    #[inline]
    pub(crate) fn cells_len(&self) -> usize {
        self.cells.len()
    }

    /// Adds a cell whose text comes later, to be told by [`Rows::set_cell`].
    #[inline]
    pub(crate) fn push_cell(&mut self, cell: Cell) {
        self.cells.push(cell);
    }

    /// Replaces the cell numbered `index` of the batch.
    #[inline]
    pub(crate) fn set_cell(&mut self, index: usize, cell: Cell) {
        self.cells[index] = cell;
    }

    /// Adds the first `length` bytes of `padded` to the text and returns where; [`TEXT_PAD`] more bytes follow them.
    #[inline(always)]
    pub(crate) fn push_padded(&mut self, padded: &[u8], length: usize) -> usize {
        assert!(padded.len() >= length + TEXT_PAD);
        let start = self.text.len();
        if length > TEXT_PAD || self.text.capacity() - start < TEXT_PAD {
            self.text.extend_from_slice(&padded[..length]);
            return start;
        }
        // SAFETY: there are TEXT_PAD bytes to read and room for as many, and `length` is not more.
        unsafe {
            copy_short(padded.as_ptr(), self.text.as_mut_ptr().add(start), length);
            self.text.set_len(start + length);
        }
        start
    }

    /// A writer with room for `cells` cells and `text` bytes, [`TEXT_PAD`] more included.
    #[inline]
    pub(crate) fn writer(&mut self, cells: usize, text: usize) -> Writer<'_> {
        self.cells.reserve(cells);
        self.text.reserve(text + TEXT_PAD);
        // SAFETY: both are the ends of what is filled.
        let (cell, end) = unsafe {
            (
                self.cells.as_mut_ptr().add(self.cells.len()),
                self.text.as_mut_ptr().add(self.text.len()),
            )
        };
        let limit = end.wrapping_add(text);
        Writer { cell, end, limit, rows: self }
    }

    /// Where the batch ends now; for [`Rows::take_back`].
    pub(crate) fn mark(&self) -> Mark {
        Mark { text: self.text.len(), cells: self.cells.len(), heads: self.heads.len() }
    }

    /// Forgets the rows begun since `mark`, and the text too unless other cells were given theirs since.
    pub(crate) fn take_back(&mut self, mark: Mark, with_text: bool) {
        self.heads.truncate(mark.heads);
        self.cells.truncate(mark.cells);
        if with_text {
            self.text.truncate(mark.text);
        }
    }

    /// The text arena, for a reader that reads its file straight into it and pushes spans.
    pub fn arena(&mut self) -> &mut Vec<u8> {
        &mut self.text
    }

    /// The row `index` of the batch.
    #[inline]
    pub fn row(&self, index: usize) -> Row<'_> {
        let head = self.heads[index];
        let end = self.heads.get(index + 1).map_or(self.cells.len(), |next| next.first as usize);
        Row { line: head.line, cells: &self.cells[head.first as usize..end], text: &self.text }
    }

    /// The rows in their order.
    pub fn iter(&self) -> impl Iterator<Item = Row<'_>> {
        (0..self.len()).map(|index| self.row(index))
    }
}

/// How many bytes are copied at once where text is short.
pub(crate) const TEXT_PAD: usize = 64;
const HALF_PAD: usize = TEXT_PAD / 2;

/// Copies `length` bytes, at most [`TEXT_PAD`], in pieces of fixed size.
///
/// # Safety
///
/// [`TEXT_PAD`] bytes can be read and written.
#[inline(always)]
pub(crate) unsafe fn copy_short(from: *const u8, to: *mut u8, length: usize) {
    debug_assert!(length <= TEXT_PAD);
    // SAFETY: by the caller's promise.
    unsafe {
        std::ptr::copy_nonoverlapping(from, to, HALF_PAD);
        if length > HALF_PAD {
            std::ptr::copy_nonoverlapping(from.add(HALF_PAD), to.add(HALF_PAD), HALF_PAD);
        }
    }
}

/// An end of a batch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mark {
    text: usize,
    cells: usize,
    heads: usize,
}

/// Adds cells and text to reserved room, without asking for each whether there is any.
pub(crate) struct Writer<'a> {
    cell: *mut Cell,
    end: *mut u8,
    /// Where the reserved text ends, [`TEXT_PAD`] bytes before the vector's memory does.
    limit: *mut u8,
    rows: &'a mut Rows,
}

impl Writer<'_> {
    /// Bytes of text that may still be pushed.
    #[inline(always)]
    pub(crate) fn room(&self) -> usize {
        // SAFETY: both are within the vector's memory.
        unsafe { self.limit.offset_from(self.end) as usize }
    }

    /// How many cells the batch has with those of this writer.
    #[inline(always)]
    pub(crate) fn cells_len(&self) -> usize {
        // SAFETY: `cell` points into or just behind the vector's memory.
        unsafe { self.cell.offset_from(self.rows.cells.as_ptr()) as usize }
    }

    /// Adds a cell.
    ///
    /// # Safety
    ///
    /// Fewer cells were pushed than reserved.
    #[inline(always)]
    pub(crate) unsafe fn push_cell(&mut self, cell: Cell) {
        debug_assert!(self.cells_len() < self.rows.cells.capacity());
        // SAFETY: there is room by the caller's promise.
        unsafe {
            self.cell.write(cell);
            self.cell = self.cell.add(1);
        }
    }

    /// Takes back the last `count` cells of this writer, which have no text.
    ///
    /// # Safety
    ///
    /// At least as many were pushed.
    #[inline(always)]
    pub(crate) unsafe fn pop_cells(&mut self, count: usize) {
        // SAFETY: the place was passed before.
        self.cell = unsafe { self.cell.sub(count) };
    }

    /// Adds a cell of `length` bytes, at most [`TEXT_PAD`], which stand at `from`.
    ///
    /// # Safety
    ///
    /// Fewer cells were pushed than reserved, [`Writer::room`] is at least `length`, and [`TEXT_PAD`] bytes can be read
    /// at `from`.
    #[inline(always)]
    pub(crate) unsafe fn push_short(&mut self, kind: CellKind, from: *const u8, length: usize) {
        debug_assert!(length <= TEXT_PAD && length <= self.room());
        // SAFETY: TEXT_PAD bytes more than `room` are reserved.
        unsafe {
            let start = self.end.offset_from(self.rows.text.as_ptr()) as usize;
            copy_short(from, self.end, length);
            self.end = self.end.add(length);
            self.push_cell(Cell::new(kind, start, length));
        }
    }

    /// Adds a cell of any length.
    ///
    /// # Safety
    ///
    /// Fewer cells were pushed than reserved and [`Writer::room`] is at least the text's length.
    #[inline(always)]
    pub(crate) unsafe fn push(&mut self, kind: CellKind, text: &[u8]) {
        debug_assert!(text.len() <= self.room());
        // SAFETY: `room` bytes are reserved.
        unsafe {
            let start = self.end.offset_from(self.rows.text.as_ptr()) as usize;
            std::ptr::copy_nonoverlapping(text.as_ptr(), self.end, text.len());
            self.end = self.end.add(text.len());
            self.push_cell(Cell::new(kind, start, text.len()));
        }
    }
}

impl Drop for Writer<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: everything before the two ends is filled, and they never leave the reserved room.
        unsafe {
            let cells = self.cell.offset_from(self.rows.cells.as_ptr()) as usize;
            let text = self.end.offset_from(self.rows.text.as_ptr()) as usize;
            self.rows.cells.set_len(cells);
            self.rows.text.set_len(text);
        }
    }
}

/// One row of a batch.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    line: u64,
    cells: &'a [Cell],
    text: &'a [u8],
}

impl<'a> Row<'a> {
    /// The spreadsheet's row or the text's line on which it begins, counted from 1.
    #[inline]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// How many cells it has.
    #[inline]
    pub fn width(&self) -> usize {
        self.cells.len()
    }

    /// Its cells.
    #[inline]
    pub fn cells(&self) -> &'a [Cell] {
        self.cells
    }

    /// The cell in `column` (from 0); empty beyond the row's end.
    #[inline]
    pub fn cell(&self, column: usize) -> Cell {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// The bytes of a cell of this row.
    #[inline]
    pub fn bytes_of(&self, cell: Cell) -> &'a [u8] {
        &self.text[cell.range()]
    }

    /// The bytes of the cell in `column`.
    #[inline]
    pub fn bytes(&self, column: usize) -> &'a [u8] {
        self.bytes_of(self.cell(column))
    }

    /// The text of the cell in `column`.
    pub fn text(&self, column: usize) -> std::borrow::Cow<'a, str> {
        String::from_utf8_lossy(self.bytes(column))
    }

    /// Whether every cell is empty or blank.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| self.bytes_of(*cell).trim_ascii().is_empty())
    }
}
