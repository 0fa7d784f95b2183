//! Invents a sales ledger, and tells the truth about it.
//!
//! The same request gives the same bytes anywhere. Demo, tests and benchmarks read what comes out, and compare what
//! the engine says with `truth.json`; for that comparison to mean anything, no rule and no reader of the engine is
//! used here, only its words for dates, periods and fields. Nobody's data is in it.

mod chain;
mod columns;
mod defects;
mod dice;
mod document;
mod formats;
mod issuer;
mod ledger;
mod truth;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use engine::model::Period;
use xlsx::write::{ROWS_MAX, WriteError};

use ledger::{Counts, Ledger};
use truth::Truth;

/// The form of a ledger's file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A workbook with a table of strings, as spreadsheet programs save it.
    Xlsx,
    /// A workbook with its strings in the cells, as reporting tools write it.
    XlsxInline,
    /// UTF-8, commas, decimal points.
    Csv,
    /// Windows-1252, semicolons, decimal commas.
    Csv1252,
    /// PLE 14.1 with its 35 fields, Windows-1252.
    PleTxt,
}

impl Format {
    /// All of them.
    pub(crate) const ALL: [Format; 5] =
        [Format::Xlsx, Format::XlsxInline, Format::Csv, Format::Csv1252, Format::PleTxt];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::XlsxInline => "xlsx-inline",
            Format::Csv => "csv",
            Format::Csv1252 => "csv-1252",
            Format::PleTxt => "ple-txt",
        }
    }

    /// The format of that name.
    pub(crate) fn named(name: &str) -> Option<Format> {
        Format::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Whether it has the 39 columns and their headers.
    fn is_table(self) -> bool {
        self != Format::PleTxt
    }

    /// Whether rows are lines of text.
    fn is_text(self) -> bool {
        !matches!(self, Format::Xlsx | Format::XlsxInline)
    }

    /// The name that an accountant would give the file (domain.md 4.1 and 1.2).
    fn file_name(self, period: Period) -> String {
        const MONTHS: [&str; 12] = [
            "ENERO",
            "FEBRERO",
            "MARZO",
            "ABRIL",
            "MAYO",
            "JUNIO",
            "JULIO",
            "AGOSTO",
            "SETIEMBRE",
            "OCTUBRE",
            "NOVIEMBRE",
            "DICIEMBRE",
        ];
        let Period { year, month } = period;
        let extension = match self {
            Format::Xlsx | Format::XlsxInline => "xlsx",
            Format::Csv | Format::Csv1252 => "csv",
            Format::PleTxt => {
                let ruc = chain::ruc(chain::CHAIN_TEN);
                return format!("LE{ruc}{year:04}{month:02}00140100001111.TXT");
            }
        };
        let name = MONTHS.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or_default();
        format!("{month:02}. PLE {name} {:02}.{extension}", year % 100)
    }
}

/// A share of the rows, in hundredths of a percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share(pub(crate) u32);

impl Share {
    /// Reads `10%`, `2.5`, `0,25 %`.
    pub(crate) fn parse(text: &str) -> Option<Share> {
        let number = text.trim().trim_end_matches('%').trim_end().replace(',', ".");
        let (whole, part) = number.split_once('.').unwrap_or((&number, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !digits(whole) || !digits(part)
        {
            return None;
        }
        let hundredths: u32 = format!("{whole}{part:0<2}").parse().ok()?;
        (hundredths <= 10_000).then_some(Share(hundredths))
    }
}

/// `2.5%`.
impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{}.{:02}", self.0 / 100, self.0 % 100);
        write!(f, "{}%", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Documents; a dirty ledger has a few lines more.
    pub(crate) rows: u64,
    /// Where chance begins.
    pub(crate) seed: u64,
    /// The month.
    pub(crate) period: Period,
    /// The form.
    pub(crate) format: Format,
    /// The share of rows that deserve rejection.
    pub(crate) dirty: Share,
    /// A file, if it has an extension and is no folder; else a folder, in which the year's folder is.
    pub(crate) out: PathBuf,
}

/// What was made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// The ledger.
    pub(crate) file: PathBuf,
    /// The truth about it.
    pub(crate) truth: PathBuf,
    /// Lines below the headers.
    pub(crate) lines: u64,
    /// Rows that deserve rejection.
    pub(crate) rejected: u64,
}

/// A shop of the chain, as the company's catalogs would list it.
#[derive(Clone, Debug)]
pub(crate) struct Shop {
    /// As the ledger writes it.
    pub(crate) branch: String,
    /// As the ledger's last column says.
    pub(crate) cost_center: String,
    /// All that it may issue.
    pub(crate) series: Vec<String>,
}

/// The shops whose sales are in a ledger of so many rows.
pub(crate) fn shops(rows: u64) -> Vec<Shop> {
    let branches = issuer::chain_of(rows).into_iter().enumerate();
    branches
        .map(|(index, branch)| Shop {
            branch: branch.name,
            cost_center: branch.cost_center,
            series: issuer::series_of(index),
        })
        .collect()
}

/// The chain's RUC.
pub(crate) fn ruc() -> String {
    chain::ruc(chain::CHAIN_TEN)
}

/// Why a sample could not be made.
#[derive(Debug)]
pub(crate) enum SampleError {
    /// More rows than a sheet holds.
    TooManyRows {
        /// How many rows fit.
        max: u64,
    },
    /// Spreadsheets have no dates of that period.
    Period(Period),
    /// The folder cannot be made.
    Folder(PathBuf, io::Error),
    /// The file cannot be made or named.
    File(PathBuf, io::Error),
    /// The ledger cannot be written.
    Ledger(io::Error),
    /// The truth cannot be written.
    Truth(io::Error),
    /// The workbook refuses something.
    Workbook(WriteError),
}

impl From<io::Error> for SampleError {
    fn from(error: io::Error) -> SampleError {
        SampleError::Ledger(error)
    }
}

impl From<WriteError> for SampleError {
    fn from(error: WriteError) -> SampleError {
        match error {
            WriteError::Io(error) => SampleError::Ledger(error),
            error => SampleError::Workbook(error),
        }
    }
}

/// Makes a ledger and its `truth.json`. Both appear whole or not at all.
pub(crate) fn run(request: &Request) -> Result<Made, SampleError> {
    // Skipped lines come on top of the rows; a workbook has the headers, too.
    let max = u64::from(ROWS_MAX) - 1 - if request.dirty.0 > 0 { 2_000 } else { 0 };
    if !request.format.is_text() && request.rows > max {
        return Err(SampleError::TooManyRows { max });
    }
    let mut ledger = Ledger::new(request).ok_or(SampleError::Period(request.period))?;
    let file = match request.out.extension() {
        Some(_) if !request.out.is_dir() => request.out.clone(),
        _ => {
            let year = request.out.join(format!("{:04}", request.period.year));
            year.join(request.format.file_name(request.period))
        }
    };
    let folder = file.parent().unwrap_or(Path::new("")).to_owned();
    if !folder.as_os_str().is_empty() {
        fs::create_dir_all(&folder).map_err(|error| SampleError::Folder(folder.clone(), error))?;
    }
    let truth_file = folder.join("truth.json");
    let (ledger_part, truth_part) = (part_of(&file), part_of(&truth_file));
    let written = write_both(request, &mut ledger, &file, &ledger_part, &truth_part)
        .and_then(|()| rename(&ledger_part, &file))
        .and_then(|()| rename(&truth_part, &truth_file));
    if let Err(error) = written {
        // What is left of them says nothing; that they cannot be removed would say less than the error.
        let _ = fs::remove_file(&ledger_part);
        let _ = fs::remove_file(&truth_part);
        return Err(error);
    }
    let Counts { clean, warned, fixed, rejected, skipped } = ledger.counts();
    let lines = clean + warned + fixed + rejected + skipped;
    Ok(Made { file, truth: truth_file, lines, rejected })
}

/// The name under which a file is written until it is whole.
fn part_of(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    file.with_file_name(name)
}

fn create(file: &Path) -> Result<BufWriter<File>, SampleError> {
    let created = File::create(file).map_err(|error| SampleError::File(file.to_owned(), error))?;
    Ok(BufWriter::with_capacity(1 << 18, created))
}

fn rename(part: &Path, file: &Path) -> Result<(), SampleError> {
    fs::rename(part, file).map_err(|error| SampleError::File(file.to_owned(), error))
}

fn write_both(
    request: &Request,
    ledger: &mut Ledger,
    file: &Path,
    ledger_part: &Path,
    truth_part: &Path,
) -> Result<(), SampleError> {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let out = create(ledger_part)?;
    let mut truth =
        Truth::begin(create(truth_part)?, request, &name).map_err(SampleError::Truth)?;
    formats::write(ledger, request.format, out, &mut truth)?;
    truth.finish(ledger.counts(), ledger.sums()).map_err(SampleError::Truth)?;
    Ok(())
}

#[cfg(test)]
mod tests;
