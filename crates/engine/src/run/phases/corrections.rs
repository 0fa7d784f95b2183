//! A correction workbook that came back: the run's next revision, and what of it is sent when.
//!
//! Corrected rows form new parts after the last, and accepted rows keep theirs. Before the batch is processed the new
//! parts join it; once all of it is posted they go as a *supplement*, a batch of their own, where the platform takes one.
//! Between the two, while the platform still complains, a batch cannot grow: that round must end first.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use super::identify::JUDGED;
use super::steps::{LEDGER, Steps, unwritten};
use super::stop::Stop;
use crate::journal::{EffectState, JournalError, Outcome, Phase, Verb};
use crate::model::{Sentence, grouped};
use crate::normalize::outputs::Manifest;
use crate::ports::{Begin, ImportPlatform};
use crate::run::RunError;
use crate::run::job::{Job, Watch};

const APPLIED: Sentence = Sentence::new(
    "Se aplicaron las correcciones (revisión {revision}): {rows} {rows?fila corregida se aceptó|filas corregidas se aceptaron}, {rejected} {rejected?sigue rechazada|siguen rechazadas}.",
    "The corrections were applied (revision {revision}): {rows} corrected {rows?row was|rows were} accepted, {rejected} {rejected?is|are} still rejected.",
);

impl Steps<'_> {
    /// Applies the workbook that was named, and ends what an attempt that was cut off had begun.
    pub(super) fn take_corrections(&mut self) -> Result<(), Box<Stop>> {
        self.catch_up()?;
        if let Some(workbook) = self.order.corrections.clone() {
            self.correct(&workbook)?;
        }
        self.supplement = self.supplement_from()?;
        Ok(())
    }

    /// The files of a revision come first, then the journal hears of it.
    fn catch_up(&mut self) -> Result<(), Box<Stop>> {
        while self.manifest.revision > self.run.revision + 1 {
            self.run = self.journal.revise(self.clock, &self.run.id)?;
        }
        Ok(())
    }

    fn correct(&mut self, workbook: &Path) -> Result<(), Box<Stop>> {
        let is_ordered = self.journal.effects(&self.run.id)?.iter().any(|row| {
            row.verb == Verb::Process
                && row.generation == Some(self.run.generation)
                && row.attempts > 0
                && row.state != EffectState::NotHappened
        });
        if is_ordered && self.run.phase != Phase::Done {
            let values = vec![("run", self.run.id.to_string())];
            return Err(Stop::end(Outcome::Waiting, "corrections-too-early", values));
        }
        let before: u64 = self.manifest.parts.iter().map(|part| part.rows).sum();
        let ledger = self.folder.join(LEDGER);
        let job = Job {
            out: Some(ledger.clone()),
            by_period: false,
            period: Some(self.run.period),
            corrections: Some(workbook.to_owned()),
            ..self.order.job.clone()
        };
        let stop = AtomicBool::new(false);
        let mut watch = Watch { tell: &mut |_, _| {}, stop: &stop };
        let ended = crate::run::normalize(&job, &mut watch).map_err(Box::<Stop>::from)?;
        let path = self.folder.join(JUDGED);
        let judged = serde_json::to_vec_pretty(&ended.report).unwrap_or_default();
        fs::write(&path, judged).map_err(|error| unwritten(&path, &error))?;
        let manifest =
            Manifest::read(&ledger).map_err(|error| Box::new(Stop::Ledger(error.into())))?;
        self.manifest = manifest.ok_or_else(|| Box::<Stop>::from(RunError::OtherLedger))?;
        self.catch_up()?;
        let now: u64 = self.manifest.parts.iter().map(|part| part.rows).sum();
        let values = [
            ("revision", self.run.revision.to_string()),
            ("rows", grouped(now.saturating_sub(before))),
            ("rejected", grouped(self.manifest.rows.rejected)),
        ];
        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
        self.say(APPLIED.fill(self.language, &values));
        self.verified = None;
        self.corrected = Some(ended);
        Ok(())
    }

    /// The revision from which on parts are in the living batch: the last one that came after all was posted. A ledger
    /// that came back after another one had its place is sent whole.
    fn supplement_from(&self) -> Result<u32, JournalError> {
        let mut from = 0;
        for event in self.journal.events(Some(&self.run.id))? {
            let content: serde_json::Value =
                serde_json::from_str(&event.content).unwrap_or_default();
            match event.kind.as_str() {
                "revision" if content["from"] == Phase::Done.name() => {
                    from = content["revision"].as_u64().unwrap_or_default();
                }
                "run" if content["back"] == true => from = 0,
                _ => {}
            }
        }
        Ok(u32::try_from(from).unwrap_or(u32::MAX))
    }

    /// Whether the platform takes a batch after the one that is posted.
    pub(super) fn may_be_supplemented(&mut self) -> Result<(), Box<Stop>> {
        if self.supplement == 0 || self.parts()?.is_empty() {
            return Ok(());
        }
        self.open_import()?;
        let Some(port) = &mut self.import else { return Ok(()) };
        let can = port.capabilities();
        // What a person has skipped still waits in the batch: it must go before another one begins.
        if can.supplements && (self.story.skipped.is_empty() || can.begin == Begin::Clears) {
            return Ok(());
        }
        let parts = self.parts()?;
        let first = parts.first().map(|part| part.path.display().to_string()).unwrap_or_default();
        let values = vec![
            ("rows", grouped(parts.iter().map(|part| part.rows).sum())),
            ("parts", grouped(parts.len() as u64)),
            ("first", first),
        ];
        Err(Stop::end(Outcome::Held, "supplement-untaken", values))
    }
}
