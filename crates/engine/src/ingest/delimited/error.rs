//! What ends the reading of a delimited text.

use std::fmt;

/// Why a text cannot be read any further.
#[derive(Debug)]
pub enum Error {
    /// The source failed.
    Read {
        /// The line that was being read.
        line: u64,
        /// What the system says.
        source: std::io::Error,
    },
    /// The source had another length at its end than when it was opened.
    LengthChanged {
        /// Bytes when it was opened.
        opened: u64,
        /// Bytes read.
        read: u64,
    },
    /// A field is longer than allowed.
    FieldTooLong {
        /// The line on which its row begins.
        line: u64,
        /// The field, counted from 1.
        column: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// A row is longer than allowed.
    RowTooLong {
        /// The line on which it begins.
        line: u64,
        /// The limit in bytes.
        limit: usize,
    },
    /// A row has more fields than allowed.
    TooManyColumns {
        /// The line on which it begins.
        line: u64,
        /// How many it has.
        columns: usize,
        /// The limit.
        limit: usize,
    },
}

impl Error {
    /// What happened, where, and what to do, in Spanish or in English.
    pub fn sentence(&self, spanish: bool) -> String {
        if spanish { self.in_spanish() } else { self.in_english() }
    }

    fn in_spanish(&self) -> String {
        match self {
            Error::Read { line, source } => format!(
                "No se pudo seguir leyendo el archivo cerca de la línea {line}: {source}. \
                 Cópielo a este equipo y vuelva a intentarlo."
            ),
            Error::LengthChanged { opened, read } => format!(
                "El archivo cambió mientras se leía: tenía {opened} bytes y se leyeron {read}. \
                 Espere a que termine de grabarse y vuelva a intentarlo."
            ),
            Error::FieldTooLong { line, column, limit } => format!(
                "El campo {column} de la fila que empieza en la línea {line} pasa de {limit} bytes. \
                 Revise si falta cerrar unas comillas o si el archivo es de otro tipo."
            ),
            Error::RowTooLong { line, limit } => format!(
                "La fila que empieza en la línea {line} pasa de {limit} bytes. \
                 Revise si el archivo es de texto y si tiene saltos de línea."
            ),
            Error::TooManyColumns { line, columns, limit } => format!(
                "La fila que empieza en la línea {line} tiene {columns} campos, y se aceptan hasta {limit}. \
                 Revise si el separador es el correcto."
            ),
        }
    }

    fn in_english(&self) -> String {
        match self {
            Error::Read { line, source } => format!(
                "The file cannot be read any further near line {line}: {source}. \
                 Copy it to this computer and try again."
            ),
            Error::LengthChanged { opened, read } => format!(
                "The file changed while it was read: it had {opened} bytes, and {read} were read. \
                 Wait until it is saved completely and try again."
            ),
            Error::FieldTooLong { line, column, limit } => format!(
                "Field {column} of the row that begins on line {line} is longer than {limit} bytes. \
                 See whether a quote is not closed, or whether the file is of another kind."
            ),
            Error::RowTooLong { line, limit } => format!(
                "The row that begins on line {line} is longer than {limit} bytes. \
                 See whether the file is text and has line breaks."
            ),
            Error::TooManyColumns { line, columns, limit } => format!(
                "The row that begins on line {line} has {columns} fields, and {limit} are allowed. \
                 See whether the delimiter is the right one."
            ),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.in_english())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Read { source, .. } => Some(source),
            Error::LengthChanged { .. }
            | Error::FieldTooLong { .. }
            | Error::RowTooLong { .. }
            | Error::TooManyColumns { .. } => None,
        }
    }
}
