//! What waits in the batch and is not what the run has sent: said by name, cleared only where it may be, and a person's
//! word where nobody else can say.

use std::cell::RefCell;
use std::rc::Rc;

use engine::journal::Outcome;
use engine::model::Language;
use engine::run::phases::{BatchWord, Ending, Order};
use simulators::{Begin, Colleague, FaultName, System};

use crate::altered::{Changes, altered, blind};
use crate::ledger::{Sold, ledger, sold};
use crate::world::{RUC, World};

const A: [Sold<'static>; 1] = [sold("B001", "TM PLAZA NORTE", 5)];
const MORE: [Sold<'static>; 1] = [sold("B001", "TM PLAZA NORTE", 6)];
/// With a branch that only a person can decide.
const DOUBTFUL: [Sold<'static>; 2] = [A[0], sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 2)];

fn says(ending: &Ending) -> String {
    let why = ending.why.as_ref().expect("a reason");
    let text = |language| format!("{} {}", why.message(language), why.advice(language));
    let both = [Language::Es, Language::En].map(text).concat();
    assert!(!both.contains(['{', '}']), "{both}");
    both
}

/// A colleague does this once, right before an order of ours reaches the platform.
fn once_before(world: &mut World, order: &'static str, does: Colleague) {
    let server = world.running.import_platform.clone();
    let once = RefCell::new(Some(does));
    let before = move |operation: &str| {
        if operation == order
            && let Some(does) = once.borrow_mut().take()
        {
            server.colleague(RUC, "202601", does).expect("a colleague");
        }
    };
    world.wrap = Some(altered(Changes { before: Rc::new(before), ..Changes::default() }));
}

/// A run whose parts wait, unprocessed, and the order of the ledger that replaces it.
fn one_waits_and_another_replaces_it(world: &mut World) -> (String, Order) {
    let first = ledger(world.path(), "uno.csv", &A, &[]);
    let order = world.order(&first);
    world.fault(System::ImportPlatform, FaultName::TooMany, "process");
    let old = world.ends(&order, Outcome::Failed).run.id.to_string();
    let second = ledger(world.path(), "dos.csv", &MORE, &[]);
    let mut order = world.order(&second);
    order.replaces = Some((old.clone(), "faltaba una venta".to_owned()));
    (old, order)
}

#[test]
fn h33_what_a_replaced_run_left_in_the_batch_is_cleared_where_iniciar_clears() {
    let mut world = World::new(|_| {});
    let (old, order) = one_waits_and_another_replaces_it(&mut world);
    let done = world.ends(&order, Outcome::Done);
    assert_eq!(world.posted(), 6);
    // The first ledger comes back, and its run again has its place; the second one's rows are posted.
    let first = ledger(world.path(), "uno.csv", &A, &[]);
    let mut back = world.order(&first);
    back.replaces = Some((done.run.id.to_string(), "era el primero".to_owned()));
    let again = world.ends(&back, Outcome::Waiting);
    assert_eq!(again.run.id.to_string(), old);
    assert_eq!(world.posted(), 6, "its five documents are posted already, and told as such");
}

#[test]
fn h33_what_a_replaced_run_left_in_the_batch_is_named_where_iniciar_keeps_it() {
    let mut world = World::new(|scenario| scenario.begin = Begin::Keeps);
    let (old, order) = one_waits_and_another_replaces_it(&mut world);
    for _ in 0..2 {
        let waiting = world.ends_for(&order, Outcome::Waiting, "staging-left-over");
        assert!(says(&waiting).contains(&old), "{}", says(&waiting));
    }
    assert_eq!(world.posted(), 0);
    world.colleague(Colleague::Empty);
    world.ends(&order, Outcome::Done);
    assert_eq!(world.posted(), 6);
}

#[test]
fn h20_rows_that_a_colleague_loads_as_we_process_wait_for_a_persons_word() {
    for begin in [Begin::Clears, Begin::Keeps] {
        let mut world = World::new(|scenario| scenario.begin = begin);
        once_before(&mut world, "process", Colleague::Fill);
        let file = ledger(world.path(), "a.csv", &A, &[]);
        let mut order = world.order(&file);
        for _ in 0..2 {
            let waiting = world.ends_for(&order, Outcome::Waiting, "processed-with-others");
            assert!(says(&waiting).contains("colega.csv"), "{}", says(&waiting));
        }
        order.batch = Some(BatchWord::Accept("son de la otra caja".to_owned()));
        let told = world.ends(&order, Outcome::Waiting);
        order.batch = None;
        // His series is not registered: the platform complains of it, and only a person can say what becomes of it.
        assert_eq!(told.story.unresolved.len(), 1);
        assert_eq!(told.story.unresolved[0].series, "C001");
        assert!(told.story.not_verified.iter().any(|what| what.contains("another's")));
        // Said once, it is remembered.
        let again = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
        assert!(again.story.not_verified.iter().any(|what| what.contains("another's")));
        assert_eq!(world.posted(), 5, "{begin:?}");
        assert_eq!(world.committed(System::ImportPlatform, "process"), 1);
    }
}

#[test]
fn h20_a_batch_that_is_emptied_as_we_process_is_sent_again() {
    for begin in [Begin::Clears, Begin::Keeps] {
        let mut world = World::new(|scenario| scenario.begin = begin);
        once_before(&mut world, "process", Colleague::Empty);
        let file = ledger(world.path(), "a.csv", &A, &[]);
        let order = world.order(&file);
        let done = world.ends(&order, Outcome::Done);
        assert_eq!((world.posted(), done.run.generation), (5, 2), "{begin:?}");
    }
}

#[test]
fn h20_a_batch_that_is_emptied_as_we_fetch_the_details_waits_for_a_person() {
    let mut world = World::new(|_| {});
    once_before(&mut world, "details", Colleague::Empty);
    let file = ledger(world.path(), "a.csv", &DOUBTFUL, &[]);
    let order = world.order(&file);
    for _ in 0..2 {
        world.ends_for(&order, Outcome::Waiting, "staging-changed");
    }
    assert_eq!(world.posted(), 5);
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
}

#[test]
fn h20_rows_that_a_colleague_loads_between_two_rounds_are_named() {
    let mut world = World::new(|_| {});
    once_before(&mut world, "details", Colleague::Fill);
    let file = ledger(world.path(), "a.csv", &DOUBTFUL, &[]);
    let order = world.order(&file);
    let waiting = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    let decided = "1104\tTM SAN JUAN DE LURIGANCHO 1".to_owned();
    world.decide(&waiting, "B020", engine::journal::Decided::CostCenter(decided));
    let told = world.ends_for(&order, Outcome::Waiting, "staging-changed");
    assert!(says(&told).contains("colega.csv"), "{}", says(&told));
    assert_eq!(world.posted(), 5);
}

#[test]
fn h16_a_batch_of_which_nobody_can_tell_waits_for_whoever_looks_where_iniciar_does_not_clear() {
    for is_emptied in [false, true] {
        let mut world = World::new(|scenario| scenario.begin = Begin::Keeps);
        world.wrap = Some(blind());
        let file = ledger(world.path(), "a.csv", &A, &[]);
        let mut order = world.order(&file);
        world.fault(System::ImportPlatform, FaultName::TooMany, "process");
        world.ends(&order, Outcome::Failed);
        if is_emptied {
            world.colleague(Colleague::Empty);
        }
        for _ in 0..2 {
            let told = world.ends_for(&order, Outcome::Waiting, "staging-untold");
            assert!(says(&told).contains("--resend-batch"), "{}", says(&told));
        }
        assert_eq!(world.committed(System::ImportPlatform, "process"), 0);
        let reason = "lo vi en la pantalla".to_owned();
        order.batch = Some(match is_emptied {
            true => BatchWord::Resend(reason),
            false => BatchWord::Accept(reason),
        });
        let done = world.ends(&order, Outcome::Done);
        assert_eq!(world.posted(), 5, "{is_emptied}");
        assert_eq!(world.committed(System::ImportPlatform, "upload"), 1 + usize::from(is_emptied));
        let events = world.journal.events(Some(&done.run.id)).expect("events");
        let word = if is_emptied { "resent-batch" } else { "accepted-batch" };
        assert!(events.iter().any(|event| event.kind == word), "{events:?}");
    }
}

#[test]
fn h19_a_part_that_the_platform_took_twice_is_posted_once() {
    let mut world = World::new(|_| {});
    world.fault(System::ImportPlatform, FaultName::Duplicated, "upload");
    let file = ledger(world.path(), "a.csv", &A, &[]);
    let order = world.order(&file);
    world.is_done_by_running_again(&order);
    assert_eq!(world.posted(), 5);
    // Where *Iniciar* clears nothing, only a person can take one of them away.
    let mut world = World::new(|scenario| scenario.begin = Begin::Keeps);
    world.fault(System::ImportPlatform, FaultName::Duplicated, "upload");
    let file = ledger(world.path(), "a.csv", &A, &[]);
    let order = world.order(&file);
    let told = world.ends_for(&order, Outcome::Waiting, "staging-left-over");
    assert!(says(&told).contains("dos veces"), "{}", says(&told));
    world.colleague(Colleague::Empty);
    world.ends(&order, Outcome::Done);
    assert_eq!(world.posted(), 5);
}
