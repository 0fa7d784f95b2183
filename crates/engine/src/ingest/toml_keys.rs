//! Reads the keys of a TOML table one by one, so that every mistake names its file, line and key.
//!
//! It knows nothing of layouts: both kinds of layout file are read through it.

use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{IngestError, IngestErrorKind, Place};
use super::header::nearest;
use super::inner_error::{UNREADABLE_LINE, technical};
use crate::model::Sentence;

const WANTS_TEXT: Sentence =
    Sentence::new("debe ser un texto entre comillas", "it must be a quoted text");
const WANTS_TEXTS: Sentence =
    Sentence::new("debe ser una lista de textos", "it must be a list of quoted texts");
const WANTS_NUMBER: Sentence =
    Sentence::new("debe ser un número entero positivo", "it must be a positive whole number");
const WANTS_BOOLEAN: Sentence = Sentence::new("debe ser true o false", "it must be true or false");
const WANTS_TABLE: Sentence =
    Sentence::new("debe ser una tabla de claves", "it must be a table of keys");

/// A file's text, for turning spans into lines.
pub(crate) struct Source<'a> {
    pub(crate) path: &'a Path,
    pub(crate) text: &'a str,
}

impl<'a> Source<'a> {
    /// The tables of the file.
    pub(crate) fn parse(&self) -> Result<Keys<'_>, IngestError> {
        let table = DeTable::parse(self.text).map_err(|error| {
            let at = error.span().unwrap_or(0..0);
            self.error(IngestErrorKind::LayoutSyntax, &at)
                .with("detail", technical(UNREADABLE_LINE, error.message()))
        })?;
        let span = table.span();
        Ok(Keys { source: self, table: table.into_inner(), span, known: Vec::new() })
    }

    /// An error at the line of a span.
    pub(crate) fn error(&self, kind: IngestErrorKind, at: &Range<usize>) -> IngestError {
        let before = &self.text.as_bytes()[..at.start.min(self.text.len())];
        let line = before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
        IngestError::new(kind, Place { line: Some(line), ..Place::file(self.path) })
    }

    fn bad(&self, key: &str, value: &Item<'_>, what: Sentence) -> IngestError {
        self.value_error(key, &value.span(), what)
    }

    /// A value that is not valid, quoted as it stands in the file.
    pub(crate) fn value_error(&self, key: &str, at: &Range<usize>, what: Sentence) -> IngestError {
        let value = self.text.get(at.clone()).unwrap_or_default();
        let value: String = value.trim_matches('"').chars().take(80).collect();
        self.error(IngestErrorKind::LayoutValue, at)
            .with("key", key)
            .with("value", value)
            .with("what", what)
    }
}

type Item<'a> = Spanned<DeValue<'a>>;

/// A value with the place where it stands.
pub(crate) struct At<T> {
    pub(crate) value: T,
    pub(crate) span: Range<usize>,
}

/// A table whose keys are taken one after the other; [`Keys::finish`] refuses those that nobody took.
pub(crate) struct Keys<'a> {
    source: &'a Source<'a>,
    table: DeTable<'a>,
    span: Range<usize>,
    known: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    fn take(&mut self, key: &'static str) -> Option<Item<'a>> {
        self.known.push(key);
        self.table.remove(key)
    }

    fn missing(&self, key: &'static str) -> IngestError {
        self.source.error(IngestErrorKind::LayoutKeyMissing, &self.span).with("key", key)
    }

    /// A text, if the key is there.
    pub(crate) fn text(&mut self, key: &'static str) -> Result<Option<At<String>>, IngestError> {
        let Some(item) = self.take(key) else { return Ok(None) };
        match item.get_ref().as_str() {
            Some(text) => Ok(Some(At { value: text.to_owned(), span: item.span() })),
            None => Err(self.source.bad(key, &item, WANTS_TEXT)),
        }
    }

    /// A text that must be there.
    pub(crate) fn text_required(&mut self, key: &'static str) -> Result<At<String>, IngestError> {
        self.text(key)?.ok_or_else(|| self.missing(key))
    }

    /// A list of texts, each with its place; absent is empty.
    pub(crate) fn texts(&mut self, key: &'static str) -> Result<Vec<At<String>>, IngestError> {
        let Some(item) = self.take(key) else { return Ok(Vec::new()) };
        let bad = |item: &Item<'_>| self.source.bad(key, item, WANTS_TEXTS);
        let list = item.get_ref().as_array().ok_or_else(|| bad(&item))?;
        list.iter()
            .map(|item| match item.get_ref().as_str() {
                Some(text) => Ok(At { value: text.to_owned(), span: item.span() }),
                None => Err(bad(item)),
            })
            .collect()
    }

    /// A whole number of at least one, if the key is there.
    pub(crate) fn count(&mut self, key: &'static str) -> Result<Option<At<usize>>, IngestError> {
        let Some(item) = self.take(key) else { return Ok(None) };
        let digits = item.get_ref().as_integer().map(|digits| digits.as_str().replace('_', ""));
        match digits.and_then(|digits| digits.parse().ok()) {
            Some(number) if number > 0 => Ok(Some(At { value: number, span: item.span() })),
            _ => Err(self.source.bad(key, &item, WANTS_NUMBER)),
        }
    }

    /// A truth, false where the key is absent.
    pub(crate) fn truth(&mut self, key: &'static str) -> Result<bool, IngestError> {
        let Some(item) = self.take(key) else { return Ok(false) };
        item.get_ref().as_bool().ok_or_else(|| self.source.bad(key, &item, WANTS_BOOLEAN))
    }

    /// A table within the table, if the key is there.
    pub(crate) fn table(&mut self, key: &'static str) -> Result<Option<Keys<'a>>, IngestError> {
        self.take(key).map(|item| self.keys_of(key, item)).transpose()
    }

    /// A list of tables that must not be empty: `[[column]]`.
    pub(crate) fn tables(&mut self, key: &'static str) -> Result<Vec<Keys<'a>>, IngestError> {
        let Some(item) = self.take(key) else { return Err(self.missing(key)) };
        let span = item.span();
        match item.into_inner() {
            DeValue::Array(list) if !list.is_empty() => {
                list.into_iter().map(|item| self.keys_of(key, item)).collect()
            }
            _ => Err(self.source.value_error(key, &span, WANTS_TABLE)),
        }
    }

    fn keys_of(&self, key: &'static str, item: Item<'a>) -> Result<Keys<'a>, IngestError> {
        let span = item.span();
        match item.into_inner() {
            DeValue::Table(table) => {
                Ok(Keys { source: self.source, table, span, known: Vec::new() })
            }
            _ => Err(self.source.value_error(key, &span, WANTS_TABLE)),
        }
    }

    /// Refuses the first key that nobody took, with the nearest one that is known.
    pub(crate) fn finish(self) -> Result<(), IngestError> {
        let Some(key) = self.table.keys().min_by_key(|key| key.span().start) else { return Ok(()) };
        let name: &str = key.get_ref();
        Err(self
            .source
            .error(IngestErrorKind::LayoutKeyUnknown, &key.span())
            .with("key", name)
            .with("known", self.known.join(", "))
            .perhaps(nearest(name, self.known.iter().copied())))
    }
}
