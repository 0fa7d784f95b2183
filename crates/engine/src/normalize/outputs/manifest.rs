//! `manifest.json`: what a run was made of, and every file that belongs to it.
//!
//! Whoever sends parts sends exactly those listed here, and may check each by its hash: what else lies in the folder is
//! nobody's. It holds no clock of its own, so that the same ledger and settings give the same bytes.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::csv_file::Written;
use super::error::{Fault, OutputError};
use super::part::PartSeal;
use crate::model::{RowPlace, Severity, hex};

/// The file's name.
pub const MANIFEST: &str = "manifest.json";

/// What the file says it is.
const SCHEMA: &str = "cuadre.manifest/1";

/// The record of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// `cuadre.manifest/1`.
    pub schema: String,
    /// The version of the program.
    pub cuadre: String,
    /// When it was written, where the caller wants that said.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub written: Option<String>,
    /// The ledger's period, `2026-01`.
    pub period: String,
    /// 1 for a ledger's first run, one more for each time its corrections were applied.
    pub revision: u32,
    /// What ties correction workbooks to this ledger, sixteen hexadecimal digits.
    pub ledger: String,
    /// The ledger's files, in the order of [`RowPlace::file`].
    pub inputs: Vec<Input>,
    /// The ledger's layout.
    pub layout: String,
    /// What was found out about the files: format, encoding, dialect, header row, and what was odd.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// The parts' layout, with all that shapes their bytes.
    pub bulk_layout: serde_json::Value,
    /// The settings in force.
    pub settings: serde_json::Value,
    /// What each rule weighed, by its code.
    pub rules: BTreeMap<String, Severity>,
    /// The row proof.
    pub rows: RowCounts,
    /// The parts, in their order.
    pub parts: Vec<Part>,
    /// The other files of the run.
    pub files: Vec<OutputFile>,
}

/// A file of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name, as lists call it.
    pub file: String,
    /// The sheet, empty where there is none.
    pub sheet: String,
    /// Its size.
    pub bytes: u64,
    /// The hash of its bytes.
    pub hash: String,
}

/// Every row is in exactly one of these: `in = accepted + fixed + rejected + skipped`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowCounts {
    /// From the line after the headers to the last one that is not blank.
    #[serde(rename = "in")]
    pub read: u64,
    /// Accepted as they were.
    pub accepted: u64,
    /// Accepted with a change that a person might question.
    pub fixed: u64,
    /// Refused.
    pub rejected: u64,
    /// Blank lines, repeated headers, totals, footnotes.
    pub skipped: u64,
}

impl RowCounts {
    /// Whether no row was lost and none came from nowhere.
    pub fn hold(&self) -> bool {
        let counts = [self.accepted, self.fixed, self.rejected, self.skipped];
        counts.iter().try_fold(0u64, |sum, count| sum.checked_add(*count)) == Some(self.read)
    }
}

/// A part, as the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// `parts/0001.csv`.
    pub file: String,
    /// Documents in it.
    pub rows: u64,
    /// Bytes in it.
    pub bytes: u64,
    /// The hash of its bytes.
    pub sha256: String,
    /// Where its first document stands.
    pub first: Place,
    /// Where its last document stands.
    pub last: Place,
    /// The sums of its amount columns, by header.
    pub totals: serde_json::Map<String, serde_json::Value>,
}

/// A row of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Which of the inputs, from 0.
    pub input: u16,
    /// The spreadsheet's row or the text's line.
    pub row: u64,
}

impl From<RowPlace> for Place {
    fn from(place: RowPlace) -> Place {
        Place { input: place.file, row: place.line }
    }
}

impl Part {
    /// The part that was sealed, its sums under these headers.
    pub fn of(seal: &PartSeal, amount_headers: &[String]) -> Part {
        let totals = amount_headers.iter().zip(&seal.totals);
        Part {
            file: seal.file.clone(),
            rows: seal.rows,
            bytes: seal.bytes,
            sha256: seal.sha256.clone(),
            first: seal.first.into(),
            last: seal.last.into(),
            totals: totals
                .map(|(header, total)| (header.clone(), total.to_string().into()))
                .collect(),
        }
    }
}

/// A file of the run that is no part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputFile {
    /// Its name.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// The hash of its bytes.
    pub sha256: String,
}

impl OutputFile {
    /// The file at `path`, of which this was written.
    pub(crate) fn of(path: &Path, written: Written) -> OutputFile {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let Written { bytes, sha256 } = written;
        OutputFile { file: name.to_string_lossy().into_owned(), bytes, sha256 }
    }
}

impl Manifest {
    /// The schema that this version writes.
    pub fn schema() -> String {
        SCHEMA.to_owned()
    }

    /// Lists the files that lie in the run's folder besides parts, and writes the manifest; the last thing to be
    /// written. Files that are not among the `known` ones are read to be hashed.
    pub fn write(&mut self, folder: &Path, known: Vec<OutputFile>) -> Result<(), OutputError> {
        self.files = known;
        let said = |error| OutputError::io(folder, error);
        for entry in fs::read_dir(folder).map_err(said)? {
            let entry = entry.map_err(said)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let is_known = self.files.iter().any(|file| file.file == name);
            if is_known || name == MANIFEST || name.starts_with('.') || entry.path().is_dir() {
                continue;
            }
            self.files.push(OutputFile::of(&entry.path(), hash_file(&entry.path())?));
        }
        self.files.sort_by(|a, b| a.file.cmp(&b.file));
        write_json(&folder.join(MANIFEST), self)
    }

    /// Reads the manifest of an earlier run; `None` where there is none.
    pub fn read(folder: &Path) -> Result<Option<Manifest>, OutputError> {
        let path = folder.join(MANIFEST);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(OutputError::io(&path, error)),
        };
        let wrong = |es: String, en: String| OutputError::new(&path, Fault::Manifest(es, en));
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|error| {
            wrong(format!("línea {}: no es lo que se escribió", error.line()), error.to_string())
        })?;
        match manifest.schema == SCHEMA {
            true => Ok(Some(manifest)),
            false => {
                let schema = &manifest.schema;
                Err(wrong(
                    format!("es de otra versión, «{schema}»"),
                    format!("it is of another version, `{schema}`"),
                ))
            }
        }
    }

    /// The number that ties correction workbooks to this ledger.
    pub fn ledger_tag(&self) -> Option<u64> {
        u64::from_str_radix(&self.ledger, 16).ok()
    }

    /// The first entry of the folder that each listed file lies under.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        let parts = self.parts.iter().map(|part| part.file.as_str());
        let files = self.files.iter().map(|file| file.file.as_str());
        parts
            .chain(files)
            .map(|file| file.split('/').next().unwrap_or(file))
            .chain(["parts", MANIFEST])
    }
}

/// Writes a value as JSON, indented; that the disk has it is the folder's matter.
pub fn write_json(path: &Path, value: &impl Serialize) -> Result<(), OutputError> {
    let said = |error| OutputError::io(path, error);
    let mut text = serde_json::to_vec_pretty(value).map_err(|error| {
        let why = error.to_string();
        OutputError::new(path, Fault::Manifest(why.clone(), why))
    })?;
    text.push(b'\n');
    fs::write(path, &text).map_err(said)
}

/// The size and the hash of a file.
pub(crate) fn hash_file(path: &Path) -> Result<Written, OutputError> {
    let said = |error| OutputError::io(path, error);
    let mut file = File::open(path).map_err(said)?;
    let (mut hasher, mut bytes) = (Sha256::new(), 0u64);
    let mut buffer = vec![0; 128 * 1024];
    loop {
        match file.read(&mut buffer).map_err(said)? {
            0 => return Ok(Written { bytes, sha256: hex(&hasher.finalize()) }),
            count => {
                hasher.update(&buffer[..count]);
                bytes += count as u64;
            }
        }
    }
}
