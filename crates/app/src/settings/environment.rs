//! `.env` and the environment: names that settings point at, and the seed's own.
//!
//! It never shows a value: a password is among them.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use engine::model::Sentence;

use super::{WANTS_ROWS, fault};
use crate::failure::{Failure, Told};
use crate::text::{Say, s};

const DOT_ENV: Sentence = s(".env", ".env");
const VARIABLES: Sentence = s("variables de entorno", "environment variables");

/// What `.env` says; the environment is asked when a name is.
#[derive(Clone, Default)]
pub(crate) struct Environment {
    dot_env: BTreeMap<String, String>,
    /// Where `.env` stands: from there its relative paths are taken.
    folder: PathBuf,
}

impl fmt::Debug for Environment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.dot_env.keys()).finish()
    }
}

/// A value, and where it stands.
pub(super) struct Found {
    pub(super) value: String,
    origin: Sentence,
}

impl Environment {
    /// Reads the `.env` beside the settings file, or the one here where there is none.
    pub(super) fn read(settings: Option<&Path>) -> Environment {
        let beside = settings.map(|file| file.with_file_name(".env")).filter(|file| file.is_file());
        let file = beside.unwrap_or_else(|| ".env".into());
        let mut dot_env = BTreeMap::new();
        if let Ok(file) = dotenvy::from_path_iter(&file) {
            dot_env.extend(file.flatten());
        }
        let folder = file.parent().map(Path::to_owned).unwrap_or_default();
        Environment { dot_env, folder }
    }

    /// The value of a name; the environment beats `.env`, and an empty value is none.
    pub(super) fn get(&self, name: &str) -> Option<Found> {
        let found = match std::env::var(name) {
            Ok(value) => Found { value, origin: VARIABLES },
            Err(_) => Found { value: self.dot_env.get(name)?.clone(), origin: DOT_ENV },
        };
        (!found.value.trim().is_empty()).then_some(found)
    }

    /// The same, refused where it is a pasted Markdown link.
    pub(super) fn text(&self, name: &str, say: Say) -> Result<Option<String>, Failure> {
        match self.get(name) {
            Some(found) if is_link(&found.value) => {
                Err(failure(&fault::MARKDOWN_LINK, name, &found, say))
            }
            found => Ok(found.map(|found| found.value.trim().to_owned())),
        }
    }

    /// A path; one of `.env` is taken from where that stands.
    pub(super) fn path(&self, name: &str, say: Say) -> Result<Option<PathBuf>, Failure> {
        let is_of_file = std::env::var(name).is_err();
        let path = self.text(name, say)?.map(PathBuf::from);
        Ok(path.map(|path| if is_of_file { self.folder.join(path) } else { path }))
    }

    /// A number of rows.
    pub(super) fn rows(&self, name: &str, most: u32, say: Say) -> Result<Option<u32>, Failure> {
        let Some(found) = self.get(name) else { return Ok(None) };
        let rows = found.value.trim().parse().ok().filter(|rows| (1..=most).contains(rows));
        rows.map(Some).ok_or_else(|| failure(&fault::VALUE, name, &found, say))
    }
}

/// `[text](address)`, as a chat or a wiki hands out an address.
pub(super) fn is_link(value: &str) -> bool {
    value.trim_start().starts_with('[') && value.contains("](")
}

fn failure(text: &engine::model::ErrorText, name: &str, found: &Found, say: Say) -> Failure {
    let values = [("key", name), ("value", &found.value), ("what", say.text(WANTS_ROWS))];
    let place = format!("{}, {name}", say.text(found.origin));
    Failure::usage(Told { place, ..Told::of(text, &values, say) }.render(say))
}
