//! The sheet's own total lines: the accountant's first question.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::rulebook::{Check, Example, Expect, Given, Rule};

/// Notes a total line that is not the sum of the rows above it.
pub(in crate::normalize::rules) static DIFFERS: Rule = Rule {
    code: "C164",
    name: "total-line-differs",
    fields: &Field::AMOUNTS,
    severity: Severity::Note,
    norm: "cuadre del registro: la suma de las filas es el total de la hoja",
    says: Sentence::new(
        "La línea de totales dice {said} en «{header}» y las filas suman {computed}: diferencia {difference} (importes que no se pudieron leer: {unreadable}).",
        "The total line says {said} in `{header}`, and the rows add up to {computed}: {difference} apart (amounts that could not be read: {unreadable}).",
    ),
    advice: Sentence::new(
        "Busque filas de más o de menos, o importes escritos como texto que la hoja no suma.",
        "Look for rows too many or too few, or amounts typed as text that the sheet does not add.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("la suma de las filas", "the sum of the rows"),
            cells: &[],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("otra cosa", "something else"),
            cells: &[(Field::Total, Given::Text("236.00"))],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

/// Notes that a total line agrees: that, too, wants to be known.
pub(in crate::normalize::rules) static AGREES: Rule = Rule {
    code: "C165",
    name: "total-line-agrees",
    fields: &Field::AMOUNTS,
    severity: Severity::Note,
    norm: "cuadre del registro: la suma de las filas es el total de la hoja",
    says: Sentence::new(
        "La línea de totales cuadra con las filas en sus {columns} importes.",
        "The total line agrees with the rows in all of its {columns} amounts.",
    ),
    advice: Sentence::new("No hay nada que hacer.", "There is nothing to do."),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("no cuadra", "does not agree"),
            cells: &[(Field::Total, Given::Text("236.00"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("cuadra", "agrees"),
            cells: &[],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};
