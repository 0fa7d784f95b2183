//! XML tokens from bytes in view: the general parser that every wrong guess of the scanner falls back to.
//!
//! It checks what a reader of data must check (tags, quotes, nesting), expands nothing, and refuses document types.
//! A token that is not wholly in view is no token yet: [`Stop::More`].

use crate::error::{BadXml, Error, Limit};
use crate::limits::Limits;
use crate::scan::window::View;
use crate::text;

/// Why a step ended before its end.
pub(crate) enum Stop {
    /// What is in view ends too early; the step is to be done again with more.
    More,
    /// The part is bad.
    Bad(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Stop {
        Stop::Bad(error)
    }
}

impl From<BadXml> for Stop {
    fn from(what: BadXml) -> Stop {
        Stop::Bad(what.into())
    }
}

/// The result of a step.
pub(crate) type Step<T> = Result<T, Stop>;

/// A start tag.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag<'a> {
    /// The name with its prefix.
    pub(crate) name: &'a [u8],
    /// All behind the name.
    pub(crate) attributes: &'a [u8],
    /// Whether the element ends with the tag.
    pub(crate) empty: bool,
}

impl<'a> Tag<'a> {
    /// The name without its prefix.
    pub(crate) fn local(&self) -> &'a [u8] {
        local_name(self.name)
    }

    /// Calls `visit` with each attribute's name and raw value.
    pub(crate) fn each_attribute(
        &self,
        mut visit: impl FnMut(&'a [u8], &'a [u8]) -> Result<(), BadXml>,
    ) -> Result<(), BadXml> {
        let mut rest = self.attributes;
        loop {
            let next = rest.trim_ascii_start();
            if next.is_empty() {
                return Ok(());
            }
            if next.len() == rest.len() {
                return Err(BadXml::Syntax);
            }
            let equals = memchr::memchr(b'=', next).ok_or(BadXml::Syntax)?;
            let name = next[..equals].trim_ascii_end();
            let value = next[equals + 1..].trim_ascii_start();
            let (quote, value) = value.split_first().ok_or(BadXml::Syntax)?;
            if name.is_empty() || !matches!(quote, b'"' | b'\'') || !name.iter().all(is_name_byte) {
                return Err(BadXml::Syntax);
            }
            let end = memchr::memchr(*quote, value).ok_or(BadXml::Syntax)?;
            visit(name, &value[..end])?;
            rest = &value[end + 1..];
        }
    }
}

/// Not the whole of the standard's list, only what cannot be in any name.
fn is_name_byte(byte: &u8) -> bool {
    !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b'"' | b'\'' | b'<' | b'>' | b'&' | b'/' | b'=')
}

/// A name without its prefix.
pub(crate) fn local_name(name: &[u8]) -> &[u8] {
    match memchr::memchr(b':', name) {
        Some(colon) => &name[colon + 1..],
        None => name,
    }
}

/// The next piece of XML.
#[derive(Debug)]
pub(crate) enum Token<'a> {
    Open(Tag<'a>),
    /// An end tag, by its name with its prefix.
    Close(&'a [u8]),
    Text(&'a [u8]),
    CData(&'a [u8]),
    /// A comment or a processing instruction.
    Aside,
    /// The part's end.
    End,
}

/// A place in bytes that moves token by token.
pub(crate) struct Cursor<'a> {
    pub(crate) view: View<'a>,
    pub(crate) at: usize,
}

impl<'a> Cursor<'a> {
    /// Takes the next token.
    pub(crate) fn token(&mut self) -> Step<Token<'a>> {
        let rest = &self.view.bytes()[self.at..];
        let Some(first) = rest.first() else {
            return if self.view.complete { Ok(Token::End) } else { Err(Stop::More) };
        };
        if *first != b'<' {
            let length = match memchr::memchr(b'<', rest) {
                Some(length) => length,
                None if self.view.complete => rest.len(),
                None => return Err(Stop::More),
            };
            self.at += length;
            return Ok(Token::Text(&rest[..length]));
        }
        match rest.get(1) {
            None => Err(self.cut_short()),
            Some(b'!') => self.declaration(rest),
            Some(b'?') => {
                let inside = self.take_until(rest, 2, b"?>")?;
                if inside.starts_with(b"xml") {
                    text::check_encoding(&rest[..inside.len() + 4])?;
                }
                Ok(Token::Aside)
            }
            Some(b'/') => {
                let end = memchr::memchr(b'>', rest).ok_or_else(|| self.cut_short())?;
                self.at += end + 1;
                let name = rest[2..end].trim_ascii_end();
                if name.is_empty() || !name.iter().all(is_name_byte) {
                    return Err(BadXml::Syntax.into());
                }
                Ok(Token::Close(name))
            }
            Some(_) => self.open_tag(rest),
        }
    }

    fn open_tag(&mut self, rest: &'a [u8]) -> Step<Token<'a>> {
        let end = self.tag_end(rest)?;
        self.at += end + 1;
        let inside = &rest[1..end];
        let empty = inside.last() == Some(&b'/');
        let inside = &inside[..inside.len() - usize::from(empty)];
        let length = inside.iter().position(u8::is_ascii_whitespace).unwrap_or(inside.len());
        let (name, attributes) = inside.split_at(length);
        if name.is_empty() || !name.iter().all(is_name_byte) {
            return Err(BadXml::Syntax.into());
        }
        Ok(Token::Open(Tag { name, attributes, empty }))
    }

    /// The `>` that ends the tag at the beginning of `rest`, past those in quotes.
    fn tag_end(&self, rest: &[u8]) -> Step<usize> {
        let mut at = 1;
        loop {
            let next = memchr::memchr3(b'>', b'"', b'\'', &rest[at..]);
            at += next.ok_or_else(|| self.cut_short())?;
            let quote = rest[at];
            if quote == b'>' {
                return Ok(at);
            }
            let close = memchr::memchr(quote, &rest[at + 1..]);
            at += close.ok_or_else(|| self.cut_short())? + 2;
        }
    }

    fn declaration(&mut self, rest: &'a [u8]) -> Step<Token<'a>> {
        const CDATA: &[u8] = b"<![CDATA[";
        if rest.starts_with(b"<!--") {
            self.take_until(rest, 4, b"-->")?;
            return Ok(Token::Aside);
        }
        if rest.starts_with(CDATA) {
            return Ok(Token::CData(self.take_until(rest, CDATA.len(), b"]]>")?));
        }
        if rest.len() < CDATA.len() {
            return Err(self.cut_short());
        }
        match rest[2..].to_ascii_uppercase().starts_with(b"DOCTYPE") {
            true => Err(BadXml::Doctype.into()),
            false => Err(BadXml::Syntax.into()),
        }
    }

    fn take_until(&mut self, rest: &'a [u8], from: usize, end: &[u8]) -> Step<&'a [u8]> {
        let length = memchr::memmem::find(&rest[from..], end).ok_or_else(|| self.cut_short())?;
        self.at += from + length + end.len();
        Ok(&rest[from..from + length])
    }

    fn cut_short(&self) -> Stop {
        match self.view.complete {
            true => BadXml::UnexpectedEnd.into(),
            false => Stop::More,
        }
    }

    /// Passes over the rest of the element `name`, whose start tag was taken; `depth` elements are open with it.
    pub(crate) fn skip(&mut self, name: &'a [u8], depth: usize, limits: &Limits) -> Step<()> {
        let mut open = vec![name];
        while let Some(innermost) = open.last() {
            match self.token()? {
                Token::Open(tag) => {
                    check_depth(depth + open.len() - 1, limits)?;
                    if !tag.empty {
                        open.push(tag.name);
                    }
                }
                Token::Close(name) if name == *innermost => drop(open.pop()),
                Token::Close(_) => return Err(BadXml::Mismatch.into()),
                Token::End => return Err(BadXml::UnexpectedEnd.into()),
                Token::Text(_) | Token::CData(_) | Token::Aside => {}
            }
        }
        Ok(())
    }

    /// Appends the text of the element `name` to `out`, up to its end tag; elements within it are passed over.
    pub(crate) fn text_of(
        &mut self,
        name: &'a [u8],
        depth: usize,
        limits: &Limits,
        out: &mut Vec<u8>,
    ) -> Step<()> {
        loop {
            match self.token()? {
                Token::Text(raw) => text::decode_xml(raw, out)?,
                Token::CData(raw) => text::decode_cdata(raw, out)?,
                Token::Open(tag) => self.pass(&tag, depth, limits)?,
                Token::Close(close) if close == name => return Ok(()),
                Token::Close(_) => return Err(BadXml::Mismatch.into()),
                Token::End => return Err(BadXml::UnexpectedEnd.into()),
                Token::Aside => {}
            }
        }
    }

    /// Passes over an element whose start tag was just taken; `depth` elements are open around it.
    pub(crate) fn pass(&mut self, tag: &Tag<'a>, depth: usize, limits: &Limits) -> Step<()> {
        check_depth(depth, limits)?;
        if tag.empty { Ok(()) } else { self.skip(tag.name, depth + 1, limits) }
    }

    /// Appends the text of a rich or plain string (`si` or `is`) to `out`, without its phonetic runs.
    pub(crate) fn string_of(
        &mut self,
        name: &'a [u8],
        depth: usize,
        limits: &Limits,
        out: &mut Vec<u8>,
    ) -> Step<()> {
        let mut run = None;
        loop {
            let around = depth + usize::from(run.is_some());
            match self.token()? {
                Token::Open(tag) => match (tag.local(), run) {
                    (b"t", _) if !tag.empty => self.text_of(tag.name, around + 1, limits, out)?,
                    (b"r", None) if !tag.empty => run = Some(tag.name),
                    _ => self.pass(&tag, around, limits)?,
                },
                Token::Close(close) => match run {
                    Some(open) if open == close => run = None,
                    None if close == name => return Ok(()),
                    _ => return Err(BadXml::Mismatch.into()),
                },
                Token::End => return Err(BadXml::UnexpectedEnd.into()),
                Token::Text(_) | Token::CData(_) | Token::Aside => {}
            }
        }
    }
}

/// Refuses one more element within `depth` open ones.
pub(crate) fn check_depth(depth: usize, limits: &Limits) -> Result<(), Error> {
    match depth < limits.depth {
        true => Ok(()),
        false => Err(Error::too_large(Limit::Depth, limits.depth as u64)),
    }
}

/// An attribute's value as text: borrowed, or decoded into `scratch`.
pub(crate) fn attribute_text<'a>(
    raw: &'a [u8],
    scratch: &'a mut Vec<u8>,
) -> Result<&'a [u8], BadXml> {
    if memchr::memchr2(b'&', b'\r', raw).is_none() {
        return Ok(raw);
    }
    scratch.clear();
    text::decode_xml(raw, scratch)?;
    Ok(scratch)
}
