//! Finds the line of titles of a report, and which column is which.
//!
//! Titles are compared without case, accents, spaces and punctuation. Lines above the titles (a name, a date) are passed
//! over; a report without its titles is not the one we know.

use std::fmt;

use xlsx::Row;

use crate::model::{Language, Sentence, fold};

/// Lines with something in them that may stand above the titles.
const LINES_ABOVE_MAX: usize = 30;

const UNKNOWN: Sentence = Sentence::new(
    "El reporte «{report}» no tiene las columnas que se conocen: falta {missing}. Tiene: {found}. \
     Revise si la plataforma exportó otro reporte o cambió sus títulos; no se hizo nada con él.",
    "The report “{report}” has not the columns that are known: {missing} is missing. It has: {found}. \
     See whether the platform exported another report or changed its titles; nothing was done with it.",
);
const AMBIGUOUS: Sentence = Sentence::new(
    "El reporte «{report}» tiene más de una columna «{missing}», y no se puede saber cuál vale. Tiene: {found}.",
    "The report “{report}” has more than one column “{missing}”, and nobody can tell which one counts. It has: {found}.",
);
const NOTHING: Sentence = Sentence::new("ningún título", "no titles");

/// A report with other columns than those we know: `Unrecognized`, in the words of the ports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownReport {
    /// Which report it should be, in both languages.
    pub report: Sentence,
    /// Titles that are missing, or the one that is there twice.
    pub missing: Vec<&'static str>,
    /// Whether a title is there more than once, instead of missing.
    pub ambiguous: bool,
    /// The titles of the likeliest line, as they stand.
    pub found: Vec<String>,
}

impl UnknownReport {
    /// What is wrong, and what to do.
    pub fn say(&self, language: Language) -> String {
        let sentence = if self.ambiguous { AMBIGUOUS } else { UNKNOWN };
        let found = match self.found.is_empty() {
            true => NOTHING.text(language).to_owned(),
            false => self.found.join(", "),
        };
        let report = self.report.text(language);
        let missing = self.missing.join(", ");
        sentence.fill(language, &[("report", report), ("missing", &missing), ("found", &found)])
    }
}

impl fmt::Display for UnknownReport {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.say(Language::En))
    }
}

impl std::error::Error for UnknownReport {}

/// A column by its titles: the first is the usual one, and all are folded by [`fold::title`].
pub(super) struct Title {
    pub(super) shown: &'static str,
    pub(super) keys: &'static [&'static str],
    pub(super) required: bool,
}

/// Which column holds what, once the line of titles was seen.
pub(super) struct Titles<const N: usize> {
    report: Sentence,
    titles: &'static [Title; N],
    /// The columns, in the order of `titles`.
    columns: Option<[Option<usize>; N]>,
    header: Vec<String>,
    /// The line that had the most of the titles, if none had all.
    nearest: Vec<String>,
    nearest_hits: usize,
    lines: usize,
}

impl<const N: usize> Titles<N> {
    pub(super) fn new(report: Sentence, titles: &'static [Title; N]) -> Titles<N> {
        Titles {
            report,
            titles,
            columns: None,
            header: Vec::new(),
            nearest: Vec::new(),
            nearest_hits: 0,
            lines: 0,
        }
    }

    /// The columns, if this row stands below the titles and is no repetition of them.
    pub(super) fn columns_for(&mut self, row: Row<'_>) -> Option<[Option<usize>; N]> {
        if row.is_blank() {
            return None;
        }
        if let Some(columns) = self.columns {
            return (!self.repeats(row)).then_some(columns);
        }
        if self.lines < LINES_ABOVE_MAX {
            self.lines += 1;
            self.look_at(row);
        }
        None
    }

    /// The titles as they stand, once they were found.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// The columns by title; none before the titles were found.
    pub(super) fn found(&self) -> [Option<usize>; N] {
        self.columns.unwrap_or([None; N])
    }

    fn look_at(&mut self, row: Row<'_>) {
        let texts: Vec<String> = (0..row.width()).map(|at| row.text(at).into_owned()).collect();
        let keys: Vec<String> = texts.iter().map(|text| fold::title(text)).collect();
        let at = |title: &Title| {
            title.keys.iter().find_map(|wanted| keys.iter().position(|key| key == wanted))
        };
        let columns: [Option<usize>; N] = std::array::from_fn(|index| at(&self.titles[index]));
        let missing = self.titles.iter().zip(&columns);
        if missing.clone().all(|(title, column)| column.is_some() || !title.required) {
            self.columns = Some(columns);
            self.header = texts;
            return;
        }
        let hits = columns.iter().flatten().count();
        if hits > self.nearest_hits || self.nearest.is_empty() {
            self.nearest_hits = hits;
            self.nearest = texts.into_iter().filter(|text| !text.trim().is_empty()).collect();
        }
    }

    /// Reports of several pages repeat their titles.
    fn repeats(&self, row: Row<'_>) -> bool {
        row.width() <= self.header.len()
            && self.header.iter().enumerate().all(|(at, title)| row.text(at) == *title)
    }

    /// What is wrong with the titles, if something is.
    pub(super) fn check(&self) -> Result<(), UnknownReport> {
        let unknown = |missing, ambiguous, found: &[String]| {
            Err(UnknownReport { report: self.report, missing, ambiguous, found: found.to_vec() })
        };
        let Some(columns) = self.columns else {
            let keys: Vec<_> = self.nearest.iter().map(|text| fold::title(text)).collect();
            let there = |title: &&Title| keys.iter().any(|key| title.keys.contains(&key.as_str()));
            let required = self.titles.iter().filter(|title| title.required);
            let missing = required.filter(|title| !there(title)).map(|title| title.shown);
            return unknown(missing.collect(), false, &self.nearest);
        };
        let keys: Vec<_> = self.header.iter().map(|text| fold::title(text)).collect();
        for (title, column) in self.titles.iter().zip(columns) {
            let Some(key) = column.and_then(|at| keys.get(at)) else { continue };
            if title.required && keys.iter().filter(|other| *other == key).count() > 1 {
                return unknown(vec![title.shown], true, &self.header);
            }
        }
        Ok(())
    }
}

/// The text of a column, trimmed; empty where the report has no such column or the row ends before it.
pub(super) fn cell(row: Row<'_>, column: Option<usize>) -> String {
    column.map_or_else(String::new, |at| row.text(at).trim().to_owned())
}
