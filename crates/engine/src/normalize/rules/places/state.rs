//! The state is one.

use crate::model::{Field, Sentence, Severity, State};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Remarks on a state that is not in the norm.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C186",
    name: "state-known",
    fields: &[Field::State],
    severity: Severity::Warn,
    norm: "PLE 14.1 f35: 0, 1, 2, 8 o 9",
    says: Sentence::new("«{value}» no es un estado.", "`{value}` is no state."),
    advice: Sentence::new(
        "Use 1 (del periodo), 2 (anulado), 8 o 9 (de un periodo anterior) o 0.",
        "Use 1 (of the period), 2 (annulled), 8 or 9 (of an earlier period) or 0.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("en blanco", "blank"),
            cells: &[(Field::State, Given::Text(""))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("estado de compras", "a state of purchases"),
            cells: &[(Field::State, Given::Text("6"))],
            company: &[],
            expect: Expect::Fail(Field::State),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.state == State::Unknown && !draft.cell(Field::State).is_error_or_bool() {
        failures.at(Field::State);
    }
}
