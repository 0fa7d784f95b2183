//! An answer, as a script sees it.

use std::rc::Rc;

use rhai::{Dynamic, Engine, NativeCallContext};

use super::xml::Element;
use super::{Host, HostFile, Thrown, json, thrown, xml};
use crate::wire::Reply;

/// A complete answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer(pub(crate) Rc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) reply: Reply,
    pub(crate) file: Option<HostFile>,
}

impl Answer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.reply.body).into_owned()
    }
}

pub(crate) fn register(engine: &mut Engine, host: &Rc<Host>) {
    engine.register_type_with_name::<Answer>("Answer");
    engine.register_get("status", |answer: &mut Answer| i64::from(answer.0.reply.status));
    engine.register_get("text", |answer: &mut Answer| answer.text());
    engine.register_fn("header", |answer: &mut Answer, name: &str| -> Dynamic {
        answer.0.reply.header(name).map_or(Dynamic::UNIT, |value| value.to_string().into())
    });
    engine.register_get(
        "file",
        |context: NativeCallContext, answer: &mut Answer| -> Result<HostFile, Thrown> {
            answer.0.file.clone().ok_or_else(|| thrown(&context, "file: #{ save: \"name\" }"))
        },
    );
    let own = Rc::clone(host);
    engine.register_fn(
        "json",
        move |context: NativeCallContext, answer: &mut Answer| -> Result<Dynamic, Thrown> {
            let read = json::read(&answer.text());
            read.map_err(|error| thrown(&context, not(&own, "JSON", &error.say(&own))))
        },
    );
    let own = Rc::clone(host);
    engine.register_fn(
        "xml",
        move |context: NativeCallContext, answer: &mut Answer| -> Result<Element, Thrown> {
            let read = xml::read(&answer.text());
            read.map_err(|error| thrown(&context, not(&own, "XML", &error)))
        },
    );
}

const NOT: engine::model::Sentence = engine::model::Sentence::new(
    "la respuesta no es {what}: {error}",
    "the answer is no {what}: {error}",
);

fn not(host: &Host, what: &str, error: &str) -> String {
    host.say(NOT, &[("what", what), ("error", error)])
}
