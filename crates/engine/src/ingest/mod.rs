//! Bytes to rows: opens what a ledger is kept in, yields its rows as they stand, and says which column is which.
//!
//! [`open::open`] tells the format by content and gives a [`open::Table`]; [`locate::locate`] finds the layout of its
//! first rows; [`skip::skip_reason`] tells the rows that are no documents. What a cell's value means, and whether it
//! is right, is not asked here.

pub mod error;
mod error_table;
pub mod evidence;
pub mod header;
mod format;
mod compound;
mod old_book;
mod archive;
pub mod encoding;
pub mod sniff;
pub mod delimited;
pub(crate) mod inner_error;
mod lock_file;
mod sheets;
mod open_document;
mod workbook;
mod pdf;
mod table;
pub mod open;
mod toml_keys;
pub mod layout;
pub mod bulk_layout;
mod positional;
pub mod locate;
pub mod skip;
pub mod file_name;
pub mod discover;
pub mod fingerprint;
pub(crate) mod stamp;

pub use discover::discover;
pub use open::{OpenOptions, Table, open};
