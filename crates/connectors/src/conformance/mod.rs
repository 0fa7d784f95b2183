//! The ports' conformance suite: does this connector, against this platform, keep what a port promises?
//!
//! By default it only looks, and checks that looking changes nothing. What writes needs a company for trials: it is asked
//! for with a part, a series or an account to write. It knows no script and no platform, so any implementation of a port
//! can be held to it. A step that the platform cannot answer is *not verified*, which is no failure.

mod accounting;
mod import;
mod tables;

pub use accounting::check_accounting;
pub use import::{Writing, check_import};

use std::path::Path;

use engine::model::{Language, Period, Sentence};
use engine::ports::{Answer, Clock, CompanyId, Failure};

/// Where the suite works.
pub struct Trial<'a> {
    /// The company; one for trials where something is written.
    pub company: &'a CompanyId,
    /// The period.
    pub period: Period,
    /// Where fetched files go.
    pub folder: &'a Path,
    /// Time, for waiting.
    pub clock: &'a dyn Clock,
    /// The operator's language.
    pub language: Language,
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As the port promises.
    Passed,
    /// Not as it promises.
    Failed,
    /// The platform does not tell, or what is needed was not given.
    NotVerified,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// A stable name: `upload-counts`.
    pub name: &'static str,
    /// How it ended.
    pub outcome: Outcome,
    /// What was seen, for a person.
    pub says: String,
}

/// What the suite found, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The steps.
    pub steps: Vec<Step>,
}

impl Report {
    /// Whether no step failed.
    pub fn passed(&self) -> bool {
        self.steps.iter().all(|step| step.outcome != Outcome::Failed)
    }

    /// The steps that failed.
    pub fn failed(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.outcome == Outcome::Failed)
    }
}

pub(crate) const HOLDS: Sentence = Sentence::new("se cumple", "it holds");
pub(crate) const UNTOLD: Sentence =
    Sentence::new("la plataforma no lo dice", "the platform does not tell");
pub(crate) const NOT_ASKED: Sentence = Sentence::new(
    "no se pidió escribir: hágalo con una empresa de prueba",
    "writing was not asked for: do it with a company for trials",
);
pub(crate) const WANTED: Sentence =
    Sentence::new("se esperaba {wanted} y se vio {seen}", "expected {wanted}, seen {seen}");

/// A report in the making.
pub(crate) struct Checks {
    report: Report,
    language: Language,
}

impl Checks {
    pub(crate) fn new(language: Language) -> Checks {
        Checks { report: Report::default(), language }
    }

    pub(crate) fn end(self) -> Report {
        self.report
    }

    fn step(&mut self, name: &'static str, outcome: Outcome, says: String) {
        self.report.steps.push(Step { name, outcome, says });
    }

    pub(crate) fn untold(&mut self, name: &'static str, why: Sentence) {
        self.step(name, Outcome::NotVerified, why.text(self.language).to_string());
    }

    /// A step that holds where both are equal.
    pub(crate) fn equal<T: PartialEq + std::fmt::Debug>(
        &mut self,
        name: &'static str,
        wanted: &T,
        seen: &T,
    ) -> bool {
        if wanted == seen {
            self.step(name, Outcome::Passed, HOLDS.text(self.language).to_string());
        } else {
            let [wanted, seen] =
                [format!("{wanted:?}"), format!("{seen:?}")].map(|seen| self.words(seen));
            let says = WANTED.fill(self.language, &[("wanted", &wanted), ("seen", &seen)]);
            self.step(name, Outcome::Failed, says);
        }
        wanted == seen
    }

    /// What was wanted or seen, as a person says it; numbers and texts as they are.
    fn words(&self, seen: String) -> String {
        let words = match seen.as_str() {
            "true" | "Ok(true)" => Sentence::new("sí", "yes"),
            "false" | "Ok(false)" => Sentence::new("no", "no"),
            "Absent" => Sentence::new("que no está", "that it is not there"),
            "Taken" => {
                Sentence::new("que está con otro contenido", "that it is there with other contents")
            }
            "Unknown" => Sentence::new("que no se sabe", "that nobody knows"),
            "None" => Sentence::new("que se aceptó", "that it was taken"),
            "Some(Refused)" => Sentence::new("un rechazo", "a refusal"),
            _ if seen.starts_with("Ours(") => Sentence::new("que está", "that it is there"),
            _ => {
                let why = seen.strip_prefix("Err(\"").and_then(|why| why.strip_suffix("\")"));
                return why.map_or(seen.clone(), str::to_owned);
            }
        };
        words.text(self.language).to_owned()
    }

    /// The same for what a platform may not tell.
    pub(crate) fn told<T: PartialEq + std::fmt::Debug>(
        &mut self,
        name: &'static str,
        wanted: T,
        seen: Option<T>,
    ) {
        match seen {
            Some(seen) => {
                self.equal(name, &wanted, &seen);
            }
            None => self.untold(name, UNTOLD),
        }
    }

    /// A step that holds where there is an answer.
    pub(crate) fn answer<T>(&mut self, name: &'static str, answer: Answer<T>) -> Option<T> {
        match answer {
            Ok(value) => {
                self.step(name, Outcome::Passed, HOLDS.text(self.language).to_string());
                Some(value)
            }
            Err(failure) => {
                self.step(name, Outcome::Failed, said(&failure));
                None
            }
        }
    }
}

fn said(failure: &Failure) -> String {
    failure.to_string()
}
