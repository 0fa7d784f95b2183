//! Whole workbooks, good and bad: what is around the sheets' XML.

#![allow(clippy::unwrap_used, reason = "a test may fail by it")]

use std::io::Write;

use flate2::write::DeflateEncoder;
use proptest::prelude::*;
use xlsx::{BadXml, CellKind, Error, ErrorKind, Limit, Limits, Rows, Workbook};

/// How an archive is written.
#[derive(Clone, Copy, Default)]
struct Style {
    stored: bool,
    zip64: bool,
    descriptor: bool,
    flags: u16,
    method: Option<u16>,
    wrong_crc: bool,
    wrong_size: bool,
}

/// A small zip writer.
#[derive(Default)]
struct Zip {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
    style: Style,
}

fn put(to: &mut Vec<u8>, fields: &[(u64, usize)]) {
    for (value, size) in fields {
        to.extend_from_slice(&u128::from(*value).to_le_bytes()[..*size]);
    }
}

impl Zip {
    fn add(&mut self, name: &str, content: &[u8]) {
        let style = self.style;
        let data = match style.stored {
            true => content.to_vec(),
            false => {
                let mut encoder = DeflateEncoder::new(Vec::new(), flate2::Compression::default());
                encoder.write_all(content).unwrap();
                encoder.finish().unwrap()
            }
        };
        let method = style.method.unwrap_or(if style.stored { 0 } else { 8 });
        let flags = u64::from(style.flags) | if style.descriptor { 8 } else { 0 };
        let crc = u64::from(crc32fast::hash(content) ^ u32::from(style.wrong_crc));
        let size = content.len() as u64 + u64::from(style.wrong_size);
        let (raw, deflated) = (size, data.len() as u64);
        let start = self.bytes.len() as u64;
        let local = if style.descriptor { (0, 0, 0) } else { (crc, deflated, raw) };
        let name_length = name.len() as u64;
        put(
            &mut self.bytes,
            &[(0x0403_4b50, 4), (45, 2), (flags, 2), (u64::from(method), 2), (0, 4)],
        );
        put(&mut self.bytes, &[(local.0, 4), (local.1, 4), (local.2, 4), (name_length, 2), (4, 2)]);
        self.bytes.extend_from_slice(name.as_bytes());
        put(&mut self.bytes, &[(0x7777, 2), (0, 2)]);
        self.bytes.extend_from_slice(&data);
        if style.descriptor {
            put(&mut self.bytes, &[(0x0807_4b50, 4), (crc, 4), (deflated, 4), (raw, 4)]);
        }
        let full = u64::from(u32::MAX);
        let (shown, extra) = match style.zip64 {
            true => ((full, full, full), 28),
            false => ((deflated, raw, start), 0),
        };
        let to = &mut self.directory;
        put(to, &[(0x0201_4b50, 4), (45, 2), (45, 2), (flags, 2), (u64::from(method), 2), (0, 4)]);
        put(to, &[(crc, 4), (shown.0, 4), (shown.1, 4), (name_length, 2), (extra, 2), (0, 10)]);
        put(to, &[(shown.2, 4)]);
        to.extend_from_slice(name.as_bytes());
        if style.zip64 {
            put(to, &[(1, 2), (24, 2), (raw, 8), (deflated, 8), (start, 8)]);
        }
        self.count += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        let (start, size) = (self.bytes.len() as u64, self.directory.len() as u64);
        self.bytes.extend_from_slice(&self.directory);
        let count = u64::from(self.count);
        let end64 = self.bytes.len() as u64;
        let to = &mut self.bytes;
        if self.style.zip64 {
            put(to, &[(0x0606_4b50, 4), (44, 8), (45, 2), (45, 2), (0, 8), (count, 8), (count, 8)]);
            put(to, &[(size, 8), (start, 8)]);
            put(to, &[(0x0706_4b50, 4), (0, 4), (end64, 8), (1, 4)]);
            put(to, &[(0x0605_4b50, 4), (0, 4), (0xffff, 2), (0xffff, 2), (0xffff_ffff, 4)]);
            put(to, &[(0xffff_ffff, 4), (0, 2)]);
        } else {
            put(
                to,
                &[(0x0605_4b50, 4), (0, 4), (count, 2), (count, 2), (size, 4), (start, 4), (0, 2)],
            );
        }
        self.bytes
    }
}

const RELATIONS: &str = "<Relationships><Relationship Id=\"a\" Type=\"http://x/officeDocument\" Target=\"/xl/workbook.xml\"/>\
    <Relationship Id=\"b\" Type=\"y/officeDocument\" TargetMode=\"External\" Target=\"z\"/></Relationships>";
const WORKBOOK: &str = "<workbook xmlns:r=\"s\"><sheets><sheet name=\"Uno\" sheetId=\"1\" r:id=\"r1\"/><sheet name=\"Dos\" state=\"hidden\" \
    r:id=\"r2\"/><sheet name=\"Gráfico\" r:id=\"r5\"/></sheets></workbook>";
const WORKBOOK_RELATIONS: &str = "<p:Relationships xmlns:p=\"x\"><p:Relationship Id=\"r1\" Type=\"http://purl.oclc.org/ooxml/officeDocument/\
    relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/><p:Relationship Id=\"r2\" Type=\"x/worksheet\" Target=\"/xl/worksheets/\
    SHEET2.xml\"/><p:Relationship Id=\"r3\" Type=\"x/styles\" Target=\"styles.xml\"/><p:Relationship Id=\"r4\" Type=\"x/sharedStrings\" \
    Target=\"./sharedStrings.xml\"/><p:Relationship Id=\"r5\" Type=\"x/chartsheet\" Target=\"c.xml\"/></p:Relationships>";
const STYLES: &str =
    "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
const STRINGS: &str = "<sst uniqueCount=\"4294967295\"><si><t>hola</t></si></sst>";
const SHEET: &str = "<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\">\
    <v>45000</v></c></row></sheetData></worksheet>";

/// A workbook with `sheet` as its first sheet, its strings behind it.
fn workbook_of(sheet: &str, style: Style) -> Vec<u8> {
    workbook_with(sheet, STRINGS, STYLES, style, &|_| {})
}

fn workbook_with(
    sheet: &str,
    strings: &str,
    styles: &str,
    style: Style,
    more: &dyn Fn(&mut Zip),
) -> Vec<u8> {
    let mut zip = Zip { style, ..Zip::default() };
    zip.add("_rels/.rels", RELATIONS.as_bytes());
    zip.add("xl/workbook.xml", WORKBOOK.as_bytes());
    zip.add("xl/_rels/workbook.xml.rels", WORKBOOK_RELATIONS.as_bytes());
    zip.add("xl/worksheets/sheet1.xml", sheet.as_bytes());
    zip.add("xl/worksheets/sheet2.xml", SHEET.as_bytes());
    zip.add("xl/styles.xml", styles.as_bytes());
    zip.add("xl/sharedStrings.xml", strings.as_bytes());
    more(&mut zip);
    zip.finish()
}

fn read_from(book: &Workbook, index: usize) -> Result<Vec<Vec<(CellKind, String)>>, Error> {
    let mut reader = book.read_sheet(index)?;
    let mut rows = Rows::new();
    let mut table = Vec::new();
    while reader.next(&mut rows)? {
        for row in rows.iter() {
            let cell =
                |(column, cell): (usize, &xlsx::Cell)| (cell.kind(), row.text(column).into_owned());
            table.push(row.cells().iter().enumerate().map(cell).collect());
        }
    }
    Ok(table)
}

fn read(bytes: Vec<u8>, limits: Limits) -> Result<Vec<Vec<(CellKind, String)>>, Error> {
    read_from(&Workbook::from_bytes(bytes, limits)?, 0)
}

#[track_caller]
fn error(bytes: Vec<u8>) -> ErrorKind {
    read(bytes, Limits::default()).unwrap_err().kind
}

fn expected() -> Vec<Vec<(CellKind, String)>> {
    vec![vec![(CellKind::Text, "hola".to_owned()), (CellKind::Date, "45000".to_owned())]]
}

#[test]
fn archives_of_every_make() {
    for number in 0..8_u8 {
        let style = Style {
            stored: number & 1 != 0,
            zip64: number & 2 != 0,
            descriptor: number & 4 != 0,
            ..Style::default()
        };
        assert_eq!(
            read(workbook_of(SHEET, style), Limits::default()).unwrap(),
            expected(),
            "{number}"
        );
    }
}

#[test]
fn sheets_are_listed_and_found() {
    let book =
        Workbook::from_bytes(workbook_of(SHEET, Style::default()), Limits::default()).unwrap();
    let sheets: Vec<_> = book.sheets().iter().map(|s| (s.name.as_str(), s.hidden)).collect();
    assert_eq!(sheets, [("Uno", false), ("Dos", true), ("Gráfico", false)]);
    assert_eq!(read_from(&book, 1).unwrap(), expected());
    assert_eq!(read_from(&book, 0).unwrap(), expected());
    for index in [2, 3] {
        assert!(matches!(read_from(&book, index).unwrap_err().kind, ErrorKind::NoSuchSheet));
    }
}

#[test]
fn what_is_no_workbook() {
    assert!(matches!(error(Vec::new()), ErrorKind::NotAZip));
    assert!(matches!(error(b"a;b;c\n1;2;3\n".to_vec()), ErrorKind::NotAZip));
    let mut zip = Zip::default();
    zip.add("a.txt", b"a");
    assert!(matches!(error(zip.finish()), ErrorKind::NotAWorkbook(_)));
    let mut ole = vec![0; 4096];
    ole[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    (ole[30], ole[48]) = (9, 1);
    assert!(matches!(error(ole.clone()), ErrorKind::OldBinaryFormat));
    for (index, unit) in "EncryptedPackage".bytes().enumerate() {
        ole[1024 + 128 + index * 2] = unit;
    }
    assert!(matches!(error(ole), ErrorKind::Encrypted));
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        Workbook::open(folder.path(), Limits::default()).err().unwrap().kind,
        ErrorKind::Io(_)
    ));
}

#[test]
fn damaged_entries_are_said() {
    let styled = |style| error(workbook_of(SHEET, style));
    assert!(matches!(styled(Style { flags: 1, ..Style::default() }), ErrorKind::Encrypted));
    let method = Some(12);
    assert!(matches!(
        styled(Style { method, ..Style::default() }),
        ErrorKind::UnsupportedCompression(12)
    ));
    assert!(matches!(styled(Style { wrong_crc: true, ..Style::default() }), ErrorKind::Crc));
    assert!(matches!(styled(Style { wrong_size: true, ..Style::default() }), ErrorKind::Crc));
    let stored = Style { stored: true, ..Style::default() };
    let twice =
        workbook_with(SHEET, STRINGS, STYLES, stored, &|zip| zip.add("XL/styles.xml", b"x"));
    assert!(matches!(error(twice), ErrorKind::BadZip("two entries of one name")));
    // A damaged byte that makes the XML wrong too is damage, and is said to be.
    let mut bytes = workbook_of(SHEET, stored);
    let at = bytes.windows(5).position(|window| window == b"</row").unwrap();
    bytes[at + 1] = b'x';
    let error = read(bytes, Limits::default()).unwrap_err();
    assert!(matches!(error.kind, ErrorKind::Crc), "{error}");
    assert_eq!(error.place.part.as_deref(), Some("xl/worksheets/sheet1.xml"));
}

#[test]
fn a_truncated_file_is_an_error_wherever_it_ends() {
    let bytes = workbook_of(SHEET, Style::default());
    for length in 0..bytes.len() {
        let kind = error(bytes[..length].to_vec());
        assert!(matches!(kind, ErrorKind::NotAZip | ErrorKind::Truncated), "{length}: {kind:?}");
    }
}

#[test]
fn bombs_are_refused() {
    let sheet = format!("<worksheet><sheetData>{}</sheetData></worksheet>", " ".repeat(70 << 20));
    let bytes = workbook_of(&sheet, Style::default());
    let large = |bytes: &[u8], limits| match read(bytes.to_vec(), limits).unwrap_err().kind {
        ErrorKind::TooLarge { what, .. } => what,
        other => panic!("{other:?}"),
    };
    assert_eq!(large(&bytes, Limits::default()), Limit::Ratio);
    assert_eq!(
        large(&bytes, Limits { part_bytes: 1 << 20, ..Limits::default() }),
        Limit::PartBytes
    );
    let row = format!("<worksheet><sheetData><row r=\"1\">{}", "<c/>".repeat(1 << 18));
    let limits = Limits { row_bytes: 1 << 19, columns: usize::MAX, ..Limits::default() };
    assert_eq!(
        large(&workbook_of(&row, Style { stored: true, ..Style::default() }), limits),
        Limit::RowBytes
    );
    let many = workbook_with(SHEET, STRINGS, STYLES, Style::default(), &|zip| {
        for number in 0..100 {
            zip.add(&format!("a{number}"), b"");
        }
    });
    assert_eq!(large(&many, Limits { entries: 50, ..Limits::default() }), Limit::Entries);
    let cell = format!(
        "<worksheet><sheetData><row r=\"4\"><c r=\"B4\" t=\"inlineStr\"><is><t>{}</t></is></c></row></sheetData></worksheet>",
        "x".repeat(10 << 20)
    );
    let error =
        read(workbook_of(&cell, Style { stored: true, ..Style::default() }), Limits::default())
            .unwrap_err();
    assert!(matches!(error.kind, ErrorKind::TooLarge { what: Limit::CellBytes, .. }), "{error}");
    assert_eq!((error.place.row, error.place.column), (Some(4), Some(1)));
}

#[test]
fn entities_are_never_expanded() {
    let doctype = "<!DOCTYPE a [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>";
    let bad = |sheet: &str, strings: &str, styles: &str| {
        let bytes = workbook_with(sheet, strings, styles, Style::default(), &|_| {});
        match error(bytes) {
            ErrorKind::BadXml(what) => what,
            other => panic!("{other:?}"),
        }
    };
    let with = |xml: &str| format!("{doctype}{xml}");
    assert_eq!(bad(&with(SHEET), STRINGS, STYLES), BadXml::Doctype);
    assert_eq!(bad(SHEET, &with(STRINGS), STYLES), BadXml::Doctype);
    assert_eq!(bad(SHEET, STRINGS, &with(STYLES)), BadXml::Doctype);
    assert_eq!(bad(SHEET, &STRINGS.replace("hola", "&b;"), STYLES), BadXml::Entity);
}

#[test]
fn the_widest_row_is_read() {
    let cells: String =
        (0..xlsx::COLUMNS_MAX).map(|index| format!("<c><v>{index}</v></c>")).collect();
    let sheet = format!("<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>");
    let table = read(workbook_of(&sheet, Style::default()), Limits::default()).unwrap();
    assert_eq!(table[0].len(), 16_384);
    assert_eq!(table[0][16_383].1, "16383");
}

/// A sheet larger than all blocks of the pool together.
fn large_sheet() -> String {
    let rows = (1..=40_000).map(|line| {
        format!("<row r=\"{line}\"><c r=\"A{line}\" t=\"s\"><v>0</v></c><c r=\"B{line}\" t=\"inlineStr\"><is><t>fila {line} ñ</t></is></c></row>")
    });
    format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows.collect::<String>())
}

#[test]
fn a_reader_that_is_dropped_early_ends() {
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    let book =
        Workbook::from_bytes(workbook_of(&large_sheet(), Style::default()), Limits::default())
            .unwrap();
    let mut rows = Rows::new();
    drop(book.read_sheet(0).unwrap());
    let mut reader = is_send(book.read_sheet(0).unwrap());
    assert!(reader.next(&mut rows).unwrap());
    drop(reader);
    assert_eq!(read_from(&book, 0).unwrap().len(), 40_000);
}

#[test]
fn a_file_that_grows_while_it_is_read_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("libro.xlsx");
    std::fs::write(&path, workbook_of(&large_sheet(), Style::default())).unwrap();
    let book = Workbook::open(&path, Limits::default()).unwrap();
    let mut reader = book.read_sheet(0).unwrap();
    let mut rows = Rows::new();
    assert!(reader.next(&mut rows).unwrap());
    let mut file = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
    file.write_all(b"more").unwrap();
    let error = loop {
        match reader.next(&mut rows) {
            Ok(true) => {}
            Ok(false) => panic!("nothing was said"),
            Err(error) => break error,
        }
    };
    assert!(matches!(error.kind, ErrorKind::Changed), "{error}");
    assert!(reader.next(&mut rows).is_err());
}

proptest! {
    #[test]
    fn damage_of_an_archive_is_never_a_panic(at in any::<prop::sample::Index>(), byte in any::<u8>(), stored in any::<bool>(), zip64 in any::<bool>()) {
        let mut bytes = workbook_of(SHEET, Style { stored, zip64, ..Style::default() });
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(table) = read(bytes, Limits::default()) {
            // What no checksum covers (dates, spare fields) changes nothing; styles may be lost with their relation.
            prop_assert_eq!(table.len(), 1);
        }
    }
}
