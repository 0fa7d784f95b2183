//! Reads a row in every way that rows are known to be written, and takes the way that fits its neighbours.

use super::careful::{Outcome, Reading, Shape, read_row};
use crate::ingest::sniff::{Class, Delimiter, Dialect, Escape, LineEnd};

/// A row of another width than its neighbours costs more than any other oddity.
pub(super) const WRONG_WIDTH: u32 = 1000;

/// A quoted field that swallowed rows costs more than a quote that is never closed.
const SWALLOWED: u32 = 400;

/// An opening quote inside a quoted field: the field has probably swallowed others.
const OPENING: u32 = 30;

/// Lines that a quoted field may have before it is asked whether it swallows rows.
const LINES_UNASKED: u32 = 16;

/// How much of the data other ways of reading a row are tried on.
const PART: usize = 64 * 1024;

/// A quote that closes so far away, and was found to close nothing, is not looked for again before it.
const FAR: usize = 4096;

/// How a row differs from the dialect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Plain,
    /// Quotes are what they are in the dialect, and close on the same line, or elsewhere than at the first chance.
    Requoted,
    OtherEscape,
    NoQuotes,
    PaddedQuote,
    JoinedLines,
    OtherQuote,
    OtherDelimiter,
}

/// The outcome of choosing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    pub reading: Reading,
    pub way: Way,
    pub cost: u32,
}

/// What rows are expected to be like.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    pub dialect: Dialect,
    pub width: usize,
    pub columns: Vec<Class>,
    /// Whether the delimiter, the quote, the escape may be other ones in a row.
    pub free_delimiter: bool,
    pub free_quote: bool,
    pub free_escape: bool,
}

impl Expected {
    /// A quote that is not the dialect's, and that rows may be in all the same.
    pub(super) fn other_quote(&self) -> Option<u8> {
        let other = if self.dialect.quote == Some(b'\'') { b'"' } else { b'\'' };
        (self.free_quote && self.width >= 2).then_some(other)
    }
}

/// Chooses the way to read a row.
#[derive(Debug, Default)]
pub(super) struct Chooser {
    /// The row in the chosen way.
    pub shape: Shape,
    trial: Shape,
    probe: Shape,
    /// Up to here no quoted field that is open closes within the limit.
    unclosed_until: usize,
}

impl Chooser {
    /// Follows the text at hand, of which the first `consumed` bytes are gone.
    pub(super) fn advance(&mut self, consumed: usize) {
        self.unclosed_until = self.unclosed_until.saturating_sub(consumed);
    }

    /// Reads the row at `at` into `shape`. `None`: more data must come first.
    pub(super) fn choose(
        &mut self,
        data: &[u8],
        at: usize,
        complete: bool,
        expected: &Expected,
        field_bytes: usize,
    ) -> Option<Choice> {
        let text = Text { data, at, complete };
        let mut plain = Reading::plain(&expected.dialect);
        plain.breaks = at >= self.unclosed_until;
        plain.lines_max = LINES_UNASKED;
        let mut outcome = text.read(&plain, &mut self.shape);
        if outcome == Outcome::Long && !self.swallows(text, &plain, expected) {
            plain.lines_max = u32::MAX;
            outcome = text.read(&plain, &mut self.shape);
        }
        if outcome == Outcome::Whole && plain.breaks && self.shape.open.is_some() {
            // The whole rest was looked through, in vain.
            self.unclosed_until = data.len();
        }
        let endless = self.shape.open.is_some_and(|open| data.len() - open > field_bytes);
        if outcome == Outcome::Short && !endless {
            return None;
        }
        if outcome != Outcome::Whole || self.shape.longest > field_bytes {
            if let Some(open) = self.shape.open {
                self.unclosed_until = self.unclosed_until.max(open + field_bytes);
            }
            plain.breaks = false;
            if text.read(&plain, &mut self.shape) != Outcome::Whole {
                return None;
            }
        }
        let cost = self.cost(text, &plain, expected);
        let best = Choice { reading: plain, way: Way::Plain, cost };
        if self.shape.fields.is_empty()
            || (cost == 0 && (data.get(at).copied() != expected.other_quote()))
        {
            return Some(best);
        }
        if cost == 0 {
            // A row that only may be in other quotes: anything is better than nothing.
            let doubtful = Choice { cost: 1, ..best };
            let found = self.try_others(text, doubtful, expected)?;
            return Some(if found.way == Way::Plain { best } else { found });
        }
        let far = self.shape.broken.map_or(0, |field| field.end);
        let found = self.try_others(text, best, expected)?;
        if !found.reading.breaks && far > at + FAR {
            self.unclosed_until = self.unclosed_until.max(far);
        }
        Some(found)
    }

    /// Tries the other ways, cheapest first, and leaves the best in `shape`. `None`: more data must come first.
    ///
    /// They are tried on a part of the data only, so that the outcome does not depend on how much of it there is.
    fn try_others(
        &mut self,
        text: Text<'_>,
        mut best: Choice,
        expected: &Expected,
    ) -> Option<Choice> {
        let plain = best.reading;
        let row = &text.data[text.at..self.shape.next];
        let part = text.data.len().min(text.at + PART);
        let whole = part == text.data.len();
        let text = Text { data: &text.data[..part], complete: text.complete && whole, ..text };
        for (reading, way, base) in others(row, &plain, &self.shape, expected) {
            if base >= best.cost {
                continue;
            }
            match text.read(&reading, &mut self.trial) {
                Outcome::Whole => {}
                Outcome::Short if whole && part < text.at + PART => return None,
                Outcome::Short | Outcome::Long => continue,
            }
            std::mem::swap(&mut self.shape, &mut self.trial);
            let cost = base + self.cost(text, &reading, expected);
            let fits = match way {
                Way::OtherDelimiter | Way::OtherQuote | Way::JoinedLines => {
                    self.shape.fields.len() == expected.width
                        && (way != Way::OtherDelimiter || self.agrees(text, &reading, expected))
                        && (way != Way::OtherQuote || self.is_quoted(base == 0))
                }
                Way::NoQuotes => !self.tears(text, plain.quote),
                _ => true,
            };
            if fits && cost < best.cost {
                best = Choice { reading, way, cost };
            } else {
                std::mem::swap(&mut self.shape, &mut self.trial);
            }
        }
        Some(best)
    }

    /// What is odd about the row in `shape`.
    fn cost(&mut self, text: Text<'_>, reading: &Reading, expected: &Expected) -> u32 {
        let shape = &self.shape;
        let mut cost = (shape.strays * 3).min(15) + (shape.unclosed * 20).min(60);
        cost += (shape.openings * OPENING).min(OPENING * 3);
        if shape.fields.len() != expected.width {
            cost += WRONG_WIDTH;
        }
        let Some(broken) = shape.broken else { return cost };
        let content = &text.data[broken.start..broken.end];
        let delimiter = reading.delimiter.map(|delimiter| delimiter.first());
        let cut = content.first().copied() == delimiter || content.last().copied() == delimiter;
        if shape.strays > 0 || cut {
            cost += OPENING;
        }
        if self.swallowed(text, reading, expected) {
            cost += SWALLOWED;
        }
        cost
    }

    /// Whether a quoted field of the row in `shape` holds whole rows of the expected width.
    fn swallowed(&mut self, text: Text<'_>, reading: &Reading, expected: &Expected) -> bool {
        let Some(field) = self.shape.broken else { return false };
        self.rows_within(text, field.start, field.end, reading, expected)
    }

    /// Whether the row, whose first quoted field is long, goes on in lines that are rows themselves.
    fn swallows(&mut self, text: Text<'_>, reading: &Reading, expected: &Expected) -> bool {
        self.rows_within(text, text.at, text.data.len(), reading, expected)
    }

    /// Whether at least half of the whole lines between two places, the first dozen of them, are rows.
    fn rows_within(
        &mut self,
        text: Text<'_>,
        from: usize,
        to: usize,
        reading: &Reading,
        expected: &Expected,
    ) -> bool {
        if expected.width < 3 {
            return false;
        }
        let one_line = Reading { breaks: false, ..*reading };
        let (mut lines, mut rows) = (0, 0);
        let mut at = from;
        while lines < 12 {
            let Some(found) = memchr::memchr2(b'\n', b'\r', &text.data[at..to]) else { break };
            let after = at + found;
            let pair = text.data[after..].starts_with(b"\r\n");
            at = after + 1 + usize::from(pair);
            let outcome =
                read_row(text.data, at.min(to), &one_line, text.complete, &mut self.probe);
            if outcome != Outcome::Whole || self.probe.end >= to {
                break;
            }
            lines += 1;
            rows += usize::from(self.probe.fields.len() == expected.width);
        }
        let needed = if expected.width == 3 { 2 } else { 1 };
        rows >= needed && rows * 2 >= lines
    }

    /// Whether the row in `shape` reads like the names of columns rather than like a sentence.
    fn is_header(&self, text: Text<'_>) -> bool {
        let names = self.shape.fields.iter().map(|field| &text.data[field.start..field.end]);
        self.shape.fields.len() >= 6
            && names.into_iter().all(|name| {
                let title =
                    TITLE_WORDS.iter().any(|word| name.eq_ignore_ascii_case(word.as_bytes()));
                Class::of(name) == Class::Code && !title
            })
    }

    /// Whether the row in `shape` has fields in quotes and none out of place; `throughout`: half of its fields.
    fn is_quoted(&self, throughout: bool) -> bool {
        let quoted = self.shape.quoted as usize;
        let enough = if throughout { 2.max(self.shape.fields.len().div_ceil(2)) } else { 1 };
        quoted >= enough && self.shape.strays + self.shape.unclosed == 0
    }

    /// Whether the row in `shape`, read without quotes, tears a field apart that stood in quotes.
    fn tears(&self, text: Text<'_>, quote: Option<u8>) -> bool {
        let mut open = false;
        for field in &self.shape.fields {
            let bytes = &text.data[field.start..field.end];
            let starts = bytes.first().copied() == quote;
            let ends = bytes.last().copied() == quote;
            if open && ends && !starts {
                return true;
            }
            open |= starts && !(ends && bytes.len() > 1);
        }
        false
    }

    /// Whether the cells of the row in `shape` are what their columns usually are.
    fn agrees(&self, text: Text<'_>, reading: &Reading, expected: &Expected) -> bool {
        let (mut regular, mut fitting) = (0, 0);
        for (field, column) in self.shape.fields.iter().zip(&expected.columns) {
            if column.is_regular() {
                let class = Class::of(&text.data[field.start..field.end]);
                regular += 1;
                fitting += usize::from(class == *column || class == Class::Empty);
            }
        }
        if regular > 0 && fitting * 4 >= regular * 3 {
            return true;
        }
        let words = reading.delimiter.is_some_and(|delimiter| delimiter.first() == b' ');
        let quoted = self.shape.quoted as usize * 2 >= self.shape.fields.len();
        quoted || (!words && expected.width >= 3) || (words && self.is_header(text))
    }
}

/// Words that stand in a title and hardly alone in a header.
const TITLE_WORDS: [&str; 12] =
    ["de", "del", "la", "el", "los", "las", "y", "a", "al", "por", "of", "the"];

/// The text around a row.
#[derive(Clone, Copy)]
struct Text<'a> {
    data: &'a [u8],
    at: usize,
    complete: bool,
}

impl Text<'_> {
    fn read(self, reading: &Reading, shape: &mut Shape) -> Outcome {
        read_row(self.data, self.at, reading, self.complete, shape)
    }
}

/// The other ways that are worth trying on `row`, which `shape` is in the plain way, and what each costs at least.
fn others(
    row: &[u8],
    plain: &Reading,
    shape: &Shape,
    expected: &Expected,
) -> Vec<(Reading, Way, u32)> {
    let mut ways = Vec::new();
    let has_quote = plain.quote.is_some_and(|quote| memchr::memchr(quote, row).is_some());
    let odd = shape.strays + shape.unclosed > 0 || shape.broken.is_some();
    if has_quote && odd {
        requoted(row, plain, shape, expected, &mut ways);
        if expected.free_quote && shape.strays + shape.unclosed > 0 {
            ways.push((Reading { quote: None, ..*plain }, Way::NoQuotes, 30));
        }
    }
    if has_quote
        && let Some(delimiter) = plain.delimiter
        && delimiter.is_plain()
        && delimiter.first() != b' '
    {
        let padded = Some(delimiter.padded());
        ways.push((Reading { delimiter: padded, ..*plain }, Way::PaddedQuote, 5));
    }
    if expected.free_quote {
        other_quotes(row, plain, shape.fields.len() == expected.width, &mut ways);
    }
    if shape.fields.len() == expected.width {
        return ways;
    }
    if let Some((lf_ends, cr_ends)) = joins(row, shape, expected) {
        ways.push((Reading { lf_ends, cr_ends, ..*plain }, Way::JoinedLines, 6));
    }
    if expected.free_delimiter && expected.width >= 2 {
        other_delimiters(row, plain, expected, &mut ways);
    }
    ways
}

/// Ways to take the dialect's quotes otherwise.
fn requoted(
    row: &[u8],
    plain: &Reading,
    shape: &Shape,
    expected: &Expected,
    ways: &mut Vec<(Reading, Way, u32)>,
) {
    let torn = shape.broken.is_some() || shape.unclosed > 0;
    for escape in [plain.escape, Escape::None, Escape::Backslash, Escape::Doubled] {
        let other = escape != plain.escape;
        let pointless = escape == Escape::Backslash && memchr::memchr(b'\\', row).is_none();
        if other && (pointless || !expected.free_escape) {
            continue;
        }
        let way = if other { Way::OtherEscape } else { Way::Requoted };
        for (reopens, tight, more) in [(false, false, 0), (true, false, 5), (false, true, 3)] {
            let reading = Reading { escape, reopens, tight, ..*plain };
            let base = more + 2 * u32::from(other);
            if reading != *plain {
                ways.push((reading, way, base));
            }
            if torn && plain.breaks {
                ways.push((Reading { breaks: false, ..reading }, way, base + 4));
            }
        }
    }
}

/// Another quote: for a row of the right width only if it begins with one.
fn other_quotes(row: &[u8], plain: &Reading, fits: bool, ways: &mut Vec<(Reading, Way, u32)>) {
    for quote in [b'"', b'\''] {
        if Some(quote) == plain.quote || memchr::memchr(quote, row).is_none() {
            continue;
        }
        let reading = Reading { quote: Some(quote), breaks: false, ..*plain };
        if !fits {
            ways.push((reading, Way::OtherQuote, 10));
        } else if row.first() == Some(&quote) {
            ways.push((reading, Way::OtherQuote, 0));
        }
    }
}

fn other_delimiters(
    row: &[u8],
    plain: &Reading,
    expected: &Expected,
    ways: &mut Vec<(Reading, Way, u32)>,
) {
    for byte in [b',', b';', b'\t', b'|', b' '] {
        let delimiter = Some(Delimiter::byte(byte));
        let enough = memchr::memchr_iter(byte, row).count() + 1 >= expected.width;
        if delimiter == plain.delimiter || !enough {
            continue;
        }
        let reading = Reading { delimiter, ..*plain };
        ways.push((reading, Way::OtherDelimiter, 15));
        if expected.free_quote && plain.quote != Some(b'\'') && row.contains(&b'\'') {
            let quoted = Reading { quote: Some(b'\''), breaks: false, ..reading };
            ways.push((quoted, Way::OtherDelimiter, 20));
        }
    }
}

/// Which breaks still end rows if the one after this row, of another kind than the file's, is text.
fn joins(row: &[u8], shape: &Shape, expected: &Expected) -> Option<(bool, bool)> {
    let short = shape.fields.len() < expected.width;
    let pair = row.ends_with(b"\r\n");
    match expected.dialect.line_end {
        LineEnd::CrLf if short && !pair => Some((false, false)),
        LineEnd::Lf if short && row.ends_with(b"\r") => Some((true, false)),
        LineEnd::Cr if short && row.ends_with(b"\n") && !pair => Some((false, true)),
        _ => None,
    }
}
