//! What the commands that open a table share: the flags of a dialect, and how an unreadable file is told.

use std::fmt::Write;

use clap::ArgMatches;
use engine::ingest::encoding::Encoding;
use engine::ingest::error::IngestError;
use engine::ingest::sniff::{Delimiter, Overrides};

use crate::failure::Failure;
use crate::terminal::{BLUE, BOLD, RED};
use crate::text::{Say, s};

/// The parts of a dialect that a person has fixed by flags.
pub(crate) fn dialect(arguments: &ArgMatches, say: Say) -> Result<Overrides, Failure> {
    let given = |name: &str| arguments.get_one::<String>(name).map(String::as_str);
    let wrong = |name: &str, value: &str| {
        let words = s("«{name}» no admite «{value}».", "`{name}` does not take `{value}`.");
        Failure::usage(say.fill(words, &[("name", name), ("value", value)]))
    };
    let mut overrides = Overrides::default();
    if let Some(value) = given("delimiter") {
        overrides.delimiter = Some(match value {
            "none" => None,
            "tab" | "\\t" => Delimiter::text("\t"),
            text => Some(Delimiter::text(text).ok_or_else(|| wrong("--delimiter", value))?),
        });
    }
    if let Some(value) = given("quote") {
        overrides.quote = Some(match value {
            "none" => None,
            "\"" | "'" | "`" => value.bytes().next(),
            _ => return Err(wrong("--quote", value)),
        });
    }
    if let Some(value) = given("encoding") {
        overrides.encoding =
            Some(Encoding::by_name(value).ok_or_else(|| wrong("--encoding", value))?);
    }
    Ok(overrides)
}

/// A file that cannot be read, like a compiler's error.
pub(crate) fn ingest_failure(error: &IngestError, say: Say) -> Failure {
    let mut message = String::new();
    let _ = writeln!(
        message,
        "{RED}error[{}]{RED:#}{BOLD}: {}{BOLD:#}",
        error.code(),
        error.says(say.0)
    );
    let place = error.place().say(say.0);
    if !place.is_empty() {
        let _ = writeln!(message, "  {BLUE}-->{BLUE:#} {place}");
    }
    let help = say.text(s("qué hacer", "help"));
    let _ = write!(message, "   {BLUE}={BLUE:#} {help}: {}", error.advice(say.0));
    Failure::usage(message)
}
