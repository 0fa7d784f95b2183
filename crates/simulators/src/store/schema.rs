//! The tables of the two databases.

use super::System;

/// Counts the shapes that a database has had.
pub(super) const VERSION: i64 = 1;

pub(super) fn of(system: System) -> &'static str {
    match system {
        System::ImportPlatform => IMPORT_PLATFORM,
        System::Aconsys => ACONSYS,
    }
}

/// A document's `id` is its file's, shifted, and its line's, so that a file's documents are neighbours. `posted` is
/// the number of the processing that posted it, 0 while it waits. Amounts are in hundredths.
const IMPORT_PLATFORM: &str = "
CREATE TABLE company (ruc TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE cost_center (company TEXT, code TEXT, PRIMARY KEY (company, code)) WITHOUT ROWID;
CREATE TABLE series (
    company TEXT NOT NULL, position INTEGER NOT NULL, series TEXT NOT NULL, cost_center TEXT NOT NULL,
    cost_center_description TEXT NOT NULL, branch TEXT NOT NULL, operation_type TEXT NOT NULL,
    operation_name TEXT NOT NULL, account TEXT NOT NULL, account_description TEXT NOT NULL,
    PRIMARY KEY (company, series, branch));
CREATE INDEX series_order ON series (company, position);
CREATE TABLE batch (
    id INTEGER PRIMARY KEY, company TEXT NOT NULL, period TEXT NOT NULL, generation INTEGER NOT NULL,
    state TEXT NOT NULL, number INTEGER NOT NULL, cursor INTEGER NOT NULL, user TEXT NOT NULL,
    files INTEGER NOT NULL, rows INTEGER NOT NULL, total INTEGER NOT NULL,
    seen INTEGER NOT NULL, posted INTEGER NOT NULL, complaints INTEGER NOT NULL,
    begun_at INTEGER, ended_at INTEGER, UNIQUE (company, period));
CREATE TABLE file (
    id INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL, generation INTEGER NOT NULL, name TEXT NOT NULL,
    bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, rows INTEGER NOT NULL, total INTEGER NOT NULL,
    pending INTEGER NOT NULL, pending_total INTEGER NOT NULL, loaded_at INTEGER NOT NULL, user TEXT NOT NULL);
CREATE INDEX file_batch ON file (batch, generation, id);
CREATE TABLE document (
    id INTEGER PRIMARY KEY, issued TEXT NOT NULL, kind TEXT NOT NULL, series TEXT NOT NULL, first TEXT NOT NULL,
    last TEXT NOT NULL, branch TEXT NOT NULL, base INTEGER NOT NULL, tax INTEGER NOT NULL, total INTEGER NOT NULL,
    posted INTEGER NOT NULL);
CREATE TABLE complaint (batch INTEGER, document INTEGER, reason TEXT NOT NULL, PRIMARY KEY (batch, document))
    WITHOUT ROWID;
CREATE TABLE log (
    id INTEGER PRIMARY KEY, operation TEXT NOT NULL, company TEXT NOT NULL, period TEXT NOT NULL,
    user TEXT NOT NULL, what TEXT NOT NULL);
";

const ACONSYS: &str = "
CREATE TABLE company (ruc TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE cost_center (
    company TEXT, code TEXT, description TEXT NOT NULL, PRIMARY KEY (company, code)) WITHOUT ROWID;
CREATE TABLE account (
    company TEXT, code TEXT, description TEXT NOT NULL, folded TEXT NOT NULL, client INTEGER NOT NULL,
    supplier INTEGER NOT NULL, document_kind TEXT NOT NULL, PRIMARY KEY (company, code)) WITHOUT ROWID;
CREATE TABLE log (
    id INTEGER PRIMARY KEY, operation TEXT NOT NULL, company TEXT NOT NULL, period TEXT NOT NULL,
    user TEXT NOT NULL, what TEXT NOT NULL);
";
