//! The workbook of nine columns that *Series por centro de costo* imports.
//!
//! Every value is a text cell, since a number cell would lose the zeros of series and accounts; only `Sec.` is a number where
//! it is one.

use std::fmt;
use std::io::{self, Write};

use xlsx::write::{Book, Options, SheetLook, SheetWriter, Style, WriteError};

use crate::model::{Language, Sentence, SeriesCatalog, SeriesEntry};

/// The sheet that the platform looks for.
const SHEET: &str = "Hoja1";

/// The titles that the platform looks for.
const TITLES: [&str; 9] = [
    "Sec.",
    "Serie",
    "C.C.",
    "Descripción",
    "Sucursal",
    "T.Op.",
    "Descripción",
    "Cta.Cte.",
    "Descripción",
];

const NOTHING: Sentence = Sentence::new(
    "No hay series que registrar; no se hizo el archivo.",
    "There are no series to register; no file was made.",
);
const OTHER_COLUMNS: Sentence = Sentence::new(
    "El catálogo tiene columnas que se perderían al reemplazarlo: {columns}. No se hizo el archivo; \
     registre las series a mano o importe solo las nuevas.",
    "The catalog has columns that replacing it would lose: {columns}. No file was made; \
     register the series by hand, or import the new ones only.",
);
const WRITING: Sentence = Sentence::new(
    "No se pudo escribir el archivo de series: {error}",
    "The file of series could not be written: {error}",
);

/// What the platform does with the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportKind {
    /// It adds the rows to its catalog: the file has the additions only.
    Merge,
    /// The file is its catalog from then on: what was fetched stands in it, and the additions after that.
    Replace,
}

/// Why a file of series was not made.
#[derive(Debug)]
pub enum RegisterError {
    /// There is nothing to add.
    NothingToAdd,
    /// The catalog has columns that the file cannot hold; `replace` would lose them.
    OtherColumns(Vec<String>),
    /// A text that no cell holds, or a disk that is full.
    Write(WriteError),
}

impl RegisterError {
    /// What happened, and what to do.
    pub fn say(&self, language: Language) -> String {
        match self {
            RegisterError::NothingToAdd => NOTHING.text(language).to_owned(),
            RegisterError::OtherColumns(columns) => {
                OTHER_COLUMNS.fill(language, &[("columns", &columns.join(", "))])
            }
            RegisterError::Write(error) => WRITING.fill(language, &[("error", &error.to_string())]),
        }
    }
}

impl fmt::Display for RegisterError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.say(Language::En))
    }
}

impl std::error::Error for RegisterError {}

impl From<WriteError> for RegisterError {
    fn from(error: WriteError) -> RegisterError {
        RegisterError::Write(error)
    }
}

impl From<io::Error> for RegisterError {
    fn from(error: io::Error) -> RegisterError {
        RegisterError::Write(WriteError::Io(error))
    }
}

/// Writes the workbook and gives the writer back, flushed. The bytes depend on the rows alone.
pub fn write_import<W: Write>(
    out: W,
    kind: ImportKind,
    catalog: &SeriesCatalog,
    additions: &[SeriesEntry],
) -> Result<W, RegisterError> {
    if additions.is_empty() {
        return Err(RegisterError::NothingToAdd);
    }
    if kind == ImportKind::Replace && !catalog.other_columns.is_empty() {
        return Err(RegisterError::OtherColumns(catalog.other_columns.clone()));
    }
    let options = Options { threads: 0, level: 6, shared_strings: true };
    let mut book = Book::create(out, &options)?;
    let mut sheet = book.sheet(SHEET, &SheetLook { frozen_rows: 1, ..SheetLook::default() })?;
    sheet.begin_row()?;
    for title in TITLES {
        sheet.text(Style::Header, title)?;
    }
    sheet.end_row()?;
    let mut last = 0;
    if kind == ImportKind::Replace {
        for row in &catalog.rows {
            last = row.sequence.trim().parse().unwrap_or(last).max(last);
            write_row(&mut sheet, &row.sequence, row.texts())?;
        }
        last = last.max(catalog.rows.len() as u64);
    }
    for (entry, number) in additions.iter().zip(last.saturating_add(1)..) {
        write_row(&mut sheet, &number.to_string(), entry.texts())?;
    }
    sheet.finish()?;
    Ok(book.finish()?)
}

fn write_row<W: Write>(
    sheet: &mut SheetWriter<'_, W>,
    sequence: &str,
    texts: [&str; 8],
) -> Result<(), WriteError> {
    sheet.begin_row()?;
    let is_number = !sequence.is_empty()
        && sequence.len() < 16
        && !(sequence.len() > 1 && sequence.starts_with('0'))
        && sequence.bytes().all(|byte| byte.is_ascii_digit());
    match is_number {
        true => sheet.number(Style::Plain, sequence)?,
        false => sheet.text(Style::Text, sequence)?,
    }
    for text in texts {
        match text.is_empty() {
            true => sheet.empty(Style::Plain)?,
            false => sheet.text(Style::Text, text)?,
        }
    }
    sheet.end_row()
}
