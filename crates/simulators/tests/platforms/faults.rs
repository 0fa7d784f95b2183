//! Every fault: what the client sees, and what was really done.

use serde_json::json;
use simulators::{Fault, FaultName, System};

use crate::client::{Client, NORTE, World, sales, world};

/// A batch that was begun, and a fault that hits the next call of an operation.
fn hit(name: FaultName, operation: &str) -> (World, Client) {
    let world = world(|_| {});
    let client = world.importer();
    client.post("/lote/iniciar", b"").ok();
    let fault = Fault { delay_ms: 50, ..Fault::new(System::ImportPlatform, name, operation) };
    world.running.import_platform.add_fault(fault).expect("a fault");
    (world, client)
}

fn upload(client: &Client) -> Result<crate::client::Answer, String> {
    let file = sales(&[("B001", 1, NORTE)]);
    client.call("POST", "/lote/archivos?nombre=0001.csv", file.as_bytes())
}

fn uploads(world: &World) -> usize {
    world.log().iter().filter(|entry| entry.starts_with("upload 0001.csv")).count()
}

#[test]
fn a_lost_answer_is_of_something_done() {
    let (world, client) = hit(FaultName::AnswerLost, "upload");
    assert!(upload(&client).is_err());
    assert_eq!((uploads(&world), world.running.import_platform.faults_hit()), (1, 1));
    assert_eq!(upload(&client).expect("the fault is over").status, 201);
}

#[test]
fn what_is_applied_late_is_absent_at_first() {
    let (world, client) = hit(FaultName::AppliedLate, "upload");
    let slow = Fault::new(System::ImportPlatform, FaultName::AppliedLate, "upload");
    world.running.import_platform.clear_faults();
    world.running.import_platform.add_fault(Fault { delay_ms: 500, ..slow }).expect("a fault");
    assert!(upload(&client).is_err());
    assert_eq!(uploads(&world), 0);
    let begun = std::time::Instant::now();
    while uploads(&world) == 0 {
        assert!(begun.elapsed().as_secs() < 30, "it never came");
    }
}

#[test]
fn answers_come_late_or_in_pieces_and_are_right() {
    for name in [FaultName::Late, FaultName::Trickle] {
        let (world, client) = hit(name, "upload");
        assert_eq!(upload(&client).expect("an answer").ok()["filas"], 1);
        assert_eq!(uploads(&world), 1);
    }
}

#[test]
fn a_refusal_a_crash_before_and_too_many_calls_leave_nothing() {
    for (name, status, code) in [
        (FaultName::Refused, 422, "rechazado"),
        (FaultName::ErrorBefore, 500, "error_interno"),
        (FaultName::TooMany, 429, "demasiadas_peticiones"),
        (FaultName::SessionExpired, 401, "sesion_vencida"),
    ] {
        let (world, client) = hit(name, "upload");
        let answer = upload(&client).expect("an answer");
        assert_eq!(answer.refusal(), (status, code.to_string()));
        let retry_after = (name == FaultName::TooMany).then(|| "1".to_string());
        assert_eq!(answer.retry_after, retry_after);
        assert_eq!(uploads(&world), 0);
        let next = upload(&client).expect("an answer").status;
        assert_eq!(next, if name == FaultName::SessionExpired { 401 } else { 201 });
    }
}

#[test]
fn a_crash_after_the_commit_leaves_it_done() {
    let (world, client) = hit(FaultName::ErrorAfter, "upload");
    assert_eq!(upload(&client).expect("an answer").refusal().0, 500);
    assert_eq!(uploads(&world), 1);
}

#[test]
fn a_duplicated_call_is_done_twice_and_answered_once() {
    let (world, client) = hit(FaultName::Duplicated, "upload");
    assert_eq!(upload(&client).expect("an answer").status, 201);
    assert_eq!(uploads(&world), 2);
}

#[test]
fn a_truncated_download_is_no_whole_answer() {
    let (_world, client) = hit(FaultName::Truncated, "series_export");
    let cut = client.call("GET", "/series.xlsx", b"");
    assert!(cut.is_err(), "{}", cut.map_or(0, |answer| answer.body.len()));
    assert!(client.get("/series.xlsx").body.len() > 1000);
}

#[test]
fn details_come_with_columns_that_nobody_knows() {
    let (world, client) = hit(FaultName::WrongColumns, "details_export");
    let server = &world.running.import_platform;
    client.load("0001.csv", &sales(&[("B077", 1, NORTE)])).ok();
    client.process();
    let rows = crate::series::sheet_of(client.get("/lote/detalles.xlsx"), "Errores");
    assert_eq!(rows[0][4..6], ["Nro.Serie", "Tienda"]);
    let fault = Fault::new(System::ImportPlatform, FaultName::WrongColumns, "details");
    server.add_fault(fault).expect("a fault");
    let detail = client.get("/lote/detalles").ok()["detalles"][0].clone();
    assert_eq!((&detail["serie"], &detail["nro_serie"]), (&json!(null), &json!("B077")));
    assert_eq!(client.details().len(), 1);
}

#[test]
fn a_page_for_people_is_no_json() {
    let (_world, client) = hit(FaultName::NotJson, "progress");
    let answer = client.get("/lote/proceso");
    assert_eq!(answer.status, 200);
    assert!(answer.content_type.starts_with("text/html"));
    assert!(answer.body.starts_with(b"<!DOCTYPE html>"));
}

#[test]
fn a_colleague_is_there_just_before() {
    for (name, rows) in [(FaultName::StagingEmptied, 0), (FaultName::StagingFilled, 4)] {
        let (world, client) = hit(name, "batch");
        upload(&client).expect("an answer").ok();
        assert_eq!(client.get("/lote").ok()["pendientes"], rows);
        assert_eq!(world.running.import_platform.faults_hit(), 1);
    }
}

#[test]
fn a_restart_loses_the_answer_and_the_sessions_and_nothing_else() {
    let (world, mut client) = hit(FaultName::Restart, "upload");
    assert!(upload(&client).is_err());
    assert_eq!(uploads(&world), 1);
    let begun = std::time::Instant::now();
    let answer = loop {
        if let Ok(answer) = client.call("GET", "/lote", b"") {
            break answer;
        }
        assert!(begun.elapsed().as_secs() < 30, "it never came back");
    };
    assert_eq!(answer.refusal(), (401, "sesion_ausente".to_string()));
    client.enter("importador");
    assert_eq!(client.get("/lote").ok()["pendientes"], 1);
}

#[test]
fn nobody_listens_where_nobody_is_reachable() {
    let (world, client) = hit(FaultName::Unreachable, "upload");
    assert!(upload(&client).is_err());
    assert_eq!(uploads(&world), 0);
    let server = &world.running.import_platform;
    server.set_reachable(true);
    while client.call("GET", "/lote", b"").is_err() {}
    server.set_reachable(false);
    let refused = std::net::TcpStream::connect(server.address());
    assert_eq!(refused.expect_err("nobody listens").kind(), std::io::ErrorKind::ConnectionRefused);
    assert_eq!(world.running.aconsys.state(true)["log"], json!([]), "the other one lives");
    server.set_reachable(true);
    while client.call("GET", "/lote", b"").is_err() {}
    assert_eq!(client.get("/lote").ok()["pendientes"], 0, "its sessions too");
}

#[test]
fn faults_of_a_scenario_hit_the_system_that_they_are_of() {
    let world = world(|scenario| {
        let refused = |system, operation| Fault::new(system, FaultName::Refused, operation);
        scenario.faults =
            vec![refused(System::Aconsys, "open_account"), refused(System::ImportPlatform, "*")];
    });
    let mut client = Client::new(&world.running.import_platform);
    assert_eq!(client.login("importador").refusal().1, "rechazado");
    client.login("importador").ok();
    let accountant = world.accountant();
    assert_eq!(accountant.post("/cuentas", b"").refusal().1, "rechazado");
}
