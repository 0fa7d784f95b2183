//! What the accepted notes take from each document, in bounded memory.
//!
//! Sums are kept by document. When there are too many documents they are written to an unnamed temporary file, and
//! read back at the end a share at a time, so that each document's sum is whole again.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};

use rustc_hash::FxHashMap;

use super::document::Document;
use crate::model::{Cents, RowPlace};

/// Documents whose sums are in memory together: 7 MiB.
pub(super) const NOTES_MAX: usize = 114_688;

const RECORD: usize = 4 + 8 + 8 + 8 + 2 + 8;

/// The notes on one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NoteSum {
    /// What credit notes take less what debit notes add.
    pub(super) taken: Cents,
    /// How many notes.
    pub(super) notes: u64,
    /// The last of them.
    pub(super) place: RowPlace,
}

/// Sums of notes by the document they amend.
#[derive(Debug, Default)]
pub(super) struct Notes {
    sums: FxHashMap<Document, NoteSum>,
    spilled: Option<File>,
    records: u64,
}

impl Notes {
    /// Adds a note, or several.
    pub(super) fn add(&mut self, document: Document, sum: NoteSum, most: usize) -> io::Result<()> {
        if self.sums.len() >= most && !self.sums.contains_key(&document) {
            self.spill()?;
        }
        self.merge(document, sum);
        Ok(())
    }

    fn merge(&mut self, document: Document, sum: NoteSum) {
        self.sums
            .entry(document)
            .and_modify(|known| {
                known.taken = Cents(known.taken.0.saturating_add(sum.taken.0));
                known.notes += sum.notes;
                known.place = known.place.max(sum.place);
            })
            .or_insert(sum);
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut file = match self.spilled.take() {
            Some(file) => file,
            None => tempfile::tempfile()?,
        };
        let mut bytes = Vec::with_capacity(self.sums.len() * RECORD);
        for (document, sum) in self.sums.drain() {
            bytes.extend_from_slice(&document.series.to_le_bytes());
            bytes.extend_from_slice(&document.number.to_le_bytes());
            bytes.extend_from_slice(&sum.taken.0.to_le_bytes());
            bytes.extend_from_slice(&sum.notes.to_le_bytes());
            bytes.extend_from_slice(&sum.place.file.to_le_bytes());
            bytes.extend_from_slice(&sum.place.line.to_le_bytes());
            self.records += 1;
        }
        file.write_all(&bytes)?;
        self.spilled = Some(file);
        Ok(())
    }

    /// Hands over each document's sum once, in no order.
    pub(super) fn each(
        mut self,
        most: usize,
        mut take: impl FnMut(Document, NoteSum),
    ) -> io::Result<()> {
        if self.spilled.is_none() {
            self.sums.drain().for_each(|(document, sum)| take(document, sum));
            return Ok(());
        }
        self.spill()?;
        let Some(file) = self.spilled.take() else { return Ok(()) };
        let shares = self.records / most.max(1) as u64 + 1;
        for share in 0..shares {
            let mut reader = BufReader::with_capacity(1 << 16, &file);
            reader.seek(SeekFrom::Start(0))?;
            let mut bytes = [0; RECORD];
            for _ in 0..self.records {
                reader.read_exact(&mut bytes)?;
                let (document, sum) = record(&bytes);
                if document.number % shares == share {
                    self.merge(document, sum);
                }
            }
            self.sums.drain().for_each(|(document, sum)| take(document, sum));
        }
        Ok(())
    }

    /// Bytes of memory held.
    pub(super) fn bytes(&self) -> usize {
        self.sums.capacity() * (size_of::<(Document, NoteSum)>() + 1)
    }
}

fn record(bytes: &[u8; RECORD]) -> (Document, NoteSum) {
    fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
        std::array::from_fn(|index| bytes[at + index])
    }
    let document = Document {
        series: u32::from_le_bytes(part(bytes, 0)),
        number: u64::from_le_bytes(part(bytes, 4)),
    };
    let place = RowPlace {
        file: u16::from_le_bytes(part(bytes, 28)),
        line: u64::from_le_bytes(part(bytes, 30)),
    };
    let sum = NoteSum {
        taken: Cents(i64::from_le_bytes(part(bytes, 12))),
        notes: u64::from_le_bytes(part(bytes, 20)),
        place,
    };
    (document, sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn sums_are_whole_however_little_fits(
            notes in prop::collection::vec((0u32..3, 0u64..6, -500i64..500), 0..120),
            most in 1usize..20,
        ) {
            let mut sums = Notes::default();
            let mut expected: BTreeMap<Document, NoteSum> = BTreeMap::new();
            for (line, (series, number, cents)) in notes.into_iter().enumerate() {
                let document = Document { series, number };
                let place = RowPlace { file: 1, line: line as u64 };
                let sum = NoteSum { taken: Cents(cents), notes: 1, place };
                sums.add(document, sum, most).expect("a file");
                expected
                    .entry(document)
                    .and_modify(|known| {
                        known.taken.0 += cents;
                        known.notes += 1;
                        known.place = place;
                    })
                    .or_insert(sum);
            }
            let mut found = BTreeMap::new();
            sums.each(most, |document, sum| {
                assert_eq!(found.insert(document, sum), None);
            }).expect("a file");
            prop_assert_eq!(found, expected);
        }
    }
}
