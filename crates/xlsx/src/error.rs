//! What can be wrong with a workbook, and where.
//!
//! The sentences for an operator are not here: kind and place are enough to make them, in any language. `Display` is
//! for developers.

use std::fmt;

/// A result of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a workbook could not be read any further.
#[derive(Debug)]
pub struct Error {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where.
    pub place: Place,
}

/// Where an error was met; what is not known is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The part of the package: `xl/worksheets/sheet1.xml`.
    pub part: Option<String>,
    /// The spreadsheet's row, counted from 1.
    pub row: Option<u64>,
    /// The column, counted from 0.
    pub column: Option<usize>,
    /// Bytes from the beginning of the inflated part.
    pub offset: Option<u64>,
}

/// What is wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The file is no zip archive.
    NotAZip,
    /// The file is an old binary workbook (`.xls`) or another OLE document.
    OldBinaryFormat,
    /// The workbook, or an entry of the archive, is protected with a password.
    Encrypted,
    /// A zip archive, but no workbook in it: the part that is missing.
    NotAWorkbook(&'static str),
    /// The file ends before its directory says so, or an entry does.
    Truncated,
    /// The zip directory contradicts itself.
    BadZip(&'static str),
    /// An entry's bytes are not those that were stored: checksum, size or deflate stream.
    Crc,
    /// The file was changed while it was read.
    Changed,
    /// Something is larger than the limit for it.
    TooLarge {
        /// What.
        what: Limit,
        /// The limit.
        limit: u64,
    },
    /// XML that is not well formed, or does not mean what a workbook must mean.
    BadXml(BadXml),
    /// The workbook has no sheet of that index, or it is a chart.
    NoSuchSheet,
    /// An entry is compressed with something other than deflate.
    UnsupportedCompression(u16),
    /// The operating system said no.
    Io(std::io::Error),
}

/// What can be too large.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// Entries of the archive.
    Entries,
    /// Inflated bytes of a part.
    PartBytes,
    /// Inflated bytes per deflated byte.
    Ratio,
    /// Bytes of a cell.
    CellBytes,
    /// Bytes of a row's XML.
    RowBytes,
    /// Columns of a row.
    Columns,
    /// A row's number.
    Rows,
    /// Bytes of the shared strings.
    StringsBytes,
    /// Depth of elements.
    Depth,
}

/// What is wrong with a piece of XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BadXml {
    /// Not well formed.
    Syntax,
    /// The part ends within an element.
    UnexpectedEnd,
    /// An end tag that closes another element than the open one.
    Mismatch,
    /// Bytes that are not UTF-8, or a declaration of another encoding.
    Encoding,
    /// A document type declaration: never expanded, always refused.
    Doctype,
    /// An entity other than the five of XML and numeric ones.
    Entity,
    /// The root element is not the one expected.
    Root,
    /// A row or cell reference that is none.
    Reference,
    /// A row that stands after a later one, or twice.
    RowOrder,
    /// A cell that names another row than its own.
    RowMismatch,
    /// A second value for one cell.
    RepeatedCell,
    /// A shared-string index that is no number or beyond the table.
    StringIndex,
    /// A boolean that is neither true nor false.
    Boolean,
    /// An unknown cell type.
    CellType,
    /// A relation that is missing or leads nowhere.
    Relation,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind) -> Error {
        Error { kind, place: Place::default() }
    }

    pub(crate) fn too_large(what: Limit, limit: u64) -> Error {
        Error::new(ErrorKind::TooLarge { what, limit })
    }

    /// Names the part, unless a part is named already.
    pub(crate) fn in_part(mut self, part: &str) -> Error {
        self.place.part.get_or_insert_with(|| part.to_owned());
        self
    }

    pub(crate) fn at_offset(mut self, offset: u64) -> Error {
        self.place.offset.get_or_insert(offset);
        self
    }

    pub(crate) fn at_row(mut self, row: u64) -> Error {
        self.place.row.get_or_insert(row);
        self
    }

    pub(crate) fn at_column(mut self, column: usize) -> Error {
        self.place.column.get_or_insert(column);
        self
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error::new(kind)
    }
}

impl From<BadXml> for Error {
    fn from(what: BadXml) -> Error {
        Error::new(ErrorKind::BadXml(what))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::new(match error.kind() {
            std::io::ErrorKind::UnexpectedEof => ErrorKind::Truncated,
            _ => ErrorKind::Io(error),
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::NotAZip => f.write_str("not a zip archive")?,
            ErrorKind::OldBinaryFormat => f.write_str("an OLE document, not an XLSX workbook")?,
            ErrorKind::Encrypted => f.write_str("protected with a password")?,
            ErrorKind::NotAWorkbook(part) => write!(f, "not a workbook: no {part}")?,
            ErrorKind::Truncated => f.write_str("the file is cut short")?,
            ErrorKind::BadZip(what) => write!(f, "bad zip directory: {what}")?,
            ErrorKind::Crc => f.write_str("damaged: the checksum does not agree")?,
            ErrorKind::Changed => f.write_str("the file changed while it was read")?,
            ErrorKind::TooLarge { what, limit } => {
                write!(f, "{what:?} above the limit of {limit}")?
            }
            ErrorKind::BadXml(what) => write!(f, "bad XML: {what:?}")?,
            ErrorKind::NoSuchSheet => f.write_str("no such sheet")?,
            ErrorKind::UnsupportedCompression(method) => {
                write!(f, "unsupported compression method {method}")?
            }
            ErrorKind::Io(error) => write!(f, "{error}")?,
        }
        let Place { part, row, column, offset } = &self.place;
        if let Some(part) = part {
            write!(f, ", part {part}")?;
        }
        if let Some(row) = row {
            write!(f, ", row {row}")?;
        }
        if let Some(column) = column {
            write!(f, ", column {}", column + 1)?;
        }
        if let Some(offset) = offset {
            write!(f, ", byte {offset}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            ErrorKind::Io(error) => Some(error),
            _ => None,
        }
    }
}
