//! C141: money that does not reach the platform.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Notes money in columns that the bulk layout leaves out: exempt, untaxed, excise, bags, others.
///
/// The platform gets a total that its base and tax do not explain. Totals per column are in the summary; settings may hold
/// the ledger for it (`on_dropped = "hold"`).
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C141",
    name: "dropped-money",
    fields: &Field::AMOUNTS,
    severity: Severity::Note,
    norm: "Formato masivo de la plataforma; ajuste `on_dropped`",
    says: Sentence::new(
        "La plataforma no recibe la columna {header}, y aquí tiene {value}.",
        "The platform does not get the column {header}, and here it holds {value}.",
    ),
    advice: Sentence::new(
        "Confirme que la plataforma no lo necesita; on_dropped = \"hold\" retiene el registro cuando ocurre.",
        "Make sure that the platform does not need it; on_dropped = \"hold\" holds the ledger when it happens.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "cero en una columna que no viaja",
            "zero in a column that does not travel",
            &[(Field::Exempt, Text("0.00"))],
        )
        .of_company(&[("carried", &["taxable_base", "sales_tax", "total"])]),
        passes(
            "importe en una columna que viaja",
            "an amount in a column that travels",
            &[(Field::Exempt, Text("50.00"))],
        ),
        passes("anulado", "annulled", &[(Field::Exempt, Text("50.00")), (Field::State, Text("2"))])
            .of_company(&[("carried", &["taxable_base", "sales_tax", "total"])]),
        fails(
            Field::Exempt,
            "exonerado que no viaja",
            "exempt, and it does not travel",
            &[(Field::Exempt, Text("50.00"))],
        )
        .of_company(&[("carried", &["taxable_base", "sales_tax", "total"])]),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    let mut given = draft.amounts_given;
    while given != 0 {
        let index = given.trailing_zeros() as usize;
        given &= given - 1;
        let field = Field::AMOUNTS[index];
        if !context.carried[field as usize] && !draft.annulled {
            failures.at(field);
        }
    }
}
