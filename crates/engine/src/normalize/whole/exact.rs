//! An exact set of texts in bounded memory, for numbers that are no integers.
//!
//! The texts lie end to end in a log; a table of eight bytes a slot holds where each one begins and 24 bits of its
//! hash, and the text itself is compared only where those agree. The log and the table go to unnamed temporary files
//! when they outgrow memory: some 20 MiB together whatever the ledger. An answer is never a guess.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use super::super::intern::hash_of;

const TAG_SHIFT: u32 = 40;
const PLACE_MASK: u64 = (1 << TAG_SHIFT) - 1;

/// How much stays in memory.
#[derive(Clone, Copy, Debug)]
pub(super) struct ExactLimits {
    /// Slots of the table.
    pub(super) slots: usize,
    /// Bytes of the log.
    pub(super) log: usize,
}

impl ExactLimits {
    /// 16 MiB of table, 4 MiB of log.
    pub(super) const DEFAULT: ExactLimits = ExactLimits { slots: 1 << 21, log: 4 << 20 };
}

/// Whether a text was there, and its place for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It is new.
    New(u64),
    /// It was there.
    Known(u64),
}

#[derive(Debug)]
enum Slots {
    Memory(Vec<u64>),
    File(File, usize),
}

impl Slots {
    fn new(slots: usize, limits: ExactLimits) -> io::Result<Slots> {
        if slots <= limits.slots {
            return Ok(Slots::Memory(vec![0; slots]));
        }
        let file = tempfile::tempfile()?;
        file.set_len(slots as u64 * 8)?;
        Ok(Slots::File(file, slots))
    }

    fn len(&self) -> usize {
        match self {
            Slots::Memory(slots) => slots.len(),
            Slots::File(_, slots) => *slots,
        }
    }

    fn get(&self, slot: usize) -> io::Result<u64> {
        match self {
            Slots::Memory(slots) => Ok(slots[slot]),
            Slots::File(file, _) => {
                let mut bytes = [0; 8];
                read_at(file, slot as u64 * 8, &mut bytes)?;
                Ok(u64::from_le_bytes(bytes))
            }
        }
    }

    fn set(&mut self, slot: usize, entry: u64) -> io::Result<()> {
        match self {
            Slots::Memory(slots) => {
                slots[slot] = entry;
                Ok(())
            }
            Slots::File(file, _) => {
                file.seek(SeekFrom::Start(slot as u64 * 8))?;
                file.write_all(&entry.to_le_bytes())
            }
        }
    }
}

fn read_at(mut file: &File, place: u64, bytes: &mut [u8]) -> io::Result<()> {
    file.seek(SeekFrom::Start(place))?;
    file.read_exact(bytes)
}

/// A set of texts of at most 65,535 bytes.
#[derive(Debug)]
pub(super) struct Exact {
    limits: ExactLimits,
    slots: Slots,
    used: usize,
    /// The log's end, or all of it.
    tail: Vec<u8>,
    /// Where the tail begins in the whole log.
    tail_start: u64,
    spilled: Option<File>,
}

impl Exact {
    pub(super) fn new(limits: ExactLimits) -> Exact {
        Exact {
            limits,
            slots: Slots::Memory(Vec::new()),
            used: 0,
            tail: Vec::new(),
            tail_start: 0,
            spilled: None,
        }
    }

    /// Adds a text; its place is the same whenever it is found.
    pub(super) fn insert(&mut self, text: &[u8]) -> io::Result<Found> {
        debug_assert!(text.len() <= usize::from(u16::MAX));
        if self.used * 5 >= self.slots.len() * 4 {
            self.grow()?;
        }
        let hash = hash_of(text);
        let (slot, entry) = self.slot(hash, Some(text))?;
        if entry != 0 {
            return Ok(Found::Known((entry & PLACE_MASK) - 1));
        }
        let place = self.append(text)?;
        self.slots.set(slot, entry_of(hash, place))?;
        self.used += 1;
        Ok(Found::New(place))
    }

    /// Bytes of memory held.
    pub(super) fn bytes(&self) -> usize {
        let slots = match &self.slots {
            Slots::Memory(slots) => slots.capacity() * 8,
            Slots::File(..) => 0,
        };
        slots + self.tail.capacity()
    }

    /// The slot of the text with this hash, or the vacant one where it would be; without a text, a vacant one.
    fn slot(&self, hash: u64, text: Option<&[u8]>) -> io::Result<(usize, u64)> {
        let mask = self.slots.len() - 1;
        let mut slot = (hash >> 20) as usize & mask;
        loop {
            let entry = self.slots.get(slot)?;
            if entry == 0 {
                return Ok((slot, 0));
            }
            if let Some(text) = text
                && entry >> TAG_SHIFT == tag_of(hash)
                && self.is_text_at((entry & PLACE_MASK) - 1, text)?
            {
                return Ok((slot, entry));
            }
            slot = (slot + 1) & mask;
        }
    }

    fn is_text_at(&self, place: u64, text: &[u8]) -> io::Result<bool> {
        let mut head = [0; 2];
        self.read(place, &mut head)?;
        if usize::from(u16::from_le_bytes(head)) != text.len() {
            return Ok(false);
        }
        let mut held = vec![0; text.len()];
        self.read(place + 2, &mut held)?;
        Ok(held == text)
    }

    fn read(&self, place: u64, bytes: &mut [u8]) -> io::Result<()> {
        match (place.checked_sub(self.tail_start), &self.spilled) {
            (Some(start), _) => {
                let start = start as usize;
                bytes.copy_from_slice(&self.tail[start..start + bytes.len()]);
                Ok(())
            }
            (None, Some(file)) => read_at(file, place, bytes),
            (None, None) => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    fn append(&mut self, text: &[u8]) -> io::Result<u64> {
        if self.tail.len() + text.len() + 2 > self.limits.log && !self.tail.is_empty() {
            self.spill()?;
        }
        let place = self.tail_start + self.tail.len() as u64;
        if place >= PLACE_MASK - (1 << 17) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.tail.extend_from_slice(&(text.len() as u16).to_le_bytes());
        self.tail.extend_from_slice(text);
        Ok(place)
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut file = match self.spilled.take() {
            Some(file) => file,
            None => tempfile::tempfile()?,
        };
        file.seek(SeekFrom::Start(self.tail_start))?;
        file.write_all(&self.tail)?;
        self.tail_start += self.tail.len() as u64;
        self.tail.clear();
        self.spilled = Some(file);
        Ok(())
    }

    #[cold]
    fn grow(&mut self) -> io::Result<()> {
        let slots = (self.slots.len() * 2).max(64);
        self.slots = Slots::Memory(Vec::new());
        self.slots = Slots::new(slots, self.limits)?;
        if let Some(file) = self.spilled.take() {
            let mut place = 0;
            let mut reader = io::BufReader::with_capacity(1 << 16, &file);
            reader.seek(SeekFrom::Start(0))?;
            let mut text = Vec::new();
            while place < self.tail_start {
                let mut head = [0; 2];
                reader.read_exact(&mut head)?;
                text.resize(usize::from(u16::from_le_bytes(head)), 0);
                reader.read_exact(&mut text)?;
                self.put_back(&text, place)?;
                place += 2 + text.len() as u64;
            }
            self.spilled = Some(file);
        }
        let tail = std::mem::take(&mut self.tail);
        let mut at = 0;
        while let Some(head) = tail.get(at..at + 2) {
            let end = at + 2 + usize::from(u16::from_le_bytes([head[0], head[1]]));
            self.put_back(&tail[at + 2..end], self.tail_start + at as u64)?;
            at = end;
        }
        self.tail = tail;
        Ok(())
    }

    /// Enters a text that is in the log already, and in the table's predecessor once.
    fn put_back(&mut self, text: &[u8], place: u64) -> io::Result<()> {
        let hash = hash_of(text);
        let (slot, _) = self.slot(hash, None)?;
        self.slots.set(slot, entry_of(hash, place))
    }
}

fn tag_of(hash: u64) -> u64 {
    // The slot is taken from other bits.
    (hash ^ hash >> 44) & 0xff_ffff
}

fn entry_of(hash: u64, place: u64) -> u64 {
    tag_of(hash) << TAG_SHIFT | (place + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn agrees(texts: &[String], limits: ExactLimits) {
        let mut exact = Exact::new(limits);
        let mut known = BTreeMap::new();
        for text in texts {
            match exact.insert(text.as_bytes()).expect("a file") {
                Found::New(place) => assert!(known.insert(text, place).is_none(), "{text}"),
                Found::Known(place) => assert_eq!(known.get(text), Some(&place), "{text}"),
            }
        }
        for (text, place) in &known {
            let again = exact.insert(text.as_bytes()).expect("a file");
            assert_eq!(again, Found::Known(*place));
        }
        assert!(matches!(exact.insert(b"never").expect("a file"), Found::New(_)));
    }

    proptest! {
        #[test]
        fn knows_what_a_plain_map_knows(texts in prop::collection::vec("[ab]{0,8}", 0..200)) {
            agrees(&texts, ExactLimits::DEFAULT);
        }

        #[test]
        fn knows_it_from_files_too(texts in prop::collection::vec("[ab]{0,7}", 0..200)) {
            agrees(&texts, ExactLimits { slots: 0, log: 16 });
        }
    }

    #[test]
    fn stays_within_its_memory() {
        let limits = ExactLimits { slots: 1 << 10, log: 1 << 12 };
        let mut exact = Exact::new(limits);
        for number in 0..3000 {
            let text = format!("A{number:08}");
            assert!(matches!(exact.insert(text.as_bytes()).expect("a file"), Found::New(_)));
        }
        assert!(exact.bytes() <= (1 << 13) + (1 << 12), "{}", exact.bytes());
        assert!(matches!(exact.insert(b"A00000007").expect("a file"), Found::Known(_)));
    }
}
