//! Standard output: a reader that has had enough is no failure, a disk that is full is one.

use std::io::{ErrorKind, Write};

use crate::failure::{Failure, Told};
use crate::text::{STDOUT_UNWRITABLE, Say};
use crate::width;

/// Writes all of a text.
pub(crate) fn print(out: &mut dyn Write, text: &str, say: Say) -> Result<(), Failure> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(unwritable(&error, say)),
        _ => Ok(()),
    }
}

/// Writes sentences, which end between words where a terminal is narrow.
pub(crate) fn print_sentences(out: &mut dyn Write, text: &str, say: Say) -> Result<(), Failure> {
    print(out, &width::fit(text, width::of_stdout(), 2), say)
}

/// Writes all of a text with colours, which only a terminal gets.
pub(crate) fn print_styled(out: &mut dyn Write, text: &str, say: Say) -> Result<(), Failure> {
    match anstream::AutoStream::choice(&std::io::stdout()) {
        anstream::ColorChoice::Never => {
            print(out, &anstream::adapter::strip_str(text).to_string(), say)
        }
        _ => print(out, text, say),
    }
}

/// What ends a command that cannot write any more.
pub(crate) fn unwritable(error: &std::io::Error, say: Say) -> Failure {
    let values = [("why", say.system(error))];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    Failure::failed(Told::of(&STDOUT_UNWRITABLE, &values, say).render(say))
}
