//! The hands of a colleague, who works at both platforms by himself and knows nothing of a journal.

use std::cell::RefCell;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use connectors::{ConnectorSettings, ScriptedAccountingSystem, ScriptedImportPlatform};
use engine::model::{Account, AccountCode, BranchName, Period, SeriesCode, SeriesEntry};
use engine::ports::{AccountingSystem, CatalogImport, CompanyId, ImportPlatform, SeriesImport};
use engine::register::{ImportKind, write_import};
use engine::run::phases::catalog_in;

use crate::world::{COMPANY, Now, RUC, World};

#[derive(Clone)]
pub(crate) struct Hands {
    import: ConnectorSettings,
    accounting: ConnectorSettings,
    folder: PathBuf,
}

impl Hands {
    pub(crate) fn new(world: &World) -> Hands {
        let folder = world.path().join("colega");
        std::fs::create_dir_all(&folder).expect("a folder");
        let import = world.settings(&world.running.import_platform, "importador");
        let accounting = world.settings(&world.running.aconsys, "contador");
        Hands { import, accounting, folder }
    }

    fn platform(&self) -> ScriptedImportPlatform {
        let mut platform = ScriptedImportPlatform::open_connector(
            "import-platform-http",
            self.import.clone(),
            &self.folder,
            Rc::new(Now),
        )
        .expect("a connector");
        platform.open(&company(), january()).expect("open");
        platform
    }

    /// Imports a file of series as it is.
    pub(crate) fn import(&self, file: &Path) {
        let import = SeriesImport { file: file.to_owned(), additions: Vec::new() };
        self.platform().register_series(&import).expect("registered");
    }

    /// Adds a row to the catalog, and leaves the others as they are.
    pub(crate) fn register(&self, entry: &SeriesEntry) {
        let mut platform = self.platform();
        let old = catalog_in(&platform.fetch_catalog(&self.folder).expect("a file"));
        let old = old.unwrap_or_else(|error| panic!("{error:?}"));
        let kind = match platform.capabilities().series_import {
            CatalogImport::Replace => ImportKind::Replace,
            _ => ImportKind::Merge,
        };
        let (file, additions) = (self.folder.join("mias.xlsx"), vec![entry.clone()]);
        write_import(File::create(&file).expect("a file"), kind, &old, &additions)
            .expect("written");
        platform.register_series(&SeriesImport { file, additions }).expect("registered");
    }

    pub(crate) fn open_account(&self, code: &str, name: &str) {
        let mut system = ScriptedAccountingSystem::open_connector(
            "aconsys-http",
            self.accounting.clone(),
            &self.folder,
            Rc::new(Now),
        )
        .expect("a connector");
        system.open(&company(), january()).expect("open");
        let code = AccountCode::parse(code).expect("eleven digits");
        system.open_account(&Account { code, name: name.to_owned() }).expect("opened");
    }
}

fn company() -> CompanyId {
    CompanyId { name: COMPANY.to_owned(), ruc: RUC.to_owned() }
}

fn january() -> Period {
    Period::parse(b"202601").expect("a period")
}

/// A row of TM PLAZA NORTE, as everybody would register it.
pub(crate) fn of_plaza_norte(series: &str) -> SeriesEntry {
    SeriesEntry {
        code: SeriesCode(series.to_owned()),
        cost_center: "1101".to_owned(),
        cost_center_name: "TM PLAZA NORTE".to_owned(),
        branch: BranchName("TM PLAZA NORTE".to_owned()),
        operation_type: "20".to_owned(),
        operation_name: "CANCELACIONES TIENDAS PROPIAS".to_owned(),
        account: "00000000242".to_owned(),
        account_name: "TICKETS VARIOS - TM PLAZA NORTE".to_owned(),
    }
}

/// Does something once, when this phase is entered for the first time.
pub(crate) fn once_at(world: &mut World, phase: &'static str, what: impl FnOnce() + 'static) {
    let what = RefCell::new(Some(what));
    world.meanwhile = Some(Rc::new(move |entered| {
        if entered == phase
            && let Some(what) = what.borrow_mut().take()
        {
            what();
        }
    }));
}

/// The catalog of the platform as `series @ branch`, in its order.
pub(crate) fn pairs(world: &World) -> Vec<String> {
    let state = world.state(simulators::System::ImportPlatform);
    let rows = state["series"].as_array().expect("series").iter();
    let pair = |row: &serde_json::Value| {
        format!(
            "{} @ {}",
            row["series"].as_str().unwrap_or(""),
            row["branch"].as_str().unwrap_or("")
        )
    };
    rows.map(pair).collect()
}

/// The accounts of Aconsys as `code description`.
pub(crate) fn accounts(world: &World) -> Vec<String> {
    let state = world.state(simulators::System::Aconsys);
    let rows = state["accounts"].as_array().expect("accounts").iter();
    let one = |row: &serde_json::Value| {
        format!(
            "{} {}",
            row["code"].as_str().unwrap_or(""),
            row["description"].as_str().unwrap_or("")
        )
    };
    rows.map(one).collect()
}

/// The catalog that was kept before the import of a round, as `series @ branch`.
pub(crate) fn kept_before(run: &Path, round: u32) -> Vec<String> {
    let path = run.join("reports").join(format!("series-antes-ronda-{round}.xlsx"));
    let catalog = catalog_in(&path).unwrap_or_else(|error| panic!("{error:?}"));
    let rows = catalog.rows.iter();
    rows.map(|row| format!("{} @ {}", row.entry.code.0, row.entry.branch.0)).collect()
}
