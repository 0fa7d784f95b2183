//! Streams the cells of an XLSX sheet in bounded memory, and writes sheets the same way.
//!
//! It knows zip, deflate and SpreadsheetML. It does not know what a ledger is, does not guess types and does not
//! format numbers: a number cell comes out as the text that stands in the file. All `unsafe` of the workspace is here.
//!
//! # What a sheet means here
//!
//! - A row's line is its `r`, or the line before plus one. Rows that go backwards, or a cell whose `r` names another
//!   row, are errors: nothing is ever shifted in silence.
//! - A cell's column is its `r`, or the column before plus one. Cells may stand in any order within their row and are
//!   placed by reference; a second value for one place is an error.
//! - Elements are recognised by their local name, whatever the prefix; the `dimension` of a sheet is ignored.
//! - Shared strings lose their phonetic runs, rich-text runs are joined, `_x000D_` escapes are decoded in all strings.

mod archive;
mod blocks;
mod cell;
mod error;
mod limits;
mod package;
mod part;
mod plain;
mod reader;
pub mod rows;
mod scan;
mod strings;
mod styles;
mod text;
mod workbook;
pub mod write;

pub use error::{BadXml, Error, ErrorKind, Limit, Place, Result};
pub use limits::{COLUMNS_MAX, Limits, ROW_MAX};
pub use reader::{SheetReader, Stats};
pub use rows::{Cell, CellKind, Row, Rows};
pub use workbook::{SheetInfo, Workbook};
