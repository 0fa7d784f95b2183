//! 6. The pure part of registering: the workbook that the platform imports, and whether the catalog is what it should be.
//!
//! Only what the plan adds is added; rows that were fetched go back as they came (H30). Sending the file, keeping the old
//! catalog and opening accounts are the control plane's.

pub mod workbook;
pub mod verify;

pub use verify::{CatalogDifference, verify_catalog};
pub use workbook::{ImportKind, RegisterError, write_import};
