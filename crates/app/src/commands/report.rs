//! `cuadre report RUN`: the run's page, written into its folder, or all of it as JSON.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use engine::journal::{Journal, JournalError, Run};

use super::journal::{self, settings_option};
use super::stdout;
use crate::as_given::AsGiven;
use crate::failure::{Failure, Outcome, Told};
use crate::report::{self, ReportData};
use crate::text::{REPORT_UNWRITABLE, Say};

/// The page's name in the run's folder.
const PAGE: &str = "report.html";

/// Renders it, and prints where it is.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (memory, run) = journal::with_run(arguments, say)?;
    let folder = PathBuf::from(&run.folder);
    let data = gather(&memory, &run, settings_option(arguments), say)
        .map_err(|error| journal::failure(&error, say))?;
    let named = arguments.get_one::<PathBuf>("out");
    let is_json = arguments.get_flag("json");
    let text = if is_json { report::json(&data) } else { report::page(&data, say) };
    let path = match named {
        None if is_json => {
            stdout::print(out, &text, say)?;
            return Ok(Outcome::Done);
        }
        None => folder.join(PAGE),
        Some(path) => path.clone(),
    };
    write(&path, &text).map_err(|error| {
        let shown = path.display().to_string();
        let values = [("path", shown.as_str()), ("why", &say.system(&error))];
        Failure::failed(Told::of(&REPORT_UNWRITABLE, &values, say).render(say))
    })?;
    stdout::print(out, &format!("{}\n", path.display()), say)?;
    Ok(Outcome::Done)
}

fn gather(
    memory: &Journal,
    run: &Run,
    settings: Option<&Path>,
    say: Say,
) -> Result<ReportData, JournalError> {
    let mut data = report::gather(memory, run, Path::new(&run.folder), say)?;
    data.as_given = AsGiven::kept(settings);
    if let Some(why) = &mut data.why {
        why.advice = data.as_given.text(&why.advice);
    }
    Ok(data)
}

/// Writes the page of a run that has just ended into its folder; its name there, empty where that failed: the run is
/// what it is without its page.
pub(super) fn of_ended(memory: &Journal, run: &Run, settings: Option<&Path>, say: Say) -> String {
    let folder = PathBuf::from(&run.folder);
    let Ok(data) = gather(memory, run, settings, say) else { return String::new() };
    match write(&folder.join(PAGE), &report::page(&data, say)) {
        Ok(()) => PAGE.to_owned(),
        Err(_) => String::new(),
    }
}

/// Writes it beside its place and then puts it there, so that it is whole or as it was before.
fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let written = std::fs::File::create(&beside).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let placed = written.and_then(|()| std::fs::rename(&beside, path));
    if placed.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    placed
}
