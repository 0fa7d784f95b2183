//! `cuadre completions`: completions for the operator's shell.

use std::io::Write;

use clap::ArgMatches;

use super::stdout;
use crate::cli;
use crate::failure::{Failure, Outcome};
use crate::text::Say;

/// Prints them to `out`.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    if let Some(shell) = arguments.get_one::<clap_complete::Shell>("shell") {
        let mut script = Vec::new();
        clap_complete::generate(*shell, &mut cli::command(say), "cuadre", &mut script);
        stdout::print(out, &String::from_utf8_lossy(&script), say)?;
    }
    Ok(Outcome::Done)
}
