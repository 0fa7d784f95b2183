//! Ports that tell a person what goes through them, and change nothing of it.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use engine::model::{Account, AccountCode, Period};
use engine::ports::{
    AccountingCapabilities, AccountingSystem, Answer, CompanyId, ImportCapabilities,
    ImportPlatform, PartFile, ProcessState, Progress, SeriesImport, Sighting, Staging,
    UploadReceipt,
};

use super::teller::Teller;

/// An Import Platform whose every step is told.
pub(crate) struct ImportAloud {
    port: Box<dyn ImportPlatform>,
    teller: Rc<Teller>,
    /// Whether a processing was ordered whose end is not told yet.
    is_ordered: bool,
}

impl ImportAloud {
    pub(crate) fn new(port: Box<dyn ImportPlatform>, teller: Rc<Teller>) -> ImportAloud {
        ImportAloud { port, teller, is_ordered: false }
    }
}

impl ImportPlatform for ImportAloud {
    fn capabilities(&self) -> ImportCapabilities {
        self.port.capabilities()
    }

    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        self.port.open(company, period)
    }

    fn staging(&mut self) -> Answer<Staging> {
        self.port.staging()
    }

    fn begin_batch(&mut self) -> Answer<()> {
        self.port.begin_batch()
    }

    fn upload(&mut self, part: &PartFile) -> Answer<UploadReceipt> {
        let receipt = self.port.upload(part)?;
        self.teller.uploaded(part);
        Ok(receipt)
    }

    fn find_upload(&mut self, part: &PartFile) -> Answer<Sighting<UploadReceipt>> {
        self.port.find_upload(part)
    }

    fn process(&mut self) -> Answer<()> {
        self.port.process()?;
        self.is_ordered = true;
        self.teller.ordered();
        Ok(())
    }

    fn progress(&mut self) -> Answer<Progress> {
        let progress = self.port.progress()?;
        if self.is_ordered && progress.state == ProcessState::Processed {
            self.is_ordered = false;
            self.teller.processed(&progress);
        }
        Ok(progress)
    }

    fn fetch_details(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.port.fetch_details(folder)
    }

    fn fetch_catalog(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.port.fetch_catalog(folder)
    }

    fn register_series(&mut self, import: &SeriesImport) -> Answer<()> {
        self.port.register_series(import)?;
        self.teller.registered(&import.additions);
        Ok(())
    }
}

/// An accounting system whose every step is told.
pub(crate) struct AccountingAloud {
    port: Box<dyn AccountingSystem>,
    teller: Rc<Teller>,
}

impl AccountingAloud {
    pub(crate) fn new(port: Box<dyn AccountingSystem>, teller: Rc<Teller>) -> AccountingAloud {
        AccountingAloud { port, teller }
    }
}

impl AccountingSystem for AccountingAloud {
    fn capabilities(&self) -> AccountingCapabilities {
        self.port.capabilities()
    }

    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        self.port.open(company, period)
    }

    fn fetch_cost_centers(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.port.fetch_cost_centers(folder)
    }

    fn fetch_accounts(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.port.fetch_accounts(folder)
    }

    fn open_account(&mut self, account: &Account) -> Answer<()> {
        self.port.open_account(account)?;
        self.teller.opened(account);
        Ok(())
    }

    fn find_account(&mut self, code: AccountCode, name: &str) -> Answer<Sighting<()>> {
        self.port.find_account(code, name)
    }
}
