//! Reads sorted files, and what is sorted in memory, as one.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use super::record::{Record, varint};
use super::sorter::{Prefix, Slot, order, record_of};

/// The longest length before a record.
const HEAD_BYTES: usize = 10;

/// The sorted records of one source; it stands at one of them.
#[derive(Debug)]
pub(super) struct Cursor {
    prefix: Prefix,
    at: usize,
    length: usize,
    input: Input,
}

#[derive(Debug)]
enum Input {
    Memory { arena: Vec<u8>, slots: Vec<Slot>, next: usize },
    File { file: File, buffer: Vec<u8>, filled: usize, ended: bool },
}

impl Cursor {
    /// The first of the records in memory; nothing where there are none.
    pub(super) fn of_memory(arena: Vec<u8>, slots: Vec<Slot>) -> Option<Cursor> {
        let input = Input::Memory { arena, slots, next: 0 };
        let mut cursor = Cursor { prefix: Prefix::default(), at: 0, length: 0, input };
        // Memory is read without errors.
        cursor.advance().unwrap_or(false).then_some(cursor)
    }

    /// The first of the records in a file; nothing where there are none.
    pub(super) fn of_file(mut file: File, buffer: usize) -> io::Result<Option<Cursor>> {
        file.seek(SeekFrom::Start(0))?;
        let buffer = vec![0; buffer.max(HEAD_BYTES)];
        let input = Input::File { file, buffer, filled: 0, ended: false };
        let mut cursor = Cursor { prefix: Prefix::default(), at: 0, length: 0, input };
        Ok(cursor.advance()?.then_some(cursor))
    }

    #[inline]
    fn record(&self) -> Record<'_> {
        let bytes = match &self.input {
            Input::Memory { arena, .. } => arena,
            Input::File { buffer, .. } => buffer,
        };
        Record(&bytes[self.at..self.at + self.length])
    }

    /// Goes on to the next record; `false` at the end.
    #[inline]
    fn advance(&mut self) -> io::Result<bool> {
        match &mut self.input {
            Input::Memory { arena, slots, next } => {
                let Some(slot) = slots.get(*next) else { return Ok(false) };
                *next += 1;
                let record = record_of(arena, slot);
                self.at = record.0.as_ptr().addr() - arena.as_ptr().addr();
                self.length = record.0.len();
                self.prefix = slot.prefix;
                return Ok(true);
            }
            Input::File { buffer, filled, ended, .. } => {
                let start = self.at + self.length;
                let mut rest = &buffer[start..*filled];
                let before = rest.len();
                let length = varint(&mut rest) as usize;
                let is_whole = before > HEAD_BYTES || *ended;
                if is_whole && rest.len() >= length && before > 0 {
                    self.at = start + before - rest.len();
                    self.length = length;
                } else if !self.refill(start)? {
                    return Ok(false);
                }
            }
        }
        self.prefix = Prefix::of(self.record());
        Ok(true)
    }

    /// Moves what is left to the front of the buffer and reads on, until a whole record stands there.
    #[cold]
    fn refill(&mut self, start: usize) -> io::Result<bool> {
        let Input::File { file, buffer, filled, ended } = &mut self.input else { return Ok(false) };
        buffer.copy_within(start..*filled, 0);
        *filled -= start;
        loop {
            while !*ended && *filled < buffer.len() {
                match file.read(&mut buffer[*filled..])? {
                    0 => *ended = true,
                    read => *filled += read,
                }
            }
            if *filled == 0 {
                (self.at, self.length) = (0, 0);
                return Ok(false);
            }
            let mut rest = &buffer[..*filled];
            let length = varint(&mut rest) as usize;
            let at = *filled - rest.len();
            if rest.len() >= length {
                (self.at, self.length) = (at, length);
                return Ok(true);
            }
            if *ended {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            buffer.resize((at + length).max(buffer.len() * 2), 0);
        }
    }
}

/// Sorted sources, read as one: a heap whose top is the least record of all.
#[derive(Debug)]
pub struct Merge {
    cursors: Vec<Cursor>,
}

impl Merge {
    pub(super) fn new(cursors: Vec<Cursor>) -> Merge {
        let mut merge = Merge { cursors };
        for root in (0..merge.cursors.len() / 2).rev() {
            merge.sift(root);
        }
        merge
    }

    /// The least record that is left.
    #[inline]
    pub(super) fn head(&self) -> Option<Record<'_>> {
        self.cursors.first().map(Cursor::record)
    }

    /// The first bytes of its key.
    #[inline]
    pub(super) fn prefix(&self) -> Option<Prefix> {
        self.cursors.first().map(|cursor| cursor.prefix)
    }

    /// Passes over the least record.
    #[inline]
    pub(super) fn advance(&mut self) -> io::Result<()> {
        let Some(first) = self.cursors.first_mut() else { return Ok(()) };
        if !first.advance()? {
            self.cursors.swap_remove(0);
        }
        self.sift(0);
        Ok(())
    }

    fn is_less(&self, one: usize, other: usize) -> bool {
        let of = |index: usize| (self.cursors[index].prefix, self.cursors[index].record());
        order(of(one), of(other)).is_lt()
    }

    #[inline]
    fn sift(&mut self, mut root: usize) {
        loop {
            let left = 2 * root + 1;
            if left >= self.cursors.len() {
                return;
            }
            let right = left + 1;
            let least =
                if right < self.cursors.len() && self.is_less(right, left) { right } else { left };
            if !self.is_less(least, root) {
                return;
            }
            self.cursors.swap(root, least);
            root = least;
        }
    }
}
