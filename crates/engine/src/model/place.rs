//! Where a row stands.

/// The file (its index in the ledger's list) and the line of a row; ordered as the ledger is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowPlace {
    /// Index of the file in the ledger's list.
    pub file: u16,
    /// The spreadsheet's row or the text's line, from 1.
    pub line: u64,
}
