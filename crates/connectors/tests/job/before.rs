//! Series that are registered before the platform complains of them, and what was expected against what came.

use engine::journal::{Decided, Outcome};
use engine::model::{Doubt, Verdict};
use engine::run::phases::{Approve, Forecast, Pair, Register, keep_forecast};
use simulators::{CostCenter, SeriesImport, System};

use crate::hands::{once_at, pairs};
use crate::ledger::{Sold, ledger, sold};
use crate::world::{COMPANY, World};

const CERTAIN: [Sold<'static>; 3] = [
    sold("B001", "TM PLAZA NORTE", 2),
    sold("F003", "TM PLAZA NORTE", 1),
    sold("B005", "TM MALL PLZ COMAS 2", 3),
];
const DOUBTFUL: Sold<'static> = sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 2);

fn done(world: &World, operation: &str) -> usize {
    world.committed(System::ImportPlatform, operation)
}

#[test]
fn what_is_certain_is_registered_first_and_the_platform_complains_of_nothing() {
    for series_import in [SeriesImport::Merge, SeriesImport::Replace] {
        let mut world = World::new(|scenario| scenario.series_import = series_import);
        let file = ledger(world.path(), "b.csv", &CERTAIN, &[]);
        let mut order = world.order(&file);
        order.register = Register::Before;
        let ending = world.ends(&order, Outcome::Done);
        assert_eq!((ending.story.rounds, ending.story.details.first), (1, 0));
        assert_eq!((ending.story.registered.accounts, ending.story.registered.series), (1, 2));
        let state = world.state(System::ImportPlatform);
        let log = state["log"].as_array().expect("a log").iter();
        let order_of: Vec<_> = log.filter_map(|entry| entry["operation"].as_str()).collect();
        let at = |name: &str| order_of.iter().position(|done| *done == name);
        assert!(
            at("series_import") < at("upload") && at("series_import").is_some(),
            "{order_of:?}"
        );
        world.ends(&order, Outcome::Done);
        assert_eq!((done(&world, "series_import"), done(&world, "upload")), (1, 1));
    }
}

#[test]
fn what_is_doubtful_keeps_nothing_from_being_sent_and_waits_afterwards() {
    let mut world = World::new(|_| {});
    let all = [CERTAIN[0], CERTAIN[1], CERTAIN[2], DOUBTFUL];
    let file = ledger(world.path(), "b.csv", &all, &[]);
    let mut order = world.order(&file);
    order.register = Register::Before;
    let waiting = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    assert_eq!((waiting.story.details.first, waiting.story.details.last), (2, 2));
    let predicted = waiting.story.predicted.clone().expect("known");
    assert_eq!(predicted.expected, 1, "the others are registered: {predicted:?}");
    assert!(predicted.not_reported.is_empty() && predicted.not_expected.is_empty());
    world.decide(
        &waiting,
        "B020",
        Decided::CostCenter("1104\tTM SAN JUAN DE LURIGANCHO 1".to_owned()),
    );
    let ending = world.ends(&order, Outcome::Done);
    assert_eq!((ending.story.registered.accounts, ending.story.registered.series), (2, 3));
    assert_eq!(done(&world, "upload"), 1);
}

#[test]
fn a_plan_that_asks_is_approved_before_anything_is_sent() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &CERTAIN, &[]);
    let mut order = world.order(&file);
    (order.register, order.approve) = (Register::Before, Approve::Ask);
    let waiting = world.ends_for(&order, Outcome::Waiting, "plan-not-approved");
    assert_eq!((done(&world, "begin"), done(&world, "series_import")), (0, 0));
    world.approve(&waiting);
    world.ends(&order, Outcome::Done);
    assert_eq!((done(&world, "series_import"), done(&world, "process")), (1, 1));
}

#[test]
fn a_ledger_whose_series_are_all_listed_is_sent_at_once() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &CERTAIN[..1], &[]);
    let mut order = world.order(&file);
    order.register = Register::Before;
    let ending = world.ends(&order, Outcome::Done);
    assert_eq!(done(&world, "series_import"), 0);
    assert!(world.journal.latest_plan(&ending.run.id).expect("a journal").is_none());
}

#[test]
fn what_the_platform_lists_and_complains_of_is_told_and_what_it_takes_unlisted_too() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &CERTAIN, &[]);
    let order = world.order(&file);
    // A colleague registers one of them after the platform has complained of it.
    let hands = crate::hands::Hands::new(&world);
    let reading = "Se prepara la propuesta de lo que falta registrar.";
    once_at(&mut world, reading, move || hands.register(&crate::hands::of_plaza_norte("F003")));
    let ending = world.ends(&order, Outcome::Done);
    let predicted = ending.story.predicted.expect("known");
    let pair = |series: &str, branch: &str| Pair { series: series.into(), branch: branch.into() };
    assert_eq!(predicted.not_expected, [pair("F003", "TM PLAZA NORTE")]);
    // What `preflight` had told, and did not come.
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &CERTAIN[..1], &[]);
    let order = world.order(&file);
    let told = [pair("Z999", "TM PLAZA NORTE")];
    let other = ledger(world.path(), "otro.csv", &CERTAIN[..1], &[]);
    let content = {
        let ending = World::new(|_| {}).ends(&world.order(&other), Outcome::Done);
        ending.run.content
    };
    let period = engine::model::Period::parse(b"202601").expect("a period");
    let path = Forecast::path(&order.output, COMPANY, period);
    let forecast = Forecast { content, pairs: told.to_vec() };
    keep_forecast(&path, &forecast).unwrap_or_else(|stop| panic!("{stop:?}"));
    let ending = world.ends(&order, Outcome::Done);
    assert_eq!(ending.story.predicted.expect("known").not_reported, told);
}

#[test]
fn h25_a_catalog_that_denies_its_names_leaves_new_branches_to_a_person() {
    let mut world = World::new(|scenario| {
        let company = &mut scenario.companies[0];
        let first = company.series.first().expect("a series").cost_center.clone();
        // Its first branch has a code of another name, and another cost center has its name.
        let branch = company.series.first().expect("a series").branch.clone();
        for center in company.cost_centers.iter_mut().filter(|center| center.code == first) {
            center.description = "OFICINA CENTRAL".to_owned();
        }
        company.cost_centers.push(CostCenter { code: "1999".to_owned(), description: branch });
    });
    let file = ledger(world.path(), "b.csv", &CERTAIN, &[]);
    let order = world.order(&file);
    let waiting = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    let plan = world.plan(&waiting);
    let item = plan.items.iter().find(|item| item.code.0 == "B005").expect("an item");
    let is_asked =
        matches!(&item.verdict, Verdict::Unresolved { doubt: Doubt::NamesUnproven { .. }, .. });
    assert!(is_asked, "{item:?}");
    world.decide(&waiting, "B005", Decided::CostCenter("1103\tTM MALL PLAZA COMAS 2".to_owned()));
    world.ends(&order, Outcome::Done);
    assert!(pairs(&world).contains(&"B005 @ TM MALL PLZ COMAS 2".to_owned()));
}
