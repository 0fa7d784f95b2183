//! The nouns: values only, without I/O, clock or environment.

pub mod account;
pub mod amount;
pub mod branch;
pub mod branch_key;
pub mod bulk_layout;
pub mod catalog;
pub mod columns;
pub mod date;
pub mod error_text;
pub mod field;
pub mod finding;
pub mod fix;
pub mod fold;
pub mod hex;
pub mod period;
pub mod place;
pub mod plan;
pub mod sentence;
pub mod series;
pub mod severity;
pub mod skip_reason;
pub mod tax_id;
pub mod verdict;

pub use account::{Account, AccountCode, AccountList};
pub use amount::{Cents, DecimalMark};
pub use branch::BranchName;
pub use branch_key::{BranchKey, BranchRules};
pub use bulk_layout::{BulkColumn, BulkEncoding, BulkLayout, BulkValue};
pub use catalog::{DocumentKind, IdKind, KindSet, State};
pub use columns::Columns;
pub use date::Date;
pub use error_text::ErrorText;
pub use field::Field;
pub use finding::{DetailPlace, Finding, Subject};
pub use fix::Fix;
pub use hex::hex;
pub use period::Period;
pub use place::RowPlace;
pub use plan::{Alias, Choice, Decision, ItemKey, Plan, PlanItem};
pub use sentence::{Language, Sentence, grouped};
pub use series::{
    CatalogRow, CostCenter, CostCenterList, DoubtfulLine, SeriesCatalog, SeriesCode, SeriesEntry,
};
pub use severity::Severity;
pub use skip_reason::SkipReason;
pub use verdict::{AccountChoice, Candidate, Difference, Doubt, How, Proposal, Verdict};
