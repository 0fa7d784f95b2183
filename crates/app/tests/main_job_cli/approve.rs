//! `approve`: nothing is registered before a person's word, and a word about another plan counts for nothing.

use crate::office::{CERTAIN, DOUBTFUL, KNOWN, Office, PLATFORM, RUC, refused};

const ASK: &str = "approve = 'ask'";

fn asking() -> Office {
    let office = Office::new();
    office.settings(ASK, PLATFORM);
    office
}

#[test]
fn a_run_waits_for_approval_and_is_done_after_it() {
    let office = asking();
    office.ledger(&[KNOWN, CERTAIN]);
    let (id, run) = office.job(5);
    assert_eq!((&run["outcome"], &run["why"]), (&"waiting".into(), &"B610".into()), "{run}");
    let says = "La propuesta de registrar 1 serie espera aprobación.";
    assert_eq!(run["says"][0], says, "{run}");
    assert_eq!((&run["registered"]["series"], office.done("series_import")), (&0.into(), 0));
    let shown = office.run(&["plan", &id]).ended(0);
    assert!(
        shown.out.contains("sin aprobar") && shown.out.contains(&format!("cuadre approve {id}")),
        "{}",
        shown.out
    );

    // Running again asks for nothing that was not given.
    office.job(5);
    assert_eq!(office.done("series_import"), 0);

    let approved = office.run(&["approve", &id]).ended(0);
    assert!(
        approved.out.contains(&format!("{id}: ana aprobó 1 serie y 0 cuentas nuevas")),
        "{}",
        approved.out
    );
    let again = office.run(&["approve", &id]).ended(0);
    assert!(again.out.contains("ya la había aprobado ana"), "{}", again.out);
    let (_, run) = office.job(0);
    assert_eq!((&run["outcome"], &run["registered"]["series"]), (&"done".into(), &1.into()));
    let shown = office.run(&["plan", &id, "--json"]).ended(0).json();
    assert_eq!(shown["approved"]["who"], "ana", "{shown}");
}

#[test]
fn a_plan_older_than_a_decision_is_not_approved() {
    let office = asking();
    office.ledger(&[KNOWN, CERTAIN, DOUBTFUL]);
    let (id, run) = office.job(5);
    let item = run["unresolved"][0]["item"].to_string();
    office.run(&["decide", &id, &item, "--cost-center", "1104"]).ended(0);
    refused(office.run(&["approve", &id]), 2, &["U609", "cuadre run"]);
    let none = office.run(&["approve", "--all-certain"]).ended(0);
    assert!(none.out.contains(&id) && none.out.contains("cuadre run"), "{}", none.out);

    // The new plan has both, and one word is enough for both.
    let (_, run) = office.job(5);
    assert_eq!((&run["why"], office.done("series_import")), (&"B610".into(), 0), "{run}");
    office.run(&["approve", &id]).ended(0);
    let (_, run) = office.job(0);
    assert_eq!(run["registered"]["series"], 2, "{run}");
}

#[test]
fn an_approval_is_not_of_the_plan_that_a_later_decision_makes() {
    let office = asking();
    office.ledger(&[KNOWN, CERTAIN, DOUBTFUL]);
    let (id, run) = office.job(5);
    let item = run["unresolved"][0]["item"].to_string();
    office.run(&["approve", &id]).ended(0);
    office.run(&["decide", &id, &item, "--cost-center", "1104"]).ended(0);
    let (_, run) = office.job(5);
    assert_eq!((&run["why"], office.done("series_import")), (&"B610".into(), 0), "{run}");
}

#[test]
fn the_plan_of_a_replaced_run_cannot_be_approved() {
    let office = asking();
    office.ledger(&[KNOWN, CERTAIN]);
    let (old, _) = office.job(5);
    office.ledger(&[KNOWN, CERTAIN, ("B051", "TM PLAZA NORTE")]);
    let replaced = ["run", "--json", "--replaces", &old, "--reason", "faltaba una serie"];
    office.run(&replaced).ended(5);
    refused(office.run(&["approve", &old]), 2, &["J216", &old]);
}

#[test]
fn all_that_wait_are_approved_by_one_word() {
    let other = "20998877025";
    let office = Office::of(&[other]);
    office.work.write(
        "cuadre.toml",
        format!(
            "output = 'salida'\n{ASK}\n[company.norte]\nruc = '{RUC}'\nbrands = ['TM']\ninput = 'norte'\n{PLATFORM}\n\
             [company.sur]\nruc = '{other}'\nbrands = ['TM']\ninput = 'sur'\n{PLATFORM}\n"
        ),
    );
    for folder in ["norte", "sur"] {
        office.ledger_at(&format!("{folder}/01. PLE ENERO 26.csv"), "2026-01", &[CERTAIN], 0);
    }
    let waiting = office.run(&["run", "--json"]).ended(5).json();
    assert_eq!(waiting["runs"].as_array().map(Vec::len), Some(2), "{waiting}");
    let approved = office.run(&["approve", "--all-certain"]).ended(0);
    for company in ["norte-2026-01", "sur-2026-01"] {
        let line = approved.out.lines().find(|line| line.starts_with(company));
        assert!(line.is_some_and(|line| line.contains("1 serie")), "{}", approved.out);
    }
    let none = office.run(&["approve", "--all-certain"]).ended(0);
    assert!(none.out.contains("Ninguna propuesta espera aprobación"), "{}", none.out);
    office.run(&["run"]).ended(0);
    assert_eq!(office.done("series_import"), 2);
}

#[test]
fn a_plan_without_anything_certain_is_not_approved() {
    let office = asking();
    office.ledger(&[KNOWN, DOUBTFUL]);
    let (id, _) = office.job(5);
    let told = office.run(&["approve", &id]).ended(0).out;
    assert!(told.contains("no hay nada que aprobar") && !told.contains("aprobó"), "{told}");
}

#[test]
fn what_cannot_be_approved_is_refused() {
    let office = Office::new();
    refused(office.run(&["approve", "demo"]), 2, &["S314", "cuadre run"]);
    office.ledger(&[KNOWN]);
    let (id, _) = office.job(0);
    refused(office.run(&["approve", &id]), 2, &["U602", &id]);
    refused(office.run(&["approve", "nadie-2026-01"]), 2, &["J209", "nadie-2026-01"]);
    refused(office.run(&["approve"]), 2, &["error"]);
    office.ledger_at("entrada/02. PLE FEBRERO 26.csv", "2026-02", &[CERTAIN], 0);
    let document = office.run(&["run", "--json", "--period", "2026-02"]).ended(0).json();
    let id = document["runs"][0]["id"].as_str().expect("an id");
    let told = office.run(&["approve", id]).ended(0);
    assert!(told.out.contains("la configuración"), "{}", told.out);
}
