//! The main job against both simulators: every series of the ledger is registered already, so that the platform has
//! nothing to complain of.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write;
use std::path::PathBuf;

use crate::inputs::{Bench, Ledger, PERIOD, SETTINGS};
use crate::measure::{Job, Servers};

/// The lines by which `cuadre simulate` says where both platforms are.
const ADDRESS_LINES: usize = 6;

/// The columns of the parts that the platform's catalog is about.
const SERIES: &str = "NumeroSerieComprobante";
const BRANCH: &str = "Sucursal";

const OF_COMPANY: &str = r#"
brands = ["Todo Moda", "Isadora"]
import_platform = { connector = "import-platform-http", options = { begin = "clears", process_again = "pending", series_import = "merge", settling_time = "1s" } }
"#;

impl Bench {
    /// Writes a scenario in which both platforms know all that the ledger has; its parts must have just been written.
    pub fn know_all_series(&self, ledger: Ledger) -> Result<(), String> {
        let folder = self.data.join("job");
        let wrong =
            |error: &dyn std::fmt::Display| format!("the scenario of {}: {error}", ledger.file());
        let pairs = pairs(&self.data.join("out/parts")).map_err(|error| wrong(&error))?;
        let branches: BTreeSet<&String> = pairs.iter().map(|(branch, _)| branch).collect();
        let mut text = String::from("[[company]]\nruc = \"20100176450\"\nname = \"BENCH SAC\"\n");
        for (index, branch) in branches.iter().enumerate() {
            let (center, account) = (1000 + index, 201 + index);
            let _ = write!(
                text,
                "[[company.cost_center]]\ncode = \"{center}\"\ndescription = {branch:?}\n\
                 [[company.account]]\ncode = \"{account:011}\"\ndescription = \"TICKETS VARIOS - {branch}\"\n"
            );
            for (_, series) in pairs.iter().filter(|(of, _)| of == *branch) {
                let _ = write!(
                    text,
                    "[[company.series]]\nseries = {series:?}\nbranch = {branch:?}\n\
                     cost_center = \"{center}\"\naccount = \"{account:011}\"\n"
                );
            }
        }
        let settings =
            format!("on_rejects = \"continue\"\noutput = \"out\"\n{SETTINGS}{OF_COMPANY}");
        std::fs::create_dir_all(&folder)
            .and_then(|()| std::fs::write(self.scenario(ledger), text))
            .and_then(|()| std::fs::write(folder.join("cuadre.toml"), settings))
            .map_err(|error| wrong(&error))?;
        self.must_agree_at_once(ledger)
    }

    fn scenario(&self, ledger: Ledger) -> PathBuf {
        self.data.join("job").join(ledger.file()).with_extension("toml")
    }

    /// The main job on a ledger: from the file to both platforms in agreement.
    pub fn main_job(&self, ledger: Ledger, more: &[&str]) -> Job {
        let folder = self.data.join("job");
        let (path, scenario) = (self.path(ledger), self.scenario(ledger));
        let words = ["run".as_ref(), path.as_os_str()].map(OsString::from);
        let options = ["--period", PERIOD, "--company", "bench"].iter().chain(more);
        let state = folder.join("platforms");
        let command = [self.cuadre.as_os_str(), "simulate".as_ref(), "--scenario".as_ref()];
        let place = [scenario.as_os_str(), "--dir".as_ref(), state.as_os_str()];
        Job {
            output: Some(folder.join("out")),
            accepted: &[0, 1],
            servers: Some(Servers {
                command: command.iter().chain(&place).map(OsString::from).collect(),
                addresses: folder.join(".env"),
                lines: ADDRESS_LINES,
                state,
            }),
            folder: folder.clone(),
            ..self.job(&self.cuadre, words.into_iter().chain(options.map(OsString::from)))
        }
    }

    /// Refuses to measure a job that does more, or less, than sending a ledger that the platform takes at once.
    fn must_agree_at_once(&self, ledger: Ledger) -> Result<(), String> {
        let told = self.data.join("job/told.json");
        let job = Job { told: Some(told.clone()), ..self.main_job(ledger, &["--json"]) };
        job.run()?;
        let text = std::fs::read(&told).map_err(|error| format!("{}: {error}", told.display()))?;
        let document: serde_json::Value =
            serde_json::from_slice(&text).map_err(|error| format!("run --json: {error}"))?;
        let run = &document["runs"][0];
        let (rows, sent) = (&run["rows"]["in"], &run["uploaded"]["rows"]);
        let missing = sent.as_u64().map(|sent| u64::from(ledger.rows()).saturating_sub(sent));
        // As in `must_be_clean`: a million receipts at random hold one that is rightly refused.
        let few = u64::from(ledger.rows()) / 500_000;
        if run["outcome"] != "done"
            || run["rounds"] != 1
            || run["details"]["first"] != 0
            || rows.as_u64() != Some(u64::from(ledger.rows()))
            || missing.is_none_or(|missing| missing > few)
        {
            return Err(format!("{} should be taken at once: {run}", ledger.file()));
        }
        Ok(())
    }

    /// A month's reconciliation, the making of its lists included.
    pub fn reconciliation(&self) -> Job {
        self.job(&self.reconcile, [] as [&str; 0])
    }
}

/// Each (branch, series) of the parts, once.
fn pairs(parts: &std::path::Path) -> Result<BTreeSet<(String, String)>, String> {
    let mut pairs = BTreeSet::new();
    for part in std::fs::read_dir(parts).map_err(|error| error.to_string())? {
        let path = part.map_err(|error| error.to_string())?.path();
        let file = std::fs::File::open(&path).map_err(|error| error.to_string())?;
        let mut reader = simd_csv::Reader::from_reader(file);
        let headers = reader.byte_headers().map_err(|error| error.to_string())?.clone();
        let column = |name: &str| {
            let found = headers.iter().position(|header| header == name.as_bytes());
            found.ok_or_else(|| format!("{}: no column {name}", path.display()))
        };
        let (series, branch) = (column(SERIES)?, column(BRANCH)?);
        for record in reader.byte_records() {
            let record = record.map_err(|error| error.to_string())?;
            let text = |at: usize| String::from_utf8_lossy(&record[at]).into_owned();
            pairs.insert((text(branch), text(series)));
        }
    }
    Ok(pairs)
}
