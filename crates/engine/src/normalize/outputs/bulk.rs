//! Accepted documents, cut into the parts that a platform takes.
//!
//! Whether a document is accepted is not asked here: what comes is written. Lines are made on the caller's thread and
//! go to the disk on another.

use std::borrow::Cow;
use std::fs;
use std::path::Path;

use super::error::{Fault, OutputError};
use super::form::{Cleaned, Form, Line};
use super::import_book::ImportBook;
use super::page::Page;
use super::part::{PAGE_BYTES, PartCount, PartDisk, PartSeal};
use crate::model::bulk_layout::ROWS_PER_PART_MAX;
use crate::model::{BulkLayout, BulkValue, Cents, Field, Fix, Period, RowPlace, Sentence};
use crate::normalize::draft::Draft;

/// Where the numbering begins: 1 and 1 for a ledger's first revision, and after the last for later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbering {
    /// The number of the first part.
    pub part: u32,
    /// The running number of the first document.
    pub document: u64,
}

impl Default for Numbering {
    fn default() -> Numbering {
        Numbering { part: 1, document: 1 }
    }
}

/// Writes accepted documents into parts.
#[derive(Debug)]
pub struct BulkWriter {
    form: Form,
    rows_per_part: u64,
    next_document: u64,
    count: PartCount,
    page: Page,
    cleaned: Cleaned,
    disk: PartDisk,
    sealed: Vec<PartSeal>,
    import: Option<ImportBook>,
}

impl BulkWriter {
    /// Begins to write into `folder/parts`, which is made; rows without a period of their own are of `period`.
    pub fn create(
        folder: &Path,
        layout: &BulkLayout,
        period: Period,
        numbering: Numbering,
    ) -> Result<BulkWriter, OutputError> {
        let parts = folder.join("parts");
        fs::create_dir_all(&parts).map_err(|error| OutputError::io(&parts, error))?;
        BulkWriter::onto(PartDisk::start(&parts)?, layout, period, numbering)
    }

    /// Formats documents and throws them away: what the target cannot take is found out, and nothing is written.
    pub fn nowhere(
        layout: &BulkLayout,
        period: Period,
        numbering: Numbering,
    ) -> Result<BulkWriter, OutputError> {
        BulkWriter::onto(PartDisk::nowhere(), layout, period, numbering)
    }

    fn onto(
        disk: PartDisk,
        layout: &BulkLayout,
        period: Period,
        numbering: Numbering,
    ) -> Result<BulkWriter, OutputError> {
        check(layout)?;
        let mut writer = BulkWriter {
            form: Form::new(layout, period),
            rows_per_part: u64::from(layout.rows_per_part),
            next_document: numbering.document,
            count: PartCount { number: numbering.part, ..PartCount::default() },
            page: Page::with_capacity(PAGE_BYTES + PAGE_BYTES / 16),
            cleaned: Cleaned::default(),
            disk,
            sealed: Vec::new(),
            import: None,
        };
        writer.count.totals = writer.zero_totals();
        Ok(writer)
    }

    /// Writes the same documents into a workbook, too (`import.xlsx`); to be asked for before the first one.
    pub fn also_import(&mut self, path: &Path, layout: &BulkLayout) -> Result<(), OutputError> {
        self.import = Some(ImportBook::create(path, layout)?);
        Ok(())
    }

    /// Puts a part that an earlier revision wrote into that workbook, before the first document.
    pub fn import_earlier(&mut self, part: &Path) -> Result<(), OutputError> {
        if let Some(import) = &mut self.import {
            import.add_file(part)?;
        }
        Ok(())
    }

    /// Adds one accepted document, which stands in the ledger's `file`, and lists what had to be changed for the
    /// target. True where it was the last of its part; the seal follows when the disk has it.
    #[inline]
    pub fn append(
        &mut self,
        draft: &Draft<'_>,
        file: u16,
        fixes: &mut Vec<(Field, Fix)>,
    ) -> Result<bool, OutputError> {
        let place = RowPlace { file, line: draft.row().line() };
        if self.count.rows == 0 {
            self.page.push(self.form.header());
            self.count.first = place;
        }
        let mut line =
            Line { page: &mut self.page, fixes, cleaned: &mut self.cleaned, quoted: true };
        self.form.write_row(draft, self.next_document, &mut self.count.totals, &mut line);
        self.count.last = place;
        self.count.rows += 1;
        self.next_document += 1;
        if self.page.len() >= PAGE_BYTES {
            self.write_page()?;
        }
        if self.count.rows < self.rows_per_part {
            return Ok(false);
        }
        self.seal()?;
        Ok(true)
    }

    /// The value of a field as the platform gets it, for the list of fixes.
    pub fn sent(&mut self, draft: &Draft<'_>, field: Field) -> Cow<'_, str> {
        self.form.sent(draft, field, &mut self.cleaned)
    }

    /// The parts that are whole so far, in their order.
    pub fn sealed(&mut self) -> &[PartSeal] {
        self.sealed.extend(self.disk.sealed());
        &self.sealed
    }

    /// The headers of the amount columns, in the order of [`PartSeal::totals`].
    pub fn amount_headers(&self) -> &[String] {
        self.form.amount_headers()
    }

    /// The running number of the next document.
    pub fn next_document(&self) -> u64 {
        self.next_document
    }

    /// The pages that exist, the one being filled and those on their way to the disk.
    #[cfg(test)]
    pub(super) fn pages_held(&self) -> usize {
        self.disk.pages()
    }

    /// Ends the part that is not full, if there is one, without waiting for the disk.
    pub fn end_part(&mut self) -> Result<(), OutputError> {
        if self.count.rows > 0 { self.seal() } else { Ok(()) }
    }

    /// Seals the last part and waits for the disk; all parts, in their order.
    pub fn finish(mut self) -> Result<Vec<PartSeal>, OutputError> {
        self.end_part()?;
        self.disk.finish()?;
        if let Some(import) = &mut self.import {
            import.finish()?;
        }
        self.sealed();
        Ok(std::mem::take(&mut self.sealed))
    }

    fn write_page(&mut self) -> Result<(), OutputError> {
        if let Some(import) = &mut self.import {
            import.add(self.page.bytes())?;
        }
        self.disk.write(&mut self.page)
    }

    fn seal(&mut self) -> Result<(), OutputError> {
        if self.page.len() > 0 {
            self.write_page()?;
        }
        if let Some(import) = &mut self.import {
            import.end_part();
        }
        let next = PartCount {
            number: self.count.number + 1,
            totals: self.zero_totals(),
            ..PartCount::default()
        };
        self.disk.seal(std::mem::replace(&mut self.count, next))
    }

    fn zero_totals(&self) -> Vec<Cents> {
        vec![Cents(0); self.form.amount_headers().len()]
    }
}

/// A layout whose lines could not be told apart again is refused.
fn check(layout: &BulkLayout) -> Result<(), OutputError> {
    let why = if layout.columns.is_empty() {
        Sentence::new("no tiene columnas", "it has no columns")
    } else if !(1..=ROWS_PER_PART_MAX).contains(&layout.rows_per_part) {
        Sentence::new("rows_per_part no está entre 1 y 50 000", "rows_per_part is not 1 to 50,000")
    } else if layout.delimiter >= 0x80
        || layout.delimiter.is_ascii_alphanumeric()
        || matches!(layout.delimiter, b'"' | b'\r' | b'\n' | b'-' | b'.' | b'/' | 0)
    {
        Sentence::new(
            "el separador puede aparecer dentro de los datos",
            "the delimiter may stand in values",
        )
    } else if !matches!(layout.line_end, "\n" | "\r\n") {
        Sentence::new("el fin de línea no es lf ni crlf", "the line end is neither lf nor crlf")
    } else if !layout.columns.iter().all(|column| match &column.value {
        BulkValue::Sum(fields) => fields.iter().all(|field| field.amount_index().is_some()),
        BulkValue::Field(_) | BulkValue::RunningNumber => true,
    }) {
        Sentence::new(
            "una suma incluye un campo que no es importe",
            "a sum has a field that is no amount",
        )
    } else {
        return Ok(());
    };
    Err(OutputError::new(Path::new(&layout.name), Fault::Layout(why)))
}
