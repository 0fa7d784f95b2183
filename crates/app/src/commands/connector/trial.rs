//! What `connector check --write` writes: twenty invented sales, a series and an account, all made for the purpose.

use std::fs::File;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use connectors::conformance::Writing;
use engine::ingest::layout::Layouts;
use engine::model::{Account, AccountCode, BranchName, Period, SeriesCode, SeriesEntry};
use engine::ports::{AccountingSystem, CatalogImport, ImportPlatform, PartFile, SeriesImport};
use engine::register::{ImportKind, write_import};
use engine::run::phases::{accounts_in, catalog_in, part_files};
use engine::run::{Job, Watch};

use crate::commands::table::ingest_failure;
use crate::commands::{normalize, sample as sampling};
use crate::failure::Failure;
use crate::sample::{self, Format, Request, Share};
use crate::settings::{MainJob, Resolved};
use crate::text::{Say, s};

/// The branch of all that is written.
const BRANCH: &str = "PRUEBA DE CONECTOR";
const ROWS: u64 = 20;

/// A part of invented sales, in the company's bulk layout, and a series that nobody has.
pub(super) fn for_import(
    port: &mut dyn ImportPlatform,
    (resolved, job): (&Resolved, &MainJob),
    period: Period,
    folder: &Path,
    say: Say,
) -> Result<Writing, Failure> {
    let part = part(resolved, period, folder, say)?;
    let told = |failure: engine::ports::Failure| Failure::failed(failure.to_string());
    port.open(&job.company, period).map_err(told)?;
    let kind = match port.capabilities().series_import {
        CatalogImport::Unknown => return Ok(Writing { part, series: None }),
        CatalogImport::Merge => ImportKind::Merge,
        CatalogImport::Replace => ImportKind::Replace,
    };
    let path = port.fetch_catalog(folder).map_err(told)?;
    let catalog = catalog_in(&path).map_err(|unread| Failure::failed(unread.says(say.0)))?;
    let is_free = |code: &String| catalog.rows.iter().all(|row| row.entry.code.0 != *code);
    let code = (1..=99).map(|number| format!("ZZ{number:02}")).find(is_free);
    let like = catalog.rows.first().map(|row| row.entry.clone());
    // Without a row to copy there is no cost center and no account that the platform is sure to know.
    let (Some(code), Some(like)) = (code, like) else { return Ok(Writing { part, series: None }) };
    let entry =
        SeriesEntry { code: SeriesCode(code), branch: BranchName(BRANCH.to_owned()), ..like };
    let file = folder.join("series-de-prueba.xlsx");
    let out = File::create(&file).map_err(|error| Failure::failed(say.system(&error)))?;
    let additions = vec![entry];
    write_import(out, kind, &catalog, &additions)
        .map_err(|error| Failure::failed(error.say(say.0)))?;
    Ok(Writing { part, series: Some(SeriesImport { file, additions }) })
}

fn part(resolved: &Resolved, period: Period, folder: &Path, say: Say) -> Result<PartFile, Failure> {
    let request = Request {
        rows: ROWS,
        seed: 1,
        period,
        format: Format::Csv,
        dirty: Share(0),
        out: folder.join("ventas.csv"),
    };
    let made = sample::run(&request).map_err(|error| sampling::failure(&error, say))?;
    let layouts = Layouts::embedded().map_err(|error| ingest_failure(&error, say))?;
    let bulk = normalize::bulk_of(resolved, None, None, say)?;
    let ledger = folder.join("ledger");
    let job = Job {
        out: Some(ledger.clone()),
        period: Some(period),
        ..Job::new(vec![made.file], layouts, bulk, say.0)
    };
    let stop = AtomicBool::new(false);
    let mut watch = Watch { tell: &mut |_, _| {}, stop: &stop };
    engine::run::normalize(&job, &mut watch).map_err(|error| normalize::failure(&error, say))?;
    let words =
        s("No se pudo preparar el archivo de prueba.", "The file for the trial could not be made.");
    let unmade = || Failure::failed(say.text(words).to_owned());
    let parts = part_files(&ledger, "cuadre-prueba-").map_err(|_| unmade())?;
    parts.into_iter().next().ok_or_else(unmade)
}

/// An account of a code that nobody has, after the company's prefix.
pub(super) fn for_accounting(
    system: &mut dyn AccountingSystem,
    job: &MainJob,
    period: Period,
    folder: &Path,
    say: Say,
) -> Result<Account, Failure> {
    let told = |failure: engine::ports::Failure| Failure::failed(failure.to_string());
    system.open(&job.company, period).map_err(told)?;
    let path = system.fetch_accounts(folder).map_err(told)?;
    let list = accounts_in(&path).map_err(|unread| Failure::failed(unread.says(say.0)))?;
    let prefix = job.policy.account_prefix.as_str();
    let codes = list.entries.iter().map(|account| account.code);
    let highest = codes.filter(|code| code.as_str().starts_with(prefix)).max();
    let code = AccountCode::after(highest, prefix).ok_or_else(|| {
        let words = s(
            "No queda un código libre que empiece con {prefix}.",
            "There is no free code left that begins with {prefix}.",
        );
        Failure::failed(say.fill(words, &[("prefix", prefix)]))
    })?;
    let number = code.as_str().trim_start_matches('0');
    Ok(Account { code, name: format!("{BRANCH} {number}") })
}
