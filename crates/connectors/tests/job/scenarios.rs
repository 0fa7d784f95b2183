//! Scenario A, scenario B, decisions, and running again.

use engine::journal::{Decided, Outcome};
use simulators::System;

use crate::ledger::{ledger, sold};
use crate::world::World;

#[test]
fn scenario_a_is_done_in_one_round_and_running_again_does_nothing() {
    let mut world = World::new(|_| {});
    let file = ledger(
        world.path(),
        "a.csv",
        &[sold("B001", "TM PLAZA NORTE", 40), sold("F001", "TM PLAZA NORTE", 9)],
        &[],
    );
    let order = world.order(&file);
    let ending = world.ends(&order, Outcome::Done);
    assert_eq!(
        (ending.story.rounds, ending.story.rows.read, ending.story.uploaded.rows),
        (1, 49, 49)
    );
    assert_eq!(ending.story.details.first, 0);
    assert!(ending.story.not_verified.is_empty(), "{:?}", ending.story.not_verified);
    let committed =
        |world: &World, operation: &str| world.committed(System::ImportPlatform, operation);
    let before = (committed(&world, "upload"), committed(&world, "process"));
    assert_eq!(before, (1, 1));
    let again = world.ends(&order, Outcome::Done);
    assert_eq!(again.run.id, ending.run.id);
    assert_eq!((committed(&world, "upload"), committed(&world, "process")), before);
}

#[test]
fn scenario_b_becomes_a_for_what_is_certain_and_waits_for_the_rest() {
    let mut world = World::new(|_| {});
    let all = [
        sold("B001", "TM PLAZA NORTE", 30),
        sold("F003", "TM PLAZA NORTE", 20),
        sold("B005", "TM MALL PLZ COMAS 2", 5),
        sold("F005", "TM MALL PLZ COMAS 2", 5),
        sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 4),
    ];
    let file = ledger(world.path(), "b.csv", &all, &[]);
    let order = world.order(&file);
    let ending = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    assert_eq!(ending.story.rounds, 2);
    assert_eq!((ending.story.details.first, ending.story.details.last), (34, 4));
    assert_eq!((ending.story.registered.accounts, ending.story.registered.series), (1, 3));
    let open: Vec<_> = ending.story.unresolved.iter().map(|open| open.series.as_str()).collect();
    assert_eq!(open, ["B020"]);

    // Nothing was decided: nothing happens twice.
    let waiting = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    assert_eq!(world.committed(System::Aconsys, "open_account"), 1);
    world.decide(
        &waiting,
        "B020",
        Decided::CostCenter("1104\tTM SAN JUAN DE LURIGANCHO 1".to_owned()),
    );
    let done = world.ends(&order, Outcome::Done);
    assert_eq!(done.story.details.last, 0);
    assert_eq!((done.story.registered.accounts, done.story.registered.series), (2, 4));
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
    world.ends(&order, Outcome::Done);
    assert_eq!(world.committed(System::Aconsys, "open_account"), 2);
}

#[test]
fn an_item_keeps_its_number_when_others_are_settled() {
    let mut world = World::new(|_| {});
    let all = [
        sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 4),
        sold("B021", "IS MALL DEL SUR", 3),
        sold("B030", "TM REAL PLAZA CUSCO", 2),
    ];
    let file = ledger(world.path(), "b.csv", &all, &[]);
    let order = world.order(&file);
    let numbers = |ending: &engine::run::phases::Ending| -> Vec<(u32, String)> {
        let open = ending.story.unresolved.iter();
        open.map(|open| (open.item, open.series.clone())).collect()
    };
    let first = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    let all = numbers(&first);
    assert_eq!(all.len(), 3);
    let center = Decided::CostCenter("1104\tTM SAN JUAN DE LURIGANCHO 1".to_owned());
    world.decide(&first, "B020", center);
    let second = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    assert_eq!(numbers(&second), all[1..]);
    let of_report =
        serde_json::from_str::<serde_json::Value>(second.run.summary.as_deref().unwrap());
    assert_eq!(of_report.unwrap()["why"], "B609", "the run that is handed on is as it ended");
}
