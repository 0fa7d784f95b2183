//! Entries that wait in order, in memory up to a limit and beyond it in an unnamed file.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::SpillError;

/// A list that only grows, and is read from its beginning.
#[derive(Debug)]
pub struct Queue {
    folder: PathBuf,
    limit: usize,
    tail: Vec<u8>,
    file: Option<File>,
    spilled: u64,
    entries: u64,
}

impl Queue {
    /// An empty one, which holds about `limit` bytes in memory and the rest in a file of this folder.
    pub fn new(folder: &Path, limit: usize) -> Queue {
        Queue {
            folder: folder.to_owned(),
            limit,
            tail: Vec::new(),
            file: None,
            spilled: 0,
            entries: 0,
        }
    }

    /// Adds an entry.
    pub fn push(&mut self, entry: &[u8]) -> Result<(), SpillError> {
        if !self.tail.is_empty() && self.tail.len() + entry.len() + 4 > self.limit {
            self.spill()?;
        }
        self.tail.extend_from_slice(&(entry.len() as u32).to_le_bytes());
        self.tail.extend_from_slice(entry);
        self.entries += 1;
        Ok(())
    }

    /// How many entries there are.
    pub fn len(&self) -> u64 {
        self.entries
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries == 0
    }

    /// Whether some of them are in a file.
    pub(super) fn is_spilled(&self) -> bool {
        self.spilled > 0
    }

    /// The entries in memory: all of them, unless it is spilled.
    pub(super) fn in_memory(&self) -> impl Iterator<Item = &[u8]> {
        let mut at = 0;
        std::iter::from_fn(move || {
            let entry = entry_at(&self.tail, at)?;
            at += 4 + entry.len();
            Some(entry)
        })
    }

    /// Forgets the entries and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.tail.clear();
        self.file = None;
        self.spilled = 0;
        self.entries = 0;
    }

    /// Reads from the beginning.
    pub fn read(&mut self) -> Result<QueueReader<'_>, SpillError> {
        if let Some(file) = &mut self.file {
            file.seek(SeekFrom::Start(0))?;
        }
        Ok(QueueReader { queue: self, piece: Vec::new(), at: 0, read: 0, in_tail: false })
    }

    #[cold]
    fn spill(&mut self) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile_in(&self.folder)?,
        };
        file.seek(SeekFrom::Start(self.spilled))?;
        file.write_all(&self.tail)?;
        self.spilled += self.tail.len() as u64;
        self.tail.clear();
        self.file = Some(file);
        Ok(())
    }
}

fn entry_at(bytes: &[u8], at: usize) -> Option<&[u8]> {
    let head = bytes.get(at..at + 4)?.first_chunk()?;
    bytes.get(at + 4..at + 4 + u32::from_le_bytes(*head) as usize)
}

/// Gives the entries of a [`Queue`] back, in their order.
#[derive(Debug)]
pub struct QueueReader<'q> {
    queue: &'q Queue,
    /// What was read of the file and not given yet.
    piece: Vec<u8>,
    at: usize,
    read: u64,
    in_tail: bool,
}

impl QueueReader<'_> {
    /// The next entry.
    #[allow(clippy::should_implement_trait)] // an entry is lent, which an iterator cannot do
    pub fn next(&mut self) -> Result<Option<&[u8]>, SpillError> {
        const PIECE_BYTES: u64 = 1 << 16;
        while !self.in_tail && entry_at(&self.piece, self.at).is_none() {
            let Some(mut file) =
                self.queue.file.as_ref().filter(|_| self.read < self.queue.spilled)
            else {
                self.in_tail = true;
                self.at = 0;
                break;
            };
            self.piece.drain(..self.at);
            self.at = 0;
            let more = (self.queue.spilled - self.read).min(PIECE_BYTES);
            let read = Read::by_ref(&mut file).take(more).read_to_end(&mut self.piece)?;
            if read == 0 {
                return Err(SpillError(io::ErrorKind::UnexpectedEof.into()));
            }
            self.read += read as u64;
        }
        let bytes = if self.in_tail { &self.queue.tail } else { &self.piece };
        let entry = entry_at(bytes, self.at);
        self.at += entry.map_or(0, |entry| entry.len() + 4);
        Ok(entry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gives_back_what_it_got(
            entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..90), 0..60),
            limit in 0usize..300,
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let mut queue = Queue::new(folder.path(), limit);
            for entry in &entries {
                queue.push(entry).expect("room");
            }
            for _ in 0..2 {
                let mut reader = queue.read().expect("a file");
                let mut found = Vec::new();
                while let Some(entry) = reader.next().expect("a file") {
                    found.push(entry.to_vec());
                }
                prop_assert_eq!(&found, &entries);
            }
            prop_assert_eq!(queue.len(), entries.len() as u64);
        }
    }
}
