//! Opens a file that holds a table, whatever its format and whatever is packed around it.
//!
//! The format is told by content, never by name. What cannot give rows ends in an error here; the rows themselves are
//! read by the [`Table`] that comes out.

use std::fs::{File, Metadata};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::archive::{self, ZipKind};
use super::compound::{self, CompoundKind};
use super::delimited;
use super::error::{IngestError, IngestErrorKind, Place};
use super::evidence::Evidence;
use super::format::{Container, LOOK_BYTES, container, named};
use super::inner_error::{from_delimited, from_xlsx};
use super::layout::Layouts;
use super::lock_file;
use super::pdf::{self, PageLines};
use super::sheets;
use super::sniff::Overrides;
use super::table::Source;
use super::workbook::Whole;
use crate::model::Sentence;

pub use super::format::Format;
pub use super::sheets::Sheet;
pub use super::table::Table;
pub use super::workbook::WHOLE_BYTES_MAX;

/// Archives within archives that are opened.
const DEPTH_MAX: usize = 3;

const FORMAT: Sentence =
    Sentence::new("formato {format}, por su contenido", "format {format}, by its content");
const MEMBER: Sentence = Sentence::new(
    "se lee «{member}» del archivo comprimido (archivos en él: {count})",
    "“{member}” is read from the archive (files in it: {count})",
);
const GZIP: Sentence = Sentence::new("comprimido con GZIP", "compressed with GZIP");
const SHEET_IGNORED: Sentence = Sentence::new(
    "se indicó la hoja «{sheet}», pero un texto no tiene hojas",
    "the sheet “{sheet}” was given, but text has no sheets",
);

/// How a file is to be opened.
#[derive(Clone, Debug)]
pub struct OpenOptions {
    /// The sheet that a person asked for, by name or by its number from 1.
    pub sheet: Option<String>,
    /// Sheets that layouts name; the first that the workbook has is read, at any position.
    pub sheets_known: Vec<String>,
    /// Parts of a text's dialect that a person has fixed.
    pub dialect: Overrides,
    /// What is refused in a text.
    pub text_limits: delimited::Limits,
    /// What is refused in an XLSX workbook.
    pub xlsx_limits: xlsx::Limits,
    /// Whether a report that was printed as PDF is read; no ledger comes as one.
    pub pdf: bool,
}

impl Default for OpenOptions {
    fn default() -> OpenOptions {
        OpenOptions {
            sheet: None,
            sheets_known: Vec::new(),
            dialect: Overrides::default(),
            text_limits: delimited::Limits::default(),
            xlsx_limits: xlsx::Limits::default(),
            pdf: true,
        }
    }
}

impl OpenOptions {
    /// The usual ones for a ledger, with the sheets that the layouts name.
    pub fn for_layouts(layouts: &Layouts) -> OpenOptions {
        let sheets = layouts.iter().filter_map(|layout| layout.sheet.clone());
        OpenOptions { sheets_known: sheets.collect(), pdf: false, ..OpenOptions::default() }
    }
}

/// Opens the table in a file.
pub fn open(path: &Path, options: &OpenOptions) -> Result<Table, IngestError> {
    let place = Place::file(path);
    let io = |error| IngestError::io(error, place.clone());
    let metadata = ordinary_file(path)?;
    if let Some(refusal) = lock_file::refusal(path, &metadata) {
        return Err(refusal);
    }
    let file = File::open(path).map_err(io)?;
    let metadata = file.metadata().map_err(io)?;
    if metadata.len() == 0 {
        return Err(IngestError::new(IngestErrorKind::Empty, place));
    }
    let evidence = lock_file::doubt(path).into_iter().collect();
    let mut opening = Opening { options, place, evidence, temporary: None };
    let bytes = Bytes::File { file, path: path.to_owned() };
    let opened = opening.unfold(bytes, Some(metadata.len()), 0)?;
    let Opening { place, evidence, temporary, .. } = opening;
    Ok(Table::new(opened.source, opened.format, opened.sheets, place, evidence)
        .of_pages(opened.pages)
        .of_file(path, &metadata, temporary))
}

/// What the system says of a path that leads to a file; others are refused: opening a pipe waits for whoever writes to
/// it, and a device may have no end.
pub(crate) fn ordinary_file(path: &Path) -> Result<Metadata, IngestError> {
    let place = Place::file(path);
    let metadata =
        std::fs::metadata(path).map_err(|error| IngestError::io(error, place.clone()))?;
    if metadata.is_dir() {
        return Err(IngestError::new(IngestErrorKind::Directory, place));
    }
    if !metadata.is_file() {
        let what = kind_of_no_file(metadata.file_type());
        return Err(IngestError::new(IngestErrorKind::NotRegular, place).with("what", what));
    }
    Ok(metadata)
}

/// What a path leads to that is neither a file nor a folder.
#[cfg(unix)]
fn kind_of_no_file(kind: std::fs::FileType) -> Sentence {
    use std::os::unix::fs::FileTypeExt;
    match () {
        () if kind.is_fifo() => Sentence::new("una tubería (FIFO)", "a pipe (FIFO)"),
        () if kind.is_socket() => Sentence::new("un socket", "a socket"),
        () => Sentence::new("un dispositivo del sistema", "a device of the system"),
    }
}

/// What a path leads to that is neither a file nor a folder.
#[cfg(not(unix))]
fn kind_of_no_file(_: std::fs::FileType) -> Sentence {
    Sentence::new("un dispositivo del sistema", "a device of the system")
}

enum Bytes {
    File { file: File, path: PathBuf },
    Stream(Box<dyn Read + Send>),
}

struct Opened {
    source: Source,
    format: Format,
    sheets: Vec<Sheet>,
    /// Where the lines of a PDF stand.
    pages: PageLines,
}

impl Opened {
    fn new(source: Source, format: Format, sheets: Vec<Sheet>) -> Opened {
        Opened { source, format, sheets, pages: PageLines::default() }
    }
}

struct Opening<'a> {
    options: &'a OpenOptions,
    place: Place,
    evidence: Vec<Evidence>,
    temporary: Option<TempPath>,
}

impl Opening<'_> {
    fn error(&self, kind: IngestErrorKind) -> IngestError {
        IngestError::new(kind, self.place.clone())
    }

    /// Opens what the bytes are: a table, or an archive with one.
    fn unfold(
        &mut self,
        bytes: Bytes,
        length: Option<u64>,
        depth: usize,
    ) -> Result<Opened, IngestError> {
        if depth > DEPTH_MAX {
            return Err(self.error(IngestErrorKind::ArchiveNested).with("limit", DEPTH_MAX));
        }
        let (path, mut stream): (Option<PathBuf>, Box<dyn Read + Send>) = match bytes {
            Bytes::File { file, path } => (Some(path), Box::new(file)),
            Bytes::Stream(stream) => (None, stream),
        };
        let mut head = Vec::new();
        let looked = (&mut stream).take(LOOK_BYTES as u64).read_to_end(&mut head);
        looked.map_err(|error| archive::stream_error(error, &self.place))?;
        if head.is_empty() {
            return Err(self.error(IngestErrorKind::Empty));
        }
        match container(&head) {
            Container::Text => {
                // Only a file's own length can change; a member's is checked by its archive.
                let length = length.filter(|_| depth == 0);
                self.text(Box::new(Cursor::new(head).chain(stream)), length)
            }
            Container::Gzip => {
                self.evidence.push(Evidence::new(GZIP));
                let packed = length.unwrap_or(0);
                let stream = archive::open_gzip(Box::new(Cursor::new(head).chain(stream)), packed);
                self.unfold(Bytes::Stream(stream), None, depth + 1)
            }
            Container::Zip => {
                let path = self.on_disk(path, &head, stream)?;
                self.zip(&path, depth)
            }
            Container::Compound => {
                let path = self.on_disk(path, &head, stream)?;
                self.compound(&path)
            }
            Container::Pdf if self.options.pdf => self.pdf(Cursor::new(head).chain(stream)),
            Container::Pdf => {
                Err(self.error(IngestErrorKind::NotATable).with("what", named("PDF")))
            }
            Container::Disguised(what) => {
                Err(self.error(IngestErrorKind::Disguised).with("what", what))
            }
            Container::Other(what) => {
                Err(self.error(IngestErrorKind::NotATable).with("what", what))
            }
        }
    }

    /// The path of bytes that must be read back and forth: of the file itself, or of a temporary copy.
    fn on_disk(
        &mut self,
        path: Option<PathBuf>,
        head: &[u8],
        stream: Box<dyn Read + Send>,
    ) -> Result<PathBuf, IngestError> {
        if let Some(path) = path {
            return Ok(path);
        }
        let temporary = archive::spool(head, stream, &self.place)?;
        let path = temporary.to_path_buf();
        self.temporary = Some(temporary);
        Ok(path)
    }

    fn text(
        &mut self,
        stream: Box<dyn Read + Send>,
        length: Option<u64>,
    ) -> Result<Opened, IngestError> {
        if let Some(sheet) = &self.options.sheet {
            self.evidence.push(Evidence::doubt(SHEET_IGNORED).with("sheet", sheet.as_str()));
        }
        let options = delimited::Options {
            overrides: self.options.dialect,
            limits: self.options.text_limits,
            length,
            ..delimited::Options::default()
        };
        let reader = delimited::Reader::open(stream, options)
            .map_err(|error| from_delimited(error, &self.place))?;
        let limit = self.options.text_limits.columns;
        let width = reader.sniffed().width;
        if width > limit {
            let error = delimited::Error::TooManyColumns { line: 1, columns: width, limit };
            return Err(from_delimited(error, &self.place));
        }
        let (es, en) = (reader.evidence().sentences(true), reader.evidence().sentences(false));
        // Encoding and dialect come first; the figures behind them are for whoever doubts them.
        let said = es.into_iter().zip(en).enumerate().map(|(index, (es, en))| Evidence {
            detail: index >= super::sniff::SENTENCES_THAT_MATTER,
            ..Evidence::words(es, en)
        });
        self.evidence.extend(said);
        Ok(Opened::new(Source::Text(Box::new(reader)), Format::Text, Vec::new()))
    }

    fn pdf(&mut self, stream: impl Read) -> Result<Opened, IngestError> {
        let mut bytes = Vec::new();
        let read = stream.take(pdf::FILE_BYTES_MAX + 1).read_to_end(&mut bytes);
        read.map_err(|error| archive::stream_error(error, &self.place))?;
        let report = pdf::read(bytes, &self.place)?;
        self.evidence.extend(report.evidence);
        let opened = Opened::new(Source::Whole(report.rows), Format::Pdf, Vec::new());
        Ok(Opened { pages: report.pages, ..opened })
    }

    fn compound(&mut self, path: &Path) -> Result<Opened, IngestError> {
        let io = |error| IngestError::io(error, self.place.clone());
        let mut file = File::open(path).map_err(io)?;
        match compound::tell(&mut file).map_err(io)? {
            CompoundKind::Workbook => self.whole(path, Format::Xls),
            CompoundKind::Encrypted => Err(self.error(IngestErrorKind::Encrypted)),
            CompoundKind::Other => {
                let what = Sentence::new(
                    "un documento OLE (Word, Outlook, instalador)",
                    "an OLE document (Word, Outlook, an installer)",
                );
                Err(self.error(IngestErrorKind::NotATable).with("what", what))
            }
        }
    }

    fn zip(&mut self, path: &Path, depth: usize) -> Result<Opened, IngestError> {
        let members = archive::members(path, &self.place)?;
        match archive::kind_of(path, &members) {
            ZipKind::Xlsx => self.xlsx(path),
            ZipKind::Xlsb => self.whole(path, Format::Xlsb),
            ZipKind::Ods => self.whole(path, Format::Ods),
            ZipKind::Document(what) => {
                Err(self.error(IngestErrorKind::NotATable).with("what", what))
            }
            ZipKind::Archive => {
                let own = self.place.member.clone();
                let own = own.unwrap_or_else(|| self.place.file.to_string_lossy().into_owned());
                let member = archive::choose(path, &own, &members, &self.place)?;
                self.evidence.push(
                    Evidence::new(MEMBER)
                        .with("member", member.name.as_str())
                        .with("count", members.len()),
                );
                self.place.member = Some(member.name.clone());
                let stream = archive::open_member(path, member, &self.place)?;
                // An archive in the archive gets a temporary file of its own; this one must live until then.
                let outer = self.temporary.take();
                let opened = self.unfold(Bytes::Stream(stream), Some(member.size), depth + 1);
                if self.temporary.is_none() {
                    self.temporary = outer;
                }
                opened
            }
        }
    }

    fn xlsx(&mut self, path: &Path) -> Result<Opened, IngestError> {
        let failed = |error, place: &Place| from_xlsx(error, place);
        let book = xlsx::Workbook::open(path, self.options.xlsx_limits)
            .map_err(|error| failed(error, &self.place))?;
        let mut sheets: Vec<Sheet> = book
            .sheets()
            .iter()
            .map(|sheet| Sheet { name: sheet.name.clone(), hidden: sheet.hidden, cells: true })
            .collect();
        self.evidence.push(Evidence::new(FORMAT).with("format", "XLSX"));
        let known = self.evidence.len();
        loop {
            let index = self.choose_sheet(&sheets)?;
            match book.read_sheet(index) {
                Ok(reader) => {
                    let source = Source::Xlsx(Box::new(reader));
                    return Ok(Opened::new(source, Format::Xlsx, sheets));
                }
                // A chart, which only shows when it is asked for: the next sheet, unless a person wants this one.
                Err(xlsx::Error { kind: xlsx::ErrorKind::NoSuchSheet, .. }) => {
                    sheets[index].cells = false;
                    self.evidence.truncate(known);
                    self.place.sheet = None;
                }
                Err(error) => return Err(failed(error, &self.place)),
            }
        }
    }

    fn whole(&mut self, path: &Path, format: Format) -> Result<Opened, IngestError> {
        let book = Whole::open(path, format, &self.place)?;
        let sheets = book.sheets.clone();
        self.evidence.push(Evidence::new(FORMAT).with("format", format.name().to_uppercase()));
        let index = self.choose_sheet(&sheets)?;
        let batches = book.rows(index, &self.place)?;
        Ok(Opened::new(Source::Whole(batches), format, sheets))
    }

    fn choose_sheet(&mut self, sheets: &[Sheet]) -> Result<usize, IngestError> {
        let index = sheets::choose(sheets, self.options, &self.place, &mut self.evidence)?;
        self.place.sheet = Some(sheets[index].name.clone());
        Ok(index)
    }
}
