//! C132: no amount is longer than the norm allows.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{AmountFault, Draft};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::faults;

/// Requires that an amount has at most the norm's twelve integer digits.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C132",
    name: "amount-too-large",
    fields: &Field::AMOUNTS,
    severity: Severity::Reject,
    norm: "PLE 14.1 f13-25: hasta 12 enteros y 2 decimales",
    says: Sentence::new(
        "El importe «{value}» tiene más de 12 enteros.",
        "The amount `{value}` has more than 12 integer digits.",
    ),
    advice: Sentence::new(
        "Corrija el importe; quizá es un número de documento en la columna equivocada.",
        "Correct the amount; perhaps it is a document's number in the wrong column.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("doce enteros", "twelve integer digits", &[(Field::Total, Text("999999999999.99"))]),
        passes(
            "anulado",
            "annulled",
            &[(Field::Total, Text("1000000000000.00")), (Field::State, Text("2"))],
        ),
        fails(
            Field::Total,
            "trece enteros",
            "thirteen integer digits",
            &[(Field::Total, Text("1000000000000.00"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if draft.amounts_bad && !draft.annulled {
        faults::say(draft, context, AmountFault::TooLarge, failures);
    }
}
