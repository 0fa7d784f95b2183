//! Reads one row in one given way, byte by byte, and says how well that went.
//!
//! It knows only the row before it. Which way of reading is the right one is decided by who compares their outcomes.

use crate::ingest::sniff::{Delimiter, Dialect, Escape};
use memchr::memchr2;

/// One way to read a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Reading {
    pub delimiter: Option<Delimiter>,
    pub quote: Option<u8>,
    pub escape: Escape,
    /// Whether a quoted field may go on over line breaks.
    pub breaks: bool,
    /// Which single bytes end a row; a byte that does not is text.
    pub lf_ends: bool,
    pub cr_ends: bool,
    /// Whether a quote that stands like an opening one inside a quoted field proves the field's own quote to be text.
    pub reopens: bool,
    /// Whether a field does not end at a delimiter that a blank follows.
    pub tight: bool,
    /// A quoted field of more lines than this is not looked through to its end.
    pub lines_max: u32,
}

impl Reading {
    /// The reading that the dialect asks for.
    pub(crate) fn plain(dialect: &Dialect) -> Reading {
        Reading {
            delimiter: dialect.delimiter,
            quote: dialect.quote,
            escape: dialect.escape,
            breaks: true,
            lf_ends: true,
            cr_ends: true,
            reopens: false,
            tight: false,
            lines_max: u32::MAX,
        }
    }
}

/// A field: where its content stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub start: usize,
    pub end: usize,
    /// Whether escapes must be taken out of it.
    pub escaped: bool,
    /// Whether it stood in quotes.
    pub quoted: bool,
}

/// A row as a reading sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Shape {
    pub fields: Vec<Field>,
    /// Where the next row begins.
    pub next: usize,
    /// Where the row's text ends, before its line end.
    pub end: usize,
    /// Quotes inside quoted fields that are not escaped.
    pub strays: u32,
    /// Those of them that stand like an opening quote, after a delimiter.
    pub openings: u32,
    /// Fields that begin with a quote that is nowhere closed.
    pub unclosed: u32,
    /// Fields in quotes.
    pub quoted: u32,
    /// Unquoted fields that hold a quote.
    pub literal: u32,
    /// The last quoted field with a line break in it.
    pub broken: Option<Field>,
    /// The longest field in quotes.
    pub longest: usize,
    /// Where the field begins whose quote is not closed, in what there is of the data.
    pub open: Option<usize>,
}

/// How reading a row ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The row is whole.
    Whole,
    /// The data ends within it, and more may come.
    Short,
    /// A quoted field goes on for more lines than allowed.
    Long,
}

/// Reads the row at `at`; `complete` says that nothing follows `data`.
pub(crate) fn read_row(
    data: &[u8],
    at: usize,
    reading: &Reading,
    complete: bool,
    shape: &mut Shape,
) -> Outcome {
    shape.fields.clear();
    (shape.strays, shape.openings, shape.unclosed) = (0, 0, 0);
    (shape.quoted, shape.literal) = (0, 0);
    (shape.broken, shape.longest, shape.open) = (None, 0, None);
    let mut row = Row { data, reading, complete, shape };
    row.read(at)
}

/// Where a field ended.
enum Stop {
    /// At a delimiter; the next field begins here.
    Delimiter(usize),
    /// At the end of the row.
    Row,
    Short,
    Long,
}

struct Row<'a> {
    data: &'a [u8],
    reading: &'a Reading,
    complete: bool,
    shape: &'a mut Shape,
}

impl Row<'_> {
    fn read(&mut self, at: usize) -> Outcome {
        match self.line_end(at) {
            None => return Outcome::Short,
            Some(0) if at < self.data.len() => {}
            Some(length) => {
                self.shape.end = at;
                self.shape.next = at + length;
                return Outcome::Whole;
            }
        }
        let mut at = self.skip_leading(at);
        loop {
            match self.field(at) {
                Stop::Delimiter(next) => at = next,
                Stop::Row => return Outcome::Whole,
                Stop::Short => return Outcome::Short,
                Stop::Long => return Outcome::Long,
            }
        }
    }

    /// Blanks before the first column of an aligned table separate nothing.
    fn skip_leading(&self, at: usize) -> usize {
        match self.reading.delimiter {
            Some(delimiter) if delimiter.is_run() => self.skip_runs(at, delimiter),
            _ => at,
        }
    }

    fn field(&mut self, start: usize) -> Stop {
        if let Some(quote) = self.reading.quote
            && self.data.get(start) == Some(&quote)
        {
            let mut closing = self.closing(start, quote, *self.reading);
            if matches!(closing, Closing::None) {
                self.shape.open = Some(start);
            }
            if matches!(closing, Closing::None) && self.reading.escape == Escape::Doubled {
                let bare = Reading { escape: Escape::None, breaks: false, ..*self.reading };
                closing = self.closing(start, quote, bare);
            }
            match closing {
                Closing::At { end, after, escaped, breaks, strays, openings } => {
                    self.shape.strays += strays;
                    self.shape.openings += openings;
                    let field = Field { start: start + 1, end, escaped, quoted: true };
                    self.shape.fields.push(field);
                    self.shape.quoted += 1;
                    self.shape.longest = self.shape.longest.max(end - start);
                    if breaks {
                        self.shape.broken = Some(field);
                    }
                    return self.after_field(after);
                }
                Closing::Short => {
                    self.shape.open = Some(start);
                    return Stop::Short;
                }
                Closing::Long => return Stop::Long,
                Closing::None => self.shape.unclosed += 1,
            }
        }
        self.unquoted(start)
    }

    /// A field without quotes: up to the next delimiter or the row's end.
    fn unquoted(&mut self, start: usize) -> Stop {
        let mut at = start;
        let mut escaped = false;
        let backslash = self.reading.escape == Escape::Backslash;
        loop {
            let Some(byte) = self.data.get(at) else {
                return if self.complete {
                    self.end_row(start, at, escaped, 0)
                } else {
                    Stop::Short
                };
            };
            if matches!(byte, b'\n' | b'\r') {
                match self.line_end(at) {
                    None => return Stop::Short,
                    Some(0) => at += 1,
                    Some(length) => return self.end_row(start, at, escaped, length),
                }
                continue;
            }
            if backslash && *byte == b'\\' {
                if at + 1 >= self.data.len() && !self.complete {
                    return Stop::Short;
                }
                if self.escapes(at) {
                    escaped = true;
                    at += 2;
                    continue;
                }
            }
            match self.delimiter_at(at) {
                Some(0) => {}
                Some(length) => {
                    self.push_unquoted(start, at, escaped);
                    return Stop::Delimiter(at + length);
                }
                None => return Stop::Short,
            }
            at += 1;
        }
    }

    fn end_row(&mut self, start: usize, end: usize, escaped: bool, length: usize) -> Stop {
        let aligned = self.reading.delimiter.is_some_and(|delimiter| delimiter.is_run());
        if !(aligned && start == end && !self.shape.fields.is_empty()) {
            self.push_unquoted(start, end, escaped);
        }
        self.shape.end = end;
        self.shape.next = end + length;
        Stop::Row
    }

    fn push_unquoted(&mut self, start: usize, end: usize, escaped: bool) {
        if let Some(quote) = self.reading.quote
            && memchr::memchr(quote, &self.data[start..end]).is_some()
        {
            self.shape.literal += 1;
        }
        self.shape.fields.push(Field { start, end, escaped, quoted: false });
    }

    /// Whether the backslash at `at` takes its meaning from the byte after it.
    fn escapes(&self, at: usize) -> bool {
        self.data.get(at + 1).is_some_and(|next| {
            *next == b'\\'
                || Some(*next) == self.reading.quote
                || self.reading.delimiter.is_some_and(|delimiter| delimiter.first() == *next)
        })
    }

    /// After a closing quote: a delimiter or the row's end, which [`Row::closing`] has seen there.
    fn after_field(&mut self, after: usize) -> Stop {
        if let Some(length) = self.line_end(after)
            && (length > 0 || after >= self.data.len())
        {
            self.shape.end = after;
            self.shape.next = after + length;
            return Stop::Row;
        }
        match self.delimiter_at(after) {
            Some(length) => Stop::Delimiter(after + length),
            None => Stop::Short,
        }
    }

    /// Looks for the quote that closes the field opened at `open`.
    fn closing(&self, open: usize, quote: u8, reading: Reading) -> Closing {
        let escape = reading.escape;
        let (mut at, mut escaped, mut lines) = (open + 1, false, 0);
        let (mut strays, mut openings) = (0, 0);
        loop {
            let needle = if escape == Escape::Backslash { b'\\' } else { quote };
            let Some(found) = memchr2(quote, needle, &self.data[at.min(self.data.len())..]) else {
                return self.unfound(open, at, lines, &reading);
            };
            let place = at + found;
            lines += self.breaks_in(at, place);
            if lines > 0 && !reading.breaks {
                return Closing::None;
            }
            if lines > reading.lines_max {
                return Closing::Long;
            }
            let next = self.data.get(place + 1);
            if next.is_none() && !self.complete {
                return Closing::Short;
            }
            if self.data[place] == b'\\' && quote != b'\\' {
                let skip = self.escapes(place);
                escaped |= skip;
                at = place + 1 + usize::from(skip);
                continue;
            }
            if escape != Escape::None && next == Some(&quote) {
                escaped = true;
                at = place + 2;
                continue;
            }
            match self.ends_field(place + 1, reading.tight) {
                None => return Closing::Short,
                Some(Some(after)) => {
                    let breaks = lines > 0;
                    return Closing::At { end: place, after, escaped, breaks, strays, openings };
                }
                Some(None) => strays += 1,
            }
            let opens = self.opens(open, place);
            if opens && reading.reopens {
                return Closing::None;
            }
            openings += u32::from(opens);
            at = place + 1;
        }
    }

    /// Whether the quote at `place` in the field opened at `open` stands like one that opens a field.
    fn opens(&self, open: usize, place: usize) -> bool {
        let before = &self.data[open + 1..place];
        self.reading.delimiter.is_some_and(|delimiter| {
            before.ends_with(delimiter.as_bytes())
                || (delimiter.is_padded()
                    && before.trim_ascii_end().ends_with(delimiter.as_bytes()))
        })
    }

    /// No further quote in the data.
    fn unfound(&self, open: usize, at: usize, lines: u32, reading: &Reading) -> Closing {
        let short = if self.complete { Closing::None } else { Closing::Short };
        if !reading.breaks {
            let ends = memchr2(b'\n', b'\r', &self.data[open..]).is_some();
            return if ends { Closing::None } else { short };
        }
        let lines = lines + self.breaks_in(at.min(self.data.len()), self.data.len());
        if lines > reading.lines_max { Closing::Long } else { short }
    }

    /// Line breaks from `from` to `to`.
    fn breaks_in(&self, from: usize, to: usize) -> u32 {
        let pair = |at: usize| self.data[at] == b'\r' && self.data.get(at + 1) == Some(&b'\n');
        let breaks = memchr::memchr2_iter(b'\n', b'\r', &self.data[from..to.max(from)]);
        breaks.filter(|at| !pair(from + at)).count() as u32
    }

    /// Whether a field may end at `at`, after blanks: `Some(Some(place))` of the delimiter or line end.
    fn ends_field(&self, at: usize, tight: bool) -> Option<Option<usize>> {
        let mut place = at;
        loop {
            if place >= self.data.len() {
                return self.complete.then_some(Some(place));
            }
            match self.line_end(place) {
                None => return None,
                Some(0) => {}
                Some(_) => return Some(Some(place)),
            }
            match self.delimiter_at(place) {
                None => return None,
                Some(0) => {}
                Some(length) if tight && self.data.get(place + length) == Some(&b' ') => {
                    return Some(None);
                }
                Some(_) => return Some(Some(place)),
            }
            if !matches!(self.data[place], b' ' | b'\t') {
                return Some(None);
            }
            place += 1;
        }
    }

    /// The length of the line end at `at`: 0 if there is none, `None` if more data must tell.
    fn line_end(&self, at: usize) -> Option<usize> {
        let more = |next: usize| next >= self.data.len() && !self.complete;
        match self.data.get(at) {
            None => self.complete.then_some(0),
            Some(b'\r') if more(at + 1) => None,
            Some(b'\r') if self.data.get(at + 1) == Some(&b'\n') => Some(2),
            Some(b'\r') => Some(usize::from(self.reading.cr_ends)),
            Some(b'\n') => Some(usize::from(self.reading.lf_ends)),
            Some(_) => Some(0),
        }
    }

    /// The length of the delimiter at `at`, with what belongs to it.
    #[inline]
    fn delimiter_at(&self, at: usize) -> Option<usize> {
        let Some(delimiter) = self.reading.delimiter else { return Some(0) };
        let bytes = delimiter.as_bytes();
        let rest = &self.data[at..];
        if rest.first() != Some(&bytes[0]) {
            return Some(0);
        }
        if delimiter.is_plain() {
            return Some(1);
        }
        if rest.len() < bytes.len() && !self.complete {
            return None;
        }
        if !rest.starts_with(bytes) {
            return Some(0);
        }
        let mut after = at + bytes.len();
        if delimiter.is_run() {
            after = self.skip_runs(after, delimiter);
        }
        if delimiter.is_padded() {
            after = self.skip_blanks(after);
        }
        if (delimiter.is_run() || delimiter.is_padded())
            && after >= self.data.len()
            && !self.complete
        {
            return None;
        }
        Some(after - at)
    }

    fn skip_runs(&self, mut at: usize, delimiter: Delimiter) -> usize {
        while self.data[at..].starts_with(delimiter.as_bytes()) {
            at += delimiter.as_bytes().len();
        }
        if delimiter.first() == b' ' { self.skip_blanks(at) } else { at }
    }

    fn skip_blanks(&self, mut at: usize) -> usize {
        while self.data.get(at) == Some(&b' ') {
            at += 1;
        }
        at
    }
}

enum Closing {
    At { end: usize, after: usize, escaped: bool, breaks: bool, strays: u32, openings: u32 },
    None,
    Short,
    Long,
}

/// Appends the content of `field`, which stands in `data` itself, without its escapes.
pub(crate) fn unescape(data: &mut Vec<u8>, field: Field, reading: &Reading) {
    let mut at = field.start;
    while at < field.end {
        let byte = data[at];
        let next = (at + 1 < field.end).then(|| data[at + 1]);
        let doubled = field.quoted && Some(byte) == reading.quote && next == reading.quote;
        let behind = byte == b'\\'
            && reading.escape == Escape::Backslash
            && next.is_some_and(|next| {
                next == b'\\'
                    || Some(next) == reading.quote
                    || reading.delimiter.is_some_and(|delimiter| delimiter.first() == next)
            });
        if (doubled && reading.escape != Escape::None) || behind {
            at += 1;
        }
        data.push(data[at]);
        at += 1;
    }
}
