//! `cuadre check` and `cuadre normalize`: judge a ledger, and write what comes of it.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use clap::ArgMatches;
use engine::ingest::layout::Layouts;
use engine::ingest::open::OpenOptions;
use engine::model::bulk_layout::ROWS_PER_PART_MAX;
use engine::model::{BulkLayout, Period};
use engine::run::{Ended, Job, RunError, Watch};

use super::table::{dialect, ingest_failure};
use crate::failure::{Failure, Outcome};
use crate::progress::Progress;
use crate::settings::{self, Resolved};
use crate::text::{Say, s};
use crate::{memory, summary};

/// Set by Ctrl-C.
static STOP: AtomicBool = AtomicBool::new(false);

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
    let job = job(arguments, resolved, say)?;
    catch_interrupt();
    ask_to_be_told_of_limits();
    let quiet = arguments.get_flag("quiet");
    let mut progress = Progress::new(say, quiet);
    let mut tell = |rows, share| progress.tell(rows, share);
    let ended = engine::run::normalize(&job, &mut Watch { tell: &mut tell, stop: &STOP });
    progress.end();
    let mut ended = ended.map_err(|error| failure(&error, say))?;
    ended.report.peak_rss_bytes = memory::peak();
    if arguments.get_flag("json") {
        let document = serde_json::to_string_pretty(&ended.report)
            .map_err(|error| Failure::failed(error.to_string()))?;
        writeln!(out, "{document}").map_err(|error| Failure::failed(error.to_string()))?;
    }
    if !quiet {
        let mut err = anstream::stderr().lock();
        let _ = err.write_all(summary::render(&ended, &job, say).as_bytes());
    }
    Ok(outcome(&ended))
}

fn outcome(ended: &Ended) -> Outcome {
    if !ended.report.held.is_empty() {
        Outcome::Held
    } else if ended.report.rows.rejected > 0 {
        Outcome::Rejections
    } else {
        Outcome::Done
    }
}

/// The first Ctrl-C ends the run at the next batch, the second at once.
fn catch_interrupt() {
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(Outcome::Interrupted as i32);
        }
    });
}

/// A limit on a file's size becomes an error of the write, which is told, instead of the end of the process.
#[cfg(unix)]
fn ask_to_be_told_of_limits() {
    let told = std::sync::Arc::new(AtomicBool::new(false));
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, told);
}

/// Windows has no such limit.
#[cfg(not(unix))]
fn ask_to_be_told_of_limits() {}

fn job(arguments: &ArgMatches, resolved: Resolved, say: Say) -> Result<Job, Failure> {
    let text = |name: &str| arguments.get_one::<String>(name).cloned();
    let Resolved { settings, company, of_company, severities, .. } = resolved;
    let layouts = match &settings.layouts {
        Some(folder) => Layouts::load(folder),
        None => Layouts::embedded(),
    };
    let layouts = layouts.map_err(|error| ingest_failure(&error, say))?;
    let period = match text("period") {
        None => None,
        Some(text) => Some(Period::parse(text.as_bytes()).ok_or_else(|| {
            let words = s(
                "--period no admite «{value}»: escriba el año y el mes, por ejemplo 2026-01.",
                "--period does not take `{value}`: write year and month, for example 2026-01.",
            );
            Failure::usage(say.fill(words, &[("value", &text)]))
        })?),
    };
    let chunk = arguments.try_get_one::<u32>("chunk-size").ok().flatten().copied();
    let bulk_name = text("bulk-layout").or(of_company.bulk_layout.clone());
    let bulk = bulk_layout(
        bulk_name.as_deref(),
        settings.layouts.as_deref(),
        chunk.or(settings.chunk_size),
        say,
    )?;
    let path = |name: &str| arguments.try_get_one::<PathBuf>(name).ok().flatten().cloned();
    Ok(Job {
        files: arguments.get_many::<PathBuf>("files").unwrap_or_default().cloned().collect(),
        out: path("out"),
        period,
        layout: text("layout").or(of_company.layout),
        open: OpenOptions {
            sheet: text("sheet"),
            dialect: dialect(arguments, say)?,
            ..OpenOptions::for_layouts(&layouts)
        },
        layouts,
        bulk,
        company,
        placeholders: of_company.placeholders,
        severities,
        language: say.0,
        import_book: arguments
            .try_get_one::<bool>("import-xlsx")
            .ok()
            .flatten()
            .copied()
            .unwrap_or(false),
        corrections: path("corrections"),
        version: env!("CARGO_PKG_VERSION"),
    })
}

fn bulk_layout(
    name: Option<&str>,
    folder: Option<&Path>,
    chunk: Option<u32>,
    say: Say,
) -> Result<BulkLayout, Failure> {
    let mut layout = engine::ingest::bulk_layout::named(name.unwrap_or("ventas-20"), folder)
        .map_err(|error| ingest_failure(&error, say))?;
    if let Some(chunk) = chunk {
        if !(1..=ROWS_PER_PART_MAX).contains(&chunk) {
            let words = s(
                "chunk_size es {value}: debe estar entre 1 y 50000.",
                "chunk_size is {value}: it must be between 1 and 50000.",
            );
            return Err(Failure::usage(say.fill(words, &[("value", &chunk.to_string())])));
        }
        layout.rows_per_part = chunk;
    }
    Ok(layout)
}

fn failure(error: &RunError, say: Say) -> Failure {
    let message = error.says(say.0);
    match error {
        RunError::Ingest(error) => ingest_failure(error, say),
        RunError::NoPeriod | RunError::Periods(_) | RunError::OtherLedger => {
            Failure::usage(message)
        }
        RunError::Interrupted => Failure { outcome: Outcome::Interrupted, message },
        // What a person must put right is no failure of the run: another folder, another file.
        RunError::Output(error) if error.is_usage() => Failure::usage(message),
        RunError::Output(_) | RunError::Proof(..) | RunError::Temporary(_) => {
            Failure::failed(message)
        }
    }
}
