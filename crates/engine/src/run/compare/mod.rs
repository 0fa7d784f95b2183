//! `cuadre compare`: two ledgers, or a ledger and a report, document by document.
//!
//! Both sides are opened, the fields that both have are chosen, both are read at once into what `compare` sorts, and
//! what comes of it is counted, proved and written. Rows of a side that cannot be read are listed and never dropped:
//! equal, differing, only there, unreadable and skipped rows together are all of them, or the comparison fails.

mod book;
mod fields;
mod folder;
mod list;
mod out;
mod report;
mod row;
mod side;
mod unreadable;

pub use fields::{COMPARABLE, Tolerances, comparable, words_of};
pub use report::{
    ClassReport, CompareReport, Compared, FieldOutcome, FieldReport, MissingField, PlaceReport,
    Shown, ShownField, SideReport,
};

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use self::fields::Chosen;
use self::folder::OutFolder;
use self::out::{Names, Out};
use self::side::{Reading, SideRead};
use super::job::{Job, RunError, Watch};
use super::twice::refuse_same_paths;
use crate::compare::{Lost, Side, SorterLimits, SpillError, join};
use crate::ingest::bulk_layout;
use crate::ingest::layout::Layouts;
use crate::ingest::open::OpenOptions;
use crate::model::{Field, Language};
use crate::normalize::proof::ProofError;

/// A comparison that is asked for.
#[derive(Clone, Debug)]
pub struct CompareJob {
    /// The files of each side, in the order in which they are read.
    pub files: [Vec<PathBuf>; 2],
    /// The layout of each side; `None`: recognized.
    pub layout: [Option<String>; 2],
    /// The layouts that are known.
    pub layouts: Layouts,
    /// How files are opened.
    pub open: OpenOptions,
    /// The fields to compare; `None`: all that both sides have, save the customer's name.
    pub fields: Option<Vec<Field>>,
    /// How far amounts may be apart.
    pub tolerances: Tolerances,
    /// The folder of the lists; `None`: nothing is written.
    pub out: Option<PathBuf>,
    /// Where what does not fit into memory is kept meanwhile.
    pub temporary: PathBuf,
    /// How much a side may hold in memory.
    pub limits: SorterLimits,
    /// The language of the files for people.
    pub language: Language,
    /// The version that the summary names.
    pub version: &'static str,
}

impl CompareJob {
    /// The comparison of these files with nothing else asked for.
    pub fn new(files: [Vec<PathBuf>; 2], layouts: Layouts, language: Language) -> CompareJob {
        CompareJob {
            files,
            layout: [None, None],
            open: OpenOptions::for_layouts(&layouts),
            layouts,
            fields: None,
            tolerances: Tolerances::default(),
            out: None,
            temporary: std::env::temp_dir(),
            limits: SorterLimits::DEFAULT,
            language,
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// A side as a ledger that is read.
    fn side(&self, side: Side) -> Result<Job, RunError> {
        let bulk = bulk_layout::named("ventas-20", None)?;
        let files = self.files[side as usize].clone();
        let mut job = Job::new(files, self.layouts.clone(), bulk, self.language);
        job.open = self.open.clone();
        job.layout = self.layout[side as usize].clone();
        Ok(job)
    }
}

impl From<SpillError> for RunError {
    fn from(error: SpillError) -> RunError {
        RunError::Temporary(error.0)
    }
}

impl From<Lost> for RunError {
    fn from(lost: Lost) -> RunError {
        let error = ProofError::Sum { file: None, rows_in: lost.rows, judged: lost.found };
        RunError::Proof(error, String::new())
    }
}

/// What reading both sides tells whoever waits.
pub(super) struct Progress<'a> {
    pub(super) rows: [AtomicU64; 2],
    pub(super) stop: &'a AtomicBool,
    /// Set where the other side has failed, so that this one ends too.
    pub(super) given_up: AtomicBool,
}

impl Progress<'_> {
    pub(super) fn stopped(&self) -> Result<(), RunError> {
        let is_set = |flag: &AtomicBool| flag.load(Ordering::Relaxed);
        if is_set(self.stop) || is_set(&self.given_up) {
            return Err(RunError::Interrupted);
        }
        Ok(())
    }

    pub(super) fn all_rows(&self) -> u64 {
        self.rows.iter().map(|rows| rows.load(Ordering::Relaxed)).sum()
    }
}

/// Compares two sides and writes what differs.
pub fn compare(job: &CompareJob, watch: &mut Watch<'_>) -> Result<Compared, RunError> {
    let started = Instant::now();
    job.files.iter().try_for_each(|files| refuse_same_paths(files))?;
    refuse_same_sides(&job.files)?;
    let jobs = [job.side(Side::Left)?, job.side(Side::Right)?];
    let folder = job.out.as_deref().map(OutFolder::begin).transpose()?;
    let readings = [Reading::open(&jobs[0], None)?, Reading::open(&jobs[1], None)?];
    let chosen = Chosen::of(job, readings.each_ref().map(Reading::columns))?;
    let [left, right] = read_both(job, &jobs, readings, &chosen, watch)?;
    let work = folder.as_ref().map(|folder| folder.path().to_owned());
    let outcome = join_and_write(job, [left, right], &chosen, folder, watch);
    let compared = outcome.map_err(|error| match (&work, &job.out) {
        (Some(work), Some(out)) => error.outside(work, out),
        _ => error,
    })?;
    Ok(Compared { seconds: started.elapsed().as_secs_f64(), ..compared })
}

/// Refuses a file that is on both sides: whoever names it twice does not mean to compare it with itself.
fn refuse_same_sides([left, right]: &[Vec<PathBuf>; 2]) -> Result<(), RunError> {
    // What cannot be found is told when it is opened.
    let real = |file: &PathBuf| std::fs::canonicalize(file).ok();
    let left: Vec<PathBuf> = left.iter().filter_map(real).collect();
    match right.iter().find(|file| real(file).is_some_and(|file| left.contains(&file))) {
        Some(file) => Err(RunError::SameSides(file.clone())),
        None => Ok(()),
    }
}

/// Reads both sides, each on threads of its own.
fn read_both(
    job: &CompareJob,
    jobs: &[Job; 2],
    readings: [Reading; 2],
    chosen: &Chosen,
    watch: &mut Watch<'_>,
) -> Result<[SideRead; 2], RunError> {
    let progress = Progress {
        rows: [AtomicU64::new(0), AtomicU64::new(0)],
        stop: watch.stop,
        given_up: AtomicBool::new(false),
    };
    let [left, right] = readings;
    let (left, right) = std::thread::scope(|scope| {
        let read = |side: Side, reading: Reading, tell: &mut dyn FnMut(u64)| {
            let read =
                side::read(job, &jobs[side as usize], side, reading, chosen, &progress, tell);
            if read.is_err() {
                progress.given_up.store(true, Ordering::Relaxed);
            }
            read
        };
        let left = scope.spawn(move || read(Side::Left, left, &mut |_| {}));
        let right = read(Side::Right, right, &mut |rows| (watch.tell)(rows, None));
        let left = left.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        (left, right)
    });
    match (left, right) {
        (Ok(left), Ok(right)) => Ok([left, right]),
        // The side that only gave up has nothing to say.
        (Err(RunError::Interrupted), Err(error)) | (Err(error), _) | (_, Err(error)) => Err(error),
    }
}

fn join_and_write(
    job: &CompareJob,
    sides: [SideRead; 2],
    chosen: &Chosen,
    folder: Option<OutFolder>,
    watch: &mut Watch<'_>,
) -> Result<Compared, RunError> {
    let [left, right] = sides;
    let names = Names::of(chosen, [&left.sources[..], &right.sources[..]], job.language);
    let path = folder.as_ref().map(|folder| folder.path().to_owned());
    let mut out = Out::create(names, path.as_deref(), &job.temporary, watch)?;
    let (left, left_sorted) = left.apart();
    let (right, right_sorted) = right.apart();
    let tally = join(&chosen.spec, left_sorted, right_sorted, &job.temporary, &mut out)?;
    let mut read = [left, right];
    for (side, read) in Side::BOTH.into_iter().zip(&mut read) {
        prove(read, tally.rows(side))?;
        out.unreadable(side, &mut read.unreadable)?;
    }
    let (shown, writer) = out.end();
    let evidence = report::evidence(&read);
    let mut report = report::of(job, chosen, &read, &tally, shown);
    if let (Some(folder), Some(writer)) = (folder, writer) {
        report.files = writer.finish(&report, job.language)?;
        folder.commit(&report)?;
    }
    Ok(Compared { report, evidence, out: job.out.clone(), seconds: 0.0 })
}

/// The rows that a side's reader delivered are those that were compared, unreadable or skipped.
fn prove(read: &side::Facts, compared: u64) -> Result<(), RunError> {
    let rows = &read.rows;
    let judged = compared + read.unreadable_rows + rows.skipped();
    if rows.rows_in != judged || rows.rejected != read.unreadable_rows {
        let error = ProofError::Sum { file: None, rows_in: rows.rows_in, judged };
        let names: Vec<&str> = read.sources.iter().map(|source| source.name.as_str()).collect();
        return Err(RunError::Proof(error, names.join(", ")));
    }
    Ok(())
}
