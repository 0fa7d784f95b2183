//! Ingest as its callers see it: files in, rows and columns out.
#![allow(missing_docs)]

mod layouts;
mod titles;
