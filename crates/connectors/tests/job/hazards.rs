//! The hazards of the predecessor (domain.md 4.9) that only a whole job can fall into.

use std::fs::File;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use engine::journal::{AtWrite, Decided, Outcome};
use engine::ports::{Progress, SeriesImport as SeriesFile, UploadReceipt};
use engine::reconcile::AccountPer;
use engine::register::{ImportKind, write_import};
use engine::run::phases::catalog_in;
use simulators::{SeriesImport, System};

use crate::altered::{Changes, altered, shorten};
use crate::hands::{accounts, kept_before, pairs};
use crate::ledger::{Sold, ledger, sold};
use crate::world::{COMPANY, World};

const B: [Sold<'static>; 3] = [
    sold("B001", "TM PLAZA NORTE", 3),
    sold("F003", "TM PLAZA NORTE", 2),
    sold("B005", "TM MALL PLZ COMAS 2", 1),
];

/// A platform whose counts are not ours: nothing is believed, nothing is registered, and nothing is lost.
fn disagrees(changes: Changes, all: &[Sold<'_>]) {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", all, &[]);
    let order = world.order(&file);
    world.wrap = Some(altered(changes));
    world.ends_for(&order, Outcome::Failed, "numbers-disagree");
    world.ends_for(&order, Outcome::Failed, "numbers-disagree");
    assert_eq!(world.committed(System::Aconsys, "open_account"), 0);
    assert_eq!(world.committed(System::ImportPlatform, "series_import"), 0);
    assert_eq!(world.committed(System::ImportPlatform, "process"), 1);
    world.wrap = None;
    world.ends(&order, Outcome::Done);
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
}

#[test]
fn h20_rows_that_are_neither_posted_nor_complained_of_are_never_passed_over() {
    let one_less = |progress: Progress| Progress {
        posted: progress.posted.map(|posted| posted.saturating_sub(1)),
        ..progress
    };
    for all in [&B[..], &B[..1]] {
        disagrees(Changes { progress: one_less, ..Changes::default() }, all);
    }
}

#[test]
fn h20_a_report_with_fewer_lines_than_complaints_is_never_taken_for_all() {
    disagrees(Changes { details: shorten, ..Changes::default() }, &B);
}

#[test]
fn h20_a_total_that_differs_by_a_cent_is_never_done() {
    let a_cent = |progress: Progress| {
        let mut total = progress.total;
        if let Some(total) = &mut total {
            total.0 += 1;
        }
        Progress { total, ..progress }
    };
    disagrees(Changes { progress: a_cent, ..Changes::default() }, &B[..1]);
}

#[test]
fn h20_a_part_of_which_the_platform_counts_other_rows_is_never_processed() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let order = world.order(&file);
    let fewer = |receipt: UploadReceipt| UploadReceipt {
        rows: receipt.rows.map(|rows| rows - 1),
        ..receipt
    };
    world.wrap = Some(altered(Changes { receipt: fewer, ..Changes::default() }));
    world.ends(&order, Outcome::Failed);
    world.ends(&order, Outcome::Failed);
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
    assert_eq!(world.committed(System::ImportPlatform, "process"), 0);
}

#[test]
fn h21_a_company_that_the_platform_does_not_have_gets_nothing_written_anywhere() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let order = world.order_of(COMPANY, "20512345673", &file);
    let ending = world.ends(&order, Outcome::Failed);
    assert!(ending.why.is_some());
    for system in [System::ImportPlatform, System::Aconsys] {
        assert_eq!(world.state(system)["log"].as_array().map(Vec::len), Some(0));
    }
}

#[test]
fn h23_a_new_code_follows_the_highest_of_all_accounts_and_fills_no_gap() {
    let mut world = World::new(|scenario| {
        let mut highest = scenario.companies[0].accounts[0].clone();
        (highest.code, highest.description) = ("00000000350".to_owned(), "CAJA GENERAL".to_owned());
        scenario.companies[0].accounts.push(highest);
    });
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let order = world.order(&file);
    let old = accounts(&world);
    world.ends(&order, Outcome::Done);
    let now = accounts(&world);
    let opened: Vec<_> = now.iter().filter(|one| !old.contains(one)).collect();
    assert_eq!(opened, ["00000000351 TICKETS VARIOS - TM MALL PLZ COMAS 2"]);
    assert_eq!(now.len(), old.len() + 1);
}

#[test]
fn h24_receipts_and_invoices_of_a_new_branch_share_an_account_unless_the_company_wants_two() {
    for (per, opened) in [(AccountPer::Branch, 1), (AccountPer::Series, 2)] {
        let mut world = World::new(|_| {});
        let all =
            [B[0], sold("F005", "TM MALL PLZ COMAS 2", 7), sold("B005", "TM MALL PLZ COMAS 2", 9)];
        let file = ledger(world.path(), "b.csv", &all, &[]);
        let mut order = world.order(&file);
        order.policy.account_per = per;
        if per == AccountPer::Series {
            order.policy.account_name = "TICKETS VARIOS - {branch} {series}".to_owned();
        }
        let ending = world.ends(&order, Outcome::Done);
        assert_eq!(world.committed(System::Aconsys, "open_account"), opened, "{per:?}");
        assert_eq!(world.committed(System::ImportPlatform, "series_import"), 1, "{per:?}");
        let registered = (ending.story.registered.accounts, ending.story.registered.series);
        assert_eq!(registered, (opened as u64, 2), "{per:?}");
    }
}

#[test]
fn h25_a_branch_that_is_nearly_another_one_is_never_registered_without_a_person() {
    let mut world = World::new(|_| {});
    let nearly = [
        B[0],
        sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 1),
        sold("B021", "IS MALL DEL SUR", 1),
        sold("B022", "TM MALL PLZ COMAS", 1),
        sold("B023", "IS LARCOMAR", 1),
    ];
    let file = ledger(world.path(), "b.csv", &nearly, &[]);
    let order = world.order(&file);
    let old = (pairs(&world), accounts(&world));
    let waiting = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    let open: Vec<_> = waiting.story.unresolved.iter().map(|open| open.series.as_str()).collect();
    assert_eq!(open, ["B020", "B021", "B022", "B023"]);
    assert_eq!((pairs(&world), accounts(&world)), old);
    // One of them is said by a person: that one, and no other, goes on.
    world.decide(&waiting, "B022", Decided::CostCenter("1102\tTM MALL PLAZA COMAS 1".to_owned()));
    let waiting = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    let open: Vec<_> = waiting.story.unresolved.iter().map(|open| open.series.as_str()).collect();
    assert_eq!(open, ["B020", "B021", "B023"]);
    let mut with_one = old.0;
    with_one.push("B022 @ TM MALL PLZ COMAS".to_owned());
    assert_eq!(pairs(&world), with_one);
}

#[test]
fn h30_h31_what_others_wrote_into_the_catalog_comes_back_byte_for_byte() {
    for series_import in [SeriesImport::Merge, SeriesImport::Replace] {
        let mut world = World::new(|scenario| {
            scenario.series_import = series_import;
            let odd = scenario.companies[0].series.last_mut().expect("a row");
            odd.cost_center_description = Some("tm av. Lima  120 ".to_owned());
            odd.account_description = Some("Tickets varios – Áv. Lima ñ°120".to_owned());
            odd.operation_name = Some(String::new());
        });
        let file = ledger(world.path(), "b.csv", &B, &[]);
        let order = world.order(&file);
        let series = |world: &World| {
            world.state(System::ImportPlatform)["series"].as_array().expect("series").clone()
        };
        let (old, old_pairs) = (series(&world), pairs(&world));
        let ending = world.ends(&order, Outcome::Done);
        let now = series(&world);
        assert_eq!(now[..old.len()], old, "{series_import:?}");
        assert_eq!(kept_before(&ending.folder, 1), old_pairs);
        // Each name stands in its own column (H30).
        let added = now.iter().find(|row| row["series"] == "B005").expect("a row");
        assert_eq!(added["cost_center_description"], "TM MALL PLAZA COMAS 2");
        assert_eq!(added["account_description"], "TICKETS VARIOS - TM MALL PLZ COMAS 2");
        assert_eq!(added["branch"], "TM MALL PLZ COMAS 2");
    }
}

/// With `replace`, a platform that loses a row of what it imports, and the program stops right after that.
#[test]
fn h31_a_row_that_an_import_has_lost_is_told_even_after_a_crash_and_can_be_restored() {
    let mut world = World::new(|scenario| scenario.series_import = SeriesImport::Replace);
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let order = world.order(&file);
    let old = pairs(&world);
    let imported = Arc::new(AtomicBool::new(false));
    let told = imported.clone();
    let import: Rc<dyn Fn(&_)> = Rc::new(move |import: &SeriesFile| {
        let mut catalog = catalog_in(&import.file).unwrap_or_else(|error| panic!("{error:?}"));
        catalog.rows.retain(|row| !import.additions.contains(&row.entry));
        catalog.rows.remove(0);
        let file = File::create(&import.file).expect("a file");
        write_import(file, ImportKind::Replace, &catalog, &import.additions).expect("written");
        told.store(true, Ordering::Relaxed);
    });
    world.wrap = Some(altered(Changes { import, ..Changes::default() }));
    world.journal.on_write(Box::new(move |_| {
        if imported.load(Ordering::Relaxed) { AtWrite::Crash } else { AtWrite::Go }
    }));
    world.work(&order).expect_err("a crash");
    world.begin_anew();
    let waiting = world.ends_for(&order, Outcome::Waiting, "catalog-differs");
    let kept = waiting.folder.join("reports/series-antes-ronda-1-distinto.xlsx");
    let catalog = catalog_in(&kept).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(catalog.rows.len(), old.len());
    // What a person leaves as it is, is taken as it is; the catalog of before stays where he was told.
    world.ends(&order, Outcome::Done);
    assert!(kept.is_file());
    assert_eq!(world.committed(System::ImportPlatform, "series_import"), 1);
}
