//! *Procesar* and its details.

use serde_json::{Value, json};
use simulators::{Colleague, Observe, ProcessAgain};

use crate::client::{Client, HEADER, NORTE, PERIOD, RUC, sales, world};
use crate::series::{catalog, sheet_of};

fn numbers(progress: &Value) -> [Value; 6] {
    ["archivos", "filas", "total", "vistas", "registradas", "observadas"]
        .map(|name| progress[name].clone())
}

#[test]
fn rows_without_complaint_are_posted_and_the_others_wait_with_their_reason() {
    let world = world(|_| {});
    let client = world.importer();
    assert_eq!(client.post("/lote/procesar", b"").refusal().1, "lote_no_iniciado");
    client.post("/lote/iniciar", b"").ok();
    assert_eq!(client.post("/lote/procesar", b"").refusal().1, "lote_vacio");
    let idle = client.get("/lote/proceso").ok();
    assert_eq!((&idle["estado"], &idle["numero"]), (&json!("inactivo"), &json!(0)));
    client
        .load("0001.csv", &sales(&[("B001", 1, NORTE), ("B077", 1, NORTE), ("B001", 1, NORTE)]))
        .ok();
    client.load("0002.csv", &sales(&[("b001", 2, NORTE), ("F001", 2, NORTE)])).ok();
    let begun = client.post("/lote/procesar", b"");
    assert_eq!((begun.status, begun.body.len()), (202, 0));
    let progress = client.processed();
    let expected = [json!(2), json!(5), json!("590.00"), json!(5), json!(2), json!(3)];
    assert_eq!(numbers(&progress), expected);
    assert!(progress["terminado_en"].is_string());
    let batch = client.get("/lote").ok();
    assert_eq!((&batch["pendientes"], &batch["total_pendiente"]), (&json!(3), &json!("354.00")));
    assert_eq!(
        client.details(),
        [
            "B077 @ TM PLAZA NORTE: Serie no registrada para la sucursal",
            "B001 @ TM PLAZA NORTE: Documento repetido en el lote",
            "b001 @ TM PLAZA NORTE: Serie no registrada para la sucursal",
        ]
    );
    let page = client.get("/lote/detalles?pagina=2&tamano=2").ok();
    assert_eq!(
        page["detalles"],
        json!([{"sec": 3, "linea": 2, "archivo": "0002.csv", "documento": "03-b001-00000002",
                "serie": "b001", "sucursal": NORTE, "motivo": "Serie no registrada para la sucursal"}])
    );
    assert_eq!((&page["total"], &page["pagina"]), (&json!(3), &json!(2)));
    assert_eq!(
        world.log()[3..],
        ["process number 1: 5 rows", "processed number 1: 2 posted, 3 with a detail"]
    );
}

#[test]
fn the_export_has_every_detail_and_only_a_header_without_any() {
    let world = world(|_| {});
    let client = world.importer();
    client.post("/lote/iniciar", b"").ok();
    let header = ["Sec.", "Línea", "Archivo", "Documento", "Serie", "Sucursal", "Motivo"];
    let rows = sheet_of(client.get("/lote/detalles.xlsx"), "Errores");
    assert_eq!(rows, [header.map(str::to_string).to_vec()]);
    let range = sales(&[("B077", 1, NORTE)]).replace("00000001,,", "00000001,00000005,");
    client.load("0001.csv", &range).ok();
    client.process();
    let rows = sheet_of(client.get("/lote/detalles.xlsx"), "Errores");
    let reason = "Serie no registrada para la sucursal";
    let expected = ["1", "2", "0001.csv", "03-B077-00000001/00000005", "B077", NORTE, reason];
    assert_eq!(rows[1..], [expected.map(str::to_string).to_vec()]);
}

#[test]
fn a_document_is_posted_once_in_all_batches_of_a_company() {
    let world = world(|_| {});
    let client = world.importer();
    client.post("/lote/iniciar", b"").ok();
    client.load("0001.csv", &sales(&[("B001", 1, NORTE), ("B001", 2, NORTE)])).ok();
    client.process();
    client.choose(RUC, "202602").ok();
    client.post("/lote/iniciar", b"").ok();
    let february = sales(&[("B001", 2, NORTE), ("B001", 3, NORTE)]).replace("20260100", "20260200");
    client.load("0001.csv", &february).ok();
    let progress = client.process();
    assert_eq!((&progress["registradas"], &progress["observadas"]), (&json!(1), &json!(1)));
    assert_eq!(client.details(), ["B001 @ TM PLAZA NORTE: Documento ya registrado"]);
    assert_eq!(client.get("/lote").ok()["archivos"].as_array().expect("files").len(), 1);
}

#[test]
fn registering_the_series_and_processing_again_closes_the_batch() {
    for again in [ProcessAgain::Pending, ProcessAgain::All] {
        let world = world(|scenario| scenario.process_again = again);
        let client = world.importer();
        client.post("/lote/iniciar", b"").ok();
        client.load("0001.csv", &sales(&[("B001", 1, NORTE), ("B077", 1, NORTE)])).ok();
        client.load("0002.csv", &sales(&[("B001", 2, NORTE)])).ok();
        client.process();
        client.post("/series/importar", &catalog(&[["B077", "1101", NORTE, "00000000242"]])).ok();
        let progress = client.process();
        assert_eq!(progress["numero"], 2);
        let expected = match again {
            ProcessAgain::Pending => {
                [json!(1), json!(1), json!("118.00"), json!(1), json!(1), json!(0)]
            }
            ProcessAgain::All => {
                [json!(2), json!(3), json!("354.00"), json!(3), json!(3), json!(0)]
            }
        };
        assert_eq!(numbers(&progress), expected, "{again:?}");
        assert_eq!(client.details(), [""; 0]);
        assert_eq!(client.get("/lote").ok()["registradas"], 3);
        let third = client.post("/lote/procesar", b"");
        match again {
            ProcessAgain::Pending => assert_eq!(third.refusal().1, "lote_vacio"),
            ProcessAgain::All => assert_eq!(numbers(&client.processed()), expected),
        }
    }
}

#[test]
fn loading_everything_anew_after_posting_is_complained_of() {
    let world = world(|_| {});
    let client = world.importer();
    for _ in 0..2 {
        client.post("/lote/iniciar", b"").ok();
        client.load("0001.csv", &sales(&[("B001", 1, NORTE)])).ok();
        client.process();
    }
    assert_eq!(client.details(), ["B001 @ TM PLAZA NORTE: Documento ya registrado"]);
}

#[test]
fn a_scenario_can_complain_of_anything() {
    let world = world(|scenario| {
        let reason = "Serie no registrada para la sucursal".to_string();
        let (series, branch) = ("B001".to_string(), NORTE.to_string());
        scenario.companies[0].observe.push(Observe { series, branch, reason });
    });
    let client = world.importer();
    client.post("/lote/iniciar", b"").ok();
    client.load("0001.csv", &sales(&[("B001", 1, NORTE), ("F001", 1, NORTE)])).ok();
    client.process();
    assert_eq!(client.details(), ["B001 @ TM PLAZA NORTE: Serie no registrada para la sucursal"]);
}

#[test]
fn while_it_processes_everything_that_would_disturb_is_refused() {
    let world = world(|scenario| scenario.rows_per_second = 1);
    let client = world.importer();
    client.post("/lote/iniciar", b"").ok();
    let rows: Vec<_> = (1..=1000).map(|number| ("B001", number, NORTE)).collect();
    client.load("0001.csv", &sales(&rows)).ok();
    assert_eq!(client.post("/lote/procesar", b"").status, 202);
    let progress = client.get("/lote/proceso").ok();
    assert_eq!((&progress["estado"], &progress["filas"]), (&json!("procesando"), &json!(1000)));
    assert!(progress["vistas"].as_u64().expect("a count") < 1000);
    let refused = |answer: crate::client::Answer| {
        assert_eq!(answer.refusal(), (409, "procesando".to_string()));
    };
    refused(client.post("/lote/procesar", b""));
    refused(client.post("/lote/iniciar", b""));
    refused(client.load("0002.csv", HEADER).unless_empty(&client));
    refused(client.get("/lote/detalles"));
    refused(client.get("/lote/detalles.xlsx"));
    refused(client.post("/series/importar", &catalog(&[["B077", "1101", NORTE, "00000000242"]])));
    let server = &world.running.import_platform;
    for does in [Colleague::Empty, Colleague::Fill] {
        server.colleague(RUC, PERIOD, does).expect_err("he is refused too");
    }
    assert_eq!(client.get("/lote").ok()["estado"], "procesando");
}

impl crate::client::Answer {
    /// A file without rows is refused for that; one with a row shows what is meant here.
    fn unless_empty(self, client: &Client) -> crate::client::Answer {
        assert_eq!(self.refusal().1, "archivo_rechazado");
        client.load("0002.csv", &sales(&[("B001", 5000, NORTE)]))
    }
}
