//! The journal's events in the operator's words.

use engine::journal::words::of_key;
use engine::model::Sentence;
use serde_json::Value;

use super::words;
use crate::commands::plan::approver;
use crate::terminal::thousands;
use crate::text::{Say, s};

/// What happened. A kind that is not known is told by its name and its particulars.
pub(super) fn says(kind: &str, content: &Value, say: Say) -> String {
    let text = |name: &str| match content.get(name) {
        Some(Value::String(text)) => text.clone(),
        None | Some(Value::Null) => String::new(),
        Some(other) => other.to_string(),
    };
    let count = |name: &str| {
        content.get(name).and_then(Value::as_u64).map_or_else(|| text(name), thousands)
    };
    let Some(sentence) = sentence(kind, content) else {
        return format!("{kind}: {content}");
    };
    let action = text("key");
    let parts = content.get("parts").and_then(Value::as_array).map_or(0, Vec::len);
    let values = [
        ("phase", words::phase(&text("phase"), say).to_owned()),
        ("to_phase", words::phase(&text("to"), say).to_owned()),
        ("outcome", words::outcome(&text("outcome"), say).to_owned()),
        ("state", words::state(&text("state"), say).to_owned()),
        ("to_state", words::state(&text("to"), say).to_owned()),
        ("action", of_key(&action, say.0)),
        ("attempt", text("attempt")),
        ("said", text("said")),
        ("revision", text("revision")),
        ("generation", text("generation")),
        ("why", generation(&text("why"), say)),
        ("round", text("round")),
        ("lines", count("lines")),
        ("complaints", count("complaints")),
        ("parts", parts.to_string()),
        ("hash", text("hash").chars().take(12).collect()),
        ("who", approver(&text("who"), say).to_owned()),
        ("item", text("item").split_once('\t').map_or("", |(_, item)| item).replace('\t', " · ")),
        ("value", text("value")),
        ("reason", text("reason")),
        ("by", text("by")),
        ("rejected", count("rejected")),
    ];
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say.fill(sentence, &values)
}

/// Why a batch was begun, by the words that the journal keeps.
fn generation(why: &str, say: Say) -> String {
    let words = match why {
        "the first" => s("es el primero", "it is the first"),
        "an upload that nobody can tell of" => s(
            "la plataforma no puede decir si un bloque llegó",
            "the platform cannot tell whether a part has arrived",
        ),
        "the staging is not what was sent" => s(
            "lo que esperaba en la plataforma no era lo que se cargó",
            "what waited in the platform was not what was loaded",
        ),
        other => return other.to_owned(),
    };
    say.text(words).to_owned()
}

fn sentence(kind: &str, content: &Value) -> Option<Sentence> {
    let has = |name: &str| content.get(name).is_some_and(|value| !value.is_null());
    Some(match kind {
        "run" if has("back") => {
            s("El registro volvió a ser el de su periodo", "The ledger became its period's again")
        }
        "run" => s("Empezó la corrida", "The run began"),
        "saved-again" => s(
            "El archivo se guardó de nuevo con las mismas filas",
            "The file was saved again with the same rows",
        ),
        "standing" => s("Otra corrida tomó su lugar: {by}", "Another run took its place: {by}"),
        "attempt" => s("Empezó un intento: {phase}", "An attempt began: {phase}"),
        "phase" => s("Siguiente fase: {to_phase}", "Next phase: {to_phase}"),
        "end" => s(
            "El intento acabó en «{phase}»: {outcome}",
            "The attempt ended in `{phase}`: {outcome}",
        ),
        "revision" => {
            s("Llegaron correcciones: revisión {revision}", "Corrections came: revision {revision}")
        }
        "generation" => s(
            "Se empezó el lote n.º {generation}: {why}",
            "Batch no. {generation} was begun: {why}",
        ),
        "parts" => s(
            "{parts} {parts?bloque cerrado|bloques cerrados} con su huella",
            "{parts} {parts?part|parts} sealed with their hashes",
        ),
        "round" => s("Empezó la ronda {round} del proceso", "Round {round} of processing began"),
        "details" => s(
            "Ronda {round}: {lines} {lines?línea|líneas} de detalle, {complaints} {complaints?asunto|asuntos}",
            "Round {round}: {lines} {lines?line|lines} of details, {complaints} {complaints?matter|matters}",
        ),
        "plan" => s("Se hizo la propuesta de registro {hash}", "Plan {hash} was made"),
        "approval" => s("{who} aprobó la propuesta {hash}", "{who} approved plan {hash}"),
        "decision" => {
            s("{who} decidió sobre {item}: {value}", "{who} decided about {item}: {value}")
        }
        "intent" => s("{action}, intento {attempt}", "{action}, attempt {attempt}"),
        "outcome" if has("said") => s("{action}: {state}: {said}", "{action}: {state}: {said}"),
        "outcome" => s("{action}: {state}", "{action}: {state}"),
        "resolve" => {
            s("{who} dijo de «{action}»: {to_state}", "{who} said of `{action}`: {to_state}")
        }
        "accepted-rejects" if has("who") => s(
            "{who} aceptó seguir sin {rejected} {rejected?fila rechazada|filas rechazadas}: {reason}",
            "{who} accepted going on without {rejected} rejected {rejected?row|rows}: {reason}",
        ),
        "accepted-rejects" => s(
            "Se siguió sin {rejected} {rejected?fila rechazada|filas rechazadas}, según la configuración",
            "Went on without {rejected} rejected {rejected?row|rows}, as the settings say",
        ),
        "other-ledger" => s(
            "Llegó otro registro del mismo periodo y no se envió",
            "Another ledger of the same period came and was not sent",
        ),
        "summary" => s("Se guardó el resumen", "The summary was kept"),
        _ => return None,
    })
}

/// Whether the page passes over it: what only the machine needs, and an intent, since its outcome follows.
pub(super) fn is_minor(kind: &str) -> bool {
    matches!(kind, "summary" | "intent")
}
