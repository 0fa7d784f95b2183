//! The twelve cases through the whole job; their plans alone are tested beside `reconcile`.

use engine::journal::Outcome;
use engine::model::{AccountChoice, Doubt, How, PlanItem, Verdict};
use simulators::{CostCenter, Observe, System};

use crate::ledger::{Sold, ledger, sold};
use crate::world::World;

/// The details of the twelve cases, once each but the first.
const CASES: [Sold<'static>; 12] = [
    sold("F003", "TM PLAZA NORTE", 400),
    sold("F005", "TM MALL PLZ COMAS 2", 2),
    sold("B005", "TM MALL PLZ COMAS 2", 2),
    sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 1),
    sold("B021", "IS MALL DEL SUR", 1),
    sold("B002", "TM PLAZA NORTE", 1),
    sold("B099", "TM AVENIDA LIMA 120", 1),
    sold("B012", "TM MINKA", 1),
    sold("B030", "TM REAL PLAZA CUSCO", 1),
    sold("B031", "TM LARCOMAR", 1),
    sold("B001", "TM PLAZA NORTE", 1),
    sold("B040", "12345", 1),
];

fn listed(scenario: &mut simulators::Scenario) {
    scenario.companies[0].observe.push(Observe {
        series: "B001".to_owned(),
        branch: "TM PLAZA NORTE".to_owned(),
        reason: "Serie no registrada para la sucursal".to_owned(),
    });
}

fn doubt(item: &PlanItem) -> &Doubt {
    match &item.verdict {
        Verdict::Unresolved { doubt, .. } => doubt,
        other => panic!("{} is no doubt: {other:?}", item.code.0),
    }
}

#[test]
fn the_twelve_cases_end_as_they_should() {
    let mut world = World::new(listed);
    let file = ledger(world.path(), "doce.csv", &CASES, &[]);
    let order = world.order(&file);
    let ending = world.ends(&order, Outcome::Waiting);
    // 1, 2, 6 and 9 are registered; the others wait, and round two registers nothing.
    assert_eq!((ending.story.registered.accounts, ending.story.registered.series), (1, 5));
    assert_eq!(ending.story.rounds, 2);
    let open: Vec<_> = ending.story.unresolved.iter().map(|open| open.series.as_str()).collect();
    assert_eq!(open, ["B001", "B002", "B012", "B020", "B021", "B030", "B040"]);
    let plans = world.journal.plans(&ending.run.id).expect("plans");
    let first: engine::model::Plan = serde_json::from_str(&plans[0].json).expect("a plan");
    let item = |code: &str| first.items.iter().find(|item| item.code.0 == code).expect("an item");

    assert!(matches!(&item("F003").verdict, Verdict::Inherited { row, .. }
        if row.cost_center == "1101" && row.account == "00000000242"));
    assert_eq!(item("F003").count, 400);
    for code in ["F005", "B005"] {
        assert!(
            matches!(&item(code).verdict, Verdict::New { row, account: AccountChoice::Open(account), .. }
            if row.cost_center == "1103" && account.code.as_str() == "00000000302")
        );
    }
    assert_eq!(doubt(item("B020")), &Doubt::NoneAlike);
    assert_eq!(doubt(item("B021")), &Doubt::NoneAlike);
    assert!(matches!(doubt(item("B002")), Doubt::SeriesMoved { .. }));
    assert!(matches!(&item("B099").verdict, Verdict::Inherited { how: How::Spelling, row }
        if row.cost_center == "1190" && row.account == "00000000260" && row.branch.0 == "TM AVENIDA LIMA 120"));
    assert!(matches!(doubt(item("B012")), Doubt::ContradictoryCatalog { .. }));
    assert!(matches!(doubt(item("B030")), Doubt::SeveralCostCenters { .. }));
    assert!(
        matches!(&item("B031").verdict, Verdict::New { account: AccountChoice::Reuse(account), .. }
        if account.code.as_str() == "00000000301")
    );
    assert!(matches!(&item("B001").verdict, Verdict::AlreadyListed { .. }));
    assert_eq!(doubt(item("B040")), &Doubt::UnreadableBranch);

    // Again, without a decision: the accounts and the catalog stay as they are.
    let before = (
        world.state(System::Aconsys)["accounts"].clone(),
        world.state(System::ImportPlatform)["series"].clone(),
    );
    let again = world.ends(&order, Outcome::Waiting);
    assert_eq!(again.story.registered, ending.story.registered);
    let after = (
        world.state(System::Aconsys)["accounts"].clone(),
        world.state(System::ImportPlatform)["series"].clone(),
    );
    assert!(!before.0.is_null() && !before.1.is_null());
    assert_eq!(before, after);
}

#[test]
fn h26_without_cost_centers_the_known_branch_goes_on_and_the_new_one_waits() {
    let mut world = World::new(|scenario| {
        scenario.companies[0].cost_centers.clear();
        scenario.knows_cost_centers = false;
    });
    let file = ledger(world.path(), "doce.csv", &CASES[..3], &[]);
    let order = world.order(&file);
    let ending = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    assert_eq!((ending.story.registered.accounts, ending.story.registered.series), (0, 1));
    let open: Vec<_> = ending.story.unresolved.iter().map(|open| open.doubt.as_str()).collect();
    assert_eq!(open, ["no-cost-centers", "no-cost-centers"]);
}

#[test]
fn h27_a_line_of_the_printed_report_in_doubt_is_told_with_its_page() {
    let mut world = World::new(|scenario| {
        let bare = CostCenter { code: "1999".to_owned(), description: String::new() };
        scenario.companies[0].cost_centers.push(bare);
    });
    let file = ledger(world.path(), "dos.csv", &CASES[1..3], &[]);
    let order = world.order(&file);
    let ending = world.ends(&order, Outcome::Done);
    // The branch that the list has is registered all the same.
    assert_eq!(ending.story.registered.accounts, 1);
    let told = &ending.story.doubtful_lines;
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0][0].contains("su total es 13, pero se leyeron 12"), "{told:?}");
    assert!(told[1][0].contains("página 1, línea") && told[1][0].contains("«1999»"), "{told:?}");
    assert!(told[1][1].contains("page 1, line") && told[1][1].contains("has no description"));
}
