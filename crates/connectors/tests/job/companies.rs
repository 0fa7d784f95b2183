//! Several companies and several periods on one journal: what happens to one is nothing to the others.

use std::collections::BTreeMap;
use std::path::PathBuf;

use engine::journal::{Decided, Outcome};
use engine::run::phases::{Ending, Order};
use simulators::{Colleague, Fault, FaultName, Scenario, System};

use crate::altered::{Changes, altered, without_files};
use crate::ledger::{Sold, ledger_of, row, sold};
use crate::world::{COMPANY, RUC, World};

const SECOND: &str = "otra";
const SECOND_RUC: &str = "20512345673";

fn two_companies(scenario: &mut Scenario) {
    let mut second = scenario.companies[0].clone();
    (second.ruc, second.name) = (SECOND_RUC.to_owned(), "OTRA CADENA S.A.C.".to_owned());
    scenario.companies.push(second);
}

/// Both companies sell in branches of the same names: nothing but the company tells their plans apart.
const JANUARY: [Sold<'static>; 3] = [
    sold("B001", "TM PLAZA NORTE", 4),
    sold("F003", "TM PLAZA NORTE", 2),
    sold("B005", "TM MALL PLZ COMAS 2", 1),
];
const FEBRUARY: [Sold<'static>; 2] = [
    Sold { series: "B001", branch: "TM PLAZA NORTE", count: 3, after: 4 },
    sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 1),
];

struct Four {
    world: World,
    /// By company and month: done, done, waiting, held.
    orders: [Order; 4],
}

fn four() -> Four {
    let world = World::new(two_companies);
    let wrong = row(99, 5, "B001", 99, "TM PLAZA NORTE", "999.00").replacen("202601", "202602", 1);
    let wrong = wrong.replacen("/01/2026", "/02/2026", 1);
    let file = |month, name, all: &[Sold<'_>], more: &[&str]| -> PathBuf {
        ledger_of(month, world.path(), name, all, more)
    };
    let orders = [
        world.order_of(COMPANY, RUC, &file(1, "a1.csv", &JANUARY, &[])),
        world.order_of(SECOND, SECOND_RUC, &file(1, "b1.csv", &JANUARY, &[])),
        world.order_of(COMPANY, RUC, &file(2, "a2.csv", &FEBRUARY, &[])),
        world.order_of(SECOND, SECOND_RUC, &file(2, "b2.csv", &FEBRUARY[..1], &[wrong.trim_end()])),
    ];
    Four { world, orders }
}

impl Four {
    fn end(&mut self) -> Vec<Ending> {
        let [done, too, waiting, held] = &self.orders;
        vec![
            self.world.ends_for(waiting, Outcome::Waiting, "items-unresolved"),
            self.world.ends(done, Outcome::Done),
            self.world.ends_for(held, Outcome::Held, "rows-rejected"),
            self.world.ends(too, Outcome::Done),
        ]
    }

    /// How many rows of which run lie in which batch.
    fn batches(&self) -> BTreeMap<(String, String), BTreeMap<String, usize>> {
        let state = self.world.state(System::ImportPlatform);
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let mut batches: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
        for file in state["files"].as_array().expect("files") {
            let name = text(&file["name"]);
            let run = name.rsplit_once('-').expect("a part's name").0.to_owned();
            let documents = state["documents"].as_array().expect("documents").iter();
            let rows = documents.filter(|document| document["file"] == file["id"]).count();
            let batch = batches.entry((text(&file["company"]), text(&file["period"]))).or_default();
            *batch.entry(run).or_default() += rows;
        }
        batches
    }
}

#[test]
fn each_company_and_period_has_its_own_outcome_folder_and_batch() {
    let mut four = four();
    let endings = four.end();
    let [waiting, done, held, too] = endings.as_slice() else { panic!("four") };
    for (ending, company, period) in [
        (waiting, COMPANY, "2026-02"),
        (done, COMPANY, "2026-01"),
        (held, SECOND, "2026-02"),
        (too, SECOND, "2026-01"),
    ] {
        let parent = four.world.path().join("out").join(company).join(period);
        assert_eq!(ending.folder.parent(), Some(parent.as_path()));
        assert_eq!(ending.run.period.to_string(), period);
    }
    let of = |ending: &Ending, rows| BTreeMap::from([(ending.run.id.to_string(), rows)]);
    let key = |ruc: &str, period: &str| (ruc.to_owned(), period.to_owned());
    let expected = BTreeMap::from([
        (key(RUC, "202601"), of(done, 7)),
        (key(RUC, "202602"), of(waiting, 4)),
        (key(SECOND_RUC, "202601"), of(too, 7)),
    ]);
    assert_eq!(four.batches(), expected);

    // Each has opened its account and has its rows in its own catalog, though the two plans read alike.
    let accounts = four.world.state(System::Aconsys)["accounts"].clone();
    let series = four.world.state(System::ImportPlatform)["series"].clone();
    for ruc in [RUC, SECOND_RUC] {
        let of_company = |list: &serde_json::Value, name: &str, value: &str| {
            let rows = list.as_array().expect("a list").iter();
            rows.filter(|row| row["company"] == ruc && row[name] == value).count()
        };
        assert_eq!(of_company(&accounts, "description", "TICKETS VARIOS - TM MALL PLZ COMAS 2"), 1);
        assert_eq!(of_company(&series, "series", "F003"), 1);
        assert_eq!(of_company(&series, "series", "B005"), 1);
    }
}

#[test]
fn two_companies_whose_plans_are_alike_to_the_letter_each_register_their_own() {
    let mut four = four();
    // Nothing in this report tells one company's details from the other's.
    four.world.wrap = Some(altered(Changes { details: without_files, ..Changes::default() }));
    let first = four.world.ends(&four.orders[0], Outcome::Done);
    let second = four.world.ends(&four.orders[1], Outcome::Done);
    assert_eq!(four.world.plan(&first), four.world.plan(&second));
    assert_eq!(four.world.committed(System::ImportPlatform, "series_import"), 2);
    assert_eq!(four.world.committed(System::Aconsys, "open_account"), 2);
    assert_eq!(second.story.registered.series, 2);
}

#[test]
fn a_decision_about_one_period_moves_no_other() {
    let mut four = four();
    let endings = four.end();
    let stories = |world: &World| -> Vec<_> {
        let runs = world.journal.runs().expect("runs").into_iter();
        runs.map(|run| (run.company, run.period, run.outcome, run.summary)).collect()
    };
    let before = stories(&four.world);
    let decided = Decided::CostCenter("1104\tTM SAN JUAN DE LURIGANCHO 1".to_owned());
    four.world.decide(&endings[0], "B020", decided);
    let done = four.world.ends(&four.orders[2], Outcome::Done);
    assert_eq!(done.run.id, endings[0].run.id);
    four.orders[3].accept_rejects = Some("se corrige el mes siguiente".to_owned());
    let after = stories(&four.world);
    let changed: Vec<_> =
        before.iter().zip(&after).filter(|(was, is)| was != is).map(|(_, is)| &is.0).collect();
    assert_eq!(changed, [COMPANY]);
    four.world.ends(&four.orders[3], Outcome::Rejections);
    let rows: usize = four.batches().values().flat_map(BTreeMap::values).sum();
    assert_eq!(rows, 7 + 4 + 7 + 3);
}

#[test]
fn a_bad_day_of_one_company_is_none_of_the_others() {
    let mut four = four();
    let fault = Fault::new(System::ImportPlatform, FaultName::AnswerLost, "process");
    four.world.arm(fault);
    let [first, second, ..] = &four.orders;
    let doubtful = four.world.work(first).expect("an ending");
    four.world
        .running
        .import_platform
        .colleague(RUC, "202602", Colleague::Fill)
        .expect("a colleague");
    four.world.ends(second, Outcome::Done);
    four.world.ends_for(&four.orders[2], Outcome::Waiting, "staging-not-ours");
    let done = four.world.is_done_by_running_again(first);
    assert_eq!(done.run.id, doubtful.run.id);
    let state = four.world.state(System::ImportPlatform);
    let log = state["log"].as_array().expect("a log").iter();
    let processed: Vec<_> = log
        .filter(|entry| entry["operation"] == "process")
        .map(|entry| (entry["company"].as_str().unwrap_or(""), entry["period"].as_str()))
        .collect();
    assert_eq!(processed.iter().filter(|one| **one == (RUC, Some("202601"))).count(), 2);
    assert_eq!(processed.iter().filter(|one| **one == (SECOND_RUC, Some("202601"))).count(), 2);
    assert_eq!(processed.len(), 4, "nothing of the colleague's was processed: {processed:?}");
}
