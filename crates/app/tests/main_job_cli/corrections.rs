//! A held ledger is corrected in its workbook, and the run goes on; or all of it is posted, and what is corrected follows.

use simulators::{FaultName, System};

use crate::ledger::at;
use crate::office::{DOUBTFUL, KNOWN, Office, PLATFORM, refused};
use crate::workbook::{grid, save, set};

const LEDGER: &str = "entrada/01. PLE ENERO 26.csv";

/// Settings of a platform that takes a second batch.
fn supplements() -> String {
    PLATFORM.replace("begin = 'clears'", "begin = 'clears', supplements = 'yes'")
}

/// The workbook of the only run.
fn workbook(office: &Office, run: &serde_json::Value) -> std::path::PathBuf {
    let report = office.work.path(run["report"].as_str().expect("a path"));
    report.with_file_name("ledger").join("corrections.xlsx")
}

/// Corrects the totals of the first `count` bad rows, and saves the workbook under a name of the person's own.
fn corrected(office: &Office, run: &serde_json::Value, count: usize) -> String {
    let mut rows = grid(&workbook(office, run));
    for row in rows.iter_mut().skip(1).take(count) {
        set(row, at::TOTAL, "118.00");
    }
    save(&office.work.path("corregido.xlsx"), &rows);
    "corregido.xlsx".to_owned()
}

fn posted(office: &Office) -> usize {
    let platforms = office.platforms.as_ref().expect("platforms");
    let state = platforms.import_platform.state(true);
    let documents = state["documents"].as_array().expect("documents").iter();
    documents.filter(|row| row["posted"] != 0).count()
}

fn run_with(office: &Office, workbook: &str, more: &[&str], code: i32) -> serde_json::Value {
    let words = ["run", "--json", "--corrections", workbook];
    office.run(&[&words[..], more].concat()).ended(code).json()["runs"][0].clone()
}

#[test]
fn a_held_ledger_goes_on_with_its_corrections() {
    let office = Office::new();
    office.ledger_at(LEDGER, "2026-01", &[KNOWN], 2);
    let (id, held) = office.job(5);
    let says = held["says"][1].as_str().expect("advice");
    assert!(says.contains("--corrections"), "{says}");
    // One of two: the other keeps all of it.
    let book = corrected(&office, &held, 1);
    let run = run_with(&office, &book, &[], 5);
    assert_eq!((&run["id"], &run["why"]), (&id.as_str().into(), &"B601".into()), "{run}");
    assert_eq!((&run["rows"]["accepted"], &run["rows"]["rejected"]), (&5.into(), &1.into()));
    // What was corrected stays corrected, whatever is run; and the other one comes.
    let (again, run) = office.job(5);
    assert_eq!((&again, &run["rows"]["rejected"]), (&id, &1.into()), "{run}");
    let book = corrected(&office, &run, 1);
    let run = run_with(&office, &book, &[], 0);
    assert_eq!((&run["id"], &run["outcome"]), (&id.as_str().into(), &"done".into()), "{run}");
    assert_eq!(run["uploaded"], serde_json::json!({ "parts": 3, "rows": 6 }), "{run}");
    assert_eq!((posted(&office), office.done("upload"), office.done("process")), (6, 3, 1));
    let told = office.run(&["run"]).ended(0);
    assert!(told.err.contains("no había nada que hacer"), "{}", told.err);
}

#[test]
fn what_is_corrected_later_follows_in_a_batch_of_its_own_where_the_platform_takes_one() {
    let office = Office::new();
    office.settings("on_rejects = 'continue'", &supplements());
    office.ledger_at(LEDGER, "2026-01", &[KNOWN], 2);
    let (id, run) = office.job(1);
    assert_eq!((posted(&office), &run["rows"]["rejected"]), (4, &2.into()));
    let book = corrected(&office, &run, 2);
    let run = run_with(&office, &book, &["--company", "demo", "--period", "2026-01"], 0);
    assert_eq!((&run["id"], &run["outcome"]), (&id.as_str().into(), &"done".into()), "{run}");
    assert_eq!(run["uploaded"], serde_json::json!({ "parts": 2, "rows": 6 }), "{run}");
    assert_eq!((posted(&office), office.done("upload")), (6, 2), "each once");
    office.run(&["run"]).ended(0);
    assert_eq!((posted(&office), office.done("upload")), (6, 2));
}

#[test]
fn what_is_corrected_later_waits_where_nobody_says_that_the_platform_takes_it() {
    let office = Office::new();
    office.settings("on_rejects = 'continue'", PLATFORM);
    office.ledger_at(LEDGER, "2026-01", &[KNOWN], 2);
    let (id, run) = office.job(1);
    let book = corrected(&office, &run, 2);
    let run = run_with(&office, &book, &[], 5);
    assert_eq!((&run["id"], &run["why"]), (&id.as_str().into(), &"B631".into()), "{run}");
    assert!(run["says"][0].as_str().is_some_and(|says| says.contains("0002.csv")), "{run}");
    assert_eq!((posted(&office), office.done("upload"), office.done("begin")), (4, 1, 1));
    // He says it, and it goes.
    office.settings("on_rejects = 'continue'", &supplements());
    office.job(0);
    assert_eq!((posted(&office), office.done("upload")), (6, 2));
}

#[test]
fn corrections_that_come_while_parts_are_sent_join_the_batch() {
    let office = Office::new();
    office.settings("on_rejects = 'continue'", PLATFORM);
    office.ledger_at(LEDGER, "2026-01", &[KNOWN], 2);
    office.fault(System::ImportPlatform, FaultName::TooMany, "process");
    let (_, run) = office.job(3);
    let book = corrected(&office, &run, 2);
    let run = run_with(&office, &book, &[], 0);
    assert_eq!(run["uploaded"], serde_json::json!({ "parts": 2, "rows": 6 }), "{run}");
    assert_eq!((posted(&office), office.done("upload"), office.done("process")), (6, 2, 1));
}

#[test]
fn corrections_that_come_between_two_rounds_wait_for_the_end() {
    let office = Office::new();
    office.settings("on_rejects = 'continue'", &supplements());
    office.ledger_at(LEDGER, "2026-01", &[KNOWN, DOUBTFUL], 1);
    let (id, run) = office.job(5);
    let book = corrected(&office, &run, 1);
    let early = run_with(&office, &book, &[], 5);
    assert_eq!(early["why"], "B630", "{early}");
    let item = run["unresolved"][0]["item"].to_string();
    office.run(&["decide", &id, &item, "--cost-center", "1104"]).ended(0);
    office.job(1);
    let run = run_with(&office, &book, &[], 0);
    assert_eq!((&run["outcome"], posted(&office)), (&"done".into(), 9), "{run}");
}

#[test]
fn corrections_of_nothing_of_several_and_of_another_ledger_are_refused() {
    let office = Office::new();
    office.ledger_at(LEDGER, "2026-01", &[KNOWN], 1);
    office.work.write("corregido.xlsx", "no es un libro");
    let words = ["run", "--corrections", "corregido.xlsx"];
    refused(office.run(&words), 2, &["R503"]);
    let (_, held) = office.job(5);
    refused(office.run(&words), 2, &["corregido.xlsx"]);
    refused(office.run(&["run", "--corrections", "no-hay.xlsx"]), 2, &["no-hay.xlsx"]);
    let book = corrected(&office, &held, 1);
    office.ledger_at("entrada/02. PLE FEBRERO 26.csv", "2026-02", &[KNOWN], 0);
    refused(office.run(&["run", "--corrections", &book]), 2, &["U622", "--period"]);
    // What was refused has changed nothing.
    assert_eq!((posted(&office), office.done("begin")), (0, 0));
    run_with(&office, &book, &["--period", "2026-01"], 0);
    assert_eq!(posted(&office), 5);
}

#[test]
fn a_batch_grows_by_corrections_where_iniciar_keeps_what_waits() {
    let office = Office::new();
    let keeps = PLATFORM.replace("'clears'", "'keeps'");
    office.settings("on_rejects = 'continue'", &keeps);
    office.ledger_at(LEDGER, "2026-01", &[KNOWN], 1);
    office.fault(System::ImportPlatform, FaultName::TooMany, "process");
    let (_, run) = office.job(3);
    let book = corrected(&office, &run, 1);
    run_with(&office, &book, &[], 0);
    assert_eq!((posted(&office), office.done("upload"), office.done("begin")), (5, 2, 1));
}

#[test]
fn corrections_that_were_cut_off_before_the_journal_heard_of_them_are_taken_up() {
    let office = Office::new();
    office.ledger_at(LEDGER, "2026-01", &[KNOWN], 2);
    let (id, held) = office.job(5);
    let book = corrected(&office, &held, 2);
    let folder = workbook(&office, &held).with_file_name("").display().to_string();
    // The files are those of the next revision already; the journal knows of the first one only.
    office.run(&["normalize", LEDGER, "--out", &folder, "--corrections", &book]).ended(0);
    let (again, run) = office.job(0);
    assert_eq!((&again, posted(&office)), (&id, 6), "{run}");
}

#[test]
fn workbooks_that_other_programs_have_saved_come_back() {
    for program in ["openpyxl", "libreoffice"] {
        let office = Office::new();
        office.ledger_at(LEDGER, "2026-01", &[KNOWN], 2);
        let (_, held) = office.job(5);
        assert_eq!(held["rows"]["rejected"], 2, "{held}");
        let fixtures = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workbook");
        let book = fixtures.join(format!("{program}.xlsx")).display().to_string();
        let run = run_with(&office, &book, &[], 0);
        assert_eq!((&run["rows"]["accepted"], posted(&office)), (&6.into(), 6), "{program}: {run}");
    }
}
