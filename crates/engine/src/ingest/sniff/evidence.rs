//! Why a dialect was chosen, as figures and as sentences.

use super::trial::Trial;
use super::{Delimiter, Escape, LineEnd, Overrides};
use crate::ingest::encoding::Detected;
use crate::model::Sentence;

/// Another delimiter and what it would have given.
#[derive(Clone, Debug, PartialEq)]
pub struct Alternative {
    /// The delimiter; `None` for a single column.
    pub delimiter: Option<Delimiter>,
    /// Its quote.
    pub quote: Option<u8>,
    /// Its score, from 0 to 1.
    pub score: f64,
    /// The width that most rows would have.
    pub width: usize,
    /// The share of rows that would have it.
    pub share: f64,
}

const WRAPPED: Sentence = Sentence::new(
    "hay líneas que van enteras entre comillas, como las guarda Excel cuando abre un CSV en una sola columna: se leen sin esas comillas",
    "there are lines in quotes as a whole, as Excel saves them when it has opened a CSV as one column: they are read without those quotes",
);

/// The figures behind a dialect.
#[derive(Clone, Debug, PartialEq)]
pub struct Evidence {
    /// About the encoding.
    pub encoding: Detected,
    /// The chosen delimiter's outcome on the sample.
    pub chosen: Alternative,
    /// The best others, best first.
    pub alternatives: Vec<Alternative>,
    /// Rows of the sample that are not blank.
    pub rows: u64,
    /// Those of them that have the usual width.
    pub agreeing: u64,
    /// Fields of the sample in quotes.
    pub quoted: u64,
    /// Quotes of the sample that are out of place.
    pub strays: u64,
    /// Line ends of the sample: LF, CRLF, CR.
    pub line_ends: [u64; 3],
    /// How a quote is written inside quotes.
    pub escape: Escape,
    /// What a person has fixed.
    pub overrides: Overrides,
    /// Whether whole lines are quoted once more around what they hold, and are read without that.
    pub wrapped: bool,
}

impl Evidence {
    pub(super) fn of(
        best: &Trial,
        alternatives: Vec<Alternative>,
        line_ends: [u64; 3],
        overrides: &Overrides,
    ) -> Evidence {
        Evidence {
            encoding: Detected::plain(),
            chosen: best.alternative(),
            alternatives,
            rows: best.rows as u64,
            agreeing: best.agreeing as u64,
            quoted: best.quoted,
            strays: best.strays,
            line_ends,
            escape: best.candidate.escape,
            overrides: *overrides,
            wrapped: false,
        }
    }

    /// The evidence in sentences, in Spanish or in English, one a part of the dialect.
    pub fn sentences(&self, spanish: bool) -> Vec<String> {
        let mut all = vec![self.about_encoding(spanish), self.about_delimiter(spanish)];
        all.extend(self.about_alternatives(spanish));
        all.push(self.about_quote(spanish));
        all.push(self.about_line_ends(spanish));
        if self.wrapped {
            all.push(if spanish { WRAPPED.es.into() } else { WRAPPED.en.into() });
        }
        all
    }

    fn about_encoding(&self, spanish: bool) -> String {
        let found = &self.encoding;
        let name = found.encoding.name();
        let (lines, foreign) = (found.accented_lines, found.foreign_lines);
        let mut text = match (self.overrides.encoding.is_some(), found.bom > 0, lines, spanish) {
            (true, .., true) => format!("codificación {name}, como se indicó"),
            (true, .., false) => format!("encoding {name}, as given"),
            (_, true, _, true) => {
                format!("codificación {name}, por la marca al inicio del archivo")
            }
            (_, true, _, false) => format!("encoding {name}, by the mark at the file's beginning"),
            (_, _, 0, true) => format!("codificación {name}: la muestra no tiene tildes ni eñes"),
            (_, _, 0, false) => format!("encoding {name}: the sample has no accented letter"),
            (.., true) => format!(
                "codificación {name}: de {lines} líneas con tildes o eñes, {} son UTF-8",
                lines - foreign
            ),
            (.., false) => format!(
                "encoding {name}: of {lines} lines with accented letters, {} are UTF-8",
                lines - foreign
            ),
        };
        if let Some(guess) = found.other_guess {
            text += &if spanish {
                format!(" (también parece {guess})")
            } else {
                format!(" (it also looks like {guess})")
            };
        }
        if found.mojibake > 0 {
            let count = found.mojibake;
            text += &if spanish {
                format!("; {count} letras ya venían dañadas, como `Ã±` por `ñ`")
            } else {
                format!("; {count} letters came spoiled already, such as `Ã±` for `ñ`")
            };
        }
        text
    }

    fn about_delimiter(&self, spanish: bool) -> String {
        let (width, rows) = (self.chosen.width, self.rows);
        let share = 100.0 * self.chosen.share;
        let name = delimiter_name(self.chosen.delimiter, spanish);
        let given = match (self.overrides.delimiter.is_some(), spanish) {
            (false, _) => "",
            (true, true) => ", como se indicó",
            (true, false) => ", as given",
        };
        if spanish {
            format!(
                "separador {name}{given}: {share:.2} % de {rows} filas de la muestra tienen {width} campos"
            )
        } else {
            format!(
                "delimiter {name}{given}: {share:.2} % of {rows} rows of the sample have {width} fields"
            )
        }
    }

    fn about_alternatives(&self, spanish: bool) -> Option<String> {
        if self.alternatives.is_empty() {
            return None;
        }
        let score = |other: &Alternative| {
            format!("{} {:.2}", delimiter_name(other.delimiter, spanish), other.score)
        };
        let list: Vec<String> = self.alternatives.iter().map(score).collect();
        let (own, list) = (self.chosen.score, list.join(", "));
        Some(if spanish {
            format!("puntaje del separador {own:.2}; los demás: {list}")
        } else {
            format!("score of the delimiter {own:.2}; the others: {list}")
        })
    }

    fn about_quote(&self, spanish: bool) -> String {
        let (quoted, strays) = (self.quoted, self.strays);
        let Some(quote) = self.chosen.quote.map(char::from) else {
            return if spanish { "sin comillas".into() } else { "no quotes".into() };
        };
        let escape = match (self.escape, spanish) {
            (Escape::Doubled, true) => "dentro de comillas se escribe dos veces",
            (Escape::Doubled, false) => "written twice inside quotes",
            (Escape::Backslash, true) => "dentro de comillas lleva \\ delante",
            (Escape::Backslash, false) => "written after \\ inside quotes",
            (Escape::None, true) => "dentro de comillas se escribe sin marca",
            (Escape::None, false) => "written bare inside quotes",
        };
        if spanish {
            format!(
                "comillas {quote}: {quoted} campos entre comillas, {strays} fuera de lugar; {escape}"
            )
        } else {
            format!("quote {quote}: {quoted} fields in quotes, {strays} out of place; {escape}")
        }
    }

    fn about_line_ends(&self, spanish: bool) -> String {
        let [lf, crlf, cr] = self.line_ends;
        let given = match (self.overrides.line_end, spanish) {
            (None, _) => "",
            (Some(_), true) => " (fijado por usted)",
            (Some(_), false) => " (fixed by you)",
        };
        if spanish {
            format!("fin de línea{given}: {lf} LF, {crlf} CRLF, {cr} CR en la muestra")
        } else {
            format!("line ends{given}: {lf} LF, {crlf} CRLF, {cr} CR in the sample")
        }
    }
}

/// A delimiter as a person reads it.
pub(crate) fn delimiter_name(delimiter: Option<Delimiter>, spanish: bool) -> String {
    let Some(delimiter) = delimiter else {
        return if spanish { "ninguno (una columna)".into() } else { "none (one column)".into() };
    };
    match (delimiter.as_bytes(), spanish) {
        (b"  ", true) => "dos o más espacios".into(),
        (b"  ", false) => "two or more blanks".into(),
        (b"\t", true) => "tabulación".into(),
        (b"\t", false) => "tab".into(),
        (b" ", true) if delimiter.is_run() => "espacios".into(),
        (b" ", false) if delimiter.is_run() => "blanks".into(),
        (b" ", true) => "espacio".into(),
        (b" ", false) => "blank".into(),
        _ => format!("`{delimiter}`"),
    }
}

impl LineEnd {
    /// The short name of a line end.
    pub fn name(self) -> &'static str {
        match self {
            LineEnd::Lf => "lf",
            LineEnd::CrLf => "crlf",
            LineEnd::Cr => "cr",
            LineEnd::Mixed => "mixed",
        }
    }
}
