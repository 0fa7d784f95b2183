//! C103: the date of issue can be read.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

/// Requires a date of issue, except in annulled rows.
///
/// Dates are read day first, always. `01/13/2026` is no date: guessing that its writer meant the 13th of January would
/// turn the 4th of January into the 1st of April in the next row.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C103",
    name: "issue-date-readable",
    fields: &[Field::IssueDate],
    severity: Severity::Reject,
    norm: "PLE 14.1 f4 / RVIE anexo 3 f5: DD/MM/AAAA, obligatoria salvo estado 2",
    says: Sentence::new(
        "La fecha de emisión «{value}» no es una fecha.",
        "The date of issue `{value}` is no date.",
    ),
    advice: Sentence::new(
        "Escriba la fecha como DD/MM/AAAA, con el día primero, o en una celda de fecha.",
        "Write the date as DD/MM/YYYY, the day first, or in a date cell.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "como lo pide la norma",
            "as the norm asks",
            &[(Field::IssueDate, Text("04/01/2026"))],
        ),
        passes(
            "número de serie de Excel",
            "a spreadsheet's serial",
            &[(Field::IssueDate, Number("46026"))],
        ),
        passes(
            "ISO con hora",
            "ISO with a time of day",
            &[(Field::IssueDate, Text("2026-01-04 10:30:00"))],
        ),
        passes(
            "anulado sin fecha",
            "annulled, without a date",
            &[(Field::IssueDate, Text("")), (Field::State, Text("2"))],
        ),
        passes(
            "llamado ANULADO y en cero, sin fecha",
            "named ANULADO and all zero, without a date",
            &[
                (Field::IssueDate, Text("00/00/0000")),
                (Field::CustomerName, Text("BOLETA ANULADA")),
                (Field::TaxableBase, Text("0")),
                (Field::SalesTax, Text("")),
                (Field::Total, Text("0.00")),
            ],
        ),
        fails(Field::IssueDate, "en blanco", "blank", &[(Field::IssueDate, Text(""))]),
        fails(
            Field::IssueDate,
            "mes primero",
            "month first",
            &[(Field::IssueDate, Text("01/13/2026"))],
        ),
        fails(
            Field::IssueDate,
            "un día que no existe",
            "a day that never was",
            &[(Field::IssueDate, Text("30/02/2026"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.issue_date.good().is_some() || draft.annulled || !draft.has(Field::IssueDate) {
        return;
    }
    if !draft.cell(Field::IssueDate).is_error_or_bool() {
        failures.at(Field::IssueDate);
    }
}
