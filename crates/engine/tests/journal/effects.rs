//! Every row of the table of `at_most_once`, and every end of an attempt.

use std::time::Duration;

use engine::journal::{
    Effect, EffectError, EffectState, Happened, Intent, Journal, JournalErrorKind, Key, Moment,
    OnUntellable, Outcome, Receipt, Run, at_most_once,
};
use engine::model::{Cents, Language};
use engine::ports::{Clock, FailureKind, Sighting, UploadReceipt};

use crate::bench::{Bench, SETTLING, Scripted, crash_at, failure, key, once};

const ASK: OnUntellable = OnUntellable::AskPerson;

fn state(journal: &Journal) -> (EffectState, u32) {
    let row = journal.effect(&key()).unwrap().unwrap();
    (row.state, row.attempts)
}

/// A journal in which an attempt was begun and nobody knows its end: the program stopped right after the intent.
fn in_doubt(bench: &Bench) -> (Journal, Run) {
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    let intent = journal.writes() + 1;
    crash_at(&mut journal, intent, Moment::After);
    let mut world = Scripted::new(&[Sighting::Absent], Ok(()));
    let stopped = once(&mut journal, &bench.clock, &run, &mut world, ASK);
    assert!(matches!(stopped, Err(EffectError::Journal(_))));
    assert_eq!(world.acted, 0);
    drop(journal);
    let journal = bench.open();
    assert_eq!(state(&journal), (EffectState::Open, 1));
    (journal, run)
}

#[test]
fn without_intent_absent_and_untellable_act() {
    for seen in [Sighting::Absent, Sighting::CannotTell] {
        let bench = Bench::new();
        let mut journal = bench.open();
        let run = bench.run(&mut journal);
        let mut world = Scripted::new(&[seen], Ok(()));
        let effect = once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
        assert_eq!((effect, world.looked, world.acted), (Effect::Acted(()), 1, 1));
        assert_eq!(state(&journal), (EffectState::Done, 1));
    }
}

#[test]
fn without_intent_ours_is_found_and_nothing_is_done() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    let mut world = Scripted::new(&[Sighting::Ours(())], Ok(()));
    let effect = once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
    assert_eq!((effect, world.acted), (Effect::Found(()), 0));
    assert_eq!(state(&journal), (EffectState::Done, 0));
}

#[test]
fn taken_is_a_conflict_with_and_without_intent_and_a_new_plan_may_follow() {
    let fresh = Bench::new();
    let mut journal = fresh.open();
    let run = fresh.run(&mut journal);
    let doubtful = Bench::new();
    for (bench, (mut journal, run)) in [(&fresh, (journal, run)), (&doubtful, in_doubt(&doubtful))]
    {
        let mut world = Scripted::new(&[Sighting::Taken], Ok(()));
        let ended = once(&mut journal, &bench.clock, &run, &mut world, ASK);
        assert!(matches!(ended, Err(EffectError::Conflict { .. })));
        assert_eq!((world.acted, state(&journal).0), (0, EffectState::Conflict));
        // The new plan has another code for the same branch.
        let key = key();
        let intent =
            Intent { run: &run.id, key: &key, meaning: "303", settling: SETTLING, untellable: ASK };
        let mut world = Scripted::new(&[Sighting::Absent], Ok(()));
        let (look, act) = (Scripted::look, Scripted::act);
        at_most_once(&mut journal, &bench.clock, &mut world, &intent, look, act).unwrap();
        assert_eq!((world.acted, state(&journal).0), (1, EffectState::Done));
    }
}

#[test]
fn open_and_ours_is_done_without_acting() {
    let bench = Bench::new();
    let (mut journal, run) = in_doubt(&bench);
    let mut world = Scripted::new(&[Sighting::Ours(())], Ok(()));
    let effect = once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
    assert_eq!((effect, world.acted), (Effect::Found(()), 0));
    assert_eq!(state(&journal), (EffectState::Done, 1));
}

#[test]
fn open_and_absent_waits_for_the_settling_time_and_acts_again_under_the_same_key() {
    let bench = Bench::new();
    let (mut journal, run) = in_doubt(&bench);
    let began = bench.clock.now();
    let mut world = Scripted::new(&[Sighting::Absent], Ok(()));
    let effect = once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
    assert_eq!((effect, world.acted), (Effect::Acted(()), 1));
    assert!(Duration::from_millis(bench.clock.now() - began) >= SETTLING);
    assert!(world.looked > 1, "it looks again after it has waited");
    assert_eq!(state(&journal), (EffectState::Done, 2));
}

#[test]
fn open_and_absent_that_arrives_while_it_settles_is_done_without_acting() {
    let bench = Bench::new();
    let (mut journal, run) = in_doubt(&bench);
    let mut world =
        Scripted::new(&[Sighting::Absent, Sighting::Absent, Sighting::Ours(())], Ok(()));
    let effect = once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
    assert_eq!((effect, world.acted), (Effect::Found(()), 0));
}

/// The wall clock is no witness: it may have jumped since the intent, either way.
#[test]
fn a_clock_that_jumps_does_not_shorten_the_settling_time() {
    for jump in [0, u64::from(u32::MAX) * 1000] {
        let bench = Bench::new();
        let (mut journal, run) = in_doubt(&bench);
        bench.clock.set(jump);
        let mut world = Scripted::new(&[Sighting::Absent], Ok(()));
        once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
        assert!(Duration::from_millis(bench.clock.now() - jump) >= SETTLING);
        assert_eq!(world.acted, 1);
    }
}

#[test]
fn a_stop_while_it_settles_leaves_the_effect_open() {
    let bench = Bench::new();
    let (mut journal, run) = in_doubt(&bench);
    bench.clock.stop();
    let mut world = Scripted::new(&[Sighting::Absent], Ok(()));
    let ended = once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap_err();
    assert_eq!(ended.outcome(), Outcome::Interrupted);
    assert_eq!((world.acted, state(&journal)), (0, (EffectState::Open, 1)));
}

#[test]
fn open_and_untellable_asks_a_person_or_begins_a_new_generation() {
    let bench = Bench::new();
    let (mut journal, run) = in_doubt(&bench);
    let mut world = Scripted::new(&[Sighting::CannotTell], Ok(()));
    let ended = once(&mut journal, &bench.clock, &run, &mut world, OnUntellable::NewGeneration);
    assert!(matches!(ended, Err(EffectError::NewGeneration { .. })));
    let ended = once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap_err();
    let EffectError::AskPerson { effect, .. } = ended else { panic!("{ended}") };
    assert_eq!((world.acted, state(&journal)), (0, (EffectState::Open, 1)));
    let advice = ended.into_error().advice(Language::Es);
    assert!(advice.contains(&format!("cuadre resolve {effect} --happened")), "{advice}");

    let row = journal.resolve(&bench.clock, effect, Happened::Yes, "ana").unwrap();
    assert_eq!((row.state, row.who.as_deref()), (EffectState::Done, Some("ana")));
    let done = once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
    assert_eq!((done, world.acted), (Effect::Before(()), 0));
}

#[test]
fn a_person_who_says_that_it_did_not_happen_lets_the_next_run_act() {
    let bench = Bench::new();
    let (mut journal, run) = in_doubt(&bench);
    let effect = journal.effects_in_doubt().unwrap()[0].id;
    journal.resolve(&bench.clock, effect, Happened::No, "ana").unwrap();
    let again = journal.resolve(&bench.clock, effect, Happened::No, "ana").unwrap_err();
    assert_eq!(again.kind(), JournalErrorKind::EffectSettled);
    let unknown = journal.resolve(&bench.clock, 99, Happened::No, "ana").unwrap_err();
    assert_eq!(unknown.kind(), JournalErrorKind::EffectUnknown);
    let mut world = Scripted::new(&[Sighting::CannotTell], Ok(()));
    once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
    assert_eq!((world.acted, state(&journal)), (1, (EffectState::Done, 2)));
}

#[test]
fn done_is_done_and_nobody_is_asked() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    let mut world = Scripted::new(&[Sighting::Absent], Ok(()));
    once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
    let mut world = Scripted::new(&[Sighting::Absent], Ok(()));
    let effect = once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
    assert_eq!((effect, world.looked, world.acted), (Effect::Before(()), 0, 0));
}

#[test]
fn a_failure_that_did_nothing_closes_the_intent_so_that_the_next_run_acts() {
    for kind in [FailureKind::Unreachable, FailureKind::Refused, FailureKind::Unrecognized] {
        let bench = Bench::new();
        let mut journal = bench.open();
        let run = bench.run(&mut journal);
        let mut world = Scripted::new(&[Sighting::Absent], Err(failure(kind)));
        let ended = once(&mut journal, &bench.clock, &run, &mut world, ASK);
        assert!(matches!(ended, Err(EffectError::NotDone { .. })), "{kind:?}");
        assert_eq!(state(&journal), (EffectState::NotHappened, 1));
        let began = bench.clock.now();
        let mut world = Scripted::new(&[Sighting::CannotTell], Ok(()));
        once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
        assert_eq!((world.acted, bench.clock.now()), (1, began), "{kind:?}");
    }
}

#[test]
fn a_lost_answer_is_looked_up_at_once_and_an_absence_then_proves_nothing() {
    let ends: [(Sighting<()>, EffectState); 4] = [
        (Sighting::Ours(()), EffectState::Done),
        (Sighting::Absent, EffectState::Open),
        (Sighting::CannotTell, EffectState::Open),
        (Sighting::Taken, EffectState::Conflict),
    ];
    for (seen, expected) in ends {
        let bench = Bench::new();
        let mut journal = bench.open();
        let run = bench.run(&mut journal);
        let lost = Err(failure(FailureKind::InDoubt));
        let mut world = Scripted::new(&[Sighting::Absent, seen], lost);
        let ended = once(&mut journal, &bench.clock, &run, &mut world, ASK);
        assert_eq!((world.looked, world.acted), (2, 1));
        assert_eq!(state(&journal), (expected, 1));
        match ended {
            Ok(effect) => assert_eq!((effect, seen), (Effect::Found(()), Sighting::Ours(()))),
            Err(EffectError::Conflict { .. }) => assert_eq!(seen, Sighting::Taken),
            Err(error) => assert_eq!(error.outcome(), Outcome::Unknown),
        }
    }
}

/// The first request was slow and arrives between the last look and the second request, which is then refused.
#[test]
fn a_second_attempt_that_is_refused_because_the_first_arrived_is_done() {
    let bench = Bench::new();
    let (mut journal, run) = in_doubt(&bench);
    let mut world = Scripted::new(&[], Err(failure(FailureKind::Refused)));
    world.looks = vec![Ok(Sighting::Absent); 7];
    world.looks.push(Ok(Sighting::Ours(())));
    let effect = once(&mut journal, &bench.clock, &run, &mut world, ASK).unwrap();
    assert_eq!((effect, world.acted), (Effect::Found(()), 1));
    assert_eq!(state(&journal), (EffectState::Done, 2));
}

#[test]
fn a_look_that_fails_changes_nothing() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    let mut world = Scripted::new(&[], Ok(()));
    world.looks = vec![Err(failure(FailureKind::Unreachable))];
    let ended = once(&mut journal, &bench.clock, &run, &mut world, ASK);
    assert!(matches!(ended, Err(EffectError::LookFailed { .. })));
    assert_eq!((world.acted, journal.effect(&key()).unwrap()), (0, None));
}

#[test]
fn a_key_with_another_meaning_is_not_touched() {
    let bench = Bench::new();
    let (mut journal, run) = in_doubt(&bench);
    let key = key();
    let intent =
        Intent { run: &run.id, key: &key, meaning: "303", settling: SETTLING, untellable: ASK };
    let mut world = Scripted::new(&[Sighting::Absent], Ok(()));
    let (look, act) = (Scripted::look, Scripted::act);
    let ended = at_most_once(&mut journal, &bench.clock, &mut world, &intent, look, act);
    assert!(matches!(ended, Err(EffectError::Changed { meant, .. }) if meant == "302"));
    assert_eq!((world.looked, world.acted), (0, 0));
}

#[test]
fn what_belongs_to_a_batch_that_was_given_up_is_neither_done_nor_doubted() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    let upload = |journal: &mut Journal, generation: u32, answer| {
        let key = Key::upload(&run.id, generation, 1);
        let intent = Intent {
            run: &run.id,
            key: &key,
            meaning: "hash",
            settling: SETTLING,
            untellable: OnUntellable::NewGeneration,
        };
        let mut world = Scripted::new(&[Sighting::CannotTell], answer);
        let (look, act) = (Scripted::look, Scripted::act);
        at_most_once(journal, &bench.clock, &mut world, &intent, look, act)
            .map(|effect| (effect, world.acted))
    };
    assert!(upload(&mut journal, 0, Err(failure(FailureKind::InDoubt))).is_err());
    assert_eq!(journal.new_generation(&bench.clock, &run.id, "cannot tell").unwrap(), 1);
    assert!(journal.effects_in_doubt().unwrap().is_empty());
    let dead = upload(&mut journal, 0, Ok(())).unwrap_err();
    assert!(
        matches!(&dead, EffectError::Journal(error) if error.kind() == JournalErrorKind::EffectSettled)
    );
    assert_eq!(upload(&mut journal, 1, Ok(())).unwrap(), (Effect::Acted(()), 1));
    assert_eq!(upload(&mut journal, 1, Ok(())).unwrap(), (Effect::Before(()), 0));
}

#[test]
fn receipts_come_back_as_they_were() {
    let receipts = [
        UploadReceipt { rows: Some(50_000), total: Some(Cents(-12)) },
        UploadReceipt { rows: None, total: Some(Cents(0)) },
        UploadReceipt::vouched(),
    ];
    for receipt in receipts {
        let bench = Bench::new();
        let mut journal = bench.open();
        let run = bench.run(&mut journal);
        let key = Key::upload(&run.id, 0, 1);
        let intent =
            Intent { run: &run.id, key: &key, meaning: "", settling: SETTLING, untellable: ASK };
        for expected in [Effect::Acted(receipt), Effect::Before(receipt)] {
            let effect = at_most_once(
                &mut journal,
                &bench.clock,
                &mut (),
                &intent,
                |()| Ok(Sighting::Absent),
                |()| Ok(receipt),
            );
            assert_eq!(effect.unwrap(), expected);
        }
    }
    let foreign = serde_json::json!({ "rows": "many", "total": null });
    assert_eq!(UploadReceipt::from_json(&foreign), None);
}
