//! Logging in, expiry, the work context, and what is no call at all.

use serde_json::{Value, json};

use crate::client::{Client, PERIOD, RUC, text, world};

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_string())
}

#[test]
fn only_the_right_user_with_the_right_password_gets_in() {
    let world = world(|_| {});
    let client = Client::new(&world.running.import_platform);
    for (user, password) in [("importador", "x"), ("contador", "contador-demo"), ("", "")] {
        let answer = client.post_json("/login", &json!({"usuario": user, "clave": password}));
        assert_eq!(answer.refusal(), refused(401, "credenciales"));
    }
    assert_eq!(client.post("/login", b"{").refusal(), refused(400, "peticion_invalida"));
    let more = json!({"usuario": "a", "clave": "b", "otro": 1});
    assert_eq!(client.post_json("/login", &more).refusal(), refused(400, "peticion_invalida"));
    assert_eq!(client.get("/lote").refusal(), refused(401, "sesion_ausente"));
}

#[test]
fn a_session_ends_and_says_so() {
    let world = world(|scenario| scenario.session_seconds = 60);
    let mut client = world.importer();
    let server = &world.running.import_platform;
    server.advance_clock(58);
    client.get("/lote").ok();
    server.advance_clock(3);
    assert_eq!(client.get("/lote").refusal(), refused(401, "sesion_vencida"));
    assert_eq!(client.login("importador").ok()["vence_en"], 60);
    assert_eq!(
        client.get("/lote").refusal(),
        refused(409, "sin_contexto"),
        "a new session has none"
    );
    client.choose(RUC, PERIOD).ok();
    server.expire_sessions();
    assert_eq!(client.load("0001.csv", "x").refusal(), refused(401, "sesion_vencida"));
    client.enter("importador");
    assert_eq!(client.post("/logout", b"").status, 204);
    assert_eq!(client.get("/contexto").refusal(), refused(401, "sesion_ausente"));
}

#[test]
fn company_and_period_are_chosen_and_read_back() {
    let world = world(|_| {});
    for (user, server) in
        [("importador", &world.running.import_platform), ("contador", &world.running.aconsys)]
    {
        let mut client = Client::new(server);
        client.login(user).ok();
        let nothing = json!({"ruc": null, "empresa": null, "periodo": null});
        assert_eq!(client.get("/contexto").ok(), nothing);
        assert_eq!(
            client.choose("20000000000", PERIOD).refusal(),
            refused(404, "empresa_desconocida")
        );
        for period in ["202613", "202600", "2026", "20260100", "199912", "2026-1", "2026é"] {
            assert_eq!(
                client.choose(RUC, period).refusal(),
                refused(422, "periodo_invalido"),
                "{period}"
            );
        }
        let name = "CADENA DE TIENDAS DEMO S.A.C.";
        let chosen = json!({"ruc": RUC, "empresa": name, "periodo": PERIOD});
        assert_eq!(client.choose(RUC, PERIOD).ok(), chosen);
        assert_eq!(client.get("/contexto").ok(), chosen);
        let companies = json!({"empresas": [{"ruc": RUC, "nombre": name}]});
        assert_eq!(client.get("/empresas").ok(), companies);
    }
}

#[test]
fn what_is_no_call_is_told_in_the_same_shape() {
    let world = world(|_| {});
    let client = world.importer();
    assert_eq!(client.get("/cuentas").refusal(), refused(404, "no_existe"));
    assert_eq!(client.get("/lote/iniciar").refusal(), refused(405, "metodo_no_permitido"));
    for query in ["pagina=0", "tamano=1001", "tamano=0", "pagina=x", "otro=1"] {
        let answer = client.get(&format!("/series?{query}"));
        assert_eq!(answer.refusal(), refused(400, "peticion_invalida"), "{query}");
    }
}

#[test]
fn the_control_door_shows_faults_and_changes_sessions() {
    let world = world(|_| {});
    let client = world.importer();
    let fault = json!({"name": "late", "operation": "batch", "delay_ms": 1});
    assert_eq!(client.post_json("/_control/faults", &fault).status, 201);
    let wrong = json!({"name": "late", "operation": "accounts"});
    assert_eq!(client.post_json("/_control/faults", &wrong).status, 400);
    client.get("/lote").ok();
    let listed = client.get("/_control/faults").ok();
    assert_eq!(listed["faults"][0]["name"], "late");
    assert_eq!(
        (&listed["faults"][0]["hits"], &listed["faults"][0]["seen"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(client.call("DELETE", "/_control/faults", b"").expect("an answer").status, 204);
    assert_eq!(client.get("/_control/faults").ok(), json!({"faults": []}));
    assert_eq!(client.post_json("/_control/clock", &json!({"advance_seconds": 899})).status, 204);
    client.get("/lote").ok();
    assert_eq!(client.post("/_control/sessions/expire", b"").status, 204);
    assert_eq!(client.get("/lote").refusal(), refused(401, "sesion_vencida"));
    let staging = json!({"ruc": RUC, "periodo": PERIOD, "do": "fill"});
    assert_eq!(client.post_json("/_control/staging", &staging).status, 204);
    let state = client.get("/_control/state").ok();
    assert_eq!(text(&state["files"][0]["name"]), "colega.csv");
    assert_eq!(state, world.state());
    assert_eq!(client.get("/_control/state?documents=no").ok()["documents"], Value::Null);
}
