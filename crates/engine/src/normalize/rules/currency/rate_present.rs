//! C145: a foreign currency has a rate.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{NoColumn, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

use super::{is_foreign, rate_of};

/// Remarks a document in a foreign currency without an exchange rate.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C145",
    name: "exchange-rate-present",
    fields: &[Field::ExchangeRate, Field::Currency],
    severity: Severity::Warn,
    norm: "PLE 14.1 f27 / RVIE anexo 3 f28: obligatorio si la moneda no es PEN",
    says: Sentence::new(
        "El comprobante está en {currency} y no tiene tipo de cambio.",
        "The document is in {currency} and has no exchange rate.",
    ),
    advice: Sentence::new(
        "Escriba el tipo de cambio venta de SUNAT de la fecha de emisión, con tres decimales.",
        "Write SUNAT's selling rate of the date of issue, with three decimals.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "dólares con tipo de cambio",
            "dollars with a rate",
            &[(Field::Currency, Text("USD")), (Field::ExchangeRate, Text("3.751"))],
        ),
        passes(
            "soles sin tipo de cambio",
            "soles without a rate",
            &[(Field::ExchangeRate, Text(""))],
        ),
        passes(
            "el registro no tiene esa columna",
            "the ledger has no such column",
            &[(Field::Currency, Text("USD")), (Field::ExchangeRate, NoColumn)],
        ),
        fails(
            Field::ExchangeRate,
            "dólares sin tipo de cambio",
            "dollars without a rate",
            &[(Field::Currency, Text("USD")), (Field::ExchangeRate, Text(""))],
        ),
        fails(
            Field::ExchangeRate,
            "dólares con 0.000",
            "dollars with 0.000",
            &[(Field::Currency, Text("USD")), (Field::ExchangeRate, Text("0.000"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if is_foreign(draft) && draft.has(Field::ExchangeRate) && rate_of(draft) == Ok(None) {
        let currency = String::from_utf8_lossy(&draft.currency).into_owned();
        failures.with(Field::ExchangeRate, vec![("currency", currency)]);
    }
}
