//! C109: a public service's receipt says when it is due.

use crate::model::{DocumentKind, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Remarks a public service's receipt without a due date: its tax falls due with it.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C109",
    name: "due-date-of-public-service",
    fields: &[Field::DueDate, Field::Kind],
    severity: Severity::Warn,
    norm: "PLE 14.1 f5 / RVIE anexo 3 f6: obligatoria para el tipo 14",
    says: Sentence::new(
        "Un recibo de servicio público (14) lleva fecha de vencimiento o de pago.",
        "A public service's receipt (14) bears a due date or date of payment.",
    ),
    advice: Sentence::new(
        "Escriba la fecha de vencimiento o la de pago, la que ocurra primero.",
        "Write the due date or the date of payment, whichever comes first.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "recibo que vence el mes siguiente",
            "a receipt due in the next month",
            &[(Field::Kind, Text("14")), (Field::DueDate, Text("10/02/2026"))],
        ),
        passes(
            "una boleta no lo necesita",
            "a sales receipt needs none",
            &[(Field::DueDate, Text(""))],
        ),
        fails(
            Field::DueDate,
            "recibo sin vencimiento",
            "a receipt without a due date",
            &[(Field::Kind, Text("14"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.due_date.is_absent()
        && draft.is_kind(DocumentKind::PUBLIC_SERVICE)
        && !draft.annulled
        && draft.has(Field::DueDate)
    {
        failures.at(Field::DueDate);
    }
}
