//! 3. Parts to the batch: *Iniciar*, and each part once.

use std::path::Path;

use xlsx::CellKind;

use super::asked::Asked;
use super::steps::{LEDGER, Steps};
use super::stop::Stop;
use super::story::Untold;
use crate::journal::{
    Effect, EffectError, Intent, Key, OnUntellable, Outcome, Part, Phase, at_most_once,
};
use crate::model::amount::AmountRead;
use crate::model::{Cents, DecimalMark, Sentence, grouped};
use crate::normalize::outputs::Manifest;
use crate::normalize::outputs::manifest::{self, MANIFEST, hash_file};
use crate::ports::{Begin, ImportPlatform, PartFile, UploadReceipt};

/// Generations in one attempt: the second is for a batch that somebody has touched, a third would fight him.
const GENERATIONS_MAX: u32 = 2;

const SENT: Sentence = Sentence::new(
    "Bloque {number} de {count}: {rows} {rows?fila cargada|filas cargadas}.",
    "Part {number} of {count}: {rows} {rows?row|rows} loaded.",
);
const COUNTED: Sentence = Sentence::new(
    "de este bloque dice {told}, y se le envió {meant}",
    "of this part it says {told}, and {meant} was sent",
);

impl Steps<'_> {
    /// Sends what is not sent yet.
    pub(super) fn load(&mut self) -> Result<(), Box<Stop>> {
        // What is about to be sent is compared anew, whatever an earlier phase has seen.
        let parts = self.parts()?;
        self.verified = Some(parts.clone());
        self.open_import()?;
        if self.run.generation == 0 {
            self.begin_generation("the first")?;
        }
        loop {
            match self.send(&parts) {
                Ok(()) => break,
                Err(EffectError::NewGeneration { .. }) => {
                    self.begin_generation("an upload that nobody can tell of")?
                }
                Err(EffectError::Conflict { .. }) => self.make_way(&parts)?,
                Err(error) => return Err(Stop::effect(error)),
            }
        }
        self.advance(Phase::Process)
    }

    /// A batch of its own for what is sent from here on.
    pub(super) fn begin_generation(&mut self, why: &str) -> Result<(), Box<Stop>> {
        self.generations += 1;
        if self.generations > GENERATIONS_MAX {
            return Err(Stop::end(Outcome::Failed, "world-keeps-moving", Vec::new()));
        }
        self.run.generation = self.journal.new_generation(self.clock, &self.run.id, why)?;
        Ok(())
    }

    /// Something is where a part or the batch should be. What bears a part's name and is not it, or is there twice, is a
    /// part that arrived badly: where *Iniciar* clears, it is sent again. All else is a person's.
    fn make_way(&mut self, parts: &[PartFile]) -> Result<(), Box<Stop>> {
        let ours = self.ours(parts)?;
        let Some(port) = &mut self.import else { return Ok(()) };
        let begin = port.capabilities().begin;
        let staging = port.staging().map_err(|failure| Stop::platform(Asked::Staging, &failure))?;
        match ours.in_the_way(&staging, begin) {
            Some(stranger) if !stranger.is_a_part() || begin != Begin::Clears => {
                Err(self.not_ours(&stranger))
            }
            // Or it went away between two looks.
            _ => self.begin_generation("a part is not in the batch as it was sent"),
        }
    }

    /// *Iniciar*, then each part; each at most once in this generation.
    fn send(&mut self, parts: &[PartFile]) -> Result<(), EffectError> {
        let (run, generation) = (self.run.id.clone(), self.run.generation);
        let Some(port) = &mut self.import else { return Ok(()) };
        let capabilities = port.capabilities();
        let untellable = match capabilities.begin {
            Begin::Clears => OnUntellable::NewGeneration,
            Begin::Keeps | Begin::Unknown => OnUntellable::AskPerson,
        };
        let key = Key::begin(&run, generation);
        let intent = Intent {
            run: &run,
            key: &key,
            meaning: "{}",
            settling: capabilities.settling_time,
            // Beginning twice is the same as once, as long as nothing was sent.
            untellable,
        };
        let ours = self.ours(parts)?;
        let Some(port) = &mut self.import else { return Ok(()) };
        at_most_once(
            self.journal,
            self.clock,
            port,
            &intent,
            |port| Ok(ours.before_begin(&port.staging()?, capabilities.begin)),
            |port| port.begin_batch(),
        )?;
        self.is_sent_now = true;
        for (part, number) in parts.iter().zip(self.first_part..) {
            let key = Key::upload(&run, generation, number);
            let meaning =
                serde_json::json!({ "name": part.name, "sha256": part.sha256 }).to_string();
            let intent = Intent {
                run: &run,
                key: &key,
                meaning: &meaning,
                settling: capabilities.settling_time,
                untellable,
            };
            let Some(port) = &mut self.import else { return Ok(()) };
            let effect = at_most_once(
                self.journal,
                self.clock,
                port,
                &intent,
                |port| port.find_upload(part),
                |port| port.upload(part),
            )?;
            self.is_sent_now &= !matches!(effect, Effect::Before(_));
            let receipt: UploadReceipt = effect.receipt();
            self.check_receipt(part, receipt)
                .map_err(|why| EffectError::NotDone { key: key.clone(), failure: Box::new(why) })?;
            let values = [
                ("number", number.to_string()),
                ("count", (self.first_part as usize - 1 + parts.len()).to_string()),
                ("rows", grouped(part.rows)),
            ];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            self.say(SENT.fill(self.language, &values));
        }
        Ok(())
    }

    /// The platform's count of a part must be ours.
    fn check_receipt(
        &mut self,
        part: &PartFile,
        receipt: UploadReceipt,
    ) -> Result<(), crate::ports::Failure> {
        let language = self.language;
        let wrong = |told: String, meant: String| crate::ports::Failure {
            kind: crate::ports::FailureKind::Refused,
            message: COUNTED.fill(language, &[("told", &told), ("meant", &meant)]),
            place: part.name.clone(),
            evidence: None,
            retry_after: None,
        };
        match receipt.rows {
            Some(rows) if rows != part.rows => {
                return Err(wrong(rows.to_string(), part.rows.to_string()));
            }
            Some(_) => {}
            None => self.not_verified(Untold::PartRows),
        }
        match receipt.total {
            Some(total) if total != part.total => {
                Err(wrong(total.to_string(), part.total.to_string()))
            }
            Some(_) => Ok(()),
            None => {
                self.not_verified(Untold::PartTotal);
                Ok(())
            }
        }
    }

    /// The parts of the batch as the manifest lists them, each compared with its hash (H15).
    pub(super) fn parts(&mut self) -> Result<Vec<PartFile>, Box<Stop>> {
        let prefix = name_prefix(self.run.id.as_str());
        let parts =
            files_of(&self.manifest, &self.folder.join(LEDGER), &prefix).map_err(|part| {
                let folder = self.folder.display().to_string();
                Stop::end(Outcome::Failed, "part-changed", vec![("part", part), ("folder", folder)])
            })?;
        let listed: Vec<Part> = self
            .manifest
            .parts
            .iter()
            .zip(&parts)
            .zip(1u32..)
            .map(|((part, file), number)| Part {
                number,
                revision: self.run.revision,
                file: part.file.clone(),
                sha256: part.sha256.clone(),
                bytes: part.bytes,
                rows: part.rows,
                total: file.total,
            })
            .collect();
        let mut known = self.journal.parts(&self.run.id)?;
        // Those of earlier revisions are sealed for good.
        let settled = known.iter().filter(|part| part.revision < self.run.revision).count();
        let new = listed.get(settled..).unwrap_or_default();
        if known.len() != listed.len()
            || known[settled..].iter().zip(new).any(|(one, other)| one.sha256 != other.sha256)
        {
            self.journal.seal_parts(self.clock, &self.run.id, self.run.revision, new)?;
            known = self.journal.parts(&self.run.id)?;
        }
        let before = known.iter().filter(|part| part.revision < self.supplement).count();
        self.first_part = before as u32 + 1;
        Ok(parts.into_iter().skip(before).collect())
    }
}

/// The parts of a judged ledger as a platform gets them: named by number after `prefix`, each compared with its hash.
/// The error is the file that is not as the manifest says; the manifest itself where that is not there.
pub fn part_files(ledger: &Path, prefix: &str) -> Result<Vec<PartFile>, String> {
    let manifest = Manifest::read(ledger).ok().flatten().ok_or_else(|| MANIFEST.to_owned())?;
    files_of(&manifest, ledger, prefix)
}

fn files_of(manifest: &Manifest, ledger: &Path, prefix: &str) -> Result<Vec<PartFile>, String> {
    let file = |part: &manifest::Part, number: u32| -> Option<PartFile> {
        let path = ledger.join(&part.file);
        if hash_file(&path).ok()?.sha256 != part.sha256 {
            return None;
        }
        let total = part.totals.get("ImporteTotal").or_else(|| part.totals.values().next_back())?;
        Some(PartFile {
            path,
            name: format!("{prefix}{number:04}.csv"),
            rows: part.rows,
            sha256: part.sha256.clone(),
            bytes: part.bytes,
            total: cents_of(total.as_str()?)?,
        })
    };
    let numbered = manifest.parts.iter().zip(1u32..);
    numbered.map(|(part, number)| file(part, number).ok_or_else(|| part.file.clone())).collect()
}

/// What the names of a run's parts begin with at the platform.
pub(super) fn name_prefix(run: &str) -> String {
    format!("{run}-")
}

/// A sum of the manifest as cents; `None` for anything that we would not have written.
fn cents_of(text: &str) -> Option<Cents> {
    match Cents::read(text.as_bytes(), CellKind::Text, DecimalMark::Point) {
        AmountRead::Plain(cents) if cents.to_string() == text => Some(cents),
        _ => None,
    }
}
