//! Series of documents (`B001`, `F006`) and the catalog in which the Import Platform knows them.
//!
//! The catalog is keyed by (code, branch): the same code in another branch is another entry. All texts are kept as
//! they were written, since a catalog that is sent back must be the one that was fetched, byte for byte (H30).

use serde::{Deserialize, Serialize};

use super::branch::BranchName;
use super::sentence::{Language, Sentence};

/// A series' code as written, trimmed: `B001`, `F006`, now and then `1`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SeriesCode(pub String);

/// One row of the catalog: *Series por centro de costo* (domain.md 4.6).
///
/// The report has three columns called `Descripción`; here they are told apart.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SeriesEntry {
    /// `Serie`.
    pub code: SeriesCode,
    /// `C.C.`: a code of four digits; empty where the catalog has none (H29).
    pub cost_center: String,
    /// The first `Descripción`, of the cost center.
    pub cost_center_name: String,
    /// `Sucursal`.
    pub branch: BranchName,
    /// `T.Op.`
    pub operation_type: String,
    /// The second `Descripción`, of the operation type.
    pub operation_name: String,
    /// `Cta.Cte.`: eleven digits; empty where the catalog has none (H29).
    pub account: String,
    /// The third `Descripción`, of the account.
    pub account_name: String,
}

/// A cost center of the accounting system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CostCenter {
    /// Four digits.
    pub code: String,
    /// As written.
    pub name: String,
}

/// One row of a fetched catalog, together with what stood in its cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CatalogRow {
    /// `Sec.`, as written.
    pub sequence: String,
    /// The row with its texts trimmed.
    pub entry: SeriesEntry,
    /// The eight texts as they stand, where trimming has changed one of them.
    written: Option<Box<[String; 8]>>,
}

impl CatalogRow {
    /// A row from its nine texts as they stand in the report, in the report's order.
    pub fn new(texts: [&str; 9]) -> CatalogRow {
        let [sequence, written @ ..] = texts;
        let trimmed = written.map(|text| text.trim().to_owned());
        let changed = trimmed.iter().zip(written).any(|(trimmed, text)| trimmed != text);
        let [code, cost_center, cost_center_name, branch, kind, name, account, account_name] =
            trimmed;
        CatalogRow {
            sequence: sequence.to_owned(),
            entry: SeriesEntry {
                code: SeriesCode(code),
                cost_center,
                cost_center_name,
                branch: BranchName(branch),
                operation_type: kind,
                operation_name: name,
                account,
                account_name,
            },
            written: changed.then(|| Box::new(written.map(str::to_owned))),
        }
    }

    /// The eight texts after `Sec.`, byte for byte as they were fetched.
    pub fn texts(&self) -> [&str; 8] {
        match &self.written {
            Some(written) => written.each_ref().map(String::as_str),
            None => self.entry.texts(),
        }
    }
}

impl SeriesEntry {
    /// The eight texts in the report's order.
    pub fn texts(&self) -> [&str; 8] {
        [
            &self.code.0,
            &self.cost_center,
            &self.cost_center_name,
            &self.branch.0,
            &self.operation_type,
            &self.operation_name,
            &self.account,
            &self.account_name,
        ]
    }
}

/// The catalog of series as it was fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeriesCatalog {
    /// Its rows, in its order.
    pub rows: Vec<CatalogRow>,
    /// Titles of columns that the catalog has beside the nine; it cannot be sent back without losing them.
    pub other_columns: Vec<String>,
}

/// A line of a list that could not be taken as an entry, for a person to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubtfulLine {
    /// Its page, where the report has pages.
    pub page: Option<u64>,
    /// Its line in the report, or on its page.
    pub line: u64,
    /// What stands where the code should be.
    pub code: String,
    /// What stands where the description should be.
    pub name: String,
}

/// Stands for a letter that a report does not say what it is.
const UNREADABLE: char = '\u{fffd}';

const PLACE: Sentence = Sentence::new("línea {line}", "line {line}");
const PAGE_PLACE: Sentence =
    Sentence::new("página {page}, línea {line}", "page {page}, line {line}");
const NO_CODE: Sentence = Sentence::new(
    "{place}: «{name}» no tiene código; no se tomó en cuenta",
    "{place}: “{name}” has no code; it was left aside",
);
const NO_NAME: Sentence = Sentence::new(
    "{place}: el código «{code}» no tiene descripción; no se tomó en cuenta",
    "{place}: the code “{code}” has no description; it was left aside",
);
const NOT_READ: Sentence = Sentence::new(
    "{place}: «{code}» «{name}» tiene letras que no se pueden leer; no se tomó en cuenta",
    "{place}: “{code}” “{name}” has letters that cannot be read; it was left aside",
);
const NO_SUCH_CODE: Sentence = Sentence::new(
    "{place}: «{code}» ({name}) no es un código de este reporte; no se tomó en cuenta",
    "{place}: “{code}” ({name}) is no code of this report; it was left aside",
);

impl DoubtfulLine {
    /// Whether a text has letters that nobody can tell.
    pub fn is_unreadable(text: &str) -> bool {
        text.contains(UNREADABLE)
    }

    /// Where it stands and why it was not taken.
    pub fn say(&self, language: Language) -> String {
        let (line, page) = (self.line.to_string(), self.page.unwrap_or(0).to_string());
        let place = if self.page.is_some() { PAGE_PLACE } else { PLACE };
        let place = place.fill(language, &[("page", &page), ("line", &line)]);
        let sentence = match () {
            () if self.code.is_empty() => NO_CODE,
            () if self.name.is_empty() => NO_NAME,
            () if [&self.code, &self.name].into_iter().any(|text| Self::is_unreadable(text)) => {
                NOT_READ
            }
            () => NO_SUCH_CODE,
        };
        let values = [("place", &*place), ("code", &*self.code), ("name", &*self.name)];
        sentence.fill(language, &values)
    }
}

/// The cost centers as they were fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CostCenterList {
    /// All of them, the repeated ones included.
    pub entries: Vec<CostCenter>,
    /// Lines without a code of four digits or without a description.
    pub doubtful: Vec<DoubtfulLine>,
}

impl CostCenterList {
    /// Codes that stand there with more than one description, each with its descriptions.
    pub fn repeated_codes(&self) -> Vec<(&str, Vec<&str>)> {
        repeated(self.entries.iter().map(|center| (center.code.as_str(), center.name.as_str())))
    }

    /// Descriptions that more than one code has, each with its codes.
    pub fn repeated_names(&self) -> Vec<(&str, Vec<&str>)> {
        repeated(self.entries.iter().map(|center| (center.name.as_str(), center.code.as_str())))
    }
}

fn repeated<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Vec<(&'a str, Vec<&'a str>)> {
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
        .chunk_by(|one, next| one.0 == next.0)
        .filter(|same| same.len() > 1)
        .map(|same| (same[0].0, same.iter().map(|(_, other)| *other).collect()))
        .collect()
}
