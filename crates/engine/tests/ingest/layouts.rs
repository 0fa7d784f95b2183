//! Layout files: those of the house, and the mistakes of a user's own.

use engine::ingest::bulk_layout;
use engine::ingest::error::IngestErrorKind;
use engine::ingest::layout::{Layout, Layouts};
use engine::model::{BulkEncoding, BulkValue, Field, Language};
use std::path::Path;

#[test]
fn those_of_the_house_are_read() {
    let layouts = Layouts::embedded().unwrap();
    let columns = |name: &str| layouts.named(name).unwrap().columns.len();
    assert_eq!(columns("sunat-39"), 39);
    assert_eq!(columns("ple-14.1-35"), 35);
    assert_eq!(columns("ple-14.1-34"), 34);
    assert_eq!(columns("ple-14.2"), 26);
    assert_eq!(columns("rvie-anexo-3"), 33);
    assert_eq!(columns("rvie-propuesta"), 34);
    assert_eq!(layouts.iter().count(), 6);
    assert_eq!(layouts.named("sunat-39").unwrap().sheet.as_deref(), Some("SUNAT"));
}

#[test]
fn positions_follow_the_norm() {
    let layouts = Layouts::embedded().unwrap();
    let position = |layout: &str, field| {
        layouts.named(layout).unwrap().column(field).unwrap().position.map(|from_0| from_0 + 1)
    };
    assert_eq!(position("ple-14.1-35", Field::BagTax), Some(23));
    assert_eq!(position("ple-14.1-35", Field::State), Some(35));
    assert_eq!(position("ple-14.1-34", Field::Total), Some(24));
    assert_eq!(position("ple-14.1-34", Field::State), Some(34));
    assert_eq!(position("ple-14.2", Field::State), Some(26));
    assert_eq!(position("rvie-anexo-3", Field::Period), Some(3));
    assert_eq!(position("rvie-anexo-3", Field::Total), Some(26));
    assert_eq!(position("sunat-39", Field::Branch), Some(37));
    assert_eq!(position("rvie-propuesta", Field::Total), None);
}

#[test]
fn the_bulk_layout_of_the_house_has_the_twenty_columns() {
    let bulk = bulk_layout::embedded().unwrap();
    assert_eq!((bulk.name.as_str(), bulk.rows_per_part), ("ventas-20", 50_000));
    assert_eq!((bulk.encoding, bulk.delimiter), (BulkEncoding::Utf8, b','));
    assert_eq!(bulk.line_end, "\r\n");
    assert_eq!(bulk.strip, "'`´,‘’“”\"");
    assert_eq!(bulk.columns.len(), 20);
    assert_eq!(bulk.columns[0].value, BulkValue::RunningNumber);
    assert_eq!(bulk.columns[11].header, "ImporteAfecto");
    assert_eq!(bulk.columns[11].value, BulkValue::Field(Field::TaxableBase));
}

const SMALL: &str = r#"name = "mine"
[[column]]
field = "kind"
headers = ["Tipo"]
"#;

fn refused(text: &str) -> (IngestErrorKind, u64, String) {
    let error = Layout::parse(Path::new("mine.toml"), text).unwrap_err();
    let words = error.says(Language::En) + " " + &error.advice(Language::En);
    assert!(!words.contains('{'), "{words}");
    assert_eq!(error.place().file, Path::new("mine.toml"));
    (error.kind(), error.place().line.unwrap(), words)
}

#[test]
fn mistakes_name_line_and_key_and_what_was_meant() {
    let (kind, line, words) = refused(&SMALL.replace("headers", "header"));
    assert_eq!((kind, line), (IngestErrorKind::LayoutKeyUnknown, 4));
    assert!(words.contains("Did you mean “headers”?"), "{words}");

    let (kind, line, words) = refused(&SMALL.replace("\"kind\"", "\"knd\""));
    assert_eq!((kind, line), (IngestErrorKind::LayoutValue, 3));
    assert!(words.contains("“knd” of the key “field”") && words.contains("“kind”"), "{words}");

    let (kind, line, _) = refused(&SMALL.replace("name = \"mine\"", ""));
    assert_eq!((kind, line), (IngestErrorKind::LayoutKeyMissing, 1));

    let (kind, line, _) = refused(&(SMALL.to_owned() + "kind = \"datte\""));
    assert_eq!((kind, line), (IngestErrorKind::LayoutValue, 5));

    let (kind, line, _) = refused(&(SMALL.to_owned() + "position = 0"));
    assert_eq!((kind, line), (IngestErrorKind::LayoutValue, 5));

    let (kind, line, _) = refused(&(SMALL.to_owned() + &SMALL[SMALL.find('[').unwrap()..]));
    assert_eq!((kind, line), (IngestErrorKind::LayoutTwice, 6));

    let (kind, line, _) = refused("name = \"mine\"\ncolumn = [\n");
    assert_eq!(kind, IngestErrorKind::LayoutSyntax);
    assert!(line >= 2);
}

#[test]
fn bulk_mistakes_are_named_too() {
    let column = "name = \"b\"\n[[column]]\nheader = \"A\"\nvalue = ";
    let parse = |value: &str| bulk_layout::parse(Path::new("b.toml"), &format!("{column}{value}"));
    let sum = parse("\"taxable_base + taxable_base_discount\"").unwrap();
    let fields = vec![Field::TaxableBase, Field::TaxableBaseDiscount];
    assert_eq!(sum.columns[0].value, BulkValue::Sum(fields));
    for bad in ["\"total + branch\"", "\"total + total\"", "\"totl\"", "3"] {
        let error = parse(bad).unwrap_err();
        assert_eq!(
            (error.kind(), error.place().line),
            (IngestErrorKind::LayoutValue, Some(4)),
            "{bad}"
        );
    }
    let many =
        "name = \"b\"\nrows_per_part = 50001\n[[column]]\nheader = \"A\"\nvalue = \"number\"";
    let error = bulk_layout::parse(Path::new("b.toml"), many).unwrap_err();
    assert_eq!(error.place().line, Some(2));
}

#[test]
fn a_users_own_layouts_win_and_stand_beside_bulk_layouts() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("mine.toml"), SMALL).unwrap();
    std::fs::write(folder.path().join("own-39.toml"), SMALL.replace("mine", "sunat-39")).unwrap();
    let bulk = "name = \"b\"\n[[column]]\nheader = \"A\"\nvalue = \"number\"";
    std::fs::write(folder.path().join("bulk.toml"), bulk).unwrap();
    let layouts = Layouts::load(folder.path()).unwrap();
    assert_eq!(layouts.iter().count(), 7);
    assert_eq!(layouts.named("sunat-39").unwrap().columns.len(), 1);
    assert_eq!(bulk_layout::named("b", Some(folder.path())).unwrap().columns.len(), 1);
    let error = layouts.named("sunat39").unwrap_err();
    assert!(error.advice(Language::Es).contains("¿Quiso decir «sunat-39»?"));
    let error = bulk_layout::named("ventas20", None).unwrap_err();
    assert!(error.advice(Language::En).contains("“ventas-20”"));
}
