//! The journal's file: how it is opened, and the one door through which everything is written.
//!
//! A write is one transaction that holds the change and its event; it is on the disk when it returns. The door is also
//! where a process finds out that its leases were taken, and where a test may stop the program.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use serde_json::Value;

use super::error::{JournalError, JournalErrorKind};
use super::event;
use super::lease::{self, Held};
use super::local_disk::network_drive;
use super::run::RunId;
use super::schema;
use crate::ports::Clock;

/// How long a write waits for another process's write.
const BUSY: Duration = Duration::from_secs(10);

/// The memory of all runs on this machine.
pub struct Journal {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    pub(super) held: Vec<Held>,
    pub(super) alive: Option<lease::Alive>,
    failpoint: Option<Failpoint>,
    writes: u64,
    crashed: bool,
}

/// Where in a write a [`Failpoint`] is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing of it is on the disk yet.
    Before,
    /// All of it is.
    After,
}

/// A write as a [`Failpoint`] sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WriteSeen {
    /// The write's number since the journal was opened, from 1.
    pub number: u64,
    /// What it writes: `intent`, `outcome`, `phase`, …
    pub what: &'static str,
    /// Before or after the commit.
    pub moment: Moment,
}

/// What a [`Failpoint`] wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AtWrite {
    /// Go on.
    Go,
    /// Stop the program here: this and every later call fails, and nothing more reaches the disk.
    Crash,
    /// Pretend that it was written. Only before the commit; it shows that a test would notice a lost write.
    Lose,
}

/// Asked before and after each commit. For tests; without one it costs a comparison.
pub type Failpoint = Box<dyn FnMut(WriteSeen) -> AtWrite + Send>;

/// An open transaction: what is changed, and when.
pub(super) struct Write<'a> {
    pub(super) sql: Transaction<'a>,
    pub(super) at: u64,
}

impl Write<'_> {
    /// Appends what happened to the chain of events.
    pub(super) fn event(
        &self,
        run: Option<&RunId>,
        kind: &str,
        content: Value,
    ) -> Result<(), JournalError> {
        event::append(&self.sql, self.at, run, kind, &content)
    }
}

impl Journal {
    /// Opens a journal, or makes one where there is no file yet.
    ///
    /// Refused are a network drive, a file that is no journal, a damaged one, and one of a newer version: each with
    /// its own code, and none of them touched.
    pub fn open(path: &Path) -> Result<Journal, JournalError> {
        open(path).map_err(|error| error.at(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Asks this before and after each commit. For tests.
    pub fn on_write(&mut self, failpoint: Failpoint) {
        self.failpoint = Some(failpoint);
    }

    /// Writes since it was opened.
    pub fn writes(&self) -> u64 {
        self.writes
    }

    /// Commits a change, if every lease that this process took is still its own.
    pub(super) fn write<T>(
        &mut self,
        clock: &dyn Clock,
        what: &'static str,
        body: impl FnOnce(&Write<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.commit(clock, what, true, body)
    }

    /// Commits what is true even where a lease was lost: what became of an action that was already under way.
    pub(super) fn write_regardless<T>(
        &mut self,
        clock: &dyn Clock,
        what: &'static str,
        body: impl FnOnce(&Write<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.commit(clock, what, false, body)
    }

    fn commit<T>(
        &mut self,
        clock: &dyn Clock,
        what: &'static str,
        fenced: bool,
        body: impl FnOnce(&Write<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        self.check_alive()?;
        self.writes += 1;
        let before = self.ask(what, Moment::Before)?;
        let lose = before == AtWrite::Lose;
        let held = if fenced { self.held.as_slice() } else { &[] };
        let written = transact(&mut self.connection, clock.now(), held, lose, body);
        let value = written.map_err(|error| error.at(&self.path))?;
        self.ask(what, Moment::After)?;
        Ok(value)
    }

    /// Fails after a crash that a test asked for, as a dead process would.
    pub(super) fn check_alive(&self) -> Result<(), JournalError> {
        if !self.crashed {
            return Ok(());
        }
        let error = JournalError::new(JournalErrorKind::Crashed).with("detail", self.writes);
        Err(error.at(&self.path))
    }

    fn ask(&mut self, what: &'static str, moment: Moment) -> Result<AtWrite, JournalError> {
        let Some(failpoint) = &mut self.failpoint else { return Ok(AtWrite::Go) };
        let answer = failpoint(WriteSeen { number: self.writes, what, moment });
        self.crashed |= answer == AtWrite::Crash;
        self.check_alive().map(|()| answer)
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Journal").field("path", &self.path).finish_non_exhaustive()
    }
}

/// Gives its leases back; after a crash that a test asked for, the dead process's leases stay.
impl Drop for Journal {
    fn drop(&mut self) {
        if !self.crashed {
            lease::release_all(&self.connection, &self.held);
        }
    }
}

fn transact<T>(
    connection: &mut Connection,
    at: u64,
    held: &[Held],
    lose: bool,
    body: impl FnOnce(&Write<'_>) -> Result<T, JournalError>,
) -> Result<T, JournalError> {
    let sql = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let write = Write { sql, at };
    lease::check_and_beat(&write, held)?;
    let value = body(&write)?;
    if lose {
        write.sql.rollback()?;
    } else {
        write.sql.commit()?;
    }
    Ok(value)
}

fn open(path: &Path) -> Result<Journal, JournalError> {
    if let Some(drive) = network_drive(path) {
        return Err(JournalError::new(JournalErrorKind::OnNetwork).with("detail", drive));
    }
    let unopened =
        |error: std::io::Error| JournalError::new(JournalErrorKind::Unopened).with("detail", error);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(unopened)?;
    }
    let is_new = match std::fs::metadata(path) {
        Ok(file) if file.is_dir() => {
            return Err(JournalError::new(JournalErrorKind::Foreign));
        }
        Ok(file) => file.len() == 0,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(error) => return Err(unopened(error)),
    };
    if !is_new && !begins_like_a_database(path).map_err(unopened)? {
        return Err(JournalError::new(JournalErrorKind::Foreign));
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    check_contents(&connection)?;
    connection.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    // Checked pages cost nothing at this size, and a torn one is told when it is read.
    connection.pragma_update(None, "cell_size_check", true)?;
    if schema::version_of(&connection)? < schema::version() {
        schema::migrate(&mut connection)?;
    }
    Ok(Journal {
        connection,
        path: path.to_owned(),
        held: Vec::new(),
        alive: None,
        failpoint: None,
        writes: 0,
        crashed: false,
    })
}

/// Whether a file that is not empty may be a database at all.
fn begins_like_a_database(path: &Path) -> std::io::Result<bool> {
    use std::io::Read;
    let mut head = Vec::with_capacity(16);
    std::fs::File::open(path)?.take(16).read_to_end(&mut head)?;
    Ok(head == b"SQLite format 3\0")
}

/// Refuses another program's database, a newer version's, and one whose pages do not agree with each other.
fn check_contents(connection: &Connection) -> Result<(), JournalError> {
    let application: i32 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: u32 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != schema::APPLICATION && tables > 0 {
        return Err(JournalError::new(JournalErrorKind::Foreign));
    }
    let found = schema::version_of(connection)?;
    if found > schema::version() {
        return Err(JournalError::new(JournalErrorKind::Newer)
            .with("found", found)
            .with("known", schema::version()));
    }
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(JournalError::damaged(verdict.replace('\n', " ")));
    }
    Ok(())
}
