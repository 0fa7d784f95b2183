//! What a client is answered: JSON, a workbook, or why not.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::App;
use crate::operations::{Listed, Page, Refusal};

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut error = Map::new();
        error.insert("codigo".to_string(), self.code.into());
        error.insert("mensaje".to_string(), self.message.into());
        if let Some(mistakes) = self.mistakes {
            let told = mistakes
                .first
                .into_iter()
                .map(|one| json!({"linea": one.line, "columna": one.column, "mensaje": one.says}));
            error.insert("detalles".to_string(), told.collect());
            error.insert("total_detalles".to_string(), mistakes.count.into());
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(json!({"error": error}))).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

pub(super) async fn no_such_path() -> Refusal {
    Refusal::new(404, "no_existe", "No existe esa dirección.")
}

pub(super) async fn no_such_method() -> Refusal {
    Refusal::new(405, "metodo_no_permitido", "Esa dirección no admite ese método.")
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A workbook to be saved under this name.
pub(super) fn workbook(name: &str, bytes: Vec<u8>) -> Response {
    attached(name, XLSX, bytes)
}

/// A printed report to be saved under this name.
pub(super) fn document(name: &str, bytes: Vec<u8>) -> Response {
    attached(name, "application/pdf", bytes)
}

fn attached(name: &str, kind: &'static str, bytes: Vec<u8>) -> Response {
    let mut response = ([(header::CONTENT_TYPE, kind)], bytes).into_response();
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    if let Ok(disposition) = disposition {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    response
}

/// A page of a list under its name.
pub(super) fn page<T>(
    page: Page,
    name: &str,
    listed: &Listed<T>,
    show: impl Fn(&T) -> Value,
) -> axum::Json<Value> {
    let mut answer = Map::new();
    answer.insert("pagina".to_string(), page.number.into());
    answer.insert("tamano".to_string(), page.size.into());
    answer.insert("total".to_string(), listed.total.into());
    answer.insert(name.to_string(), listed.rows.iter().map(show).collect());
    axum::Json(Value::Object(answer))
}

/// Parameters behind the path, with exactly the names of `T`.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<App> for Asked<T> {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Asked<T>, Refusal> {
        let query = Query::<T>::from_request_parts(parts, app).await;
        let Query(asked) = query.map_err(|error| Refusal::bad_request(error.body_text()))?;
        Ok(Asked(asked))
    }
}

/// Which page is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PageAsked {
    pub(super) pagina: Option<u32>,
    pub(super) tamano: Option<u32>,
}

const SIZE: u32 = 100;
const SIZE_MAX: u32 = 1000;

/// The page, if it is one.
pub(super) fn paged(number: Option<u32>, size: Option<u32>) -> Result<Page, Refusal> {
    let page = Page { number: number.unwrap_or(1), size: size.unwrap_or(SIZE) };
    if page.number == 0 || !(1..=SIZE_MAX).contains(&page.size) {
        let message = format!("«pagina» va desde 1 y «tamano» de 1 a {SIZE_MAX}.");
        return Err(Refusal::bad_request(message));
    }
    Ok(page)
}
