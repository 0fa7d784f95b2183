//! `import.xlsx` says what the parts say.

use std::fs;

use xlsx::{CellKind, Limits, Rows, Workbook};

use super::bulk::{BulkWriter, Numbering};
use super::import_book::ImportBook;
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
fn what_is_beyond_a_sheets_last_row_goes_on_in_another() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("import.xlsx");
    let part = folder.path().join("0001.csv");
    let line = |number: u32| format!("{number}{}\r\n", ",x".repeat(19));
    fs::write(&part, format!("No{}\r\n", ",T".repeat(19)) + &line(1) + &line(2)).unwrap();
    let mut book = ImportBook::create_within(&path, &layout(), 4).unwrap();
    book.add_file(&part).unwrap();
    book.add(format!("No{}\r\n{}{}", ",T".repeat(19), line(3), line(4)).as_bytes()).unwrap();
    book.add((line(5) + &line(6) + &line(7)).as_bytes()).unwrap();
    book.finish().unwrap();
    let workbook = Workbook::open(&path, Limits::default()).unwrap();
    let names: Vec<_> = workbook.sheets().iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["IMPORT", "IMPORT 2", "IMPORT 3"]);
    let numbers = |index| -> Vec<String> {
        sheet_rows(&workbook, index).into_iter().map(|row| row[0].1.clone()).collect()
    };
    assert_eq!(numbers(0), ["No", "1", "2", "3"]);
    assert_eq!(numbers(1), ["No", "4", "5", "6"]);
    assert_eq!(numbers(2), ["No", "7"]);
}

#[test]
fn a_part_of_an_earlier_revision_is_taken_whole_however_it_is_cut() {
    let folder = tempfile::tempdir().unwrap();
    let part = folder.path().join("0001.csv");
    let mut text = format!("No{}\r\n", ",T".repeat(19));
    // Longer than what is read at a time, with a line across the cut.
    for number in 1..=9_000 {
        text += &format!("{number},\"a, \"\"b\"\"\"{}\r\n", ",texto".repeat(18));
    }
    assert!(text.len() > 1 << 20);
    fs::write(&part, &text).unwrap();
    let path = folder.path().join("import.xlsx");
    let mut book = ImportBook::create(&path, &layout()).unwrap();
    book.add_file(&part).unwrap();
    book.finish().unwrap();
    let rows = sheet_rows(&Workbook::open(&path, Limits::default()).unwrap(), 0);
    assert_eq!(rows.len(), 9_001);
    for (number, row) in rows.iter().enumerate().skip(1) {
        assert_eq!((row[0].1.as_str(), row[1].1.as_str()), (&*number.to_string(), "a, \"b\""));
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
