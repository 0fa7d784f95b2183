//! Which run a ledger belongs to, and what happens to the one that is there.

use engine::journal::{
    Effect, Intent, Journal, JournalErrorKind, Key, OnUntellable, Outcome, Part, Phase, Replaces,
    Run, Sent, Standing, Started, at_most_once,
};
use engine::model::{Cents, Language, Period};
use engine::ports::{Answer, CompanyId, FailureKind, Sighting};

use crate::bench::{Bench, SETTLING, company, failure, ledger, started};

/// Sends the first part of a run, with this answer.
fn send(journal: &mut Journal, bench: &Bench, run: &Run, answer: Answer<()>) {
    let part = Part {
        number: 1,
        revision: 0,
        file: "parts/0001.csv".into(),
        sha256: "00".into(),
        bytes: 9,
        rows: 50_000,
        total: Cents(1),
    };
    journal.seal_parts(&bench.clock, &run.id, 0, &[part]).unwrap();
    for key in [Key::begin(&run.id, run.generation), Key::upload(&run.id, run.generation, 1)] {
        let answer = if key.as_str().starts_with("begin") { Ok(()) } else { answer.clone() };
        let intent = Intent {
            run: &run.id,
            key: &key,
            meaning: "",
            settling: SETTLING,
            untellable: OnUntellable::AskPerson,
        };
        let look = |(): &mut ()| Ok(Sighting::Absent);
        let _ = at_most_once(journal, &bench.clock, &mut (), &intent, look, |()| answer.clone());
    }
}

#[test]
fn h16_the_same_rows_are_the_same_run_even_where_the_file_was_saved_again() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    assert!(run.id.as_str().starts_with("demo-2026-01-") && run.id.as_str().len() == 17);
    journal.advance(&bench.clock, &run.id, Phase::Normalize).unwrap();
    journal.end(&bench.clock, &run.id, Outcome::Failed).unwrap();
    drop(journal);
    let mut journal = bench.open();
    let company = company();
    let saved_again = engine::journal::Ledger { bytes: "others", ..ledger(&company, "aaaa") };
    let started = journal.start(&bench.clock, &saved_again, None).unwrap();
    let Started::Resumed(again) = started else { panic!("{started:?}") };
    assert_eq!((&again.id, again.phase), (&run.id, Phase::Normalize));
    assert_eq!((again.bytes.as_str(), again.outcome), ("others", Some(Outcome::Failed)));
    assert_eq!(journal.runs().unwrap().len(), 1);
}

#[test]
fn h16_a_corrected_ledger_is_another_run_and_nothing_of_the_first_is_lost() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let held = bench.run(&mut journal);
    journal.advance(&bench.clock, &held.id, Phase::Normalize).unwrap();
    journal.end(&bench.clock, &held.id, Outcome::Held).unwrap();
    let Started::Superseded { run, old } = started(&mut journal, &bench.clock, "bbbb") else {
        panic!("a held run of which nothing was sent gives way")
    };
    assert_eq!((&old, run.phase), (&held.id, Phase::Ingest));
    let old = journal.run(&old).unwrap();
    assert_eq!((old.standing, old.outcome), (Standing::Superseded, Some(Outcome::Held)));
    assert_eq!(old.taken_by.as_ref(), Some(&run.id));
    let step = journal.advance(&bench.clock, &old.id, Phase::Load).unwrap_err();
    assert_eq!(step.kind(), JournalErrorKind::NotCurrent);
}

#[test]
fn h33_a_second_ledger_of_a_period_of_which_something_was_sent_is_refused() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    send(&mut journal, &bench, &run, Ok(()));
    let before = journal.events(None).unwrap().len();
    let refused = started(&mut journal, &bench.clock, "bbbb");
    let Started::Refused { other, sent } = &refused else { panic!("{refused:?}") };
    assert_eq!(other.id, run.id);
    assert_eq!(*sent, Sent { parts: 1, rows: 50_000, ..Sent::default() });
    let error = refused.run().unwrap_err();
    assert_eq!(error.code(), "J213");
    assert!(error.says(Language::Es).contains("filas 50000"), "{error}");
    assert!(error.advice(Language::Es).contains(&format!("--replaces {}", run.id)));
    assert_eq!((journal.runs().unwrap().len(), journal.events(None).unwrap().len()), (1, before));
}

#[test]
fn h33_one_takes_the_others_place_only_by_name_and_with_a_reason() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    send(&mut journal, &bench, &run, Ok(()));
    let company = company();
    let next = ledger(&company, "bbbb");
    let replace = |journal: &mut Journal, run: &str, reason: &str| {
        journal.start(&bench.clock, &next, Some(&Replaces { run, reason, who: "ana" }))
    };
    let unknown = replace(&mut journal, "demo-2025", "corrected").unwrap_err();
    assert_eq!(unknown.kind(), JournalErrorKind::RunUnknown);
    let silent = replace(&mut journal, run.id.as_str(), "  ").unwrap_err();
    assert_eq!(silent.kind(), JournalErrorKind::ReasonMissing);
    let replaced = replace(&mut journal, "DEMO-2026-01", "corrected by the shop").unwrap();
    let Started::Replaced { run: new, old } = replaced else { panic!("{replaced:?}") };
    assert_eq!((old, new.replaces.as_ref()), (run.id.clone(), Some(&run.id)));
    assert_eq!(new.reason.as_deref(), Some("corrected by the shop"));
    let events = journal.events(Some(&new.id)).unwrap();
    assert!(events[0].content.contains("\"who\":\"ana\""), "{events:?}");
    // The name of the one that is no longer current does not do.
    send(&mut journal, &bench, &new, Ok(()));
    let third = ledger(&company, "cccc");
    let word = Replaces { run: run.id.as_str(), reason: "again", who: "ana" };
    let wrong = journal.start(&bench.clock, &third, Some(&word)).unwrap_err();
    assert_eq!(wrong.kind(), JournalErrorKind::ReplacesAnother);
}

#[test]
fn h19_what_perhaps_left_counts_as_sent_and_what_surely_did_not_does_not() {
    let answers = [
        (FailureKind::InDoubt, true),
        (FailureKind::Refused, false),
        (FailureKind::Unreachable, false),
        (FailureKind::Unrecognized, false),
    ];
    for (kind, counts) in answers {
        let bench = Bench::new();
        let mut journal = bench.open();
        let run = bench.run(&mut journal);
        send(&mut journal, &bench, &run, Err(failure(kind)));
        assert_eq!(journal.sent(&run.id).unwrap().doubts, u64::from(counts), "{kind:?}");
        let next = started(&mut journal, &bench.clock, "bbbb");
        assert_eq!(matches!(next, Started::Refused { .. }), counts, "{kind:?}");
    }
}

#[test]
fn h19_a_run_that_is_run_again_each_minute_sends_nothing_again() {
    let bench = Bench::new();
    let run = {
        let mut journal = bench.open();
        let run = bench.run(&mut journal);
        send(&mut journal, &bench, &run, Ok(()));
        run
    };
    for _ in 0..3 {
        let mut journal = bench.open();
        assert_eq!(bench.run(&mut journal).id, run.id);
        let key = Key::upload(&run.id, 0, 1);
        let intent = Intent {
            run: &run.id,
            key: &key,
            meaning: "",
            settling: SETTLING,
            untellable: OnUntellable::AskPerson,
        };
        let mut acted = 0;
        let effect: Effect<()> = at_most_once(
            &mut journal,
            &bench.clock,
            &mut acted,
            &intent,
            |_| Ok(Sighting::Absent),
            |acted| {
                *acted += 1;
                Ok(())
            },
        )
        .unwrap();
        assert_eq!((effect, acted), (Effect::Before(()), 0));
    }
}

/// What is uploaded is what was sealed for this run and revision, whatever else lies in the folder.
#[test]
fn h15_parts_of_an_attempt_that_was_cut_off_give_way_and_come_in_order() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    let part = |number: u32, revision, sha256: &str| Part {
        number,
        revision,
        file: format!("parts/{number:04}.csv"),
        sha256: sha256.into(),
        bytes: 1,
        rows: 1,
        total: Cents(1),
    };
    let clock = &bench.clock;
    let old = [part(3, 0, "old"), part(1, 0, "old"), part(2, 0, "old")];
    journal.seal_parts(clock, &run.id, 0, &old).unwrap();
    journal.seal_parts(clock, &run.id, 0, &[part(2, 0, "new"), part(1, 0, "new")]).unwrap();
    journal.seal_parts(clock, &run.id, 1, &[part(3, 1, "corrected")]).unwrap();
    let parts = journal.parts(&run.id).unwrap();
    let seen: Vec<_> = parts.iter().map(|part| (part.number, part.sha256.as_str())).collect();
    assert_eq!(seen, [(1, "new"), (2, "new"), (3, "corrected")]);
}

#[test]
fn a_ledger_that_comes_back_takes_its_place_again_with_a_new_generation() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let first = bench.run(&mut journal);
    let second = started(&mut journal, &bench.clock, "bbbb").run().unwrap();
    let Started::Superseded { run, old } = started(&mut journal, &bench.clock, "aaaa") else {
        panic!("nothing was sent of either")
    };
    assert_eq!((&run.id, &old), (&first.id, &second.id));
    assert_eq!((run.phase, run.generation, run.standing), (Phase::Ingest, 1, Standing::Current));
}

#[test]
fn runs_are_found_by_what_people_type() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let mut begin = |company: &str, month, content| {
        let company = CompanyId { name: company.into(), ruc: "20100176450".into() };
        let mut ledger = ledger(&company, content);
        ledger.period = Period::new(2026, month).unwrap();
        journal.start(&bench.clock, &ledger, None).unwrap().run().unwrap().id
    };
    let january = begin("demo", 1, "aaaa");
    let february = begin("demo", 2, "aaaa");
    let odd = begin("Ñandú & Hijos", 1, "aaaa");
    assert_ne!(january.as_str()[13..], february.as_str()[13..]);
    assert!(odd.as_str().starts_with("-and----hijos-2026-01-"), "{odd}");
    let find = |typed: &str| journal.find_run(typed).map(|run| run.id);
    assert_eq!(find(february.as_str()).unwrap(), february);
    assert_eq!(find(" Demo-2026-01 ").unwrap(), january);
    assert_eq!(find("demo").unwrap_err().kind(), JournalErrorKind::RunAmbiguous);
    assert_eq!(find("").unwrap_err().kind(), JournalErrorKind::RunUnknown);
    assert_eq!(find("otra").unwrap_err().kind(), JournalErrorKind::RunUnknown);
}
