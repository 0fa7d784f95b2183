//! What a ledger's table looks like, as a TOML file that a person can read and add to.
//!
//! A layout names columns; it does not read any. Those of the house are embedded; a user's own stand in a folder and
//! win over one of the same name.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::{IngestError, IngestErrorKind, Place};
use super::header::{header_key, nearest, sheet_key};
use super::toml_keys::{At, Keys, Source};
use crate::model::{Field, Sentence};

/// What the cells of a column look like, for recognizing a table that has no header row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnKind {
    /// `20260100` or `202601`.
    Period,
    /// A date.
    Date,
    /// One or two letters or digits.
    Code,
    /// One digit or letter.
    Flag,
    /// Letters and digits of a series or a number.
    Number,
    /// Money.
    Amount,
    /// An exchange rate.
    Rate,
    /// Three letters.
    Currency,
    /// Eleven digits.
    TaxId,
    /// Anything.
    Text,
}

impl ColumnKind {
    /// The names in layout files, in the order of the enumeration.
    pub const NAMES: [(&'static str, ColumnKind); 10] = [
        ("period", ColumnKind::Period),
        ("date", ColumnKind::Date),
        ("code", ColumnKind::Code),
        ("flag", ColumnKind::Flag),
        ("number", ColumnKind::Number),
        ("amount", ColumnKind::Amount),
        ("rate", ColumnKind::Rate),
        ("currency", ColumnKind::Currency),
        ("tax_id", ColumnKind::TaxId),
        ("text", ColumnKind::Text),
    ];
}

/// A column of a layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayoutColumn {
    /// The field that it holds.
    pub field: Field,
    /// Its titles, the usual one first.
    pub headers: Vec<String>,
    /// The titles as they are compared.
    pub(crate) keys: Vec<String>,
    /// Its place where there is no header row, from 0.
    pub position: Option<usize>,
    /// Whether a table without it is not of this layout.
    pub required: bool,
    /// What its cells look like.
    pub kind: ColumnKind,
}

impl LayoutColumn {
    /// How a person calls it: its usual title, else the field's name.
    pub fn title(&self) -> &str {
        self.headers.first().map_or(self.field.name(), String::as_str)
    }
}

/// How a total line is told from a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TotalLine {
    /// The column in which the word stands; any other column without a number is looked at too.
    pub column: Field,
    /// The words, as they are compared: `total`, `totales`.
    pub(crate) keys: Vec<String>,
}

/// A table's shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Its name, for `--layout` and for the record.
    pub name: String,
    /// The sheet that holds it, at any position in a workbook.
    pub sheet: Option<String>,
    /// The delimiter of its text files.
    pub separator: Option<u8>,
    /// How many fields a row without a header row may have, at least and at most.
    pub fields: Option<(usize, usize)>,
    /// How its total line is recognized.
    pub total_line: Option<TotalLine>,
    /// Its columns.
    pub columns: Vec<LayoutColumn>,
    /// Where it is from: a path, or `layouts/NAME.toml` of the house.
    pub origin: PathBuf,
}

const WANTS_FIELD: Sentence = Sentence::new("no es el nombre de un campo", "it is no field's name");
const WANTS_KIND: Sentence = Sentence::new("no es un tipo de columna", "it is no kind of column");
const WANTS_SEPARATOR: Sentence =
    Sentence::new("debe ser un solo carácter ASCII", "it must be one ASCII character");
const WANTS_NAME: Sentence = Sentence::new(
    "solo letras sin tilde, cifras, punto y guion",
    "only ASCII letters, digits, dots and hyphens",
);
const WANTS_RANGE: Sentence = Sentence::new(
    "el máximo es menor que el mínimo o que la última posición",
    "the maximum is below the minimum or the last position",
);
const WANTS_REACH: Sentence = Sentence::new(
    "la columna no tiene títulos (headers) ni posición (position)",
    "the column has neither titles (headers) nor a position",
);
const WANTS_TITLE: Sentence =
    Sentence::new("no contiene ninguna letra ni cifra", "it contains no letter or digit");

impl Layout {
    /// Reads a layout file's text; `path` is for its errors.
    pub fn parse(path: &Path, text: &str) -> Result<Layout, IngestError> {
        let source = Source { path, text };
        let mut keys = source.parse()?;
        let name = name_of(&source, &mut keys)?;
        let sheet = keys.text("sheet")?.map(|sheet| sheet.value);
        let separator = separator_of(&source, &mut keys)?;
        let least = keys.count("fields_min")?;
        let most = keys.count("fields_max")?;
        let total_line = match keys.table("total_line")? {
            Some(table) => Some(total_line_of(&source, table)?),
            None => None,
        };
        let mut columns: Vec<LayoutColumn> = Vec::new();
        for table in keys.tables("column")? {
            columns.push(column_of(&source, table, &columns)?);
        }
        let last = columns.iter().filter_map(|column| column.position).max();
        let fields = match (least, most, last) {
            (None, None, _) | (_, _, None) => None,
            (least, most, Some(last)) => {
                let span = most.as_ref().or(least.as_ref()).map_or(0..0, |at| at.span.clone());
                let least = least.map_or(last + 1, |at| at.value);
                let most = most.map_or(least.max(last + 1), |at| at.value);
                if most < least || most <= last {
                    return Err(source.value_error("fields_max", &span, WANTS_RANGE));
                }
                Some((least, most))
            }
        };
        keys.finish()?;
        Ok(Layout { name, sheet, separator, fields, total_line, columns, origin: path.to_owned() })
    }

    /// The column of a field.
    pub fn column(&self, field: Field) -> Option<&LayoutColumn> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// Whether it can be recognized without a header row.
    pub fn is_positional(&self) -> bool {
        self.fields.is_some()
    }

    /// Whether it can be recognized by titles.
    pub fn has_headers(&self) -> bool {
        self.columns.iter().any(|column| !column.keys.is_empty())
    }
}

/// Names become file names and stand in commands, so they are plain.
pub(crate) fn name_of(source: &Source<'_>, keys: &mut Keys<'_>) -> Result<String, IngestError> {
    let name = keys.text_required("name")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    match !name.value.is_empty() && name.value.bytes().all(plain) {
        true => Ok(name.value),
        false => Err(source.value_error("name", &name.span, WANTS_NAME)),
    }
}

fn separator_of(source: &Source<'_>, keys: &mut Keys<'_>) -> Result<Option<u8>, IngestError> {
    let Some(At { value, span }) = keys.text("separator")? else { return Ok(None) };
    match value.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'\r' | b'\n' | b'"') => Ok(Some(*byte)),
        _ => Err(source.value_error("separator", &span, WANTS_SEPARATOR)),
    }
}

/// The field that a text names, with the nearest name where it names none.
pub(crate) fn field_of(
    source: &Source<'_>,
    key: &str,
    name: &At<String>,
) -> Result<Field, IngestError> {
    Field::named(&name.value).ok_or_else(|| {
        source
            .value_error(key, &name.span, WANTS_FIELD)
            .perhaps(nearest(&name.value, Field::ALL.iter().map(|field| field.name())))
    })
}

fn total_line_of(source: &Source<'_>, mut keys: Keys<'_>) -> Result<TotalLine, IngestError> {
    let name = keys.text_required("column")?;
    let column = field_of(source, "total_line.column", &name)?;
    let matches = keys.texts("matches")?;
    let words = keyed(source, "total_line.matches", &matches)?;
    keys.finish()?;
    Ok(TotalLine { column, keys: words })
}

fn column_of(
    source: &Source<'_>,
    mut keys: Keys<'_>,
    before: &[LayoutColumn],
) -> Result<LayoutColumn, IngestError> {
    let twice = |key: &'static str, value: String, span| {
        source.error(IngestErrorKind::LayoutTwice, span).with("key", key).with("value", value)
    };
    let name = keys.text_required("field")?;
    let field = field_of(source, "field", &name)?;
    if before.iter().any(|column| column.field == field) {
        return Err(twice("field", name.value, &name.span));
    }
    let headers = keys.texts("headers")?;
    let header_keys = keyed(source, "headers", &headers)?;
    for (key, header) in header_keys.iter().zip(&headers) {
        if before.iter().any(|column| column.keys.contains(key)) {
            return Err(twice("headers", header.value.clone(), &header.span));
        }
    }
    let position = keys.count("position")?;
    if let Some(At { value, span }) = &position
        && before.iter().any(|column| column.position == Some(value - 1))
    {
        return Err(twice("position", value.to_string(), span));
    }
    let required = keys.truth("required")?;
    let kind = match keys.text("kind")? {
        None => ColumnKind::Text,
        Some(kind) => kind_of(source, &kind)?,
    };
    keys.finish()?;
    if headers.is_empty() && position.is_none() {
        return Err(source.value_error("field", &name.span, WANTS_REACH));
    }
    Ok(LayoutColumn {
        field,
        headers: headers.into_iter().map(|header| header.value).collect(),
        keys: header_keys,
        position: position.map(|position| position.value - 1),
        required,
        kind,
    })
}

fn kind_of(source: &Source<'_>, kind: &At<String>) -> Result<ColumnKind, IngestError> {
    let names = ColumnKind::NAMES;
    match names.iter().find(|(name, _)| *name == kind.value) {
        Some((_, known)) => Ok(*known),
        None => Err(source
            .value_error("kind", &kind.span, WANTS_KIND)
            .perhaps(nearest(&kind.value, names.iter().map(|(name, _)| *name)))),
    }
}

fn keyed(source: &Source<'_>, key: &str, texts: &[At<String>]) -> Result<Vec<String>, IngestError> {
    let mut keys: Vec<String> = Vec::with_capacity(texts.len());
    for text in texts {
        let compared = header_key(&text.value);
        if compared.is_empty() {
            return Err(source.value_error(key, &text.span, WANTS_TITLE));
        }
        // Two spellings that are compared alike are no mistake: people list what they have seen.
        keys.push(compared);
    }
    Ok(keys)
}

/// The layouts that are known, those of a user before those of the house.
#[derive(Clone, Debug)]
pub struct Layouts {
    layouts: Vec<Arc<Layout>>,
}

const EMBEDDED: [(&str, &str); 6] = [
    ("layouts/sunat-39.toml", include_str!("../../../../layouts/sunat-39.toml")),
    ("layouts/ple-14.1-35.toml", include_str!("../../../../layouts/ple-14.1-35.toml")),
    ("layouts/ple-14.1-34.toml", include_str!("../../../../layouts/ple-14.1-34.toml")),
    ("layouts/ple-14.2.toml", include_str!("../../../../layouts/ple-14.2.toml")),
    ("layouts/rvie-anexo-3.toml", include_str!("../../../../layouts/rvie-anexo-3.toml")),
    ("layouts/rvie-propuesta.toml", include_str!("../../../../layouts/rvie-propuesta.toml")),
];

impl Layouts {
    /// Those of the house.
    pub fn embedded() -> Result<Layouts, IngestError> {
        let layouts = EMBEDDED
            .iter()
            .map(|(path, text)| Layout::parse(Path::new(path), text).map(Arc::new))
            .collect::<Result<_, _>>()?;
        Ok(Layouts { layouts })
    }

    /// Those of a folder and of the house. Bulk layouts may stand in the same folder: they are passed over here.
    pub fn load(folder: &Path) -> Result<Layouts, IngestError> {
        let mut own: Vec<Arc<Layout>> = Vec::new();
        for (path, text) in toml_files(folder)? {
            if super::bulk_layout::is_bulk(&text) {
                continue;
            }
            let layout = Layout::parse(&path, &text)?;
            if own.iter().any(|known| known.name == layout.name) {
                return Err(IngestError::new(IngestErrorKind::LayoutTwice, Place::file(&path))
                    .with("key", "name")
                    .with("value", layout.name));
            }
            own.push(Arc::new(layout));
        }
        let house = Layouts::embedded()?.layouts;
        let house = house.into_iter().filter(|one| own.iter().all(|mine| mine.name != one.name));
        let house: Vec<_> = house.collect();
        Ok(Layouts { layouts: own.into_iter().chain(house).collect() })
    }

    /// In the order in which they are tried.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Layout>> {
        self.layouts.iter()
    }

    /// The layout of that name, or an error that lists the names.
    pub fn named(&self, name: &str) -> Result<&Arc<Layout>, IngestError> {
        self.layouts.iter().find(|layout| layout.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.layouts.iter().map(|layout| layout.name.as_str()).collect();
            IngestError::new(IngestErrorKind::LayoutUnknown, Place::default())
                .with("value", name)
                .with("layouts", names.join(", "))
                .perhaps(nearest(name, names.iter().copied()))
        })
    }

    /// Whether a layout has a sheet of that name.
    pub fn knows_sheet(&self, name: &str) -> bool {
        let key = sheet_key(name);
        let mut sheets = self.layouts.iter().filter_map(|layout| layout.sheet.as_deref());
        sheets.any(|sheet| sheet_key(sheet) == key)
    }
}

/// The TOML files of a folder with their texts, in the order of their names.
pub(crate) fn toml_files(folder: &Path) -> Result<Vec<(PathBuf, String)>, IngestError> {
    let failed = |error| IngestError::io(error, Place::file(folder));
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml")) {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| match std::fs::read_to_string(&path) {
            Ok(text) => Ok((path, text)),
            Err(error) => Err(IngestError::io(error, Place::file(&path))),
        })
        .collect()
}
