//! A currency that does not reach the platform.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Notes documents in foreign currency where the bulk layout has no column for it: their amounts arrive as soles.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C142",
    name: "dropped-currency",
    fields: &[Field::Currency],
    severity: Severity::Note,
    norm: "formato del CSV masivo de la plataforma",
    says: Sentence::new(
        "El comprobante está en {value} y la plataforma no recibe la moneda.",
        "The document is in {value} and the platform does not get the currency.",
    ),
    advice: Sentence::new(
        "Confirme si la plataforma espera esos importes en soles.",
        "Find out whether the platform expects those amounts in soles.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("soles", "soles"),
            cells: &[],
            company: &[("carried", &["total"])],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("dólares", "dollars"),
            cells: &[
                (Field::Currency, Given::Text("USD")),
                (Field::ExchangeRate, Given::Text("3.750")),
            ],
            company: &[("carried", &["total"])],
            expect: Expect::Fail(Field::Currency),
        },
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if *draft.currency != *b"PEN"
        && !draft.currency.is_empty()
        && !context.carried[Field::Currency as usize]
    {
        failures.at(Field::Currency);
    }
}
