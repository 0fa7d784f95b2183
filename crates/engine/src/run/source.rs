//! The files of a ledger, opened: their layout and columns, their first rows, and how they are read to the end.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use xlsx::Rows;

use super::job::{Job, RunError};
use super::marks::Mixed;
use super::pump::pump;
use super::sample::{SAMPLE_ROWS, Sample};
use crate::ingest::error::{IngestError, IngestErrorKind, Place};
use crate::ingest::evidence::Evidence;
use crate::ingest::file_name::{NameFault, ledger_name};
use crate::ingest::locate::Located;
use crate::ingest::skip::skip_reason;
use crate::ingest::{Table, open};
use crate::model::{Columns, DecimalMark, Period, Sentence};
use crate::normalize::proof::LineStep;

/// One file of the ledger, and what its first rows tell of it.
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
    /// What was found out when it was opened.
    pub(super) evidence: Vec<Evidence>,
    /// What was out of the ordinary while it was read.
    pub(super) afterwards: Vec<Evidence>,
    pub(super) sample: Sample,
}

/// The rows of a source, which are read once: the strings of a workbook would stand beside those of a second look.
pub(super) struct Stream {
    table: Table,
    head: Vec<Rows>,
    share: Arc<AtomicU64>,
}

/// Stands for a share that nobody knows.
const UNKNOWN: u64 = u64::MAX;

impl Source {
    /// Opens a file and looks at its first rows; nothing is taken for sure of its columns in `mixed`.
    pub(super) fn open(
        path: &Path,
        job: &Job,
        mixed: Option<&Mixed>,
    ) -> Result<(Source, Stream), RunError> {
        let mut table = open(path, &job.open)?;
        let located = table.locate(&job.layouts, job.layout.as_deref())?;
        let columns = located.columns.clone();
        let mut head = Vec::new();
        let mut sample = Sample::default();
        let (mut seen, mut ended) = (0, false);
        while seen < SAMPLE_ROWS && !ended {
            let mut rows = Rows::new();
            ended = !table.next(&mut rows)?;
            seen += rows.len();
            for row in rows.iter().filter(|row| located.is_below_header(row.line())) {
                if skip_reason(row, &located).is_none() {
                    sample.row(row, &columns);
                }
            }
            head.push(rows);
        }
        if ended && sample.documents() == 0 {
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
        let mut marks = sample.marks();
        if let Some(mixed) = mixed {
            evidence.push(mixed.unlearn(&mut marks, &columns));
        }
        let source = Source {
            path: path.to_owned(),
            name: path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned(),
            step: if table.text().is_some() { LineStep::Text } else { LineStep::Rows },
            sheet,
            columns,
            marks,
            evidence,
            afterwards: Vec::new(),
            sample,
            located,
        };
        Ok((source, Stream { table, head, share: Arc::new(AtomicU64::new(UNKNOWN)) }))
    }

    /// The line of the header row, 0 where there is none.
    pub(super) fn header_line(&self) -> u64 {
        self.located.header_line.unwrap_or(0)
    }
}

impl Stream {
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

    /// Reads all rows on a thread of its own, in batches, in their order; what was out of the ordinary among them.
    pub(super) fn read(
        self,
        consume: impl FnMut(&Rows) -> Result<(), RunError>,
    ) -> Result<Vec<Evidence>, RunError> {
        let Stream { mut table, head, share } = self;
        let mut head = head.into_iter();
        let reader = &mut table;
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
        Ok(table.irregularities())
    }
}

const ROWS_DISAGREE: Sentence = Sentence::new(
    "su nombre dice {name}, y la mayoría de sus primeras filas, {rows}",
    "its name says {name}, and most of its first rows, {rows}",
);

/// What a person should know before he wonders why rows are of the wrong month.
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
