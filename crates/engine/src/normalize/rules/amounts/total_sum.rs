//! C137: the total is the sum of its parts.

use crate::model::{Cents, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{NoColumn, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

use super::difference::{self, Difference};

/// Requires that the total is the sum of its parts, but for rounding and the tax on plastic bags.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C137",
    name: "total-is-sum",
    fields: &Field::AMOUNTS,
    severity: Severity::Reject,
    norm: "PLE 14.1 f25: suma de f13 a f24",
    says: Sentence::new(
        "El total «{value}» no es la suma de sus partes, {expected}: difiere en {difference}.",
        "The total `{value}` is not the sum of its parts, {expected}: it differs by {difference}.",
    ),
    advice: Sentence::new(
        "Revise los importes de la fila; puede faltar una parte (exonerado, inafecto, otros) o sobrar un dígito.",
        "Look at the row's amounts; a part may be missing (exempt, untaxed, others) or a digit too many.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("suma exacta", "an exact sum", &[]),
        passes(
            "redondeo de efectivo de 0.04",
            "cash rounding of 0.04",
            &[(Field::Total, Text("118.04"))],
        ),
        passes(
            "todo en cero",
            "all zero",
            &[
                (Field::TaxableBase, Text("0")),
                (Field::SalesTax, Text("0")),
                (Field::Total, Text("0.00")),
            ],
        ),
        passes(
            "diferencia de 0.90: lo dice C138",
            "a difference of 0.90: C138 says so",
            &[(Field::Total, Text("118.90"))],
        ),
        passes(
            "tres bolsas: lo dice C147",
            "three bags: C147 says so",
            &[(Field::Total, Text("119.50"))],
        ),
        passes(
            "partes exoneradas y otros",
            "exempt parts and others",
            &[
                (Field::Exempt, Text("50.00")),
                (Field::OtherCharges, Text("5.00")),
                (Field::Total, Text("173.00")),
            ],
        ),
        passes(
            "descuento escrito sin signo",
            "a discount written without its sign",
            &[
                (Field::TaxableBaseDiscount, Text("10.00")),
                (Field::SalesTaxDiscount, Text("1.80")),
                (Field::Total, Text("106.20")),
            ],
        ),
        passes(
            "importe ilegible: lo dice C130",
            "an unreadable amount: C130 says so",
            &[(Field::SalesTax, Text("s/n"))],
        ),
        passes(
            "sin la columna de otros",
            "without the column of others",
            &[(Field::Total, Text("200.00")), (Field::OtherCharges, NoColumn)],
        ),
        passes("anulado", "annulled", &[(Field::Total, Text("500.00")), (Field::State, Text("2"))]),
        fails(
            Field::Total,
            "un dígito de más",
            "a digit too many",
            &[(Field::Total, Text("1180.00"))],
        ),
        fails(
            Field::Total,
            "falta el IGV en el total",
            "the total lacks the tax",
            &[(Field::Total, Text("100.00"))],
        ),
        fails(
            Field::Total,
            "diferencia de 1.25",
            "a difference of 1.25",
            &[(Field::Total, Text("119.25"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if difference::read(draft, context) == Difference::Large {
        let difference = Cents(draft.amount(Field::Total).0 - draft.components.0);
        let values = vec![
            ("expected", draft.components.to_string()),
            ("difference", difference.to_string()),
        ];
        failures.with(Field::Total, values);
    }
}
