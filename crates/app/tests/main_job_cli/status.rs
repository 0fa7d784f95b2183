//! `status`: several companies and periods on one page, what needs a person first.

use crate::office::{CERTAIN, DOUBTFUL, KNOWN, Office, PLATFORM, RUC};
use crate::workdir::WorkDir;

const MORE: [&str; 3] = ["20998877025", "20998877033", "20998877041"];

/// Four companies: one is done, one waits, one failed, one is held; `done` has two periods.
fn many() -> Office {
    let office = Office::of(&MORE);
    let mut text = "output = 'salida'\n".to_owned();
    for (name, ruc) in ["done", "waits", "fails", "held"].iter().zip([RUC].iter().chain(&MORE)) {
        let platform = match *name {
            "fails" => "import_platform = { url = 'http://127.0.0.1:9' }",
            _ => PLATFORM,
        };
        text += &format!(
            "[company.{name}]\nruc = '{ruc}'\nbrands = ['TM']\ninput = '{name}'\n{platform}\n"
        );
    }
    office.work.write("cuadre.toml", text);
    let january = |name: &str| format!("{name}/01. PLE ENERO 26.csv");
    office.ledger_at(&january("done"), "2026-01", &[KNOWN, CERTAIN], 0);
    office.ledger_at("done/02. PLE FEBRERO 26.csv", "2026-02", &[("B002", "IS PLAZA NORTE")], 0);
    office.ledger_at(&january("waits"), "2026-01", &[KNOWN, DOUBTFUL], 0);
    office.ledger_at(&january("fails"), "2026-01", &[KNOWN], 0);
    office.ledger_at(&january("held"), "2026-01", &[KNOWN], 3);
    office
}

#[test]
fn many_companies_by_need_and_the_first_of_their_exit_codes() {
    let office = many();
    // 3 (failed) comes before 5 (held, waiting) and 0.
    let document = office.run(&["run", "--json"]).ended(3).json();
    assert_eq!(document["runs"].as_array().map(Vec::len), Some(5), "{document}");

    let status = office.run(&["status", "--json"]).ended(0).json();
    assert_eq!(status["schema"], "cuadre.status/1");
    let runs = status["runs"].as_array().expect("runs");
    let told: Vec<_> = runs
        .iter()
        .map(|run| [&run["company"], &run["period"], &run["outcome"]].map(|it| it.as_str()))
        .collect();
    let expected = [
        ["fails", "2026-01", "failed"],
        ["waits", "2026-01", "waiting"],
        ["held", "2026-01", "held"],
        ["done", "2026-01", "done"],
        ["done", "2026-02", "done"],
    ];
    assert_eq!(told, expected.map(|line| line.map(Some)), "{status}");
    let held = &runs[2];
    assert_eq!((&held["rows"], &held["rejected"]), (&7.into(), &3.into()), "{held}");
    for run in runs {
        let is_done = run["outcome"] == "done";
        assert_eq!(run["what_to_do"] == "", is_done, "{run}");
    }

    let page = office.run(&["status"]).ended(0);
    let at = |company: &str| page.out.lines().position(|line| line.starts_with(company));
    let lines = ["fails", "waits", "held", "done"].map(at);
    assert!(lines.windows(2).all(|pair| pair[0].is_some() && pair[0] < pair[1]), "{}", page.out);
    assert!(page.out.contains("5 periodos") && page.out.contains("3 necesitan"), "{}", page.out);
    let one = office.run(&["status", "--company", "held"]).ended(0);
    assert!(one.out.contains("held") && !one.out.contains("waits"), "{}", one.out);
    let english = office.run(&["status", "--lang", "en"]).ended(0).out;
    assert!(english.contains("COMPANY") && english.contains("5 periods"), "{english}");
    // What was told in Spanish when it ran is told in English now.
    assert!(english.contains("Nothing was sent") && !english.contains("No se envió"), "{english}");
}

#[test]
fn a_page_without_runs_says_how_to_begin() {
    let work = WorkDir::new();
    work.write("cuadre.toml", "output = 'salida'\n");
    let told = work.run(&["status"]).ended(0);
    assert!(told.out.contains("cuadre run"), "{}", told.out);
    let status = work.run(&["status", "--json"]).ended(0).json();
    assert_eq!(
        (&status["runs"], &status["in_doubt"]),
        (&serde_json::json!([]), &serde_json::json!([]))
    );
    assert!(!work.path("salida").exists(), "it only looks");
    let nobody = work.run(&["status", "--settings", "otro.toml"]).ended(2);
    assert!(nobody.err.contains("otro.toml"), "{}", nobody.err);
}

#[test]
fn a_company_that_the_settings_do_not_have_is_named() {
    let office = Office::new();
    let told = office.run(&["status", "--company", "dmeo"]).ended(2);
    assert!(told.err.contains("dmeo") && told.err.contains("demo"), "{}", told.err);
}

#[test]
fn what_never_began_stands_on_the_page_with_what_to_do() {
    let office = Office::of(&MORE);
    let mut text = "output = 'salida'\n".to_owned();
    for (name, ruc) in ["done", "missing", "ill", "two"].iter().zip([RUC].iter().chain(&MORE)) {
        text += &format!(
            "[company.{name}]\nruc = '{ruc}'\nbrands = ['TM']\ninput = '{name}'\n{PLATFORM}\n"
        );
    }
    office.work.write("cuadre.toml", text);
    office.ledger_at("done/01. PLE ENERO 26.csv", "2026-01", &[KNOWN], 0);
    office.ledger_at("two/a/01. PLE ENERO 26.csv", "2026-01", &[KNOWN], 0);
    office.ledger_at("two/b/01. PLE ENERO 26.csv", "2026-01", &[CERTAIN], 0);
    office.work.write("ill/02. PLE FEBRERO 26.csv", "esto no es un registro\n");
    // 5 (a person must choose) comes before 2 (an input that cannot be read) and 0.
    let told = office.run(&["run"]).ended(5);
    let words = ["2 registros", "1 sin empezar, 1 empresa sin empezar"];
    assert!(words.iter().all(|word| told.err.contains(word)), "{}", told.err);

    let status = office.run(&["status", "--json"]).ended(0).json();
    assert_eq!(status["runs"].as_array().map(Vec::len), Some(1), "{status}");
    let lines = status["not_begun"].as_array().expect("a list");
    let told: Vec<_> =
        lines.iter().map(|line| (line["company"].as_str(), line["period"].as_str())).collect();
    let expected = [("missing", ""), ("two", "2026-01"), ("ill", "2026-02")];
    assert_eq!(told, expected.map(|(company, period)| (Some(company), Some(period))), "{status}");
    for (line, word) in lines.iter().zip(["carpeta de entrada", "solo el que vale", "cuadre run"]) {
        assert!(line["what_to_do"].as_str().is_some_and(|says| says.contains(word)), "{line}");
    }
    let page = office.run(&["status"]).ended(0).out;
    let at = |company: &str| page.lines().position(|line| line.starts_with(company));
    let lines = ["missing", "two", "ill", "done"].map(at);
    assert!(lines.windows(2).all(|pair| pair[0].is_some() && pair[0] < pair[1]), "{page}");
    assert!(page.matches("sin empezar").count() == 3 && page.contains("3 necesitan"), "{page}");
    let one = office.run(&["status", "--company", "ill", "--lang", "en"]).ended(0).out;
    assert!(one.contains("not begun") && !one.contains("missing"), "{one}");
}

#[test]
fn a_folder_of_two_companies_is_told_to_each_by_its_own_ledgers() {
    let office = Office::of(&MORE[..1]);
    let other = MORE[0];
    office.settings("", PLATFORM);
    let text = office.work.read("cuadre.toml");
    let more = format!("[company.otra]\nruc = '{other}'\nbrands = ['TM']\n{PLATFORM}\n");
    office.work.write("cuadre.toml", text + &more);
    let file = format!("entrada/LE{RUC}20260100140100001111.csv");
    office.ledger_at(&file, "2026-01", &[KNOWN], 0);
    let told = office.run(&["run"]).ended(2);
    for word in ["entrada: 1 registro por leer", "entrada: 0 registros por leer"] {
        assert_eq!(told.err.matches(word).count(), 1, "{}", told.err);
    }
    let none = format!("no hay ningún registro por leer de otra (RUC {other})");
    assert!(told.err.contains(&none), "{}", told.err);
    // A name without a RUC is nobody's, and stands on the page as such.
    office.ledger_at("entrada/02. PLE FEBRERO 26.csv", "2026-02", &[KNOWN], 0);
    let status = office.run(&["status", "--json"]).ended(0).json();
    let expected = serde_json::json!(["", "2026-02"]);
    let told = &status["not_begun"];
    assert_eq!(serde_json::json!([told[0]["company"], told[0]["period"]]), expected, "{status}");
    assert_eq!(told.as_array().map(Vec::len), Some(1), "{status}");
    assert!(told[0]["what_to_do"].as_str().is_some_and(|says| says.contains("FEBRERO")), "{told}");
}

#[test]
fn rows_that_were_never_sent_are_told_on_the_page_although_the_period_is_done() {
    let office = Office::new();
    office.ledger_at("entrada/01. PLE ENERO 26.csv", "2026-01", &[KNOWN], 2);
    office.run(&["run", "--accept-rejects", "se corrigen en febrero"]).ended(1);
    let page = office.run(&["status"]).ended(0).out;
    assert!(page.contains("2 filas rechazadas no se enviaron"), "{page}");
    assert!(page.contains("corrections.xlsx"), "{page}");
}

#[test]
fn a_file_whose_name_shows_that_it_cannot_be_read_is_named_with_why() {
    let office = Office::new();
    office.ledger(&[KNOWN]);
    office.work.write("entrada/13. PLE ENERO 26.csv", "x");
    office.work.write("entrada/notas.csv", "x");
    let status = office.run(&["status", "--json"]).ended(0).json();
    let told = status["not_begun"].to_string();
    assert!(told.contains("13. PLE") && told.contains("no existe"), "{status}");
    assert!(!told.contains("notas"), "{status}");
}

#[test]
fn rows_are_left_out_for_a_reason_that_is_one() {
    let office = Office::new();
    office.ledger_at("entrada/01. PLE ENERO 26.csv", "2026-01", &[KNOWN], 1);
    for reason in ["", "  "] {
        let told = office.run(&["run", "--accept-rejects", reason]).ended(2);
        assert!(told.err.contains("U614"), "{}", told.err);
    }
    assert!(!office.work.path("salida").exists(), "nothing was begun");
}
