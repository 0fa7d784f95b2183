//! From a script's words to a call: `http::post("/lote", #{ json: #{ .. }, query: #{ .. } })`.
//!
//! An unknown option is a mistake, told with its name, since a misspelled `query` would be a silently other request.

use std::path::PathBuf;
use std::time::Duration;

use rhai::{Array, Dynamic, Map};

use super::{Host, HostFile, files, json};
use crate::durations;
use crate::secret::Secret;
use crate::wire::Call;
use crate::wire::body::{Body, Part, Piece, multipart};
use crate::wire::target::encode;

/// A call, and what to do with its answer.
pub(crate) struct Asking {
    pub(crate) call: Call,
    /// The address without secrets.
    pub(crate) shown_url: String,
    pub(crate) shown_headers: Vec<(String, String)>,
    /// Statuses of 300 and above with which the script reckons.
    pub(crate) accept: Vec<u16>,
    /// Where the answer goes, if into a file.
    pub(crate) save: Option<PathBuf>,
    /// `xlsx` or `pdf`: the file must be a whole one.
    pub(crate) expect: Option<String>,
}

const OPTIONS: [&str; 12] = [
    "json",
    "form",
    "multipart",
    "text",
    "type",
    "file",
    "query",
    "headers",
    "accept",
    "save",
    "expect",
    "silence",
];

/// Makes a call; an error says what is wrong with the script's words.
pub(crate) fn asking(
    host: &Host,
    verb: &str,
    path: &str,
    mut options: Map,
    mutating: bool,
) -> Result<Asking, String> {
    let verb = known(verb, &options)?;
    let mut url = host.wire.base.join(path).ok_or_else(|| format!("http: «{path}»"))?;
    let mut shown_url = host.wire.base.short(&url).to_string();
    if let Some(query) = options.remove("query") {
        let mark = if url.contains('?') { '&' } else { '?' };
        let (sent, shown) = fields(&query, "query")?;
        url.push(mark);
        url.push_str(&sent);
        shown_url.push(mark);
        shown_url.push_str(&shown);
    }
    let mut headers = Vec::new();
    let mut shown_headers = Vec::new();
    for (name, value) in host.headers.borrow().iter() {
        headers.push((name.clone(), value.reveal().to_string()));
        shown_headers.push((name.clone(), value.to_string()));
    }
    if let Some(given) = options.remove("headers") {
        let given = given.try_cast::<Map>().ok_or("http: headers: #{ .. }")?;
        for (name, value) in given {
            let text = |reveal| json::scalar(&value, reveal);
            let sent = text(true).ok_or_else(|| format!("http: headers.{name}"))?;
            headers.push((name.to_string(), sent));
            shown_headers.push((name.to_string(), text(false).unwrap_or_default()));
        }
    }
    let accept = match options.remove("accept") {
        Some(list) => {
            let list = list.into_typed_array::<i64>().map_err(|_| "http: accept: [404]")?;
            list.into_iter().filter_map(|status| u16::try_from(status).ok()).collect()
        }
        None => Vec::new(),
    };
    let text = |options: &mut Map, name: &str| -> Result<Option<String>, String> {
        let value = options.remove(name).map(Dynamic::into_string).transpose();
        value.map_err(|_| format!("http: {name}: \"..\""))
    };
    let save = match text(&mut options, "save")? {
        Some(name) => {
            let place = files::place(&host.now.borrow().folder, &name);
            Some(place.ok_or_else(|| format!("http: save: «{name}»"))?)
        }
        None => None,
    };
    let expect = text(&mut options, "expect")?;
    if expect.as_deref().is_some_and(|kind| !matches!(kind, "xlsx" | "pdf"))
        || (expect.is_some() && save.is_none())
    {
        return Err("http: expect: \"xlsx\" | \"pdf\", save: \"..\"".to_string());
    }
    let silence: Duration = match text(&mut options, "silence")? {
        Some(limit) => durations::read(&limit)
            .filter(|limit| !limit.is_zero())
            .ok_or("http: silence: \"10m\"")?,
        None => host.settings.silence,
    };
    let body = body(options)?;
    let call = Call { verb, url, headers, body, mutating, silence };
    Ok(Asking { call, shown_url, shown_headers, accept, save, expect })
}

/// The verb in capitals, where it and all options are known.
fn known(verb: &str, options: &Map) -> Result<String, String> {
    if let Some(unknown) = options.keys().find(|key| !OPTIONS.contains(&key.as_str())) {
        let near = OPTIONS.iter().min_by_key(|known| strsim::levenshtein(known, unknown));
        return Err(format!("http: «{unknown}»? → {}", near.copied().unwrap_or_default()));
    }
    let verb = verb.to_ascii_uppercase();
    if verb.is_empty() || verb.len() > 20 || !verb.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return Err(format!("http: «{verb}»"));
    }
    Ok(verb)
}

/// `a=1&b=2`, as it is sent and as it is shown.
fn fields(map: &Dynamic, option: &str) -> Result<(String, String), String> {
    let map = map.read_lock::<Map>().ok_or_else(|| format!("http: {option}: #{{ .. }}"))?;
    let join = |reveal| -> Result<String, String> {
        let pairs = map.iter().map(|(name, value)| {
            let text =
                json::scalar(value, reveal).ok_or_else(|| format!("http: {option}.{name}"))?;
            let text = if reveal || !value.is::<Secret>() { encode(&text) } else { text };
            Ok(format!("{}={text}", encode(name)))
        });
        Ok(pairs.collect::<Result<Vec<_>, String>>()?.join("&"))
    };
    Ok((join(true)?, join(false)?))
}

fn body(mut options: Map) -> Result<Body, String> {
    let kind = options.remove("type").map(Dynamic::into_string).transpose();
    let kind = kind.map_err(|_| "http: type: \"..\"")?;
    let mut given = options.into_iter();
    let Some((option, value)) = given.next() else { return Ok(Body::default()) };
    if let Some((other, _)) = given.next() {
        return Err(format!("http: {option} + {other}"));
    }
    let kind = |usual: &str| kind.clone().unwrap_or_else(|| usual.to_string());
    match option.as_str() {
        "json" => {
            let text = |reveal| json::value(&value, reveal).map(|value| value.to_string());
            let (sent, shown) = text(true).zip(text(false)).ok_or("http: json")?;
            Ok(Body::text(&kind("application/json"), sent, shown))
        }
        "form" => {
            let (sent, shown) = fields(&value, "form")?;
            Ok(Body::text(&kind("application/x-www-form-urlencoded"), sent, shown))
        }
        "text" => {
            let text = |reveal| json::scalar(&value, reveal);
            let (sent, shown) = text(true).zip(text(false)).ok_or("http: text")?;
            Ok(Body::text(&kind("text/plain; charset=utf-8"), sent, shown))
        }
        "file" => {
            let file = value.try_cast::<HostFile>().ok_or("http: file: part.file")?;
            let kind = kind("application/octet-stream");
            Ok(Body { kind: Some(kind), pieces: vec![piece(&file)?] })
        }
        _ => parts(value),
    }
}

fn piece(file: &HostFile) -> Result<Piece, String> {
    let length =
        std::fs::metadata(&file.path).map_err(|error| format!("{}: {error}", file.name))?;
    Ok(Piece::File { path: file.path.clone(), length: length.len(), shown: file.name.clone() })
}

/// `multipart: [#{ name: "lote", value: 1 }, #{ name: "archivo", file: part.file, type: "text/csv" }]`.
fn parts(list: Dynamic) -> Result<Body, String> {
    const SHAPE: &str = "http: multipart: [#{ name, value }, #{ name, file, type, filename }]";
    let list = list.try_cast::<Array>().ok_or(SHAPE)?;
    let mut parts = Vec::new();
    for part in list {
        let mut part = part.try_cast::<Map>().ok_or(SHAPE)?;
        let mut text = |name: &str| part.remove(name).and_then(|value| value.into_string().ok());
        let name = text("name").ok_or(SHAPE)?;
        let (kind, filename) = (text("type"), text("filename"));
        let made = if let Some(file) = part.remove("file") {
            let file = file.try_cast::<HostFile>().ok_or(SHAPE)?;
            let kind = kind.unwrap_or_else(|| "application/octet-stream".to_string());
            let piece = piece(&file)?;
            Part::File { file: filename.unwrap_or(file.name), kind, piece }
        } else {
            let value = part.remove("value").ok_or(SHAPE)?;
            let (text, shown) =
                json::scalar(&value, true).zip(json::scalar(&value, false)).ok_or(SHAPE)?;
            Part::Text { text, shown }
        };
        if !part.is_empty() {
            return Err(SHAPE.to_string());
        }
        parts.push((name, made));
    }
    Ok(multipart(parts))
}
