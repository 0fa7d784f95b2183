//! What a connector is told when it is opened.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use engine::model::Language;

use crate::secret::Secret;

/// Hears one line at a time.
pub type Listener = Rc<dyn Fn(&str)>;

/// Where a platform is, who works it, and how.
#[derive(Clone)]
pub struct ConnectorSettings {
    /// `https://host[:port][/path]`; scripts name paths below it. All calls go to this host and to no other.
    pub url: String,
    /// The user's name.
    pub user: String,
    /// The user's password.
    pub password: Secret,
    /// A PEM file: the only authorities to trust instead of the public ones. Host names are checked all the same.
    pub ca: Option<PathBuf>,
    /// The script's options, by name: `begin = "clears"`.
    pub options: BTreeMap<String, String>,
    /// A folder of the user's own scripts, `NAME.rhai`; one there is taken before an embedded one of that name.
    pub scripts: Option<PathBuf>,
    /// How long the platform may be silent in one call.
    pub silence: Duration,
    /// The operator's language.
    pub language: Language,
    /// Who hears what the script says with `log`; masked already.
    pub on_log: Option<Listener>,
}

/// The usual limit of silence.
pub const SILENCE: Duration = Duration::from_secs(60);

impl ConnectorSettings {
    /// Settings without options, with the public authorities and the usual silence.
    pub fn new(url: &str, user: &str, password: Secret) -> ConnectorSettings {
        ConnectorSettings {
            url: url.to_string(),
            user: user.to_string(),
            password,
            ca: None,
            options: BTreeMap::new(),
            scripts: None,
            silence: SILENCE,
            language: Language::Es,
            on_log: None,
        }
    }

    /// The same, with one more option.
    pub fn option(mut self, name: &str, value: &str) -> ConnectorSettings {
        self.options.insert(name.to_string(), value.to_string());
        self
    }
}

impl fmt::Debug for ConnectorSettings {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = out.debug_struct("ConnectorSettings");
        debug.field("url", &self.url).field("user", &self.user).field("password", &self.password);
        debug.field("ca", &self.ca).field("options", &self.options.keys()).finish_non_exhaustive()
    }
}

/// Why a connector cannot be opened; nothing left us.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenError {
    /// What is wrong, in the operator's language.
    pub message: String,
    /// Script and line, or the setting.
    pub place: String,
}

impl fmt::Display for OpenError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} ({})", self.message, self.place)
    }
}

impl std::error::Error for OpenError {}
