//! Platforms that do what they are asked and tell something else of it, or nothing.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use engine::ingest::{OpenOptions, open};
use engine::model::{Account, AccountCode, Period};
use engine::ports::{
    AccountingCapabilities, AccountingSystem, Answer, CompanyId, ImportCapabilities,
    ImportPlatform, PartFile, Progress, SeriesImport, Sighting, Staging, UploadReceipt,
};
use engine::run::phases::Platforms;
use xlsx::Rows;
use xlsx::write::{Book, Options, SheetLook, Style};

use crate::world::Wrap;

/// What a platform tells or does otherwise.
#[derive(Clone)]
pub(crate) struct Changes {
    /// Whether it tells neither files nor rows nor counts.
    pub(crate) is_blind: bool,
    /// What it tells of a part that it has taken.
    pub(crate) receipt: fn(UploadReceipt) -> UploadReceipt,
    /// What it tells of a processing.
    pub(crate) progress: fn(Progress) -> Progress,
    /// What it does to a report of details.
    pub(crate) details: fn(&Path),
    /// What happens right before `process` and `details` reach the platform.
    pub(crate) before: Rc<dyn Fn(&str)>,
    /// What it does to a file before it imports it.
    pub(crate) import: Rc<dyn Fn(&SeriesImport)>,
}

impl Default for Changes {
    fn default() -> Changes {
        Changes {
            is_blind: false,
            receipt: |receipt| receipt,
            progress: |progress| progress,
            details: |_| {},
            before: Rc::new(|_| {}),
            import: Rc::new(|_| {}),
        }
    }
}

pub(crate) fn altered(changes: Changes) -> Rc<Wrap> {
    Rc::new(move |platforms| {
        let (inner, changes) = (platforms.import, changes.clone());
        let accounting: Box<dyn AccountingSystem> = match changes.is_blind {
            true => Box::new(BlindAccounting(platforms.accounting)),
            false => platforms.accounting,
        };
        Platforms { import: Box::new(Altered { inner, changes }), accounting }
    })
}

/// Both platforms as screens with buttons: what was done is seen by its effects only.
pub(crate) fn blind() -> Rc<Wrap> {
    altered(Changes {
        is_blind: true,
        receipt: |_| UploadReceipt::default(),
        progress: |progress| Progress {
            rows: None,
            posted: None,
            total: None,
            complaints: None,
            ..progress
        },
        ..Changes::default()
    })
}

/// Takes the last line from a report of details.
pub(crate) fn shorten(path: &Path) {
    rewrite(path, |lines| drop(lines.pop().expect("a line")));
}

/// Takes the names of parts from a report of details.
pub(crate) fn without_files(path: &Path) {
    rewrite(path, |lines| {
        let place = lines[0].iter().position(|title| title == "Archivo").expect("a column");
        lines.iter_mut().for_each(|line| drop(line.remove(place)));
    });
}

fn rewrite(path: &Path, change: impl FnOnce(&mut Vec<Vec<String>>)) {
    let mut table = open(path, &OpenOptions::default()).expect("a workbook");
    let (mut rows, mut lines) = (Rows::new(), Vec::new());
    while table.next(&mut rows).expect("rows") {
        lines.extend(rows.iter().map(|row| -> Vec<String> {
            (0..row.width()).map(|column| row.text(column).into_owned()).collect()
        }));
    }
    change(&mut lines);
    let options = Options { threads: 0, level: 6, shared_strings: false };
    let mut book = Book::create(File::create(path).expect("a file"), &options).expect("a book");
    let mut sheet = book.sheet("Errores", &SheetLook::default()).expect("a sheet");
    for line in &lines {
        sheet.begin_row().expect("a row");
        line.iter().for_each(|text| sheet.text(Style::Plain, text).expect("a cell"));
        sheet.end_row().expect("a row");
    }
    sheet.finish().expect("a sheet");
    book.finish().expect("a book");
}

struct Altered {
    inner: Box<dyn ImportPlatform>,
    changes: Changes,
}

impl ImportPlatform for Altered {
    fn capabilities(&self) -> ImportCapabilities {
        let able = self.inner.capabilities();
        let tells = !self.changes.is_blind;
        ImportCapabilities {
            find_upload: able.find_upload && tells,
            count_rows: able.count_rows && tells,
            ..able
        }
    }

    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        self.inner.open(company, period)
    }

    fn staging(&mut self) -> Answer<Staging> {
        let truth = self.inner.staging()?;
        Ok(if self.changes.is_blind { Staging::default() } else { truth })
    }

    fn begin_batch(&mut self) -> Answer<()> {
        self.inner.begin_batch()
    }

    fn upload(&mut self, part: &PartFile) -> Answer<UploadReceipt> {
        self.inner.upload(part).map(self.changes.receipt)
    }

    fn find_upload(&mut self, part: &PartFile) -> Answer<Sighting<UploadReceipt>> {
        if self.changes.is_blind { Ok(Sighting::CannotTell) } else { self.inner.find_upload(part) }
    }

    fn process(&mut self) -> Answer<()> {
        (self.changes.before)("process");
        self.inner.process()
    }

    fn progress(&mut self) -> Answer<Progress> {
        self.inner.progress().map(self.changes.progress)
    }

    fn fetch_details(&mut self, folder: &Path) -> Answer<PathBuf> {
        (self.changes.before)("details");
        let path = self.inner.fetch_details(folder)?;
        (self.changes.details)(&path);
        Ok(path)
    }

    fn fetch_catalog(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.inner.fetch_catalog(folder)
    }

    fn register_series(&mut self, import: &SeriesImport) -> Answer<()> {
        (self.changes.import)(import);
        self.inner.register_series(import)
    }
}

struct BlindAccounting(Box<dyn AccountingSystem>);

impl AccountingSystem for BlindAccounting {
    fn capabilities(&self) -> AccountingCapabilities {
        AccountingCapabilities { find_account: false, ..self.0.capabilities() }
    }

    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        self.0.open(company, period)
    }

    fn fetch_cost_centers(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.0.fetch_cost_centers(folder)
    }

    fn fetch_accounts(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.0.fetch_accounts(folder)
    }

    fn open_account(&mut self, account: &Account) -> Answer<()> {
        self.0.open_account(account)
    }

    fn find_account(&mut self, _: AccountCode, _: &str) -> Answer<Sighting<()>> {
        Ok(Sighting::CannotTell)
    }
}
