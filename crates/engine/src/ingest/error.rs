//! Why a file could not be read any further, and where, in words for an operator.
//!
//! One bad cell is never an error here: cells are the rules' business. An error is a file, a sheet, a layout or an
//! archive that cannot give rows, or cannot give any more of them.

use std::fmt;
use std::path::{Path, PathBuf};

use super::error_table::DID_YOU_MEAN;
use super::evidence::{Value, Values};
use crate::model::Language;
use crate::model::columns::column_letters;

pub use super::error_table::{ErrorEntry, INGEST_ERRORS, IngestErrorKind};

/// Where something stands; what is not known is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The member of an archive.
    pub member: Option<String>,
    /// The sheet.
    pub sheet: Option<String>,
    /// The spreadsheet's row or the text's line, from 1.
    pub line: Option<u64>,
    /// The column, from 0.
    pub column: Option<usize>,
    /// Bytes from the beginning of the file, of its member or of its part.
    pub byte: Option<u64>,
}

impl Place {
    /// A whole file.
    pub fn file(path: &Path) -> Place {
        Place { file: path.to_owned(), ..Place::default() }
    }

    /// `ventas.zip, LE20….TXT, hoja SUNAT, fila 7, columna B`: in the order in which a person looks for it.
    pub fn say(&self, language: Language) -> String {
        let es = language == Language::Es;
        let mut text = self.file.display().to_string();
        let mut add = |word: &str, value: &str| {
            text.push_str(", ");
            text.push_str(word);
            text.push_str(value);
        };
        if let Some(member) = &self.member {
            add("", member);
        }
        if let Some(sheet) = &self.sheet {
            add(if es { "hoja " } else { "sheet " }, sheet);
        }
        if let Some(line) = self.line {
            let word = match (self.sheet.is_some(), es) {
                (true, true) => "fila ",
                (true, false) => "row ",
                (false, true) => "línea ",
                (false, false) => "line ",
            };
            add(word, &line.to_string());
        }
        if let Some(column) = self.column {
            add(if es { "columna " } else { "column " }, &column_letters(column));
        }
        if let Some(byte) = self.byte {
            add("byte ", &byte.to_string());
        }
        text
    }
}

#[derive(Debug)]
struct Inner {
    kind: IngestErrorKind,
    place: Place,
    values: Values,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Why no row, or no further row, can be had from a file.
#[derive(Debug)]
pub struct IngestError(Box<Inner>);

impl IngestError {
    /// An error of a kind at a place.
    pub fn new(kind: IngestErrorKind, place: Place) -> IngestError {
        let mut values = Values::default();
        values.set("file", file_name(&place.file));
        IngestError(Box::new(Inner { kind, place, values, source: None }))
    }

    /// What the operating system said about a file: missing, open elsewhere, forbidden.
    pub fn io(error: std::io::Error, place: Place) -> IngestError {
        use std::io::ErrorKind;
        // Windows says 32 and 33 where another program holds the file or a part of it.
        let shared = cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33));
        let kind = match error.kind() {
            ErrorKind::NotFound => IngestErrorKind::Missing,
            ErrorKind::IsADirectory => IngestErrorKind::Directory,
            ErrorKind::UnexpectedEof => IngestErrorKind::Truncated,
            _ if shared => IngestErrorKind::OpenElsewhere,
            _ => IngestErrorKind::Unreadable,
        };
        let detail = Value::os(&error);
        IngestError::new(kind, place).with("detail", detail).because(error)
    }

    /// The same with a value for a placeholder.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> IngestError {
        self.0.values.set(name, value);
        self
    }

    /// The same with `suggestion` as what was perhaps meant.
    pub fn perhaps(self, suggestion: Option<&str>) -> IngestError {
        match suggestion {
            Some(suggestion) => self.with("suggestion", suggestion),
            None => self,
        }
    }

    /// The same with the error that caused it.
    pub fn because(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> IngestError {
        self.0.source = Some(source.into());
        self
    }

    /// The same in a file and sheet that the reader which made it did not know of.
    pub fn within(mut self, outer: &Place) -> IngestError {
        let place = &mut self.0.place;
        if place.file.as_os_str().is_empty() {
            place.file.clone_from(&outer.file);
            self.0.values.set("file", file_name(&outer.file));
        }
        let place = &mut self.0.place;
        place.member = place.member.take().or_else(|| outer.member.clone());
        place.sheet = place.sheet.take().or_else(|| outer.sheet.clone());
        self
    }

    /// The kind.
    pub fn kind(&self) -> IngestErrorKind {
        self.0.kind
    }

    /// The code: `I201`.
    pub fn code(&self) -> &'static str {
        self.entry().code
    }

    /// The name: `file-missing`.
    pub fn name(&self) -> &'static str {
        self.entry().name
    }

    /// The place.
    pub fn place(&self) -> &Place {
        &self.0.place
    }

    /// The piece of the file that is wrong, if it is one.
    pub fn value(&self) -> Option<&str> {
        self.0.values.get("value").map(|value| value.text(Language::Es))
    }

    /// What happened.
    pub fn says(&self, language: Language) -> String {
        self.entry().says.fill(language, &self.0.values.texts(language))
    }

    /// What to do about it.
    pub fn advice(&self, language: Language) -> String {
        let values = self.0.values.texts(language);
        let mut advice = self.entry().advice.fill(language, &values);
        if self.0.values.get("suggestion").is_some() {
            advice.push(' ');
            advice.push_str(&DID_YOU_MEAN.fill(language, &values));
        }
        advice
    }

    fn entry(&self) -> &'static ErrorEntry {
        &INGEST_ERRORS[self.0.kind as usize]
    }
}

/// For developers: code, place and the English sentence.
impl fmt::Display for IngestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place().say(Language::En);
        write!(f, "{} {}: {}", self.code(), place, self.says(Language::En))
    }
}

impl std::error::Error for IngestError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

/// The last part of a path, for sentences; the place has the whole.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
