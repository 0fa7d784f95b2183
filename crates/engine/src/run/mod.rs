//! The control plane: the only place that knows the order of the stages.
//!
//! A ledger is opened, its rows are judged as they come, and what became of them is proved, summed and written. It is
//! read once, except where later rows deny the decimal marks that its first rows had told: then what was judged is
//! thrown away and it is read once more. Nothing bears its final name before all of it is right.

mod absent;
pub mod compare;
mod evidence;
mod files;
mod finish;
mod hashes;
mod job;
mod marks;
mod period;
pub mod phases;
mod pump;
mod report;
mod revision;
mod sample;
mod sold;
mod source;
mod twice;
mod work;

pub use job::{Job, RUN_ERRORS, RunError, Watch};
pub use report::{Ended, Report, ShownFailure};
pub use sold::Sold;

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use files::{Files, Setting};
use finish::{Bytes, finish};
use hashes::Hashes;
use marks::{Mixed, MixedOfFiles};
use period::period_of;
use revision::Revision;
use source::{Source, Stream};
use twice::{refuse_copies, refuse_same_paths};
use work::{FileWork, Work};

use crate::model::Period;
use crate::normalize::RuleContext;
use crate::normalize::outputs::RunFolder;

/// Judges a ledger and writes its files.
pub fn normalize(job: &Job, watch: &mut Watch<'_>) -> Result<Ended, RunError> {
    let started = Instant::now();
    refuse_same_paths(&job.files)?;
    let mut mixed = MixedOfFiles::new();
    let given_up = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let mut hashes = Hashes::start(scope, job, &given_up);
        loop {
            if let Some(ended) = attempt(job, watch, &mut mixed, &mut hashes, started)? {
                return Ok(ended);
            }
        }
    })
}

/// A ledger whose files are open: its period, and each file with its rows.
struct Opened {
    period: Period,
    sources: Vec<Source>,
    streams: Vec<Stream>,
}

/// One reading of the ledger. `None`: rows denied what the first ones had told, `mixed` has them, and nothing was
/// written; it must be read again.
fn attempt(
    job: &Job,
    watch: &mut Watch<'_>,
    mixed: &mut MixedOfFiles,
    hashes: &mut Hashes<'_>,
    started: Instant,
) -> Result<Option<Ended>, RunError> {
    let each = job.files.iter().enumerate();
    let opened = each.map(|(index, path)| Source::open(path, job, mixed.get(&index)));
    let (sources, streams): (Vec<Source>, Vec<Stream>) =
        opened.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    let period = period_of(job, &sources)?;
    refuse_copies(&job.files)?;
    let out = job.out.as_ref().map(|out| match job.by_period {
        true => out.join(period.to_string()),
        false => out.clone(),
    });
    let folder = out.as_deref().map(|out| begin(out, job)).transpose()?;
    let work = folder.as_ref().map(|folder| folder.path().to_owned());
    let opened = Opened { period, sources, streams };
    match (judge(job, watch, opened, (mixed, hashes), folder, started), out) {
        (Ok(ended), out) => Ok(ended.map(|ended| Ended { out, ..ended })),
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
    opened: Opened,
    (mixed, hashes): (&mut MixedOfFiles, &mut Hashes<'_>),
    folder: Option<RunFolder>,
    started: Instant,
) -> Result<Option<Ended>, RunError> {
    let Opened { period, mut sources, streams } = opened;
    let revision = revision_of(job, folder.as_ref())?;
    let of_ledger = || tag_of(period, &sources, &streams);
    let tag = revision.as_ref().map_or_else(of_ledger, |revision| revision.tag);
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
    let mut denied = false;
    for (index, (source, stream)) in sources.iter_mut().zip(streams).enumerate() {
        let found = read(&mut work, index as u16, source, stream, revision.as_ref(), watch)?;
        if !found.is_empty() {
            mixed.entry(index).or_default().join(found);
            denied = true;
        }
    }
    if denied {
        return Ok(None);
    }
    let bytes = Bytes { hashes: hashes.wait()?, tag };
    if revision.as_ref().is_some_and(|revision| revision.hashes != bytes.hashes) {
        return Err(RunError::OtherLedger);
    }
    watch.stopped()?;
    finish(work, &sources, bytes, revision, folder, started).map(Some)
}

fn revision_of(job: &Job, folder: Option<&RunFolder>) -> Result<Option<Revision>, RunError> {
    let (Some(workbook), Some(folder)) = (&job.corrections, folder) else { return Ok(None) };
    let earlier = folder.earlier();
    earlier.map(|earlier| Revision::read(workbook, folder.out(), earlier)).transpose()
}

/// What ties a correction workbook to its ledger before all of it is read: names, sheets, period and first rows.
fn tag_of(period: Period, sources: &[Source], streams: &[Stream]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(period.to_string().as_bytes());
    for (source, stream) in sources.iter().zip(streams) {
        hasher.update(source.name.as_bytes()).update(source.sheet.as_bytes());
        stream.first_texts(|text| {
            hasher.update(&(text.len() as u64).to_le_bytes()).update(text);
        });
    }
    let hash = hasher.finalize();
    hash.as_bytes().first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

/// Judges the rows of one file; the columns in which they deny what its first rows had told.
fn read(
    work: &mut Work<'_>,
    index: u16,
    source: &mut Source,
    stream: Stream,
    revision: Option<&Revision>,
    watch: &mut Watch<'_>,
) -> Result<Mixed, RunError> {
    let mut file = FileWork::new(index, source, work.job);
    work.files.begin_source(index, source);
    work.proof.file_begun(index, source.header_line(), source.step);
    let located = source.located.clone();
    let share = stream.share();
    source.afterwards = stream.read(|rows| {
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
    if let Some(contents) = &mut work.contents {
        contents.end_file(&source.path)?;
    }
    Ok(file.marks.found)
}
