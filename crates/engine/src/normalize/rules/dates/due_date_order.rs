//! C108: a document is not due before it was issued.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Remarks a due date before the date of issue. A later month, or year, is legal: sales on credit are.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C108",
    name: "due-date-order",
    fields: &[Field::DueDate, Field::IssueDate],
    severity: Severity::Warn,
    norm: "PLE 14.1 f5, PVSIRE 209 y 210",
    says: Sentence::new(
        "El comprobante vence el «{value}», antes de emitirse ({expected}).",
        "The document is due on `{value}`, before it was issued ({expected}).",
    ),
    advice: Sentence::new(
        "Revise las dos fechas; una de ellas está mal escrita.",
        "Look at both dates; one of them is mistyped.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "vence el mismo día",
            "due on the same day",
            &[(Field::DueDate, Text("15/01/2026"))],
        ),
        passes(
            "vence en otro mes",
            "due in another month",
            &[(Field::DueDate, Text("15/04/2026"))],
        ),
        passes("sin vencimiento", "without a due date", &[(Field::DueDate, Text(""))]),
        fails(
            Field::DueDate,
            "vence la víspera",
            "due the day before",
            &[(Field::DueDate, Text("14/01/2026"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let (Reading::Good(due), Reading::Good(issued)) = (draft.due_date, draft.issue_date) else {
        return;
    };
    if due < issued && !draft.annulled {
        let expected = String::from_utf8_lossy(&issued.norm()).into_owned();
        failures.with(Field::DueDate, vec![("expected", expected)]);
    }
}
