//! C148: an annulled row has no money.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Remarks an annulled row whose amounts are not 0: where the state does not reach the platform, it would be a sale.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C148",
    name: "annulled-money",
    fields: &Field::AMOUNTS,
    severity: Severity::Warn,
    norm: "PLE 14.1 f35 estado 2; RVIE anexo 3 f14-26: 0.00 si está anulado",
    says: Sentence::new(
        "La fila está anulada (estado 2) y tiene importes: «{value}».",
        "The row is annulled (state 2) and has amounts: `{value}`.",
    ),
    advice: Sentence::new(
        "Ponga sus importes en 0.00; si el comprobante vale, corrija el estado.",
        "Set its amounts to 0.00; if the document stands, correct the state.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "anulada y en cero",
            "annulled and zero",
            &[
                (Field::State, Text("2")),
                (Field::TaxableBase, Text("0.00")),
                (Field::SalesTax, Text("")),
                (Field::Total, Text("0")),
            ],
        ),
        passes("vigente", "standing", &[]),
        fails(
            Field::Total,
            "anulada con total",
            "annulled with a total",
            &[(Field::State, Text("2"))],
        ),
        fails(
            Field::TaxableBase,
            "anulada con base y sin total",
            "annulled with a base and without a total",
            &[(Field::State, Text("2")), (Field::SalesTax, Text("")), (Field::Total, Text(""))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.annulled || draft.amounts_given == 0 {
        return;
    }
    let given = Field::AMOUNTS.into_iter().rev().find(|field| draft.gives(*field));
    failures.at(given.unwrap_or(Field::Total));
}
