//! The paths of the Import Platform.

use axum::body::Body;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::answers::{self, Asked, PageAsked, paged};
use super::{App, bodies};
use crate::clock::instant;
use crate::faults::layer::WrongColumns;
use crate::money;
use crate::operations::batch::{self, Batch, File};
use crate::operations::catalog;
use crate::operations::sales_file::Reader;
use crate::operations::{Page, Refusal, Work, catalog_file, details, process, upload};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/lote", get(show))
        .route("/lote/iniciar", post(begin))
        .route("/lote/archivos", post(load))
        .route("/lote/procesar", post(start))
        .route("/lote/proceso", get(progress))
        .route("/lote/detalles", get(list_details))
        .route("/lote/detalles.xlsx", get(export_details))
        .route("/series", get(list_series))
        .route("/series.xlsx", get(export_series))
        .route("/series/importar", post(import_series))
}

fn file(file: &File) -> Value {
    json!({
        "id": file.id,
        "nombre": file.name,
        "bytes": file.bytes,
        "sha256": file.sha256,
        "filas": file.rows,
        "pendientes": file.pending,
        "registradas": file.rows - file.pending,
        "total": money::text(file.total),
        "total_pendiente": money::text(file.pending_total),
        "subido_en": instant(file.loaded_at),
        "usuario": file.user,
    })
}

fn shown(work: &Work, batch: &Batch) -> Json<Value> {
    let sum = |of: fn(&File) -> i64| batch.files.iter().map(of).sum::<i64>();
    Json(json!({
        "ruc": work.company,
        "periodo": work.period,
        "iniciado": batch.begun,
        "estado": batch.state.name(),
        "archivos": batch.files.iter().map(file).collect::<Vec<_>>(),
        "filas": sum(|file| file.rows),
        "pendientes": sum(|file| file.pending),
        "registradas": sum(|file| file.rows - file.pending),
        "total": money::text(sum(|file| file.total)),
        "total_pendiente": money::text(sum(|file| file.pending_total)),
    }))
}

async fn show(State(app): State<App>, work: Work) -> Result<Json<Value>, Refusal> {
    app.run(move |store| Ok(shown(&work, &batch::show(store, &work)?))).await
}

async fn begin(State(app): State<App>, work: Work) -> Result<Json<Value>, Refusal> {
    app.run(move |store| Ok(shown(&work, &batch::begin(store, &work)?))).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LoadAsked {
    nombre: String,
}

async fn load(
    State(app): State<App>,
    work: Result<Work, Refusal>,
    asked: Result<Asked<LoadAsked>, Refusal>,
    body: Body,
) -> Result<Response, Refusal> {
    let asked = work.and_then(|work| Ok((work, asked?.0.nombre)));
    let named = asked.and_then(|(work, name)| match name.chars().count() {
        1..=120 => Ok((work, name)),
        _ => Err(Refusal::bad_request("«nombre» debe tener de 1 a 120 caracteres.")),
    });
    let (work, name) = match named {
        Ok(named) => named,
        Err(refusal) => {
            bodies::drain(body).await;
            return Err(refusal);
        }
    };
    let mut reader = Reader::new(&name, &work.period);
    bodies::each(body, |piece| reader.push(piece)).await?;
    let loaded = app.run(move |store| upload::load(store, &work, &reader.finish()?)).await?;
    Ok((StatusCode::CREATED, Json(file(&loaded))).into_response())
}

async fn start(State(app): State<App>, work: Work) -> Result<StatusCode, Refusal> {
    app.run(move |store| process::start(store, &work)).await?;
    app.work.notify_one();
    Ok(StatusCode::ACCEPTED)
}

async fn progress(State(app): State<App>, work: Work) -> Result<Json<Value>, Refusal> {
    let progress = app.run(move |store| process::progress(store, &work)).await?;
    Ok(Json(json!({
        "estado": progress.state.name(),
        "numero": progress.number,
        "archivos": progress.files,
        "filas": progress.rows,
        "total": money::text(progress.total),
        "vistas": progress.seen,
        "registradas": progress.posted,
        "observadas": progress.complaints,
        "iniciado_en": progress.begun_at.map(instant),
        "terminado_en": progress.ended_at.map(instant),
    })))
}

async fn list_details(
    State(app): State<App>,
    work: Work,
    Asked(asked): Asked<PageAsked>,
    wrong: Option<Extension<WrongColumns>>,
) -> Result<Json<Value>, Refusal> {
    let page = paged(asked.pagina, asked.tamano)?;
    let listed = app.run(move |store| details::list(store, &work, page)).await?;
    let (series, branch) =
        if wrong.is_some() { ("nro_serie", "tienda") } else { ("serie", "sucursal") };
    Ok(answers::page(page, "detalles", &listed, |detail| {
        json!({
            "sec": detail.position,
            "linea": detail.line,
            "archivo": detail.file,
            "documento": detail.document,
            series: detail.series,
            branch: detail.branch,
            "motivo": detail.reason,
        })
    }))
}

async fn export_details(
    State(app): State<App>,
    work: Work,
    wrong: Option<Extension<WrongColumns>>,
) -> Result<Response, Refusal> {
    let columns = if wrong.is_some() { details::OTHER_COLUMNS } else { details::COLUMNS };
    let bytes = app.run(move |store| details::export(store, &work, columns)).await?;
    Ok(answers::workbook("errores.xlsx", bytes))
}

async fn list_series(
    State(app): State<App>,
    work: Work,
    Asked(asked): Asked<PageAsked>,
) -> Result<Json<Value>, Refusal> {
    let page = paged(asked.pagina, asked.tamano)?;
    let mut listed = app.run(move |store| catalog::list(store, &work, page)).await?;
    let first = Page::skip(page).unsigned_abs() + 1;
    let rows = (first..).zip(std::mem::take(&mut listed.rows)).collect();
    let listed = crate::operations::Listed { rows, total: listed.total };
    Ok(answers::page(page, "series", &listed, |(position, row)| {
        json!({
            "sec": position,
            "serie": row.series,
            "cc": row.cost_center,
            "cc_descripcion": row.cost_center_description,
            "sucursal": row.branch,
            "top": row.operation_type,
            "top_descripcion": row.operation_name,
            "cuenta": row.account,
            "cuenta_descripcion": row.account_description,
        })
    }))
}

async fn export_series(State(app): State<App>, work: Work) -> Result<Response, Refusal> {
    let bytes = app.run(move |store| catalog_file::export(store, &work)).await?;
    Ok(answers::workbook("series.xlsx", bytes))
}

async fn import_series(
    State(app): State<App>,
    work: Result<Work, Refusal>,
    body: Body,
) -> Result<Json<Value>, Refusal> {
    let work = match work {
        Ok(work) => work,
        Err(refusal) => {
            bodies::drain(body).await;
            return Err(refusal);
        }
    };
    let bytes = bodies::whole(body).await?;
    let done = app.run(move |store| catalog_file::import(store, &work, bytes.into())).await?;
    Ok(Json(json!({
        "filas": done.rows,
        "agregadas": done.added,
        "actualizadas": done.updated,
        "retiradas": done.removed,
        "total": done.total,
    })))
}
