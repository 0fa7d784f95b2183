//! The rule that new branches get their cost centers by, tried on the catalog; and what the platform will complain of.

use engine::model::{BranchName, Choice, Doubt, SeriesCode, Verdict};
use engine::reconcile::{Backtest, Silence, backtest, predict};

use super::world::{World, center, chain};

fn tried(world: &World) -> Backtest {
    backtest(&world.catalog, &world.cost_centers, &world.policy, &world.aliases)
}

/// A chain whose catalog gives a branch another code than its name does.
fn wrong() -> World {
    let mut world = chain();
    world.lists("B070", "TM SAN BORJA", "1170", "00000000280");
    world.center("1170", "TM OFICINA CENTRAL");
    world.center("1171", "TM SAN BORJA");
    world
}

#[test]
fn every_branch_is_right_wrong_confirmed_or_silent() {
    let mut world = wrong();
    world.lists("B071", "12", "1101", "00000000242");
    world.lists("B072", "TM SIN CODIGO", "", "");
    world.lists("B073", "TM NADA IGUAL", "1101", "00000000242");
    world.lists("B075", "TM LARCOMAR", "1120", "00000000301");
    world.lists("B076", "TM LARCOMAR", "1101", "00000000301");
    world.lists("B074", "TM REAL PLAZA CUSCO", "1112", "00000000243");
    let found = tried(&world);
    // Plaza Norte of both brands, and Av. Lima, whose name is spelled otherwise.
    assert_eq!(found.right, 3);
    assert_eq!(found.wrong.len(), 1);
    let first = &found.wrong[0];
    assert_eq!((first.branch.0.as_str(), first.listed.as_str()), ("TM SAN BORJA", "1170"));
    assert_eq!(first.matched, center("1171", "TM SAN BORJA"));
    let silent: Vec<_> =
        found.silent.iter().map(|silent| (silent.branch.0.as_str(), silent.why)).collect();
    assert_eq!(
        silent,
        [
            ("12", Silence::Unreadable),
            ("TM LARCOMAR", Silence::CatalogUnsure),
            ("TM MINKA", Silence::SeveralAlike),
            ("TM NADA IGUAL", Silence::NoneAlike),
            ("TM REAL PLAZA CUSCO", Silence::SeveralAlike),
            ("TM SIN CODIGO", Silence::NoneAlike),
        ]
    );
    // Nothing is counted twice, and nothing is left out.
    let branches: std::collections::BTreeSet<_> = world
        .catalog
        .rows
        .iter()
        .map(|row| world.policy.branches.key(&row.entry.branch.0))
        .collect();
    assert_eq!(found.right as usize + found.wrong.len() + found.silent.len(), branches.len());
}

#[test]
fn h25_while_names_are_wrong_once_they_register_nothing_new_by_themselves() {
    let verdict = wrong().verdict("F005", "TM MALL PLZ COMAS 2");
    let Verdict::Unresolved { doubt, candidates } = verdict else { panic!("{verdict:?}") };
    let Doubt::NamesUnproven { wrong: count, branch, listed, .. } = &doubt else {
        panic!("{doubt:?}")
    };
    assert_eq!((*count, branch.0.as_str(), listed.as_str()), (1, "TM SAN BORJA", "1170"));
    assert!(candidates[0].differs.is_empty(), "the one of that name comes first");
    // What the catalog itself says is no guess.
    assert!(matches!(wrong().verdict("F003", "TM PLAZA NORTE"), Verdict::Inherited { .. }));
    // A person's word holds, about the branch or about the exception.
    let mut world = wrong();
    world.decide(
        "F005",
        "TM MALL PLZ COMAS 2",
        Choice::CostCenter(center("1103", "TM MALL PLAZA COMAS 2")),
    );
    assert!(matches!(world.verdict("F005", "TM MALL PLZ COMAS 2"), Verdict::New { .. }));
    let mut world = wrong();
    world.alias("TM San Borja", Choice::CostCenter(center("1170", "TM OFICINA CENTRAL")));
    let found = tried(&world);
    assert_eq!((found.wrong.len(), found.confirmed.len()), (0, 1));
    assert!(matches!(world.verdict("F005", "TM MALL PLZ COMAS 2"), Verdict::New { .. }));
    // But not a word that is not about what the catalog has.
    let mut world = wrong();
    world.alias("TM SAN BORJA", Choice::CostCenter(center("1103", "TM MALL PLAZA COMAS 2")));
    assert_eq!(tried(&world).wrong.len(), 1);
}

#[test]
fn what_is_not_listed_letter_by_letter_will_be_complained_of() {
    let sold = [
        ("B001", "TM PLAZA NORTE", 4),
        ("B001", "TM PLAZA  NORTE", 2),
        ("b002", "IS PLAZA NORTE", 3),
        ("F003", "TM PLAZA NORTE", 1),
        ("F003", "TM PLAZA NORTE", 6),
    ];
    let sold: Vec<_> = sold
        .iter()
        .map(|(code, branch, rows)| {
            (SeriesCode((*code).to_owned()), BranchName((*branch).to_owned()), *rows)
        })
        .collect();
    let found =
        predict(sold.iter().map(|(code, branch, rows)| (code, branch, *rows)), &chain().catalog);
    let found: Vec<_> =
        found.iter().map(|one| (one.code.0.as_str(), one.branch.0.as_str(), one.count)).collect();
    assert_eq!(
        found,
        [
            ("B001", "TM PLAZA  NORTE", 2),
            ("F003", "TM PLAZA NORTE", 7),
            ("b002", "IS PLAZA NORTE", 3)
        ]
    );
}
