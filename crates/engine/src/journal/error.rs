//! Why the journal could not do what it was asked, in words for an operator.
//!
//! What an outside action ended in is [`super::EffectError`]'s business; here are the file, its rows and its rules.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

pub use super::error_table::{JOURNAL_ERRORS, JournalErrorEntry, JournalErrorKind};
use super::words;
use crate::model::{Language, Sentence};

#[derive(Debug)]
struct Inner {
    kind: JournalErrorKind,
    values: Vec<(&'static str, String)>,
    source: Option<rusqlite::Error>,
}

/// Why the journal did not do something. Whatever it was, nothing of it was committed, except where
/// [`JournalErrorKind::Crashed`] says that a test stopped after a commit.
#[derive(Debug)]
pub struct JournalError(Box<Inner>);

impl JournalError {
    /// An error of a kind.
    pub fn new(kind: JournalErrorKind) -> JournalError {
        JournalError(Box::new(Inner { kind, values: Vec::new(), source: None }))
    }

    /// The same with a value for a placeholder; the first value of a name stays.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> JournalError {
        if self.0.values.iter().all(|(known, _)| *known != name) {
            self.0.values.push((name, value.to_string()));
        }
        self
    }

    /// A row that this version cannot have written.
    pub(crate) fn damaged(detail: impl ToString) -> JournalError {
        JournalError::new(JournalErrorKind::Damaged).with("detail", detail)
    }

    /// The same, of a journal at this path.
    pub(crate) fn at(self, path: &Path) -> JournalError {
        self.with("path", PathBuf::from(path).display())
    }

    /// The kind.
    pub fn kind(&self) -> JournalErrorKind {
        self.0.kind
    }

    /// The code: `J201`.
    pub fn code(&self) -> &'static str {
        self.entry().code
    }

    /// The name: `journal-on-network`.
    pub fn name(&self) -> &'static str {
        self.entry().name
    }

    /// The value of a placeholder.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.0.values.iter().find(|(known, _)| *known == name).map(|(_, value)| value.as_str())
    }

    /// What happened.
    pub fn says(&self, language: Language) -> String {
        fill(self.entry().says, language, &self.0.values)
    }

    /// What to do about it.
    pub fn advice(&self, language: Language) -> String {
        fill(self.entry().advice, language, &self.0.values)
    }

    fn entry(&self) -> &'static JournalErrorEntry {
        &JOURNAL_ERRORS[self.0.kind as usize]
    }
}

/// A sentence with its values, of which the journal's own names become words.
fn fill(sentence: Sentence, language: Language, values: &[(&'static str, String)]) -> String {
    let spoken = values.iter().map(|(name, value)| {
        let value = match *name {
            "effect" => words::of_key(value, language),
            "state" => words::of_state(value, language).to_owned(),
            "resource" => words::of_resource(value, language),
            _ => value.clone(),
        };
        (*name, value)
    });
    let spoken: Vec<_> = spoken.collect();
    let texts: Vec<_> = spoken.iter().map(|(name, value)| (*name, value.as_str())).collect();
    sentence.fill(language, &texts)
}

impl From<rusqlite::Error> for JournalError {
    fn from(error: rusqlite::Error) -> JournalError {
        use rusqlite::Error as Sql;
        let kind = match &error {
            Sql::SqliteFailure(failure, _) => match failure.code {
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => JournalErrorKind::Busy,
                ErrorCode::DiskFull => JournalErrorKind::DiskFull,
                ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => JournalErrorKind::Damaged,
                ErrorCode::CannotOpen => JournalErrorKind::Unopened,
                _ => JournalErrorKind::Unwritten,
            },
            Sql::FromSqlConversionFailure(..)
            | Sql::IntegralValueOutOfRange(..)
            | Sql::InvalidColumnType(..)
            | Sql::Utf8Error(..) => JournalErrorKind::Damaged,
            _ => JournalErrorKind::Unwritten,
        };
        let mut wrapped = JournalError::new(kind).with("detail", &error);
        wrapped.0.source = Some(error);
        wrapped
    }
}

/// For developers: code and the English sentence.
impl fmt::Display for JournalError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code(), self.says(Language::En))
    }
}

impl std::error::Error for JournalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_stands_at_its_place_and_codes_are_in_order() {
        for (place, entry) in JOURNAL_ERRORS.iter().enumerate() {
            assert_eq!(entry.kind as usize, place, "{}", entry.code);
            assert_eq!(entry.code, format!("J{}", 201 + place));
        }
    }

    #[test]
    fn both_languages_use_the_same_placeholders() {
        let names = |text: &str| {
            let mut names: Vec<_> =
                text.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
            names.sort_unstable();
            names.dedup();
            names.join(" ")
        };
        for entry in JOURNAL_ERRORS {
            assert_eq!(names(entry.says.es), names(entry.says.en), "{}", entry.code);
            assert_eq!(names(entry.advice.es), names(entry.advice.en), "{}", entry.code);
        }
    }
}
