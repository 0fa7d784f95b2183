//! Bad days: each has its outcome, and loses nothing.

use std::time::Duration;

use engine::journal::{Decided, Outcome};
use engine::ports::Clock;
use engine::run::phases::{OnRejects, Stop};
use simulators::{Begin, Colleague, FaultName, ProcessAgain, SeriesImport, System};

use crate::ledger::{Sold, ledger, row, sold};
use crate::world::{Now, RUC, World};

const B: [Sold<'static>; 3] = [
    sold("B001", "TM PLAZA NORTE", 20),
    sold("F003", "TM PLAZA NORTE", 10),
    sold("B005", "TM MALL PLZ COMAS 2", 5),
];

#[test]
fn h18_every_kind_of_batch_and_catalog_ends_in_agreement() {
    for begin in [Begin::Clears, Begin::Keeps] {
        for series_import in [SeriesImport::Merge, SeriesImport::Replace] {
            for process_again in [ProcessAgain::Pending, ProcessAgain::All] {
                let mut world = World::new(|scenario| {
                    (scenario.begin, scenario.series_import) = (begin, series_import);
                    scenario.process_again = process_again;
                });
                let file = ledger(world.path(), "b.csv", &B, &[]);
                let order = world.order(&file);
                let ending = world.ends(&order, Outcome::Done);
                let registered = (ending.story.registered.accounts, ending.story.registered.series);
                assert_eq!(
                    (ending.story.rounds, registered),
                    (2, (1, 2)),
                    "{begin:?} {series_import:?}"
                );
                assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
                assert_eq!(world.committed(System::Aconsys, "open_account"), 1);
            }
        }
    }
}

#[test]
fn h15_a_part_that_was_changed_is_never_sent() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &B[..1], &[]);
    let order = world.order(&file);
    world.running.import_platform.set_reachable(false);
    let ending = world.ends_for(&order, Outcome::Failed, "platform-unreachable");
    world.running.import_platform.set_reachable(true);
    let part = ending.folder.join("ledger/parts/0001.csv");
    let mut text = std::fs::read_to_string(&part).expect("a part");
    text.push_str("x\r\n");
    std::fs::write(&part, text).expect("a part");
    world.ends_for(&order, Outcome::Failed, "part-changed");
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 0);
}

#[test]
fn an_unreachable_platform_and_wrong_credentials_fail_and_running_again_goes_on() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &B[..1], &[]);
    let order = world.order(&file);
    world.running.import_platform.set_reachable(false);
    world.ends_for(&order, Outcome::Failed, "platform-unreachable");
    world.running.import_platform.set_reachable(true);
    world.password = "-wrong".to_owned();
    let refused = world.ends(&order, Outcome::Failed);
    assert!(refused.why.is_some());
    world.password = "-demo".to_owned();
    world.ends(&order, Outcome::Done);
}

#[test]
fn h19_an_answer_lost_after_the_upload_is_found_and_not_sent_again() {
    for fault in
        [FaultName::AnswerLost, FaultName::ErrorAfter, FaultName::NotJson, FaultName::Restart]
    {
        let mut world = World::new(|_| {});
        let file = ledger(world.path(), "a.csv", &B[..1], &[]);
        let order = world.order(&file);
        world.fault(System::ImportPlatform, fault, "upload");
        let mut ending = world.work(&order).expect("an ending");
        for _ in 0..40 {
            if ending.outcome == Outcome::Done {
                break;
            }
            Now.pause(Duration::from_millis(10));
            ending = world.work(&order).expect("an ending");
        }
        assert_eq!(ending.outcome, Outcome::Done, "{fault:?} {:?}", ending.why);
        assert_eq!(world.committed(System::ImportPlatform, "upload"), 1, "{fault:?}");
    }
}

#[test]
fn h22_an_answer_lost_after_an_account_was_opened_opens_no_second_one() {
    for fault in [FaultName::AnswerLost, FaultName::ErrorAfter, FaultName::AppliedLate] {
        let mut world = World::new(|_| {});
        let file = ledger(world.path(), "b.csv", &B, &[]);
        let order = world.order(&file);
        world.fault(System::Aconsys, fault, "open_account");
        let mut ending = world.work(&order).expect("an ending");
        for _ in 0..40 {
            if ending.outcome == Outcome::Done {
                break;
            }
            Now.pause(Duration::from_millis(10));
            ending = world.work(&order).expect("an ending");
        }
        assert_eq!(ending.outcome, Outcome::Done, "{fault:?} {:?}", ending.why);
        assert_eq!(world.committed(System::Aconsys, "open_account"), 1, "{fault:?}");
    }
}

#[test]
fn a_session_that_expires_in_the_middle_costs_nothing() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let order = world.order(&file);
    for operation in ["upload", "process", "details_export"] {
        world.fault(System::ImportPlatform, FaultName::SessionExpired, operation);
    }
    world.ends(&order, Outcome::Done);
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
}

#[test]
fn a_report_with_other_columns_stops_before_anything_is_registered() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let order = world.order(&file);
    world.fault(System::ImportPlatform, FaultName::WrongColumns, "details_export");
    let ending = world.work(&order).expect("an ending");
    let why = ending.why.as_ref().map(|why| why.name());
    assert_eq!((ending.outcome, why), (Outcome::Failed, Some("report-unknown")));
    assert_eq!(world.committed(System::Aconsys, "open_account"), 0);
    world.ends(&order, Outcome::Done);
}

#[test]
fn h16_a_staging_that_a_colleague_emptied_is_sent_again_and_one_he_filled_is_left_alone() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &B[..1], &[]);
    let order = world.order(&file);
    world.fault(System::ImportPlatform, FaultName::ErrorBefore, "process");
    world.work(&order).expect("an ending");
    world.running.import_platform.clear_faults();
    world.running.import_platform.colleague(RUC, "202601", Colleague::Empty).expect("a colleague");
    world.ends(&order, Outcome::Done);
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 2);

    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &B[..1], &[]);
    let order = world.order(&file);
    world.running.import_platform.colleague(RUC, "202601", Colleague::Fill).expect("a colleague");
    let his = world.state(System::ImportPlatform)["files"].clone();
    world.ends_for(&order, Outcome::Waiting, "staging-not-ours");
    assert_eq!(world.state(System::ImportPlatform)["files"], his);
}

#[test]
fn h33_two_ledgers_of_one_period_are_refused_until_one_replaces_the_other() {
    let mut world = World::new(|_| {});
    let first = ledger(world.path(), "uno.csv", &B[..1], &[]);
    let order = world.order(&first);
    let ending = world.ends(&order, Outcome::Done);
    let second = ledger(world.path(), "dos.csv", &[Sold { after: 20, ..B[0] }], &[]);
    let mut order = world.order(&second);
    match *world.work(&order).expect_err("refused") {
        Stop::Journal(error) => assert_eq!(error.name(), "period-already-sent"),
        other => panic!("{other:?}"),
    }
    order.replaces = Some((ending.run.id.to_string(), "faltaban ventas".to_owned()));
    let replaced = world.ends(&order, Outcome::Done);
    assert_ne!(replaced.run.id, ending.run.id);
}

#[test]
fn a_ledger_saved_again_is_the_same_run() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &B[..1], &[]);
    let order = world.order(&file);
    let ending = world.ends(&order, Outcome::Done);
    let text = std::fs::read_to_string(&file).expect("a ledger").replace(",118.00,", ",118.0,");
    let again = world.path().join("b.csv");
    std::fs::write(&again, text).expect("a ledger");
    let order = world.order(&again);
    let same = world.ends(&order, Outcome::Done);
    assert_eq!(same.run.id, ending.run.id);
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
}

#[test]
fn h17_rejected_rows_hold_the_ledger_until_a_person_accepts_the_loss() {
    let mut world = World::new(|_| {});
    let wrong = row(99, 5, "B001", 99, "TM PLAZA NORTE", "999.00");
    let file = ledger(world.path(), "a.csv", &B[..1], &[wrong.trim_end()]);
    let mut order = world.order(&file);
    let held = world.ends_for(&order, Outcome::Held, "rows-rejected");
    assert_eq!(held.story.rows.rejected, 1);
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 0);
    order.accept_rejects = Some("se corrige el mes siguiente".to_owned());
    let ending = world.ends(&order, Outcome::Rejections);
    assert_eq!((ending.story.outcome.as_str(), ending.story.uploaded.rows), ("done", 20));

    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &B[..1], &[wrong.trim_end()]);
    let mut order = world.order(&file);
    order.on_rejects = OnRejects::Continue;
    world.ends(&order, Outcome::Rejections);
}

#[test]
fn h17_what_a_person_skips_ends_the_run_without_a_registration_and_is_told_for_ever() {
    let mut world = World::new(|_| {});
    let all = [B[0], sold("B021", "IS MALL DEL SUR", 3)];
    let file = ledger(world.path(), "a.csv", &all, &[]);
    let order = world.order(&file);
    let waiting = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    world.decide(&waiting, "B021", Decided::Skip("se registra a mano".to_owned()));
    for _ in 0..2 {
        let done = world.ends(&order, Outcome::Rejections);
        assert_eq!((done.story.registered.series, done.story.details.last), (0, 3));
        let left = &done.story.skipped[0];
        assert_eq!((left.series.as_str(), left.details), ("B021", 3));
        assert_eq!(left.reason, "se registra a mano");
    }
}

#[test]
fn the_whole_plan_waits_for_approval_where_the_company_wants_that() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let mut order = world.order(&file);
    order.approve = engine::run::phases::Approve::Ask;
    let waiting = world.ends_for(&order, Outcome::Waiting, "plan-not-approved");
    assert_eq!(world.committed(System::Aconsys, "open_account"), 0);
    world.approve(&waiting);
    world.ends(&order, Outcome::Done);
}
