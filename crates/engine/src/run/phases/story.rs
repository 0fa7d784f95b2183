//! What is told of a run: the entry of `cuadre run --json`, kept in the journal as its summary.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::predict::Predicted;
use super::steps::Steps;
use crate::journal::{EffectRow, EffectState, JournalError, Key, Phase, Verb};
use crate::model::{Language, Sentence};
use crate::normalize::outputs::RowCounts;

/// A number that should be compared, and that not every platform tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untold {
    /// How many lines of details a processing ended with.
    Details,
    /// How many rows wait before a second processing.
    Waiting,
    /// What waits before the first processing.
    Staging,
    /// How many rows were posted.
    Posted,
    /// Their total amount.
    PostedTotal,
    /// Which of the rows posted together with another's are ours.
    Shared,
    /// How many rows of a part were taken.
    PartRows,
    /// Their total amount.
    PartTotal,
}

impl Untold {
    const ALL: [Untold; 8] = [
        Untold::Details,
        Untold::Waiting,
        Untold::Staging,
        Untold::Posted,
        Untold::PostedTotal,
        Untold::Shared,
        Untold::PartRows,
        Untold::PartTotal,
    ];

    /// Its name in the story: `rows posted`.
    pub(super) fn name(self) -> &'static str {
        self.words().0
    }

    fn words(self) -> (&'static str, Sentence) {
        let (name, es) = match self {
            Untold::Details => ("number of details", "cuántos detalles hay"),
            Untold::Waiting => {
                ("rows that wait before a later round", "cuántas filas esperan otra ronda")
            }
            Untold::Staging => {
                ("staging before processing", "qué hay en el lote antes de procesar")
            }
            Untold::Posted => ("rows posted", "cuántas filas se registraron"),
            Untold::PostedTotal => ("total posted", "el importe total registrado"),
            Untold::Shared => (
                "which rows are ours of a batch that was processed with another's",
                "cuáles filas son nuestras en el lote que se procesó junto con las de otro",
            ),
            Untold::PartRows => ("rows of each part", "cuántas filas tomó de cada bloque"),
            Untold::PartTotal => ("total of each part", "el importe total de cada bloque"),
        };
        (name, Sentence::new(es, name))
    }

    /// What a name in a story says; a name that is not known stays as it is.
    pub fn says(name: &str, language: Language) -> &str {
        let found = Untold::ALL.into_iter().find(|untold| untold.name() == name);
        found.map_or(name, |untold| untold.words().1.text(language))
    }
}

/// A run, as far as it has come. Amounts of things, never of money.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// The run's id.
    pub id: String,
    /// The company's key in the settings.
    pub company: String,
    /// `2026-01`.
    pub period: String,
    /// The phase that it is in.
    pub phase: String,
    /// `done`, `held`, `waiting`, `failed` or `unknown`; empty while it works.
    pub outcome: String,
    /// The code of the reason, where a person has something to do: `B609`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub why: Option<String>,
    /// What happened and what to do, in the operator's language.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub says: Option<[String; 2]>,
    /// The same in both languages, Spanish first: kept in the journal, for whoever reads it in another one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub spoken: Option<[[String; 2]; 2]>,
    /// Rounds of processing.
    pub rounds: u32,
    /// The row proof.
    pub rows: RowCounts,
    /// What was sent.
    pub uploaded: Uploaded,
    /// What the platform complained of.
    pub details: Details,
    /// What was registered.
    pub registered: Registered,
    /// What waits for a person.
    pub unresolved: Vec<Open>,
    /// What a person has skipped: the platform has not posted these documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skipped: Vec<Left>,
    /// What was expected of the first processing, where it is known, beside what came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicted: Option<Predicted>,
    /// Lines and figures of the cost centers and accounts that could not be taken as they stand, each in Spanish and in
    /// English.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub doubtful_lines: Vec<[String; 2]>,
    /// Numbers that no platform has told, by name.
    pub not_verified: Vec<String>,
    /// The run's page, once it was made; relative to the run's folder.
    pub report: String,
}

impl Story {
    /// What happened and what to do, in this language where it is known in it.
    pub fn says_in(&self, language: Language) -> Option<&[String; 2]> {
        let spoken = self.spoken.as_ref().map(|both| match language {
            Language::Es => &both[0],
            Language::En => &both[1],
        });
        spoken.or(self.says.as_ref())
    }
}

/// What was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Uploaded {
    /// Parts of the batch.
    pub parts: u64,
    /// Their rows.
    pub rows: u64,
}

/// Lines of the first and of the last report of details; 0 where there was none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Of the first round.
    pub first: u64,
    /// Of the last round.
    pub last: u64,
}

/// What was registered by this run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registered {
    /// Accounts opened.
    pub accounts: u64,
    /// Rows of the catalog.
    pub series: u64,
}

/// An item that waits for a person.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    /// Its number in the plan.
    pub item: u32,
    /// The series.
    pub series: String,
    /// The branch.
    pub branch: String,
    /// Details about it.
    pub details: u64,
    /// The kind of doubt: `series-moved`; `already-listed` and `not-a-series` where the platform's complaint itself is
    /// the question.
    pub doubt: String,
    /// The doubt in the operator's language.
    pub says: String,
}

/// An item that a person has skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Its number in the plan.
    pub item: u32,
    /// The series.
    pub series: String,
    /// The branch.
    pub branch: String,
    /// Details about it: documents that are not posted.
    pub details: u64,
    /// Why, in the person's words.
    pub reason: String,
}

impl Steps<'_> {
    /// Puts what the journal knows of the whole run into the story, whichever attempt did it: one that was cut off has
    /// told nobody.
    pub(super) fn recount(&mut self) -> Result<(), JournalError> {
        let run = &self.run;
        let mut effects = self.journal.effects(&run.id)?;
        effects.retain(|row| row.state == EffectState::Done);
        // What was found and never tried is somebody else's work.
        let ours = |verb| effects.iter().filter(move |row| row.verb == verb && row.attempts > 0);
        self.story.registered = Registered {
            accounts: ours(Verb::OpenAccount).count() as u64,
            series: ours(Verb::RegisterSeries).map(rows_of).sum(),
        };
        let mut sent = self.journal.parts(&run.id)?;
        sent.retain(|part| {
            let key = Key::upload(&run.id, run.generation, part.number);
            // What was sent before a supplement belongs to an earlier batch.
            part.revision < self.supplement || effects.iter().any(|row| row.key == key.as_str())
        });
        self.story.uploaded =
            Uploaded { parts: sent.len() as u64, rows: sent.iter().map(|part| part.rows).sum() };
        let rounds = self.journal.rounds(&run.id)?;
        let heard: Vec<u64> = rounds.iter().filter_map(|round| round.lines).collect();
        self.story.rounds = heard.len() as u32;
        self.story.details = Details {
            first: heard.first().copied().unwrap_or_default(),
            last: heard.last().copied().unwrap_or_default(),
        };
        if run.phase == Phase::Done {
            self.story.unresolved.clear();
        }
        Ok(())
    }
}

/// The rows of an import, as its meaning says it.
fn rows_of(row: &EffectRow) -> u64 {
    let meaning: Value = serde_json::from_str(&row.meaning).unwrap_or_default();
    meaning["rows"].as_u64().unwrap_or_default()
}
