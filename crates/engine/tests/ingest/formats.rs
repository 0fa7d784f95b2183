//! The same ledger in every format, alone or packed, gives the same rows.

use engine::ingest::error::IngestError;
use engine::ingest::layout::Layouts;
use engine::ingest::open::Format;
use engine::ingest::skip::skip_reason;
use engine::ingest::{OpenOptions, Table, open};
use engine::model::amount::{AmountRead, DecimalMark};
use engine::model::{Cents, Date, Field, Language};
use std::io::Write;
use std::path::{Path, PathBuf};
use xlsx::{CellKind, Rows};

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ingest/fixtures").join(name)
}

pub(crate) fn opened(path: &Path) -> Result<Table, IngestError> {
    open(path, &OpenOptions::for_layouts(&Layouts::embedded().unwrap()))
}

type Line = (u64, Vec<(CellKind, String)>);

/// Every row that is not blank, without the empty cells at its end.
fn all_rows(path: &Path) -> (Format, Vec<Line>) {
    let mut table = opened(path).unwrap();
    let mut batch = Rows::new();
    let mut lines = Vec::new();
    while table.next(&mut batch).unwrap() {
        for row in batch.iter().filter(|row| !row.is_blank()) {
            let cell = |column: usize| (row.cell(column).kind(), row.text(column).into_owned());
            let mut cells: Vec<_> = (0..row.width()).map(cell).collect();
            while cells.last().is_some_and(|(_, text)| text.is_empty()) {
                cells.pop();
            }
            lines.push((row.line(), cells));
        }
    }
    (table.format(), lines)
}

#[test]
fn h07_the_sheet_is_found_at_any_position_and_all_workbooks_give_the_same_rows() {
    let (format, expected) = all_rows(&fixture("ventas.xlsx"));
    assert_eq!(format, Format::Xlsx);
    let lines: Vec<u64> = expected.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [1, 3, 4, 5, 6, 8, 9, 11]);
    assert_eq!(expected[2].1[3], (CellKind::Date, "46026".to_owned()));
    assert_eq!(expected[4].1[14], (CellKind::Number, "1234.5".to_owned()));
    assert_eq!(expected[1].1[5].1, "Tipo\nComprobante");
    for (name, format) in
        [("ventas.xls", Format::Xls), ("ventas.ods", Format::Ods), ("ventas.xlsb", Format::Xlsb)]
    {
        assert_eq!(all_rows(&fixture(name)), (format, expected.clone()), "{name}");
    }
}

/// What a row says, whatever its format: dates and amounts read, the rest as text.
fn documents(path: &Path) -> Vec<Vec<(Field, String)>> {
    let layouts = Layouts::embedded().unwrap();
    let mut table = opened(path).unwrap();
    let located = table.locate(&layouts, None).unwrap();
    let mut batch = Rows::new();
    let mut documents = Vec::new();
    while table.next(&mut batch).unwrap() {
        for row in batch.iter().filter(|row| located.is_below_header(row.line())) {
            if skip_reason(row, &located).is_some() {
                continue;
            }
            let value = |field: Field| {
                let column = located.columns.of(field)?;
                let (text, kind) = (row.bytes(column), row.cell(column).kind());
                let text = match field {
                    Field::IssueDate | Field::AmendedDate if !text.is_empty() => {
                        Date::read(text, kind)?.serial().to_string()
                    }
                    field if field.amount_index().is_some() => {
                        match Cents::read(text, kind, DecimalMark::Point) {
                            AmountRead::Blank | AmountRead::Plain(Cents(0)) => String::new(),
                            AmountRead::Plain(cents) => cents.0.to_string(),
                            other => format!("{other:?}"),
                        }
                    }
                    _ => row.text(column).into_owned(),
                };
                Some((field, text))
            };
            documents.push(Field::ALL.into_iter().filter_map(value).collect());
        }
    }
    documents
}

#[test]
fn text_gives_the_same_documents() {
    let expected = documents(&fixture("ventas.xlsx"));
    assert_eq!(expected.len(), 4);
    assert_eq!(documents(&fixture("ventas.csv")), expected);
    let (common, ple): (Vec<_>, Vec<_>) = (
        expected.iter().map(|row| shared(row)).collect(),
        documents(&fixture("ventas.txt")).iter().map(|row| shared(row)).collect(),
    );
    assert_eq!(ple, common);
}

/// The fields that the sheet and PLE 14.1 have in common.
fn shared(row: &[(Field, String)]) -> Vec<(Field, String)> {
    let only_one = |field: Field| {
        use Field::*;
        matches!(
            field,
            Cuo | CuoKind
                | Correlative
                | BagTax
                | Difference
                | Segment
                | Branch
                | Till
                | CostCenter
        )
    };
    row.iter().filter(|(field, _)| !only_one(*field)).cloned().collect()
}

pub(crate) fn zip_of(path: &Path, members: &[(&str, &[u8])]) {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (name, content) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap();
}

fn gzip_of(path: &Path, content: &[u8]) {
    let mut out = flate2::write::GzEncoder::new(
        std::fs::File::create(path).unwrap(),
        flate2::Compression::default(),
    );
    out.write_all(content).unwrap();
    out.finish().unwrap();
}

#[test]
fn archives_give_what_is_in_them() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let read = |name: &str| std::fs::read(fixture(name)).unwrap();
    let book = all_rows(&fixture("ventas.xlsx"));
    let text = all_rows(&fixture("ventas.csv"));
    gzip_of(&at("a.csv.gz"), &read("ventas.csv"));
    gzip_of(&at("a.xlsx.gz"), &read("ventas.xlsx"));
    zip_of(
        &at("b.zip"),
        &[("ventas.xlsx", &read("ventas.xlsx")), ("logo.png", b"\x89PNG\r\n\x1a\n")],
    );
    zip_of(&at("c.zip"), &[("carpeta/", b""), ("carpeta/ventas.csv", &read("ventas.csv"))]);
    zip_of(&at("e.zip"), &[("b.zip", &std::fs::read(at("b.zip")).unwrap())]);
    zip_of(&at("f.zip"), &[("leeme.txt", b"hola\n"), ("F.TXT", &read("ventas.csv"))]);
    let sunat = "LE2010017645020260100140400021112";
    zip_of(
        &at("x.zip"),
        &[("otro.txt", b"hola\n"), (&format!("{sunat}.TXT"), &read("ventas.csv"))],
    );
    for name in ["a.xlsx.gz", "b.zip", "e.zip"] {
        assert_eq!(all_rows(&at(name)), book, "{name}");
    }
    for name in ["a.csv.gz", "c.zip", "f.zip", "x.zip"] {
        assert_eq!(all_rows(&at(name)), text, "{name}");
    }
    let table = opened(&at("e.zip")).unwrap();
    assert_eq!(table.place().member.as_deref(), Some("ventas.xlsx"));
    assert_eq!(table.sheet(), Some("SUNAT"));
    let said: Vec<String> = table.evidence().iter().map(|line| line.say(Language::Es)).collect();
    assert!(said.iter().any(|line| line.contains("«b.zip»")), "{said:?}");
    assert!(said.iter().all(|line| !line.contains('{')), "{said:?}");
}

#[test]
fn temporary_copies_are_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gz");
    gzip_of(&path, &std::fs::read(fixture("ventas.xlsx")).unwrap());
    let table = opened(&path).unwrap();
    let copy = table.temporary_copy().unwrap().to_owned();
    assert!(copy.exists());
    drop(table);
    assert!(!copy.exists());
}

#[test]
fn a_sheet_can_be_asked_for_by_name_or_number() {
    let sheet = |asked: &str| {
        let options = OpenOptions { sheet: Some(asked.to_owned()), ..OpenOptions::default() };
        open(&fixture("ventas.xlsx"), &options).map(|table| table.sheet().unwrap().to_owned())
    };
    assert_eq!(sheet("resumen").unwrap(), "Resumen");
    assert_eq!(sheet("2").unwrap(), "SUNAT");
    let error = sheet("SUNATT").unwrap_err();
    assert_eq!(error.code(), "I215");
    assert!(error.says(Language::Es).contains("«Resumen», «SUNAT»"));
    assert!(error.advice(Language::Es).contains("¿Quiso decir «SUNAT»?"));
    assert_eq!(sheet("3").unwrap_err().code(), "I215");
    let plain = open(&fixture("ventas.xlsx"), &OpenOptions::default()).unwrap();
    assert_eq!(plain.sheet(), Some("Resumen"));
}

#[test]
fn a_lock_file_beside_a_book_is_a_doubt() {
    let folder = tempfile::tempdir().unwrap();
    let doubts = |name: &str| {
        let table = opened(&folder.path().join(name)).unwrap();
        table.evidence().iter().filter(|line| line.doubt).count()
    };
    for name in ["01. PLE ENERO 26.xlsx", "02. PLE FEBRERO 26.xlsx"] {
        std::fs::copy(fixture("ventas.xlsx"), folder.path().join(name)).unwrap();
    }
    std::fs::write(folder.path().join("~$. PLE ENERO 26.xlsx"), "lock").unwrap();
    assert_eq!(doubts("01. PLE ENERO 26.xlsx"), 1);
    assert_eq!(doubts("02. PLE FEBRERO 26.xlsx"), 0);
}

#[test]
fn h14_batches_are_bounded_and_the_head_is_not_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("long.csv");
    let lines: Vec<String> = (0..20_000).map(|line| format!("{line};texto;{}", line * 3)).collect();
    std::fs::write(&path, lines.join("\n")).unwrap();
    let mut table = opened(&path).unwrap();
    assert!(table.head().unwrap().len() >= 200);
    let mut batch = Rows::new();
    let mut next = 0;
    while table.next(&mut batch).unwrap() {
        assert!(batch.text_bytes() < 1 << 20);
        for row in batch.iter() {
            assert_eq!((row.line(), row.text(0).parse().unwrap()), (next + 1, next));
            next += 1;
        }
    }
    assert_eq!(next, 20_000);
}

#[test]
fn what_is_odd_in_a_text_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ple.txt");
    let text = std::fs::read_to_string(fixture("ventas.csv"));
    assert!(text.is_err(), "the fixture is in windows-1252");
    let bytes = std::fs::read(fixture("ventas.txt")).unwrap();
    let semicolons: Vec<u8> =
        bytes.iter().map(|byte| if *byte == b'|' { b';' } else { *byte }).collect();
    std::fs::write(&path, [&semicolons[..], b"una nota;al pie\n"].concat()).unwrap();
    let mut table = opened(&path).unwrap();
    let located = table.locate(&Layouts::embedded().unwrap(), None).unwrap();
    assert_eq!(located.layout.name, "ple-14.1-35");
    let doubts: Vec<String> = located
        .evidence
        .iter()
        .filter(|line| line.doubt)
        .map(|line| line.say(Language::Es))
        .collect();
    assert_eq!(doubts, ["el formato «ple-14.1-35» se separa con `|`, y este texto con `;`"]);
    let mut rows = Rows::new();
    while table.next(&mut rows).unwrap() {}
    let said: Vec<String> =
        table.irregularities().iter().map(|line| line.say(Language::Es)).collect();
    assert!(said.iter().any(|line| line.contains('5')), "{said:?}");
}

#[test]
fn a_chart_in_front_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.xlsx");
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let links = |list: &[(&str, &str, &str)]| {
        let link = |(id, kind, target): &(&str, &str, &str)| {
            format!("<Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
        };
        let list: String = list.iter().map(link).collect();
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        format!("<Relationships xmlns=\"{package}\">{list}</Relationships>")
    };
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Gráfico\" sheetId=\"1\" \
         r:id=\"r1\"/><sheet name=\"Datos\" sheetId=\"2\" r:id=\"r2\"/></sheets></workbook>"
    );
    let sheet = format!(
        "<worksheet xmlns=\"{main}\"><sheetData><row r=\"2\"><c r=\"B2\"><v>7</v></c></row></sheetData></worksheet>"
    );
    let root = links(&[("r1", "officeDocument", "xl/workbook.xml")]);
    let parts = links(&[
        ("r1", "chartsheet", "chartsheets/sheet1.xml"),
        ("r2", "worksheet", "worksheets/sheet1.xml"),
    ]);
    zip_of(
        &path,
        &[
            ("[Content_Types].xml", b"<Types/>"),
            ("_rels/.rels", root.as_bytes()),
            ("xl/workbook.xml", book.as_bytes()),
            ("xl/_rels/workbook.xml.rels", parts.as_bytes()),
            ("xl/chartsheets/sheet1.xml", b"<chartsheet/>"),
            ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ],
    );
    let table = opened(&path).unwrap();
    assert_eq!(table.sheet(), Some("Datos"));
    let cells = vec![(CellKind::Empty, String::new()), (CellKind::Number, "7".to_owned())];
    assert_eq!(all_rows(&path).1, [(2, cells)]);
    let asked = OpenOptions { sheet: Some("gráfico".to_owned()), ..OpenOptions::default() };
    assert_eq!(open(&path, &asked).map(|_| ()).unwrap_err().code(), "I215");
}

const ODS_HEAD: &str = r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x" xmlns:calcext="c"><office:body><office:spreadsheet><table:table table:name="SUNAT">"#;
const ODS_TAIL: &str =
    "</table:table></office:spreadsheet></office:body></office:document-content>";

fn ods_of(path: &Path, rows: &str) {
    let content = format!("{ODS_HEAD}{rows}{ODS_TAIL}");
    zip_of(
        path,
        &[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content.as_bytes()),
            ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"/>"),
        ],
    );
}

/// LibreOffice of today, of Spanish, and of old saves a failed formula each in a way of its own.
#[test]
fn h05_an_ods_keeps_its_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ods");
    let text = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>"
        )
    };
    let failed = |attributes: &str, shown: &str| {
        format!("<table:table-cell {attributes}><text:p>{shown}</text:p></table:table-cell>")
    };
    let told = "table:formula=\"of:=NA()\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"";
    let rows = [
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/></table:table-row>"
            .to_owned(),
        format!(
            "<table:table-row>{}{}{}</table:table-row>",
            text("a"),
            failed(told, "#N/A"),
            text("#N/A")
        ),
        format!(
            "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"2\"/>{}{}</table:table-row>",
            failed(&format!("{told} table:number-columns-repeated=\"2\""), "#N/D"),
            failed(
                "table:formula=\"of:=1/0\" office:value-type=\"float\" office:value=\"0\"",
                "#DIV/0!"
            ),
        ),
        format!(
            "<table:table-row>{}{}{}</table:table-row>",
            failed(told, "Err:502"),
            failed(
                "table:formula=\"of:=[.A1]\" office:value-type=\"float\" office:value=\"7\"",
                "7"
            ),
            failed(told, "<office:annotation><text:p>#REF!</text:p></office:annotation>#¡VALOR!"),
        ),
    ];
    ods_of(&path, &rows.concat());
    let cell = |kind: CellKind, text: &str| (kind, text.to_owned());
    let (empty, error) = (cell(CellKind::Empty, ""), |text: &str| cell(CellKind::Error, text));
    let repeated =
        || vec![empty.clone(), empty.clone(), error("#N/A"), error("#N/A"), error("#DIV/0!")];
    let plain = |text: &str| cell(CellKind::Text, text);
    let expected = vec![
        (3, vec![plain("a"), error("#N/A"), plain("#N/A")]),
        (4, repeated()),
        (5, repeated()),
        (6, vec![error("Err:502"), cell(CellKind::Number, "7"), error("#VALUE!")]),
    ];
    assert_eq!(all_rows(&path), (Format::Ods, expected));
}
