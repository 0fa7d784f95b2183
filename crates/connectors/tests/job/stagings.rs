//! The batch and the ledger between two runs: emptied, filled, saved again, corrected.

use engine::journal::Outcome;
use engine::run::phases::Stop;
use simulators::{Begin, Colleague, FaultName, System};

use crate::altered::blind;
use crate::ledger::{Sold, ledger, sold};
use crate::world::World;

const A: [Sold<'static>; 1] = [sold("B001", "TM PLAZA NORTE", 5)];
const MORE: [Sold<'static>; 1] = [sold("B001", "TM PLAZA NORTE", 6)];

#[test]
fn h16_a_batch_that_a_colleague_filled_between_two_runs_waits_until_his_rows_are_gone() {
    for begin in [Begin::Clears, Begin::Keeps] {
        let mut world = World::new(|scenario| scenario.begin = begin);
        let file = ledger(world.path(), "a.csv", &A, &[]);
        let order = world.order(&file);
        world.fault(System::ImportPlatform, FaultName::TooMany, "process");
        world.ends(&order, Outcome::Failed);
        world.colleague(Colleague::Fill);
        let his = world.state(System::ImportPlatform)["files"].clone();
        world.ends_for(&order, Outcome::Waiting, "staging-not-ours");
        world.ends_for(&order, Outcome::Waiting, "staging-not-ours");
        assert_eq!(world.state(System::ImportPlatform)["files"], his, "{begin:?}");
        assert_eq!(world.committed(System::ImportPlatform, "process"), 0, "{begin:?}");
        // He takes everything away, ours too: it is sent again, and posted once.
        world.colleague(Colleague::Empty);
        world.ends(&order, Outcome::Done);
        assert_eq!(world.posted(), 5, "{begin:?}");
        assert_eq!(world.committed(System::ImportPlatform, "process"), 1, "{begin:?}");
    }
}

#[test]
fn h16_a_batch_that_is_emptied_between_two_rounds_is_told_and_nothing_is_sent_again() {
    let mut world = World::new(|_| {});
    let all = [A[0], sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 2)];
    let file = ledger(world.path(), "a.csv", &all, &[]);
    let order = world.order(&file);
    let waiting = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    world.colleague(Colleague::Empty);
    let decided = "1104\tTM SAN JUAN DE LURIGANCHO 1".to_owned();
    world.decide(&waiting, "B020", engine::journal::Decided::CostCenter(decided));
    // Five rows are posted, and the two that waited are gone: sending all again would post five of them twice.
    world.ends_for(&order, Outcome::Waiting, "staging-changed");
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
    assert_eq!(world.posted(), 5);
}

#[test]
fn h16_a_batch_of_which_nobody_can_tell_after_an_interruption_is_begun_and_sent_again() {
    let mut world = World::new(|_| {});
    world.wrap = Some(blind());
    let file = ledger(world.path(), "a.csv", &A, &[]);
    let order = world.order(&file);
    world.fault(System::ImportPlatform, FaultName::TooMany, "process");
    world.ends(&order, Outcome::Failed);
    world.colleague(Colleague::Empty);
    let done = world.ends(&order, Outcome::Done);
    assert_eq!(world.posted(), 5);
    assert_eq!(done.run.generation, 2);
}

#[test]
fn h33_a_ledger_of_which_nothing_was_sent_gives_way_to_its_successor_without_a_word() {
    let mut world = World::new(|_| {});
    let first = ledger(world.path(), "uno.csv", &A, &[]);
    let order = world.order(&first);
    world.running.import_platform.set_reachable(false);
    let old = world.ends_for(&order, Outcome::Failed, "platform-unreachable");
    world.running.import_platform.set_reachable(true);
    let second = ledger(world.path(), "dos.csv", &MORE, &[]);
    let successor = world.order(&second);
    let done = world.ends(&successor, Outcome::Done);
    assert_ne!((done.run.id.clone(), done.folder), (old.run.id.clone(), old.folder));
    assert_eq!(world.posted(), 6);
    // The first one comes back too late.
    match *world.work(&order).expect_err("refused") {
        Stop::Journal(error) => assert_eq!(error.name(), "period-already-sent"),
        other => panic!("{other:?}"),
    }
    assert_eq!(world.posted(), 6);
}

#[test]
fn h16_a_ledger_saved_again_after_an_interruption_goes_on_where_it_was() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &A, &[]);
    let order = world.order(&file);
    world.fault(System::ImportPlatform, FaultName::TooMany, "process");
    let failed = world.ends(&order, Outcome::Failed);
    let text = std::fs::read_to_string(&file).expect("a ledger").replace(",118.00,", ",118.0,");
    std::fs::write(&file, text).expect("a ledger");
    let done = world.ends(&order, Outcome::Done);
    assert_eq!((done.run.id, done.folder), (failed.run.id, failed.folder));
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
    assert_eq!(world.journal.runs().expect("runs").len(), 1);
}

#[test]
fn h33_a_corrected_ledger_that_replaces_is_told_of_what_is_posted_and_loses_nothing() {
    let mut world = World::new(|_| {});
    let first = ledger(world.path(), "uno.csv", &A, &[]);
    let order = world.order(&first);
    let old = world.ends(&order, Outcome::Done);
    let second = ledger(world.path(), "dos.csv", &MORE, &[]);
    let mut order = world.order(&second);
    world.work(&order).expect_err("refused without a word");
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
    order.replaces = Some((old.run.id.to_string(), "faltaba una venta".to_owned()));
    // Five of its six documents are posted already: the platform says so, and a person must.
    let waiting = world.ends(&order, Outcome::Waiting);
    assert_eq!(waiting.story.unresolved.iter().map(|open| open.details).sum::<u64>(), 5);
    assert!(waiting.story.unresolved.iter().all(|open| open.doubt == "not-a-series"));
    assert_eq!(world.posted(), 6, "the missing one is posted, the others once");
}
