//! The general way to read a cell: any attributes in any order, any type, any XML.

use std::sync::Arc;

use crate::cell::{self, CellType};
use crate::error::{BadXml, Result};
use crate::limits::Limits;
use crate::rows::{Cell, CellKind, Rows};
use crate::scan::pending::Pending;
use crate::scan::xml::{Cursor, Step, Tag, Token, attribute_text};
use crate::styles::Styles;
use crate::text;

/// Elements that are open around a cell's children: worksheet, sheetData, row, c.
const DEPTH: usize = 4;

/// What a cell's start tag says.
#[derive(Clone, Copy, Debug)]
struct Head {
    /// Its reference, if it has one.
    reference: Option<(usize, u64)>,
    cell_type: CellType,
    style: u32,
}

/// What was learned of a cell's form, for the next one of its column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The value's text begins at the place, and the element `v` is the cell's last.
    Value(usize, ValueForm),
    /// The cell ends at the place and is empty.
    Empty(usize),
    /// Nothing that would be worth a guess.
    Other,
}

/// How the text of a value is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ValueForm {
    Number,
    Date,
    Shared,
    Inline,
}

/// Reads cells in the general way.
pub(crate) struct CellParser {
    pub(crate) limits: Limits,
    pub(crate) styles: Arc<Styles>,
    pub(crate) date_1904: bool,
    value: Vec<u8>,
    inline: Vec<u8>,
    scratch: Vec<u8>,
    /// The column that is being read, for the place of an error.
    pub(crate) column: Option<usize>,
}

/// What was found in a cell.
#[derive(Default)]
struct Content {
    has_value: bool,
    has_inline: bool,
    /// Where the first value's text begins, if a cell of this form can be guessed.
    value_start: Option<usize>,
    children: usize,
}

impl CellParser {
    pub(crate) fn new(limits: Limits, styles: Arc<Styles>, date_1904: bool) -> CellParser {
        CellParser {
            limits,
            styles,
            date_1904,
            value: Vec::new(),
            inline: Vec::new(),
            scratch: Vec::new(),
            column: None,
        }
    }

    /// Reads the rest of the cell whose start tag is `tag`, in row `line`; the cell's column and form.
    ///
    /// `next_column` is where it stands if it does not say so.
    pub(crate) fn read<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        tag: &Tag<'a>,
        line: u64,
        next_column: usize,
        rows: &mut Rows,
        pending: &mut Pending,
    ) -> Step<(usize, Form)> {
        let head = self.head(tag)?;
        let column = match head.reference {
            Some((column, row)) => {
                self.column = Some(column);
                if row != line {
                    return Err(BadXml::RowMismatch.into());
                }
                column
            }
            None => next_column,
        };
        self.column = Some(column);
        cell::check_column(column, &self.limits)?;
        let content = match tag.empty {
            true => Content::default(),
            false => self.content(cursor, tag.name)?,
        };
        let form = self.form(&head, tag, &content, cursor.at);
        self.place(&head, &content, column, rows, pending)?;
        self.column = None;
        Ok((column, form))
    }

    fn head(&mut self, tag: &Tag<'_>) -> Result<Head, BadXml> {
        let mut head = Head { reference: None, cell_type: CellType::Number, style: 0 };
        let (mut has_type, mut has_style) = (false, false);
        let scratch = &mut self.scratch;
        tag.each_attribute(|name, raw| {
            let twice = match name {
                b"r" => {
                    let reference = cell::reference(attribute_text(raw, scratch)?)?;
                    head.reference.replace(reference).is_some()
                }
                b"t" => {
                    head.cell_type = CellType::named(attribute_text(raw, scratch)?)?;
                    std::mem::replace(&mut has_type, true)
                }
                b"s" => {
                    head.style = cell::style_index(attribute_text(raw, scratch)?);
                    std::mem::replace(&mut has_style, true)
                }
                _ => false,
            };
            if twice { Err(BadXml::Syntax) } else { Ok(()) }
        })?;
        Ok(head)
    }

    fn content<'a>(&mut self, cursor: &mut Cursor<'a>, name: &'a [u8]) -> Step<Content> {
        self.value.clear();
        self.inline.clear();
        let mut content = Content::default();
        loop {
            match cursor.token()? {
                Token::Open(tag) => {
                    content.children += 1;
                    self.child(cursor, &tag, &mut content)?;
                }
                Token::Close(close) if close == name => return Ok(content),
                Token::Close(_) => return Err(BadXml::Mismatch.into()),
                Token::End => return Err(BadXml::UnexpectedEnd.into()),
                Token::Text(_) | Token::CData(_) | Token::Aside => {}
            }
        }
    }

    fn child<'a>(
        &mut self,
        cursor: &mut Cursor<'a>,
        tag: &Tag<'a>,
        content: &mut Content,
    ) -> Step<()> {
        let limits = &self.limits;
        match tag.local() {
            b"v" => {
                content.has_value = true;
                if tag.empty {
                    return Ok(());
                }
                if tag.name == b"v" && content.children == 1 {
                    content.value_start = Some(cursor.at);
                }
                cursor.text_of(tag.name, DEPTH + 1, limits, &mut self.value)
            }
            b"is" => {
                content.has_inline = true;
                if tag.empty {
                    return Ok(());
                }
                // `<is><t>` is the form that is worth a guess.
                if tag.name == b"is" && content.children == 1 {
                    let start = &cursor.view.bytes()[cursor.at..];
                    let prefix = start.starts_with(b"<t>").then_some(3);
                    content.value_start = prefix.map(|length| cursor.at + length);
                }
                cursor.string_of(tag.name, DEPTH + 1, limits, &mut self.inline)
            }
            _ => cursor.pass(tag, DEPTH, limits),
        }
    }

    /// The form of a cell, if the next one of its column may be guessed by it.
    fn form(&self, head: &Head, tag: &Tag<'_>, content: &Content, end: usize) -> Form {
        if tag.name != b"c" {
            return Form::Other;
        }
        if !content.has_value && !content.has_inline {
            return Form::Empty(end);
        }
        let value_form = match head.cell_type {
            CellType::Number if !self.styles.is_date(head.style) => ValueForm::Number,
            CellType::Number if !self.date_1904 => ValueForm::Date,
            CellType::Shared => ValueForm::Shared,
            CellType::Inline => ValueForm::Inline,
            _ => return Form::Other,
        };
        let is_alone =
            content.children == 1 && content.has_inline == (value_form == ValueForm::Inline);
        match content.value_start {
            Some(start) if is_alone => Form::Value(start, value_form),
            _ => Form::Other,
        }
    }

    fn place(
        &mut self,
        head: &Head,
        content: &Content,
        column: usize,
        rows: &mut Rows,
        pending: &mut Pending,
    ) -> Step<()> {
        let is_inline = head.cell_type == CellType::Inline && content.has_inline;
        let text = if is_inline { &mut self.inline } else { &mut self.value };
        if !content.has_value && !content.has_inline {
            text.clear();
        }
        let kind = match head.cell_type {
            CellType::Inline | CellType::Text if text.is_empty() => CellKind::Empty,
            CellType::Inline | CellType::Text => {
                text::decode_escapes(text, 0);
                CellKind::Text
            }
            CellType::Shared => {
                let Some(index) = cell::string_index(text)? else {
                    return put(rows, pending, column, CellKind::Empty, b"");
                };
                let strings = pending.strings();
                let string = strings.get(index).ok_or(BadXml::StringIndex)?;
                if column >= rows.width() {
                    rows.pad_to(column);
                    pending.note(rows.cells_len(), index);
                    // A place holder that is taken; its text comes later.
                    rows.push_cell(Cell::new(CellKind::Text, 0, 0));
                    return Ok(());
                }
                text.clear();
                text.extend_from_slice(string);
                if text.is_empty() { CellKind::Empty } else { CellKind::Text }
            }
            other => {
                let is_date = self.styles.is_date(head.style);
                cell::plain_value(other, is_date, self.date_1904, text)?
            }
        };
        cell::check_length(text.len(), &self.limits)?;
        put(rows, pending, column, kind, text)
    }
}

/// Puts a cell where it belongs. One that comes out of order needs the others to be what they are: resolved.
fn put(
    rows: &mut Rows,
    pending: &mut Pending,
    column: usize,
    kind: CellKind,
    text: &[u8],
) -> Step<()> {
    if column < rows.width() {
        pending.resolve_all(rows);
    }
    let text = if kind == CellKind::Empty { b"" } else { text };
    let start = rows.text_bytes();
    rows.arena().extend_from_slice(text);
    match rows.place(column, Cell::new(kind, start, text.len())) {
        true => Ok(()),
        false => Err(BadXml::RepeatedCell.into()),
    }
}
