#![forbid(unsafe_code)]
//! From a ledger file to bulk parts: reads, judges and writes; synchronous, without a network and without a clock.
//!
//! Modules stand in the order in which the data passes through them. Stages never name each other's insides: `ingest`
//! makes rows, `normalize` makes documents and bulk parts of them; `analyze` makes findings of what the platform complains
//! of, `reconcile` a plan of them, and `register` the files of a plan. All know `model`.

pub mod model;
pub mod ingest;
pub mod normalize;
pub mod analyze;
pub mod reconcile;
pub mod register;
pub mod ports;
pub mod journal;
pub mod compare;
pub mod run;
pub mod os_error;
