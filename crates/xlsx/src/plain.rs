//! The plain way to read a sheet: a general XML reader, one event at a time, nothing guessed.
//!
//! It is some twenty times slower than the scanner and exists to be compared with it: whatever a sheet holds, both must
//! give the same rows.

use std::io::BufReader;
use std::sync::Arc;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::archive::{Archive, Stored};
use crate::cell::{self, CellType};
use crate::error::{BadXml, Error, Limit, Result};
use crate::limits::Limits;
use crate::part::{PartReader, PartStream};
use crate::reader::{BATCH_ROWS, SheetParts};
use crate::rows::{Cell, CellKind, Rows};
use crate::text;

/// XML events of one part, and the names of the elements that are open.
struct Events {
    part: String,
    reader: Reader<BufReader<PartReader>>,
    open: Vec<String>,
    buffer: Vec<u8>,
    limits: Limits,
}

/// What a general event means to a sheet or a table of strings.
enum Node {
    Open(BytesStart<'static>),
    Close,
    Text(String),
    End,
}

impl Events {
    fn new(archive: Arc<Archive>, stored: Stored, limits: Limits) -> Result<Events> {
        let part = stored.name.clone();
        let mut start = [0; 256];
        let mut stream = PartStream::new(archive.clone(), stored.clone(), limits);
        let length = stream.fill(&mut start)?;
        let mark =
            text::check_encoding(&start[..length]).map_err(|e| Error::from(e).in_part(&part))?;
        let mut bytes = PartReader::new(PartStream::new(archive, stored, limits));
        std::io::Read::read_exact(&mut bytes, &mut start[..mark])?;
        let mut reader = Reader::from_reader(BufReader::new(bytes));
        reader.config_mut().expand_empty_elements = true;
        Ok(Events { part, reader, open: Vec::new(), buffer: Vec::new(), limits })
    }

    /// The next event; the element of a `Close` is on the stack until the next call.
    fn next(&mut self, closed: &mut bool) -> Result<Node> {
        if std::mem::take(closed) {
            self.open.pop();
        }
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event.into_owned(),
                Err(error) => {
                    let syntax = match error {
                        quick_xml::Error::Encoding(_) => BadXml::Encoding,
                        quick_xml::Error::IllFormed(_) => BadXml::Mismatch,
                        _ => BadXml::Syntax,
                    };
                    let own = self.reader.get_mut().get_mut().take_error();
                    return Err(own.unwrap_or_else(|| syntax.into()));
                }
            };
            match event {
                Event::Start(tag) => {
                    if self.open.len() >= self.limits.depth {
                        return Err(Error::too_large(Limit::Depth, self.limits.depth as u64));
                    }
                    self.open.push(tag.local_name().as_ref().to_owned());
                    return Ok(Node::Open(tag));
                }
                Event::End(_) => {
                    *closed = true;
                    return Ok(Node::Close);
                }
                Event::Text(text) => return Ok(Node::Text(text.xml10_content().into_owned())),
                Event::CData(text) => return Ok(Node::Text(text.xml10_content().into_owned())),
                Event::GeneralRef(name) => {
                    let character = text::entity(name.as_bytes()).ok_or(BadXml::Entity)?;
                    return Ok(Node::Text(character.to_string()));
                }
                Event::DocType(_) => return Err(BadXml::Doctype.into()),
                Event::Eof if self.open.is_empty() => return Ok(Node::End),
                Event::Eof => return Err(BadXml::UnexpectedEnd.into()),
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn is_at(&self, path: &[&str]) -> bool {
        self.open.len() == path.len() && self.open.iter().zip(path).all(|(a, b)| a == b)
    }

    fn place(&self, error: Error) -> Error {
        error.in_part(&self.part).at_offset(self.reader.buffer_position())
    }
}

/// Reads the table of shared strings.
pub(crate) fn read_strings(
    archive: &Arc<Archive>,
    stored: Stored,
    limits: &Limits,
) -> Result<Vec<String>> {
    let mut events = Events::new(archive.clone(), stored, *limits)?;
    strings_of(&mut events).map_err(|error| events.place(error))
}

fn strings_of(events: &mut Events) -> Result<Vec<String>> {
    let mut strings = Vec::new();
    let mut total = 0;
    let mut current = String::new();
    let mut closed = false;
    loop {
        match events.next(&mut closed)? {
            Node::Open(_) if events.open.len() == 1 && !events.is_at(&["sst"]) => {
                return Err(BadXml::Root.into());
            }
            Node::Text(text)
                if events.is_at(&["sst", "si", "t"]) || events.is_at(&["sst", "si", "r", "t"]) =>
            {
                current.push_str(&text);
            }
            Node::Close if events.is_at(&["sst", "si"]) => {
                let string = unescaped(std::mem::take(&mut current));
                cell::check_length(string.len(), &events.limits)?;
                total += string.len() + size_of::<u32>();
                if total > events.limits.strings_bytes {
                    let limit = events.limits.strings_bytes as u64;
                    return Err(Error::too_large(Limit::StringsBytes, limit));
                }
                strings.push(string);
            }
            Node::End => return Ok(strings),
            _ => {}
        }
    }
}

fn unescaped(text: String) -> String {
    let mut bytes = text.into_bytes();
    text::decode_escapes(&mut bytes, 0);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A cell that is being read.
struct OpenCell {
    column: usize,
    cell_type: CellType,
    style: u32,
    value: Option<String>,
    inline: Option<String>,
}

/// A sheet that is being read.
pub(crate) struct PlainSheet {
    events: Events,
    strings: Vec<String>,
    parts: SheetParts,
    line: u64,
    next_column: usize,
    column: Option<usize>,
    row_text: usize,
    closed: bool,
    in_row: bool,
}

impl PlainSheet {
    pub(crate) fn new(parts: SheetParts) -> Result<PlainSheet> {
        let strings = match &parts.strings {
            Some(stored) => read_strings(&parts.archive, stored.clone(), &parts.limits)?,
            None => Vec::new(),
        };
        let events = Events::new(parts.archive.clone(), parts.sheet.clone(), parts.limits)?;
        Ok(PlainSheet {
            events,
            strings,
            parts,
            line: 0,
            next_column: 0,
            column: None,
            row_text: 0,
            closed: false,
            in_row: false,
        })
    }

    /// Fills `rows`; see [`crate::SheetReader::next`].
    pub(crate) fn next(&mut self, rows: &mut Rows) -> Result<bool> {
        self.fill(rows).map_err(|error| {
            let error = self.events.place(error);
            let error = match self.column {
                Some(column) => error.at_column(column),
                None => error,
            };
            if self.in_row { error.at_row(self.line) } else { error }
        })
    }

    fn fill(&mut self, rows: &mut Rows) -> Result<bool> {
        const ROW: [&str; 3] = ["worksheet", "sheetData", "row"];
        const CELL: [&str; 4] = ["worksheet", "sheetData", "row", "c"];
        let mut cell: Option<OpenCell> = None;
        loop {
            match self.events.next(&mut self.closed)? {
                Node::Open(_) if self.events.open.len() == 1 => {
                    if !self.events.is_at(&["worksheet"]) {
                        return Err(BadXml::Root.into());
                    }
                }
                Node::Open(tag) if self.events.is_at(&ROW) => self.begin_row(&tag, rows)?,
                Node::Open(tag) if self.events.is_at(&CELL) => cell = Some(self.begin_cell(&tag)?),
                Node::Open(_) => {
                    if let (Some(cell), 5) = (&mut cell, self.events.open.len()) {
                        match self.events.open[4].as_str() {
                            "v" => drop(cell.value.get_or_insert_default()),
                            "is" => drop(cell.inline.get_or_insert_default()),
                            _ => {}
                        }
                    }
                }
                Node::Text(text) => {
                    if let Some(cell) = &mut cell {
                        let inside: Vec<&str> =
                            self.events.open[4..].iter().map(String::as_str).collect();
                        match inside.as_slice() {
                            ["v"] => cell.value.get_or_insert_default().push_str(&text),
                            ["is", "t"] | ["is", "r", "t"] => {
                                cell.inline.get_or_insert_default().push_str(&text);
                            }
                            _ => {}
                        }
                    }
                }
                Node::Close if self.events.is_at(&CELL) => {
                    if let Some(cell) = cell.take() {
                        self.end_cell(cell, rows)?;
                    }
                    self.column = None;
                }
                Node::Close if self.events.is_at(&ROW) => {
                    self.in_row = false;
                    if rows.len() >= BATCH_ROWS {
                        return Ok(true);
                    }
                }
                Node::Close => {}
                Node::End => return Ok(!rows.is_empty()),
            }
        }
    }

    fn begin_row(&mut self, tag: &BytesStart<'_>, rows: &mut Rows) -> Result<()> {
        let line = match attribute(tag, "r")? {
            Some(text) => cell::row_number(text.as_bytes())?,
            None => self.line + 1,
        };
        cell::check_row(line, self.line, &self.parts.limits).map_err(|error| error.at_row(line))?;
        self.line = line;
        self.next_column = 0;
        self.row_text = 0;
        self.in_row = true;
        rows.begin_row(line);
        Ok(())
    }

    fn begin_cell(&mut self, tag: &BytesStart<'_>) -> Result<OpenCell> {
        let column = match attribute(tag, "r")? {
            Some(text) => {
                let (column, row) = cell::reference(text.as_bytes())?;
                if row != self.line {
                    return Err(Error::from(BadXml::RowMismatch).at_column(column));
                }
                column
            }
            None => self.next_column,
        };
        self.column = Some(column);
        cell::check_column(column, &self.parts.limits)?;
        self.next_column = column + 1;
        let cell_type = match attribute(tag, "t")? {
            Some(text) => CellType::named(text.as_bytes())?,
            None => CellType::Number,
        };
        let style = attribute(tag, "s")?.map_or(0, |text| cell::style_index(text.as_bytes()));
        Ok(OpenCell { column, cell_type, style, value: None, inline: None })
    }

    fn end_cell(&mut self, cell: OpenCell, rows: &mut Rows) -> Result<()> {
        let text = match cell.cell_type {
            CellType::Inline => cell.inline.or(cell.value),
            _ => cell.value,
        };
        let mut value = text.unwrap_or_default().into_bytes();
        let kind = match (cell.cell_type, value.is_empty()) {
            (CellType::Inline | CellType::Text, true) => CellKind::Empty,
            (CellType::Inline | CellType::Text, false) => {
                text::decode_escapes(&mut value, 0);
                CellKind::Text
            }
            (CellType::Shared, _) => match cell::string_index(&value)? {
                None => CellKind::Empty,
                Some(index) => {
                    let string = self.strings.get(index).ok_or(BadXml::StringIndex)?;
                    value = string.clone().into_bytes();
                    if value.is_empty() { CellKind::Empty } else { CellKind::Text }
                }
            },
            (other, _) => {
                let is_date = self.parts.styles.is_date(cell.style);
                cell::plain_value(other, is_date, self.parts.date_1904, &mut value)?
            }
        };
        if kind == CellKind::Empty {
            value.clear();
        }
        cell::check_length(value.len(), &self.parts.limits)?;
        self.row_text += value.len();
        if self.row_text > self.parts.limits.row_bytes {
            return Err(Error::too_large(Limit::RowBytes, self.parts.limits.row_bytes as u64));
        }
        let start = rows.text_bytes();
        rows.arena().extend_from_slice(&value);
        match rows.place(cell.column, Cell::new(kind, start, value.len())) {
            true => Ok(()),
            false => Err(BadXml::RepeatedCell.into()),
        }
    }
}

/// The attribute of exactly that name (`x:r` is not `r`), decoded.
fn attribute(tag: &BytesStart<'_>, name: &str) -> Result<Option<String>> {
    let mut found = None;
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|_| Error::from(BadXml::Syntax))?;
        if attribute.key.as_ref() == name {
            let mut value = Vec::new();
            text::decode_xml(attribute.value.as_bytes(), &mut value)?;
            let value = String::from_utf8(value).map_err(|_| BadXml::Encoding)?;
            found = Some(value);
        }
    }
    Ok(found)
}
