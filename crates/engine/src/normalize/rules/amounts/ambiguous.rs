//! C131: no amount is read two ways.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{AmountFault, Draft};
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

use super::faults;

/// Requires that an amount cannot be read two ways: `1,234` is a thousand or one and a quarter.
///
/// The column's other values decide where they can. Where they cannot, nothing is guessed.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C131",
    name: "amount-ambiguous",
    fields: &Field::AMOUNTS,
    severity: Severity::Reject,
    norm: "PLE 14.1: sin separador de miles, con punto decimal",
    says: Sentence::new(
        "«{value}» puede ser mil y tantos o uno con decimales, y la columna no lo aclara.",
        "`{value}` may be a thousand and some or one with decimals, and the column does not tell.",
    ),
    advice: Sentence::new(
        "Escriba el importe con dos decimales y sin separador de miles.",
        "Write the amount with two decimals and without a thousands mark.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("dos decimales", "two decimals", &[(Field::TaxableBase, Text("100.00"))]),
        passes(
            "celda numérica de tres decimales",
            "a number cell of three decimals",
            &[(Field::TaxableBase, Number("1.234"))],
        ),
        passes(
            "anulado",
            "annulled",
            &[(Field::TaxableBase, Text("1,234")), (Field::State, Text("2"))],
        ),
        fails(
            Field::TaxableBase,
            "coma y tres cifras",
            "a comma and three digits",
            &[(Field::TaxableBase, Text("1,234"))],
        ),
        fails(
            Field::Total,
            "punto y tres cifras, en texto",
            "a point and three digits, in text",
            &[(Field::Total, Text("1.234"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if draft.amounts_bad && !draft.annulled {
        faults::say(draft, context, AmountFault::Ambiguous, failures);
    }
}
