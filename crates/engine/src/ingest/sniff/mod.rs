//! Finds out how a delimited text is written, from its first bytes, and says why.
//!
//! Every candidate dialect reads the sample; the one wins under which most rows have one width and most cells are
//! something: a number, a date, a code, a plain text. A decimal comma therefore does not make `,` a delimiter of a
//! file of `;`, nor the colon of a time one of anything. The result depends on the sample alone.
//!
//! What is a header, or a total, or a ledger at all is not asked here.

mod candidates;
mod classes;
mod dialect;
mod evidence;
mod trial;
mod wrapped;

pub use classes::Class;
pub use dialect::{Delimiter, Dialect, Escape, LineEnd, Overrides};
pub(crate) use evidence::delimiter_name;
pub use evidence::{Alternative, Evidence, SENTENCES_THAT_MATTER};
pub(crate) use wrapped::Unwrapper;

use super::encoding::{Decoder, Detected, Encoding, detect};
use candidates::Candidate;
use trial::Trial;

/// How many bytes at a file's beginning are looked at.
pub const SAMPLE_BYTES: usize = 128 * 1024;

/// Rows by which candidates are sifted, and by which the promising ones are compared.
const ROWS_AT_FIRST: usize = 100;
const ROWS_IN_ALL: usize = 400;

/// What was found out about a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Sniffed {
    /// The dialect.
    pub dialect: Dialect,
    /// How many fields most rows have.
    pub width: usize,
    /// What most cells of each column are.
    pub columns: Vec<Class>,
    /// Why.
    pub evidence: Evidence,
}

/// Sniffs `sample`, the first bytes of a file (`complete`: all of them); parts in `overrides` are taken as given.
pub fn sniff(sample: &[u8], complete: bool, overrides: &Overrides) -> Sniffed {
    let detected = detect_with(sample, complete, overrides);
    let mut text = Vec::new();
    let mut decoder = Decoder::new(detected.encoding);
    decoder.decode(&sample[detected.bom..], complete, &mut text, &mut Vec::new());
    let mut sniffed = sniff_text(&text, complete, overrides);
    let wide = matches!(detected.encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    // Lines are unwrapped before they are decoded, so that places in the text are those of what is handed over.
    if !wide && let Some(inner) = sniff_wrapped(&text, complete, overrides, &sniffed) {
        sniffed = inner;
    }
    sniffed.dialect.encoding = detected.encoding;
    sniffed.evidence.encoding = detected;
    sniffed
}

/// What the text is like without the quotes around its lines, if that is what it really is.
fn sniff_wrapped(
    text: &[u8],
    complete: bool,
    overrides: &Overrides,
    outer: &Sniffed,
) -> Option<Sniffed> {
    if overrides.quote.is_some() || overrides.delimiter == Some(None) {
        return None;
    }
    let text = whole_lines(&text[..text.len().min(SAMPLE_BYTES)], complete);
    let inner = wrapped::unwrapped(text, complete)?;
    let mut sniffed = sniff_text(&inner, complete, overrides);
    sniffed.evidence.wrapped = true;
    wrapped::is_table(&sniffed, outer).then_some(sniffed)
}

/// Detects the encoding unless it is given; a byte order mark is skipped either way where it fits.
pub(crate) fn detect_with(sample: &[u8], complete: bool, overrides: &Overrides) -> Detected {
    let mut detected = detect(sample, complete);
    if let Some(given) = overrides.encoding
        && given != detected.encoding
    {
        let wide = |encoding| matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
        if wide(given) || wide(detected.encoding) {
            detected.bom = 0;
        }
        detected.encoding = given;
    }
    detected
}

/// Sniffs a sample that is UTF-8 already.
pub(crate) fn sniff_text(text: &[u8], complete: bool, overrides: &Overrides) -> Sniffed {
    let text = whole_lines(&text[..text.len().min(SAMPLE_BYTES)], complete);
    let first: Vec<Trial> = candidates::of(text, overrides)
        .into_iter()
        .map(|candidate| Trial::run(text, candidate, ROWS_AT_FIRST))
        .collect();
    let mut others: Vec<Alternative> = first.iter().map(Trial::alternative).collect();
    let promising = first.iter().map(|trial| trial.score).fold(0.0, f64::max) / 2.0;
    let best = first
        .iter()
        .filter(|trial| trial.score >= promising)
        .map(|trial| Trial::run(text, trial.candidate, ROWS_IN_ALL))
        .reduce(|best, trial| if trial.score > best.score { trial } else { best })
        .unwrap_or_else(|| Trial::run(text, Candidate::single_column(overrides), ROWS_IN_ALL));
    let chosen = best.alternative();
    others.retain(|other| other.delimiter != chosen.delimiter);
    others.sort_by(|one, other| other.score.total_cmp(&one.score));
    others.dedup_by(|later, earlier| later.delimiter == earlier.delimiter);
    others.truncate(4);
    let (line_end, line_ends) = line_ends(text, overrides);
    let dialect = Dialect {
        encoding: Encoding::Utf8,
        delimiter: best.candidate.delimiter,
        quote: best.candidate.quote,
        escape: best.candidate.escape,
        line_end,
    };
    Sniffed {
        dialect,
        width: best.width,
        columns: best.columns(text),
        evidence: Evidence::of(&best, others, line_ends, overrides),
    }
}

/// Cuts the sample after its last whole line, unless that leaves nothing.
fn whole_lines(text: &[u8], complete: bool) -> &[u8] {
    if complete {
        return text;
    }
    match memchr::memrchr2(b'\n', b'\r', text) {
        Some(at) if at > 0 => &text[..=at],
        _ => text,
    }
}

/// The usual line end, and how often each stands in the sample: LF, CRLF, CR.
fn line_ends(text: &[u8], overrides: &Overrides) -> (LineEnd, [u64; 3]) {
    let mut counts = [0u64; 3];
    for at in memchr::memchr2_iter(b'\n', b'\r', text) {
        let after_cr = at > 0 && text[at - 1] == b'\r';
        match text[at] {
            b'\n' if after_cr => counts[1] += 1,
            b'\n' => counts[0] += 1,
            _ if text.get(at + 1) == Some(&b'\n') => {}
            _ => counts[2] += 1,
        }
    }
    let [lf, crlf, cr] = counts;
    let total = lf + crlf + cr;
    let usual = |count: u64| count * 10 >= total * 9;
    let found = match total {
        0 => LineEnd::Lf,
        _ if usual(lf) => LineEnd::Lf,
        _ if usual(crlf) => LineEnd::CrLf,
        _ if usual(cr) => LineEnd::Cr,
        _ => LineEnd::Mixed,
    };
    (overrides.line_end.unwrap_or(found), counts)
}
