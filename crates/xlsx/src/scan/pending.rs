//! Shared strings that cells wait for.
//!
//! The table is far larger than the cache, so a look-up in the middle of a row would wait for memory twice. Instead a
//! cell is noted with its index, some rows later its place in the arena is read, and some more rows later its text is
//! copied; each stage has the memory of the next one fetched meanwhile.

use std::sync::Arc;

use crate::error::{Error, Limit, Result};
use crate::rows::{Cell, CellKind, Rows};
use crate::strings::{STRINGS_PAD, Strings};

/// A row whose strings may be longer than this together does not wait.
const LAG_BYTES: usize = 1 << 20;

/// Rows between noting a cell and reading its string's place, and between noting and copying.
const LOCATE_LAG: usize = 2;
const COPY_LAG: usize = 4;

#[derive(Clone, Copy)]
struct Item {
    cell: u32,
    /// The string's index, then where it begins.
    at: u32,
    length: u32,
}

/// The cells of a batch that have no text yet.
pub(crate) struct Pending {
    strings: Arc<Strings>,
    count: usize,
    items: Vec<Item>,
    /// Items before this one have their text,
    copied: usize,
    /// and before this one their place.
    located: usize,
    /// Where the last rows ended, the youngest first.
    ends: [usize; COPY_LAG],
    copied_bytes: u64,
    row_bytes: usize,
}

impl Pending {
    pub(crate) fn new(strings: Arc<Strings>, row_bytes: usize) -> Pending {
        Pending {
            count: strings.len(),
            strings,
            items: Vec::new(),
            copied: 0,
            located: 0,
            ends: [0; COPY_LAG],
            copied_bytes: 0,
            row_bytes,
        }
    }

    pub(crate) fn strings(&self) -> &Strings {
        &self.strings
    }

    /// Notes that the cell numbered `cell` of the batch is the string `index`, which exists.
    #[inline(always)]
    pub(crate) fn note(&mut self, cell: usize, index: usize) {
        self.strings.prefetch_start(index);
        self.items.push(Item { cell: cell as u32, at: index as u32, length: 0 });
    }

    /// How many strings there are.
    #[inline(always)]
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Makes room for `cells` more cells to be noted.
    #[inline]
    pub(crate) fn reserve(&mut self, cells: usize) {
        self.items.reserve(cells);
    }

    /// As [`Pending::note`], without asking whether there is room.
    ///
    /// # Safety
    ///
    /// Fewer cells were noted since room for them was reserved.
    #[inline(always)]
    pub(crate) unsafe fn note_reserved(&mut self, cell: usize, index: usize) {
        debug_assert!(self.items.len() < self.items.capacity());
        self.strings.prefetch_start(index);
        let item = Item { cell: cell as u32, at: index as u32, length: 0 };
        // SAFETY: there is room by the caller's promise.
        unsafe {
            let length = self.items.len();
            self.items.as_mut_ptr().add(length).write(item);
            self.items.set_len(length + 1);
        }
    }

    /// How many cells were noted; for [`Pending::forget`].
    pub(crate) fn mark(&self) -> usize {
        self.items.len()
    }

    /// Forgets the cells of a row that is read again.
    pub(crate) fn forget(&mut self, mark: usize) {
        self.items.truncate(mark);
        self.copied = self.copied.min(mark);
        self.located = self.located.min(mark);
        self.ends = self.ends.map(|end| end.min(mark));
    }

    /// How many bytes of text were copied into this batch.
    pub(crate) fn copied_bytes(&self) -> u64 {
        self.copied_bytes
    }

    /// Moves everything one stage on at the end of a row, whose cells are those noted since `mark`; `text` is how much
    /// text it has beside them.
    #[inline]
    pub(crate) fn end_row(&mut self, rows: &mut Rows, mark: usize, text: usize) -> Result<()> {
        let shared = (self.items.len() - mark) * self.strings.longest();
        if text.saturating_add(shared) > LAG_BYTES.min(self.row_bytes) {
            return self.resolve_row(rows, mark, text);
        }
        self.copy(self.ends[COPY_LAG - 1], rows);
        self.locate(self.ends[LOCATE_LAG - 1]);
        self.ends.copy_within(..COPY_LAG - 1, 1);
        self.ends[0] = self.items.len();
        Ok(())
    }

    /// Gives every cell its text.
    pub(crate) fn resolve_all(&mut self, rows: &mut Rows) {
        let all = self.items.len();
        self.locate(all);
        self.copy(all, rows);
        self.ends = [all; COPY_LAG];
    }

    /// Forgets the resolved cells of a finished batch.
    pub(crate) fn end_batch(&mut self, rows: &mut Rows) {
        self.resolve_all(rows);
        self.items.clear();
        self.copied_bytes = 0;
        self.forget(0);
    }

    /// A row with much text: nothing waits, and what it has is held against the limit before it is copied.
    #[cold]
    fn resolve_row(&mut self, rows: &mut Rows, mark: usize, text: usize) -> Result<()> {
        let all = self.items.len();
        self.locate(all);
        let row = self.items[mark..].iter().map(|item| item.length as usize);
        if row.fold(text, usize::saturating_add) > self.row_bytes {
            return Err(Error::too_large(Limit::RowBytes, self.row_bytes as u64));
        }
        self.resolve_all(rows);
        Ok(())
    }

    #[inline]
    fn locate(&mut self, until: usize) {
        let from = self.located.min(until);
        for item in &mut self.items[from..until] {
            let (start, length) = self.strings.place(item.at as usize);
            self.strings.prefetch_text(start);
            self.strings.prefetch_text(start + length);
            item.at = start as u32;
            item.length = length as u32;
        }
        self.located = self.located.max(until);
    }

    #[inline]
    fn copy(&mut self, until: usize, rows: &mut Rows) {
        let arena = self.strings.padded();
        let from = self.copied.min(until);
        for item in &self.items[from..until] {
            let (start, length) = (item.at as usize, item.length as usize);
            if length == 0 {
                rows.set_cell(item.cell as usize, Cell::default());
                continue;
            }
            self.copied_bytes += item.length as u64;
            let at = rows.push_padded(&arena[start..start + length + STRINGS_PAD], length);
            rows.set_cell(item.cell as usize, Cell::new(CellKind::Text, at, length));
        }
        self.copied = self.copied.max(until);
    }
}
