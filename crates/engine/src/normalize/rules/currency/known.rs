//! C144: the currency is one.

use crate::model::catalog::is_currency;
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::is_foreign;

/// Remarks a currency that is no code of the table.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C144",
    name: "currency-known",
    fields: &[Field::Currency],
    severity: Severity::Warn,
    norm: "PLE 14.1 f26, tabla 4 (ISO 4217)",
    says: Sentence::new("«{value}» no es una moneda.", "`{value}` is no currency."),
    advice: Sentence::new(
        "Use el código de tres letras: PEN, USD, EUR.",
        "Use the code of three letters: PEN, USD, EUR.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("soles", "soles", &[(Field::Currency, Text("PEN"))]),
        passes(
            "soles, a la manera de la calle",
            "soles, the way people write it",
            &[(Field::Currency, Text("S/"))],
        ),
        passes("soles, en letras", "soles, in words", &[(Field::Currency, Text("Soles"))]),
        passes("en blanco", "blank", &[(Field::Currency, Text(""))]),
        passes("euros", "euros", &[(Field::Currency, Text("eur"))]),
        passes("anulado", "annulled", &[(Field::Currency, Text("XX")), (Field::State, Text("2"))]),
        fails(
            Field::Currency,
            "un código que no existe",
            "a code that does not exist",
            &[(Field::Currency, Text("PES"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if is_foreign(draft)
        && !matches!(&*draft.currency, b"USD" | b"EUR")
        && !is_currency(&draft.currency)
        && !draft.cell(Field::Currency).is_error_or_bool()
    {
        failures.at(Field::Currency);
    }
}
