#![forbid(unsafe_code)]
//! From a ledger file to bulk parts: reads, judges and writes, without a network and without a clock.

pub mod ingest;
