//! A correction workbook as a grid of cells, edited and saved as another program would.

use std::fs::File;
use std::path::Path;

use xlsx::write::{Book, Options, SheetLook, Style};
use xlsx::{CellKind, Limits, Rows, Workbook};

pub(crate) type Grid = Vec<Vec<(CellKind, String)>>;

/// The sheet of rows, as a grid of cells.
pub(crate) fn grid(path: &Path) -> Grid {
    let workbook = Workbook::open(path, Limits::default()).expect("a workbook");
    let mut reader = workbook.read_sheet(0).expect("a sheet");
    let (mut batch, mut all) = (Rows::new(), Vec::new());
    while reader.next(&mut batch).expect("rows") {
        for row in batch.iter() {
            let cell = |column| (row.cell(column).kind(), row.text(column).into_owned());
            all.push((0..row.width()).map(cell).collect());
        }
    }
    all
}

/// Saves a grid as another program would: no styles, no widths, everything visible.
pub(crate) fn save(path: &Path, grid: &Grid) {
    let options = Options { threads: 0, level: 1, shared_strings: true };
    let mut book = Book::create(File::create(path).expect("a file"), &options).expect("a workbook");
    let mut sheet = book.sheet("Hoja1", &SheetLook::default()).expect("a sheet");
    for row in grid {
        sheet.begin_row().expect("a row");
        for (kind, text) in row {
            match kind {
                CellKind::Empty => sheet.empty(Style::Plain),
                CellKind::Number => sheet.number(Style::Plain, text),
                CellKind::Date => sheet.number(Style::Date, text),
                _ => sheet.text(Style::Plain, text),
            }
            .expect("a cell");
        }
        sheet.end_row().expect("a row");
    }
    sheet.finish().expect("a sheet");
    book.finish().expect("a workbook");
}

/// Puts a text into a cell.
pub(crate) fn set(row: &mut [(CellKind, String)], column: usize, text: &str) {
    row[column] = (CellKind::Text, text.to_owned());
}
