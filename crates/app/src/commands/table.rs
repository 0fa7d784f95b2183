//! What the commands that open a table share: the flags of a dialect, and how an unreadable file is told.

use std::path::Path;

use clap::ArgMatches;
use engine::ingest::encoding::Encoding;
use engine::ingest::error::IngestError;
use engine::ingest::evidence::Evidence;
use engine::ingest::sniff::{Delimiter, Overrides};
use engine::model::Sentence;

use crate::failure::{Failure, Told};
use crate::text::{STDIN_GIVEN, Say, s};
use crate::usage;

/// The parts of a dialect that a person has fixed by flags.
pub(crate) fn dialect(arguments: &ArgMatches, say: Say) -> Result<Overrides, Failure> {
    let given = |name: &str| arguments.get_one::<String>(name).map(String::as_str);
    let wrong = |name: &str, value: &str, what: Sentence| {
        Failure::usage(usage::wrong_value(name, value, what, say))
    };
    let mut overrides = Overrides::default();
    if let Some(value) = given("delimiter") {
        let what = s(
            "un carácter como «;» o «|», o «tab», o «none» si no hay separador",
            "a character such as `;` or `|`, or `tab`, or `none` where there is no delimiter",
        );
        overrides.delimiter = Some(match value {
            "none" => None,
            "tab" | "\\t" => Delimiter::text("\t"),
            text => Some(Delimiter::text(text).ok_or_else(|| wrong("--delimiter", value, what))?),
        });
    }
    if let Some(value) = given("quote") {
        let what = s("«\"», «'», «`» o «none»", "`\"`, `'`, a backtick or `none`");
        overrides.quote = Some(match value {
            "none" => None,
            "\"" | "'" | "`" => value.bytes().next(),
            _ => return Err(wrong("--quote", value, what)),
        });
    }
    if let Some(value) = given("encoding") {
        let what = s(
            "utf-8, windows-1252, utf-16le o utf-16be",
            "utf-8, windows-1252, utf-16le or utf-16be",
        );
        overrides.encoding =
            Some(Encoding::by_name(value).ok_or_else(|| wrong("--encoding", value, what))?);
    }
    Ok(overrides)
}

/// Refuses `-`: a ledger is read twice, and what comes through a pipe is gone after the first time.
pub(crate) fn refuse_stdin(file: &Path, say: Say) -> Result<(), Failure> {
    if file.as_os_str() == "-" {
        return Err(Failure::usage(Told::of(&STDIN_GIVEN, &[], say).render(say)));
    }
    Ok(())
}

/// A file that cannot be read, like a compiler's error.
pub(crate) fn ingest_failure(error: &IngestError, say: Say) -> Failure {
    let told = Told {
        code: error.code(),
        says: error.says(say.0),
        place: error.place().say(say.0),
        line: None,
        advice: error.advice(say.0),
    };
    Failure::usage(told.render(say))
}

/// How many lines of plain evidence a person is shown of one file: encoding, dialect, layout, period.
const EVIDENCE_SHOWN: usize = 4;

/// What a person is shown of what was found out: each doubt, and the few things that matter; all of it when asked.
pub(crate) fn worth_telling<'a>(
    found: impl IntoIterator<Item = &'a Evidence>,
    verbose: bool,
) -> Vec<&'a Evidence> {
    let mut plain = 0;
    let is_shown = |evidence: &&Evidence| {
        let matters = !evidence.detail && !evidence.doubt;
        plain += usize::from(matters);
        verbose || evidence.doubt || (matters && plain <= EVIDENCE_SHOWN)
    };
    found.into_iter().filter(is_shown).collect()
}
