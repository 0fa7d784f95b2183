//! `cuadre check` and `cuadre normalize`: judge a ledger, and write what comes of it.

use std::io::Write;
use std::path::PathBuf;

use clap::ArgMatches;
use engine::ingest::layout::Layouts;
use engine::ingest::open::OpenOptions;
use engine::model::{BulkLayout, Period};
use engine::normalize::outputs::Fault;
use engine::run::{Ended, Job, Report, RunError, Watch};
use serde::Serialize;

use super::ledgers::{self, Found, Ledger, Ledgers};
use super::stdout;
use super::table::{dialect, ingest_failure};
use crate::failure::{Failure, Outcome, Told};
use crate::progress::Progress;
use crate::settings::{self, Resolved};
use crate::text::{Say, s};
use crate::{free_space, interrupt, memory, summary, usage, width};

/// The document of `--json` where the ledgers are those of the input folder.
#[derive(Serialize)]
struct Pending<'a> {
    schema: &'static str,
    ledgers: &'a [Report],
    #[serde(flatten)]
    found: Found,
}

/// Runs either command; only `normalize` has `--out`.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let settings = arguments.get_one::<PathBuf>("settings").map(PathBuf::as_path);
    let company = arguments.get_one::<String>("company").map(String::as_str);
    let resolved = settings::load(settings, company, say)?;
    for warning in &resolved.warnings {
        let _ = writeln!(std::io::stderr(), "{warning}");
    }
    let period = period(arguments, say)?;
    // What is wrong with the flags and the layouts is told before the input folder is searched.
    let setting = Setting::of(arguments, &resolved, period, say)?;
    let Ledgers { ledgers, found } = ledgers::of(arguments, &resolved, period, say)?;
    interrupt::catch();
    let (mut outcome, mut reports) = (Outcome::Done, Vec::new());
    for ledger in ledgers {
        let ended = match judge(arguments, setting.job(&ledger, found.is_some()), say) {
            Ok(ended) => ended,
            // One ledger that cannot be read does not keep the others waiting.
            Err(failure) if found.is_some() && failure.outcome != Outcome::Interrupted => {
                let message = width::fit(&failure.message, width::of_stderr(), 2);
                let _ = writeln!(anstream::stderr(), "{message}\n");
                outcome = outcome.worst(failure.outcome);
                continue;
            }
            Err(failure) => return Err(failure),
        };
        outcome = outcome.worst(outcome_of(&ended));
        reports.push(ended.report);
        if found.is_some() && !arguments.get_flag("quiet") {
            let _ = writeln!(std::io::stderr());
        }
    }
    if found.as_ref().is_some_and(|found| !found.held.is_empty()) {
        outcome = outcome.worst(Outcome::Held);
    }
    if arguments.get_flag("json") {
        stdout::print(out, &document(&reports, found)?, say)?;
    }
    Ok(outcome)
}

fn document(reports: &[Report], found: Option<Found>) -> Result<String, Failure> {
    let text = match (found, reports) {
        (Some(found), ledgers) => {
            serde_json::to_string_pretty(&Pending { schema: "cuadre.pending/1", ledgers, found })
        }
        (None, [report]) => serde_json::to_string_pretty(report),
        (None, reports) => serde_json::to_string_pretty(reports),
    };
    text.map(|text| text + "\n").map_err(|error| Failure::failed(error.to_string()))
}

/// Judges one ledger, and shows what a person reads of it.
pub(super) fn judge(arguments: &ArgMatches, job: Job, say: Say) -> Result<Ended, Failure> {
    let quiet = arguments.get_flag("quiet");
    let mut progress = Progress::new(say, quiet);
    let mut tell = |rows, share| progress.tell(rows, share);
    let ended =
        engine::run::normalize(&job, &mut Watch { tell: &mut tell, stop: interrupt::flag() });
    progress.end();
    let mut ended = ended.map_err(|error| failure(&error, say))?;
    ended.report.peak_rss_bytes = memory::peak();
    if !quiet {
        let mut err = anstream::stderr().lock();
        let text = summary::render(&ended, arguments.get_flag("verbose"), say);
        let text = width::fit(&text, width::of_stderr(), 2);
        let _ = err.write_all(text.as_bytes());
    }
    Ok(ended)
}

pub(super) fn outcome_of(ended: &Ended) -> Outcome {
    if !ended.report.held.is_empty() {
        Outcome::Held
    } else if ended.report.rows.rejected > 0 {
        Outcome::Rejections
    } else {
        Outcome::Done
    }
}

/// The option `--period`.
pub(super) fn period(arguments: &ArgMatches, say: Say) -> Result<Option<Period>, Failure> {
    let Some(text) = arguments.get_one::<String>("period") else { return Ok(None) };
    let wrong = || Failure::usage(usage::wrong_value("--period", text, usage::PERIOD, say));
    Period::parse(text.as_bytes()).map(Some).ok_or_else(wrong)
}

/// What all ledgers of a command have in common.
pub(super) struct Setting<'a> {
    arguments: &'a ArgMatches,
    resolved: &'a Resolved,
    period: Option<Period>,
    layouts: Layouts,
    open: OpenOptions,
    bulk: BulkLayout,
    say: Say,
}

impl<'a> Setting<'a> {
    pub(super) fn of(
        arguments: &'a ArgMatches,
        resolved: &'a Resolved,
        period: Option<Period>,
        say: Say,
    ) -> Result<Setting<'a>, Failure> {
        let settings = &resolved.settings;
        let layouts = match &settings.layouts {
            Some(folder) => Layouts::load(folder),
            None => Layouts::embedded(),
        };
        let layouts = layouts.map_err(|error| ingest_failure(&error, say))?;
        let chunk = arguments.try_get_one::<u32>("chunk-size").ok().flatten().copied();
        let bulk = arguments.get_one::<String>("bulk-layout").map(String::as_str);
        let bulk = bulk_of(resolved, bulk, chunk, say)?;
        let open = OpenOptions {
            sheet: arguments.get_one::<String>("sheet").cloned(),
            dialect: dialect(arguments, say)?,
            ..OpenOptions::for_layouts(&layouts)
        };
        Ok(Setting { arguments, resolved, period, layouts, open, bulk, say })
    }

    /// The job of one ledger; the period of one that was found by its name is what the name says.
    pub(super) fn job(&self, ledger: &Ledger, found: bool) -> Job {
        let text = |name: &str| self.arguments.get_one::<String>(name).cloned();
        let path = |name: &str| self.arguments.try_get_one::<PathBuf>(name).ok().flatten().cloned();
        let flag = |name: &str| self.arguments.try_get_one::<bool>(name).ok().flatten().copied();
        Job {
            files: ledger.files.clone(),
            fingerprints: Vec::new(),
            out: ledger.out.clone(),
            by_period: ledger.by_period,
            period: self.period.filter(|_| !found),
            layout: text("layout").or_else(|| self.resolved.of_company.layout.clone()),
            open: self.open.clone(),
            layouts: self.layouts.clone(),
            bulk: self.bulk.clone(),
            company: self.resolved.company.clone(),
            placeholders: self.resolved.of_company.placeholders.clone(),
            severities: self.resolved.severities.clone(),
            language: self.say.0,
            import_book: flag("import-xlsx").unwrap_or(false),
            corrections: path("corrections"),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// The bulk layout that was named, else the company's, else the usual one.
pub(super) fn bulk_of(
    resolved: &Resolved,
    named: Option<&str>,
    chunk: Option<u32>,
    say: Say,
) -> Result<BulkLayout, Failure> {
    let settings = &resolved.settings;
    let name = named.or(resolved.of_company.bulk_layout.as_deref()).unwrap_or("ventas-20");
    let layout = engine::ingest::bulk_layout::named(name, settings.layouts.as_deref());
    let mut layout = layout.map_err(|error| ingest_failure(&error, say))?;
    if let Some(chunk) = chunk.or(settings.chunk_size) {
        layout.rows_per_part = chunk;
    }
    Ok(layout)
}

/// How a ledger that was not judged to its end is told.
pub(super) fn failure(error: &RunError, say: Say) -> Failure {
    let mut told = Told {
        code: error.code(),
        says: error.message(say.0),
        advice: error.advice(say.0),
        ..Told::default()
    };
    let outcome = match error {
        RunError::Ingest(error) => return ingest_failure(error, say),
        RunError::NoPeriod
        | RunError::Periods(_)
        | RunError::OtherLedger
        | RunError::SameSides(_)
        | RunError::FieldMissing(..) => Outcome::Unreadable,
        RunError::Interrupted => Outcome::Interrupted,
        RunError::Output(error) => {
            if let (Fault::DiskFull, Some(free)) = (&error.fault, free_space::below(&error.path)) {
                let words = s(" Quedan {free} MiB libres ahí.", " {free} MiB are free there.");
                let free = crate::terminal::thousands(free >> 20);
                told.says += &say.fill(words, &[("free", &free)]);
            }
            // What a person must put right is no failure of the run: another folder, another file.
            if error.is_usage() { Outcome::Unreadable } else { Outcome::Failed }
        }
        RunError::Proof(..) | RunError::Temporary(_) => Outcome::Failed,
    };
    Failure { outcome, message: told.render(say) }
}
