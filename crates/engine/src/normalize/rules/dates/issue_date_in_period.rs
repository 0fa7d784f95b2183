//! C104: a document of this period was not issued before it.

use crate::model::{DocumentKind, Field, Sentence, Severity, State};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::period_of;

/// Requires that a document entered as of its period was not issued before it.
///
/// Year and month are compared together; a predecessor that compared the month with a day took January's ledgers only.
/// Late entries (state 8), corrections (9) and public services' receipts (14) may well be older.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C104",
    name: "issue-date-in-period",
    fields: &[Field::IssueDate, Field::Period, Field::State],
    severity: Severity::Reject,
    norm: "RVIE, errores 207 y 208 de PVSIRE: la fecha de emisión es del periodo, salvo el tipo 14; PLE 14.1 f35",
    says: Sentence::new(
        "La fecha de emisión «{value}» es anterior al periodo {expected}.",
        "The date of issue `{value}` is before the period {expected}.",
    ),
    advice: Sentence::new(
        "Corrija la fecha; si el comprobante es de un periodo anterior y se informa ahora, use el estado 8 o 9.",
        "Correct the date; if the document is of an earlier period and told now, use state 8 or 9.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "primer día del mes",
            "the first day of the month",
            &[(Field::IssueDate, Text("01/01/2026"))],
        ),
        passes(
            "último día del mes",
            "the last day of the month",
            &[(Field::IssueDate, Text("31/01/2026"))],
        ),
        passes(
            "periodo anterior no anotado (8)",
            "of an earlier period, not entered then (8)",
            &[(Field::IssueDate, Text("20/12/2025")), (Field::State, Text("8"))],
        ),
        passes(
            "corrección de un periodo anterior (9)",
            "a correction of an earlier period (9)",
            &[(Field::IssueDate, Text("20/12/2025")), (Field::State, Text("9"))],
        ),
        passes(
            "recibo de servicio público del mes anterior",
            "a public service's receipt of the month before",
            &[
                (Field::IssueDate, Text("28/12/2025")),
                (Field::Kind, Text("14")),
                (Field::DueDate, Text("15/01/2026")),
            ],
        ),
        passes(
            "el periodo es de otro registro: lo dice C102",
            "the period is of another ledger: C102 says so",
            &[(Field::Period, Text("20260200")), (Field::IssueDate, Text("31/01/2026"))],
        ),
        fails(
            Field::IssueDate,
            "el mismo mes del año anterior",
            "the same month of the year before",
            &[(Field::IssueDate, Text("15/01/2025"))],
        ),
        fails(
            Field::IssueDate,
            "periodo ilegible: se compara con el del registro",
            "an unreadable period: the ledger's is compared",
            &[(Field::Period, Text("ENERO")), (Field::IssueDate, Text("31/12/2025"))],
        ),
        fails(
            Field::IssueDate,
            "sin estado y del mes anterior",
            "without a state and of the month before",
            &[(Field::IssueDate, Text("31/12/2025")), (Field::State, Text(""))],
        ),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    let Reading::Good(date) = draft.issue_date else { return };
    let Some(period) = period_of(draft, context) else { return };
    if date.period() >= period || draft.annulled || draft.is_kind(DocumentKind::PUBLIC_SERVICE) {
        return;
    }
    if matches!(draft.state, State::Current | State::Blank) {
        failures.with(Field::IssueDate, vec![("expected", period.to_string())]);
    }
}
