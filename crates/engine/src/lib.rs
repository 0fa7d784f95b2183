#![forbid(unsafe_code)]
//! From a ledger file to bulk parts: reads, judges and writes; synchronous, without a network and without a clock.
//!
//! Modules stand in the order in which the data passes through them. Stages never name each other's insides: `ingest`
//! makes rows, `normalize` makes documents and bulk parts of them; both know `model`.

pub mod model;
pub mod ingest;
pub mod normalize;
pub mod ports;
pub mod journal;
pub mod run;
pub mod os_error;
