//! Looks through an ODS before it is handed to the crate that reads it: how many cells it has, and which hold errors.
//!
//! OpenDocument says `number-columns-repeated` and `number-rows-repeated`, and the reader makes all those cells: a
//! file of a kilobyte can mean a hundred million of them. A formula that failed is saved as a text or as 0 with the
//! error's name to be shown, and the reader gives that text or that 0, as if it were a value.

use std::borrow::Cow;
use std::io::BufReader;
use std::ops::Range;
use std::path::Path;

use quick_xml::events::{BytesStart, Event};

use super::archive;
use super::error::{IngestError, IngestErrorKind, Place};
use super::inner_error::{UNREADABLE_XML, technical};
use super::workbook::{CELLS, WHOLE_CELLS_MAX};
use crate::model::Sentence;

/// An error's name is no longer than this.
const NAME_BYTES_MAX: usize = 64;

/// Cells of one error: those that a cell of the file stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ErrorCells {
    /// From 0.
    pub(crate) rows: Range<u64>,
    pub(crate) columns: Range<u64>,
    /// The error's name, as the same sheet has it in XLSX.
    pub(crate) text: Cow<'static, str>,
}

impl ErrorCells {
    /// The errors of one row, among those of a sheet in the order of the file.
    pub(crate) fn of_row(all: &[ErrorCells], row: u64) -> &[ErrorCells] {
        let from = all.partition_point(|cells| cells.rows.end <= row);
        let count = all[from..].partition_point(|cells| cells.rows.start <= row);
        &all[from..from + count]
    }
}

/// The error cells of each sheet; a document of which a sheet has more cells than may be read whole is refused.
pub(crate) fn look_through(
    path: &Path,
    place: &Place,
) -> Result<Vec<Vec<ErrorCells>>, IngestError> {
    let members = archive::members(path, place)?;
    let Some(content) = members.iter().find(|member| member.name == "content.xml") else {
        return Err(IngestError::new(IngestErrorKind::Damaged, place.clone()).with(
            "detail",
            Sentence::new("no tiene contenido (content.xml)", "it has no content (content.xml)"),
        ));
    };
    let source = archive::open_member(path, content, place)?;
    let mut reader = quick_xml::Reader::from_reader(BufReader::new(source));
    let mut buffer = Vec::new();
    let mut look = Look::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag)) => look.begin(&tag),
            Ok(Event::Empty(tag)) => {
                look.begin(&tag);
                look.end(tag.local_name().as_ref());
            }
            Ok(Event::End(tag)) => look.end(tag.local_name().as_ref()),
            Ok(Event::Text(text)) => look.text(&text.xml10_content()),
            Ok(Event::Eof) => return Ok(look.sheets),
            Ok(_) => {}
            Err(error) => {
                return Err(IngestError::new(IngestErrorKind::Damaged, place.clone())
                    .with("detail", technical(UNREADABLE_XML, &error))
                    .because(error));
            }
        }
        if look.cells() > WHOLE_CELLS_MAX {
            return Err(IngestError::new(IngestErrorKind::TooLarge, place.clone())
                .with("what", CELLS)
                .with("limit", WHOLE_CELLS_MAX));
        }
    }
}

/// What was seen so far: the sheets' errors, and how large the present sheet is, up to its last filled row and column.
#[derive(Default)]
struct Look {
    sheets: Vec<Vec<ErrorCells>>,
    named: bool,
    rows: u64,
    columns: u64,
    /// Rows up to the present one, and how often that one stands.
    row: u64,
    repeated: u64,
    column: u64,
    /// The cell whose text may be an error's name.
    open: Option<OpenCell>,
    /// Within a note on a cell, whose text is not the cell's.
    noted: bool,
}

struct OpenCell {
    columns: Range<u64>,
    /// The document itself says that it is an error.
    told: bool,
    text: String,
}

impl Look {
    fn cells(&self) -> u64 {
        self.rows.saturating_mul(self.columns)
    }

    fn begin(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "table" => {
                let sheets = std::mem::take(&mut self.sheets);
                let named = tag
                    .attributes()
                    .flatten()
                    .any(|attribute| attribute.key.local_name().as_ref() == "name");
                *self = Look { sheets, named, ..Look::default() };
                // The reader lists no table without a name.
                if named {
                    self.sheets.push(Vec::new());
                }
            }
            "table-row" => {
                self.row = self.row.saturating_add(self.repeated);
                self.repeated = times(tag, "number-rows-repeated");
                self.column = 0;
            }
            "table-cell" | "covered-table-cell" => self.cell(tag),
            "annotation" => self.noted = true,
            _ => {}
        }
    }

    fn cell(&mut self, tag: &BytesStart<'_>) {
        let from = self.column;
        self.column = from.saturating_add(times(tag, "number-columns-repeated"));
        let (mut filled, mut formula, mut told) = (false, false, false);
        for attribute in tag.attributes().flatten() {
            match attribute.key.local_name().as_ref() {
                "value-type" => {
                    filled = true;
                    told |= attribute.value.trim() == "error";
                }
                "formula" => (filled, formula) = (true, true),
                _ => {}
            }
        }
        if filled {
            self.rows = self.rows.max(self.row.saturating_add(self.repeated));
            self.columns = self.columns.max(self.column);
        }
        self.open = (formula || told).then(|| OpenCell {
            columns: from..self.column,
            told,
            text: String::new(),
        });
    }

    fn text(&mut self, text: &str) {
        if let Some(open) = self.open.as_mut().filter(|_| !self.noted)
            && open.text.len() <= NAME_BYTES_MAX
        {
            open.text.extend(text.chars().take(NAME_BYTES_MAX + 1));
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "annotation" => self.noted = false,
            "table-cell" | "covered-table-cell" => {
                self.noted = false;
                if let Some(OpenCell { columns, told, text }) = self.open.take()
                    && let Some(text) = error_name(text.trim(), told)
                    && let Some(sheet) = self.sheets.last_mut().filter(|_| self.named)
                {
                    let rows = self.row..self.row.saturating_add(self.repeated);
                    sheet.push(ErrorCells { rows, columns, text });
                }
            }
            _ => {}
        }
    }
}

/// Names of errors as they are shown in Spanish and in English, and as XLSX has them.
const NAMES: [(&str, &str); 18] = [
    ("#N/A", "#N/A"),
    ("#N/D", "#N/A"),
    ("#DIV/0!", "#DIV/0!"),
    ("#¡DIV/0!", "#DIV/0!"),
    ("#REF!", "#REF!"),
    ("#¡REF!", "#REF!"),
    ("#NAME?", "#NAME?"),
    ("#¿NOMBRE?", "#NAME?"),
    ("#NOMBRE?", "#NAME?"),
    ("#VALUE!", "#VALUE!"),
    ("#VALOR!", "#VALUE!"),
    ("#¡VALOR!", "#VALUE!"),
    ("#NUM!", "#NUM!"),
    ("#¡NUM!", "#NUM!"),
    ("#NÚM!", "#NUM!"),
    ("#NULL!", "#NULL!"),
    ("#¡NULO!", "#NULL!"),
    ("#NULO!", "#NULL!"),
];

/// The name of the error that a cell shows; a cell that only has a formula may well show something else.
fn error_name(shown: &str, told: bool) -> Option<Cow<'static, str>> {
    if let Some((_, name)) = NAMES.iter().find(|(known, _)| *known == shown) {
        return Some(Cow::Borrowed(name));
    }
    // `Err:502`: LibreOffice's own, of which no other program has a name.
    let own = ["Err:", "#ERR"].iter().any(|start| shown.starts_with(start));
    match (told, shown.is_empty()) {
        (true, true) => Some(Cow::Borrowed("#VALUE!")),
        (true, false) => Some(Cow::Owned(shown.to_owned())),
        (false, _) => own.then(|| Cow::Owned(shown.to_owned())),
    }
}

fn times(tag: &BytesStart<'_>, name: &str) -> u64 {
    let mut attributes = tag.attributes().flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name);
    found.and_then(|attribute| attribute.value.trim().parse().ok()).unwrap_or(1)
}
