//! Finds the ledgers that wait in the input folder, by their names, and gives each file a verdict of its own.
//!
//! One odd name never stops the others. Files that differ only by a part mark are one ledger. Two ledgers of one
//! period are both held, with what tells them apart: which one is valid is a person's decision. Nothing is opened,
//! except to tell a copy from a part where two files of a ledger have the same length.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::error::{IngestError, Place};
use super::evidence::{Evidence, Value};
use super::file_name::{LedgerName, is_table_extension, ledger_name};
use super::fingerprint;
use super::lock_file::locked_book;
use crate::model::{Period, Sentence};

/// Folders within folders that are searched.
const DEPTH_MAX: usize = 8;

const PENDING: Sentence = Sentence::new("registro de {period}", "ledger of {period}");
const PENDING_PART: Sentence = Sentence::new(
    "registro de {period}, parte {part} de {count} archivos",
    "ledger of {period}, part {part} of {count} files",
);
const LOCK: Sentence = Sentence::new(
    "archivo de bloqueo: «{book}» está abierto en Excel o LibreOffice",
    "lock file: “{book}” is open in Excel or LibreOffice",
);
const OTHER_KIND: Sentence = Sentence::new(
    "no es un tipo de archivo que contenga registros",
    "it is no kind of file that holds ledgers",
);
const OTHER_EXTENSION: Sentence = Sentence::new(
    "su nombre es de un registro de {period}, pero no su extensión: renómbrelo si es una tabla",
    "its name is that of a ledger of {period}, but its extension is not: rename it if it is a table",
);
const UNREADABLE_NAME: Sentence = Sentence::new(
    "su nombre tiene caracteres que no se pueden leer: renómbrelo",
    "its name has characters that cannot be read: rename it",
);
const UNREADABLE: Sentence =
    Sentence::new("no se puede leer: {detail}", "it cannot be read: {detail}");
const TOO_DEEP: Sentence = Sentence::new(
    "hay demasiadas carpetas una dentro de otra: no se busca en ella",
    "there are too many folders within folders: it is not searched",
);
const EMPTY_FILE: Sentence = Sentence::new("está vacío", "it is empty");
const EMPTY_BOOK: Sentence = Sentence::new(
    "su nombre dice que es un libro sin movimiento de {period}",
    "its name says that it is a book of {period} without entries",
);
const TWO_LEDGERS: Sentence = Sentence::new(
    "hay {count} registros distintos de {period}: deje en la carpeta solo el que vale",
    "there are {count} different ledgers of {period}: leave only the valid one in the folder",
);
const COPY: Sentence = Sentence::new(
    "«{one}» y «{other}» son el mismo archivo dos veces: elimine uno",
    "“{one}” and “{other}” are one file twice: delete one of them",
);
const PART_MISSING: Sentence = Sentence::new(
    "al registro de {period} le faltan partes: hay {there} de {count}",
    "the ledger of {period} lacks parts: {there} of {count} are there",
);
const PART_TWICE: Sentence = Sentence::new(
    "el registro de {period} tiene dos veces la parte {part}",
    "the ledger of {period} has part {part} twice",
);
const OPEN: Sentence = Sentence::new(
    "«{book}» está abierto en otro programa: se leerá lo último que se guardó",
    "“{book}” is open in another program: what was saved last will be read",
);

/// What is to be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// It is a ledger, or a part of one, that can be read.
    Pending,
    /// It is a ledger, and a person must say whether it is the one.
    Held,
    /// It may be a ledger, but its name is wrong.
    Refused,
    /// It is no ledger.
    Ignored,
}

/// The verdict on one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The file, or a folder that could not be searched.
    pub path: PathBuf,
    /// What is to be done with it.
    pub decision: Decision,
    /// Why.
    pub reason: Evidence,
}

/// What tells two files of one period apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// The file.
    pub path: PathBuf,
    /// Its length.
    pub bytes: u64,
    /// When it was changed.
    pub modified: Option<SystemTime>,
}

/// The files of one company and period, in the order of their parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingLedger {
    /// The period.
    pub period: Period,
    /// The company's RUC, where the name says it.
    pub company: Option<String>,
    /// The files.
    pub files: Vec<FileFacts>,
    /// What a person should know before it is read.
    pub doubts: Vec<Evidence>,
}

/// Ledgers of one period among which a person must choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldPeriod {
    /// The period.
    pub period: Period,
    /// Why.
    pub reason: Evidence,
    /// The table of all of them.
    pub ledgers: Vec<Vec<FileFacts>>,
}

/// All that was found in a folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Discovery {
    /// Ledgers that can be read, by period.
    pub ledgers: Vec<PendingLedger>,
    /// Periods that wait for a person.
    pub held: Vec<HeldPeriod>,
    /// Every file, in the order of the paths.
    pub verdicts: Vec<Verdict>,
}

struct Candidate {
    facts: FileFacts,
    name: LedgerName,
    /// Together with period and company: files that agree in it are one ledger.
    group: (PathBuf, String, String),
}

/// Searches a folder and the folders in it.
pub fn discover(folder: &Path) -> Result<Discovery, IngestError> {
    let io = |error| IngestError::io(error, Place::file(folder));
    std::fs::read_dir(folder).map_err(io)?;
    let mut search = Search::default();
    search.folder(folder, 0);
    let Search { mut candidates, mut verdicts, locked } = search;
    candidates.sort_by(|one, other| one.facts.path.cmp(&other.facts.path));
    let mut periods: BTreeMap<Period, Vec<Candidate>> = BTreeMap::new();
    for candidate in candidates {
        periods.entry(candidate.name.period).or_default().push(candidate);
    }
    let mut discovery = Discovery::default();
    for (period, candidates) in periods {
        settle(period, candidates, &locked, &mut discovery, &mut verdicts);
    }
    verdicts.sort_by(|one, other| one.path.cmp(&other.path));
    discovery.verdicts = verdicts;
    Ok(discovery)
}

/// The tables right in a folder, whatever they are called, by their names; lock files are none.
pub fn tables_in(folder: &Path) -> Result<Vec<PathBuf>, IngestError> {
    let io = |error| IngestError::io(error, Place::file(folder));
    let mut tables = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let extension = path.extension().and_then(|extension| extension.to_str());
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or("");
        let is_table = extension.is_some_and(is_table_extension) && locked_book(name).is_none();
        if is_table && path.is_file() {
            tables.push(path);
        }
    }
    tables.sort();
    Ok(tables)
}

#[derive(Default)]
struct Search {
    candidates: Vec<Candidate>,
    verdicts: Vec<Verdict>,
    /// Books beside which a lock file stands.
    locked: Vec<PathBuf>,
}

impl Search {
    fn say(&mut self, path: &Path, decision: Decision, reason: Evidence) {
        self.verdicts.push(Verdict { path: path.to_owned(), decision, reason });
    }

    fn folder(&mut self, folder: &Path, depth: usize) {
        let unreadable =
            |error: std::io::Error| Evidence::doubt(UNREADABLE).with("detail", Value::os(&error));
        if depth > DEPTH_MAX {
            return self.say(folder, Decision::Refused, Evidence::doubt(TOO_DEEP));
        }
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.say(folder, Decision::Refused, unreadable(error)),
        };
        for entry in entries {
            let path = match entry {
                Ok(entry) => entry.path(),
                Err(error) => {
                    self.say(folder, Decision::Refused, unreadable(error));
                    continue;
                }
            };
            match std::fs::symlink_metadata(&path) {
                // A link to a folder may lead in a circle; a link to a file may not.
                Ok(metadata) if metadata.is_dir() => self.folder(&path, depth + 1),
                Ok(_) => match std::fs::metadata(&path) {
                    Ok(metadata) if metadata.is_dir() => {}
                    Ok(metadata) => self.file(&path, metadata.len(), metadata.modified().ok()),
                    Err(error) => self.say(&path, Decision::Refused, unreadable(error)),
                },
                Err(error) => self.say(&path, Decision::Refused, unreadable(error)),
            }
        }
    }

    fn file(&mut self, path: &Path, bytes: u64, modified: Option<SystemTime>) {
        let Some(file) = path.file_name().and_then(|name| name.to_str()) else {
            return self.say(path, Decision::Refused, Evidence::doubt(UNREADABLE_NAME));
        };
        if let Some(book) = locked_book(file) {
            self.locked.push(path.with_file_name(book));
            let reason = Evidence::doubt(LOCK).with("book", book);
            return self.say(path, Decision::Ignored, reason);
        }
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("");
        let is_table = is_table_extension(extension);
        let name = match ledger_name(path) {
            Ok(name) => name,
            Err(fault) if is_table => {
                return self.say(path, Decision::Refused, fault.evidence());
            }
            Err(_) => return self.say(path, Decision::Ignored, Evidence::new(OTHER_KIND)),
        };
        let period = name.period.to_string();
        if !is_table {
            let reason = Evidence::doubt(OTHER_EXTENSION).with("period", period);
            return self.say(path, Decision::Refused, reason);
        }
        if name.is_empty_book {
            let reason = Evidence::new(EMPTY_BOOK).with("period", period);
            return self.say(path, Decision::Ignored, reason);
        }
        if bytes == 0 {
            return self.say(path, Decision::Refused, Evidence::doubt(EMPTY_FILE));
        }
        let folder = path.parent().unwrap_or(Path::new("")).to_owned();
        let group = (folder, name.stem.clone(), extension.to_lowercase());
        let facts = FileFacts { path: path.to_owned(), bytes, modified };
        self.candidates.push(Candidate { facts, name, group });
    }
}

/// Decides on all files of one period, company by company.
fn settle(
    period: Period,
    candidates: Vec<Candidate>,
    locked: &[PathBuf],
    discovery: &mut Discovery,
    verdicts: &mut Vec<Verdict>,
) {
    // A name without a company may be anybody's, so it stands against every other ledger of its period.
    let companies: Vec<_> = candidates.iter().map(|one| one.name.company.clone()).collect();
    let apart = companies.iter().all(Option::is_some);
    let mut by_company: BTreeMap<Option<String>, BTreeMap<_, Vec<Candidate>>> = BTreeMap::new();
    for candidate in candidates {
        let company = candidate.name.company.clone().filter(|_| apart);
        let groups = by_company.entry(company).or_default();
        groups.entry(candidate.group.clone()).or_default().push(candidate);
    }
    for groups in by_company.into_values() {
        let mut ledgers: Vec<Vec<Candidate>> = groups.into_values().collect();
        let reason = if ledgers.len() > 1 {
            Some(
                Evidence::doubt(TWO_LEDGERS)
                    .with("count", ledgers.len())
                    .with("period", period.to_string()),
            )
        } else {
            ledgers.iter_mut().find_map(|files| why_held(period, files))
        };
        match (reason, ledgers.pop()) {
            (Some(reason), last) => hold(period, reason, ledgers, last, discovery, verdicts),
            (None, Some(files)) => release(period, files, locked, discovery, verdicts),
            (None, None) => {}
        }
    }
}

fn hold(
    period: Period,
    reason: Evidence,
    mut ledgers: Vec<Vec<Candidate>>,
    last: Option<Vec<Candidate>>,
    discovery: &mut Discovery,
    verdicts: &mut Vec<Verdict>,
) {
    ledgers.extend(last);
    let facts = |files: Vec<Candidate>| -> Vec<FileFacts> {
        files.into_iter().map(|candidate| candidate.facts).collect()
    };
    let ledgers: Vec<Vec<FileFacts>> = ledgers.into_iter().map(facts).collect();
    verdicts.extend(ledgers.iter().flatten().map(|file| Verdict {
        path: file.path.clone(),
        decision: Decision::Held,
        reason: reason.clone(),
    }));
    discovery.held.push(HeldPeriod { period, reason, ledgers });
}

fn release(
    period: Period,
    files: Vec<Candidate>,
    locked: &[PathBuf],
    discovery: &mut Discovery,
    verdicts: &mut Vec<Verdict>,
) {
    let count = files.len();
    for (index, file) in files.iter().enumerate() {
        let sentence = if count == 1 { PENDING } else { PENDING_PART };
        let reason = Evidence::new(sentence).with("period", period.to_string());
        let reason = reason.with("part", index + 1).with("count", count);
        let path = file.facts.path.clone();
        verdicts.push(Verdict { path, decision: Decision::Pending, reason });
    }
    let is_open = |file: &&Candidate| is_locked(&file.facts.path, locked);
    let doubts = files.iter().filter(is_open).map(|file| {
        let book = file.facts.path.file_name().unwrap_or_default();
        Evidence::doubt(OPEN).with("book", book.to_string_lossy().into_owned())
    });
    discovery.ledgers.push(PendingLedger {
        period,
        company: files.iter().find_map(|file| file.name.company.clone()),
        doubts: doubts.collect(),
        files: files.into_iter().map(|file| file.facts).collect(),
    });
}

/// Excel cuts the first two letters of a long name in its lock file: `~$. PLE ENERO 26.xlsx`.
fn is_locked(path: &Path, locked: &[PathBuf]) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let cut: String = name.chars().skip(2).collect();
    locked.iter().any(|book| *book == path || *book == path.with_file_name(&cut))
}

/// Puts the files of a ledger into the order of their parts, and says why they are not one ledger.
fn why_held(period: Period, files: &mut [Candidate]) -> Option<Evidence> {
    files.sort_by(|one, other| {
        (one.name.part, &one.facts.path).cmp(&(other.name.part, &other.facts.path))
    });
    let name = |file: &Candidate| {
        file.facts.path.file_name().unwrap_or_default().to_string_lossy().into_owned()
    };
    for (index, one) in files.iter().enumerate() {
        let twins = files[index + 1..].iter().filter(|other| other.facts.bytes == one.facts.bytes);
        for other in twins {
            let same = || {
                let (one, other) = (&one.facts.path, &other.facts.path);
                Some(fingerprint::bytes(one).ok()? == fingerprint::bytes(other).ok()?)
            };
            if same() == Some(true) {
                return Some(
                    Evidence::doubt(COPY).with("one", name(one)).with("other", name(other)),
                );
            }
        }
    }
    let parts: Vec<_> = files.iter().filter_map(|file| file.name.part).collect();
    let period = period.to_string();
    if let Some(pair) = parts.windows(2).find(|pair| pair[0].number == pair[1].number) {
        let reason = Evidence::doubt(PART_TWICE).with("period", period);
        return Some(reason.with("part", u64::from(pair[0].number)));
    }
    let said = parts.iter().filter_map(|part| part.of).max()?;
    (said as usize != files.len()).then(|| {
        Evidence::doubt(PART_MISSING)
            .with("period", period)
            .with("there", files.len())
            .with("count", u64::from(said))
    })
}
