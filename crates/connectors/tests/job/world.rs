//! The simulators, a journal, and one attempt at a time.

use std::cell::RefCell;
use std::path::Path;
use std::rc::Rc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use connectors::{ConnectorSettings, ScriptedAccountingSystem, ScriptedImportPlatform, Secret};
use engine::ingest::bulk_layout;
use engine::ingest::layout::Layouts;
use engine::journal::{AtWrite, Decided, Journal, LOCK_FILE, Moment, Outcome, Owner};
use engine::model::branch_key::ABBREVIATIONS_USUAL;
use engine::model::{BranchRules, Language, Plan};
use engine::ports::{Clock, CompanyId};
use engine::reconcile::{AccountPer, Policy};
use engine::run::phases::{
    self, Approve, Ending, OnRejects, Order, Platforms, Register, Stop, Tools,
};
use engine::run::{Job, Watch};
use serde_json::Value;
use simulators::{Colleague, DEMO, Fault, FaultName, Scenario, Server, Simulators, System};
use tempfile::TempDir;

pub(crate) struct Now;

impl Clock for Now {
    fn now(&self) -> u64 {
        let since = std::time::SystemTime::UNIX_EPOCH.elapsed().expect("a time after 1970");
        u64::try_from(since.as_millis()).expect("millis")
    }

    fn pause(&self, time: Duration) -> bool {
        std::thread::sleep(time.min(Duration::from_millis(10)));
        true
    }
}

pub(crate) const COMPANY: &str = "demo";
pub(crate) const RUC: &str = "20998877017";

pub(crate) struct World {
    pub(crate) running: Simulators,
    pub(crate) folder: TempDir,
    pub(crate) journal: Journal,
    pub(crate) options: Vec<(&'static str, String)>,
    pub(crate) password: String,
    pub(crate) clock: Rc<dyn Clock>,
    /// What stands between the control plane and the connectors.
    pub(crate) wrap: Option<Rc<Wrap>>,
    /// The phases that were entered, in the operator's words.
    pub(crate) heard: Rc<RefCell<Vec<String>>>,
    /// What others do as a phase is entered.
    pub(crate) meanwhile: Option<Rc<Meanwhile>>,
    /// The processes that have worked here.
    processes: u32,
}

pub(crate) type Wrap = dyn Fn(Platforms) -> Platforms;
pub(crate) type Meanwhile = dyn Fn(&str);

impl World {
    pub(crate) fn new(change: impl FnOnce(&mut Scenario)) -> World {
        let folder = tempfile::tempdir().expect("a folder");
        let mut scenario = Scenario::from_toml(DEMO).expect("the built-in scenario");
        change(&mut scenario);
        let word = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
        let options = vec![
            ("begin", word(&scenario.begin)),
            ("process_again", word(&scenario.process_again)),
            ("series_import", word(&scenario.series_import)),
            ("settling_time", "1s".to_owned()),
        ];
        let running = Simulators::start(&scenario, &folder.path().join("db")).expect("they start");
        let journal = Journal::open(&folder.path().join("cuadre.db")).expect("a journal");
        let (password, heard) = ("-demo".to_owned(), Rc::default());
        World {
            running,
            folder,
            journal,
            options,
            password,
            clock: Rc::new(Now),
            wrap: None,
            heard,
            meanwhile: None,
            processes: 1,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The process ends, and another one opens the journal; where the first one crashed, its leases are still there.
    pub(crate) fn begin_anew(&mut self) {
        let path = self.journal.path().to_owned();
        self.journal = Journal::open(&path).expect("a journal");
        self.processes += 1;
    }

    /// Puts the lock file of a process that was killed into the period's folder; one that only fails takes its own away.
    pub(crate) fn leave_lock_behind(&self) {
        let folder = self.path().join("out").join(COMPANY).join("2026-01");
        if folder.is_dir() {
            let owner = self.owner();
            let lock = serde_json::json!({
                "host": owner.host, "pid": owner.pid, "token": owner.token, "count": "1",
            });
            std::fs::write(folder.join(LOCK_FILE), lock.to_string()).expect("a lock");
        }
    }

    fn owner(&self) -> Owner {
        Owner::new("PC", std::process::id(), u128::from(self.processes))
    }

    /// The program stops at this write of the journal.
    pub(crate) fn crash_at(&mut self, number: u64, moment: Moment) {
        self.journal.on_write(Box::new(move |write| {
            let is_it = (write.number, write.moment) == (number, moment);
            if is_it { AtWrite::Crash } else { AtWrite::Go }
        }));
    }

    pub(crate) fn order(&self, file: &Path) -> Order {
        self.order_of(COMPANY, RUC, file)
    }

    pub(crate) fn order_of(&self, company: &str, ruc: &str, file: &Path) -> Order {
        let layouts = Layouts::embedded().expect("layouts");
        Order {
            job: Job::new(
                vec![file.to_owned()],
                layouts,
                bulk_layout::embedded().expect("the bulk layout"),
                Language::Es,
            ),
            company: CompanyId { name: company.to_owned(), ruc: ruc.to_owned() },
            policy: Policy {
                branches: BranchRules::new(
                    ["TM BEAUTY", "TM", "IS"],
                    ABBREVIATIONS_USUAL.iter().copied(),
                ),
                account_prefix: "00000000".to_owned(),
                account_name: "TICKETS VARIOS - {branch}".to_owned(),
                account_per: AccountPer::Branch,
                operation_type: "20".to_owned(),
                operation_name: "CANCELACIONES TIENDAS PROPIAS".to_owned(),
            },
            series_reasons: Vec::new(),
            approve: Approve::Certain,
            register: Register::After,
            on_rejects: OnRejects::Hold,
            accept_rejects: None,
            batch: None,
            corrections: None,
            replaces: None,
            who: "prueba".to_owned(),
            output: self.path().join("out"),
            seats: Vec::new(),
        }
    }

    pub(crate) fn settings(&self, server: &Server, user: &str) -> ConnectorSettings {
        let password = Secret::new(format!("{user}{}", self.password));
        let settings = ConnectorSettings::new(&server.url(), user, password);
        self.options.iter().fold(settings, |settings, (name, value)| settings.option(name, value))
    }

    /// One attempt.
    pub(crate) fn work(&mut self, order: &Order) -> Result<Ending, Box<Stop>> {
        let import = self.settings(&self.running.import_platform, "importador");
        let accounting = self.settings(&self.running.aconsys, "contador");
        let (of_connectors, wrap) = (self.clock.clone(), self.wrap.clone());
        let mut connect = move |folder: &Path| -> Result<Platforms, String> {
            let clock = of_connectors.clone();
            let platform = ScriptedImportPlatform::open_connector(
                "import-platform-http",
                import.clone(),
                folder,
                clock.clone(),
            );
            let system = ScriptedAccountingSystem::open_connector(
                "aconsys-http",
                accounting.clone(),
                folder,
                clock,
            );
            let platforms = Platforms {
                import: Box::new(platform.map_err(|error| error.to_string())?),
                accounting: Box::new(system.map_err(|error| error.to_string())?),
            };
            Ok(match &wrap {
                Some(wrap) => wrap(platforms),
                None => platforms,
            })
        };
        let owner = self.owner();
        let (stop, heard) = (AtomicBool::new(false), self.heard.clone());
        let meanwhile = self.meanwhile.clone();
        let mut tell = move |sentence: &str| {
            if sentence.ends_with(')') {
                return;
            }
            heard.borrow_mut().push(sentence.to_owned());
            if let Some(meanwhile) = &meanwhile {
                meanwhile(sentence);
            }
        };
        let clock = self.clock.clone();
        let tools = Tools {
            journal: &mut self.journal,
            clock: clock.as_ref(),
            owner: &owner,
            connect: &mut connect,
            tell: &mut tell,
            language: Language::Es,
        };
        let mut watch = Watch { tell: &mut |_, _| {}, stop: &stop };
        phases::work(order, tools, &mut watch)
    }

    /// One attempt that must come to this outcome.
    pub(crate) fn ends(&mut self, order: &Order, outcome: Outcome) -> Ending {
        let ending = self.work(order).unwrap_or_else(|stop| panic!("{stop:?}"));
        let why = ending.why.as_ref().map(|why| (why.name(), why.message(Language::Es)));
        assert_eq!(ending.outcome, outcome, "{why:?}\n{}", self.log(&ending));
        ending
    }

    /// One attempt that must end for this reason.
    pub(crate) fn ends_for(&mut self, order: &Order, outcome: Outcome, why: &str) -> Ending {
        let ending = self.ends(order, outcome);
        let found = ending.why.as_ref().map(|why| why.name());
        assert_eq!(found, Some(why), "{:?}\n{}", ending.why, self.log(&ending));
        ending
    }

    /// Runs again until it is done; a failure or a doubt may come first, and nothing that a person must say.
    pub(crate) fn is_done_by_running_again(&mut self, order: &Order) -> Ending {
        let mut ending = self.work(order).unwrap_or_else(|stop| panic!("{stop:?}"));
        for _ in 0..4 {
            if !matches!(ending.outcome, Outcome::Failed | Outcome::Unknown) {
                break;
            }
            ending = self.work(order).unwrap_or_else(|stop| panic!("{stop:?}"));
        }
        let why = ending.why.as_ref().map(|why| (why.name(), why.message(Language::Es)));
        assert_eq!(ending.outcome, Outcome::Done, "{why:?}\n{}", self.log(&ending));
        ending
    }

    fn log(&self, ending: &Ending) -> String {
        std::fs::read_to_string(ending.folder.join("run.log")).unwrap_or_default()
    }

    pub(crate) fn plan(&self, ending: &Ending) -> Plan {
        let plan = self.journal.latest_plan(&ending.run.id).expect("a journal").expect("a plan");
        serde_json::from_str(&plan.json).expect("a plan")
    }

    pub(crate) fn decide(&mut self, ending: &Ending, series: &str, decided: Decided) {
        let plan = self.plan(ending);
        let item = plan.items.iter().find(|item| item.code.0 == series).expect("an item");
        let key = phases::item_of(item);
        self.journal.decide(&Now, &ending.run.id, &key, &decided, "prueba").expect("a decision");
    }

    /// Approves the latest plan.
    pub(crate) fn approve(&mut self, ending: &Ending) {
        let plan = self.journal.latest_plan(&ending.run.id).expect("a journal").expect("a plan");
        self.journal.approve_plan(&Now, &ending.run.id, &plan.hash, "prueba").expect("an approval");
    }

    pub(crate) fn fault(&self, system: System, name: FaultName, operation: &str) {
        self.arm(Fault::new(system, name, operation));
    }

    pub(crate) fn arm(&self, fault: Fault) {
        let system = fault.system.expect("a system");
        self.server(system).add_fault(fault).expect("a fault");
    }

    pub(crate) fn server(&self, system: System) -> &Server {
        match system {
            System::Aconsys => &self.running.aconsys,
            System::ImportPlatform => &self.running.import_platform,
        }
    }

    /// How often this was committed.
    pub(crate) fn committed(&self, system: System, operation: &str) -> usize {
        let state: Value = self.server(system).state(false);
        let log = state["log"].as_array().expect("a log");
        log.iter().filter(|entry| entry["operation"] == operation).count()
    }

    /// How many documents are posted.
    pub(crate) fn posted(&self) -> usize {
        let state = self.state(System::ImportPlatform);
        let documents = state["documents"].as_array().expect("documents").iter();
        documents.filter(|row| row["posted"] != 0).count()
    }

    /// A colleague is at the batch of January.
    pub(crate) fn colleague(&self, does: Colleague) {
        self.running.import_platform.colleague(RUC, "202601", does).expect("a colleague");
    }

    /// The rows that wait in the batch of the one company that is there.
    pub(crate) fn waiting_rows(&self) -> usize {
        let state = self.state(System::ImportPlatform);
        let documents = state["documents"].as_array().expect("documents").iter();
        documents.filter(|row| row["posted"] == 0).count()
    }

    pub(crate) fn state(&self, system: System) -> Value {
        self.server(system).state(true)
    }
}
