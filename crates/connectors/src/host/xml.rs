//! XML for scripts: a tree of elements, asked by name; what is missing or doubled is an error, never an empty text.
//!
//! Document types are refused, so entities cannot grow; depth is bounded.

use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, escape};
use rhai::{Array, Dynamic, Engine, FuncRegistration, Module, NativeCallContext};

use super::{Thrown, thrown};

const DEPTH_MAX: usize = 100;

/// An element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Element(Rc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Element>,
}

impl Element {
    fn all(&self, path: &str) -> Vec<Element> {
        let mut found = vec![self.clone()];
        for name in path.split('/') {
            let children = found.iter().flat_map(|element| element.0.children.iter());
            found = children.filter(|child| child.0.name == name).cloned().collect();
        }
        found
    }

    fn one(&self, path: &str) -> Result<Element, String> {
        let mut found = self.all(path);
        match found.len() {
            1 => Ok(found.remove(0)),
            count => Err(format!("<{}>: «{path}» × {count}", self.0.name)),
        }
    }
}

/// Reads a document; the root element is given.
pub(crate) fn read(text: &str) -> Result<Element, String> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Inner> = vec![Inner::default()];
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(start) => {
                open.push(begin(&start)?);
                if open.len() > DEPTH_MAX {
                    return Err(format!("XML: > {DEPTH_MAX}"));
                }
            }
            Event::Empty(start) => {
                let element = begin(&start)?;
                close(&mut open, element);
            }
            Event::End(_) => {
                let element = open.pop().unwrap_or_default();
                close(&mut open, element);
            }
            Event::Text(text) => add(&mut open, &text),
            Event::CData(text) => add(&mut open, &text),
            Event::GeneralRef(name) => {
                let name: &str = &name;
                let text =
                    escape::unescape(&format!("&{name};")).map_err(|e| e.to_string())?.into_owned();
                add(&mut open, &text);
            }
            Event::DocType(_) => return Err("XML: <!DOCTYPE".to_string()),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    let document = open.pop().filter(|_| open.is_empty()).ok_or("XML: not closed")?;
    let mut roots = document.children;
    match roots.len() {
        1 => Ok(roots.remove(0)),
        count => Err(format!("XML: {count} roots")),
    }
}

fn begin(start: &BytesStart) -> Result<Inner, String> {
    let name = start.local_name().as_ref().to_string();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        let key = attribute.key.local_name().as_ref().to_string();
        let value =
            escape::unescape(&attribute.value).map_err(|error| error.to_string())?.into_owned();
        attributes.push((key, value));
    }
    Ok(Inner { name, attributes, ..Inner::default() })
}

fn close(open: &mut [Inner], element: Inner) {
    if let Some(parent) = open.last_mut() {
        parent.children.push(Element(Rc::new(element)));
    }
}

fn add(open: &mut [Inner], text: &str) {
    if let Some(element) = open.last_mut() {
        element.text.push_str(text);
    }
}

pub(crate) fn register(engine: &mut Engine) {
    engine.register_type_with_name::<Element>("Xml");
    engine.register_get("name", |element: &mut Element| element.0.name.clone());
    engine.register_get("text", |element: &mut Element| element.0.text.trim().to_string());
    engine.register_fn("has", |element: &mut Element, path: &str| !element.all(path).is_empty());
    engine.register_fn("all", |element: &mut Element, path: &str| -> Array {
        element.all(path).into_iter().map(Dynamic::from).collect()
    });
    engine.register_fn(
        "one",
        |context: NativeCallContext,
         element: &mut Element,
         path: &str|
         -> Result<Element, Thrown> {
            element.one(path).map_err(|says| thrown(&context, says))
        },
    );
    engine.register_fn(
        "of",
        |context: NativeCallContext, element: &mut Element, path: &str| -> Result<String, Thrown> {
            let found = element.one(path).map_err(|says| thrown(&context, says))?;
            Ok(found.0.text.trim().to_string())
        },
    );
    engine.register_fn(
        "attribute",
        |context: NativeCallContext, element: &mut Element, name: &str| -> Result<String, Thrown> {
            let found = element.0.attributes.iter().find(|(known, _)| known == name);
            let value = found.map(|(_, value)| value.clone());
            value.ok_or_else(|| thrown(&context, format!("<{}>: @{name}", element.0.name)))
        },
    );
    let mut xml = Module::new();
    FuncRegistration::new("parse").set_into_module(
        &mut xml,
        |context: NativeCallContext, text: &str| -> Result<Element, Thrown> {
            read(text).map_err(|says| thrown(&context, says))
        },
    );
    engine.register_static_module("xml", xml.into());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_asked_by_name() {
        let root = read("<?xml version='1.0'?><l:r xmlns:l='x'><f n='1&amp;2'>a &lt; b<![CDATA[ & c]]></f><f/></l:r>")
            .expect("a document");
        let files = root.all("f");
        assert_eq!((files.len(), files[0].0.text.as_str()), (2, "a < b & c"));
        assert_eq!(files[0].0.attributes, [("n".to_string(), "1&2".to_string())]);
        assert!(root.one("f").is_err() && root.one("g").is_err());
    }

    #[test]
    fn what_is_no_document_is_told() {
        let deep = "<a>".repeat(200);
        for wrong in
            ["", "text", "<a>", "<a></b>", "<a/><b/>", "<!DOCTYPE a><a/>", "<a>&x;</a>", &deep]
        {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
