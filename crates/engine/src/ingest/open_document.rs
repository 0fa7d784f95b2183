//! Counts the cells of an ODS before it is handed to the crate that reads it.
//!
//! OpenDocument says `number-columns-repeated` and `number-rows-repeated`, and the reader makes all those cells: a
//! file of a kilobyte can mean a hundred million of them.

use std::io::BufReader;
use std::path::Path;

use quick_xml::events::{BytesStart, Event};

use super::archive;
use super::error::{IngestError, IngestErrorKind, Place};
use super::workbook::{CELLS, WHOLE_CELLS_MAX};
use crate::model::Sentence;

/// Refuses a document of which a table has more cells than may be read whole.
pub(crate) fn check(path: &Path, place: &Place) -> Result<(), IngestError> {
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
    let mut table = TableSize::default();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(tag) | Event::Empty(tag)) => table.meet(&tag),
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(error) => {
                return Err(IngestError::new(IngestErrorKind::Damaged, place.clone())
                    .with("detail", error.to_string())
                    .because(error));
            }
        }
        if table.cells() > WHOLE_CELLS_MAX {
            return Err(IngestError::new(IngestErrorKind::TooLarge, place.clone())
                .with("what", CELLS)
                .with("limit", WHOLE_CELLS_MAX));
        }
    }
}

/// How large a table is as far as it was read: its last row and last column with something in them.
#[derive(Default)]
struct TableSize {
    rows: u64,
    columns: u64,
    /// Rows up to the present one, and how often that one stands.
    row: u64,
    repeated: u64,
    column: u64,
}

impl TableSize {
    fn cells(&self) -> u64 {
        self.rows.saturating_mul(self.columns)
    }

    fn meet(&mut self, tag: &BytesStart<'_>) {
        match tag.local_name().as_ref() {
            "table" => *self = TableSize::default(),
            "table-row" => {
                self.row = self.row.saturating_add(self.repeated);
                self.repeated = times(tag, "number-rows-repeated");
                self.column = 0;
            }
            "table-cell" | "covered-table-cell" => {
                self.column = self.column.saturating_add(times(tag, "number-columns-repeated"));
                let filled = tag.attributes().flatten().any(|attribute| {
                    matches!(attribute.key.local_name().as_ref(), "value-type" | "formula")
                });
                if filled {
                    self.rows = self.rows.max(self.row.saturating_add(self.repeated));
                    self.columns = self.columns.max(self.column);
                }
            }
            _ => {}
        }
    }
}

fn times(tag: &BytesStart<'_>, name: &str) -> u64 {
    let mut attributes = tag.attributes().flatten();
    let found = attributes.find(|attribute| attribute.key.local_name().as_ref() == name);
    found.and_then(|attribute| attribute.value.trim().parse().ok()).unwrap_or(1)
}
