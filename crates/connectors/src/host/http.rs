//! The module `http`: calls with their consequences. It keeps the account of each one, logs in again once where nobody
//! is logged in any more, follows redirects of look-ups on the same host, and ends the operation where an answer is not
//! one that the script reckons with.

use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use engine::model::Sentence;
use rhai::{Dynamic, Engine, FuncRegistration, Map, Module, NativeCallContext};

use super::answer::{Answer, Inner};
use super::asking::{Asking, asking};
use super::{Exchange, Host, HostFile, Mode, Stop, Thrown, thrown};
use crate::doubt::{Ending, Seen};
use crate::evidence;
use crate::secret::Secret;
use crate::wire::{Broken, Reply, target};

const REDIRECTS_MAX: usize = 5;
/// The longest wait that we believe a platform to ask for.
const RETRY_MAX: u64 = 86_400;

const STATUS: Sentence = Sentence::new(
    "la plataforma respondió {status} a {call}{why}",
    "the platform answered {status} to {call}{why}",
);
const ELSEWHERE: Sentence = Sentence::new(
    "la plataforma manda a otro equipo («{where}») y allí no se sigue",
    "the platform sends us to another host (“{where}”), where we do not go",
);
const NOT_WHOLE: Sentence = Sentence::new(
    "lo que se descargó de {call} no es un archivo {kind} completo",
    "what was fetched from {call} is no complete {kind} file",
);
const BROKEN: Sentence = Sentence::new("{what} ({call})", "{what} ({call})");

pub(crate) fn register(engine: &mut Engine, host: &Rc<Host>) {
    let mut http = Module::new();
    let words = [
        ("get", "GET", false),
        ("post", "POST", true),
        ("put", "PUT", true),
        ("patch", "PATCH", true),
        ("delete", "DELETE", true),
    ];
    for (name, verb, mutating) in words {
        let own = Rc::clone(host);
        FuncRegistration::new(name).set_into_module(
            &mut http,
            move |context: NativeCallContext, path: &str| {
                call(&own, &context, verb, path, Map::new(), mutating)
            },
        );
        let own = Rc::clone(host);
        FuncRegistration::new(name).set_into_module(
            &mut http,
            move |context: NativeCallContext, path: &str, options: Map| {
                call(&own, &context, verb, path, options, mutating)
            },
        );
    }
    for (name, mutating) in [("ask", false), ("send", true)] {
        let own = Rc::clone(host);
        FuncRegistration::new(name).set_into_module(
            &mut http,
            move |context: NativeCallContext, verb: &str, path: &str, options: Map| {
                call(&own, &context, verb, path, options, mutating)
            },
        );
    }
    let own = Rc::clone(host);
    FuncRegistration::new("download").set_into_module(
        &mut http,
        move |context: NativeCallContext, path: &str, name: &str| {
            let mut options = Map::new();
            options.insert("save".into(), name.to_string().into());
            if let Some((_, kind @ ("xlsx" | "pdf"))) = name.rsplit_once('.') {
                options.insert("expect".into(), kind.into());
            }
            let answer = call(&own, &context, "GET", path, options, false)?;
            answer.0.file.clone().ok_or_else(|| thrown(&context, "download"))
        },
    );
    let own = Rc::clone(host);
    FuncRegistration::new("always").set_into_module(&mut http, move |name: &str, value: Secret| {
        let mut headers = own.headers.borrow_mut();
        headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        headers.push((name.to_string(), value));
    });
    FuncRegistration::new("encode").set_into_module(&mut http, |text: &str| target::encode(text));
    engine.register_static_module("http", http.into());
}

fn call(
    host: &Rc<Host>,
    context: &NativeCallContext,
    verb: &str,
    path: &str,
    options: Map,
    mutating: bool,
) -> Result<Answer, Thrown> {
    let mut again = false;
    loop {
        host.admit(context, verb, mutating)?;
        let asking = asking(host, verb, path, options.clone(), mutating)
            .map_err(|says| thrown(context, says))?;
        let shown = format!("{} {}", asking.call.verb, asking.shown_url);
        let reckoned = asking.accept.contains(&401);
        let answer = exchange(host, context, asking, &shown)?;
        if reckoned || !has_ended(host, context, &answer) {
            return Ok(answer);
        }
        if let Some(last) = host.now.borrow_mut().exchanges.last_mut() {
            last.seen.session_ended = true;
        }
        if again || !host.has("login") {
            return Err(unexpected(host, context, &shown, &answer));
        }
        log_in_again(host, context)?;
        again = true;
    }
}

/// Sends one call, and follows it where it is a look-up; ends the operation unless the answer is reckoned with.
fn exchange(
    host: &Rc<Host>,
    context: &NativeCallContext,
    mut asking: Asking,
    shown: &str,
) -> Result<Answer, Thrown> {
    for _ in 0..=REDIRECTS_MAX {
        let (reply, file) = send(host, context, &mut asking, shown)?;
        let status = reply.status;
        let answer = Answer(Rc::new(Inner { reply, file }));
        if status < 300 || asking.accept.contains(&status) || has_ended(host, context, &answer) {
            return check(host, context, &asking, shown, answer);
        }
        let location = answer.0.reply.header("location").map(str::to_string);
        let follows = !asking.call.mutating && matches!(status, 301 | 302 | 303 | 307 | 308);
        if let (true, Some(location)) = (follows, location) {
            let Some(url) = host.wire.base.redirect(&asking.call.url, &location) else {
                let values = [("where", location.as_str())];
                return Err(host.mistake(context, host.say(ELSEWHERE, &values)));
            };
            asking.shown_url = host.wire.base.short(&url).to_string();
            asking.call.url = url;
            if status == 303 || (asking.call.verb == "POST" && matches!(status, 301 | 302)) {
                asking.call.verb = "GET".to_string();
                asking.call.body = Default::default();
            }
            continue;
        }
        return Err(unexpected(host, context, shown, &answer));
    }
    Err(host.mistake(context, host.say(ELSEWHERE, &[("where", "…")])))
}

fn send(
    host: &Rc<Host>,
    context: &NativeCallContext,
    asking: &mut Asking,
    shown: &str,
) -> Result<(Reply, Option<HostFile>), Thrown> {
    let began = Instant::now();
    let folder = host.now.borrow().folder.clone();
    let mut sink = match &asking.save {
        Some(_) => {
            let file = tempfile::NamedTempFile::new_in(&folder);
            Some(file.map_err(|error| thrown(context, error.to_string()))?)
        }
        None => None,
    };
    let writer = sink.as_mut().map(|file| file.as_file_mut() as &mut dyn std::io::Write);
    let sent = host.wire.send(&asking.call, writer);
    for value in host.wire.cookie_values() {
        host.masker.learn(&value);
    }
    let (left, answer) = match &sent {
        Ok(reply) => (true, Some(reply.status)),
        Err(broken) => (broken.left, None),
    };
    let mutating = asking.call.mutating;
    let seen = Seen { mutating, left, answer, session_ended: false };
    let millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    let request = evidence::request(asking);
    let answer = match &sent {
        Ok(reply) => evidence::answer(reply, asking.save.as_deref()),
        Err(broken) => format!("! {}", broken.detail),
    };
    host.record(Exchange { seen, request, answer, millis });
    let reply = sent.map_err(|broken| broken_call(host, context, &broken, shown))?;
    let file = match (sink, &asking.save) {
        (Some(sink), Some(path)) if reply.status == 200 => {
            let kept = sink
                .as_file()
                .sync_all()
                .and_then(|()| sink.persist(path).map(|_| ()).map_err(|error| error.error));
            kept.map_err(|error| thrown(context, error.to_string()))?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
            Some(HostFile { path: path.clone(), name: name.unwrap_or_default() })
        }
        _ => None,
    };
    Ok((reply, file))
}

fn broken_call(host: &Host, context: &NativeCallContext, broken: &Broken, shown: &str) -> Thrown {
    let limit = crate::durations::write(host.settings.silence);
    let values = [("host", host.wire.base.host()), ("limit", limit.as_str())];
    let what = host.say(broken.says, &values);
    let values = [("what", what.as_str()), ("call", shown)];
    let message = host.say(BROKEN, &values);
    let ending = if broken.ours && !broken.left { Ending::Script } else { Ending::Broken };
    host.stop(Stop { ending, message, at: context.call_position(), retry_after: None })
}

/// A file that should be a workbook or a PDF is one, to its end.
fn check(
    host: &Host,
    context: &NativeCallContext,
    asking: &Asking,
    shown: &str,
    answer: Answer,
) -> Result<Answer, Thrown> {
    if let (Some(kind), Some(file)) = (&asking.expect, &answer.0.file)
        && !is_whole(kind, &file.path)
    {
        let kind = kind.to_uppercase();
        let values = [("call", shown), ("kind", kind.as_str())];
        // A wrong file under the right name would be read by the next run.
        let _ = std::fs::remove_file(&file.path);
        return Err(host.mistake(context, host.say(NOT_WHOLE, &values)));
    }
    Ok(answer)
}

/// A zip begins with an entry and ends with its directory's end; a PDF says where it ends.
fn is_whole(kind: &str, path: &Path) -> bool {
    use std::io::{Read, Seek, SeekFrom};
    let (begins, ends, within): (_, _, u64) = match kind {
        "pdf" => (&b"%PDF-"[..], &b"%%EOF"[..], 2_048),
        _ => (&b"PK\x03\x04"[..], &b"PK\x05\x06"[..], 66_000),
    };
    let look = || -> std::io::Result<bool> {
        let mut file = std::fs::File::open(path)?;
        let mut head = vec![0; begins.len()];
        file.read_exact(&mut head)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(within)))?;
        let mut tail = Vec::new();
        file.read_to_end(&mut tail)?;
        Ok(head == begins && tail.windows(ends.len()).any(|part| part == ends))
    };
    look().unwrap_or(false)
}

/// Whether an answer says that nobody is logged in: 401, or what the script's `expired(answer)` knows.
fn has_ended(host: &Rc<Host>, context: &NativeCallContext, answer: &Answer) -> bool {
    if host.signing_in.get() {
        return false;
    }
    if answer.0.reply.status == 401 {
        return true;
    }
    let asked = hook(host, context, "expired", answer);
    asked.is_some_and(|ended| ended.as_bool() == Ok(true))
}

/// Logs in, and opens again what was open; only look-ups may happen meanwhile.
fn log_in_again(host: &Rc<Host>, context: &NativeCallContext) -> Result<(), Thrown> {
    host.wire.forget();
    host.headers.borrow_mut().clear();
    host.signing_in.set(true);
    let mode = host.set_mode(Mode::LookUp);
    let opened = host.opened.borrow().clone();
    let mut result = context.call_fn::<Dynamic>("login", ());
    if let (Ok(_), Some(opened)) = (&result, &opened) {
        result = context.call_fn::<Dynamic>("open", opened.arguments());
        result = result.and_then(|_| context.call_fn::<Dynamic>("context", ()));
        result = result.and_then(|now| match host.differs(opened, now) {
            None => Ok(Dynamic::UNIT),
            Some(says) => Err(host.mistake(context, says)),
        });
    }
    host.signing_in.set(false);
    host.set_mode(mode);
    result.map(|_| ())
}

/// Asks one of the script's hooks about an answer; one that fails says nothing.
fn hook(
    host: &Rc<Host>,
    context: &NativeCallContext,
    name: &str,
    answer: &Answer,
) -> Option<Dynamic> {
    if !host.has(name) {
        return None;
    }
    let mode = host.set_mode(Mode::NoCalls);
    let before = host.now.borrow().stop.clone();
    let said = context.call_fn::<Dynamic>(name, (answer.clone(),)).ok();
    host.now.borrow_mut().stop = before;
    host.set_mode(mode);
    said
}

/// Ends the operation with an answer that the script did not reckon with.
fn unexpected(
    host: &Rc<Host>,
    context: &NativeCallContext,
    shown: &str,
    answer: &Answer,
) -> Thrown {
    let status = answer.0.reply.status;
    let why = hook(host, context, "explain", answer).and_then(|why| why.into_string().ok());
    let why = why.map(|why| format!(": {}", host.masker.hide(&why))).unwrap_or_default();
    let values = [("status", &*status.to_string()), ("call", shown), ("why", &*why)];
    let message = host.say(STATUS, &values);
    let retry_after = retry_after(host, &answer.0.reply);
    let at = context.call_position();
    host.stop(Stop { ending: Ending::Status(status), message, at, retry_after })
}

/// `Retry-After`: seconds, or a date of HTTP.
fn retry_after(host: &Host, reply: &Reply) -> Option<Duration> {
    let value = reply.header("retry-after")?.trim();
    let seconds = match value.parse::<u64>() {
        Ok(seconds) => seconds,
        Err(_) => evidence::http_date(value)?.saturating_sub(host.clock.now() / 1000),
    };
    Some(Duration::from_secs(seconds.min(RETRY_MAX)))
}
