//! The hazards of the predecessor that a connector could fall into (domain.md 4.9).

use engine::model::{Account, AccountCode};
use engine::ports::{AccountingSystem, FailureKind, ImportPlatform, ProcessState, Sighting};
use simulators::{Fault, FaultName, System};

use crate::world::{addition, part, processed, world};

#[test]
fn h18_after_registering_a_series_the_batch_is_processed_again_to_its_end() {
    let world = world(|_| {});
    let mut platform = world.importer();
    platform.begin_batch().expect("begun");
    platform.upload(&part(world.path(), "a.csv", &["F001", "B777"])).expect("uploaded");
    platform.process().expect("ordered");
    assert_eq!(processed(&mut platform).complaints, Some(1));
    platform.register_series(&addition(world.path(), "B777")).expect("registered");
    platform.process().expect("ordered again");
    let ended = processed(&mut platform);
    assert_eq!((ended.posted, ended.complaints), (Some(2), Some(0)));
}

#[test]
fn h19_the_platform_is_asked_before_a_file_is_sent_again() {
    let world = world(|_| {});
    let mut platform = world.importer();
    platform.begin_batch().expect("begun");
    let part = part(world.path(), "a.csv", &["F001"]);
    world.fault(System::ImportPlatform, FaultName::AnswerLost, "upload");
    assert_eq!(platform.upload(&part).expect_err("lost").kind, FailureKind::InDoubt);
    // A new process knows nothing but what the platform says.
    let mut again = world.importer();
    assert!(matches!(again.find_upload(&part), Ok(Sighting::Ours(_))));
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
}

#[test]
fn h20_the_result_is_counts_and_the_whole_export_not_the_first_row() {
    let world = world(|_| {});
    let mut platform = world.importer();
    platform.begin_batch().expect("begun");
    let series: Vec<String> = (0..150).map(|number| format!("X{number:03}")).collect();
    let series: Vec<&str> = series.iter().map(String::as_str).collect();
    platform.upload(&part(world.path(), "a.csv", &series)).expect("uploaded");
    platform.process().expect("ordered");
    assert_eq!(processed(&mut platform).complaints, Some(150));
    let details = platform.fetch_details(world.path()).expect("details");
    let mut table = engine::ingest::open(&details, &Default::default()).expect("a table");
    let (mut batch, mut count) = (xlsx::Rows::new(), 0);
    loop {
        batch.clear();
        let more = table.next(&mut batch).expect("rows");
        count += batch.iter().filter(|row| !row.is_blank()).count();
        if !more {
            break;
        }
    }
    assert_eq!(count, 151, "all of them, and the header");
}

#[test]
fn h20_a_processing_before_the_last_upload_says_nothing_of_it() {
    let world = world(|_| {});
    let mut platform = world.importer();
    platform.begin_batch().expect("begun");
    platform.upload(&part(world.path(), "a.csv", &["F001"])).expect("uploaded");
    platform.process().expect("ordered");
    processed(&mut platform);
    platform.upload(&part(world.path(), "b.csv", &["F006"])).expect("uploaded");
    assert_eq!(platform.progress().expect("progress").state, ProcessState::Idle);
}

#[test]
fn h21_company_and_period_are_read_back_before_a_write() {
    let world = world(|_| {});
    let mut platform = world.importer();
    world.arm(Fault {
        skip: 0,
        ..Fault::new(System::ImportPlatform, FaultName::NotJson, "context")
    });
    let failure = platform.begin_batch().expect_err("not the screen that we know");
    assert_eq!(failure.kind, FailureKind::Unrecognized, "{failure}");
    assert_eq!(world.committed(System::ImportPlatform, "begin"), 0);
}

#[test]
fn h22_an_account_whose_answer_was_lost_is_found_and_not_opened_twice() {
    let world = world(|_| {});
    let mut system = world.accountant();
    let code = AccountCode::parse("00000000909").expect("a code");
    let account = Account { code, name: "TICKETS VARIOS - TM PRUEBA".to_string() };
    assert_eq!(system.find_account(code, &account.name), Ok(Sighting::Absent));
    world.fault(System::Aconsys, FaultName::AnswerLost, "open_account");
    assert_eq!(system.open_account(&account).expect_err("lost").kind, FailureKind::InDoubt);
    assert_eq!(system.find_account(code, &account.name), Ok(Sighting::Ours(())));
    assert_eq!(system.open_account(&account).expect_err("taken").kind, FailureKind::Refused);
    assert_eq!(world.committed(System::Aconsys, "open_account"), 1);
}

#[test]
fn h23_the_whole_list_of_accounts_is_fetched_and_a_collision_is_seen() {
    let world = world(|_| {});
    let mut system = world.accountant();
    let path = system.fetch_accounts(world.path()).expect("a list");
    let mut table = engine::ingest::open(&path, &Default::default()).expect("a table");
    let head = table.head().expect("rows");
    let codes: Vec<_> = head.iter().map(|row| row.text(0).into_owned()).collect();
    assert!(codes.iter().any(|code| code == "00000000242"), "{codes:?}");
    let state = world.running.aconsys.state(false);
    let listed = state["accounts"].as_array().expect("accounts");
    assert_eq!(codes.len(), listed.len() + 1, "all of them, and the header: {codes:?}");
    let other = AccountCode::parse("00000000242").expect("a code");
    assert_eq!(system.find_account(other, "ANOTHER NAME"), Ok(Sighting::Taken));
}
