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
        let text = self.text(language);
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
            match values.iter().find(|(known, _)| *known == name) {
                Some((_, value)) => filled.push_str(value),
                None => {
                    let _ = write!(filled, "{{{name}}}");
                }
            }
            rest = &from[close + 1..];
        }
        filled.push_str(rest);
        filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fills_every_known_placeholder_and_keeps_the_unknown() {
        let sentence = Sentence::new("«{value}» no es {what}", "`{value}` is not {what}");
        let values = [("value", "{x}"), ("what", "un RUC")];
        assert_eq!(sentence.fill(Language::Es, &values), "«{x}» no es un RUC");
        assert_eq!(sentence.fill(Language::En, &values[..1]), "`{x}` is not {what}");
    }
}
