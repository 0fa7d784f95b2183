//! How a command ends.

use std::fmt::Write;
use std::process::ExitCode;

use engine::model::ErrorText;

use crate::terminal::{BLUE, BOLD, RED, one_line};
use crate::text::{Say, s};

/// How a command ended, as its exit code says (design.md 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Outcome {
    /// Done, nothing rejected.
    Done = 0,
    /// Done with rejections.
    Rejections = 1,
    /// Usage, configuration or unreadable input.
    Unreadable = 2,
    /// Failed; run again.
    Failed = 3,
    /// It is not known what happened outside.
    Unknown = 4,
    /// Held, or waiting: a person must look first.
    Held = 5,
    /// Interrupted.
    Interrupted = 130,
}

impl Outcome {
    /// The one that tells of several runs together: what failed before what waits, what waits before
    /// what could not be read, and that before what is done.
    pub(crate) fn worst(self, other: Outcome) -> Outcome {
        let weight = |outcome| match outcome {
            Outcome::Done => 0,
            Outcome::Rejections => 1,
            Outcome::Unreadable => 2,
            Outcome::Held => 3,
            Outcome::Failed => 4,
            Outcome::Unknown => 5,
            Outcome::Interrupted => 6,
        };
        if weight(other) > weight(self) { other } else { self }
    }
}

/// How a run ended, as a command's end.
impl From<engine::journal::Outcome> for Outcome {
    fn from(outcome: engine::journal::Outcome) -> Outcome {
        use engine::journal::Outcome as Of;
        match outcome {
            Of::Done => Outcome::Done,
            Of::Rejections => Outcome::Rejections,
            Of::Held | Of::Waiting => Outcome::Held,
            Of::Failed => Outcome::Failed,
            Of::Unknown => Outcome::Unknown,
            Of::Interrupted => Outcome::Interrupted,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> ExitCode {
        ExitCode::from(outcome as u8)
    }
}

/// Why a command could not do its work: a whole sentence, or several lines, in the operator's language.
#[derive(Debug)]
pub(crate) struct Failure {
    /// The exit code.
    pub(crate) outcome: Outcome,
    /// What the operator reads.
    pub(crate) message: String,
}

impl Failure {
    /// Usage, configuration or unreadable input.
    pub(crate) fn usage(message: String) -> Failure {
        Failure { outcome: Outcome::Unreadable, message }
    }

    /// The work itself failed.
    pub(crate) fn failed(message: String) -> Failure {
        Failure { outcome: Outcome::Failed, message }
    }
}

/// What a failure tells, to be shown like a compiler's error.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// The code that `explain` knows; empty where there is none.
    pub(crate) code: &'static str,
    /// What happened.
    pub(crate) says: String,
    /// Where; empty where it is nowhere.
    pub(crate) place: String,
    /// The line that is wrong, as it stands there.
    pub(crate) line: Option<String>,
    /// What to do.
    pub(crate) advice: String,
}

impl Told {
    /// An error of the table with its values.
    pub(crate) fn of(text: &ErrorText, values: &[(&str, &str)], say: Say) -> Told {
        Told {
            code: text.code,
            says: say.fill(text.says, values),
            advice: say.fill(text.advice, values),
            ..Told::default()
        }
    }

    /// Over several lines: code, sentence, place, the line, what to do.
    pub(crate) fn render(&self, say: Say) -> String {
        let mut text = format!("{RED}error");
        if !self.code.is_empty() {
            let _ = write!(text, "[{}]", self.code);
        }
        let _ = writeln!(text, "{RED:#}{BOLD}: {}{BOLD:#}", self.says);
        if !self.place.is_empty() {
            let _ = writeln!(text, "  {BLUE}-->{BLUE:#} {}", self.place);
        }
        if let Some(line) = &self.line {
            let _ = writeln!(text, "   {BLUE}|{BLUE:#} {}", one_line(line, 120));
        }
        let help = say.text(s("qué hacer", "help"));
        let _ = write!(text, "   {BLUE}={BLUE:#} {help}: {}", self.advice);
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_of_several_is_the_first_of_4_3_5_2_and_1() {
        let order = [
            Outcome::Interrupted,
            Outcome::Unknown,
            Outcome::Failed,
            Outcome::Held,
            Outcome::Unreadable,
            Outcome::Rejections,
            Outcome::Done,
        ];
        for (place, worse) in order.into_iter().enumerate() {
            for better in order.into_iter().skip(place) {
                assert_eq!((worse.worst(better), better.worst(worse)), (worse, worse));
            }
        }
    }

    #[test]
    fn several_runs_end_as_the_journal_says() {
        use engine::journal::Outcome as Of;
        for one in Of::ALL {
            assert_eq!(Outcome::from(one) as u8, one.exit_code());
            for other in Of::ALL {
                let together = Outcome::from(one).worst(other.into());
                assert_eq!(
                    together as u8,
                    Of::exit_code_of_all(&[one, other]),
                    "{one:?} {other:?}"
                );
            }
        }
    }
}
