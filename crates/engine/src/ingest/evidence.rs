//! What was found out about a file, as sentences: format, sheet, encoding, header row, layout.
//!
//! Evidence is told to the operator and recorded beside the result; it never changes it.

use crate::model::{Language, Sentence};
use crate::os_error;

/// A value of a placeholder: the same in both languages, or a phrase of each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A name, a number, a piece of the file.
    Same(String),
    /// Words.
    Said(Sentence),
    /// Words that were put together: in Spanish, in English.
    Words(String, String),
}

impl Value {
    /// What the operating system says, without a stop.
    pub fn os(error: &std::io::Error) -> Value {
        Value::Words(os_error::says(error, Language::Es), os_error::says(error, Language::En))
    }

    /// The value in a language.
    pub fn text(&self, language: Language) -> &str {
        match self {
            Value::Same(text) => text,
            Value::Said(sentence) => sentence.text(language),
            Value::Words(es, en) => match language {
                Language::Es => es,
                Language::En => en,
            },
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Same(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Same(text)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Value {
        Value::Same(number.to_string())
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Value {
        Value::Same(number.to_string())
    }
}

impl From<Sentence> for Value {
    fn from(sentence: Sentence) -> Value {
        Value::Said(sentence)
    }
}

/// Names and their values, in the order in which they were given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(Vec<(&'static str, Value)>);

impl Values {
    /// Sets a value.
    pub fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        self.0.retain(|(known, _)| *known != name);
        self.0.push((name, value.into()));
    }

    /// The value of that name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }

    /// Each name with its text in a language.
    pub fn texts(&self, language: Language) -> Vec<(&'static str, &str)> {
        self.0.iter().map(|(name, value)| (*name, value.text(language))).collect()
    }
}

/// One thing that was found out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The sentence with its placeholders.
    pub sentence: Sentence,
    /// What stands in them.
    pub values: Values,
    /// Whether it is a doubt that a person should see even when nothing else is said.
    pub doubt: bool,
    /// Whether only somebody who looks for it needs it: it is recorded, and told when asked for.
    pub detail: bool,
}

impl Evidence {
    /// Something that is so.
    pub fn new(sentence: Sentence) -> Evidence {
        Evidence { sentence, values: Values::default(), doubt: false, detail: false }
    }

    /// Something that a person should look at.
    pub fn doubt(sentence: Sentence) -> Evidence {
        Evidence { doubt: true, ..Evidence::new(sentence) }
    }

    /// Something that only somebody who looks for it needs.
    pub fn detail(sentence: Sentence) -> Evidence {
        Evidence { detail: true, ..Evidence::new(sentence) }
    }

    /// Words that a reader has put together itself.
    pub fn words(es: String, en: String) -> Evidence {
        Evidence::new(Sentence::new("{words}", "{words}")).with("words", Value::Words(es, en))
    }

    /// The same with a value for a placeholder.
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Evidence {
        self.values.set(name, value);
        self
    }

    /// The sentence in a language, complete.
    pub fn say(&self, language: Language) -> String {
        self.sentence.fill(language, &self.values.texts(language))
    }
}
