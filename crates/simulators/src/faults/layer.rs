//! Lets a call meet its fault, between the network and the operation.
//!
//! The operations know nothing of it, so a fault can leave nothing half done that a real failure would not.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body_util::channel::Channel;
use tokio::time::sleep;

use super::{Fault, FaultName};
use crate::http::door::{Cut, Order};
use crate::http::{App, bodies, session};
use crate::operations::colleague::{self, Colleague};
use crate::operations::{Refusal, Work};

/// The operation that a route is, for faults; found by verb and path as it was registered.
pub(crate) fn operation(method: &Method, path: &str) -> &'static str {
    match (method.as_str(), path) {
        ("POST", "/login") => "login",
        ("POST", "/logout") => "logout",
        ("GET", "/empresas") => "companies",
        ("GET", "/contexto") => "context",
        ("PUT", "/contexto") => "choose",
        ("GET", "/lote") => "batch",
        ("POST", "/lote/iniciar") => "begin",
        ("POST", "/lote/archivos") => "upload",
        ("POST", "/lote/procesar") => "process",
        ("GET", "/lote/proceso") => "progress",
        ("GET", "/lote/detalles") => "details",
        ("GET", "/lote/detalles.xlsx") => "details_export",
        ("GET", "/series") => "series",
        ("GET", "/series.xlsx") => "series_export",
        ("POST", "/series/importar") => "series_import",
        ("GET", "/centros-costo") => "cost_centers",
        ("GET", "/centros-costo.pdf") => "cost_centers_print",
        ("GET", "/centros-costo.xlsx") => "cost_centers_export",
        ("GET", "/cuentas") => "accounts",
        ("GET", "/cuentas/{codigo}") => "account",
        ("GET", "/cuentas.xlsx") => "accounts_export",
        ("POST", "/cuentas") => "open_account",
        _ => "other",
    }
}

/// Asks the details for other names of columns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WrongColumns;

/// Every call passes here.
pub(crate) async fn meet(
    State(app): State<App>,
    path: axum::extract::MatchedPath,
    request: Request,
    next: Next,
) -> Response {
    sleep(app.latency).await;
    let operation = operation(request.method(), path.as_str());
    let hit = app.faults().hit(operation);
    match hit {
        None => next.run(request).await,
        Some(fault) => {
            befall(&app, &fault, request, next).await.unwrap_or_else(IntoResponse::into_response)
        }
    }
}

async fn befall(
    app: &App,
    fault: &Fault,
    mut request: Request,
    next: Next,
) -> Result<Response, Refusal> {
    let delay = Duration::from_millis(fault.delay_ms);
    match fault.name {
        FaultName::AnswerLost => {
            next.run(request).await;
            Ok(cut())
        }
        FaultName::AppliedLate => {
            let request = whole(request).await?;
            tokio::spawn(async move {
                sleep(delay).await;
                next.run(request).await;
            });
            Ok(cut())
        }
        FaultName::Late => {
            let response = next.run(request).await;
            sleep(delay).await;
            Ok(response)
        }
        FaultName::Duplicated => twice(request, next).await,
        FaultName::Truncated => truncated(next.run(request).await).await,
        FaultName::Trickle => trickle(next.run(request).await, delay).await,
        FaultName::NotJson => {
            next.run(request).await;
            Ok(page_for_people())
        }
        FaultName::WrongColumns => {
            request.extensions_mut().insert(WrongColumns);
            Ok(next.run(request).await)
        }
        FaultName::StagingEmptied => {
            others_work(app, session::work(app, request.headers()).ok(), Colleague::Empty).await;
            Ok(next.run(request).await)
        }
        FaultName::StagingFilled => {
            others_work(app, session::work(app, request.headers()).ok(), Colleague::Fill).await;
            Ok(next.run(request).await)
        }
        FaultName::Restart => {
            next.run(request).await;
            Ok(go_down(app, true, delay).await)
        }
        FaultName::Unreachable => Ok(go_down(app, false, delay).await),
        FaultName::ErrorAfter => {
            next.run(request).await;
            Err(broken())
        }
        FaultName::Refused
        | FaultName::ErrorBefore
        | FaultName::TooMany
        | FaultName::SessionExpired => {
            if fault.name == FaultName::SessionExpired {
                session::forget(app, request.headers());
            }
            bodies::drain(request.into_body()).await;
            Err(nothing_done(fault))
        }
    }
}

fn nothing_done(fault: &Fault) -> Refusal {
    match fault.name {
        FaultName::TooMany => {
            let message = "Demasiadas peticiones: espere y repita.";
            let mut refusal = Refusal::new(429, "demasiadas_peticiones", message);
            refusal.retry_after = Some(fault.retry_after);
            refusal
        }
        FaultName::SessionExpired => session::expired(),
        FaultName::Refused => {
            Refusal::new(422, "rechazado", "La operación no se admite en este momento.")
        }
        _ => broken(),
    }
}

/// The same words whether anything was done or not: nobody may learn it from them.
fn broken() -> Refusal {
    Refusal::broken("vuelva a intentar más tarde")
}

/// Done twice; the first answer is the one that is heard.
async fn twice(request: Request, next: Next) -> Result<Response, Refusal> {
    let (parts, body) = request.into_parts();
    let bytes = bodies::whole(body).await?;
    let again = Request::from_parts(parts.clone(), Body::from(bytes.clone()));
    let response = next.clone().run(Request::from_parts(parts, Body::from(bytes))).await;
    next.run(again).await;
    Ok(response)
}

fn page_for_people() -> Response {
    let page = "<!DOCTYPE html><html><title>Mantenimiento</title><p>Vuelva más tarde.</p></html>";
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// An answer that never leaves: the connection closes instead.
fn cut() -> Response {
    let mut response = StatusCode::OK.into_response();
    response.extensions_mut().insert(Cut);
    response
}

/// Waits for the accept loop to end this connection: it does so after it has stopped to listen, so that a client that
/// comes back at once meets nobody.
async fn go_down(app: &App, forget: bool, delay: Duration) -> Response {
    app.order(Order::Down { forget, up_after: Some(delay), done: None });
    std::future::pending().await
}

async fn whole(request: Request) -> Result<Request, Refusal> {
    let (parts, body) = request.into_parts();
    let bytes = bodies::whole(body).await?;
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// The headers of the whole, and half of it.
async fn truncated(response: Response) -> Result<Response, Refusal> {
    let (mut parts, body) = response.into_parts();
    let bytes = bodies::whole(body).await?;
    parts.headers.insert(header::CONTENT_LENGTH, bytes.len().into());
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    tokio::spawn(async move {
        let half = bytes.slice(..bytes.len() / 2);
        if sender.send_data(half).await.is_ok() {
            sender.abort(std::io::Error::other("cut"));
        }
    });
    Ok(Response::from_parts(parts, Body::new(body)))
}

const PIECES: usize = 20;

async fn trickle(response: Response, delay: Duration) -> Result<Response, Refusal> {
    let (mut parts, body) = response.into_parts();
    let bytes = bodies::whole(body).await?;
    parts.headers.insert(header::CONTENT_LENGTH, bytes.len().into());
    let (mut sender, body) = Channel::<Bytes, std::io::Error>::new(1);
    tokio::spawn(async move {
        let length = bytes.len().div_ceil(PIECES).max(1);
        let mut rest = bytes;
        while !rest.is_empty() {
            let piece = rest.split_to(length.min(rest.len()));
            if sender.send_data(piece).await.is_err() {
                return;
            }
            sleep(delay).await;
        }
    });
    Ok(Response::from_parts(parts, Body::new(body)))
}

/// A colleague works in the batch of the caller's context, if there is one. What he is refused is told to him only.
async fn others_work(app: &App, work: Option<Work>, does: Colleague) {
    let Some(work) = work else { return };
    let _ = app.run(move |store| colleague::work(store, &work.company, &work.period, does)).await;
}
