//! The simulators, and the embedded connectors before them.

use std::path::Path;
use std::rc::Rc;
use std::time::Duration;

use connectors::{ConnectorSettings, ScriptedAccountingSystem, ScriptedImportPlatform, Secret};
use engine::model::{BranchName, Cents, SeriesCode, SeriesEntry};
use engine::ports::{
    AccountingSystem, Clock, ImportPlatform, PartFile, ProcessState, Progress, SeriesImport,
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use simulators::{DEMO, Fault, FaultName, Scenario, Server, Simulators, System};
use tempfile::TempDir;

use crate::canned::{company, january};

/// The system's clock.
pub(crate) struct Now;

impl Clock for Now {
    fn now(&self) -> u64 {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a time after 1970");
        u64::try_from(since.as_millis()).expect("millis")
    }

    fn pause(&self, time: Duration) -> bool {
        std::thread::sleep(time.min(Duration::from_millis(20)));
        true
    }
}

pub(crate) struct World {
    pub(crate) running: Simulators,
    pub(crate) folder: TempDir,
}

pub(crate) fn world(change: impl FnOnce(&mut Scenario)) -> World {
    let folder = tempfile::tempdir().expect("a folder");
    let mut scenario = Scenario::from_toml(DEMO).expect("the built-in scenario");
    change(&mut scenario);
    let running = Simulators::start(&scenario, &folder.path().join("db")).expect("they start");
    World { running, folder }
}

fn settings(server: &Server, user: &str) -> ConnectorSettings {
    let password = Secret::new(format!("{user}-demo"));
    ConnectorSettings::new(&server.url(), user, password)
        .option("begin", "clears")
        .option("process_again", "pending")
        .option("series_import", "merge")
}

impl World {
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn importer(&self) -> ScriptedImportPlatform {
        let settings = settings(&self.running.import_platform, "importador");
        let open = ScriptedImportPlatform::open_connector;
        let mut platform =
            open("import-platform-http", settings, self.path(), Rc::new(Now)).expect("a connector");
        platform.open(&company(), january()).expect("it opens");
        platform
    }

    pub(crate) fn accountant(&self) -> ScriptedAccountingSystem {
        let settings = settings(&self.running.aconsys, "contador");
        let open = ScriptedAccountingSystem::open_connector;
        let mut system =
            open("aconsys-http", settings, self.path(), Rc::new(Now)).expect("a connector");
        system.open(&company(), january()).expect("it opens");
        system
    }

    pub(crate) fn fault(&self, system: System, name: FaultName, operation: &str) {
        self.arm(Fault::new(system, name, operation));
    }

    pub(crate) fn arm(&self, fault: Fault) {
        let server = match fault.system {
            Some(System::Aconsys) => &self.running.aconsys,
            _ => &self.running.import_platform,
        };
        server.add_fault(fault).expect("a fault");
    }

    /// How often this was committed at the Import Platform, or in Aconsys.
    pub(crate) fn committed(&self, system: System, operation: &str) -> usize {
        let server = match system {
            System::Aconsys => &self.running.aconsys,
            System::ImportPlatform => &self.running.import_platform,
        };
        let state: Value = server.state(false);
        let log = state["log"].as_array().expect("a log");
        log.iter().filter(|entry| entry["operation"] == operation).count()
    }
}

const HEADER: &str = "No,Periodo,FechaComprobante,FechaVencimiento,CodigoTipoComprobante,NumeroSerieComprobante,NumeroComprobanteInicial,NumeroComprobanteFinal,CodigoTipoDocumentoIdentidad,NumeroDocumentoIdentidad,NombreCliente,ImporteAfecto,ImporteImpuesto,ImporteTotal,FechaComprobanteModificado,CodigoTipoComprobanteModificado,NumeroSerieComprobanteModificado,NumeroComprobanteModificado,Negocio,Sucursal";

/// A part with one receipt of 11.80 for each series, in the branch TM PLAZA NORTE.
pub(crate) fn part(folder: &Path, name: &str, series: &[&str]) -> PartFile {
    let mut text = format!("{HEADER}\r\n");
    for (index, code) in series.iter().enumerate() {
        let number = index + 1;
        text.push_str(&format!(
            "{number},20260100,05/01/2026,,03,{code},{number:08},,1,45678912,ANA QUISPE,10.00,1.80,11.80,,,,,TM,TM PLAZA NORTE\r\n"
        ));
    }
    let path = folder.join(name);
    std::fs::write(&path, &text).expect("a part");
    let hash: String = Sha256::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
    PartFile {
        path,
        name: name.to_string(),
        rows: series.len() as u64,
        sha256: hash,
        bytes: text.len() as u64,
        total: Cents(1180 * series.len() as i64),
    }
}

/// An import of one series more.
pub(crate) fn addition(folder: &Path, code: &str) -> SeriesImport {
    let entry = SeriesEntry {
        code: SeriesCode(code.to_string()),
        cost_center: "1101".to_string(),
        cost_center_name: "TM PLAZA NORTE".to_string(),
        branch: BranchName("TM PLAZA NORTE".to_string()),
        operation_type: "20".to_string(),
        operation_name: "CANCELACIONES TIENDAS PROPIAS".to_string(),
        account: "00000000242".to_string(),
        account_name: "TICKETS VARIOS - TM PLAZA NORTE".to_string(),
    };
    let file = folder.join("import.xlsx");
    let out = std::fs::File::create(&file).expect("a file");
    let options = xlsx::write::Options { threads: 0, level: 6, shared_strings: false };
    let mut book = xlsx::write::Book::create(out, &options).expect("a book");
    let mut sheet = book.sheet("Hoja1", &xlsx::write::SheetLook::default()).expect("a sheet");
    let style = xlsx::write::Style::Plain;
    let header = [
        "Sec.",
        "Serie",
        "C.C.",
        "Descripción",
        "Sucursal",
        "T.Op.",
        "Descripción",
        "Cta.Cte.",
        "Descripción",
    ];
    let row = [
        "1",
        &entry.code.0,
        &entry.cost_center,
        &entry.cost_center_name,
        &entry.branch.0,
        &entry.operation_type,
        &entry.operation_name,
        &entry.account,
        &entry.account_name,
    ];
    for cells in [header, row] {
        sheet.begin_row().expect("a row");
        cells.iter().for_each(|cell| sheet.text(style, cell).expect("a cell"));
        sheet.end_row().expect("a row");
    }
    sheet.finish().expect("a sheet");
    book.finish().expect("a book");
    SeriesImport { file, additions: vec![entry] }
}

/// Waits for the end of a processing, in bounded looks.
pub(crate) fn processed(platform: &mut dyn ImportPlatform) -> Progress {
    for _ in 0..2000 {
        let progress = platform.progress().expect("progress");
        if progress.state == ProcessState::Processed {
            return progress;
        }
        Now.pause(Duration::from_millis(5));
    }
    panic!("processing does not end");
}
