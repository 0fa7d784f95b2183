//! Which of the platform's reasons say that a series is missing.
//!
//! A reason is known or it is not: one that no pattern fits is about something else, and a person will read it. Patterns
//! come from the settings or from the connector; the usual ones stand here.

use crate::model::{Subject, fold};

/// How platforms say that a series is missing.
pub const REASONS_USUAL: [&str; 12] = [
    "serie no registrada",
    "serie no existe",
    "serie inexistente",
    "serie no encontrada",
    "serie no esta registrada",
    "serie desconocida",
    "serie sin centro de costo",
    "serie sin cuenta corriente",
    "no se encontro la serie",
    "no existe la serie",
    "series not registered",
    "unknown series",
];

/// The patterns of a platform.
#[derive(Clone, Debug)]
pub struct Reasons {
    patterns: Vec<String>,
}

impl Reasons {
    /// Patterns as settings write them: words that stand next to each other somewhere in the reason.
    pub fn new<'a>(patterns: impl IntoIterator<Item = &'a str>) -> Reasons {
        let folded = patterns.into_iter().map(|pattern| spaced(&fold::sentence(pattern)));
        Reasons { patterns: folded.filter(|pattern| !pattern.trim().is_empty()).collect() }
    }

    /// The usual ones.
    pub fn usual() -> Reasons {
        Reasons::new(REASONS_USUAL)
    }

    /// What a reason is about.
    pub fn subject(&self, reason: &str) -> Subject {
        let reason = spaced(&fold::sentence(reason));
        match self.patterns.iter().any(|pattern| reason.contains(pattern)) {
            true => Subject::Series,
            false => Subject::Other,
        }
    }
}

/// Between spaces, so that only whole words fit.
fn spaced(text: &str) -> String {
    format!(" {text} ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_known_or_about_something_else() {
        let subject = |reason| Reasons::usual().subject(reason);
        for reason in [
            "Serie no registrada para la sucursal",
            "ERROR 12: SERIE NO REGISTRADA.",
            "No existe la Serie",
        ] {
            assert_eq!(subject(reason), Subject::Series, "{reason}");
        }
        for reason in [
            "",
            "Documento ya registrado",
            "Serie con formato inválido",
            "Serie no registradas",
            "RUC",
        ] {
            assert_eq!(subject(reason), Subject::Other, "{reason}");
        }
    }

    #[test]
    fn settings_replace_the_usual_ones() {
        let own = Reasons::new(["código 7", " "]);
        assert_eq!(own.subject("CODIGO 7"), Subject::Series);
        assert_eq!(own.subject("codigo 77"), Subject::Other);
        assert_eq!(own.subject("Serie no registrada"), Subject::Other);
    }
}
