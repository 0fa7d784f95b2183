//! The workbook that the platform imports, read back, and the catalog afterwards.

use std::path::Path;

use engine::analyze::CatalogReader;
use engine::ingest::{OpenOptions, open};
use engine::model::{CatalogRow, Language, SeriesCatalog, SeriesEntry};
use engine::register::{ImportKind, RegisterError, verify_catalog, write_import};
use xlsx::Rows;

use super::world::chain;

fn read(path: &Path) -> SeriesCatalog {
    let mut table = open(path, &OpenOptions::default()).expect("a workbook");
    assert_eq!(table.sheet(), Some("Hoja1"));
    let mut reader = CatalogReader::new();
    let mut rows = Rows::new();
    while table.next(&mut rows).expect("rows") {
        rows.iter().for_each(|row| reader.row(row));
    }
    reader.finish().expect("a catalog")
}

fn written(kind: ImportKind, catalog: &SeriesCatalog, additions: &[SeriesEntry]) -> SeriesCatalog {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("series.xlsx");
    let file = std::fs::File::create(&path).expect("a file");
    write_import(file, kind, catalog, additions).expect("a workbook");
    read(&path)
}

fn additions() -> Vec<SeriesEntry> {
    let plan = chain().plan(&[("F003", "TM PLAZA NORTE"), ("B005", "TM MALL PLZ COMAS 2")]);
    plan.additions()
}

/// The chain's catalog with a row that trimming or capitals would change.
fn old() -> SeriesCatalog {
    let mut catalog = chain().catalog;
    catalog.rows.push(CatalogRow::new([
        "9",
        " b777",
        "1101",
        "Centro  único",
        "Tm Plaza Norte ",
        "20",
        "",
        "",
        "",
    ]));
    catalog
}

#[test]
fn merge_sends_the_additions_only() {
    let sent = written(ImportKind::Merge, &old(), &additions());
    let entries: Vec<_> = sent.rows.iter().map(|row| row.entry.clone()).collect();
    assert_eq!(entries, additions());
    let numbers: Vec<_> = sent.rows.iter().map(|row| row.sequence.as_str()).collect();
    assert_eq!(numbers, ["1", "2"]);
}

#[test]
fn h30_h31_replace_sends_what_was_fetched_byte_for_byte_and_the_additions() {
    let old = old();
    let sent = written(ImportKind::Replace, &old, &additions());
    let count = old.rows.len();
    for (row, was) in sent.rows.iter().zip(&old.rows) {
        assert_eq!((row.sequence.as_str(), row.texts()), (was.sequence.as_str(), was.texts()));
    }
    let entries: Vec<_> = sent.rows[count..].iter().map(|row| row.entry.clone()).collect();
    assert_eq!(entries, additions());
    let numbers: Vec<_> = sent.rows[count..].iter().map(|row| row.sequence.as_str()).collect();
    assert_eq!(numbers, ["10", "11"]);
    assert_eq!(verify_catalog(&old, &additions(), &sent), Ok(()));
}

#[test]
fn the_same_rows_are_the_same_bytes() {
    let bytes =
        || write_import(Vec::new(), ImportKind::Replace, &old(), &additions()).expect("a workbook");
    assert!(bytes() == bytes());
}

#[test]
fn nothing_is_written_where_something_would_be_lost() {
    let mut catalog = old();
    let nothing = write_import(Vec::new(), ImportKind::Merge, &catalog, &[]);
    assert!(matches!(nothing, Err(RegisterError::NothingToAdd)));
    catalog.other_columns = vec!["Usuario".to_owned()];
    let lost = write_import(Vec::new(), ImportKind::Replace, &catalog, &additions());
    let error = lost.expect_err("a column would be lost");
    assert!(error.say(Language::Es).contains("Usuario"), "{error}");
    write_import(Vec::new(), ImportKind::Merge, &catalog, &additions())
        .expect("merge loses nothing");
}

#[test]
fn h31_the_catalog_afterwards_must_be_the_old_one_and_the_additions() {
    let (old, additions) = (old(), additions());
    let mut new = old.clone();
    for entry in &additions {
        let [code, center, center_name, branch, kind, kind_name, account, name] = entry.texts();
        new.rows.push(CatalogRow::new([
            "",
            code,
            center,
            center_name,
            branch,
            kind,
            kind_name,
            account,
            name,
        ]));
    }
    new.rows.reverse();
    assert_eq!(verify_catalog(&old, &additions, &new), Ok(()));

    // The other's work is overwritten, values are rewritten in capitals, an addition is not there.
    let mut wrong = new.clone();
    let lost = wrong.rows.pop().expect("a row");
    let missing = wrong.rows.remove(0);
    let at = wrong.rows.iter().position(|row| row.entry.code.0 == "b777").expect("a row");
    let mut texts = wrong.rows[at].texts().map(str::to_uppercase);
    texts[0] = " b777".to_owned();
    texts[3] = "Tm Plaza Norte ".to_owned();
    let [a, b, c, d, e, f, g, h] = texts.each_ref().map(String::as_str);
    wrong.rows[at] = CatalogRow::new(["9", a, b, c, d, e, f, g, h]);
    wrong.rows.push(CatalogRow::new(["", "ZZ", "1101", "", "TM AJENA", "20", "", "", ""]));
    let differs = verify_catalog(&old, &additions, &wrong).expect_err("four differences");
    assert_eq!(differs.lost, [lost.entry]);
    assert_eq!(differs.missing, [missing.entry]);
    assert_eq!(differs.changed.len(), 1);
    assert_eq!(differs.changed[0].1.cost_center_name, "CENTRO  ÚNICO");
    assert_eq!(differs.strange[0].branch.0, "TM AJENA");
    let said = differs.say(Language::Es);
    for part in ["faltan las nuevas", "se perdieron", "cambiaron b777", "aparecieron ZZ @ TM AJENA"]
    {
        assert!(said.contains(part), "{said}");
    }
}
