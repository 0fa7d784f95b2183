//! Reports as files: opened by `ingest`, read by `analyze`, and kept under the round's name.

use std::fs;
use std::path::{Path, PathBuf};

use xlsx::{Row, Rows};

use super::steps::{Steps, unwritten};
use super::stop::Stop;
use crate::analyze::{AccountReader, CatalogReader, CostCenterReader, UnknownReport};
use crate::ingest::error::IngestError;
use crate::ingest::open::{OpenOptions, open};
use crate::journal::Outcome;
use crate::model::{AccountList, CostCenterList, Language, SeriesCatalog};

/// What a plan is made of, as just fetched.
pub(super) struct Lists {
    pub(super) catalog: SeriesCatalog,
    pub(super) cost_centers: CostCenterList,
    pub(super) accounts: AccountList,
}

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

/// Hands every row of a report to `take`, titles and blank lines included.
pub(super) fn each_row(path: &Path, mut take: impl FnMut(Row<'_>)) -> Result<(), Unread> {
    let mut table = open(path, &OpenOptions::default()).map_err(Unread::Table)?;
    let mut rows = Rows::new();
    while table.next(&mut rows).map_err(Unread::Table)? {
        rows.iter().for_each(&mut take);
    }
    Ok(())
}

/// The catalog of series in a report.
pub fn catalog_in(path: &Path) -> Result<SeriesCatalog, Unread> {
    let mut reader = CatalogReader::new();
    each_row(path, |row| reader.row(row))?;
    reader.finish().map_err(Unread::Report)
}

/// The cost centers in a report.
pub fn cost_centers_in(path: &Path) -> Result<CostCenterList, Unread> {
    let mut reader = CostCenterReader::new();
    each_row(path, |row| reader.row(row))?;
    reader.finish().map_err(Unread::Report)
}

/// The accounts in a report.
pub fn accounts_in(path: &Path) -> Result<AccountList, Unread> {
    let mut reader = AccountReader::new();
    each_row(path, |row| reader.row(row))?;
    reader.finish().map_err(Unread::Report)
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
