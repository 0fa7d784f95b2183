//! 4. The platform's reports to nouns: details to findings; catalog, cost centers and accounts to their lists.
//!
//! Rows come as `ingest` reads them and are pushed one by one; columns are told by their titles. A report whose titles
//! are others is not what we know, and says so: nothing is guessed from its contents. What is to be done about a finding is
//! not asked here.

pub mod titles;
pub mod reasons;
pub mod details;
pub mod lists;

pub use details::{Details, DetailsReader};
pub use lists::{AccountReader, CatalogReader, CostCenterReader};
pub use reasons::Reasons;
pub use titles::UnknownReport;
