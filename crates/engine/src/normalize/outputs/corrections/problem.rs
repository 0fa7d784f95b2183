//! What is the matter with a row of a correction workbook that came back.

use crate::model::columns::column_letters;
use crate::model::{Language, RowPlace, Sentence};

/// A row that was not taken, or was taken and changed where nothing was wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The sheet of the workbook; empty where the row is not in it.
    pub sheet: String,
    /// The row of that sheet; 0 where it is not in it.
    pub row: u64,
    /// What is the matter.
    pub kind: ProblemKind,
}

/// What is the matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProblemKind {
    /// Its hidden cell is empty.
    NoId,
    /// Its hidden cell was changed.
    DamagedId,
    /// It is a row of another ledger.
    OtherLedger,
    /// The run rejected no such row, or it was corrected before.
    NotRejected(RowPlace),
    /// Another row of the workbook has the same id; neither is taken.
    Repeated(RowPlace),
    /// It was taken, and these columns were changed although they were not in red.
    ChangedElsewhere(RowPlace, Vec<usize>),
    /// It is not in the workbook, or all its cells were emptied.
    Missing(RowPlace),
}

impl Problem {
    /// Whether the row was taken all the same.
    pub fn is_remark(&self) -> bool {
        matches!(self.kind, ProblemKind::ChangedElsewhere(..))
    }

    /// What happened and where; `file_of` gives the names of the ledger's files.
    pub fn message(&self, language: Language, file_of: &dyn Fn(u16) -> String) -> String {
        self.fill(self.kind.says(), language, file_of)
    }

    /// What to do.
    pub fn advice(&self, language: Language) -> String {
        self.fill(self.kind.advice(), language, &|_| String::new())
    }

    fn fill(
        &self,
        sentence: Sentence,
        language: Language,
        file_of: &dyn Fn(u16) -> String,
    ) -> String {
        let (place, columns) = match &self.kind {
            ProblemKind::NoId | ProblemKind::DamagedId | ProblemKind::OtherLedger => (None, None),
            ProblemKind::NotRejected(place)
            | ProblemKind::Repeated(place)
            | ProblemKind::Missing(place) => (Some(place), None),
            ProblemKind::ChangedElsewhere(place, columns) => (Some(place), Some(columns)),
        };
        let columns: Vec<String> =
            columns.into_iter().flatten().map(|column| column_letters(*column)).collect();
        let (row, line) = (self.row.to_string(), place.map_or(0, |place| place.line).to_string());
        sentence.fill(
            language,
            &[
                ("sheet", &self.sheet),
                ("row", &row),
                ("file", &place.map_or_else(String::new, |place| file_of(place.file))),
                ("line", &line),
                ("columns", &columns.join(", ")),
            ],
        )
    }
}

impl ProblemKind {
    const fn says(&self) -> Sentence {
        match self {
            ProblemKind::NoId => Sentence::new(
                "La fila {row} de la hoja «{sheet}» no dice de qué fila del registro es: su celda oculta está vacía.",
                "Row {row} of the sheet `{sheet}` does not say which row of the ledger it is: its hidden cell is empty.",
            ),
            ProblemKind::DamagedId => Sentence::new(
                "La celda oculta de la fila {row} de la hoja «{sheet}» fue modificada.",
                "The hidden cell of row {row} of the sheet `{sheet}` was changed.",
            ),
            ProblemKind::OtherLedger => Sentence::new(
                "La fila {row} de la hoja «{sheet}» es de otro registro.",
                "Row {row} of the sheet `{sheet}` is of another ledger.",
            ),
            ProblemKind::NotRejected(_) => Sentence::new(
                "La fila {row} de la hoja «{sheet}» es la fila {line} de «{file}», que esta corrida no rechazó o que ya se corrigió.",
                "Row {row} of the sheet `{sheet}` is row {line} of `{file}`, which this run did not reject, or which was corrected before.",
            ),
            ProblemKind::Repeated(_) => Sentence::new(
                "La fila {row} de la hoja «{sheet}» está repetida: otra es también la fila {line} de «{file}». No se tomó ninguna.",
                "Row {row} of the sheet `{sheet}` is there more than once: another one is row {line} of `{file}`, too. None was taken.",
            ),
            ProblemKind::ChangedElsewhere(..) => Sentence::new(
                "La fila {row} de la hoja «{sheet}» (fila {line} de «{file}») se tomó también con cambios en celdas que no estaban en rojo: {columns}.",
                "Row {row} of the sheet `{sheet}` (row {line} of `{file}`) was taken with changes in cells that were not in red, too: {columns}.",
            ),
            ProblemKind::Missing(_) => Sentence::new(
                "La fila {line} de «{file}» no está en el libro de correcciones: sigue rechazada.",
                "Row {line} of `{file}` is not in the correction workbook: it stays rejected.",
            ),
        }
    }

    const fn advice(&self) -> Sentence {
        match self {
            ProblemKind::NoId | ProblemKind::DamagedId => Sentence::new(
                "Corrija esa fila en una copia nueva de corrections.xlsx; las filas nuevas van en el registro, no aquí.",
                "Correct that row in a fresh copy of corrections.xlsx; new rows belong in the ledger, not here.",
            ),
            ProblemKind::OtherLedger => Sentence::new(
                "Use el corrections.xlsx de la carpeta de esta corrida.",
                "Use the corrections.xlsx in the folder of this run.",
            ),
            ProblemKind::NotRejected(_) => Sentence::new(
                "Quite esa fila del libro; si la fila aceptada está mal, corrija el registro y ejecute de nuevo.",
                "Remove that row from the workbook; if the accepted row is wrong, correct the ledger and run again.",
            ),
            ProblemKind::Repeated(_) => Sentence::new(
                "Deje solo una de ellas y ejecute de nuevo.",
                "Keep only one of them and run again.",
            ),
            ProblemKind::ChangedElsewhere(..) => Sentence::new(
                "Nada que hacer si fue a propósito.",
                "Nothing to do if it was on purpose.",
            ),
            ProblemKind::Missing(_) => Sentence::new(
                "Si la quitó a propósito, no hay nada que hacer; si no, corríjala en una copia nueva del libro.",
                "If you removed it on purpose there is nothing to do; if not, correct it in a fresh copy of the workbook.",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h06_every_problem_says_its_row_and_what_to_do() {
        let place = RowPlace { file: 1, line: 48_213 };
        for kind in [
            ProblemKind::NoId,
            ProblemKind::DamagedId,
            ProblemKind::OtherLedger,
            ProblemKind::NotRejected(place),
            ProblemKind::Repeated(place),
            ProblemKind::ChangedElsewhere(place, vec![0, 27]),
            ProblemKind::Missing(place),
        ] {
            let problem = Problem { sheet: "Correcciones".to_owned(), row: 77, kind };
            for language in [Language::Es, Language::En] {
                let says = problem.message(language, &|file| format!("archivo {file}"));
                let is_missing = matches!(problem.kind, ProblemKind::Missing(_));
                let row = if is_missing { "48213" } else { "77" };
                assert!(says.contains(row) && !says.contains('{'), "{says}");
                if problem.is_remark() {
                    assert!(says.contains("A, AB") && says.contains("archivo 1"), "{says}");
                }
                let advice = problem.advice(language);
                assert!(advice.ends_with('.') && !advice.contains('{'), "{advice}");
            }
        }
    }
}
