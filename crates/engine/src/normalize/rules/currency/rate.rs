//! The exchange rate is there, and within reason.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Remarks on a document in foreign currency without a rate.
pub(in crate::normalize::rules) static MISSING: Rule = Rule {
    code: "C145",
    name: "exchange-rate-present",
    fields: &[Field::ExchangeRate, Field::Currency],
    severity: Severity::Warn,
    norm: "PLE 14.1 f27 / RVIE anexo 3 f28",
    says: Sentence::new(
        "El comprobante está en {currency} y no tiene tipo de cambio.",
        "The document is in {currency} and has no exchange rate.",
    ),
    advice: Sentence::new(
        "Escriba el tipo de cambio de venta de la fecha de emisión, con tres decimales.",
        "Type the selling rate of the date of issue, with three decimals.",
    ),
    check: Check::Row(missing),
    examples: &[
        Example {
            shows: Sentence::new("soles sin tipo de cambio", "soles without a rate"),
            cells: &[(Field::ExchangeRate, Given::Text(""))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("dólares con tipo de cambio", "dollars with a rate"),
            cells: &[
                (Field::Currency, Given::Text("USD")),
                (Field::ExchangeRate, Given::Number("3.75")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("dólares sin tipo de cambio", "dollars without a rate"),
            cells: &[(Field::Currency, Given::Text("USD")), (Field::ExchangeRate, Given::Text(""))],
            company: &[],
            expect: Expect::Fail(Field::ExchangeRate),
        },
    ],
};

/// Remarks on dollars at a rate that nobody has seen.
pub(in crate::normalize::rules) static WITHIN_REASON: Rule = Rule {
    code: "C146",
    name: "exchange-rate-within-reason",
    fields: &[Field::ExchangeRate, Field::Currency],
    severity: Severity::Warn,
    norm: "PLE 14.1 f27: #.###; el dólar ha estado entre S/ 2 y S/ 6",
    says: Sentence::new(
        "El tipo de cambio «{value}» no es verosímil para {currency}.",
        "The exchange rate `{value}` is not likely for {currency}.",
    ),
    advice: Sentence::new(
        "Revise el tipo de cambio: soles por unidad de moneda extranjera, con punto decimal.",
        "Look at the rate: soles for one unit of foreign currency, with a decimal point.",
    ),
    check: Check::Row(within_reason),
    examples: &[
        Example {
            shows: Sentence::new("3.750", "3.750"),
            cells: &[
                (Field::Currency, Given::Text("USD")),
                (Field::ExchangeRate, Given::Text("3.750")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("coma decimal", "a decimal comma"),
            cells: &[
                (Field::Currency, Given::Text("USD")),
                (Field::ExchangeRate, Given::Text("3,75")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("dólares a 1", "dollars at 1"),
            cells: &[(Field::Currency, Given::Text("USD"))],
            company: &[],
            expect: Expect::Fail(Field::ExchangeRate),
        },
        Example {
            shows: Sentence::new("ilegible", "unreadable"),
            cells: &[
                (Field::Currency, Given::Text("EUR")),
                (Field::ExchangeRate, Given::Text("TC")),
            ],
            company: &[],
            expect: Expect::Fail(Field::ExchangeRate),
        },
    ],
};

/// Whether the row is in another currency than soles.
#[inline]
fn is_foreign(draft: &Draft<'_>) -> bool {
    *draft.currency != *b"PEN"
        && !draft.currency.is_empty()
        && !draft.annulled
        && draft.has(Field::ExchangeRate)
}

fn currency(draft: &Draft<'_>) -> Vec<(&'static str, String)> {
    vec![("currency", String::from_utf8_lossy(&draft.currency).into_owned())]
}

fn missing(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if is_foreign(draft) && draft.given(Field::ExchangeRate).is_empty() {
        failures.with(Field::ExchangeRate, currency(draft));
    }
}

fn within_reason(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !is_foreign(draft) {
        return;
    }
    let text = draft.given(Field::ExchangeRate);
    if text.is_empty() {
        return;
    }
    let likely = match thousandths(text) {
        None | Some(0) => false,
        Some(rate) => *draft.currency != *b"USD" || (2_000..=6_000).contains(&rate),
    };
    if !likely {
        failures.with(Field::ExchangeRate, currency(draft));
    }
}

/// `3.75` is 3750; a fourth decimal and more are left out.
fn thousandths(text: &[u8]) -> Option<u64> {
    let mark = text.iter().position(|byte| matches!(byte, b'.' | b','));
    let (whole, fraction) = match mark {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, &b""[..]),
    };
    let digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    if whole.is_empty() || whole.len() > 9 || !digits(whole) || !digits(fraction) {
        return None;
    }
    let places = fraction.iter().chain(b"000").take(3);
    Some(whole.iter().chain(places).fold(0, |sum, digit| sum * 10 + u64::from(digit & 15)))
}
