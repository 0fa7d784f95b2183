//! The database of one platform.
//!
//! A commit is on the disk before anybody is answered, so a killed server has lost nothing that it promised. One
//! process has the file at a time. What a platform *does* is in `operations`; here is only where it is kept.

mod schema;
mod seed;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, Transaction};

use crate::clock::Clock;
use crate::operations::posted::Posted;
use crate::scenario::{Begin, ProcessAgain, Scenario, SeriesImport};

/// Which of the two platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum System {
    /// The Import Platform.
    ImportPlatform,
    /// The accounting system.
    Aconsys,
}

impl System {
    /// Its name in scenarios and in the control door.
    pub fn name(self) -> &'static str {
        match self {
            System::ImportPlatform => "import_platform",
            System::Aconsys => "aconsys",
        }
    }
}

/// A platform's habits, as the scenario chose them.
#[derive(Clone, Debug)]
pub(crate) struct Habits {
    pub(crate) begin: Begin,
    pub(crate) process_again: ProcessAgain,
    pub(crate) series_import: SeriesImport,
    pub(crate) knows_cost_centers: bool,
    /// Reasons by company, series and branch.
    pub(crate) observe: BTreeMap<(String, String, String), String>,
}

/// A database, and what is kept in memory to be quick; the latter can be forgotten at any time.
pub(crate) struct Store {
    pub(crate) db: Connection,
    pub(crate) system: System,
    pub(crate) habits: Habits,
    pub(crate) clock: Arc<Clock>,
    /// Numbers of documents that were posted, by company.
    pub(crate) posted: Posted,
    /// The pairs of the catalog of the company that was processed last.
    pub(crate) pairs: Option<(String, HashSet<String>)>,
}

impl Store {
    /// Opens the database in `folder`, or makes it and fills it by the scenario.
    pub(crate) fn open(
        system: System,
        scenario: &Scenario,
        folder: &Path,
        clock: Arc<Clock>,
    ) -> Result<Store, rusqlite::Error> {
        let mut db = Connection::open(path(system, folder))?;
        db.set_prepared_statement_cache_capacity(64);
        // The lock is taken once and kept: two servers on one file would each believe its own memory.
        db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        db.pragma_update(None, "journal_mode", "WAL")?;
        db.pragma_update(None, "synchronous", "FULL")?;
        db.pragma_update(None, "foreign_keys", false)?;
        db.pragma_update(None, "wal_autocheckpoint", 8_000)?;
        let filled: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if filled == 0 {
            let transaction = db.transaction()?;
            transaction.execute_batch(schema::of(system))?;
            seed::fill(&transaction, system, scenario)?;
            transaction.pragma_update(None, "user_version", schema::VERSION)?;
            transaction.commit()?;
        }
        let habits = Habits::of(scenario);
        Ok(Store { db, system, habits, clock, posted: Posted::default(), pairs: None })
    }

    /// Forgets what is in memory only, as a server that starts anew.
    pub(crate) fn forget(&mut self) {
        self.posted = Posted::default();
        self.pairs = None;
    }
}

impl Habits {
    fn of(scenario: &Scenario) -> Habits {
        let observe = scenario.companies.iter().flat_map(|company| {
            company.observe.iter().map(|one| {
                let key = (company.ruc.clone(), one.series.clone(), one.branch.clone());
                (key, one.reason.clone())
            })
        });
        Habits {
            begin: scenario.begin,
            process_again: scenario.process_again,
            series_import: scenario.series_import,
            knows_cost_centers: scenario.knows_cost_centers,
            observe: observe.collect(),
        }
    }
}

/// The database's file.
fn path(system: System, folder: &Path) -> PathBuf {
    folder.join(format!("{}.sqlite", system.name()))
}

/// Writes into the log that something was changed; part of the same commit.
pub(crate) fn log(
    transaction: &Transaction<'_>,
    operation: &str,
    (company, period, user): (&str, &str, &str),
    what: &str,
) -> Result<(), rusqlite::Error> {
    let sql =
        "INSERT INTO log (operation, company, period, user, what) VALUES (?1, ?2, ?3, ?4, ?5)";
    transaction.prepare_cached(sql)?.execute((operation, company, period, user, what))?;
    Ok(())
}
