//! The ports with a watcher: every call is a line of `run.log`.
//!
//! A line says when, what, how long and how it ended; a log that cannot be written stops nothing, since the journal is
//! what counts.

use std::cell::RefCell;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::steps::unwritten;
use super::stop::Stop;
use crate::model::{Account, AccountCode, Date, Period};
use crate::ports::{
    AccountingCapabilities, AccountingSystem, Answer, Clock, CompanyId, ImportCapabilities,
    ImportPlatform, PartFile, Progress, SeriesImport, Sighting, Staging, UploadReceipt,
};

/// `run.log`.
pub(super) struct RunLog<'a> {
    file: RefCell<File>,
    clock: &'a dyn Clock,
}

impl<'a> RunLog<'a> {
    pub(super) fn open(path: &Path, clock: &'a dyn Clock) -> Result<RunLog<'a>, Box<Stop>> {
        let file = File::options().create(true).append(true).open(path);
        let file = file.map_err(|error| unwritten(path, &error))?;
        Ok(RunLog { file: RefCell::new(file), clock })
    }

    fn step<T>(
        &self,
        what: &str,
        call: impl FnOnce() -> Answer<T>,
        more: impl FnOnce(&T) -> String,
    ) -> Answer<T> {
        let began = self.clock.now();
        let answer = call();
        let took = self.clock.now().saturating_sub(began);
        let ended = match &answer {
            Ok(value) => format!("ok {}", more(value)),
            Err(failure) => format!("{:?} {failure}", failure.kind),
        };
        let line = format!(
            "{}\t{what}\t{took} ms\t{}\n",
            time(began),
            ended.trim_end().replace(['\n', '\t'], " ")
        );
        // A log that cannot be written stops nothing.
        let _ = self.file.borrow_mut().write_all(line.as_bytes());
        answer
    }
}

/// `2026-01-31T23:59:59.123Z`.
fn time(millis: u64) -> String {
    let day = Date::of_instant(millis);
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let (hour, minute, second) = (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    let day = day.map_or_else(String::new, |day| day.to_string());
    format!("{day}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

fn nothing<T>(_: &T) -> String {
    String::new()
}

/// A number that not every platform tells.
fn told<T: std::fmt::Display>(number: Option<T>) -> String {
    number.map_or_else(|| "?".to_owned(), |number| number.to_string())
}

fn sighted<T>(seen: &Sighting<T>) -> String {
    let word = match seen {
        Sighting::Absent => "absent",
        Sighting::Ours(_) => "ours",
        Sighting::Taken => "taken",
        Sighting::CannotTell => "cannot tell",
    };
    word.to_owned()
}

fn how_far(progress: &Progress) -> String {
    let state = format!("{:?}", progress.state).to_lowercase();
    format!(
        "{state} rows={} posted={} complaints={} total={}",
        told(progress.rows),
        told(progress.posted),
        told(progress.complaints),
        told(progress.total)
    )
}

/// The Import Platform, watched.
pub(super) struct WatchedImport<'a> {
    inner: Box<dyn ImportPlatform>,
    log: Rc<RunLog<'a>>,
    /// Whether company and period are open.
    pub(super) is_open: bool,
}

impl<'a> WatchedImport<'a> {
    pub(super) fn new(inner: Box<dyn ImportPlatform>, log: Rc<RunLog<'a>>) -> WatchedImport<'a> {
        WatchedImport { inner, log, is_open: false }
    }
}

impl ImportPlatform for WatchedImport<'_> {
    fn capabilities(&self) -> ImportCapabilities {
        self.inner.capabilities()
    }

    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        let what = format!("import open {} {period}", company.ruc);
        let answer = self.log.step(&what, || self.inner.open(company, period), nothing);
        self.is_open = answer.is_ok();
        answer
    }

    fn staging(&mut self) -> Answer<Staging> {
        let rows = |staging: &Staging| format!("{} rows", told(staging.rows));
        self.log.step("import staging", || self.inner.staging(), rows)
    }

    fn begin_batch(&mut self) -> Answer<()> {
        self.log.step("import begin", || self.inner.begin_batch(), nothing)
    }

    fn upload(&mut self, part: &PartFile) -> Answer<UploadReceipt> {
        let what = format!("import upload {}", part.name);
        let rows =
            |receipt: &UploadReceipt| format!("{} rows of {}", told(receipt.rows), part.rows);
        self.log.step(&what, || self.inner.upload(part), rows)
    }

    fn find_upload(&mut self, part: &PartFile) -> Answer<Sighting<UploadReceipt>> {
        let what = format!("import find {}", part.name);
        self.log.step(&what, || self.inner.find_upload(part), sighted)
    }

    fn process(&mut self) -> Answer<()> {
        self.log.step("import process", || self.inner.process(), nothing)
    }

    fn progress(&mut self) -> Answer<Progress> {
        self.log.step("import progress", || self.inner.progress(), how_far)
    }

    fn fetch_details(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.log.step("import details", || self.inner.fetch_details(folder), nothing)
    }

    fn fetch_catalog(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.log.step("import catalog", || self.inner.fetch_catalog(folder), nothing)
    }

    fn register_series(&mut self, import: &SeriesImport) -> Answer<()> {
        let what = format!("import series +{}", import.additions.len());
        self.log.step(&what, || self.inner.register_series(import), nothing)
    }
}

/// The accounting system, watched.
pub(super) struct WatchedAccounting<'a> {
    inner: Box<dyn AccountingSystem>,
    log: Rc<RunLog<'a>>,
    /// Whether company and period are open.
    pub(super) is_open: bool,
}

impl<'a> WatchedAccounting<'a> {
    pub(super) fn new(
        inner: Box<dyn AccountingSystem>,
        log: Rc<RunLog<'a>>,
    ) -> WatchedAccounting<'a> {
        WatchedAccounting { inner, log, is_open: false }
    }
}

impl AccountingSystem for WatchedAccounting<'_> {
    fn capabilities(&self) -> AccountingCapabilities {
        self.inner.capabilities()
    }

    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        let what = format!("accounting open {} {period}", company.ruc);
        let answer = self.log.step(&what, || self.inner.open(company, period), nothing);
        self.is_open = answer.is_ok();
        answer
    }

    fn fetch_cost_centers(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.log.step("accounting cost-centers", || self.inner.fetch_cost_centers(folder), nothing)
    }

    fn fetch_accounts(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.log.step("accounting accounts", || self.inner.fetch_accounts(folder), nothing)
    }

    fn open_account(&mut self, account: &Account) -> Answer<()> {
        let what = format!("accounting open-account {}", account.code);
        self.log.step(&what, || self.inner.open_account(account), nothing)
    }

    fn find_account(&mut self, code: AccountCode, name: &str) -> Answer<Sighting<()>> {
        let what = format!("accounting find-account {code}");
        self.log.step(&what, || self.inner.find_account(code, name), sighted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_of_the_calendar() {
        assert_eq!(time(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(time(1_767_225_599_999), "2025-12-31T23:59:59.999Z");
    }
}
