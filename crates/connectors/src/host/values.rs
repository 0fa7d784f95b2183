//! Small values and words that every script has: secrets, options, `refused(..)`, what a look-up saw, `log`.

use std::rc::Rc;

use rhai::{Dynamic, Engine, FuncRegistration, Module, NativeCallContext};

use super::{Host, Stop, Thrown};
use crate::doubt::Ending;
use crate::secret::Secret;

/// What a look-up saw, as a script says it.
#[derive(Clone, Debug)]
pub(crate) enum Seeing {
    Absent,
    Ours(Dynamic),
    Taken,
    CannotTell,
}

pub(crate) fn register(engine: &mut Engine, host: &Rc<Host>) {
    secrets(engine, host);
    engine.register_type_with_name::<Seeing>("Seeing");
    engine.register_fn("absent", || Seeing::Absent);
    engine.register_fn("taken", || Seeing::Taken);
    engine.register_fn("cannot_tell", || Seeing::CannotTell);
    engine.register_fn("ours", || Seeing::Ours(Dynamic::UNIT));
    engine.register_fn("ours", |what: Dynamic| Seeing::Ours(what));

    let own = Rc::clone(host);
    engine.register_fn("user", move || own.settings.user.clone());
    let own = Rc::clone(host);
    engine.register_fn("option", move |name: &str| match own.settings.options.get(name) {
        Some(value) => value.clone().into(),
        None => Dynamic::UNIT,
    });
    let own = Rc::clone(host);
    engine.register_fn("option", move |name: &str, default: &str| -> String {
        own.settings.options.get(name).cloned().unwrap_or_else(|| default.to_string())
    });
    let own = Rc::clone(host);
    engine.register_fn(
        "refused",
        move |context: NativeCallContext, message: &str| -> Result<(), Thrown> {
            let message = own.masker.hide_secrets(message);
            let at = context.call_position();
            Err(own.stop(Stop { ending: Ending::Refused, message, at, retry_after: None }))
        },
    );
    let own = Rc::clone(host);
    engine.register_fn("unneeded", move |reason: &str| {
        own.log(reason);
        own.now.borrow_mut().unneeded = true;
    });
    let mut log = Module::new();
    let own = Rc::clone(host);
    FuncRegistration::new("info").set_into_module(&mut log, move |text: &str| own.log(text));
    engine.register_static_module("log", log.into());
}

/// A secret joins with text into another secret; whatever shows it shows `***`.
fn secrets(engine: &mut Engine, host: &Rc<Host>) {
    engine.register_type_with_name::<Secret>("Secret");
    let own = Rc::clone(host);
    engine.register_fn("password", move || own.settings.password.clone());
    let own = Rc::clone(host);
    engine.register_fn("secret", move |text: &str| {
        own.masker.learn(text);
        Secret::new(text)
    });
    let own = Rc::clone(host);
    engine.register_fn("basic", move |user: &str, password: Secret| {
        let header = Secret::basic(user, &password);
        own.masker.learn(header.reveal().trim_start_matches("Basic "));
        header
    });
    engine.register_fn("+", |text: &str, secret: Secret| {
        Secret::new(format!("{text}{}", secret.reveal()))
    });
    engine.register_fn("+", |secret: Secret, text: &str| {
        Secret::new(format!("{}{text}", secret.reveal()))
    });
    engine.register_fn("+", |one: Secret, other: Secret| {
        Secret::new(format!("{}{}", one.reveal(), other.reveal()))
    });
    engine.register_fn("to_string", |secret: &mut Secret| secret.to_string());
    engine.register_fn("to_debug", |secret: &mut Secret| secret.to_string());
}
