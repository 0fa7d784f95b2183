//! The correction workbook: rejected rows go out to a person, and come back corrected.
//!
//! A sheet has the ledger's own columns, each cell of its own kind, the wrong ones in red; beside them what is wrong
//! and what to do. A hidden column says which row of which ledger it is and what its cells held, so that rows may be
//! sorted, filtered, left out or copied elsewhere, and what was changed where is known without the ledger at hand.
//! A row whose hidden cell is gone, strange or doubled is never guessed at: it stays rejected, and its row is named.
//!
//! Nothing is judged here: rows that come back meet all rules again.

mod problem;
mod read;
mod row_id;
mod sentences;
mod write;

pub use problem::{Problem, ProblemKind};
pub use read::{CorrectedRow, RejectedRows, read};
pub use write::CorrectionsBook;

#[cfg(test)]
mod tests;
