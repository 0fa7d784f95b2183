//! The folder of a run: its files appear whole or not at all.
//!
//! Everything is written into a folder with a temporary name, which becomes the run's folder at the end. Until then,
//! and whenever something fails, the output folder is what it was. A run of ours that is there already is kept until
//! the new one is complete; files that are not ours are never touched, and neither is a workbook that a person has
//! edited: such a folder is refused.
//!
//! A folder that did not exist is made by one rename. In one that did, entries are moved, since it may be open in a
//! file manager, be somebody's working directory, or be a disk of its own; the manifest goes first and comes last,
//! and a move that a power cut has interrupted is undone by the next run.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::error::{Fault, OutputError};
use super::manifest::{MANIFEST, Manifest, hash_file};

/// What the temporary folder's name begins with, inside the output folder.
const PARTIAL: &str = ".cuadre-partial-";
/// Where the earlier run waits while it is replaced.
const OLD: &str = ".cuadre-old";
/// What the names of correction workbooks that were applied begin with; the revision that they corrected follows.
const APPLIED: &str = "corrections-applied-";
/// The file whose lock says that a run is alive.
const LOCK: &str = ".lock";

/// A run's folder that is being written.
#[derive(Debug)]
pub struct RunFolder {
    out: PathBuf,
    work: PathBuf,
    /// Whether the folder above is ours to remove.
    begun: bool,
    lock: Option<File>,
    /// Whether the output folder was there before.
    existed: bool,
    /// Folders above the output folder that had to be made, the innermost first.
    made: Vec<PathBuf>,
    earlier: Option<Manifest>,
}

impl RunFolder {
    /// Begins to write what shall be the folder `out`.
    pub fn begin(out: &Path) -> Result<RunFolder, OutputError> {
        RunFolder::begin_with(out, None)
    }

    /// Begins the next revision of the run in `out`, to which the correction workbook `applied` is applied.
    ///
    /// The run's parts are taken over, each compared with its hash, and so are the workbooks that were applied so
    /// far; a copy of this one is kept beside them, so that it may have been saved in `out` under any name.
    pub fn revise(out: &Path, applied: &Path) -> Result<RunFolder, OutputError> {
        if fs::metadata(applied).is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
            return Err(OutputError::new(applied, Fault::NoWorkbook));
        }
        let folder = RunFolder::begin_with(out, Some(applied))?;
        let Some(earlier) = &folder.earlier else {
            return Err(OutputError::new(&folder.out, Fault::NoRun));
        };
        folder.keep_parts(earlier)?;
        for file in earlier.files.iter().filter(|file| file.file.starts_with(APPLIED)) {
            keep(&folder.out.join(&file.file), &folder.work.join(&file.file))?;
        }
        let copy = folder.work.join(format!("{APPLIED}{}.xlsx", earlier.revision));
        fs::copy(applied, &copy).map_err(|error| OutputError::io(applied, error))?;
        Ok(folder)
    }

    /// `applied` may have been edited: it is what the new run is made of.
    fn begin_with(out: &Path, applied: Option<&Path>) -> Result<RunFolder, OutputError> {
        let out = std::path::absolute(out).map_err(|error| OutputError::io(out, error))?;
        let existed = match fs::metadata(&out) {
            Ok(meta) if meta.is_dir() => true,
            Ok(_) => return Err(OutputError::new(&out, Fault::NotAFolder)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            Err(error) => return Err(OutputError::io(&out, error)),
        };
        let (above, prefix) = match (existed, out.parent(), out.file_name()) {
            (false, Some(parent), Some(name)) => {
                (parent.to_owned(), format!(".{}.partial-", name.to_string_lossy()))
            }
            _ => (out.clone(), PARTIAL.to_owned()),
        };
        let made = make_folders(&above)?;
        let mut folder = RunFolder {
            work: above.join(format!("{prefix}{}", std::process::id())),
            out,
            begun: false,
            lock: None,
            existed,
            made,
            earlier: None,
        };
        folder.sweep(&above, &prefix)?;
        if existed {
            recover(&folder.out)?;
            folder.earlier = check_contents(&folder.out, applied)?;
        }
        fs::create_dir(&folder.work).map_err(|error| OutputError::io(&folder.out, error))?;
        folder.begun = true;
        folder.lock()?;
        Ok(folder)
    }

    /// Where the run's files are to be written.
    pub fn path(&self) -> &Path {
        &self.work
    }

    /// The folder that it becomes.
    pub fn out(&self) -> &Path {
        &self.out
    }

    /// The run that is there and will be replaced.
    pub fn earlier(&self) -> Option<&Manifest> {
        self.earlier.as_ref()
    }

    fn keep_parts(&self, earlier: &Manifest) -> Result<(), OutputError> {
        let parts = self.work.join("parts");
        fs::create_dir_all(&parts).map_err(|error| OutputError::io(&parts, error))?;
        for part in &earlier.parts {
            let from = self.out.join(&part.file);
            let is_plain = Path::new(&part.file)
                .components()
                .all(|piece| matches!(piece, std::path::Component::Normal(_)));
            if !is_plain || !from.is_file() || hash_file(&from)?.sha256 != part.sha256 {
                return Err(OutputError::new(&self.out, Fault::Changed(part.file.clone())));
            }
            keep(&from, &self.work.join(&part.file))?;
        }
        Ok(())
    }

    /// Waits until the disk has every file, and gives the folder its name. What was there of an earlier run is gone
    /// afterwards; on failure it is as it was.
    pub fn commit(mut self) -> Result<(), OutputError> {
        let said = |error| OutputError::io(&self.out, error);
        sync_together(&self.work)?;
        if self.existed {
            swap(&self.work, &self.out, self.earlier.as_ref())?;
        } else {
            // An open file would keep some systems from renaming its folder.
            self.lock = None;
            remove_file_if_there(&self.work.join(LOCK)).map_err(said)?;
            sync_folder(&self.work);
            fs::rename(&self.work, &self.out).map_err(said)?;
            sync_folder(self.out.parent().unwrap_or(&self.out));
        }
        self.made.clear();
        Ok(())
    }

    /// Removes what runs that died have left, and refuses where one is alive.
    fn sweep(&self, above: &Path, prefix: &str) -> Result<(), OutputError> {
        for name in names_in(above)? {
            if !name.to_string_lossy().starts_with(prefix) {
                continue;
            }
            let left = above.join(&name);
            match File::open(left.join(LOCK)).map(|lock| lock.try_lock()) {
                Ok(Err(TryLockError::WouldBlock)) => {
                    return Err(OutputError::new(&self.out, Fault::Busy));
                }
                // The interrupted swap's own list of files is needed to undo it.
                _ if self.existed => recover(&self.out)?,
                _ => {}
            }
            fs::remove_dir_all(&left).map_err(|error| OutputError::io(&left, error))?;
        }
        Ok(())
    }

    fn lock(&mut self) -> Result<(), OutputError> {
        let path = self.work.join(LOCK);
        let file = File::create(&path).map_err(|error| OutputError::io(&path, error))?;
        // Where the file system knows no locks, two runs at once are not told from one.
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            return Err(OutputError::new(&self.out, Fault::Busy));
        }
        self.lock = Some(file);
        Ok(())
    }
}

impl Drop for RunFolder {
    fn drop(&mut self) {
        self.lock = None;
        if self.begun {
            // Nothing can be said here; what cannot be removed now is removed by the next run.
            let _ = fs::remove_dir_all(&self.work);
        }
        for folder in &self.made {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Gives a finished file another name, or copies it where the file system knows no second names.
fn keep(from: &Path, to: &Path) -> Result<(), OutputError> {
    if fs::hard_link(from, to).is_ok() {
        return Ok(());
    }
    fs::copy(from, to).map_err(|error| OutputError::io(to, error))?;
    sync_file(to)
}

/// Waits until the disk has the files of a folder, and the names of its parts. All are asked for at once, since a file
/// system that keeps a journal then writes that once, where one after the other would each write their own.
fn sync_together(folder: &Path) -> Result<(), OutputError> {
    let names = names_in(folder)?;
    let files = names.iter().map(|name| folder.join(name)).filter(|path| path.is_file());
    std::thread::scope(|scope| {
        let parts = folder.join("parts");
        scope.spawn(move || sync_folder(&parts));
        let waits: Vec<_> = files.map(|path| scope.spawn(move || sync_file(&path))).collect();
        let mut ends = waits
            .into_iter()
            .map(|wait| wait.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        ends.try_for_each(|end| end)
    })
}

fn sync_file(path: &Path) -> Result<(), OutputError> {
    let file = fs::OpenOptions::new().write(true).open(path);
    file.and_then(|file| file.sync_all()).map_err(|error| OutputError::io(path, error))
}

/// Makes a folder and those above it; those that were made, the innermost first.
fn make_folders(folder: &Path) -> Result<Vec<PathBuf>, OutputError> {
    let missing: Vec<PathBuf> = folder
        .ancestors()
        .take_while(|above| !above.as_os_str().is_empty() && !above.exists())
        .map(Path::to_owned)
        .collect();
    fs::create_dir_all(folder).map_err(|error| OutputError::io(folder, error))?;
    Ok(missing)
}

fn names_in(folder: &Path) -> Result<Vec<OsString>, OutputError> {
    let said = |error| OutputError::io(folder, error);
    let entries = fs::read_dir(folder).map_err(said)?;
    let mut names = entries
        .map(|entry| entry.map(|entry| entry.file_name()))
        .collect::<io::Result<Vec<_>>>()
        .map_err(said)?;
    names.sort();
    Ok(names)
}

/// Whether an entry is neither a run's nor a person's: what systems and programs leave in folders.
fn is_litter(name: &str) -> bool {
    name.starts_with("~$")
        || name.starts_with(".~lock.")
        || name.starts_with(".cuadre-")
        || matches!(name, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// The entries of a folder that are not litter.
fn contents(folder: &Path) -> Result<Vec<String>, OutputError> {
    let names = names_in(folder)?;
    let names = names.iter().map(|name| name.to_string_lossy().into_owned());
    Ok(names.filter(|name| !is_litter(name)).collect())
}

/// Refuses a folder that holds anything but a run of ours; the manifest of that run.
fn check_contents(out: &Path, applied: Option<&Path>) -> Result<Option<Manifest>, OutputError> {
    let applied = applied.and_then(|path| fs::canonicalize(path).ok());
    let names = contents(out)?;
    if names.is_empty() {
        return Ok(None);
    }
    let foreign = |name: &str| OutputError::new(out, Fault::Foreign(name.to_owned()));
    let Some(manifest) = Manifest::read(out)? else { return Err(foreign(&names[0])) };
    let is_applied =
        |path: &Path| applied.is_some() && fs::canonicalize(path).ok().as_ref() == applied.as_ref();
    let is_ours =
        |name: &String| manifest.names().any(|ours| ours == name) || is_applied(&out.join(name));
    if let Some(name) = names.iter().find(|name| !is_ours(name)) {
        return Err(foreign(name));
    }
    let parts = out.join("parts");
    if parts.is_dir() {
        for name in contents(&parts)? {
            let file = format!("parts/{name}");
            if !manifest.parts.iter().any(|part| part.file == file) {
                return Err(foreign(&file));
            }
        }
    }
    // A workbook is what people edit; nobody's work is thrown away.
    for file in manifest.files.iter().filter(|file| file.file.ends_with(".xlsx")) {
        let path = out.join(&file.file);
        if !is_applied(&path) && path.exists() && hash_file(&path)?.sha256 != file.sha256 {
            return Err(OutputError::new(out, Fault::Changed(file.file.clone())));
        }
    }
    Ok(Some(manifest))
}

/// Puts a finished run in the place of the earlier one, entry by entry; undone where anything fails.
fn swap(work: &Path, out: &Path, earlier: Option<&Manifest>) -> Result<(), OutputError> {
    let old = out.join(OLD);
    let said = |error| OutputError::io(out, error);
    let mut theirs = match earlier {
        Some(_) => contents(out)?,
        None => Vec::new(),
    };
    // Without its manifest a folder is no run: it goes first, and the new one comes last.
    theirs.sort_by_key(|name| name != MANIFEST);
    let mut ours: Vec<String> = contents(work)?.into_iter().filter(|name| name != LOCK).collect();
    ours.sort_by_key(|name| name == MANIFEST);
    fs::create_dir(&old).map_err(said)?;
    let moves = theirs
        .iter()
        .map(|name| (out.join(name), old.join(name)))
        .chain(ours.iter().map(|name| (work.join(name), out.join(name))));
    let mut done: Vec<(PathBuf, PathBuf)> = Vec::new();
    for (from, to) in moves {
        if let Err(error) = fs::rename(&from, &to) {
            for (from, to) in done.iter().rev() {
                // What cannot be moved back now is moved back by the next run.
                let _ = fs::rename(to, from);
            }
            let _ = fs::remove_dir(&old);
            return Err(OutputError::io(&from, error));
        }
        done.push((from, to));
    }
    sync_folder(out);
    // The run is complete; remains are removed by the next one.
    let _ = fs::remove_dir_all(&old);
    Ok(())
}

/// Undoes a swap that was interrupted, or ends one that was complete.
fn recover(out: &Path) -> Result<(), OutputError> {
    let old = out.join(OLD);
    if !old.is_dir() {
        return Ok(());
    }
    let said = |error| OutputError::io(out, error);
    if !out.join(MANIFEST).exists() {
        let mut theirs = contents(&old)?;
        theirs.sort_by_key(|name| name == MANIFEST);
        let new_names = names_of_partial_runs(out)?;
        let kept = Manifest::read(&old)?;
        let may_stay = |name: &String| {
            kept.as_ref().is_some_and(|kept| kept.names().any(|listed| listed == *name))
        };
        for name in contents(out)? {
            // Entries of the new run: they stand where earlier ones stood, or only the new run knows them. Whatever
            // else is there has come since, and is somebody's.
            if theirs.contains(&name) || (new_names.contains(&name) && !may_stay(&name)) {
                remove(&out.join(&name)).map_err(said)?;
            }
        }
        for name in theirs {
            fs::rename(old.join(&name), out.join(&name)).map_err(said)?;
        }
    }
    fs::remove_dir_all(&old).map_err(said)
}

/// What the runs that were about to take the folder's place consist of.
fn names_of_partial_runs(out: &Path) -> Result<Vec<String>, OutputError> {
    let mut listed = Vec::new();
    for name in names_in(out)? {
        if name.to_string_lossy().starts_with(PARTIAL)
            && let Some(manifest) = Manifest::read(&out.join(&name)).ok().flatten()
        {
            listed.extend(manifest.names().map(str::to_owned));
        }
    }
    Ok(listed)
}

fn remove(path: &Path) -> io::Result<()> {
    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}

fn remove_file_if_there(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Waits until the disk has a folder's list of names; Windows has no such call and does it by itself.
fn sync_folder(folder: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = File::open(folder) {
        // Some network file systems refuse this for folders; the files themselves are safe.
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = folder;
}
