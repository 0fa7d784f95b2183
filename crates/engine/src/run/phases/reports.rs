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
use crate::model::{AccountList, CostCenterList, SeriesCatalog};

/// What a plan is made of, as just fetched.
pub(super) struct Lists {
    pub(super) catalog: SeriesCatalog,
    pub(super) cost_centers: CostCenterList,
    pub(super) accounts: AccountList,
}

/// Hands every row of a report to `take`, titles and blank lines included.
pub(super) fn each_row(path: &Path, mut take: impl FnMut(Row<'_>)) -> Result<(), IngestError> {
    let mut table = open(path, &OpenOptions::default())?;
    let mut rows = Rows::new();
    while table.next(&mut rows)? {
        rows.iter().for_each(&mut take);
    }
    Ok(())
}

/// The catalog in a report; `None` where it is not the report that we know.
pub(super) fn catalog_in(path: &Path) -> Option<SeriesCatalog> {
    let mut reader = CatalogReader::new();
    each_row(path, |row| reader.row(row)).ok()?;
    reader.finish().ok()
}

/// The accounts in a report; `None` where it is not the report that we know.
pub(super) fn accounts_in(path: &Path) -> Option<AccountList> {
    let mut reader = AccountReader::new();
    each_row(path, |row| reader.row(row)).ok()?;
    reader.finish().ok()
}

impl Steps<'_> {
    /// Hands every row of a report to `take`, titles and blank lines included.
    pub(super) fn read_report(
        &self,
        path: &Path,
        take: impl FnMut(Row<'_>),
    ) -> Result<(), Box<Stop>> {
        each_row(path, take).map_err(|error| self.unknown(path, error.says(self.language)))
    }

    /// A report that is not the one we know; it stays where it is, for a person to see.
    pub(super) fn unknown(&self, path: &Path, detail: String) -> Box<Stop> {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let values = vec![
            ("report", name.unwrap_or_default()),
            ("detail", detail),
            ("path", path.display().to_string()),
        ];
        Stop::end(Outcome::Failed, "report-unknown", values)
    }

    pub(super) fn known<T>(
        &self,
        path: &Path,
        read: Result<T, UnknownReport>,
    ) -> Result<T, Box<Stop>> {
        read.map_err(|error| self.unknown(path, error.say(self.language)))
    }

    /// Gives a report that was just fetched a name of its own, so that the next one does not take its place.
    pub(super) fn keep(&self, fetched: &Path, name: &str) -> Result<PathBuf, Box<Stop>> {
        let extension = fetched.extension().map(|text| text.to_string_lossy().into_owned());
        let name = format!("{name}.{}", extension.unwrap_or_else(|| "xlsx".to_owned()));
        let kept = fetched.with_file_name(name);
        fs::rename(fetched, &kept).map_err(|error| unwritten(&kept, &error))?;
        Ok(kept)
    }

    pub(super) fn read_catalog(&self, path: &Path) -> Result<SeriesCatalog, Box<Stop>> {
        let mut reader = CatalogReader::new();
        self.read_report(path, |row| reader.row(row))?;
        self.known(path, reader.finish())
    }

    pub(super) fn read_cost_centers(&self, path: &Path) -> Result<CostCenterList, Box<Stop>> {
        let mut reader = CostCenterReader::new();
        self.read_report(path, |row| reader.row(row))?;
        self.known(path, reader.finish())
    }

    pub(super) fn read_accounts(&self, path: &Path) -> Result<AccountList, Box<Stop>> {
        let mut reader = AccountReader::new();
        self.read_report(path, |row| reader.row(row))?;
        self.known(path, reader.finish())
    }
}
