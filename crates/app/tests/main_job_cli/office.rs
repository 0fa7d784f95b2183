//! An office: the demo's two platforms, running, and a folder with settings for them.

use simulators::{Company, DEMO, Fault, FaultName, Scenario, Simulators, System};

use crate::ledger::{self, at};
use crate::workdir::{self, Told, WorkDir};

/// The demo company's RUC.
pub(crate) const RUC: &str = "20998877017";

/// What a company's settings say of the Import Platform, unless a test says something else.
pub(crate) const PLATFORM: &str = "import_platform = { connector = 'import-platform-http', options = { begin = 'clears', \
     process_again = 'pending', series_import = 'merge', settling_time = '1s' } }";

/// (series, branch) of a receipt.
pub(crate) type Pair = (&'static str, &'static str);

/// Known to the platform.
pub(crate) const KNOWN: Pair = ("B001", "TM PLAZA NORTE");
/// A new series of a known branch: certain.
pub(crate) const CERTAIN: Pair = ("B050", "TM PLAZA NORTE");
/// A new series of a branch of which the list has another number: a person decides.
pub(crate) const DOUBTFUL: Pair = ("B020", "TM SAN JUAN DE LURIGANCHO 2");

/// The platforms and the folder.
pub(crate) struct Office {
    pub(crate) work: WorkDir,
    pub(crate) platforms: Option<Simulators>,
}

impl Office {
    /// With one company, `demo`.
    pub(crate) fn new() -> Office {
        let office = Office::of(&[]);
        office.settings("", PLATFORM);
        office
    }

    /// With more companies, which have the demo's lists and a RUC of their own; the settings are the test's to write.
    pub(crate) fn of(more: &[&str]) -> Office {
        let work = WorkDir::new();
        let mut scenario = Scenario::from_toml(DEMO).expect("the demo's scenario");
        let demo = scenario.companies[0].clone();
        let more = more.iter().map(|ruc| Company { ruc: (*ruc).to_owned(), ..demo.clone() });
        scenario.companies.extend(more);
        let platforms = Simulators::start(&scenario, &work.path("platforms")).expect("they start");
        let office = Office { work, platforms: Some(platforms) };
        office.credentials("importador-demo");
        office
    }

    /// Writes settings for the company `demo`, with these words of all companies and of its own.
    pub(crate) fn settings(&self, of_all: &str, of_demo: &str) {
        let text = format!(
            "input = 'entrada'\noutput = 'salida'\n{of_all}\n[company.demo]\nruc = '{RUC}'\nbrands = ['TM', 'IS']\n{of_demo}\n"
        );
        self.work.write("cuadre.toml", text);
    }

    pub(crate) fn credentials(&self, password: &str) {
        let platforms = self.platforms.as_ref().expect("running");
        let text = format!(
            "IMPORT_PLATFORM_URL={}\nIMPORT_PLATFORM_USER=importador\nIMPORT_PLATFORM_PASSWORD={password}\n\
             ACONSYS_URL={}\nACONSYS_USER=contador\nACONSYS_PASSWORD=contador-demo\n",
            platforms.import_platform.url(),
            platforms.aconsys.url()
        );
        self.work.write(".env", text);
    }

    /// A ledger of January with four receipts of each (series, branch).
    pub(crate) fn ledger(&self, pairs: &[Pair]) {
        self.ledger_at("entrada/01. PLE ENERO 26.csv", "2026-01", pairs, 0);
    }

    /// A ledger with four receipts of each (series, branch), and some rows whose sums are wrong.
    pub(crate) fn ledger_at(&self, path: &str, period: &str, pairs: &[Pair], wrong: u32) {
        let mut lines = vec![ledger::header()];
        for (index, (series, branch)) in pairs.iter().enumerate() {
            for number in 1..=4 {
                let number = index as u32 * 10 + number;
                let line = ledger::receipt_of(period, number);
                lines.push(ledger::with(
                    line,
                    &[(at::SERIES, series), (at::BRANCH, branch), (38, "")],
                ));
            }
        }
        for number in 0..wrong {
            let line = ledger::receipt_of(period, 900 + number);
            let (series, branch) = KNOWN;
            let changes =
                [(at::SERIES, series), (at::BRANCH, branch), (38, ""), (at::TOTAL, "999.00")];
            lines.push(ledger::with(line, &changes));
        }
        self.work.write(path, ledger::csv(&lines));
    }

    /// Lets the next call of an operation go wrong.
    pub(crate) fn fault(&self, system: System, name: FaultName, operation: &str) {
        let platforms = self.platforms.as_ref().expect("running");
        let server = match system {
            System::ImportPlatform => &platforms.import_platform,
            System::Aconsys => &platforms.aconsys,
        };
        server.add_fault(Fault::new(system, name, operation)).expect("it can happen");
    }

    /// How often an operation was done for good, as the Import Platform's own database says.
    pub(crate) fn done(&self, operation: &str) -> usize {
        let platforms = self.platforms.as_ref().expect("running");
        let state = platforms.import_platform.state(false);
        let log = state["log"].as_array().expect("a log");
        log.iter().filter(|entry| entry["operation"] == operation).count()
    }

    pub(crate) fn run(&self, words: &[&str]) -> Told {
        let mut command = self.work.cuadre(words);
        for name in ["URL", "USER", "PASSWORD"] {
            command.env_remove(format!("ACONSYS_{name}"));
            command.env_remove(format!("IMPORT_PLATFORM_{name}"));
        }
        workdir::finish(command.env("USER", "ana"))
    }

    /// Runs the job, and tells the only run's id beside how it ended.
    #[track_caller]
    pub(crate) fn job(&self, code: i32) -> (String, serde_json::Value) {
        let document = self.run(&["run", "--json"]).ended(code).json();
        assert_eq!(document["runs"].as_array().map(Vec::len), Some(1), "{document}");
        let run = document["runs"][0].clone();
        (run["id"].as_str().expect("an id").to_owned(), run)
    }
}

/// Fails unless it ended with this code and said these words on standard error.
#[track_caller]
pub(crate) fn refused(told: Told, code: i32, words: &[&str]) -> Told {
    let told = told.ended(code);
    assert_eq!(told.out, "", "nothing was printed as data");
    for word in words {
        assert!(told.err.contains(word), "no «{word}» in: {}", told.err);
    }
    told
}
