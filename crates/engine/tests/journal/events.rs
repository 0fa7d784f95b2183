//! The chain of events: whatever is changed, taken out, added or cut off shows.

use engine::journal::{JournalErrorKind, Phase};
use rusqlite::Connection;

use crate::bench::Bench;

fn told(bench: &Bench) {
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    for phase in [Phase::Normalize, Phase::Load, Phase::Process] {
        journal.advance(&bench.clock, &run.id, phase).unwrap();
    }
    journal.tell(&bench.clock, &run.id, "agreed", serde_json::json!({ "rows": 300_000 })).unwrap();
    let whole = journal.verify_events().unwrap();
    assert_eq!((whole.events, whole.hash.len()), (5, 64));
    assert_eq!(journal.events(Some(&run.id)).unwrap().len(), 5);
}

#[test]
fn any_change_of_an_event_shows_at_its_place() {
    let changes = [
        ("UPDATE event SET content = replace(content, 'load', 'loaf') WHERE number = 3", "3"),
        ("UPDATE event SET at = at + 1 WHERE number = 2", "2"),
        ("UPDATE event SET kind = 'phasf' WHERE number = 4", "4"),
        ("UPDATE event SET run = NULL WHERE number = 1", "1"),
        ("UPDATE event SET hash = zeroblob(32) WHERE number = 5", "5"),
        ("DELETE FROM event WHERE number = 2", "2"),
        ("DELETE FROM event WHERE number = 5", "5"),
        ("UPDATE event SET number = 6 WHERE number = 5", "5"),
        ("UPDATE chain SET events = 4", "5"),
        ("UPDATE chain SET hash = zeroblob(32)", "6"),
    ];
    for (change, place) in changes {
        let bench = Bench::new();
        told(&bench);
        let connection = Connection::open(bench.path()).unwrap();
        assert_eq!(connection.execute(change, []).unwrap(), 1, "{change}");
        drop(connection);
        let error = bench.open().verify_events().unwrap_err();
        assert_eq!(error.kind(), JournalErrorKind::EventsBroken, "{change}");
        assert_eq!(error.value("event"), Some(place), "{change}");
    }
}

/// A byte of an event as it lies in the file, one at a time: the file does not open, or the chain is broken.
#[test]
fn a_flipped_byte_in_the_file_is_found() {
    let bench = Bench::new();
    told(&bench);
    // All of it into the file itself, so that there is one place to flip.
    let connection = Connection::open(bench.path()).unwrap();
    connection.pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(())).unwrap();
    drop(connection);
    let whole = std::fs::read(bench.path()).unwrap();
    let needle = b"\"to\":\"process\"";
    let at = whole.windows(needle.len()).position(|window| window == needle).unwrap();
    for byte in at..at + needle.len() {
        let mut flipped = whole.clone();
        flipped[byte] ^= 0x10;
        std::fs::write(bench.path(), &flipped).unwrap();
        let found = match engine::journal::Journal::open(&bench.path()) {
            Ok(journal) => journal.verify_events().is_err(),
            Err(_) => true,
        };
        assert!(found, "byte {byte}");
        for side in ["-wal", "-shm"] {
            let _ = std::fs::remove_file(bench.folder.path().join(format!("journal.db{side}")));
        }
    }
}
