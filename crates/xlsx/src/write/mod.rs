//! Writes XLSX workbooks row by row, in memory that does not grow with them.
//!
//! A cell is a handful of ready-made fragments around its value; whole pages of cells are deflated in pieces, on
//! other threads if there are any, and the bytes are the same on any number of threads and on any day. Texts stand in
//! their cells unless a shared table is asked for; only that table grows.
//!
//! It formats nothing and guesses nothing: a number comes as the text that shall stand in the file, a date as its
//! serial. It cuts nothing either: what a spreadsheet cannot hold is an error that says where. There are no formulas,
//! comments, merged cells or formats beyond [`Style`].

mod deflate;
mod error;
mod escape;
mod page;
mod parts;
mod sheet;
mod strings;
mod styles;
mod zip;

use std::io::Write;

use page::Page;
use parts::Listed;
use sheet::Tails;
use strings::StringTable;
use zip::{Limits, Zip};

pub use error::{Place, WriteError};
pub use sheet::{SheetLook, SheetWriter};
pub use styles::Style;

/// The most rows that a sheet can have.
pub const ROWS_MAX: u32 = 1_048_576;

/// The most columns that a sheet can have.
pub const COLUMNS_MAX: usize = 16_384;

/// The longest text that a cell can have, in UTF-16 units, as spreadsheet programs count.
pub const TEXT_UNITS_MAX: usize = 32_767;

/// How a book is written.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Threads that deflate beside the caller's; with none, the caller's does it. The bytes do not depend on it.
    pub threads: usize,
    /// Deflate's level, 0 to 9.
    pub level: u32,
    /// Each distinct text once, in a table that is held in memory, as spreadsheet programs do themselves.
    pub shared_strings: bool,
}

/// A workbook under construction.
pub struct Book<W: Write> {
    zip: Zip<W>,
    page: Page,
    tails: Box<[Tails; Style::ALL.len()]>,
    strings: Option<StringTable>,
    sheets: Vec<Listed>,
    sheet_open: bool,
}

impl<W: Write> Book<W> {
    /// Begins a workbook.
    pub fn create(out: W, options: &Options) -> Result<Book<W>, WriteError> {
        Book::with_limits(out, options, Limits::ZIP)
    }

    fn with_limits(out: W, options: &Options, limits: Limits) -> Result<Book<W>, WriteError> {
        let press = deflate::Press::new(options.threads, options.level.min(9))?;
        let mut zip = Zip::new(out, press, limits);
        // First of all, since programs that look at a file's first bytes look for this name.
        zip.add(parts::ROOT_RELATIONS_NAME, &parts::root_relations())?;
        zip.add(parts::STYLES_NAME, &styles::xml())?;
        Ok(Book {
            zip,
            page: Page::with_capacity(deflate::PIECE_BYTES + deflate::PIECE_BYTES / 32),
            tails: Box::new(Style::ALL.map(Tails::new)),
            strings: options.shared_strings.then(StringTable::default),
            sheets: Vec::new(),
            sheet_open: false,
        })
    }

    /// Begins the next sheet; the one before it must be finished.
    pub fn sheet(
        &mut self,
        name: &str,
        look: &SheetLook,
    ) -> Result<SheetWriter<'_, W>, WriteError> {
        if self.sheet_open {
            return Err(WriteError::Unfinished { sheet: self.last_name() });
        }
        self.check_name(name)?;
        self.sheets.push(Listed { name: name.to_owned(), filter: None });
        self.sheet_open = true;
        SheetWriter::begin(self, look)
    }

    /// Writes what belongs to the whole book, and gives the writer back, flushed.
    pub fn finish(mut self) -> Result<W, WriteError> {
        if self.sheet_open {
            return Err(WriteError::Unfinished { sheet: self.last_name() });
        }
        if self.sheets.is_empty() {
            return Err(WriteError::NoSheet);
        }
        let strings = self.strings.take();
        if let Some(table) = &strings {
            self.write_strings(table)?;
        }
        let count = self.sheets.len();
        self.zip.add(parts::WORKBOOK_NAME, &parts::workbook(&self.sheets))?;
        self.zip.add(
            parts::WORKBOOK_RELATIONS_NAME,
            &parts::workbook_relations(count, strings.is_some()),
        )?;
        self.zip.add(parts::TYPES_NAME, &parts::types(count, strings.is_some()))?;
        Ok(self.zip.finish()?)
    }

    fn write_strings(&mut self, table: &StringTable) -> Result<(), WriteError> {
        self.zip.begin(parts::STRINGS_NAME)?;
        let (uses, count) = (table.uses(), table.len());
        let head = format!(
            r#"{}<sst xmlns="{}" count="{uses}" uniqueCount="{count}">"#,
            parts::XML_HEAD,
            parts::MAIN
        );
        self.page.push(head.as_bytes());
        for text in table.iter() {
            let open: &[u8] = match escape::needs_preserve(text) {
                true => br#"<si><t xml:space="preserve">"#,
                false => b"<si><t>",
            };
            self.page.push(open);
            escape::push_text(&mut self.page, text);
            self.page.push(b"</t></si>");
            if self.page.len() >= deflate::PIECE_BYTES {
                self.zip.feed(&mut self.page)?;
            }
        }
        self.page.push(b"</sst>");
        self.zip.feed(&mut self.page)?;
        Ok(self.zip.end()?)
    }

    fn last_name(&self) -> String {
        self.sheets.last().map_or_else(String::new, |sheet| sheet.name.clone())
    }

    fn check_name(&self, name: &str) -> Result<(), WriteError> {
        let folded = name.to_lowercase();
        let why = if name.is_empty() {
            "it is empty"
        } else if name.encode_utf16().count() > 31 {
            "it is longer than 31 characters"
        } else if name.contains(['[', ']', ':', '*', '?', '/', '\\'])
            || name.contains(char::is_control)
        {
            "it has one of []:*?/\\ or a control character"
        } else if name.starts_with('\'') || name.ends_with('\'') {
            "it begins or ends with an apostrophe"
        } else if folded == "history" {
            "spreadsheet programs keep it for themselves"
        } else if self.sheets.iter().any(|sheet| sheet.name.to_lowercase() == folded) {
            "another sheet has it"
        } else {
            return Ok(());
        };
        Err(WriteError::SheetName { name: name.to_owned(), why })
    }
}

#[cfg(test)]
mod tests;
