//! C102: the period is the ledger's, or an earlier one that says so.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::belongs;

/// Requires the ledger's period, or an earlier one in a row whose state says that it comes late.
///
/// SUNAT takes an earlier period only with another state than 1, and never a later one. A row of another month that
/// slipped in would be taxed twice, or in the wrong month.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C102",
    name: "period-of-ledger",
    fields: &[Field::Period, Field::State],
    severity: Severity::Reject,
    norm: "PLE 14.1 f1: igual o menor al periodo informado; si es menor, f35 distinto de 1",
    says: Sentence::new(
        "El periodo «{value}» no es el de este registro, {expected}.",
        "The period `{value}` is not this ledger's, {expected}.",
    ),
    advice: Sentence::new(
        "Si es de un periodo anterior que se informa ahora, use el estado 8 (no anotado) o 9 (corrección); si es de otro mes, páselo a su registro.",
        "If it is of an earlier period and told now, use state 8 (not entered) or 9 (correction); if it is of another month, move it to that ledger.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("el periodo del registro", "the ledger's period", &[]),
        passes(
            "periodo anterior con estado 8",
            "an earlier period with state 8",
            &[(Field::Period, Text("20251200")), (Field::State, Text("8"))],
        ),
        passes(
            "periodo anterior con estado 9",
            "an earlier period with state 9",
            &[(Field::Period, Text("20250100")), (Field::State, Text("9"))],
        ),
        passes(
            "periodo ilegible: lo dice C101",
            "an unreadable period: C101 says so",
            &[(Field::Period, Text("x"))],
        ),
        fails(
            Field::Period,
            "periodo anterior con estado 1",
            "an earlier period with state 1",
            &[(Field::Period, Text("20251200"))],
        ),
        fails(
            Field::Period,
            "periodo anterior sin estado",
            "an earlier period without a state",
            &[(Field::Period, Text("20251200")), (Field::State, Text(""))],
        ),
        fails(
            Field::Period,
            "el mismo mes de otro año",
            "the same month of another year",
            &[(Field::Period, Text("20250100"))],
        ),
        fails(
            Field::Period,
            "periodo posterior, con cualquier estado",
            "a later period, whatever the state",
            &[(Field::Period, Text("20260200")), (Field::State, Text("8"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    let Reading::Good(period) = draft.period else { return };
    if !belongs(draft, period, context) {
        failures.with(Field::Period, vec![("expected", context.period.ple())]);
    }
}
