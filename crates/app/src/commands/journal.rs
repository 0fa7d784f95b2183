//! What the commands about runs share: opening their memory, and how its errors are told.

use std::path::PathBuf;

use clap::ArgMatches;
use engine::journal::{Journal, JournalError, JournalErrorKind as Kind, Run};
use engine::ports::CompanyId;

use crate::as_given::AsGiven;
use crate::failure::{Failure, Outcome, Told};
use crate::settings::{self, JOURNAL_MISSING, MainJob, Resolved};
use crate::text::{Say, s};

/// The option `--settings`.
pub(super) fn settings_option(arguments: &ArgMatches) -> Option<&std::path::Path> {
    arguments.get_one::<PathBuf>("settings").map(PathBuf::as_path)
}

/// How the call names its settings, for the commands that it shows.
pub(super) fn as_given(arguments: &ArgMatches) -> AsGiven {
    AsGiven::new(settings_option(arguments))
}

/// The settings, and what the main job works with, for the company that was named, or the only one.
pub(super) fn of_company(arguments: &ArgMatches, say: Say) -> Result<(Resolved, MainJob), Failure> {
    let company = arguments.get_one::<String>("company").map(String::as_str);
    let resolved = settings::load(settings_option(arguments), company, say)?;
    let job = resolved.main_job(say)?;
    Ok((resolved, job))
}

/// Opens the memory of all runs; where there is none yet, it is made only if `make`.
pub(super) fn open(resolved: &Resolved, make: bool, say: Say) -> Result<Journal, Failure> {
    let path = resolved.journal(say)?;
    if !make && !path.exists() {
        let shown = path.display().to_string();
        return Err(Failure::usage(
            Told::of(&JOURNAL_MISSING, &[("path", &shown)], say).render(say),
        ));
    }
    if make
        && let Some(folder) = path.parent()
        && engine::journal::network_drive(&path).is_none()
    {
        // What is wrong with the folder is told by opening.
        let _ = std::fs::create_dir_all(folder);
    }
    Journal::open(&path).map_err(|error| failure(&error, say))
}

/// The settings of all companies, and the memory that is there.
pub(super) fn existing(arguments: &ArgMatches, say: Say) -> Result<(Resolved, Journal), Failure> {
    let resolved = settings::of_all(settings_option(arguments), say)?;
    let journal = open(&resolved, false, say)?;
    Ok((resolved, journal))
}

/// The memory that is there, and the run that was named.
pub(super) fn with_run(arguments: &ArgMatches, say: Say) -> Result<(Journal, Run), Failure> {
    let (_, memory) = existing(arguments, say)?;
    let typed = arguments.get_one::<String>("run").map_or("", String::as_str);
    let run = memory.find_run(typed).map_err(|error| failure(&error, say))?;
    Ok((memory, run))
}

/// How an error of the journal ends a command.
pub(super) fn failure(error: &JournalError, say: Say) -> Failure {
    let mut advice = error.advice(say.0);
    if error.kind() == Kind::OnNetwork {
        advice += say.text(s(
            " Diga cuál en cuadre.toml: journal = \"C:/Cuadre/cuadre.db\".",
            " Say which in cuadre.toml: journal = \"C:/Cuadre/cuadre.db\".",
        ));
    }
    let told = Told { code: error.code(), says: error.says(say.0), advice, ..Told::default() };
    Failure { outcome: outcome(error.kind()), message: told.render(say) }
}

/// What a person must put right in his words or settings, what waits for him, and what failed.
pub(super) fn outcome(kind: Kind) -> Outcome {
    match kind {
        Kind::OnNetwork
        | Kind::Unopened
        | Kind::Foreign
        | Kind::Newer
        | Kind::RunUnknown
        | Kind::RunAmbiguous
        | Kind::ReplacesAnother
        | Kind::NothingToReplace
        | Kind::ReasonMissing
        | Kind::NotCurrent
        | Kind::EffectUnknown
        | Kind::EffectSettled
        | Kind::PlanUnknown => Outcome::Unreadable,
        Kind::PeriodSent
        | Kind::LeaseHeld
        | Kind::FolderHeld
        | Kind::AskPerson
        | Kind::Conflict
        | Kind::MeaningChanged => Outcome::Held,
        Kind::InDoubt => Outcome::Unknown,
        Kind::Interrupted => Outcome::Interrupted,
        _ => Outcome::Failed,
    }
}

/// Whose name a run's company has, for a person: its key and its RUC.
pub(super) fn company_shown(company: &CompanyId) -> String {
    format!("{} ({})", company.name, company.ruc)
}
