//! How a command ends.

use std::process::ExitCode;

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
    /// Held: a person must look first.
    Held = 5,
    /// Interrupted.
    Interrupted = 130,
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
