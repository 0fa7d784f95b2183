//! The scanner against the plain reader: whatever a sheet looks like, both give the same rows, or both refuse it.

#![allow(clippy::unwrap_used, reason = "a test may fail by it")]

use proptest::prelude::*;
use xlsx::{BadXml, CellKind, Error, ErrorKind, Limits, Rows, SheetReader, Workbook};

/// Rows as (line, cells).
type Table = Vec<(u64, Vec<(CellKind, String)>)>;

const STRINGS: &str = "<?xml version=\"1.0\"?>\r\n<sst count=\"9\" uniqueCount=\"4000000000\"><si><t>cero</t></si>\
    <si><t xml:space=\"preserve\"> uno </t></si><si><r><rPr><b/></rPr><t>d</t></r><r><t>o</t></r><r><t>s</t></r>\
    <rPh sb=\"0\" eb=\"1\"><t>no</t></rPh><phoneticPr fontId=\"1\"/></si><si><t>R&amp;D &#241;</t></si><si/><si><t/></si>\
    <x:si xmlns:x=\"y\"><x:t>pre<![CDATA[<fijo>]]></x:t></x:si><si><t>a_x000D_\r\nb</t></si>\
    <si><t>Ñandú de más de treinta y dos bytes, con tildes</t></si></sst>";

fn read(mut reader: SheetReader) -> Result<Table, Error> {
    let mut table = Table::new();
    let mut rows = Rows::new();
    while reader.next(&mut rows)? {
        for row in rows.iter() {
            let cells = row.cells().iter();
            let text = |cell| std::str::from_utf8(row.bytes_of(cell)).unwrap().to_owned();
            table.push((row.line(), cells.map(|cell| (cell.kind(), text(*cell))).collect()));
        }
    }
    Ok(table)
}

/// What makes two errors the same: their kind, and the row.
fn gist(error: &Error) -> (String, Option<u64>) {
    (format!("{:?}", error.kind), error.place.row)
}

/// Reads a sheet both ways, in blocks of several sizes.
fn both(
    sheet: &str,
    strings: Option<&str>,
    date_1904: bool,
    limits: Limits,
) -> Result<Table, Error> {
    let open = |block| {
        let strings = strings.map(str::as_bytes);
        Workbook::from_xml(sheet.as_bytes(), strings, date_1904, limits, block)
    };
    let plain = open(1 << 20).read_sheet_plainly(0).and_then(read);
    // The smallest blocks cost a hand-off for each byte.
    let smallest = if sheet.len() < 1500 { 1 } else { 50 };
    for block in [smallest, 300, 4096, 1 << 20] {
        let scanned = open(block).read_sheet(0).and_then(read);
        match (&plain, &scanned) {
            (Ok(plain), Ok(scanned)) => assert_eq!(plain, scanned, "blocks of {block}: {sheet}"),
            (Err(plain), Err(scanned)) => assert_eq!(gist(plain), gist(scanned), "{sheet}"),
            _ => panic!("blocks of {block}: plain {plain:?}, scanned {scanned:?}: {sheet}"),
        }
    }
    plain
}

fn sheet(data: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n<worksheet xmlns=\"m\"><dimension ref=\"A1:XFD1048576\"/>\
         <cols><col min=\"1\"/></cols><sheetData>{data}</sheetData><mergeCells><c r=\"A9\"/></mergeCells></worksheet>\n"
    )
}

/// Each row as `line: cells`, each cell as its kind's first letter and its text.
fn shown(table: &Table) -> String {
    let rows = table.iter().map(|(line, cells)| {
        let cells = cells.iter().map(|(kind, text)| match kind {
            CellKind::Empty => "-".to_owned(),
            kind => format!("{}[{text}]", &format!("{kind:?}")[..1]),
        });
        format!("{line}: {}", cells.collect::<Vec<_>>().join(" "))
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(data: &str, expected: &str) {
    let table = both(&sheet(data), Some(STRINGS), false, Limits::default()).unwrap();
    assert_eq!(shown(&table), expected, "{data}");
}

#[track_caller]
fn refuse(data: &str, expected: BadXml) {
    let error = both(&sheet(data), Some(STRINGS), false, Limits::default()).unwrap_err();
    assert!(matches!(error.kind, ErrorKind::BadXml(what) if what == expected), "{error}: {data}");
}

#[test]
fn values_of_every_type() {
    check(
        "<row r=\"1\"><c r=\"A1\"><v>1.50</v></c><c r=\"B1\" t=\"n\"><v>-2E-3</v></c><c r=\"C1\" s=\"1\"><v>45000</v></c>\
         <c r=\"D1\" t=\"s\"><v>0</v></c><c r=\"E1\" t=\"inlineStr\"><is><t>hola</t></is></c>\
         <c r=\"F1\" t=\"str\"><f>A1&amp;\"x\"</f><v>texto</v></c><c r=\"G1\" t=\"b\"><v>1</v></c>\
         <c r=\"H1\" t=\"e\"><v>#N/A</v></c><c r=\"I1\" t=\"d\"><v>2025-01-31</v></c><c r=\"J1\" s=\"3\"/></row>",
        "1: N[1.50] N[-2E-3] D[45000] T[cero] T[hola] T[texto] B[TRUE] E[#N/A] D[2025-01-31] -",
    );
}

#[test]
fn shared_strings_are_joined_and_decoded() {
    check(
        "<row><c t=\"s\"><v>1</v></c><c t=\"s\"><v>2</v></c><c t=\"s\"><v>3</v></c><c t=\"s\"><v>4</v></c><c t=\"s\">\
         <v>5</v></c><c t=\"s\"><v> 6 </v></c><c t=\"s\"><v>7</v></c><c t=\"s\"><v>8</v></c><c t=\"s\"><v/></c></row>",
        "1: T[ uno ] T[dos] T[R&D ñ] - - T[pre<fijo>] T[a\r\nb] \
         T[Ñandú de más de treinta y dos bytes, con tildes] -",
    );
}

#[test]
fn places_that_are_missing_or_gaps() {
    check(
        "<row><c><v>1</v></c></row><row r=\"5\"><c r=\"C5\"><v>2</v></c><c><v>3</v></c></row><row/><row r=\"9\"></row>\
         <row><c r=\"A10\"/></row>",
        "1: N[1]\n5: - - N[2] N[3]\n6: \n9: \n10: -",
    );
}

#[test]
fn cells_out_of_order_are_placed_by_reference() {
    check(
        "<row r=\"1\"><c r=\"C1\" t=\"s\"><v>0</v></c><c r=\"A1\"><v>1</v></c><c r=\"B1\" t=\"s\"><v>2</v></c>\
         <c r=\"D1\"><v>4</v></c></row>",
        "1: N[1] T[dos] T[cero] N[4]",
    );
    check(
        "<row><c r=\"B1\" t=\"s\"><v>4</v></c><c r=\"A1\"/><c r=\"B1\"><v>7</v></c></row>",
        "1: - N[7]",
    );
    refuse("<row><c r=\"A1\"><v>1</v></c><c r=\"A1\"><v>1</v></c></row>", BadXml::RepeatedCell);
    refuse(
        "<row><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"A1\" t=\"s\"><v>1</v></c></row>",
        BadXml::RepeatedCell,
    );
}

#[test]
fn rows_never_go_backwards() {
    refuse("<row r=\"2\"/><row r=\"2\"/>", BadXml::RowOrder);
    refuse("<row r=\"2\"><c r=\"A2\"/></row><row r=\"1\"><c r=\"A1\"/></row>", BadXml::RowOrder);
    refuse("<row r=\"2\"><c r=\"A3\"/></row>", BadXml::RowMismatch);
    refuse("<row r=\"0\"/>", BadXml::Reference);
    refuse("<row r=\"x\"/>", BadXml::Reference);
    refuse("<row><c r=\"1A\"/></row>", BadXml::Reference);
}

#[test]
fn xml_in_any_dress() {
    check(
        "<!-- <row r=\"7\"> --><?pi <row>?>\r\n<x:row spans='1:3' xmlns:x='y' x:r='9' r='2' >\n\
         <x:c s='1' r='A2' ><x:v >1<!-- no -->2</x:v ></x:c >text<c t='str' r='B2'><v>a<![CDATA[<b>&amp;]]>&lt;</v></c>\
         <extLst><c r=\"Z9\"><v>9</v></c></extLst><c r='&#67;2'><v>&#49;</v></c><c><v>\n 3 \n</v></c></x:row>",
        "2: D[12] T[a<b>&amp;<] N[1] N[3]",
    );
}

#[test]
fn text_keeps_what_it_means() {
    check(
        "<row><c t=\"str\"><v xml:space=\"preserve\"> a\r\nb_x000D_\rc </v></c>\
         <c t=\"inlineStr\"><is><r><t>u</t></r><r><rPr/><t>no&#x26;</t></r><rPh><t>x</t></rPh></is></c>\
         <c t=\"inlineStr\"><is><t></t></is></c><c t=\"inlineStr\"><v>v</v></c><c><is><t>no</t></is></c>\
         <c t=\"inlineStr\"><is><t>con_x0041_ñ</t></is></c><c t=\"inlineStr\"><is><t>a_b ñ</t></is></c></row>",
        "1: T[ a\nb\r\nc ] T[uno&] - T[v] - T[conAñ] T[a_b ñ]",
    );
}

#[test]
fn dates_of_1904_are_shifted() {
    let data =
        sheet("<row><c s=\"1\"><v>44197.25</v></c><c s=\"1\" t=\"d\"><v>2025-01-01</v></c></row>");
    let table = both(&data, None, true, Limits::default()).unwrap();
    assert_eq!(shown(&table), "1: D[45659.25] D[2025-01-01]");
}

#[test]
fn bad_xml_is_refused() {
    refuse("<row><c></row>", BadXml::Mismatch);
    refuse("<row><c r=\"A1\"><v>1</v></c></x></row>", BadXml::Mismatch);
    refuse("<row><c t=\"str\"><v>&lol;</v></c></row>", BadXml::Entity);
    refuse("<row><c t=\"x\"/></row>", BadXml::CellType);
    refuse("<row><c t=\"b\"><v>si</v></c></row>", BadXml::Boolean);
    refuse("<row><c t=\"s\"><v>9</v></c></row>", BadXml::StringIndex);
    refuse(
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>9</v></c></row>",
        BadXml::StringIndex,
    );
    refuse("<row><c t=\"s\"><v>-1</v></c></row>", BadXml::StringIndex);
    let whole = |xml: &str| both(xml, None, false, Limits::default()).unwrap_err().kind;
    let bad = |xml: &str| match whole(xml) {
        ErrorKind::BadXml(what) => what,
        other => panic!("{other:?}: {xml}"),
    };
    assert_eq!(bad("<!DOCTYPE a [<!ENTITY b \"c\">]><worksheet/>"), BadXml::Doctype);
    assert_eq!(bad("<chartsheet/>"), BadXml::Root);
    assert_eq!(bad("<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet/>"), BadXml::Encoding);
    for cut in
        ["<worksheet><sheetData><row r=\"1\">", "<worksheet>", "<worksheet><sheetData></sheetData>"]
    {
        assert_eq!(bad(cut), BadXml::UnexpectedEnd, "{cut}");
    }
}

#[test]
fn limits_are_errors_with_a_place() {
    let limits = Limits {
        cell_bytes: 100,
        columns: 50,
        rows: 1000,
        row_bytes: 2000,
        strings_bytes: 400,
        ..Limits::default()
    };
    let refused = |data: &str, strings: Option<&str>| {
        let error = both(&sheet(data), strings, false, limits).unwrap_err();
        let ErrorKind::TooLarge { what, .. } = error.kind else { panic!("{error}: {data}") };
        (format!("{what:?}"), error.place.row)
    };
    let long = "x".repeat(101);
    let inline = format!("<row r=\"3\"><c t=\"inlineStr\"><is><t>{long}</t></is></c></row>");
    assert_eq!(refused(&inline, None), ("CellBytes".into(), Some(3)));
    assert_eq!(refused("<row r=\"3\"><c r=\"AY3\"/></row>", None), ("Columns".into(), Some(3)));
    assert_eq!(refused("<row r=\"1001\"/>", None), ("Rows".into(), Some(1001)));
    let strings = format!("<sst><si><t>{long}</t></si></sst>");
    assert_eq!(refused("", Some(&strings)), ("CellBytes".into(), None));
    let strings = format!("<sst>{}</sst>", "<si><t>0123456789</t></si>".repeat(40));
    assert_eq!(refused("", Some(&strings)), ("StringsBytes".into(), None));
    let strings = format!("<sst><si><t>{}</t></si></sst>", "y".repeat(99));
    let bomb = format!("<row r=\"1\">{}</row>", "<c t=\"s\"><v>0</v></c>".repeat(40));
    assert_eq!(refused(&bomb, Some(&strings)), ("RowBytes".into(), Some(1)));
    let deep = format!("<row>{}</row>", "<a>".repeat(70));
    assert_eq!(refused(&deep, None).0, "Depth");
}

/// How a generated cell is written.
#[derive(Clone, Debug)]
struct Spelling {
    kind: u8,
    number: i32,
    text: String,
    with_reference: bool,
    dress: u8,
    gap: u8,
}

fn spelling() -> impl Strategy<Value = Spelling> {
    let text = prop_oneof![
        4 => "[a-zA-Z0-9 .,]{0,40}",
        1 => "[a-z_x0-9ñÑ€\r\n<>&'\"\t]{0,80}",
        1 => "(_x00[0-9a-fA-F]{2}_|_|x|&){0,6}",
    ];
    (0..12_u8, any::<i32>(), text, prop::bool::weighted(0.9), 0..10_u8, 0..12_u8).prop_map(
        |(kind, number, text, with_reference, dress, gap)| Spelling {
            kind,
            number,
            text,
            with_reference,
            dress,
            gap,
        },
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn letters(mut column: usize) -> String {
    let mut name = String::new();
    column += 1;
    while column > 0 {
        name.insert(0, char::from(b'A' + ((column - 1) % 26) as u8));
        column = (column - 1) / 26;
    }
    name
}

fn cell_xml(cell: &Spelling, column: usize, line: u64) -> String {
    let reference = match cell.with_reference {
        true => format!(" r=\"{}{line}\"", letters(column)),
        false => String::new(),
    };
    let number = f64::from(cell.number) / [1.0, 100.0, 1.18, 1e9][usize::from(cell.gap) % 4];
    let text = escaped(&cell.text);
    let (attributes, content) = match cell.kind {
        0 | 1 => (" s=\"2\"".to_owned(), format!("<v>{number}</v>")),
        2 => (" s=\"2\"".to_owned(), "<v>0</v>".to_owned()),
        3 => (" s=\"1\"".to_owned(), format!("<v>{}</v>", cell.number % 60_000)),
        4 | 5 => (" s=\"3\" t=\"s\"".to_owned(), format!("<v>{}</v>", cell.number.rem_euclid(9))),
        6 => (" s=\"3\"".to_owned(), String::new()),
        7 => (" t=\"inlineStr\"".to_owned(), format!("<is><t>{text}</t></is>")),
        8 => (" t=\"str\"".to_owned(), format!("<f>SUM(A1)</f><v>{text}</v>")),
        9 => (" t=\"b\"".to_owned(), format!("<v>{}</v>", cell.number.rem_euclid(2))),
        10 => (" t=\"e\"".to_owned(), "<v>#DIV/0!</v>".to_owned()),
        _ => (
            " t=\"inlineStr\"".to_owned(),
            format!("<is><r><t xml:space=\"preserve\">{text}</t></r></is>"),
        ),
    };
    let content = if cell.dress == 9 { content.replace("><", "><!-- c --><") } else { content };
    match (cell.dress, content.is_empty()) {
        (0, _) => format!("<c{attributes}{reference}>{content}</c>"),
        (1, _) => format!("<c{reference}{attributes} >{content}</c >\n"),
        (2, _) => format!("<x:c{reference}{attributes}>{content}</x:c>"),
        (3, false) => {
            format!("<c{}>{content}</c>", format!("{reference}{attributes}").replace('"', "'"))
        }
        (_, true) => format!("<c{reference}{attributes}/>"),
        (_, false) => format!("<c{reference}{attributes}>{content}</c>"),
    }
}

/// A sheet of regular rows, some of whose cells are replaced by any others.
fn sheet_xml() -> impl Strategy<Value = String> {
    let regular = prop::collection::vec(spelling(), 1..12);
    let changes = prop::collection::vec((0..12_usize, spelling(), 0..9_u8), 0..25);
    (regular, changes, 0..12_usize, 1..3_u64).prop_map(|(regular, changes, start, step)| {
        let mut data = String::new();
        let mut line = 0;
        for (at, other, how) in changes {
            line += step;
            let mut column = start * 60;
            let cells = regular.iter().enumerate().filter(|(index, _)| how != 1 || *index != at);
            let mut cells: Vec<String> = cells
                .map(|(index, usual)| {
                    let cell = if index == at { &other } else { usual };
                    // A gap cannot be before a cell that does not say where it is.
                    column += 1 + usize::from(cell.gap == 11 && cell.with_reference);
                    let cell = Spelling {
                        with_reference: cell.with_reference || index == 0 || how == 1,
                        ..cell.clone()
                    };
                    cell_xml(&cell, column - 1, line)
                })
                .collect();
            if how == 2 && regular.iter().all(|cell| cell.with_reference) && other.with_reference {
                cells.reverse();
            }
            let number =
                if how == 3 && step == 1 { String::new() } else { format!(" r=\"{line}\"") };
            let spans =
                if how == 4 { " spans='1:9'" } else { " spans=\"1:39\" x14ac:dyDescent=\"0.25\"" };
            let blank = if how == 5 { "\r\n  " } else { "" };
            data += &format!("<row{number}{spans}>{blank}{}</row>{blank}", cells.concat());
        }
        sheet(&data)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn both_ways_read_the_same(xml in sheet_xml(), date_1904 in any::<bool>()) {
        let table = both(&xml, Some(STRINGS), date_1904, Limits::default());
        prop_assert!(table.is_ok(), "{table:?}: {xml}");
    }

    #[test]
    fn damage_is_never_a_panic(xml in sheet_xml(), at in any::<prop::sample::Index>(), byte in any::<u8>(), how in 0..3_u8) {
        let mut bytes = xml.into_bytes();
        let at = at.index(bytes.len());
        match how {
            0 => bytes[at] = byte,
            1 => bytes.truncate(at),
            _ => drop(bytes.remove(at)),
        }
        for block in [50, 1 << 20] {
            let open = || Workbook::from_xml(&bytes, Some(STRINGS.as_bytes()), false, Limits::default(), block);
            let plain = open().read_sheet_plainly(0).and_then(read);
            let scanned = open().read_sheet(0).and_then(read);
            if let (Ok(plain), Ok(scanned)) = (plain, scanned) {
                prop_assert_eq!(plain, scanned);
            }
        }
    }
}

#[test]
fn regular_sheets_are_guessed() {
    let mut data = String::new();
    for line in 1..=3000 {
        data += &format!(
            "<row r=\"{line}\" spans=\"1:5\"><c r=\"A{line}\" s=\"3\" t=\"s\"><v>{}</v></c><c r=\"B{line}\" s=\"2\"><v>{}.5</v></c>\
             <c r=\"C{line}\" s=\"3\"/><c r=\"AA{line}\" t=\"inlineStr\"><is><t>fila {line}</t></is></c></row>",
            line % 9,
            line * 7
        );
    }
    let xml = sheet(&data);
    let book = Workbook::from_xml(
        xml.as_bytes(),
        Some(STRINGS.as_bytes()),
        false,
        Limits::default(),
        5000,
    );
    let mut reader = book.read_sheet(0).unwrap();
    let mut rows = Rows::new();
    let mut count = 0;
    while reader.next(&mut rows).unwrap() {
        count += rows.len();
    }
    assert_eq!(count, 3000);
    let stats = reader.stats();
    assert!(stats.hits > 99 * stats.misses, "{stats:?}");
}
