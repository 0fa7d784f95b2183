//! Why a dialect was chosen, as figures and as sentences.

use super::trial::Trial;
use super::{Delimiter, Escape, LineEnd, Overrides};
use crate::ingest::encoding::Detected;
use crate::model::{Language, Sentence};

const ENCODING_GIVEN: Sentence =
    Sentence::new("codificación {name}, como se indicó", "encoding {name}, as given");
const ENCODING_MARKED: Sentence = Sentence::new(
    "codificación {name}, por la marca al inicio del archivo",
    "encoding {name}, by the mark at the file's beginning",
);
const ENCODING_PLAIN: Sentence = Sentence::new(
    "codificación {name}: la muestra no tiene tildes ni eñes",
    "encoding {name}: the sample has no accented letter",
);
const ENCODING_SEEN: Sentence = Sentence::new(
    "codificación {name}: de {lines} {lines?línea|líneas} con tildes o eñes, {agreeing} {agreeing?es|son} UTF-8",
    "encoding {name}: of {lines} {lines?line|lines} with accented letters, {agreeing} {agreeing?is|are} UTF-8",
);
const OTHER_GUESS: Sentence =
    Sentence::new(" (también parece {guess})", " (it also looks like {guess})");
const SPOILED: Sentence = Sentence::new(
    "; {count} {count?letra ya venía dañada|letras ya venían dañadas}, como `Ã±` por `ñ`",
    "; {count} {count?letter|letters} came spoiled already, such as `Ã±` for `ñ`",
);
const DIALECT: Sentence = Sentence::new(
    "separador {delimiter}, comillas {quote}: {width} {width?campo|campos} en el {share} % de {rows} {rows?fila|filas} de la muestra",
    "delimiter {delimiter}, quote {quote}: {width} {width?field|fields} in {share} % of {rows} {rows?row|rows} of the sample",
);
const DIALECT_BARE: Sentence = Sentence::new(
    "separador {delimiter}, sin comillas: {width} {width?campo|campos} en el {share} % de {rows} {rows?fila|filas} de la muestra",
    "delimiter {delimiter}, no quotes: {width} {width?field|fields} in {share} % of {rows} {rows?row|rows} of the sample",
);
const DIALECT_GIVEN: Sentence = Sentence::new(
    "separador {delimiter}, como se indicó, comillas {quote}: {width} {width?campo|campos} en el {share} % de {rows} {rows?fila|filas} de la muestra",
    "delimiter {delimiter}, as given, quote {quote}: {width} {width?field|fields} in {share} % of {rows} {rows?row|rows} of the sample",
);
const DIALECT_GIVEN_BARE: Sentence = Sentence::new(
    "separador {delimiter}, como se indicó, sin comillas: {width} {width?campo|campos} en el {share} % de {rows} {rows?fila|filas} de la muestra",
    "delimiter {delimiter}, as given, no quotes: {width} {width?field|fields} in {share} % of {rows} {rows?row|rows} of the sample",
);
const NO_QUOTES: Sentence = Sentence::new("ningún campo entre comillas", "no field in quotes");
const QUOTES: Sentence = Sentence::new(
    "{quoted} {quoted?campo|campos} entre comillas, {strays} fuera de lugar; {escape}",
    "{quoted} {quoted?field|fields} in quotes, {strays} out of place; {escape}",
);
const ESCAPE_DOUBLED: Sentence = Sentence::new(
    "una comilla dentro de comillas se escribe dos veces",
    "a quote inside quotes is written twice",
);
const ESCAPE_BACKSLASH: Sentence = Sentence::new(
    "una comilla dentro de comillas lleva \\ delante",
    "a quote inside quotes is written after \\",
);
const ESCAPE_NONE: Sentence = Sentence::new(
    "una comilla dentro de comillas se escribe sin marca",
    "a quote inside quotes is written bare",
);

const WRAPPED: Sentence = Sentence::new(
    "hay líneas que van enteras entre comillas, como las guarda Excel cuando abre un CSV en una sola columna: se leen sin esas comillas",
    "there are lines in quotes as a whole, as Excel saves them when it has opened a CSV as one column: they are read without those quotes",
);

/// How many of [`Evidence::sentences`] say what the dialect is; those behind them say why.
pub const SENTENCES_THAT_MATTER: usize = 2;

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

    /// The evidence in sentences, in Spanish or in English, one a part of the dialect; the first
    /// [`SENTENCES_THAT_MATTER`](super::SENTENCES_THAT_MATTER) say what it is, the others why.
    pub fn sentences(&self, spanish: bool) -> Vec<String> {
        let mut all = vec![self.about_encoding(spanish), self.about_dialect(spanish)];
        all.extend(self.about_alternatives(spanish));
        all.push(self.about_quote(spanish));
        all.push(self.about_line_ends(spanish));
        if self.wrapped {
            all.push(WRAPPED.text(language(spanish)).to_owned());
        }
        all
    }

    fn about_encoding(&self, spanish: bool) -> String {
        let found = &self.encoding;
        let (name, lines) = (found.encoding.name(), found.accented_lines);
        let sentence = match (self.overrides.encoding.is_some(), found.bom > 0, lines) {
            (true, ..) => ENCODING_GIVEN,
            (_, true, _) => ENCODING_MARKED,
            (_, _, 0) => ENCODING_PLAIN,
            _ => ENCODING_SEEN,
        };
        let agreeing = (lines - found.foreign_lines).to_string();
        let values =
            [("name", name), ("lines", &lines.to_string()), ("agreeing", agreeing.as_str())];
        let mut text = sentence.fill(language(spanish), &values);
        if let Some(guess) = found.other_guess {
            text += &OTHER_GUESS.fill(language(spanish), &[("guess", guess)]);
        }
        if found.mojibake > 0 {
            let count = found.mojibake.to_string();
            text += &SPOILED.fill(language(spanish), &[("count", &count)]);
        }
        text
    }

    fn about_dialect(&self, spanish: bool) -> String {
        let sentence = match (self.overrides.delimiter.is_some(), self.chosen.quote) {
            (false, Some(_)) => DIALECT,
            (false, None) => DIALECT_BARE,
            (true, Some(_)) => DIALECT_GIVEN,
            (true, None) => DIALECT_GIVEN_BARE,
        };
        let values = [
            ("delimiter", delimiter_name(self.chosen.delimiter, spanish)),
            ("quote", self.chosen.quote.map_or(' ', char::from).to_string()),
            ("share", percent(self.chosen.share)),
            ("rows", self.rows.to_string()),
            ("width", self.chosen.width.to_string()),
        ];
        sentence.fill(
            language(spanish),
            &values.each_ref().map(|(name, value)| (*name, value.as_str())),
        )
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
        if self.chosen.quote.is_none() {
            return NO_QUOTES.text(language(spanish)).to_owned();
        }
        let escape = match self.escape {
            Escape::Doubled => ESCAPE_DOUBLED,
            Escape::Backslash => ESCAPE_BACKSLASH,
            Escape::None => ESCAPE_NONE,
        };
        let (quoted, strays) = (self.quoted.to_string(), self.strays.to_string());
        let escape = escape.text(language(spanish));
        let values = [("quoted", quoted.as_str()), ("strays", &strays), ("escape", escape)];
        QUOTES.fill(language(spanish), &values)
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

fn language(spanish: bool) -> Language {
    if spanish { Language::Es } else { Language::En }
}

/// A share in percent: `100`, `99.98`; what is not quite all is never rounded up to it.
fn percent(share: f64) -> String {
    let hundredths = (share * 10_000.0).floor() as u64;
    match hundredths % 100 {
        0 => (hundredths / 100).to_string(),
        rest => format!("{}.{rest:02}", hundredths / 100),
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
