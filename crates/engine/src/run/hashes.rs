//! The fingerprints of the ledger's files, taken while the files are read.
//!
//! A thread of its own reads them from the start: while the strings of a workbook are inflated, a processor is idle.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Scope, ScopedJoinHandle};

use super::job::Job;
use crate::ingest::error::IngestError;
use crate::ingest::fingerprint::Fingerprint;

type Taken = Result<Vec<Fingerprint>, IngestError>;

/// Fingerprints on their way; a run that fails drops them, and does not wait for files that nobody wants any more.
pub(super) struct Hashes<'scope> {
    /// What whoever asked for the run has taken already.
    taken: &'scope [Fingerprint],
    thread: Option<ScopedJoinHandle<'scope, Taken>>,
    given_up: &'scope AtomicBool,
}

impl<'scope> Hashes<'scope> {
    pub(super) fn start(
        scope: &'scope Scope<'scope, '_>,
        job: &'scope Job,
        given_up: &'scope AtomicBool,
    ) -> Hashes<'scope> {
        let of_file = move |file: &PathBuf| Fingerprint::take_unless(file, given_up);
        let taken = job.fingerprints.as_slice();
        let missing = taken.len() != job.files.len();
        let thread = missing.then(|| scope.spawn(move || job.files.iter().map(of_file).collect()));
        Hashes { taken, thread, given_up }
    }

    /// Waits for them, in the order of the files, each of which must be what it was when it was begun.
    pub(super) fn wait(&mut self) -> Result<Vec<String>, IngestError> {
        let own = match self.thread.take() {
            Some(thread) => {
                thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?
            }
            None => self.taken.to_vec(),
        };
        own.into_iter().map(|file| file.must_hold().map(|()| file.hash)).collect()
    }
}

impl Drop for Hashes<'_> {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
    }
}
