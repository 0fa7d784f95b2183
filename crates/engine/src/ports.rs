//! The two platforms and the clock, as the control plane sees them.
//!
//! A connector presses buttons and fetches files; it decides nothing. What it reports is typed here, so that the
//! rest of the engine never sees a status code or a screen. Period and company are ambient in such programs, so both
//! are arguments of `open`, and a connector reads them back and compares them before each write. Reports are files:
//! a connector stores what the platform gave, whole, and `ingest` reads it.
//!
//! **Doubt.** Every method ends in one of five ways: an answer, or a [`Failure`] whose kind says what is known of the
//! world. `Unreachable` means that nothing left us, or a look-up only; `Refused`, a complete answer that says no;
//! `Unrecognized`, not the screen or answer that we know, and nothing was written; `InDoubt`, something left us and no
//! complete answer came.
//! The kind is the host's judgement, never a script's (design.md 4). Mutating methods have a look-up, which a resumed
//! run asks before it acts; see `journal::at_most_once`.
//!
//! **Silence is not an answer.** What a platform cannot tell is `None` or `CannotTell`, never zero or absent. A number
//! that it does tell must agree with ours, or the run fails; what it does not tell is printed as *not verified*.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::model::{Account, AccountCode, Cents, Period, SeriesEntry};

/// The company whose books a run touches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompanyId {
    /// The key in the settings: `demo`.
    pub name: String,
    /// Its RUC, eleven digits.
    pub ruc: String,
}

/// The platform that takes bulk parts (*Importación de ventas*).
pub trait ImportPlatform {
    /// What the connector declares that its platform can do. Constant while the connector lives.
    fn capabilities(&self) -> ImportCapabilities;

    /// Logs in where needed, chooses company and period, and reads both back. Another company or period on the screen
    /// than the one asked for is `Unrecognized`.
    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()>;

    /// What waits in the batch of the open company and period, as far as the platform can tell.
    fn staging(&mut self) -> Answer<Staging>;

    /// *Iniciar*. Mutating; its look-up is [`ImportPlatform::staging`].
    fn begin_batch(&mut self) -> Answer<()>;

    /// *Cargar*: sends one part as it stands on disk. Mutating.
    fn upload(&mut self, part: &PartFile) -> Answer<UploadReceipt>;

    /// Whether the batch holds this part. `CannotTell` unless `find_upload` is declared.
    fn find_upload(&mut self, part: &PartFile) -> Answer<Sighting<UploadReceipt>>;

    /// *Procesar*: starts processing and returns as soon as the platform has taken the order. Mutating; its look-up is
    /// [`ImportPlatform::progress`].
    fn process(&mut self) -> Answer<()>;

    /// How far processing is.
    fn progress(&mut self) -> Answer<Progress>;

    /// *Exportar*: stores the details report in `folder` and returns its path. Only after a processing that complains.
    fn fetch_details(&mut self, folder: &Path) -> Answer<PathBuf>;

    /// Stores the catalog of series in `folder` and returns its path.
    fn fetch_catalog(&mut self, folder: &Path) -> Answer<PathBuf>;

    /// *Importar* of *Series por centro de costo*. Mutating; its look-up is [`ImportPlatform::fetch_catalog`].
    fn register_series(&mut self, import: &SeriesImport) -> Answer<()>;
}

/// The accounting system (*Aconsys*).
pub trait AccountingSystem {
    /// What the connector declares. Constant while the connector lives.
    fn capabilities(&self) -> AccountingCapabilities;

    /// Logs in where needed, chooses company and work period, and reads both back.
    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()>;

    /// Stores the report of cost centers in `folder` and returns its path.
    fn fetch_cost_centers(&mut self, folder: &Path) -> Answer<PathBuf>;

    /// Stores the whole list of accounts in `folder` and returns its path.
    fn fetch_accounts(&mut self, folder: &Path) -> Answer<PathBuf>;

    /// Opens an account. Mutating.
    fn open_account(&mut self, account: &Account) -> Answer<()>;

    /// Whether this account exists: `Ours` with this code and name, `Taken` where the code has another name.
    fn find_account(&mut self, code: AccountCode, name: &str) -> Answer<Sighting<()>>;
}

/// Time, so that tests can have their own.
pub trait Clock {
    /// Milliseconds since 1970-01-01 UTC.
    fn now(&self) -> u64;

    /// Waits. Returns early, with `false`, when the run was asked to stop.
    fn pause(&self, time: Duration) -> bool;
}

/// What a method of a port ends in.
pub type Answer<T> = Result<T, Failure>;

/// Why a platform did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// What is known of the world after it.
    pub kind: FailureKind,
    /// What happened, for an operator, in his language.
    pub message: String,
    /// Where it happened: script, line and operation, or the file that was expected.
    pub place: String,
    /// A file in the run's folder that shows it, if one was kept.
    pub evidence: Option<PathBuf>,
    /// How long the platform asked us to wait (`Retry-After`).
    pub retry_after: Option<Duration>,
}

/// What is known of the world after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum FailureKind {
    /// Nothing left us, or a look-up only. Safe to try again.
    Unreachable,
    /// A complete answer that says no. Nothing was done.
    Refused,
    /// Not the screen or answer that the connector knows. Nothing was written; stop and keep evidence.
    Unrecognized,
    /// Something left us and no complete answer came: perhaps it was done.
    InDoubt,
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({})", self.message, self.place)
    }
}

impl std::error::Error for Failure {}

/// What a look-up saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sighting<T> {
    /// Not there.
    Absent,
    /// There, and what we meant.
    Ours(T),
    /// There, and not what we meant.
    Taken,
    /// The platform cannot tell.
    CannotTell,
}

/// What the Import Platform's connector declares. What is not declared is unknown, and a person is asked where it
/// matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportCapabilities {
    /// Whether an upload can be found again in the staging.
    pub find_upload: bool,
    /// Whether the staging and the processing tell how many rows they hold.
    pub count_rows: bool,
    /// What *Iniciar* does to rows that wait.
    pub begin: Begin,
    /// What *Procesar* looks at the second time.
    pub process_again: ProcessAgain,
    /// What an import does to the catalog.
    pub series_import: CatalogImport,
    /// Whether a second batch of a period whose first one is posted adds to it.
    pub supplements: bool,
    /// How long after a lost answer an absence proves that nothing happened.
    pub settling_time: Duration,
    /// How long the processing may be silent; `None`: the control plane's default.
    pub idle_limit: Option<Duration>,
}

/// What *Iniciar* does to rows that wait in the batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Begin {
    /// Nobody has said.
    #[default]
    Unknown,
    /// They go.
    Clears,
    /// They stay.
    Keeps,
}

/// What *Procesar* looks at when it is pressed again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ProcessAgain {
    /// Nobody has said.
    #[default]
    Unknown,
    /// Rows that are still staged.
    Pending,
    /// All rows of the batch, so that the whole batch is sent again.
    All,
}

/// What an import of series does to the catalog.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CatalogImport {
    /// Nobody has said: we never write, a person imports the file that we make.
    #[default]
    Unknown,
    /// Adds rows.
    Merge,
    /// Replaces the whole catalog.
    Replace,
}

/// What the accounting system's connector declares.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AccountingCapabilities {
    /// Whether an account can be found by its code.
    pub find_account: bool,
    /// How long after a lost answer an absence proves that nothing happened.
    pub settling_time: Duration,
}

/// One bulk part on disk, as its manifest describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its name at the platform: unique to run and part, so that it can be found again.
    pub name: String,
    /// Its documents.
    pub rows: u64,
    /// SHA-256 of its bytes, lower-case hex.
    pub sha256: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// The sum of its totals.
    pub total: Cents,
}

/// What the platform said when it took a part. `None` where it says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UploadReceipt {
    /// Rows it counted.
    pub rows: Option<u64>,
    /// The sum of totals it computed.
    pub total: Option<Cents>,
}

/// What waits in a batch. `None` where the platform cannot tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Staging {
    /// The files, in the order in which they were sent.
    pub files: Option<Vec<StagedFile>>,
    /// Rows in all.
    pub rows: Option<u64>,
    /// The sum of totals in all.
    pub total: Option<Cents>,
}

/// A file in a batch. `None` where the platform cannot tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedFile {
    /// Its name at the platform.
    pub name: String,
    /// Its rows when it was sent.
    pub rows: Option<u64>,
    /// Its sum of totals.
    pub total: Option<Cents>,
    /// SHA-256 of what arrived, lower-case hex.
    pub sha256: Option<String>,
}

/// How far processing is. `None` where the platform cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Whether it works, and whether it has ended.
    pub state: ProcessState,
    /// Rows that it has looked at in this processing, or posted where that is what it tells.
    pub rows: Option<u64>,
    /// Rows posted since the batch began.
    pub posted: Option<u64>,
    /// The sum of totals of what is posted.
    pub total: Option<Cents>,
    /// Rows that it complains of.
    pub complaints: Option<u64>,
}

/// The states of processing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessState {
    /// Nothing was ordered since the batch began or since the last change of its staging.
    Idle,
    /// It works.
    Processing,
    /// It has ended.
    Processed,
}

/// Additions to the catalog of series, as rows and as the file that a person would import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeriesImport {
    /// The workbook: the additions with `merge`; with `replace` the catalog as it was fetched, and the additions.
    pub file: PathBuf,
    /// The additions alone.
    pub additions: Vec<SeriesEntry>,
}
