//! The lists of both platforms, as they are now: what the commands look at that write nothing.

use std::path::Path;

use engine::model::{AccountList, CostCenterList, Period, SeriesCatalog};
use engine::ports::Answer;
use engine::run::phases::{Unread, accounts_in, catalog_in, cost_centers_in};

use crate::failure::{Failure, Told};
use crate::settings::MainJob;
use crate::text::{LIST_UNFETCHED, LIST_UNREAD, Say};
use crate::{interrupt, platforms};

/// What a plan is made of.
pub(super) struct Lists {
    pub(super) catalog: SeriesCatalog,
    pub(super) cost_centers: CostCenterList,
    pub(super) accounts: AccountList,
}

/// Fetches all three; the files stay in `folder`.
pub(super) fn fetch(
    job: &MainJob,
    period: Period,
    folder: &Path,
    say: Say,
) -> Result<Lists, Failure> {
    job.import_platform.complete(&job.company.name, say)?;
    job.accounting.complete(&job.company.name, say)?;
    interrupt::catch();
    let mut both = platforms::open(job, folder, None, say).map_err(Failure::usage)?;
    told(both.import.open(&job.company, period), job.import_platform.key, say)?;
    let catalog = told(both.import.fetch_catalog(folder), job.import_platform.key, say)?;
    told(both.accounting.open(&job.company, period), job.accounting.key, say)?;
    let centers = told(both.accounting.fetch_cost_centers(folder), job.accounting.key, say)?;
    let accounts = told(both.accounting.fetch_accounts(folder), job.accounting.key, say)?;
    Ok(Lists {
        catalog: read(&catalog, catalog_in, say)?,
        cost_centers: read(&centers, cost_centers_in, say)?,
        accounts: read(&accounts, accounts_in, say)?,
    })
}

/// A report as what it should be.
pub(super) fn read<T>(
    path: &Path,
    read: impl Fn(&Path) -> Result<T, Unread>,
    say: Say,
) -> Result<T, Failure> {
    read(path).map_err(|unread| {
        let path = path.display().to_string();
        let values = [("path", path.as_str()), ("why", &unread.says(say.0))];
        Failure::usage(Told::of(&LIST_UNREAD, &values, say).render(say))
    })
}

fn told<T>(answer: Answer<T>, platform: &str, say: Say) -> Result<T, Failure> {
    answer.map_err(|failure| {
        let why = failure.message.trim_end_matches('.').to_owned();
        let values = [("platform", platform), ("why", &why)];
        Failure::failed(Told::of(&LIST_UNFETCHED, &values, say).render(say))
    })
}
