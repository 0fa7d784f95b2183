//! Reads delimited text as it is found in the world: rows of any dialect, in bounded memory, nothing lost.
//!
//! Well-formed stretches are split where they lie in the batch's arena. A row that does not come out as its
//! neighbours do is read again in every way that somebody is known to write rows in, and the way that fits is taken
//! and noted: a stray quote, a quote that is never closed, another delimiter, a line break that is none. A row that
//! fits in no way keeps the fields that it has; nothing is ever moved to another column.
//!
//! A blank line is a row without cells. An empty field is an empty cell, every other one is text. What the columns
//! mean, which row is the header and what is wrong with a value are not asked here.

pub(crate) mod careful;
mod choose;
mod error;
mod fast;
mod input;
mod irregular;
mod reader;

pub use error::Error;
pub use irregular::{Change, Irregular, Places};
pub use reader::Reader;

use super::sniff::Overrides;

/// How a delimited text is to be read.
#[derive(Clone, Debug)]
pub struct Options {
    /// Parts of the dialect that are known.
    pub overrides: Overrides,
    /// What is refused.
    pub limits: Limits,
    /// The source's length in bytes when it was opened, if it is a file: another length at its end is an error.
    pub length: Option<u64>,
    /// About how much text a batch holds.
    pub batch_bytes: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            overrides: Overrides::default(),
            limits: Limits::default(),
            length: None,
            batch_bytes: 128 * 1024,
        }
    }
}

/// Sizes beyond which a text is refused rather than read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one field.
    pub field_bytes: usize,
    /// Bytes of one row.
    pub row_bytes: usize,
    /// Fields of one row.
    pub columns: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { field_bytes: 1 << 20, row_bytes: 8 << 20, columns: 16_384 }
    }
}
