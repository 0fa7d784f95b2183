//! The fingerprints of the ledger's files, taken while the files are read.
//!
//! A thread of its own reads them from the start: while the strings of a workbook are inflated, a processor is idle.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{Scope, ScopedJoinHandle};

use crate::ingest::error::{IngestError, Place};
use crate::ingest::fingerprint::bytes_unless;
use crate::ingest::open::ordinary_file;
use crate::ingest::stamp::Stamp;

/// Of each file what it was when it was begun, and its fingerprint.
type Taken = Result<Vec<(Stamp, String)>, IngestError>;

/// Fingerprints on their way; a run that fails drops them, and does not wait for files that nobody wants any more.
pub(super) struct Hashes<'scope> {
    thread: Option<ScopedJoinHandle<'scope, Taken>>,
    given_up: &'scope AtomicBool,
    files: &'scope [PathBuf],
}

impl<'scope> Hashes<'scope> {
    pub(super) fn start(
        scope: &'scope Scope<'scope, '_>,
        files: &'scope [PathBuf],
        given_up: &'scope AtomicBool,
    ) -> Hashes<'scope> {
        let of_file = move |file: &PathBuf| {
            let stamp = Stamp::of(&ordinary_file(file)?);
            Ok((stamp, bytes_unless(file, given_up)?))
        };
        let thread = scope.spawn(move || files.iter().map(of_file).collect());
        Hashes { thread: Some(thread), given_up, files }
    }

    /// Waits for them, in the order of the files, each of which must be what it was when it was begun.
    pub(super) fn wait(&mut self) -> Result<Vec<String>, IngestError> {
        let Some(thread) = self.thread.take() else { return Ok(Vec::new()) };
        let hashes = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let each = self.files.iter().zip(hashes);
        each.map(|(file, (stamp, hash))| {
            stamp.must_hold(file, &Place::file(file))?;
            Ok(hash)
        })
        .collect()
    }
}

impl Drop for Hashes<'_> {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
    }
}
