//! The ledgers that the benchmark reads, and the commands that read them.
//!
//! Ledgers by `bench/peers/gen_ledger.py` are made once and kept in `bench/data`: the same arguments give the same
//! bytes. Those by `cuadre sample` are made at each start, since the generator is under test itself.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::measure::Job;

/// The folder `bench/` of the checkout.
pub fn home() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A ledger that figures are measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ledger {
    /// 300,000 rows, XLSX with shared strings.
    Shared300k,
    /// 1,048,575 rows, XLSX with shared strings: as many as a sheet can hold.
    SharedFull,
    /// 1,048,575 rows, XLSX with inline strings.
    InlineFull,
    /// 1,000,000 rows, CSV in UTF-8.
    Csv1M,
    /// 300,000 rows by `cuadre sample`, none of them wrong.
    SampleClean,
    /// The same with a defect in every tenth row.
    SampleDirty,
}

impl Ledger {
    const ALL: [Ledger; 6] = [
        Ledger::Shared300k,
        Ledger::SharedFull,
        Ledger::InlineFull,
        Ledger::Csv1M,
        Ledger::SampleClean,
        Ledger::SampleDirty,
    ];

    /// How many rows it has below its header.
    pub fn rows(self) -> u32 {
        match self {
            Ledger::SharedFull | Ledger::InlineFull => 1_048_575,
            Ledger::Csv1M => 1_000_000,
            Ledger::Shared300k | Ledger::SampleClean | Ledger::SampleDirty => 300_000,
        }
    }

    pub(crate) fn file(self) -> &'static str {
        match self {
            Ledger::Shared300k => "shared-300k.xlsx",
            Ledger::SharedFull => "shared-full.xlsx",
            Ledger::InlineFull => "inline-full.xlsx",
            Ledger::Csv1M => "plain-1m.csv",
            Ledger::SampleClean => "sample-clean.xlsx",
            Ledger::SampleDirty => "sample-dirty.xlsx",
        }
    }

    /// The kind that `gen_ledger.py` calls it, or nothing for our own samples.
    fn kind(self) -> Option<&'static str> {
        match self {
            Ledger::Shared300k | Ledger::SharedFull => Some("xlsx-shared"),
            Ledger::InlineFull => Some("xlsx-inline"),
            Ledger::Csv1M => Some("csv-utf8"),
            Ledger::SampleClean | Ledger::SampleDirty => None,
        }
    }
}

/// The kinds and segments of the generated ledgers: the peers check them too, so we must.
pub(crate) const SETTINGS: &str = r#"[company.bench]
ruc = "20100176450"
kinds = ["01", "03", "07", "08"]
segments = ["Isadora", "Todo Moda"]
"#;

pub(crate) const PERIOD: &str = "2025-01";

/// Everything that a figure needs to run.
pub struct Bench {
    /// The binary under test.
    pub cuadre: PathBuf,
    /// The Python that has the peers' packages.
    pub python: PathBuf,
    /// The program of a whole month's reconciliation.
    pub reconcile: PathBuf,
    peers: PathBuf,
    pub(crate) data: PathBuf,
}

impl Bench {
    /// Installs the peers, and makes the ledgers that are missing.
    pub fn prepare(cuadre: &Path, peers: &Path, reconcile: &Path) -> Result<Bench, String> {
        let setup = home().join("../scripts/setup.sh");
        let python = output(&setup, ["bench"])?;
        let data = home().join("data");
        std::fs::create_dir_all(&data).map_err(|error| format!("bench/data: {error}"))?;
        std::fs::write(data.join("cuadre.toml"), SETTINGS)
            .map_err(|error| format!("bench/data/cuadre.toml: {error}"))?;
        let bench = Bench {
            cuadre: cuadre.to_path_buf(),
            python: PathBuf::from(python.trim()),
            reconcile: reconcile.to_path_buf(),
            peers: peers.to_path_buf(),
            data,
        };
        for ledger in Ledger::ALL {
            bench.make(ledger)?;
        }
        for ledger in [Ledger::Csv1M, Ledger::SampleClean, Ledger::SharedFull, Ledger::Shared300k] {
            bench.must_be_clean(ledger)?;
            if matches!(ledger, Ledger::SharedFull | Ledger::Shared300k) {
                bench.know_all_series(ledger)?;
            }
        }
        Ok(bench)
    }

    /// Where a ledger stands.
    pub fn path(&self, ledger: Ledger) -> PathBuf {
        self.data.join(ledger.file())
    }

    fn make(&self, ledger: Ledger) -> Result<(), String> {
        let path = self.path(ledger);
        if ledger.kind().is_some() && path.exists() {
            return Ok(());
        }
        eprintln!("making {} ({} rows)", ledger.file(), ledger.rows());
        let half = self.data.join(format!("half-{}", ledger.file()));
        let rows = ledger.rows().to_string();
        let job = match ledger.kind() {
            Some(kind) => {
                let words = [half.as_os_str(), "--rows".as_ref(), rows.as_ref(), "--kind".as_ref()];
                let more: [&OsStr; 3] = [kind.as_ref(), "--period".as_ref(), PERIOD.as_ref()];
                self.peer("gen_ledger.py", words.iter().chain(&more))
            }
            None => {
                let dirty = if ledger == Ledger::SampleDirty { "10%" } else { "0%" };
                let words: [&OsStr; 10] = [
                    "sample".as_ref(),
                    "--out".as_ref(),
                    half.as_ref(),
                    "--rows".as_ref(),
                    rows.as_ref(),
                    "--period".as_ref(),
                    PERIOD.as_ref(),
                    "--dirty".as_ref(),
                    dirty.as_ref(),
                    "--seed=7".as_ref(),
                ];
                self.job(&self.cuadre, words)
            }
        };
        job.run()?;
        std::fs::rename(&half, &path).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Refuses to measure a run that refused rows: it would be fast for the wrong reason.
    fn must_be_clean(&self, ledger: Ledger) -> Result<(), String> {
        let job = self.normalize(ledger, &["--json"]);
        if let Some(output) = job.output.as_ref().filter(|output| output.exists()) {
            std::fs::remove_dir_all(output).map_err(|error| format!("{error}"))?;
        }
        let told = Command::new(&job.command[0])
            .args(&job.command[1..])
            .current_dir(&self.data)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()
            .map_err(|error| format!("{}: {error}", self.cuadre.display()))?;
        let document: serde_json::Value = serde_json::from_slice(&told.stdout)
            .map_err(|error| format!("normalize --json of {}: {error}", ledger.file()))?;
        let count = |name: &str| document["rows"][name].as_u64();
        let wanted = Some(u64::from(ledger.rows()));
        // A million receipts at random hold one of S/ 700 or more without a customer, which is rightly refused.
        let few = u64::from(ledger.rows()) / 500_000;
        let refused = count("rejected").is_none_or(|rejected| rejected > few);
        if count("in") != wanted || refused || count("skipped") != Some(0) {
            let rows = &document["rows"];
            return Err(format!(
                "{} should be read whole and refused hardly anywhere: {rows}",
                ledger.file()
            ));
        }
        Ok(())
    }

    /// Our job: a ledger to parts, all rules on.
    pub fn normalize(&self, ledger: Ledger, more: &[&str]) -> Job {
        let output = self.data.join("out");
        let path = self.path(ledger);
        let mut words: Vec<&OsStr> = vec!["normalize".as_ref(), path.as_ref()];
        words.extend(["--out".as_ref(), output.as_os_str()]);
        words.extend(["--period", PERIOD, "--company", "bench"].map(OsStr::new));
        words.extend(more.iter().map(OsStr::new));
        let mut job = self.job(&self.cuadre, words);
        job.output = Some(output);
        job.accepted = if ledger == Ledger::SampleDirty { &[1] } else { &[0, 1] };
        job
    }

    /// Our parser alone: every row is read, only the counts are printed.
    pub fn parse(&self, ledger: Ledger) -> Job {
        let path = self.path(ledger);
        self.job(&self.cuadre, ["rows".as_ref(), path.as_os_str(), "--count".as_ref()])
    }

    /// This program's own floor for a ledger.
    pub fn floor(&self, floor: &str, ledger: Ledger) -> Result<Job, String> {
        let me = std::env::current_exe().map_err(|error| error.to_string())?;
        Ok(self.job(&me, [floor.as_ref(), self.path(ledger).as_os_str()]))
    }

    /// A peer's script that turns a ledger into parts.
    pub fn peer_job(&self, script: &str, ledger: Ledger) -> Job {
        let output = self.data.join("peer-out");
        let mut job = self.peer(script, [self.path(ledger).as_os_str(), output.as_os_str()]);
        job.output = Some(output);
        job
    }

    /// Where the same documents stand in another order, some of them missing, changed, twice or new.
    fn perturbed(&self, ledger: Ledger) -> PathBuf {
        self.data.join(format!("perturbed-{}", ledger.file()))
    }

    /// Makes that ledger where it is missing.
    pub fn perturb(&self, ledger: Ledger) -> Result<(), String> {
        let path = self.perturbed(ledger);
        if path.exists() {
            return Ok(());
        }
        let half = self.data.join(format!("half-{}", ledger.file()));
        self.peer("perturb.py", [self.path(ledger).as_os_str(), half.as_os_str()]).run()?;
        std::fs::rename(&half, &path).map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Our comparison of both, with its lists.
    pub fn compare(&self, ledger: Ledger) -> Job {
        let output = self.data.join("compared");
        let (left, right) = (self.path(ledger), self.perturbed(ledger));
        let words = ["compare".as_ref(), left.as_os_str(), right.as_os_str()];
        let options: [&OsStr; 3] = ["--quiet".as_ref(), "--out".as_ref(), output.as_os_str()];
        let mut job = self.job(&self.cuadre, words.iter().chain(&options));
        job.output = Some(output);
        job.accepted = &[1];
        job
    }

    /// DuckDB's comparison of both, with one list.
    pub fn peer_compare(&self, ledger: Ledger) -> Job {
        let output = self.data.join("peer-compared.csv");
        let (left, right) = (self.path(ledger), self.perturbed(ledger));
        let words = [left.as_os_str(), right.as_os_str(), output.as_os_str()];
        let mut job = self.peer("base_duckdb_compare.py", words);
        job.output = Some(output);
        job
    }

    fn peer(&self, script: &str, words: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Job {
        let script = self.peers.join(script).into_os_string();
        let words = words.into_iter().map(|word| word.as_ref().to_os_string());
        self.job(&self.python, std::iter::once(script).chain(words))
    }

    pub(crate) fn job(
        &self,
        program: &Path,
        words: impl IntoIterator<Item = impl AsRef<OsStr>>,
    ) -> Job {
        let mut command = vec![program.as_os_str().to_os_string()];
        command.extend(words.into_iter().map(|word| word.as_ref().to_os_string()));
        Job {
            command,
            folder: self.data.clone(),
            output: None,
            accepted: &[0],
            told: None,
            servers: None,
        }
    }
}

/// The standard output of a command that must succeed; its talk goes to ours.
pub fn output<S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    words: impl IntoIterator<Item = S>,
) -> Result<String, String> {
    let program = OsString::from(program.as_ref());
    let said = |problem: String| format!("{}: {problem}", program.to_string_lossy());
    let told = Command::new(&program)
        .args(words)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| said(error.to_string()))?;
    if !told.status.success() {
        return Err(said(format!("{}", told.status)));
    }
    Ok(String::from_utf8_lossy(&told.stdout).into_owned())
}
