//! What is found in an input folder, file by file.

use engine::ingest::discover::{Decision, Discovery};
use engine::ingest::{discover, fingerprint};
use engine::model::Language;
use std::path::Path;
use tempfile::TempDir;

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    folder
}

fn decision(found: &Discovery, folder: &TempDir, path: &str) -> (Decision, String) {
    let verdicts: Vec<_> =
        found.verdicts.iter().filter(|one| one.path == folder.path().join(path)).collect();
    assert_eq!(verdicts.len(), 1, "{path} must have exactly one verdict");
    let said = verdicts[0].reason.say(Language::Es);
    assert!(!said.contains('{'), "{said}");
    assert!(!verdicts[0].reason.say(Language::En).contains('{'));
    (verdicts[0].decision, said)
}

#[test]
fn h32_each_file_has_a_verdict_of_its_own() {
    let input = folder(&[
        ("2026/01. PLE ENERO 26.xlsx", "a"),
        ("2026/02. PLE FEBRERO.26.xlsx", "b"),
        ("2026/~$02. PLE FEBRERO.26.xlsx", "lock"),
        ("2026/13. PLE ENERO 26.xlsx", "c"),
        ("2025/03. PLE MARZO 26.xlsx", "d"),
        ("2026/04. PLE MAYO 26.xlsx", "e"),
        ("2026/presupuesto.xlsx", "f"),
        ("2026/logo.png", "g"),
        ("2026/06. PLE JUNIO 26.pdf", "h"),
        ("2026/07. PLE JULIO 26.xls", ""),
        ("LE2010017645020260800140100001011.TXT", "i"),
        ("sub/folder/LE2010017645020260900140400021112.zip", "j"),
    ]);
    let found = discover(input.path()).unwrap();
    let (decided, said) = decision(&found, &input, "2026/13. PLE ENERO 26.xlsx");
    assert_eq!(decided, Decision::Refused);
    assert!(said.contains("«13»"), "{said}");
    for (path, expected) in [
        ("2026/01. PLE ENERO 26.xlsx", Decision::Pending),
        ("2026/02. PLE FEBRERO.26.xlsx", Decision::Pending),
        ("2026/~$02. PLE FEBRERO.26.xlsx", Decision::Ignored),
        ("2025/03. PLE MARZO 26.xlsx", Decision::Refused),
        ("2026/04. PLE MAYO 26.xlsx", Decision::Refused),
        ("2026/presupuesto.xlsx", Decision::Refused),
        ("2026/logo.png", Decision::Ignored),
        ("2026/06. PLE JUNIO 26.pdf", Decision::Refused),
        ("2026/07. PLE JULIO 26.xls", Decision::Refused),
        ("LE2010017645020260800140100001011.TXT", Decision::Ignored),
        ("sub/folder/LE2010017645020260900140400021112.zip", Decision::Pending),
    ] {
        assert_eq!(decision(&found, &input, path).0, expected, "{path}");
    }
    assert_eq!(found.verdicts.len(), 12);
    let periods: Vec<String> = found.ledgers.iter().map(|one| one.period.to_string()).collect();
    assert_eq!(periods, ["2026-01", "2026-02", "2026-09"]);
    assert!(found.ledgers[1].doubts[0].say(Language::Es).contains("02. PLE FEBRERO.26.xlsx"));
    assert!(found.ledgers[0].doubts.is_empty());
    assert_eq!(found.ledgers[2].company.as_deref(), Some("20100176450"));
    assert!(found.held.is_empty());
}

#[test]
fn h33_parts_of_one_ledger_are_read_together_in_their_order() {
    let input = folder(&[
        ("2026/01. PLE ENERO 26 (10).xlsx", "ten"),
        ("2026/01. PLE ENERO 26 (2).xlsx", "two"),
        ("2026/01. PLE ENERO 26 (1).xlsx", "one"),
        ("2026/02. PLE FEBRERO 26 parte 1 de 2.csv", "one"),
        ("2026/02. PLE FEBRERO 26 PARTE 2 DE 2.csv", "two"),
        ("2026/03. PLE MARZO 26_1.csv", "one"),
        ("2026/03. PLE MARZO 26_2.csv", "two"),
    ]);
    let found = discover(input.path()).unwrap();
    assert!(found.held.is_empty(), "{:?}", found.held);
    let names: Vec<Vec<String>> = found
        .ledgers
        .iter()
        .map(|ledger| {
            let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
            ledger.files.iter().map(|file| name(&file.path)).collect()
        })
        .collect();
    let marks = |names: &[String]| -> Vec<String> {
        names.iter().map(|name| name[name.len() - 8..].to_owned()).collect()
    };
    assert_eq!(marks(&names[0]), ["(1).xlsx", "(2).xlsx", "10).xlsx"]);
    assert_eq!(names[1].len(), 2);
    assert!(names[1][0].contains("parte 1"));
    assert_eq!(names[2].len(), 2);
}

#[test]
fn h33_two_ledgers_of_one_period_are_held_with_a_table_of_both() {
    let input = folder(&[
        ("2026/01. PLE ENERO 26.xlsx", "first"),
        ("2026/01. PLE ENERO 26 corregido.xlsx", "second one"),
        ("2026/02. PLE FEBRERO 26.xlsx", "alone"),
        ("2026/03. PLE MARZO 26.xlsx", "as a workbook"),
        ("2026/03. PLE MARZO 26.csv", "as text"),
        ("a/LE2010017645020260400140100001111.TXT", "of one company"),
        ("a/LE2013131295520260400140100001111.TXT", "of another"),
    ]);
    let found = discover(input.path()).unwrap();
    let periods: Vec<String> = found.held.iter().map(|held| held.period.to_string()).collect();
    assert_eq!(periods, ["2026-01", "2026-03"]);
    let lengths: Vec<u64> = found.held[0].ledgers.iter().map(|files| files[0].bytes).collect();
    assert_eq!(lengths, [5, 10]);
    assert!(found.held[0].reason.say(Language::Es).contains("2 registros distintos de 2026-01"));
    assert_eq!(decision(&found, &input, "2026/01. PLE ENERO 26.xlsx").0, Decision::Held);
    assert_eq!(decision(&found, &input, "2026/03. PLE MARZO 26.csv").0, Decision::Held);
    let free: Vec<String> = found.ledgers.iter().map(|one| one.period.to_string()).collect();
    assert_eq!(free, ["2026-02", "2026-04", "2026-04"]);
}

#[test]
fn h33_a_copy_a_missing_part_and_a_part_twice_are_held() {
    let input = folder(&[
        ("2026/01. PLE ENERO 26.xlsx", "the same"),
        ("2026/01. PLE ENERO 26 (1).xlsx", "the same"),
        ("2026/02. PLE FEBRERO 26 parte 1 de 3.csv", "one"),
        ("2026/02. PLE FEBRERO 26 parte 3 de 3.csv", "three"),
        ("2026/03. PLE MARZO 26 (1).csv", "one"),
        ("2026/03. PLE MARZO 26_1.csv", "one too"),
    ]);
    let found = discover(input.path()).unwrap();
    let said: Vec<String> = found.held.iter().map(|held| held.reason.say(Language::Es)).collect();
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].contains("son el mismo archivo dos veces"), "{said:?}");
    assert!(said[1].contains("hay 2 de 3"), "{said:?}");
    assert!(said[2].contains("dos veces la parte 1"), "{said:?}");
    assert!(found.ledgers.is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_an_error() {
    assert_eq!(discover(Path::new("no/such/folder")).unwrap_err().code(), "I201");
}

#[test]
fn the_fingerprint_is_that_of_the_bytes() {
    let input = folder(&[("a.csv", "abc")]);
    let found = fingerprint::bytes(&input.path().join("a.csv")).unwrap();
    assert_eq!(found, "6437b3ac38465133ffb63b75273a8db548c558465d79db03fd359c6cd5bd9d85");
    assert_eq!(fingerprint::bytes(&input.path().join("b.csv")).unwrap_err().code(), "I201");
}
