//! What a sentence cannot say before the ledger has ended, such as where a repeated document stood first.
//!
//! A [`token`] holds the answer's place: U+0001, sixteen hexadecimal digits, U+0001. When the ledger has ended, the
//! file is copied with the answers in place of the tokens; a file without tokens is left alone. A token to which
//! nobody has an answer becomes `?`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use super::csv_file::push_doubled;
use super::error::OutputError;

const MARK: u8 = 1;
const DIGITS: usize = 16;

/// Gives the answer to a question, by its number.
pub type Answers<'a> = &'a dyn Fn(u64) -> Option<String>;

/// The token that holds the place of the answer to `question`.
pub fn token(question: u64) -> String {
    format!("\u{1}{question:016x}\u{1}")
}

/// Whether a token stands in a sentence.
pub(super) fn has_token(text: &str) -> bool {
    let found = |at: usize| question_at(&text.as_bytes()[at..]).is_some();
    text.contains('\u{1}') && memchr::memchr_iter(MARK, text.as_bytes()).any(found)
}

/// The question whose token begins here.
fn question_at(text: &[u8]) -> Option<u64> {
    let token = text.get(..DIGITS + 2)?;
    let [MARK, digits @ .., MARK] = token else { return None };
    let plain = digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let digits = std::str::from_utf8(digits).ok().filter(|_| plain)?;
    u64::from_str_radix(digits, 16).ok()
}

/// Puts the answers in the place of the tokens of a text.
pub(super) fn fill(text: &str, answers: Answers<'_>) -> String {
    let mut filled = Vec::with_capacity(text.len() + 32);
    fill_with(text.as_bytes(), answers, &mut filled, |out, answer| out.extend_from_slice(answer));
    String::from_utf8_lossy(&filled).into_owned()
}

fn fill_with(text: &[u8], answers: Answers<'_>, out: &mut Vec<u8>, push: fn(&mut Vec<u8>, &[u8])) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(MARK, rest) {
        out.extend_from_slice(&rest[..at]);
        match question_at(&rest[at..]) {
            Some(question) => {
                push(out, answers(question).as_deref().unwrap_or("?").as_bytes());
                rest = &rest[at + DIGITS + 2..];
            }
            None => {
                out.push(MARK);
                rest = &rest[at + 1..];
            }
        }
    }
    out.extend_from_slice(rest);
}

/// Writes a CSV file again with the answers in the place of the tokens, which stand in quoted fields.
pub(super) fn fill_csv(path: &Path, answers: Answers<'_>) -> Result<(), OutputError> {
    let copy = path.with_extension("csv.partial");
    let said = |error| OutputError::io(path, error);
    let mut from = BufReader::with_capacity(64 * 1024, File::open(path).map_err(said)?);
    let mut to = BufWriter::with_capacity(64 * 1024, File::create(&copy).map_err(said)?);
    let (mut line, mut filled) = (Vec::new(), Vec::new());
    while from.read_until(b'\n', &mut line).map_err(said)? > 0 {
        filled.clear();
        fill_with(&line, answers, &mut filled, push_doubled);
        to.write_all(&filled).map_err(said)?;
        line.clear();
    }
    drop(from);
    let file = to.into_inner().map_err(|error| said(error.into_error()))?;
    file.sync_all().map_err(said)?;
    drop(file);
    fs::rename(&copy, path).map_err(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_and_filled_and_nothing_else_is() {
        let text = format!("ya está en {}, {}.", token(7), token(u64::MAX));
        let answers = |question| (question == 7).then(|| "la fila \"3\"".to_owned());
        assert!(has_token(&text));
        assert_eq!(fill(&text, &answers), "ya está en la fila \"3\", ?.");
        for other in ["", "\u{1}", "\u{1}\u{1}", "\u{1}0123456789abcdeg\u{1}", "\u{1}0123"] {
            assert!(!has_token(other), "{other:?}");
            assert_eq!(fill(other, &answers), other);
        }
    }
}
