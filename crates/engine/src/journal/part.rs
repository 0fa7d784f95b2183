//! Parts that are sealed, and rounds of processing with what the platform complained of in each.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, params};
use serde_json::json;

use super::error::JournalError;
use super::file::Journal;
use super::run::{self, RunId};
use crate::model::Cents;
use crate::ports::Clock;

/// A bulk part whose bytes are final.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its number in the run, from 1.
    pub number: u32,
    /// The revision that made it.
    pub revision: u32,
    /// Its path below the run's folder: `parts/0001.csv`.
    pub file: String,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// Its documents.
    pub rows: u64,
    /// The sum of its totals.
    pub total: Cents,
}

/// A processing of the batch, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Its number in the run, from 1.
    pub number: u32,
    /// The batch generation that was processed.
    pub generation: u32,
    /// What was complained of, each once; `None` until the details were read.
    pub complaints: Option<BTreeSet<String>>,
    /// How many lines the details had.
    pub lines: Option<u64>,
}

impl Round {
    /// Whether this round complains of strictly less than an earlier one: of nothing new, and no longer of everything.
    pub fn is_progress_over(&self, earlier: &Round) -> bool {
        match (&self.complaints, &earlier.complaints) {
            (Some(now), Some(then)) => now.len() < then.len() && now.is_subset(then),
            _ => false,
        }
    }
}

impl Journal {
    /// Seals the parts of a revision, all in one write. Those of an attempt that was cut off give way.
    pub fn seal_parts(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        revision: u32,
        parts: &[Part],
    ) -> Result<(), JournalError> {
        self.write(clock, "parts", |write| {
            run::current(&write.sql, id)?;
            write.sql.execute(
                "DELETE FROM part WHERE run = ? AND revision >= ?",
                params![id.as_str(), revision],
            )?;
            let mut listed = Vec::with_capacity(parts.len());
            for part in parts {
                write.sql.execute(
                    "INSERT INTO part (run, number, revision, file, sha256, bytes, rows, total, sealed)
                     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    params![
                        id.as_str(),
                        part.number,
                        revision,
                        part.file,
                        part.sha256,
                        part.bytes,
                        part.rows,
                        part.total.0,
                        write.at
                    ],
                )?;
                listed.push(json!({ "number": part.number, "sha256": part.sha256, "rows": part.rows,
                    "total": part.total.0 }));
            }
            write.event(Some(id), "parts", json!({ "revision": revision, "parts": listed }))
        })
    }

    /// The parts of a run, in order.
    pub fn parts(&self, id: &RunId) -> Result<Vec<Part>, JournalError> {
        let read = || -> rusqlite::Result<Vec<Part>> {
            let mut query = self.connection.prepare(
                "SELECT number, revision, file, sha256, bytes, rows, total FROM part
                 WHERE run = ? ORDER BY number",
            )?;
            let parts = query.query_map([id.as_str()], |row| {
                Ok(Part {
                    number: row.get(0)?,
                    revision: row.get(1)?,
                    file: row.get(2)?,
                    sha256: row.get(3)?,
                    bytes: row.get(4)?,
                    rows: row.get(5)?,
                    total: Cents(row.get(6)?),
                })
            })?;
            parts.collect()
        };
        read().map_err(|error| JournalError::from(error).at(&self.path))
    }

    /// The round that is under way in the living generation: the last one while its details were not read, else a new
    /// one. So a resumed run processes the same round again and does not count a cut-off one twice.
    pub fn open_round(&mut self, clock: &dyn Clock, id: &RunId) -> Result<u32, JournalError> {
        self.write(clock, "round", |write| {
            let run = run::current(&write.sql, id)?;
            let heard: Option<Option<u64>> = write
                .sql
                .query_row(
                    "SELECT heard FROM round WHERE run = ? AND number = ?",
                    params![id.as_str(), run.round],
                    |row| row.get(0),
                )
                .optional()?;
            let number = if heard == Some(None) { run.round } else { run.round + 1 };
            write.sql.execute(
                "INSERT INTO round (run, number, generation, began) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (run, number) DO UPDATE SET generation = ?3",
                params![id.as_str(), number, run.generation, write.at],
            )?;
            run::set(write, id, "round", number)?;
            let content = json!({ "round": number, "generation": run.generation });
            write.event(Some(id), "round", content)?;
            Ok(number)
        })
    }

    /// Keeps what a round was complained of, each complaint once, and how many lines the details had.
    pub fn hear(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        round: u32,
        complaints: &BTreeSet<String>,
        lines: u64,
    ) -> Result<(), JournalError> {
        self.write(clock, "details", |write| {
            run::current(&write.sql, id)?;
            let text = json!(complaints).to_string();
            let changed = write.sql.execute(
                "UPDATE round SET complaints = ?, lines = ?, heard = ? WHERE run = ? AND number = ?",
                params![text, lines, write.at, id.as_str(), round],
            )?;
            if changed == 0 {
                return Err(JournalError::damaged(format!("run {id}: no round {round}")));
            }
            let hash = blake3::hash(text.as_bytes()).to_hex();
            let content = json!({ "round": round, "lines": lines, "complaints": complaints.len(),
                "hash": hash.as_str() });
            write.event(Some(id), "details", content)
        })
    }

    /// The rounds of a run, in order.
    pub fn rounds(&self, id: &RunId) -> Result<Vec<Round>, JournalError> {
        self.read_rounds(id).map_err(|error| error.at(&self.path))
    }

    fn read_rounds(&self, id: &RunId) -> Result<Vec<Round>, JournalError> {
        let mut query = self.connection.prepare(
            "SELECT number, generation, complaints, lines FROM round WHERE run = ? ORDER BY number",
        )?;
        let mut rows = query.query([id.as_str()])?;
        let mut rounds = Vec::new();
        while let Some(row) = rows.next()? {
            let complaints =
                match row.get::<_, Option<String>>(2)? {
                    None => None,
                    Some(text) => Some(serde_json::from_str(&text).map_err(|error| {
                        JournalError::damaged(format!("run {id}: round: {error}"))
                    })?),
                };
            rounds.push(Round {
                number: row.get(0)?,
                generation: row.get(1)?,
                complaints,
                lines: row.get(3)?,
            });
        }
        Ok(rounds)
    }
}
