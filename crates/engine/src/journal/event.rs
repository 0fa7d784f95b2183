//! The story of all runs: events, each with a hash over the one before.
//!
//! The hash is BLAKE3 over the hash before and each part of the event with its length before it, so that no two events
//! have the same bytes. How many there are and the last hash stand apart, so that a cut tail shows too. Whoever can
//! write the file can of course write a new chain; the chain finds accidents and careless hands, and an auditor who kept
//! the last hash finds the others.

use rusqlite::{Connection, OptionalExtension, params};
use serde_json::Value;

use super::error::{JournalError, JournalErrorKind};
use super::file::Journal;
use super::run::RunId;

/// What the first event stands on.
const GENESIS: &[u8] = b"cuadre.journal/1";

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number in the journal, from 1, without gaps.
    pub number: u64,
    /// When, in milliseconds since 1970 UTC.
    pub at: u64,
    /// Of which run, if of one.
    pub run: Option<RunId>,
    /// What: `phase`, `intent`, `outcome`, `decision`, …
    pub kind: String,
    /// The particulars, as JSON.
    pub content: String,
}

/// A chain of events that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Its events.
    pub events: u64,
    /// The last one's hash, in hexadecimal.
    pub hash: String,
}

/// Appends an event within a transaction.
pub(super) fn append(
    sql: &Connection,
    at: u64,
    run: Option<&RunId>,
    kind: &str,
    content: &Value,
) -> Result<(), JournalError> {
    let (events, hash) = head(sql)?;
    let content = content.to_string();
    let event = Event { number: events + 1, at, run: run.cloned(), kind: kind.to_owned(), content };
    let next = link(&hash, &event);
    sql.execute(
        "INSERT INTO event (number, at, run, kind, content, hash) VALUES (?, ?, ?, ?, ?, ?)",
        params![event.number, at, run.map(RunId::as_str), kind, event.content, next.as_bytes()],
    )?;
    sql.execute(
        "INSERT INTO chain (one, events, hash) VALUES (1, ?1, ?2)
         ON CONFLICT (one) DO UPDATE SET events = ?1, hash = ?2",
        params![event.number, next.as_bytes()],
    )?;
    Ok(())
}

/// How many events there are, and the last one's hash.
fn head(sql: &Connection) -> Result<(u64, Vec<u8>), JournalError> {
    let head = sql
        .query_row("SELECT events, hash FROM chain", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(head.unwrap_or_else(|| (0, blake3::hash(GENESIS).as_bytes().to_vec())))
}

fn link(before: &[u8], event: &Event) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    let run = event.run.as_ref().map_or("", RunId::as_str);
    let (number, at) = (event.number.to_le_bytes(), event.at.to_le_bytes());
    let parts: [&[u8]; 6] =
        [before, &number, &at, run.as_bytes(), event.kind.as_bytes(), event.content.as_bytes()];
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize()
}

impl Journal {
    /// The events of a run, or of all, in order.
    pub fn events(&self, run: Option<&RunId>) -> Result<Vec<Event>, JournalError> {
        self.read_events(run).map_err(|error| error.at(&self.path))
    }

    fn read_events(&self, run: Option<&RunId>) -> Result<Vec<Event>, JournalError> {
        let mut query = self.connection.prepare(
            "SELECT number, at, run, kind, content FROM event WHERE ?1 IS NULL OR run = ?1
             ORDER BY number",
        )?;
        let events = query.query_map(params![run.map(RunId::as_str)], |row| {
            Ok(Event {
                number: row.get(0)?,
                at: row.get(1)?,
                run: row.get::<_, Option<String>>(2)?.map(RunId::known),
                kind: row.get(3)?,
                content: row.get(4)?,
            })
        })?;
        Ok(events.collect::<Result<_, _>>()?)
    }

    /// Appends an event of the control plane's own to a run's story: a fault, a warning, a number that agreed.
    pub fn tell(
        &mut self,
        clock: &dyn crate::ports::Clock,
        run: &RunId,
        kind: &str,
        content: Value,
    ) -> Result<(), JournalError> {
        self.write(clock, "event", |write| write.event(Some(run), kind, content))
    }

    /// Follows the chain from its beginning; the first event that is not what was written is told.
    pub fn verify_events(&self) -> Result<Verified, JournalError> {
        self.follow_chain().map_err(|error| error.at(&self.path))
    }

    fn follow_chain(&self) -> Result<Verified, JournalError> {
        let broken =
            |number: u64| JournalError::new(JournalErrorKind::EventsBroken).with("event", number);
        let mut hashes = self.connection.prepare("SELECT hash FROM event ORDER BY number")?;
        let hashes: Vec<Vec<u8>> =
            hashes.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        let mut hash = blake3::hash(GENESIS).as_bytes().to_vec();
        let mut last = 0;
        for (event, stored) in self.read_events(None)?.iter().zip(&hashes) {
            let next = link(&hash, event);
            if event.number != last + 1 || next.as_bytes() != stored.as_slice() {
                return Err(broken(last + 1));
            }
            last = event.number;
            hash.clone_from(stored);
        }
        let (events, head) = head(&self.connection)?;
        if events != last || head != hash {
            return Err(broken(events.min(last) + 1));
        }
        let hex = blake3::Hash::from_slice(&hash).map_err(|_| broken(last))?.to_hex();
        Ok(Verified { events, hash: hex.to_string() })
    }
}
