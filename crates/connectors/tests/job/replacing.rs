//! A person's word that a ledger replaces a run: what it may be about, and what becomes of the run's own files.

use engine::journal::{Decided, Outcome};
use engine::model::Language;
use engine::run::phases::{Order, Stop};
use simulators::{Colleague, System};

use crate::ledger::{Sold, ledger, ledger_of, sold};
use crate::world::{COMPANY, World};

const FIRST: [Sold<'static>; 1] = [sold("B001", "TM PLAZA NORTE", 5)];
const SECOND: [Sold<'static>; 1] =
    [Sold { series: "B001", branch: "TM PLAZA NORTE", count: 3, after: 5 }];

fn word(order: &mut Order, run: &str, reason: &str) {
    order.replaces = Some((run.to_owned(), reason.to_owned()));
}

/// An attempt that is refused for this reason, before anything is written anywhere.
fn refused(world: &mut World, order: &Order, name: &str) {
    let runs = world.journal.runs().expect("runs");
    let log = world.state(System::ImportPlatform)["log"].clone();
    match *world.work(order).expect_err("refused") {
        Stop::Journal(error) => {
            assert_eq!(error.name(), name);
            assert!(!error.says(Language::Es).contains('{'), "{}", error.says(Language::Es));
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(world.journal.runs().expect("runs"), runs, "{name}");
    assert_eq!(world.state(System::ImportPlatform)["log"], log, "{name}");
}

#[test]
fn h33_a_word_that_cannot_be_meant_is_refused() {
    let mut world = World::new(|_| {});
    let february = ledger_of(2, world.path(), "feb.csv", &[Sold { after: 20, ..FIRST[0] }], &[]);
    let mut february = world.order(&february);
    // Nothing is there to be replaced, by any name.
    word(&mut february, "demo-2026-02-0000", "faltaban ventas");
    refused(&mut world, &february, "run-unknown");
    february.replaces = None;
    let of_february = world.ends(&february, Outcome::Done).run.id.to_string();
    let file = ledger(world.path(), "uno.csv", &FIRST, &[]);
    let mut order = world.order(&file);
    word(&mut order, &of_february, "faltaban ventas");
    refused(&mut world, &order, "nothing-to-replace");
    order.replaces = None;
    let own = world.ends(&order, Outcome::Done).run.id.to_string();
    for (run, reason, name) in [
        (own.as_str(), "faltaban ventas", "nothing-to-replace"),
        (of_february.as_str(), "faltaban ventas", "nothing-to-replace"),
        ("demo-2026-01-0000", "faltaban ventas", "run-unknown"),
        ("demo", "faltaban ventas", "run-ambiguous"),
        (own.as_str(), " ", "reason-missing"),
    ] {
        word(&mut order, run, reason);
        refused(&mut world, &order, name);
    }
    // The same rows, saved again: they are judged, and the word is refused all the same.
    let text = std::fs::read_to_string(&file).expect("a ledger").replace(",118.00,", ",118.0,");
    let again = world.path().join("otra-vez.csv");
    std::fs::write(&again, text).expect("a ledger");
    let mut again = world.order(&again);
    word(&mut again, &own, "faltaban ventas");
    refused(&mut world, &again, "nothing-to-replace");
    // Another ledger, and the run of another month.
    let other = ledger(world.path(), "dos.csv", &SECOND, &[]);
    let mut other = world.order(&other);
    word(&mut other, &of_february, "faltaban ventas");
    refused(&mut world, &other, "replaces-another");
    word(&mut other, &own, "");
    refused(&mut world, &other, "reason-missing");
    word(&mut other, &own, "faltaban ventas");
    let new = world.ends(&other, Outcome::Done);
    // Said again of a run that goes on, it is the same word.
    assert_eq!(world.ends(&other, Outcome::Done).run.id, new.run.id);
    assert_eq!(world.posted(), 5 + 5 + 3);
}

#[test]
fn a_word_may_be_said_again_after_the_settings_were_mended() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "uno.csv", &FIRST, &[]);
    let order = world.order(&file);
    let old = world.ends(&order, Outcome::Done).run.id.to_string();
    let file = ledger(world.path(), "dos.csv", &SECOND, &[]);
    let mut order = world.order(&file);
    word(&mut order, &old, "faltaban ventas");
    order.job.company.segments = vec!["Todo Moda".to_owned()];
    world.ends(&order, Outcome::Held);
    order.job.company.segments.clear();
    let done = world.ends(&order, Outcome::Done);
    assert_eq!(world.posted(), 8);
    assert!(world.journal.current_run(COMPANY, done.run.period).expect("a journal").is_some());
}

#[test]
fn h16_what_is_advised_where_a_batch_was_emptied_between_two_rounds_leads_to_the_end() {
    let mut world = World::new(|_| {});
    let rest = sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 2);
    let file = ledger(world.path(), "a.csv", &[FIRST[0], rest], &[]);
    let mut order = world.order(&file);
    let waiting = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    world.colleague(Colleague::Empty);
    let decided = || Decided::CostCenter("1104\tTM SAN JUAN DE LURIGANCHO 1".to_owned());
    world.decide(&waiting, "B020", decided());
    let told = world.ends_for(&order, Outcome::Waiting, "staging-changed");
    let run = told.run.id.to_string();
    let advice = told.why.expect("a reason").advice(Language::Es);
    assert!(advice.contains(&format!("--replaces {run} --reason")), "{advice}");
    word(&mut order, &run, "el lote fue vaciado");
    refused(&mut world, &order, "nothing-to-replace");
    let file = ledger(world.path(), "resto.csv", &[rest], &[]);
    let mut order = world.order(&file);
    word(&mut order, &run, "el lote fue vaciado");
    world.ends(&order, Outcome::Done);
    assert_eq!(world.posted(), 7);
}
