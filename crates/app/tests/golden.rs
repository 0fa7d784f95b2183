//! Golden cases: a folder each, with a ledger that goes in and everything that comes out.
//!
//! `ledger.*` (or the one file with a name of SUNAT's) goes in, with `settings.toml` as `cuadre.toml` if there is one; what comes out is
//! in `expected/`. `UPDATE_EXPECT=1` writes that anew; read the difference before you commit it.

mod workdir;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use workdir::WorkDir;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The lists that come out of every run, beside the parts.
const LISTS: [&str; 4] = ["rejects.csv", "remarks.csv", "fixes.csv", "totals.json"];

fn ledger_of(case: &Path) -> PathBuf {
    let entries = std::fs::read_dir(case).expect("a case");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| {
            path.is_file() && path.file_name().is_none_or(|name| name != "settings.toml")
        })
        .collect();
    assert_eq!(files.len(), 1, "{}: one ledger", case.display());
    files.remove(0)
}

/// Everything that comes out, by file name; what differs from run to run and machine to machine is left out.
fn outcome(case: &Path) -> BTreeMap<String, Vec<u8>> {
    let work = WorkDir::new();
    let ledger = ledger_of(case);
    let name = ledger.file_name().expect("a name").to_string_lossy().into_owned();
    work.write(&name, std::fs::read(&ledger).expect("the ledger"));
    if let Ok(settings) = std::fs::read(case.join("settings.toml")) {
        work.write("cuadre.toml", settings);
    }
    let told = work.run(&["normalize", &name, "--out", "out", "--json", "-q"]);
    assert!(!told.err.contains("panicked"), "{}", told.err);
    let mut report = told.json();
    assert!(report["rows"]["in"].as_u64() > Some(0), "{}", case.display());
    let object = report.as_object_mut().expect("an object");
    // The sentences of the evidence are pinned where they are made.
    let varies = ["seconds", "peak_rss_bytes", "evidence"];
    object.retain(|key, _| !varies.contains(&key.as_str()));
    object.insert("exit".to_owned(), json!(told.code));
    let mut files = BTreeMap::new();
    files.insert("report.json".to_owned(), pretty(&report));
    for list in LISTS {
        files.insert(list.to_owned(), std::fs::read(work.path("out").join(list)).expect(list));
    }
    for part in report["parts"].as_array().expect("parts") {
        let name = part["file"].as_str().expect("a name");
        files.insert(
            name.replace('/', "-"),
            std::fs::read(work.path("out").join(name)).expect("a part"),
        );
    }
    files
}

fn pretty(value: &Value) -> Vec<u8> {
    let mut text = serde_json::to_string_pretty(value).expect("JSON");
    text.push('\n');
    text.into_bytes()
}

fn expected_in(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let read = |path: PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, std::fs::read(&path).expect("an expected file"))
    };
    entries.map(|entry| read(entry.expect("an entry").path())).collect()
}

fn check(case: &str) {
    let case = folder().join(case);
    let expected = case.join("expected");
    let found = outcome(&case);
    if std::env::var("UPDATE_EXPECT").is_ok_and(|value| value == "1") {
        std::fs::create_dir_all(&expected).expect("a folder");
        for name in expected_in(&expected).keys().filter(|name| !found.contains_key(*name)) {
            std::fs::remove_file(expected.join(name)).expect("removed");
        }
        for (name, bytes) in &found {
            std::fs::write(expected.join(name), bytes).expect("an expected file");
        }
        return;
    }
    let wanted = expected_in(&expected);
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&wanted), "{}", case.display());
    for (name, bytes) in &found {
        let [found, wanted] = [bytes, &wanted[name]].map(|bytes| String::from_utf8_lossy(bytes));
        assert!(
            found == wanted,
            "{}/{name}\n{}",
            case.display(),
            first_difference(&found, &wanted)
        );
    }
}

fn first_difference(found: &str, wanted: &str) -> String {
    let lines = found.lines().zip(wanted.lines()).enumerate();
    let differing = lines.into_iter().find(|(_, (found, wanted))| found != wanted);
    match differing {
        Some((index, (found, wanted))) => {
            format!("line {}\n  found:    {found}\n  expected: {wanted}", index + 1)
        }
        None => format!("{} lines, expected {}", found.lines().count(), wanted.lines().count()),
    }
}

#[test]
fn sunat_39_with_every_family_of_rejection() {
    check("sunat-39-every-family");
    assert_every_family();
}

/// The first case is worth its name: every family of rules that rejects, rejects something in it.
fn assert_every_family() {
    let rejects = folder().join("sunat-39-every-family/expected/rejects.csv");
    let rejects = std::fs::read_to_string(rejects).expect("the rejects");
    let rules = workdir::column(&rejects, "rule");
    for rule in [
        "period-readable",
        "period-of-ledger",
        "issue-date-readable",
        "issue-date-in-period",
        "issue-date-not-later",
        "kind-known",
        "kind-of-company",
        "series-shape",
        "number-shape",
        "number-last-order",
        "range-kind",
        "ruc-valid",
        "dni-valid",
        "customer-of-invoice",
        "customer-of-large-receipt",
        "customer-name-present",
        "amount-readable",
        "total-present",
        "total-is-sum",
        "credit-note-sign",
        "sale-sign",
        "amended-present",
        "amended-date-order",
        "segment-present",
        "segment-known",
        "branch-present",
        "shortened-number",
        "document-repeated",
        "range-overlaps",
    ] {
        assert!(rules.iter().any(|found| found == rule), "{rule} rejects nothing");
    }
}

#[test]
fn ple_14_1_of_35_fields() {
    check("ple-14.1-35");
}

#[test]
fn ple_14_1_of_34_fields() {
    check("ple-14.1-34");
}

#[test]
fn ple_14_2_simplified() {
    check("ple-14.2");
}

#[test]
fn rvie_annex_3() {
    check("rvie-anexo-3");
}

#[test]
fn windows_1252_with_decimal_commas() {
    check("windows-1252-decimal-comma");
}

#[test]
fn every_folder_is_a_case() {
    let source = include_str!("golden.rs");
    for entry in std::fs::read_dir(folder()).expect("the cases") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(source.contains(&format!("check(\"{name}\")")), "{name} is run by no test");
    }
}
