//! Workbooks: which sheet is read, and the rows of those formats that can only be read whole.
//!
//! XLS, XLSB and ODS come through calamine and give the rows that the same sheet gives as XLSX: dates as serials,
//! numbers in their shortest form, lines without a cell left out. Since they are read whole, they are refused above
//! a stated size.

use std::fs::File;
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{CellErrorType, Data, ExcelDateTime, Range, Reader, SheetType, SheetVisible};
use xlsx::{CellKind, Rows};

use super::error::{IngestError, IngestErrorKind, Place};
use super::evidence::Evidence;
use super::format::Format;
use super::header::{nearest, sheet_key};
use super::open::OpenOptions;
use crate::model::{Date, Sentence};

/// Bytes that a workbook may have which is read whole.
pub const WHOLE_BYTES_MAX: u64 = 64 << 20;

/// Rows of a batch.
const BATCH_ROWS: usize = 1024;

/// A day that the 1904 system calls 0.
const DAYS_TO_1904: f64 = 1462.0;

const CHOSEN: Sentence =
    Sentence::new("hoja «{sheet}», como se indicó", "sheet “{sheet}”, as given");
const BY_LAYOUT: Sentence = Sentence::new(
    "hoja «{sheet}», la que nombra un formato; el libro tiene {sheets}",
    "sheet “{sheet}”, which a layout names; the workbook has {sheets}",
);
const ONLY: Sentence = Sentence::new(
    "hoja «{sheet}», la única del libro",
    "sheet “{sheet}”, the only one of the workbook",
);
const FIRST: Sentence = Sentence::new(
    "hoja «{sheet}», la primera visible; el libro tiene {sheets} (otra se indica con --sheet)",
    "sheet “{sheet}”, the first visible one; the workbook has {sheets} (give another with --sheet)",
);
const HIDDEN: Sentence =
    Sentence::new("la hoja «{sheet}» está oculta", "the sheet “{sheet}” is hidden");

/// A sheet as any format lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether its tab is hidden.
    pub hidden: bool,
    /// Whether it is a sheet of cells, and no chart or dialog.
    pub(crate) cells: bool,
}

/// The sheet to read: the one that was asked for, else one that a layout names, else the first visible one.
pub(crate) fn choose(
    sheets: &[Sheet],
    options: &OpenOptions,
    place: &Place,
    evidence: &mut Vec<Evidence>,
) -> Result<usize, IngestError> {
    let names: Vec<String> = sheets.iter().map(|sheet| format!("«{}»", sheet.name)).collect();
    let names = names.join(", ");
    let named = |name: &str| {
        let exact = sheets.iter().position(|sheet| sheet.name == name);
        exact.or_else(|| sheets.iter().position(|sheet| sheet_key(&sheet.name) == sheet_key(name)))
    };
    let usable = |index: &usize| sheets[*index].cells;
    let (index, sentence) = if let Some(asked) = &options.sheet {
        // A name before a number: a sheet may well be called `2`.
        let counted = asked.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let found = named(asked).or(counted.filter(|index| *index < sheets.len()));
        match found.filter(usable) {
            Some(index) => (index, CHOSEN),
            None => {
                return Err(IngestError::new(IngestErrorKind::SheetMissing, place.clone())
                    .with("value", asked.as_str())
                    .with("sheets", if names.is_empty() { "—".to_owned() } else { names })
                    .perhaps(nearest(asked, sheets.iter().map(|sheet| sheet.name.as_str()))));
            }
        }
    } else if let Some(index) =
        options.sheets_known.iter().find_map(|name| named(name)).filter(usable)
    {
        (index, if sheets.len() == 1 { ONLY } else { BY_LAYOUT })
    } else {
        let all = || (0..sheets.len()).filter(usable);
        let first = all().find(|index| !sheets[*index].hidden).or_else(|| all().next());
        let index =
            first.ok_or_else(|| IngestError::new(IngestErrorKind::NoSheets, place.clone()))?;
        (index, if sheets.len() == 1 { ONLY } else { FIRST })
    };
    let name = sheets[index].name.as_str();
    evidence.push(Evidence::new(sentence).with("sheet", name).with("sheets", names));
    if sheets[index].hidden {
        evidence.push(Evidence::doubt(HIDDEN).with("sheet", name));
    }
    Ok(index)
}

/// A workbook that is read whole.
pub(crate) struct Whole {
    book: Book,
    pub(crate) sheets: Vec<Sheet>,
}

type Source = BufReader<File>;

enum Book {
    Xls(Box<calamine::Xls<Source>>),
    Xlsb(Box<calamine::Xlsb<Source>>),
    Ods(Box<calamine::Ods<Source>>),
}

impl Whole {
    /// Opens a workbook that is known to be of `format`.
    pub(crate) fn open(path: &Path, format: Format, place: &Place) -> Result<Whole, IngestError> {
        let io = |error| IngestError::io(error, place.clone());
        let file = File::open(path).map_err(io)?;
        let size = file.metadata().map_err(io)?.len();
        if size > WHOLE_BYTES_MAX {
            return Err(IngestError::new(IngestErrorKind::TooLargeWhole, place.clone())
                .with("size", size.div_ceil(1 << 20))
                .with("what", format.name().to_uppercase())
                .with("limit", WHOLE_BYTES_MAX >> 20));
        }
        let source = BufReader::new(file);
        let (book, listed) = guarded(place, || match format {
            Format::Xls => calamine::Xls::new(source).map_err(xls_error(place)).map(|book| {
                let listed = book.sheets_metadata().to_vec();
                (Book::Xls(Box::new(book)), listed)
            }),
            Format::Xlsb => calamine::Xlsb::new(source).map_err(xlsb_error(place)).map(|book| {
                let listed = book.sheets_metadata().to_vec();
                (Book::Xlsb(Box::new(book)), listed)
            }),
            Format::Ods | Format::Xlsx | Format::Text => {
                calamine::Ods::new(source).map_err(ods_error(place)).map(|book| {
                    let listed = book.sheets_metadata().to_vec();
                    (Book::Ods(Box::new(book)), listed)
                })
            }
        })?;
        let sheets = listed
            .into_iter()
            .map(|sheet| Sheet {
                hidden: sheet.visible != SheetVisible::Visible,
                cells: sheet.typ == SheetType::WorkSheet,
                name: sheet.name,
            })
            .collect();
        Ok(Whole { book, sheets })
    }

    /// All rows of a sheet, in batches, the last batch first.
    pub(crate) fn rows(mut self, index: usize, place: &Place) -> Result<Vec<Rows>, IngestError> {
        let name = self.sheets[index].name.clone();
        let (range, shift) = guarded(place, || match &mut self.book {
            Book::Xls(book) => {
                let shift = if book.has_1904_epoch() { DAYS_TO_1904 } else { 0.0 };
                Ok((book.worksheet_range(&name).map_err(xls_error(place))?, shift))
            }
            Book::Xlsb(book) => {
                let shift = if book.has_1904_epoch() { DAYS_TO_1904 } else { 0.0 };
                Ok((book.worksheet_range(&name).map_err(xlsb_error(place))?, shift))
            }
            Book::Ods(book) => Ok((book.worksheet_range(&name).map_err(ods_error(place))?, 0.0)),
        })?;
        drop(self.book);
        let mut batches = batches_of(&range, shift);
        batches.reverse();
        Ok(batches)
    }
}

/// Runs what belongs to another crate; should it panic on a hostile file, that is a damaged file and no defect of ours.
fn guarded<T>(
    place: &Place,
    work: impl FnOnce() -> Result<T, IngestError>,
) -> Result<T, IngestError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(IngestError::new(IngestErrorKind::Damaged, place.clone())
            .with("detail", "its records contradict one another"))
    })
}

fn batches_of(range: &Range<Data>, shift: f64) -> Vec<Rows> {
    let (first_line, first_column) = range.start().unwrap_or_default();
    let mut batches = Vec::new();
    let mut rows = Rows::new();
    for (line, cells) in (u64::from(first_line) + 1..).zip(range.rows()) {
        let Some(last) = cells.iter().rposition(|cell| *cell != Data::Empty) else { continue };
        if rows.len() == BATCH_ROWS {
            batches.push(std::mem::take(&mut rows));
        }
        rows.begin_row(line);
        rows.pad_to(first_column as usize);
        cells[..=last].iter().for_each(|cell| push(&mut rows, cell, shift));
    }
    if !rows.is_empty() {
        batches.push(rows);
    }
    batches
}

fn push(rows: &mut Rows, cell: &Data, shift: f64) {
    match cell {
        Data::Empty => rows.push(CellKind::Empty, b""),
        Data::String(text) if text.is_empty() => rows.push(CellKind::Empty, b""),
        Data::String(text) => rows.push(CellKind::Text, text.as_bytes()),
        Data::Int(number) => rows.push(CellKind::Number, number.to_string().as_bytes()),
        Data::Float(number) => rows.push(CellKind::Number, number.to_string().as_bytes()),
        Data::Bool(true) => rows.push(CellKind::Bool, b"TRUE"),
        Data::Bool(false) => rows.push(CellKind::Bool, b"FALSE"),
        Data::DateTime(date) => push_serial(rows, *date, shift),
        Data::DateTimeIso(text) => push_iso(rows, text),
        Data::DurationIso(text) => rows.push(CellKind::Text, text.as_bytes()),
        Data::Error(error) => rows.push(CellKind::Error, error_text(error).as_bytes()),
    }
}

fn push_serial(rows: &mut Rows, date: ExcelDateTime, shift: f64) {
    let serial = if date.is_duration() { date.as_f64() } else { date.as_f64() + shift };
    rows.push(CellKind::Date, serial.to_string().as_bytes());
}

/// A day of an ODS as the serial that the same sheet has as XLSX; its time, if it has one, as the part after the point.
fn push_iso(rows: &mut Rows, text: &str) {
    let day = Date::read(text.as_bytes(), CellKind::Date).map(Date::serial);
    let time = text.split_once('T').and_then(|(_, time)| fraction_of_day(time));
    match (day, time) {
        (Some(day), None) => rows.push(CellKind::Date, day.to_string().as_bytes()),
        (Some(day), Some(time)) => {
            rows.push(CellKind::Date, (day as f64 + time).to_string().as_bytes());
        }
        (None, _) => rows.push(CellKind::Date, text.as_bytes()),
    }
}

fn fraction_of_day(time: &str) -> Option<f64> {
    let mut seconds = 0.0;
    for (part, unit) in time.split(':').zip([3600.0, 60.0, 1.0]) {
        seconds += part.parse::<f64>().ok()? * unit;
    }
    (seconds > 0.0).then_some(seconds / 86_400.0)
}

fn error_text(error: &CellErrorType) -> &'static str {
    match error {
        CellErrorType::Div0 => "#DIV/0!",
        CellErrorType::NA => "#N/A",
        CellErrorType::Name => "#NAME?",
        CellErrorType::Null => "#NULL!",
        CellErrorType::Num => "#NUM!",
        CellErrorType::Ref => "#REF!",
        CellErrorType::Value => "#VALUE!",
        CellErrorType::GettingData => "#GETTING_DATA",
    }
}

fn xls_error(place: &Place) -> impl Fn(calamine::XlsError) -> IngestError + '_ {
    |error| match error {
        calamine::XlsError::Password => IngestError::new(IngestErrorKind::Encrypted, place.clone()),
        calamine::XlsError::Io(error) => IngestError::io(error, place.clone()),
        other => damaged(place, other),
    }
}

fn xlsb_error(place: &Place) -> impl Fn(calamine::XlsbError) -> IngestError + '_ {
    |error| match error {
        calamine::XlsbError::Password => {
            IngestError::new(IngestErrorKind::Encrypted, place.clone())
        }
        calamine::XlsbError::Io(error) => IngestError::io(error, place.clone()),
        other => damaged(place, other),
    }
}

fn ods_error(place: &Place) -> impl Fn(calamine::OdsError) -> IngestError + '_ {
    |error| match error {
        calamine::OdsError::Password => IngestError::new(IngestErrorKind::Encrypted, place.clone()),
        calamine::OdsError::Io(error) => IngestError::io(error, place.clone()),
        other => damaged(place, other),
    }
}

fn damaged(place: &Place, error: impl std::error::Error + Send + Sync + 'static) -> IngestError {
    IngestError::new(IngestErrorKind::Damaged, place.clone())
        .with("detail", error.to_string())
        .because(error)
}
