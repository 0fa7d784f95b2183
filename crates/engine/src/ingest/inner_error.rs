//! The errors of the readers, as an operator must hear them.

use std::fmt::Display;

use super::archive::stream_error;
use super::delimited;
use super::error::{IngestError, IngestErrorKind, Place};
use super::evidence::Value;
use crate::model::Sentence;

/// A sentence of ours with the words of a library behind it, which are in English and for whoever has to look further.
pub(crate) fn technical(says: Sentence, detail: impl Display) -> Value {
    Value::Words(
        format!("{} (detalle técnico: {detail})", says.es),
        format!("{} (technical detail: {detail})", says.en),
    )
}

/// What is said of a file that a library cannot make sense of.
pub(crate) const UNREADABLE_CONTENT: Sentence =
    Sentence::new("su contenido no se puede interpretar", "its content makes no sense");

/// The same of an archive.
pub(crate) const UNREADABLE_ARCHIVE: Sentence =
    Sentence::new("el ZIP no se puede interpretar", "the ZIP makes no sense");

/// The same of a compressed stream.
pub(crate) const UNREADABLE_STREAM: Sentence =
    Sentence::new("no se puede descomprimir", "it cannot be unpacked");

/// The same of a line of TOML.
pub(crate) const UNREADABLE_LINE: Sentence =
    Sentence::new("la línea no se puede interpretar", "the line makes no sense");

/// The same of XML.
pub(crate) const UNREADABLE_XML: Sentence =
    Sentence::new("su XML está mal formado", "its XML is not well formed");

/// What the XLSX reader says.
pub(crate) fn from_xlsx(error: xlsx::Error, place: &Place) -> IngestError {
    use xlsx::ErrorKind;
    let xlsx::Error { kind, place: inner } = error;
    let place = Place {
        line: inner.row,
        column: inner.column,
        byte: inner.offset.filter(|_| inner.row.is_none()),
        ..place.clone()
    };
    let said = IngestError::new;
    let error = match kind {
        ErrorKind::NotAZip | ErrorKind::NotAWorkbook(_) => {
            let what = Sentence::new("un ZIP sin libro dentro", "a ZIP without a workbook in it");
            said(IngestErrorKind::NotATable, place).with("what", what)
        }
        ErrorKind::OldBinaryFormat | ErrorKind::Encrypted => {
            said(IngestErrorKind::Encrypted, place)
        }
        ErrorKind::Truncated => said(IngestErrorKind::Truncated, place),
        ErrorKind::Crc => said(IngestErrorKind::Checksum, place),
        ErrorKind::Changed => said(IngestErrorKind::Changed, place),
        ErrorKind::TooLarge { what, limit } => said(IngestErrorKind::TooLarge, place)
            .with("what", limit_name(what))
            .with("limit", limit),
        ErrorKind::BadZip(what) => said(IngestErrorKind::Damaged, place)
            .with("detail", technical(UNREADABLE_ARCHIVE, what)),
        ErrorKind::BadXml(what) => {
            said(IngestErrorKind::Damaged, place).with("detail", xml_fault(what))
        }
        ErrorKind::NoSuchSheet => said(IngestErrorKind::NoSheets, place),
        ErrorKind::UnsupportedCompression(method) => {
            said(IngestErrorKind::ArchiveMethod, place).with("value", method.to_string())
        }
        ErrorKind::Io(error) => IngestError::io(error, place),
        other => said(IngestErrorKind::Damaged, place).with("detail", other_fault(other)),
    };
    match inner.part {
        Some(part) => error.with("part", part),
        None => error,
    }
}

fn other_fault(kind: xlsx::ErrorKind) -> Value {
    let error = xlsx::Error { kind, place: xlsx::Place::default() };
    technical(UNREADABLE_CONTENT, error)
}

fn limit_name(limit: xlsx::Limit) -> Sentence {
    use xlsx::Limit;
    match limit {
        Limit::Entries => Sentence::new("partes del libro", "parts of the workbook"),
        Limit::PartBytes => Sentence::new("bytes de una parte", "bytes of a part"),
        Limit::Ratio => super::archive::UNPACKED,
        Limit::CellBytes => Sentence::new("bytes de una celda", "bytes of a cell"),
        Limit::RowBytes => Sentence::new("bytes de una fila", "bytes of a row"),
        Limit::Columns => Sentence::new("columnas de una fila", "columns of a row"),
        Limit::Rows => Sentence::new("filas de la hoja", "rows of the sheet"),
        Limit::StringsBytes => {
            Sentence::new("bytes de los textos compartidos", "bytes of the shared strings")
        }
        Limit::Depth => Sentence::new("niveles de XML", "levels of XML"),
        _ => Sentence::new("tamaño", "size"),
    }
}

fn xml_fault(fault: xlsx::BadXml) -> Sentence {
    use xlsx::BadXml;
    match fault {
        BadXml::Syntax | BadXml::Mismatch => UNREADABLE_XML,
        BadXml::UnexpectedEnd => Sentence::new("su XML está cortado", "its XML is cut short"),
        BadXml::Encoding => Sentence::new("su XML no es UTF-8", "its XML is not UTF-8"),
        BadXml::Doctype | BadXml::Entity => Sentence::new(
            "su XML define entidades, que no se admiten",
            "its XML defines entities, which are not accepted",
        ),
        BadXml::Root => Sentence::new(
            "una de sus partes no es lo que debe ser",
            "one of its parts is not what it must be",
        ),
        BadXml::Reference => {
            Sentence::new("una referencia de celda no vale", "a cell reference is not valid")
        }
        BadXml::RowOrder => Sentence::new(
            "una fila está repetida o fuera de orden",
            "a row is repeated or out of order",
        ),
        BadXml::RowMismatch => {
            Sentence::new("una celda nombra otra fila que la suya", "a cell names another row")
        }
        BadXml::RepeatedCell => Sentence::new("una celda está dos veces", "a cell stands twice"),
        BadXml::StringIndex => Sentence::new(
            "una celda apunta a un texto que no existe",
            "a cell points to a text that does not exist",
        ),
        BadXml::Boolean | BadXml::CellType => {
            Sentence::new("una celda es de un tipo desconocido", "a cell is of an unknown type")
        }
        BadXml::Relation => {
            Sentence::new("le falta una parte que él mismo nombra", "it lacks a part that it names")
        }
        _ => Sentence::new("su XML no vale", "its XML is not valid"),
    }
}

/// What the reader of delimited text says.
pub(crate) fn from_delimited(error: delimited::Error, place: &Place) -> IngestError {
    use delimited::Error;
    let at = |line: u64, column: Option<usize>| Place { line: Some(line), column, ..place.clone() };
    let too_large = |place: Place, what: Sentence, limit: usize| {
        IngestError::new(IngestErrorKind::TooLarge, place).with("what", what).with("limit", limit)
    };
    match error {
        Error::Read { line, source } => stream_error(source, &at(line, None)),
        Error::LengthChanged { .. } => IngestError::new(IngestErrorKind::Changed, place.clone()),
        Error::FieldTooLong { line, column, limit } => {
            let what = Sentence::new(
                "bytes de un campo (¿unas comillas sin cerrar?)",
                "bytes of a field (a quote that is not closed?)",
            );
            too_large(at(line, column.checked_sub(1)), what, limit)
        }
        Error::RowTooLong { line, limit } => {
            let what = Sentence::new(
                "bytes de una fila (¿un archivo sin saltos de línea?)",
                "bytes of a row (a file without line breaks?)",
            );
            too_large(at(line, None), what, limit)
        }
        Error::TooManyColumns { line, limit, .. } => {
            let what = Sentence::new("campos de una fila", "fields of a row");
            too_large(at(line, None), what, limit)
        }
    }
}
