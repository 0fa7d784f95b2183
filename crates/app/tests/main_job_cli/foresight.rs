//! What is told before anything is sent: `preflight` and `backtest`; and what is remembered: `aliases`, `decide --undo`.

use simulators::System;

use crate::office::{CERTAIN, DOUBTFUL, KNOWN, Office, refused};

/// Everything that was done for good in a platform.
fn log(office: &Office, system: System) -> serde_json::Value {
    let platforms = office.platforms.as_ref().expect("platforms");
    let server = match system {
        System::ImportPlatform => &platforms.import_platform,
        System::Aconsys => &platforms.aconsys,
    };
    server.state(false)["log"].clone()
}

#[test]
fn preflight_says_what_will_come_and_writes_nothing() {
    let office = Office::new();
    office.ledger(&[KNOWN, CERTAIN, DOUBTFUL]);
    let before = [System::ImportPlatform, System::Aconsys].map(|system| log(&office, system));
    let told = office.run(&["preflight"]).ended(5);
    for words in [
        "observaría 8 filas",
        "de 2 series",
        "1 esperaría",
        "se hereda",
        "el número difiere",
        "1104",
    ] {
        assert!(told.out.contains(words), "no «{words}» in {}", told.out);
    }
    let english = office.run(&["preflight", "--lang", "en"]).ended(5);
    assert!(english.out.contains("would complain of 8 rows"), "{}", english.out);
    let document = office.run(&["preflight", "--json"]).ended(5).json();
    let ledger = &document["ledgers"][0];
    assert_eq!(document["schema"], "cuadre.preflight/1");
    assert_eq!((&ledger["expected"]["pairs"], &ledger["expected"]["rows"]), (&2.into(), &8.into()));
    assert_eq!(ledger["plan"]["items"].as_array().map(Vec::len), Some(2), "{ledger}");
    let after = [System::ImportPlatform, System::Aconsys].map(|system| log(&office, system));
    assert_eq!(before, after);
    assert!(!office.work.path("salida/cuadre.db").exists(), "nor is anything noted of a run");
    // The run is as it was foretold.
    let (_, run) = office.job(5);
    assert_eq!(run["predicted"]["expected"], 2, "{run}");
    assert_eq!(run["predicted"]["not_reported"], serde_json::json!([]), "{run}");
    // What is registered is not foretold again.
    let document = office.run(&["preflight", "--json"]).ended(5).json();
    assert_eq!(document["ledgers"][0]["expected"]["pairs"], 1);
}

#[test]
fn preflight_of_what_is_all_known_and_of_what_cannot_be_asked() {
    let mut office = Office::new();
    office.ledger(&[KNOWN]);
    let told = office.run(&["preflight", "entrada/01. PLE ENERO 26.csv"]).ended(0);
    assert!(told.out.contains("no observaría ninguna"), "{}", told.out);
    office.platforms = None;
    refused(office.run(&["preflight"]), 3, &["O429", "cuadre doctor"]);
}

#[test]
fn backtest_is_right_of_the_demo_and_a_wrong_branch_stops_names_until_it_is_confirmed() {
    let office = Office::new();
    let told = office.run(&["backtest", "--company", "demo"]).ended(0);
    assert!(told.out.contains("bien") && !told.out.contains("--confirm"), "{}", told.out);
    let document = office.run(&["backtest", "--json"]).ended(0).json();
    let count = |key: &str| document[key].as_array().map_or(0, Vec::len) as u64;
    let sum = document["right"].as_u64().expect("a number") + count("wrong") + count("silent");
    assert_eq!(document["branches"], sum, "{document}");
    // The same of files, with a list in which the name of a branch has another code.
    let series = "Sec.;Serie;C.C.;Descripción;Sucursal;T.Op.;Descripción;Cta.Cte.;Descripción\n\
                  1;B001;1101;TM PLAZA NORTE;TM PLAZA NORTE;20;CANC;00000000242;TICKETS\n";
    office.work.write("series.csv", series);
    office.work.write("centros.csv", "Código;Descripción\n1101;OFICINA\n1999;TM PLAZA NORTE\n");
    let files = ["backtest", "--catalog", "series.csv", "--cost-centers", "centros.csv"];
    let wrong = office.run(&files).ended(5);
    for words in ["tiene 1101", "su nombre da 1999 TM PLAZA NORTE", "--confirm \"TM PLAZA NORTE\""]
    {
        assert!(wrong.out.contains(words), "no «{words}» in {}", wrong.out);
    }
    refused(
        office.run(&[&files[..], &["--confirm", "TM PLAZA SUR"]].concat()),
        2,
        &["U606", "TM PLAZA NORTE"],
    );
    let confirmed = office.run(&[&files[..], &["--confirm", "tm plaza norte"]].concat()).ended(0);
    assert!(confirmed.out.contains("confirmadas"), "{}", confirmed.out);
    office.run(&files).ended(0);
    refused(office.run(&files[..3]), 2, &["--cost-centers"]);
    office.work.write("centros.csv", "Otra;Cosa\n1;2\n");
    refused(office.run(&files), 2, &["O430", "centros.csv"]);
}

#[test]
fn what_is_remembered_is_listed_and_forgotten() {
    let office = Office::new();
    refused(office.run(&["aliases"]), 2, &["S314"]);
    office.ledger(&[KNOWN, DOUBTFUL]);
    let (id, run) = office.job(5);
    let none = office.run(&["aliases"]).ended(0);
    assert!(none.out.contains("No se recuerda"), "{}", none.out);
    let item = run["unresolved"][0]["item"].to_string();
    office.run(&["decide", &id, &item, "--cost-center", "1104", "--remember"]).ended(0);
    let listed = office.run(&["aliases", "--company", "demo"]).ended(0);
    for words in [DOUBTFUL.1, "1104 TM SAN JUAN DE LURIGANCHO 1", "vale", "ana"] {
        assert!(listed.out.contains(words), "no «{words}» in {}", listed.out);
    }
    let json = office.run(&["aliases", "--json"]).ended(0).json();
    assert_eq!(
        (&json["schema"], &json["aliases"][0]["standing"]),
        (&"cuadre.aliases/1".into(), &"valid".into())
    );
    refused(office.run(&["aliases", "--revoke", "TM SAN JUAN"]), 2, &["U617", DOUBTFUL.1]);
    let gone = office.run(&["aliases", "--revoke", "tm san juan de lurigancho 2"]).ended(0);
    assert!(gone.out.contains("No se recuerda"), "{}", gone.out);
}

#[test]
fn a_wrong_decision_is_taken_back_before_it_is_written() {
    let office = Office::new();
    office.ledger(&[KNOWN, DOUBTFUL]);
    let (id, run) = office.job(5);
    let item = run["unresolved"][0]["item"].to_string();
    refused(office.run(&["decide", &id, &item, "--undo"]), 2, &["U616"]);
    office.run(&["decide", &id, &item, "--cost-center", "1104", "--remember"]).ended(0);
    let shown = office.run(&["plan", &id]).ended(0);
    assert!(shown.out.contains("--undo"), "{}", shown.out);
    let told = office.run(&["decide", &id, &item, "--undo"]).ended(0);
    assert!(
        told.out.contains("sin efecto") && told.out.contains("cuadre aliases --revoke"),
        "{}",
        told.out
    );
    office.run(&["aliases", "--revoke", DOUBTFUL.1]).ended(0);
    let (_, run) = office.job(5);
    assert_eq!(run["registered"]["series"], 0, "{run}");
    assert_eq!(office.done("series_import"), 0);
    refused(office.run(&["decide", &id, &item, "--undo", "--remember"]), 2, &["--remember"]);
}
