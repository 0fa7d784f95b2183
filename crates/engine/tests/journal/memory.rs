//! What people decided and what plans said comes back as it was.

use std::collections::BTreeSet;

use engine::journal::{AliasStanding, Decided, JournalErrorKind, Phase};
use engine::model::CostCenter;
use rusqlite::Connection;

use crate::bench::Bench;

fn center(code: &str, name: &str) -> CostCenter {
    CostCenter { code: code.into(), name: name.into() }
}

#[test]
fn a_plan_is_stored_whole_and_a_changed_one_is_refused() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    let first = journal.store_plan(&bench.clock, &run.id, 1, r#"{"items":[1]}"#).unwrap();
    let second = journal.store_plan(&bench.clock, &run.id, 1, r#"{"items":[2]}"#).unwrap();
    let wrong = journal.approve_plan(&bench.clock, &run.id, "0000", "ana").unwrap_err();
    assert_eq!(wrong.kind(), JournalErrorKind::PlanUnknown);
    journal.approve_plan(&bench.clock, &run.id, &second, "ana").unwrap();
    let latest = journal.latest_plan(&run.id).unwrap().unwrap();
    assert_eq!((latest.hash.as_str(), latest.json.as_str()), (second.as_str(), r#"{"items":[2]}"#));
    assert_eq!(latest.approved.map(|(_, who)| who).as_deref(), Some("ana"));
    // The first one again is the latest again, and nobody has approved it.
    assert_eq!(journal.store_plan(&bench.clock, &run.id, 2, r#"{"items":[1]}"#).unwrap(), first);
    drop(journal);
    let connection = Connection::open(bench.path()).unwrap();
    connection.execute("UPDATE plan SET json = replace(json, '1', '3')", []).unwrap();
    drop(connection);
    let error = bench.open().latest_plan(&run.id).unwrap_err();
    assert_eq!(error.kind(), JournalErrorKind::Damaged);
}

#[test]
fn the_last_decision_about_an_item_holds_and_a_skip_needs_its_reason() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    let silent = Decided::Skip(" ".into());
    let refused = journal.decide(&bench.clock, &run.id, "B020", &silent, "ana").unwrap_err();
    assert_eq!(refused.kind(), JournalErrorKind::ReasonMissing);
    let decisions = [
        ("B020", Decided::CostCenter("1104".into())),
        ("B021", Decided::Skip("closed shop".into())),
        ("B020", Decided::SameAs("TM SAN JUAN 1".into())),
    ];
    for (item, decided) in &decisions {
        journal.decide(&bench.clock, &run.id, item, decided, "ana").unwrap();
    }
    let now = journal.decisions(&run.id).unwrap();
    let seen: Vec<_> = now.iter().map(|(item, it)| (item.as_str(), &it.decided)).collect();
    assert_eq!(seen, [("B020", &decisions[2].1), ("B021", &decisions[1].1)]);
    assert!(now.values().all(|decision| decision.who == "ana"));
}

#[test]
fn an_alias_is_void_when_its_code_goes_or_stands_for_something_else() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let (clock, lima) = (&bench.clock, center("1104", "TM AV. LIMA"));
    journal.remember_alias(clock, "demo", "AV LIMA", &center("1101", "X"), "luis").unwrap();
    journal.remember_alias(clock, "demo", "AV LIMA", &lima, "ana").unwrap();
    journal.remember_alias(clock, "otra", "AV LIMA", &lima, "ana").unwrap();
    let aliases = journal.aliases("demo").unwrap();
    assert_eq!((aliases.len(), &aliases[0].cost_center), (1, &lima));
    let standing = |now: &[CostCenter]| aliases[0].standing(now);
    assert_eq!(
        standing(&[center("1104", "TM AV. LIMA "), center("1105", "Y")]),
        AliasStanding::Valid
    );
    assert_eq!(standing(&[center("1105", "TM AV. LIMA")]), AliasStanding::Gone);
    assert_eq!(standing(&[]), AliasStanding::Gone);
    let renamed = AliasStanding::Renamed(vec!["TM AV. LIMA 2".into()]);
    assert_eq!(standing(&[center("1104", "TM AV. LIMA 2")]), renamed);
    let twice = [center("1104", "TM AV. LIMA"), center("1104", "OTRA")];
    assert!(matches!(standing(&twice), AliasStanding::Renamed(_)));
    assert!(journal.revoke_alias(clock, "demo", "AV LIMA", "ana").unwrap());
    assert!(!journal.revoke_alias(clock, "demo", "AV LIMA", "ana").unwrap());
    assert!(journal.aliases("demo").unwrap().is_empty());
}

#[test]
fn h18_a_round_makes_progress_only_where_the_complaints_got_strictly_fewer() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    let clock = &bench.clock;
    for phase in [Phase::Normalize, Phase::Load, Phase::Process] {
        journal.advance(clock, &run.id, phase).unwrap();
    }
    let heard: [&[&str]; 4] = [&["a", "b", "c"], &["a", "b", "c"], &["a", "x"], &["a"]];
    for (round, complaints) in heard.iter().enumerate() {
        let number = journal.open_round(clock, &run.id).unwrap();
        // Cut off before the details were read: it is the same round.
        assert_eq!(journal.open_round(clock, &run.id).unwrap(), number);
        assert_eq!(number as usize, round + 1);
        let complaints: BTreeSet<_> = complaints.iter().map(|it| (*it).to_owned()).collect();
        journal.hear(clock, &run.id, number, &complaints, 400).unwrap();
    }
    let rounds = journal.rounds(&run.id).unwrap();
    let progress: Vec<_> = rounds.windows(2).map(|two| two[1].is_progress_over(&two[0])).collect();
    assert_eq!(progress, [false, false, true]);
    assert_eq!(rounds[0].lines, Some(400));
}
