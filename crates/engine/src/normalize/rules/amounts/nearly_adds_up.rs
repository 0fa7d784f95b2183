//! The total is nearly the sum of its components.

use super::{NEARLY, ROUNDING, is_bags, shown, total_less_sum};
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Remarks on a total that is 0.06 to 1.00 off its components, or off by a number of bags.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C138",
    name: "total-nearly-adds-up",
    fields: &[Field::Total],
    severity: Severity::Warn,
    norm: "Ley 30884 (ICBPER); tolerancia de S/ 1.00 (anexo 8)",
    says: Sentence::new(
        "El total es {value} y sus componentes suman {expected}: difieren en {difference}.",
        "The total is {value} and its components sum to {expected}: they differ by {difference}.",
    ),
    advice: Sentence::new(
        "Suele ser el impuesto a las bolsas, que no tiene columna, o un redondeo; confirme el total.",
        "It is often the tax on bags, which has no column, or rounding; make sure of the total.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("redondeo de 0.05", "rounding of 0.05"),
            cells: &[(Field::Total, Given::Text("118.05"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("una bolsa sin columna", "a bag without a column"),
            cells: &[(Field::Total, Given::Text("118.50"))],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let Some(difference) = total_less_sum(draft) else { return };
    if difference.abs() <= ROUNDING || (difference.abs() > NEARLY && !is_bags(draft, difference)) {
        return;
    }
    let sum = draft.amount(Field::Total).0 - difference;
    failures.with(Field::Total, vec![("expected", shown(sum)), ("difference", shown(difference))]);
}
