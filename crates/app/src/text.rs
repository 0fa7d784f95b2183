//! What the command line itself says, in both languages. Rules, fixes and errors of files carry their own sentences.

mod errors;

use engine::model::{Language, Sentence};

pub(crate) use errors::*;

/// Speaks one language.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Say(pub(crate) Language);

impl Say {
    /// The sentence as it is.
    pub(crate) fn text(self, sentence: Sentence) -> &'static str {
        sentence.text(self.0)
    }

    /// The sentence with its values.
    pub(crate) fn fill(self, sentence: Sentence, values: &[(&str, &str)]) -> String {
        sentence.fill(self.0, values)
    }

    /// What the operating system says.
    pub(crate) fn system(self, error: &std::io::Error) -> String {
        engine::os_error::says(error, self.0)
    }
}

/// The two texts of a sentence.
pub(crate) const fn s(es: &'static str, en: &'static str) -> Sentence {
    Sentence::new(es, en)
}

/// The language named by `--lang` among the arguments, else the locale's, Spanish where unknown.
pub(crate) fn language(arguments: &[String]) -> Language {
    let mut named = None;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--lang") {
            Some("") => named = arguments.next().cloned(),
            Some(rest) if rest.starts_with('=') => named = Some(rest[1..].to_owned()),
            _ => {}
        }
    }
    let spoken =
        named.or_else(|| std::env::var("CUADRE_LANG").ok()).or_else(sys_locale::get_locale);
    match spoken {
        Some(name) if name.to_ascii_lowercase().starts_with("en") => Language::En,
        _ => Language::Es,
    }
}
