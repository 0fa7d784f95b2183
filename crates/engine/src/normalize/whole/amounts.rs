//! The total of each document, four bytes each, for the notes that amend it.
//!
//! Pages of 256 numbers, at most 8 MiB of them. What does not fit (a negative total, one of more than 42 million,
//! a document beyond the pages) is not held: the second read fetches it if a note asks.

use rustc_hash::FxHashMap;

use crate::model::Cents;

/// Pages at most, a KiB each.
pub(super) const PAGES_MAX: usize = 1 << 13;

const PAGE: usize = 256;
/// Pages are allotted by shelves of 64 KiB, so that nothing moves when more are needed.
const SHELF: usize = 64;
const NOTHING: u32 = u32::MAX;

/// The page that a series used last.
#[derive(Clone, Copy, Debug)]
pub(super) struct LastPage {
    wanted: u64,
    page: u32,
}

impl Default for LastPage {
    fn default() -> LastPage {
        LastPage { wanted: u64::MAX, page: 0 }
    }
}

/// Totals by (series, number).
#[derive(Debug, Default)]
pub(super) struct Amounts {
    shelves: Vec<Vec<[u32; PAGE]>>,
    pages: usize,
    page_of: FxHashMap<(u32, u64), u32>,
    /// Whether a total did not fit that a second read could fetch.
    pub(super) missed: bool,
}

impl Amounts {
    /// Holds a document's total, if it fits; the first one is kept.
    #[inline]
    pub(super) fn put(
        &mut self,
        last: &mut LastPage,
        (series, number): (u32, u64),
        total: Cents,
        pages_max: usize,
    ) {
        let cents = match u32::try_from(total.0) {
            Ok(cents) if cents != NOTHING => cents,
            _ => {
                self.missed |= total.0 > 0;
                return;
            }
        };
        let wanted = number / PAGE as u64;
        if last.wanted != wanted {
            let Some(page) = self.page(series, wanted, pages_max) else {
                self.missed = true;
                return;
            };
            *last = LastPage { wanted, page };
        }
        let page = last.page as usize;
        let held = &mut self.shelves[page / SHELF][page % SHELF][number as usize % PAGE];
        if *held == NOTHING {
            *held = cents;
        }
    }

    /// A document's total, if it is held.
    pub(super) fn get(&self, series: u32, number: u64) -> Option<Cents> {
        let page = *self.page_of.get(&(series, number / PAGE as u64))? as usize;
        match self.shelves[page / SHELF][page % SHELF][number as usize % PAGE] {
            NOTHING => None,
            cents => Some(Cents(i64::from(cents))),
        }
    }

    /// Bytes of memory held.
    pub(super) fn bytes(&self) -> usize {
        self.shelves.len() * SHELF * PAGE * 4 + self.page_of.capacity() * 25
    }

    fn page(&mut self, series: u32, wanted: u64, pages_max: usize) -> Option<u32> {
        if let Some(page) = self.page_of.get(&(series, wanted)) {
            return Some(*page);
        }
        if self.pages >= pages_max {
            return None;
        }
        let page = self.pages as u32;
        self.pages += 1;
        self.page_of.insert((series, wanted), page);
        if self.shelves.last().is_none_or(|shelf| shelf.len() == SHELF) {
            self.shelves.push(Vec::with_capacity(SHELF));
        }
        self.shelves.last_mut()?.push([NOTHING; PAGE]);
        Some(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_fits_and_forgets_nothing_of_it() {
        let mut amounts = Amounts::default();
        let mut last = LastPage::default();
        amounts.put(&mut last, (0, 1), Cents(11_800), 1);
        amounts.put(&mut last, (0, 1), Cents(5), 1);
        amounts.put(&mut last, (0, 2), Cents(-1), 1);
        amounts.put(&mut last, (0, 3), Cents(i64::from(u32::MAX)), 1);
        amounts.put(&mut LastPage::default(), (1, 1), Cents(7), 1);
        assert!(amounts.missed);
        assert_eq!(amounts.get(0, 1), Some(Cents(11_800)));
        assert_eq!(amounts.get(0, 2), None);
        assert_eq!(amounts.get(0, 3), None);
        assert_eq!(amounts.get(1, 1), None);
        amounts.put(&mut last, (0, 255), Cents(0), 1);
        assert_eq!(amounts.get(0, 255), Some(Cents(0)));
    }
}
