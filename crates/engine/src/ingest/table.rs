//! An open table, which yields its rows as they stand: header, blank lines and totals included.
//!
//! A file that changes while it is read ends in an error, and so does everything else that would make rows uncertain.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use tempfile::TempPath;
use xlsx::{CellKind, Rows};

use super::delimited;
use super::error::{IngestError, Place};
use super::evidence::Evidence;
use super::format::Format;
use super::inner_error::{from_delimited, from_xlsx};
use super::layout::Layouts;
use super::locate::{HEAD_ROWS_MAX, Located, locate};
use super::pdf::PageLines;
use super::sheets::Sheet;
use super::stamp::Stamp;
use crate::model::Sentence;

const OTHER_SEPARATOR: Sentence = Sentence::new(
    "el formato «{layout}» se separa con `{usual}`, y este texto con `{found}`",
    "the layout “{layout}” is delimited with `{usual}`, and this text with `{found}`",
);

/// The reader behind a table.
pub(crate) enum Source {
    Xlsx(Box<xlsx::SheetReader>),
    /// Batches that are in memory already, the last one first.
    Whole(Vec<Rows>),
    Text(Box<delimited::Reader>),
}

/// An open table.
pub struct Table {
    source: Source,
    format: Format,
    place: Place,
    /// The file and what it was when it was opened.
    opened: Option<(PathBuf, Stamp)>,
    sheets: Vec<Sheet>,
    pages: PageLines,
    evidence: Vec<Evidence>,
    head: Rows,
    head_read: bool,
    head_given: bool,
    ended: bool,
    /// Deletes the temporary file behind the source, after the source itself is closed.
    temporary: Option<TempPath>,
}

impl Table {
    pub(crate) fn new(
        source: Source,
        format: Format,
        sheets: Vec<Sheet>,
        place: Place,
        evidence: Vec<Evidence>,
    ) -> Table {
        Table {
            source,
            format,
            place,
            opened: None,
            sheets,
            pages: PageLines::default(),
            evidence,
            head: Rows::new(),
            head_read: false,
            head_given: false,
            ended: false,
            temporary: None,
        }
    }

    /// The same, watching the file that it was opened from, and keeping its temporary copy.
    pub(crate) fn of_file(
        mut self,
        path: &Path,
        metadata: &Metadata,
        temporary: Option<TempPath>,
    ) -> Table {
        self.opened = Some((path.to_owned(), Stamp::of(metadata)));
        self.temporary = temporary;
        self
    }

    /// The same, of a document with pages.
    pub(crate) fn of_pages(mut self, pages: PageLines) -> Table {
        self.pages = pages;
        self
    }

    /// Page and line on the page, both from 1, of a row's line; none where there are no pages.
    pub fn page(&self, line: u64) -> Option<(u64, u64)> {
        self.pages.place(line)
    }

    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// File, member of an archive, and sheet.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The sheet that is read, in a workbook.
    pub fn sheet(&self) -> Option<&str> {
        self.place.sheet.as_deref()
    }

    /// All sheets of the workbook; none in a text.
    pub fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// What was found out about the file.
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// The copy of a packed workbook, which is deleted together with the table.
    pub fn temporary_copy(&self) -> Option<&Path> {
        self.temporary.as_deref()
    }

    /// The reader of a text, for its dialect and for what was out of the ordinary in it.
    pub fn text(&self) -> Option<&delimited::Reader> {
        match &self.source {
            Source::Text(reader) => Some(reader),
            Source::Xlsx(_) | Source::Whole(_) => None,
        }
    }

    /// The first rows, at least [`HEAD_ROWS_MAX`] unless the table ends before; they stay to be read.
    pub fn head(&mut self) -> Result<&Rows, IngestError> {
        if !self.head_read {
            let mut head = Rows::new();
            self.advance(&mut head)?;
            let mut more = Rows::new();
            while head.len() < HEAD_ROWS_MAX && !self.ended {
                self.advance(&mut more)?;
                append(&mut head, &more);
            }
            self.head = head;
            self.head_read = true;
        }
        Ok(&self.head)
    }

    /// Finds the layout by the first rows; `forced` names the one that a person chose.
    pub fn locate(
        &mut self,
        layouts: &Layouts,
        forced: Option<&str>,
    ) -> Result<Located, IngestError> {
        self.head()?;
        let located = locate(&self.head, layouts, forced);
        let mut located = located.map_err(|error| error.within(&self.place))?;
        let usual = located.layout.separator;
        let found = self.text().and_then(|reader| reader.dialect().delimiter);
        if let (Some(usual), Some(found)) = (usual, found)
            && found.as_bytes() != [usual]
        {
            located.evidence.push(
                Evidence::doubt(OTHER_SEPARATOR)
                    .with("layout", located.layout.name.as_str())
                    .with("usual", char::from(usual).to_string())
                    .with("found", found.to_string()),
            );
        }
        Ok(located)
    }

    /// What was out of the ordinary in a text; complete once [`Table::next`] has returned `false`.
    pub fn irregularities(&self) -> Vec<Evidence> {
        let Some(found) = self.text().map(delimited::Reader::irregular) else { return Vec::new() };
        let said = found.sentences(true).into_iter().zip(found.sentences(false));
        let doubt = !found.is_clean();
        let detail = !doubt;
        said.map(|(es, en)| Evidence { doubt, detail, ..Evidence::words(es, en) }).collect()
    }

    /// How much of the table was read so far, in thousandths, where its file tells.
    pub fn share(&self) -> Option<u64> {
        match &self.source {
            Source::Text(reader) => reader.share(),
            Source::Xlsx(reader) => reader.share(),
            Source::Whole(_) => None,
        }
    }

    /// Replaces `rows` by the next rows; `false` when the table has ended, and the file is still what it was.
    ///
    /// Rows are certain once `false` was returned: checksums and changes are known only at the end.
    #[allow(clippy::should_implement_trait)] // a batch is lent, which an iterator cannot do
    pub fn next(&mut self, rows: &mut Rows) -> Result<bool, IngestError> {
        if self.head_read && !self.head_given {
            self.head_given = true;
            std::mem::swap(rows, &mut self.head);
            self.head = Rows::new();
            if !rows.is_empty() {
                return Ok(true);
            }
        }
        self.advance(rows)
    }

    fn advance(&mut self, rows: &mut Rows) -> Result<bool, IngestError> {
        if self.ended {
            rows.clear();
            return Ok(false);
        }
        let place = &self.place;
        let more = match &mut self.source {
            Source::Xlsx(reader) => reader.next(rows).map_err(|error| from_xlsx(error, place))?,
            Source::Text(reader) => {
                reader.next(rows).map_err(|error| from_delimited(error, place))?
            }
            Source::Whole(batches) => match batches.pop() {
                Some(batch) => {
                    *rows = batch;
                    true
                }
                None => {
                    rows.clear();
                    false
                }
            },
        };
        if !more {
            self.ended = true;
            self.check_unchanged()?;
        }
        Ok(more)
    }

    /// Compares length and time of change with those when the file was opened.
    fn check_unchanged(&self) -> Result<(), IngestError> {
        let Some((path, stamp)) = &self.opened else { return Ok(()) };
        stamp.must_hold(path, &self.place)
    }
}

fn append(rows: &mut Rows, more: &Rows) {
    for row in more.iter() {
        rows.begin_row(row.line());
        for cell in row.cells() {
            let kind = if cell.is_empty() { CellKind::Empty } else { cell.kind() };
            rows.push(kind, row.bytes_of(*cell));
        }
    }
}
