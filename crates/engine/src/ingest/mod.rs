//! Bytes to rows: opens what a ledger is kept in, and yields its rows as they stand.

pub mod delimited;
pub mod encoding;
pub mod sniff;
