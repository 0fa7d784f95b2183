//! The paths of Aconsys.

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{self, Asked, PageAsked, paged};
use super::{App, bodies};
use crate::operations::accounts::{self, NewAccount, Search};
use crate::operations::{Refusal, Work, cost_centers};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/centros-costo", get(list_cost_centers))
        .route("/centros-costo.pdf", get(print_cost_centers))
        .route("/centros-costo.xlsx", get(export_cost_centers))
        .route("/cuentas", get(search).post(open))
        .route("/cuentas/{codigo}", get(find))
        .route("/cuentas.xlsx", get(export_accounts))
}

async fn list_cost_centers(
    State(app): State<App>,
    work: Work,
    Asked(asked): Asked<PageAsked>,
) -> Result<Json<Value>, Refusal> {
    let page = paged(asked.pagina, asked.tamano)?;
    let listed = app.run(move |store| cost_centers::list(store, &work, page)).await?;
    Ok(answers::page(
        page,
        "centros",
        &listed,
        |center| json!({"codigo": center.code, "descripcion": center.description}),
    ))
}

async fn export_cost_centers(State(app): State<App>, work: Work) -> Result<Response, Refusal> {
    let bytes = app.run(move |store| cost_centers::export(store, &work)).await?;
    Ok(answers::workbook("centros_costo.xlsx", bytes))
}

async fn print_cost_centers(State(app): State<App>, work: Work) -> Result<Response, Refusal> {
    let bytes = app.run(move |store| cost_centers::print(store, &work)).await?;
    Ok(answers::document("centros_costo.pdf", bytes))
}

/// An account, in an answer or to be opened.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Account {
    codigo: String,
    descripcion: String,
    cliente: bool,
    proveedor: bool,
    tipo_documento: String,
}

fn shown(account: &NewAccount) -> Value {
    json!({
        "codigo": account.code,
        "descripcion": account.description,
        "cliente": account.client,
        "proveedor": account.supplier,
        "tipo_documento": account.document_kind,
    })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SearchAsked {
    codigo: Option<String>,
    descripcion: Option<String>,
    tipo: Option<String>,
    orden: Option<String>,
    pagina: Option<u32>,
    tamano: Option<u32>,
}

async fn search(
    State(app): State<App>,
    work: Work,
    Asked(asked): Asked<SearchAsked>,
) -> Result<Json<Value>, Refusal> {
    let page = paged(asked.pagina, asked.tamano)?;
    let kind = asked.tipo.as_deref();
    let order = asked.orden.as_deref();
    if !matches!(kind, None | Some("cliente" | "proveedor")) {
        return Err(Refusal::bad_request("«tipo» es cliente o proveedor."));
    }
    if !matches!(order, None | Some("codigo" | "-codigo")) {
        return Err(Refusal::bad_request("«orden» es codigo o -codigo."));
    }
    let search = Search {
        only_clients: kind == Some("cliente"),
        only_suppliers: kind == Some("proveedor"),
        descending: order == Some("-codigo"),
        prefix: asked.codigo.unwrap_or_default(),
        description: asked.descripcion.unwrap_or_default(),
    };
    let listed = app.run(move |store| accounts::search(store, &work, &search, page)).await?;
    Ok(answers::page(page, "cuentas", &listed, shown))
}

async fn find(
    State(app): State<App>,
    work: Work,
    Path(code): Path<String>,
) -> Result<Json<Value>, Refusal> {
    let account = app.run(move |store| accounts::find(store, &work, &code)).await?;
    Ok(Json(shown(&account)))
}

async fn export_accounts(State(app): State<App>, work: Work) -> Result<Response, Refusal> {
    let bytes = app.run(move |store| accounts::export(store, &work)).await?;
    Ok(answers::workbook("cuentas.xlsx", bytes))
}

async fn open(State(app): State<App>, work: Work, body: Body) -> Result<Response, Refusal> {
    let asked: Account = bodies::json(body).await?;
    let account = NewAccount {
        code: asked.codigo,
        description: asked.descripcion,
        client: asked.cliente,
        supplier: asked.proveedor,
        document_kind: asked.tipo_documento,
    };
    let answer = shown(&account);
    app.run(move |store| accounts::open(store, &work, &account)).await?;
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}
