//! C147: the tax on plastic bags is shown.

use crate::model::{Cents, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::difference::{self, Difference};

/// Remarks a total that is larger than its parts by whole plastic bags: the ledger has no column for their tax, or an empty one.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C147",
    name: "bag-tax-hidden",
    fields: &[Field::Total, Field::BagTax],
    severity: Severity::Warn,
    norm: "Ley 30884: ICBPER 0.10 (2019), 0.20, 0.30, 0.40, 0.50 (2023 en adelante); PLE 14.1 f23",
    says: Sentence::new(
        "El total «{value}» supera a sus partes, {expected}, en {difference}: como {bags} bolsas plásticas.",
        "The total `{value}` exceeds its parts, {expected}, by {difference}: like {bags} plastic bags.",
    ),
    advice: Sentence::new(
        "Si es el ICBPER, anótelo en su columna o en Otros; si no, corrija los importes.",
        "If it is the tax on bags, enter it in its column or in Others; if not, correct the amounts.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("sin bolsas", "without bags", &[]),
        passes(
            "ICBPER en su columna",
            "the tax on bags in its column",
            &[(Field::BagTax, Text("1.50")), (Field::Total, Text("119.50"))],
        ),
        passes(
            "una bolsa: menos de un sol, lo dice C138",
            "one bag: less than a sol, C138 says so",
            &[(Field::Total, Text("118.50"))],
        ),
        passes(
            "nota sobre una venta de 2021: la bolsa valía 0.30, lo dice C137",
            "a note on a sale of 2021: a bag was 0.30, C137 says so",
            &[
                (Field::Kind, Text("07")),
                (Field::AmendedDate, Text("10/05/2021")),
                (Field::TaxableBase, Text("-100.00")),
                (Field::SalesTax, Text("-18.00")),
                (Field::Total, Text("-119.60")),
            ],
        ),
        fails(
            Field::Total,
            "tres bolsas de 2026",
            "three bags of 2026",
            &[(Field::Total, Text("119.50"))],
        ),
        fails(
            Field::Total,
            "nota que devuelve cuatro bolsas",
            "a note that takes four bags back",
            &[
                (Field::Kind, Text("07")),
                (Field::TaxableBase, Text("-100.00")),
                (Field::SalesTax, Text("-18.00")),
                (Field::Total, Text("-120.00")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if let Difference::Bags(bags) = difference::read(draft, context) {
        let difference = Cents(draft.amount(Field::Total).0 - draft.components.0);
        let values = vec![
            ("expected", draft.components.to_string()),
            ("difference", difference.to_string()),
            ("bags", bags.abs().to_string()),
        ];
        failures.with(Field::Total, values);
    }
}
