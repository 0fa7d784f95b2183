//! C105: nothing was issued after the period.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::period_of;

/// Requires that a document was not issued after its period, whatever its state.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C105",
    name: "issue-date-not-later",
    fields: &[Field::IssueDate, Field::Period],
    severity: Severity::Reject,
    norm: "PLE 14.1 f4: menor o igual al periodo informado y al del campo 1; RVIE anexo 3 f5",
    says: Sentence::new(
        "La fecha de emisión «{value}» es posterior al periodo {expected}.",
        "The date of issue `{value}` is after the period {expected}.",
    ),
    advice: Sentence::new(
        "Corrija la fecha, o pase el comprobante al registro de su mes.",
        "Correct the date, or move the document to its month's ledger.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "último día del mes",
            "the last day of the month",
            &[(Field::IssueDate, Text("31/01/2026"))],
        ),
        passes(
            "anulado: la fecha no se mira",
            "annulled: its date is not looked at",
            &[(Field::IssueDate, Text("01/02/2026")), (Field::State, Text("2"))],
        ),
        passes(
            "el periodo es de otro registro: lo dice C102",
            "the period is of another ledger: C102 says so",
            &[(Field::Period, Text("20251200")), (Field::IssueDate, Text("15/01/2026"))],
        ),
        fails(
            Field::IssueDate,
            "primer día del mes siguiente",
            "the first day of the next month",
            &[(Field::IssueDate, Text("01/02/2026"))],
        ),
        fails(
            Field::IssueDate,
            "estado 8, posterior a su propio periodo",
            "state 8, after its own period",
            &[
                (Field::Period, Text("20251100")),
                (Field::IssueDate, Text("05/12/2025")),
                (Field::State, Text("8")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    let Reading::Good(date) = draft.issue_date else { return };
    let Some(period) = period_of(draft, context) else { return };
    if date.period() > period && !draft.annulled {
        failures.with(Field::IssueDate, vec![("expected", period.to_string())]);
    }
}
