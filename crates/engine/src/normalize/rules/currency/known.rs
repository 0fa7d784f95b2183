//! The currency is one.

use crate::model::catalog::is_currency;
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Remarks on a currency that is not in the norm's table.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C144",
    name: "currency-known",
    fields: &[Field::Currency],
    severity: Severity::Warn,
    norm: "PLE tabla 4 / ISO 4217",
    says: Sentence::new("«{value}» no es un código de moneda.", "`{value}` is no currency code."),
    advice: Sentence::new(
        "Escriba el código de tres letras: PEN, USD, EUR.",
        "Type the code of three letters: PEN, USD, EUR.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("soles, como los escriben muchos", "soles, as many write them"),
            cells: &[(Field::Currency, Given::Text("S/"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("en blanco", "blank"),
            cells: &[(Field::Currency, Given::Text(""))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("una moneda que no existe", "a currency that does not exist"),
            cells: &[(Field::Currency, Given::Text("XYZ"))],
            company: &[],
            expect: Expect::Fail(Field::Currency),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let code: &[u8] = &draft.currency;
    if !matches!(code, b"PEN" | b"USD" | b"") && !draft.annulled && !is_currency(code) {
        failures.at(Field::Currency);
    }
}
