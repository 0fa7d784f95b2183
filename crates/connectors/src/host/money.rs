//! Amounts in scripts: exact cents, added and subtracted, never a number with a binary point.

use engine::model::Cents;
use rhai::{Engine, NativeCallContext};

use super::{Thrown, thrown};

/// An amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Money(pub(crate) Cents);

impl Money {
    /// Reads `-1234.50`: digits, and up to two decimals after a point. Thousands and commas are not guessed.
    pub(crate) fn read(text: &str) -> Option<Money> {
        let text = text.trim();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (-1, digits),
            None => (1, text),
        };
        let (whole, cents) = digits.split_once('.').unwrap_or((digits, ""));
        let only = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 15 || cents.len() > 2 || !only(whole) || !only(cents) {
            return None;
        }
        let whole: i64 = whole.parse().ok()?;
        let cents: i64 = format!("{cents:0<2}").parse().ok()?;
        Some(Money(Cents(sign * (whole * 100 + cents))))
    }

    pub(crate) fn text(self) -> String {
        let mut out = Vec::new();
        self.0.write(&mut out);
        String::from_utf8_lossy(&out).into_owned()
    }
}

pub(crate) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Money>("Money");
    engine.register_fn(
        "money",
        |context: NativeCallContext, text: &str| -> Result<Money, Thrown> {
            Money::read(text)
                .ok_or_else(|| thrown(&context, format!("money(\"{text}\"): -1234.50")))
        },
    );
    type Two = fn(NativeCallContext, Money, Money) -> Result<Money, Thrown>;
    let plus: Two = |context, a, b| sum(&context, a.0.0.checked_add(b.0.0));
    let minus: Two = |context, a, b| sum(&context, a.0.0.checked_sub(b.0.0));
    engine.register_fn("+", plus).register_fn("-", minus);
    engine.register_fn("==", |a: Money, b: Money| a == b);
    engine.register_fn("!=", |a: Money, b: Money| a != b);
    engine.register_fn("to_string", |money: &mut Money| money.text());
    engine.register_fn("to_debug", |money: &mut Money| money.text());
}

fn sum(context: &NativeCallContext, cents: Option<i64>) -> Result<Money, Thrown> {
    cents.map(|cents| Money(Cents(cents))).ok_or_else(|| thrown(context, "money: overflow"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_amounts_are_read() {
        for (text, cents) in [("0", 0), ("-1234.5", -123450), ("12.05", 1205), (" 7 ", 700)] {
            assert_eq!(Money::read(text).map(|money| money.0.0), Some(cents), "{text}");
        }
        for wrong in ["", "-", "1,234.50", "1.234", ".5", "1e3", "S/ 1", "9999999999999999"] {
            assert_eq!(Money::read(wrong), None, "{wrong}");
        }
    }
}
