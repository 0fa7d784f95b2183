//! Writes the correction workbook as the rows are rejected.
//!
//! A row goes straight into its sheet. One whose reason needs an answer that is known only at the end of the ledger
//! (where a repeated document stood first) waits in a file and is written last.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Seek, Write};
use std::path::{Path, PathBuf};

use xlsx::write::{ROWS_MAX, SheetLook, Style};
use xlsx::{CellKind, Row};

use super::super::answers::{self, Answers};
use super::super::book_file::{BookFile, Cells, cut};
use super::super::error::OutputError;
use super::super::findings_csv::{Finding, header_line};
use super::row_id::{self, SheetId};
use super::sentences;
use crate::model::{Columns, Date, Field, Language, RowPlace, Severity};
use crate::normalize::token::has_token;

/// What a column holds, as far as the look of its cells goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Amount,
    Date,
    /// Codes and texts: what is typed there must not lose its zeros.
    Text,
}

/// A sheet of the ledger.
#[derive(Clone, Debug)]
struct Source {
    file: u16,
    name: String,
    headers: Vec<String>,
    roles: Vec<Role>,
    id: SheetId,
    columns: Columns,
}

/// Writes `corrections.xlsx`.
#[derive(Debug)]
pub struct CorrectionsBook {
    path: PathBuf,
    book: BookFile,
    language: Language,
    ledger: u64,
    sources: Vec<Source>,
    /// The hidden header of the open sheet.
    sheet: Option<SheetId>,
    sheets: u32,
    /// Rows in the open sheet.
    rows_in_sheet: u32,
    rows: u64,
    waiting: Option<BufWriter<File>>,
    parts: RowParts,
    marked: Vec<bool>,
    digests: Vec<u16>,
}

/// A row of the workbook: what stands before the two sentences, they themselves, and what stands behind them.
#[derive(Debug, Default)]
struct RowParts {
    source: u32,
    cells: Cells,
    reason: String,
    advice: String,
    tail: Cells,
    id: String,
}

impl CorrectionsBook {
    /// Makes the workbook; `ledger` ties it to its ledger, and stands in the manifest.
    pub fn create(
        path: &Path,
        language: Language,
        ledger: u64,
    ) -> Result<CorrectionsBook, OutputError> {
        Ok(CorrectionsBook {
            path: path.to_owned(),
            book: BookFile::create(path)?,
            language,
            ledger,
            sources: Vec::new(),
            sheet: None,
            sheets: 0,
            rows_in_sheet: 0,
            rows: 0,
            waiting: None,
            parts: RowParts::default(),
            marked: Vec::new(),
            digests: Vec::new(),
        })
    }

    /// Says from which sheet the next rows come; `file` is its place in the ledger's list.
    pub fn begin_source(&mut self, file: u16, name: &str, columns: &Columns) {
        let headers = row_id::shown_headers(columns);
        let mut roles = vec![Role::Text; headers.len()];
        for field in Field::ALL {
            let role = match field {
                Field::IssueDate | Field::DueDate | Field::AmendedDate => Role::Date,
                Field::ExchangeRate => Role::Amount,
                _ if field.amount_index().is_some() => Role::Amount,
                _ => continue,
            };
            if let Some(slot) = columns.of(field).and_then(|column| roles.get_mut(column)) {
                *slot = role;
            }
        }
        self.sources.push(Source {
            file,
            name: name.to_owned(),
            id: SheetId::of(columns, &headers),
            headers,
            roles,
            columns: columns.clone(),
        });
    }

    /// Adds a rejected row with all that is wrong with it.
    ///
    /// Red are the cells for which it is rejected. Warnings stand among the reasons, behind those; notes on the ledger
    /// are no matter of a row.
    pub fn reject(&mut self, row: Row<'_>, findings: &[Finding<'_>]) -> Result<(), OutputError> {
        let Some(source) = self.sources.last() else { return Ok(()) };
        let width = source.headers.len();
        let parts = &mut self.parts;
        parts.source = self.sources.len() as u32 - 1;
        self.marked.clear();
        self.marked.resize(width, false);
        parts.reason.clear();
        parts.advice.clear();
        let of = |severity| findings.iter().filter(move |finding| finding.severity == severity);
        for finding in of(Severity::Reject).chain(of(Severity::Warn)) {
            let column = source.columns.of(finding.field);
            if finding.severity == Severity::Reject
                && let Some(mark) = column.and_then(|column| self.marked.get_mut(column))
            {
                *mark = true;
            }
            let header = column.map_or(finding.field.name(), |column| {
                source.headers.get(column).map_or("", String::as_str)
            });
            push_sentence(&mut parts.reason, &header_line(header), &finding.message, finding.code);
            if !parts.advice.contains(&finding.advice) {
                push_word(&mut parts.advice, &finding.advice);
            }
        }
        let beyond = row.cells().iter().skip(width).filter(|cell| !cell.is_empty()).count();
        if beyond > 0 {
            let count = beyond.to_string();
            let says = sentences::CELLS_BEYOND.fill(self.language, &[("count", &count)]);
            push_word(&mut parts.reason, &says);
        }
        parts.cells.clear();
        parts.cells.begin_row();
        self.digests.clear();
        for (column, role) in source.roles.iter().enumerate() {
            let (kind, text) = (row.cell(column).kind(), row.bytes(column));
            self.digests.push(push_cell(&mut parts.cells, kind, text, *role, self.marked[column]));
        }
        let place = RowPlace { file: source.file, line: row.line() };
        let line = row.line().to_string();
        let values = [("file", source.name.as_str()), ("row", line.as_str())];
        parts.tail.clear();
        parts.tail.text(Style::Note, &sentences::PLACE_VALUE.fill(self.language, &values));
        parts.id.clear();
        row_id::write(&mut parts.id, self.ledger, place, &self.marked, &self.digests);
        parts.tail.text(Style::Text, &parts.id);
        parts.tail.end_row();
        self.rows += 1;
        if has_token(&parts.reason) || has_token(&parts.advice) { self.wait() } else { self.put() }
    }

    /// How many rows there are.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// Writes the rows that wait for answers and the instructions, and waits until the disk has the workbook.
    pub fn finish(mut self, answers: Answers<'_>) -> Result<u64, OutputError> {
        if let Some(waiting) = self.waiting.take() {
            let said = |error| OutputError::io(&self.path, error);
            let mut file = waiting.into_inner().map_err(|error| said(error.into_error()))?;
            file.rewind().map_err(said)?;
            let mut file = BufReader::new(file);
            while self.parts.read(&mut file).map_err(|error| OutputError::io(&self.path, error))? {
                self.parts.reason = answers::fill(&self.parts.reason, answers);
                self.parts.advice = answers::fill(&self.parts.advice, answers);
                self.put()?;
            }
        }
        if self.sheet.is_none() {
            // A workbook without rows still says what it is.
            self.sources.truncate(1);
            if self.sources.is_empty() {
                self.begin_source(0, "", &Columns::new(&[], Vec::new()));
            }
            self.parts.source = 0;
            self.begin_sheet()?;
        }
        self.write_readme()?;
        self.book.finish()?;
        Ok(self.rows)
    }

    /// Keeps the row for the end.
    fn wait(&mut self) -> Result<(), OutputError> {
        let said = |error| OutputError::io(&self.path, error);
        let file = match &mut self.waiting {
            Some(file) => file,
            None => {
                let folder = self.path.parent().unwrap_or(Path::new("."));
                let file = tempfile::tempfile_in(folder).map_err(said)?;
                self.waiting.insert(BufWriter::with_capacity(64 * 1024, file))
            }
        };
        self.parts.write(file).map_err(said)
    }

    /// Writes the row into the sheet of its columns.
    fn put(&mut self) -> Result<(), OutputError> {
        let id = self.sources.get(self.parts.source as usize).map(|source| &source.id);
        if self.sheet.as_ref() != id || self.rows_in_sheet >= ROWS_MAX {
            self.begin_sheet()?;
        }
        let cells = self.book.cells();
        cells.append(&self.parts.cells);
        cells.text(Style::Plain, cut(&self.parts.reason));
        cells.text(Style::Plain, cut(&self.parts.advice));
        cells.append(&self.parts.tail);
        self.rows_in_sheet += 1;
        self.book.ended_row()
    }

    fn begin_sheet(&mut self) -> Result<(), OutputError> {
        let Some(source) = self.sources.get(self.parts.source as usize) else { return Ok(()) };
        self.sheets += 1;
        let name = sentences::ROWS_SHEET.text(self.language);
        let name = match self.sheets {
            1 => name.to_owned(),
            number => format!("{name} {number}"),
        };
        let width = source.headers.len();
        let mut widths: Vec<u16> = source.headers.iter().map(|_| 14).collect();
        widths.extend([70, 70, 28]);
        let look =
            SheetLook { widths, hidden: vec![width + 3], frozen_rows: 1, filter_row: Some(1) };
        self.book.begin_sheet(&name, look)?;
        let cells = self.book.cells();
        cells.begin_row();
        for header in &source.headers {
            cells.text(Style::Header, cut(header));
        }
        for header in [sentences::REASON, sentences::SUGGESTION, sentences::PLACE] {
            cells.text(Style::Header, header.text(self.language));
        }
        cells.text(Style::Header, &source.id.text());
        cells.end_row();
        self.sheet = Some(source.id.clone());
        self.rows_in_sheet = 1;
        self.book.ended_row()
    }

    fn write_readme(&mut self) -> Result<(), OutputError> {
        let name = sentences::README_SHEET.text(self.language);
        let look = SheetLook { widths: vec![120], ..SheetLook::default() };
        self.book.begin_sheet(name, look)?;
        let mut files: Vec<String> = Vec::new();
        for source in &self.sources {
            let file = format!("\"{}\"", source.name);
            if !files.contains(&file) {
                files.push(file);
            }
        }
        let files = files.join(" ");
        for (index, line) in sentences::README.iter().enumerate() {
            let cells = self.book.cells();
            let style = if index == 0 { Style::Title } else { Style::Plain };
            cells.begin_row();
            cells.text(style, cut(&line.fill(self.language, &[("files", &files)])));
            cells.end_row();
        }
        self.book.ended_row()
    }
}

impl RowParts {
    /// Writes the row to a file, to be read again by [`RowParts::read`].
    fn write(&self, file: &mut impl Write) -> std::io::Result<()> {
        file.write_all(&self.source.to_le_bytes())?;
        let parts = [self.cells.bytes(), self.reason.as_bytes(), self.advice.as_bytes()];
        for part in parts.into_iter().chain([self.tail.bytes()]) {
            file.write_all(&(part.len() as u32).to_le_bytes())?;
            file.write_all(part)?;
        }
        Ok(())
    }

    /// Reads the next row; false where there is none.
    fn read(&mut self, file: &mut impl Read) -> std::io::Result<bool> {
        let mut number = [0; 4];
        match file.read_exact(&mut number) {
            Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(false),
            other => other?,
        }
        self.source = u32::from_le_bytes(number);
        let mut part = || -> std::io::Result<Vec<u8>> {
            file.read_exact(&mut number)?;
            let mut bytes = vec![0; u32::from_le_bytes(number) as usize];
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        };
        self.cells = Cells::from_bytes(part()?);
        self.reason = String::from_utf8_lossy(&part()?).into_owned();
        self.advice = String::from_utf8_lossy(&part()?).into_owned();
        self.tail = Cells::from_bytes(part()?);
        Ok(true)
    }
}

/// Adds `Serie: … (C105)` to the reasons.
fn push_sentence(out: &mut String, header: &str, message: &str, code: &str) {
    push_word(out, header);
    out.push_str(": ");
    out.push_str(message);
    out.push_str(" (");
    out.push_str(code);
    out.push(')');
}

fn push_word(out: &mut String, word: &str) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(word);
}

/// Writes a cell of the ledger as what it is; what it held, for the hidden column.
fn push_cell(cells: &mut Cells, kind: CellKind, text: &[u8], role: Role, bad: bool) -> u16 {
    let either = |good, wrong| if bad { wrong } else { good };
    let text_style = either(Style::Text, Style::BadText);
    let date_style = either(Style::Date, Style::BadDate);
    let utf8 = String::from_utf8_lossy(text);
    match kind {
        _ if text.is_empty() => {
            cells.empty(match role {
                Role::Amount => either(Style::Plain, Style::Bad),
                Role::Date => either(Style::Plain, Style::BadDate),
                // A code typed into a blank cell keeps its zeros.
                Role::Text => text_style,
            });
            return 0;
        }
        CellKind::Number => cells.number(either(Style::Plain, Style::Bad), &utf8),
        CellKind::Date => {
            // A strict workbook has days as text; a serial keeps its time of day.
            let is_serial = text[0].is_ascii_digit() && !text.contains(&b'-');
            match Date::read(text, kind).filter(|_| !is_serial) {
                Some(date) => {
                    let serial = date.serial().to_string();
                    cells.number(date_style, &serial);
                    return row_id::digest(CellKind::Number, serial.as_bytes());
                }
                None => cells.number(date_style, &utf8),
            }
        }
        CellKind::Bool => cells.boolean(either(Style::Plain, Style::Bad), text == b"TRUE"),
        CellKind::Error => cells.error(either(Style::Plain, Style::Bad), &utf8),
        CellKind::Text | CellKind::Empty => {
            let written = cut(&utf8);
            cells.text(text_style, written);
            return row_id::digest(CellKind::Text, written.as_bytes());
        }
    }
    row_id::digest(kind, text)
}
