//! C142: currencies that do not reach the platform.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::is_foreign;

/// Notes documents in a foreign currency where the bulk layout leaves the currency out: the platform takes them for soles.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C142",
    name: "dropped-currency",
    fields: &[Field::Currency],
    severity: Severity::Note,
    norm: "Formato masivo de la plataforma; ajuste `on_dropped`",
    says: Sentence::new(
        "La moneda «{value}» no viaja a la plataforma: el importe llegaría como soles.",
        "The currency `{value}` does not reach the platform: the amount would arrive as soles.",
    ),
    advice: Sentence::new(
        "Confirme que los importes del registro ya están en soles, como pide el PLE.",
        "Make sure that the ledger's amounts are in soles already, as PLE asks.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("soles", "soles", &[]).of_company(&[("carried", &["total"])]),
        passes("soles escritos S/.", "soles written S/.", &[(Field::Currency, Text("S/."))])
            .of_company(&[("carried", &["total"])]),
        passes("dólares que viajan", "dollars that travel", &[(Field::Currency, Text("USD"))]),
        fails(
            Field::Currency,
            "dólares que no viajan",
            "dollars that do not travel",
            &[(Field::Currency, Text("USD"))],
        )
        .of_company(&[("carried", &["total"])]),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if is_foreign(draft) && !context.carried[Field::Currency as usize] {
        failures.at(Field::Currency);
    }
}
