//! `import.xlsx`: the lines of the parts in one workbook, for platforms whose import wants one.
//!
//! It is made of the parts' own lines, on a thread of its own, so that it can say nothing else than they do. Amounts
//! and the running number are numbers, everything else is text. What is beyond a sheet's last row goes on in another.

use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

use xlsx::write::{ROWS_MAX, SheetLook, SheetWriter, Style};

use super::book_file::{self, BookOut};
use super::error::OutputError;
use super::worker::Worker;
use crate::model::{BulkEncoding, BulkLayout, BulkValue};

/// How much of a part is read at a time.
const READ_BYTES: u64 = 256 * 1024;

/// The sheet's name, which the predecessor's users know.
const SHEET: &str = "IMPORT";

enum Job {
    /// Whole lines of a part; `true` where its line of headers comes first.
    Lines(Vec<u8>, bool),
}

/// Writes `import.xlsx`.
#[derive(Debug)]
pub(super) struct ImportBook {
    jobs: Option<SyncSender<Job>>,
    worker: Worker,
    part_begins: bool,
}

impl ImportBook {
    /// Makes the file.
    pub(super) fn create(path: &Path, layout: &BulkLayout) -> Result<ImportBook, OutputError> {
        ImportBook::create_within(path, layout, ROWS_MAX)
    }

    /// Makes the file, with at most so many rows in a sheet.
    pub(super) fn create_within(
        path: &Path,
        layout: &BulkLayout,
        rows_max: u32,
    ) -> Result<ImportBook, OutputError> {
        let (jobs, work) = sync_channel::<Job>(1);
        let threads =
            std::thread::available_parallelism().map_or(1, |count| count.get().min(4)) - 1;
        let mut book = book_file::create(path, threads)?;
        let form = Lines::new(layout, rows_max);
        let at = path.to_owned();
        let body = move || -> Result<(), OutputError> {
            let told = |error| book_file::said(&at, error);
            let mut waiting: Option<(Vec<u8>, usize)> = None;
            let mut ended = false;
            let mut number = 0u32;
            while !ended {
                number += 1;
                let name = if number == 1 { SHEET.to_owned() } else { format!("{SHEET} {number}") };
                let mut sheet = book.sheet(&name, &form.look()).map_err(told)?;
                form.write_headers(&mut sheet).map_err(told)?;
                loop {
                    let (lines, from) = match waiting.take() {
                        Some(waiting) => waiting,
                        None => match work.recv() {
                            Ok(Job::Lines(lines, headed)) => {
                                let from = if headed { form.after_headers(&lines) } else { 0 };
                                (lines, from)
                            }
                            Err(_) => {
                                ended = true;
                                break;
                            }
                        },
                    };
                    let to = form.write_lines(&mut sheet, &lines, from).map_err(told)?;
                    if to < lines.len() {
                        waiting = Some((lines, to));
                        break;
                    }
                }
                sheet.finish().map_err(told)?;
            }
            book_file::finish(&at, book)
        };
        let worker = Worker::start(
            "import-workbook",
            path,
            "the thread that writes the workbook has ended",
            body,
        )?;
        Ok(ImportBook { jobs: Some(jobs), worker, part_begins: true })
    }

    /// Adds whole lines of a part.
    pub(super) fn add(&mut self, lines: &[u8]) -> Result<(), OutputError> {
        let job = Job::Lines(lines.to_vec(), std::mem::take(&mut self.part_begins));
        if self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok()) {
            return Ok(());
        }
        self.jobs = None;
        Err(self.worker.why())
    }

    /// Adds a part that an earlier revision wrote, as it stands on the disk.
    pub(super) fn add_file(&mut self, part: &Path) -> Result<(), OutputError> {
        let told = |error| OutputError::io(part, error);
        let mut file = File::open(part).map_err(told)?;
        let mut lines = Vec::new();
        loop {
            let end = (&mut file).take(READ_BYTES).read_to_end(&mut lines).map_err(told)?;
            // No field has a line end in it: texts lose theirs before they are written.
            let whole = match memchr::memrchr(b'\n', &lines) {
                Some(last) if end > 0 => last + 1,
                None if end > 0 => continue,
                _ => lines.len(),
            };
            if whole > 0 {
                self.add(&lines[..whole])?;
            }
            lines.drain(..whole);
            if end == 0 {
                self.end_part();
                return Ok(());
            }
        }
    }

    /// The next lines begin a part, and with it its headers.
    pub(super) fn end_part(&mut self) {
        self.part_begins = true;
    }

    /// Waits until the disk has the workbook.
    pub(super) fn finish(&mut self) -> Result<(), OutputError> {
        self.jobs = None;
        self.worker.end()
    }
}

impl Drop for ImportBook {
    fn drop(&mut self) {
        // A run that has failed already says why; what the disk would add is not asked.
        let _ = self.finish();
    }
}

/// What a column of the workbook holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Count,
    Amount,
    Text,
}

/// How the parts' lines are read.
struct Lines {
    columns: Vec<(String, Kind)>,
    delimiter: u8,
    encoding: BulkEncoding,
    rows_max: u32,
}

impl Lines {
    fn new(layout: &BulkLayout, rows_max: u32) -> Lines {
        let kind = |value: &BulkValue| match value {
            BulkValue::RunningNumber => Kind::Count,
            BulkValue::Sum(_) => Kind::Amount,
            BulkValue::Field(field) if field.amount_index().is_some() => Kind::Amount,
            BulkValue::Field(_) => Kind::Text,
        };
        Lines {
            columns: layout
                .columns
                .iter()
                .map(|column| (column.header.clone(), kind(&column.value)))
                .collect(),
            delimiter: layout.delimiter,
            encoding: layout.encoding,
            rows_max,
        }
    }

    fn look(&self) -> SheetLook {
        SheetLook { frozen_rows: 1, ..SheetLook::default() }
    }

    fn write_headers(
        &self,
        sheet: &mut SheetWriter<'_, BookOut>,
    ) -> Result<(), xlsx::write::WriteError> {
        sheet.begin_row()?;
        for (header, _) in &self.columns {
            sheet.text(Style::Header, header)?;
        }
        sheet.end_row()
    }

    /// Where the line after the headers begins.
    fn after_headers(&self, lines: &[u8]) -> usize {
        memchr::memchr(b'\n', lines).map_or(lines.len(), |at| at + 1)
    }

    /// Writes lines from an offset on until the sheet is full; where the next line begins.
    fn write_lines(
        &self,
        sheet: &mut SheetWriter<'_, BookOut>,
        lines: &[u8],
        from: usize,
    ) -> Result<usize, xlsx::write::WriteError> {
        let mut at = from;
        let mut quoted = Vec::new();
        while at < lines.len() && sheet.row() < self.rows_max {
            sheet.begin_row()?;
            for (index, (_, kind)) in self.columns.iter().enumerate() {
                let is_last = index + 1 == self.columns.len();
                let (field, next) = self.field(&lines[at..], is_last, &mut quoted);
                at += next;
                self.write_cell(sheet, *kind, field)?;
            }
            sheet.end_row()?;
        }
        Ok(at)
    }

    /// The field at the beginning of these lines, and how far on the next one begins.
    fn field<'f>(
        &self,
        lines: &'f [u8],
        is_last: bool,
        quoted: &'f mut Vec<u8>,
    ) -> (&'f [u8], usize) {
        let end = if is_last { b'\n' } else { self.delimiter };
        if lines.first() != Some(&b'"') {
            let length = lines.iter().position(|byte| *byte == end).unwrap_or(lines.len());
            let field = &lines[..length];
            let field = if is_last { field.strip_suffix(b"\r").unwrap_or(field) } else { field };
            return (field, length + 1);
        }
        quoted.clear();
        let mut at = 1;
        loop {
            let rest = lines.get(at..).unwrap_or_default();
            let length = memchr::memchr(b'"', rest).unwrap_or(rest.len());
            quoted.extend_from_slice(&rest[..length]);
            at += length + 1;
            if lines.get(at) != Some(&b'"') {
                break;
            }
            quoted.push(b'"');
            at += 1;
        }
        let rest = lines.get(at..).unwrap_or_default();
        let length = memchr::memchr(end, rest).unwrap_or(rest.len());
        (quoted, at + length + 1)
    }

    fn write_cell(
        &self,
        sheet: &mut SheetWriter<'_, BookOut>,
        kind: Kind,
        field: &[u8],
    ) -> Result<(), xlsx::write::WriteError> {
        if field.is_empty() {
            return sheet.empty(Style::Plain);
        }
        let decoded;
        let text = match std::str::from_utf8(field) {
            Ok(text) if self.encoding == BulkEncoding::Utf8 || text.is_ascii() => text,
            _ => {
                decoded = encoding_rs::WINDOWS_1252.decode_without_bom_handling(field).0;
                &*decoded
            }
        };
        let style = match kind {
            Kind::Count => Style::Plain,
            Kind::Amount => Style::Amount,
            Kind::Text => return sheet.text(Style::Text, text),
        };
        match sheet.number(style, text) {
            Err(xlsx::write::WriteError::NotANumber { .. }) => sheet.text(Style::Text, text),
            other => other,
        }
    }
}
