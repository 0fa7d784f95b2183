//! The folder of a comparison: its files appear whole or not at all.
//!
//! They are written beside it, under a temporary name, and take their places at the end; an earlier comparison is
//! replaced by then and not before. A folder with anything else in it is refused, and so is one whose workbook a
//! person has changed.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::list::{BOOK, CSV};
use super::report::CompareReport;
use crate::normalize::outputs::{Fault, OutputError, hash_file, write_json};

/// The file that says what the comparison found; the last to come, the first to go.
const SUMMARY: &str = "summary.json";
const LOCK: &str = ".lock";

/// All that a comparison writes, the last one last.
const FILES: [&str; 3] = [CSV, BOOK, SUMMARY];

/// A comparison's folder that is being written.
pub(super) struct OutFolder {
    out: PathBuf,
    work: PathBuf,
    lock: Option<File>,
    existed: bool,
}

impl OutFolder {
    /// Begins to write what shall be the folder `out`.
    pub(super) fn begin(out: &Path) -> Result<OutFolder, OutputError> {
        let out = std::path::absolute(out).map_err(|error| OutputError::io(out, error))?;
        let said = |error| OutputError::io(&out, error);
        let existed = match fs::metadata(&out) {
            Ok(meta) if meta.is_dir() => true,
            Ok(_) => return Err(fault(&out, Fault::NotAFolder)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(said(error)),
        };
        if existed {
            check_contents(&out)?;
        }
        let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
            return Err(fault(&out, Fault::NotAFolder));
        };
        fs::create_dir_all(parent).map_err(said)?;
        let prefix = format!(".{}.comparing-", name.to_string_lossy());
        sweep(&out, parent, &prefix)?;
        let work = parent.join(format!("{prefix}{}", std::process::id()));
        fs::create_dir(&work).map_err(said)?;
        let mut folder = OutFolder { out, work, lock: None, existed };
        let lock = folder.work.join(LOCK);
        let file = File::create(&lock).map_err(|error| OutputError::io(&lock, error))?;
        // Where the file system knows no locks, two comparisons at once are not told from one.
        let _ = file.try_lock();
        folder.lock = Some(file);
        Ok(folder)
    }

    /// Where the files are to be written.
    pub(super) fn path(&self) -> &Path {
        &self.work
    }

    /// Writes the summary, waits until the disk has every file, and puts them in their places.
    pub(super) fn commit(mut self, report: &CompareReport) -> Result<(), OutputError> {
        write_json(&self.work.join(SUMMARY), report).map_err(|error| self.outside(error))?;
        for name in FILES {
            let path = self.work.join(name);
            let file = fs::OpenOptions::new().write(true).open(&path);
            let synced = file.and_then(|file| file.sync_all());
            synced.map_err(|error| self.outside(OutputError::io(&path, error)))?;
        }
        // An open file would keep some systems from renaming its folder.
        self.lock = None;
        let _ = fs::remove_file(self.work.join(LOCK));
        if self.existed {
            return self.swap();
        }
        fs::rename(&self.work, &self.out).map_err(|error| OutputError::io(&self.out, error))
    }

    fn outside(&self, error: OutputError) -> OutputError {
        error.outside(&self.work, &self.out)
    }

    /// Puts the files into a folder that is there, in the place of earlier ones; undone where anything fails.
    fn swap(&self) -> Result<(), OutputError> {
        let old = |name: &str| self.work.join(format!("old-{name}"));
        let there = FILES.iter().rev().filter(|name| self.out.join(name).exists());
        let away = there.map(|name| (self.out.join(name), old(name)));
        let here = FILES.iter().map(|name| (self.work.join(name), self.out.join(name)));
        let mut done: Vec<(PathBuf, PathBuf)> = Vec::new();
        for (from, to) in away.collect::<Vec<_>>().into_iter().chain(here) {
            if let Err(error) = fs::rename(&from, &to) {
                for (from, to) in done.iter().rev() {
                    let _ = fs::rename(to, from);
                }
                let at = if from.starts_with(&self.work) { &to } else { &from };
                return Err(OutputError::io(at, error));
            }
            done.push((from, to));
        }
        Ok(())
    }
}

impl Drop for OutFolder {
    fn drop(&mut self) {
        self.lock = None;
        // Nothing can be said here; what cannot be removed now is removed by the next comparison.
        let _ = fs::remove_dir_all(&self.work);
    }
}

fn fault(path: &Path, fault: Fault) -> OutputError {
    OutputError { path: path.to_owned(), fault }
}

/// Removes what comparisons that died have left, and refuses where one is alive.
fn sweep(out: &Path, parent: &Path, prefix: &str) -> Result<(), OutputError> {
    let Ok(entries) = fs::read_dir(parent) else { return Ok(()) };
    for entry in entries.flatten() {
        if !entry.file_name().to_string_lossy().starts_with(prefix) {
            continue;
        }
        let lock = File::open(entry.path().join(LOCK));
        if let Ok(Err(TryLockError::WouldBlock)) = lock.map(|lock| lock.try_lock()) {
            return Err(fault(out, Fault::Busy));
        }
        let _ = fs::remove_dir_all(entry.path());
    }
    Ok(())
}

/// Refuses a folder that holds anything but an earlier comparison as it was written.
fn check_contents(out: &Path) -> Result<(), OutputError> {
    let said = |error| OutputError::io(out, error);
    let mut names = Vec::new();
    for entry in fs::read_dir(out).map_err(said)? {
        names.push(entry.map_err(said)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let is_litter = |name: &String| {
        name.starts_with("~$")
            || name.starts_with(".~lock.")
            || matches!(name.as_str(), ".DS_Store" | "Thumbs.db" | "desktop.ini")
    };
    names.retain(|name| !is_litter(name));
    let Some(first) = names.first() else { return Ok(()) };
    let foreign = names.iter().find(|name| !FILES.contains(&name.as_str()));
    let summary = fs::read(out.join(SUMMARY)).unwrap_or_default();
    let summary: serde_json::Value = serde_json::from_slice(&summary).unwrap_or_default();
    if foreign.is_some() || summary["schema"] != "cuadre.compare/1" {
        return Err(fault(out, Fault::Foreign(foreign.unwrap_or(first).clone())));
    }
    let listed = summary["files"].as_array().into_iter().flatten();
    let hash = listed.clone().find(|file| file["file"] == BOOK).map(|file| &file["sha256"]);
    let book = out.join(BOOK);
    if book.exists()
        && hash.is_none_or(|hash| hash_file(&book).is_ok_and(|now| *hash != now.sha256))
    {
        return Err(fault(out, Fault::Changed(BOOK.to_owned())));
    }
    Ok(())
}
