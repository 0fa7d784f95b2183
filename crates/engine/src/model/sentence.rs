//! Sentences for operators, in both languages.

use std::fmt::Write;

/// The language in which an operator is spoken to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Spanish of Peru, the default.
    #[default]
    Es,
    /// English.
    En,
}

/// One sentence in both languages, with placeholders such as `{value}`.
///
/// A word that goes with a count is written `{count?fila|filas}`: the first form where `count` is 1, else the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// In Spanish.
    pub es: &'static str,
    /// In English.
    pub en: &'static str,
}

impl Sentence {
    /// The two texts of one sentence.
    pub const fn new(es: &'static str, en: &'static str) -> Sentence {
        Sentence { es, en }
    }

    /// The text with its placeholders as they are.
    pub const fn text(self, language: Language) -> &'static str {
        match language {
            Language::Es => self.es,
            Language::En => self.en,
        }
    }

    /// The text with each `{name}` replaced; a name without a value stays as it is, so that a test can see it.
    pub fn fill(self, language: Language, values: &[(&str, &str)]) -> String {
        replace(self.text(language), |name, filled| {
            if let Some((count, forms)) = name.split_once('?') {
                let value = values.iter().find(|(known, _)| *known == count)?;
                let (one, more) = forms.split_once('|')?;
                filled.push_str(if value.1 == "1" { one } else { more });
                return Some(());
            }
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            filled.push_str(value);
            Some(())
        })
    }

    /// The text as pages show it: its placeholders as they are, its counted words in the plural.
    pub fn shown(self, language: Language) -> String {
        replace(self.text(language), |name, shown| {
            let (_, forms) = name.split_once('?')?;
            shown.push_str(forms.split_once('|')?.1);
            Some(())
        })
    }
}

/// A number with its thousands apart, `300,000`, as both languages of Peru write it.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The text with each placeholder as `put` writes it; what `put` does not know stays as it is.
fn replace(text: &str, mut put: impl FnMut(&str, &mut String) -> Option<()>) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let (before, from) = rest.split_at(open);
        filled.push_str(before);
        let Some(close) = from.find('}') else {
            rest = from;
            break;
        };
        let name = &from[1..close];
        if put(name, &mut filled).is_none() {
            let _ = write!(filled, "{{{name}}}");
        }
        rest = &from[close + 1..];
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_threes() {
        assert_eq!([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    fn fills_every_known_placeholder_and_keeps_the_unknown() {
        let sentence = Sentence::new("«{value}» no es {what}", "`{value}` is not {what}");
        let values = [("value", "{x}"), ("what", "un RUC")];
        assert_eq!(sentence.fill(Language::Es, &values), "«{x}» no es un RUC");
        assert_eq!(sentence.fill(Language::En, &values[..1]), "`{x}` is not {what}");
    }

    #[test]
    fn a_word_agrees_with_its_count() {
        let sentence = Sentence::new(
            "{n?Falta|Faltan} {n} {n?número|números} de «{of}»",
            "{n} {n?number is|numbers are} missing of `{of}`",
        );
        let said = |n| sentence.fill(Language::Es, &[("n", n), ("of", "F001")]);
        assert_eq!(said("1"), "Falta 1 número de «F001»");
        assert_eq!(
            [said("0"), said("11")],
            ["Faltan 0 números de «F001»", "Faltan 11 números de «F001»"]
        );
        let said = |n| sentence.fill(Language::En, &[("n", n), ("of", "F001")]);
        assert_eq!(
            [said("1"), said("1,001")],
            ["1 number is missing of `F001`", "1,001 numbers are missing of `F001`"]
        );
        assert_eq!(sentence.fill(Language::En, &[]), sentence.text(Language::En));
        assert_eq!(sentence.shown(Language::En), "{n} numbers are missing of `{of}`");
    }
}
