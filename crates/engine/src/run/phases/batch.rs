//! What waits in the batch, against what the run has to do with it: its parts, those of runs whose place it took, and
//! what none of ours has sent.
//!
//! *Iniciar* and *Procesar* touch whatever waits, so each is preceded by a look, and what is not ours is a person's
//! question (design.md 6). A colleague can still come between the look and the order; then the numbers disagree, and
//! the batch is looked at once more to say why.

use super::asked::Asked;
use super::steps::Steps;
use super::stop::Stop;
use super::story::Untold;
use crate::journal::{EffectState, JournalError, Outcome, RunId, Verb};
use crate::model::{Language, Sentence, grouped};
use crate::ports::{Begin, ImportPlatform, PartFile, Progress, Sighting, Staging};

const FILE: Sentence =
    Sentence::new("el archivo «{file}» ({rows} filas)", "the file `{file}` ({rows} rows)");
const FILE_UNCOUNTED: Sentence = Sentence::new("el archivo «{file}»", "the file `{file}`");
const NAMELESS: Sentence = Sentence::new(
    "{rows} {rows?fila|filas} de las que no dice el archivo",
    "{rows} {rows?row|rows}, and it does not say of which file",
);
const ALTERED: Sentence = Sentence::new(
    "un archivo con el nombre del bloque «{file}» y otro contenido",
    "a file with the name of the part `{file}` and another content",
);
const TWICE: Sentence =
    Sentence::new("dos veces el bloque «{file}»", "the part `{file}`, which is there twice");
const OF_REPLACED: Sentence = Sentence::new(
    "el archivo «{file}» de la corrida {run}, que esta reemplaza",
    "the file `{file}` of the run {run}, which this one replaces",
);
const WAITS: Sentence = Sentence::new(
    "{rows?espera|esperan} {rows} {rows?fila|filas}, y deberían ser {meant}",
    "{rows} {rows?row waits|rows wait}, and it should be {meant}",
);
const WAITS_UNTOLD: Sentence = Sentence::new(
    "no dice cuántas filas esperan, y deberían ser {meant}",
    "it does not tell how many rows wait, and it should be {meant}",
);
const AMONG_THEM: Sentence =
    Sentence::new("{waits}; entre ellas, {what}", "{waits}; among them {what}");

/// A person's word about a batch, with his reason: it is asked for where nobody else can say, and used only there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BatchWord {
    /// He has looked: the batch is right as it is.
    Accept(String),
    /// He has looked: nothing of it is left, and all is to be sent again.
    Resend(String),
}

/// Something in the batch that the run cannot account for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stranger {
    /// None of ours has sent it.
    File(String, Option<u64>),
    /// Rows wait, and the platform does not name files.
    Nameless(u64),
    /// It is called like a part of ours, and is another file.
    Altered(String),
    /// A part of ours, more than once.
    Twice(String),
    /// Sent by a run whose place this one took.
    OfReplaced(String, RunId),
}

impl Stranger {
    /// Whether it was sent by nobody of ours, as far as one can see.
    fn is_anothers(&self) -> bool {
        matches!(self, Stranger::File(..) | Stranger::Nameless(_))
    }

    /// Whether it bears the name of a part of this very run.
    pub(super) fn is_a_part(&self) -> bool {
        matches!(self, Stranger::Altered(_) | Stranger::Twice(_))
    }

    pub(super) fn says(&self, language: Language) -> String {
        match self {
            Stranger::File(file, Some(rows)) => {
                FILE.fill(language, &[("file", file), ("rows", &grouped(*rows))])
            }
            Stranger::File(file, None) => FILE_UNCOUNTED.fill(language, &[("file", file)]),
            Stranger::Nameless(rows) => NAMELESS.fill(language, &[("rows", &grouped(*rows))]),
            Stranger::Altered(file) => ALTERED.fill(language, &[("file", file)]),
            Stranger::Twice(file) => TWICE.fill(language, &[("file", file)]),
            Stranger::OfReplaced(file, run) => {
                OF_REPLACED.fill(language, &[("file", file), ("run", run.as_str())])
            }
        }
    }
}

/// A file that a run sent whose place this one took.
struct Old {
    name: String,
    sha256: String,
    run: RunId,
}

/// What a run and those before it have sent, or may have.
pub(super) struct Ours {
    /// What the names of the run's parts begin with at the platform.
    prefix: String,
    parts: Vec<PartFile>,
    old: Vec<Old>,
}

impl Ours {
    /// What is in a batch that it should not hold before *Procesar*; what is another's comes first.
    pub(super) fn strangers(&self, staging: &Staging) -> Vec<Stranger> {
        let Some(files) = &staging.files else {
            return staging
                .rows
                .filter(|rows| *rows > 0)
                .map(Stranger::Nameless)
                .into_iter()
                .collect();
        };
        let mut found = Vec::new();
        for (place, file) in files.iter().enumerate() {
            let is = |sha256: &str| file.sha256.as_ref().is_none_or(|hash| hash == sha256);
            let part = self.parts.iter().find(|part| part.name == file.name);
            let old = self.old.iter().find(|old| old.name == file.name && is(&old.sha256));
            found.extend(match (part, old) {
                (Some(part), _) if !is(&part.sha256) => Some(Stranger::Altered(file.name.clone())),
                (Some(_), _) if files[..place].iter().any(|other| other.name == file.name) => {
                    Some(Stranger::Twice(file.name.clone()))
                }
                (Some(_), _) => None,
                (None, Some(old)) => Some(Stranger::OfReplaced(file.name.clone(), old.run.clone())),
                // A part of an earlier revision: it bears our name, and *Iniciar* may have it.
                (None, None) if file.name.starts_with(&self.prefix) => None,
                (None, None) => Some(Stranger::File(file.name.clone(), file.rows)),
            });
        }
        found.sort_by_key(|stranger| (!stranger.is_anothers(), stranger.is_a_part()));
        found
    }

    /// What keeps the run from this batch, the worst first. Where *Iniciar* clears, it clears what a run has left whose
    /// place this one took.
    pub(super) fn in_the_way(&self, staging: &Staging, begin: Begin) -> Option<Stranger> {
        let goes = |stranger: &Stranger| {
            begin == Begin::Clears && matches!(stranger, Stranger::OfReplaced(..))
        };
        self.strangers(staging).into_iter().find(|stranger| !goes(stranger))
    }

    /// Whether the batch is as *Iniciar* should find it, or must not.
    pub(super) fn before_begin(&self, staging: &Staging, begin: Begin) -> Sighting<()> {
        let (files, rows) = match (&staging.files, staging.rows) {
            (None, None) => return Sighting::CannotTell,
            (files, rows) => (files.as_deref().unwrap_or_default(), rows),
        };
        if rows == Some(0) {
            // What was posted may stay listed, and *Iniciar* touches nothing of it.
            let is_of_ours = |name: &str| self.parts.iter().any(|part| part.name == name);
            let keeps_ours =
                begin != Begin::Clears && files.iter().any(|file| is_of_ours(&file.name));
            return if keeps_ours { Sighting::Ours(()) } else { Sighting::Absent };
        }
        if self.in_the_way(staging, begin).is_some_and(|stranger| !stranger.is_a_part()) {
            return Sighting::Taken;
        }
        // What is ours of an earlier generation is cleared, or found again part by part.
        if files.is_empty() || begin == Begin::Clears {
            Sighting::Absent
        } else {
            Sighting::Ours(())
        }
    }
}

impl Steps<'_> {
    /// What this run and those whose place it took have sent, or may have.
    pub(super) fn ours(&self, parts: &[PartFile]) -> Result<Ours, JournalError> {
        let runs = self.journal.runs()?;
        let mut old = Vec::new();
        let mut next = self.run.replaces.clone();
        // A ledger that came back makes a circle of the runs.
        for _ in &runs {
            let Some(run) = next.filter(|run| *run != self.run.id) else { break };
            for row in self.journal.effects(&run)? {
                let was_tried = row.attempts > 0 && row.state != EffectState::NotHappened;
                if row.verb != Verb::Upload || !was_tried {
                    continue;
                }
                let meant: serde_json::Value =
                    serde_json::from_str(&row.meaning).unwrap_or_default();
                let text = |name: &str| meant[name].as_str().unwrap_or_default().to_owned();
                old.push(Old { name: text("name"), sha256: text("sha256"), run: run.clone() });
            }
            next = runs.iter().find(|one| one.id == run).and_then(|one| one.replaces.clone());
        }
        Ok(Ours {
            prefix: super::load::name_prefix(self.run.id.as_str()),
            parts: parts.to_vec(),
            old,
        })
    }

    /// That something waits which the run cannot account for.
    pub(super) fn not_ours(&self, stranger: &Stranger) -> Box<Stop> {
        let name = if stranger.is_anothers() { "staging-not-ours" } else { "staging-left-over" };
        let values = vec![("period", self.run.period.to_string())];
        Stop::end(Outcome::Waiting, name, values).spoken("what", |language| stranger.says(language))
    }

    /// Compares what waits in the batch with what was sent; `false`: a new generation was begun, and all is sent again.
    pub(super) fn staging_is_ours(&mut self, parts: &[PartFile]) -> Result<bool, Box<Stop>> {
        let ours = self.ours(parts)?;
        let Some(port) = &mut self.import else { return Ok(true) };
        let begin = port.capabilities().begin;
        let staging = port.staging().map_err(|failure| Stop::platform(Asked::Staging, &failure))?;
        let processed = self.journal.effects(&self.run.id)?.into_iter().any(|row| {
            row.verb == Verb::Process
                && row.generation == Some(self.run.generation)
                && row.state == EffectState::Done
        });
        if processed {
            return match (staging.rows, self.processed().complaints) {
                (Some(rows), Some(meant)) if rows != meant => {
                    Err(self.staging_changed(&ours, &staging, meant))
                }
                (Some(_), Some(_)) => Ok(true),
                _ => {
                    self.not_verified(Untold::Waiting);
                    Ok(true)
                }
            };
        }
        if staging.files.is_none() && staging.rows.is_none() {
            return self.untold_is_ours(begin, parts);
        }
        let strangers = ours.strangers(&staging);
        if let Some(his) =
            strangers.iter().find(|stranger| stranger.is_anothers() && staging.files.is_some())
        {
            return Err(self.not_ours(his));
        }
        if !differs_from(&staging, parts) {
            return Ok(true);
        }
        // Where nothing waits, *Iniciar* has nothing to clear or keep.
        if begin == Begin::Unknown && staging.rows != Some(0) {
            let what = self.differing("staging-differs", &ours, &staging, rows_of(parts));
            return Err(what);
        }
        self.begin_generation("the staging is not what was sent")?;
        Ok(false)
    }

    /// The platform tells neither files nor rows. What this very attempt has sent is there; of what an earlier one has
    /// sent nobody knows, so it is sent again where *Iniciar* clears, and else a person has to look.
    fn untold_is_ours(&mut self, begin: Begin, parts: &[PartFile]) -> Result<bool, Box<Stop>> {
        if !self.is_sent_now {
            match self.order.batch.clone() {
                _ if begin == Begin::Clears => {
                    self.begin_generation(
                        "nobody can tell what is left of what an earlier attempt sent",
                    )?;
                    return Ok(false);
                }
                Some(BatchWord::Accept(reason)) => {
                    self.word_about_batch("accepted-batch", &reason)?
                }
                Some(BatchWord::Resend(reason)) => {
                    self.word_about_batch("resent-batch", &reason)?;
                    self.begin_generation("a person says that nothing of it is left")?;
                    return Ok(false);
                }
                None => {
                    let values = vec![
                        ("company", self.run.company.clone()),
                        ("period", self.run.period.to_string()),
                        ("files", grouped(parts.len() as u64)),
                        ("rows", grouped(rows_of(parts))),
                    ];
                    return Err(Stop::end(Outcome::Waiting, "staging-untold", values));
                }
            }
        }
        self.not_verified(Untold::Staging);
        // Once it is ordered, nobody looks at it again: what was noted must outlive this attempt.
        let story = self.story_so_far();
        self.journal.summarize(self.clock, &self.run.id, &story)?;
        Ok(true)
    }

    /// Why the platform's count of a processing is not ours, where the batch shows it. `Ok(true)`: a person vouches for
    /// it; `Ok(false)`: nothing was posted of what somebody has taken away, and all is sent again.
    pub(super) fn is_explained(
        &mut self,
        progress: &Progress,
        parts: &[PartFile],
        disagree: Box<Stop>,
    ) -> Result<bool, Box<Stop>> {
        let ours = self.ours(parts)?;
        let Some(port) = &mut self.import else { return Err(disagree) };
        let begin = port.capabilities().begin;
        let staging = port.staging().map_err(|failure| Stop::platform(Asked::Staging, &failure))?;
        let Some(files) = &staging.files else { return Err(disagree) };
        let sent = rows_of(parts);
        let strangers = ours.strangers(&staging);
        let his: Vec<_> = strangers.iter().filter(|stranger| stranger.is_anothers()).collect();
        if let Some(first) = his.first() {
            let rows = |stranger: &&Stranger| match stranger {
                Stranger::File(_, rows) => *rows,
                _ => None,
            };
            let of_his: Option<u64> = his.iter().map(rows).sum();
            let told = progress.posted.zip(progress.complaints).map(|(posted, open)| posted + open);
            let (Some(of_his), Some(told)) = (of_his, told) else { return Err(disagree) };
            if told != sent + of_his {
                return Err(disagree);
            }
            let untold = Untold::Shared;
            if self.story.not_verified.iter().any(|known| known == untold.name()) {
                return Ok(true);
            }
            if let Some(BatchWord::Accept(reason)) = self.order.batch.clone() {
                self.word_about_batch("accepted-batch", &reason)?;
                self.not_verified(untold);
                return Ok(true);
            }
            let values = vec![
                ("company", self.run.company.clone()),
                ("period", self.run.period.to_string()),
                ("told", grouped(told)),
                ("meant", grouped(sent)),
            ];
            let stop = Stop::end(Outcome::Waiting, "processed-with-others", values);
            return Err(stop.spoken("what", |language| first.says(language)));
        }
        let is_gone = !files.iter().any(|file| parts.iter().any(|part| part.name == file.name));
        match (is_gone, progress.posted) {
            (false, _) => Err(disagree),
            (true, Some(0)) if begin != Begin::Unknown => {
                self.begin_generation("it was emptied as it was about to be processed")?;
                Ok(false)
            }
            (true, _) => Err(self.staging_changed(&ours, &staging, sent)),
        }
    }

    /// That a batch of which something may be posted is not what it was.
    pub(super) fn staging_changed(&self, ours: &Ours, staging: &Staging, meant: u64) -> Box<Stop> {
        self.differing("staging-changed", ours, staging, meant)
    }

    /// That a batch is not what it should be, with what is strange in it.
    fn differing(
        &self,
        name: &'static str,
        ours: &Ours,
        staging: &Staging,
        meant: u64,
    ) -> Box<Stop> {
        let his = ours.strangers(staging).into_iter().find(|stranger| stranger.is_anothers());
        let says = |language| {
            let waits = waits(staging.rows, meant, language);
            match &his {
                Some(his) if staging.files.is_some() => {
                    AMONG_THEM.fill(language, &[("waits", &waits), ("what", &his.says(language))])
                }
                _ => waits,
            }
        };
        Stop::end(Outcome::Waiting, name, vec![("run", self.run.id.to_string())])
            .spoken("what", says)
    }

    fn word_about_batch(&mut self, what: &str, reason: &str) -> Result<(), JournalError> {
        self.is_word_used = true;
        let word = serde_json::json!({ "reason": reason, "who": self.order.who });
        self.journal.tell(self.clock, &self.run.id, what, word)
    }

    /// After the details of a round are not as many as the platform has counted: whether somebody was at the batch.
    pub(super) fn batch_since_processing(
        &mut self,
        meant: u64,
        disagree: Box<Stop>,
    ) -> Result<Box<Stop>, Box<Stop>> {
        let parts = self.parts()?;
        let ours = self.ours(&parts)?;
        let Some(port) = &mut self.import else { return Ok(disagree) };
        let staging = port.staging().map_err(|failure| Stop::platform(Asked::Staging, &failure))?;
        Ok(match staging.rows {
            Some(rows) if rows != meant => self.staging_changed(&ours, &staging, meant),
            _ => disagree,
        })
    }
}

/// How many rows were sent.
pub(super) fn rows_of(parts: &[PartFile]) -> u64 {
    parts.iter().map(|part| part.rows).sum()
}

/// What waits and what should, as a person reads it.
pub(super) fn waits(rows: Option<u64>, meant: u64, language: Language) -> String {
    let meant = grouped(meant);
    match rows {
        Some(rows) => WAITS.fill(language, &[("rows", &grouped(rows)), ("meant", &meant)]),
        None => WAITS_UNTOLD.fill(language, &[("meant", &meant)]),
    }
}

/// Whether what waits is certainly not each part once.
pub(super) fn differs_from(staging: &Staging, parts: &[PartFile]) -> bool {
    let sent = rows_of(parts);
    let rows_differ = staging.rows.is_some_and(|rows| rows != sent);
    let Some(files) = &staging.files else { return rows_differ };
    let is_there = |part: &PartFile| {
        let mut of_name = files.iter().filter(|file| file.name == part.name);
        let (found, again) = (of_name.next(), of_name.next());
        found.is_some_and(|file| {
            file.rows.is_none_or(|rows| rows == part.rows)
                && file.sha256.as_ref().is_none_or(|hash| *hash == part.sha256)
        }) && again.is_none()
    };
    rows_differ || !parts.iter().all(is_there)
}
