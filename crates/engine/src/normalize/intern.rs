//! Names to small numbers: series, branches, segments, cost centers.
//!
//! The names lie end to end in one arena; the table knows short ones by themselves and long ones by their hash, so
//! that most look-ups read one entry. Numbers are given in the order of arrival; whoever prints
//! sorts by name.

/// Gives each distinct name a number from 0 on. Names of different tags are different names.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    text: Vec<u8>,
    ends: Vec<usize>,
    tags: Vec<u8>,
    /// An entry at the place of a name's hash or after it. Empty, or a power of two of slots.
    table: Vec<Entry>,
}

/// A name in the table: enough of it to know most names without looking further.
#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    /// The name itself where it has at most eight bytes, else its hash.
    word: u64,
    /// The name's number + 1; 0 is vacant.
    id: u32,
    length: u16,
    tag: u8,
}

const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// A hash of bytes whose upper and lower bits are both good. It has no secret: ledgers are their owner's.
#[inline]
pub(super) fn hash_of(bytes: &[u8]) -> u64 {
    let mut hash = bytes.len() as u64;
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = mixed(hash, u64::from_le_bytes(*word));
    }
    if !rest.is_empty() {
        hash = mixed(hash, last_word(bytes, rest));
    }
    mixed(hash, SPREAD)
}

/// The bytes after the whole words, in one word.
#[inline]
fn last_word(bytes: &[u8], rest: &[u8]) -> u64 {
    if let Some(word) = bytes.last_chunk::<8>() {
        return u64::from_le_bytes(*word);
    }
    match (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32
        }
        _ => rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte)),
    }
}

/// Folds the long product of two words.
#[inline]
fn mixed(one: u64, other: u64) -> u64 {
    let product = u128::from(one ^ SPREAD) * u128::from(other ^ 0xd6e8_feb8_6659_fd93);
    product as u64 ^ (product >> 64) as u64
}

/// A name of at most eight bytes as one word, the hash of a longer one.
#[inline]
fn word_of(name: &[u8]) -> u64 {
    match name {
        [] => 0,
        _ if name.len() <= 8 => last_word(name, name),
        _ => hash_of(name),
    }
}

#[inline]
fn slot_of(word: u64, tag: u8) -> usize {
    mixed(word, u64::from(tag)) as usize
}

/// Whether two short texts are equal; inline, where `==` would call out.
#[inline]
pub(super) fn same(one: &[u8], other: &[u8]) -> bool {
    if one.len() != other.len() {
        return false;
    }
    let ((words, rest), (other_words, other_rest)) = (one.as_chunks::<8>(), other.as_chunks::<8>());
    words.iter().zip(other_words).all(|(one, other)| one == other)
        && (rest.is_empty() || last_word(one, rest) == last_word(other, other_rest))
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

    /// The tag of a number; 0 for one that was never given.
    #[inline]
    pub fn tag(&self, id: u32) -> u8 {
        self.tags.get(id as usize).copied().unwrap_or(0)
    }

    /// Whether a number was given to this name.
    #[inline]
    pub fn is(&self, id: u32, name: &[u8]) -> bool {
        (id as usize) < self.ends.len() && same(self.name(id), name)
    }

    /// The number of a name, if it has one.
    #[inline]
    pub fn find(&self, tag: u8, name: &[u8]) -> Option<u32> {
        if self.table.is_empty() {
            return None;
        }
        match self.table[self.slot(tag, name)].id {
            0 => None,
            found => Some(found - 1),
        }
    }

    /// The number of a name, a new one if need be, unless `most` names are known already.
    #[inline]
    pub fn id_within(&mut self, tag: u8, name: &[u8], most: usize) -> Option<u32> {
        if self.table.is_empty() {
            self.grow();
        }
        match self.table[self.slot(tag, name)].id {
            0 => self.enter(tag, name, most),
            found => Some(found - 1),
        }
    }

    #[cold]
    fn enter(&mut self, tag: u8, name: &[u8], most: usize) -> Option<u32> {
        if self.len() >= most.min(u32::MAX as usize - 1) {
            return None;
        }
        if self.len() * 2 >= self.table.len() {
            self.grow();
        }
        self.text.extend_from_slice(name);
        self.ends.push(self.text.len());
        self.tags.push(tag);
        let id = self.ends.len() as u32;
        self.place(id);
        Some(id - 1)
    }

    /// The slot of a name, or the vacant one where it would be.
    #[inline]
    fn slot(&self, tag: u8, name: &[u8]) -> usize {
        let mask = self.table.len() - 1;
        let word = word_of(name);
        let mut slot = slot_of(word, tag) & mask;
        loop {
            let entry = &self.table[slot];
            let is_it = entry.word == word
                && usize::from(entry.length) == name.len().min(usize::from(u16::MAX))
                && entry.tag == tag
                && (name.len() <= 8 || entry.id > 0 && same(self.name(entry.id - 1), name));
            if entry.id == 0 || is_it {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Enters a number's name, which is not in the table.
    fn place(&mut self, id: u32) {
        let (name, tag) = (self.name(id - 1), self.tag(id - 1));
        let entry = Entry {
            word: word_of(name),
            id,
            length: u16::try_from(name.len()).unwrap_or(u16::MAX),
            tag,
        };
        let mask = self.table.len() - 1;
        let mut slot = slot_of(entry.word, tag) & mask;
        while self.table[slot].id != 0 {
            slot = (slot + 1) & mask;
        }
        self.table[slot] = entry;
    }

    #[cold]
    fn grow(&mut self) {
        let slots = (self.table.len() * 2).max(64);
        self.table = vec![Entry::default(); slots];
        (1..=self.ends.len() as u32).for_each(|id| self.place(id));
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.text.capacity()
            + self.ends.capacity() * size_of::<usize>()
            + self.tags.capacity()
            + self.table.capacity() * size_of::<Entry>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn gives_one_number_to_each_name(
            names in prop::collection::vec((0u8..2, "[A-C]{0,3}"), 0..300),
        ) {
            let mut interner = Interner::default();
            let mut known = BTreeMap::new();
            for (tag, name) in &names {
                let next = known.len() as u32;
                let expected = *known.entry((*tag, name.clone())).or_insert(next);
                prop_assert_eq!(interner.id_within(*tag, name.as_bytes(), 1000), Some(expected));
                prop_assert_eq!(interner.name(expected), name.as_bytes());
                prop_assert_eq!(interner.tag(expected), *tag);
            }
            prop_assert_eq!(interner.len(), known.len());
            for ((tag, name), id) in &known {
                prop_assert_eq!(interner.find(*tag, name.as_bytes()), Some(*id));
            }
            prop_assert_eq!(interner.find(0, b"never"), None);
        }
    }

    proptest! {
        #[test]
        fn equal_texts_are_the_same_and_hash_alike(one in "[ab]{0,20}", other in "[ab]{0,20}") {
            let (one, other) = (one.as_bytes(), other.as_bytes());
            prop_assert_eq!(same(one, other), one == other);
            let copy = one.to_vec();
            prop_assert!(same(one, &copy));
            prop_assert_eq!(hash_of(one), hash_of(&copy));
        }
    }

    #[test]
    fn short_texts_hardly_ever_share_a_hash() {
        let hashes: std::collections::BTreeSet<u64> =
            (0..100_000).map(|number| hash_of(format!("B{number:03}").as_bytes())).collect();
        assert_eq!(hashes.len(), 100_000);
        let low: std::collections::BTreeSet<u64> =
            hashes.iter().map(|hash| hash & 0xffff).collect();
        assert!(low.len() > 48_000, "{}", low.len());
    }

    #[test]
    fn gives_no_more_than_it_may() {
        let mut interner = Interner::default();
        assert_eq!(interner.id_within(0, b"F001", 1), Some(0));
        assert_eq!(interner.id_within(0, b"F002", 1), None);
        assert_eq!(interner.id_within(0, b"F001", 1), Some(0));
    }
}
