//! What a sentence cannot say before the ledger has ended, such as where a repeated document stood first.
//!
//! A [`token`] holds the answer's place. When the ledger has ended, the file is copied with the answers in place of the
//! tokens; a file without tokens is left alone. A token to which nobody has an answer becomes `?`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;

use super::csv_file::{HashedFile, Written, push_doubled};
use super::error::OutputError;
use crate::normalize::token;

/// Gives the answer to a question, by its number.
pub type Answers<'a> = &'a dyn Fn(u64) -> Option<String>;

/// The answer to a question, or the sign that there is none.
fn or_unknown(answers: Answers<'_>) -> impl Fn(u64) -> String + '_ {
    move |question| answers(question).unwrap_or_else(|| "?".to_owned())
}

/// Puts the answers in the place of the tokens of a text.
pub(super) fn fill(text: &str, answers: Answers<'_>) -> String {
    token::fill(text, or_unknown(answers))
}

/// Writes a CSV file again with the answers in the place of the tokens, which stand in quoted fields.
pub(super) fn fill_csv(path: &Path, answers: Answers<'_>) -> Result<Written, OutputError> {
    const PIECE_BYTES: usize = 64 * 1024;
    let copy = path.with_extension("csv.partial");
    let said = |error| OutputError::io(path, error);
    let mut from = BufReader::with_capacity(PIECE_BYTES, File::open(path).map_err(said)?);
    let mut to = HashedFile::create(&copy).map_err(said)?;
    let (mut line, mut filled) = (Vec::new(), Vec::new());
    while from.read_until(b'\n', &mut line).map_err(said)? > 0 {
        token::fill_bytes(&line, or_unknown(answers), &mut filled, push_doubled);
        if filled.len() >= PIECE_BYTES {
            to.write(&filled).map_err(said)?;
            filled.clear();
        }
        line.clear();
    }
    to.write(&filled).map_err(said)?;
    let (_, written) = to.end();
    drop(from);
    fs::rename(&copy, path).map_err(said)?;
    Ok(written)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalize::token::{has_token, token};

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
