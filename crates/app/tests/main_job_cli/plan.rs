//! `plan` and what else shows commands: one question for a branch, and every command as it must be typed.

use crate::office::{DOUBTFUL, KNOWN, Office, PLATFORM, RUC, refused};

/// Series of one branch that is in doubt.
const BRANCH: &str = DOUBTFUL.1;
const SIX: [&str; 6] = ["B020", "B021", "B022", "B023", "B024", "B025"];

fn six() -> Office {
    let office = Office::new();
    office.ledger(&SIX.map(|series| (series, BRANCH)));
    office
}

#[test]
fn series_of_a_branch_in_one_doubt_are_one_question() {
    let office = six();
    let told = office.run(&["run"]).ended(5);
    assert_eq!(told.err.matches(BRANCH).count(), 1, "{}", told.err);
    assert!(told.err.contains("6 puntos") && told.err.contains("basta"), "{}", told.err);
    let document = office.run(&["plan", "demo", "--json"]).ended(0).json();
    assert_eq!(document["items"].as_array().map(Vec::len), Some(6), "item by item: {document}");
    let shown = office.run(&["plan", "demo"]).ended(0).out;
    assert_eq!(shown.matches(BRANCH).count(), 1, "{shown}");
    assert_eq!(shown.matches("--cost-center 1104").count(), 1, "{shown}");
    for word in ["B020, B021, B022, B023 y 2 más", "6 series, 24 detalles", "por sucursal basta"] {
        assert!(shown.contains(word), "no «{word}» in {shown}");
    }
    assert!(shown.contains("omite solo B020; las demás"), "{shown}");
    let path = document["run"].as_str().map(|id| office.run(&["report", id]).ended(0).out);
    let page = office.work.read(path.expect("a page").trim_end());
    assert_eq!(page.matches("--cost-center 1104").count(), 1);
    assert!(page.contains("por sucursal basta"), "{page}");

    // What is decided about one holds for the rest, and that is said; what is skipped is one series.
    office.run(&["decide", "demo", "2", "--skip", "se anula"]).ended(0);
    office.run(&["decide", "demo", "3", "--cost-center", "1104"]).ended(0);
    let shown = office.run(&["plan", "demo"]).ended(0).out;
    assert!(shown.contains("B020, B023, B024, B025 @"), "{shown}");
    assert!(shown.contains("siguen la decisión sobre el punto 3"), "{shown}");
    let (_, run) = office.job(1);
    assert_eq!((&run["outcome"], &run["registered"]["series"]), (&"done".into(), &5.into()));
}

#[test]
fn a_branch_under_another_name_is_said_once_too() {
    let office = six();
    office.job(5);
    office.run(&["decide", "demo", "1", "--same-as", "TM PLAZA NORTE"]).ended(0);
    let (_, run) = office.job(0);
    assert_eq!(run["registered"]["series"], 6, "{run}");
}

#[test]
fn a_branch_that_the_catalog_contradicts_is_no_other() {
    let office = Office::new();
    office.ledger(&[("B010", "TM MINKA NUEVA"), DOUBTFUL]);
    office.job(5);
    let shown = office.run(&["plan", "demo"]).ended(0).out;
    assert!(!shown.contains("--same-as"), "{shown}");
    for center in ["1110", "1111"] {
        assert_eq!(shown.matches(&format!("--cost-center {center}")).count(), 1, "{shown}");
    }
    let same = ["decide", "demo", "1", "--same-as", "TM MINKA"];
    refused(office.run(&same), 2, &["U623", "1110, 1111", "--cost-center"]);
}

#[cfg(unix)]
#[test]
fn what_is_shown_to_somebody_who_named_his_settings_can_be_typed() {
    let office = six();
    let settings = office.work.read("cuadre.toml");
    std::fs::remove_file(office.work.path("cuadre.toml")).expect("removed");
    let name = "mis datos/otra.toml";
    let text =
        settings.replace("'entrada'", &format!("'{}'", office.work.path("entrada").display()));
    let text = text.replace("'salida'", &format!("'{}'", office.work.path("salida").display()));
    office.work.write(name, format!("{text}\n# {RUC} {PLATFORM}\n"));
    let option = format!("--settings \"{name}\"");
    let with = |words: &[&str]| office.run(&[words, &["--settings", name]].concat());
    let told = with(&["run"]).ended(5).err;
    let id = office.run(&["plan", "demo", "--json", "--settings", name]).ended(0).json();
    let id = id["run"].as_str().expect("an id");
    for command in [format!("`cuadre plan {id} {option}`"), format!("`cuadre run {option}`")] {
        assert!(told.contains(&command), "no {command} in {told}");
    }
    let document = with(&["run", "--json"]).ended(5).json();
    let advice = document["runs"][0]["says"][1].as_str().expect("advice");
    assert!(advice.contains(&format!("`cuadre run {option}`")), "{advice}");
    let shown = with(&["plan", "demo"]).ended(0).out;
    let command = shown.lines().find_map(|line| line.trim().strip_prefix("$ ")).expect("one");
    assert!(command.contains(&option), "{command}");
    let decided = office.work.shell(command).ended(0).out;
    assert!(decided.contains(&format!("cuadre run {option}")), "{decided}");
    let status = with(&["status"]).ended(0).out;
    assert!(status.contains(&format!("`cuadre run {option}`")), "{status}");
    let plan = with(&["plan", "demo", "--json"]).ended(0).json();
    let command = plan["items"][0]["commands"][0].as_str().expect("a command");
    assert!(command.ends_with(&option), "{command}");
    let page = with(&["report", "demo"]).ended(0).out;
    let page = office.work.read(page.trim_end());
    let full = office.work.path(name).canonicalize().expect("there").display().to_string();
    assert!(page.contains("--settings &quot;") && page.contains(&full), "{page}");
}

#[test]
fn advice_is_about_what_there_is() {
    let office = Office::new();
    office.ledger(&[KNOWN]);
    let (old, _) = office.job(0);
    // The same documents again: the platform complains of them, and no series is missing.
    office.ledger(&[KNOWN, ("B002", "IS PLAZA NORTE")]);
    let words = ["run", "--replaces", &old, "--reason", "faltaban ventas"];
    let told = office.run(&words).ended(5).err;
    assert!(told.contains("1 punto necesita a una persona.") && told.contains("--skip"), "{told}");
    for word in ["cuadre decide", "los demás", "basta", "Véalos"] {
        assert!(!told.contains(word), "«{word}» in {told}");
    }
}
