//! 4. *Procesar*, and the wait for it; what the platform counts must be what was sent.

use std::fs;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::asked::Asked;
use super::batch::{differs_from, rows_of, waits};
use super::steps::{REPORTS, Steps, unwritten};
use super::stop::Stop;
use super::story::Untold;
use crate::journal::{
    EffectError, EffectState, Intent, Key, OnUntellable, Outcome, Phase, at_most_once,
};
use crate::model::{Cents, Language, Sentence, grouped};
use crate::ports::{
    Failure, FailureKind, ImportPlatform, PartFile, ProcessState, Progress, Sighting, Staging,
};

/// How long a platform may be silent while it processes, unless its connector says otherwise (design.md 4).
const IDLE_LIMIT: Duration = Duration::from_secs(600);
/// The first and the longest wait between two looks.
const FIRST_WAIT: Duration = Duration::from_millis(15);
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// How often leases are renewed during a wait.
const BEAT_MILLIS: u64 = 20_000;

const PROCESSING: Sentence = Sentence::new(
    "La plataforma procesa el lote (ronda {round}).",
    "The platform processes the batch (round {round}).",
);
const ROWS: Sentence = Sentence::new("filas", "rows");
const AMOUNT: Sentence = Sentence::new("importe total", "total amount");
/// How often whoever watches hears that the platform is still at it.
const TELL_MILLIS: u64 = 15_000;
const STILL: Sentence =
    Sentence::new("La plataforma sigue procesando.", "The platform is still processing.");
const STILL_AT: Sentence = Sentence::new(
    "La plataforma sigue procesando: va por {rows} {rows?fila|filas}.",
    "The platform is still processing: {rows} {rows?row|rows} so far.",
);

/// What the last processing counted, kept so that a later look is not mistaken for a new one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Processed {
    pub(super) generation: u32,
    pub(super) round: u32,
    pub(super) rows: Option<u64>,
    pub(super) posted: Option<u64>,
    pub(super) complaints: Option<u64>,
}

impl Processed {
    fn has_numbers_of(&self, progress: &Progress) -> bool {
        (self.rows, self.posted, self.complaints)
            == (progress.rows, progress.posted, progress.complaints)
    }
}

impl Steps<'_> {
    /// One processing, from the order to the numbers.
    pub(super) fn process(&mut self) -> Result<(), Box<Stop>> {
        let parts = match &self.verified {
            Some(parts) => parts.clone(),
            None => self.parts()?,
        };
        self.open_import()?;
        if self.was_heard_without_complaint()? {
            return self.advance(Phase::Done);
        }
        let round = self.journal.open_round(self.clock, &self.run.id)?;
        self.run.round = round;
        self.say(PROCESSING.fill(self.language, &[("round", &round.to_string())]));
        let key = Key::process(&self.run.id, self.run.generation, round);
        let known = self.journal.effect(&key)?;
        let ordered =
            known.is_some_and(|row| row.attempts > 0 && row.state != EffectState::NotHappened);
        if !ordered && !self.staging_is_ours(&parts)? {
            return self.advance(Phase::Load);
        }
        let sent = rows_of(&parts);
        match self.order_processing(&key, &parts, ordered) {
            Ok(()) => {}
            // What waits may not be what was sent any more, or nothing waits: somebody has been at the batch.
            Err(EffectError::NotDone { failure, .. })
                if failure.kind == FailureKind::Refused && !self.staging_is_ours(&parts)? =>
            {
                return self.advance(Phase::Load);
            }
            Err(error) => return Err(Stop::effect(error)),
        }
        let progress = self.wait_for_processing()?;
        if let Err(disagree) = self.check_numbers(&progress, &parts)
            && !self.is_explained(&progress, &parts, disagree)?
        {
            return self.advance(Phase::Load);
        }
        let complaints =
            progress.complaints.or_else(|| Some(sent.saturating_sub(progress.posted?)));
        let processed = Processed {
            generation: self.run.generation,
            round,
            rows: progress.rows,
            posted: progress.posted,
            complaints,
        };
        self.keep_processed(&processed)?;
        self.details_are_fresh = true;
        if complaints == Some(0) {
            self.compare_with_forecast();
            self.journal.hear(self.clock, &self.run.id, round, &Default::default(), 0)?;
            return self.advance(Phase::Done);
        }
        self.advance(Phase::Analyze)
    }

    /// Whether the last round of this batch complained of nothing, and only the step to the end was cut off: another
    /// order would find nothing to process, or post all of it again.
    fn was_heard_without_complaint(&self) -> Result<bool, Box<Stop>> {
        let rounds = self.journal.rounds(&self.run.id)?;
        let last = rounds.last().filter(|round| round.generation == self.run.generation);
        Ok(last.is_some_and(|round| round.lines == Some(0)))
    }

    /// *Procesar*, at most once. An order that is given `again` was in doubt for a time in which nobody looked at the
    /// batch, so what waits is compared right before it; the first order comes right after the comparison.
    fn order_processing(
        &mut self,
        key: &Key,
        parts: &[PartFile],
        again: bool,
    ) -> Result<(), EffectError> {
        let sent = rows_of(parts);
        let before = Some(self.processed())
            .filter(|known| known.generation == self.run.generation && known.round > 0);
        let (run, language) = (self.run.id.clone(), self.language);
        let ours = self.ours(parts)?;
        let Some(port) = &mut self.import else { return Ok(()) };
        let settling = port.capabilities().settling_time;
        let intent =
            Intent { run: &run, key, meaning: "{}", settling, untellable: OnUntellable::AskPerson };
        let look = |progress: &Progress| match (progress.state, &before) {
            (ProcessState::Processing, _) => Sighting::Ours(()),
            (ProcessState::Idle, _) => Sighting::Absent,
            // Without a number one processing looks like the other.
            (ProcessState::Processed, _) if tells_nothing(progress) => Sighting::CannotTell,
            (ProcessState::Processed, Some(before)) if before.has_numbers_of(progress) => {
                Sighting::Absent
            }
            (ProcessState::Processed, Some(_)) => Sighting::Ours(()),
            // The platform may still show the processing of an earlier batch.
            (ProcessState::Processed, None) => match (progress.posted, progress.complaints) {
                (Some(posted), Some(complaints)) if posted + complaints == sent => {
                    Sighting::Ours(())
                }
                (Some(_), Some(_)) => Sighting::Absent,
                _ => Sighting::CannotTell,
            },
        };
        let effect = at_most_once(
            self.journal,
            self.clock,
            port,
            &intent,
            |port| Ok(look(&port.progress()?)),
            |port| {
                if again {
                    let staging = port.staging()?;
                    let is_other = match &before {
                        Some(before) => {
                            staging.rows.zip(before.complaints).is_some_and(|(is, was)| is != was)
                        }
                        None => {
                            !ours.strangers(&staging).is_empty() || differs_from(&staging, parts)
                        }
                    };
                    if is_other {
                        return Err(not_what_was_sent(&staging, sent, language));
                    }
                }
                port.process()
            },
        );
        effect.map(|_| ())
    }

    /// Waits as long as the platform gives signs of life.
    fn wait_for_processing(&mut self) -> Result<Progress, Box<Stop>> {
        let told = self.import.as_ref().and_then(|port| port.capabilities().idle_limit);
        let limit = told.unwrap_or(IDLE_LIMIT);
        let began = self.clock.now();
        let (mut last, mut changed, mut beat, mut told) = (None, began, began, began);
        let mut wait = FIRST_WAIT;
        loop {
            let Some(port) = &mut self.import else {
                return Err(Stop::end(Outcome::Interrupted, "attempt-interrupted", Vec::new()));
            };
            match port.progress() {
                Ok(progress) if progress.state == ProcessState::Processed => return Ok(progress),
                Ok(progress) if last != Some(progress) => {
                    (last, changed, wait) = (Some(progress), self.clock.now(), FIRST_WAIT);
                }
                Ok(_) => {}
                // The platform may come back; its silence counts.
                Err(failure) if failure.kind == FailureKind::Unreachable => {}
                Err(failure) => return Err(Stop::platform(Asked::Progress, &failure)),
            }
            let now = self.clock.now();
            if now.saturating_sub(changed) > limit.as_millis() as u64 {
                let minutes = (limit.as_secs() / 60).max(1).to_string();
                return Err(Stop::end(
                    Outcome::Failed,
                    "platform-silent",
                    vec![("minutes", minutes)],
                ));
            }
            if now.saturating_sub(told) > TELL_MILLIS {
                self.say(still(last.and_then(|progress| progress.rows), self.language));
                told = now;
            }
            if now.saturating_sub(beat) > BEAT_MILLIS {
                self.beat()?;
                beat = now;
            }
            if !self.clock.pause(wait) {
                return Err(Stop::end(Outcome::Interrupted, "attempt-interrupted", Vec::new()));
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Every number that the platform tells must agree (H20).
    fn check_numbers(&mut self, progress: &Progress, parts: &[PartFile]) -> Result<(), Box<Stop>> {
        let sent = rows_of(parts);
        let disagree = |told: String, meant: String, what: Sentence| {
            let values = vec![("told", told), ("meant", meant)];
            Stop::end(Outcome::Failed, "numbers-disagree", values)
                .spoken("what", |language| what.text(language).into())
        };
        match (progress.posted, progress.complaints) {
            (Some(posted), Some(complaints)) if posted + complaints != sent => {
                return Err(disagree((posted + complaints).to_string(), sent.to_string(), ROWS));
            }
            (Some(posted), None) if posted > sent => {
                return Err(disagree(posted.to_string(), sent.to_string(), ROWS));
            }
            (Some(_), _) => {}
            (None, _) => self.not_verified(Untold::Posted),
        }
        let meant: Cents = Cents(parts.iter().map(|part| part.total.0).sum());
        match progress.total {
            Some(total) if progress.complaints == Some(0) && total != meant => {
                Err(disagree(total.to_string(), meant.to_string(), AMOUNT))
            }
            Some(_) => Ok(()),
            None => {
                self.not_verified(Untold::PostedTotal);
                Ok(())
            }
        }
    }

    /// What the last processing counted; zeros where there was none.
    pub(super) fn processed(&self) -> Processed {
        let text = fs::read(self.folder.join(REPORTS).join("processed.json")).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn keep_processed(&self, processed: &Processed) -> Result<(), Box<Stop>> {
        let path = self.path(REPORTS)?.join("processed.json");
        let text = serde_json::to_vec(processed).unwrap_or_default();
        let waiting = path.with_extension("partial");
        fs::write(&waiting, text)
            .and_then(|()| fs::rename(&waiting, &path))
            .map_err(|error| unwritten(&path, &error))
    }
}

fn tells_nothing(progress: &Progress) -> bool {
    (progress.rows, progress.posted, progress.complaints) == (None, None, None)
}

/// That the platform is at work, and how far it is where it tells.
fn still(rows: Option<u64>, language: Language) -> String {
    match rows {
        Some(rows) => STILL_AT.fill(language, &[("rows", &grouped(rows))]),
        None => STILL.text(language).to_owned(),
    }
}

/// Nothing was ordered: the batch is another one than that of the order in doubt.
fn not_what_was_sent(staging: &Staging, sent: u64, language: Language) -> Failure {
    Failure {
        kind: FailureKind::Refused,
        message: waits(staging.rows, sent, language),
        place: "lote".to_owned(),
        evidence: None,
        retry_after: None,
    }
}
