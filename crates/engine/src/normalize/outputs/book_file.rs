//! A workbook on disk, written by a thread of its own.
//!
//! Rows come as compact [`Cells`], a quarter of a megabyte at a time; spelling and deflating them is not the
//! caller's work. Memory stays the same however many rows come, and a slow disk makes the caller wait.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use xlsx::write::{Book, Options, SheetLook, SheetWriter, Style, TEXT_UNITS_MAX, WriteError};

use super::error::{Fault, OutputError};
use super::worker::Worker;

/// The bytes of cells that are handed over at a time.
const BATCH_BYTES: usize = 256 * 1024;

/// Batches that wait for the thread.
const QUEUE_BATCHES: usize = 2;

/// The file that a workbook is written to.
pub(super) type BookOut = BufWriter<File>;

/// Begins a workbook's file.
pub(super) fn create(path: &Path, threads: usize) -> Result<Book<BookOut>, OutputError> {
    let file = File::create(path).map_err(|error| OutputError::io(path, error))?;
    let options = Options { threads, level: 1, shared_strings: false };
    Book::create(BufWriter::new(file), &options).map_err(|error| said(path, error))
}

/// Ends a workbook's file; that the disk has it is the folder's matter.
pub(super) fn finish(path: &Path, book: Book<BookOut>) -> Result<(), OutputError> {
    let out = book.finish().map_err(|error| said(path, error))?;
    let flushed = out.into_inner().map(drop);
    flushed.map_err(|error| OutputError::io(path, error.into_error()))
}

/// What the writer of workbooks says, as a fault of this file.
pub(super) fn said(path: &Path, error: WriteError) -> OutputError {
    match error {
        WriteError::Io(error) => OutputError::io(path, error),
        other => OutputError::new(path, Fault::Sheet(in_spanish(&other), other.to_string())),
    }
}

fn in_spanish(error: &WriteError) -> String {
    match error {
        WriteError::TextTooLong { place, units } => {
            format!("{place}: el texto tiene {units} caracteres, más de los que caben en una celda")
        }
        WriteError::NotANumber { place, text } => format!("{place}: «{text}» no es un número"),
        WriteError::NotAnError { place, text } => {
            format!("{place}: «{text}» no es un error de una hoja de cálculo")
        }
        WriteError::TooManyRows { sheet } => {
            format!("la hoja «{sheet}» está llena: no caben más filas")
        }
        WriteError::TooManyColumns { place } => format!("{place}: no caben más columnas"),
        _ => "el libro no se pudo armar".to_owned(),
    }
}

/// Rows of cells on their way to a sheet.
#[derive(Debug, Default)]
pub(crate) struct Cells(Vec<u8>);

/// What comes next among [`Cells`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Tag {
    RowBegin,
    RowEnd,
    Empty,
    Text,
    Number,
    Bool,
    Error,
}

const TAGS: [Tag; 7] =
    [Tag::RowBegin, Tag::RowEnd, Tag::Empty, Tag::Text, Tag::Number, Tag::Bool, Tag::Error];

impl Cells {
    /// How many bytes they take.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The rows that were put into bytes by [`Cells::bytes`].
    pub(crate) fn from_bytes(bytes: Vec<u8>) -> Cells {
        Cells(bytes)
    }

    /// The rows as bytes, to be kept elsewhere.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Forgets the rows and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// Adds the cells of others.
    pub(crate) fn append(&mut self, others: &Cells) {
        self.0.extend_from_slice(&others.0);
    }

    pub(crate) fn begin_row(&mut self) {
        self.0.push(Tag::RowBegin as u8);
    }

    pub(crate) fn end_row(&mut self) {
        self.0.push(Tag::RowEnd as u8);
    }

    pub(crate) fn empty(&mut self, style: Style) {
        self.0.extend_from_slice(&[Tag::Empty as u8, style as u8]);
    }

    /// A text; one that is longer than a spreadsheet's cell is cut where it is written.
    pub(crate) fn text(&mut self, style: Style, text: &str) {
        self.put(Tag::Text, style, text.as_bytes());
    }

    /// A number as it is spelled; what is none becomes a text where it is written.
    pub(crate) fn number(&mut self, style: Style, text: &str) {
        self.put(Tag::Number, style, text.as_bytes());
    }

    pub(super) fn boolean(&mut self, style: Style, value: bool) {
        self.put(Tag::Bool, style, if value { b"1" } else { b"0" });
    }

    /// An error of a spreadsheet; what is none becomes a text where it is written.
    pub(super) fn error(&mut self, style: Style, name: &str) {
        self.put(Tag::Error, style, name.as_bytes());
    }

    fn put(&mut self, tag: Tag, style: Style, text: &[u8]) {
        self.0.extend_from_slice(&[tag as u8, style as u8]);
        self.0.extend_from_slice(&(text.len() as u32).to_le_bytes());
        self.0.extend_from_slice(text);
    }

    /// Writes the rows into a sheet.
    fn play(&self, sheet: &mut SheetWriter<'_, BookOut>) -> Result<(), WriteError> {
        let mut rest = self.0.as_slice();
        while let Some((tag, after)) = rest.split_first() {
            rest = after;
            let tag = TAGS[*tag as usize % TAGS.len()];
            match tag {
                Tag::RowBegin => sheet.begin_row()?,
                Tag::RowEnd => sheet.end_row()?,
                Tag::Empty | Tag::Text | Tag::Number | Tag::Bool | Tag::Error => {
                    let Some((style, after)) = rest.split_first() else { break };
                    let style = Style::ALL[*style as usize % Style::ALL.len()];
                    rest = after;
                    if tag == Tag::Empty {
                        sheet.empty(style)?;
                        continue;
                    }
                    let Some((length, after)) = rest.split_first_chunk::<4>() else { break };
                    let length = (u32::from_le_bytes(*length) as usize).min(after.len());
                    let (text, after) = after.split_at(length);
                    rest = after;
                    play_cell(sheet, tag, style, &String::from_utf8_lossy(text))?;
                }
            }
        }
        Ok(())
    }
}

fn play_cell(
    sheet: &mut SheetWriter<'_, BookOut>,
    tag: Tag,
    style: Style,
    text: &str,
) -> Result<(), WriteError> {
    let refused = match tag {
        Tag::Number => sheet.number(style, text),
        Tag::Error => sheet.error(style, text),
        Tag::Bool => return sheet.boolean(style, text == "1"),
        _ => sheet.text(style, text),
    };
    match refused {
        // The row is as it was: a text takes the place.
        Err(WriteError::NotANumber { .. } | WriteError::NotAnError { .. }) => {
            sheet.text(style, cut(text))
        }
        Err(WriteError::TextTooLong { .. }) => sheet.text(style, cut(text)),
        other => other,
    }
}

/// As much of a text as a cell can hold.
pub(super) fn cut(text: &str) -> &str {
    if text.len() <= TEXT_UNITS_MAX {
        return text;
    }
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > TEXT_UNITS_MAX
    });
    end.map_or(text, |(at, _)| &text[..at])
}

enum Job {
    Sheet(String, SheetLook),
    Rows(Cells),
}

/// A workbook that is being written.
#[derive(Debug)]
pub(crate) struct BookFile {
    jobs: Option<SyncSender<Job>>,
    empty: Receiver<Cells>,
    worker: Worker,
    batch: Cells,
}

impl BookFile {
    /// Makes the file; a sheet must be begun before any row.
    pub(crate) fn create(path: &Path) -> Result<BookFile, OutputError> {
        let (jobs, work) = sync_channel::<Job>(QUEUE_BATCHES);
        let (give_back, empty) = sync_channel(QUEUE_BATCHES + 2);
        let mut book = create(path, 0)?;
        let at = path.to_owned();
        let body = move || -> Result<(), OutputError> {
            let told = |error| said(&at, error);
            let mut job = work.recv().ok();
            while let Some(Job::Sheet(name, look)) = job.take() {
                let mut sheet = book.sheet(&name, &look).map_err(told)?;
                while let Ok(next) = work.recv() {
                    match next {
                        Job::Rows(mut rows) => {
                            rows.play(&mut sheet).map_err(told)?;
                            rows.clear();
                            // The caller may be gone already; the room is then nobody's.
                            let _ = give_back.try_send(rows);
                        }
                        sheet => {
                            job = Some(sheet);
                            break;
                        }
                    }
                }
                sheet.finish().map_err(told)?;
            }
            finish(&at, book)
        };
        let worker =
            Worker::start("workbook", path, "the thread that writes the workbook has ended", body)?;
        Ok(BookFile { jobs: Some(jobs), empty, worker, batch: Cells::default() })
    }

    /// Begins the next sheet.
    pub(crate) fn begin_sheet(&mut self, name: &str, look: SheetLook) -> Result<(), OutputError> {
        self.hand_over()?;
        self.send(Job::Sheet(name.to_owned(), look))
    }

    /// The rows under way; the caller adds whole ones, and calls [`BookFile::ended_row`] after each.
    pub(crate) fn cells(&mut self) -> &mut Cells {
        &mut self.batch
    }

    /// Hands the rows over where they are enough.
    pub(crate) fn ended_row(&mut self) -> Result<(), OutputError> {
        if self.batch.len() >= BATCH_BYTES { self.hand_over() } else { Ok(()) }
    }

    /// Ends the workbook.
    pub(crate) fn finish(mut self) -> Result<(), OutputError> {
        self.hand_over()?;
        self.end()
    }

    fn hand_over(&mut self) -> Result<(), OutputError> {
        if self.batch.len() == 0 {
            return Ok(());
        }
        let next = self.empty.try_recv().unwrap_or_default();
        let full = std::mem::replace(&mut self.batch, next);
        self.send(Job::Rows(full))
    }

    fn send(&mut self, job: Job) -> Result<(), OutputError> {
        if self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok()) {
            return Ok(());
        }
        self.jobs = None;
        Err(self.worker.why())
    }

    fn end(&mut self) -> Result<(), OutputError> {
        self.jobs = None;
        self.worker.end()
    }
}

impl Drop for BookFile {
    fn drop(&mut self) {
        // A run that has failed already says why; what the disk would add is not asked.
        let _ = self.end();
    }
}
