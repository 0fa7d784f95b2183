//! Reports as files: opened by `ingest`, read by `analyze`, and kept under the round's name.

use std::fs;
use std::path::{Path, PathBuf};

use xlsx::{Row, Rows};

use super::steps::{Steps, unwritten};
use super::stop::Stop;
use crate::analyze::{AccountReader, CatalogReader, CostCenterReader, UnknownReport};
use crate::ingest::error::IngestError;
use crate::ingest::open::{OpenOptions, Table, open};
use crate::journal::Outcome;
use crate::model::{AccountList, CostCenterList, DoubtfulLine, Language, Sentence, SeriesCatalog};

/// What a plan is made of, as just fetched.
pub(super) struct Lists {
    pub(super) catalog: SeriesCatalog,
    pub(super) cost_centers: CostCenterList,
    pub(super) accounts: AccountList,
    /// What is doubtful in them, each thing in Spanish and in English.
    pub(super) doubts: Vec<[String; 2]>,
}

/// Doubts of a report that are told one by one.
const DOUBTS_MAX: usize = 50;

const OF_REPORT: Sentence = Sentence::new("{report}, {what}", "{report}, {what}");
const SEVERAL_NAMES: Sentence = Sentence::new(
    "el código {code} está con más de una descripción: {names}",
    "the code {code} stands with more than one description: {names}",
);
const MORE: Sentence =
    Sentence::new("y {count} más que son dudosas", "and {count} more that are doubtful");

/// What is to be told of a report that was read.
#[derive(Default)]
pub(super) struct Doubts(Vec<[String; 2]>);

impl Doubts {
    fn add(&mut self, say: impl Fn(Language) -> String) {
        self.0.push([say(Language::Es), say(Language::En)]);
    }

    fn lines(&mut self, lines: &[DoubtfulLine], repeated: &[(&str, Vec<&str>)]) {
        lines.iter().for_each(|line| self.add(|language| line.say(language)));
        for (code, names) in repeated {
            let names = names.iter().map(|name| format!("«{name}»")).collect::<Vec<_>>().join(", ");
            self.add(|language| SEVERAL_NAMES.fill(language, &[("code", code), ("names", &names)]));
        }
    }

    /// Each with the report's name, the first ones only.
    pub(super) fn of(self, report: Sentence) -> Vec<[String; 2]> {
        let more = self.0.len().saturating_sub(DOUBTS_MAX);
        let mut told = self.0;
        told.truncate(DOUBTS_MAX);
        if more > 0 {
            let count = more.to_string();
            told.push([Language::Es, Language::En].map(|to| MORE.fill(to, &[("count", &count)])));
        }
        let named = |[es, en]: [String; 2]| {
            let say = |language: Language, what: &str| {
                OF_REPORT.fill(language, &[("report", report.text(language)), ("what", what)])
            };
            [say(Language::Es, &es), say(Language::En, &en)]
        };
        told.into_iter().map(named).collect()
    }
}

/// A list, and what is doubtful in it.
pub(super) type Doubted<T> = (T, Doubts);

/// Why a report could not be read as what it should be.
#[derive(Debug)]
pub enum Unread {
    /// No table.
    Table(IngestError),
    /// A table of another report.
    Report(UnknownReport),
}

impl Unread {
    /// What is wrong with it.
    pub fn says(&self, language: Language) -> String {
        match self {
            Unread::Table(error) => error.says(language),
            Unread::Report(error) => error.say(language),
        }
    }
}

/// Hands every row of a report to `take`, titles and blank lines included; returns the table, read to its end.
pub(super) fn each_row(path: &Path, mut take: impl FnMut(Row<'_>)) -> Result<Table, Unread> {
    let mut table = open(path, &OpenOptions::default()).map_err(Unread::Table)?;
    let mut rows = Rows::new();
    while table.next(&mut rows).map_err(Unread::Table)? {
        rows.iter().for_each(&mut take);
    }
    Ok(table)
}

/// The catalog of series in a report.
pub fn catalog_in(path: &Path) -> Result<SeriesCatalog, Unread> {
    let mut reader = CatalogReader::new();
    each_row(path, |row| reader.row(row))?;
    reader.finish().map_err(Unread::Report)
}

/// The cost centers in a report.
pub fn cost_centers_in(path: &Path) -> Result<CostCenterList, Unread> {
    doubted_cost_centers_in(path).map(|(list, _)| list)
}

/// The accounts in a report.
pub fn accounts_in(path: &Path) -> Result<AccountList, Unread> {
    doubted_accounts_in(path).map(|(list, _)| list)
}

/// The cost centers in a report, and what is doubtful in it.
pub(super) fn doubted_cost_centers_in(path: &Path) -> Result<Doubted<CostCenterList>, Unread> {
    let mut reader = CostCenterReader::new();
    let table = each_row(path, |row| reader.row(row))?;
    let mut list = reader.finish().map_err(Unread::Report)?;
    place(&table, &mut list.doubtful);
    let mut doubts = doubts_of(&table);
    doubts.lines(&list.doubtful, &list.repeated_codes());
    Ok((list, doubts))
}

/// The accounts in a report, and what is doubtful in it.
pub(super) fn doubted_accounts_in(path: &Path) -> Result<Doubted<AccountList>, Unread> {
    let mut reader = AccountReader::new();
    let table = each_row(path, |row| reader.row(row))?;
    let mut list = reader.finish().map_err(Unread::Report)?;
    place(&table, &mut list.doubtful);
    let mut doubts = doubts_of(&table);
    doubts.lines(&list.doubtful, &[]);
    Ok((list, doubts))
}

/// Lines of a document with pages are told by page and line on the page.
fn place(table: &Table, lines: &mut [DoubtfulLine]) {
    for line in lines {
        if let Some((page, on_page)) = table.page(line.line) {
            (line.page, line.line) = (Some(page), on_page);
        }
    }
}

fn doubts_of(table: &Table) -> Doubts {
    let mut doubts = Doubts::default();
    for said in table.evidence().iter().filter(|said| said.doubt) {
        doubts.add(|language| said.say(language));
    }
    doubts
}

impl Steps<'_> {
    /// What `read` finds in a report; one that is not what we know stays where it is, for a person to see.
    pub(super) fn read<T>(
        &self,
        path: &Path,
        read: impl FnOnce(&Path) -> Result<T, Unread>,
    ) -> Result<T, Box<Stop>> {
        read(path).map_err(|error| {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            let values = vec![
                ("report", name.unwrap_or_default()),
                ("detail", error.says(self.language)),
                ("path", path.display().to_string()),
            ];
            Stop::end(Outcome::Failed, "report-unknown", values)
        })
    }

    /// Gives a report that was just fetched a name of its own, so that the next one does not take its place.
    pub(super) fn keep(&self, fetched: &Path, name: &str) -> Result<PathBuf, Box<Stop>> {
        let extension = fetched.extension().map(|text| text.to_string_lossy().into_owned());
        let name = format!("{name}.{}", extension.unwrap_or_else(|| "xlsx".to_owned()));
        let kept = fetched.with_file_name(name);
        fs::rename(fetched, &kept).map_err(|error| unwritten(&kept, &error))?;
        Ok(kept)
    }

    /// The report that was kept under this name, whatever form the platform gave it; as a workbook where there is none,
    /// so that its absence is told by its reading.
    pub(super) fn kept(&self, folder: &str, name: &str) -> PathBuf {
        let folder = self.folder.join(folder);
        let named = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == name);
        let mut files = fs::read_dir(&folder).into_iter().flatten().flatten();
        let found = files.find_map(|entry| Some(entry.path()).filter(named));
        found.unwrap_or_else(|| folder.join(format!("{name}.xlsx")))
    }
}
