//! What reaches the platform, byte for byte.

use std::fs;
use std::path::Path;

use expect_test::{Expect, expect};
use proptest::prelude::*;
use sha2::{Digest, Sha256};
use xlsx::{CellKind, Rows};

use super::bulk::{BulkWriter, Numbering};
use super::part::PartSeal;
use super::sample::{Given, each_draft, layout, parse_csv, push_row, text};
use crate::model::hex;
use crate::model::{
    BulkColumn, BulkEncoding, BulkLayout, BulkValue, Cents, Field, Fix, Period, RowPlace,
};

const LEDGER_PERIOD: Period = Period { year: 2026, month: 1 };

/// Writes rows as parts into `folder`: the seals, and the fixes of each row.
fn write(
    folder: &Path,
    layout: &BulkLayout,
    rows: &Rows,
) -> (Vec<PartSeal>, Vec<Vec<(Field, Fix)>>) {
    let mut writer =
        BulkWriter::create(folder, layout, LEDGER_PERIOD, Numbering::default()).unwrap();
    let mut all = Vec::new();
    each_draft(rows, |draft| {
        let mut fixes = Vec::new();
        writer.append(draft, 0, &mut fixes).unwrap();
        all.push(fixes);
    });
    (writer.finish().unwrap(), all)
}

fn rows(given: &[&[Given<'_>]]) -> Rows {
    let mut rows = Rows::new();
    for (index, given) in given.iter().enumerate() {
        push_row(&mut rows, index as u64 + 2, given);
    }
    rows
}

/// Writes one row, and compares its line (read as Windows-1252 where that is the target) and its fixes.
fn check(layout: &BulkLayout, given: &[Given<'_>], expected: Expect) {
    let folder = tempfile::tempdir().unwrap();
    let (seals, fixes) = write(folder.path(), layout, &rows(&[given]));
    let bytes = fs::read(folder.path().join(&seals[0].file)).unwrap();
    let text = match layout.encoding {
        BulkEncoding::Utf8 => String::from_utf8(bytes).unwrap(),
        BulkEncoding::Windows1252 => encoding_rs::WINDOWS_1252.decode(&bytes).0.into_owned(),
    };
    let line = text.split_once("\r\n").unwrap().1;
    let fixes: Vec<_> =
        fixes[0].iter().map(|(field, fix)| format!("{} {fix:?}\n", field.name())).collect();
    expected.assert_eq(&format!("{}\n{}", line.trim_end_matches("\r\n"), fixes.concat()));
}

#[test]
fn a_plain_receipt_is_a_plain_line() {
    check(
        &layout(),
        &[],
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,01,40123456,QUISPE FLORES MARIA,100.00,18.00,118.00,,,,,Norte,LIMA CENTRO 1
    "#]],
    );
}

#[test]
fn h05_money_goes_out_with_two_decimals() {
    let number = |field, text| (field, CellKind::Number, text);
    let given = [
        number(Field::TaxableBase, "100"),
        number(Field::SalesTax, "1.1799999999999999"),
        text(Field::Total, "1,234.5"),
    ];
    check(
        &layout(),
        &given,
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,01,40123456,QUISPE FLORES MARIA,100.00,1.18,1234.50,,,,,Norte,LIMA CENTRO 1
    "#]],
    );
    let given = [
        number(Field::TaxableBase, "-1.005"),
        text(Field::SalesTax, ""),
        number(Field::Total, "1E-2"),
    ];
    check(
        &layout(),
        &given,
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,01,40123456,QUISPE FLORES MARIA,-1.01,0.00,0.01,,,,,Norte,LIMA CENTRO 1
    "#]],
    );
}

#[test]
fn codes_go_out_in_their_canonical_form() {
    let given = [
        text(Field::Kind, "1"),
        (Field::Series, CellKind::Number, "1"),
        text(Field::NumberLast, ""),
        text(Field::CustomerIdKind, "6"),
        text(Field::CustomerId, " 20100176450\u{a0}"),
        (Field::IssueDate, CellKind::Date, "46027"),
        text(Field::DueDate, "2026-02-05"),
        text(Field::Period, "202601"),
    ];
    check(
        &layout(),
        &given,
        expect![[r#"
        1,20260100,05/01/2026,05/02/2026,01,0001,00000123,00000123,06,20100176450,QUISPE FLORES MARIA,100.00,18.00,118.00,,,,,Norte,LIMA CENTRO 1
    "#]],
    );
    let given = [
        text(Field::Series, "b001"),
        text(Field::CustomerIdKind, ""),
        text(Field::CustomerId, "00000000"),
    ];
    check(
        &layout(),
        &given,
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,,00000000,QUISPE FLORES MARIA,100.00,18.00,118.00,,,,,Norte,LIMA CENTRO 1
    "#]],
    );
}

#[test]
fn a_note_says_what_it_amends_and_others_keep_what_they_have() {
    let amended = [
        text(Field::AmendedDate, "03/12/2025"),
        text(Field::AmendedKind, "3"),
        text(Field::AmendedSeries, "b001"),
        text(Field::AmendedNumber, "00000007"),
    ];
    let note: Vec<_> = amended.iter().copied().chain([text(Field::Kind, "07")]).collect();
    check(
        &layout(),
        &note,
        expect![[r#"
        1,20260100,15/01/2026,,07,B001,00000123,00000123,01,40123456,QUISPE FLORES MARIA,100.00,18.00,118.00,03/12/2025,03,B001,00000007,Norte,LIMA CENTRO 1
    "#]],
    );
    check(
        &layout(),
        &amended,
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,01,40123456,QUISPE FLORES MARIA,100.00,18.00,118.00,03/12/2025,3,b001,00000007,Norte,LIMA CENTRO 1
    "#]],
    );
    let placeholders = [text(Field::AmendedDate, "00/00/0000"), text(Field::AmendedSeries, "-")];
    check(
        &layout(),
        &placeholders,
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,01,40123456,QUISPE FLORES MARIA,100.00,18.00,118.00,,,-,,Norte,LIMA CENTRO 1
    "#]],
    );
}

#[test]
fn h10_every_text_is_cleaned_and_quoted_where_needed() {
    let given = [
        text(Field::CustomerName, "“BELLA”, D'ANGELO\n& HIJOS"),
        text(Field::Segment, "Norte\r\nSur"),
        text(Field::Branch, "AV. LIMA 120, \"PISO 2\""),
    ];
    check(
        &layout(),
        &given,
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,01,40123456,BELLA DANGELO & HIJOS,100.00,18.00,118.00,,,,,Norte Sur,"AV. LIMA 120, ""PISO 2"""
        customer_name CharactersRemoved
        segment CharactersRemoved
    "#]],
    );
}

#[test]
fn h02_a_due_date_that_is_none_is_sent_blank_as_its_remark_says() {
    check(
        &layout(),
        &[text(Field::DueDate, "CONTADO")],
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,01,40123456,QUISPE FLORES MARIA,100.00,18.00,118.00,,,,,Norte,LIMA CENTRO 1
    "#]],
    );
    let annulled = [
        text(Field::State, "2"),
        text(Field::IssueDate, "ANULADO"),
        text(Field::DueDate, "30 días"),
        text(Field::AmendedDate, "-/-"),
    ];
    check(
        &layout(),
        &annulled,
        expect![[r#"
        1,20260100,,,03,B001,00000123,00000123,01,40123456,QUISPE FLORES MARIA,100.00,18.00,118.00,,,,,Norte,LIMA CENTRO 1
    "#]],
    );
}

#[test]
fn h10_a_bar_or_slash_in_a_name_is_harmless_between_commas() {
    // Company names have them (`A/C INMOBILIARIA`); docs/adr/0011 says why this target keeps them.
    check(
        &layout(),
        &[text(Field::CustomerName, "PÉREZ / GÓMEZ | HNOS \\ CÍA")],
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,01,40123456,PÉREZ / GÓMEZ | HNOS \ CÍA,100.00,18.00,118.00,,,,,Norte,LIMA CENTRO 1
    "#]],
    );
}

#[test]
fn h10_a_target_parted_by_bars_strips_what_its_norm_forbids() {
    let norm = BulkLayout { delimiter: b'|', strip: "|/\\".to_owned(), ..layout() };
    check(
        &norm,
        &[text(Field::CustomerName, "PÉREZ / GÓMEZ | HNOS \\ CÍA, \"EL SOL\"")],
        expect![[r#"
        1|20260100|15/01/2026||03|B001|00000123|00000123|01|40123456|"PÉREZ  GÓMEZ  HNOS  CÍA, ""EL SOL"""|100.00|18.00|118.00|||||Norte|LIMA CENTRO 1
        customer_name CharactersRemoved
    "#]],
    );
    // Whoever strips the quotes as well gets a text without any, as SUNAT reads it.
    let bare = BulkLayout { strip: "|/\\\"".to_owned(), ..norm };
    check(
        &bare,
        &[text(Field::CustomerName, "PÉREZ/GÓMEZ|HNOS\\CÍA, \"EL SOL\"")],
        expect![[r#"
        1|20260100|15/01/2026||03|B001|00000123|00000123|01|40123456|PÉREZGÓMEZHNOSCÍA, EL SOL|100.00|18.00|118.00|||||Norte|LIMA CENTRO 1
        customer_name CharactersRemoved
    "#]],
    );
}

#[test]
fn h11_windows_1252_carries_spanish_and_lists_what_it_cannot() {
    let ansi = BulkLayout { encoding: BulkEncoding::Windows1252, ..layout() };
    check(
        &ansi,
        &[text(Field::CustomerName, "ÑAUPARI PEÑA JOSÉ")],
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,01,40123456,ÑAUPARI PEÑA JOSÉ,100.00,18.00,118.00,,,,,Norte,LIMA CENTRO 1
    "#]],
    );
    let given = [text(Field::CustomerName, "NGUYỄN “X”"), text(Field::Branch, "ŁÓDŹ, 1")];
    check(
        &ansi,
        &given,
        expect![[r#"
        1,20260100,15/01/2026,,03,B001,00000123,00000123,01,40123456,NGUYEN X,100.00,18.00,118.00,,,,,Norte,"LÓDZ, 1"
        customer_name CharactersRemoved
        customer_name Transliterated
        branch Transliterated
    "#]],
    );
    let folder = tempfile::tempdir().unwrap();
    let (seals, _) = write(folder.path(), &ansi, &rows(&[&[text(Field::CustomerName, "Ñ€")]]));
    let bytes = fs::read(folder.path().join(&seals[0].file)).unwrap();
    assert!(bytes.windows(4).any(|found| found == b",\xd1\x80,"), "not in Windows-1252");
}

#[test]
fn columns_may_be_sums_and_other_delimiters() {
    let column = |header: &str, value| BulkColumn { header: header.to_owned(), value };
    let custom = BulkLayout {
        delimiter: b'|',
        columns: vec![
            column(
                "Base|neta",
                BulkValue::Sum(vec![Field::TaxableBase, Field::TaxableBaseDiscount]),
            ),
            column("Nombre", BulkValue::Field(Field::CustomerName)),
            column("Moneda", BulkValue::Field(Field::Currency)),
        ],
        ..layout()
    };
    let given = [
        text(Field::TaxableBaseDiscount, "-20.10"),
        text(Field::CustomerName, "A|B, C"),
        text(Field::Currency, "S/"),
    ];
    check(
        &custom,
        &given,
        expect![[r#"
        79.90|"A|B C"|PEN
        customer_name CharactersRemoved
    "#]],
    );
}

#[test]
fn parts_are_cut_where_the_layout_says_and_the_numbering_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let small = BulkLayout { rows_per_part: 2, ..layout() };
    let total = |text| [(Field::Total, CellKind::Number, text)];
    let (a, b, c) = (total("1.10"), total("2.20"), total("3.30"));
    let (seals, _) = write(folder.path(), &small, &rows(&[&a, &b, &c]));
    assert_eq!(seals.len(), 2);
    assert_eq!((seals[0].file.as_str(), seals[0].rows), ("parts/0001.csv", 2));
    assert_eq!((seals[1].file.as_str(), seals[1].rows), ("parts/0002.csv", 1));
    assert_eq!((seals[0].first, seals[0].last), (place(2), place(3)));
    assert_eq!((seals[1].first, seals[1].last), (place(4), place(4)));
    assert_eq!(seals[0].totals, [Cents(20_000), Cents(3_600), Cents(330)]);
    let mut numbers = Vec::new();
    for seal in &seals {
        let bytes = fs::read(folder.path().join(&seal.file)).unwrap();
        assert_eq!(seal.sha256, hex(&Sha256::digest(&bytes)));
        assert_eq!(seal.bytes, bytes.len() as u64);
        let records = parse_csv(std::str::from_utf8(&bytes).unwrap(), ',');
        assert_eq!(records[0][0], "No");
        numbers.extend(records[1..].iter().map(|record| record[0].clone()));
    }
    assert_eq!(numbers, ["1", "2", "3"]);
    assert_eq!(fs::read_dir(folder.path().join("parts")).unwrap().count(), 2);
}

fn place(line: u64) -> RowPlace {
    RowPlace { file: 0, line }
}

#[test]
fn the_row_that_fills_a_part_says_so_and_a_revision_goes_on_after_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let small = BulkLayout { rows_per_part: 2, ..layout() };
    let numbering = Numbering { part: 7, document: 301 };
    let mut writer = BulkWriter::create(folder.path(), &small, LEDGER_PERIOD, numbering).unwrap();
    let mut full = Vec::new();
    each_draft(&rows(&[&[], &[], &[]]), |draft| {
        full.push(writer.append(draft, 3, &mut Vec::new()).unwrap());
    });
    assert_eq!(full, [false, true, false]);
    assert_eq!(writer.next_document(), 304);
    assert_eq!(writer.amount_headers(), ["ImporteAfecto", "ImporteImpuesto", "ImporteTotal"]);
    let seals = writer.finish().unwrap();
    assert_eq!(seals[0].file, "parts/0007.csv");
    assert_eq!(seals[0].first, RowPlace { file: 3, line: 2 });
    let text = fs::read_to_string(folder.path().join("parts/0008.csv")).unwrap();
    assert!(text.lines().nth(1).unwrap().starts_with("303,20260100,"), "{text}");
}

#[test]
fn what_a_fix_sends_is_asked_without_a_trace_in_the_part() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer =
        BulkWriter::create(folder.path(), &layout(), LEDGER_PERIOD, Numbering::default()).unwrap();
    let given = [
        text(Field::CustomerName, "D'ANGELO, \"SUR\""),
        text(Field::Branch, "A, \"B\"\n"),
        text(Field::TaxableBaseDiscount, "(1,50)"),
    ];
    each_draft(&rows(&[&given]), |draft| {
        writer.append(draft, 0, &mut Vec::new()).unwrap();
        assert_eq!(writer.sent(draft, Field::CustomerName), "DANGELO SUR");
        assert_eq!(writer.sent(draft, Field::Branch), "A, \"B\"");
        assert_eq!(writer.sent(draft, Field::TaxableBaseDiscount), "-1.50");
    });
    let seals = writer.finish().unwrap();
    assert_eq!(seals[0].totals, [Cents(10_000), Cents(1_800), Cents(11_800)]);
    let text = fs::read_to_string(folder.path().join(&seals[0].file)).unwrap();
    assert_eq!(text.lines().count(), 2);
}

#[test]
fn h14_a_part_is_written_as_it_comes_in_bounded_memory() {
    let folder = tempfile::tempdir().unwrap();
    let mut writer =
        BulkWriter::create(folder.path(), &layout(), LEDGER_PERIOD, Numbering::default()).unwrap();
    let one = rows(&[&[]]);
    // Some 13 MB in parts of 50,000 rows: many times the pages that may be under way.
    for _ in 0..100_000 {
        each_draft(&one, |draft| {
            writer.append(draft, 0, &mut Vec::new()).unwrap();
        });
    }
    assert!(writer.pages_held() <= 3);
    let seals = writer.finish().unwrap();
    assert_eq!(seals.iter().map(|seal| seal.rows).collect::<Vec<_>>(), [50_000, 50_000]);
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("parts"), "a file").unwrap();
    let error = BulkWriter::create(folder.path(), &layout(), LEDGER_PERIOD, Numbering::default())
        .unwrap_err();
    assert!(error.to_string().contains("parts"), "{error}");
}

#[test]
fn a_part_that_cannot_be_named_fails_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let small = BulkLayout { rows_per_part: 1, ..layout() };
    let mut writer =
        BulkWriter::create(folder.path(), &small, LEDGER_PERIOD, Numbering::default()).unwrap();
    fs::create_dir(folder.path().join("parts/0001.csv")).unwrap();
    let mut failed = false;
    each_draft(&rows(&[&[], &[], &[], &[], &[]]), |draft| {
        failed |= writer.append(draft, 0, &mut Vec::new()).is_err();
    });
    assert!(failed || writer.finish().is_err());
}

#[test]
fn a_layout_nobody_could_read_back_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let sum = BulkValue::Sum(vec![Field::Branch]);
    let column = BulkColumn { header: "x".to_owned(), value: sum };
    for wrong in [
        BulkLayout { delimiter: b'.', ..layout() },
        BulkLayout { delimiter: b'"', ..layout() },
        BulkLayout { rows_per_part: 0, ..layout() },
        BulkLayout { rows_per_part: 50_001, ..layout() },
        BulkLayout { line_end: "", ..layout() },
        BulkLayout { columns: vec![], ..layout() },
        BulkLayout { columns: vec![column], ..layout() },
    ] {
        let made = BulkWriter::create(folder.path(), &wrong, LEDGER_PERIOD, Numbering::default());
        assert!(made.is_err(), "{wrong:?}");
    }
}

proptest! {
    // Each case waits for the disk.
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn h10_what_was_written_is_read_back(
        name in "[A-Z,'\"ñÑ \n\t|/\\\\´]{0,40}",
        branch in "[A-Za-z,\"; \r\n]{0,20}",
        id in "[0-9A-Z,\"]{0,12}",
    ) {
        let folder = tempfile::tempdir().unwrap();
        let given = [
            text(Field::CustomerName, &name),
            text(Field::Branch, &branch),
            text(Field::CustomerId, &id),
        ];
        let (seals, _) = write(folder.path(), &layout(), &rows(&[&given]));
        let bytes = fs::read(folder.path().join(&seals[0].file)).unwrap();
        let records = parse_csv(std::str::from_utf8(&bytes).unwrap(), ',');
        prop_assert_eq!(records.len(), 2);
        prop_assert_eq!(records[1].len(), 20);
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        let kept: String = name.chars().filter(|c| !"'`´,‘’“”\"".contains(*c)).collect();
        prop_assert_eq!(letters(&records[1][10]), letters(&kept));
        prop_assert_eq!(letters(&records[1][19]), letters(&branch));
        prop_assert_eq!(&records[1][9], &id);
    }
}
