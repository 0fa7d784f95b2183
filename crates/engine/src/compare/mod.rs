//! Compares two sets of documents: what only one side has, what both have and say differently, what one repeats.
//!
//! Values go in, outcomes come out. A document is known by its [`Key`] (kind, series, number), and each side is a
//! multiset: of several documents with one key as many are paired as both sides have, equal ones first. Each side is
//! sorted in bounded memory by a [`Sorter`], which spills to unnamed files in the folder that it is given, and
//! [`join`] walks both in order. The outcome depends on the rows, never on their order, save for the places it names.
//!
//! Nothing here reads a ledger, knows a layout or writes a list.

mod join;
mod key;
mod merge;
mod pairing;
mod queue;
mod record;
mod sorter;
mod spec;
mod tally;

#[cfg(test)]
mod tests;

pub use join::{Lost, Sink, join};
pub use key::{CODE_BYTES_MAX, Key, plain_number};
pub use merge::Merge;
pub use queue::{Queue, QueueReader};
pub use record::{Record, RecordWriter, Row, Value};
pub use sorter::{Sorted, Sorter, SorterLimits};
pub use spec::{Compared, FIELDS_MAX, ISSUE_DATE, Spec, TOTAL};
pub use tally::{Class, Count, Counts, Tally};

use std::io;

/// One of the two sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// What is compared.
    Left,
    /// What it is compared with.
    Right,
}

impl Side {
    /// Both, the left one first.
    pub const BOTH: [Side; 2] = [Side::Left, Side::Right];
}

/// A temporary file that cannot be written or read.
#[derive(Debug)]
pub struct SpillError(pub io::Error);

impl From<io::Error> for SpillError {
    fn from(error: io::Error) -> SpillError {
        SpillError(error)
    }
}
