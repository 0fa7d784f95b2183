//! The source's bytes as UTF-8, appended to a batch's arena.

use super::Error;
use crate::ingest::encoding::{Decoder, Encoding};
use crate::ingest::sniff::Unwrapper;
use std::io::{ErrorKind, Read};

/// A source whose first bytes have been looked at already.
pub(super) struct Input {
    source: Box<dyn Read + Send>,
    decoder: Decoder,
    encoding: Encoding,
    /// The bytes that were looked at, without the byte order mark, until they are used up.
    prefix: Vec<u8>,
    raw: Vec<u8>,
    /// Bytes taken from the source.
    taken: u64,
    length: Option<u64>,
    ended: bool,
    /// Takes the quotes off lines that are quoted as a whole.
    unwrapper: Option<Unwrapper>,
}

/// Reads up to `limit` bytes, less only at the end of the source.
pub(super) fn read_prefix(source: &mut dyn Read, limit: usize) -> Result<(Vec<u8>, bool), Error> {
    let mut bytes = Vec::new();
    let ended = append(source, limit, &mut bytes, 1)?;
    Ok((bytes, ended))
}

/// Appends exactly `limit` bytes, or fewer and says that the source has ended.
fn append(
    source: &mut dyn Read,
    limit: usize,
    out: &mut Vec<u8>,
    line: u64,
) -> Result<bool, Error> {
    let mut at = out.len();
    out.resize(at + limit, 0);
    let ended = loop {
        if at == out.len() {
            break false;
        }
        match source.read(&mut out[at..]) {
            Ok(0) => break true,
            Ok(count) => at += count,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(source) => {
                out.truncate(at);
                return Err(Error::Read { line, source });
            }
        }
    };
    out.truncate(at);
    Ok(ended)
}

impl Input {
    /// How much of the source was taken so far, in thousandths; `None` where its length is unknown.
    pub(super) fn share(&self) -> Option<u64> {
        self.length.map(|length| (self.taken * 1000 / length.max(1)).min(1000))
    }

    pub(super) fn new(
        source: Box<dyn Read + Send>,
        prefix: Vec<u8>,
        ended: bool,
        bom: usize,
        encoding: Encoding,
        length: Option<u64>,
    ) -> Input {
        let taken = prefix.len() as u64;
        let mut prefix = prefix;
        prefix.drain(..bom);
        Input {
            source,
            decoder: Decoder::new(encoding),
            encoding,
            prefix,
            raw: Vec::new(),
            taken,
            length,
            ended,
            unwrapper: None,
        }
    }

    /// The same of a text whose lines are quoted once more as a whole.
    pub(super) fn unwrapping(mut self, wrapped: bool) -> Input {
        self.unwrapper = wrapped.then(Unwrapper::default);
        self
    }

    /// Appends the text of about `limit` further bytes, and says whether nothing follows. `foreign` receives the
    /// places in `arena` of characters in another encoding; `line` is named if the source fails. What is in UTF-8
    /// is appended as it is: whether it really is UTF-8, the caller must see.
    pub(super) fn fill(
        &mut self,
        arena: &mut Vec<u8>,
        limit: usize,
        foreign: &mut Vec<usize>,
        line: u64,
    ) -> Result<bool, Error> {
        if self.encoding == Encoding::Utf8 {
            return self.take(arena, limit, line);
        }
        let mut raw = std::mem::take(&mut self.raw);
        raw.clear();
        let complete = self.take(&mut raw, limit, line)?;
        self.decoder.decode(&raw, complete, arena, foreign);
        self.raw = raw;
        Ok(complete)
    }

    /// Decodes an arena of text again that is not all UTF-8.
    pub(super) fn repair(&mut self, arena: &mut Vec<u8>, foreign: &mut Vec<usize>) {
        std::mem::swap(arena, &mut self.raw);
        arena.clear();
        Decoder::new(Encoding::Utf8).decode(&self.raw, true, arena, foreign);
    }

    fn take(&mut self, out: &mut Vec<u8>, limit: usize, line: u64) -> Result<bool, Error> {
        let before = out.len();
        if !self.prefix.is_empty() {
            let part = limit.min(self.prefix.len());
            out.extend(self.prefix.drain(..part));
        } else if !self.ended {
            let from = out.len();
            self.ended = append(&mut self.source, limit, out, line)?;
            self.taken += (out.len() - from) as u64;
        }
        let complete = self.ended && self.prefix.is_empty();
        if let Some(unwrapper) = &mut self.unwrapper {
            unwrapper.take(out, before, complete);
        }
        if complete && self.length.is_some_and(|length| length != self.taken) {
            let opened = self.length.unwrap_or_default();
            return Err(Error::LengthChanged { opened, read: self.taken });
        }
        Ok(complete)
    }
}
