//! The files of a ledger, opened: their layout and columns, their first rows, and how they are read to the end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use xlsx::Rows;

use super::job::{Job, RunError};
use super::pump::pump;
use super::sample::{SAMPLE_ROWS, Sample};
use crate::ingest::error::{IngestError, IngestErrorKind, Place};
use crate::ingest::evidence::Evidence;
use crate::ingest::file_name::{NameFault, ledger_name, period_of_name};
use crate::ingest::locate::Located;
use crate::ingest::skip::skip_reason;
use crate::ingest::{Table, open};
use crate::model::{Columns, DecimalMark, Period, Sentence};
use crate::normalize::proof::LineStep;

/// One file of the ledger.
pub(super) struct Source {
    pub(super) path: PathBuf,
    /// The file's name, as lists and sentences show it.
    pub(super) name: String,
    /// The sheet's name; empty for text.
    pub(super) sheet: String,
    pub(super) located: Located,
    pub(super) columns: Columns,
    pub(super) marks: [DecimalMark; 13],
    pub(super) step: LineStep,
    pub(super) evidence: Vec<Evidence>,
    periods: Option<Period>,
    /// Gone once it was read: a table is read once.
    table: Option<Table>,
    head: Vec<Rows>,
    afterwards: Vec<Evidence>,
    share: Arc<AtomicU64>,
}

/// Stands for a share that nobody knows.
const UNKNOWN: u64 = u64::MAX;

impl Source {
    /// Opens a file and looks at its first rows.
    pub(super) fn open(path: &Path, job: &Job) -> Result<Source, RunError> {
        let mut table = open(path, &job.open)?;
        let located = table.locate(&job.layouts, job.layout.as_deref())?;
        let columns = located.columns.clone();
        let mut head = Vec::new();
        let mut sample = Sample::default();
        let mut seen = 0;
        let mut has_rows = false;
        while seen < SAMPLE_ROWS {
            let mut rows = Rows::new();
            if !table.next(&mut rows)? {
                break;
            }
            seen += rows.len();
            for row in rows.iter().filter(|row| located.is_below_header(row.line())) {
                has_rows = true;
                if skip_reason(row, &located).is_none() {
                    sample.row(row, &columns);
                }
            }
            head.push(rows);
        }
        if !has_rows {
            let line = located.header_line;
            let place =
                Place { line, sheet: table.sheet().map(str::to_owned), ..Place::file(path) };
            return Err(IngestError::new(IngestErrorKind::NoRows, place).into());
        }
        let sheet = table.sheet().unwrap_or_default().to_owned();
        let mut evidence = table.evidence().to_vec();
        evidence.extend(located.evidence.iter().cloned());
        evidence.extend(doubt_of_name(path, sample.period()));
        evidence.extend(doubts_of_issuer(path, &sample, &job.company.ruc));
        Ok(Source {
            path: path.to_owned(),
            name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            step: if table.text().is_some() { LineStep::Text } else { LineStep::Rows },
            sheet,
            columns,
            marks: sample.marks(),
            periods: sample.period(),
            evidence,
            located,
            table: Some(table),
            head,
            afterwards: Vec::new(),
            share: Arc::new(AtomicU64::new(UNKNOWN)),
        })
    }

    /// The period that the name says, else the one that most of the first rows name.
    pub(super) fn period(&self) -> Option<Period> {
        period_of_name(&self.path).or(self.periods)
    }

    /// The line of the header row, 0 where there is none.
    pub(super) fn header_line(&self) -> u64 {
        self.located.header_line.unwrap_or(0)
    }

    /// The texts of the first rows, in their order.
    pub(super) fn first_texts(&self, mut take: impl FnMut(&[u8])) {
        for row in self.head.iter().flat_map(|rows| rows.iter()) {
            row.cells().iter().for_each(|cell| take(row.bytes_of(*cell)));
        }
    }

    /// How much of the file was read so far, in thousandths; to be asked while it is read.
    pub(super) fn share(&self) -> impl Fn() -> Option<u64> + use<> {
        let share = self.share.clone();
        move || Some(share.load(Ordering::Relaxed)).filter(|share| *share != UNKNOWN)
    }

    /// Reads all rows on a thread of its own, in batches, in their order; once.
    pub(super) fn read(
        &mut self,
        consume: impl FnMut(&Rows) -> Result<(), RunError>,
    ) -> Result<(), RunError> {
        let mut head = std::mem::take(&mut self.head).into_iter();
        let Some(mut table) = self.table.take() else { return Ok(()) };
        let reader = &mut table;
        let share = &self.share;
        pump(
            move |rows| match head.next() {
                Some(first) => {
                    *rows = first;
                    Ok(true)
                }
                None => {
                    let more = reader.next(rows)?;
                    share.store(reader.share().unwrap_or(UNKNOWN), Ordering::Relaxed);
                    Ok(more)
                }
            },
            consume,
        )?;
        self.afterwards = table.irregularities();
        Ok(())
    }

    /// What was found out of the ordinary while the file was read.
    pub(super) fn afterwards(&self) -> Vec<Evidence> {
        self.afterwards.clone()
    }
}

const ROWS_DISAGREE: Sentence = Sentence::new(
    "su nombre dice {name}, y la mayoría de sus primeras filas, {rows}",
    "its name says {name}, and most of its first rows, {rows}",
);

/// What a person should know before he wonders why every row is of the wrong month.
fn doubt_of_name(path: &Path, rows: Option<Period>) -> Option<Evidence> {
    match (ledger_name(path), rows) {
        // A name that says nothing is as good as any.
        (Err(NameFault::NotALedger | NameFault::NoYear), _) => None,
        (Err(fault), _) => Some(fault.evidence()),
        (Ok(name), Some(rows)) if name.period != rows => Some(
            Evidence::doubt(ROWS_DISAGREE)
                .with("name", name.period.to_string())
                .with("rows", rows.to_string()),
        ),
        (Ok(_), _) => None,
    }
}

const NAME_OF_ANOTHER: Sentence = Sentence::new(
    "su nombre dice el RUC {found}, y la empresa de los ajustes tiene el {ruc}",
    "its name says the RUC {found}, and the company of the settings has {ruc}",
);
const ROWS_OF_ANOTHER: Sentence = Sentence::new(
    "sus filas son del RUC {found}, y la empresa de los ajustes tiene el {ruc}",
    "its rows are of the RUC {found}, and the company of the settings has {ruc}",
);

/// Whose ledger it is, where that is not the company whose settings judge it; forty companies a month are easily
/// mixed up. A customer may well have the issuer's own RUC: that is a sale to oneself, and legal.
fn doubts_of_issuer(path: &Path, sample: &Sample, ruc: &str) -> Vec<Evidence> {
    let ruc = ruc.trim();
    if ruc.is_empty() {
        return Vec::new();
    }
    let name = ledger_name(path).ok().and_then(|name| name.company);
    let of = |sentence: Sentence, found: Option<String>| {
        let found = found.filter(|found| found != ruc)?;
        Some(Evidence::doubt(sentence).with("found", found).with("ruc", ruc))
    };
    let doubts = [of(NAME_OF_ANOTHER, name), of(ROWS_OF_ANOTHER, sample.stranger(ruc))];
    doubts.into_iter().flatten().collect()
}
