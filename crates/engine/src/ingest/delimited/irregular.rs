//! What was out of the ordinary in a text: counted in full, with the first places of each kind.

use crate::ingest::sniff::{Dialect, delimiter_name};
use std::collections::BTreeMap;

/// How many places of a kind are kept beside their count.
const PLACES_MAX: usize = 20;

/// How often something happened, and on which lines first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// How often.
    pub count: u64,
    /// The first lines, at most twenty.
    pub first: Vec<u64>,
}

impl Places {
    pub(crate) fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < PLACES_MAX {
            self.first.push(line);
        }
    }
}

/// A place from which the text is written otherwise, or where another table begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The first line of the new part.
    pub line: u64,
    /// How it is written.
    pub dialect: Dialect,
    /// How many fields most of its rows have.
    pub width: usize,
}

/// What was out of the ordinary so far, and how many rows had which width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Irregular {
    /// Rows handed over, blank lines among them.
    pub rows: u64,
    /// Blank lines.
    pub blank: u64,
    /// How many rows have each number of fields, blank lines left out.
    pub widths: BTreeMap<usize, u64>,
    /// Rows of another width than their neighbours, in whatever way they are read.
    pub ragged: Places,
    /// Quotes inside quoted fields that are not escaped, kept as text.
    pub stray_quotes: Places,
    /// Fields that begin with a quote that is nowhere closed; the quote is kept as text.
    pub unclosed_quotes: Places,
    /// Rows whose quotes are escaped in another way than the others'.
    pub other_escape: Places,
    /// Rows with another quote than the others.
    pub other_quote: Places,
    /// Rows with another delimiter than the others.
    pub other_delimiter: Places,
    /// Line breaks inside a field without quotes, of another kind than the file's, kept as text.
    pub stray_breaks: Places,
    /// Lines with characters of another encoding than the file's.
    pub other_encoding: Places,
    /// Where the dialect or the table changes.
    pub changes: Vec<Change>,
}

impl Irregular {
    /// Whether nothing was out of the ordinary.
    pub fn is_clean(&self) -> bool {
        self.places().iter().all(|places| places.count == 0) && self.changes.is_empty()
    }

    /// The width that most rows have, how many have it, and how many rows are not blank.
    pub fn usual_width(&self) -> (usize, u64, u64) {
        let total = self.widths.values().sum();
        let usual = self.widths.iter().max_by_key(|(width, count)| (**count, **width));
        usual.map_or((0, 0, total), |(width, count)| (*width, *count, total))
    }
}

/// What a kind of irregularity is called, in Spanish and in English.
const KINDS: [(&str, &str); 8] = [
    (
        "filas con otra cantidad de campos, sin mover ninguno",
        "rows of another width, nothing moved",
    ),
    (
        "filas con comillas sueltas dentro de comillas, leídas como texto",
        "rows with stray quotes inside quotes, read as text",
    ),
    (
        "filas con comillas que no se cierran, leídas como texto",
        "rows with quotes that are never closed, read as text",
    ),
    (
        "filas con otra forma de escribir comillas dentro de comillas",
        "rows with another way to write a quote inside quotes",
    ),
    ("filas con otro tipo de comillas", "rows with another kind of quotes"),
    ("filas con otro separador", "rows with another delimiter"),
    (
        "filas con un salto de línea suelto dentro de un campo",
        "rows with a stray line break inside a field",
    ),
    ("líneas con letras en otra codificación", "lines with letters in another encoding"),
];

impl Irregular {
    /// The findings in sentences, in Spanish or in English; the first one says how regular the text is.
    pub fn sentences(&self, spanish: bool) -> Vec<String> {
        let (width, agreeing, total) = self.usual_width();
        let share = 100.0 * agreeing as f64 / total.max(1) as f64;
        let (agreeing, total, blank) = (grouped(agreeing), grouped(total), grouped(self.blank));
        let mut all = vec![if spanish {
            format!(
                "{agreeing} de {total} filas ({share:.2} %) tienen {width} campos; líneas en blanco: {blank}"
            )
        } else {
            format!(
                "{agreeing} of {total} rows ({share:.2} %) have {width} fields; blank lines: {blank}"
            )
        }];
        for (places, (in_spanish, in_english)) in self.places().into_iter().zip(KINDS) {
            if places.count > 0 {
                all.push(places.sentence(if spanish { in_spanish } else { in_english }, spanish));
            }
        }
        for change in &self.changes {
            let (line, width) = (grouped(change.line), change.width);
            let name = delimiter_name(change.dialect.delimiter, spanish);
            let quote =
                change.dialect.quote.map_or("-".to_owned(), |it| char::from(it).to_string());
            all.push(if spanish {
                format!("desde la línea {line}: separador {name}, comillas {quote}, {width} campos")
            } else {
                format!("from line {line} on: delimiter {name}, quote {quote}, {width} fields")
            });
        }
        all
    }

    /// The kinds in the order of their names.
    fn places(&self) -> [&Places; 8] {
        [
            &self.ragged,
            &self.stray_quotes,
            &self.unclosed_quotes,
            &self.other_escape,
            &self.other_quote,
            &self.other_delimiter,
            &self.stray_breaks,
            &self.other_encoding,
        ]
    }
}

impl Places {
    fn sentence(&self, what: &str, spanish: bool) -> String {
        let lines: Vec<String> = self.first.iter().take(10).map(|line| grouped(*line)).collect();
        let more = if self.count > lines.len() as u64 { ", …" } else { "" };
        let place = match (spanish, self.count) {
            (true, 1) => "línea",
            (true, _) => "líneas",
            (false, 1) => "line",
            (false, _) => "lines",
        };
        format!("{}: {what} ({place} {}{more})", grouped(self.count), lines.join(", "))
    }
}

/// A count with its thousands apart: `300,120`.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_said_in_both_languages() {
        let mut found = Irregular { rows: 300_120, ..Irregular::default() };
        found.widths = BTreeMap::from([(14, 300_119), (13, 1)]);
        found.ragged.add(48_213);
        let english = found.sentences(false);
        assert_eq!(english[0], "300,119 of 300,120 rows (100.00 %) have 14 fields; blank lines: 0");
        assert_eq!(english[1], "1: rows of another width, nothing moved (line 48,213)");
        assert!(found.sentences(true)[1].ends_with("(línea 48,213)"));
    }
}
