//! The journal's tables, and how a file of an earlier version becomes one of this version.
//!
//! A migration is added at the end and never edited: files of every past version exist in the world. Times are
//! milliseconds since 1970 UTC; texts called `json` are canonical documents of whoever wrote them.

use rusqlite::Connection;

use super::error::JournalError;

/// `PRAGMA application_id` of a journal: `Cuad`.
pub(super) const APPLICATION: i32 = 0x4375_6164;

/// Each brings a file from the version that is its place to the next.
pub(super) const MIGRATIONS: &[&str] = &[VERSION_1];

const VERSION_1: &str = "
CREATE TABLE run (
    id TEXT PRIMARY KEY, company TEXT NOT NULL, ruc TEXT NOT NULL, period TEXT NOT NULL,
    content TEXT NOT NULL, bytes TEXT NOT NULL, standing TEXT NOT NULL, taken_by TEXT REFERENCES run(id),
    revision INTEGER NOT NULL, phase TEXT NOT NULL, outcome TEXT, generation INTEGER NOT NULL,
    round INTEGER NOT NULL, folder TEXT NOT NULL, settings TEXT NOT NULL, summary TEXT,
    replaces TEXT REFERENCES run(id), reason TEXT, created INTEGER NOT NULL, updated INTEGER NOT NULL,
    UNIQUE (company, period, content)
) STRICT;
CREATE UNIQUE INDEX run_current ON run (company, period) WHERE standing = 'current';
CREATE TABLE part (
    run TEXT NOT NULL REFERENCES run(id), number INTEGER NOT NULL, revision INTEGER NOT NULL,
    file TEXT NOT NULL, sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, rows INTEGER NOT NULL,
    total INTEGER NOT NULL, sealed INTEGER NOT NULL, PRIMARY KEY (run, number)
) STRICT;
CREATE TABLE round (
    run TEXT NOT NULL REFERENCES run(id), number INTEGER NOT NULL, generation INTEGER NOT NULL,
    began INTEGER NOT NULL, complaints TEXT, lines INTEGER, heard INTEGER, PRIMARY KEY (run, number)
) STRICT;
CREATE TABLE effect (
    id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, run TEXT NOT NULL REFERENCES run(id),
    verb TEXT NOT NULL, generation INTEGER, meaning TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL, receipt TEXT, said TEXT, who TEXT, began INTEGER NOT NULL, updated INTEGER NOT NULL
) STRICT;
CREATE INDEX effect_run ON effect (run);
CREATE TABLE plan (
    hash TEXT NOT NULL, run TEXT NOT NULL REFERENCES run(id), round INTEGER NOT NULL, json TEXT NOT NULL,
    made INTEGER NOT NULL, approved INTEGER, approved_by TEXT, PRIMARY KEY (run, hash)
) STRICT;
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL REFERENCES run(id), item TEXT NOT NULL,
    kind TEXT NOT NULL, value TEXT NOT NULL, who TEXT NOT NULL, at INTEGER NOT NULL
) STRICT;
CREATE TABLE alias (
    id INTEGER PRIMARY KEY AUTOINCREMENT, company TEXT NOT NULL, branch_key TEXT NOT NULL,
    cost_center TEXT NOT NULL, cost_center_name TEXT NOT NULL, who TEXT NOT NULL, at INTEGER NOT NULL,
    revoked INTEGER, revoked_by TEXT
) STRICT;
CREATE UNIQUE INDEX alias_standing ON alias (company, branch_key) WHERE revoked IS NULL;
CREATE TABLE lease (
    resource TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL, token TEXT NOT NULL,
    since INTEGER NOT NULL, beat INTEGER NOT NULL, lasts INTEGER NOT NULL
) STRICT;
CREATE TABLE event (
    number INTEGER PRIMARY KEY, at INTEGER NOT NULL, run TEXT, kind TEXT NOT NULL, content TEXT NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE TABLE chain (one INTEGER PRIMARY KEY CHECK (one = 1), events INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
";

/// The version that this program writes.
pub fn version() -> u32 {
    MIGRATIONS.len() as u32
}

/// The version of a file; 0 of a new one.
pub(super) fn version_of(connection: &Connection) -> Result<u32, JournalError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Brings a file to [`version`], all of it or nothing.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), JournalError> {
    let behavior = rusqlite::TransactionBehavior::Immediate;
    let transaction = connection.transaction_with_behavior(behavior)?;
    // Another process may have done it while this one waited for the lock.
    let from = version_of(&transaction)?;
    for migration in MIGRATIONS.iter().skip(from as usize) {
        transaction.execute_batch(migration)?;
    }
    if from < version() {
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", version())?;
    }
    Ok(transaction.commit()?)
}
