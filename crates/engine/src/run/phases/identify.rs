//! Which run a ledger is: by its bytes where it is known, else by what its rows say once they are judged.
//!
//! Judging comes before the journal hears of a ledger, since the content that names a run is known only then. The files
//! of a judged ledger stand in a waiting folder until the run has its own; whatever happens between, they are made again.
//! As long as nothing of a run was sent it is judged anew at each attempt, so that other settings change what is held; what
//! was sent of a run must stay what it is, and its parts are kept.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use super::replaces;
use super::steps::{LEDGER, unwritten};
use super::stop::Stop;
use crate::ingest::fingerprint::{self, Fingerprint};
use crate::journal::{FolderLock, Journal, Ledger, Owner, Patience, Phase, Run, Standing, Verb};
use crate::model::Period;
use crate::normalize::outputs::Manifest;
use crate::normalize::outputs::manifest::{MANIFEST, hash_file};
use crate::ports::Clock;
use crate::run::job::{Job, RunError, Watch};
use crate::run::report::Ended;

/// The document of `normalize --json`, kept beside the ledger's files.
pub(super) const JUDGED: &str = "judged.json";

/// How the folders begin in which ledgers wait to be known, and what is in each while its process lives.
const WAITING: &str = ".judging-";
const LOCK: &str = "lock";

/// What a person writes corrections into.
const WORKBOOK: &str = "corrections.xlsx";

/// How often another PC's lock is looked at, to see whether it lives.
const LOOK: std::time::Duration = std::time::Duration::from_secs(5);

/// A ledger of which it is known whose run it is, or would be.
pub(super) struct Identified {
    pub(super) period: Period,
    pub(super) bytes: String,
    known: Known,
}

enum Known {
    /// A run of these very bytes.
    Run(Box<Run>),
    /// Judged now; its files wait there.
    Judged(Box<Ended>, Waiting),
}

/// A folder of this process's own in the company's, gone when it is dropped. The lock in it tells whoever comes later
/// that the process lives: what one that was killed has left is removed.
struct Waiting {
    lock: Option<File>,
    folder: TempDir,
}

impl Waiting {
    fn begin(company: &Path) -> Result<Waiting, Box<Stop>> {
        let failed = |error: std::io::Error| unwritten(company, &error);
        fs::create_dir_all(company).map_err(failed)?;
        sweep(company);
        let folder =
            tempfile::Builder::new().prefix(WAITING).tempdir_in(company).map_err(failed)?;
        let lock = File::create(folder.path().join(LOCK)).map_err(failed)?;
        // Where the file system knows no locks, nothing is ever taken for a dead process's.
        let _ = lock.try_lock();
        Ok(Waiting { lock: Some(lock), folder })
    }

    /// What judging makes.
    fn ledger(&self) -> PathBuf {
        self.folder.path().join(LEDGER)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // An open file would keep some systems from removing its folder.
        self.lock = None;
    }
}

/// Removes what processes that were killed while they judged have left; what cannot be removed now is left to the next.
fn sweep(company: &Path) {
    for entry in fs::read_dir(company).into_iter().flatten().flatten() {
        let is_one = entry.file_name().to_string_lossy().starts_with(WAITING);
        let lock = is_one.then(|| File::open(entry.path().join(LOCK)));
        if let Some(Ok(lock)) = lock
            && lock.try_lock().is_ok()
        {
            drop(lock);
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Finds the run of these bytes, or judges the ledger.
pub(super) fn identify(
    order: &super::Order,
    journal: &Journal,
    watch: &mut Watch<'_>,
) -> Result<Identified, Box<Stop>> {
    if let Some(word) = replaces(order) {
        journal.named(&word)?;
    }
    let taken: Result<Vec<_>, _> =
        order.job.files.iter().map(|file| Fingerprint::take(file)).collect();
    let fingerprints = taken.map_err(|error| Box::<Stop>::from(RunError::from(error)))?;
    let hashes: Vec<String> = fingerprints.iter().map(|file| file.hash.clone()).collect();
    let bytes = fingerprint::of_all(&hashes);
    let of_bytes = |run: &Run| {
        run.company == order.company.name
            && run.bytes == bytes
            && run.standing == Standing::Current
            && order.job.period.is_none_or(|period| period == run.period)
            && Path::new(&run.folder).join(LEDGER).join(MANIFEST).is_file()
    };
    let found = journal.runs()?.into_iter().find(of_bytes);
    if order.corrections.is_some() && found.is_none() {
        return Err(RunError::OtherLedger.into());
    }
    if let Some(run) = found
        && (order.corrections.is_some() || !is_judged_anew(journal, &run)?)
    {
        return Ok(Identified { period: run.period, bytes, known: Known::Run(Box::new(run)) });
    }
    let waiting = Waiting::begin(&order.output.join(&order.company.name))?;
    let out = Some(waiting.ledger());
    let job = Job { fingerprints, out, by_period: false, ..order.job.clone() };
    let ended = crate::run::normalize(&job, watch).map_err(Box::<Stop>::from)?;
    let period = Period::parse(ended.report.ledger.period.as_bytes())
        .ok_or_else(|| Box::<Stop>::from(RunError::NoPeriod))?;
    Ok(Identified { period, bytes, known: Known::Judged(Box::new(ended), waiting) })
}

/// Whether nothing of a run was sent or meant to be, so that its parts may still become others.
fn is_judged_anew(journal: &Journal, run: &Run) -> Result<bool, Box<Stop>> {
    let manifest = Manifest::read(&Path::new(&run.folder).join(LEDGER)).ok().flatten();
    let is_corrected = manifest.is_some_and(|manifest| manifest.revision > 1);
    if run.phase >= Phase::Load || run.revision > 0 || is_corrected {
        return Ok(false);
    }
    let effects = journal.effects(&run.id)?;
    Ok(effects.iter().all(|effect| effect.verb != Verb::Upload))
}

/// Keeps a second PC out of the period's folder.
pub(super) fn lock(
    order: &super::Order,
    journal: &Journal,
    clock: &dyn Clock,
    owner: &Owner,
    period: Period,
) -> Result<FolderLock, Box<Stop>> {
    let folder = order.output.join(&order.company.name).join(period.to_string());
    fs::create_dir_all(&folder).map_err(|error| unwritten(&folder, &error))?;
    let patience = Patience { still: super::LEASE, look: LOOK };
    Ok(FolderLock::take(&folder, owner, clock, patience, &|other| journal.is_dead(other))?)
}

/// Begins the run, or takes it up again; its folder, and what judging has shown.
pub(super) fn start(
    order: &super::Order,
    journal: &mut Journal,
    clock: &dyn Clock,
    identified: &Identified,
) -> Result<(Run, PathBuf, Option<Ended>), Box<Stop>> {
    let (ended, waiting) = match &identified.known {
        Known::Run(run) => {
            if let Some(word) = replaces(order) {
                journal.check_word(run, &word)?;
            }
            let folder = PathBuf::from(&run.folder);
            return Ok(((**run).clone(), folder, None));
        }
        Known::Judged(ended, waiting) => (ended, waiting),
    };
    let run = enter(order, journal, clock, identified.period, &identified.bytes, ended)?;
    let folder = PathBuf::from(&run.folder);
    let ledger = folder.join(LEDGER);
    if ledger.join(MANIFEST).is_file() && !is_judged_anew(journal, &run)? {
        // The same rows, saved again: the run has its parts.
        return Ok((run, folder, Some((**ended).clone())));
    }
    fs::create_dir_all(&folder).map_err(|error| unwritten(&folder, &error))?;
    let judged = serde_json::to_vec_pretty(&ended.report).unwrap_or_default();
    let path = folder.join(JUDGED);
    fs::write(&path, judged).map_err(|error| unwritten(&path, &error))?;
    set_aside_edited(&ledger, &folder)?;
    let _ = fs::remove_dir_all(&ledger);
    fs::rename(waiting.ledger(), &ledger).map_err(|error| unwritten(&ledger, &error))?;
    Ok((run, folder, Some((**ended).clone())))
}

/// Keeps a correction workbook in which a person has written, before the ledger's folder gives way to a new one.
fn set_aside_edited(ledger: &Path, folder: &Path) -> Result<(), Box<Stop>> {
    let Ok(Some(manifest)) = Manifest::read(ledger) else { return Ok(()) };
    for file in manifest.files.iter().filter(|file| file.file.ends_with(WORKBOOK)) {
        let path = ledger.join(&file.file);
        let Ok(is) = hash_file(&path) else { continue };
        if is.sha256 != file.sha256 {
            let kept = format!("{}-{WORKBOOK}", &is.sha256[..8]);
            fs::rename(&path, folder.join(kept)).map_err(|error| unwritten(&path, &error))?;
        }
    }
    Ok(())
}

fn enter(
    order: &super::Order,
    journal: &mut Journal,
    clock: &dyn Clock,
    period: Period,
    bytes: &str,
    ended: &Ended,
) -> Result<Run, Box<Stop>> {
    let parent =
        std::path::absolute(order.output.join(&order.company.name).join(period.to_string()))
            .map_err(|error| unwritten(&order.output, &error))?;
    // The run's id is made from the content; the folder bears the same sixteen digits, which are known before.
    let content = &ended.report.ledger.content;
    let folder = parent.join(&content[..content.len().min(16)]);
    let settings = serde_json::json!({ "layout": ended.report.ledger.layout }).to_string();
    let ledger = Ledger {
        company: &order.company,
        period,
        content,
        bytes,
        folder: &folder.to_string_lossy(),
        settings: &settings,
    };
    Ok(journal.start(clock, &ledger, replaces(order).as_ref())?.run()?)
}

/// The rules that hold the ledger, by code.
pub(super) fn held(folder: &Path) -> Vec<String> {
    let text = fs::read(folder.join(JUDGED)).unwrap_or_default();
    let judged: Value = serde_json::from_slice(&text).unwrap_or_default();
    let codes = judged.get("held").and_then(Value::as_array).into_iter().flatten();
    codes.filter_map(Value::as_str).map(str::to_owned).collect()
}
