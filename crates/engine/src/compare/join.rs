//! Walks both sides in order, key by key.

use std::cmp::Ordering;
use std::path::Path;

use super::key::Key;
use super::merge::Merge;
use super::pairing::Residue;
use super::record::{Record, Row};
use super::sorter::{Prefix, Sorted};
use super::spec::Spec;
use super::tally::{Class, Tally};
use super::{Side, SpillError};
use crate::model::RowPlace;

/// How many places of a repeated document are told.
const PLACES_TOLD: usize = 5;

/// How many keys pass between two looks at the clock.
const KEYS_BETWEEN_TICKS: u32 = 8192;

/// Rows were counted that did not come, or did not come that were counted: a defect of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The side.
    pub side: Side,
    /// The rows that went into the comparison.
    pub rows: u64,
    /// The rows that came out of it.
    pub found: u64,
}

/// Hears of everything that is not equal, in the order of the keys.
pub trait Sink {
    /// What keeps it from going on.
    type Error: From<SpillError> + From<Lost>;

    /// Two documents of one key differ in these fields of the [`Spec`], a bit each.
    fn differs(&mut self, left: &Row<'_>, right: &Row<'_>, fields: u32) -> Result<(), Self::Error>;

    /// Only this side has the document.
    fn only(&mut self, side: Side, row: &Row<'_>) -> Result<(), Self::Error>;

    /// This side has so many documents of one key; the first places of them.
    fn repeated(
        &mut self,
        side: Side,
        key: Key<'_>,
        times: u64,
        places: &[RowPlace],
    ) -> Result<(), Self::Error>;

    /// Called now and then with the rows that were compared so far.
    fn tick(&mut self, rows: u64) -> Result<(), Self::Error>;
}

/// The documents of one key on one side, while they pass.
#[derive(Default)]
struct Seen {
    times: u64,
    places: Vec<RowPlace>,
}

impl Seen {
    #[inline]
    fn add(&mut self, record: Record<'_>) {
        if self.times < PLACES_TOLD as u64 {
            self.places.push(record.place());
        }
        self.times += 1;
    }
}

/// Compares two sides; what is not equal goes to `sink`, and large groups of one key spill into `folder`.
pub fn join<S: Sink>(
    spec: &Spec,
    left: Sorted,
    right: Sorted,
    folder: &Path,
    sink: &mut S,
) -> Result<Tally, S::Error> {
    let expected = [(left.records, left.places), (right.records, right.places)];
    let mut sides = [left.merge, right.merge];
    let mut tally = Tally::new(spec);
    let mut residue = Residue::new(folder);
    let mut key = (Prefix::default(), Vec::new());
    let mut seen = [Seen::default(), Seen::default()];
    let (mut keys, mut rows) = (0u32, 0);
    while next_key(&sides, &mut key) {
        seen.iter_mut().for_each(|seen| {
            seen.times = 0;
            seen.places.clear();
        });
        one_key(&mut sides, &key, &mut seen, &mut residue, &mut tally)?;
        residue.settle(spec, &mut tally, sink)?;
        for (side, seen) in Side::BOTH.into_iter().zip(&seen) {
            rows += seen.times;
            if seen.times > 1 {
                let repeated = &mut tally.repeated[side as usize];
                *repeated = (repeated.0 + 1, repeated.1 + seen.times);
                sink.repeated(side, Key(&key.1), seen.times, &seen.places)?;
            }
        }
        keys += 1;
        if keys == KEYS_BETWEEN_TICKS {
            keys = 0;
            sink.tick(rows)?;
        }
    }
    let tally = tally.ended();
    for (side, (rows, places)) in Side::BOTH.into_iter().zip(expected) {
        let found = tally.rows(side);
        if (found, tally.places[side as usize]) != (rows, places) {
            return Err(Lost { side, rows, found }.into());
        }
    }
    Ok(tally)
}

/// The least key that is left; `false` where both sides have ended.
fn next_key(sides: &[Merge; 2], key: &mut (Prefix, Vec<u8>)) -> bool {
    let head = |side: Side| {
        let side = &sides[side as usize];
        side.prefix().zip(side.head())
    };
    let least = match (head(Side::Left), head(Side::Right)) {
        (Some(left), Some(right)) => {
            match order((left.0, left.1.key()), (right.0, right.1.key())) {
                Ordering::Greater => right,
                Ordering::Less | Ordering::Equal => left,
            }
        }
        (Some(one), None) | (None, Some(one)) => one,
        (None, None) => return false,
    };
    key.0 = least.0;
    key.1.clear();
    key.1.extend_from_slice(least.1.key());
    true
}

#[inline]
fn order(one: (Prefix, &[u8]), other: (Prefix, &[u8])) -> Ordering {
    one.0.cmp(&other.0).then_with(|| one.1.cmp(other.1))
}

/// Takes all documents of a key: equal ones are counted in pairs, the others wait.
fn one_key(
    sides: &mut [Merge; 2],
    (prefix, key): &(Prefix, Vec<u8>),
    seen: &mut [Seen; 2],
    residue: &mut Residue,
    tally: &mut Tally,
) -> Result<(), SpillError> {
    let [left, right] = sides;
    let here = |merge: &Merge| {
        merge.prefix() == Some(*prefix) && merge.head().is_some_and(|head| head.key() == *key)
    };
    let (mut left_here, mut right_here) = (here(left), here(right));
    loop {
        let lead = match (left.head().filter(|_| left_here), right.head().filter(|_| right_here)) {
            (Some(one), Some(other)) => one.content().cmp(other.content()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return Ok(()),
        };
        if lead == Ordering::Equal {
            tally.add(Class::Equal, left.head(), right.head());
        }
        if lead != Ordering::Greater {
            left_here = pass(left, lead, Side::Left, seen, residue, &here)?;
        }
        if lead != Ordering::Less {
            right_here = pass(right, lead, Side::Right, seen, residue, &here)?;
        }
    }
}

/// Goes on to a side's next document; whether that has the key still.
#[inline]
fn pass(
    merge: &mut Merge,
    lead: Ordering,
    side: Side,
    seen: &mut [Seen; 2],
    residue: &mut Residue,
    here: &impl Fn(&Merge) -> bool,
) -> Result<bool, SpillError> {
    if let Some(head) = merge.head() {
        seen[side as usize].add(head);
        if lead != Ordering::Equal {
            residue.add(side, head)?;
        }
    }
    merge.advance()?;
    Ok(here(merge))
}
