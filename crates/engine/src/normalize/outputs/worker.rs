//! A thread that writes one file or folder, and how its end is told.
//!
//! What it is given to do comes over a channel of its owner's; the owner closes that before it waits here.

use std::io;
use std::path::{Path, PathBuf};
use std::thread::{Builder, JoinHandle};

use super::error::{Fault, OutputError};

/// A thread that writes.
#[derive(Debug)]
pub(super) struct Worker {
    path: PathBuf,
    /// What is said where it ended without a reason.
    lost: &'static str,
    thread: Option<JoinHandle<Result<(), OutputError>>>,
}

impl Worker {
    /// Begins `body`, which writes `path`.
    pub(super) fn start(
        name: &str,
        path: &Path,
        lost: &'static str,
        body: impl FnOnce() -> Result<(), OutputError> + Send + 'static,
    ) -> Result<Worker, OutputError> {
        let thread = Builder::new().name(name.into()).spawn(body);
        let thread = thread.map_err(|error| OutputError::io(path, error))?;
        Ok(Worker { path: path.to_owned(), lost, thread: Some(thread) })
    }

    /// Waits for its end; a second time there is nothing to wait for.
    pub(super) fn end(&mut self) -> Result<(), OutputError> {
        match self.thread.take().map(JoinHandle::join) {
            Some(Ok(outcome)) => outcome,
            Some(Err(_)) => Err(self.lost()),
            None => Ok(()),
        }
    }

    /// Why it has ended before its work.
    pub(super) fn why(&mut self) -> OutputError {
        self.end().err().unwrap_or_else(|| self.lost())
    }

    fn lost(&self) -> OutputError {
        OutputError::new(&self.path, Fault::Io(io::Error::other(self.lost)))
    }
}
