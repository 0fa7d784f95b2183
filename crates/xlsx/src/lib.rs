//! Streams the cells of an XLSX sheet in bounded memory, and writes sheets the same way.
//!
//! It knows zip, deflate and SpreadsheetML. It does not know what a ledger is, does not guess types and does not
//! format numbers: a number cell comes out as the text that stands in the file. All `unsafe` of the workspace is here.

pub mod rows;
pub mod split;

pub use rows::{Cell, CellKind, Row, Rows};
