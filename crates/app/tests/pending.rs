//! Ledgers that wait in the input folder: `check` and `normalize` without a file, and where their runs go.

mod ledger;
mod workdir;

use ledger::{csv, header, receipt_of};
use serde_json::json;
use workdir::WorkDir;

fn ledger_of(period: &str) -> String {
    csv(&[header(), receipt_of(period, 1), receipt_of(period, 2)])
}

fn with_two() -> WorkDir {
    let work = WorkDir::new();
    work.write("cuadre.toml", "input = \"entrada\"\noutput = \"salida\"\n");
    work.write("entrada/2026/01. PLE ENERO 26.csv", ledger_of("2026-01"));
    work.write("entrada/2026/02. PLE FEBRERO 26.csv", ledger_of("2026-02"));
    work
}

#[test]
fn all_that_wait_are_normalized_each_into_the_folder_of_its_period() {
    let work = with_two();
    let told = work.run(&["normalize"]).ended(0);
    assert!(told.err.contains("entrada: 2 registros por leer"), "{}", told.err);
    for period in ["2026-01", "2026-02"] {
        assert!(work.path(format!("salida/{period}/parts/0001.csv")).exists(), "{period}");
        let manifest = work.read(format!("salida/{period}/manifest.json"));
        assert!(manifest.contains(&format!("\"period\": \"{period}\"")), "{manifest}");
    }
    // Once more: each run takes the place of its own earlier one.
    work.run(&["normalize"]).ended(0);
}

#[test]
fn a_period_chooses_among_them_and_check_writes_nothing() {
    let work = with_two();
    let told = work.run(&["normalize", "--period", "2026-02", "--json", "-q"]).ended(0);
    let document = told.json();
    assert_eq!(document["schema"], "cuadre.pending/1");
    assert_eq!(document["ledgers"].as_array().map(Vec::len), Some(1));
    assert_eq!(document["ledgers"][0]["ledger"]["period"], "2026-02");
    assert_eq!(document["held"], json!([]));
    assert_eq!(document["files"].as_array().map(Vec::len), Some(2));
    assert!(!work.path("salida/2026-01").exists());
    let before = work.listing("");
    let told = work.run(&["check"]).ended(0);
    assert!(told.err.contains("periodo 2026-01") && told.err.contains("periodo 2026-02"));
    assert_eq!(work.listing(""), before);
    let told = work.run(&["check", "--period", "2026-03"]).ended(2);
    assert!(told.err.contains("error[S310]"), "{}", told.err);
}

#[test]
fn a_named_file_goes_to_the_output_of_the_settings_too() {
    let work = with_two();
    work.write("suelto.csv", ledger_of("2026-05"));
    work.run(&["normalize", "suelto.csv", "-q"]).ended(0);
    assert!(work.path("salida/2026-05/manifest.json").exists());
    work.run(&["normalize", "suelto.csv", "-q", "--out", "aparte"]).ended(0);
    assert!(work.path("aparte/manifest.json").exists());
    let words = ["normalize", "suelto.csv", "-q"];
    let told = workdir::finish(work.cuadre(&words).env("OUTPUT_DIR", "otra")).ended(0);
    assert!(told.err.is_empty() && work.path("otra/2026-05/manifest.json").exists());
}

#[test]
fn a_companys_runs_have_a_folder_of_their_own() {
    let work = with_two();
    work.write(
        "cuadre.toml",
        "input = \"entrada\"\noutput = \"salida\"\n[company.uno]\n[company.dos]\n",
    );
    work.run(&["normalize", "--company", "uno", "-q"]).ended(0);
    assert!(work.path("salida/uno/2026-01/manifest.json").exists());
    assert!(work.path("salida/uno/2026-02/manifest.json").exists());
    assert!(!work.path("salida/dos").exists());
}

#[test]
fn two_ledgers_of_one_period_are_held_and_the_others_go_on() {
    let work = with_two();
    work.write("entrada/v2/2026/01. PLE ENERO 26.csv", ledger_of("2026-01") + "\r\n");
    let told = work.run(&["normalize", "--json"]).ended(5);
    assert_eq!(told.json()["held"], json!(["2026-01"]));
    assert!(told.err.contains("2 registros distintos de 2026-01"), "{}", told.err);
    assert!(told.err.contains("v2"), "the table of both: {}", told.err);
    assert!(work.path("salida/2026-02/manifest.json").exists());
    assert!(!work.path("salida/2026-01").exists());
}

#[test]
fn one_that_cannot_be_read_does_not_keep_the_others_waiting() {
    let work = with_two();
    work.write("entrada/2026/01. PLE ENERO 26.csv", "esto no es un registro\n");
    let told = work.run(&["normalize"]).ended(2);
    assert!(told.err.contains("error[I2"), "{}", told.err);
    assert!(work.path("salida/2026-02/manifest.json").exists());
}

#[test]
fn what_is_missing_is_told_with_its_setting() {
    let work = WorkDir::new();
    work.write("suelto.csv", ledger_of("2026-05"));
    let code = |words: &[&str], code: &str, piece: &str| {
        let told = work.run(words).ended(2);
        assert!(told.err.contains(code) && told.err.contains(piece), "{words:?}: {}", told.err);
    };
    code(&["check"], "error[S308]", "cuadre check ARCHIVO");
    code(&["normalize", "suelto.csv"], "error[S309]", "--out CARPETA");
    work.write("cuadre.toml", "input = \"entrada\"\n");
    code(&["check"], "error[S311]", "«entrada»");
    work.write("entrada/leeme.pdf", "no es un registro");
    code(&["check"], "error[S310]", "«entrada»");
    work.write("entrada/01. PLE ENERO 26.csv", ledger_of("2026-01"));
    code(&["normalize"], "error[S309]", "output");
    // A correction workbook belongs to one ledger, which must be named.
    code(
        &["normalize", "--out", "x", "--corrections", "c.xlsx"],
        "error[S308]",
        "normalize ARCHIVO",
    );
}
