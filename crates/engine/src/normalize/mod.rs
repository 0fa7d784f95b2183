//! Rows to documents.
