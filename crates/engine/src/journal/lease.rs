//! Who may act: one process at a time for a period, and one run at a time for a desktop program.
//!
//! A lease is a row with its owner and the owner's last sign of life; every write of the owner is such a sign, and
//! checks in the same transaction that nobody took the lease meanwhile. A process that was stopped for longer than its
//! lease lasts therefore cannot begin anything when it wakes up; only an action that it had already begun can still
//! leave it, which is what the look-up before every other action is for.
//!
//! A dead owner is found at once and not only when its lease runs out: each owner holds a file beside the journal that
//! the operating system unlocks when the process ends, however it ends. The journal is on a local disk, so these locks
//! can be trusted. The surprising fact: a copied journal has no such files, so all its owners are dead, as they are.

use std::fmt;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

use super::error::{JournalError, JournalErrorKind};
use super::file::{Journal, Write};
use crate::model::Period;
use crate::ports::Clock;

/// A process that may own things.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// The machine's name, for people.
    pub host: String,
    /// The process's number, for people.
    pub pid: u32,
    /// What no other process has: a process's number comes back, its number and its start do not.
    pub token: String,
}

impl Owner {
    /// The process `pid` of `host` that started at `start`, in whatever unit is fine enough.
    pub fn new(host: &str, pid: u32, start: u128) -> Owner {
        let hash = blake3::hash(format!("{host}\0{pid}\0{start}").as_bytes()).to_hex();
        Owner { host: host.to_owned(), pid, token: hash[..16].to_owned() }
    }
}

/// `PC-CONTABILIDAD, PID 4711`.
impl fmt::Display for Owner {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}, PID {}", self.host, self.pid)
    }
}

/// What one owner at a time has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Resource(String);

impl Resource {
    /// The books of a company's month.
    pub fn period(company: &str, period: Period) -> Resource {
        Resource(format!("period:{company}:{period}"))
    }

    /// A program that one run at a time can work, by its connector's name.
    pub fn seat(connector: &str) -> Resource {
        Resource(format!("seat:{connector}"))
    }

    /// As it stands in the journal.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who has what, since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What.
    pub resource: Resource,
    /// Who.
    pub owner: Owner,
    /// Since when, in milliseconds since 1970 UTC.
    pub since: u64,
    /// The last sign of life.
    pub beat: u64,
    /// How long it lasts after one, in milliseconds.
    pub lasts: u64,
}

/// A lease that this process has.
#[derive(Clone, Debug)]
pub(super) struct Held {
    resource: String,
    token: String,
}

/// The file whose lock says that this process lives.
#[derive(Debug)]
pub(super) struct Alive {
    token: String,
    path: PathBuf,
    _lock: File,
}

impl Drop for Alive {
    fn drop(&mut self) {
        // One that stays is found unlocked, which says the same.
        let _ = std::fs::remove_file(&self.path);
    }
}

fn alive_path(journal: &Path, token: &str) -> PathBuf {
    let mut name = journal.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{token}.alive"));
    journal.with_file_name(name)
}

/// Whether the process with this token is known to have ended.
fn is_dead(journal: &Path, token: &str) -> bool {
    match File::options().read(true).write(true).open(alive_path(journal, token)) {
        Err(error) => error.kind() == std::io::ErrorKind::NotFound,
        Ok(file) => match file.try_lock() {
            Ok(()) => true,
            Err(TryLockError::WouldBlock | TryLockError::Error(_)) => false,
        },
    }
}

impl Journal {
    /// Takes a lease, unless another process that may be alive has it; the error names that process. It lasts until
    /// it is released, this journal is dropped, or no write and no [`Journal::beat`] came for as long as `lasts`.
    pub fn acquire(
        &mut self,
        clock: &dyn Clock,
        owner: &Owner,
        resource: &Resource,
        lasts: Duration,
    ) -> Result<(), JournalError> {
        self.live_as(owner)?;
        let path = self.path.clone();
        let lasts = u64::try_from(lasts.as_millis()).unwrap_or(u64::MAX >> 1);
        self.write(clock, "lease", |write| {
            if let Some(other) = one(&write.sql, resource.as_str())?
                && other.owner.token != owner.token
            {
                refuse_living(&path, &other, write.at)?;
                let content = json!({ "resource": resource.as_str(), "from": other.owner.to_string(),
                    "by": owner.to_string() });
                write.event(None, "takeover", content)?;
            }
            write.sql.execute(
                "INSERT INTO lease (resource, host, pid, token, since, beat, lasts)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)
                 ON CONFLICT (resource) DO UPDATE
                 SET host = ?2, pid = ?3, token = ?4, since = ?5, beat = ?5, lasts = ?6",
                params![resource.as_str(), owner.host, owner.pid, owner.token, write.at, lasts],
            )?;
            Ok(())
        })?;
        self.held.retain(|held| held.resource != resource.as_str());
        self.held.push(Held { resource: resource.0.clone(), token: owner.token.clone() });
        Ok(())
    }

    /// Gives a lease back.
    pub fn release(&mut self, clock: &dyn Clock, resource: &Resource) -> Result<(), JournalError> {
        let Some(place) = self.held.iter().position(|held| held.resource == resource.0) else {
            return Ok(());
        };
        let held = self.held.remove(place);
        self.write_regardless(clock, "lease", |write| {
            write.sql.execute(
                "DELETE FROM lease WHERE resource = ? AND token = ?",
                params![held.resource, held.token],
            )?;
            Ok(())
        })
    }

    /// Gives a sign of life while nothing else is written; fails where a lease was taken meanwhile.
    pub fn beat(&mut self, clock: &dyn Clock) -> Result<(), JournalError> {
        if self.held.is_empty() {
            return self.check_alive();
        }
        self.write(clock, "beat", |_| Ok(()))
    }

    /// Who has what.
    pub fn leases(&self) -> Result<Vec<Lease>, JournalError> {
        let read = || -> Result<Vec<Lease>, JournalError> {
            let mut query = self.connection.prepare(&format!("{SELECT} ORDER BY resource"))?;
            let leases = query.query_map([], read)?;
            Ok(leases.collect::<Result<_, _>>()?)
        };
        read().map_err(|error| error.at(&self.path))
    }

    /// Whether a process of this machine, that had leases in this journal, is known to have ended.
    pub fn is_dead(&self, owner: &Owner) -> bool {
        is_dead(&self.path, &owner.token)
    }

    fn live_as(&mut self, owner: &Owner) -> Result<(), JournalError> {
        if self.alive.as_ref().is_some_and(|alive| alive.token == owner.token) {
            return Ok(());
        }
        let path = alive_path(&self.path, &owner.token);
        let failed = |error: std::io::Error| {
            JournalError::new(JournalErrorKind::Unopened)
                .with("detail", error)
                .with("path", path.display())
        };
        let mut options = File::options();
        let file = options.create(true).truncate(false).write(true).open(&path).map_err(failed)?;
        // Whoever only looks whether it is locked holds it for an instant.
        file.lock().map_err(failed)?;
        self.alive = Some(Alive { token: owner.token.clone(), path: path.clone(), _lock: file });
        Ok(())
    }
}

const SELECT: &str = "SELECT resource, host, pid, token, since, beat, lasts FROM lease";

fn read(row: &Row<'_>) -> rusqlite::Result<Lease> {
    Ok(Lease {
        resource: Resource(row.get(0)?),
        owner: Owner { host: row.get(1)?, pid: row.get(2)?, token: row.get(3)? },
        since: row.get(4)?,
        beat: row.get(5)?,
        lasts: row.get(6)?,
    })
}

fn one(sql: &Connection, resource: &str) -> Result<Option<Lease>, JournalError> {
    Ok(sql.query_row(&format!("{SELECT} WHERE resource = ?"), [resource], read).optional()?)
}

/// Fails if the owner of a lease may still act.
fn refuse_living(journal: &Path, lease: &Lease, now: u64) -> Result<(), JournalError> {
    let until = lease.beat.saturating_add(lease.lasts);
    if now >= until || is_dead(journal, &lease.owner.token) {
        return Ok(());
    }
    Err(JournalError::new(JournalErrorKind::LeaseHeld)
        .with("resource", lease.resource.as_str())
        .with("owner", &lease.owner)
        .with("seconds", (until - now).div_ceil(1000)))
}

/// Within a write: fails if a lease was taken, and renews those that were not.
pub(super) fn check_and_beat(write: &Write<'_>, held: &[Held]) -> Result<(), JournalError> {
    for held in held {
        let changed = write.sql.execute(
            "UPDATE lease SET beat = ? WHERE resource = ? AND token = ?",
            params![write.at, held.resource, held.token],
        )?;
        if changed == 0 {
            let owner = one(&write.sql, &held.resource)?;
            let owner = owner.map_or_else(|| "—".to_owned(), |lease| lease.owner.to_string());
            return Err(JournalError::new(JournalErrorKind::LeaseLost)
                .with("resource", &held.resource)
                .with("owner", owner));
        }
    }
    Ok(())
}

/// On the way out: what cannot be given back is found free because its owner is dead.
pub(super) fn release_all(sql: &Connection, held: &[Held]) {
    for held in held {
        let _ = sql.execute(
            "DELETE FROM lease WHERE resource = ? AND token = ?",
            params![held.resource, held.token],
        );
    }
}
