//! `cuadre connector`: which scripts there are, one of them to edit, and whether one keeps what its port promises.

mod trial;

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;

use clap::ArgMatches;
use connectors::conformance::{self, Trial};
use connectors::{eject, names};
use engine::model::Period;

use super::{doctor, journal, normalize, stdout};
use crate::failure::{Failure, Outcome, Told};
use crate::settings::{self, Resolved, nearest};
use crate::terminal::{BOLD, GREEN, RED, YELLOW};
use crate::text::{CONNECTOR_UNKNOWN, FILE_UNWRITABLE, Say, s};
use crate::this_process::SystemClock;
use crate::{interrupt, platforms, width};

/// Runs the part of it that was asked for.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    match arguments.subcommand() {
        Some(("check", arguments)) => check(arguments, say, out),
        Some(("eject", arguments)) => write_out(arguments, say, out),
        _ => list(arguments, say, out),
    }
}

fn list(_: &ArgMatches, say: Say, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let mut text = String::new();
    for name in names() {
        let _ = writeln!(text, "{name}");
    }
    if let Ok(resolved) = settings::of_all(None, say) {
        for path in own(&resolved) {
            let _ = writeln!(text, "{}", path.display());
        }
    }
    stdout::print(out, &text, say)?;
    Ok(Outcome::Done)
}

/// The scripts in the user's folder.
fn own(resolved: &Resolved) -> Vec<PathBuf> {
    let Some(folder) = &resolved.settings.connectors else { return Vec::new() };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rhai"));
    paths.sort();
    paths
}

fn write_out(arguments: &ArgMatches, say: Say, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let name = arguments.get_one::<String>("name").cloned().unwrap_or_default();
    let Some(text) = eject(&name) else { return Err(unknown(&name, names(), say)) };
    let resolved = settings::of_all(journal::settings_option(arguments), say)?;
    let told = resolved.settings.connectors.is_some();
    let folder = resolved.settings.connectors.unwrap_or_else(|| PathBuf::from("connectors"));
    let path = folder.join(format!("{name}.rhai"));
    let shown = path.display().to_string();
    let made = std::fs::create_dir_all(&folder).and_then(|()| {
        let mut options = std::fs::File::options();
        options.write(true).create_new(true).open(&path)?.write_all(text.as_bytes())
    });
    made.map_err(|error| {
        let values = [("path", shown.as_str()), ("why", &say.system(&error))];
        Failure::usage(Told::of(&FILE_UNWRITABLE, &values, say).render(say))
    })?;
    let mut text = say.fill(s("escrito: {path}\n", "written: {path}\n"), &[("path", &shown)]);
    if !told {
        let words = s(
            "Para que se use, ponga en cuadre.toml: connectors = \"{folder}\"\n",
            "To have it used, put into cuadre.toml: connectors = \"{folder}\"\n",
        );
        text += &say.fill(words, &[("folder", &folder.display().to_string())]);
    }
    stdout::print(out, &text, say)?;
    Ok(Outcome::Done)
}

fn unknown<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, say: Say) -> Failure {
    let known: Vec<&str> = known.into_iter().collect();
    let near = nearest(name, known.iter().copied()).map(|near| {
        say.fill(s("¿Quiso decir «{near}»? ", "Did you mean `{near}`? "), &[("near", near)])
    });
    let (near, known) = (near.unwrap_or_default(), known.join(", "));
    let values = [("name", name), ("near", near.as_str()), ("known", &known)];
    Failure::usage(Told::of(&CONNECTOR_UNKNOWN, &values, say).render(say))
}

/// Holds a connector of a company's settings to its port; it only looks, unless it was told to write.
fn check(arguments: &ArgMatches, say: Say, out: &mut dyn Write) -> Result<Outcome, Failure> {
    let name = arguments.get_one::<String>("name").cloned().unwrap_or_default();
    let company = arguments.get_one::<String>("company").map(String::as_str);
    let resolved = settings::load(journal::settings_option(arguments), company, say)?;
    let job = resolved.main_job(say)?;
    let period: Period = match normalize::period(arguments, say)? {
        Some(period) => period,
        None => doctor::last_month(),
    };
    let platform = [&job.import_platform, &job.accounting]
        .into_iter()
        .find(|platform| platform.connector == name || platform.key == name);
    let Some(platform) = platform else {
        let known = [job.import_platform.connector.as_str(), job.accounting.connector.as_str()];
        return Err(unknown(&name, known, say));
    };
    platform.complete(&job.company.name, say)?;
    interrupt::catch();
    let (_keep, folder) = doctor::scratch(say)?;
    let trial = Trial {
        company: &job.company,
        period,
        folder: &folder,
        clock: &SystemClock,
        language: say.0,
    };
    let unopened = |error: connectors::OpenError| Failure::usage(error.to_string());
    let writes = arguments.get_flag("write");
    let report = if platform.key == job.import_platform.key {
        let port = platforms::import(platform, platform.settings(say), &folder);
        let port = &mut port.map_err(unopened)?;
        let made = || trial::for_import(port, (&resolved, &job), period, &folder, say);
        let writing = writes.then(made).transpose()?;
        conformance::check_import(port, &trial, writing.as_ref())
    } else {
        let port = platforms::accounting(platform, platform.settings(say), &folder);
        let port = &mut port.map_err(unopened)?;
        let made = || trial::for_accounting(port, &job, period, &folder, say);
        let account = writes.then(made).transpose()?;
        conformance::check_accounting(port, &trial, account.as_ref())
    };
    let mut text = format!(
        "{BOLD}{}{BOLD:#} · {} {period} · {}\n",
        platform.connector,
        journal::company_shown(&job.company),
        platform.url
    );
    let names = report.steps.iter().map(|step| step.name.chars().count()).max().unwrap_or(0);
    for step in &report.steps {
        let (style, word) = match step.outcome {
            conformance::Outcome::Passed => (GREEN, s("bien", "ok")),
            conformance::Outcome::Failed => (RED, s("falla", "fails")),
            conformance::Outcome::NotVerified => (YELLOW, s("sin verificar", "not verified")),
        };
        let word = say.text(word);
        let _ = writeln!(text, "{style}{word:13}{style:#}  {:names$}  {}", step.name, step.says);
    }
    stdout::print_styled(out, &width::fit(&text, width::of_stdout(), names + 17), say)?;
    Ok(if report.passed() { Outcome::Done } else { Outcome::Failed })
}
