//! The door for tests and people: state, faults, sessions and a colleague. No connector uses it.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::Asked;
use super::{App, bodies};
use crate::faults::{Armed, Fault};
use crate::operations::colleague::{self, Colleague};
use crate::operations::{Refusal, state};
use crate::store::System;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/_control/state", get(show_state))
        .route("/_control/faults", get(list_faults).post(add_fault).delete(forget_faults))
        .route("/_control/sessions/expire", post(expire))
        .route("/_control/clock", post(advance))
        .route("/_control/staging", post(staging))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StateAsked {
    documents: Option<String>,
}

async fn show_state(
    State(app): State<App>,
    Asked(asked): Asked<StateAsked>,
) -> Result<Json<Value>, Refusal> {
    let documents = asked.documents.as_deref() != Some("no");
    Ok(Json(app.run(move |store| state::of(store, documents)).await?))
}

fn shown(armed: &Armed) -> Value {
    json!({
        "name": armed.fault.name,
        "operation": armed.fault.operation,
        "skip": armed.fault.skip,
        "count": armed.fault.count,
        "seen": armed.seen,
        "hits": armed.hits,
    })
}

async fn list_faults(State(app): State<App>) -> Json<Value> {
    let faults: Vec<_> = app.faults().armed.iter().map(shown).collect();
    Json(json!({"faults": faults}))
}

async fn add_fault(State(app): State<App>, body: Body) -> Result<StatusCode, Refusal> {
    let mut fault: Fault = bodies::json(body).await?;
    if fault.system.is_some_and(|system| system != app.system) {
        return Err(Refusal::bad_request("the fault is of the other system"));
    }
    fault.system = Some(app.system);
    fault.check().map_err(|error| Refusal::bad_request(error.to_string()))?;
    app.faults().add(fault);
    Ok(StatusCode::CREATED)
}

async fn forget_faults(State(app): State<App>) -> StatusCode {
    app.faults().armed.clear();
    StatusCode::NO_CONTENT
}

async fn expire(State(app): State<App>) -> StatusCode {
    app.sessions().expire();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    advance_seconds: i64,
}

async fn advance(State(app): State<App>, body: Body) -> Result<StatusCode, Refusal> {
    let asked: Advance = bodies::json(body).await?;
    app.clock.advance(asked.advance_seconds);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Staging {
    ruc: String,
    periodo: String,
    r#do: Colleague,
}

async fn staging(State(app): State<App>, body: Body) -> Result<StatusCode, Refusal> {
    let asked: Staging = bodies::json(body).await?;
    if app.system != System::ImportPlatform {
        return Err(Refusal::bad_request("aconsys has no staging"));
    }
    app.run(move |store| colleague::work(store, &asked.ruc, &asked.periodo, asked.r#do)).await?;
    Ok(StatusCode::NO_CONTENT)
}
