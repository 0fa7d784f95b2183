//! Lines of a CSV that were quoted once more as a whole: `"a,b,""c"""`.
//!
//! Excel writes them when it has opened a CSV as one column, because its list separator is another, and saves it
//! again: each line is one cell, which it quotes where it must. Taking that quoting off gives the CSV back, line by
//! line, with a field of several lines in as many pieces as Excel had torn it into.

use super::{Class, Sniffed};

/// Takes the outer quotes off whole lines, in a text that comes in pieces.
#[derive(Debug, Default)]
pub(crate) struct Unwrapper {
    /// A line that is not complete yet.
    pending: Vec<u8>,
    /// Whether the last piece ended inside a line that is not quoted as a whole.
    inside: bool,
}

/// A quoted line that is longer than this is no line.
const LINE_BYTES_MAX: usize = 8 << 20;

/// How a line begins that begins with a quote.
enum Start {
    /// It is quoted as a whole; the place of the closing quote.
    Wrapped(usize),
    /// It is not.
    Bare,
    /// Its end is needed to tell.
    Unknown,
}

impl Unwrapper {
    /// Unwraps what `text` holds from `from` on; what is not complete is kept for the next piece.
    pub(crate) fn take(&mut self, text: &mut Vec<u8>, from: usize, complete: bool) {
        let mut piece = std::mem::take(&mut self.pending);
        piece.extend_from_slice(&text[from..]);
        text.truncate(from);
        let mut at = 0;
        while at < piece.len() {
            if !self.inside && piece[at] == b'"' {
                match start(&piece, at, complete) {
                    Start::Wrapped(end) => {
                        push_content(&piece[at + 1..end], text);
                        at = end + 1;
                        continue;
                    }
                    Start::Unknown if piece.len() - at <= LINE_BYTES_MAX => {
                        piece.drain(..at);
                        self.pending = piece;
                        return;
                    }
                    Start::Unknown | Start::Bare => {}
                }
            }
            let rest = &piece[at..];
            let line = memchr::memchr2(b'\n', b'\r', rest).map(|end| end + 1);
            self.inside = line.is_none();
            let end = at + line.unwrap_or(rest.len());
            text.extend_from_slice(&piece[at..end]);
            at = end;
        }
    }
}

fn start(text: &[u8], at: usize, complete: bool) -> Start {
    let mut from = at + 1;
    while let Some(found) = memchr::memchr(b'"', &text[from..]) {
        let quote = from + found;
        match text.get(quote + 1) {
            Some(b'"') => from = quote + 2,
            Some(b'\n' | b'\r') => return Start::Wrapped(quote),
            Some(_) => return Start::Bare,
            None if complete => return Start::Wrapped(quote),
            None => return Start::Unknown,
        }
    }
    if complete { Start::Bare } else { Start::Unknown }
}

fn push_content(content: &[u8], into: &mut Vec<u8>) {
    let mut rest = content;
    while let Some(at) = memchr::memchr(b'"', rest) {
        into.extend_from_slice(&rest[..=at]);
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    into.extend_from_slice(rest);
}

/// The sample without the quotes around its lines, if every line with a quote in it is quoted as a whole.
pub(super) fn unwrapped(text: &[u8], complete: bool) -> Option<Vec<u8>> {
    let (mut at, mut wrapped, mut values) = (0, 0, 0);
    while at < text.len() {
        if text[at] == b'"' {
            match start(text, at, complete) {
                Start::Wrapped(end) => {
                    wrapped += 1;
                    values += u32::from(Class::of(&text[at + 1..end]).is_regular());
                    at = end + 1;
                    continue;
                }
                Start::Bare => return None,
                Start::Unknown => break,
            }
        }
        let rest = &text[at..];
        let end = memchr::memchr2(b'\n', b'\r', rest).map_or(rest.len(), |end| end + 1);
        if memchr::memchr(b'"', &rest[..end]).is_some() {
            return None;
        }
        at += end;
    }
    // `"1,234"` on each line is a column of amounts.
    if wrapped == 0 || values * 2 > wrapped {
        return None;
    }
    let mut inner = text[..at].to_vec();
    Unwrapper::default().take(&mut inner, 0, true);
    Some(inner)
}

/// Whether what was sniffed without the outer quotes is a table, which the lines as they stand are not.
pub(super) fn is_table(inner: &Sniffed, outer: &Sniffed) -> bool {
    let Some(delimiter) = inner.dialect.delimiter else { return false };
    let evidence = &inner.evidence;
    let steady = inner.width >= 2 && evidence.agreeing * 10 >= evidence.rows * 8;
    // As they stand, such lines are one field each, or fields with quotes in them that nobody meant.
    let better = outer.dialect.delimiter.is_none()
        || outer.dialect.quote.is_none()
        || outer.evidence.agreeing < evidence.agreeing;
    // Quotes that were doubled tell a CSV; without them, columns of what programs write do. `PEREZ,JUAN` is a name.
    let quoted = evidence.quoted > 0 && evidence.strays == 0;
    let regular = inner.columns.iter().filter(|class| is_written_by_programs(**class)).count();
    let telling = quoted || (inner.width >= 4 && regular * 2 >= inner.width);
    delimiter.is_plain() && delimiter.first() != b' ' && steady && better && telling
}

fn is_written_by_programs(class: Class) -> bool {
    matches!(class, Class::Number | Class::Date | Class::Code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_any_size_give_the_same_text() {
        let text = b"\"a,b,\"\"c\"\"\"\r\nd,e,f\r\n\"g,\"\"h\nh\"\",i\"\n\"j\",k\n\"l";
        let expected = b"a,b,\"c\"\r\nd,e,f\r\ng,\"h\nh\",i\n\"j\",k\n\"l";
        for size in 1..text.len() {
            let (mut unwrapper, mut all) = (Unwrapper::default(), b"before".to_vec());
            let pieces = text.chunks(size);
            let last = pieces.len() - 1;
            for (index, piece) in pieces.enumerate() {
                let from = all.len();
                all.extend_from_slice(piece);
                unwrapper.take(&mut all, from, index == last);
            }
            assert_eq!(String::from_utf8_lossy(&all[6..]), String::from_utf8_lossy(expected));
        }
    }

    #[test]
    fn a_line_with_a_quote_of_its_own_is_no_wrapped_text() {
        assert_eq!(unwrapped(b"\"a\",b\n\"c,d\"\n", true), None);
        assert_eq!(unwrapped(b"a,b\nc,d\n", true), None);
        assert_eq!(unwrapped(b"\"1,234\"\n\"5,678\"\n", true), None);
        let inner = unwrapped(b"a,b\n\"c,\"\"d\"\"\"\n", true);
        assert_eq!(inner.as_deref(), Some(&b"a,b\nc,\"d\"\n"[..]));
    }
}
