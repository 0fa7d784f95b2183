//! A file in the output folder that keeps a second PC out.
//!
//! The folder may be on a network drive, where locks of the operating system cannot be relied on and where two PCs' clocks
//! differ. So the file is made by the one operation that is atomic everywhere, *create if absent*, and holds a count
//! that its owner raises. Whoever finds it watches the count with his own clock: while it changes, somebody works; when
//! it stands still for long enough, nobody does. An owner reads the file before each raise and stops where it is no
//! longer his. It guards against two people at two PCs, not against an enemy.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde_json::{Value, json};

use super::error::{JournalError, JournalErrorKind};
use super::lease::Owner;
use crate::ports::Clock;

/// Its name in the output folder.
pub const LOCK_FILE: &str = ".cuadre.lock";

/// How long a lock file must stand still to be nobody's, and how often it is looked at meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Several times the owner's longest time between two beats.
    pub still: Duration,
    /// The time between two looks.
    pub look: Duration,
}

/// An output folder that is ours until this is dropped.
#[derive(Debug)]
pub struct FolderLock {
    path: PathBuf,
    owner: Owner,
    count: u64,
}

impl FolderLock {
    /// Takes a folder, unless somebody works in it; waits as long as it takes to know. `is_dead` says of an owner on
    /// this machine that it has ended ([`super::Journal::is_dead`]).
    pub fn take(
        folder: &Path,
        owner: &Owner,
        clock: &dyn Clock,
        patience: Patience,
        is_dead: &dyn Fn(&Owner) -> bool,
    ) -> Result<FolderLock, JournalError> {
        let path = folder.join(LOCK_FILE);
        let failed = |error| unwritten(&path, &error);
        // A second round where the first one's lock was just given back, or was nobody's.
        for _ in 0..8 {
            if create(&path, owner).map_err(failed)? {
                return Ok(FolderLock { path, owner: owner.clone(), count: 0 });
            }
            let Some(found) = read(&path).map_err(failed)? else { continue };
            let other = owner_of(&found);
            let ours = other.as_ref().is_some_and(|other| other.host == owner.host);
            let ended = ours && other.as_ref().is_some_and(is_dead);
            if !ended && !stands_still(&path, &found, clock, patience).map_err(failed)? {
                let other = other.map_or_else(|| "?".to_owned(), |other| other.to_string());
                return Err(held(JournalErrorKind::FolderHeld, &path, &other));
            }
            remove_stale(&path, &found, owner).map_err(failed)?;
        }
        Err(held(JournalErrorKind::FolderHeld, &path, "?"))
    }

    /// Raises the count, so that others see that somebody works here; fails where the folder was taken.
    pub fn beat(&mut self) -> Result<(), JournalError> {
        let failed = |error| unwritten(&self.path, &error);
        self.check()?;
        let count = self.count + 1;
        let mut file = File::options().write(true).open(&self.path).map_err(failed)?;
        let text = contents(&self.owner, count);
        // Counts have one width, so that a file that is written over is never longer than what it says.
        file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(failed)?;
        self.count = count;
        Ok(())
    }

    /// Fails where the folder is no longer ours.
    pub fn check(&self) -> Result<(), JournalError> {
        let found = read(&self.path).map_err(|error| unwritten(&self.path, &error))?;
        let other = found.as_deref().and_then(owner_of);
        match other {
            Some(other) if other.token == self.owner.token => Ok(()),
            other => {
                let other = other.map_or_else(|| "—".to_owned(), |other| other.to_string());
                Err(held(JournalErrorKind::FolderLost, &self.path, &other))
            }
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        if self.check().is_ok() {
            // One that stays stands still, and is taken after a while.
            let _ = fs::remove_file(&self.path);
        }
    }
}

fn held(kind: JournalErrorKind, path: &Path, owner: &str) -> JournalError {
    let folder = path.parent().unwrap_or(path);
    JournalError::new(kind).with("path", folder.display()).with("owner", owner)
}

fn unwritten(path: &Path, error: &std::io::Error) -> JournalError {
    JournalError::new(JournalErrorKind::FolderUnwritten)
        .with("path", path.display())
        .with("detail", error)
}

fn contents(owner: &Owner, count: u64) -> String {
    let count = format!("{count:020}");
    json!({ "host": owner.host, "pid": owner.pid, "token": owner.token, "count": count })
        .to_string()
}

fn owner_of(text: &str) -> Option<Owner> {
    let value: Value = serde_json::from_str(text).ok()?;
    let text = |name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
    let pid = value.get("pid").and_then(Value::as_u64).and_then(|pid| u32::try_from(pid).ok())?;
    Some(Owner { host: text("host")?, pid, token: text("token")? })
}

/// Makes the file, if there is none.
fn create(path: &Path, owner: &Owner) -> std::io::Result<bool> {
    match File::options().write(true).create_new(true).open(path) {
        Ok(mut file) => {
            file.write_all(contents(owner, 0).as_bytes())?;
            file.sync_data()?;
            Ok(true)
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// What stands in the file; `None` where there is none. One that is just being written reads as what it is so far.
fn read(path: &Path) -> std::io::Result<Option<String>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Watches the file; `false` as soon as it changes, or when the run was asked to stop.
fn stands_still(
    path: &Path,
    found: &str,
    clock: &dyn Clock,
    patience: Patience,
) -> std::io::Result<bool> {
    let mut waited = Duration::ZERO;
    while waited < patience.still {
        let step = patience.look.max(Duration::from_millis(1)).min(patience.still - waited);
        if !clock.pause(step) {
            return Ok(false);
        }
        waited += step;
        match read(path)? {
            None => return Ok(true),
            Some(now) if now != found => return Ok(false),
            Some(_) => {}
        }
    }
    Ok(true)
}

/// Takes a file away that stood still, and only that one: two who watched it may both come to this.
fn remove_stale(path: &Path, found: &str, owner: &Owner) -> std::io::Result<()> {
    let aside = path.with_extension(format!("{}.stale", owner.token));
    match fs::rename(path, &aside) {
        Ok(()) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    let moved = read(&aside)?;
    if moved.as_deref() == Some(found) {
        return fs::remove_file(&aside);
    }
    // The other one was faster, and this is his new file: it goes back, unless a third has come between, in which case
    // its owner finds out at his next beat.
    if path.exists() { fs::remove_file(&aside) } else { fs::rename(&aside, path) }
}
