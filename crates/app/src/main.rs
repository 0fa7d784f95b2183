#![forbid(unsafe_code)]
//! The command line `cuadre`.
//!
//! Data goes to stdout, talk to stderr; the exit code says how it ended (design.md 7).

mod as_given;
mod cli;
mod commands;
mod comparison;
mod demo;
mod failure;
mod free_space;
mod interrupt;
mod memory;
mod platforms;
mod progress;
mod report;
mod sample;
mod settings;
mod summary;
mod terminal;
mod text;
mod this_process;
mod usage;
mod width;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use as_given::AsGiven;
use clap::ArgMatches;
use clap::error::ErrorKind;
use failure::{Failure, Outcome};
use text::Say;

fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let say = Say(text::language(&arguments));
    ask_to_be_told_of_limits();
    let matches = match cli::command(say).try_get_matches() {
        Ok(matches) => matches,
        Err(error) => return no_command(&error, &arguments, say),
    };
    let outcome = run(&matches, say);
    match outcome {
        Ok(outcome) => outcome.into(),
        Err(failure) => {
            let message = as_given(&matches).text(&failure.message);
            let message = width::fit(&message, width::of_stderr(), 2);
            let _ = writeln!(anstream::stderr(), "{message}");
            failure.outcome.into()
        }
    }
}

/// How the command that was typed names its settings.
fn as_given(matches: &ArgMatches) -> AsGiven {
    let arguments = matches.subcommand().map(|(_, arguments)| arguments);
    let settings =
        arguments.and_then(|arguments| arguments.try_get_one::<PathBuf>("settings").ok().flatten());
    AsGiven::new(settings.map(PathBuf::as_path))
}

/// A limit on a file's size becomes an error of the write, which is told, instead of the end of the process.
#[cfg(unix)]
fn ask_to_be_told_of_limits() {
    let told = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, told);
}

/// Windows has no such limit.
#[cfg(not(unix))]
fn ask_to_be_told_of_limits() {}

fn no_command(error: &clap::Error, arguments: &[String], say: Say) -> ExitCode {
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
            let mut command = cli::command(say);
            command.build();
            let told = usage::told(error, &command, arguments, say);
            let _ = writeln!(anstream::stderr(), "{}", width::fit(&told, width::of_stderr(), 2));
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
        Some(("compare", arguments)) => commands::compare::run(arguments, say, &mut out),
        Some(("explain", arguments)) => commands::explain::run(arguments, say, &mut out),
        Some(("completions", arguments)) => commands::completions::run(arguments, say, &mut out),
        Some(("sample", arguments)) => commands::sample::run(arguments, say, &mut out),
        Some(("report", arguments)) => commands::report::run(arguments, say, &mut out),
        Some(("demo", arguments)) => commands::demo::run(arguments, say, &mut out),
        Some(("simulate", arguments)) => commands::simulate::run(arguments, say, &mut out),
        Some(("run", arguments)) => commands::run::run(arguments, say, &mut out),
        Some(("status", arguments)) => commands::status::run(arguments, say, &mut out),
        Some(("plan", arguments)) => commands::plan::run(arguments, say, &mut out),
        Some(("decide", arguments)) => commands::decide::run(arguments, say, &mut out),
        Some(("aliases", arguments)) => commands::aliases::run(arguments, say, &mut out),
        Some(("backtest", arguments)) => commands::backtest::run(arguments, say, &mut out),
        Some(("preflight", arguments)) => commands::preflight::run(arguments, say, &mut out),
        Some(("approve", arguments)) => commands::approve::run(arguments, say, &mut out),
        Some(("resolve", arguments)) => commands::resolve::run(arguments, say, &mut out),
        Some(("doctor", arguments)) => commands::doctor::run(arguments, say, &mut out),
        Some(("init", arguments)) => commands::init::run(arguments, say, &mut out),
        Some(("connector", arguments)) => commands::connector::run(arguments, say, &mut out),
        _ => Ok(Outcome::Unreadable),
    }
}
