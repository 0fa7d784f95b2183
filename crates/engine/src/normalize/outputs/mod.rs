//! The files of a run: bulk parts for the platform, lists for programs, workbooks for people.
//!
//! All are written as the rows come, in memory that does not grow with the ledger, into a folder that bears its name
//! only when it is whole. Nothing here judges a row or counts what a rule says; what is accepted is written.

pub mod bulk;
pub mod corrections;
pub mod error;
pub mod findings_csv;
pub mod manifest;
pub mod run_folder;

mod answers;
mod book_file;
mod csv_file;
mod form;
mod import_book;
mod page;
mod part;
mod target_text;
mod worker;

pub use answers::Answers;
pub(crate) use book_file::{BookFile, Cells};
pub use bulk::{BulkWriter, Numbering};
pub use corrections::{CorrectedRow, CorrectionsBook, Problem, ProblemKind, RejectedRows};
pub(crate) use csv_file::{CsvFile, push_decimal, push_field};
pub use error::{Fault, OUTPUT_ERRORS, OutputError};
pub use findings_csv::{Finding, FindingsCsv, FixesCsv, cell_text};
pub(crate) use manifest::hash_file;
pub use manifest::{Input, Manifest, OutputFile, Part, RowCounts, write_json};
pub use part::PartSeal;
pub use run_folder::RunFolder;
pub use target_text::sent_text;

#[cfg(test)]
mod sample;
#[cfg(test)]
mod bulk_tests;
#[cfg(test)]
mod findings_tests;
#[cfg(test)]
mod import_tests;
#[cfg(test)]
mod run_folder_tests;
