//! The main job from the command line, over real sockets: what a person types, reads and gets as an exit code.

#[path = "../ledger/mod.rs"]
mod ledger;
#[path = "../workbook/mod.rs"]
mod workbook;
#[path = "../workdir/mod.rs"]
mod workdir;

mod approve;
mod connector;
mod corrections;
mod decide;
mod document;
mod foresight;
mod office;
mod plan;
mod replaces;
mod report;
mod resolve;
mod status;

use office::Office;
use workdir::WorkDir;

#[test]
fn what_the_platform_takes_is_done_and_a_second_run_has_nothing_to_do() {
    let office = Office::new();
    office.ledger(&[("B001", "TM PLAZA NORTE"), ("B002", "IS PLAZA NORTE")]);
    let document = office.run(&["run", "--json"]).ended(0).json();
    assert_eq!(document["schema"], "cuadre.run/1");
    let run = &document["runs"][0];
    assert_eq!((&run["outcome"], &run["phase"]), (&"done".into(), &"done".into()));
    assert_eq!((&run["rows"]["in"], &run["uploaded"]["rows"]), (&8.into(), &8.into()));
    assert_eq!(run["details"]["first"], 0);
    let again = office.run(&["run"]).ended(0);
    assert!(again.err.contains("no había nada que hacer"), "{}", again.err);
}

#[test]
fn a_doubtful_branch_waits_for_a_person_and_is_done_after_his_word() {
    let office = Office::new();
    office.ledger(&[
        ("B001", "TM PLAZA NORTE"),
        ("B050", "TM PLAZA NORTE"),
        ("B020", "TM SAN JUAN DE LURIGANCHO 2"),
    ]);
    let document = office.run(&["run", "--json"]).ended(5).json();
    let run = &document["runs"][0];
    assert_eq!((&run["outcome"], &run["why"]), (&"waiting".into(), &"B609".into()), "{run}");
    assert_eq!(run["registered"]["series"], 1, "what is certain was registered: {run}");
    assert_eq!(run["unresolved"][0]["series"], "B020");
    let id = run["id"].as_str().expect("an id");
    let item = run["unresolved"][0]["item"].to_string();

    let status = office.run(&["status"]).ended(0);
    assert!(status.out.contains("espera por usted") && status.out.contains(id), "{}", status.out);
    let shown = office.run(&["plan", id]).ended(0);
    let command = format!("cuadre decide {id} {item} --cost-center 1104");
    assert!(
        shown.out.contains(&command) && shown.out.contains("el número difiere"),
        "{}",
        shown.out
    );
    assert!(!shown.out.contains('\u{1b}'), "no colours in a pipe");
    let plan = office.run(&["plan", id, "--json"]).ended(0).json();
    assert_eq!(plan["run"], id);

    let refused = office.run(&["decide", id, &item, "--cost-center", "9999"]).ended(2);
    assert!(refused.err.contains("U604"), "{}", refused.err);
    let refused = office.run(&["decide", id, "77", "--skip", "x"]).ended(2);
    assert!(refused.err.contains("U603"), "{}", refused.err);
    let decided =
        office.run(&["decide", id, &item, "--cost-center", "1104", "--remember"]).ended(0);
    assert!(decided.out.contains("Decidido por ana"), "{}", decided.out);

    let document = office.run(&["run", "--json"]).ended(0).json();
    let run = &document["runs"][0];
    assert_eq!((&run["outcome"], &run["details"]["last"]), (&"done".into(), &0.into()), "{run}");
    assert_eq!(run["registered"]["series"], 2, "{run}");
    let third = office.run(&["run"]).ended(0);
    assert!(third.err.contains("no había nada que hacer"), "{}", third.err);
    let status = office.run(&["status", "--json"]).ended(0).json();
    assert_eq!(
        (&status["runs"][0]["outcome"], &status["runs"][0]["what_to_do"]),
        (&"done".into(), &"".into())
    );
}

#[test]
fn a_wrong_password_fails_says_so_and_loses_nothing() {
    let office = Office::new();
    office.ledger(&[("B001", "TM PLAZA NORTE")]);
    office.credentials("equivocada-de-verdad");
    let told = office.run(&["run", "--json"]).ended(3);
    assert!(!told.out.contains("equivocada") && !told.err.contains("equivocada"), "{}", told.err);
    assert_eq!(told.json()["runs"][0]["outcome"], "failed");
    let told = office.run(&["doctor"]).ended(2);
    assert!(told.out.contains("falla") && !told.out.contains("equivocada"), "{}", told.out);
    office.credentials("importador-demo");
    office.run(&["doctor"]).ended(0);
    office.run(&["run"]).ended(0);
}

#[test]
fn a_platform_that_is_not_there_fails_and_missing_credentials_are_named() {
    let mut office = Office::new();
    office.ledger(&[("B001", "TM PLAZA NORTE")]);
    office.platforms = None;
    let run = office.run(&["run", "--json"]).ended(3).json();
    assert_eq!(run["runs"][0]["why"], "B613", "{run}");
    office.work.write(".env", "ACONSYS_USER=contador\n");
    let told = office.run(&["run"]).ended(2);
    assert!(
        told.err.contains("S313") && told.err.contains("IMPORT_PLATFORM_PASSWORD"),
        "{}",
        told.err
    );
    office.work.write(".env", "IMPORT_PLATFORM_URL=[plataforma](http://plataforma)\n");
    let told = office.run(&["run"]).ended(2);
    assert!(told.err.contains("S304"), "{}", told.err);
}

#[test]
fn init_writes_once_and_its_settings_hold_no_unknown_key() {
    let work = WorkDir::new();
    for language in ["es", "en"] {
        work.run(&["init", language, "--lang", language]).ended(0);
        let settings = format!("{language}/cuadre.toml");
        let told = work.run(&["status", "--settings", &settings, "--lang", language]).ended(0);
        assert_eq!(told.err, "");
        let told = work.run(&["doctor", "--settings", &settings, "--lang", "en"]).ended(2);
        assert!(!told.out.contains("not known"), "{}", told.out);
    }
    let before = work.listing("es");
    let again = work.run(&["init", "es"]).ended(0);
    assert!(again.out.contains("ya estaba"), "{}", again.out);
    assert_eq!(work.listing("es"), before);
}
