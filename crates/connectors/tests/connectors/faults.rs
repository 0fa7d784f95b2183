//! Every fault of the simulators at every write, and what a look-up says afterwards.

use std::time::Duration;

use engine::model::{Account, AccountCode};
use engine::ports::{AccountingSystem, Clock, FailureKind, ImportPlatform, Sighting};
use simulators::{Fault, FaultName, System};

use crate::canned::{company, january};
use crate::world::{Now, addition, part, processed, world};

/// What a fault at a write must end in, and how often the write was committed.
const WRITES: [(FaultName, Result<(), FailureKind>, usize); 12] = [
    (FaultName::AnswerLost, Err(FailureKind::InDoubt), 1),
    (FaultName::Late, Ok(()), 1),
    (FaultName::Refused, Err(FailureKind::Refused), 0),
    (FaultName::ErrorBefore, Err(FailureKind::InDoubt), 0),
    (FaultName::ErrorAfter, Err(FailureKind::InDoubt), 1),
    (FaultName::TooMany, Err(FailureKind::Refused), 0),
    (FaultName::SessionExpired, Ok(()), 1),
    (FaultName::Truncated, Err(FailureKind::InDoubt), 1),
    (FaultName::Trickle, Ok(()), 1),
    (FaultName::NotJson, Err(FailureKind::InDoubt), 1),
    (FaultName::Unreachable, Err(FailureKind::InDoubt), 0),
    (FaultName::Restart, Err(FailureKind::InDoubt), 1),
];

fn fault(system: System, name: FaultName, operation: &str) -> Fault {
    Fault { delay_ms: 10, ..Fault::new(system, name, operation) }
}

#[test]
fn every_fault_at_an_upload_is_told_for_what_it_is() {
    for (name, expected, committed) in WRITES {
        let world = world(|_| {});
        let mut platform = world.importer();
        platform.begin_batch().expect("begun");
        let part = part(world.path(), "run-0001.csv", &["F001"]);
        world.arm(fault(System::ImportPlatform, name, "upload"));
        let result = platform.upload(&part).map(|_| ()).map_err(|failure| failure.kind);
        assert_eq!(result, expected, "{name:?}");
        assert_eq!(world.committed(System::ImportPlatform, "upload"), committed, "{name:?}");
        let seen = look(
            || platform.find_upload(&part),
            || world.running.import_platform.set_reachable(true),
        );
        assert_eq!(matches!(seen, Sighting::Ours(_)), committed == 1, "{name:?}: {seen:?}");
    }
}

#[test]
fn every_fault_at_an_account_is_told_for_what_it_is() {
    let code = AccountCode::parse("00000000909").expect("a code");
    let account = Account { code, name: "TICKETS VARIOS - TM PRUEBA".to_string() };
    for (name, expected, committed) in WRITES {
        let world = world(|_| {});
        let mut system = world.accountant();
        world.arm(fault(System::Aconsys, name, "open_account"));
        let result = system.open_account(&account).map_err(|failure| failure.kind);
        assert_eq!(result, expected, "{name:?}");
        assert_eq!(world.committed(System::Aconsys, "open_account"), committed, "{name:?}");
        let seen = look(
            || system.find_account(code, &account.name),
            || world.running.aconsys.set_reachable(true),
        );
        assert_eq!(seen == Sighting::Ours(()), committed == 1, "{name:?}: {seen:?}");
    }
}

/// A look-up that is asked again while nobody listens, in bounded tries.
fn look<T>(mut ask: impl FnMut() -> engine::ports::Answer<T>, listen: impl Fn()) -> T {
    for _ in 0..200 {
        match ask() {
            Ok(seen) => return seen,
            Err(failure) => {
                assert_eq!(failure.kind, FailureKind::Unreachable, "{failure}");
                listen();
            }
        }
    }
    panic!("nobody answers");
}

#[test]
fn every_fault_at_other_writes_leaves_doubt_where_an_answer_is_lost() {
    for name in [FaultName::AnswerLost, FaultName::ErrorAfter] {
        let world = world(|_| {});
        let mut platform = world.importer();
        world.fault(System::ImportPlatform, name, "begin");
        let kind = |result: Result<(), engine::ports::Failure>| result.map_err(|f| f.kind);
        assert_eq!(kind(platform.begin_batch()), Err(FailureKind::InDoubt), "{name:?}");
        platform.upload(&part(world.path(), "a.csv", &["F001"])).expect("it had begun");
        world.fault(System::ImportPlatform, name, "process");
        assert_eq!(kind(platform.process()), Err(FailureKind::InDoubt), "{name:?}");
        assert_eq!(processed(&mut platform).posted, Some(1));
        world.fault(System::ImportPlatform, name, "series_import");
        let import = addition(world.path(), "B777");
        assert_eq!(kind(platform.register_series(&import)), Err(FailureKind::InDoubt), "{name:?}");
        for operation in ["begin", "process", "series_import"] {
            assert_eq!(world.committed(System::ImportPlatform, operation), 1, "{operation}");
        }
    }
}

#[test]
fn faults_at_look_ups_are_never_in_doubt_and_a_renewed_session_is_open_again() {
    let world = world(|_| {});
    let mut platform = world.importer();
    for (name, expected) in [
        (FaultName::AnswerLost, Err(FailureKind::Unreachable)),
        (FaultName::ErrorBefore, Err(FailureKind::Unreachable)),
        (FaultName::Refused, Err(FailureKind::Refused)),
        (FaultName::TooMany, Err(FailureKind::Refused)),
        (FaultName::Truncated, Err(FailureKind::Unreachable)),
        (FaultName::NotJson, Err(FailureKind::Unrecognized)),
        (FaultName::SessionExpired, Ok(())),
        (FaultName::Trickle, Ok(())),
        (FaultName::Late, Ok(())),
    ] {
        world.arm(fault(System::ImportPlatform, name, "batch"));
        let result = platform.staging().map(|_| ()).map_err(|failure| failure.kind);
        assert_eq!(result, expected, "{name:?}");
        world.running.import_platform.clear_faults();
    }
    world.running.import_platform.expire_sessions();
    platform.begin_batch().expect("a new session, company and period chosen again");
    world.fault(System::ImportPlatform, FaultName::TooMany, "begin");
    let failure = platform.begin_batch().expect_err("too many");
    assert!(failure.retry_after.is_some(), "{failure}");
    platform.open(&company(), january()).expect("it opens");
}

#[test]
fn an_upload_that_was_taken_twice_is_not_found_as_ours() {
    let world = world(|_| {});
    let mut platform = world.importer();
    platform.begin_batch().expect("begun");
    world.fault(System::ImportPlatform, FaultName::Duplicated, "upload");
    let part = part(world.path(), "run-0001.csv", &["F001"]);
    platform.upload(&part).expect("uploaded");
    assert_eq!(platform.find_upload(&part), Ok(Sighting::Taken));
    assert_eq!(platform.staging().expect("a staging").rows, Some(2));
}

#[test]
fn a_truncated_report_is_not_kept() {
    let world = world(|_| {});
    let mut platform = world.importer();
    world.fault(System::ImportPlatform, FaultName::Truncated, "series_export");
    let failure = platform.fetch_catalog(world.path()).expect_err("half a file");
    assert_eq!(failure.kind, FailureKind::Unreachable, "{failure}");
    assert!(!world.path().join("series.xlsx").exists());
    platform.fetch_catalog(world.path()).expect("the whole file");
}

#[test]
fn a_staging_that_somebody_changed_is_told_as_it_is() {
    for (name, rows) in [(FaultName::StagingEmptied, 0), (FaultName::StagingFilled, 4)] {
        let world = world(|_| {});
        let mut platform = world.importer();
        platform.begin_batch().expect("begun");
        platform.upload(&part(world.path(), "run-0001.csv", &["F001"])).expect("uploaded");
        world.fault(System::ImportPlatform, name, "batch");
        assert_eq!(platform.staging().expect("a staging").rows, Some(rows), "{name:?}");
    }
}

#[test]
fn an_upload_that_is_done_later_is_in_doubt_until_it_is_seen() {
    let world = world(|_| {});
    let mut platform = world.importer();
    platform.begin_batch().expect("begun");
    world.arm(fault(System::ImportPlatform, FaultName::AppliedLate, "upload"));
    let part = part(world.path(), "run-0001.csv", &["F001"]);
    assert_eq!(platform.upload(&part).expect_err("lost").kind, FailureKind::InDoubt);
    let mut sighting = platform.find_upload(&part).expect("a look");
    for _ in 0..2000 {
        if sighting != Sighting::Absent {
            break;
        }
        Now.pause(Duration::from_millis(5));
        sighting = platform.find_upload(&part).expect("a look");
    }
    assert!(matches!(sighting, Sighting::Ours(_)), "{sighting:?}");
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
}
