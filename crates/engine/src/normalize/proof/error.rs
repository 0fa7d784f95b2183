//! How the row proof fails, and what an operator is told.

use std::fmt;

use crate::model::{Language, RowPlace, Sentence};

/// How a proof fails. The run stops: rows are missing, or are there twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofError {
    /// A row came whose line is not after the one before.
    LineOrder {
        /// Where it came.
        place: RowPlace,
        /// The line before it.
        after: u64,
    },
    /// A verdict on a row that is not after the one judged before, or that did not come.
    VerdictOrder {
        /// The row.
        place: RowPlace,
    },
    /// The reader says that it delivered another number of rows than arrived.
    Delivered {
        /// Index of the file.
        file: u16,
        /// What the reader says.
        said: u64,
        /// What arrived.
        arrived: u64,
    },
    /// The reader says that it ended on another line than the last one that arrived.
    LastLine {
        /// Index of the file.
        file: u16,
        /// What the reader says.
        said: u64,
        /// The last line that arrived.
        arrived: u64,
    },
    /// The verdicts are not as many as the rows.
    Sum {
        /// Index of the file; `None` for the whole.
        file: Option<u16>,
        /// Rows in.
        rows_in: u64,
        /// Verdicts.
        judged: u64,
    },
    /// As many verdicts as rows, but not on the same rows.
    OtherRows {
        /// Index of the file.
        file: u16,
    },
    /// A part does not hold the rows that were accepted since the one before.
    Part {
        /// Number of the part, from 1.
        part: usize,
        /// Rows written.
        written: u64,
        /// Rows accepted for it.
        accepted: u64,
    },
    /// The parts together do not hold all rows that were accepted.
    Parts {
        /// Rows in all parts.
        written: u64,
        /// Rows accepted.
        accepted: u64,
    },
    /// A file was begun and its end was never told.
    OpenFile {
        /// Index of the file.
        file: u16,
    },
}

impl ProofError {
    /// What an operator reads; `file` is the name of the file with the error's index.
    pub fn says(&self, language: Language, file: &str) -> String {
        let (left, right) = self.numbers();
        let (left, right) = (left.to_string(), right.to_string());
        let values = [("a", left.as_str()), ("b", right.as_str()), ("file", file)];
        self.sentence().fill(language, &values)
    }

    /// The numbers of its sentence.
    const fn numbers(&self) -> (u64, u64) {
        match *self {
            ProofError::LineOrder { place, after } => (place.line, after),
            ProofError::VerdictOrder { place } => (place.line, 0),
            ProofError::Delivered { said, arrived, .. }
            | ProofError::LastLine { said, arrived, .. } => (said, arrived),
            ProofError::Sum { rows_in, judged, .. } => (rows_in, judged),
            ProofError::Part { written, accepted, .. }
            | ProofError::Parts { written, accepted } => (written, accepted),
            ProofError::OtherRows { .. } | ProofError::OpenFile { .. } => (0, 0),
        }
    }

    const fn sentence(&self) -> Sentence {
        match self {
            ProofError::LineOrder { .. } => Sentence::new(
                "La fila {a} de {file} llegó después de la fila {b}.",
                "Row {a} of {file} came after row {b}.",
            ),
            ProofError::VerdictOrder { .. } => Sentence::new(
                "La fila {a} de {file} se juzgó fuera de orden o dos veces.",
                "Row {a} of {file} was judged out of order or twice.",
            ),
            ProofError::Delivered { .. } => Sentence::new(
                "El lector de {file} dice que entregó {a} {a?fila|filas} y llegaron {b}.",
                "The reader of {file} says it delivered {a} {a?row|rows}, and {b} arrived.",
            ),
            ProofError::LastLine { .. } => Sentence::new(
                "El lector de {file} dice que terminó en la fila {a} y la última que llegó es la {b}.",
                "The reader of {file} says it ended on row {a}, and the last that arrived is {b}.",
            ),
            ProofError::Sum { file: Some(_), .. } => Sentence::new(
                "{a?Entró|Entraron} {a} {a?fila|filas} de {file} y salieron {b}.",
                "{a} {a?row|rows} of {file} went in, and {b} came out.",
            ),
            ProofError::Sum { file: None, .. } => Sentence::new(
                "{a?Entró|Entraron} {a} {a?fila|filas} en total y salieron {b}.",
                "{a} {a?row|rows} went in, and {b} came out.",
            ),
            ProofError::OtherRows { .. } => Sentence::new(
                "Las filas juzgadas de {file} no son las que entraron.",
                "The rows of {file} that were judged are not those that went in.",
            ),
            ProofError::Part { .. } => Sentence::new(
                "Un bloque tiene {a} {a?fila|filas} y se aceptaron {b} para él.",
                "A part holds {a} {a?row|rows}, and {b} were accepted for it.",
            ),
            ProofError::Parts { .. } => Sentence::new(
                "Los bloques tienen {a} {a?fila|filas} y se aceptaron {b}.",
                "The parts hold {a} {a?row|rows}, and {b} were accepted.",
            ),
            ProofError::OpenFile { .. } => Sentence::new(
                "No se llegó al final de {file}.",
                "The end of {file} was not reached.",
            ),
        }
    }
}

/// The English sentence without a file's name; operators read [`ProofError::says`].
impl fmt::Display for ProofError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.says(Language::En, "the file"))
    }
}

impl std::error::Error for ProofError {}
