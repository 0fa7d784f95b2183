//! Cost centers and accounts.

use serde_json::{Value, json};
use simulators::CostCenter;

use crate::client::{Client, log, text, world};
use crate::series::sheet_of;

fn account(code: &str, description: &str) -> Value {
    json!({"codigo": code, "descripcion": description, "cliente": true, "proveedor": true, "tipo_documento": "0"})
}

fn codes(client: &Client, query: &str) -> Vec<String> {
    let listed = client.get(&format!("/cuentas?{query}")).ok();
    let rows = listed["cuentas"].as_array().expect("rows").iter();
    rows.map(|row| text(&row["codigo"]).trim_start_matches('0').to_string()).collect()
}

#[test]
fn cost_centers_are_listed_and_exported() {
    let world = world(|_| {});
    let client = world.accountant();
    let page = client.get("/centros-costo?pagina=2&tamano=5").ok();
    assert_eq!((&page["total"], page["centros"].as_array().map(Vec::len)), (&json!(12), Some(5)));
    assert_eq!(page["centros"][0], json!({"codigo": "1110", "descripcion": "TM MINKA"}));
    let rows = sheet_of(client.get("/centros-costo.xlsx"), "Centros de Costo");
    assert_eq!(rows[..2], [["Código", "Descripción"], ["1101", "TM PLAZA NORTE"]]);
    assert_eq!(rows.len(), 13);
}

#[test]
fn cost_centers_are_printed_in_pages() {
    let pages = |count: usize| {
        let world = world(|scenario| {
            let centers = &mut scenario.companies[0].cost_centers;
            centers.extend((centers.len()..count).map(|at| CostCenter {
                code: format!("{:04}", 5000 + at),
                description: format!("TIENDA {at}"),
            }));
        });
        let printed = world.accountant().get("/centros-costo.pdf");
        assert_eq!((printed.status, printed.content_type.as_str()), (200, "application/pdf"));
        assert!(printed.body.starts_with(b"%PDF-1.4") && printed.body.ends_with(b"%%EOF\n"));
        let tree = printed.body.windows(6).position(|part| part == b"/Count").expect("a tree");
        String::from_utf8_lossy(&printed.body[tree + 7..tree + 9]).trim_end_matches('/').to_owned()
    };
    assert_eq!([pages(12), pages(45), pages(46), pages(500)], ["1", "1", "2", "12"]);
}

#[test]
fn accounts_are_found_by_code_description_and_kind() {
    let world = world(|_| {});
    let client = world.accountant();
    let all = ["242", "243", "250", "251", "260", "270", "301", "20605555555"];
    assert_eq!(codes(&client, ""), all);
    assert_eq!(codes(&client, "codigo=00000000"), all[..7]);
    assert_eq!(
        codes(&client, "descripcion=tickets%20varios&orden=-codigo&tamano=2"),
        ["301", "260"]
    );
    assert_eq!(codes(&client, "descripcion=minka"), ["250", "251"]);
    assert_eq!(codes(&client, "tipo=cliente"), all[..7]);
    assert_eq!(codes(&client, "tipo=proveedor&pagina=2&tamano=6"), ["20605555555"]);
    assert_eq!(codes(&client, "descripcion=%25"), [""; 0], "no pattern, a text");
    assert_eq!(client.get("/cuentas?tipo=otro").status, 400);
    assert_eq!(client.get("/cuentas?orden=nombre").status, 400);
    let found = client.get("/cuentas/00000000301").ok();
    assert_eq!(found, account("00000000301", "TICKETS VARIOS - TM LARCOMAR"));
    assert_eq!(
        client.get("/cuentas/00000000302").refusal(),
        (404, "cuenta_inexistente".to_string())
    );
    let rows = sheet_of(client.get("/cuentas.xlsx"), "Cuentas Corrientes");
    assert_eq!(rows[0], ["Código", "Descripción", "Cliente", "Proveedor", "Tipo Doc."]);
    assert_eq!(rows[6], ["00000000270", "CAJA CHICA", "S", "N", "0"]);
    assert_eq!(rows[8], ["20605555555", "DISTRIBUIDORA DEL VALLE S.A.C.", "N", "S", "6"]);
}

#[test]
fn an_account_is_opened_once() {
    let world = world(|_| {});
    let client = world.accountant();
    let new = account("00000000302", "TICKETS VARIOS - TM MALL PLAZA COMAS 2");
    let opened = client.post_json("/cuentas", &new);
    assert_eq!((opened.status, opened.json()), (201, new.clone()));
    let taken = (409, "cuenta_existe".to_string());
    assert_eq!(client.post_json("/cuentas", &new).refusal(), taken);
    assert_eq!(client.post_json("/cuentas", &account("00000000270", "OTRA")).refusal(), taken);
    let state = world.running.aconsys.state(true);
    assert_eq!(state["accounts"].as_array().map(Vec::len), Some(9));
    assert_eq!(log(&state), ["open_account 00000000302 TICKETS VARIOS - TM MALL PLAZA COMAS 2"]);
}

#[test]
fn a_bad_account_is_refused_and_nothing_changes() {
    let world = world(|_| {});
    let client = world.accountant();
    let before = world.running.aconsys.state(true);
    let long = "X".repeat(101);
    for (code, account) in [
        ("codigo_invalido", account("302", "X")),
        ("codigo_invalido", account("0000000030A", "X")),
        ("descripcion_invalida", account("00000000302", "  ")),
        ("descripcion_invalida", account("00000000302", &long)),
    ] {
        assert_eq!(client.post_json("/cuentas", &account).refusal(), (422, code.to_string()));
    }
    let mut nobody = account("00000000302", "X");
    (nobody["cliente"], nobody["proveedor"]) = (json!(false), json!(false));
    assert_eq!(client.post_json("/cuentas", &nobody).refusal().1, "tipo_invalido");
    let mut odd = account("00000000302", "X");
    odd["tipo_documento"] = json!("9");
    assert_eq!(client.post_json("/cuentas", &odd).refusal().1, "tipo_documento_invalido");
    assert_eq!(
        client.post_json("/cuentas", &json!({"codigo": "1"})).refusal().1,
        "peticion_invalida"
    );
    assert_eq!(world.running.aconsys.state(true), before);
}
