//! What the command line itself says, in both languages. Rules, fixes and errors of files carry their own sentences.

use engine::model::{Language, Sentence};

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

macro_rules! sentences {
    ($($name:ident: $es:literal, $en:literal;)*) => {
        $(pub(crate) const $name: Sentence = Sentence::new($es, $en);)*
    };
}

sentences! {
    SETTINGS_UNREADABLE:
        "No se pudo leer la configuración {file}: {error}. Corrija el archivo y vuelva a ejecutar.",
        "The settings {file} could not be read: {error}. Correct the file and run again.";
    BAD_SETTING:
        "La configuración `{name}` no admite el valor «{value}». Vea cuadre.example.toml.",
        "The setting `{name}` does not take the value `{value}`. See cuadre.example.toml.";
    MARKDOWN_LINK:
        "El valor de {name} parece un enlace pegado de Markdown: [texto](dirección). Deje solo la dirección.",
        "The value of {name} looks like a pasted Markdown link: [text](address). Leave only the address.";
    NO_SUCH_COMPANY:
        "No hay una empresa «{name}» en la configuración; hay: {known}.",
        "There is no company `{name}` in the settings; there are: {known}.";
    WHICH_COMPANY:
        "La configuración tiene varias empresas: elija una con --company ({known}).",
        "The settings hold several companies: choose one by --company ({known}).";
    NO_SUCH_RULE:
        "No hay una regla «{name}». Vea la lista con: cuadre explain",
        "There is no rule `{name}`. See the list by: cuadre explain";
    UNKNOWN_KEY:
        "configuración: no se conoce la clave «{key}»; se ignora.",
        "settings: the key `{key}` is not known; it is ignored.";
    UNKNOWN_KEY_NEAR:
        "configuración: no se conoce la clave «{key}»; ¿quiso decir «{near}»? Se ignora.",
        "settings: the key `{key}` is not known; did you mean `{near}`? It is ignored.";
}
