//! Outside actions: each at most once, across crashes, lost answers, colleagues and second tries.
//!
//! This is the promise that the product makes, so it is told here in full.
//!
//! **The intent comes first.** Before anything leaves this machine, the journal says on disk what is about to be done.
//! An intent without an outcome therefore means *perhaps it happened*, and no intent means *it did not*, whatever
//! happened to the power.
//!
//! **Looking comes before acting, always.** A colleague may have done the work by hand; an earlier attempt may have
//! arrived although its answer was lost.
//!
//! | intent | seen | done here |
//! |---|---|---|
//! | none | `Absent`, `CannotTell` | intent, act, outcome |
//! | none | `Ours` | recorded as done (*found*) |
//! | any | `Taken` | recorded as a conflict; a new plan is needed |
//! | open | `Ours` | recorded as done |
//! | open | `Absent`, settling | wait, look again |
//! | open | `Absent`, settled | act again: same key, attempt + 1 |
//! | open | `CannotTell` | a new batch generation, or a person ([`OnUntellable`]) |
//! | done | not asked | its receipt |
//! | a person says that it did not happen | as open | as open, but `CannotTell`: act |
//!
//! **An absence right after a lost answer proves nothing**, since the request may still be on its way. An open intent
//! is therefore acted on again only after it stayed absent for the platform's settling time, *counted from when this
//! call began to watch*, and never from a time in the journal: nobody knows when a process that died had sent what it
//! sent, and a PC's clock may have jumped since. It costs one settling time for each effect in doubt, which is rare.
//!
//! **What an attempt ends in.** An answer is recorded with its receipt. `Unreachable`, `Refused` and `Unrecognized` mean
//! that it did not happen, so the intent is closed and the next run acts. But a refusal of a *second* attempt may come
//! from the first one's success ("this code exists"), so it is looked up once more before it is believed. `InDoubt` is
//! looked up at once: `Ours` is done; anything else stays open, and the run stops as *unknown*.
//!
//! **What it cannot promise.** A look-up that lies makes it act twice or not at all; so look-ups are part of a connector's
//! conformance suite. A process that is stopped exactly between its intent and its act for longer than its lease, and
//! wakes up after another one has acted, acts: the time between is a few instructions, and the lease is checked in the
//! intent's own transaction.

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

use super::effect_row::{EffectRow, EffectState, Verdict};
use super::error::{JournalError, JournalErrorKind};
use super::file::Journal;
use super::key::Key;
use super::phase::Outcome;
use super::run::RunId;
use crate::model::Cents;
use crate::ports::{Answer, Clock, Failure, FailureKind, Sighting, UploadReceipt};

/// How long a wait for the settling time goes on without a look.
const LOOK_AGAIN: Duration = Duration::from_secs(5);

/// What is to be done, and what to do where nobody can tell whether it was.
#[derive(Clone, Copy, Debug)]
pub struct Intent<'a> {
    /// The run that means it.
    pub run: &'a RunId,
    /// Its name; from the plan, never from chance or the clock.
    pub key: &'a Key,
    /// What exactly is meant, as canonical JSON: the part's hash, the account's code and name. An effect that the journal
    /// knows under this key with another meaning is not touched.
    pub meaning: &'a str,
    /// How long after a lost answer an absence proves that nothing happened.
    pub settling: Duration,
    /// What an open intent that the platform cannot tell about leads to.
    pub untellable: OnUntellable,
}

/// What an open intent leads to that the platform cannot tell about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnUntellable {
    /// In a batch whose *Iniciar* clears it: begin again, all of it.
    NewGeneration,
    /// Everywhere else.
    AskPerson,
}

/// How an effect came to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect<T> {
    /// It was done now.
    Acted(T),
    /// It was there already: by a lost attempt of ours, or by a colleague.
    Found(T),
    /// The journal knew that it was done.
    Before(T),
}

impl<T> Effect<T> {
    /// What the platform said, or what was found.
    pub fn receipt(self) -> T {
        match self {
            Effect::Acted(receipt) | Effect::Found(receipt) | Effect::Before(receipt) => receipt,
        }
    }
}

/// What a platform says when it has done something, as the journal keeps it.
pub trait Receipt: Sized {
    /// For the journal.
    fn to_json(&self) -> Value;
    /// From the journal; `None` where this is not what [`Receipt::to_json`] writes.
    fn from_json(value: &Value) -> Option<Self>;
    /// Of an effect that a person vouches for: nothing is known of it but that it happened.
    fn vouched() -> Self;
}

impl Receipt for () {
    fn to_json(&self) -> Value {
        Value::Null
    }

    fn from_json(_: &Value) -> Option<()> {
        Some(())
    }

    fn vouched() {}
}

impl Receipt for Value {
    fn to_json(&self) -> Value {
        self.clone()
    }

    fn from_json(value: &Value) -> Option<Value> {
        Some(value.clone())
    }

    fn vouched() -> Value {
        Value::Null
    }
}

impl Receipt for UploadReceipt {
    fn to_json(&self) -> Value {
        json!({ "rows": self.rows, "total": self.total.map(|total| total.0) })
    }

    fn from_json(value: &Value) -> Option<UploadReceipt> {
        let (rows, total) = (value.get("rows")?, value.get("total")?);
        if !(rows.is_null() || rows.is_u64()) || !(total.is_null() || total.is_i64()) {
            return None;
        }
        Some(UploadReceipt { rows: rows.as_u64(), total: total.as_i64().map(Cents) })
    }

    fn vouched() -> UploadReceipt {
        UploadReceipt::default()
    }
}

/// Why an effect is not done, or not known to be.
#[derive(Debug)]
pub enum EffectError {
    /// It left this machine and no complete answer came; it stays open, and running again looks first.
    InDoubt {
        /// Its key.
        key: Key,
        /// What was said.
        failure: Box<Failure>,
    },
    /// It is open, and the platform cannot tell: a person must look and `resolve` it.
    AskPerson {
        /// Its number, by which a person names it.
        effect: u64,
        /// Its key.
        key: Key,
    },
    /// It is open, and the platform cannot tell: `new_generation`, *Iniciar*, and all parts again.
    NewGeneration {
        /// Its key.
        key: Key,
    },
    /// Something else is in its place. It is closed; a new plan may use the key with another meaning.
    Conflict {
        /// Its key.
        key: Key,
    },
    /// The journal knows this key with another meaning, open or done. Nothing was asked or done.
    Changed {
        /// Its number.
        effect: u64,
        /// Its key.
        key: Key,
        /// What the journal says was meant.
        meant: String,
    },
    /// It did not happen, and the intent is closed: the next run acts.
    NotDone {
        /// Its key.
        key: Key,
        /// Why.
        failure: Box<Failure>,
    },
    /// The look-up failed before anything was done; the journal is as it was.
    LookFailed {
        /// Its key.
        key: Key,
        /// Why.
        failure: Box<Failure>,
    },
    /// The run was asked to stop while it waited for the settling time.
    Interrupted {
        /// Its key.
        key: Key,
    },
    /// The journal failed; nothing was begun that it does not know of.
    Journal(JournalError),
}

impl EffectError {
    /// What the run ends as, where the control plane can do nothing about it.
    pub fn outcome(&self) -> Outcome {
        match self {
            EffectError::InDoubt { .. } => Outcome::Unknown,
            EffectError::AskPerson { .. } | EffectError::Changed { .. } => Outcome::Waiting,
            EffectError::Interrupted { .. } => Outcome::Interrupted,
            EffectError::NewGeneration { .. }
            | EffectError::Conflict { .. }
            | EffectError::NotDone { .. }
            | EffectError::LookFailed { .. }
            | EffectError::Journal(_) => Outcome::Failed,
        }
    }

    /// The same as an error with a code and sentences.
    pub fn into_error(self) -> JournalError {
        let of = |kind, key: &Key| JournalError::new(kind).with("effect", key);
        match self {
            EffectError::InDoubt { key, failure } => {
                of(JournalErrorKind::InDoubt, &key).with("detail", failure)
            }
            EffectError::AskPerson { effect, key } => {
                of(JournalErrorKind::AskPerson, &key).with("number", effect)
            }
            EffectError::NewGeneration { key } => of(JournalErrorKind::NewGeneration, &key),
            EffectError::Conflict { key } => of(JournalErrorKind::Conflict, &key),
            EffectError::Changed { effect, key, .. } => {
                of(JournalErrorKind::MeaningChanged, &key).with("number", effect)
            }
            EffectError::NotDone { key, failure } => {
                of(JournalErrorKind::NotDone, &key).with("detail", failure)
            }
            EffectError::LookFailed { key, failure } => {
                of(JournalErrorKind::LookFailed, &key).with("detail", failure)
            }
            EffectError::Interrupted { key } => of(JournalErrorKind::Interrupted, &key),
            EffectError::Journal(error) => error,
        }
    }
}

impl From<JournalError> for EffectError {
    fn from(error: JournalError) -> EffectError {
        EffectError::Journal(error)
    }
}

/// For developers.
impl fmt::Display for EffectError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            EffectError::InDoubt { key, failure } => write!(out, "{key}: in doubt: {failure}"),
            EffectError::AskPerson { key, .. } => write!(out, "{key}: a person must look"),
            EffectError::NewGeneration { key } => write!(out, "{key}: a new generation"),
            EffectError::Conflict { key } => write!(out, "{key}: something else is in its place"),
            EffectError::Changed { key, meant, .. } => write!(out, "{key}: it meant {meant}"),
            EffectError::NotDone { key, failure } => write!(out, "{key}: not done: {failure}"),
            EffectError::LookFailed { key, failure } => write!(out, "{key}: no look: {failure}"),
            EffectError::Interrupted { key } => write!(out, "{key}: interrupted"),
            EffectError::Journal(error) => write!(out, "{error}"),
        }
    }
}

impl std::error::Error for EffectError {}

/// Performs an action on a remote system at most once, across crashes and retries.
///
/// The intent is committed before `act` runs, so an intent without an outcome means *perhaps it happened*. `look` is
/// therefore asked first, always: a colleague may also have done the work by hand. `Ours` is recorded as done; `Taken`
/// stops with [`EffectError::Conflict`], since someone else owns that code and a new plan is needed. The table is in
/// this module's first lines.
///
/// If `act` ends in doubt, `look` is asked again. An absence so soon proves nothing (the request may still be on its
/// way), so the effect stays in doubt and the run stops; a later call acts again once the system has had its settling
/// time. The key comes from the plan (run, verb, series), never from chance or the clock, so that the same decision has
/// the same key tomorrow.
///
/// On a crash anywhere in here, calling it again with the same intent goes on correctly. `act` runs at most once a call.
pub fn at_most_once<P: ?Sized, T: Receipt>(
    journal: &mut Journal,
    clock: &dyn Clock,
    port: &mut P,
    intent: &Intent<'_>,
    mut look: impl FnMut(&mut P) -> Answer<Sighting<T>>,
    act: impl FnOnce(&mut P) -> Answer<T>,
) -> Result<Effect<T>, EffectError> {
    let key = intent.key;
    let known = journal.effect(key)?;
    let open = known.as_ref().filter(|row| row.state == EffectState::Open);
    if let Some(row) = known.as_ref() {
        refuse_another_meaning(row, intent)?;
        if row.state == EffectState::Done {
            return Ok(Effect::Before(stored_receipt(row)?));
        }
    }
    // What a person has seen not to have happened may still be on its way, as after a lost answer.
    let is_resolved = |row: &&EffectRow| row.state == EffectState::NotHappened && row.who.is_some();
    let seen = match open.or(known.as_ref().filter(is_resolved)) {
        Some(_) => watch(journal, clock, port, intent, &mut look)?,
        None => look(port).map_err(|failure| not_looked(key, failure))?,
    };
    match (seen, open) {
        (Sighting::Ours(receipt), _) => {
            let verdict = done("found", &receipt);
            journal.record_seen(clock, intent.run, key, intent.meaning, &verdict)?;
            Ok(Effect::Found(receipt))
        }
        (Sighting::Taken, _) => {
            let verdict = closed(EffectState::Conflict, "taken", None);
            journal.record_seen(clock, intent.run, key, intent.meaning, &verdict)?;
            Err(EffectError::Conflict { key: key.clone() })
        }
        (Sighting::CannotTell, Some(row)) => Err(match intent.untellable {
            OnUntellable::NewGeneration => EffectError::NewGeneration { key: key.clone() },
            OnUntellable::AskPerson => EffectError::AskPerson { effect: row.id, key: key.clone() },
        }),
        (Sighting::Absent | Sighting::CannotTell, _) => {
            let attempt = journal.intend(clock, intent.run, key, intent.meaning)?;
            let again = open.is_some();
            match act(port) {
                Ok(receipt) => {
                    let verdict = done("acted", &receipt);
                    journal.record_attempt(clock, intent.run, key, attempt, &verdict)?;
                    Ok(Effect::Acted(receipt))
                }
                Err(failure) => {
                    let tried = Tried { attempt, again, failure };
                    after_failure(journal, clock, port, intent, &mut look, tried)
                }
            }
        }
    }
}

/// An attempt that was not answered with a yes.
struct Tried {
    attempt: u32,
    /// Whether an earlier attempt was in doubt.
    again: bool,
    failure: Failure,
}

fn after_failure<P: ?Sized, T: Receipt>(
    journal: &mut Journal,
    clock: &dyn Clock,
    port: &mut P,
    intent: &Intent<'_>,
    look: &mut impl FnMut(&mut P) -> Answer<Sighting<T>>,
    tried: Tried,
) -> Result<Effect<T>, EffectError> {
    let key = intent.key;
    let Tried { attempt, again, failure } = tried;
    let said = failure.to_string();
    let not_done = |journal: &mut Journal, failure: Failure, how| -> EffectError {
        let verdict = closed(EffectState::NotHappened, how, Some(&said));
        match journal.record_attempt(clock, intent.run, key, attempt, &verdict) {
            Ok(()) => EffectError::NotDone { key: key.clone(), failure: Box::new(failure) },
            Err(error) => error.into(),
        }
    };
    let how = match failure.kind {
        FailureKind::Unreachable => return Err(not_done(journal, failure, "unreachable")),
        FailureKind::Unrecognized => return Err(not_done(journal, failure, "unrecognized")),
        FailureKind::Refused if !again => return Err(not_done(journal, failure, "refused")),
        FailureKind::Refused => "refused",
        FailureKind::InDoubt => "in-doubt",
    };
    // A second attempt may be refused because the first one arrived after all.
    match look(port) {
        Ok(Sighting::Ours(receipt)) => {
            let verdict = done("found", &receipt);
            journal.record_attempt(clock, intent.run, key, attempt, &verdict)?;
            Ok(Effect::Found(receipt))
        }
        Ok(Sighting::Taken) => {
            let verdict = closed(EffectState::Conflict, "taken", Some(&said));
            journal.record_attempt(clock, intent.run, key, attempt, &verdict)?;
            Err(EffectError::Conflict { key: key.clone() })
        }
        Ok(Sighting::Absent) if failure.kind == FailureKind::Refused => {
            Err(not_done(journal, failure, how))
        }
        Ok(Sighting::Absent | Sighting::CannotTell) | Err(_) => {
            let verdict = closed(EffectState::Open, how, Some(&said));
            journal.record_attempt(clock, intent.run, key, attempt, &verdict)?;
            Err(EffectError::InDoubt { key: key.clone(), failure: Box::new(failure) })
        }
    }
}

/// Looks until something else than an absence is seen, or the settling time is over.
fn watch<P: ?Sized, T>(
    journal: &mut Journal,
    clock: &dyn Clock,
    port: &mut P,
    intent: &Intent<'_>,
    look: &mut impl FnMut(&mut P) -> Answer<Sighting<T>>,
) -> Result<Sighting<T>, EffectError> {
    let mut waited = Duration::ZERO;
    loop {
        let seen = look(port).map_err(|failure| not_looked(intent.key, failure))?;
        if !matches!(seen, Sighting::Absent) || waited >= intent.settling {
            return Ok(seen);
        }
        let step = (intent.settling - waited).min(LOOK_AGAIN);
        if !clock.pause(step) {
            return Err(EffectError::Interrupted { key: intent.key.clone() });
        }
        waited += step;
        journal.beat(clock)?;
    }
}

/// An effect that is open or done under this key must be the same effect.
fn refuse_another_meaning(row: &EffectRow, intent: &Intent<'_>) -> Result<(), EffectError> {
    let binds = matches!(row.state, EffectState::Open | EffectState::Done);
    if binds && row.meaning != intent.meaning {
        return Err(EffectError::Changed {
            effect: row.id,
            key: intent.key.clone(),
            meant: row.meaning.clone(),
        });
    }
    Ok(())
}

fn stored_receipt<T: Receipt>(row: &EffectRow) -> Result<T, JournalError> {
    let Some(text) = &row.receipt else { return Ok(T::vouched()) };
    let value = serde_json::from_str(text).ok();
    value
        .as_ref()
        .and_then(T::from_json)
        .ok_or_else(|| JournalError::damaged(format!("effect {}: receipt {text}", row.key)))
}

fn not_looked(key: &Key, failure: Failure) -> EffectError {
    EffectError::LookFailed { key: key.clone(), failure: Box::new(failure) }
}

fn done(how: &'static str, receipt: &impl Receipt) -> Verdict<'static> {
    let receipt = Some(receipt.to_json().to_string());
    Verdict { state: EffectState::Done, how, receipt, said: None }
}

fn closed<'a>(state: EffectState, how: &'static str, said: Option<&'a str>) -> Verdict<'a> {
    Verdict { state, how, receipt: None, said }
}
