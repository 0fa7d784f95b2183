//! Who is logged in, and on which company and period a session works.
//!
//! Sessions are in memory only: a server that starts anew knows nobody.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use axum::Json;
use axum::body::Body;
use axum::extract::{FromRequestParts, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{App, bodies};
use crate::operations::companies::{self, Company};
use crate::operations::{Refusal, Work};

/// A session; one that has expired is remembered, to say so.
#[derive(Clone, Debug)]
struct Session {
    user: String,
    /// Seconds since 1970.
    ends: i64,
    context: Option<(Company, String)>,
}

/// The sessions of one server, by token.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    by_token: BTreeMap<String, Session>,
}

impl Sessions {
    pub(crate) fn forget(&mut self) {
        self.by_token.clear();
    }

    pub(crate) fn expire(&mut self) {
        for session in self.by_token.values_mut() {
            session.ends = i64::MIN;
        }
    }
}

fn absent() -> Refusal {
    Refusal::new(401, "sesion_ausente", "No hay sesión: ingrese con su usuario y clave.")
}

/// What whoever comes with an old token is told.
pub(crate) fn expired() -> Refusal {
    Refusal::new(401, "sesion_vencida", "La sesión ha vencido: ingrese de nuevo.")
}

fn token(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// Expires the session of a request.
pub(crate) fn forget(app: &App, headers: &HeaderMap) {
    if let Some(token) = token(headers)
        && let Some(session) = app.sessions().by_token.get_mut(token)
    {
        session.ends = i64::MIN;
    }
}

fn session(app: &App, headers: &HeaderMap) -> Result<Session, Refusal> {
    let found = token(headers).and_then(|token| app.sessions().by_token.get(token).cloned());
    let session = found.ok_or_else(absent)?;
    if session.ends <= app.clock.now() { Err(expired()) } else { Ok(session) }
}

/// What a request works on.
pub(crate) fn work(app: &App, headers: &HeaderMap) -> Result<Work, Refusal> {
    let session = session(app, headers)?;
    let Some((company, period)) = session.context else {
        let message = "Elija primero la empresa y el periodo de trabajo.";
        return Err(Refusal::new(409, "sin_contexto", message));
    };
    Ok(Work { user: session.user, company: company.ruc, period })
}

impl FromRequestParts<App> for Work {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Work, Refusal> {
        work(app, &parts.headers)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Login {
    usuario: String,
    clave: String,
}

pub(super) async fn login(State(app): State<App>, body: Body) -> Result<Json<Value>, Refusal> {
    let given: Login = bodies::json(body).await?;
    if given.usuario != app.operator.user || given.clave != app.operator.password {
        return Err(Refusal::new(401, "credenciales", "Usuario o clave incorrectos."));
    }
    // Each of these has keys of its own that nobody can guess.
    let random = || RandomState::new().hash_one(0);
    let token = format!("{:016x}{:016x}", random(), random());
    let ends = app.clock.now().saturating_add(i64::from(app.session_seconds));
    let session = Session { user: given.usuario.clone(), ends, context: None };
    app.sessions().by_token.insert(token.clone(), session);
    let answer =
        json!({"sesion": token, "usuario": given.usuario, "vence_en": app.session_seconds});
    Ok(Json(answer))
}

pub(super) async fn logout(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<StatusCode, Refusal> {
    session(&app, &headers)?;
    if let Some(token) = token(&headers) {
        app.sessions().by_token.remove(token);
    }
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn companies(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    session(&app, &headers)?;
    let companies = app.run(|store| companies::list(store)).await?;
    let companies: Vec<_> = companies
        .into_iter()
        .map(|company| json!({"ruc": company.ruc, "nombre": company.name}))
        .collect();
    Ok(Json(json!({"empresas": companies})))
}

fn shown(context: Option<&(Company, String)>) -> Json<Value> {
    Json(json!({
        "ruc": context.map(|(company, _)| &company.ruc),
        "empresa": context.map(|(company, _)| &company.name),
        "periodo": context.map(|(_, period)| period),
    }))
}

pub(super) async fn context(
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Json<Value>, Refusal> {
    Ok(shown(session(&app, &headers)?.context.as_ref()))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    ruc: String,
    periodo: String,
}

pub(super) async fn choose(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Refusal> {
    session(&app, &headers)?;
    let choice: Choice = bodies::json(body).await?;
    let period = choice.periodo.clone();
    let company =
        app.run(move |store| companies::choose(store, &choice.ruc, &choice.periodo)).await?;
    let chosen = (company, period);
    let answer = shown(Some(&chosen));
    let mut sessions = app.sessions();
    let kept = token(&headers).and_then(|token| sessions.by_token.get_mut(token));
    kept.ok_or_else(absent)?.context = Some(chosen);
    Ok(answer)
}
