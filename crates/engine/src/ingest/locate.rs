//! Finds the layout of a table and the place of each field, from its first rows.
//!
//! The header row is looked for below titles and blank lines; order, extra columns and missing optional ones do not
//! matter. Text without a header row is recognized by its count of fields and by what its cells look like. A column
//! that is required and missing, or there twice, is an error that says what was seen instead: nothing is guessed.

use std::sync::Arc;
use xlsx::{Row, Rows};

use super::error::{IngestError, IngestErrorKind, Place};
use super::evidence::Evidence;
use super::header::{header_key, nearest};
use super::layout::{Layout, Layouts};
use super::positional;
use crate::model::columns::column_letters;
use crate::model::{Columns, Field, Sentence};

/// How many rows are looked at.
pub const HEAD_ROWS_MAX: usize = 200;

/// A row with fewer titles of a layout than this is no header row.
const TITLES_MIN: usize = 3;

const FOUND_HEADER: Sentence = Sentence::new(
    "formato «{layout}»: {found} de sus {expected} columnas, encabezado en la fila {row}",
    "layout “{layout}”: {found} of its {expected} columns, header in row {row}",
);
const FOUND_POSITIONS: Sentence = Sentence::new(
    "formato «{layout}» sin encabezado, por el número de campos y su contenido ({percent} % de las celdas miradas encajan)",
    "layout “{layout}” without a header, by the count of fields and their content ({percent} % of the cells seen fit)",
);
const FORCED_DOUBT: Sentence = Sentence::new(
    "el formato «{layout}» se indicó a mano, pero solo encaja el {percent} % de las celdas miradas",
    "the layout “{layout}” was given by hand, but only {percent} % of the cells seen fit it",
);
const EXTRA_COLUMNS: Sentence = Sentence::new(
    "columnas que el formato no usa: {unknown}",
    "columns that the layout does not use: {unknown}",
);
const OPTIONAL_MISSING: Sentence = Sentence::new(
    "columnas opcionales que no están: {missing}",
    "optional columns that are not there: {missing}",
);
const OPTIONAL_LIKE: Sentence = Sentence::new(
    "no está la columna opcional «{missing}», pero hay una parecida que nadie lee: «{like}» (columna {letters})",
    "the optional column “{missing}” is not there, but one like it is, which nothing reads: “{like}” (column {letters})",
);

/// A table whose layout is known.
#[derive(Clone, Debug)]
pub struct Located {
    /// The layout.
    pub layout: Arc<Layout>,
    /// The place of each field.
    pub columns: Columns,
    /// The row of the titles; rows up to it are no data. Absent where there is none: every row is data.
    pub header_line: Option<u64>,
    /// What was found, for the operator and the record.
    pub evidence: Vec<Evidence>,
}

impl Located {
    /// Whether a row stands below the header row.
    #[inline]
    pub fn is_below_header(&self, line: u64) -> bool {
        self.header_line.is_none_or(|header| line > header)
    }
}

/// Finds the layout by the first rows of a table; `forced` names the one that a person chose.
///
/// The errors name the row; the caller adds the file and sheet with [`IngestError::within`].
pub fn locate(
    head: &Rows,
    layouts: &Layouts,
    forced: Option<&str>,
) -> Result<Located, IngestError> {
    let candidates: Vec<&Arc<Layout>> = match forced {
        Some(name) => vec![layouts.named(name)?],
        None => layouts.iter().collect(),
    };
    let (complete, telling) = best_titles(head, &candidates);
    match (complete, telling.filter(Titles::is_telling)) {
        // The sheet of one layout with a title misspelt may well be complete for another, with a column less: the
        // layout that knows most of the titles is the one that is meant.
        (Some(complete), Some(telling)) if telling.count > complete.count => {
            return Err(telling.refusal());
        }
        (Some(complete), _) => return Ok(complete.located()),
        (None, Some(telling)) => return Err(telling.refusal()),
        (None, None) => {}
    }
    match positional::best(head, &candidates, HEAD_ROWS_MAX) {
        Some(fit) if fit.is_convincing() || forced.is_some() => Ok(by_position(&fit)),
        _ => Err(unrecognized(head, &candidates, forced)),
    }
}

/// The titles of one row against one layout.
struct Titles<'a> {
    layout: &'a Arc<Layout>,
    row: Row<'a>,
    keys: Vec<String>,
    /// For each column of the layout, the columns of the row that have its title.
    places: Vec<Vec<usize>>,
    count: usize,
    asked: usize,
}

/// The row and layout that agree in most titles, among the complete ones and among the others; of equals the earlier.
fn best_titles<'a>(
    head: &'a Rows,
    layouts: &[&'a Arc<Layout>],
) -> (Option<Titles<'a>>, Option<Titles<'a>>) {
    let mut complete: Option<Titles<'a>> = None;
    let mut others: Option<Titles<'a>> = None;
    for row in head.iter().take(HEAD_ROWS_MAX) {
        let keys: Vec<String> =
            (0..row.width()).map(|column| header_key(&row.text(column))).collect();
        for layout in layouts.iter().filter(|layout| layout.has_headers()) {
            let found = Titles::new(layout, row, &keys);
            let best = if found.is_complete() { &mut complete } else { &mut others };
            if found.count > best.as_ref().map_or(0, |best| best.count) {
                *best = Some(found);
            }
        }
    }
    (complete, others)
}

impl<'a> Titles<'a> {
    fn new(layout: &'a Arc<Layout>, row: Row<'a>, keys: &[String]) -> Titles<'a> {
        let places: Vec<Vec<usize>> = layout
            .columns
            .iter()
            .map(|column| {
                // The usual title before its synonyms: a sheet may well have `Importe` and also `Total`.
                let with_title = |title: &String| -> Vec<usize> {
                    (0..keys.len()).filter(|index| keys[*index] == *title).collect()
                };
                let mut found = column.keys.iter().map(with_title);
                found.find(|places| !places.is_empty()).unwrap_or_default()
            })
            .collect();
        let count = places.iter().filter(|places| !places.is_empty()).count();
        let asked = layout.columns.iter().filter(|column| !column.keys.is_empty()).count();
        Titles { layout, row, keys: keys.to_vec(), places, count, asked }
    }

    fn is_complete(&self) -> bool {
        let each = || self.layout.columns.iter().zip(&self.places);
        self.count >= TITLES_MIN
            && each().all(|(column, places)| !column.required || !places.is_empty())
            && self.places.iter().all(|places| places.len() < 2)
    }

    /// Whether the row is so like a header row of the layout that what it lacks is worth saying.
    fn is_telling(&self) -> bool {
        self.count >= TITLES_MIN && self.count * 2 >= self.asked
    }

    /// The columns that have a title of no column of the layout.
    fn unknown(&self) -> Vec<usize> {
        let claimed = |column: &usize| self.places.iter().any(|places| places.contains(column));
        (0..self.keys.len())
            .filter(|column| !self.keys[*column].is_empty() && !claimed(column))
            .collect()
    }

    fn title(&self, column: usize) -> String {
        let text = self.row.text(column);
        let words: Vec<&str> = text.split_whitespace().collect();
        words.join(" ").chars().take(80).collect()
    }

    /// The unknown column whose title is most like one of the layout's column.
    fn like(&self, titles: &[String], unknown: &[usize]) -> Option<usize> {
        titles.iter().find_map(|title| {
            let seen: Vec<String> = unknown.iter().map(|column| self.title(*column)).collect();
            let like = nearest(title, seen.iter().map(String::as_str))?;
            seen.iter().position(|title| title == like).map(|index| unknown[index])
        })
    }

    fn listed(&self, columns: &[usize]) -> String {
        let named =
            |column: &usize| format!("«{}» ({})", self.title(*column), column_letters(*column));
        match columns {
            [] => "—".to_owned(),
            _ => columns.iter().map(named).collect::<Vec<_>>().join(", "),
        }
    }

    fn located(&self) -> Located {
        let titles = (0..self.row.width()).map(|column| self.row.text(column).into_owned());
        let mut columns = Columns::titled(titles.collect());
        for (column, places) in self.layout.columns.iter().zip(&self.places) {
            if let [place] = places[..] {
                columns.place(column.field, place);
            }
        }
        let mut evidence = vec![
            Evidence::new(FOUND_HEADER)
                .with("layout", self.layout.name.as_str())
                .with("found", self.count)
                .with("expected", self.asked)
                .with("row", self.row.line()),
        ];
        self.remark_on_columns(&mut evidence);
        let header_line = Some(self.row.line());
        Located { layout: self.layout.clone(), columns, header_line, evidence }
    }

    fn remark_on_columns(&self, evidence: &mut Vec<Evidence>) {
        let unknown = self.unknown();
        if !unknown.is_empty() {
            evidence.push(Evidence::new(EXTRA_COLUMNS).with("unknown", self.listed(&unknown)));
        }
        let each = self.layout.columns.iter().zip(&self.places);
        let missing: Vec<_> = each
            .filter(|(column, places)| places.is_empty() && !column.keys.is_empty())
            .map(|(column, _)| column)
            .collect();
        if !missing.is_empty() {
            let titles: Vec<_> = missing.iter().map(|column| quoted(column.title())).collect();
            evidence.push(Evidence::detail(OPTIONAL_MISSING).with("missing", titles.join(", ")));
        }
        for column in missing {
            if let Some(like) = self.like(&column.headers, &unknown) {
                let doubt =
                    Evidence::doubt(OPTIONAL_LIKE).with("missing", one_line(column.title()));
                let doubt = doubt.with("like", self.title(like));
                evidence.push(doubt.with("letters", column_letters(like)));
            }
        }
    }

    /// Why this row, though a header row, cannot be used: a column doubled, else those that are missing.
    fn refusal(&self) -> IngestError {
        let place = Place { line: Some(self.row.line()), ..Place::default() };
        for (column, places) in self.layout.columns.iter().zip(&self.places) {
            if let [_, second, ..] = places[..] {
                let letters: Vec<_> = places.iter().map(|place| column_letters(*place)).collect();
                let place = Place { column: Some(second), ..place };
                return IngestError::new(IngestErrorKind::ColumnDoubled, place)
                    .with("value", one_line(column.title()))
                    .with("columns", letters.join(", "));
            }
        }
        let unknown = self.unknown();
        let each = self.layout.columns.iter().zip(&self.places);
        let missing: Vec<String> = each
            .filter(|(column, places)| column.required && places.is_empty())
            .map(|(column, _)| match self.like(&column.headers, &unknown) {
                Some(like) => format!("{} (≈ {})", quoted(column.title()), self.listed(&[like])),
                None => quoted(column.title()),
            })
            .collect();
        IngestError::new(IngestErrorKind::ColumnMissing, place)
            .with("layout", self.layout.name.as_str())
            .with("missing", missing.join(", "))
            .with("unknown", self.listed(&unknown))
            .with("header", self.row.line())
    }
}

fn by_position(fit: &positional::Fit<'_>) -> Located {
    let mut columns = Columns::titled(Vec::new());
    for column in &fit.layout.columns {
        if let Some(position) = column.position {
            columns.place(column.field, position);
            let title = match column.headers.is_empty() {
                true => column.field.name(),
                false => column.title(),
            };
            columns.name(position, title);
        }
    }
    let sentence = if fit.is_convincing() {
        Evidence::new(FOUND_POSITIONS)
    } else {
        Evidence::doubt(FORCED_DOUBT)
    };
    let evidence = vec![
        sentence
            .with("layout", fit.layout.name.as_str())
            .with("percent", format!("{:.0}", fit.share() * 100.0)),
    ];
    Located { layout: fit.layout.clone(), columns, header_line: None, evidence }
}

fn unrecognized(head: &Rows, layouts: &[&Arc<Layout>], forced: Option<&str>) -> IngestError {
    let rows = head.len().min(HEAD_ROWS_MAX);
    let line = head.iter().find(|row| !row.is_blank()).map(|row| row.line());
    let place = Place { line, ..Place::default() };
    let (_, best) = best_titles(head, layouts);
    if let (Some(_), [layout]) = (forced, layouts)
        && let (Some((least, most)), None) = (layout.fields, &best)
    {
        let widths = head.iter().take(HEAD_ROWS_MAX).filter(|row| !row.is_blank());
        let width = widths.map(|row| row.width()).max().unwrap_or(0);
        return IngestError::new(IngestErrorKind::WidthMismatch, place)
            .with("layout", layout.name.as_str())
            .with("least", least)
            .with("most", most)
            .with("width", width);
    }
    let (name, found, expected) = match (&best, layouts.first()) {
        (Some(best), _) => (best.layout.name.as_str(), best.count, best.asked),
        (None, Some(layout)) => (layout.name.as_str(), 0, layout.columns.len()),
        (None, None) => ("—", 0, 0),
    };
    IngestError::new(IngestErrorKind::LayoutUnrecognized, place)
        .with("rows", rows)
        .with("layout", name)
        .with("found", found)
        .with("expected", expected)
}

fn one_line(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn quoted(title: &str) -> String {
    format!("«{}»", one_line(title))
}

/// A field's title for a sentence: as the file has it, else the layout's, else its name.
pub fn title_of(located: &Located, field: Field) -> String {
    let column = located.columns.of(field);
    let title = column.map_or(String::new(), |column| located.columns.title(column));
    match title.is_empty() {
        true => located
            .layout
            .column(field)
            .map_or(field.name().to_owned(), |column| one_line(column.title())),
        false => title,
    }
}
