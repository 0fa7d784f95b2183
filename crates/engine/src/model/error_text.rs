//! How a kind of error is called and explained.

use super::Sentence;

/// What an error of one kind says; `explain` and the docs are made of it.
#[derive(Clone, Copy, Debug)]
pub struct ErrorText {
    /// `O401`.
    pub code: &'static str,
    /// `disk-full`.
    pub name: &'static str,
    /// What happened.
    pub says: Sentence,
    /// What to do about it.
    pub advice: Sentence,
}

impl ErrorText {
    /// The texts of one kind: Spanish and English of what happened, then of what to do.
    pub const fn new(
        code: &'static str,
        name: &'static str,
        says: [&'static str; 2],
        advice: [&'static str; 2],
    ) -> ErrorText {
        ErrorText {
            code,
            name,
            says: Sentence::new(says[0], says[1]),
            advice: Sentence::new(advice[0], advice[1]),
        }
    }
}
