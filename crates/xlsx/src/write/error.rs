//! What can go wrong when a workbook is written.

use std::fmt;
use std::io;

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The sheet's name.
    pub sheet: String,
    /// The row, counted from 1.
    pub row: u32,
    /// The column, counted from 0.
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}!{}{}", self.sheet, super::parts::column_letters(self.column), self.row)
    }
}

/// Why a workbook cannot be written. A refused cell leaves the row as it was: another value may take its place.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// The writer below failed.
    Io(io::Error),
    /// A text is longer than a cell can hold.
    TextTooLong {
        /// The cell.
        place: Place,
        /// How long it is, in UTF-16 units.
        units: usize,
    },
    /// The text for a number cell is not a number that a spreadsheet can read.
    NotANumber {
        /// The cell.
        place: Place,
        /// The text.
        text: String,
    },
    /// The text for an error cell is not the name of a spreadsheet's error.
    NotAnError {
        /// The cell.
        place: Place,
        /// The text.
        text: String,
    },
    /// The sheet is full.
    TooManyRows {
        /// The sheet's name.
        sheet: String,
    },
    /// The row is full.
    TooManyColumns {
        /// The cell that would be beyond the last one.
        place: Place,
    },
    /// A cell outside a row, or a row within a row.
    OutOfOrder {
        /// The cell.
        place: Place,
    },
    /// A sheet cannot have this name.
    SheetName {
        /// The name.
        name: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A sheet was left before it was finished.
    Unfinished {
        /// The sheet's name.
        sheet: String,
    },
    /// A book must have a sheet.
    NoSheet,
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WriteError::Io(error) => write!(f, "the workbook cannot be written: {error}"),
            WriteError::TextTooLong { place, units } => write!(
                f,
                "{place}: the text has {units} characters, and a cell holds {}",
                super::TEXT_UNITS_MAX
            ),
            WriteError::NotANumber { place, text } => {
                write!(f, "{place}: {text:?} is not a number")
            }
            WriteError::NotAnError { place, text } => {
                write!(f, "{place}: {text:?} is not an error of spreadsheets")
            }
            WriteError::TooManyRows { sheet } => {
                write!(f, "the sheet {sheet} is full: it holds {} rows", super::ROWS_MAX)
            }
            WriteError::TooManyColumns { place } => {
                write!(f, "{place}: a row holds {} columns", super::COLUMNS_MAX)
            }
            WriteError::OutOfOrder { place } => {
                write!(f, "{place}: a cell outside a row, or a row within a row")
            }
            WriteError::SheetName { name, why } => {
                write!(f, "a sheet cannot be called {name:?}: {why}")
            }
            WriteError::Unfinished { sheet } => write!(f, "the sheet {sheet} was not finished"),
            WriteError::NoSheet => write!(f, "a workbook needs a sheet"),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            WriteError::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for WriteError {
    fn from(error: io::Error) -> WriteError {
        WriteError::Io(error)
    }
}
