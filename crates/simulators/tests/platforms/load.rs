//! *Iniciar* and *Cargar*: what adds up, and what is refused without a trace.

use serde_json::{Value, json};
use simulators::{Begin, Colleague};

use crate::client::{HEADER, NORTE, PERIOD, RUC, sales, text, world};

/// What a refused file is told: line, column and sentence of each place.
fn places(answer: &crate::client::Answer) -> Vec<(u64, String, String)> {
    assert_eq!(answer.refusal(), (422, "archivo_rechazado".to_string()));
    let error = &answer.json()["error"];
    let listed = error["detalles"].as_array().expect("places").iter();
    listed
        .map(|one| {
            let column = one["columna"].as_str().unwrap_or("-").to_string();
            (one["linea"].as_u64().expect("a line"), column, text(&one["mensaje"]).to_string())
        })
        .collect()
}

#[test]
fn files_add_up_in_the_order_of_their_loading() {
    let world = world(|_| {});
    let client = world.importer();
    let empty = client.get("/lote").ok();
    assert_eq!((&empty["iniciado"], &empty["estado"]), (&json!(false), &json!("inactivo")));
    let file = sales(&[("B001", 1, NORTE), ("B001", 2, NORTE)]);
    assert_eq!(client.load("0001.csv", &file).refusal().1, "lote_no_iniciado");
    assert_eq!(client.post("/lote/iniciar", b"").ok()["iniciado"], true);
    let loaded = client.load("0001.csv", &file);
    assert_eq!(loaded.status, 201);
    let loaded = loaded.json();
    assert_eq!((&loaded["filas"], &loaded["total"]), (&json!(2), &json!("236.00")));
    assert_eq!(loaded["bytes"], file.len());
    client.load("0001.csv", &file).ok();
    let batch = client.get("/lote").ok();
    let files = batch["archivos"].as_array().expect("files");
    assert_eq!(files.len(), 2, "the same file twice is two files");
    assert_eq!(files[0], loaded);
    assert_eq!(files[0]["sha256"], files[1]["sha256"]);
    let sums = ["filas", "pendientes", "registradas", "total", "total_pendiente"];
    let expected = [json!(4), json!(4), json!(0), json!("472.00"), json!("472.00")];
    assert_eq!(sums.map(|name| batch[name].clone()), expected);
    assert_eq!(world.log(), ["begin clears", "upload 0001.csv: 2 rows", "upload 0001.csv: 2 rows"]);
}

#[test]
fn the_hash_is_that_of_the_bytes_received() {
    let world = world(|_| {});
    let client = world.importer();
    client.post("/lote/iniciar", b"").ok();
    let file = format!("{HEADER}1,202601,05/01/2026,,03,B001,1,,,,X,0,0,0,,,,,D,{NORTE}");
    let loaded = client.load("a%20b.csv", &file).ok();
    assert_eq!(loaded["nombre"], "a b.csv");
    use sha2::Digest;
    let digest = sha2::Sha256::digest(file.as_bytes());
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(loaded["sha256"], hex);
}

#[test]
fn iniciar_clears_or_keeps_what_waits() {
    for begin in [Begin::Clears, Begin::Keeps] {
        let world = world(|scenario| scenario.begin = begin);
        let client = world.importer();
        client.post("/lote/iniciar", b"").ok();
        client.load("0001.csv", &sales(&[("B001", 1, NORTE), ("B077", 1, NORTE)])).ok();
        client.process();
        client.load("0002.csv", &sales(&[("B001", 2, NORTE)])).ok();
        let batch = client.post("/lote/iniciar", b"").ok();
        assert_eq!(batch["estado"], "inactivo");
        assert_eq!(client.details(), [""; 0], "the last processing is forgotten");
        let counts = ["filas", "pendientes", "registradas"].map(|name| batch[name].clone());
        let expected = if begin == Begin::Clears { [0, 0, 0] } else { [3, 2, 1] };
        assert_eq!(counts, expected.map(Value::from));
        let state = world.state();
        let documents = state["documents"].as_array().expect("documents");
        let posted = documents.iter().filter(|one| one["posted"] != 0).count();
        assert_eq!(posted, 1, "what was posted stays");
        assert_eq!(documents.len(), if begin == Begin::Clears { 1 } else { 3 });
    }
}

#[test]
fn a_wrong_value_is_refused_with_its_place_and_nothing_changes() {
    let world = world(|_| {});
    let client = world.importer();
    client.post("/lote/iniciar", b"").ok();
    let before = world.state();
    let good = [
        "1",
        "20260100",
        "05/01/2026",
        "",
        "03",
        "B001",
        "7",
        "9",
        "1",
        "12345678",
        "X",
        "1.00",
        "0.18",
        "1.18",
        "",
        "",
        "",
        "",
        "D",
        NORTE,
    ];
    let columns: Vec<&str> = HEADER.trim_end().split(',').collect();
    for (column, value) in [
        (0, "x"),
        (1, "20260200"),
        (1, "2026-01"),
        (2, "31/02/2026"),
        (2, "2026-01-05"),
        (3, "1/1/2026"),
        (4, "3"),
        (5, ""),
        (5, "B00000000000000000001"),
        (6, ""),
        (7, "6"),
        (11, "1,00"),
        (12, ""),
        (13, "12.345"),
        (13, "1e3"),
        (19, ""),
    ] {
        let mut row = good;
        let quoted = format!("\"{value}\"");
        row[column] = &quoted;
        let answer = client.load("0001.csv", &format!("{HEADER}{}\r\n", row.join(",")));
        let told = places(&answer);
        assert_eq!(told.len(), 1, "{value}: {told:?}");
        assert_eq!((told[0].0, told[0].1.as_str()), (2, columns[column]), "{value}: {told:?}");
    }
    assert_eq!(world.state(), before);
    client.load("0001.csv", &format!("{HEADER}{}\r\n", good.join(","))).ok();
}

#[test]
fn a_wrong_shape_is_refused_with_its_line() {
    let world = world(|_| {});
    let client = world.importer();
    client.post("/lote/iniciar", b"").ok();
    let row = sales(&[("B001", 1, NORTE)]).replace(HEADER, "");
    let before = world.state();
    for (line, says, file) in [
        (1, "vacío", String::new()),
        (2, "ninguna fila", HEADER.to_string()),
        (1, "BOM", format!("\u{feff}{HEADER}{row}")),
        (1, "cabecera", format!("{}{row}", HEADER.replace(',', ";"))),
        (1, "cabecera", row.clone()),
        (3, "21 columnas", format!("{HEADER}{row}{}", row.replace("\r\n", ",x\r\n"))),
        (3, "línea en blanco", format!("{HEADER}{row}\r\n{row}")),
        (3, "comillas no se cierran", format!("{HEADER}{row}1,\"2")),
        (2, "comillas fuera de lugar", format!("{HEADER}{}", row.replace("DEMO", "DE\"\"MO"))),
    ] {
        let told = places(&client.load("0001.csv", &file));
        assert_eq!(told[0].0, line, "{told:?}");
        assert!(told[0].2.contains(says), "{told:?}");
    }
    let latin: Vec<u8> = format!("{HEADER}{row}").chars().map(|c| c as u8).collect();
    let told = places(&client.post("/lote/archivos?nombre=a.csv", &latin));
    assert_eq!((told[0].0, told[0].2.as_str()), (2, "no está en UTF-8"));
    assert_eq!(client.post("/lote/archivos", b"").refusal().1, "peticion_invalida");
    assert_eq!(client.load("", &row).refusal().1, "peticion_invalida");
    assert_eq!(world.state(), before);
    client.load("0001.csv", &format!("{HEADER}{row}\r\n\r\n")).ok();
}

#[test]
fn fifty_thousand_rows_are_taken_and_one_more_is_not() {
    let world = world(|_| {});
    let client = world.importer();
    client.post("/lote/iniciar", b"").ok();
    let mut rows: Vec<_> = (1..=50_001).map(|number| ("B001", number, NORTE)).collect();
    let told = places(&client.load("0001.csv", &sales(&rows)));
    assert_eq!((told.len(), told[0].0), (1, 50_002));
    rows.pop();
    assert_eq!(client.load("0001.csv", &sales(&rows)).ok()["filas"], 50_000);
    let bad = sales(&rows[..30]).replace("118.00", "x");
    let error = client.load("0002.csv", &bad).json()["error"].clone();
    let told = error["detalles"].as_array().expect("places").len();
    assert_eq!((told, &error["total_detalles"]), (20, &json!(30)));
}

#[test]
fn a_colleague_empties_or_fills_the_staging() {
    let world = world(|_| {});
    let client = world.importer();
    let server = &world.running.import_platform;
    client.post("/lote/iniciar", b"").ok();
    client.load("0001.csv", &sales(&[("B001", 1, NORTE), ("B077", 1, NORTE)])).ok();
    client.process();
    server.colleague(RUC, PERIOD, Colleague::Fill).expect("he fills it");
    assert_eq!(client.get("/lote").ok()["pendientes"], 4);
    server.colleague(RUC, PERIOD, Colleague::Empty).expect("he empties it");
    let batch = client.get("/lote").ok();
    let counts = ["filas", "pendientes", "registradas"].map(|name| batch[name].clone());
    assert_eq!(counts, [json!(1), json!(0), json!(1)]);
    assert!(server.colleague("1", PERIOD, Colleague::Fill).is_err());
}
