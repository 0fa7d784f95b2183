//! `compare.xlsx`: a summary, and a sheet for each way in which documents can fail to agree.
//!
//! Texts are text cells, whatever they begin with, so that nothing in a ledger becomes a formula. What is beyond a
//! sheet's last row goes on in another.

use std::path::Path;

use super::list::{Sheet, Waiting};
use super::report::{ClassReport, CompareReport, SideReport};
use crate::model::{Language, Sentence};
use crate::normalize::outputs::{BookFile, Cells};
use crate::run::job::RunError;
use xlsx::write::{SheetLook, Style};

const SUMMARY: Sentence = Sentence::new("resumen", "summary");

impl Sheet {
    fn name(self) -> Sentence {
        match self {
            Sheet::OnlyLeft => Sentence::new("solo-izquierda", "only-left"),
            Sheet::OnlyRight => Sentence::new("solo-derecha", "only-right"),
            Sheet::Differ => Sentence::new("difieren", "differ"),
            Sheet::Repeated => Sentence::new("repetidos", "repeated"),
            Sheet::Unreadable => Sentence::new("ilegibles", "unreadable"),
        }
    }

    fn columns(self) -> Vec<(Sentence, u16)> {
        const KIND: (Sentence, u16) = (Sentence::new("Tipo", "Kind"), 6);
        const SERIES: (Sentence, u16) = (Sentence::new("Serie", "Series"), 9);
        const NUMBER: (Sentence, u16) = (Sentence::new("Número", "Number"), 12);
        const SIDE: (Sentence, u16) = (Sentence::new("Lado", "Side"), 10);
        const FIELD: (Sentence, u16) = (Sentence::new("Campo", "Field"), 24);
        const FILE: (Sentence, u16) = (Sentence::new("Archivo", "File"), 28);
        const SHEET: (Sentence, u16) = (Sentence::new("Hoja", "Sheet"), 10);
        const ROW: (Sentence, u16) = (Sentence::new("Fila", "Row"), 9);
        match self {
            Sheet::OnlyLeft | Sheet::OnlyRight => vec![
                KIND,
                SERIES,
                NUMBER,
                (Sentence::new("Fecha de emisión", "Issue date"), 12),
                (Sentence::new("Importe total", "Total"), 14),
                FILE,
                SHEET,
                ROW,
            ],
            Sheet::Differ => vec![
                KIND,
                SERIES,
                NUMBER,
                FIELD,
                (Sentence::new("Izquierda", "Left"), 16),
                (Sentence::new("Derecha", "Right"), 16),
                (Sentence::new("Diferencia", "Difference"), 14),
                (Sentence::new("Archivo izquierdo", "Left file"), 28),
                SHEET,
                (Sentence::new("Fila izquierda", "Left row"), 9),
                (Sentence::new("Archivo derecho", "Right file"), 28),
                SHEET,
                (Sentence::new("Fila derecha", "Right row"), 9),
            ],
            Sheet::Repeated => vec![
                KIND,
                SERIES,
                NUMBER,
                SIDE,
                (Sentence::new("Veces", "Times"), 8),
                (Sentence::new("Dónde (archivo › fila)", "Where (file › row)"), 60),
            ],
            Sheet::Unreadable => vec![
                KIND,
                SERIES,
                NUMBER,
                SIDE,
                FIELD,
                (Sentence::new("Lo que dice la celda", "What the cell says"), 28),
                FILE,
                SHEET,
                ROW,
            ],
        }
    }
}

/// Writes the workbook, with at most so many rows in a sheet.
pub(super) fn write(
    path: &Path,
    sheets: &mut [Waiting; 5],
    report: &CompareReport,
    language: Language,
    rows_max: u32,
) -> Result<(), RunError> {
    let mut book = BookFile::create(path)?;
    let look = SheetLook { widths: vec![24, 14, 14, 18, 18, 18], ..SheetLook::default() };
    book.begin_sheet(SUMMARY.text(language), look)?;
    summary(book.cells(), report, language);
    book.ended_row()?;
    for (sheet, waiting) in Sheet::ALL.into_iter().zip(sheets) {
        waiting.hand_over()?;
        write_sheet(&mut book, sheet, waiting, language, rows_max)?;
    }
    Ok(book.finish()?)
}

fn write_sheet(
    book: &mut BookFile,
    sheet: Sheet,
    waiting: &mut Waiting,
    language: Language,
    rows_max: u32,
) -> Result<(), RunError> {
    let name = sheet.name().text(language);
    let (mut number, mut rows) = (1, begin(book, sheet, name, language)?);
    let mut pieces = waiting.pieces.read()?;
    while let Some(piece) = pieces.next()? {
        let Some((count, cells)) = piece.split_first_chunk() else { continue };
        let count = u32::from_le_bytes(*count);
        if rows.saturating_add(count) > rows_max {
            number += 1;
            rows = begin(book, sheet, &format!("{name} {number}"), language)?;
        }
        rows += count;
        book.cells().append(&Cells::from_bytes(cells.to_vec()));
        book.ended_row()?;
    }
    Ok(())
}

/// Begins a sheet with its titles; how many rows it has then.
fn begin(
    book: &mut BookFile,
    sheet: Sheet,
    name: &str,
    language: Language,
) -> Result<u32, RunError> {
    let widths = sheet.columns().iter().map(|(_, width)| *width).collect();
    book.begin_sheet(
        name,
        SheetLook { widths, frozen_rows: 1, filter_row: Some(1), ..SheetLook::default() },
    )?;
    let titles = sheet.columns().into_iter().map(|(title, _)| title.text(language));
    headers(book.cells(), titles);
    book.ended_row()?;
    Ok(1)
}

fn headers<'t>(cells: &mut Cells, titles: impl IntoIterator<Item = &'t str>) {
    cells.begin_row();
    titles.into_iter().for_each(|title| cells.text(Style::Header, title));
    cells.end_row();
}

/// What a class is called in the summary.
fn class_words(class: &str) -> Sentence {
    match class {
        "equal" => Sentence::new("Iguales", "Equal"),
        "differs" => Sentence::new("Difieren", "Differ"),
        "only_left" => Sentence::new("Solo izquierda", "Only left"),
        _ => Sentence::new("Solo derecha", "Only right"),
    }
}

fn summary(cells: &mut Cells, report: &CompareReport, language: Language) {
    let say = |es, en| Sentence::new(es, en).text(language);
    cells.begin_row();
    cells.text(Style::Title, say("Comparación por comprobante", "Comparison by document"));
    cells.end_row();
    headers(
        cells,
        [
            say("Lado", "Side"),
            say("Filas", "Rows"),
            say("Comparadas", "Compared"),
            say("Ilegibles", "Unreadable"),
            say("Omitidas", "Skipped"),
            say("Archivos", "Files"),
        ],
    );
    side_row(cells, say("Izquierda", "Left"), &report.left);
    side_row(cells, say("Derecha", "Right"), &report.right);
    blank(cells);
    let titles = [
        "",
        say("Filas izquierda", "Left rows"),
        say("Filas derecha", "Right rows"),
        say("Total izquierda", "Left total"),
        say("Total derecha", "Right total"),
        say("Diferencia", "Difference"),
    ];
    headers(cells, titles);
    classes(cells, &report.documents, "", language);
    for (word, groups) in
        [(say("Tipo", "Kind"), &report.by_kind), (say("Mes", "Month"), &report.by_month)]
    {
        blank(cells);
        headers(cells, std::iter::once(word).chain(titles.into_iter().skip(1)));
        for group in groups {
            let name = if group.group.is_empty() { "—" } else { &group.group };
            classes(cells, &group.documents, name, language);
        }
    }
}

fn blank(cells: &mut Cells) {
    cells.begin_row();
    cells.end_row();
}

fn side_row(cells: &mut Cells, name: &str, side: &SideReport) {
    cells.begin_row();
    cells.text(Style::Text, name);
    for count in [side.rows, side.compared, side.unreadable, side.skipped] {
        cells.number(Style::Plain, &count.to_string());
    }
    cells.text(Style::Text, &side.files.join(", "));
    cells.end_row();
}

fn classes(cells: &mut Cells, classes: &[ClassReport], group: &str, language: Language) {
    for class in classes.iter().filter(|class| group.is_empty() || class.left + class.right > 0) {
        let words = class_words(class.class).text(language);
        let name = if group.is_empty() { words.to_owned() } else { format!("{group} · {words}") };
        cells.begin_row();
        cells.text(Style::Text, &name);
        cells.number(Style::Plain, &class.left.to_string());
        cells.number(Style::Plain, &class.right.to_string());
        for money in [&class.left_total, &class.right_total, &class.difference] {
            cells.number(Style::Amount, money);
        }
        cells.end_row();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> CompareReport {
        let side = || SideReport {
            files: vec!["=a.csv".to_owned()],
            layout: "sunat-39".to_owned(),
            rows: 1,
            compared: 1,
            unreadable: 0,
            skipped: 0,
        };
        CompareReport {
            schema: "cuadre.compare/1",
            cuadre: "0",
            agrees: false,
            left: side(),
            right: side(),
            fields: Vec::new(),
            not_compared: Vec::new(),
            bag_tax_in_other_charges: None,
            documents: Vec::new(),
            within_tolerance: 0,
            by_kind: Vec::new(),
            by_month: Vec::new(),
            by_field: Vec::new(),
            repeated: Vec::new(),
            first: Vec::new(),
            unreadable: Vec::new(),
            files: Vec::new(),
            seconds: None,
            peak_rss_bytes: None,
        }
    }

    #[test]
    fn what_is_beyond_a_sheets_last_row_goes_on_in_another() {
        const ROWS: usize = 200;
        const ROWS_MAX: u32 = 80;
        let folder = tempfile::tempdir().expect("a folder");
        let mut sheets = Sheet::ALL.map(|_| Waiting::new(folder.path()));
        let differ = &mut sheets[Sheet::Differ as usize];
        for row in 0..ROWS {
            differ.key(&["01", "F001", &format!("{row}")].map(str::to_owned));
            differ.text(&"x".repeat(2_000));
            differ.end_row().expect("room");
        }
        let path = folder.path().join("compare.xlsx");
        write(&path, &mut sheets, &report(), Language::Es, ROWS_MAX).expect("written");
        let book = xlsx::Workbook::open(&path, xlsx::Limits::default()).expect("a workbook");
        let (mut numbers, mut parts) = (Vec::new(), 0);
        for (index, sheet) in book.sheets().iter().enumerate() {
            if !sheet.name.starts_with("difieren") {
                continue;
            }
            parts += 1;
            let mut reader = book.read_sheet(index).expect("a sheet");
            let (mut rows, mut count) = (xlsx::Rows::new(), 0);
            while reader.next(&mut rows).expect("rows") {
                count += rows.len();
                numbers.extend(rows.iter().map(|row| row.text(2).into_owned()));
            }
            assert!(count <= ROWS_MAX as usize, "{}: {count}", sheet.name);
        }
        assert!(parts > 2, "{parts}");
        numbers.retain(|number| number != "Número");
        let expected: Vec<String> = (0..ROWS).map(|row| row.to_string()).collect();
        assert_eq!(numbers, expected);
    }
}
