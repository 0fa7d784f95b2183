//! Names to small numbers: series, branches, segments, cost centers.
//!
//! The names lie end to end in one arena, and the table holds four bytes a slot, so a ledger that is full of
//! different names costs little more than their text. Numbers are given in the order of arrival; whoever prints
//! sorts by name.

use rustc_hash::FxHasher;
use std::hash::Hasher;

/// Gives each distinct name a number from 0 on.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Number + 1 at the place of a name's hash or after it; 0 is vacant. Empty, or a power of two of slots.
    table: Vec<u32>,
}

/// A hash of bytes whose upper and lower bits are both good.
#[inline]
pub(super) fn hash_of(bytes: &[u8]) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(bytes);
    let hash = hasher.finish();
    (hash ^ (hash >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

impl Interner {
    /// How many names it knows.
    #[inline]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether it knows none.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The name of a number; empty for one that was never given.
    #[inline]
    pub fn name(&self, id: u32) -> &[u8] {
        let id = id as usize;
        let Some(end) = self.ends.get(id) else { return b"" };
        let start = if id == 0 { 0 } else { self.ends[id - 1] };
        &self.text[start..*end]
    }

    /// The number of a name, if it has one.
    #[inline]
    pub fn find(&self, name: &[u8]) -> Option<u32> {
        if self.table.is_empty() {
            return None;
        }
        match self.slot(name) {
            (_, 0) => None,
            (_, found) => Some(found - 1),
        }
    }

    /// The number of a name, a new one if need be, unless `most` names are known already.
    #[inline]
    pub fn id_within(&mut self, name: &[u8], most: usize) -> Option<u32> {
        if self.len() * 4 >= self.table.len() * 3 {
            self.grow();
        }
        match self.slot(name) {
            (_, 0) if self.len() >= most.min(u32::MAX as usize - 1) => None,
            (slot, 0) => {
                self.text.extend_from_slice(name);
                self.ends.push(self.text.len());
                self.table[slot] = self.ends.len() as u32;
                Some(self.ends.len() as u32 - 1)
            }
            (_, found) => Some(found - 1),
        }
    }

    /// The slot of a name and what stands in it.
    #[inline]
    fn slot(&self, name: &[u8]) -> (usize, u32) {
        let mask = self.table.len() - 1;
        let mut slot = hash_of(name) as usize >> 7 & mask;
        loop {
            match self.table[slot] {
                0 => return (slot, 0),
                found if self.name(found - 1) == name => return (slot, found),
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    #[cold]
    fn grow(&mut self) {
        let slots = (self.table.len() * 2).max(64);
        self.table = vec![0; slots];
        for id in 0..self.ends.len() as u32 {
            let (slot, _) = self.slot(self.name(id));
            self.table[slot] = id + 1;
        }
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.text.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.table.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn gives_one_number_to_each_name(names in prop::collection::vec("[A-C]{0,3}", 0..300)) {
            let mut interner = Interner::default();
            let mut known = BTreeMap::new();
            for name in &names {
                let next = known.len() as u32;
                let expected = *known.entry(name.clone()).or_insert(next);
                prop_assert_eq!(interner.id_within(name.as_bytes(), 1000), Some(expected));
                prop_assert_eq!(interner.name(expected), name.as_bytes());
            }
            prop_assert_eq!(interner.len(), known.len());
            for (name, id) in &known {
                prop_assert_eq!(interner.find(name.as_bytes()), Some(*id));
            }
            prop_assert_eq!(interner.find(b"never"), None);
        }
    }

    #[test]
    fn gives_no_more_than_it_may() {
        let mut interner = Interner::default();
        assert_eq!(interner.id_within(b"F001", 1), Some(0));
        assert_eq!(interner.id_within(b"F002", 1), None);
        assert_eq!(interner.id_within(b"F001", 1), Some(0));
    }
}
