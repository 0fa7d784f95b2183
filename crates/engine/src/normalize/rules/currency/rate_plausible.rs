//! C146: an exchange rate is plausible.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

use super::{is_foreign, rate_of};

/// Remarks a rate of the dollar outside 2 to 6, or a rate of any foreign currency that is no number above 0.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C146",
    name: "exchange-rate-plausible",
    fields: &[Field::ExchangeRate, Field::Currency],
    severity: Severity::Warn,
    norm: "PLE 14.1 f27: positivo, #.###; PVSIRE 217",
    says: Sentence::new(
        "El tipo de cambio «{value}» no parece de {currency}.",
        "The exchange rate `{value}` does not look like one of {currency}.",
    ),
    advice: Sentence::new(
        "Compárelo con el tipo de cambio venta de SUNAT de esa fecha.",
        "Compare it with SUNAT's selling rate of that date.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "3.751",
            "3.751",
            &[(Field::Currency, Text("USD")), (Field::ExchangeRate, Text("3.751"))],
        ),
        passes(
            "con coma decimal",
            "with a decimal comma",
            &[(Field::Currency, Text("USD")), (Field::ExchangeRate, Text("3,751"))],
        ),
        passes(
            "ruido binario",
            "binary noise",
            &[(Field::Currency, Text("USD")), (Field::ExchangeRate, Number("3.7509999999999999"))],
        ),
        passes(
            "soles con el cambio del día",
            "soles with the day's rate",
            &[(Field::ExchangeRate, Text("3.751"))],
        ),
        passes(
            "pesos chilenos",
            "Chilean pesos",
            &[(Field::Currency, Text("CLP")), (Field::ExchangeRate, Text("0.010"))],
        ),
        fails(
            Field::ExchangeRate,
            "punto corrido",
            "the point slipped",
            &[(Field::Currency, Text("USD")), (Field::ExchangeRate, Text("37.51"))],
        ),
        fails(
            Field::ExchangeRate,
            "dólares a 1",
            "dollars at 1",
            &[(Field::Currency, Text("USD")), (Field::ExchangeRate, Text("1.000"))],
        ),
        fails(
            Field::ExchangeRate,
            "texto",
            "text",
            &[(Field::Currency, Text("EUR")), (Field::ExchangeRate, Text("del día"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !is_foreign(draft) {
        return;
    }
    let plausible = match rate_of(draft) {
        Ok(None) => true,
        Ok(Some(rate)) if *draft.currency == *b"USD" => (200..=600).contains(&rate.0),
        Ok(Some(rate)) => rate.0 > 0,
        Err(()) => false,
    };
    if !plausible {
        let currency = String::from_utf8_lossy(&draft.currency).into_owned();
        failures.with(Field::ExchangeRate, vec![("currency", currency)]);
    }
}
