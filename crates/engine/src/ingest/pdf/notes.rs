//! What is to be said of a report that was read: what was left out, what was joined, and what does not agree.

use std::collections::BTreeSet;

use super::super::evidence::Evidence;
use crate::model::{Sentence, fold};

/// Texts beside the table that are shown.
const SHOWN_MAX: usize = 5;

const PAGES: Sentence = Sentence::new(
    "formato PDF, por su contenido: {pages} {pages?página|páginas}, {lines} {lines?línea|líneas}",
    "format PDF, by its content: {pages} {pages?page|pages}, {lines} {lines?line|lines}",
);
const OUTSIDE: Sentence = Sentence::new(
    "{count} {count?línea de encabezado o pie de página queda|líneas de encabezados y pies de página quedan} fuera de la tabla",
    "{count} {count?line|lines} above or below the table {count?is|are} left out",
);
const WRAPPED: Sentence = Sentence::new(
    "{count} {count?línea continúa|líneas continúan} la descripción de la línea anterior",
    "{count} {count?line goes|lines go} on with the description of the line above",
);
const LEFT_OUT: Sentence = Sentence::new(
    "texto debajo de la tabla que no es de ella: {texts}",
    "text below the table that is not of it: {texts}",
);
const UNTITLED: Sentence = Sentence::new(
    "{pages}: sin los títulos de las columnas; se leyó con las columnas de la página anterior",
    "{pages}: without the titles of the columns; it was read by the columns of the page before",
);
const TOTAL_AGREES: Sentence = Sentence::new(
    "el reporte dice que su total es {total}, y se leyó esa cantidad",
    "the report says that its total is {total}, and so many were read",
);
const TOTAL_DIFFERS: Sentence = Sentence::new(
    "el reporte dice que su total es {total}, pero se leyeron {count}: revise el reporte antes de confiar en la lista",
    "the report says that its total is {total}, but {count} were read: check the report before the list is trusted",
);
const HIDDEN: Sentence = Sentence::new(
    "{count} {count?letra invisible no se lee|letras invisibles no se leen} (las pone un programa de OCR sobre una imagen)",
    "{count} invisible {count?letter is|letters are} not read (OCR puts them over a picture)",
);
const UNKNOWN: Sentence = Sentence::new(
    "{count} {count?letra no dice|letras no dicen} qué carácter {count?es|son}; en su lugar queda «\u{fffd}»",
    "{count} {count?letter does|letters do} not say what {count?character it is|characters they are}; “\u{fffd}” stands for {count?it|each}",
);
const NO_TABLE: Sentence = Sentence::new(
    "ninguna página tiene los títulos «Código» y «Descripción»: cada línea se da como está",
    "no page has the titles “Código” and “Descripción”: each line is given as it stands",
);

/// What was seen while the table was read.
#[derive(Default)]
pub(super) struct Notes {
    pub(super) pages: usize,
    pub(super) lines: usize,
    pub(super) outside: u64,
    pub(super) wrapped: u64,
    pub(super) untitled: BTreeSet<usize>,
    /// What the report says of its own length.
    pub(super) total: Option<u64>,
    /// Rows with a code and a description, and rows without.
    pub(super) entries: usize,
    pub(super) no_entries: usize,
    pub(super) hidden: u64,
    pub(super) unknown: u64,
    pub(super) no_table: bool,
    left_out: Vec<String>,
    left_out_count: usize,
}

impl Notes {
    /// A text below the table that no other page has.
    pub(super) fn left_out(&mut self, text: &str) {
        self.left_out_count += 1;
        if self.left_out.len() < SHOWN_MAX {
            self.left_out.push(text.chars().take(60).collect());
        }
    }

    /// All of it in sentences.
    pub(super) fn evidence(&self) -> Vec<Evidence> {
        let mut said =
            vec![Evidence::new(PAGES).with("pages", self.pages).with("lines", self.lines)];
        if self.no_table {
            said.push(Evidence::doubt(NO_TABLE));
        }
        if self.hidden > 0 {
            said.push(Evidence::doubt(HIDDEN).with("count", self.hidden));
        }
        if self.unknown > 0 {
            said.push(Evidence::doubt(UNKNOWN).with("count", self.unknown));
        }
        if !self.untitled.is_empty() {
            let pages: Vec<String> = self.untitled.iter().map(usize::to_string).collect();
            said.push(Evidence::doubt(UNTITLED).with("pages", format!("p. {}", pages.join(", "))));
        }
        match self.total {
            Some(total) if total == self.entries as u64 => {
                said.push(Evidence::detail(TOTAL_AGREES).with("total", total));
            }
            Some(total) => {
                let said_differs = Evidence::doubt(TOTAL_DIFFERS).with("total", total);
                said.push(said_differs.with("count", self.entries));
            }
            None => {}
        }
        if self.wrapped > 0 {
            said.push(Evidence::detail(WRAPPED).with("count", self.wrapped));
        }
        if self.outside > 0 {
            said.push(Evidence::detail(OUTSIDE).with("count", self.outside));
        }
        if !self.left_out.is_empty() {
            let mut texts: Vec<String> =
                self.left_out.iter().map(|text| format!("«{text}»")).collect();
            if self.left_out_count > texts.len() {
                texts.push("…".to_owned());
            }
            said.push(Evidence::new(LEFT_OUT).with("texts", texts.join(", ")));
        }
        said
    }
}

/// The number of a line like `Total de centros : 1,234`.
pub(super) fn total_of(text: &str) -> Option<u64> {
    let words = fold::words(text);
    let first_digit = words.iter().position(|word| is_number(word))?;
    let (before, digits) = words.split_at(first_digit);
    let is_total = matches!(before.first().map(String::as_str), Some("TOTAL" | "TOTALES"));
    let grouped = digits.iter().skip(1).all(|word| is_number(word) && word.len() == 3);
    if is_total && grouped { digits.concat().parse().ok() } else { None }
}

/// Whether a line says which page it is on: `Página : 3`, `Pág. 3 de 12`, `3 / 12`.
pub(super) fn is_page_number(text: &str) -> bool {
    let words = fold::words(text);
    let named = words.windows(2).any(|two| {
        matches!(two[0].as_str(), "PAGINA" | "PAG" | "PAGE" | "HOJA") && is_number(&two[1])
    });
    let of = matches!(&words[..], [one, other] if is_number(one) && is_number(other))
        && text.contains('/');
    named || of
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feet_and_totals_are_told_from_names() {
        for text in ["Página : 3", "Pág. 3 de 12", "31/01/2026 Página: 3", "3 / 12", "Page 1"] {
            assert!(is_page_number(text), "{text}");
        }
        for text in ["2024", "TM PAGINA BLANCA", "PAGINA", "3 de octubre", "TM 3 12"] {
            assert!(!is_page_number(text), "{text}");
        }
        assert_eq!(total_of("Total de centros de costo : 1,234"), Some(1234));
        assert_eq!(total_of("TOTAL 12"), Some(12));
        for text in ["TOTAL", "TM TOTAL 12", "TOTAL 24 HORAS", "TOTAL 1 2", "12"] {
            assert_eq!(total_of(text), None, "{text}");
        }
    }
}
