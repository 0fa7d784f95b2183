//! A report that was printed as PDF: its text by where it stands, its lines, and the table that they make.
//!
//! A library takes the file apart (objects, streams, what each font's codes are); what stands where is found out here.
//! A page has no table, only characters at places: the table is told by its titles. Nothing is recognized in pictures,
//! and no line of the table is dropped: one that is no entry is a row as it stands. What codes and descriptions mean is
//! not asked.

mod columns;
mod encoding;
mod font;
mod limits;
mod lines;
mod metrics;
mod notes;
mod table;
mod text;

use std::thread;

use hayro_syntax::object::Dict;
use hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use memchr::memmem;
use xlsx::{CellKind, Rows};

use self::limits::Used;
use self::lines::{Line, Word, joined};
use self::notes::Notes;
use self::table::TableRow;
use super::error::{IngestError, IngestErrorKind, Place};
use super::evidence::Evidence;
use crate::model::Sentence;

/// Stack for the library, which goes down into what a file holds: a hostile one should meet a limit before the end.
const STACK_BYTES: usize = 64 << 20;
/// The last bytes of a file, where its end is announced.
const TAIL_BYTES: usize = 2048;

const PAGES: Sentence = Sentence::new("páginas", "pages");
const FILE_BYTES: Sentence = Sentence::new("bytes de un PDF", "bytes of a PDF");
const STRUCTURE: Sentence =
    Sentence::new("no se puede leer cómo está armado", "how it is put together cannot be read");
const PAGES_MISSING: Sentence =
    Sentence::new("le faltan páginas que él mismo anuncia", "it lacks pages that it says it has");
const SCANNED: Sentence = Sentence::new(
    "sus páginas son imágenes (un escaneo o una foto)",
    "its pages are pictures (a scan or a photograph)",
);
const INVISIBLE: Sentence = Sentence::new(
    "sus páginas son imágenes con letras invisibles, puestas por un programa de OCR",
    "its pages are pictures with invisible letters, put there by OCR",
);
const BLANK: Sentence = Sentence::new("sus páginas están en blanco", "its pages are blank");

/// Why a PDF gives no rows.
#[derive(Clone, Copy, Debug)]
enum Fault {
    Password,
    Cut,
    Damaged(Sentence),
    Limit { what: Sentence, limit: u64 },
    NoText(Sentence),
    NoCharacters,
}

impl Fault {
    fn error(self, place: &Place) -> IngestError {
        let error = |kind| IngestError::new(kind, place.clone());
        match self {
            Fault::Password => error(IngestErrorKind::PdfProtected),
            Fault::Cut => error(IngestErrorKind::Truncated),
            Fault::Damaged(detail) => error(IngestErrorKind::PdfDamaged).with("detail", detail),
            Fault::Limit { what, limit } => {
                error(IngestErrorKind::TooLarge).with("what", what).with("limit", limit)
            }
            Fault::NoText(what) => error(IngestErrorKind::PdfWithoutText).with("what", what),
            Fault::NoCharacters => error(IngestErrorKind::PdfWithoutCharacters),
        }
    }
}

/// What a PDF gives.
pub(crate) struct Report {
    /// Batches of rows, the last one first.
    pub(crate) rows: Vec<Rows>,
    /// What was found out.
    pub(crate) evidence: Vec<Evidence>,
    /// Where the lines of the document stand.
    pub(crate) pages: PageLines,
}

/// Which line of the document is which line of which page.
#[derive(Clone, Debug, Default)]
pub(crate) struct PageLines {
    /// How many lines there are up to the end of each page.
    ends: Vec<u64>,
}

impl PageLines {
    /// Page and line on the page, both from 1, of a line of the document.
    pub(crate) fn place(&self, line: u64) -> Option<(u64, u64)> {
        let page = self.ends.partition_point(|end| *end < line);
        let before = page.checked_sub(1).map_or(0, |before| self.ends[before]);
        (page < self.ends.len() && line > before).then(|| (page as u64 + 1, line - before))
    }
}

/// Bytes of a file that may be a PDF; more are not read.
pub(crate) const FILE_BYTES_MAX: u64 = limits::FILE_BYTES_MAX;

/// Reads the report in a file's bytes.
pub(crate) fn read(bytes: Vec<u8>, place: &Place) -> Result<Report, IngestError> {
    // A thread of its own has a stack of its own, and if the library gives up, only the thread does.
    let reading = thread::Builder::new().stack_size(STACK_BYTES).spawn(move || report(bytes));
    let reading = reading.map_err(|error| IngestError::io(error, place.clone()))?;
    let read = reading.join().unwrap_or(Err(Fault::Damaged(STRUCTURE)));
    read.map_err(|fault| fault.error(place))
}

fn report(bytes: Vec<u8>) -> Result<Report, Fault> {
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(Fault::Limit { what: FILE_BYTES, limit: FILE_BYTES_MAX });
    }
    let tail = &bytes[bytes.len().saturating_sub(TAIL_BYTES)..];
    if memmem::find(tail, b"%%EOF").is_none() {
        return Err(Fault::Cut);
    }
    if memmem::find(&bytes, b"/Encrypt").is_some() {
        return Err(Fault::Password);
    }
    limits::check_streams(&bytes)?;
    let mut notes = Notes::default();
    let pages = pages(bytes, &mut notes)?;
    let mut ends = Vec::new();
    for lines in &pages {
        ends.push(ends.last().copied().unwrap_or(0) + lines.len() as u64);
    }
    let table = table::rows(&pages, &mut notes);
    notes.no_table = table.is_none();
    let table = table.unwrap_or_else(|| as_they_stand(&pages));
    let mut rows = Rows::new();
    for row in &table {
        rows.begin_row(row.line);
        for cell in &row.cells {
            let kind = if cell.is_empty() { CellKind::Empty } else { CellKind::Text };
            rows.push(kind, cell.as_bytes());
        }
    }
    Ok(Report { rows: vec![rows], evidence: notes.evidence(), pages: PageLines { ends } })
}

/// The lines of all pages.
fn pages(bytes: Vec<u8>, notes: &mut Notes) -> Result<Vec<Vec<Line>>, Fault> {
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Fault::Password,
        _ => Fault::Damaged(STRUCTURE),
    })?;
    let pages = pdf.pages();
    let limit = limits::PAGES_MAX;
    if pages.len() > limit {
        return Err(Fault::Limit { what: PAGES, limit: limit as u64 });
    }
    let root = pdf.xref().get::<Dict<'_>>(pdf.xref().root_id());
    let tree = root.and_then(|root| root.get::<Dict<'_>>("Pages"));
    let announced = tree.and_then(|tree| tree.get::<i32>("Count"));
    if announced.is_none_or(|count| usize::try_from(count) != Ok(pages.len())) {
        return Err(Fault::Damaged(PAGES_MISSING));
    }
    let (mut used, mut fonts) = (Used::default(), text::Fonts::new());
    let mut read = Vec::new();
    let (mut pictures, mut characters) = (false, 0_u64);
    for page in pages.iter() {
        let page = text::read(page, &mut fonts, &mut used)?;
        characters += page.glyphs.len() as u64;
        let unknown = page.glyphs.iter().filter(|glyph| glyph.text == font::UNKNOWN).count();
        notes.unknown += unknown as u64;
        notes.hidden += page.hidden;
        pictures |= page.pictures;
        read.push(lines::lines(page.glyphs));
    }
    notes.pages = read.len();
    notes.lines = read.iter().map(Vec::len).sum();
    match () {
        () if notes.lines == 0 && notes.hidden > 0 => Err(Fault::NoText(INVISIBLE)),
        () if notes.lines == 0 => Err(Fault::NoText(if pictures { SCANNED } else { BLANK })),
        () if notes.unknown * 2 > characters => Err(Fault::NoCharacters),
        () => Ok(read),
    }
}

/// Every line with its cells, which are told by wide gaps only.
fn as_they_stand(pages: &[Vec<Line>]) -> Vec<TableRow> {
    let row = |(line, number): (&Line, u64)| {
        let mut cells: Vec<Vec<Word>> = Vec::new();
        for word in &line.words {
            let near = |cell: &&mut Vec<Word>| {
                cell.last().is_some_and(|last| word.x0 - last.x1 < line.size)
            };
            match cells.last_mut().filter(near) {
                Some(cell) => cell.push(word.clone()),
                None => cells.push(vec![word.clone()]),
            }
        }
        TableRow { line: number, cells: cells.iter().map(|words| joined(words)).collect() }
    };
    pages.iter().flatten().zip(1..).map(row).collect()
}
