//! Runs: what is known of each, and the steps from phase to phase.
//!
//! A run is (company, period, content of the ledger). Of each company and period one run is current; only that one
//! may take a step.

use std::fmt;

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::json;

use super::error::{JournalError, JournalErrorKind};
use super::file::{Journal, Write};
use super::phase::{Outcome, Phase};
use crate::model::Period;
use crate::ports::Clock;

/// A run's name, short enough to be typed: `demo-2026-01-3f2a`.
///
/// Company and period as they are, and as many digits of a hash over company, period and content as tell it from the
/// others; so the same ledger has the same name on another machine.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(String);

impl RunId {
    /// A name that the journal gave.
    pub(crate) fn known(text: String) -> RunId {
        RunId(text)
    }

    /// A name that nobody has yet.
    pub(super) fn new(
        company: &str,
        period: Period,
        content: &str,
        taken: impl Fn(&str) -> Result<bool, JournalError>,
    ) -> Result<RunId, JournalError> {
        let mut slug: String = company
            .chars()
            .map(|sign| if sign.is_ascii_alphanumeric() { sign.to_ascii_lowercase() } else { '-' })
            .take(24)
            .collect();
        if slug.is_empty() {
            slug.push('-');
        }
        let hash = blake3::hash(format!("{company}\0{period}\0{content}").as_bytes()).to_hex();
        for digits in 4..hash.len() {
            let name = format!("{slug}-{period}-{}", &hash[..digits]);
            if !taken(&name)? {
                return Ok(RunId(name));
            }
        }
        Ok(RunId(format!("{slug}-{period}-{hash}")))
    }

    /// As it is typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

/// Whether a run is the one of its company and period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is.
    Current,
    /// Another ledger came before anything of this one was sent.
    Superseded,
    /// Another ledger took its place by a person's word, after something was sent.
    Replaced,
}

impl Standing {
    /// Its name in the journal.
    pub const fn name(self) -> &'static str {
        match self {
            Standing::Current => "current",
            Standing::Superseded => "superseded",
            Standing::Replaced => "replaced",
        }
    }

    fn named(name: &str) -> Option<Standing> {
        [Standing::Current, Standing::Superseded, Standing::Replaced]
            .into_iter()
            .find(|standing| standing.name() == name)
    }
}

/// All that is known of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its name.
    pub id: RunId,
    /// The company's key in the settings.
    pub company: String,
    /// The company's RUC when the run began.
    pub ruc: String,
    /// The period.
    pub period: Period,
    /// The hash of the parsed rows, which makes the run.
    pub content: String,
    /// The hash of the files' bytes as they were seen last.
    pub bytes: String,
    /// Whether it is the one of its period.
    pub standing: Standing,
    /// The run that took its place.
    pub taken_by: Option<RunId>,
    /// How often corrections came.
    pub revision: u32,
    /// What it does next.
    pub phase: Phase,
    /// How the last attempt ended; `None` while one is under way, or where one was cut off.
    pub outcome: Option<Outcome>,
    /// The batch generation that lives.
    pub generation: u32,
    /// The last round that began; 0 before the first.
    pub round: u32,
    /// Its folder.
    pub folder: String,
    /// Layout, bulk layout and rules that were in force, as JSON.
    pub settings: String,
    /// What `status` shows of it, as JSON; the control plane's own.
    pub summary: Option<String>,
    /// The run whose place it took.
    pub replaces: Option<RunId>,
    /// Why it took that place.
    pub reason: Option<String>,
    /// When it began, in milliseconds since 1970 UTC.
    pub created: u64,
    /// When it changed last.
    pub updated: u64,
}

const COLUMNS: &str = "id, company, ruc, period, content, bytes, standing, taken_by, revision, phase, \
                       outcome, generation, round, folder, settings, summary, replaces, reason, created, updated";

/// The runs that a condition chooses, in a stable order.
pub(super) fn select(
    sql: &Connection,
    condition: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<Vec<Run>, JournalError> {
    let text = format!(
        "SELECT {COLUMNS} FROM run WHERE {condition} ORDER BY company, period, created, id"
    );
    let mut query = sql.prepare(&text)?;
    let mut rows = query.query(values)?;
    let mut runs = Vec::new();
    while let Some(row) = rows.next()? {
        runs.push(read(row)?);
    }
    Ok(runs)
}

fn read(row: &Row<'_>) -> Result<Run, JournalError> {
    let text = |column: usize| row.get::<_, String>(column);
    let (id, period, standing, phase) = (text(0)?, text(3)?, text(6)?, text(9)?);
    let outcome: Option<String> = row.get(10)?;
    let odd = |what: &str| JournalError::damaged(format!("run {id}: {what}"));
    Ok(Run {
        company: text(1)?,
        ruc: text(2)?,
        period: Period::parse(period.as_bytes()).ok_or_else(|| odd(&period))?,
        content: text(4)?,
        bytes: text(5)?,
        standing: Standing::named(&standing).ok_or_else(|| odd(&standing))?,
        taken_by: row.get::<_, Option<String>>(7)?.map(RunId),
        revision: row.get(8)?,
        phase: Phase::named(&phase).ok_or_else(|| odd(&phase))?,
        outcome: match outcome {
            None => None,
            Some(name) => Some(Outcome::named(&name).ok_or_else(|| odd(&name))?),
        },
        generation: row.get(11)?,
        round: row.get(12)?,
        folder: text(13)?,
        settings: text(14)?,
        summary: row.get(15)?,
        replaces: row.get::<_, Option<String>>(16)?.map(RunId),
        reason: row.get(17)?,
        created: row.get(18)?,
        updated: row.get(19)?,
        id: RunId(id),
    })
}

/// One run by its whole name.
pub(super) fn one(sql: &Connection, id: &RunId) -> Result<Run, JournalError> {
    let found = select(sql, "id = ?", &[&id.as_str()])?.pop();
    found.ok_or_else(|| JournalError::new(JournalErrorKind::RunUnknown).with("run", id))
}

/// One run that may take a step.
pub(super) fn current(sql: &Connection, id: &RunId) -> Result<Run, JournalError> {
    let run = one(sql, id)?;
    match (&run.standing, &run.taken_by) {
        (Standing::Current, _) => Ok(run),
        (_, other) => {
            let other = other.as_ref().map_or("?", RunId::as_str);
            Err(JournalError::new(JournalErrorKind::NotCurrent)
                .with("run", id)
                .with("other", other))
        }
    }
}

impl Journal {
    /// All runs, by company, period and age.
    pub fn runs(&self) -> Result<Vec<Run>, JournalError> {
        select(&self.connection, "1", &[]).map_err(|error| error.at(&self.path))
    }

    /// A run by its whole name.
    pub fn run(&self, id: &RunId) -> Result<Run, JournalError> {
        one(&self.connection, id).map_err(|error| error.at(&self.path))
    }

    /// The run that a person means: by its whole name, or by a beginning that only one name has. Case is forgiven.
    pub fn find_run(&self, typed: &str) -> Result<Run, JournalError> {
        let typed = typed.trim().to_ascii_lowercase();
        let mut near = self.runs()?;
        near.retain(|run| run.id.as_str().starts_with(&typed) && !typed.is_empty());
        if let Some(exact) = near.iter().position(|run| run.id.as_str() == typed) {
            return Ok(near.swap_remove(exact));
        }
        if near.len() > 1 {
            let names: Vec<_> = near.iter().map(|run| run.id.as_str()).collect();
            return Err(JournalError::new(JournalErrorKind::RunAmbiguous)
                .with("run", typed)
                .with("runs", names.join(", ")));
        }
        near.pop().ok_or_else(|| JournalError::new(JournalErrorKind::RunUnknown).with("run", typed))
    }

    /// The current run of a company and period.
    pub fn current_run(&self, company: &str, period: Period) -> Result<Option<Run>, JournalError> {
        let condition = "company = ? AND period = ? AND standing = 'current'";
        let found = select(&self.connection, condition, &[&company, &period.to_string()]);
        found.map(|mut runs| runs.pop()).map_err(|error| error.at(&self.path))
    }

    /// Notes that an attempt begins: until it ends, the run has no outcome.
    pub fn attempt(&mut self, clock: &dyn Clock, id: &RunId) -> Result<Run, JournalError> {
        self.write(clock, "attempt", |write| {
            let run = current(&write.sql, id)?;
            set(write, id, "outcome", None::<&str>)?;
            write.event(Some(id), "attempt", json!({ "phase": run.phase.name() }))?;
            one(&write.sql, id)
        })
    }

    /// Goes on to the next phase, if the table of phases has that step.
    pub fn advance(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        to: Phase,
    ) -> Result<Run, JournalError> {
        self.write(clock, "phase", |write| {
            step(write, id, to)?;
            one(&write.sql, id)
        })
    }

    /// The same, and keeps what `status` shows of the run so far, in one write: what a phase has noted outlives it.
    pub fn advance_and_summarize(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        to: Phase,
        json: &str,
    ) -> Result<Run, JournalError> {
        self.write(clock, "phase", |write| {
            step(write, id, to)?;
            keep_summary(write, id, json)?;
            one(&write.sql, id)
        })
    }

    /// Ends an attempt, if it may end like this in the phase where it is.
    pub fn end(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        outcome: Outcome,
    ) -> Result<Run, JournalError> {
        self.write(clock, "end", |write| {
            let run = current(&write.sql, id)?;
            if !run.phase.may_end(outcome) {
                return Err(illegal(JournalErrorKind::IllegalOutcome, &run, outcome.name()));
            }
            set(write, id, "outcome", outcome.name())?;
            let end = json!({ "phase": run.phase.name(), "outcome": outcome.name() });
            write.event(Some(id), "end", end)?;
            one(&write.sql, id)
        })
    }

    /// Begins the next revision: corrections came, and corrected rows form new parts after the last.
    pub fn revise(&mut self, clock: &dyn Clock, id: &RunId) -> Result<Run, JournalError> {
        self.write(clock, "revision", |write| {
            let run = current(&write.sql, id)?;
            if !run.phase.may_be_revised() {
                let to = Phase::Normalize.name();
                return Err(illegal(JournalErrorKind::IllegalPhase, &run, to));
            }
            set(write, id, "phase", Phase::Normalize.name())?;
            set(write, id, "outcome", None::<&str>)?;
            set(write, id, "revision", run.revision + 1)?;
            if run.phase == Phase::Done {
                // What is posted stays; what is corrected goes in a batch of its own.
                raise_generation(write, &run, "corrections of what was processed")?;
            }
            let content = json!({ "revision": run.revision + 1, "from": run.phase.name() });
            write.event(Some(id), "revision", content)?;
            one(&write.sql, id)
        })
    }

    /// Opens a run again that a person has ended by skipping something, since he has changed his mind: the batch is
    /// processed once more. `false` where it has not ended like this.
    pub fn reopen(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        who: &str,
    ) -> Result<bool, JournalError> {
        self.write(clock, "reopen", |write| {
            let run = current(&write.sql, id)?;
            if run.phase != Phase::Done || run.outcome != Some(Outcome::Rejections) {
                return Ok(false);
            }
            set(write, id, "phase", Phase::Process.name())?;
            set(write, id, "outcome", None::<&str>)?;
            write.event(Some(id), "reopened", json!({ "who": who }))?;
            Ok(true)
        })
    }

    /// Gives up the batch as it is: the next *Iniciar*, and every part, belongs to a new generation. What was in doubt
    /// in the old one is abandoned, since *Iniciar* wipes it out.
    pub fn new_generation(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        why: &str,
    ) -> Result<u32, JournalError> {
        self.write(clock, "generation", |write| {
            let run = current(&write.sql, id)?;
            raise_generation(write, &run, why)
        })
    }

    /// Keeps what `status` shows of a run.
    pub fn summarize(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        json: &str,
    ) -> Result<(), JournalError> {
        self.write(clock, "summary", |write| {
            current(&write.sql, id)?;
            keep_summary(write, id, json)
        })
    }
}

fn step(write: &Write<'_>, id: &RunId, to: Phase) -> Result<(), JournalError> {
    let run = current(&write.sql, id)?;
    if !run.phase.may_become(to) {
        return Err(illegal(JournalErrorKind::IllegalPhase, &run, to.name()));
    }
    set(write, id, "phase", to.name())?;
    set(write, id, "outcome", None::<&str>)?;
    write.event(Some(id), "phase", json!({ "from": run.phase.name(), "to": to.name() }))
}

fn keep_summary(write: &Write<'_>, id: &RunId, json: &str) -> Result<(), JournalError> {
    set(write, id, "summary", json)?;
    let hash = blake3::hash(json.as_bytes()).to_hex();
    write.event(Some(id), "summary", json!({ "hash": hash.as_str() }))
}

pub(super) fn raise_generation(
    write: &Write<'_>,
    run: &Run,
    why: &str,
) -> Result<u32, JournalError> {
    let next = run.generation + 1;
    set(write, &run.id, "generation", next)?;
    write.sql.execute(
        "UPDATE effect SET state = 'abandoned', updated = ? WHERE run = ? AND generation < ? \
         AND state = 'open'",
        params![write.at, run.id.as_str(), next],
    )?;
    let content = json!({ "generation": next, "why": why });
    write.event(Some(&run.id), "generation", content)?;
    Ok(next)
}

fn illegal(kind: JournalErrorKind, run: &Run, to: &str) -> JournalError {
    JournalError::new(kind).with("run", &run.id).with("from", run.phase.name()).with("to", to)
}

/// Changes a column of a run; the column's name is never anybody's input.
pub(super) fn set(
    write: &Write<'_>,
    id: &RunId,
    column: &'static str,
    value: impl rusqlite::ToSql,
) -> Result<(), JournalError> {
    let text = format!("UPDATE run SET {column} = ?, updated = ? WHERE id = ?");
    write.sql.execute(&text, params![value, write.at, id.as_str()])?;
    Ok(())
}

/// Whether some row has this name.
pub(super) fn is_taken(sql: &Connection, name: &str) -> Result<bool, JournalError> {
    let found = sql.query_row("SELECT 1 FROM run WHERE id = ?", [name], |_| Ok(())).optional()?;
    Ok(found.is_some())
}
