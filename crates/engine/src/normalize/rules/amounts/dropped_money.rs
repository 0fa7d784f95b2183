//! Money that does not reach the platform.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Notes money in a column that the bulk layout leaves out.
///
/// The predecessor dropped twenty columns in silence, so that totals were more than base and tax and nobody knew why.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C141",
    name: "dropped-money",
    fields: &Field::AMOUNTS,
    severity: Severity::Note,
    norm: "formato del CSV masivo de la plataforma",
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
        Example {
            shows: Sentence::new("exonerado en cero", "nothing exempt"),
            cells: &[(Field::Exempt, Given::Text("0.00"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "exonerado que el CSV no lleva",
                "an exempt amount that the CSV leaves out",
            ),
            cells: &[(Field::Exempt, Given::Text("25.00"))],
            company: &[("carried", &["taxable_base", "sales_tax", "total"])],
            expect: Expect::Fail(Field::Exempt),
        },
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    let mut given = draft.amounts_given;
    while given != 0 {
        let field = Field::AMOUNTS[given.trailing_zeros() as usize];
        given &= given - 1;
        if !context.carried[field as usize] {
            failures.at(field);
        }
    }
}
