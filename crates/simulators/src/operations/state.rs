//! Everything that a database holds, as one JSON value in a stable order, for tests and people.
//!
//! Times are left out, so that two servers that did the same say the same.

use rusqlite::types::ValueRef;
use serde_json::{Map, Value};

use super::Refusal;
use crate::store::{Store, System};

/// A list's name, and the query whose columns are its fields.
type List = (&'static str, &'static str);

const IMPORT_PLATFORM: [List; 7] = [
    ("companies", "SELECT ruc, name FROM company ORDER BY ruc"),
    ("cost_centers", "SELECT company, code FROM cost_center ORDER BY company, code"),
    (
        "series",
        "SELECT company, series, cost_center, cost_center_description, branch, operation_type, operation_name, \
         account, account_description FROM series ORDER BY company, position",
    ),
    (
        "batches",
        "SELECT company, period, generation, state, number, files, rows, total, seen, posted, complaints \
         FROM batch ORDER BY company, period",
    ),
    (
        "files",
        "SELECT file.id, company, period, file.generation, name, bytes, sha256, file.rows, file.total, pending, \
         pending_total, file.user FROM file JOIN batch ON batch.id = file.batch ORDER BY file.id",
    ),
    (
        "details",
        "SELECT document >> 27 AS file, document & 134217727 AS line, reason FROM complaint \
         ORDER BY document",
    ),
    ("log", "SELECT operation, company, period, user, what FROM log ORDER BY id"),
];

const DOCUMENTS: List = (
    "documents",
    "SELECT id >> 27 AS file, id & 134217727 AS line, issued, kind, series, first, last, branch, base, tax, total, \
     posted FROM document ORDER BY id",
);

const ACONSYS: [List; 4] = [
    ("companies", "SELECT ruc, name FROM company ORDER BY ruc"),
    ("cost_centers", "SELECT company, code, description FROM cost_center ORDER BY company, code"),
    (
        "accounts",
        "SELECT company, code, description, client, supplier, document_kind FROM account ORDER BY company, code",
    ),
    ("log", "SELECT operation, company, period, user, what FROM log ORDER BY id"),
];

/// The whole state; single documents only where asked for, since there may be many.
pub(crate) fn of(store: &Store, documents: bool) -> Result<Value, Refusal> {
    let mut state = Map::new();
    let lists: &[List] = match store.system {
        System::ImportPlatform => &IMPORT_PLATFORM,
        System::Aconsys => &ACONSYS,
    };
    for (name, sql) in lists {
        state.insert((*name).to_string(), list(store, sql)?);
    }
    if documents && store.system == System::ImportPlatform {
        state.insert(DOCUMENTS.0.to_string(), list(store, DOCUMENTS.1)?);
    }
    Ok(Value::Object(state))
}

fn list(store: &Store, sql: &str) -> Result<Value, Refusal> {
    let mut select = store.db.prepare_cached(sql)?;
    let names: Vec<String> = select.column_names().map(str::to_string).collect();
    let mut rows = select.query(())?;
    let mut listed = Vec::new();
    while let Some(row) = rows.next()? {
        let mut fields = Map::new();
        for (index, name) in names.iter().enumerate() {
            let value = match row.get_ref(index)? {
                ValueRef::Integer(number) => Value::from(number),
                ValueRef::Text(text) => Value::from(String::from_utf8_lossy(text)),
                ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Value::Null,
            };
            fields.insert(name.clone(), value);
        }
        listed.push(Value::Object(fields));
    }
    Ok(Value::Array(listed))
}
