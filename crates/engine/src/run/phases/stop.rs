//! Why an attempt ended before all was done: codes, sentences, and what a person should do.

use super::asked::Asked;
use super::stop_table::STOPS;
use crate::journal::{EffectError, JournalError, Outcome};
use crate::model::{ErrorText, Language};
use crate::ports::{Failure, FailureKind};
use crate::run::RunError;

/// What ended an attempt.
#[derive(Debug)]
pub enum Stop {
    /// Somebody or something must act; the run keeps its place.
    End(Outcome, Why),
    /// The journal.
    Journal(JournalError),
    /// The ledger, or the files made of it.
    Ledger(RunError),
}

/// A reason, in both languages.
#[derive(Clone, Debug)]
pub struct Why {
    text: &'static ErrorText,
    values: Vec<(&'static str, String)>,
    /// Values that are words, Spanish first.
    spoken: Vec<(&'static str, [String; 2])>,
    /// A file in the run's folder that shows it.
    pub evidence: Option<std::path::PathBuf>,
}

impl Why {
    pub(super) fn new(name: &'static str, values: Vec<(&'static str, String)>) -> Why {
        // A name that is not in the table is a defect, and a test forbids it.
        let text = STOPS.iter().find(|text| text.name == name).unwrap_or(&STOPS[0]);
        Why { text, values, spoken: Vec::new(), evidence: None }
    }

    /// The code: `B601`.
    pub fn code(&self) -> &'static str {
        self.text.code
    }

    /// The name: `rows-rejected`.
    pub fn name(&self) -> &'static str {
        self.text.name
    }

    /// What happened.
    pub fn message(&self, language: Language) -> String {
        self.text.says.fill(language, &self.texts(language))
    }

    /// What to do.
    pub fn advice(&self, language: Language) -> String {
        self.text.advice.fill(language, &self.texts(language))
    }

    fn texts(&self, language: Language) -> Vec<(&str, &str)> {
        let index = usize::from(language == Language::En);
        let spoken = self.spoken.iter().map(|(name, texts)| (*name, texts[index].as_str()));
        self.values.iter().map(|(name, value)| (*name, value.as_str())).chain(spoken).collect()
    }
}

impl Stop {
    pub(super) fn end(
        outcome: Outcome,
        name: &'static str,
        values: Vec<(&'static str, String)>,
    ) -> Box<Stop> {
        Box::new(Stop::End(outcome, Why::new(name, values)))
    }

    /// The same with a value that is words, in each language.
    pub(super) fn spoken(
        mut self: Box<Stop>,
        name: &'static str,
        says: impl Fn(Language) -> String,
    ) -> Box<Stop> {
        if let Stop::End(_, why) = &mut *self {
            why.spoken.push((name, [Language::Es, Language::En].map(says)));
        }
        self
    }

    /// A platform said no, or nothing.
    pub(super) fn platform(asked: Asked, failure: &Failure) -> Box<Stop> {
        let (outcome, name) = match failure.kind {
            FailureKind::Unreachable => (Outcome::Failed, "platform-unreachable"),
            FailureKind::Refused if matches!(asked, Asked::Open(_)) => {
                (Outcome::Failed, "entry-refused")
            }
            FailureKind::Refused => (Outcome::Failed, "platform-refused"),
            FailureKind::Unrecognized => (Outcome::Failed, "platform-unrecognized"),
            FailureKind::InDoubt => (Outcome::Unknown, "platform-in-doubt"),
        };
        // Script and line are for whoever mends a connector; the evidence and `run.log` have them always.
        let detail = match failure.kind {
            FailureKind::Unrecognized => failure.to_string(),
            _ => failure.message.trim_end_matches('.').to_owned(),
        };
        let mut why = Why::new(name, vec![("detail", detail)]);
        why.evidence = failure.evidence.clone();
        Box::new(Stop::End(outcome, why)).of(asked)
    }

    /// Names what was asked, and of which platform.
    fn of(self: Box<Stop>, asked: Asked) -> Box<Stop> {
        self.spoken("operation", |language| asked.says(language))
            .spoken("system", |language| asked.side().says(language).to_owned())
    }

    /// An outside action that was not done, or of which nobody knows.
    pub(super) fn effect(error: EffectError) -> Box<Stop> {
        let outcome = error.outcome();
        match error {
            EffectError::InDoubt { failure, key } => {
                let doubt = Failure { kind: FailureKind::InDoubt, ..*failure };
                Stop::platform(Asked::Write(key.verb()), &doubt)
            }
            EffectError::NotDone { failure, key } => {
                Stop::platform(Asked::Write(key.verb()), &failure)
            }
            EffectError::LookFailed { failure, key } => {
                Stop::platform(Asked::Look(key.verb()), &failure)
            }
            EffectError::AskPerson { effect, key } => {
                Stop::end(outcome, "effect-untold", vec![("effect", effect.to_string())])
                    .of(Asked::Write(key.verb()))
            }
            EffectError::Interrupted { .. } => {
                Stop::end(outcome, "attempt-interrupted", Vec::new())
            }
            other => Box::new(Stop::Journal(other.into_error())),
        }
    }
}

impl From<JournalError> for Stop {
    fn from(error: JournalError) -> Stop {
        Stop::Journal(error)
    }
}

impl From<JournalError> for Box<Stop> {
    fn from(error: JournalError) -> Box<Stop> {
        Box::new(Stop::Journal(error))
    }
}

impl From<RunError> for Box<Stop> {
    fn from(error: RunError) -> Box<Stop> {
        Box::new(Stop::Ledger(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_rise_and_names_are_distinct() {
        assert!(STOPS.windows(2).all(|pair| pair[0].code < pair[1].code));
        let names: std::collections::BTreeSet<_> = STOPS.iter().map(|text| text.name).collect();
        assert_eq!(names.len(), STOPS.len());
    }
}
