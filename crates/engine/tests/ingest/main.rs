//! Ingest as its callers see it: files in, rows and columns out.
#![allow(missing_docs, clippy::unwrap_used)]

mod by_hand;
mod discovery;
mod formats;
mod judged;
mod layouts;
mod refusals;
mod titles;
