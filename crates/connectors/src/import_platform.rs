//! The Import Platform, worked by a script.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use engine::model::Period;
use engine::ports::{
    Answer, Clock, CompanyId, ImportCapabilities, ImportPlatform, PartFile, Progress, SeriesImport,
    Sighting, Staging, UploadReceipt,
};
use rhai::{Array, Dynamic, Map};

use crate::host::{HostFile, Money};
use crate::returns;
use crate::script::{Script, Verb};
use crate::settings::{ConnectorSettings, OpenError};

const FUNCTIONS: [&str; 11] = [
    "open",
    "context",
    "staging",
    "begin_batch",
    "upload",
    "find_upload",
    "process",
    "progress",
    "fetch_details",
    "fetch_catalog",
    "register_series",
];

/// A connector to an Import Platform.
pub struct ScriptedImportPlatform {
    script: Script,
    capabilities: ImportCapabilities,
}

impl ScriptedImportPlatform {
    /// Loads a connector by name or by the path of its script; nothing is sent yet. Evidence goes to `run_folder`.
    pub fn open_connector(
        name_or_path: &str,
        settings: ConnectorSettings,
        run_folder: &Path,
        clock: Rc<dyn Clock>,
    ) -> Result<ScriptedImportPlatform, OpenError> {
        let (script, declared) =
            Script::load(name_or_path, settings, run_folder, clock, &FUNCTIONS)?;
        let capabilities = returns::import_capabilities(declared);
        let capabilities = capabilities.map_err(|bad| script.undeclared(&bad))?;
        Ok(ScriptedImportPlatform { script, capabilities })
    }
}

fn look(name: &'static str) -> Verb {
    Verb { name, mutating: false }
}

fn write(name: &'static str) -> Verb {
    Verb { name, mutating: true }
}

fn file(path: &Path) -> HostFile {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    HostFile { path: path.to_path_buf(), name: name.unwrap_or_default() }
}

fn part_map(part: &PartFile) -> Map {
    let whole = |number: u64| Dynamic::from(i64::try_from(number).unwrap_or(i64::MAX));
    Map::from([
        ("name".into(), part.name.clone().into()),
        ("rows".into(), whole(part.rows)),
        ("bytes".into(), whole(part.bytes)),
        ("sha256".into(), part.sha256.clone().into()),
        ("total".into(), Dynamic::from(Money(part.total))),
        ("file".into(), Dynamic::from(file(&part.path))),
    ])
}

fn import_map(import: &SeriesImport) -> Map {
    let rows = import.additions.iter().map(|entry| {
        let row = Map::from([
            ("code".into(), entry.code.0.clone().into()),
            ("cost_center".into(), entry.cost_center.clone().into()),
            ("cost_center_name".into(), entry.cost_center_name.clone().into()),
            ("branch".into(), entry.branch.0.clone().into()),
            ("operation_type".into(), entry.operation_type.clone().into()),
            ("operation_name".into(), entry.operation_name.clone().into()),
            ("account".into(), entry.account.clone().into()),
            ("account_name".into(), entry.account_name.clone().into()),
        ]);
        Dynamic::from(row)
    });
    let rows: Array = rows.collect();
    Map::from([("file".into(), Dynamic::from(file(&import.file))), ("rows".into(), rows.into())])
}

impl ImportPlatform for ScriptedImportPlatform {
    fn capabilities(&self) -> ImportCapabilities {
        self.capabilities
    }

    fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        self.script.open(company, period)
    }

    fn staging(&mut self) -> Answer<Staging> {
        self.script.operate(look("staging"), None, (), returns::staging)
    }

    fn begin_batch(&mut self) -> Answer<()> {
        self.script.operate(write("begin_batch"), None, (), returns::nothing)
    }

    fn upload(&mut self, part: &PartFile) -> Answer<UploadReceipt> {
        self.script.operate(write("upload"), None, (part_map(part),), returns::receipt)
    }

    fn find_upload(&mut self, part: &PartFile) -> Answer<Sighting<UploadReceipt>> {
        if !self.capabilities.find_upload {
            return Ok(Sighting::CannotTell);
        }
        let read = |value| returns::sighting(value, returns::receipt);
        self.script.operate(look("find_upload"), None, (part_map(part),), read)
    }

    fn process(&mut self) -> Answer<()> {
        self.script.operate(write("process"), None, (), returns::nothing)
    }

    fn progress(&mut self) -> Answer<Progress> {
        self.script.operate(look("progress"), None, (), returns::progress)
    }

    fn fetch_details(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.script.operate(look("fetch_details"), Some(folder), (), returns::file)
    }

    fn fetch_catalog(&mut self, folder: &Path) -> Answer<PathBuf> {
        self.script.operate(look("fetch_catalog"), Some(folder), (), returns::file)
    }

    fn register_series(&mut self, import: &SeriesImport) -> Answer<()> {
        let arguments = (import_map(import),);
        self.script.operate(write("register_series"), None, arguments, returns::nothing)
    }
}
