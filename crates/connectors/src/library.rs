//! Where scripts come from: the user's folder first, then those that are built in.

use std::path::{Path, PathBuf};

use engine::model::{Language, Sentence};

use crate::settings::OpenError;

const EMBEDDED: [(&str, &str); 2] = [
    ("aconsys-http", include_str!("../scripts/aconsys-http.rhai")),
    ("import-platform-http", include_str!("../scripts/import-platform-http.rhai")),
];

/// The largest script that is read.
const SCRIPT_MAX: u64 = 1 << 20;

const UNKNOWN: Sentence = Sentence::new(
    "no hay un conector «{name}»; los que hay: {names}",
    "there is no connector “{name}”; there are: {names}",
);
const UNREADABLE: Sentence =
    Sentence::new("no se pudo leer el conector: {error}", "the connector cannot be read: {error}");

/// The names of the connectors that are built in.
pub fn names() -> impl Iterator<Item = &'static str> {
    EMBEDDED.into_iter().map(|(name, _)| name)
}

/// The text of a connector that is built in, for a user who wants one of his own.
pub fn eject(name: &str) -> Option<&'static str> {
    EMBEDDED.into_iter().find(|(known, _)| *known == name).map(|(_, text)| text)
}

/// A script and the name of its file.
pub(crate) struct Source {
    pub(crate) file: String,
    pub(crate) text: String,
}

/// Finds a connector by name, or reads one by its path (`….rhai`).
pub(crate) fn find(
    name: &str,
    folder: Option<&Path>,
    language: Language,
) -> Result<Source, OpenError> {
    if name.ends_with(".rhai") {
        return read(Path::new(name), language);
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let own: Option<PathBuf> = folder
        .filter(|_| !name.is_empty() && name.chars().all(plain))
        .map(|folder| folder.join(format!("{name}.rhai")))
        .filter(|path| path.exists());
    if let Some(path) = own {
        return read(&path, language);
    }
    if let Some(text) = eject(name) {
        return Ok(Source { file: format!("{name}.rhai"), text: text.to_string() });
    }
    let names = names().collect::<Vec<_>>().join(", ");
    let message = UNKNOWN.fill(language, &[("name", name), ("names", &names)]);
    Err(OpenError { message, place: "connector".to_string() })
}

fn read(path: &Path, language: Language) -> Result<Source, OpenError> {
    let error = |error: &dyn std::fmt::Display| OpenError {
        message: UNREADABLE.fill(language, &[("error", &error.to_string())]),
        place: path.display().to_string(),
    };
    let metadata = std::fs::metadata(path).map_err(|cause| error(&cause))?;
    if metadata.len() > SCRIPT_MAX {
        return Err(error(&format!("> {SCRIPT_MAX} bytes")));
    }
    let text = std::fs::read_to_string(path).map_err(|cause| error(&cause))?;
    let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(Source { file: file.unwrap_or_default(), text })
}
