//! Effects as rows: their states, how they are committed, and a person's word about one that is in doubt.
//!
//! Only [`super::at_most_once`] knows when which of these is to be written.

use rusqlite::{Connection, Row, params};
use serde_json::json;

use super::error::{JournalError, JournalErrorKind};
use super::file::{Journal, Write};
use super::key::{Key, Verb};
use super::run::{self, RunId};
use crate::ports::Clock;

/// What is known of an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EffectState {
    /// The intent is there and no outcome: perhaps it happened.
    Open,
    /// It happened.
    Done,
    /// It did not happen; the next one who means it acts.
    NotHappened,
    /// In its place there is something else, so it did not happen and cannot.
    Conflict,
    /// It was in doubt when its batch was given up; nobody will ever know, and it does not matter.
    Abandoned,
}

impl EffectState {
    pub(super) const ALL: [EffectState; 5] = [
        EffectState::Open,
        EffectState::Done,
        EffectState::NotHappened,
        EffectState::Conflict,
        EffectState::Abandoned,
    ];

    /// Its name in the journal.
    pub const fn name(self) -> &'static str {
        match self {
            EffectState::Open => "open",
            EffectState::Done => "done",
            EffectState::NotHappened => "not-happened",
            EffectState::Conflict => "conflict",
            EffectState::Abandoned => "abandoned",
        }
    }

    fn named(name: &str) -> Option<EffectState> {
        EffectState::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// An effect as the journal has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectRow {
    /// Its number, by which a person names it.
    pub id: u64,
    /// Its key.
    pub key: String,
    /// The run that meant it last.
    pub run: RunId,
    /// What it does.
    pub verb: Verb,
    /// Its batch generation, if it has one.
    pub generation: Option<u32>,
    /// What exactly was meant, as JSON.
    pub meaning: String,
    /// What is known of it.
    pub state: EffectState,
    /// How often it was begun.
    pub attempts: u32,
    /// What the platform said when it was done, as JSON.
    pub receipt: Option<String>,
    /// What was said when it was not, or not surely.
    pub said: Option<String>,
    /// The person who resolved it.
    pub who: Option<String>,
    /// When it was begun first, in milliseconds since 1970 UTC.
    pub began: u64,
    /// When it changed last.
    pub updated: u64,
}

/// A person's answer about an effect in doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// It did.
    Yes,
    /// It did not.
    No,
}

/// What is written about an effect when its end, or its doubt, is known.
pub(super) struct Verdict<'a> {
    pub(super) state: EffectState,
    pub(super) how: &'static str,
    pub(super) receipt: Option<String>,
    pub(super) said: Option<&'a str>,
}

pub(super) fn select(
    sql: &Connection,
    condition: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<Vec<EffectRow>, JournalError> {
    let text = format!(
        "SELECT id, key, run, verb, generation, meaning, state, attempts, receipt, said, who, began, updated \
         FROM effect WHERE {condition} ORDER BY id"
    );
    let mut query = sql.prepare(&text)?;
    let mut rows = query.query(values)?;
    let mut effects = Vec::new();
    while let Some(row) = rows.next()? {
        effects.push(read(row)?);
    }
    Ok(effects)
}

fn read(row: &Row<'_>) -> Result<EffectRow, JournalError> {
    let (key, verb, state): (String, String, String) = (row.get(1)?, row.get(3)?, row.get(6)?);
    let odd = |what: &str| JournalError::damaged(format!("effect {key}: {what}"));
    Ok(EffectRow {
        id: row.get(0)?,
        run: RunId::known(row.get(2)?),
        verb: Verb::named(&verb).ok_or_else(|| odd(&verb))?,
        generation: row.get(4)?,
        meaning: row.get(5)?,
        state: EffectState::named(&state).ok_or_else(|| odd(&state))?,
        attempts: row.get(7)?,
        receipt: row.get(8)?,
        said: row.get(9)?,
        who: row.get(10)?,
        began: row.get(11)?,
        updated: row.get(12)?,
        key,
    })
}

fn by_key(sql: &Connection, key: &str) -> Result<Option<EffectRow>, JournalError> {
    Ok(select(sql, "key = ?", &[&key])?.pop())
}

impl Journal {
    /// What is known of an effect.
    pub fn effect(&self, key: &Key) -> Result<Option<EffectRow>, JournalError> {
        self.check_alive()?;
        by_key(&self.connection, key.as_str()).map_err(|error| error.at(&self.path))
    }

    /// The effects of a run, in the order in which they were begun first.
    pub fn effects(&self, id: &RunId) -> Result<Vec<EffectRow>, JournalError> {
        let found = select(&self.connection, "run = ?", &[&id.as_str()]);
        found.map_err(|error| error.at(&self.path))
    }

    /// All effects in doubt, of every run.
    pub fn effects_in_doubt(&self) -> Result<Vec<EffectRow>, JournalError> {
        select(&self.connection, "state = 'open'", &[]).map_err(|error| error.at(&self.path))
    }

    /// The effect that a person means, by its number or its whole key.
    pub fn find_effect(&self, typed: &str) -> Result<EffectRow, JournalError> {
        let typed = typed.trim();
        let number = typed.parse::<u64>().unwrap_or(0);
        let found = select(&self.connection, "id = ? OR key = ?", &[&number, &typed]);
        let found = found.map_err(|error| error.at(&self.path))?.pop();
        found
            .ok_or_else(|| JournalError::new(JournalErrorKind::EffectUnknown).with("effect", typed))
    }

    /// Takes a person's word about an effect.
    ///
    /// One in doubt, or in conflict, becomes done or not happened. One that is done may be taken back (somebody has
    /// deleted the account by hand), which lets the next plan act again. One that did not happen, or whose batch was
    /// given up, has no doubt to resolve.
    pub fn resolve(
        &mut self,
        clock: &dyn Clock,
        effect: u64,
        happened: Happened,
        who: &str,
    ) -> Result<EffectRow, JournalError> {
        self.write(clock, "resolve", |write| {
            let unknown =
                || JournalError::new(JournalErrorKind::EffectUnknown).with("effect", effect);
            let row = select(&write.sql, "id = ?", &[&effect])?.pop().ok_or_else(unknown)?;
            let state = match (row.state, happened) {
                (EffectState::Open | EffectState::Conflict, Happened::Yes) => EffectState::Done,
                (EffectState::Open | EffectState::Conflict | EffectState::Done, Happened::No) => {
                    EffectState::NotHappened
                }
                (EffectState::Done, Happened::Yes)
                | (EffectState::NotHappened | EffectState::Abandoned, _) => {
                    return Err(settled(&row));
                }
            };
            write.sql.execute(
                "UPDATE effect SET state = ?, receipt = NULL, who = ?, updated = ? WHERE id = ?",
                params![state.name(), who, write.at, effect],
            )?;
            let content =
                json!({ "key": row.key, "from": row.state.name(), "to": state.name(), "who": who });
            write.event(Some(&row.run), "resolve", content)?;
            select(&write.sql, "id = ?", &[&effect])?.pop().ok_or_else(unknown)
        })
    }

    /// Commits the intent of an effect, before it is tried: a first or a further attempt, whose number is returned.
    pub(super) fn intend(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        key: &Key,
        meaning: &str,
    ) -> Result<u32, JournalError> {
        self.write(clock, "intent", |write| {
            check_generation(write, id, key)?;
            if let Some(row) = by_key(&write.sql, key.as_str())?
                && matches!(row.state, EffectState::Done | EffectState::Abandoned)
            {
                return Err(settled(&row));
            }
            write.sql.execute(
                "INSERT INTO effect (key, run, verb, generation, meaning, state, attempts, began, updated)
                 VALUES (?1, ?2, ?3, ?4, ?5, 'open', 1, ?6, ?6)
                 ON CONFLICT (key) DO UPDATE SET run = ?2, meaning = ?5, state = 'open',
                     attempts = attempts + 1, said = NULL, who = NULL, updated = ?6",
                params![
                    key.as_str(),
                    id.as_str(),
                    key.verb().name(),
                    key.generation(),
                    meaning,
                    write.at
                ],
            )?;
            let attempt = by_key(&write.sql, key.as_str())?.map_or(1, |row| row.attempts);
            let content = json!({ "key": key.as_str(), "attempt": attempt, "meaning": meaning });
            write.event(Some(id), "intent", content)?;
            Ok(attempt)
        })
    }

    /// Records what was seen before anything was tried: it is there already, or something else is.
    pub(super) fn record_seen(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        key: &Key,
        meaning: &str,
        verdict: &Verdict<'_>,
    ) -> Result<(), JournalError> {
        self.write(clock, "outcome", |write| {
            check_generation(write, id, key)?;
            write.sql.execute(
                "INSERT INTO effect (key, run, verb, generation, meaning, state, attempts, receipt, said, began, updated)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, ?8, ?9, ?9)
                 ON CONFLICT (key) DO UPDATE SET run = ?2, meaning = ?5, state = ?6, receipt = ?7, said = ?8,
                     updated = ?9 WHERE state <> 'done'",
                params![
                    key.as_str(),
                    id.as_str(),
                    key.verb().name(),
                    key.generation(),
                    meaning,
                    verdict.state.name(),
                    verdict.receipt,
                    verdict.said,
                    write.at
                ],
            )?;
            outcome_event(write, id, key, verdict)
        })
    }

    /// Records what an attempt ended in. It is the truth even where a lease was lost meanwhile; but only a success may
    /// overrule what another process has begun since.
    pub(super) fn record_attempt(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        key: &Key,
        attempt: u32,
        verdict: &Verdict<'_>,
    ) -> Result<(), JournalError> {
        self.write_regardless(clock, "outcome", |write| {
            write.sql.execute(
                "UPDATE effect SET state = ?1, receipt = ?2, said = ?3, updated = ?4
                 WHERE key = ?5 AND state = 'open' AND (attempts = ?6 OR ?1 = 'done')",
                params![
                    verdict.state.name(),
                    verdict.receipt,
                    verdict.said,
                    write.at,
                    key.as_str(),
                    attempt
                ],
            )?;
            outcome_event(write, id, key, verdict)
        })
    }
}

fn outcome_event(
    write: &Write<'_>,
    id: &RunId,
    key: &Key,
    verdict: &Verdict<'_>,
) -> Result<(), JournalError> {
    let content = json!({ "key": key.as_str(), "state": verdict.state.name(), "how": verdict.how,
        "receipt": verdict.receipt, "said": verdict.said });
    write.event(Some(id), "outcome", content)
}

fn settled(row: &EffectRow) -> JournalError {
    JournalError::new(JournalErrorKind::EffectSettled)
        .with("effect", &row.key)
        .with("state", row.state.name())
}

/// Only the current run of a period acts, and only in the batch generation that lives.
fn check_generation(write: &Write<'_>, id: &RunId, key: &Key) -> Result<(), JournalError> {
    let run = run::current(&write.sql, id)?;
    match key.generation() {
        Some(generation) if generation != run.generation => {
            Err(JournalError::new(JournalErrorKind::EffectSettled)
                .with("effect", key)
                .with("state", EffectState::Abandoned.name()))
        }
        _ => Ok(()),
    }
}
