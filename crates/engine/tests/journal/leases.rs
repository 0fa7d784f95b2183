//! Two processes, two journals, one file.

use std::time::Duration;

use engine::journal::{
    EffectError, JournalErrorKind, Moment, OnUntellable, Owner, Phase, Resource,
};
use engine::model::Language;
use engine::ports::Sighting;

use crate::bench::{Bench, Scripted, crash_at, january, once};

const LASTS: Duration = Duration::from_secs(60);

fn period() -> Resource {
    Resource::period("demo", january())
}

#[test]
fn a_second_process_is_told_who_works_and_gets_the_lease_when_it_is_given_back() {
    let bench = Bench::new();
    let (mut one, mut two) = (bench.open(), bench.open());
    let (ana, luis) = (Owner::new("PC-ANA", 11, 1), Owner::new("PC-ANA", 12, 2));
    one.acquire(&bench.clock, &ana, &period(), LASTS).unwrap();
    one.acquire(&bench.clock, &ana, &Resource::seat("vb6"), LASTS).unwrap();
    let refused = two.acquire(&bench.clock, &luis, &period(), LASTS).unwrap_err();
    assert_eq!(refused.kind(), JournalErrorKind::LeaseHeld);
    let says = refused.says(Language::Es);
    assert!(
        says.contains("el periodo 2026-01 de demo") && says.contains("PC-ANA, PID 11"),
        "{says}"
    );
    assert!(refused.advice(Language::Es).contains("60 s"));
    // Another period is nobody's.
    let other = Resource::period("otra", january());
    two.acquire(&bench.clock, &luis, &other, LASTS).unwrap();

    one.release(&bench.clock, &period()).unwrap();
    two.acquire(&bench.clock, &luis, &period(), LASTS).unwrap();
    drop(one);
    two.acquire(&bench.clock, &luis, &Resource::seat("vb6"), LASTS).unwrap();
    assert!(two.leases().unwrap().iter().all(|lease| lease.owner == luis));
}

#[test]
fn each_write_is_a_sign_of_life() {
    let bench = Bench::new();
    let (mut one, mut two) = (bench.open(), bench.open());
    let (ana, luis) = (Owner::new("PC", 11, 1), Owner::new("PC", 12, 2));
    one.acquire(&bench.clock, &ana, &period(), LASTS).unwrap();
    let run = bench.run(&mut one);
    for _ in 0..3 {
        bench.clock.pass(LASTS * 2 / 3);
        one.attempt(&bench.clock, &run.id).unwrap();
        bench.clock.pass(LASTS / 4);
        one.beat(&bench.clock).unwrap();
        let refused = two.acquire(&bench.clock, &luis, &period(), LASTS).unwrap_err();
        assert_eq!(refused.kind(), JournalErrorKind::LeaseHeld);
    }
}

#[test]
fn a_dead_owner_is_found_at_once() {
    let bench = Bench::new();
    let mut one = bench.open();
    let (ana, luis) = (Owner::new("PC", 11, 1), Owner::new("PC", 12, 2));
    one.acquire(&bench.clock, &ana, &period(), LASTS).unwrap();
    let next = one.writes() + 1;
    crash_at(&mut one, next, Moment::Before);
    assert_eq!(one.beat(&bench.clock).unwrap_err().kind(), JournalErrorKind::Crashed);
    assert_eq!(one.beat(&bench.clock).unwrap_err().kind(), JournalErrorKind::Crashed);
    let mut two = bench.open();
    assert!(!two.is_dead(&ana));
    drop(one);
    assert!(two.is_dead(&ana));
    assert_eq!(two.leases().unwrap().len(), 1, "a dead process gives nothing back");
    two.acquire(&bench.clock, &luis, &period(), LASTS).unwrap();
    assert_eq!(two.leases().unwrap()[0].owner, luis);
    assert!(two.events(None).unwrap().iter().any(|event| event.kind == "takeover"));
}

/// An owner that was stopped for longer than its lease wakes up: it may begin nothing, and what it had begun is told.
#[test]
fn an_owner_that_wakes_up_late_begins_nothing() {
    let bench = Bench::new();
    let (mut one, mut two) = (bench.open(), bench.open());
    let (ana, luis) = (Owner::new("PC", 11, 1), Owner::new("PC", 12, 2));
    one.acquire(&bench.clock, &ana, &period(), LASTS).unwrap();
    let run = bench.run(&mut one);
    bench.clock.pass(LASTS);
    two.acquire(&bench.clock, &luis, &period(), LASTS).unwrap();

    let mut world = Scripted::new(&[Sighting::Absent], Ok(()));
    let late = once(&mut one, &bench.clock, &run, &mut world, OnUntellable::AskPerson);
    let Err(EffectError::Journal(error)) = late else { panic!("{late:?}") };
    assert_eq!(error.kind(), JournalErrorKind::LeaseLost);
    assert!(error.says(Language::En).contains("PID 12"), "{error}");
    assert_eq!(world.acted, 0);
    assert!(one.advance(&bench.clock, &run.id, Phase::Normalize).is_err());
    drop(one);
    assert_eq!(two.leases().unwrap()[0].owner, luis, "it gives back only what is its own");
    once(&mut two, &bench.clock, &run, &mut world, OnUntellable::AskPerson).unwrap();
    assert_eq!(world.acted, 1);
}

/// The lease was lost while the platform worked: what came of it is true all the same, and must not be lost.
#[test]
fn what_an_action_ended_in_is_recorded_even_where_the_lease_was_lost_meanwhile() {
    use engine::journal::{EffectState, Intent, at_most_once};
    let bench = Bench::new();
    let (mut one, mut two) = (bench.open(), bench.open());
    let (ana, luis) = (Owner::new("PC", 11, 1), Owner::new("PC", 12, 2));
    one.acquire(&bench.clock, &ana, &period(), LASTS).unwrap();
    let run = bench.run(&mut one);
    let key = crate::bench::key();
    let intent = Intent {
        run: &run.id,
        key: &key,
        meaning: "302",
        settling: LASTS,
        untellable: OnUntellable::AskPerson,
    };
    let clock = &bench.clock;
    at_most_once(
        &mut one,
        clock,
        &mut two,
        &intent,
        |_| Ok(Sighting::Absent),
        |two| {
            clock.pass(LASTS);
            two.acquire(clock, &luis, &period(), LASTS).unwrap();
            Ok(())
        },
    )
    .unwrap();
    assert_eq!(two.effect(&key).unwrap().unwrap().state, EffectState::Done);
    assert_eq!(one.beat(clock).unwrap_err().kind(), JournalErrorKind::LeaseLost);
}
