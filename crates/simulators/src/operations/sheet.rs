//! Workbooks of one sheet: what the platforms export and import.

use xlsx::write::{Book, Options, SheetLook, Style};
use xlsx::{CellKind, Limits, Rows, Workbook};

use super::Refusal;

/// A cell of an exported sheet.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Value<'v> {
    Text(&'v str),
    Number(u64),
}

/// Writes a sheet under its header.
pub(crate) struct Export<'h> {
    sheet: &'h str,
    header: &'h [&'h str],
}

impl<'h> Export<'h> {
    pub(crate) fn new(sheet: &'h str, header: &'h [&'h str]) -> Export<'h> {
        Export { sheet, header }
    }

    /// The workbook's bytes; `values` gives the cells of a row.
    pub(crate) fn write<T, const N: usize>(
        &self,
        rows: &[T],
        values: impl for<'r> Fn(&'r T) -> [Value<'r>; N],
    ) -> Result<Vec<u8>, Refusal> {
        let options = Options { threads: 0, level: 1, shared_strings: false };
        let mut book = Book::create(Vec::new(), &options).map_err(Refusal::broken)?;
        let mut sheet = book.sheet(self.sheet, &SheetLook::default()).map_err(Refusal::broken)?;
        let mut write = || -> Result<(), xlsx::write::WriteError> {
            sheet.begin_row()?;
            for name in self.header {
                sheet.text(Style::Header, name)?;
            }
            sheet.end_row()?;
            for row in rows {
                sheet.begin_row()?;
                for value in values(row) {
                    match value {
                        Value::Text(text) => sheet.text(Style::Text, text)?,
                        Value::Number(number) => sheet.number(Style::Plain, &number.to_string())?,
                    }
                }
                sheet.end_row()?;
            }
            Ok(())
        };
        write().map_err(Refusal::broken)?;
        sheet.finish().map_err(Refusal::broken)?;
        book.finish().map_err(Refusal::broken)
    }
}

/// Why an imported workbook cannot be read.
pub(crate) enum Unreadable {
    NotAWorkbook(String),
    NoSheet,
}

/// Calls `take` with the line and the cells of each row of the sheet of this name.
pub(crate) fn read(
    bytes: Vec<u8>,
    sheet: &str,
    take: &mut dyn FnMut(u64, Vec<String>),
) -> Result<(), Unreadable> {
    let not_a_workbook = |error: xlsx::Error| Unreadable::NotAWorkbook(error.to_string());
    let book = Workbook::from_bytes(bytes, Limits::default()).map_err(not_a_workbook)?;
    let index = book.sheets().iter().position(|one| one.name == sheet);
    let mut reader = book.read_sheet(index.ok_or(Unreadable::NoSheet)?).map_err(not_a_workbook)?;
    let mut rows = Rows::new();
    while reader.next(&mut rows).map_err(not_a_workbook)? {
        for row in rows.iter().filter(|row| row.cells().iter().any(|cell| !cell.is_empty())) {
            let cells = (0..row.width()).map(|column| {
                let text = row.text(column).into_owned();
                match row.cell(column).kind() {
                    // A whole number that some program spelled with a point.
                    CellKind::Number => text.strip_suffix(".0").unwrap_or(&text).to_string(),
                    _ => text,
                }
            });
            take(row.line(), cells.collect());
        }
    }
    Ok(())
}
