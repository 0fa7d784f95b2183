//! `wait_until(limit, look)`: waits while something changes, and gives up after a silence; never a fixed sleep.

use std::rc::Rc;
use std::time::Duration;

use engine::model::Sentence;
use rhai::{Dynamic, Engine, FnPtr, NativeCallContext};

use super::{Host, Stop, Thrown, json, thrown};
use crate::doubt::Ending;
use crate::durations;

const SILENT: Sentence =
    Sentence::new("se esperó {limit} sin que nada cambiara", "nothing changed for {limit}");
const STOPPED: Sentence = Sentence::new("se pidió detener la corrida", "the run was asked to stop");

/// Between two looks, at first and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// What a look says while it is not over: what it sees, so that a change can be told from silence.
#[derive(Clone, Debug)]
struct Waiting(String);

pub(crate) fn register(engine: &mut Engine, host: &Rc<Host>) {
    engine.register_type_with_name::<Waiting>("Waiting");
    engine.register_fn(
        "waiting",
        |context: NativeCallContext, seen: Dynamic| -> Result<Waiting, Thrown> {
            let seen = json::value(&seen, false).map(|value| value.to_string());
            seen.map(Waiting).ok_or_else(|| thrown(&context, "waiting(..): no plain value"))
        },
    );
    let own = Rc::clone(host);
    engine.register_fn(
        "wait_until",
        move |context: NativeCallContext, limit: &str, look: FnPtr| -> Result<Dynamic, Thrown> {
            wait(&own, &context, limit, &look)
        },
    );
}

fn wait(
    host: &Host,
    context: &NativeCallContext,
    limit: &str,
    look: &FnPtr,
) -> Result<Dynamic, Thrown> {
    let Some(limit) = durations::read(limit) else {
        return Err(thrown(context, format!("wait_until(\"{limit}\"): 30s, 10m")));
    };
    let broken = |sentence, values: &[(&str, &str)]| {
        let (message, at) = (host.say(sentence, values), context.call_position());
        host.stop(Stop { ending: Ending::Broken, message, at, retry_after: None })
    };
    let mut seen = String::new();
    let mut since = host.clock.now();
    let mut pause = FIRST_PAUSE;
    loop {
        let result: Dynamic = look.call_within_context(context, ())?;
        let waiting = result.clone().try_cast::<Waiting>();
        if waiting.is_none() && !result.is_unit() && result.as_bool() != Ok(false) {
            return Ok(result);
        }
        let sees = waiting.map(|waiting| waiting.0).unwrap_or_default();
        if sees != seen {
            (seen, since, pause) = (sees, host.clock.now(), FIRST_PAUSE);
        }
        let silent = Duration::from_millis(host.clock.now().saturating_sub(since));
        if silent >= limit {
            return Err(broken(SILENT, &[("limit", &durations::write(limit))]));
        }
        if !host.clock.pause(pause.min(limit - silent)) {
            return Err(broken(STOPPED, &[]));
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
