//! The suite for Import Platforms.

use std::time::Duration;

use engine::model::Sentence;
use engine::ports::{
    Answer, Begin, CatalogImport, CompanyId, FailureKind, ImportPlatform, PartFile, ProcessState,
    Progress, SeriesImport, Sighting, Staging,
};

use super::tables::rows;
use super::{Checks, NOT_ASKED, Report, Trial, UNTOLD};

/// What may be written.
pub struct Writing {
    /// A part whose rows the platform accepts into its staging.
    pub part: PartFile,
    /// Additions to the catalog, if those may be written too.
    pub series: Option<SeriesImport>,
}

const WAITS: Sentence = Sentence::new(
    "esperan filas en el lote, y nada se borra: elija otro periodo, o vacíe el lote",
    "rows wait in the batch, and nothing is cleared: choose another period, or empty the batch",
);

/// A limit of silence where the connector declares none, and the pause between two looks.
const SILENCE: Duration = Duration::from_secs(60);
const PAUSE: Duration = Duration::from_millis(100);

/// Holds a connector to its port; writes only where `writing` says what.
pub fn check_import(
    platform: &mut dyn ImportPlatform,
    trial: &Trial,
    writing: Option<&Writing>,
) -> Report {
    let mut checks = Checks::new(trial.language);
    if checks.answer("open", platform.open(trial.company, trial.period)).is_none() {
        return checks.end();
    }
    looks(platform, trial, &mut checks);
    match writing {
        Some(writing) => writes(platform, trial, writing, &mut checks),
        None => checks.untold("writes", NOT_ASKED),
    }
    other_company(platform, trial, &mut checks);
    checks.end()
}

/// A company that is not there is never opened, nor in doubt; afterwards the right one opens again.
fn other_company(platform: &mut dyn ImportPlatform, trial: &Trial, checks: &mut Checks) {
    let nobody = CompanyId { name: "nobody".into(), ruc: "00000000000".into() };
    let kind = platform.open(&nobody, trial.period).err().map(|failure| failure.kind);
    let told = matches!(kind, Some(FailureKind::Refused | FailureKind::Unrecognized));
    checks.equal("other-company-is-refused", &true, &told);
    checks.answer("open-again", platform.open(trial.company, trial.period));
}

fn looks(platform: &mut dyn ImportPlatform, trial: &Trial, checks: &mut Checks) {
    let Some(before) = checks.answer("staging", platform.staging()) else { return };
    sums(checks, &before);
    let name = "cuadre-no-such-file.csv".to_string();
    let sha256 = "0".repeat(64);
    let path = trial.folder.join(&name);
    let total = engine::model::Cents(1);
    let nowhere = PartFile { path, name, rows: 1, sha256, bytes: 1, total };
    let sighting = checks.answer("find-upload", platform.find_upload(&nowhere));
    if let Some(sighting) = sighting {
        let tells = platform.capabilities().find_upload;
        let wanted = if tells { Sighting::Absent } else { Sighting::CannotTell };
        checks.equal("find-upload-of-nothing", &wanted, &sighting);
    }
    checks.answer("progress", platform.progress());
    if let Some(path) = checks.answer("catalog", platform.fetch_catalog(trial.folder)) {
        readable(checks, "catalog-is-a-table", trial, &path);
    }
    if let Some(after) = checks.answer("staging-again", platform.staging()) {
        checks.equal("looking-changes-nothing", &before, &after);
    }
}

fn readable(checks: &mut Checks, name: &'static str, trial: &Trial, path: &std::path::Path) {
    let read = rows(path, trial.language).map(|rows| !rows.is_empty());
    checks.equal(name, &Ok(true), &read);
}

/// What the platform tells of files and of the whole agrees.
fn sums(checks: &mut Checks, staging: &Staging) {
    let files = staging.files.as_deref();
    let names: Option<Vec<&str>> =
        files.map(|files| files.iter().map(|file| file.name.as_str()).collect());
    match names {
        Some(names) => {
            let named = names.iter().all(|name| !name.is_empty());
            checks.equal("staged-files-have-names", &true, &named);
        }
        None => checks.untold("staged-files-have-names", UNTOLD),
    }
}

fn writes(
    platform: &mut dyn ImportPlatform,
    trial: &Trial,
    writing: &Writing,
    checks: &mut Checks,
) {
    let part = &writing.part;
    // Beginning may clear what waits, and somebody may need it.
    if let Some(staging) = checks.answer("staging-before-writing", platform.staging())
        && staging.rows.is_some_and(|rows| rows > 0)
    {
        checks.untold("writes", WAITS);
        return;
    }
    if checks.answer("begin", platform.begin_batch()).is_none() {
        return;
    }
    let Some(begun) = checks.answer("staging-after-begin", platform.staging()) else { return };
    if platform.capabilities().begin == Begin::Clears {
        checks.told("begin-clears", 0, begun.rows);
    }
    let Some(receipt) = checks.answer("upload", platform.upload(part)) else { return };
    checks.told("upload-counts", part.rows, receipt.rows);
    checks.told("upload-sums", part.total, receipt.total);
    found(platform, part, checks);
    let Some(staged) = checks.answer("staging-after-upload", platform.staging()) else { return };
    let rows = staged.rows.map(|rows| rows - begun.rows.unwrap_or(0).min(rows));
    checks.told("staging-counts", part.rows, rows);
    if checks.answer("process", platform.process()).is_none() {
        return;
    }
    let ended = wait(platform, trial);
    let Some(ended) = checks.answer("processing-ends", ended) else { return };
    checks.told("processing-looks-at-all", staged.rows.unwrap_or(part.rows), ended.rows);
    if ended.complaints.is_some_and(|complaints| complaints > 0) {
        let details = platform.fetch_details(trial.folder);
        if let Some(path) = checks.answer("details", details) {
            readable(checks, "details-are-a-table", trial, &path);
        }
    }
    series(platform, trial, writing, checks);
}

fn found(platform: &mut dyn ImportPlatform, part: &PartFile, checks: &mut Checks) {
    if !platform.capabilities().find_upload {
        checks.untold("find-upload-after", UNTOLD);
        return;
    }
    if let Some(sighting) = checks.answer("find-upload-after", platform.find_upload(part)) {
        let ours = matches!(sighting, Sighting::Ours(_));
        checks.equal("the-upload-is-found", &true, &ours);
    }
    // Another in all that any platform could tell by.
    let other = PartFile {
        sha256: "0".repeat(64),
        rows: part.rows + 1,
        bytes: part.bytes + 1,
        total: engine::model::Cents(part.total.0 + 1),
        ..part.clone()
    };
    if let Some(sighting) = checks.answer("find-another", platform.find_upload(&other)) {
        checks.equal("another-file-of-that-name-is-taken", &Sighting::Taken, &sighting);
    }
}

/// Waits while the processing moves.
fn wait(platform: &mut dyn ImportPlatform, trial: &Trial) -> Answer<Progress> {
    let limit = platform.capabilities().idle_limit.unwrap_or(SILENCE);
    let mut last = platform.progress()?;
    let mut since = trial.clock.now();
    while last.state != ProcessState::Processed {
        let silent = Duration::from_millis(trial.clock.now().saturating_sub(since));
        if silent >= limit || !trial.clock.pause(PAUSE) {
            return Err(engine::ports::Failure {
                kind: FailureKind::Unreachable,
                message: format!("{:?}", last.state),
                place: "progress".to_string(),
                evidence: None,
                retry_after: None,
            });
        }
        let now = platform.progress()?;
        if now != last {
            (last, since) = (now, trial.clock.now());
        }
    }
    Ok(last)
}

fn series(
    platform: &mut dyn ImportPlatform,
    trial: &Trial,
    writing: &Writing,
    checks: &mut Checks,
) {
    let Some(import) = &writing.series else {
        checks.untold("register-series", NOT_ASKED);
        return;
    };
    if platform.capabilities().series_import == CatalogImport::Unknown {
        checks.untold("register-series", UNTOLD);
        return;
    }
    let catalog = |platform: &mut dyn ImportPlatform| -> Result<Vec<Vec<String>>, String> {
        let path = platform.fetch_catalog(trial.folder).map_err(|failure| failure.to_string())?;
        rows(&path, trial.language)
    };
    let before = catalog(platform);
    checks.equal("catalog-before", &true, &before.is_ok());
    if checks.answer("register-series", platform.register_series(import)).is_none() {
        return;
    }
    let after = catalog(platform);
    checks.equal("catalog-after", &true, &after.is_ok());
    let (Ok(before), Ok(after)) = (before, after) else { return };
    let has = |entry: &engine::model::SeriesEntry| {
        let wanted = [&entry.code.0, &entry.cost_center, &entry.branch.0, &entry.account];
        after.iter().any(|row| wanted.iter().all(|cell| row.contains(cell)))
    };
    checks.equal("additions-are-listed", &true, &import.additions.iter().all(has));
    // The first column numbers the rows, and may number them anew.
    let kept = before.iter().all(|row| after.iter().any(|other| other[1..] == row[1..]));
    checks.equal("nothing-else-is-lost", &true, &kept);
}
