//! What a sentence cannot say before the ledger has ended, such as where a repeated document stood first.
//!
//! A [`token`] holds the answer's place. When the ledger has ended, the file is copied with the answers in place of the
//! tokens; a file without tokens is left alone. A token to which nobody has an answer becomes `?`.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use super::csv_file::push_doubled;
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
pub(super) fn fill_csv(path: &Path, answers: Answers<'_>) -> Result<(), OutputError> {
    let copy = path.with_extension("csv.partial");
    let said = |error| OutputError::io(path, error);
    let mut from = BufReader::with_capacity(64 * 1024, File::open(path).map_err(said)?);
    let mut to = BufWriter::with_capacity(64 * 1024, File::create(&copy).map_err(said)?);
    let (mut line, mut filled) = (Vec::new(), Vec::new());
    while from.read_until(b'\n', &mut line).map_err(said)? > 0 {
        filled.clear();
        token::fill_bytes(&line, or_unknown(answers), &mut filled, push_doubled);
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
