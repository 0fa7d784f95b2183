//! Refuses a ledger of which one file was given twice: the same path, a copy, or the same rows saved again.
//!
//! Without this, every row of the second file would be a repeated document, and thousands of rejections would say
//! what one sentence says. Paths and bytes are compared before anything is read, rows as they come.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::job::RunError;
use crate::ingest::error::{IngestError, IngestErrorKind, Place};
use crate::ingest::fingerprint;
use crate::model::Sentence;
use crate::normalize::Content;

const SAME_FILE: Sentence = Sentence::new("son el mismo archivo", "are one and the same file");
const SAME_BYTES: Sentence =
    Sentence::new("son copias, iguales byte por byte", "are copies, equal byte by byte");
const SAME_ROWS: Sentence =
    Sentence::new("dicen las mismas filas, guardadas otra vez", "hold the same rows, saved again");

fn twice(one: &Path, other: &Path, what: Sentence) -> RunError {
    let error = IngestError::new(IngestErrorKind::LedgerTwice, Place::file(other));
    let (one, other) = (one.display().to_string(), other.display().to_string());
    error.with("one", one).with("other", other).with("what", what).into()
}

/// Refuses a path that leads to the same file as one before it.
pub(super) fn refuse_same_paths(files: &[PathBuf]) -> Result<(), RunError> {
    let mut known: BTreeMap<PathBuf, &Path> = BTreeMap::new();
    for file in files {
        // What cannot be found is told when it is opened.
        let Ok(real) = std::fs::canonicalize(file) else { continue };
        if let Some(one) = known.insert(real, file) {
            return Err(twice(one, file, SAME_FILE));
        }
    }
    Ok(())
}

/// Refuses a file whose bytes are those of one before it; only files of one length are read for that.
pub(super) fn refuse_copies(files: &[PathBuf]) -> Result<(), RunError> {
    let length = |file: &Path| std::fs::metadata(file).map_or(0, |metadata| metadata.len());
    let mut lengths: BTreeMap<u64, Vec<&Path>> = BTreeMap::new();
    for file in files {
        lengths.entry(length(file)).or_default().push(file);
    }
    for alike in lengths.values().filter(|alike| alike.len() > 1) {
        let mut known: BTreeMap<String, &Path> = BTreeMap::new();
        for file in alike {
            if let Some(one) = known.insert(fingerprint::bytes(file)?, file) {
                return Err(twice(one, file, SAME_BYTES));
            }
        }
    }
    Ok(())
}

/// The content of each file of a ledger of several, to find the same rows under another file's format or name.
#[derive(Default)]
pub(super) struct Contents {
    known: BTreeMap<String, PathBuf>,
    /// Of the file that is read now.
    pub(super) present: Content,
    pub(super) rows: u64,
}

impl Contents {
    /// Ends a file; an error if one before it says the same.
    pub(super) fn end_file(&mut self, file: &Path) -> Result<(), RunError> {
        let content = std::mem::take(&mut self.present).finish();
        if std::mem::take(&mut self.rows) == 0 {
            return Ok(());
        }
        match self.known.insert(content, file.to_owned()) {
            Some(one) => Err(twice(&one, file, SAME_ROWS)),
            None => Ok(()),
        }
    }
}
