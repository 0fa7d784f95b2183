//! One sheet: rows from top to bottom, cells from left to right.

use std::io::Write;

use super::deflate::PIECE_BYTES;
use super::page::{Block, decimal};
use super::parts::{self, column_letters};
use super::styles::Style;
use super::{Book, COLUMNS_MAX, Place, ROWS_MAX, TEXT_UNITS_MAX, WriteError, escape};

/// How a sheet looks before any cell.
#[derive(Clone, Debug, Default)]
pub struct SheetLook {
    /// Widths of the first columns, in characters; 0 leaves a column as it is.
    pub widths: Vec<u16>,
    /// Columns that are not shown, counted from 0.
    pub hidden: Vec<usize>,
    /// How many rows at the top stay in view.
    pub frozen_rows: u32,
    /// The row, counted from 1, that carries the filter's buttons.
    pub filter_row: Option<u32>,
}

/// What follows a cell's reference, up to its value, for one style.
pub(super) struct Tails {
    inline: Block<32>,
    inline_preserve: Block<64>,
    shared: Block<32>,
    number: Block<16>,
    boolean: Block<32>,
    error: Block<32>,
    empty: Block<16>,
}

impl Tails {
    pub(super) fn new(style: Style) -> Tails {
        let style = match style as u8 {
            0 => String::new(),
            number => format!(r#" s="{number}""#),
        };
        let tail = |rest: &str| format!("\"{style}{rest}").into_bytes();
        Tails {
            inline: Block::new(&tail(r#" t="inlineStr"><is><t>"#)),
            inline_preserve: Block::new(&tail(r#" t="inlineStr"><is><t xml:space="preserve">"#)),
            shared: Block::new(&tail(r#" t="s"><v>"#)),
            number: Block::new(&tail("><v>")),
            boolean: Block::new(&tail(r#" t="b"><v>"#)),
            error: Block::new(&tail(r#" t="e"><v>"#)),
            empty: Block::new(&tail("/>")),
        }
    }
}

const ROW_HEAD: Block<8> = Block::new(b"<row r=\"");
const ROW_HEAD_END: Block<2> = Block::new(b"\">");
const ROW_END: Block<6> = Block::new(b"</row>");
const TEXT_END: Block<16> = Block::new(b"</t></is></c>");
const VALUE_END: Block<8> = Block::new(b"</v></c>");

const ERRORS: [&str; 8] =
    ["#N/A", "#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#GETTING_DATA"];

/// A sheet under construction. A row is begun, its cells are written from the first column on, and it is ended.
pub struct SheetWriter<'b, W: Write> {
    book: &'b mut Book<W>,
    /// The row begun last, counted from 1.
    row: u32,
    digits: Block<8>,
    in_row: bool,
    /// The column of the next cell, counted from 0.
    column: usize,
    /// `<c r="` and a column's letters.
    heads: Vec<Block<16>>,
    widest: usize,
    filter_row: Option<u32>,
}

impl<'b, W: Write> SheetWriter<'b, W> {
    pub(super) fn begin(
        book: &'b mut Book<W>,
        look: &SheetLook,
    ) -> Result<SheetWriter<'b, W>, WriteError> {
        let number = book.sheets.len();
        book.zip.begin(&parts::sheet_name(number))?;
        book.page.clear();
        book.page.push(head(look, number == 1).as_bytes());
        Ok(SheetWriter {
            book,
            row: 0,
            digits: Block::new(b""),
            in_row: false,
            column: 0,
            heads: Vec::new(),
            widest: 0,
            filter_row: look.filter_row,
        })
    }

    /// Begins the next row.
    #[inline]
    pub fn begin_row(&mut self) -> Result<(), WriteError> {
        self.start_row()?;
        self.book.page.block(&ROW_HEAD_END);
        Ok(())
    }

    /// Begins the next row, of a height of its own (a usual row has 15 points).
    pub fn begin_row_high(&mut self, points: u16) -> Result<(), WriteError> {
        self.start_row()?;
        self.book.page.push(format!("\" ht=\"{points}\" customHeight=\"1\">").as_bytes());
        Ok(())
    }

    fn start_row(&mut self) -> Result<(), WriteError> {
        if self.in_row {
            return Err(WriteError::OutOfOrder { place: self.place() });
        }
        if self.row == ROWS_MAX {
            let sheet = self.book.last_name();
            return Err(WriteError::TooManyRows { sheet });
        }
        self.row += 1;
        let (bytes, start) = decimal(self.row as u64);
        self.digits = Block::new(&bytes[start..]);
        self.in_row = true;
        self.column = 0;
        let page = &mut self.book.page;
        page.block(&ROW_HEAD);
        page.block(&self.digits);
        Ok(())
    }

    /// Ends the row begun last.
    pub fn end_row(&mut self) -> Result<(), WriteError> {
        if !self.in_row {
            return Err(WriteError::OutOfOrder { place: self.place() });
        }
        self.in_row = false;
        self.widest = self.widest.max(self.column);
        self.book.page.block(&ROW_END);
        if self.book.page.len() >= PIECE_BYTES {
            self.book.zip.feed(&mut self.book.page)?;
        }
        Ok(())
    }

    /// The row begun last, counted from 1; 0 before the first.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// Writes a text, whatever it looks like; one without characters leaves the cell empty.
    #[inline]
    pub fn text(&mut self, style: Style, text: &str) -> Result<(), WriteError> {
        if text.is_empty() {
            return self.empty(style);
        }
        if text.len() > TEXT_UNITS_MAX {
            self.check_length(text)?;
        }
        self.reference()?;
        let book = &mut *self.book;
        let (page, tails) = (&mut book.page, &book.tails[style as usize]);
        if let Some(table) = &mut book.strings {
            page.block(&tails.shared);
            page.decimal(table.number(text) as u64);
            page.block(&VALUE_END);
            return Ok(());
        }
        match escape::needs_preserve(text) {
            false => page.block(&tails.inline),
            true => page.block(&tails.inline_preserve),
        }
        escape::push_text(page, text);
        page.block(&TEXT_END);
        Ok(())
    }

    /// Writes a number, spelled as it shall stand in the file: `-12.50`, `1E-2`.
    #[inline]
    pub fn number(&mut self, style: Style, text: &str) -> Result<(), WriteError> {
        if !is_number(text) {
            return Err(WriteError::NotANumber { place: self.place(), text: text.to_owned() });
        }
        self.reference()?;
        let page = &mut self.book.page;
        page.block(&self.book.tails[style as usize].number);
        page.push(text.as_bytes());
        page.block(&VALUE_END);
        Ok(())
    }

    /// Writes an amount of money, given in hundredths.
    #[inline]
    pub fn cents(&mut self, style: Style, cents: i64) -> Result<(), WriteError> {
        self.reference()?;
        let page = &mut self.book.page;
        page.block(&self.book.tails[style as usize].number);
        let magnitude = cents.unsigned_abs();
        if cents < 0 {
            page.push(b"-");
        }
        page.decimal(magnitude / 100);
        let part = (magnitude % 100) as u8;
        page.block(&Block::<3>::new(&[b'.', b'0' + part / 10, b'0' + part % 10]));
        page.block(&VALUE_END);
        Ok(())
    }

    /// Writes a day as days since 1899-12-30; [`Style::Date`] shows it as one.
    #[inline]
    pub fn date_serial(&mut self, style: Style, serial: i64) -> Result<(), WriteError> {
        self.reference()?;
        let page = &mut self.book.page;
        page.block(&self.book.tails[style as usize].number);
        if serial < 0 {
            page.push(b"-");
        }
        page.decimal(serial.unsigned_abs());
        page.block(&VALUE_END);
        Ok(())
    }

    /// Writes `TRUE` or `FALSE`.
    pub fn boolean(&mut self, style: Style, value: bool) -> Result<(), WriteError> {
        self.reference()?;
        let page = &mut self.book.page;
        page.block(&self.book.tails[style as usize].boolean);
        page.push(if value { b"1" } else { b"0" });
        page.block(&VALUE_END);
        Ok(())
    }

    /// Writes an error value, as a failed formula leaves it: `#N/A`.
    pub fn error(&mut self, style: Style, name: &str) -> Result<(), WriteError> {
        if !ERRORS.contains(&name) {
            return Err(WriteError::NotAnError { place: self.place(), text: name.to_owned() });
        }
        self.reference()?;
        let page = &mut self.book.page;
        page.block(&self.book.tails[style as usize].error);
        page.push(name.as_bytes());
        page.block(&VALUE_END);
        Ok(())
    }

    /// Leaves a cell without a value; a plain one is not written at all.
    #[inline]
    pub fn empty(&mut self, style: Style) -> Result<(), WriteError> {
        self.reference()?;
        if style != Style::Plain {
            self.book.page.block(&self.book.tails[style as usize].empty);
            return Ok(());
        }
        let head = &self.heads[self.column - 1];
        let written = head.len() + self.digits.len();
        let page = &mut self.book.page;
        page.truncate(page.len() - written);
        Ok(())
    }

    /// Ends the sheet.
    pub fn finish(self) -> Result<(), WriteError> {
        if self.in_row {
            return Err(WriteError::OutOfOrder { place: self.place() });
        }
        let book = self.book;
        book.page.push(b"</sheetData>");
        if let (Some(first), true) = (self.filter_row, self.widest > 0) {
            let (column, last) = (column_letters(self.widest - 1), self.row);
            if (1..=last).contains(&first) {
                book.page
                    .push(format!(r#"<autoFilter ref="A{first}:{column}{last}"/>"#).as_bytes());
                if let Some(sheet) = book.sheets.last_mut() {
                    sheet.filter = Some(format!("$A${first}:${column}${last}"));
                }
            }
        }
        book.page.push(concat!(
            r#"<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>"#,
            "</worksheet>"
        ).as_bytes());
        book.zip.feed(&mut book.page)?;
        book.zip.end()?;
        book.sheet_open = false;
        Ok(())
    }

    /// Writes the next cell's reference, after which its tail must follow.
    #[inline]
    fn reference(&mut self) -> Result<(), WriteError> {
        if !self.in_row || self.column >= self.heads.len() {
            self.widen()?;
        }
        let page = &mut self.book.page;
        page.block(&self.heads[self.column]);
        page.block(&self.digits);
        self.column += 1;
        Ok(())
    }

    #[cold]
    fn widen(&mut self) -> Result<(), WriteError> {
        if !self.in_row {
            return Err(WriteError::OutOfOrder { place: self.place() });
        }
        if self.column >= COLUMNS_MAX {
            return Err(WriteError::TooManyColumns { place: self.place() });
        }
        let letters = column_letters(self.heads.len());
        self.heads.push(Block::new(format!("<c r=\"{letters}").as_bytes()));
        Ok(())
    }

    #[cold]
    fn check_length(&self, text: &str) -> Result<(), WriteError> {
        match text.encode_utf16().count() {
            units if units > TEXT_UNITS_MAX => {
                Err(WriteError::TextTooLong { place: self.place(), units })
            }
            _ => Ok(()),
        }
    }

    fn place(&self) -> Place {
        Place { sheet: self.book.last_name(), row: self.row, column: self.column }
    }
}

/// What stands before the first row.
fn head(look: &SheetLook, first_sheet: bool) -> String {
    let (xml, main) = (parts::XML_HEAD, parts::MAIN);
    let selected = if first_sheet { r#" tabSelected="1""# } else { "" };
    let mut text = format!(
        r#"{xml}<worksheet xmlns="{main}"><sheetViews><sheetView{selected} workbookViewId="0""#
    );
    let frozen = look.frozen_rows;
    match frozen {
        0 => text.push_str("/>"),
        _ => text.push_str(&format!(
            concat!(
                r#"><pane ySplit="{frozen}" topLeftCell="A{below}" activePane="bottomLeft" state="frozen"/>"#,
                r#"<selection pane="bottomLeft"/></sheetView>"#,
            ),
            frozen = frozen,
            below = frozen + 1
        )),
    }
    text.push_str(r#"</sheetViews><sheetFormatPr defaultRowHeight="15"/>"#);
    text.push_str(&columns(look));
    text.push_str("<sheetData>");
    text
}

fn columns(look: &SheetLook) -> String {
    let count = look.hidden.iter().map(|column| column + 1).chain([look.widths.len()]).max();
    let mut text = String::new();
    for column in 0..count.unwrap_or(0).min(COLUMNS_MAX) {
        let width = look.widths.get(column).copied().unwrap_or(0).min(255);
        let hidden = look.hidden.contains(&column);
        if width == 0 && !hidden {
            continue;
        }
        let number = column + 1;
        text.push_str(&format!(r#"<col min="{number}" max="{number}""#));
        match width {
            0 => text.push_str(r#" width="9.140625""#),
            // Five of a character's seven pixels are the cell's margins.
            _ => text.push_str(&format!(r#" width="{width}.7109375" customWidth="1""#)),
        }
        text.push_str(if hidden { r#" hidden="1"/>"# } else { "/>" });
    }
    match text.is_empty() {
        true => text,
        false => format!("<cols>{text}</cols>"),
    }
}

/// Whether a text is a decimal number as XML Schema and spreadsheets spell it, and not beyond what they hold.
#[inline]
fn is_number(text: &str) -> bool {
    let digits = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let mut rest = text.as_bytes();
    rest = rest.strip_prefix(b"-").unwrap_or(rest);
    let whole = digits(rest);
    rest = &rest[whole..];
    if whole == 0 {
        return false;
    }
    if let Some(fraction) = rest.strip_prefix(b".") {
        let count = digits(fraction);
        rest = &fraction[count..];
        if count == 0 {
            return false;
        }
    }
    match rest {
        [] => whole <= 300,
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => {
            !exponent.is_empty()
                && digits(exponent) == exponent.len()
                && text.parse::<f64>().is_ok_and(f64::is_finite)
        }
        _ => false,
    }
}
