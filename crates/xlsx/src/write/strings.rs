//! The table of shared strings: each distinct text once, by the number of its first appearance.
//!
//! All texts lie in one arena; the index is an open-addressing table of numbers into it. Nothing is allocated per
//! text. It holds everything until the book ends, which is why books do without it unless they are asked.

use std::hash::Hasher;

/// How full the index may be before it doubles: this share of its slots.
const LOAD: (usize, usize) = (3, 4);

/// A slot without a text; no text has this number.
const VACANT: u64 = u64::MAX;

/// Distinct texts.
#[derive(Debug, Default)]
pub(super) struct StringTable {
    arena: String,
    /// Where each text ends; it begins where the one before it ends.
    ends: Vec<usize>,
    /// A text's hash above its number, so that other texts in the way are passed by without a look at the arena.
    slots: Vec<u64>,
    uses: u64,
}

impl StringTable {
    /// How often texts were asked for.
    pub(super) fn uses(&self) -> u64 {
        self.uses
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The texts in the order of their numbers.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len()).map(|number| self.text(number))
    }

    /// The number of a text; a new one gets the next.
    pub(super) fn number(&mut self, text: &str) -> usize {
        self.uses += 1;
        if self.ends.len() * LOAD.1 >= self.slots.len() * LOAD.0 {
            self.grow();
        }
        let tag = hash(text);
        let mask = self.slots.len() - 1;
        let mut slot = tag as usize & mask;
        while self.slots[slot] != VACANT {
            let number = self.slots[slot] as u32 as usize;
            if (self.slots[slot] >> 32) as u32 == tag && self.text(number) == text {
                return number;
            }
            slot = (slot + 1) & mask;
        }
        let number = self.ends.len();
        self.slots[slot] = u64::from(tag) << 32 | number as u64;
        self.arena.push_str(text);
        self.ends.push(self.arena.len());
        number
    }

    fn text(&self, number: usize) -> &str {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.arena[start..self.ends[number]]
    }

    fn grow(&mut self) {
        let slots = (self.slots.len() * 2).max(1024);
        let mut fresh = vec![VACANT; slots];
        for held in self.slots.iter().filter(|held| **held != VACANT) {
            let mut slot = (*held >> 32) as usize & (slots - 1);
            while fresh[slot] != VACANT {
                slot = (slot + 1) & (slots - 1);
            }
            fresh[slot] = *held;
        }
        self.slots = fresh;
    }
}

fn hash(text: &str) -> u32 {
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_given_in_order_and_kept() {
        let mut table = StringTable::default();
        let texts: Vec<String> = (0..5000).map(|n| format!("texto {n}")).collect();
        for round in 0..2 {
            for (number, text) in texts.iter().enumerate() {
                assert_eq!(table.number(text), number, "round {round}");
            }
        }
        assert_eq!((table.len(), table.uses()), (5000, 10_000));
        assert_eq!(table.number(""), 5000);
        assert!(table.iter().take(5000).eq(texts.iter().map(String::as_str)));
    }
}
