//! The total of each document, four bytes each, for the notes that amend it.
//!
//! Pages of 256 numbers, at most 8 MiB of them. What does not fit (a negative total, one of more than 42 million,
//! a document beyond the pages) is not held: the second read fetches it if a note asks.

use rustc_hash::FxHashMap;

use crate::model::Cents;

/// Pages at most, a KiB each.
pub(super) const PAGES_MAX: usize = 1 << 13;

const PAGE: usize = 256;
const NOTHING: u32 = u32::MAX;

/// Totals by (series, number).
#[derive(Debug, Default)]
pub(super) struct Amounts {
    pages: Vec<Box<[u32; PAGE]>>,
    page_of: FxHashMap<(u32, u64), u32>,
    /// The last page of each series.
    last: Vec<(u64, u32)>,
    /// Whether a total did not fit that a second read could fetch.
    pub(super) missed: bool,
}

impl Amounts {
    /// Holds a document's total, if it fits; the first one is kept.
    #[inline]
    pub(super) fn put(&mut self, series: u32, number: u64, total: Cents, pages_max: usize) {
        let cents = match u32::try_from(total.0) {
            Ok(cents) if cents != NOTHING => cents,
            _ => {
                self.missed |= total.0 > 0;
                return;
            }
        };
        let Some(page) = self.page(series, number / PAGE as u64, pages_max) else {
            self.missed = true;
            return;
        };
        let held = &mut self.pages[page as usize][number as usize % PAGE];
        if *held == NOTHING {
            *held = cents;
        }
    }

    /// A document's total, if it is held.
    pub(super) fn get(&self, series: u32, number: u64) -> Option<Cents> {
        let page = self.page_of.get(&(series, number / PAGE as u64))?;
        match self.pages[*page as usize][number as usize % PAGE] {
            NOTHING => None,
            cents => Some(Cents(i64::from(cents))),
        }
    }

    /// Bytes of memory held.
    pub(super) fn bytes(&self) -> usize {
        self.pages.len() * PAGE * 4
            + self.pages.capacity() * 8
            + self.page_of.capacity() * 24
            + self.last.capacity() * 16
    }

    #[inline]
    fn page(&mut self, series: u32, wanted: u64, pages_max: usize) -> Option<u32> {
        if let Some((known, page)) = self.last.get(series as usize)
            && *known == wanted
        {
            return Some(*page);
        }
        let page = match self.page_of.get(&(series, wanted)) {
            Some(page) => *page,
            None if self.pages.len() >= pages_max => return None,
            None => {
                let page = self.pages.len() as u32;
                self.pages.push(Box::new([NOTHING; PAGE]));
                self.page_of.insert((series, wanted), page);
                page
            }
        };
        if self.last.len() <= series as usize {
            self.last.resize(series as usize + 1, (u64::MAX, 0));
        }
        self.last[series as usize] = (wanted, page);
        Some(page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_fits_and_forgets_nothing_of_it() {
        let mut amounts = Amounts::default();
        amounts.put(0, 1, Cents(11_800), 1);
        amounts.put(0, 1, Cents(5), 1);
        amounts.put(0, 2, Cents(-1), 1);
        amounts.put(0, 3, Cents(i64::from(u32::MAX)), 1);
        amounts.put(1, 1, Cents(7), 1);
        assert_eq!(amounts.get(0, 1), Some(Cents(11_800)));
        assert_eq!(amounts.get(0, 2), None);
        assert_eq!(amounts.get(0, 3), None);
        assert_eq!(amounts.get(1, 1), None);
        amounts.put(0, 255, Cents(0), 1);
        assert_eq!(amounts.get(0, 255), Some(Cents(0)));
    }
}
