//! What tells whether a file is still the one that was opened.

use std::fs::Metadata;
use std::path::Path;
use std::time::SystemTime;

use super::error::{IngestError, IngestErrorKind, Place};

/// A file's length and time of change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    pub(crate) fn of(metadata: &Metadata) -> Stamp {
        Stamp { length: metadata.len(), modified: metadata.modified().ok() }
    }

    /// Refuses a file that is not what it was.
    pub(crate) fn must_hold(&self, path: &Path, place: &Place) -> Result<(), IngestError> {
        let metadata =
            std::fs::metadata(path).map_err(|error| IngestError::io(error, place.clone()))?;
        match Stamp::of(&metadata) == *self {
            true => Ok(()),
            false => Err(IngestError::new(IngestErrorKind::Changed, place.clone())),
        }
    }
}
