//! The entry numbers (CUO) of a ledger: none blank, none twice.
//!
//! The key is (period, kind of CUO, CUO, correlative). Either column ends in a counter, so what comes before the
//! counter names a group, and the group keeps its numbers as series do. The second row tells which column counts;
//! where both do, their difference belongs to the group's name. Keys that fit no group (no counter, or too many
//! groups) are kept as texts.

use std::io;

use super::super::draft::{Draft, integer};
use super::super::intern::{Interner, same};
use super::exact::{Exact, ExactLimits, Found};
use super::numbers::Numbers;
use crate::model::{Field, RowPlace};

/// Groups that keep numbers; keys of further groups are kept as texts.
const GROUPS_MAX: usize = 4096;

/// Rows named of those whose CUO is blank.
const EXAMPLES: usize = 5;

/// What is wrong with a row's CUO.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CuoFault {
    None,
    Repeated,
}

/// Which column counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counter {
    Cuo,
    Correlative,
    Both,
}

/// The key of a row.
#[derive(Clone, Copy)]
struct Key<'a> {
    period: u32,
    kind: &'a [u8],
    cuo: &'a [u8],
    correlative: &'a [u8],
}

/// The entry numbers seen.
#[derive(Debug)]
pub(super) struct Cuos {
    counter: Option<Counter>,
    /// The first row's CUO and correlative, until the second row comes.
    first: Option<(Vec<u8>, Vec<u8>)>,
    first_head: (u32, Vec<u8>),
    groups: Interner,
    numbers: Vec<Numbers>,
    blocks: u32,
    texts: Exact,
    last: Last,
    name: Vec<u8>,
    pub(super) blank: u64,
    pub(super) blank_places: Vec<RowPlace>,
    pub(super) repeated: u64,
    /// Repeated rows that are counted and not named, and the first of them.
    pub(super) unnamed: (u64, Option<RowPlace>),
}

impl Cuos {
    pub(super) fn new(limits: ExactLimits, blocks: u32) -> Cuos {
        Cuos {
            counter: None,
            first: None,
            first_head: (0, Vec::new()),
            groups: Interner::default(),
            numbers: Vec::new(),
            blocks,
            texts: Exact::new(limits),
            last: Last::default(),
            name: Vec::new(),
            blank: 0,
            blank_places: Vec::new(),
            repeated: 0,
            unnamed: (0, None),
        }
    }

    /// Looks at a row; a ledger without the column has nothing to say.
    #[inline]
    pub(super) fn see(&mut self, draft: &Draft<'_>, place: RowPlace) -> io::Result<CuoFault> {
        if !draft.has(Field::Cuo) {
            return Ok(CuoFault::None);
        }
        let period = draft
            .period
            .good()
            .map_or(0, |period| u32::from(period.year) << 4 | u32::from(period.month));
        let raw = Key {
            period,
            kind: draft.raw(Field::CuoKind),
            cuo: draft.raw(Field::Cuo),
            correlative: draft.raw(Field::Correlative),
        };
        // Cells that only count on from the last row's need no trimming.
        if let Some(counter) = self.counter
            && let Some(number) = self.last.number_of(raw, counter)
        {
            let numbers = &mut self.numbers[self.last.group as usize];
            let is_new = numbers.insert(number, &mut self.blocks);
            return Ok(self.found(is_new));
        }
        self.see_slowly(draft, place, period)
    }

    fn see_slowly(
        &mut self,
        draft: &Draft<'_>,
        place: RowPlace,
        period: u32,
    ) -> io::Result<CuoFault> {
        let key = Key {
            period,
            kind: draft.text(Field::CuoKind),
            cuo: draft.text(Field::Cuo),
            correlative: draft.text(Field::Correlative),
        };
        if key.cuo.is_empty() || key.correlative.is_empty() && draft.has(Field::Correlative) {
            self.blank += 1;
            if self.blank_places.len() < EXAMPLES {
                self.blank_places.push(place);
            }
            return Ok(CuoFault::None);
        }
        let Some(counter) = self.counter else { return self.begin(key) };
        self.enter(key, counter)
    }

    fn begin(&mut self, key: Key<'_>) -> io::Result<CuoFault> {
        let Some((cuo, correlative)) = self.first.take() else {
            self.first = Some((key.cuo.to_vec(), key.correlative.to_vec()));
            self.first_head = (key.period, key.kind.to_vec());
            return Ok(CuoFault::None);
        };
        let counter = match (cuo == key.cuo, correlative == key.correlative) {
            (true, false) => Counter::Correlative,
            (_, true) => Counter::Cuo,
            (false, false) => Counter::Both,
        };
        self.counter = Some(counter);
        let (period, kind) = std::mem::take(&mut self.first_head);
        let first = Key { period, kind: &kind, cuo: &cuo, correlative: &correlative };
        self.enter(first, counter)?;
        self.enter(key, counter)
    }

    fn enter(&mut self, key: Key<'_>, counter: Counter) -> io::Result<CuoFault> {
        let number = name_group(&mut self.name, key, counter);
        let group = number.and_then(|_| self.groups.id_within(0, &self.name, GROUPS_MAX));
        let is_new = match (number, group) {
            (Some(number), Some(group)) => {
                if self.numbers.len() <= group as usize {
                    self.numbers.push(Numbers::default());
                }
                self.last.remember(key, counter, group);
                self.numbers[group as usize].insert(number, &mut self.blocks)
            }
            _ => {
                name_whole(&mut self.name, key);
                matches!(self.texts.insert(&self.name)?, Found::New(_))
            }
        };
        Ok(self.found(is_new))
    }

    #[inline]
    fn found(&mut self, is_new: bool) -> CuoFault {
        if is_new {
            return CuoFault::None;
        }
        self.repeated += 1;
        CuoFault::Repeated
    }

    /// Bytes of memory held.
    pub(super) fn bytes(&self) -> usize {
        self.groups.bytes()
            + self.numbers.capacity() * size_of::<Numbers>()
            + self.numbers.iter().map(Numbers::bytes).sum::<usize>()
            + self.texts.bytes()
    }
}

/// The group of the last row, by what its key was made of: most rows only count on.
#[derive(Debug, Default)]
struct Last {
    is_set: bool,
    period: u32,
    kind: Vec<u8>,
    head: Vec<u8>,
    /// The length of the column that counts.
    length: usize,
    is_padded: bool,
    other: Vec<u8>,
    group: u32,
}

impl Last {
    /// The key's number, if it belongs to the same group.
    #[inline]
    fn number_of(&self, key: Key<'_>, counter: Counter) -> Option<u64> {
        let (counted, other) = counted_and_other(key, counter)?;
        let is_near = self.is_set
            && counted.len() == self.length
            && key.period == self.period
            && same(key.kind, &self.kind)
            && same(other, &self.other);
        if !is_near {
            return None;
        }
        let (head, tail) = counted.split_at_checked(self.head.len())?;
        (same(head, &self.head) && (tail.first() == Some(&b'0')) == self.is_padded)
            .then(|| integer(tail))
            .flatten()
    }

    fn remember(&mut self, key: Key<'_>, counter: Counter, group: u32) {
        self.is_set = false;
        let Some((counted, other)) = counted_and_other(key, counter) else { return };
        let Some((head, _, width)) = split(counted) else { return };
        let replace = |old: &mut Vec<u8>, new: &[u8]| {
            old.clear();
            old.extend_from_slice(new);
        };
        replace(&mut self.kind, key.kind);
        replace(&mut self.head, head);
        replace(&mut self.other, other);
        self.period = key.period;
        self.length = counted.len();
        self.is_padded = width > 0;
        self.group = group;
        self.is_set = true;
    }
}

#[inline]
fn counted_and_other<'a>(key: Key<'a>, counter: Counter) -> Option<(&'a [u8], &'a [u8])> {
    match counter {
        Counter::Cuo => Some((key.cuo, key.correlative)),
        Counter::Correlative => Some((key.correlative, key.cuo)),
        Counter::Both => None,
    }
}

/// A text before its counter, the counter, and its width where it has leading zeros.
#[inline]
fn split(text: &[u8]) -> Option<(&[u8], u64, u8)> {
    let digits = text.iter().rev().take(18).take_while(|byte| byte.is_ascii_digit()).count();
    let (head, tail) = text.split_at(text.len() - digits);
    let width = if tail.first() == Some(&b'0') { digits as u8 } else { 0 };
    Some((head, integer(tail)?, width))
}

/// Writes the name of the key's group; the number in it, if the counter is one.
#[inline]
fn name_group(name: &mut Vec<u8>, key: Key<'_>, counter: Counter) -> Option<u64> {
    name.clear();
    name.extend_from_slice(&key.period.to_le_bytes());
    put(name, key.kind);
    match counter {
        Counter::Cuo => {
            let (head, number, width) = split(key.cuo)?;
            put(name, head);
            name.push(width);
            put(name, key.correlative);
            Some(number)
        }
        Counter::Correlative => {
            let (head, number, width) = split(key.correlative)?;
            put(name, key.cuo);
            put(name, head);
            name.push(width);
            Some(number)
        }
        Counter::Both => {
            let (head, number, width) = split(key.cuo)?;
            let (other_head, other, other_width) = split(key.correlative)?;
            put(name, head);
            put(name, other_head);
            name.extend_from_slice(&[width, other_width]);
            name.extend_from_slice(&other.wrapping_sub(number).to_le_bytes());
            Some(number)
        }
    }
}

/// Writes the whole key.
fn name_whole(name: &mut Vec<u8>, key: Key<'_>) {
    name.clear();
    name.extend_from_slice(&key.period.to_le_bytes());
    for text in [key.kind, key.cuo, key.correlative] {
        put(name, text);
    }
    // The set takes texts of 65,535 bytes; what differs only beyond that is no CUO anyway.
    name.truncate(usize::from(u16::MAX));
}

#[inline]
fn put(name: &mut Vec<u8>, text: &[u8]) {
    name.extend_from_slice(&(text.len() as u32).to_le_bytes());
    name.extend_from_slice(text);
}
