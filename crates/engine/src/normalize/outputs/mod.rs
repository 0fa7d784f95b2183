//! The files of a run: bulk parts for the platform, lists for programs, workbooks for people.
//!
//! All are written as the rows come, in memory that does not grow with the ledger, into a folder that bears its name
//! only when it is whole. Nothing here judges a row or counts what a rule says; what is accepted is written.

pub mod bulk;
pub mod error;
pub mod findings_csv;

mod answers;
mod csv_file;
mod form;
mod page;
mod part;
mod target_text;

pub use answers::{Answers, token};
pub use bulk::{BulkWriter, Numbering};
pub use error::{Fault, OutputError};
pub use findings_csv::{Finding, FindingsCsv, FixesCsv, cell_text};
pub use part::PartSeal;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod bulk_tests;
#[cfg(test)]
mod findings_tests;
