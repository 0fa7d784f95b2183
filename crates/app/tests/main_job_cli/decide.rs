//! `decide` in all its forms, and every word that it does not take.

use crate::office::{CERTAIN, DOUBTFUL, KNOWN, Office, refused};

/// A run that waits for a word about one item: its id and the item's number.
fn waiting(office: &Office) -> (String, String) {
    office.ledger(&[KNOWN, DOUBTFUL]);
    let (id, run) = office.job(5);
    assert_eq!(run["unresolved"].as_array().map(Vec::len), Some(1), "{run}");
    let item = run["unresolved"][0]["item"].to_string();
    (id, item)
}

#[test]
fn the_same_branch_under_another_name() {
    let office = Office::new();
    let (id, item) = waiting(&office);
    let near = office.run(&["decide", &id, &item, "--same-as", "TM PLAZA NORT"]);
    refused(near, 2, &["U606", "TM PLAZA NORTE"]);
    let told = office.run(&["decide", &id, &item, "--same-as", "tm plaza norte"]).ended(0);
    assert!(told.out.contains("es la misma que «TM PLAZA NORTE»"), "{}", told.out);
    let (_, run) = office.job(0);
    assert_eq!((&run["outcome"], &run["registered"]["series"]), (&"done".into(), &1.into()));
    assert_eq!(run["registered"]["accounts"], 0, "the branch's account is used: {run}");
}

#[test]
fn what_is_skipped_is_not_registered_and_the_reason_stays() {
    let office = Office::new();
    let (id, item) = waiting(&office);
    for reason in ["", "   "] {
        let told = refused(office.run(&["decide", &id, &item, "--skip", reason]), 2, &["--skip"]);
        assert!(!told.err.contains("--reason"), "{}", told.err);
    }
    let told = office.run(&["decide", &id, &item, "--skip", "se anulan en febrero"]).ended(0);
    assert!(told.out.contains("no se registra (se anulan en febrero)"), "{}", told.out);
    let shown = office.run(&["plan", &id]).ended(0);
    assert!(
        shown.out.contains("decidido por ana") && shown.out.contains("se anulan en febrero"),
        "{}",
        shown.out
    );
    let (_, run) = office.job(1);
    assert_eq!((&run["outcome"], &run["registered"]["series"]), (&"done".into(), &0.into()));
    assert_eq!(run["skipped"][0]["reason"], "se anulan en febrero", "{run}");
    assert_eq!(office.done("series_import"), 0);
    let status = office.run(&["status"]).ended(0);
    assert!(status.out.contains("omitido"), "{}", status.out);
    // The platform has not posted them: whoever asks later is told as well.
    let again = office.run(&["run"]).ended(1);
    assert!(again.err.contains("no están registrados en la plataforma"), "{}", again.err);
    // Whoever changes his mind is heard, and then nothing is left to decide.
    office.run(&["decide", &id, &item, "--cost-center", "1104"]).ended(0);
    let (_, run) = office.job(0);
    assert_eq!((&run["registered"]["series"], run.get("skipped")), (&1.into(), None), "{run}");
    let late = office.run(&["decide", &id, &item, "--cost-center", "1104"]);
    refused(late, 2, &["U615", &id]);
    assert_eq!(office.done("upload"), 1);
}

#[test]
fn a_remembered_decision_is_not_asked_again_next_month() {
    let office = Office::new();
    let (id, item) = waiting(&office);
    office.run(&["decide", &id, &item, "--cost-center", "1104", "--remember"]).ended(0);
    office.job(0);
    let (series, branch) = ("B021", DOUBTFUL.1);
    office.ledger_at("entrada/02. PLE FEBRERO 26.csv", "2026-02", &[(series, branch)], 0);
    let document = office.run(&["run", "--json", "--period", "2026-02"]).ended(0).json();
    assert_eq!(document["runs"][0]["registered"]["series"], 1, "{document}");
}

#[test]
fn a_later_word_counts_and_an_earlier_one_does_not() {
    let office = Office::new();
    let (id, item) = waiting(&office);
    office.run(&["decide", &id, &item, "--skip", "todavía no"]).ended(0);
    office.run(&["decide", &id, &item, "--cost-center", "1104"]).ended(0);
    let (_, run) = office.job(0);
    assert_eq!(run["registered"]["series"], 1, "{run}");
}

#[test]
fn what_is_not_there_cannot_be_decided() {
    let office = Office::new();
    let decide = |words: &[&str]| office.run(&[&["decide"], words].concat());
    refused(decide(&["demo-2026-01", "1", "--cost-center", "1104"]), 2, &["S314", "cuadre run"]);
    let (id, item) = waiting(&office);
    let (id, item) = (id.as_str(), item.as_str());
    refused(decide(&["otra-2026-01", item, "--cost-center", "1104"]), 2, &["J209", "otra-2026-01"]);
    refused(decide(&[id, "77", "--cost-center", "1104"]), 2, &["U603", "77", "cuadre plan"]);
    refused(decide(&[id, "0", "--cost-center", "1104"]), 2, &["U603"]);
    refused(decide(&[id, "uno", "--cost-center", "1104"]), 2, &["uno"]);
    refused(decide(&[id, item, "--cost-center", "9999"]), 2, &["U604", "9999", "1104"]);
    refused(decide(&[id, item, "--cost-center", ""]), 2, &["U604"]);
    refused(decide(&[id, item]), 2, &["--cost-center", "--same-as", "--skip"]);
    let both = [id, item, "--cost-center", "1104", "--skip", "x"];
    refused(decide(&both), 2, &["--cost-center", "--skip"]);
    refused(decide(&[id, item, "--skip", "x", "--remember"]), 2, &["--remember"]);
    // Nothing of all that was taken for a word.
    let (_, run) = office.job(5);
    assert_eq!(run["unresolved"][0]["series"], "B020", "{run}");
}

#[test]
fn the_beginning_of_a_name_is_enough_where_one_run_has_it() {
    let office = Office::new();
    let (_, item) = waiting(&office);
    office.ledger_at("entrada/02. PLE FEBRERO 26.csv", "2026-02", &[CERTAIN], 0);
    office.run(&["run", "--period", "2026-02"]).ended(0);
    let several = ["decide", "demo-2026", &item, "--cost-center", "1104"];
    refused(office.run(&several), 2, &["J210", "demo-2026-01", "demo-2026-02"]);
    office.run(&["decide", "demo-2026-01", &item, "--cost-center", "1104"]).ended(0);
}
