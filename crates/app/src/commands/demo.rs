//! `cuadre demo`: the whole job in one command, with an invented chain and both platforms simulated.
//!
//! The engine and the connectors work exactly as they would for a real company; only the ledger and the servers are
//! made up. What is kept in the folder is all that the next call needs to go on.

use std::cell::{Cell, RefCell};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::ArgMatches;
use clap::parser::ValueSource;
use connectors::{ConnectorSettings, ScriptedAccountingSystem, ScriptedImportPlatform, Secret};
use engine::ingest::bulk_layout;
use engine::ingest::layout::Layouts;
use engine::journal::{Decided, Journal};
use engine::model::branch_key::ABBREVIATIONS_USUAL;
use engine::model::{BranchRules, Period, Plan};
use engine::ports::{Clock, CompanyId};
use engine::reconcile::{AccountPer, Policy};
use engine::run::phases::{
    self, Approve, Ending, OnRejects, Order, Platforms, Register, Tools, item_of,
};
use engine::run::{Job, Watch};
use simulators::{Operator, Ports, Scenario, Server, Simulators};

use super::run::stopped;
use super::table::ingest_failure;
use super::{journal, report, sample as sampling, simulate};
use crate::demo::settings::{self, ACCOUNTING, BRANDS, IMPORT, Unwritten};
use crate::demo::{AccountingAloud, ImportAloud, Teller, by_branch, ranked, scenario};
use crate::failure::{Failure, Outcome, Told};
use crate::interrupt;
use crate::progress::Progress;
use crate::sample::{self, Format, Request, Share};
use crate::terminal::{BOLD, DIM, thousands};
use crate::text::{DEMO_FOLDER_USED, SAMPLE_UNWRITABLE, Say, s};
use crate::this_process::{SystemClock, owner};

/// The company's key, as settings would have it.
const COMPANY: &str = "demo";
const PERIOD: Period = Period { year: 2026, month: 1 };
/// How often the person that `--decide` plays looks at new questions.
const DECISIONS_MAX: u32 = 3;

/// Shows the job as far as it goes.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    _out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    interrupt::catch();
    let folder = folder(arguments, say)?;
    let rows = rows(arguments, &folder);
    let mut journal =
        Journal::open(&folder.join("cuadre.db")).map_err(|error| journal::failure(&error, say))?;
    let runs = journal.runs().map_err(|error| journal::failure(&error, say))?;
    let teller = Rc::new(Teller::new(say, runs.first().map_or(0, |run| run.round)));
    greet(&teller, &folder);
    let ledger = ledger(&teller, &folder, rows)?;
    let scenario = scenario(rows.ledger);
    let databases = folder.join("simulators");
    let running = Simulators::start_on(&scenario, &databases, Ports::default())
        .map_err(|error| simulate::failure(&error, say))?;
    settings::write(&folder, COMPANY, &scenario, &running, say)
        .map_err(|error| unwritten(&error, say))?;
    introduce(&teller, &running);
    let demo = Demo {
        teller,
        scenario,
        running,
        order: order(&ledger, &folder, say)?,
        is_new: Cell::new(runs.is_empty()),
        folder,
    };
    let mut ending = demo.work_and_decide(&mut journal, arguments.get_flag("decide"))?;
    ending.story.report =
        report::of_ended(&journal, &ending.run, Some(&settings::path(&demo.folder)), say);
    demo.places(&ledger, &ending);
    demo.teller.end()?;
    Ok(ending.outcome.into())
}

/// How many rows the ledger has, and how many were asked for where a ledger of another length is there.
#[derive(Clone, Copy)]
struct Rows {
    ledger: u64,
    asked_in_vain: Option<u64>,
}

/// A ledger that is there keeps its length.
fn rows(arguments: &ArgMatches, folder: &Path) -> Rows {
    let asked = arguments.get_one::<u64>("rows").copied().unwrap_or_default();
    let is_typed = arguments.value_source("rows") == Some(ValueSource::CommandLine);
    let truth = std::fs::read(ledger_of(folder).with_file_name("truth.json")).ok();
    let truth = truth.and_then(|text| serde_json::from_slice::<serde_json::Value>(&text).ok());
    let there = truth.as_ref().and_then(|truth| truth["request"]["rows"].as_u64());
    let there = there.filter(|_| ledger_of(folder).is_file());
    let ledger = there.unwrap_or(asked);
    Rows { ledger, asked_in_vain: (is_typed && ledger != asked).then_some(asked) }
}

fn ledger_of(folder: &Path) -> PathBuf {
    folder.join("ledger").join("2026").join("01. PLE ENERO 26.xlsx")
}

fn unwritable(path: &Path, error: &std::io::Error, say: Say) -> Failure {
    let (path, why) = (path.display().to_string(), say.system(error));
    let values = [("path", path.as_str()), ("why", &why)];
    Failure::failed(Told::of(&SAMPLE_UNWRITABLE, &values, say).render(say))
}

fn unwritten(error: &Unwritten, say: Say) -> Failure {
    match error {
        Unwritten::Io(path, error) => unwritable(path, error, say),
        Unwritten::NotOurs(path) => {
            let path = path.display().to_string();
            Failure::usage(Told::of(&DEMO_FOLDER_USED, &[("path", &path)], say).render(say))
        }
    }
}

fn folder(arguments: &ArgMatches, say: Say) -> Result<PathBuf, Failure> {
    let unwritable = |path: &Path, error: &std::io::Error| unwritable(path, error, say);
    match arguments.get_one::<PathBuf>("dir") {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
            Ok(folder.clone())
        }
        None => {
            let made = tempfile::Builder::new().prefix("cuadre-demo-").tempdir();
            let made = made.map_err(|error| unwritable(&std::env::temp_dir(), &error))?;
            Ok(made.keep())
        }
    }
}

fn greet(teller: &Teller, folder: &Path) {
    let title = s(
        "Cuadre, demostración: una cadena ficticia, dos plataformas simuladas, nada que configurar",
        "Cuadre, demo: a fictitious chain, two simulated platforms, nothing to configure",
    );
    teller.lines(&format!("{BOLD}{}{BOLD:#}", teller.say.text(title)));
    let words = s("Todo queda en {folder}", "All is kept in {folder}");
    let folder = folder.display().to_string();
    teller.lines(&format!("{DIM}{}{DIM:#}", teller.say.fill(words, &[("folder", &folder)])));
}

/// The ledger: the one that is there, or a new one.
fn ledger(teller: &Teller, folder: &Path, rows: Rows) -> Result<PathBuf, Failure> {
    let input = folder.join("ledger");
    let ledger = ledger_of(folder);
    teller.step(
        s("Un registro de ventas y dos plataformas", "A sales ledger and two platforms"),
        &[],
    );
    let path = ledger.display().to_string();
    if ledger.is_file() {
        let words =
            s("Registro: {path}, el de la vez anterior", "Ledger: {path}, the one of last time");
        teller.tell(words, &[("path", &path)]);
        if let Some(asked) = rows.asked_in_vain {
            let words = s(
                "Tiene {rows} filas, no {asked}: --rows solo vale para un registro nuevo. Para otro, dé otra carpeta con --dir.",
                "It has {rows} rows, not {asked}: --rows only counts for a new ledger. For another one, give another folder by --dir.",
            );
            let values = [("rows", thousands(rows.ledger)), ("asked", thousands(asked))];
            let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
            teller.tell(words, &values);
        }
        return Ok(ledger);
    }
    let request = Request {
        rows: rows.ledger,
        seed: 1,
        period: PERIOD,
        format: Format::Xlsx,
        dirty: Share(100),
        out: input,
    };
    let made = sample::run(&request).map_err(|error| sampling::failure(&error, teller.say))?;
    teller.tell(
        s(
            "Registro: {path}, {lines} filas, algunas malas a propósito",
            "Ledger: {path}, {lines} rows, some wrong on purpose",
        ),
        &[("path", &made.file.display().to_string()), ("lines", &thousands(made.lines))],
    );
    Ok(made.file)
}

fn introduce(teller: &Teller, running: &Simulators) {
    let words = s(
        "Plataforma de Importación simulada en {import}; Aconsys simulado en {aconsys}",
        "Import Platform simulated at {import}; Aconsys simulated at {aconsys}",
    );
    let (import, aconsys) = (running.import_platform.url(), running.aconsys.url());
    teller.tell(words, &[("import", &import), ("aconsys", &aconsys)]);
}

/// What a company's settings would say.
fn order(ledger: &Path, folder: &Path, say: Say) -> Result<Order, Failure> {
    let layouts = Layouts::embedded().map_err(|error| ingest_failure(&error, say))?;
    let bulk = bulk_layout::embedded().map_err(|error| ingest_failure(&error, say))?;
    Ok(Order {
        job: Job::new(vec![ledger.to_owned()], layouts, bulk, say.0),
        company: CompanyId { name: COMPANY.to_owned(), ruc: sample::ruc() },
        policy: Policy {
            branches: BranchRules::new(BRANDS, ABBREVIATIONS_USUAL.iter().copied()),
            account_prefix: "00000000".to_owned(),
            account_name: "TICKETS VARIOS - {branch}".to_owned(),
            account_per: AccountPer::Branch,
            operation_type: "20".to_owned(),
            operation_name: "CANCELACIONES TIENDAS PROPIAS".to_owned(),
        },
        series_reasons: Vec::new(),
        approve: Approve::Certain,
        register: Register::After,
        on_rejects: OnRejects::Continue,
        accept_rejects: None,
        batch: None,
        corrections: None,
        replaces: None,
        who: COMPANY.to_owned(),
        // In full, as a run remembers its folder: other commands find it from wherever a person stands.
        output: std::path::absolute(folder.join("out")).unwrap_or_else(|_| folder.join("out")),
        seats: vec![IMPORT.to_owned(), ACCOUNTING.to_owned()],
    })
}

/// The demo, ready to work.
struct Demo {
    teller: Rc<Teller>,
    scenario: Scenario,
    running: Simulators,
    order: Order,
    /// Whether the ledger was never worked before.
    is_new: Cell<bool>,
    folder: PathBuf,
}

impl Demo {
    /// Works; where a person is asked, shows the questions, and answers them if it may.
    fn work_and_decide(&self, journal: &mut Journal, decide: bool) -> Result<Ending, Failure> {
        let mut decisions = 0;
        loop {
            let ending = self.attempt(journal)?;
            let why = ending.why.as_ref();
            if why.is_none_or(|why| why.name() != "items-unresolved") {
                self.tell_end(&ending);
                return Ok(ending);
            }
            let plan = self.plan(journal, &ending)?;
            self.teller.open_questions(&plan);
            decisions += 1;
            if decide && decisions <= DECISIONS_MAX && self.decide(journal, &ending, &plan)? {
                continue;
            }
            let waiting = by_branch(&plan);
            if let Some(first) = waiting.first().and_then(|items| items.first()) {
                self.teller.how_to_decide(ending.run.id.as_str(), first, &self.folder);
            }
            return Ok(ending);
        }
    }

    /// One attempt of the engine at the ledger.
    fn attempt(&self, journal: &mut Journal) -> Result<Ending, Failure> {
        let say = self.teller.say;
        let progress = RefCell::new(Progress::new(say, false));
        let mut connect = |folder: &Path| {
            progress.borrow_mut().end();
            if self.is_new.replace(false) {
                self.teller.judged(&folder.join("ledger"));
            }
            self.connect(folder)
        };
        let owner = owner();
        let tools = Tools {
            journal,
            clock: &SystemClock,
            owner: &owner,
            connect: &mut connect,
            tell: &mut |_| progress.borrow_mut().end(),
            language: say.0,
        };
        let mut tell = |rows, share| progress.borrow_mut().tell(rows, share);
        let mut watch = Watch { tell: &mut tell, stop: interrupt::flag() };
        phases::work(&self.order, tools, &mut watch).map_err(|stop| stopped(&stop, say))
    }

    fn connect(&self, folder: &Path) -> Result<Platforms, String> {
        let clock: Rc<dyn Clock> = Rc::new(SystemClock);
        let Simulators { import_platform, aconsys, .. } = &self.running;
        let of_import = self.settings(import_platform, &self.scenario.import_platform);
        let of_accounting = self.settings(aconsys, &self.scenario.aconsys);
        let import =
            ScriptedImportPlatform::open_connector(IMPORT, of_import, folder, clock.clone());
        let accounting =
            ScriptedAccountingSystem::open_connector(ACCOUNTING, of_accounting, folder, clock);
        let import = Box::new(import.map_err(|error| error.to_string())?);
        let accounting = Box::new(accounting.map_err(|error| error.to_string())?);
        Ok(Platforms {
            import: Box::new(ImportAloud::new(import, self.teller.clone())),
            accounting: Box::new(AccountingAloud::new(accounting, self.teller.clone())),
        })
    }

    fn settings(&self, server: &Server, operator: &Operator) -> ConnectorSettings {
        let password = Secret::new(operator.password.clone());
        let settings = ConnectorSettings::new(&server.url(), &operator.user, password);
        let settings = settings::options(&self.scenario)
            .iter()
            .fold(settings, |settings, (name, value)| settings.option(name, value));
        ConnectorSettings { language: self.teller.say.0, ..settings }
    }

    /// The plan that waits.
    fn plan(&self, journal: &Journal, ending: &Ending) -> Result<Plan, Failure> {
        let say = self.teller.say;
        let stored =
            journal.latest_plan(&ending.run.id).map_err(|error| journal::failure(&error, say))?;
        let plan = stored.map(|stored| serde_json::from_str(&stored.json));
        let none = Plan { schema: String::new(), items: Vec::new() };
        plan.unwrap_or(Ok(none)).map_err(|error| Failure::failed(error.to_string()))
    }

    /// Plays the person: gives each branch the cost center that is ranked first; whether there was one.
    fn decide(&self, journal: &mut Journal, ending: &Ending, plan: &Plan) -> Result<bool, Failure> {
        let mut any = false;
        for items in by_branch(plan) {
            let chosen = items.iter().find_map(|item| Some((item, ranked(item)?)));
            let Some((item, (code, name))) = chosen else { continue };
            let decided = Decided::CostCenter(format!("{code}\t{name}"));
            journal
                .decide(&SystemClock, &ending.run.id, &item_of(item), &decided, COMPANY)
                .map_err(|error| journal::failure(&error, self.teller.say))?;
            self.teller.tell(
                s(
                    "--decide hace de persona: {series} @ {branch} → {code} {name}",
                    "--decide plays the person: {series} @ {branch} → {code} {name}",
                ),
                &[
                    ("series", &item.code.0),
                    ("branch", &item.branch.0),
                    ("code", code),
                    ("name", name),
                ],
            );
            any = true;
        }
        Ok(any)
    }

    /// Agreement, or what keeps it away.
    fn tell_end(&self, ending: &Ending) {
        let say = self.teller.say;
        match &ending.why {
            None => self.teller.agreement(ending),
            Some(why) => {
                let told = Told {
                    code: why.code(),
                    says: why.message(say.0),
                    advice: why.advice(say.0),
                    ..Told::default()
                };
                self.teller.lines(&format!("\n{}", told.render(say)));
            }
        }
    }

    fn places(&self, ledger: &Path, ending: &Ending) {
        let run = &ending.folder;
        let shown = |path: &Path| path.display().to_string();
        let inside = |path: &[&str]| shown(&path.iter().collect::<PathBuf>());
        let mut places = vec![
            (s("registro", "ledger"), shown(ledger)),
            (s("bitácora", "journal"), shown(&self.folder.join("cuadre.db"))),
            (
                s("plataformas simuladas", "simulated platforms"),
                shown(&self.folder.join("simulators")),
            ),
            (s("este trabajo", "this run"), shown(run)),
            (s("  bloques enviados", "  parts sent"), inside(&["ledger", "parts"])),
            (s("  filas rechazadas", "  rejected rows"), inside(&["ledger", "rejects.csv"])),
            (s("  para corregirlas", "  to correct them"), inside(&["ledger", "corrections.xlsx"])),
            (s("  reportes bajados", "  reports fetched"), inside(&["reports"])),
            (s("  series importadas", "  series imported"), inside(&["register"])),
            (s("  paso a paso", "  step by step"), inside(&["run.log"])),
        ];
        if !ending.story.report.is_empty() {
            places.push((s("  reporte", "  report"), ending.story.report.clone()));
        }
        self.teller.places(&places);
    }
}
