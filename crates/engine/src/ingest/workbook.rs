//! Workbooks in the formats that can only be read whole: XLS, XLSB and ODS, through the crate calamine.
//!
//! They give the rows that the same sheet gives as XLSX: dates as serials, numbers in their shortest form, lines
//! without a cell left out. Since they are read whole, they are refused above stated sizes; and since calamine trusts
//! what a file says of itself, nothing is handed to it that was not looked through before.

use std::fs::File;
use std::io::{BufReader, Cursor};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{
    CellErrorType, Data, DataRef, ExcelDateTime, Range, Reader, SheetType, SheetVisible,
};
use xlsx::{COLUMNS_MAX, CellKind, Rows};

use super::archive;
use super::error::{IngestError, IngestErrorKind, Place};
use super::format::Format;
use super::inner_error::{UNREADABLE_CONTENT, technical};
use super::old_book::{self, Fault};
use super::open_document::{self, ErrorCells};
use super::sheets::Sheet;
use crate::model::{Date, Sentence};

/// Bytes that a workbook may have which is read whole.
pub const WHOLE_BYTES_MAX: u64 = 64 << 20;

/// Cells of a sheet that is read whole, empty ones between others included.
pub(crate) const WHOLE_CELLS_MAX: u64 = 64 << 20;

/// Rows of a batch.
const BATCH_ROWS: usize = 1024;

/// A day that the 1904 system calls 0.
const DAYS_TO_1904: f64 = 1462.0;

pub(crate) const CELLS: Sentence = Sentence::new("celdas de una hoja", "cells of a sheet");
const COLUMNS: Sentence = Sentence::new("columnas de una fila", "columns of a row");

/// A workbook that is read whole.
pub(crate) struct Whole {
    book: Book,
    pub(crate) sheets: Vec<Sheet>,
}

enum Book {
    Xls(Box<calamine::Xls<Cursor<Vec<u8>>>>),
    Xlsb(Box<calamine::Xlsb<BufReader<File>>>),
    /// With the cells of each sheet that hold errors, which calamine gives as text or as 0.
    Ods(Box<calamine::Ods<BufReader<File>>>, Vec<Vec<ErrorCells>>),
}

impl Whole {
    /// Opens a workbook that is known to be of `format`.
    pub(crate) fn open(path: &Path, format: Format, place: &Place) -> Result<Whole, IngestError> {
        let io = |error| IngestError::io(error, place.clone());
        let size = std::fs::metadata(path).map_err(io)?.len();
        if size > WHOLE_BYTES_MAX {
            return Err(IngestError::new(IngestErrorKind::TooLargeWhole, place.clone())
                .with("size", size.div_ceil(1 << 20))
                .with("what", format.name().to_uppercase())
                .with("limit", WHOLE_BYTES_MAX >> 20));
        }
        if format != Format::Xls {
            archive::check_all(path, place)?;
        }
        let source = || File::open(path).map(BufReader::new).map_err(io);
        let (book, listed) = match format {
            Format::Xls => {
                let bytes = std::fs::read(path).map_err(io)?;
                let bytes = old_book::made_safe(&bytes).map_err(|fault| old_fault(fault, place))?;
                guarded(place, || {
                    let book = calamine::Xls::new(Cursor::new(bytes)).map_err(xls_error(place))?;
                    let listed = book.sheets_metadata().to_vec();
                    Ok((Book::Xls(Box::new(book)), listed))
                })?
            }
            Format::Xlsb => {
                let source = source()?;
                guarded(place, || {
                    let book = calamine::Xlsb::new(source).map_err(xlsb_error(place))?;
                    let listed = book.sheets_metadata().to_vec();
                    Ok((Book::Xlsb(Box::new(book)), listed))
                })?
            }
            Format::Ods | Format::Xlsx | Format::Pdf | Format::Text => {
                let errors = open_document::look_through(path, place)?;
                let source = source()?;
                guarded(place, || {
                    let book = calamine::Ods::new(source).map_err(ods_error(place))?;
                    let listed = book.sheets_metadata().to_vec();
                    Ok((Book::Ods(Box::new(book), errors), listed))
                })?
            }
        };
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
        let mut batches = guarded(place, || match &mut self.book {
            Book::Xls(book) => {
                let shift = if book.has_1904_epoch() { DAYS_TO_1904 } else { 0.0 };
                let range = book.worksheet_range(&name).map_err(xls_error(place))?;
                Ok(batches_of(&range, shift, &[]))
            }
            Book::Xlsb(book) => xlsb_batches(book, &name, place),
            Book::Ods(book, errors) => {
                let range = book.worksheet_range(&name).map_err(ods_error(place))?;
                Ok(batches_of(&range, 0.0, errors.get(index).map_or(&[], Vec::as_slice)))
            }
        })?;
        batches.reverse();
        Ok(batches)
    }
}

fn old_fault(fault: Fault, place: &Place) -> IngestError {
    let error = |kind| IngestError::new(kind, place.clone());
    match fault {
        Fault::Container => error(IngestErrorKind::Damaged).with(
            "detail",
            Sentence::new("no se encuentra el libro dentro de él", "no workbook is found in it"),
        ),
        Fault::Encrypted => error(IngestErrorKind::Encrypted),
        Fault::Column => error(IngestErrorKind::TooLarge)
            .with("what", COLUMNS)
            .with("limit", u64::from(old_book::COLUMNS)),
    }
}

/// The rows of an XLSB cell by cell: a range of all of them would be as large as a hostile file says.
fn xlsb_batches(
    book: &mut calamine::Xlsb<BufReader<File>>,
    name: &str,
    place: &Place,
) -> Result<Vec<Rows>, IngestError> {
    let shift = if book.has_1904_epoch() { DAYS_TO_1904 } else { 0.0 };
    let mut cells = book.worksheet_cells_reader(name).map_err(xlsb_error(place))?;
    let too_large = |what: Sentence, limit: u64| {
        IngestError::new(IngestErrorKind::TooLarge, place.clone())
            .with("what", what)
            .with("limit", limit)
    };
    let mut batches = vec![Rows::new()];
    let mut last = None;
    let mut count = 0;
    while let Some(cell) = cells.next_cell().map_err(xlsb_error(place))? {
        let (line, column) = cell.get_position();
        if *cell.get_value() == DataRef::Empty {
            continue;
        }
        if column as usize >= COLUMNS_MAX {
            return Err(too_large(COLUMNS, COLUMNS_MAX as u64));
        }
        if last != Some(line) && batches.last().is_none_or(|batch| batch.len() >= BATCH_ROWS) {
            batches.push(Rows::new());
        }
        let Some(batch) = batches.last_mut() else { break };
        let column = column as usize;
        if last != Some(line) {
            if last.is_some_and(|last| last > line) {
                return Err(out_of_order(place, line));
            }
            batch.begin_row(u64::from(line) + 1);
            last = Some(line);
        } else if batch.width() > column {
            return Err(out_of_order(place, line));
        }
        count += (column - batch.width()) as u64 + 1;
        if count > WHOLE_CELLS_MAX {
            return Err(too_large(CELLS, WHOLE_CELLS_MAX));
        }
        batch.pad_to(column);
        push(batch, &Data::from(cell.get_value().clone()), shift);
    }
    batches.retain(|batch| !batch.is_empty());
    Ok(batches)
}

fn out_of_order(place: &Place, line: u32) -> IngestError {
    let place = Place { line: Some(u64::from(line) + 1), ..place.clone() };
    IngestError::new(IngestErrorKind::Damaged, place).with(
        "detail",
        Sentence::new(
            "una celda está repetida o fuera de orden",
            "a cell is repeated or out of order",
        ),
    )
}

/// Runs what belongs to another crate; should it panic on a hostile file, that is a damaged file and no defect of ours.
fn guarded<T>(
    place: &Place,
    work: impl FnOnce() -> Result<T, IngestError>,
) -> Result<T, IngestError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(IngestError::new(IngestErrorKind::Damaged, place.clone()).with(
            "detail",
            Sentence::new("sus registros se contradicen", "its records contradict one another"),
        ))
    })
}

fn batches_of(range: &Range<Data>, shift: f64, errors: &[ErrorCells]) -> Vec<Rows> {
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
        let wrong = ErrorCells::of_row(errors, line - 1);
        for (column, cell) in (u64::from(first_column)..).zip(&cells[..=last]) {
            match wrong.iter().find(|wrong| wrong.columns.contains(&column)) {
                Some(wrong) => rows.push(CellKind::Error, wrong.text.as_bytes()),
                None => push(&mut rows, cell, shift),
            }
        }
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
        .with("detail", technical(UNREADABLE_CONTENT, &error))
        .because(error)
}
