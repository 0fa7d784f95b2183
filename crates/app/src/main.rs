#![forbid(unsafe_code)]
//! The command line `cuadre`.
//!
//! Data goes to stdout, talk to stderr; the exit code says how it ended (design.md 7).

mod cli;
mod commands;
mod failure;
mod memory;
mod progress;
mod sample;
mod settings;
mod summary;
mod terminal;
mod text;

use std::io::Write;
use std::process::ExitCode;

use clap::ArgMatches;
use clap::error::ErrorKind;
use failure::{Failure, Outcome};
use text::Say;

fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let say = Say(text::language(&arguments));
    let matches = match cli::command(say).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return usage(&error, say),
    };
    let outcome = run(&matches, say);
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            let _ = writeln!(anstream::stderr(), "{}", failure.message);
            failure.outcome.into()
        }
    }
}

fn usage(error: &clap::Error, say: Say) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let _ = error.print();
            Outcome::Done.into()
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            Outcome::Unreadable.into()
        }
        _ => {
            let _ = writeln!(std::io::stderr(), "cuadre: {}", cli::wrong_usage(error, say));
            Outcome::Unreadable.into()
        }
    }
}

fn run(matches: &ArgMatches, say: Say) -> Result<Outcome, Failure> {
    let mut out = std::io::stdout().lock();
    match matches.subcommand() {
        Some(("rows", arguments)) => commands::rows::run(arguments, say, &mut out),
        Some(("check" | "normalize", arguments)) => {
            commands::normalize::run(arguments, say, &mut out)
        }
        Some(("explain", arguments)) => commands::explain::run(arguments, say, &mut out),
        Some(("completions", arguments)) => commands::completions::run(arguments, say, &mut out),
        Some(("sample", arguments)) => commands::sample::run(arguments, say, &mut out),
        Some(("simulate", arguments)) => commands::simulate::run(arguments, say, &mut out),
        _ => Ok(Outcome::Unreadable),
    }
}
