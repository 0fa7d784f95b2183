//! The fingerprint of a file's bytes, by which a run of the same file is found again.
//!
//! It reads the whole file, as fast as the disk gives it; the caller puts it on a thread of its own.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use super::error::{IngestError, Place};
use super::open::ordinary_file;
use super::stamp::Stamp;

const BLOCK_BYTES: usize = 256 << 10;

/// One fingerprint for the files of a ledger, of theirs: that of the only one, else of the list.
pub fn of_all(hashes: &[String]) -> String {
    match hashes {
        [one] => one.clone(),
        several => blake3::hash(several.join("\n").as_bytes()).to_hex().to_string(),
    }
}

/// A file's fingerprint, and what the file was when it was begun.
#[derive(Clone, Debug)]
pub struct Fingerprint {
    /// BLAKE3 of its bytes, in hexadecimal.
    pub hash: String,
    path: PathBuf,
    stamp: Stamp,
}

impl Fingerprint {
    /// Reads the whole file.
    pub fn take(path: &Path) -> Result<Fingerprint, IngestError> {
        Fingerprint::take_unless(path, &AtomicBool::new(false))
    }

    /// The same, unless `stop` is set meanwhile: then what was read until then is hashed, and nobody wants it.
    pub(crate) fn take_unless(path: &Path, stop: &AtomicBool) -> Result<Fingerprint, IngestError> {
        let failed = |error| IngestError::io(error, Place::file(path));
        let stamp = Stamp::of(&ordinary_file(path)?);
        let mut file = File::open(path).map_err(failed)?;
        let mut hasher = blake3::Hasher::new();
        let mut block = vec![0; BLOCK_BYTES];
        loop {
            match file.read(&mut block) {
                Ok(read) if read == 0 || stop.load(Ordering::Relaxed) => break,
                Ok(read) => {
                    hasher.update(&block[..read]);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(failed(error)),
            }
        }
        let hash = hasher.finalize().to_hex().to_string();
        Ok(Fingerprint { hash, path: path.to_owned(), stamp })
    }

    /// Refuses a file that is not any more what it was.
    pub(crate) fn must_hold(&self) -> Result<(), IngestError> {
        self.stamp.must_hold(&self.path, &Place::file(&self.path))
    }
}

/// The BLAKE3 hash of a file, in hexadecimal.
pub fn bytes(path: &Path) -> Result<String, IngestError> {
    Fingerprint::take(path).map(|taken| taken.hash)
}
