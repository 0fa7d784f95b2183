//! Tables for scripts: rows of a workbook or text that was fetched, and a grid written as a CSV where a platform has
//! no export. What the rows mean is not asked here.

use std::io::Write;
use std::rc::Rc;

use engine::ingest::{OpenOptions, open};
use rhai::{Array, Dynamic, Engine, FuncRegistration, Map, Module, NativeCallContext};
use xlsx::Rows;

use super::{Host, HostFile, Thrown, files, json, thrown};

/// Rows that a script may hold at once.
const ROWS_MAX: usize = 500_000;

pub(crate) fn register(engine: &mut Engine, host: &Rc<Host>) {
    let mut module = Module::new();
    let own = Rc::clone(host);
    FuncRegistration::new("rows").set_into_module(
        &mut module,
        move |context: NativeCallContext, file: HostFile| -> Result<Array, Thrown> {
            let rows = read(&own, &file).map_err(|says| thrown(&context, says))?;
            Ok(rows.into_iter().map(cells).collect())
        },
    );
    let own = Rc::clone(host);
    FuncRegistration::new("records").set_into_module(
        &mut module,
        move |context: NativeCallContext, file: HostFile| -> Result<Array, Thrown> {
            let rows = read(&own, &file).map_err(|says| thrown(&context, says))?;
            Ok(records(rows))
        },
    );
    let own = Rc::clone(host);
    FuncRegistration::new("write").set_into_module(
        &mut module,
        move |context: NativeCallContext,
              name: &str,
              header: Array,
              rows: Array|
              -> Result<HostFile, Thrown> {
            write(&own, name, header, rows).map_err(|says| thrown(&context, says))
        },
    );
    engine.register_static_module("table", module.into());
}

fn cells(row: Vec<String>) -> Dynamic {
    row.into_iter().map(Dynamic::from).collect::<Array>().into()
}

/// Every row with something in it, as text.
fn read(host: &Host, file: &HostFile) -> Result<Vec<Vec<String>>, String> {
    let language = host.language();
    let error = |error: engine::ingest::error::IngestError| error.says(language);
    let mut table = open(&file.path, &OpenOptions::default()).map_err(error)?;
    let (mut batch, mut rows) = (Rows::new(), Vec::new());
    loop {
        batch.clear();
        let more = table.next(&mut batch).map_err(error)?;
        for row in batch.iter().filter(|row| !row.is_blank()) {
            rows.push((0..row.width()).map(|column| row.text(column).trim().to_string()).collect());
        }
        if rows.len() > ROWS_MAX {
            return Err(format!("table: > {ROWS_MAX}"));
        }
        if !more {
            return Ok(rows);
        }
    }
}

/// Maps by header; a header that repeats is numbered: `Descripción`, `Descripción 2`.
fn records(rows: Vec<Vec<String>>) -> Array {
    let mut rows = rows.into_iter();
    let mut names: Vec<String> = Vec::new();
    for name in rows.next().unwrap_or_default() {
        let like = names
            .iter()
            .filter(|known| **known == name || known.starts_with(&format!("{name} ")))
            .count();
        names.push(if like == 0 { name } else { format!("{name} {}", like + 1) });
    }
    let record = |row: Vec<String>| -> Dynamic {
        let mut row = row.into_iter();
        let fields = names
            .iter()
            .map(|name| (name.as_str().into(), Dynamic::from(row.next().unwrap_or_default())));
        fields.collect::<Map>().into()
    };
    rows.map(record).collect()
}

/// Writes a CSV into the operation's folder, whole or not at all.
fn write(host: &Host, name: &str, header: Array, rows: Array) -> Result<HostFile, String> {
    let folder = host.now.borrow().folder.clone();
    let path = files::place(&folder, name).ok_or_else(|| format!("«{name}»"))?;
    let mut text = String::new();
    let mut line = |row: &Array| -> Result<(), String> {
        for (at, cell) in row.iter().enumerate() {
            let cell = if cell.is_unit() { Some(String::new()) } else { json::scalar(cell, false) };
            let cell = cell.ok_or("table::write: a cell that is no text")?;
            text.push_str(if at == 0 { "\"" } else { ",\"" });
            text.push_str(&cell.replace('"', "\"\""));
            text.push('"');
        }
        text.push_str("\r\n");
        Ok(())
    };
    line(&header)?;
    for row in rows {
        line(&row.into_typed_array::<Dynamic>()?)?;
    }
    let saved = || -> std::io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&path).map_err(|error| error.error)?;
        Ok(())
    };
    saved().map_err(|error| error.to_string())?;
    Ok(HostFile { path, name: name.to_string() })
}
