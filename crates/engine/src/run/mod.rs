//! The control plane: the only place that knows the order of the stages.
//!
//! A ledger is opened, its rows are judged as they come, and what became of them is proved, summed and written. It is
//! read once. Nothing bears its final name before all of it is right.

mod evidence;
mod files;
mod finish;
mod job;
pub mod phases;
mod pump;
mod report;
mod revision;
mod sample;
mod source;
mod work;

pub use job::{Job, RUN_ERRORS, RunError, Watch};
pub use report::{Ended, Report, ShownFailure};

use std::path::{Path, PathBuf};
use std::time::Instant;

use files::{Files, Setting};
use finish::{Bytes, finish};
use revision::Revision;
use source::Source;
use work::{FileWork, Work};

use crate::ingest::fingerprint;
use crate::model::Period;
use crate::normalize::RuleContext;
use crate::normalize::outputs::RunFolder;

/// Judges a ledger and writes its files.
pub fn normalize(job: &Job, watch: &mut Watch<'_>) -> Result<Ended, RunError> {
    let started = Instant::now();
    let opened = job.files.iter().map(|path| Source::open(path, job));
    let mut sources = opened.collect::<Result<Vec<_>, _>>()?;
    let period = period_of(job, &sources)?;
    let out = job.out.as_ref().map(|out| match job.by_period {
        true => out.join(period.to_string()),
        false => out.clone(),
    });
    let folder = out.as_deref().map(|out| begin(out, job)).transpose()?;
    let work = folder.as_ref().map(|folder| folder.path().to_owned());
    let ended = judge(job, watch, period, &mut sources, folder, started);
    match (ended, out) {
        (Ok(ended), out) => Ok(Ended { out, ..ended }),
        (Err(error), Some(out)) => Err(error.outside(&work.unwrap_or_default(), &out)),
        (Err(error), None) => Err(error),
    }
}

/// Begins the run's folder; what cannot be written is told by the path that a person gave.
fn begin(out: &Path, job: &Job) -> Result<RunFolder, RunError> {
    let folder = match &job.corrections {
        None => RunFolder::begin(out),
        Some(workbook) => RunFolder::revise(out, workbook),
    };
    let absolute = std::path::absolute(out).unwrap_or_else(|_| out.to_owned());
    folder.map_err(|error| RunError::Output(error.outside(&absolute, out)))
}

fn judge(
    job: &Job,
    watch: &mut Watch<'_>,
    period: Period,
    sources: &mut [Source],
    folder: Option<RunFolder>,
    started: Instant,
) -> Result<Ended, RunError> {
    let revision = revision_of(job, folder.as_ref())?;
    std::thread::scope(|scope| {
        let hashes = scope.spawn(|| {
            job.files.iter().map(|file| fingerprint::bytes(file)).collect::<Result<Vec<_>, _>>()
        });
        let tag =
            revision.as_ref().map_or_else(|| tag_of(period, sources), |revision| revision.tag);
        let setting = Setting {
            layout: &job.bulk,
            period,
            language: job.language,
            tag,
            import_book: job.import_book,
            revision: revision.as_ref().map(|revision| revision.numbering),
            parts_before: revision.as_ref().map_or(&[], |revision| &revision.parts_before),
        };
        let files = Files::create(folder.as_ref().map(RunFolder::path), &setting)?;
        let context = RuleContext {
            period,
            company: job.company.clone(),
            carried: job.bulk.carried(),
            marks: sources[0].marks,
        };
        let mut work = Work::new(job, context, files);
        for (index, source) in sources.iter_mut().enumerate() {
            read(&mut work, index as u16, source, revision.as_ref(), watch)?;
        }
        let hashes = hashes.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        let bytes = Bytes { hashes, tag };
        if revision.as_ref().is_some_and(|revision| revision.hashes != bytes.hashes) {
            return Err(RunError::OtherLedger);
        }
        watch.stopped()?;
        finish(work, sources, bytes, revision, folder, started)
    })
}

fn period_of(job: &Job, sources: &[Source]) -> Result<Period, RunError> {
    if let Some(period) = job.period {
        return Ok(period);
    }
    let told: Vec<(PathBuf, Period)> =
        sources.iter().filter_map(|source| Some((source.path.clone(), source.period()?))).collect();
    match told.first() {
        None => Err(RunError::NoPeriod),
        Some((_, first)) if told.iter().all(|(_, period)| period == first) => Ok(*first),
        Some(_) => Err(RunError::Periods(told)),
    }
}

fn revision_of(job: &Job, folder: Option<&RunFolder>) -> Result<Option<Revision>, RunError> {
    let (Some(workbook), Some(folder)) = (&job.corrections, folder) else { return Ok(None) };
    let earlier = folder.earlier();
    earlier.map(|earlier| Revision::read(workbook, folder.out(), earlier)).transpose()
}

/// What ties a correction workbook to its ledger before all of it is read: names, sheets, period and first rows.
fn tag_of(period: Period, sources: &[Source]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(period.to_string().as_bytes());
    for source in sources {
        hasher.update(source.name.as_bytes()).update(source.sheet.as_bytes());
        source.first_texts(|text| {
            hasher.update(&(text.len() as u64).to_le_bytes()).update(text);
        });
    }
    let hash = hasher.finalize();
    hash.as_bytes().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

fn read(
    work: &mut Work<'_>,
    index: u16,
    source: &mut Source,
    revision: Option<&Revision>,
    watch: &mut Watch<'_>,
) -> Result<(), RunError> {
    let mut file = FileWork::new(index, source);
    work.files.begin_source(index, source);
    work.proof.file_begun(index, source.header_line(), source.step);
    let located = source.located.clone();
    let share = source.share();
    source.read(|rows| {
        for row in rows.iter() {
            if located.is_below_header(row.line()) {
                work.row(row, &located, revision, &mut file)?;
            }
        }
        (watch.tell)(file.delivered, share());
        watch.stopped()
    })?;
    let ended = work.proof.file_ended(file.last_line, file.delivered);
    ended.map_err(|error| RunError::Proof(error, file.name))?;
    Ok(())
}
