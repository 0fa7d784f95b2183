//! The parts on disk: written, hashed and sealed by a thread of their own.
//!
//! A part is sealed when its bytes are on the disk and it bears its name; before, it has a temporary one. The thread
//! takes pages of about a megabyte and gives them back empty, so memory stays the same however slow the disk is. It
//! knows bytes and names, and nothing of documents.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::csv_file::HashedFile;
use super::error::OutputError;
use super::page::Page;
use super::worker::Worker;
use crate::model::{Cents, RowPlace};

/// A page at least this long goes to the disk.
pub(super) const PAGE_BYTES: usize = 1 << 20;

/// Pages that wait for the disk.
const QUEUE_PAGES: usize = 1;

/// A part that is whole: its bytes are on the disk under its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartSeal {
    /// `parts/0001.csv`, relative to the run's folder.
    pub file: String,
    /// Documents in it.
    pub rows: u64,
    /// Bytes in it.
    pub bytes: u64,
    /// SHA-256 of its bytes, in lower-case hexadecimals.
    pub sha256: String,
    /// Where its first document stands in the ledger.
    pub first: RowPlace,
    /// Where its last document stands in the ledger.
    pub last: RowPlace,
    /// The sums of its amounts as sent, in the order of the layout's amount columns.
    pub totals: Vec<Cents>,
}

/// What the pages tell of a part when it ends.
#[derive(Clone, Debug, Default)]
pub(super) struct PartCount {
    pub(super) number: u32,
    pub(super) rows: u64,
    pub(super) first: RowPlace,
    pub(super) last: RowPlace,
    pub(super) totals: Vec<Cents>,
}

enum Job {
    Write(Page),
    Seal(PartCount),
}

/// The thread that writes parts, and the pages it shares with the formatter.
#[derive(Debug)]
pub(super) struct PartDisk {
    jobs: Option<SyncSender<Job>>,
    empty: Receiver<Page>,
    /// The thread; without one pages are thrown away: a ledger is checked, and nothing is written.
    worker: Option<Worker>,
    seals: Receiver<PartSeal>,
    pages: usize,
}

impl PartDisk {
    /// Begins to write into `folder`, which is there.
    pub(super) fn start(folder: &Path) -> Result<PartDisk, OutputError> {
        let (jobs, work) = sync_channel::<Job>(QUEUE_PAGES);
        let (give_back, empty) = sync_channel(QUEUE_PAGES + 2);
        let (report, seals) = std::sync::mpsc::channel();
        let folder = folder.to_owned();
        let at = folder.clone();
        let body = move || -> Result<(), OutputError> {
            let mut open: Option<OpenPart> = None;
            for job in work {
                match job {
                    Job::Write(mut page) => {
                        let part = match &mut open {
                            Some(part) => part,
                            None => open.insert(OpenPart::create(&folder)?),
                        };
                        part.write(page.bytes())?;
                        page.truncate(0);
                        // The formatter may be gone already; its page is then nobody's.
                        let _ = give_back.try_send(page);
                    }
                    Job::Seal(count) => {
                        if let Some(part) = open.take() {
                            let _ = report.send(part.seal(&folder, count)?);
                        }
                    }
                }
            }
            Ok(())
        };
        let lost = "the thread that writes the parts has ended";
        let worker = Worker::start("bulk-parts", &at, lost, body)?;
        Ok(PartDisk { jobs: Some(jobs), empty, worker: Some(worker), seals, pages: 1 })
    }

    /// Throws pages away, and seals nothing.
    pub(super) fn nowhere() -> PartDisk {
        let (_, empty) = sync_channel(0);
        let (_, seals) = std::sync::mpsc::channel();
        PartDisk { jobs: None, empty, worker: None, seals, pages: 1 }
    }

    /// Takes a page for the part that is being written and leaves an empty one in its place.
    pub(super) fn write(&mut self, page: &mut Page) -> Result<(), OutputError> {
        if self.worker.is_none() {
            page.truncate(0);
            return Ok(());
        }
        let next = match self.empty.try_recv() {
            Ok(next) => next,
            Err(_) if self.pages <= QUEUE_PAGES + 1 => {
                self.pages += 1;
                Page::with_capacity(PAGE_BYTES + PAGE_BYTES / 16)
            }
            // All pages are on their way: wait for the disk.
            Err(_) => match self.empty.recv() {
                Ok(next) => next,
                Err(_) => return self.failed(),
            },
        };
        let full = std::mem::replace(page, next);
        self.send(Job::Write(full))
    }

    /// Ends the part that is being written.
    pub(super) fn seal(&mut self, count: PartCount) -> Result<(), OutputError> {
        self.send(Job::Seal(count))
    }

    /// The parts sealed since the last question.
    pub(super) fn sealed(&mut self) -> impl Iterator<Item = PartSeal> + '_ {
        self.seals.try_iter()
    }

    /// How many pages there are.
    #[cfg(test)]
    pub(super) fn pages(&self) -> usize {
        self.pages
    }

    /// Waits until all that was ended is sealed.
    pub(super) fn finish(&mut self) -> Result<(), OutputError> {
        self.jobs = None;
        self.worker.as_mut().map_or(Ok(()), Worker::end)
    }

    fn send(&mut self, job: Job) -> Result<(), OutputError> {
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        if sent { Ok(()) } else { self.failed() }
    }

    /// Why the thread has ended before its work; where there is none, nothing has failed.
    fn failed(&mut self) -> Result<(), OutputError> {
        self.jobs = None;
        self.worker.as_mut().map_or(Ok(()), |worker| Err(worker.why()))
    }
}

impl Drop for PartDisk {
    fn drop(&mut self) {
        // A run that has failed already says why; what the disk would add is not asked.
        let _ = self.finish();
    }
}

/// A part under its temporary name.
struct OpenPart {
    path: PathBuf,
    file: HashedFile,
}

impl OpenPart {
    fn create(folder: &Path) -> Result<OpenPart, OutputError> {
        let path = folder.join("next.csv.partial");
        let file = HashedFile::create(&path).map_err(|error| OutputError::io(&path, error))?;
        Ok(OpenPart { path, file })
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.file.write(bytes).map_err(|error| OutputError::io(&self.path, error))
    }

    fn seal(self, folder: &Path, count: PartCount) -> Result<PartSeal, OutputError> {
        let name = format!("{:04}.csv", count.number);
        let path = folder.join(&name);
        let (file, written) = self.file.end();
        file.sync_all().map_err(|error| OutputError::io(&self.path, error))?;
        drop(file);
        fs::rename(&self.path, &path).map_err(|error| OutputError::io(&path, error))?;
        Ok(PartSeal {
            file: format!("parts/{name}"),
            rows: count.rows,
            bytes: written.bytes,
            sha256: written.sha256,
            first: count.first,
            last: count.last,
            totals: count.totals,
        })
    }
}
