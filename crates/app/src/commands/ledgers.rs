//! Which ledgers a command is about: the one whose files were named, else those that wait in the input folder.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use engine::ingest::discover;
use engine::ingest::discover::{Decision, Discovery, HeldPeriod, PendingLedger};
use engine::model::{Period, Sentence};
use serde::Serialize;

use super::table::{ingest_failure, refuse_stdin};
use crate::failure::{Failure, Told};
use crate::settings::{INPUT_UNREADABLE, LEDGER_MISSING, NOTHING_PENDING, Resolved};
use crate::terminal::{BOLD, DIM, YELLOW};
use crate::text::{Say, s};
use crate::width;

/// A ledger, and where its run's folder is.
#[derive(Clone, Debug)]
pub(crate) struct Ledger {
    /// Its files, in the order of their parts.
    pub(crate) files: Vec<PathBuf>,
    /// The folder of the run, or the one above it.
    pub(crate) out: Option<PathBuf>,
    /// Whether the run's folder is the one in `out` that is called like the period.
    pub(crate) by_period: bool,
}

/// The ledgers of a command.
#[derive(Debug, Default)]
pub(crate) struct Ledgers {
    /// To be judged, in their order.
    pub(crate) ledgers: Vec<Ledger>,
    /// What the input folder held; `None` where files were named.
    pub(crate) found: Option<Found>,
}

/// What the input folder held, for `--json` and for the exit code.
#[derive(Debug, Serialize)]
pub(crate) struct Found {
    /// The periods that wait for a person.
    pub(crate) held: Vec<String>,
    /// Each file with its verdict.
    files: Vec<FoundFile>,
}

#[derive(Debug, Serialize)]
struct FoundFile {
    file: String,
    decision: &'static str,
    reason: String,
}

/// Finds them out; tells what the input folder held unless `quiet`.
pub(crate) fn of(
    arguments: &ArgMatches,
    resolved: &Resolved,
    period: Option<Period>,
    say: Say,
) -> Result<Ledgers, Failure> {
    let named = arguments.get_many::<PathBuf>("files").unwrap_or_default();
    let files: Vec<PathBuf> = named.cloned().collect();
    files.iter().try_for_each(|file| refuse_stdin(file, say))?;
    if !files.is_empty() {
        let (out, by_period) = out_of_one(arguments, resolved, say)?;
        let ledgers = vec![Ledger { files, out, by_period }];
        return Ok(Ledgers { ledgers, found: None });
    }
    pending(arguments, resolved, period, say)
}

/// The option `--out`, which only `normalize` has; the outer `None` is for other commands.
fn out_option(arguments: &ArgMatches) -> Option<Option<PathBuf>> {
    arguments.try_get_one::<PathBuf>("out").ok().map(Option::<&PathBuf>::cloned)
}

/// Where the run of a ledger that was named goes.
fn out_of_one(
    arguments: &ArgMatches,
    resolved: &Resolved,
    say: Say,
) -> Result<(Option<PathBuf>, bool), Failure> {
    match out_option(arguments) {
        None => Ok((None, false)),
        Some(Some(out)) => Ok((Some(out), false)),
        Some(None) => {
            let out = resolved.output(say)?;
            Ok((Some(below(out, resolved.company_name.as_deref())), true))
        }
    }
}

/// The folder of a company's runs.
fn below(out: &Path, company: Option<&str>) -> PathBuf {
    company.map_or_else(|| out.to_owned(), |company| out.join(company))
}

/// The folder of the company's pending ledgers.
pub(super) fn input(resolved: &Resolved) -> Option<&Path> {
    resolved.of_company.input.as_deref().or(resolved.settings.input.as_deref())
}

/// Whose ledgers of an input folder are a company's.
pub(super) struct Owned<'a> {
    ruc: &'a str,
    /// Whether several companies have the folder, so that a name without a RUC is nobody's.
    shared: bool,
}

impl Owned<'_> {
    pub(super) fn of(resolved: &Resolved) -> Owned<'_> {
        let shared = resolved.of_company.input.is_none() && resolved.companies > 1;
        Owned { ruc: resolved.company.ruc.as_str(), shared }
    }

    pub(super) fn is_mine(&self, ledger: &PendingLedger) -> bool {
        match ledger.company.as_deref() {
            Some(company) => self.ruc.is_empty() || company == self.ruc,
            None => !self.shared,
        }
    }

    pub(super) fn is_nobodys(&self, ledger: &PendingLedger) -> bool {
        self.shared && ledger.company.is_none()
    }
}

/// Why an input folder cannot be searched, as far as anybody can tell before.
pub(super) fn unsearchable(input: &Path, say: Say) -> Option<Told> {
    let error = std::fs::read_dir(input).err()?;
    let (folder, why) = (input.display().to_string(), say.system(&error));
    let values = [("folder", folder.as_str()), ("why", why.as_str())];
    Some(Told::of(&INPUT_UNREADABLE, &values, say))
}

/// The ledgers that wait in the input folder.
fn pending(
    arguments: &ArgMatches,
    resolved: &Resolved,
    period: Option<Period>,
    say: Say,
) -> Result<Ledgers, Failure> {
    let is_normalize = out_option(arguments).is_some();
    let is_run = arguments.try_contains_id("replaces").is_ok();
    let corrects = arguments.try_get_one::<PathBuf>("corrections").ok().flatten().is_some();
    let input = input(resolved).filter(|_| is_run || !corrects).ok_or_else(|| {
        let command = match (is_run, is_normalize) {
            (true, _) => "run",
            (false, true) => "normalize",
            (false, false) => "check",
        };
        Failure::usage(Told::of(&LEDGER_MISSING, &[("command", command)], say).render(say))
    })?;
    if let Some(told) = unsearchable(input, say) {
        return Err(Failure::usage(told.render(say)));
    }
    let out = match out_option(arguments) {
        None => None,
        Some(Some(out)) => Some(out),
        Some(None) => Some(resolved.output(say)?.to_owned()),
    };
    let found = discover(input).map_err(|error| ingest_failure(&error, say))?;
    let mut owned = Owned::of(resolved);
    owned.shared &= is_run;
    if !arguments.get_flag("quiet") {
        tell(&found, &owned, input, say);
    }
    let is_meant = |ledger: &&PendingLedger| {
        period.is_none_or(|period| ledger.period == period) && owned.is_mine(ledger)
    };
    let ledgers: Vec<Ledger> = found
        .ledgers
        .iter()
        .filter(is_meant)
        .map(|ledger| {
            let company = resolved.company_name.as_deref().or(ledger.company.as_deref());
            Ledger {
                files: ledger.files.iter().map(|file| file.path.clone()).collect(),
                out: out.as_deref().map(|out| below(out, company)),
                by_period: true,
            }
        })
        .collect();
    let held: Vec<String> = found
        .held
        .iter()
        .filter(|held| period.is_none_or(|period| held.period == period))
        .map(|held| held.period.to_string())
        .collect();
    found.ledgers.iter().filter(|ledger| owned.is_nobodys(ledger)).for_each(|ledger| {
        ledger.files.iter().for_each(|file| tell_nobodys(&short(&file.path, input), say));
    });
    // Whoever asks for a period of several companies asks those that have it.
    let is_for_all = is_run
        && period.is_some()
        && resolved.companies > 1
        && arguments.get_one::<String>("company").is_none();
    if ledgers.is_empty() && held.is_empty() && !is_for_all {
        return Err(nothing(resolved, &owned, input, say));
    }
    let files = files(&found, input, say);
    Ok(Ledgers { ledgers, found: Some(Found { held, files }) })
}

fn nothing(resolved: &Resolved, owned: &Owned<'_>, input: &Path, say: Say) -> Failure {
    let company = resolved.company_name.as_deref().filter(|_| owned.shared);
    let whose = company.map_or_else(String::new, |company| {
        let values = [("company", company), ("ruc", owned.ruc)];
        say.fill(s(" de {company} (RUC {ruc})", " of {company} (RUC {ruc})"), &values)
    });
    let folder = input.display().to_string();
    let values = [("folder", folder.as_str()), ("whose", &whose)];
    Failure::usage(Told::of(&NOTHING_PENDING, &values, say).render(say))
}

fn files(found: &Discovery, input: &Path, say: Say) -> Vec<FoundFile> {
    let each = found.verdicts.iter().map(|verdict| FoundFile {
        file: short(&verdict.path, input),
        decision: match verdict.decision {
            Decision::Pending => "pending",
            Decision::Held => "held",
            Decision::Refused => "refused",
            Decision::Ignored => "ignored",
        },
        reason: verdict.reason.say(say.0),
    });
    each.collect()
}

/// A path as seen from the input folder.
pub(super) fn short(path: &Path, input: &Path) -> String {
    path.strip_prefix(input).unwrap_or(path).display().to_string()
}

/// Each ledger that was found, each file that a person should look at, and the periods that wait for him.
fn tell(found: &Discovery, owned: &Owned<'_>, input: &Path, say: Say) {
    let mut text = String::new();
    let words = s(
        "{folder}: {count} {count?registro por leer|registros por leer}",
        "{folder}: {count} {count?ledger|ledgers} to read",
    );
    let mine: Vec<_> = found.ledgers.iter().filter(|ledger| owned.is_mine(ledger)).collect();
    let is_mine =
        |path: &Path| mine.iter().any(|ledger| ledger.files.iter().any(|file| file.path == path));
    let count = mine.len().to_string();
    let folder = input.display().to_string();
    let title = say.fill(words, &[("folder", &folder), ("count", &count)]);
    let _ = writeln!(text, "{BOLD}{title}{BOLD:#}");
    for verdict in &found.verdicts {
        let (style, mark) = match verdict.decision {
            // Another company's, in a folder that both have.
            Decision::Pending if !is_mine(&verdict.path) => continue,
            Decision::Pending => (DIM, "·"),
            Decision::Ignored if !verdict.reason.doubt => continue,
            // The table of the period tells of them.
            Decision::Held => continue,
            Decision::Refused | Decision::Ignored => (YELLOW, "!"),
        };
        let reason = verdict.reason.say(say.0);
        let _ = writeln!(text, "{style}{mark}{style:#} {}: {reason}", short(&verdict.path, input));
    }
    for held in &found.held {
        let _ = writeln!(text, "{YELLOW}!{YELLOW:#} {}", held.reason.say(say.0));
        table(held, input, say, &mut text);
    }
    let text = width::fit(&text, width::of_stderr(), 2);
    let _ = writeln!(anstream::stderr(), "{text}");
}

/// A ledger of which nothing tells whose it is.
fn tell_nobodys(file: &str, say: Say) {
    let text = format!("{YELLOW}!{YELLOW:#} {}", say.fill(NOBODYS, &[("file", file)]));
    let _ = writeln!(anstream::stderr(), "{}", width::fit(&text, width::of_stderr(), 2));
}

pub(super) const NOBODYS: Sentence = s(
    "{file}: hay varias empresas y el nombre no dice de cuál es. Dé a cada empresa su carpeta: input = \"…\" en [company.NOMBRE], o déjele el nombre de SUNAT, que empieza con LE y el RUC.",
    "{file}: there are several companies, and the name does not say whose it is. Give each company a folder: input = \"…\" in [company.NAME], or leave it SUNAT's name, which begins with LE and the RUC.",
);

/// What tells the ledgers of one period apart.
fn table(held: &HeldPeriod, input: &Path, say: Say, text: &mut String) {
    for file in held.ledgers.iter().flatten() {
        let bytes = crate::terminal::thousands(file.bytes);
        let words = s("{file} ({bytes} {bytes?byte|bytes})", "{file} ({bytes} {bytes?byte|bytes})");
        let file = short(&file.path, input);
        let _ = writeln!(text, "    {}", say.fill(words, &[("file", &file), ("bytes", &bytes)]));
    }
}
