//! C107: a due date, where there is one, can be read.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

/// Remarks a due date that is no date, such as `CONTADO` or `30 días`.
///
/// The cell is optional and no tax depends on it, so the row is not refused for it.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C107",
    name: "due-date-readable",
    fields: &[Field::DueDate],
    severity: Severity::Warn,
    norm: "PLE 14.1 f5 / RVIE anexo 3 f6: DD/MM/AAAA",
    says: Sentence::new(
        "La fecha de vencimiento «{value}» no es una fecha; se envía en blanco.",
        "The due date `{value}` is no date; it is sent blank.",
    ),
    advice: Sentence::new(
        "Escriba la fecha como DD/MM/AAAA, o deje la celda en blanco.",
        "Write the date as DD/MM/YYYY, or leave the cell blank.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("en blanco", "blank", &[(Field::DueDate, Text(""))]),
        passes("relleno de ceros", "zeros for nothing", &[(Field::DueDate, Text("00/00/0000"))]),
        passes(
            "el día cero de Excel",
            "a spreadsheet's day zero",
            &[(Field::DueDate, Number("0"))],
        ),
        passes("una fecha", "a date", &[(Field::DueDate, Text("14/02/2026"))]),
        fails(
            Field::DueDate,
            "una condición de pago",
            "terms of payment",
            &[(Field::DueDate, Text("CONTADO"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.due_date.is_bad() && !draft.annulled && !draft.cell(Field::DueDate).is_error_or_bool()
    {
        failures.at(Field::DueDate);
    }
}
