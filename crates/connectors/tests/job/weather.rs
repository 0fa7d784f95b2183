//! Bad weather at every operation: each effect once, and in the end all is as on a fine day.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use engine::journal::Outcome;
use engine::ports::Clock;
use serde_json::Value;
use simulators::{Fault, FaultName, System};

use crate::ledger::{Sold, ledger, sold};
use crate::memory;
use crate::world::{Now, World};

const B: [Sold<'static>; 3] = [
    sold("B001", "TM PLAZA NORTE", 2),
    sold("F003", "TM PLAZA NORTE", 1),
    sold("B005", "TM MALL PLZ COMAS 2", 1),
];

const WRITES: [(System, &str); 5] = [
    (System::ImportPlatform, "begin"),
    (System::ImportPlatform, "upload"),
    (System::ImportPlatform, "process"),
    (System::ImportPlatform, "series_import"),
    (System::Aconsys, "open_account"),
];

const LOOK_UPS: [(System, &str); 12] = [
    (System::ImportPlatform, "login"),
    (System::ImportPlatform, "choose"),
    (System::ImportPlatform, "context"),
    (System::ImportPlatform, "batch"),
    (System::ImportPlatform, "progress"),
    (System::ImportPlatform, "details_export"),
    (System::ImportPlatform, "series_export"),
    (System::Aconsys, "login"),
    (System::Aconsys, "choose"),
    (System::Aconsys, "cost_centers_print"),
    (System::Aconsys, "accounts_export"),
    (System::Aconsys, "account"),
];

/// What both platforms hold after a day without a fault.
fn fine_day() -> Value {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let order = world.order(&file);
    world.ends(&order, Outcome::Done);
    memory::platforms(&world)
}

fn ends_as_on_a_fine_day(faults: &[FaultName], operations: &[(System, &str)]) {
    let expected = fine_day();
    for (system, operation) in operations {
        for fault in faults {
            let mut world = World::new(|_| {});
            let file = ledger(world.path(), "b.csv", &B, &[]);
            let order = world.order(&file);
            world.fault(*system, *fault, operation);
            world.is_done_by_running_again(&order);
            assert_eq!(world.server(*system).faults_hit(), 1, "{fault:?} {operation}");
            assert_eq!(memory::platforms(&world), expected, "{fault:?} {operation}");
        }
    }
}

#[test]
fn a_write_that_is_answered_429_or_500_is_done_once() {
    let faults = [FaultName::TooMany, FaultName::ErrorBefore, FaultName::ErrorAfter];
    ends_as_on_a_fine_day(&faults, &WRITES);
}

#[test]
fn a_write_that_is_refused_or_answered_by_a_page_is_done_once() {
    ends_as_on_a_fine_day(&[FaultName::Refused, FaultName::NotJson], &WRITES);
}

#[test]
fn a_look_up_that_is_answered_429_or_500_costs_nothing() {
    ends_as_on_a_fine_day(&[FaultName::TooMany, FaultName::ErrorBefore], &LOOK_UPS);
}

#[test]
fn details_that_are_lost_cut_off_or_strange_are_fetched_again_and_none_is_missed() {
    let faults =
        [FaultName::AnswerLost, FaultName::Truncated, FaultName::WrongColumns, FaultName::NotJson];
    ends_as_on_a_fine_day(&faults, &[(System::ImportPlatform, "details_export")]);
}

#[test]
fn a_catalog_or_a_list_that_is_cut_off_is_never_taken_for_a_short_one() {
    let operations = [
        (System::ImportPlatform, "series_export"),
        (System::Aconsys, "accounts_export"),
        (System::Aconsys, "cost_centers_print"),
    ];
    ends_as_on_a_fine_day(&[FaultName::Truncated, FaultName::NotJson], &operations);
}

/// A clock whose waits are over at once.
struct Hasty(Cell<u64>);

impl Clock for Hasty {
    fn now(&self) -> u64 {
        self.0.get()
    }

    fn pause(&self, time: Duration) -> bool {
        let millis = u64::try_from(time.as_millis()).expect("millis");
        self.0.set(self.0.get() + millis);
        true
    }
}

fn hasty() -> Rc<dyn Clock> {
    Rc::new(Hasty(Cell::new(Now.now())))
}

#[test]
fn h21_a_platform_that_goes_silent_while_it_processes_is_waited_for_and_never_ordered_twice() {
    let mut world = World::new(|scenario| scenario.rows_per_second = 40);
    world.clock = hasty();
    let file = ledger(world.path(), "a.csv", &[sold("B001", "TM PLAZA NORTE", 40)], &[]);
    let order = world.order(&file);
    // It takes the order, and then nobody reaches it; what it has begun stands still.
    let away = Fault::new(System::ImportPlatform, FaultName::Unreachable, "progress");
    world.arm(Fault { skip: 1, delay_ms: 3_600_000, ..away });
    let silent = world.ends_for(&order, Outcome::Failed, "platform-silent");
    let state = world.state(System::ImportPlatform);
    assert_eq!(state["batches"][0]["state"], "procesando");
    world.ends_for(&order, Outcome::Failed, "platform-unreachable");

    // It comes back and finishes what it had begun.
    world.running.import_platform.set_reachable(true);
    world.clock = Rc::new(Now);
    let done = world.ends(&order, Outcome::Done);
    assert_eq!((done.run.id, done.story.rounds), (silent.run.id, 1));
    for operation in ["upload", "process", "processed"] {
        assert_eq!(world.committed(System::ImportPlatform, operation), 1, "{operation}");
    }
    assert_eq!(world.state(System::ImportPlatform)["batches"][0]["posted"], 40);
}

#[test]
fn a_platform_that_answers_and_does_not_move_is_not_waited_for_for_ever() {
    let mut world = World::new(|scenario| scenario.rows_per_second = 2);
    world.options.push(("idle_limit", "1s".to_owned()));
    world.clock = hasty();
    let file = ledger(world.path(), "a.csv", &[sold("B001", "TM PLAZA NORTE", 4)], &[]);
    let order = world.order(&file);
    world.ends_for(&order, Outcome::Failed, "platform-silent");
    world.clock = Rc::new(Now);
    world.options.retain(|(name, _)| *name != "idle_limit");
    world.ends(&order, Outcome::Done);
    assert_eq!(world.committed(System::ImportPlatform, "process"), 1);
    assert_eq!(world.state(System::ImportPlatform)["batches"][0]["posted"], 4);
}
