//! The numbers of one series that were seen: exact, ordered, and small.
//!
//! A ledger mostly counts up, so the numbers that continue the last one are held as one run, which costs nothing.
//! A run that ends goes to a bitmap, or to a list of spans where a bitmap would be the larger: long runs, numbers
//! far away, and lonely numbers once the ledger has spent its blocks. Every answer looks at all three.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

/// How many blocks of 65,536 numbers the bitmaps of a ledger may hold together; a lonely number's block is some 80
/// bytes, a span is 32.
pub(super) const BLOCKS_MAX: u32 = 1 << 16;

/// Runs longer than this are spans.
const RUN_MAX: u64 = 1 << 16;

/// The numbers of a series.
#[derive(Clone, Debug)]
pub(super) struct Numbers {
    /// The run that grows, first and last; empty where first > last.
    run: (u64, u64),
    greatest: u64,
    kept: Option<Box<Kept>>,
    /// Where the bitmap's window of 2^32 numbers begins.
    base: u64,
}

/// The runs that grow no more.
#[derive(Clone, Debug, Default)]
struct Kept {
    last_block: Option<u32>,
    bits: RoaringBitmap,
    spans: BTreeMap<u64, u64>,
}

impl Default for Numbers {
    fn default() -> Numbers {
        Numbers { run: (1, 0), greatest: 0, kept: None, base: 0 }
    }
}

impl Numbers {
    /// Adds a number; whether it is new.
    #[inline]
    pub(super) fn insert(&mut self, number: u64, blocks: &mut u32) -> bool {
        let (first, last) = self.run;
        if number > self.greatest && number == last + 1 && first <= last {
            self.greatest = number;
            self.run.1 = number;
            return true;
        }
        self.insert_slowly(number, blocks)
    }

    fn insert_slowly(&mut self, number: u64, blocks: &mut u32) -> bool {
        let (first, last) = self.run;
        if first > last {
            self.begin(number, number);
            return true;
        }
        if number > self.greatest {
            self.greatest = number;
            self.keep(first, last, blocks);
            self.run = (number, number);
            return true;
        }
        if self.contains(number) {
            return false;
        }
        if number + 1 == first {
            self.run.0 = number;
        } else if number == last + 1 {
            self.run.1 = number;
        } else {
            self.keep(number, number, blocks);
        }
        true
    }

    /// Adds all numbers from `first` to `last`; the first of them that had been there.
    pub(super) fn insert_range(&mut self, first: u64, last: u64, blocks: &mut u32) -> Option<u64> {
        if self.run.0 > self.run.1 {
            self.begin(first, last);
            return None;
        }
        let overlap = self.first_within(first, last);
        if overlap.is_none() && first == self.run.1 + 1 {
            self.run.1 = last;
        } else {
            self.keep(first, last, blocks);
        }
        self.greatest = self.greatest.max(last);
        overlap
    }

    /// Whether a number was seen.
    pub(super) fn contains(&self, number: u64) -> bool {
        (self.run.0..=self.run.1).contains(&number)
            || self.kept.as_ref().is_some_and(|kept| {
                self.place(number).is_some_and(|place| kept.bits.contains(place))
                    || !kept.spans.is_empty() && kept.span_over(number)
            })
    }

    /// The smallest number from `first` to `last` that was seen.
    fn first_within(&self, first: u64, last: u64) -> Option<u64> {
        let (begun, ended) = self.run;
        let of_run = (begun <= ended.min(last) && ended >= first).then(|| begun.max(first));
        let Some(kept) = &self.kept else { return of_run };
        let top = self.base + u64::from(u32::MAX);
        let of_bits = (first <= top && last >= self.base)
            .then(|| {
                let from = (first.max(self.base) - self.base) as u32;
                let to = (last.min(top) - self.base) as u32;
                kept.bits.range(from..=to).next().map(|place| self.base + u64::from(place))
            })
            .flatten();
        let of_spans = if kept.span_over(first) {
            Some(first)
        } else {
            kept.spans.range(first..=last).next().map(|(begun, _)| *begun)
        };
        [of_run, of_bits, of_spans].into_iter().flatten().min()
    }

    /// The runs of all numbers, ascending, disjoint, and never touching.
    pub(super) fn runs(&self) -> Vec<(u64, u64)> {
        let mut all = Vec::new();
        if self.run.0 <= self.run.1 {
            all.push(self.run);
        }
        if let Some(kept) = &self.kept {
            let mut bits = kept.bits.iter();
            while let Some(range) = bits.next_range() {
                let (first, last) = (u64::from(*range.start()), u64::from(*range.end()));
                all.push((self.base + first, self.base + last));
            }
            all.extend(kept.spans.iter().map(|(first, last)| (*first, *last)));
        }
        all.sort_unstable();
        let mut merged: Vec<(u64, u64)> = Vec::new();
        for (first, last) in all {
            match merged.last_mut() {
                Some((_, end)) if first <= end.saturating_add(1) => *end = last.max(*end),
                _ => merged.push((first, last)),
            }
        }
        merged
    }

    /// Bytes of memory held, beyond the value itself.
    pub(super) fn bytes(&self) -> usize {
        let Some(kept) = &self.kept else { return 0 };
        let held = kept.bits.statistics();
        size_of::<Kept>()
            + held.n_containers as usize * 40
            + (held.n_bytes_array_containers
                + held.n_bytes_run_containers
                + held.n_bytes_bitset_containers) as usize
            + kept.spans.len() * 32
    }

    fn begin(&mut self, first: u64, last: u64) {
        self.run = (first, last);
        self.greatest = last;
        if first > u64::from(u32::MAX) {
            // Half of the window lies before the first number, wherever it is.
            self.base = first.saturating_sub(1 << 31) & !0xffff;
        }
    }

    #[inline]
    fn place(&self, number: u64) -> Option<u32> {
        number.checked_sub(self.base).and_then(|place| u32::try_from(place).ok())
    }

    /// Keeps a run that grows no more.
    fn keep(&mut self, first: u64, last: u64, blocks: &mut u32) {
        let places = self.place(first).zip(self.place(last));
        let kept = self.kept.get_or_insert_default();
        match places {
            Some((from, to)) if last - first < RUN_MAX && kept.has_blocks(from, to, blocks) => {
                if from == to {
                    kept.bits.insert(from);
                } else {
                    kept.bits.insert_range(from..=to);
                }
            }
            _ => kept.keep_span(first, last),
        }
    }
}

impl Kept {
    /// Whether the blocks of both ends are there, or could be paid for.
    #[inline]
    fn has_blocks(&mut self, from: u32, to: u32, blocks: &mut u32) -> bool {
        [from >> 16, to >> 16].into_iter().all(|block| {
            if self.last_block == Some(block) {
                return true;
            }
            let held = self.bits.range_cardinality(block << 16..=(block << 16 | 0xffff)) > 0;
            if !held {
                if *blocks == 0 {
                    return false;
                }
                *blocks -= 1;
                // Paid for: the number that asked is inserted next.
                if block != from >> 16 {
                    return true;
                }
            }
            self.last_block = Some(block);
            true
        })
    }

    /// Whether a span holds the number.
    fn span_over(&self, number: u64) -> bool {
        self.spans.range(..=number).next_back().is_some_and(|(_, last)| *last >= number)
    }

    fn keep_span(&mut self, mut first: u64, mut last: u64) {
        if let Some((before, ended)) = self.spans.range(..=first).next_back()
            && ended.saturating_add(1) >= first
        {
            first = *before;
            last = last.max(*ended);
        }
        while let Some((next, ended)) = self.spans.range(first..=last.saturating_add(1)).next() {
            let (next, ended) = (*next, *ended);
            last = last.max(ended);
            self.spans.remove(&next);
        }
        self.spans.insert(first, last);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[derive(Clone, Debug)]
    enum Step {
        One(u64),
        Range(u64, u64),
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let near = prop_oneof![0u64..40, 65_500u64..65_560, Just(900_000_000_000_000_000)];
        let one = near.clone().prop_map(Step::One);
        let range = (near, 0u64..30).prop_map(|(first, more)| Step::Range(first, first + more));
        prop::collection::vec(prop_oneof![4 => one, 1 => range], 0..80)
    }

    proptest! {
        #[test]
        fn knows_what_a_plain_set_knows(steps in steps(), mut blocks in 0u32..4) {
            let mut numbers = Numbers::default();
            let mut set = BTreeSet::new();
            for step in steps {
                match step {
                    Step::One(number) => {
                        prop_assert_eq!(numbers.insert(number, &mut blocks), set.insert(number));
                    }
                    Step::Range(first, last) => {
                        let overlap = set.range(first..=last).next().copied();
                        prop_assert_eq!(numbers.insert_range(first, last, &mut blocks), overlap);
                        set.extend(first..=last);
                    }
                }
            }
            let all: Vec<u64> =
                numbers.runs().into_iter().flat_map(|(first, last)| first..=last).collect();
            prop_assert_eq!(all, set.iter().copied().collect::<Vec<_>>());
            for number in (0..80).chain(65_480..65_600) {
                prop_assert_eq!(numbers.contains(number), set.contains(&number));
            }
        }
    }

    #[test]
    fn a_range_of_all_numbers_costs_one_span() {
        let (mut numbers, mut blocks) = (Numbers::default(), 8);
        numbers.insert(5, &mut blocks);
        assert_eq!(numbers.insert_range(1, 999_999_999_999_999_999, &mut blocks), Some(5));
        assert!(numbers.bytes() < 300, "{}", numbers.bytes());
        assert!(numbers.contains(123_456_789_012_345));
    }
}
