//! Ledgers that are held, and what a person changes so that they go on.

use std::fs;

use engine::journal::{Moment, Outcome};
use engine::run::phases::{Ending, OnRejects, Order};
use simulators::{FaultName, System};

use crate::ledger::{Sold, ledger, row, sold};
use crate::world::{COMPANY, World};

const A: [Sold<'static>; 1] = [sold("B001", "TM PLAZA NORTE", 5)];

/// Settings that do not know the segment of the ledger's rows.
fn unknowing(order: &mut Order) {
    order.job.company.segments = vec!["Todo Moda".to_owned()];
}

fn knowing(order: &mut Order) {
    order.job.company.segments = vec!["Todo Moda".to_owned(), "Isadora".to_owned()];
}

/// A world whose ledger is held since the settings do not know what its rows say.
fn held(more: &[&str]) -> (World, Order, Ending) {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &A, more);
    let mut order = world.order(&file);
    unknowing(&mut order);
    let ending = world.ends(&order, Outcome::Held);
    (world, order, ending)
}

/// A world whose ledger is held for one of its six rows.
fn with_a_reject() -> (World, Order, Ending) {
    let mut world = World::new(|_| {});
    let wrong = row(99, 5, "B001", 99, "TM PLAZA NORTE", "999.00");
    let file = ledger(world.path(), "a.csv", &A, &[wrong.trim_end()]);
    let order = world.order(&file);
    let ending = world.ends_for(&order, Outcome::Held, "rows-rejected");
    (world, order, ending)
}

fn nothing_was_pressed(world: &World) {
    for system in [System::ImportPlatform, System::Aconsys] {
        assert_eq!(world.state(system)["log"].as_array().map(Vec::len), Some(0));
    }
}

#[test]
fn settings_that_are_mended_free_a_ledger_of_which_nothing_was_sent() {
    let (mut world, mut order, was) = held(&[]);
    assert_eq!(was.story.rows.rejected, 5);
    let again = world.ends(&order, Outcome::Held);
    assert_eq!(again.run.id, was.run.id);
    nothing_was_pressed(&world);
    knowing(&mut order);
    let done = world.ends(&order, Outcome::Done);
    assert_eq!((done.story.rows.rejected, done.story.uploaded.rows), (0, 5));
    let current = world.journal.current_run(COMPANY, done.run.period).expect("a journal");
    assert_eq!(current.map(|run| run.id), Some(done.run.id));
}

/// The same rows in smaller parts: nothing but the run's own files changes.
#[test]
fn the_files_of_a_run_of_which_nothing_was_sent_follow_the_settings() {
    let (mut world, mut order, was) = with_a_reject();
    order.job.bulk.rows_per_part = 2;
    let again = world.ends_for(&order, Outcome::Held, "rows-rejected");
    assert_eq!((&again.run.id, &again.folder), (&was.run.id, &was.folder));
    assert!(again.folder.join("ledger/parts/0003.csv").is_file());
    order.accept_rejects = Some("se corrige el mes siguiente".to_owned());
    let done = world.ends(&order, Outcome::Rejections);
    assert_eq!((done.run.id, done.story.uploaded.rows), (was.run.id, 5));
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 3);
}

#[test]
fn settings_that_change_later_alter_nothing_that_was_sent() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "a.csv", &A, &[]);
    let mut order = world.order(&file);
    world.fault(System::ImportPlatform, FaultName::TooMany, "process");
    let failed = world.ends(&order, Outcome::Failed);
    let part = failed.folder.join("ledger/parts/0001.csv");
    let sent = fs::read(&part).expect("a part");
    unknowing(&mut order);
    let done = world.ends(&order, Outcome::Done);
    assert_eq!((done.run.id, done.story.rows.rejected), (failed.run.id, 0));
    assert_eq!(fs::read(&part).expect("a part"), sent);
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
}

#[test]
fn judging_anew_may_stop_anywhere_and_the_next_attempt_ends_it() {
    for moment in [Moment::Before, Moment::After] {
        let mut crashes = 0;
        for number in 1.. {
            let (mut world, mut order, was) = with_a_reject();
            order.job.bulk.rows_per_part = 2;
            order.accept_rejects = Some("se corrige el mes siguiente".to_owned());
            world.begin_anew();
            world.crash_at(number, moment);
            if let Ok(ending) = world.work(&order) {
                assert_eq!(ending.outcome, Outcome::Rejections);
                break;
            }
            world.begin_anew();
            world.leave_lock_behind();
            let done = world.work(&order).unwrap_or_else(|stop| panic!("{stop:?}"));
            let done = match done.outcome {
                Outcome::Unknown => world.work(&order).unwrap_or_else(|stop| panic!("{stop:?}")),
                _ => done,
            };
            assert_eq!(done.outcome, Outcome::Rejections, "{number} {:?}", done.why);
            assert_eq!((done.run.id, done.story.uploaded.rows), (was.run.id, 5), "{number}");
            assert_eq!(world.committed(System::ImportPlatform, "upload"), 3, "{number}");
            crashes += 1;
        }
        assert!(crashes > 5, "{crashes}");
    }
}

#[test]
fn a_half_of_an_old_judgement_is_never_taken_for_a_whole_one() {
    let (mut world, mut order, was) = with_a_reject();
    // Somebody, or a crash, has left the list of files and not the files.
    fs::remove_dir_all(was.folder.join("ledger/parts")).expect("parts");
    fs::remove_file(was.folder.join("ledger/corrections.xlsx")).expect("a workbook");
    order.accept_rejects = Some("se corrige el mes siguiente".to_owned());
    let done = world.ends(&order, Outcome::Rejections);
    assert_eq!((done.run.id, done.story.uploaded.rows), (was.run.id, 5));
}

#[test]
fn a_workbook_in_which_a_person_has_written_outlives_the_new_judgement() {
    let (mut world, order, was) = with_a_reject();
    let workbook = was.folder.join("ledger/corrections.xlsx");
    let mut text = fs::read(&workbook).expect("a workbook");
    text.extend_from_slice(b"his");
    fs::write(&workbook, &text).expect("a workbook");
    let again = world.ends_for(&order, Outcome::Held, "rows-rejected");
    let names = fs::read_dir(&again.folder).expect("a folder").flatten().map(|entry| entry.path());
    let kept: Vec<_> =
        names.filter(|path| path.to_string_lossy().ends_with("-corrections.xlsx")).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(fs::read(&kept[0]).expect("a workbook"), text);
    assert_ne!(fs::read(&workbook).expect("a workbook"), text);
}

#[test]
fn h17_a_ledger_without_a_row_to_send_is_held_whatever_a_person_accepts() {
    let (mut world, mut order, _) = held(&[]);
    world.ends_for(&order, Outcome::Held, "nothing-to-send");
    order.accept_rejects = Some("no importa".to_owned());
    world.ends_for(&order, Outcome::Held, "nothing-to-send");
    order.accept_rejects = None;
    order.on_rejects = OnRejects::Continue;
    let ending = world.ends_for(&order, Outcome::Held, "nothing-to-send");
    assert_eq!((ending.outcome.exit_code(), ending.story.rows.rejected), (5, 5));
    nothing_was_pressed(&world);
    knowing(&mut order);
    world.ends(&order, Outcome::Done);

    // One row that may be sent is enough for the other reasons.
    let other = row(99, 5, "B001", 99, "TM PLAZA NORTE", "118.00").replace("Isadora", "Todo Moda");
    let (mut world, mut order, was) = held(&[other.trim_end()]);
    assert_eq!(was.why.map(|why| why.name()), Some("rows-rejected"));
    order.accept_rejects = Some("se corrige el mes siguiente".to_owned());
    let ending = world.ends(&order, Outcome::Rejections);
    assert_eq!(ending.story.uploaded.rows, 1);
}

#[test]
fn what_a_process_that_was_killed_while_it_judged_has_left_is_removed_and_a_living_ones_is_not() {
    let mut world = World::new(|_| {});
    let company = world.path().join("out").join(COMPANY);
    let [left, living] = ["killed", "living"].map(|name| company.join(format!(".judging-{name}")));
    for folder in [&left, &living] {
        std::fs::create_dir_all(folder.join("ledger")).expect("a folder");
        std::fs::write(folder.join("lock"), "").expect("a lock");
    }
    let lock = std::fs::File::open(living.join("lock")).expect("a lock");
    lock.try_lock().expect("locked");
    let file = ledger(world.path(), "a.csv", &A, &[]);
    let order = world.order(&file);
    world.ends(&order, Outcome::Done);
    assert!(!left.exists() && living.is_dir());
    let names = std::fs::read_dir(&company).expect("a folder").flatten();
    let waiting = names.filter(|entry| entry.file_name().to_string_lossy().starts_with('.'));
    assert_eq!(waiting.count(), 1, "the living one's");
}
