//! Sorts the documents of one side in bounded memory.
//!
//! Records fill an arena; when it is full they are sorted and written to an unnamed file, and at the end all files
//! and what is in memory are read together. The first sixteen bytes of a key, which nearly always are all of it, are
//! kept beside each record, so that sorting rarely looks at the records themselves.

use std::cmp::Ordering;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::SpillError;
use super::merge::{Cursor, Merge};
use super::record::{Record, push_varint};

/// How much a side may hold in memory.
#[derive(Clone, Copy, Debug)]
pub struct SorterLimits {
    /// Bytes of records.
    pub arena: usize,
    /// Records.
    pub slots: usize,
    /// Files that are read together; more are merged beforehand.
    pub fan_in: usize,
    /// Bytes that are read of a file at a time.
    pub buffer: usize,
}

impl SorterLimits {
    /// 16 MiB of records, 8 MiB beside them, and 4 MiB while files are read together.
    pub const DEFAULT: SorterLimits =
        SorterLimits { arena: 16 << 20, slots: (8 << 20) / 24, fan_in: 64, buffer: 64 << 10 };
}

/// The first bytes of a record's key, and where the record stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) prefix: Prefix,
    at: u32,
    length: u32,
}

/// The first sixteen bytes of a key, zeros behind a shorter one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Prefix(u64, u64);

impl Prefix {
    #[inline]
    pub(super) fn of(record: Record<'_>) -> Prefix {
        let key = record.key();
        match key.first_chunk::<16>() {
            Some(bytes) => Prefix::from_bytes(bytes),
            None => {
                let mut bytes = [0; 16];
                bytes[..key.len()].copy_from_slice(key);
                Prefix::from_bytes(&bytes)
            }
        }
    }

    #[inline]
    fn from_bytes(bytes: &[u8; 16]) -> Prefix {
        let number = u128::from_be_bytes(*bytes);
        Prefix((number >> 64) as u64, number as u64)
    }
}

/// The order of records: by key, then by what they say, then by their place.
#[inline]
pub(super) fn order(one: (Prefix, Record<'_>), other: (Prefix, Record<'_>)) -> Ordering {
    one.0.cmp(&other.0).then_with(|| order_wholly(one.1, other.1))
}

fn order_wholly(one: Record<'_>, other: Record<'_>) -> Ordering {
    one.key()
        .cmp(other.key())
        .then_with(|| one.content().cmp(other.content()))
        .then_with(|| one.place_number().cmp(&other.place_number()))
}

/// Takes the documents of a side in any order.
#[derive(Debug)]
pub struct Sorter {
    folder: PathBuf,
    limits: SorterLimits,
    arena: Vec<u8>,
    slots: Vec<Slot>,
    runs: Vec<File>,
    records: u64,
    places: u64,
    in_order: bool,
}

impl Sorter {
    /// An empty one, which spills into this folder.
    pub fn new(folder: &Path, limits: SorterLimits) -> Sorter {
        Sorter {
            folder: folder.to_owned(),
            limits,
            arena: Vec::new(),
            slots: Vec::new(),
            runs: Vec::new(),
            records: 0,
            places: 0,
            in_order: true,
        }
    }

    /// Adds a document.
    #[inline]
    pub fn push(&mut self, record: Record<'_>) -> Result<(), SpillError> {
        let is_full = self.arena.len() + record.0.len() > self.limits.arena.min(u32::MAX as usize)
            || self.slots.len() >= self.limits.slots;
        if is_full && !self.slots.is_empty() {
            self.spill()?;
        }
        if self.arena.capacity() == 0 {
            // In one piece: what grows by doubling stands in memory twice while it moves.
            self.arena.reserve_exact(self.limits.arena);
            self.slots.reserve_exact(self.limits.slots);
        }
        let slot = Slot {
            prefix: Prefix::of(record),
            at: self.arena.len() as u32,
            length: record.0.len() as u32,
        };
        if self.in_order
            && let Some(last) = self.slots.last()
        {
            let last = (last.prefix, record_of(&self.arena, last));
            self.in_order = order(last, (slot.prefix, record)) == Ordering::Less;
        }
        self.slots.push(slot);
        self.arena.extend_from_slice(record.0);
        self.records += 1;
        self.places = self.places.wrapping_add(record.place_number());
        Ok(())
    }

    /// How many files it has written so far.
    pub fn files(&self) -> usize {
        self.runs.len()
    }

    fn sort(&mut self) {
        if !self.in_order {
            let arena = &self.arena;
            self.slots.sort_unstable_by(|one, other| {
                order((one.prefix, record_of(arena, one)), (other.prefix, record_of(arena, other)))
            });
        }
    }

    #[cold]
    fn spill(&mut self) -> io::Result<()> {
        self.sort();
        let mut run = RunWriter::new(&self.folder)?;
        for slot in &self.slots {
            run.write(record_of(&self.arena, slot))?;
        }
        self.runs.push(run.finish()?);
        self.arena.clear();
        self.slots.clear();
        self.in_order = true;
        Ok(())
    }

    /// Ends the side; its documents come in order from here.
    pub fn finish(mut self) -> Result<Sorted, SpillError> {
        self.sort();
        let fan_in = self.limits.fan_in.max(2);
        let mut runs = std::mem::take(&mut self.runs);
        while runs.len() > fan_in {
            let later = runs.split_off(fan_in);
            let mut merge = Merge::new(self.cursors(std::mem::replace(&mut runs, later))?);
            let mut run = RunWriter::new(&self.folder)?;
            while let Some(record) = merge.head() {
                run.write(record)?;
                merge.advance()?;
            }
            runs.push(run.finish()?);
        }
        let mut cursors = self.cursors(runs)?;
        cursors.extend(Cursor::of_memory(self.arena, self.slots));
        Ok(Sorted { merge: Merge::new(cursors), records: self.records, places: self.places })
    }

    fn cursors(&self, runs: Vec<File>) -> io::Result<Vec<Cursor>> {
        let mut cursors = Vec::with_capacity(runs.len() + 1);
        for run in runs {
            cursors.extend(Cursor::of_file(run, self.limits.buffer)?);
        }
        Ok(cursors)
    }
}

#[inline]
pub(super) fn record_of<'a>(arena: &'a [u8], slot: &Slot) -> Record<'a> {
    let at = slot.at as usize;
    Record(&arena[at..at + slot.length as usize])
}

/// A side in order.
#[derive(Debug)]
pub struct Sorted {
    pub(super) merge: Merge,
    /// How many documents there are.
    pub records: u64,
    /// The sum of the places of all, to be found again at the end.
    pub(super) places: u64,
}

/// Writes sorted records to a file without a name.
struct RunWriter {
    out: BufWriter<File>,
    head: Vec<u8>,
}

impl RunWriter {
    fn new(folder: &Path) -> io::Result<RunWriter> {
        let file = tempfile::tempfile_in(folder)?;
        Ok(RunWriter { out: BufWriter::with_capacity(1 << 17, file), head: Vec::new() })
    }

    fn write(&mut self, record: Record<'_>) -> io::Result<()> {
        self.head.clear();
        push_varint(&mut self.head, record.0.len() as u64);
        self.out.write_all(&self.head)?;
        self.out.write_all(record.0)
    }

    fn finish(self) -> io::Result<File> {
        self.out.into_inner().map_err(io::IntoInnerError::into_error)
    }
}
