//! Which run a ledger belongs to: its own, a new one in an empty place, or none without a person's word.
//!
//! The rows' hash decides, so a file that was only saved again finds its run, and one whose rows differ does not (H16).
//! Of a company and period there is one current run (H33); once something of it left this machine, another ledger
//! takes its place only by name and with a reason.

use rusqlite::{Connection, params};
use serde_json::json;

use super::effect_row::{self, EffectState};
use super::error::{JournalError, JournalErrorKind};
use super::file::{Journal, Write};
use super::key::Verb;
use super::phase::Phase;
use super::run::{self, Run, RunId, Standing};
use crate::model::Period;
use crate::ports::{Clock, CompanyId};

/// A ledger as a run begins with it.
#[derive(Clone, Copy, Debug)]
pub struct Ledger<'a> {
    /// Whose.
    pub company: &'a CompanyId,
    /// Of which month.
    pub period: Period,
    /// The hash of its parsed rows.
    pub content: &'a str,
    /// The hash of its files' bytes.
    pub bytes: &'a str,
    /// The folder of a run that would be new.
    pub folder: &'a str,
    /// Layout, bulk layout and rules, as JSON.
    pub settings: &'a str,
}

/// A person's word that a ledger takes a run's place.
#[derive(Clone, Copy, Debug)]
pub struct Replaces<'a> {
    /// The run, as typed: a beginning is enough where only one name has it.
    pub run: &'a str,
    /// Why.
    pub reason: &'a str,
    /// Who says so.
    pub who: &'a str,
}

/// What of a run left this machine, or perhaps did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    /// Parts, each counted once however often it was sent.
    pub parts: u64,
    /// Their rows.
    pub rows: u64,
    /// Orders to process.
    pub processed: u64,
    /// Accounts opened.
    pub accounts: u64,
    /// Imports into the catalog of series.
    pub imports: u64,
    /// Of all these, how many nobody knows the end of.
    pub doubts: u64,
}

impl Sent {
    /// Whether nothing did.
    pub fn is_nothing(&self) -> bool {
        *self == Sent::default()
    }
}

/// What became of a ledger that wants to run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Started {
    /// Its period was empty.
    New(Run),
    /// It has run before, and goes on where it was.
    Resumed(Run),
    /// It takes the place of a run of which nothing was sent.
    Superseded {
        /// This ledger's run.
        run: Run,
        /// The one whose place it took.
        old: RunId,
    },
    /// It takes the place of a run of which something was sent, by a person's word.
    Replaced {
        /// This ledger's run.
        run: Run,
        /// The one whose place it took.
        old: RunId,
    },
    /// Something of another ledger was sent, and nobody said that this one replaces it.
    Refused {
        /// The current run of the period.
        other: Box<Run>,
        /// What was sent of it.
        sent: Sent,
    },
}

impl Started {
    /// The run, unless it was refused; what to tell the operator, if it was.
    pub fn run(self) -> Result<Run, JournalError> {
        match self {
            Started::New(run)
            | Started::Resumed(run)
            | Started::Superseded { run, .. }
            | Started::Replaced { run, .. } => Ok(run),
            Started::Refused { other, sent } => {
                Err(JournalError::new(JournalErrorKind::PeriodSent)
                    .with("period", other.period)
                    .with("company", &other.company)
                    .with("run", &other.id)
                    .with("parts", sent.parts)
                    .with("rows", sent.rows)
                    .with("accounts", sent.accounts)
                    .with("imports", sent.imports)
                    .with("doubts", sent.doubts))
            }
        }
    }
}

impl Journal {
    /// Finds or begins the run of a ledger, in one write; nothing is written where it is refused.
    ///
    /// The caller holds the lease of the period. A ledger whose run was superseded or replaced and which now comes back
    /// takes its place back by the same rules, and begins anew: with a new batch generation, since what it sent before
    /// may be gone.
    pub fn start(
        &mut self,
        clock: &dyn Clock,
        ledger: &Ledger<'_>,
        replaces: Option<&Replaces<'_>>,
    ) -> Result<Started, JournalError> {
        let named = match replaces {
            Some(word) => Some((self.named(word)?, word)),
            None => None,
        };
        self.write(clock, "start", |write| start(write, ledger, named.as_ref()))
    }

    /// The run that a word is about. A word without a reason, or about no run, is refused.
    pub fn named(&self, word: &Replaces<'_>) -> Result<RunId, JournalError> {
        if word.reason.trim().is_empty() {
            return Err(JournalError::new(JournalErrorKind::ReasonMissing));
        }
        Ok(self.find_run(word.run)?.id)
    }

    /// Whether a word can be meant of the ledger of a run that goes on: said again of the one that it has replaced.
    pub fn check_word(&self, run: &Run, word: &Replaces<'_>) -> Result<(), JournalError> {
        let named = self.named(word)?;
        let check = || {
            let runs = of_period(&self.connection, &run.company, run.period)?;
            check_named(&self.connection, &runs, &run.company, run.period, &run.content, &named)
        };
        check().map_err(|error: JournalError| error.at(&self.path))
    }

    /// What of a run left this machine, or perhaps did.
    pub fn sent(&self, id: &RunId) -> Result<Sent, JournalError> {
        sent(&self.connection, id).map_err(|error| error.at(&self.path))
    }
}

fn start(
    write: &Write<'_>,
    ledger: &Ledger<'_>,
    replaces: Option<&(RunId, &Replaces<'_>)>,
) -> Result<Started, JournalError> {
    let runs = of_period(&write.sql, &ledger.company.name, ledger.period)?;
    if let Some((named, _)) = replaces {
        let company = &ledger.company.name;
        check_named(&write.sql, &runs, company, ledger.period, ledger.content, named)?;
    }
    let same = runs.iter().find(|run| run.content == ledger.content);
    if let Some(same) = same.filter(|run| run.standing == Standing::Current) {
        return Ok(Started::Resumed(resume(write, ledger, same)?));
    }
    let Some(old) = runs.iter().find(|run| run.standing == Standing::Current) else {
        return Ok(Started::New(insert(write, ledger, None, None)?));
    };
    let sent = sent(&write.sql, &old.id)?;
    let standing = match (sent.is_nothing(), replaces) {
        (true, _) => Standing::Superseded,
        (false, Some(_)) => Standing::Replaced,
        (false, None) => {
            return Ok(Started::Refused { other: Box::new(old.clone()), sent });
        }
    };
    run::set(write, &old.id, "standing", standing.name())?;
    let reason = replaces.map(|(_, replaces)| *replaces);
    let run = match same {
        Some(same) => bring_back(write, ledger, same, &old.id, reason)?,
        None => insert(write, ledger, Some(&old.id), reason)?,
    };
    run::set(write, &old.id, "taken_by", run.id.as_str())?;
    let content = json!({ "standing": standing.name(), "by": run.id.as_str(),
        "reason": reason.map(|word| word.reason), "who": reason.map(|word| word.who) });
    write.event(Some(&old.id), "standing", content)?;
    let old = old.id.clone();
    Ok(match standing {
        Standing::Replaced => Started::Replaced { run, old },
        Standing::Current | Standing::Superseded => Started::Superseded { run, old },
    })
}

fn of_period(sql: &Connection, company: &str, period: Period) -> Result<Vec<Run>, JournalError> {
    run::select(sql, "company = ? AND period = ?", &[&company, &period.to_string()])
}

/// Refuses a run that a ledger cannot replace: it must be the current one of the same company and period and not the
/// ledger's own. The one that was replaced already may be named again, as long as nothing was sent since.
fn check_named(
    sql: &Connection,
    runs: &[Run],
    company: &str,
    period: Period,
    content: &str,
    named: &RunId,
) -> Result<(), JournalError> {
    let of = |kind| {
        JournalError::new(kind).with("given", named).with("period", period).with("company", company)
    };
    let current = runs.iter().find(|run| run.standing == Standing::Current);
    let Some(current) = current else {
        return Err(of(JournalErrorKind::NothingToReplace));
    };
    let is_own = current.content == content;
    if *named == current.id {
        return if is_own { Err(of(JournalErrorKind::NothingToReplace)) } else { Ok(()) };
    }
    if took_the_place_of(runs, current, named) && (is_own || sent(sql, &current.id)?.is_nothing()) {
        return Ok(());
    }
    Err(match is_own {
        true => of(JournalErrorKind::NothingToReplace),
        false => of(JournalErrorKind::ReplacesAnother).with("run", &current.id),
    })
}

/// Whether a run took this one's place, or that of one which had taken it.
fn took_the_place_of(runs: &[Run], run: &Run, other: &RunId) -> bool {
    // A ledger that came back makes a circle of the runs.
    let mut at = Some(run);
    for _ in runs {
        let Some(old) = at.and_then(|run| run.replaces.as_ref()) else { return false };
        if old == other {
            return true;
        }
        at = runs.iter().find(|run| run.id == *old);
    }
    false
}

fn resume(write: &Write<'_>, ledger: &Ledger<'_>, same: &Run) -> Result<Run, JournalError> {
    if same.bytes != ledger.bytes {
        run::set(write, &same.id, "bytes", ledger.bytes)?;
        write.event(Some(&same.id), "saved-again", json!({ "bytes": ledger.bytes }))?;
    }
    run::one(&write.sql, &same.id)
}

fn insert(
    write: &Write<'_>,
    ledger: &Ledger<'_>,
    old: Option<&RunId>,
    word: Option<&Replaces<'_>>,
) -> Result<Run, JournalError> {
    let company = &ledger.company.name;
    let id =
        RunId::new(company, ledger.period, ledger.content, |name| run::is_taken(&write.sql, name))?;
    write.sql.execute(
        "INSERT INTO run (id, company, ruc, period, content, bytes, standing, revision, phase, generation, round,
             folder, settings, replaces, reason, created, updated)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'current', 0, 'ingest', 0, 0, ?7, ?8, ?9, ?10, ?11, ?11)",
        params![
            id.as_str(),
            company,
            ledger.company.ruc,
            ledger.period.to_string(),
            ledger.content,
            ledger.bytes,
            ledger.folder,
            ledger.settings,
            old.map(RunId::as_str),
            word.map(|word| word.reason),
            write.at
        ],
    )?;
    let content = json!({ "company": company, "ruc": ledger.company.ruc, "period": ledger.period.to_string(),
        "content": ledger.content, "bytes": ledger.bytes, "replaces": old.map(RunId::as_str),
        "reason": word.map(|word| word.reason), "who": word.map(|word| word.who) });
    write.event(Some(&id), "run", content)?;
    run::one(&write.sql, &id)
}

fn bring_back(
    write: &Write<'_>,
    ledger: &Ledger<'_>,
    same: &Run,
    old: &RunId,
    word: Option<&Replaces<'_>>,
) -> Result<Run, JournalError> {
    let id = &same.id;
    run::set(write, id, "standing", Standing::Current.name())?;
    run::set(write, id, "taken_by", None::<&str>)?;
    run::set(write, id, "replaces", old.as_str())?;
    run::set(write, id, "reason", word.map(|word| word.reason))?;
    run::set(write, id, "phase", Phase::Ingest.name())?;
    run::set(write, id, "outcome", None::<&str>)?;
    run::set(write, id, "bytes", ledger.bytes)?;
    run::set(write, id, "settings", ledger.settings)?;
    run::raise_generation(write, same, "the ledger came back")?;
    write.event(Some(id), "run", json!({ "back": true, "replaces": old.as_str() }))?;
    run::one(&write.sql, id)
}

fn sent(sql: &Connection, id: &RunId) -> Result<Sent, JournalError> {
    let mut sent = Sent::default();
    let mut parts = std::collections::BTreeSet::new();
    for effect in effect_row::select(sql, "run = ?", &[&id.as_str()])? {
        // What was only found there is nobody's sending; *Iniciar* sends nothing.
        let perhaps = effect.attempts > 0 && effect.state != EffectState::NotHappened;
        if !perhaps || effect.verb == Verb::Begin {
            continue;
        }
        match effect.verb {
            Verb::Upload => {
                let part = effect.key.rsplit(':').next().and_then(|part| part.parse().ok());
                parts.insert(part.unwrap_or(0_u32));
            }
            Verb::Process => sent.processed += 1,
            Verb::OpenAccount => sent.accounts += 1,
            Verb::RegisterSeries => sent.imports += 1,
            Verb::Begin => {}
        }
        if effect.state != EffectState::Done {
            sent.doubts += 1;
        }
    }
    sent.parts = parts.len() as u64;
    let mut rows = sql.prepare("SELECT rows FROM part WHERE run = ? AND number = ?")?;
    for part in parts {
        let mut found = rows.query_map(params![id.as_str(), part], |row| row.get::<_, u64>(0))?;
        sent.rows += found.next().transpose()?.unwrap_or(0);
    }
    Ok(sent)
}
