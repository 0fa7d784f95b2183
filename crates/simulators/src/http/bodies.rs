//! Reading what a client sends, within bounds.

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use serde::de::DeserializeOwned;

use crate::operations::Refusal;

/// The largest body that is read.
pub(crate) const BYTES_MAX: usize = 64 << 20;

pub(crate) fn too_large() -> Refusal {
    let message = format!("El cuerpo pasa de {} MiB.", BYTES_MAX >> 20);
    Refusal::new(413, "demasiado_grande", message)
}

/// A body that ended early; most likely nobody reads this.
fn broken_off(error: &axum::Error) -> Refusal {
    Refusal::bad_request(format!("El cuerpo llegó incompleto: {error}"))
}

/// Calls `take` with each piece; reads to the end even beyond the bound, so that the client hears the answer.
pub(crate) async fn each(mut body: Body, mut take: impl FnMut(&[u8])) -> Result<(), Refusal> {
    let mut length = 0_usize;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| broken_off(&error))?;
        if let Some(piece) = frame.data_ref() {
            length = length.saturating_add(piece.len());
            if length <= BYTES_MAX {
                take(piece);
            }
        }
    }
    if length > BYTES_MAX { Err(too_large()) } else { Ok(()) }
}

/// All of it.
pub(crate) async fn whole(body: Body) -> Result<Bytes, Refusal> {
    let mut bytes = Vec::new();
    each(body, |piece| bytes.extend_from_slice(piece)).await?;
    Ok(bytes.into())
}

/// Reads it for nothing, so that a client that is still sending hears why it is refused.
pub(crate) async fn drain(body: Body) {
    let _ = each(body, |_| {}).await;
}

/// A JSON document with exactly the fields of `T`.
pub(crate) async fn json<T: DeserializeOwned>(body: Body) -> Result<T, Refusal> {
    let bytes = whole(body).await?;
    serde_json::from_slice(&bytes)
        .map_err(|error| Refusal::bad_request(format!("El JSON no es el esperado: {error}")))
}
