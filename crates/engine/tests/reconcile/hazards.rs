//! What the predecessor got wrong, and the decisions of persons.

use engine::model::{
    AccountChoice, Candidate, Choice, Doubt, How, Language, Proposal, Subject, Verdict,
};
use engine::reconcile::AccountPer;

use super::world::{World, account, center, chain, finding, item, row, same_as};

fn doubt(verdict: &Verdict) -> &Doubt {
    match verdict {
        Verdict::Unresolved { doubt, .. } => doubt,
        other => panic!("not in doubt: {other:?}"),
    }
}

fn skip() -> Choice {
    Choice::Skip { reason: "se cierra".to_owned() }
}

#[test]
fn h17_what_matches_goes_on_and_what_does_not_stays_open() {
    // The predecessor drops everything at the first branch without a match, and calls the period done.
    let plan = chain().plan(&[
        ("F003", "TM PLAZA NORTE"),
        ("B020", "TM SAN JUAN DE LURIGANCHO 2"),
        ("F005", "TM MALL PLZ COMAS 2"),
        ("B050", "TM NUNCA VISTA"),
    ]);
    assert_eq!((plan.certain().count(), plan.unresolved().count()), (2, 2));
}

#[test]
fn h17_a_known_series_in_an_unknown_branch_is_not_dropped() {
    let verdict = chain().verdict("F001", "TM PLAZA NORTE 2");
    assert!(
        matches!(doubt(&verdict), Doubt::RenamedOrNew { present } if present[0].0 == "TM PLAZA NORTE")
    );
    // And a detail about something else is listed, with its count.
    let mut other = finding("F001", "TM PLAZA NORTE", 7);
    other.subject = Subject::Other;
    let mut world = chain();
    // Nor does it vanish when a person skips the series of the same branch.
    world.decide("F001", "TM PLAZA NORTE", skip());
    let plan = world.plan_of(&[other, finding("F001", "TM PLAZA NORTE", 1)]);
    assert!(matches!(plan.items[0].verdict, Verdict::Skipped { .. }));
    assert_eq!((&plan.items[1].verdict, plan.items[1].count), (&Verdict::NotASeries, 7));
    assert_eq!(plan.unresolved().count(), 1);
}

#[test]
fn a_branch_that_the_catalog_contradicts_is_not_proposed_as_the_same() {
    let verdict = chain().verdict("B010", "TM MINKA NUEVA");
    let Verdict::Unresolved { doubt: Doubt::RenamedOrNew { .. }, candidates } = &verdict else {
        panic!("{verdict:?}");
    };
    let codes: Vec<_> = candidates
        .iter()
        .map(|candidate| match &candidate.proposal {
            Proposal::CostCenter { code, .. } => code.as_str(),
            Proposal::SameAs { .. } => panic!("{candidates:?}"),
        })
        .collect();
    assert_eq!(codes[..2], ["1110", "1111"]);
    assert_eq!(codes.iter().filter(|code| **code == "1110").count(), 1, "{codes:?}");
}

#[test]
fn the_series_of_a_branch_follow_what_was_said_of_its_name() {
    let mut world = chain();
    let pairs = [("B020", "TM SAN JUAN DE LURIGANCHO 2"), ("B021", "TM SAN JUAN DE LURIGANCHO 2")];
    world.decide(pairs[0].0, pairs[0].1, same_as("TM PLAZA NORTE"));
    assert_eq!(world.plan(&pairs).certain().count(), 2);
    // One that is not registered says nothing of the others.
    world.decisions.clear();
    world.decide(pairs[0].0, pairs[0].1, skip());
    assert_eq!(world.plan(&pairs).unresolved().count(), 1);
}

#[test]
fn a_doubt_promises_candidates_only_where_there_are_some() {
    let says = |candidates: &[Candidate]| Doubt::NoneAlike.say(Language::Es, candidates);
    let verdict = chain().verdict("B020", "TM SAN JUAN DE LURIGANCHO 2");
    let Verdict::Unresolved { candidates, .. } = &verdict else { panic!("{verdict:?}") };
    assert!(says(candidates).contains("candidatos") && !says(&[]).contains("candidatos"));
    let accounts = vec!["1".to_owned(), "2".to_owned()];
    let doubt = Doubt::ContradictoryCatalog { cost_centers: vec!["9".to_owned()], accounts };
    assert!(!doubt.say(Language::Es, &[]).contains("Elija"));
}

#[test]
fn h22_a_retry_uses_the_codes_of_the_plan() {
    let mut world = chain();
    let pairs = [("F005", "TM MALL PLZ COMAS 2"), ("F006", "TM MALL PLAZA COMAS 1")];
    let plan = world.plan(&pairs);
    let [first, second] = <[_; 2]>::try_from(plan.accounts_to_open()).expect("two accounts");
    assert_eq!((first.code.as_str(), second.code.as_str()), ("00000000302", "00000000303"));
    // Only the second was opened before the crash: the first is not opened under a third code.
    world.accounts.entries.push(second.clone());
    world.holds(&plan).expect("the plan's own work is no move");
    world.allotted = vec![first.clone(), second];
    let again = world.plan(&pairs);
    assert_eq!(again.accounts_to_open(), [first]);
    assert_eq!(again.additions(), plan.additions());
}

#[test]
fn h23_codes_follow_the_highest_of_the_prefix_and_fill_no_gap() {
    let mut world = World { accounts: Default::default(), catalog: Default::default(), ..chain() };
    // As in a real list: gaps that belong to other descriptions, and suppliers beyond the prefix.
    for (code, name) in [
        ("00000000246", "TICKETS VARIOS - IS PIURA"),
        ("00000000275", "TICKETS VARIOS - TM PIURA"),
        ("00000000293", "TICKETS VARIOS - TM BEAUTY PIURA"),
        ("00000000322", "FONDO FIJO"),
        ("20100176450", "UN PROVEEDOR S.A."),
    ] {
        world.account(code, name);
    }
    let code = |world: &World| row(&world.verdict("B005", "TM MALL PLZ COMAS 2")).account.clone();
    assert_eq!(code(&world), "00000000323");
    // The catalog may know a code that the list leaves out.
    world.lists("B001", "TM PIURA", "1150", "00000000350");
    assert_eq!(code(&world), "00000000351");
}

#[test]
fn h23_the_end_of_the_prefix_is_a_doubt() {
    let mut world = chain();
    world.account("00000000998", "FONDO FIJO");
    let plan = world.plan(&[("B005", "TM MALL PLZ COMAS 2"), ("B006", "TM MALL PLAZA COMAS 1")]);
    // In order of branch key: the first gets the last code.
    assert_eq!(row(&item(&plan, "B006", "TM MALL PLAZA COMAS 1").verdict).account, "00000000999");
    let last = doubt(&item(&plan, "B005", "TM MALL PLZ COMAS 2").verdict);
    assert_eq!(*last, Doubt::PrefixEnded { prefix: "00000000".to_owned() });
    for prefix in ["", "0000000000000", "x", "99999999999"] {
        world.policy.account_prefix = prefix.to_owned();
        let verdict = world.verdict("B005", "TM MALL PLZ COMAS 2");
        assert!(matches!(doubt(&verdict), Doubt::PrefixEnded { .. }), "{prefix}");
    }
}

#[test]
fn h24_one_account_for_each_branch_and_brand() {
    let mut world = chain();
    world.center("1130", "IS MALL PLAZA COMAS 2");
    let plan = world.plan(&[
        ("B005", "TM MALL PLZ COMAS 2"),
        ("F005", "TM MALL PLAZA COMAS 2"),
        ("B006", "IS MALL PLZ COMAS 2"),
    ]);
    let opened = plan.accounts_to_open();
    let names: Vec<_> = opened.iter().map(|account| account.name.as_str()).collect();
    // In order of branch key: IS before TM; of two spellings, the first in their order.
    assert_eq!(
        names,
        ["TICKETS VARIOS - IS MALL PLZ COMAS 2", "TICKETS VARIOS - TM MALL PLAZA COMAS 2"]
    );
    assert_eq!(plan.certain().count(), 3);
}

#[test]
fn h24_one_account_for_each_series_where_the_company_wants_it() {
    let mut world = chain();
    world.policy.account_per = AccountPer::Series;
    world.account("00000000305", "TICKETS VARIOS - TM MALL PLAZA COMAS 2 F005");
    let plan = world.plan(&[("B005", "TM MALL PLZ COMAS 2"), ("F005", "TM MALL PLZ COMAS 2")]);
    let opened = account("00000000306", "TICKETS VARIOS - TM MALL PLZ COMAS 2 B005");
    assert_eq!(plan.accounts_to_open(), [opened]);
    assert_eq!(row(&item(&plan, "F005", "TM MALL PLZ COMAS 2").verdict).account, "00000000305");
}

#[test]
fn h25_fuzzy_likeness_never_decides() {
    let mut world = chain();
    for (code, name) in [
        ("1140", "TM ABANCAY CUADRA 3"),
        ("1141", "IS MALL TRUJILLO 1"),
        ("1142", "TM MALL AVENTURA SANTA ANITA LOCAL COMERCIAL"),
    ] {
        world.center(code, name);
    }
    for branch in [
        "TM ABANCAY CDR 7",
        "IS MALL TRUJILLO 2",
        "IS MALL AVENTURA SANTA ANITA LOCAL COMERCIAL",
        "TM SAN JUAN DE LURIGANCHO",
        "TM SAN JUAN DE LURIGANCO 1",
    ] {
        let verdict = world.verdict("B060", branch);
        assert_eq!(*doubt(&verdict), Doubt::NoneAlike, "{branch}");
        let Verdict::Unresolved { candidates, .. } = &verdict else { panic!() };
        assert!(!candidates.is_empty() && !candidates[0].differs.is_empty(), "{branch}");
    }
    // And what is equal once both sides are spelled out is certain, though it scores less.
    assert_eq!(
        row(&world.verdict("B060", "TM M.A. SANTA ANITA LOCAL COMERCIAL")).cost_center,
        "1142"
    );
}

#[test]
fn h26_an_empty_list_is_a_doubt_and_no_crash() {
    let mut world = chain();
    world.accounts.entries.clear();
    let verdict = world.verdict("B005", "TM MALL PLZ COMAS 2");
    assert_eq!(*doubt(&verdict), Doubt::NoAccounts);
    let nothing = World {
        catalog: Default::default(),
        cost_centers: Default::default(),
        accounts: Default::default(),
        ..chain()
    };
    assert_eq!(*doubt(&nothing.verdict("B005", "TM MALL PLZ COMAS 2")), Doubt::NoCostCenters);
    assert!(nothing.plan(&[]).items.is_empty());
}

#[test]
fn h29_rows_without_codes_contradict_nothing_and_give_nothing() {
    let mut world = chain();
    world.lists("F009", "TM PLAZA NORTE", "", "");
    assert_eq!(row(&world.verdict("F003", "TM PLAZA NORTE")).cost_center, "1101");
    world.lists("F010", "TM CALLAO", "1160", "");
    assert_eq!(*doubt(&world.verdict("F011", "TM CALLAO")), Doubt::IncompleteCatalog);
}

#[test]
fn h29_series_of_any_shape_pass() {
    for code in ["1", "BMO1", "FMO10", "EB01", "E001", "ZZZ", "0001", "serie rara"] {
        assert_eq!(row(&chain().verdict(code, "TM PLAZA NORTE")).code.0, code);
    }
    assert_eq!(*doubt(&chain().verdict("", "TM PLAZA NORTE")), Doubt::UnreadableSeries);
    assert_eq!(*doubt(&chain().verdict("B001", "")), Doubt::UnreadableBranch);
}

#[test]
fn h30_names_go_to_their_own_columns_as_they_are_written() {
    let mut world = chain();
    world.center("1170", "TM Mall Piura");
    let verdict = world.verdict("B070", "TM MALL PIURA");
    let row = row(&verdict);
    assert_eq!(row.cost_center_name, "TM Mall Piura");
    assert_eq!(row.account_name, "TICKETS VARIOS - TM MALL PIURA");
    assert_eq!(
        (row.operation_type.as_str(), row.operation_name.as_str()),
        ("20", "CANCELACIONES TIENDAS PROPIAS")
    );
}

#[test]
fn a_space_in_the_catalog_is_another_spelling() {
    // The platform compares letter by letter, and what normalize sends is trimmed.
    let mut world = chain();
    world.lists("B077", "TM PLAZA NORTE ", "1101", "00000000242");
    let verdict = world.verdict("B077", "TM PLAZA NORTE");
    assert!(matches!(verdict, Verdict::Inherited { how: How::Spelling, .. }));
    assert_eq!(row(&verdict).branch.0, "TM PLAZA NORTE");
}

#[test]
fn an_account_of_the_branch_under_another_name_is_a_doubt_until_a_person_decides() {
    let mut world = chain();
    world.account("00000000280", "VENTAS - TM MALL PLAZA COMAS 2");
    let pair = ("B005", "TM MALL PLZ COMAS 2");
    assert!(matches!(doubt(&world.verdict(pair.0, pair.1)), Doubt::OtherAccountName { .. }));
    world.decide(pair.0, pair.1, Choice::CostCenter(center("1103", "TM MALL PLAZA COMAS 2")));
    let verdict = world.verdict(pair.0, pair.1);
    assert!(matches!(
        verdict,
        Verdict::New { how: How::Decision, account: AccountChoice::Open(_), .. }
    ));
}

#[test]
fn two_accounts_of_one_name_or_two_names_of_one_cost_center_are_doubts() {
    let mut world = chain();
    world.account("00000000303", "TICKETS VARIOS TM LARCOMAR");
    assert!(
        matches!(doubt(&world.verdict("B031", "TM LARCOMAR")), Doubt::SeveralAccounts { codes } if codes.len() == 2)
    );
    world.center("1103", "TM MALL PLAZA CALLAO");
    let verdict = world.verdict("B005", "TM MALL PLZ COMAS 2");
    assert!(matches!(doubt(&verdict), Doubt::RepeatedCostCenter { code, .. } if code == "1103"));
}

#[test]
fn a_decision_settles_each_kind_of_doubt() {
    let mut world = chain();
    let sjl = center("1104", "TM SAN JUAN DE LURIGANCHO 1");
    world.decide("B020", "TM SAN JUAN DE LURIGANCHO 2", Choice::CostCenter(sjl));
    world.decide("B002", "TM PLAZA NORTE", same_as("tm plaza norte"));
    world.decide("B012", "TM MINKA", Choice::CostCenter(center("1111", "TM MINKA")));
    world.decide("1", "12345", skip());
    world.center("1111", "TM MINKA");
    let plan = world.plan(&[
        ("B020", "TM SAN JUAN DE LURIGANCHO 2"),
        ("B002", "TM PLAZA NORTE"),
        ("B012", "TM MINKA"),
        ("1", "12345"),
    ]);
    let codes = |code: &str, branch: &str| {
        let row = row(&item(&plan, code, branch).verdict);
        (row.cost_center.clone(), row.account.clone())
    };
    let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
    assert_eq!(codes("B020", "TM SAN JUAN DE LURIGANCHO 2"), pair("1104", "00000000302"));
    assert_eq!(codes("B002", "TM PLAZA NORTE"), pair("1101", "00000000242"));
    assert_eq!(codes("B012", "TM MINKA"), pair("1111", "00000000251"));
    assert!(matches!(item(&plan, "1", "12345").verdict, Verdict::Skipped { .. }));
    assert_eq!(plan.unresolved().count(), 0);
}

#[test]
fn a_choice_that_means_something_else_now_is_void() {
    let mut world = chain();
    let sur = center("1107", "MALL DEL SUR");
    world.alias("IS MALL DEL SUR", Choice::CostCenter(sur));
    let verdict = world.verdict("B021", "is mall del sur");
    assert!(matches!(verdict, Verdict::New { how: How::Alias, .. }));
    assert_eq!(row(&verdict).cost_center, "1107");
    let known = world.cost_centers.entries.iter_mut().find(|center| center.code == "1107");
    known.expect("a cost center").name = "MALL DEL NORTE".to_owned();
    assert!(matches!(doubt(&world.verdict("B021", "IS MALL DEL SUR")), Doubt::ChoiceVoid { .. }));
    world.alias("TM NUEVA", same_as("TM CERRADA"));
    assert!(matches!(doubt(&world.verdict("B022", "TM NUEVA")), Doubt::ChoiceVoid { .. }));
}

#[test]
fn a_renamed_branch_that_was_confirmed_inherits() {
    let mut world = chain();
    assert!(matches!(doubt(&world.verdict("F001", "TM NORTE")), Doubt::RenamedOrNew { .. }));
    world.alias("TM NORTE", same_as("TM PLAZA NORTE"));
    assert!(matches!(
        world.verdict("F001", "TM NORTE"),
        Verdict::Inherited { how: How::Alias, .. }
    ));
    // A series of another branch may have moved: the alias says what the branch is, not that.
    assert!(matches!(doubt(&world.verdict("B002", "TM NORTE")), Doubt::RenamedOrNew { .. }));
}

#[test]
fn the_ledgers_own_cost_center_comes_first_and_decides_nothing() {
    let mut world = chain();
    let codes = ["1120".to_owned()].into();
    world.ledger_codes.insert(finding("", "TM MALL COMAS", 1).branch, codes);
    let verdict = world.verdict("B080", "TM MALL COMAS");
    let Verdict::Unresolved { doubt: Doubt::NoneAlike, candidates } = verdict else { panic!() };
    assert!(candidates.iter().any(|candidate| candidate.ledger_agrees));
    assert!(candidates.len() > 1);
}

#[test]
fn a_plan_is_refused_once_the_world_has_moved() {
    let pairs = [("F003", "TM PLAZA NORTE"), ("B005", "TM MALL PLZ COMAS 2")];
    let world = chain();
    let plan = world.plan(&pairs);
    world.holds(&plan).expect("nothing has moved");
    let mut applied = world.clone();
    applied.apply(&plan);
    applied.holds(&plan).expect("its own work is no move");

    let mut taken = world.clone();
    taken.account("00000000302", "FONDO FIJO");
    let moved = taken.holds(&plan).expect_err("somebody has taken the code");
    assert_eq!((moved.items.len(), moved.items[0].code.0.as_str()), (1, "B005"));
    assert!(moved.say(Language::Es).contains("B005 @ TM MALL PLZ COMAS 2 (#1)"));

    let mut opened = world.clone();
    opened.account("00000000400", "TICKETS VARIOS - TM MALL PLAZA COMAS 2");
    opened.holds(&plan).expect_err("a colleague has opened it under another code");

    let mut listed = world.clone();
    listed.lists("F003", "TM PLAZA NORTE", "1201", "00000000243");
    listed.holds(&plan).expect_err("a colleague has registered it with other codes");

    let mut gone = world;
    gone.cost_centers.entries.retain(|center| center.code != "1103");
    gone.holds(&plan).expect_err("the cost center is gone");
}

#[test]
fn a_cost_center_holds_for_the_series_of_its_branch_that_are_in_the_same_doubt() {
    let mut world = chain();
    let branch = "TM SAN JUAN DE LURIGANCHO 2";
    let chosen = center("1104", "TM SAN JUAN DE LURIGANCHO 1");
    world.decide("B020", branch, Choice::CostCenter(chosen));
    world.decide("B023", branch, skip());
    let pairs =
        [("F020", branch), ("B020", branch), ("B023", branch), ("F001", branch), ("B050", "TM X")];
    let plan = world.plan(&pairs);
    for code in ["B020", "F020"] {
        let item = item(&plan, code, branch);
        assert!(matches!(&item.verdict, Verdict::New { how: How::Decision, .. }), "{item:?}");
        assert_eq!(row(&item.verdict).cost_center, "1104");
    }
    assert!(matches!(item(&plan, "B023", branch).verdict, Verdict::Skipped { .. }));
    // This one is listed elsewhere: whether it has moved is another question than what the branch is.
    assert!(matches!(doubt(&item(&plan, "F001", branch).verdict), Doubt::RenamedOrNew { .. }));
    assert_eq!(doubt(&item(&plan, "B050", "TM X").verdict), &Doubt::NoneAlike);
    assert_eq!(world.holds(&plan), Ok(()));
    // A decision about what this plan does not have says nothing of it.
    let alone = world.plan(&[("F020", branch)]);
    assert_eq!(doubt(&item(&alone, "F020", branch).verdict), &Doubt::NoneAlike);
}
