//! Colleagues who work at the same platforms between our plan and what we do about it.

use engine::journal::{Decided, Outcome};
use engine::model::{Doubt, Verdict};
use engine::register::{ImportKind, write_import};
use engine::run::phases::{Approve, catalog_in};
use simulators::{SeriesImport, System};

use crate::hands::{Hands, accounts, kept_before, of_plaza_norte, once_at, pairs};
use crate::ledger::{Sold, ledger, sold};
use crate::world::World;

const B: [Sold<'static>; 3] = [
    sold("B001", "TM PLAZA NORTE", 2),
    sold("F003", "TM PLAZA NORTE", 1),
    sold("B005", "TM MALL PLZ COMAS 2", 1),
];

const REGISTER: &str = "Se registra lo cierto en el sistema contable y en la plataforma.";
const OURS: &str = "TICKETS VARIOS - TM MALL PLZ COMAS 2";

fn both(check: impl Fn(SeriesImport)) {
    [SeriesImport::Merge, SeriesImport::Replace].into_iter().for_each(check);
}

/// All is as it should be: each row once, whoever has written it, and one account of ours.
fn agrees(world: &World, code: &str) {
    let (pairs, accounts) = (pairs(world), accounts(world));
    for pair in ["F003 @ TM PLAZA NORTE", "B005 @ TM MALL PLZ COMAS 2"] {
        assert_eq!(pairs.iter().filter(|one| *one == pair).count(), 1, "{pairs:?}");
    }
    let ours: Vec<_> = accounts.iter().filter(|one| one.ends_with(OURS)).collect();
    assert_eq!(ours, [&format!("{code} {OURS}")]);
    let state = world.state(System::ImportPlatform);
    let documents = state["documents"].as_array().expect("documents").iter();
    assert_eq!(documents.filter(|row| row["posted"] != 0).count(), 4);
    assert_eq!(world.committed(System::ImportPlatform, "upload"), 1);
}

#[test]
fn a_series_that_a_colleague_registers_right_after_the_plan_is_not_registered_again() {
    both(|series_import| {
        let mut world = World::new(|scenario| scenario.series_import = series_import);
        let file = ledger(world.path(), "b.csv", &B, &[]);
        let order = world.order(&file);
        let hands = Hands::new(&world);
        once_at(&mut world, REGISTER, move || hands.register(&of_plaza_norte("F003")));
        let ending = world.ends(&order, Outcome::Done);
        agrees(&world, "00000000302");
        // His import and ours, which has one row less than was planned first.
        assert_eq!(world.committed(System::ImportPlatform, "series_import"), 2);
        assert_eq!((ending.story.registered.accounts, ending.story.registered.series), (1, 1));
    });
}

#[test]
fn a_plan_that_a_colleague_has_overtaken_is_made_anew_and_approved_anew() {
    both(|series_import| {
        let mut world = World::new(|scenario| scenario.series_import = series_import);
        let file = ledger(world.path(), "b.csv", &B, &[]);
        let mut order = world.order(&file);
        order.approve = Approve::Ask;
        let waiting = world.ends_for(&order, Outcome::Waiting, "plan-not-approved");
        let first = world.plan(&waiting);
        world.approve(&waiting);
        Hands::new(&world).register(&of_plaza_norte("F003"));
        let again = world.ends_for(&order, Outcome::Waiting, "plan-not-approved");
        let second = world.plan(&again);
        assert_eq!((first.additions().len(), second.additions().len()), (2, 1));
        assert_eq!(world.committed(System::Aconsys, "open_account"), 0);
        world.approve(&again);
        world.ends(&order, Outcome::Done);
        agrees(&world, "00000000302");
    });
}

#[test]
fn h23_a_code_that_a_colleague_takes_right_after_the_plan_stays_his() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let order = world.order(&file);
    let hands = Hands::new(&world);
    once_at(&mut world, REGISTER, move || hands.open_account("00000000302", "CAJA DEL COLEGA"));
    let ending = world.ends(&order, Outcome::Done);
    agrees(&world, "00000000303");
    assert!(accounts(&world).contains(&"00000000302 CAJA DEL COLEGA".to_owned()));
    assert_eq!((ending.story.registered.accounts, ending.story.registered.series), (1, 2));
    let state = world.state(System::ImportPlatform);
    let rows = state["series"].as_array().expect("series").iter();
    assert_eq!(rows.filter(|row| row["account"] == "00000000302").count(), 0);
}

#[test]
fn h23_a_code_that_a_colleague_takes_before_the_approval_stays_his_and_the_plan_is_made_anew() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let mut order = world.order(&file);
    order.approve = Approve::Ask;
    let waiting = world.ends_for(&order, Outcome::Waiting, "plan-not-approved");
    assert_eq!(world.plan(&waiting).accounts_to_open()[0].code.as_str(), "00000000302");
    world.approve(&waiting);
    Hands::new(&world).open_account("00000000302", "CAJA DEL COLEGA");
    let again = world.ends_for(&order, Outcome::Waiting, "plan-not-approved");
    assert_eq!(world.plan(&again).accounts_to_open()[0].code.as_str(), "00000000303");
    assert_eq!(world.committed(System::ImportPlatform, "series_import"), 0);
    world.approve(&again);
    world.ends(&order, Outcome::Done);
    agrees(&world, "00000000303");
    assert_eq!(world.committed(System::Aconsys, "open_account"), 2, "his and ours");
}

#[test]
fn h22_an_account_that_a_colleague_opens_for_the_same_branch_is_used() {
    let mut world = World::new(|_| {});
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let mut order = world.order(&file);
    order.approve = Approve::Ask;
    let waiting = world.ends_for(&order, Outcome::Waiting, "plan-not-approved");
    world.approve(&waiting);
    Hands::new(&world).open_account("00000000377", OURS);
    let again = world.ends_for(&order, Outcome::Waiting, "plan-not-approved");
    world.approve(&again);
    let ending = world.ends(&order, Outcome::Done);
    agrees(&world, "00000000377");
    assert_eq!(ending.story.registered.accounts, 0);
}

#[test]
fn h31_rows_that_a_colleague_adds_before_our_import_are_not_lost() {
    both(|series_import| {
        let mut world = World::new(|scenario| scenario.series_import = series_import);
        let file = ledger(world.path(), "b.csv", &B, &[]);
        let order = world.order(&file);
        let (hands, old) = (Hands::new(&world), pairs(&world));
        once_at(&mut world, REGISTER, move || hands.register(&of_plaza_norte("Z777")));
        let ending = world.ends(&order, Outcome::Done);
        agrees(&world, "00000000302");
        let now = pairs(&world);
        assert!(old.iter().all(|pair| now.contains(pair)), "{now:?}");
        assert!(now.contains(&"Z777 @ TM PLAZA NORTE".to_owned()), "{now:?}");
        assert_eq!(now.len(), old.len() + 3);
        // What was there right before our import is kept: his row, and none of ours.
        let kept = kept_before(&ending.folder, 1);
        assert_eq!(kept, now[..old.len() + 1]);
    });
}

#[test]
fn h31_a_file_that_a_person_imports_is_right_whatever_an_import_does() {
    both(|series_import| {
        let mut world = World::new(|scenario| scenario.series_import = series_import);
        world.options.retain(|(name, _)| *name != "series_import");
        let file = ledger(world.path(), "b.csv", &B, &[]);
        let order = world.order(&file);
        let old = pairs(&world);
        let waiting = world.ends_for(&order, Outcome::Waiting, "import-by-hand");
        world.ends_for(&order, Outcome::Waiting, "import-by-hand");
        assert_eq!(world.committed(System::ImportPlatform, "series_import"), 0);
        Hands::new(&world).import(&waiting.folder.join("register/series-ronda-1.xlsx"));
        let done = world.ends(&order, Outcome::Done);
        agrees(&world, "00000000302");
        assert_eq!(pairs(&world)[..old.len()], old, "{series_import:?}");
        assert_eq!(kept_before(&done.folder, 1), old);
        assert_eq!(world.committed(System::ImportPlatform, "series_import"), 1);
    });
}

#[test]
fn h31_rows_that_a_person_lost_by_importing_something_else_are_told() {
    let mut world = World::new(|scenario| scenario.series_import = SeriesImport::Replace);
    world.options.retain(|(name, _)| *name != "series_import");
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let order = world.order(&file);
    let old = pairs(&world);
    let waiting = world.ends_for(&order, Outcome::Waiting, "import-by-hand");
    let mine = waiting.folder.join("register/series-ronda-1.xlsx");
    // He takes the rows that were there before out of the file, and the catalog is two rows.
    let additions = world.plan(&waiting).additions();
    let nothing = engine::model::SeriesCatalog::default();
    let out = std::fs::File::create(&mine).expect("a file");
    write_import(out, ImportKind::Merge, &nothing, &additions).expect("written");
    Hands::new(&world).import(&mine);
    assert_eq!(pairs(&world).len(), 2);
    let told = world.ends_for(&order, Outcome::Waiting, "catalog-differs");
    let kept = told.folder.join("reports/series-antes-ronda-1-distinto.xlsx");
    let kept = catalog_in(&kept).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(kept.rows.len(), old.len());
}

#[test]
fn a_contradictory_catalog_waits_for_a_person_and_then_ends() {
    let mut world = World::new(|_| {});
    let all = [B[0], B[1], sold("B012", "TM MINKA", 2)];
    let file = ledger(world.path(), "b.csv", &all, &[]);
    let order = world.order(&file);
    let waiting = world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    // What is certain is registered already; of the contradiction nothing is.
    assert_eq!((waiting.story.registered.accounts, waiting.story.registered.series), (0, 1));
    assert_eq!(waiting.story.unresolved[0].doubt, "contradictory-catalog");
    let before = (pairs(&world), accounts(&world));
    world.ends_for(&order, Outcome::Waiting, "items-unresolved");
    assert_eq!((pairs(&world), accounts(&world)), before);
    let plan = world.plan(&waiting);
    let item = plan.items.iter().find(|item| item.code.0 == "B012").expect("an item");
    assert!(matches!(
        &item.verdict,
        Verdict::Unresolved { doubt: Doubt::ContradictoryCatalog { .. }, .. }
    ));
    world.decide(&waiting, "B012", Decided::CostCenter("1110\tTM MINKA".to_owned()));
    let done = world.ends(&order, Outcome::Done);
    assert_eq!((done.story.registered.series, done.story.details.last), (2, 0));
    let state = world.state(System::ImportPlatform);
    let rows = state["series"].as_array().expect("series").iter();
    let of_b012: Vec<_> =
        rows.filter(|row| row["series"] == "B012").map(|row| row["cost_center"].clone()).collect();
    assert_eq!(of_b012, ["1110"]);
}
