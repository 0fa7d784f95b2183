//! The total is the sum of its components.

use super::{NEARLY, is_bags, shown, total_less_sum};
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Refuses a total that is more than 1.00 off the sum of its components, and no number of bags either.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C137",
    name: "total-adds-up",
    fields: &[Field::Total],
    severity: Severity::Reject,
    norm: "PLE 14.1 f25: suma de f13 a f24; tolerancia de S/ 1.00 (anexo 8)",
    says: Sentence::new(
        "El total es {value} y sus componentes suman {expected}: difieren en {difference}.",
        "The total is {value} and its components sum to {expected}: they differ by {difference}.",
    ),
    advice: Sentence::new(
        "Revise el total, la base y el IGV de la fila; un componente puede faltar o estar en otra columna.",
        "Look at the row's total, base and tax; a component may be missing or in another column.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("redondeo de caja de 0.04", "a till's rounding of 0.04"),
            cells: &[(Field::Total, Given::Text("118.04"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "cuatro bolsas (ICBPER) que no tienen columna",
                "four bags (ICBPER) without a column",
            ),
            cells: &[(Field::Total, Given::Text("120.00"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("falta un componente", "a component is missing"),
            cells: &[(Field::Total, Given::Text("131.13"))],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let Some(difference) = total_less_sum(draft) else { return };
    if difference.abs() <= NEARLY || is_bags(draft, difference) {
        return;
    }
    let sum = draft.amount(Field::Total).0 - difference;
    failures.with(Field::Total, vec![("expected", shown(sum)), ("difference", shown(difference))]);
}
