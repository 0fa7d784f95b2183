//! What is written is read back by another hand.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::zip::Limits;
use super::*;

const SERIAL: Options = Options { threads: 0, level: 1, shared_strings: false };

fn book(options: &Options, limits: Limits, fill: impl Fn(&mut Book<Vec<u8>>)) -> Vec<u8> {
    let mut book = Book::with_limits(Vec::new(), options, limits).unwrap();
    fill(&mut book);
    book.finish().unwrap()
}

/// One sheet of one row.
fn one_row(options: &Options, fill: impl Fn(&mut SheetWriter<'_, Vec<u8>>)) -> Vec<u8> {
    book(options, Limits::ZIP, |book| {
        let mut sheet = book.sheet("Hoja", &SheetLook::default()).unwrap();
        sheet.begin_row().unwrap();
        fill(&mut sheet);
        sheet.end_row().unwrap();
        sheet.finish().unwrap();
    })
}

fn read(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).unwrap();
    workbook.worksheet_range(sheet).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// The bytes of one entry.
fn entry(bytes: &[u8], name: &str) -> String {
    let mut start = None;
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(4).position(|four| four == b"PK\x03\x04") {
        let header = at + found;
        let two = |place: usize| u16::from_le_bytes([bytes[place], bytes[place + 1]]) as usize;
        let name_end = header + 30 + two(header + 26);
        if &bytes[header + 30..name_end] == name.as_bytes() {
            start = Some(name_end + two(header + 28));
        }
        at = header + 4;
    }
    let mut decoder = flate2::read::DeflateDecoder::new(&bytes[start.expect("no such entry")..]);
    let mut text = String::new();
    std::io::Read::read_to_string(&mut decoder, &mut text).unwrap();
    text
}

/// Sheets of a size that fills several pieces.
fn large(book: &mut Book<Vec<u8>>) {
    for name in ["Uno", "Dos & <más>"] {
        let look = SheetLook { filter_row: Some(1), ..SheetLook::default() };
        let mut sheet = book.sheet(name, &look).unwrap();
        for row in 0..9_000i64 {
            sheet.begin_row().unwrap();
            sheet.text(Style::Text, &format!("fila {row} de {name}")).unwrap();
            sheet.cents(Style::Amount, row * row - 4_000).unwrap();
            sheet.empty(Style::Plain).unwrap();
            sheet.text(Style::Plain, ["CAJA", "TIENDA", "A&B"][row as usize % 3]).unwrap();
            sheet.end_row().unwrap();
        }
        sheet.finish().unwrap();
    }
}

#[test]
fn values_come_back() {
    for shared_strings in [false, true] {
        let bytes = one_row(&Options { shared_strings, ..SERIAL }, |sheet| {
            sheet.text(Style::Text, "00012345").unwrap();
            sheet.empty(Style::Plain).unwrap();
            sheet.number(Style::Plain, "-1.1799999999999999").unwrap();
            sheet.empty(Style::Text).unwrap();
            sheet.cents(Style::Amount, -5).unwrap();
            sheet.cents(Style::Amount, 123_456).unwrap();
            sheet.boolean(Style::Plain, true).unwrap();
            sheet.error(Style::Plain, "#N/A").unwrap();
            sheet.date_serial(Style::Date, 46_022).unwrap();
            sheet.number(Style::BadAmount, "1E-2").unwrap();
        });
        let rows = read(&bytes, "Hoja");
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!(row[0], Data::String("00012345".into()));
        assert_eq!((&row[1], &row[3]), (&Data::Empty, &Data::Empty));
        assert_eq!(row[2], Data::Float(-1.18), "the file's own digits, as a float");
        assert_eq!((&row[4], &row[5]), (&Data::Float(-0.05), &Data::Float(1234.56)));
        assert_eq!(row[6], Data::Bool(true));
        assert_eq!(row[7], Data::Error(calamine::CellErrorType::NA));
        let Data::DateTime(date) = &row[8] else { panic!("not a date: {:?}", row[8]) };
        assert_eq!(date.as_f64(), 46_022.0);
        assert_eq!(row[9], Data::Float(0.01));
    }
}

#[test]
fn texts_come_back_whatever_they_hold() {
    let texts = [
        "",
        " ",
        "  dos espacios  ",
        "línea\nde abajo",
        "tab\tulador",
        "ÑANDÚ & CÍA. <S.A.> \"x\" 'y'",
        "\u{1F600}",
        "]]>",
        "<![CDATA[",
        "&amp;",
        "=1+1",
        "２０",
        "\u{a0}1\u{a0}234",
        "\u{200b}",
    ];
    for shared_strings in [false, true] {
        let bytes = one_row(&Options { shared_strings, ..SERIAL }, |sheet| {
            sheet.text(Style::Plain, "inicio").unwrap();
            texts.iter().for_each(|text| sheet.text(Style::Plain, text).unwrap());
        });
        let row = &read(&bytes, "Hoja")[0];
        for (index, text) in texts.iter().enumerate() {
            match &row[index + 1] {
                Data::Empty => assert_eq!(*text, ""),
                cell => assert_eq!(cell, &Data::String((*text).into())),
            }
        }
    }
}

#[test]
fn control_characters_are_escaped_the_way_of_the_format() {
    let bytes = one_row(&SERIAL, |sheet| sheet.text(Style::Plain, "a\r\n\u{7}_x0041_").unwrap());
    let xml = entry(&bytes, "xl/worksheets/sheet1.xml");
    assert!(xml.contains("<t>a_x000D_\n_x0007__x005F_x0041_</t>"), "{xml}");
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    for shared_strings in [false, true] {
        let options = Options { shared_strings, level: 2, threads: 0 };
        let serial = book(&options, Limits::ZIP, large);
        for threads in [1, 2, 3] {
            let parallel = book(&Options { threads, ..options }, Limits::ZIP, large);
            assert!(parallel == serial, "{threads} threads give other bytes");
        }
        for name in ["Uno", "Dos & <más>"] {
            let rows = read(&serial, name);
            assert_eq!(rows.len(), 9_000);
            assert_eq!(rows[8_999][0], Data::String(format!("fila 8999 de {name}")));
            assert_eq!(rows[8_999][1], Data::Float(809_780.01));
            assert_eq!(rows[8_999][3], Data::String("A&B".into()));
        }
    }
}

#[test]
fn zip64_records_are_written_where_numbers_are_large_and_only_there() {
    let has = |bytes: &[u8], mark: &[u8]| bytes.windows(4).any(|four| four == mark);
    let plain = book(&SERIAL, Limits::ZIP, large);
    assert!(!has(&plain, b"PK\x06\x06"), "a small book has a zip64 end");
    // Everything is wide; offsets beyond the first sheet are; only the sheets' sizes before deflate are.
    let whole = plain.len() as u64;
    for (bytes, end_is_wide) in [(1, true), (whole / 3, true), (whole + 1, false)] {
        let wide = book(&SERIAL, Limits { bytes, ..Limits::ZIP }, large);
        assert!(wide.len() > plain.len(), "at {bytes} no number is wide");
        assert_eq!(has(&wide, b"PK\x06\x06"), end_is_wide, "at {bytes}");
        assert_eq!(read(&wide, "Uno").len(), 9_000, "at {bytes}");
        assert_eq!(read(&wide, "Dos & <más>").len(), 9_000, "at {bytes}");
    }
    let many = book(&SERIAL, Limits { entries: 3, ..Limits::ZIP }, large);
    assert!(has(&many, b"PK\x06\x06") && has(&many, b"PK\x06\x07"));
    assert_eq!(read(&many, "Uno").len(), 9_000);
}

#[test]
fn what_a_cell_cannot_hold_is_an_error_and_the_cell_stays_open() {
    let bytes = one_row(&SERIAL, |sheet| {
        sheet.text(Style::Plain, &"ñ".repeat(TEXT_UNITS_MAX)).unwrap();
        let refused = sheet.text(Style::Plain, &"x".repeat(TEXT_UNITS_MAX + 1)).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "Hoja!B1: the text has 32768 characters, and a cell holds 32767"
        );
        assert!(sheet.text(Style::Plain, &"😀".repeat(16_384)).is_err());
        for text in
            ["", "-", ".5", "5.", "1,5", "1e", "1e999", "NaN", "0x1", " 1", "+1", "1.2.3", "1e+-1"]
        {
            let refused = sheet.number(Style::Plain, text);
            assert!(matches!(refused, Err(WriteError::NotANumber { .. })), "{text}");
        }
        assert!(matches!(sheet.error(Style::Plain, "#OH"), Err(WriteError::NotAnError { .. })));
        sheet.number(Style::Plain, "-0.5e+3").unwrap();
    });
    assert_eq!(read(&bytes, "Hoja")[0][1], Data::Float(-500.0));
}

#[test]
fn sheets_have_limits() {
    let mut book = Book::create(Vec::new(), &SERIAL).unwrap();
    let mut sheet = book.sheet("Hoja", &SheetLook::default()).unwrap();
    sheet.begin_row().unwrap();
    for _ in 0..COLUMNS_MAX {
        sheet.boolean(Style::Plain, false).unwrap();
    }
    let refused = sheet.boolean(Style::Plain, false);
    assert!(matches!(refused, Err(WriteError::TooManyColumns { .. })));
    sheet.end_row().unwrap();
    while sheet.row() < ROWS_MAX {
        sheet.begin_row().unwrap();
        sheet.end_row().unwrap();
    }
    assert!(matches!(sheet.begin_row(), Err(WriteError::TooManyRows { .. })));
    sheet.finish().unwrap();
    let rows = read(&book.finish().unwrap(), "Hoja");
    assert_eq!(rows[0].len(), COLUMNS_MAX);
}

#[test]
fn calls_out_of_order_are_told() {
    let mut book = Book::create(Vec::new(), &SERIAL).unwrap();
    let mut sheet = book.sheet("Hoja", &SheetLook::default()).unwrap();
    assert!(matches!(sheet.empty(Style::Plain), Err(WriteError::OutOfOrder { .. })));
    assert!(matches!(sheet.end_row(), Err(WriteError::OutOfOrder { .. })));
    sheet.begin_row().unwrap();
    sheet.cents(Style::Plain, 1).unwrap();
    assert!(matches!(sheet.begin_row(), Err(WriteError::OutOfOrder { .. })));
    sheet.end_row().unwrap();
    assert!(matches!(sheet.cents(Style::Plain, 1), Err(WriteError::OutOfOrder { .. })));
    drop(sheet);
    assert!(matches!(
        book.sheet("Otra", &SheetLook::default()),
        Err(WriteError::Unfinished { .. })
    ));
    assert!(matches!(book.finish(), Err(WriteError::Unfinished { .. })));
    let empty = Book::create(Vec::new(), &SERIAL).unwrap();
    assert!(matches!(empty.finish(), Err(WriteError::NoSheet)));
}

#[test]
fn sheet_names_are_checked() {
    let mut book = Book::create(Vec::new(), &SERIAL).unwrap();
    book.sheet("Año's", &SheetLook::default()).unwrap().finish().unwrap();
    let long = "x".repeat(32);
    for name in ["", "a/b", "[x]", "'a", "AÑO'S", "History", "a\u{1}", &long] {
        let refused = book.sheet(name, &SheetLook::default());
        assert!(matches!(refused, Err(WriteError::SheetName { .. })), "{name}");
    }
    assert!(book.sheet("x".repeat(31).as_str(), &SheetLook::default()).is_ok());
}

#[test]
fn a_sheet_looks_as_asked() {
    let look =
        SheetLook { widths: vec![0, 12], hidden: vec![3], frozen_rows: 2, filter_row: Some(2) };
    let bytes = book(&SERIAL, Limits::ZIP, |book| {
        let mut sheet = book.sheet("L'Año", &look).unwrap();
        for row in 0..3 {
            match row {
                1 => sheet.begin_row_high(30).unwrap(),
                _ => sheet.begin_row().unwrap(),
            }
            sheet.text(Style::Header, "x").unwrap();
            sheet.empty(Style::Plain).unwrap();
            sheet.end_row().unwrap();
        }
        sheet.finish().unwrap();
    });
    let xml = entry(&bytes, "xl/worksheets/sheet1.xml");
    for part in [
        r#"<pane ySplit="2" topLeftCell="A3" activePane="bottomLeft" state="frozen"/>"#,
        r#"<cols><col min="2" max="2" width="12.7109375" customWidth="1"/><col min="4" max="4" width="9.140625" hidden="1"/></cols>"#,
        r#"<row r="1"><c r="A1" s="1" t="inlineStr"><is><t>x</t></is></c></row>"#,
        r#"<row r="2" ht="30" customHeight="1"><c r="A2""#,
        r#"</sheetData><autoFilter ref="A2:B3"/>"#,
    ] {
        assert!(xml.contains(part), "{part} is not in {xml}");
    }
    assert!(entry(&bytes, "xl/workbook.xml").contains("'L''Año'!$A$2:$B$3"));
}

#[test]
fn a_writer_that_fails_is_told() {
    struct Full(usize);
    impl std::io::Write for Full {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            match self.0.checked_sub(bytes.len()) {
                Some(left) => self.0 = left,
                None => return Err(std::io::Error::from(std::io::ErrorKind::StorageFull)),
            }
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    for threads in [0, 2] {
        for room in [10, 1_500, 60_000] {
            let run = || -> Result<(), WriteError> {
                let mut book = Book::create(Full(room), &Options { threads, ..SERIAL })?;
                let mut sheet = book.sheet("Hoja", &SheetLook::default())?;
                for row in 0..60_000 {
                    sheet.begin_row()?;
                    sheet.cents(Style::Amount, row * 7_919)?;
                    sheet.end_row()?;
                }
                sheet.finish()?;
                book.finish().map(drop)
            };
            let Err(WriteError::Io(error)) = run() else { panic!("{room} bytes were enough") };
            assert_eq!(error.kind(), std::io::ErrorKind::StorageFull);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]
    #[test]
    fn any_text_comes_back(texts in proptest::collection::vec(r"(\PC|[\n\t _<&>]|_x00[0-9A-F]{2}_){1,40}", 1..20)) {
        for shared_strings in [false, true] {
            let bytes = one_row(&Options { shared_strings, ..SERIAL }, |sheet| {
                texts.iter().for_each(|text| sheet.text(Style::Plain, text).unwrap());
            });
            let row = &read(&bytes, "Hoja")[0];
            proptest::prop_assert_eq!(row.len(), texts.len());
            for (cell, text) in row.iter().zip(&texts) {
                proptest::prop_assert_eq!(cell, &Data::String(text.clone()));
            }
        }
    }
}
