//! What a bulk part looks like, as a TOML file: encoding, delimiter, line ends, and each column's header and value.
//!
//! It is read and checked here because it is the same kind of file as a ledger's layout; `normalize` writes by it.

use std::path::Path;

use super::error::{IngestError, IngestErrorKind, Place};
use super::header::nearest;
use super::layout::{field_of, name_of, toml_files};
use super::toml_keys::{At, Keys, Source};
use crate::model::bulk_layout::ROWS_PER_PART_MAX;
use crate::model::{BulkColumn, BulkEncoding, BulkLayout, BulkValue, Field, Sentence};

const WANTS_ROWS: Sentence =
    Sentence::new("debe estar entre 1 y 50000", "it must be between 1 and 50000");
const WANTS_ENCODING: Sentence =
    Sentence::new("debe ser utf-8 o windows-1252", "it must be utf-8 or windows-1252");
const WANTS_LINE_END: Sentence = Sentence::new("debe ser crlf o lf", "it must be crlf or lf");
const WANTS_DELIMITER: Sentence = Sentence::new(
    "debe ser un solo carácter ASCII que no sea comilla, letra ni cifra",
    "it must be one ASCII character, no quote, letter or digit",
);
const WANTS_AMOUNTS: Sentence = Sentence::new(
    "solo se suman importes, cada uno una vez",
    "only amounts are added, each of them once",
);
const WANTS_HEADER: Sentence = Sentence::new("el título está vacío", "the title is empty");

const VENTAS_20: (&str, &str) =
    ("layouts/ventas-20.toml", include_str!("../../../../layouts/ventas-20.toml"));

/// Reads a bulk layout file's text; `path` is for its errors.
pub fn parse(path: &Path, text: &str) -> Result<BulkLayout, IngestError> {
    let source = Source { path, text };
    let mut keys = source.parse()?;
    let name = name_of(&source, &mut keys)?;
    let rows_per_part = match keys.count("rows_per_part")? {
        None => ROWS_PER_PART_MAX,
        Some(rows) if rows.value <= ROWS_PER_PART_MAX as usize => rows.value as u32,
        Some(rows) => return Err(source.value_error("rows_per_part", &rows.span, WANTS_ROWS)),
    };
    let encoding = encoding_of(&source, &mut keys)?;
    let delimiter = delimiter_of(&source, &mut keys)?;
    let line_end = line_end_of(&source, &mut keys)?;
    let strip = keys.text("strip")?.map_or(String::new(), |strip| strip.value);
    let mut columns: Vec<BulkColumn> = Vec::new();
    for table in keys.tables("column")? {
        columns.push(column_of(&source, table, &columns)?);
    }
    keys.finish()?;
    Ok(BulkLayout { name, rows_per_part, encoding, delimiter, line_end, strip, columns })
}

/// The one of the house, `ventas-20`.
pub fn embedded() -> Result<BulkLayout, IngestError> {
    parse(Path::new(VENTAS_20.0), VENTAS_20.1)
}

/// The one of that name, from a folder if it has it, else from the house.
pub fn named(name: &str, folder: Option<&Path>) -> Result<BulkLayout, IngestError> {
    let mut layouts = Vec::new();
    for (path, text) in folder.map(toml_files).transpose()?.unwrap_or_default() {
        if is_bulk(&text) {
            layouts.push(parse(&path, &text)?);
        }
    }
    layouts.push(embedded()?);
    let names: Vec<String> = layouts.iter().map(|layout| layout.name.clone()).collect();
    layouts.into_iter().find(|layout| layout.name == name).ok_or_else(|| {
        IngestError::new(IngestErrorKind::BulkLayoutUnknown, Place::default())
            .with("value", name)
            .with("layouts", names.join(", "))
            .perhaps(nearest(name, names.iter().map(String::as_str)))
    })
}

/// Whether a layout file describes parts: its columns say `value`, those of a ledger say `field`.
pub(crate) fn is_bulk(text: &str) -> bool {
    let begins = |line: &str, key: &str| {
        let rest = line.trim_start().strip_prefix(key).map(str::trim_start);
        rest.is_some_and(|rest| rest.starts_with('='))
    };
    let is_value = |line: &str| begins(line, "value") || begins(line, "rows_per_part");
    text.lines().any(is_value) && !text.lines().any(|line| begins(line, "field"))
}

fn encoding_of(source: &Source<'_>, keys: &mut Keys<'_>) -> Result<BulkEncoding, IngestError> {
    let Some(At { value, span }) = keys.text("encoding")? else { return Ok(BulkEncoding::Utf8) };
    match value.to_ascii_lowercase().as_str() {
        "utf-8" | "utf8" => Ok(BulkEncoding::Utf8),
        "windows-1252" | "cp1252" => Ok(BulkEncoding::Windows1252),
        _ => Err(source.value_error("encoding", &span, WANTS_ENCODING)),
    }
}

fn delimiter_of(source: &Source<'_>, keys: &mut Keys<'_>) -> Result<u8, IngestError> {
    let Some(At { value, span }) = keys.text("delimiter")? else { return Ok(b',') };
    match value.as_bytes() {
        [b'\t'] => Ok(b'\t'),
        [byte] if byte.is_ascii_punctuation() && !matches!(byte, b'"' | b'-' | b'.') => Ok(*byte),
        _ => Err(source.value_error("delimiter", &span, WANTS_DELIMITER)),
    }
}

fn line_end_of(source: &Source<'_>, keys: &mut Keys<'_>) -> Result<&'static str, IngestError> {
    let Some(At { value, span }) = keys.text("line_end")? else { return Ok("\r\n") };
    match value.as_str() {
        "crlf" => Ok("\r\n"),
        "lf" => Ok("\n"),
        _ => Err(source.value_error("line_end", &span, WANTS_LINE_END)),
    }
}

fn column_of(
    source: &Source<'_>,
    mut keys: Keys<'_>,
    before: &[BulkColumn],
) -> Result<BulkColumn, IngestError> {
    let header = keys.text_required("header")?;
    if header.value.trim().is_empty() {
        return Err(source.value_error("header", &header.span, WANTS_HEADER));
    }
    if before.iter().any(|column| column.header == header.value) {
        return Err(source
            .error(IngestErrorKind::LayoutTwice, &header.span)
            .with("key", "header")
            .with("value", header.value));
    }
    let text = keys.text_required("value")?;
    let value = value_of(source, &text)?;
    keys.finish()?;
    Ok(BulkColumn { header: header.value, value })
}

fn value_of(source: &Source<'_>, text: &At<String>) -> Result<BulkValue, IngestError> {
    if text.value.trim() == "number" {
        return Ok(BulkValue::RunningNumber);
    }
    let mut fields: Vec<Field> = Vec::new();
    for name in text.value.split('+') {
        let name = At { value: name.trim().to_owned(), span: text.span.clone() };
        fields.push(field_of(source, "value", &name)?);
    }
    match fields[..] {
        [field] => Ok(BulkValue::Field(field)),
        _ => {
            let mut once = fields.clone();
            once.sort();
            once.dedup();
            let amounts = fields.iter().all(|field| field.amount_index().is_some());
            match amounts && once.len() == fields.len() {
                true => Ok(BulkValue::Sum(fields)),
                false => Err(source.value_error("value", &text.span, WANTS_AMOUNTS)),
            }
        }
    }
}
