//! C138: the total is the sum of its parts to the cent.

use crate::model::{Cents, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::difference::{self, Difference};

/// Remarks a total that is more than five cents, and at most one sol, off the sum of its parts.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C138",
    name: "total-rounding",
    fields: &Field::AMOUNTS,
    severity: Severity::Warn,
    norm: "PLE 14.1 f25; SUNAT admite ±1 en sumas (RCE anexo 8)",
    says: Sentence::new(
        "El total «{value}» difiere en {difference} de la suma de sus partes, {expected}.",
        "The total `{value}` differs by {difference} from the sum of its parts, {expected}.",
    ),
    advice: Sentence::new(
        "Puede ser redondeo o una bolsa plástica; si no, corrija los importes.",
        "It may be rounding or a plastic bag; if not, correct the amounts.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("cinco céntimos", "five cents", &[(Field::Total, Text("118.05"))]),
        passes(
            "rango de 100 boletas con 0.80",
            "a range of 100 sales receipts with 0.80",
            &[(Field::Total, Text("118.80")), (Field::NumberLast, Text("00000222"))],
        ),
        fails(Field::Total, "cincuenta céntimos", "fifty cents", &[(Field::Total, Text("118.50"))]),
        fails(Field::Total, "un sol menos", "one sol less", &[(Field::Total, Text("117.00"))]),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if difference::read(draft, context) == Difference::Rounding {
        let difference = Cents(draft.amount(Field::Total).0 - draft.components.0);
        let values = vec![
            ("expected", draft.components.to_string()),
            ("difference", difference.to_string()),
        ];
        failures.with(Field::Total, values);
    }
}
