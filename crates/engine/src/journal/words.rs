//! What the journal's own names are called where an operator reads them: actions, their states, and what is in use.
//!
//! The names themselves stay in the journal, in documents and in `run.log`.

use super::effect_row::EffectState;
use super::key::Verb;
use crate::model::{Language, Sentence};

/// An action by its key: `Cargar el bloque 1 de demo-2026-01-3f2a`; a text that is no key stays as it is.
pub fn of_key(key: &str, language: Language) -> String {
    let parts: Vec<String> =
        key.split(':').map(|part| part.replace("%3A", ":").replace("%25", "%")).collect();
    let Some(verb) = parts.first().and_then(|name| Verb::named(name)) else {
        return key.to_owned();
    };
    let (words, meant) = match verb {
        Verb::Begin => (Sentence::new("Iniciar el lote de {1}", "Begin the batch of {1}"), 3),
        Verb::Upload => (Sentence::new("Cargar el bloque {3} de {1}", "Upload part {3} of {1}"), 4),
        Verb::Process => (Sentence::new("Procesar {1}, ronda {3}", "Process {1}, round {3}"), 4),
        Verb::OpenAccount => {
            (Sentence::new("Abrir en {1} la cuenta de {2}", "Open the account of {2} in {1}"), 3)
        }
        Verb::RegisterSeries => {
            (Sentence::new("Importar las series nuevas de {1}", "Import the new series of {1}"), 3)
        }
    };
    if parts.len() != meant {
        return key.to_owned();
    }
    let part = |index: usize| parts.get(index).map_or("", String::as_str);
    let number = part(3).trim_start_matches('0');
    words.fill(language, &[("1", part(1)), ("2", part(2)), ("3", number)])
}

/// The state of an action by its name.
pub fn of_state(name: &str, language: Language) -> &str {
    let found = EffectState::ALL.into_iter().find(|state| state.name() == name);
    let Some(state) = found else { return name };
    let words = match state {
        EffectState::Open => Sentence::new("en duda", "in doubt"),
        EffectState::Done => Sentence::new("hecha", "done"),
        EffectState::NotHappened => Sentence::new("no ocurrió", "did not happen"),
        EffectState::Conflict => {
            Sentence::new("hay otra cosa en su lugar", "something else is in its place")
        }
        EffectState::Abandoned => Sentence::new("su lote se dejó", "its batch was given up"),
    };
    words.text(language)
}

/// What one process at a time has, by its name: `el periodo 2026-01 de demo`.
pub fn of_resource(name: &str, language: Language) -> String {
    let (words, of, more) = match name.split_once(':') {
        Some(("period", rest)) => {
            let (company, period) = rest.rsplit_once(':').unwrap_or((rest, ""));
            (Sentence::new("el periodo {2} de {1}", "the period {2} of {1}"), company, period)
        }
        Some(("seat", connector)) => {
            (Sentence::new("el conector {1}", "the connector {1}"), connector, "")
        }
        _ => (Sentence::new("{1}", "{1}"), name, ""),
    };
    words.fill(language, &[("1", of), ("2", more)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Key, Resource};
    use crate::model::Period;

    #[test]
    fn names_become_words_and_other_texts_stay() {
        let es = |key: &str| of_key(key, Language::Es);
        assert_eq!(
            es("upload:demo-2026-01-3f2a:2:0012"),
            "Cargar el bloque 12 de demo-2026-01-3f2a"
        );
        let account = Key::open_account("a:b", "TM 100%");
        assert_eq!(es(account.as_str()), "Abrir en a:b la cuenta de TM 100%");
        assert_eq!(es("process:d:0:3"), "Procesar d, ronda 3");
        let series = Key::register_series("demo", "0a56");
        assert_eq!(es(series.as_str()), "Importar las series nuevas de demo");
        for other in ["uno", "upload:d", "", "17"] {
            assert_eq!(es(other), other);
        }
        assert_eq!(of_state("done", Language::Es), "hecha");
        assert_eq!(of_state("x", Language::Es), "x");
        let period = Resource::period("a:b", Period { year: 2026, month: 1 });
        assert_eq!(of_resource(period.as_str(), Language::En), "the period 2026-01 of a:b");
        assert_eq!(of_resource(Resource::seat("x").as_str(), Language::Es), "el conector x");
    }
}
