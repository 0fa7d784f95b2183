//! The dialects that are worth trying on a sample.

use super::{Delimiter, Escape, Overrides};

/// A dialect to try, and how usual it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Candidate {
    pub delimiter: Option<Delimiter>,
    pub quote: Option<u8>,
    pub escape: Escape,
    /// 1 for what everybody writes.
    pub prior: f64,
}

impl Candidate {
    /// The text as one column.
    pub(super) fn single_column(overrides: &Overrides) -> Candidate {
        Candidate {
            delimiter: None,
            quote: overrides.quote.unwrap_or(Some(b'"')),
            escape: overrides.escape.unwrap_or(Escape::Doubled),
            prior: 1.0,
        }
    }
}

const USUAL: [(u8, f64); 10] = [
    (b',', 1.0),
    (b';', 1.0),
    (b'\t', 1.0),
    (b'|', 1.0),
    (b'^', 0.9),
    (b'~', 0.9),
    (0x1f, 0.95),
    (0x01, 0.95),
    (b':', 0.6),
    (b' ', 0.6),
];

/// Signs that separate fields only where nothing usual does.
const RARE: &[u8] = b"#$!*%<>{}";

/// The candidates for `text`, the most usual first, so that an equal score keeps the more usual one.
pub(super) fn of(text: &[u8], overrides: &Overrides) -> Vec<Candidate> {
    let delimiters = match overrides.delimiter {
        Some(given) => vec![(given, 1.0)],
        None => delimiters(text),
    };
    let quotes = match overrides.quote {
        Some(given) => vec![given],
        None => quotes(text),
    };
    let mut all = Vec::new();
    for (delimiter, prior) in delimiters {
        for quote in &quotes {
            let escapes = match overrides.escape {
                Some(given) => vec![given],
                None => escapes(text, delimiter, *quote),
            };
            for escape in escapes {
                all.push(Candidate { delimiter, quote: *quote, escape, prior });
            }
        }
    }
    all
}

/// Delimiters that stand in enough of the lines: the usual ones in few, since fields may have many lines.
fn delimiters(text: &[u8]) -> Vec<(Option<Delimiter>, f64)> {
    if let Some(named) = named_in_first_line(text) {
        return vec![(Some(named), 1.0)];
    }
    let mut found = Vec::new();
    let counts = Counts::of(text);
    for (byte, prior) in USUAL {
        if !counts.often(byte, if prior >= 0.9 { 20 } else { 4 }) {
            continue;
        }
        let plain = Delimiter::byte(byte);
        if let Some(double) = twice(text, byte, counts.lines) {
            found.push((Some(double), prior * 0.99));
            continue;
        }
        found.push((Some(plain), prior));
        if byte == b' ' {
            if memchr::memmem::find(text, b"  ").is_some() {
                found.push((Some(plain.runs()), prior * 0.95));
                found.extend(Delimiter::text("  ").map(|wide| (Some(wide.runs()), prior)));
            }
        } else if counts.padded[usize::from(byte)] * 2 >= counts.bytes[usize::from(byte)] {
            found.push((Some(plain.padded()), prior * 0.999));
        }
    }
    for several in ["##", "$$", "@@", "\\t", "<>", "|~|", "~|~"] {
        if let Some(delimiter) = always_together(text, several) {
            found.push((Some(delimiter), 0.99));
        }
    }
    for byte in RARE {
        if counts.often(*byte, 4) {
            found.push((Some(Delimiter::byte(*byte)), 0.4));
        }
    }
    found.push((None, 1.0));
    found
}

/// The delimiter of a first line `sep=;`, by which Excel tells itself what it has written.
fn named_in_first_line(text: &[u8]) -> Option<Delimiter> {
    let line = text.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let line = line.strip_prefix(b"\"").and_then(|it| it.strip_suffix(b"\"")).unwrap_or(line);
    match line {
        [s, e, p, b'=', delimiter] if [s, e, p].map(u8::to_ascii_lowercase) == *b"sep" => {
            Some(Delimiter::byte(*delimiter))
        }
        _ => None,
    }
}

/// A delimiter of several bytes, if its bytes always stand so.
fn always_together(text: &[u8], several: &str) -> Option<Delimiter> {
    let whole = memchr::memmem::find_iter(text, several).count();
    let first = several.as_bytes()[0];
    let singles = memchr::memchr_iter(first, text).count();
    let each = several.bytes().filter(|byte| *byte == first).count();
    (whole > 0 && singles == whole * each).then(|| Delimiter::text(several)).flatten()
}

/// The delimiter that is `byte` twice, if it always stands so; for the usual ones, only if often and in many lines,
/// since `a;;b` may have an empty field in each.
fn twice(text: &[u8], byte: u8, lines: u32) -> Option<Delimiter> {
    if byte == b' ' {
        return None;
    }
    let several = [char::from(byte); 2].iter().collect::<String>();
    let delimiter = always_together(text, &several)?;
    let whole = memchr::memmem::find_iter(text, &several).count();
    let doubtful = matches!(byte, b',' | b';' | b'\t' | b'|');
    (!doubtful || (lines >= 4 && whole >= lines as usize * 3)).then_some(delimiter)
}

fn quotes(text: &[u8]) -> Vec<Option<u8>> {
    let mut found = vec![Some(b'"')];
    for quote in [b'\'', b'`'] {
        if memchr::memchr(quote, text).is_some() {
            found.push(Some(quote));
        }
    }
    if memchr::memchr(b'"', text).is_some() {
        found.push(None);
    }
    found
}

fn escapes(text: &[u8], delimiter: Option<Delimiter>, quote: Option<u8>) -> Vec<Escape> {
    let mut found = vec![Escape::Doubled];
    let behind = |next: Option<u8>| {
        next.is_some_and(|next| memchr::memmem::find(text, &[b'\\', next]).is_some())
    };
    if behind(quote) || behind(delimiter.map(|delimiter| delimiter.first())) {
        found.push(Escape::Backslash);
    }
    if quote.is_some_and(|quote| memchr::memmem::find(text, &[quote, quote]).is_some()) {
        found.push(Escape::None);
    }
    found
}

/// How often each byte stands in the text, and in how many lines.
struct Counts {
    bytes: [u32; 256],
    padded: [u32; 256],
    lines_with: [u32; 256],
    lines: u32,
}

impl Counts {
    fn of(text: &[u8]) -> Counts {
        let mut counts =
            Counts { bytes: [0; 256], padded: [0; 256], lines_with: [0; 256], lines: 0 };
        for line in text.split(|byte| matches!(byte, b'\n' | b'\r')) {
            if line.is_empty() {
                continue;
            }
            counts.lines += 1;
            let mut seen = [false; 256];
            for (at, byte) in line.iter().enumerate() {
                let byte = usize::from(*byte);
                counts.bytes[byte] += 1;
                counts.padded[byte] += u32::from(line.get(at + 1) == Some(&b' '));
                counts.lines_with[byte] += u32::from(!seen[byte]);
                seen[byte] = true;
            }
        }
        counts
    }

    /// Whether the byte stands in one of so many lines.
    fn often(&self, byte: u8, one_in: u32) -> bool {
        let with = self.lines_with[usize::from(byte)];
        with > 0 && with * one_in >= self.lines
    }
}
