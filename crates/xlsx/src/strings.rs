//! The table of shared strings: one arena of text and where each string begins in it.
//!
//! Neither `count` nor `uniqueCount` is believed; the table grows as strings come. Entities and escapes are decoded
//! and runs joined once, while it is read.

use crate::archive::Stored;
use crate::blocks::Blocks;
use crate::cell;
use crate::error::{BadXml, Error, Limit, Result};
use crate::limits::Limits;
use crate::rows::{TEXT_PAD, copy_short};
use crate::scan::text_run::plain_length;
use crate::scan::window::{View, Window};
use crate::scan::xml::{Cursor, Step, Stop, Token, check_depth};
use crate::text;

/// Bytes that may be read behind any string, so that short ones can be copied in one piece.
pub(crate) const STRINGS_PAD: usize = TEXT_PAD;

const OPEN: u64 = u64::from_le_bytes(*b"<si><t>\0");
const OPEN_MASK: u64 = u64::MAX >> 8;
const OPEN_LENGTH: usize = 7;
const OPEN_SPACE: &[u8] = b"<si><t xml:space=\"preserve\">";
const CLOSE: u64 = u64::from_le_bytes(*b"</t></si");
const CLOSE_LENGTH: usize = 9;

/// All shared strings of a workbook.
#[derive(Debug)]
pub(crate) struct Strings {
    /// The texts one behind the other, then [`STRINGS_PAD`] bytes.
    arena: Vec<u8>,
    /// Where each string begins, and where the last one ends.
    starts: Vec<u32>,
    longest: usize,
}

impl Default for Strings {
    fn default() -> Strings {
        Strings { arena: vec![0; STRINGS_PAD], starts: vec![0], longest: 0 }
    }
}

impl Strings {
    /// How many there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Bytes of the longest one.
    #[inline]
    pub(crate) fn longest(&self) -> usize {
        self.longest
    }

    /// The string `index`.
    pub(crate) fn get(&self, index: usize) -> Option<&[u8]> {
        if index >= self.len() {
            return None;
        }
        let (start, length) = self.place(index);
        Some(&self.arena[start..start + length])
    }

    /// Where the string `index` begins in [`Strings::padded`], and its length.
    #[inline]
    pub(crate) fn place(&self, index: usize) -> (usize, usize) {
        let start = self.starts[index] as usize;
        (start, self.starts[index + 1] as usize - start)
    }

    /// The arena with its padding.
    #[inline]
    pub(crate) fn padded(&self) -> &[u8] {
        &self.arena
    }

    /// Asks for the memory that [`Strings::place`] will read.
    #[inline(always)]
    pub(crate) fn prefetch_start(&self, index: usize) {
        prefetch(self.starts.as_ptr().wrapping_add(index).cast());
    }

    /// Asks for the memory of a string's text.
    #[inline(always)]
    pub(crate) fn prefetch_text(&self, start: usize) {
        prefetch(self.arena.as_ptr().wrapping_add(start));
    }
}

#[inline(always)]
fn prefetch(address: *const u8) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch reads nothing, whatever the address.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(address.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}

/// Reads the table from the next part of `blocks`.
pub(crate) fn read(part: &Stored, blocks: &mut Blocks, limits: &Limits) -> Result<Strings> {
    let mut window = Window::new(part, limits);
    let mut table = Table { limits: *limits, ..Table::default() };
    loop {
        let (at, stop) = table.advance(window.view(), window.at);
        window.at = at;
        let error = match stop {
            None => break,
            Some(Stop::More) => match window.more(blocks) {
                Ok(()) => continue,
                Err(error) => error,
            },
            Some(Stop::Bad(error)) => error,
        };
        return Err(window.explain(error, blocks));
    }
    window.release(blocks);
    table.arena.extend_from_slice(&[0; STRINGS_PAD]);
    Ok(Strings { arena: table.arena, starts: table.starts, longest: table.longest })
}

/// A table that is being read.
struct Table {
    arena: Vec<u8>,
    starts: Vec<u32>,
    longest: usize,
    open: Vec<Vec<u8>>,
    seen_root: bool,
    limits: Limits,
}

impl Default for Table {
    fn default() -> Table {
        Table {
            arena: Vec::new(),
            starts: vec![0],
            longest: 0,
            open: Vec::new(),
            seen_root: false,
            limits: Limits::default(),
        }
    }
}

impl Table {
    /// Reads strings from `at` on; where it stopped, and why: `None` at the part's end.
    fn advance(&mut self, view: View<'_>, mut at: usize) -> (usize, Option<Stop>) {
        loop {
            if self.open.len() == 1 {
                at = self.usual(view, at);
            }
            let mut cursor = Cursor { view, at };
            let length = self.arena.len();
            match self.step(&mut cursor) {
                Ok(true) => at = cursor.at,
                Ok(false) => return (at, None),
                Err(Stop::More) => {
                    self.arena.truncate(length);
                    return (at, Some(Stop::More));
                }
                Err(bad) => return (cursor.at, Some(bad)),
            }
        }
    }

    /// Takes strings of the usual form, `<si><t>…</t></si>`; where the first other thing stands.
    fn usual(&mut self, view: View<'_>, mut at: usize) -> usize {
        loop {
            let start = if view.word(at) & OPEN_MASK == OPEN {
                at + OPEN_LENGTH
            } else if view.bytes()[at..].starts_with(OPEN_SPACE) {
                at + OPEN_SPACE.len()
            } else {
                return at;
            };
            let Some(length) = plain_length(view, start) else { return at };
            let end = start + length;
            let is_closed = view.word(end) == CLOSE && view.bytes().get(end + 8) == Some(&b'>');
            let fits = length <= self.limits.cell_bytes
                && self.bytes() + length <= self.limits.strings_bytes;
            if !is_closed || !fits {
                return at;
            }
            if length <= TEXT_PAD && self.arena.capacity() - self.arena.len() >= TEXT_PAD {
                // SAFETY: there is room for TEXT_PAD bytes, and as many can be read at any place of a view.
                unsafe {
                    let to = self.arena.as_mut_ptr().add(self.arena.len());
                    copy_short(view.pointer(start), to, length);
                    self.arena.set_len(self.arena.len() + length);
                }
            } else {
                self.arena.extend_from_slice(&view.bytes()[start..end]);
            }
            self.end_string(length);
            at = end + CLOSE_LENGTH;
        }
    }

    /// What the table takes with the string that is being read.
    fn bytes(&self) -> usize {
        self.arena.len() + self.starts.len() * size_of::<u32>()
    }

    fn end_string(&mut self, length: usize) {
        self.longest = self.longest.max(length);
        self.starts.push(self.arena.len() as u32);
    }

    /// Reads one string, or one token around strings; `false` at the end.
    fn step(&mut self, cursor: &mut Cursor<'_>) -> Step<bool> {
        match cursor.token()? {
            Token::Open(tag) => {
                check_depth(self.open.len(), &self.limits)?;
                if self.open.is_empty() && tag.local() != b"sst" {
                    return Err(BadXml::Root.into());
                }
                self.seen_root = true;
                let is_string = self.open.len() == 1 && tag.local() == b"si";
                if is_string {
                    let start = self.arena.len();
                    if !tag.empty {
                        cursor.string_of(tag.name, 2, &self.limits, &mut self.arena)?;
                    }
                    self.decode_string(start)?;
                } else if !tag.empty {
                    self.open.push(tag.name.to_vec());
                }
            }
            Token::Close(name) => {
                if self.open.pop().as_deref() != Some(name) {
                    return Err(BadXml::Mismatch.into());
                }
            }
            Token::Text(_) | Token::CData(_) | Token::Aside => {}
            Token::End if self.open.is_empty() && self.seen_root => return Ok(false),
            Token::End => return Err(BadXml::UnexpectedEnd.into()),
        }
        Ok(true)
    }

    fn decode_string(&mut self, start: usize) -> Result<()> {
        text::decode_escapes(&mut self.arena, start);
        let length = self.arena.len() - start;
        cell::check_length(length, &self.limits)?;
        if self.bytes() > self.limits.strings_bytes {
            let limit = self.limits.strings_bytes as u64;
            return Err(Error::too_large(Limit::StringsBytes, limit));
        }
        self.end_string(length);
        Ok(())
    }
}
