//! Names of actions on the world: the same decision has the same name tomorrow.
//!
//! A key is made of what the plan says, never of chance or the clock. What must not happen twice in a batch has the
//! batch's generation in its key; what must not happen twice at all, an account or an import of series, has no run in it.

use std::fmt;

use super::run::RunId;

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// *Iniciar*.
    Begin,
    /// *Cargar*.
    Upload,
    /// *Procesar*.
    Process,
    /// Opens an account.
    OpenAccount,
    /// Imports additions to the catalog of series.
    RegisterSeries,
}

impl Verb {
    const ALL: [Verb; 5] =
        [Verb::Begin, Verb::Upload, Verb::Process, Verb::OpenAccount, Verb::RegisterSeries];

    /// As keys begin.
    pub const fn name(self) -> &'static str {
        match self {
            Verb::Begin => "begin",
            Verb::Upload => "upload",
            Verb::Process => "process",
            Verb::OpenAccount => "open-account",
            Verb::RegisterSeries => "register-series",
        }
    }

    /// The verb of a name.
    pub fn named(name: &str) -> Option<Verb> {
        Verb::ALL.into_iter().find(|verb| verb.name() == name)
    }
}

/// The name of an action.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    text: String,
    verb: Verb,
    generation: Option<u32>,
}

impl Key {
    /// *Iniciar* of a generation: `begin:<run>:<gen>`.
    pub fn begin(run: &RunId, generation: u32) -> Key {
        Key::of(Verb::Begin, Some(generation), &[run.as_str(), &generation.to_string()])
    }

    /// The upload of a part: `upload:<run>:<gen>:<part>`.
    pub fn upload(run: &RunId, generation: u32, part: u32) -> Key {
        let parts = [run.as_str(), &generation.to_string(), &format!("{part:04}")];
        Key::of(Verb::Upload, Some(generation), &parts)
    }

    /// *Procesar* in a round: `process:<run>:<gen>:<round>`.
    pub fn process(run: &RunId, generation: u32, round: u32) -> Key {
        let parts = [run.as_str(), &generation.to_string(), &round.to_string()];
        Key::of(Verb::Process, Some(generation), &parts)
    }

    /// The account of a branch: `open-account:<company>:<branch key>`. Where each series has its own account, the
    /// series belongs into the branch key.
    pub fn open_account(company: &str, branch_key: &str) -> Key {
        Key::of(Verb::OpenAccount, None, &[company, branch_key])
    }

    /// All additions of a company's plan: `register-series:<company>:<plan hash>`. Two companies may have plans that read
    /// alike.
    pub fn register_series(company: &str, plan: &str) -> Key {
        Key::of(Verb::RegisterSeries, None, &[company, plan])
    }

    fn of(verb: Verb, generation: Option<u32>, parts: &[&str]) -> Key {
        let mut text = verb.name().to_owned();
        for part in parts {
            text.push(':');
            for sign in part.chars() {
                match sign {
                    ':' => text.push_str("%3A"),
                    '%' => text.push_str("%25"),
                    sign => text.push(sign),
                }
            }
        }
        Key { text, verb, generation }
    }

    /// The whole key.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What it does.
    pub fn verb(&self) -> Verb {
        self.verb
    }

    /// The batch generation that it belongs to, if to one.
    pub fn generation(&self) -> Option<u32> {
        self.generation
    }
}

impl fmt::Display for Key {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_like_the_design_and_never_run_together() {
        let run = RunId::known("demo-2026-01-3f2a".to_owned());
        assert_eq!(Key::upload(&run, 2, 1).as_str(), "upload:demo-2026-01-3f2a:2:0001");
        assert_eq!(Key::process(&run, 0, 3).as_str(), "process:demo-2026-01-3f2a:0:3");
        assert_eq!(Key::open_account("a:b", "c").as_str(), "open-account:a%3Ab:c");
        assert_ne!(Key::open_account("a:b", "c"), Key::open_account("a", "b:c"));
    }
}
