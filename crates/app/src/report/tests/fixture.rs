//! A run that has gone through two rounds: one part, one account opened, one series registered, one branch in doubt.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use engine::ingest::bulk_layout;
use engine::ingest::layout::Layouts;
use engine::journal::{
    Decided, Intent, Journal, Key, Ledger, OnUntellable, Outcome, Part, Phase, Run, at_most_once,
};
use engine::model::{
    Account, AccountChoice, AccountCode, BranchName, Candidate, Cents, DetailPlace, Difference,
    Doubt, How, Language, Period, Plan, PlanItem, Proposal, SeriesCode, SeriesEntry, Subject,
    Verdict,
};
use engine::normalize::outputs::Manifest;
use engine::ports::{Answer, Clock, CompanyId, Failure, FailureKind, Sighting, UploadReceipt};
use engine::run::{Job, Watch};
use serde_json::json;

use super::super::ReportData;
use crate::text::Say;

/// Every look at it is one second later.
struct StepClock(Cell<u64>);

impl Clock for StepClock {
    fn now(&self) -> u64 {
        self.0.set(self.0.get() + 1_000);
        self.0.get()
    }

    fn pause(&self, _: Duration) -> bool {
        true
    }
}

/// The run, its journal and its folder.
pub(super) struct Fixture {
    folder: tempfile::TempDir,
    clock: StepClock,
    pub(super) journal: Journal,
    pub(super) run: Run,
}

impl Fixture {
    /// A run whose ledger was not judged yet.
    pub(super) fn begun() -> Fixture {
        let folder = tempfile::tempdir().expect("a folder");
        let clock = StepClock(Cell::new(1_770_000_000_000));
        let mut journal = Journal::open(&folder.path().join("journal.db")).expect("a journal");
        let company = CompanyId { name: "demo".into(), ruc: "20100176450".into() };
        let period = Period::parse(b"2026-01").expect("a period");
        let path = folder.path().join("run").display().to_string();
        let ledger = Ledger {
            company: &company,
            period,
            content: "c0ffee",
            bytes: "b17e5",
            folder: &path,
            settings: "{}",
        };
        let started = journal.start(&clock, &ledger, None).expect("started");
        let run = started.run().expect("a run");
        Fixture { folder, clock, journal, run }
    }

    /// The run in its second round, where one item waits.
    pub(super) fn waiting() -> Fixture {
        let mut fixture = Fixture::begun();
        fixture.judge();
        fixture.load();
        let plan = plan();
        fixture.process(&["series\tF077\tTM PZA. SUR", "series\tB020\tTM S.J.L. 2"], 412);
        fixture.reconcile(&plan);
        fixture.register(&plan);
        fixture.process(&["series\tB020\tTM S.J.L. 2"], 12);
        fixture.reconcile(&plan);
        fixture.wait();
        fixture
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("run")
    }

    pub(super) fn gather(&self, language: Language) -> ReportData {
        super::super::gather(&self.journal, &self.run, &self.path(), Say(language))
            .expect("a report")
    }

    fn judge(&mut self) {
        let small = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/small/2026");
        let ledger = self.path().join("ledger");
        let layouts = Layouts::embedded().expect("layouts");
        let bulk = bulk_layout::named("ventas-20", None).expect("a bulk layout");
        let files = vec![small.join("01. PLE ENERO 26.xlsx")];
        let job = Job {
            out: Some(ledger.clone()),
            version: "0.0.0",
            ..Job::new(files, layouts, bulk, Language::Es)
        };
        std::fs::create_dir_all(self.path()).expect("a folder");
        let stop = AtomicBool::new(false);
        engine::run::normalize(&job, &mut Watch { tell: &mut |_, _| {}, stop: &stop })
            .expect("judged");
        let manifest = Manifest::read(&ledger).expect("readable").expect("there");
        let parts: Vec<Part> = (1..)
            .zip(manifest.parts)
            .map(|(number, part)| Part {
                number,
                revision: 1,
                file: part.file,
                sha256: part.sha256,
                bytes: part.bytes,
                rows: part.rows,
                total: Cents(2_426_137),
            })
            .collect();
        self.advance(Phase::Normalize);
        let id = self.run.id.clone();
        self.journal.seal_parts(&self.clock, &id, 1, &parts).expect("sealed");
    }

    fn advance(&mut self, to: Phase) {
        self.run = self.journal.advance(&self.clock, &self.run.id, to).expect("a legal step");
    }

    fn load(&mut self) {
        self.advance(Phase::Load);
        let id = self.run.id.clone();
        self.act(&Key::begin(&id, 0), "{}", || Ok(()));
        let receipt = UploadReceipt { rows: Some(161), total: None };
        self.act(&Key::upload(&id, 0, 1), "{}", || Ok(receipt));
    }

    fn process(&mut self, complaints: &[&str], lines: u64) {
        self.advance(Phase::Process);
        let id = self.run.id.clone();
        let round = self.journal.open_round(&self.clock, &id).expect("a round");
        self.act(&Key::process(&id, 0, round), "{}", || Ok(()));
        let complaints: BTreeSet<String> = complaints.iter().map(ToString::to_string).collect();
        self.journal.hear(&self.clock, &id, round, &complaints, lines).expect("heard");
        self.advance(Phase::Analyze);
    }

    fn reconcile(&mut self, plan: &Plan) {
        self.advance(Phase::Reconcile);
        let round = self.journal.run(&self.run.id).expect("the run").round;
        let id = self.run.id.clone();
        let hash =
            self.journal.store_plan(&self.clock, &id, round, &plan.canonical()).expect("stored");
        self.journal.approve_plan(&self.clock, &id, &hash, "policy").expect("approved");
    }

    fn register(&mut self, plan: &Plan) {
        self.advance(Phase::Register);
        let account = json!({ "code": "00000000302", "name": "TICKETS VARIOS - TM PZA. SUR" });
        self.act(&Key::open_account("demo", "TM|PLAZA SUR|"), &account.to_string(), || Ok(()));
        self.act(&Key::register_series("demo", &plan.hash()), "{}", || Ok(()));
    }

    /// Another batch's account whose answer was lost, a decision, and the end of the attempt.
    fn wait(&mut self) {
        let id = self.run.id.clone();
        let key = Key::open_account("demo", "TM|LURIN|");
        let lost = Failure {
            kind: FailureKind::InDoubt,
            message: "la conexión se cortó antes de la respuesta".into(),
            place: "aconsys: open_account".into(),
            evidence: None,
            retry_after: None,
        };
        let intent = self.intent(&id, &key, "{}");
        let look = |(): &mut ()| Ok(Sighting::<()>::CannotTell);
        at_most_once(&mut self.journal, &self.clock, &mut (), &intent, look, |()| Err(lost))
            .expect_err("in doubt");
        let skip = Decided::Skip("la tienda cerró en diciembre".into());
        let item = "series\tF099\tTM AV. LIMA 120";
        self.journal.decide(&self.clock, &id, item, &skip, "rosa").expect("decided");
        let summary = json!({
            "why": "B609",
            "says": ["Hay sucursales por decidir.", "Decida con `cuadre decide`."],
            "not_verified": ["filas del lote"],
        });
        self.journal.summarize(&self.clock, &id, &summary.to_string()).expect("kept");
        self.run = self.journal.end(&self.clock, &id, Outcome::Waiting).expect("ended");
    }

    fn intent<'a>(
        &self,
        run: &'a engine::journal::RunId,
        key: &'a Key,
        meaning: &'a str,
    ) -> Intent<'a> {
        let settling = Duration::from_secs(30);
        Intent { run, key, meaning, settling, untellable: OnUntellable::AskPerson }
    }

    fn act<T: engine::journal::Receipt>(
        &mut self,
        key: &Key,
        meaning: &str,
        answer: impl Fn() -> Answer<T>,
    ) {
        let id = self.run.id.clone();
        let intent = self.intent(&id, key, meaning);
        let look = |(): &mut ()| Ok(Sighting::Absent);
        at_most_once(&mut self.journal, &self.clock, &mut (), &intent, look, |()| answer())
            .expect("done");
    }
}

fn entry(code: &str, branch: &str, center: &str, account: &str) -> SeriesEntry {
    SeriesEntry {
        code: SeriesCode(code.into()),
        cost_center: center.into(),
        cost_center_name: format!("TIENDA {center}"),
        branch: BranchName(branch.into()),
        operation_type: "20".into(),
        operation_name: "CANCELACIONES TIENDAS PROPIAS".into(),
        account: account.into(),
        account_name: format!("TICKETS VARIOS - {branch}"),
    }
}

/// A plan with one item of each kind that a page tells apart.
fn plan() -> Plan {
    let item = |number, code: &str, branch: &str, count, verdict| PlanItem {
        number,
        subject: Subject::Series,
        code: SeriesCode(code.into()),
        branch: BranchName(branch.into()),
        count,
        first: DetailPlace { file: "0001.csv".into(), line: 17, document: format!("{code}-1204") },
        reasons: vec!["SERIE NO REGISTRADA".into()],
        verdict,
    };
    let account = Account {
        code: AccountCode::parse("00000000302").expect("eleven digits"),
        name: "TICKETS VARIOS - TM PZA. SUR".into(),
    };
    let candidate = Candidate {
        proposal: Proposal::CostCenter {
            code: "1104".into(),
            name: "TM SAN JUAN DE LURIGANCHO 1".into(),
        },
        differs: vec![Difference::Number { ledger: "2".into(), listed: "1".into() }],
        ledger_agrees: true,
        account: None,
    };
    let items = vec![
        item(
            1,
            "B020",
            "TM S.J.L. 2",
            12,
            Verdict::Unresolved { doubt: Doubt::NoneAlike, candidates: vec![candidate] },
        ),
        item(
            2,
            "F003",
            "TM PLAZA NORTE",
            380,
            Verdict::Inherited {
                how: How::Key,
                row: entry("F003", "TM PLAZA NORTE", "1101", "00000000242"),
            },
        ),
        item(
            3,
            "F077",
            "TM PZA. SUR",
            20,
            Verdict::New {
                how: How::Key,
                account: AccountChoice::Open(account),
                row: entry("F077", "TM PZA. SUR", "1108", "00000000302"),
            },
        ),
        item(
            4,
            "F099",
            "TM AV. LIMA 120",
            3,
            Verdict::Skipped { reason: "la tienda cerró en diciembre".into() },
        ),
    ];
    Plan { schema: "cuadre.plan/1".into(), items }
}
