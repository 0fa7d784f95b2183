//! The host: what a script can reach, what it did, and what the world may say of it.
//!
//! One host serves one connector. Each operation of a port begins a new account of calls; whatever the script does with
//! errors, that account stands, and [`crate::doubt`] judges by it.

pub(crate) mod engine;
mod answer;
pub(crate) mod asking;
mod files;
mod http;
mod json;
pub(crate) mod money;
mod table;
mod values;
mod wait;
mod xml;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use ::engine::model::{Language, Sentence};
use ::engine::ports::Clock;
use rhai::{Dynamic, EvalAltResult, NativeCallContext, Position};

use crate::doubt::{Ending, Seen};
use crate::masking::Masker;
use crate::returns::{self, Bad};
use crate::secret::Secret;
use crate::settings::ConnectorSettings;
use crate::wire::Wire;

pub(crate) use files::HostFile;
pub(crate) use money::Money;
pub(crate) use values::Seeing;

/// Calls in one operation; a script that makes more goes in circles.
const CALLS_MAX: usize = 10_000;

/// What a script may do at the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The script is being loaded, or explains an answer: no call at all.
    NoCalls,
    /// Look-ups, and choosing where to work: nothing that may change the books.
    LookUp,
    /// The five operations that write.
    Write,
}

/// Why an operation was ended by the host, or by `refused(..)`.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    pub(crate) ending: Ending,
    pub(crate) message: String,
    pub(crate) at: Position,
    pub(crate) retry_after: Option<Duration>,
}

/// One call and its answer, as evidence shows them.
pub(crate) struct Exchange {
    pub(crate) seen: Seen,
    pub(crate) request: String,
    pub(crate) answer: String,
    pub(crate) millis: u64,
}

/// The account of one operation.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) mode: Mode,
    pub(crate) folder: PathBuf,
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) stop: Option<Stop>,
    pub(crate) unneeded: bool,
    pub(crate) log: Vec<String>,
}

impl Operation {
    fn new(name: &'static str, mode: Mode, folder: PathBuf) -> Operation {
        let (exchanges, log) = (Vec::new(), Vec::new());
        Operation { name, mode, folder, exchanges, stop: None, unneeded: false, log }
    }
}

/// What was opened, as the script is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) name: String,
    pub(crate) ruc: String,
    /// `202601`.
    pub(crate) period: String,
}

impl Opened {
    /// The two arguments of the script's `open`.
    pub(crate) fn arguments(&self) -> (Dynamic, Dynamic) {
        let mut company = rhai::Map::new();
        company.insert("name".into(), self.name.clone().into());
        company.insert("ruc".into(), self.ruc.clone().into());
        (company.into(), self.period.clone().into())
    }
}

pub(crate) struct Host {
    pub(crate) settings: ConnectorSettings,
    pub(crate) script: String,
    pub(crate) wire: Wire,
    pub(crate) masker: Masker,
    pub(crate) clock: Rc<dyn Clock>,
    pub(crate) run_folder: PathBuf,
    pub(crate) functions: RefCell<BTreeSet<String>>,
    pub(crate) headers: RefCell<Vec<(String, Secret)>>,
    pub(crate) now: RefCell<Operation>,
    pub(crate) opened: RefCell<Option<Opened>>,
    /// While the script logs in, an answer that says *nobody is logged in* is final.
    pub(crate) signing_in: Cell<bool>,
}

type Thrown = Box<EvalAltResult>;

const CIRCLES: Sentence = Sentence::new(
    "el conector hizo más de {limit} llamadas en una sola operación",
    "the connector made more than {limit} calls in one operation",
);
const NOT_HERE: Sentence = Sentence::new(
    "aquí el conector no puede llamar a la plataforma",
    "the connector may not call the platform here",
);
const ONLY_LOOKS: Sentence = Sentence::new(
    "«{operation}» solo consulta, y el conector quiso enviar algo que escribe ({verb}); si no escribe, use `http::ask`",
    "`{operation}` only looks, and the connector wanted to send what writes ({verb}); where it does not, use `http::ask`",
);

const SHAPE: Sentence = Sentence::new(
    "`{function}` no devolvió lo que se espera en `{key}`: se espera {wanted}",
    "`{function}` did not return what is expected in `{key}`: expected {wanted}",
);
const OTHER: Sentence = Sentence::new(
    "la plataforma está en la empresa {ruc} y el periodo {period}, no en {wanted_ruc} y {wanted_period}: no se escribe nada",
    "the platform is at company {ruc} and period {period}, not at {wanted_ruc} and {wanted_period}: nothing is written",
);

impl Host {
    pub(crate) fn new(
        settings: ConnectorSettings,
        script: String,
        wire: Wire,
        run_folder: PathBuf,
        clock: Rc<dyn Clock>,
    ) -> Host {
        let masker = Masker::default();
        masker.learn(settings.password.reveal());
        let now = Operation::new("load", Mode::NoCalls, run_folder.clone());
        Host {
            settings,
            script,
            wire,
            masker,
            clock,
            run_folder,
            functions: RefCell::default(),
            headers: RefCell::default(),
            now: RefCell::new(now),
            opened: RefCell::default(),
            signing_in: Cell::new(false),
        }
    }

    pub(crate) fn language(&self) -> Language {
        self.settings.language
    }

    pub(crate) fn say(&self, sentence: Sentence, values: &[(&str, &str)]) -> String {
        self.masker.hide_secrets(&sentence.fill(self.settings.language, values))
    }

    /// Begins the account of an operation.
    pub(crate) fn begin(&self, name: &'static str, mode: Mode, folder: PathBuf) {
        self.signing_in.set(false);
        *self.now.borrow_mut() = Operation::new(name, mode, folder);
    }

    pub(crate) fn set_mode(&self, mode: Mode) -> Mode {
        std::mem::replace(&mut self.now.borrow_mut().mode, mode)
    }

    pub(crate) fn has(&self, function: &str) -> bool {
        self.functions.borrow().contains(function)
    }

    /// Ends the operation; a script cannot catch it, and the first end counts.
    pub(crate) fn stop(&self, stop: Stop) -> Thrown {
        let at = stop.at;
        self.now.borrow_mut().stop.get_or_insert(stop);
        Box::new(EvalAltResult::ErrorTerminated(Dynamic::UNIT, at))
    }

    /// Ends the operation with a mistake of the script.
    pub(crate) fn mistake(&self, context: &NativeCallContext, message: String) -> Thrown {
        let at = context.call_position();
        self.stop(Stop { ending: Ending::Script, message, at, retry_after: None })
    }

    /// Whether a call may be made now.
    fn admit(&self, context: &NativeCallContext, verb: &str, mutating: bool) -> Result<(), Thrown> {
        let (mode, name, made) = {
            let now = self.now.borrow();
            (now.mode, now.name, now.exchanges.len())
        };
        let message = match mode {
            Mode::NoCalls => self.say(NOT_HERE, &[]),
            Mode::LookUp if mutating => {
                self.say(ONLY_LOOKS, &[("operation", name), ("verb", verb)])
            }
            Mode::LookUp | Mode::Write if made >= CALLS_MAX => {
                self.say(CIRCLES, &[("limit", &CALLS_MAX.to_string())])
            }
            Mode::LookUp | Mode::Write => return Ok(()),
        };
        Err(self.mistake(context, message))
    }

    /// What to say where the platform is not at what was opened; `now` is what the script's `context` returned.
    pub(crate) fn differs(&self, opened: &Opened, now: Dynamic) -> Option<String> {
        let (ruc, period) = match returns::context(now) {
            Ok((ruc, period)) => (ruc.unwrap_or_default(), period.unwrap_or_default()),
            Err(bad) => return Some(self.misshapen("context", &bad)),
        };
        if (&ruc, &period) == (&opened.ruc, &opened.period) {
            return None;
        }
        let values = [
            ("ruc", &*ruc),
            ("period", &*period),
            ("wanted_ruc", &*opened.ruc),
            ("wanted_period", &*opened.period),
        ];
        Some(self.say(OTHER, &values))
    }

    /// What to say of a return of another shape than the port's.
    pub(crate) fn misshapen(&self, function: &str, bad: &Bad) -> String {
        let values = [("function", function), ("key", &*bad.key), ("wanted", bad.wanted)];
        self.say(SHAPE, &values)
    }

    fn record(&self, exchange: Exchange) {
        self.now.borrow_mut().exchanges.push(exchange);
    }

    /// Says one line, masked, to whoever listens and to the evidence.
    fn log(&self, text: &str) {
        let text = self.masker.hide(text);
        if let Some(listener) = &self.settings.on_log {
            listener(&text);
        }
        let mut now = self.now.borrow_mut();
        if now.log.len() < 1000 {
            now.log.push(text);
        }
    }
}

/// An error that a script may catch.
fn thrown(context: &NativeCallContext, message: impl Into<String>) -> Thrown {
    let message: String = message.into();
    Box::new(EvalAltResult::ErrorRuntime(message.into(), context.call_position()))
}
