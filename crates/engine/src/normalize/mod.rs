//! Turns rows into documents, and documents into bulk parts.
//!
//! Each row meets every rule of the rulebook, in order, even after it has failed one: an operator who fixes a
//! spreadsheet by hand deserves the whole list at once. Nothing here opens a ledger or stops on bad data.

pub mod content;
pub mod draft;
pub mod judge;
pub mod names;
pub mod outputs;
pub mod intern;
pub mod proof;
pub mod rulebook;
pub mod rules;
pub mod tally;
pub mod token;
pub mod whole;

pub use content::Content;
pub use draft::{Draft, Drafter, Reading};
pub use judge::Judge;
pub use rulebook::{
    Check, Company, Example, Expect, Failure, Failures, Given, RULEBOOK, Rule, RuleContext,
};
