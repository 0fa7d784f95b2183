//! `import.xlsx` says what the parts say.

use std::fs;

use xlsx::{CellKind, Limits, Rows, Workbook};

use super::bulk::{BulkWriter, Numbering};
use super::sample::{each_draft, layout, parse_csv, push_row, text};
use crate::model::{BulkEncoding, BulkLayout, Field, Period};

fn sheet_rows(workbook: &Workbook, index: usize) -> Vec<Vec<(CellKind, String)>> {
    let mut reader = workbook.read_sheet(index).unwrap();
    let mut batch = Rows::new();
    let mut all = Vec::new();
    while reader.next(&mut batch).unwrap() {
        for row in batch.iter() {
            let cell = |column| (row.cell(column).kind(), row.text(column).into_owned());
            all.push((0..20).map(cell).collect());
        }
    }
    all
}

#[test]
fn h15_the_import_workbook_holds_exactly_what_the_parts_hold() {
    for encoding in [BulkEncoding::Utf8, BulkEncoding::Windows1252] {
        let folder = tempfile::tempdir().unwrap();
        let small = BulkLayout { rows_per_part: 2, encoding, ..layout() };
        let period = Period { year: 2026, month: 1 };
        let path = folder.path().join("import.xlsx");
        let mut writer =
            BulkWriter::create(folder.path(), &small, period, Numbering::default()).unwrap();
        writer.also_import(&path, &small).unwrap();
        let mut rows = Rows::new();
        push_row(&mut rows, 2, &[text(Field::CustomerName, "ÑAUPARI, “X” & <Y>")]);
        push_row(
            &mut rows,
            3,
            &[text(Field::Branch, "AV. \"LIMA\", 120"), text(Field::Total, "-0.05")],
        );
        push_row(&mut rows, 4, &[text(Field::Branch, "")]);
        each_draft(&rows, |draft| {
            writer.append(draft, 0, &mut Vec::new()).unwrap();
        });
        let seals = writer.finish().unwrap();
        let mut records = Vec::new();
        for seal in &seals {
            let bytes = fs::read(folder.path().join(&seal.file)).unwrap();
            let text = match encoding {
                BulkEncoding::Utf8 => String::from_utf8(bytes).unwrap(),
                BulkEncoding::Windows1252 => {
                    encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned()
                }
            };
            let part = parse_csv(&text, ',');
            if records.is_empty() {
                records.push(part[0].clone());
            }
            records.extend_from_slice(&part[1..]);
        }
        let workbook = Workbook::open(&path, Limits::default()).unwrap();
        assert_eq!(workbook.sheets().len(), 1);
        assert_eq!(workbook.sheets()[0].name, "IMPORT");
        let found = sheet_rows(&workbook, 0);
        let texts: Vec<Vec<String>> =
            found.iter().map(|row| row.iter().map(|(_, text)| text.clone()).collect()).collect();
        assert_eq!(texts, records);
        for row in &found[1..] {
            for (column, (kind, text)) in row.iter().enumerate() {
                let expected = match column {
                    _ if text.is_empty() => CellKind::Empty,
                    0 | 11..=13 => CellKind::Number,
                    _ => CellKind::Text,
                };
                assert_eq!(*kind, expected, "column {column}: {text}");
            }
        }
    }
}

#[test]
fn a_ledger_without_documents_has_a_workbook_with_headers() {
    let folder = tempfile::tempdir().unwrap();
    let period = Period { year: 2026, month: 1 };
    let path = folder.path().join("import.xlsx");
    let mut writer =
        BulkWriter::create(folder.path(), &layout(), period, Numbering::default()).unwrap();
    writer.also_import(&path, &layout()).unwrap();
    assert_eq!(writer.finish().unwrap(), []);
    let workbook = Workbook::open(&path, Limits::default()).unwrap();
    assert_eq!(sheet_rows(&workbook, 0).len(), 1);
}
