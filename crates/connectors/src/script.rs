//! A connector at work: its script, its host, and the judgement of each operation.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::rc::Rc;

use engine::model::{Period, Sentence};
use engine::ports::{Answer, Clock, CompanyId, Failure};
use rhai::{AST, CallFnOptions, Dynamic, Engine, EvalAltResult, FuncArgs, Position, Scope};

use crate::doubt::{self, Ending};
use crate::evidence;
use crate::host::{Host, Mode, Opened, Stop};
use crate::library::{self, Source};
use crate::returns::Bad;
use crate::settings::{ConnectorSettings, OpenError};
use crate::wire::Wire;
use crate::wire::target::Base;

/// An operation of a port.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Verb {
    /// Its name, which is the script's function too.
    pub(crate) name: &'static str,
    /// Whether it may change the books.
    pub(crate) mutating: bool,
}

const ADDRESS: Sentence = Sentence::new("la dirección {what}", "the address {what}");
const NO_FUNCTION: Sentence = Sentence::new(
    "al conector le falta la función `{name}`",
    "the connector has no function `{name}`",
);
const SCRIPT: Sentence =
    Sentence::new("el conector falló: {error}", "the connector failed: {error}");
const NOT_OPEN: Sentence = Sentence::new(
    "todavía no se eligió empresa ni periodo",
    "company and period were not chosen yet",
);
const NOTHING_SENT: Sentence = Sentence::new(
    "`{function}` terminó sin enviar nada; si no hacía falta, el conector dice `unneeded(\"…\")`",
    "`{function}` ended without sending anything; where that is right, the connector says `unneeded(\"…\")`",
);
const DOUBT: Sentence = Sentence::new(
    "no se sabe si «{function}» se hizo: {what}",
    "it is not known whether `{function}` was done: {what}",
);
const AFTER: Sentence = Sentence::new(
    "la plataforma respondió y el conector no terminó bien",
    "the platform answered and the connector did not end well",
);
const LINE: Sentence = Sentence::new("línea {line}", "line {line}");

pub(crate) struct Script {
    engine: Engine,
    ast: AST,
    pub(crate) host: Rc<Host>,
}

impl Script {
    /// Loads a script and gives what it declares.
    pub(crate) fn load(
        name: &str,
        settings: ConnectorSettings,
        run_folder: &Path,
        clock: Rc<dyn Clock>,
        functions: &[&str],
    ) -> Result<(Script, Dynamic), OpenError> {
        let language = settings.language;
        let Source { file, text } = library::find(name, settings.scripts.as_deref(), language)?;
        let base = Base::parse(&settings.url).map_err(|(es, en)| {
            let what = Sentence::new(es, en).text(language);
            OpenError { message: ADDRESS.fill(language, &[("what", what)]), place: "url".into() }
        })?;
        let wire = Wire::new(base, settings.ca.as_deref())
            .map_err(|error| OpenError { message: error.to_string(), place: "ca".into() })?;
        let host = Host::new(settings, file, wire, run_folder.to_path_buf(), clock);
        let host = Rc::new(host);
        let engine = crate::host::engine::engine(&host);
        let place = |at: Position| place(&host, at, "load");
        let ast = engine.compile(&text).map_err(|error| {
            let message = host.say(SCRIPT, &[("error", &error.err_type().to_string())]);
            OpenError { message, place: place(error.position()) }
        })?;
        let known = ast.iter_functions().map(|function| function.name.to_string());
        *host.functions.borrow_mut() = known.collect();
        let missing = functions.iter().find(|function| !host.has(function));
        if let Some(missing) = missing {
            let message = host.say(NO_FUNCTION, &[("name", missing)]);
            return Err(OpenError { message, place: place(Position::NONE) });
        }
        let mut scope = Scope::new();
        let ran = guarded(|| engine.run_ast_with_scope(&mut scope, &ast));
        if let Err(error) = ran {
            let stop = host.now.borrow_mut().stop.take().unwrap_or_else(|| stopped(&host, &error));
            return Err(OpenError { message: stop.message, place: place(stop.at) });
        }
        let declared = scope.get_value::<Dynamic>("CAPABILITIES").unwrap_or(Dynamic::UNIT);
        Ok((Script { engine, ast, host }, declared))
    }

    /// A declaration that cannot be read.
    pub(crate) fn undeclared(&self, bad: &Bad) -> OpenError {
        let message = self.host.misshapen("CAPABILITIES", bad);
        OpenError { message, place: place(&self.host, Position::NONE, "load") }
    }

    /// Logs in if nobody is, chooses company and period, and reads both back.
    pub(crate) fn open(&mut self, company: &CompanyId, period: Period) -> Answer<()> {
        let host = Rc::clone(&self.host);
        host.masker.speak(&company.ruc);
        let opened = Opened {
            name: company.name.clone(),
            ruc: company.ruc.clone(),
            period: format!("{:04}{:02}", period.year, period.month),
        };
        host.begin("open", Mode::LookUp, host.run_folder.clone());
        // Another choice is never returned to by a login in the middle of this one.
        host.opened.borrow_mut().take();
        let is_in = !host.headers.borrow().is_empty() || !host.wire.cookie_values().is_empty();
        let mut result = Ok(Dynamic::UNIT);
        if host.has("login") && !is_in {
            host.signing_in.set(true);
            result = self.call("login", ());
            host.signing_in.set(false);
        }
        let result = result.and_then(|_| self.call("open", opened.arguments()));
        let result = result.and_then(|_| self.compare(&opened));
        self.end(Verb { name: "open", mutating: false }, result)?;
        *host.opened.borrow_mut() = Some(opened);
        Ok(())
    }

    /// Runs an operation: for one that writes, company and period are read back first.
    pub(crate) fn operate<T>(
        &mut self,
        verb: Verb,
        folder: Option<&Path>,
        arguments: impl FuncArgs,
        read: impl FnOnce(Dynamic) -> Result<T, Bad>,
    ) -> Answer<T> {
        let host = Rc::clone(&self.host);
        let folder = folder.unwrap_or(&host.run_folder).to_path_buf();
        host.begin(verb.name, Mode::LookUp, folder);
        let opened = host.opened.borrow().clone();
        let ready = match &opened {
            None => Err(self.script_stop(host.say(NOT_OPEN, &[]))),
            Some(opened) if verb.mutating => self.compare(opened),
            Some(_) => Ok(()),
        };
        let mode = if verb.mutating { Mode::Write } else { Mode::LookUp };
        let result = ready.and_then(|()| {
            host.set_mode(mode);
            let value = self.call(verb.name, arguments)?;
            if host.now.borrow().unneeded {
                host.set_mode(Mode::NoCalls);
            }
            read(value).map_err(|bad| self.misshapen(verb.name, &bad))
        });
        self.end(verb, result)
    }

    /// Reads back where the platform is; another company or period than ours is an end.
    fn compare(&self, opened: &Opened) -> Result<(), Stop> {
        let now = self.call("context", ())?;
        self.host.differs(opened, now).map_or(Ok(()), |says| Err(self.script_stop(says)))
    }

    fn call(&self, function: &str, arguments: impl FuncArgs) -> Result<Dynamic, Stop> {
        let options = CallFnOptions::new().eval_ast(true).rewind_scope(true);
        let mut scope = Scope::new();
        let called = guarded(|| {
            self.engine.call_fn_with_options::<Dynamic>(
                options, &mut scope, &self.ast, function, arguments,
            )
        });
        let stop = self.host.now.borrow().stop.clone();
        match (called, stop) {
            (_, Some(stop)) => Err(stop),
            (Ok(value), None) => Ok(value),
            (Err(error), None) => Err(stopped(&self.host, &error)),
        }
    }

    fn script_stop(&self, message: String) -> Stop {
        Stop { ending: Ending::Script, message, at: Position::NONE, retry_after: None }
    }

    fn misshapen(&self, function: &str, bad: &Bad) -> Stop {
        self.script_stop(self.host.misshapen(function, bad))
    }

    /// Judges how an operation ended, and keeps evidence where it failed.
    fn end<T>(&self, verb: Verb, result: Result<T, Stop>) -> Answer<T> {
        let host = &self.host;
        let unneeded = host.now.borrow().unneeded;
        let ending = match &result {
            Ok(_) if unneeded => Ending::Unneeded,
            Ok(_) => Ending::Returned,
            Err(stop) => stop.ending,
        };
        let calls: Vec<_> =
            host.now.borrow().exchanges.iter().map(|exchange| exchange.seen).collect();
        let kind = match (doubt::judge(verb.mutating, &calls, ending), result) {
            (None, Ok(value)) => return Ok(value),
            (Some(kind), Ok(_)) => (kind, None),
            (kind, Err(stop)) => {
                (kind.unwrap_or(engine::ports::FailureKind::Unrecognized), Some(stop))
            }
        };
        let (kind, stop) = kind;
        let function = [("function", verb.name)];
        let stop = stop.unwrap_or_else(|| {
            let in_doubt = kind == engine::ports::FailureKind::InDoubt;
            self.script_stop(host.say(if in_doubt { AFTER } else { NOTHING_SENT }, &function))
        });
        let message = stop.message;
        let place = place(host, stop.at, verb.name);
        let now = host.now.borrow();
        let told = match kind {
            engine::ports::FailureKind::InDoubt => {
                host.say(DOUBT, &[("function", verb.name), ("what", &message)])
            }
            _ => message.clone(),
        };
        let kept = evidence::keep(host, &now, &format!("{kind:?}: {told} ({place})"));
        let retry_after = stop.retry_after;
        Err(Failure { kind, message, place, evidence: kept.ok(), retry_after })
    }
}

/// Runs what may panic; a panic of the engine is an error of the script.
fn guarded<T>(
    work: impl FnOnce() -> Result<T, Box<EvalAltResult>>,
) -> Result<T, Box<EvalAltResult>> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(Box::new(EvalAltResult::ErrorRuntime("panic".into(), Position::NONE)))
    })
}

/// An error of the script as an end, at the place where it arose.
fn stopped(host: &Host, error: &EvalAltResult) -> Stop {
    let (mut inner, mut function) = (error, None);
    while let EvalAltResult::ErrorInFunctionCall(name, _, cause, _) = inner {
        (inner, function) = (cause, Some(name));
    }
    let mut says = match inner {
        EvalAltResult::ErrorRuntime(value, _) => value.to_string(),
        other => other.clone_without_position(),
    };
    if let Some(function) = function {
        says = format!("{says} [{function}]");
    }
    let message = host.say(SCRIPT, &[("error", &host.masker.hide(&says))]);
    Stop { ending: Ending::Script, message, at: inner.position(), retry_after: None }
}

trait Spelled {
    fn clone_without_position(&self) -> String;
}

impl Spelled for EvalAltResult {
    fn clone_without_position(&self) -> String {
        let text = self.to_string();
        match text.rfind(" (line ") {
            Some(at) => text[..at].to_string(),
            None => text,
        }
    }
}

fn place(host: &Host, at: Position, operation: &str) -> String {
    let file = &host.script;
    match at.line() {
        Some(line) => {
            let line = LINE.fill(host.language(), &[("line", &line.to_string())]);
            format!("{file}, {line}, {operation}")
        }
        None => format!("{file}, {operation}"),
    }
}
