//! C106: an optional entry that was issued before the period.

use crate::model::{DocumentKind, Field, Sentence, Severity, State};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::period_of;

/// Remarks an entry of state 0, or of a state nobody knows, that was issued before its period.
///
/// PLE takes any earlier date there, RVIE's validator wants the period's month: legal in one, refused by the other.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C106",
    name: "issue-date-of-optional-entry",
    fields: &[Field::IssueDate, Field::Period, Field::State],
    severity: Severity::Warn,
    norm: "PLE 14.1 f4 (menor o igual al periodo) frente a PVSIRE 207 (igual al periodo)",
    says: Sentence::new(
        "La fecha de emisión «{value}» es anterior al periodo {expected} y el estado no es 8 ni 9.",
        "The date of issue `{value}` is before the period {expected} and the state is neither 8 nor 9.",
    ),
    advice: Sentence::new(
        "Revise la fecha y el estado: el PLE lo admite, el validador del RVIE no.",
        "Look at the date and the state: PLE takes it, RVIE's validator does not.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "anotación optativa del mes",
            "an optional entry of the month",
            &[(Field::State, Text("0"))],
        ),
        passes(
            "estado 8: es lo suyo",
            "state 8: that is what it is for",
            &[(Field::IssueDate, Text("20/12/2025")), (Field::State, Text("8"))],
        ),
        passes(
            "de un periodo anterior, con fecha de ese periodo",
            "of an earlier period, with a date of it",
            &[
                (Field::Period, Text("20251200")),
                (Field::IssueDate, Text("20/12/2025")),
                (Field::State, Text("0")),
            ],
        ),
        passes(
            "el periodo es de otro registro: lo dice C102",
            "the period is of another ledger: C102 says so",
            &[(Field::Period, Text("20260200")), (Field::State, Text("0"))],
        ),
        fails(
            Field::IssueDate,
            "anotación optativa de un mes anterior",
            "an optional entry of an earlier month",
            &[(Field::IssueDate, Text("20/12/2025")), (Field::State, Text("0"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if !matches!(draft.state, State::Optional | State::Unknown) || draft.annulled {
        return;
    }
    let Reading::Good(date) = draft.issue_date else { return };
    let Some(period) = period_of(draft, context) else { return };
    if date.period() < period && !draft.is_kind(DocumentKind::PUBLIC_SERVICE) {
        failures.with(Field::IssueDate, vec![("expected", period.to_string())]);
    }
}
