//! What a person decides about one series of a branch, and the other series of it.

use engine::journal::{Decided, Outcome};
use simulators::System;

use crate::ledger::{Sold, ledger, sold};
use crate::world::World;

const LURIGANCHO: &str = "1104\tTM SAN JUAN DE LURIGANCHO 1";

/// Three series of a new branch, one of them spelled otherwise, and one of another new branch.
const ALL: [Sold<'static>; 5] = [
    sold("B001", "TM PLAZA NORTE", 3),
    sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 2),
    sold("F020", "TM SAN JUAN DE LURIGANCHO 2", 1),
    sold("F021", "Tm San Juan  de Lurigancho 2", 1),
    sold("B021", "IS MALL DEL SUR", 1),
];

fn waiting(world: &mut World, all: &[Sold<'_>]) -> engine::run::phases::Order {
    let file = ledger(world.path(), "b.csv", all, &[]);
    world.order(&file)
}

#[test]
fn a_cost_center_for_one_series_holds_for_all_of_its_branch_in_the_same_round() {
    let mut world = World::new(|_| {});
    let order = waiting(&mut world, &ALL[..4]);
    let ending = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    assert_eq!(ending.story.unresolved.len(), 3);
    world.decide(&ending, "F020", Decided::CostCenter(LURIGANCHO.to_owned()));
    let done = world.ends(&order, Outcome::Done);
    assert_eq!((done.story.registered.accounts, done.story.registered.series), (1, 3));
    assert_eq!(world.committed(System::ImportPlatform, "series_import"), 1);
    assert_eq!(done.story.rounds, 2);
}

#[test]
fn what_is_decided_of_one_item_alone_stays_with_it() {
    let mut world = World::new(|_| {});
    let order = waiting(&mut world, &ALL);
    let ending = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    let open = |ending: &engine::run::phases::Ending| -> Vec<String> {
        ending.story.unresolved.iter().map(|open| open.series.clone()).collect()
    };
    world.decide(&ending, "B020", Decided::Skip("se registra a mano".to_owned()));
    let ending = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    assert_eq!(open(&ending), ["B021", "F020", "F021"]);
    // Two persons mean different cost centers: neither is taken for the third series.
    world.decide(&ending, "B020", Decided::CostCenter(LURIGANCHO.to_owned()));
    world.decide(&ending, "F020", Decided::CostCenter("1107\tMALL DEL SUR".to_owned()));
    let plan = world.work(&order).expect("an ending");
    let first = world.journal.plans(&plan.run.id).expect("plans");
    let mut registering = first.iter().filter_map(|plan| {
        let plan: engine::model::Plan = serde_json::from_str(&plan.json).expect("a plan");
        plan.items.iter().any(|item| item.row().is_some()).then_some(plan)
    });
    let first = registering.next_back().expect("a plan that registers");
    let item = |code: &str| first.items.iter().find(|item| item.code.0 == code).expect("an item");
    assert_eq!(item("B020").row().expect("a row").cost_center, "1104");
    assert_eq!(item("F020").row().expect("a row").cost_center, "1107");
    assert!(item("F021").row().is_none() && item("B021").row().is_none());
}
