//! Reads one side of a comparison, file by file.

use std::sync::atomic::Ordering;

use super::fields::Chosen;
use super::row::RowReader;
use super::unreadable::Unreadable;
use super::{CompareJob, Progress};
use crate::compare::{Queue, Side, Sorted, Sorter};
use crate::ingest::skip::skip_reason;
use crate::model::{Columns, RowPlace};
use crate::normalize::Drafter;
use crate::normalize::proof::{RowCounts, RowProof, Verdict};
use crate::run::job::{Job, RunError};
use crate::run::marks::{MarkWatch, MixedOfFiles};
use crate::run::source::{Source, Stream};
use crate::run::twice::refuse_copies;

/// Bytes of unreadable cells that are held in memory.
const UNREADABLE_BYTES: usize = 1 << 20;

/// The files of a side, opened.
pub(super) struct Reading {
    opened: Vec<(Source, Stream)>,
}

impl Reading {
    /// Opens the files of a side; nothing is taken for sure of the columns in `mixed`.
    pub(super) fn open(job: &Job, mixed: Option<&MixedOfFiles>) -> Result<Reading, RunError> {
        let of = |index: usize| mixed.and_then(|mixed| mixed.get(&index));
        let each = job.files.iter().enumerate();
        let opened = each.map(|(index, path)| Source::open(path, job, of(index)));
        let opened = opened.collect::<Result<_, _>>()?;
        refuse_copies(&job.files)?;
        Ok(Reading { opened })
    }

    /// Where each file keeps its fields.
    pub(super) fn columns(&self) -> Vec<&Columns> {
        self.opened.iter().map(|(source, _)| &source.columns).collect()
    }
}

/// A side, read.
pub(super) struct SideRead {
    pub(super) sources: Vec<Source>,
    rows: RowCounts,
    sorted: Sorted,
    unreadable: Queue,
    unreadable_rows: u64,
}

/// What is known of a side besides its documents.
pub(super) struct Facts {
    pub(super) sources: Vec<Source>,
    pub(super) rows: RowCounts,
    /// The cells that cannot be read.
    pub(super) unreadable: Queue,
    /// The rows that they stand in.
    pub(super) unreadable_rows: u64,
}

impl SideRead {
    pub(super) fn apart(self) -> (Facts, Sorted) {
        let SideRead { sources, rows, sorted, unreadable, unreadable_rows } = self;
        (Facts { sources, rows, unreadable, unreadable_rows }, sorted)
    }
}

/// Reads a side; again from the beginning where later rows deny the decimal marks that its first rows told.
pub(super) fn read(
    job: &CompareJob,
    side_job: &Job,
    side: Side,
    mut reading: Reading,
    chosen: &Chosen,
    progress: &Progress<'_>,
    tell: &mut dyn FnMut(u64),
) -> Result<SideRead, RunError> {
    let mut mixed = MixedOfFiles::new();
    loop {
        progress.rows[side as usize].store(0, Ordering::Relaxed);
        let mut work = SideWork {
            side,
            progress,
            reader: RowReader::new(chosen, side),
            sorter: Sorter::new(&job.temporary, job.limits),
            proof: RowProof::new(),
            unreadable: Queue::new(&job.temporary, UNREADABLE_BYTES),
            unreadable_rows: 0,
            rows: RowCounts::default(),
        };
        let mut sources = Vec::new();
        let mut denied = false;
        for (index, (mut source, stream)) in reading.opened.into_iter().enumerate() {
            let found = work.file(index, &mut source, stream, tell)?;
            if !found.is_empty() {
                mixed.entry(index).or_default().join(found);
                denied = true;
            }
            sources.push(source);
        }
        if !denied {
            let SideWork { sorter, unreadable, unreadable_rows, rows, .. } = work;
            let sorted = sorter.finish()?;
            return Ok(SideRead { sources, rows, sorted, unreadable, unreadable_rows });
        }
        reading = Reading::open(side_job, Some(&mixed))?;
    }
}

struct SideWork<'a> {
    side: Side,
    progress: &'a Progress<'a>,
    reader: RowReader,
    sorter: Sorter,
    proof: RowProof,
    unreadable: Queue,
    unreadable_rows: u64,
    rows: RowCounts,
}

impl SideWork<'_> {
    /// Reads one file; the columns in which its rows deny what the first ones told.
    fn file(
        &mut self,
        index: usize,
        source: &mut Source,
        stream: Stream,
        tell: &mut dyn FnMut(u64),
    ) -> Result<crate::run::marks::Mixed, RunError> {
        let header = source.header_line();
        self.proof.file_begun(index as u16, header, source.step);
        let mut drafter = Drafter::new(source.columns.clone(), source.marks);
        let mut marks = MarkWatch::new(source.marks);
        let located = source.located.clone();
        let (mut last, mut delivered) = (header, 0);
        source.afterwards = stream.read(|rows| {
            let before = delivered;
            for row in rows.iter().filter(|row| located.is_below_header(row.line())) {
                last = row.line();
                delivered += 1;
                self.proof.source_row(last);
                let verdict = match skip_reason(row, &located) {
                    Some(reason) => Verdict::Skipped(reason),
                    None => {
                        let mut draft = drafter.draft(row);
                        marks.see(&draft);
                        let place = RowPlace { file: index as u16, line: last };
                        let verdict = match self.reader.read(&draft, place) {
                            Some(record) => {
                                self.sorter.push(record)?;
                                Verdict::Accepted
                            }
                            None => {
                                self.refuse(&draft, place)?;
                                Verdict::Rejected
                            }
                        };
                        let fixes = std::mem::take(&mut draft.fixes);
                        drafter.recycle(fixes);
                        verdict
                    }
                };
                self.proof.verdict(last, verdict);
            }
            let rows = &self.progress.rows[self.side as usize];
            rows.fetch_add(delivered - before, Ordering::Relaxed);
            tell(self.progress.all_rows());
            self.progress.stopped()
        })?;
        let ended = self.proof.file_ended(last, delivered);
        let counts = ended.map_err(|error| RunError::Proof(error, source.name.clone()))?;
        self.rows.join(&counts);
        Ok(marks.found)
    }

    #[cold]
    fn refuse(
        &mut self,
        draft: &crate::normalize::Draft<'_>,
        place: RowPlace,
    ) -> Result<(), RunError> {
        self.unreadable_rows += 1;
        for field in &self.reader.faults {
            self.unreadable.push(&Unreadable::of(draft, place, *field).bytes())?;
        }
        Ok(())
    }
}
