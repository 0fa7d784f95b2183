//! What each row was to the rules over the whole ledger, written down as the rows pass.
//!
//! Whether a document stands twice is known at once, but not where it stood first, nor what the document of a note was
//! for: nobody keeps that of every row in memory. So each row leaves some forty bytes here, in a small buffer and
//! then in an unnamed temporary file, and at the end they are looked through in their order. The ledger itself is
//! read once.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use super::document::Document;
use crate::model::{Cents, RowPlace};

/// Bytes that wait in memory.
const BUFFER_BYTES: usize = 128 * 1024;

/// The bits of a fingerprint that are kept; the others of its word say which kind of record it is.
pub(super) const FINGERPRINT_MASK: u64 = !0 << 28;
const IS_RANGE: u64 = 1;
const HAS_TOTAL: u64 = 2;

/// The bytes of a record, and of the last number behind that of a range.
const RECORD: usize = 4 + 2 + 6 + 8 + 8 + 8;
const LAST: usize = 8;

/// A row, as far as others may ask for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// Its document, or the first one of its range.
    pub(super) document: Document,
    /// The last number of its range; that of the document where it is none.
    pub(super) last: u64,
    pub(super) place: RowPlace,
    /// What makes two rows of one document alike; of it [`FINGERPRINT_MASK`] is kept.
    pub(super) fingerprint: u64,
    pub(super) total: Option<Cents>,
}

/// The rows so far.
#[derive(Debug, Default)]
pub(super) struct Trail {
    buffer: Vec<u8>,
    spilled: Option<File>,
    /// How many bytes the file has.
    bytes: u64,
}

impl Trail {
    /// Writes down the next row.
    #[inline]
    pub(super) fn add(&mut self, step: Step) -> io::Result<()> {
        let Step { document, last, place, fingerprint, total } = step;
        let is_range = last != document.number;
        let kind =
            if is_range { IS_RANGE } else { 0 } | if total.is_some() { HAS_TOTAL } else { 0 };
        let mut record = [0; RECORD];
        record[..4].copy_from_slice(&document.series.to_le_bytes());
        record[4..6].copy_from_slice(&place.file.to_le_bytes());
        record[6..12].copy_from_slice(&place.line.to_le_bytes()[..6]);
        record[12..20].copy_from_slice(&document.number.to_le_bytes());
        record[20..28].copy_from_slice(&(fingerprint & FINGERPRINT_MASK | kind).to_le_bytes());
        record[28..].copy_from_slice(&total.unwrap_or_default().0.to_le_bytes());
        self.buffer.extend_from_slice(&record);
        if is_range {
            self.buffer.extend_from_slice(&last.to_le_bytes());
        }
        if self.buffer.len() >= BUFFER_BYTES { self.spill() } else { Ok(()) }
    }

    #[cold]
    fn spill(&mut self) -> io::Result<()> {
        let file = match &mut self.spilled {
            Some(file) => file,
            None => self.spilled.insert(tempfile::tempfile()?),
        };
        file.write_all(&self.buffer)?;
        self.bytes += self.buffer.len() as u64;
        self.buffer.clear();
        Ok(())
    }

    /// Hands over every row in its order; may be called again.
    pub(super) fn each(&mut self, mut take: impl FnMut(Step)) -> io::Result<()> {
        if let Some(file) = &mut self.spilled {
            file.seek(SeekFrom::Start(0))?;
            let mut reader = BufReader::with_capacity(BUFFER_BYTES, (&*file).take(self.bytes));
            let mut record = [0; RECORD];
            let mut left = self.bytes;
            while left > 0 {
                reader.read_exact(&mut record)?;
                left -= RECORD as u64;
                let mut last = [0; LAST];
                if is_range(&record) {
                    reader.read_exact(&mut last)?;
                    left -= LAST as u64;
                }
                take(step(&record, last));
            }
            file.seek(SeekFrom::End(0))?;
        }
        let mut rest = self.buffer.as_slice();
        while let Some((record, after)) = rest.split_first_chunk::<RECORD>() {
            rest = after;
            let mut last = [0; LAST];
            if is_range(record)
                && let Some((number, after)) = rest.split_first_chunk::<LAST>()
            {
                (last, rest) = (*number, after);
            }
            take(step(record, last));
        }
        Ok(())
    }

    /// Bytes of memory held.
    pub(super) fn bytes(&self) -> usize {
        self.buffer.capacity()
    }
}

fn word(record: &[u8; RECORD], at: usize) -> u64 {
    u64::from_le_bytes(std::array::from_fn(|index| record[at + index]))
}

fn is_range(record: &[u8; RECORD]) -> bool {
    word(record, 20) & IS_RANGE != 0
}

fn step(record: &[u8; RECORD], last: [u8; LAST]) -> Step {
    let (head, number, marked) = (word(record, 0), word(record, 12), word(record, 20));
    let line = word(record, 4) >> 16;
    Step {
        document: Document { series: head as u32, number },
        last: if is_range(record) { u64::from_le_bytes(last) } else { number },
        place: RowPlace { file: (head >> 32) as u16, line },
        fingerprint: marked & FINGERPRINT_MASK,
        total: (marked & HAS_TOTAL != 0).then(|| Cents(word(record, 28) as i64)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn gives_back_what_was_written_down_however_often(
            rows in prop::collection::vec(
                (any::<u32>(), any::<u64>(), any::<u64>(), any::<u16>(), 0u64..1 << 48, any::<u64>(),
                    prop::option::of(any::<i64>())),
                0..60,
            ),
            times in 1usize..200,
        ) {
            let step = |row: &(u32, u64, u64, u16, u64, u64, Option<i64>)| Step {
                document: Document { series: row.0, number: row.1 },
                last: if row.2.is_multiple_of(4) { row.2 } else { row.1 },
                place: RowPlace { file: row.3, line: row.4 },
                fingerprint: row.5 & FINGERPRINT_MASK,
                total: row.6.map(Cents),
            };
            let mut trail = Trail::default();
            let mut expected = Vec::new();
            for _ in 0..times {
                for row in &rows {
                    trail.add(step(row)).expect("a file");
                    expected.push(step(row));
                }
            }
            for _ in 0..2 {
                let mut found = Vec::new();
                trail.each(|step| found.push(step)).expect("a file");
                prop_assert_eq!(&found, &expected);
            }
        }
    }
}
