//! JSON for scripts: whole numbers are numbers, all others the text that stood there; `null` is `()`.

use std::rc::Rc;

use ::engine::model::Sentence;
use rhai::{Array, Dynamic, Engine, FuncRegistration, Map, Module, NativeCallContext};
use serde_json::Value;
use serde_json::error::Category;

use super::{Host, Money, Thrown, thrown};
use crate::secret::Secret;

/// Why a text is no JSON: in our words, since the reader's are English.
pub(crate) struct NotJson {
    says: Sentence,
    line: usize,
    column: usize,
}

impl NotJson {
    fn new(error: &serde_json::Error, text: &str) -> NotJson {
        let says = match error.classify() {
            _ if text.trim().is_empty() => Sentence::new("está vacía", "it is empty"),
            Category::Eof => Sentence::new(
                "se corta en la línea {line}, columna {column}",
                "it is cut off at line {line}, column {column}",
            ),
            _ => Sentence::new(
                "deja de serlo en la línea {line}, columna {column}",
                "it ceases to be at line {line}, column {column}",
            ),
        };
        NotJson { says, line: error.line(), column: error.column() }
    }

    /// What is told of it.
    pub(crate) fn say(&self, host: &Host) -> String {
        let (line, column) = (self.line.to_string(), self.column.to_string());
        host.say(self.says, &[("line", &line), ("column", &column)])
    }
}

/// Reads a text.
pub(crate) fn read(text: &str) -> Result<Dynamic, NotJson> {
    let value: Value = serde_json::from_str(text).map_err(|error| NotJson::new(&error, text))?;
    Ok(dynamic(value))
}

fn dynamic(value: Value) -> Dynamic {
    match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(truth) => truth.into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.to_string().into(),
        },
        Value::String(text) => text.into(),
        Value::Array(items) => items.into_iter().map(dynamic).collect::<Array>().into(),
        Value::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| (key.into(), dynamic(value)));
            fields.collect::<Map>().into()
        }
    }
}

/// A value of a script as JSON; secrets are told only where `reveal` says so. `None`: it holds what is no JSON.
pub(crate) fn value(dynamic: &Dynamic, reveal: bool) -> Option<Value> {
    let dynamic = dynamic.clone().flatten();
    if dynamic.is_unit() {
        return Some(Value::Null);
    }
    if let Some(text) = scalar(&dynamic, reveal) {
        return Some(match (dynamic.as_int(), dynamic.as_bool()) {
            (Ok(whole), _) => whole.into(),
            (_, Ok(truth)) => truth.into(),
            _ => text.into(),
        });
    }
    if let Some(items) = dynamic.read_lock::<Array>() {
        return items
            .iter()
            .map(|item| value(item, reveal))
            .collect::<Option<_>>()
            .map(Value::Array);
    }
    let fields = dynamic.read_lock::<Map>()?;
    let fields = fields.iter().map(|(key, item)| Some((key.to_string(), value(item, reveal)?)));
    fields.collect::<Option<_>>().map(Value::Object)
}

/// A text, number, truth, amount or secret as text.
pub(crate) fn scalar(dynamic: &Dynamic, reveal: bool) -> Option<String> {
    let dynamic = dynamic.clone().flatten();
    if let Ok(whole) = dynamic.as_int() {
        return Some(whole.to_string());
    }
    if let Ok(truth) = dynamic.as_bool() {
        return Some(truth.to_string());
    }
    if let Some(money) = dynamic.clone().try_cast::<Money>() {
        return Some(money.text());
    }
    if let Some(secret) = dynamic.clone().try_cast::<Secret>() {
        return Some(if reveal { secret.reveal().to_string() } else { secret.to_string() });
    }
    dynamic.into_string().ok()
}

pub(crate) fn register(engine: &mut Engine, host: &Rc<Host>) {
    let mut json = Module::new();
    let own = Rc::clone(host);
    FuncRegistration::new("parse").set_into_module(
        &mut json,
        move |context: NativeCallContext, text: &str| -> Result<Dynamic, Thrown> {
            read(text).map_err(|error| thrown(&context, format!("JSON: {}", error.say(&own))))
        },
    );
    FuncRegistration::new("write").set_into_module(
        &mut json,
        |context: NativeCallContext, what: Dynamic| -> Result<String, Thrown> {
            let value = value(&what, false).map(|value| value.to_string());
            value.ok_or_else(|| thrown(&context, "JSON: a value that is none"))
        },
    );
    engine.register_static_module("json", json.into());
}
