//! Files that are no journal, or not one of ours, or not one that we know: refused by name, and left as they were.

use engine::journal::{Journal, JournalErrorKind, schema_version};
use engine::model::Language;
use rusqlite::Connection;

use crate::bench::Bench;

fn refused(bench: &Bench) -> JournalErrorKind {
    let before = std::fs::read(bench.path()).ok();
    let error = Journal::open(&bench.path()).unwrap_err();
    assert_eq!(std::fs::read(bench.path()).ok(), before, "it is left as it was");
    for language in [Language::Es, Language::En] {
        let said = error.says(language) + &error.advice(language);
        assert!(!said.contains('{') && said.contains("journal.db"), "{said}");
    }
    error.kind()
}

#[test]
fn a_file_of_something_else_is_refused() {
    let bench = Bench::new();
    std::fs::write(bench.path(), "RUC,Razón social\n").unwrap();
    assert_eq!(refused(&bench), JournalErrorKind::Foreign);
    std::fs::remove_file(bench.path()).unwrap();
    let other = Connection::open(bench.path()).unwrap();
    other.execute_batch("CREATE TABLE ventas (serie TEXT)").unwrap();
    drop(other);
    assert_eq!(refused(&bench), JournalErrorKind::Foreign);
}

#[test]
fn a_newer_version_is_refused() {
    let bench = Bench::new();
    drop(bench.open());
    let newer = Connection::open(bench.path()).unwrap();
    newer.pragma_update(None, "user_version", schema_version() + 1).unwrap();
    drop(newer);
    assert_eq!(refused(&bench), JournalErrorKind::Newer);
}

#[test]
fn a_damaged_file_is_refused() {
    let bench = Bench::new();
    {
        let mut journal = bench.open();
        bench.run(&mut journal);
    }
    let mut bytes = std::fs::read(bench.path()).unwrap();
    let pages = bytes.len() / 4096;
    assert!(pages > 4);
    for page in 1..pages {
        bytes[page * 4096..page * 4096 + 64].fill(0xA5);
    }
    std::fs::write(bench.path(), &bytes).unwrap();
    assert_eq!(refused(&bench), JournalErrorKind::Damaged);
    // Cut in the middle of a page, as a copy that stopped.
    bytes.truncate(4096 + 100);
    std::fs::write(bench.path(), &bytes).unwrap();
    assert_eq!(refused(&bench), JournalErrorKind::Damaged);
}

#[test]
fn an_empty_file_and_a_missing_folder_become_a_journal() {
    let bench = Bench::new();
    std::fs::write(bench.path(), "").unwrap();
    assert!(bench.open().runs().unwrap().is_empty());
    let deep = bench.folder.path().join("a/b/journal.db");
    assert_eq!(Journal::open(&deep).unwrap().path(), deep);
    let folder = Journal::open(bench.folder.path()).unwrap_err();
    assert_eq!(folder.kind(), JournalErrorKind::Foreign);
}

#[test]
fn what_is_committed_is_flushed() {
    let bench = Bench::new();
    drop(bench.open());
    let connection = Connection::open(bench.path()).unwrap();
    let mode: String =
        connection.pragma_query_value(None, "journal_mode", |row| row.get(0)).unwrap();
    assert_eq!(mode, "wal");
    let version: u32 =
        connection.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, schema_version());
}
