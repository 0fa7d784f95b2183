//! The catalog of series, out and in.

use serde_json::json;
use simulators::SeriesImport;
use xlsx::write::{Book, Options, SheetLook, Style};
use xlsx::{Limits, Rows, Workbook};

use crate::client::{Answer, Client, NORTE, text, world};

const HEADER: [&str; 9] = [
    "Sec.",
    "Serie",
    "C.C.",
    "Descripción",
    "Sucursal",
    "T.Op.",
    "Descripción",
    "Cta.Cte.",
    "Descripción",
];

/// The rows of a downloaded sheet, the header included.
pub(crate) fn sheet_of(answer: Answer, sheet: &str) -> Vec<Vec<String>> {
    assert_eq!(answer.status, 200);
    assert!(answer.content_type.ends_with("spreadsheetml.sheet"), "{}", answer.content_type);
    let book = Workbook::from_bytes(answer.body, Limits::default()).expect("a workbook");
    assert_eq!(book.sheets().iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), [sheet]);
    let mut reader = book.read_sheet(0).expect("a sheet");
    let (mut rows, mut read) = (Rows::new(), Vec::new());
    while reader.next(&mut rows).expect("rows") {
        read.extend(rows.iter().map(|row| {
            (0..row.width()).map(|column| row.text(column).into_owned()).collect::<Vec<_>>()
        }));
    }
    read
}

/// A workbook of text cells.
fn book(sheet: &str, rows: &[Vec<&str>]) -> Vec<u8> {
    let options = Options { threads: 0, level: 1, shared_strings: true };
    let mut book = Book::create(Vec::new(), &options).expect("a book");
    let mut writer = book.sheet(sheet, &SheetLook::default()).expect("a sheet");
    for row in rows {
        writer.begin_row().expect("a row");
        for cell in row {
            writer.text(Style::Text, cell).expect("a cell");
        }
        writer.end_row().expect("a row");
    }
    writer.finish().expect("a sheet");
    book.finish().expect("a book")
}

fn row([series, center, branch, account]: [&str; 4]) -> Vec<&str> {
    vec!["1", series, center, "", branch, "20", "CANCELACIONES TIENDAS PROPIAS", account, ""]
}

/// A catalog file of (series, cost center, branch, account).
pub(crate) fn catalog(rows: &[[&str; 4]]) -> Vec<u8> {
    let rows: Vec<_> =
        [HEADER.to_vec()].into_iter().chain(rows.iter().map(|cells| row(*cells))).collect();
    book("Hoja1", &rows)
}

fn pairs(client: &Client) -> Vec<String> {
    let listed = client.get("/series?tamano=1000").ok();
    let rows = listed["series"].as_array().expect("rows").iter();
    rows.map(|row| format!("{} {} @ {}", row["sec"], text(&row["serie"]), text(&row["sucursal"])))
        .collect()
}

#[test]
fn the_catalog_is_listed_and_exported_with_its_nine_columns() {
    let world = world(|_| {});
    let client = world.importer();
    let first = client.get("/series?tamano=1").ok();
    assert_eq!(
        first,
        json!({"pagina": 1, "tamano": 1, "total": 6, "series": [{
            "sec": 1, "serie": "F001", "cc": "1101", "cc_descripcion": NORTE, "sucursal": NORTE,
            "top": "20", "top_descripcion": "CANCELACIONES TIENDAS PROPIAS", "cuenta": "00000000242",
            "cuenta_descripcion": "TICKETS VARIOS - TM PLAZA NORTE"}]})
    );
    let rows = sheet_of(client.get("/series.xlsx"), "Hoja1");
    assert_eq!(rows[0], HEADER);
    assert_eq!(rows.len(), 7);
    let last = [
        "6",
        "B099",
        "1190",
        "TM AV. LIMA 120",
        "TM AV. LIMA 120",
        "20",
        "CANCELACIONES TIENDAS PROPIAS",
        "00000000260",
        "TICKETS VARIOS - TM AV. LIMA 120",
    ];
    assert_eq!(rows[6], last);
}

#[test]
fn a_merge_keeps_what_it_does_not_name() {
    let world = world(|_| {});
    let client = world.importer();
    let file = catalog(&[
        ["B077", "1107", " Tienda ñ ", "00000000242"],
        ["B002", "1103", "IS PLAZA NORTE", "00000000243"],
    ]);
    let done = client.post("/series/importar", &file).ok();
    let expected =
        json!({"filas": 2, "agregadas": 1, "actualizadas": 1, "retiradas": 0, "total": 7});
    assert_eq!(done, expected);
    let listed = pairs(&client);
    assert_eq!(listed[2], "3 B002 @ IS PLAZA NORTE", "in its place");
    assert_eq!(listed[6], "7 B077 @  Tienda ñ ", "byte for byte");
    assert_eq!(client.get("/series?pagina=3&tamano=1").ok()["series"][0]["cc"], "1103");
    assert_eq!(world.log(), ["series_import merge: 1 added, 1 updated, 0 removed"]);
}

#[test]
fn a_replacement_drops_what_it_does_not_name() {
    let world = world(|scenario| scenario.series_import = SeriesImport::Replace);
    let client = world.importer();
    let exported = client.get("/series.xlsx").body;
    let done = client.post("/series/importar", &exported).ok();
    let same = json!({"filas": 6, "agregadas": 0, "actualizadas": 6, "retiradas": 0, "total": 6});
    assert_eq!(done, same, "an export can be imported again");
    let file =
        catalog(&[["B077", "1107", NORTE, "00000000242"], ["B001", "1101", NORTE, "00000000242"]]);
    let done = client.post("/series/importar", &file).ok();
    let expected =
        json!({"filas": 2, "agregadas": 1, "actualizadas": 1, "retiradas": 5, "total": 2});
    assert_eq!(done, expected);
    assert_eq!(pairs(&client), ["1 B077 @ TM PLAZA NORTE", "2 B001 @ TM PLAZA NORTE"]);
}

#[test]
fn a_wrong_file_is_refused_as_a_whole_with_its_places() {
    let world = world(|_| {});
    let client = world.importer();
    let good = ["B077", "1101", NORTE, "00000000242"];
    let before = world.state();
    for (line, column, cells) in [
        (3, "Serie", ["", "1101", NORTE, "00000000242"]),
        (3, "C.C.", ["B078", "110", NORTE, "00000000242"]),
        (3, "C.C.", ["B078", "9999", NORTE, "00000000242"]),
        (3, "Sucursal", ["B078", "1101", "", "00000000242"]),
        (3, "Cta.Cte.", ["B078", "1101", NORTE, "242"]),
        (3, "Serie", good),
    ] {
        let answer = client.post("/series/importar", &catalog(&[good, cells]));
        assert_eq!(answer.refusal(), (422, "archivo_rechazado".to_string()));
        let error = &answer.json()["error"];
        assert_eq!(error["total_detalles"], 1, "{error}");
        let place = &error["detalles"][0];
        assert_eq!((&place["linea"], &place["columna"]), (&json!(line), &json!(column)), "{error}");
    }
    let mut other = HEADER.to_vec();
    other.swap(1, 2);
    let mut type_of_operation = row(good);
    type_of_operation[5] = "2";
    for file in [
        b"no workbook".to_vec(),
        catalog(&[]),
        book("Hoja1", &[]),
        book("Hoja2", &[HEADER.to_vec(), row(good)]),
        book("Hoja1", &[other, row(good)]),
        book("Hoja1", &[HEADER[..8].to_vec(), row(good)]),
        book("Hoja1", &[HEADER.to_vec(), [row(good), vec!["x"]].concat()]),
        book("Hoja1", &[HEADER.to_vec(), type_of_operation]),
    ] {
        let answer = client.post("/series/importar", &file);
        assert_eq!(answer.refusal(), (422, "archivo_rechazado".to_string()));
    }
    assert_eq!(world.state(), before);
}

#[test]
fn a_platform_that_does_not_know_cost_centers_takes_any_code() {
    let world = world(|scenario| scenario.knows_cost_centers = false);
    let client = world.importer();
    client.post("/series/importar", &catalog(&[["B077", "9999", NORTE, "00000000242"]])).ok();
}
