//! Ports that lie in one way each, and a journal that loses one kind of intent.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use engine::journal::{AtWrite, Failpoint, Moment};
use engine::model::{Account, AccountCode, Cents, Period};
use engine::ports::{
    AccountingCapabilities, AccountingSystem, Answer, CatalogImport, CompanyId, ImportCapabilities,
    ImportPlatform, PartFile, ProcessState, Progress, SeriesImport, Sighting, StagedFile, Staging,
    UploadReceipt,
};
use engine::run::phases::Platforms;

/// A mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lie {
    BeginAbsent,
    BeginOurs,
    UploadAbsent,
    UploadOurs,
    StagingSkipped,
    ProcessAbsent,
    ProcessOurs,
    AccountAbsent,
    AccountOurs,
    CatalogAbsent,
    CatalogOurs,
    VerifiedAbsent,
    VerifiedOurs,
    NoIntent(&'static str),
}

/// Every mutant, and what it does.
pub(crate) const LIES: [(Lie, &str); 18] = [
    (Lie::BeginAbsent, "staging before Iniciar: Absent"),
    (Lie::BeginOurs, "staging before Iniciar: Ours"),
    (Lie::UploadAbsent, "find_upload: Absent"),
    (Lie::UploadOurs, "find_upload: Ours"),
    (Lie::StagingSkipped, "staging compared with what was sent: skipped"),
    (Lie::ProcessAbsent, "progress before Procesar: Absent"),
    (Lie::ProcessOurs, "progress before Procesar: Ours"),
    (Lie::AccountAbsent, "find_account: Absent"),
    (Lie::AccountOurs, "find_account: Ours"),
    (Lie::CatalogAbsent, "catalog before the import: Absent"),
    (Lie::CatalogOurs, "catalog before the import: Ours"),
    (Lie::VerifiedAbsent, "catalog after the import: Absent"),
    (Lie::VerifiedOurs, "catalog after the import: Ours"),
    (Lie::NoIntent("begin"), "intent of begin: not committed"),
    (Lie::NoIntent("upload"), "intent of upload: not committed"),
    (Lie::NoIntent("process"), "intent of process: not committed"),
    (Lie::NoIntent("open-account"), "intent of open-account: not committed"),
    (Lie::NoIntent("register-series"), "intent of register-series: not committed"),
];

/// What is remembered across attempts.
#[derive(Default)]
pub(crate) struct Memory {
    /// The run's id, once a test knows it.
    pub(crate) run: Option<String>,
    /// Whether the platform says yes to an import of series and does nothing.
    pub(crate) is_hollow: bool,
    sent: Vec<PartFile>,
    processed: bool,
    /// Whether an import of series was answered with a yes: what is fetched from then on is the verification.
    imported: bool,
    catalog: Option<Vec<u8>>,
}

/// What the wrappers share.
#[derive(Clone)]
pub(crate) struct Liar {
    pub(crate) lie: Option<Lie>,
    pub(crate) memory: Rc<RefCell<Memory>>,
    pub(crate) heard: Rc<RefCell<Vec<String>>>,
    /// The verb whose look-up was asked last: the next intent is its.
    verb: Arc<Mutex<&'static str>>,
}

impl Liar {
    pub(crate) fn new(lie: Option<Lie>, heard: Rc<RefCell<Vec<String>>>) -> Liar {
        Liar { lie, memory: Rc::default(), heard, verb: Arc::default() }
    }

    pub(crate) fn wrap(&self, platforms: Platforms) -> Platforms {
        let import = LyingImport {
            inner: platforms.import,
            liar: self.clone(),
            entered: 0,
            calls: 0,
            lies_left: 0,
            acted: false,
            began: self.heard.borrow().len(),
        };
        let accounting = LyingAccounting { inner: platforms.accounting, liar: self.clone() };
        Platforms { import: Box::new(import), accounting: Box::new(accounting) }
    }

    /// Loses the intents of one verb.
    pub(crate) fn failpoint(&self) -> Option<Failpoint> {
        let Some(Lie::NoIntent(lost)) = self.lie else { return None };
        let verb = self.verb.clone();
        Some(Box::new(move |write| {
            let is_it = write.what == "intent"
                && write.moment == Moment::Before
                && *verb.lock().expect("a verb") == lost;
            if is_it { AtWrite::Lose } else { AtWrite::Go }
        }))
    }

    fn looks(&self, verb: &'static str) {
        *self.verb.lock().expect("a verb") = verb;
    }
}

const LOAD: &str = "Se cargan los bloques en la plataforma.";
const PROCESS: &str = "La plataforma procesa el lote";
const RECONCILE: &str = "Se prepara la propuesta de lo que falta registrar.";
const REGISTER: &str = "Se registra lo cierto en el sistema contable y en la plataforma.";

struct LyingImport {
    inner: Box<dyn ImportPlatform>,
    liar: Liar,
    /// Phases entered when the last call came.
    entered: usize,
    /// Calls of the look-up in this phase.
    calls: u32,
    lies_left: u32,
    /// Whether Procesar was answered with a yes in this phase.
    acted: bool,
    /// Phases entered before this attempt.
    began: usize,
}

impl LyingImport {
    /// The phase; what is counted begins anew in each.
    fn phase(&mut self) -> String {
        let heard = self.liar.heard.borrow();
        if heard.len() != self.entered {
            (self.entered, self.calls, self.acted) = (heard.len(), 0, false);
            // An order in doubt is looked up before and after the settling time, and once more if it is refused.
            self.lies_left = if self.liar.lie == Some(Lie::ProcessAbsent) { 3 } else { 1 };
        }
        // The round is no part of a phase's name.
        let said = heard.last().map_or("", String::as_str);
        said.split(" (ronda").next().unwrap_or_default().to_owned()
    }

    fn sent(&self) -> Staging {
        let memory = self.liar.memory.borrow();
        if memory.processed {
            return Staging::default();
        }
        let files = memory.sent.iter().map(|part| StagedFile {
            name: part.name.clone(),
            rows: Some(part.rows),
            total: Some(part.total),
            sha256: Some(part.sha256.clone()),
        });
        Staging {
            files: Some(files.collect()),
            rows: Some(memory.sent.iter().map(|part| part.rows).sum()),
            total: None,
        }
    }

    fn remember(&self, part: &PartFile) {
        let mut memory = self.liar.memory.borrow_mut();
        if memory.sent.iter().all(|known| known.name != part.name) {
            memory.sent.push(part.clone());
        }
    }
}

impl ImportPlatform for LyingImport {
    fn capabilities(&self) -> ImportCapabilities {
        self.inner.capabilities()
    }

    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        self.inner.open(company, period)
    }

    fn staging(&mut self) -> Answer<Staging> {
        let phase = self.phase();
        let truth = self.inner.staging()?;
        if phase == LOAD {
            self.liar.looks("begin");
        }
        let nothing =
            || Staging { files: Some(Vec::new()), rows: Some(0), total: Some(Cents::default()) };
        let run = self.liar.memory.borrow().run.clone();
        Ok(match (self.liar.lie, phase.as_str(), run) {
            (Some(Lie::BeginAbsent), LOAD, _) => nothing(),
            (Some(Lie::BeginOurs), LOAD, Some(run)) => {
                let name = format!("{run}-0001.csv");
                let file = StagedFile { name, rows: None, total: None, sha256: None };
                Staging { files: Some(vec![file]), rows: None, total: None }
            }
            (Some(Lie::StagingSkipped), PROCESS, _) => self.sent(),
            _ => truth,
        })
    }

    fn begin_batch(&mut self) -> Answer<()> {
        self.liar.memory.borrow_mut().processed = false;
        self.inner.begin_batch()
    }

    fn upload(&mut self, part: &PartFile) -> Answer<UploadReceipt> {
        self.remember(part);
        self.inner.upload(part)
    }

    fn find_upload(&mut self, part: &PartFile) -> Answer<Sighting<UploadReceipt>> {
        self.liar.looks("upload");
        self.remember(part);
        let truth = self.inner.find_upload(part)?;
        Ok(match self.liar.lie {
            Some(Lie::UploadAbsent) => Sighting::Absent,
            Some(Lie::UploadOurs) => Sighting::Ours(UploadReceipt::default()),
            _ => truth,
        })
    }

    fn process(&mut self) -> Answer<()> {
        let answer = self.inner.process();
        self.acted = answer.is_ok();
        self.lies_left = u32::from(!self.acted);
        self.liar.memory.borrow_mut().processed = true;
        answer
    }

    fn progress(&mut self) -> Answer<Progress> {
        self.phase();
        if !self.acted {
            self.liar.looks("process");
        }
        let truth = self.inner.progress()?;
        let state = match self.liar.lie {
            Some(Lie::ProcessAbsent) => ProcessState::Idle,
            Some(Lie::ProcessOurs) => ProcessState::Processing,
            _ => return Ok(truth),
        };
        if self.lies_left == 0 {
            return Ok(truth);
        }
        self.lies_left -= 1;
        Ok(Progress { state, rows: None, posted: None, total: None, complaints: None })
    }

    fn fetch_details(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.phase();
        self.inner.fetch_details(folder)
    }

    fn fetch_catalog(&mut self, folder: &Path) -> Answer<PathBuf> {
        let phase = self.phase();
        let path = self.inner.fetch_catalog(folder)?;
        if self.liar.memory.borrow().catalog.is_none() {
            let bytes = std::fs::read(&path).expect("a catalog");
            self.liar.memory.borrow_mut().catalog = Some(bytes);
        }
        if phase != REGISTER {
            return Ok(path);
        }
        self.calls += 1;
        let has_lists = self.liar.heard.borrow()[self.began - 1..].iter().any(|of| of == RECONCILE);
        if self.calls <= if has_lists { 1 } else { 2 } {
            // The one that the additions are compared with.
            return Ok(path);
        }
        let verifies = self.liar.memory.borrow().imported;
        if !verifies {
            self.liar.looks("register-series");
        }
        let lies = match self.liar.lie {
            Some(Lie::CatalogAbsent) if !verifies => self.liar.memory.borrow().catalog.clone(),
            Some(Lie::VerifiedAbsent) if verifies => self.liar.memory.borrow().catalog.clone(),
            Some(Lie::CatalogOurs) if !verifies => Some(what_it_should_be(folder)),
            // With `replace` the file of the import is the whole catalog as it should be.
            Some(Lie::VerifiedOurs)
                if verifies
                    && self.inner.capabilities().series_import == CatalogImport::Replace =>
            {
                Some(what_it_should_be(folder))
            }
            _ => None,
        };
        if let Some(bytes) = lies {
            std::fs::write(&path, bytes).expect("a catalog");
        }
        Ok(path)
    }

    fn register_series(&mut self, import: &SeriesImport) -> Answer<()> {
        let is_hollow = self.liar.memory.borrow().is_hollow;
        let answer = match is_hollow {
            true => Ok(()),
            false => self.inner.register_series(import),
        };
        self.liar.memory.borrow_mut().imported |= answer.is_ok();
        answer
    }
}

/// The file of the last round's import.
fn what_it_should_be(reports: &Path) -> Vec<u8> {
    let folder = reports.with_file_name("register");
    let files = std::fs::read_dir(folder).expect("a folder");
    let last = files.map(|file| file.expect("a file").path()).max().expect("an import");
    std::fs::read(last).expect("an import")
}

struct LyingAccounting {
    inner: Box<dyn AccountingSystem>,
    liar: Liar,
}

impl AccountingSystem for LyingAccounting {
    fn capabilities(&self) -> AccountingCapabilities {
        self.inner.capabilities()
    }

    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        self.inner.open(company, period)
    }

    fn fetch_cost_centers(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.inner.fetch_cost_centers(folder)
    }

    fn fetch_accounts(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.inner.fetch_accounts(folder)
    }

    fn open_account(&mut self, account: &Account) -> Answer<()> {
        self.inner.open_account(account)
    }

    fn find_account(&mut self, code: AccountCode, name: &str) -> Answer<Sighting<()>> {
        self.liar.looks("open-account");
        let truth = self.inner.find_account(code, name)?;
        Ok(match self.liar.lie {
            Some(Lie::AccountAbsent) => Sighting::Absent,
            Some(Lie::AccountOurs) => Sighting::Ours(()),
            _ => truth,
        })
    }
}
