//! Which period a ledger is of: as given, else by its files' names, else by their rows.
//!
//! Where nearly all rows of a file are of one other period, none of them could be accepted, and one message says it
//! instead of thousands. A few rows of another month are the rules' business.

use std::path::PathBuf;

use super::job::{Job, RunError};
use super::source::Source;
use crate::ingest::error::{IngestError, IngestErrorKind, Place};
use crate::ingest::file_name::period_of_name;
use crate::model::{Period, Sentence, Severity};
use crate::normalize::RULEBOOK;

const GIVEN: Sentence = Sentence::new("Se indicó el periodo", "The given period is");
const NAMED: Sentence =
    Sentence::new("El nombre del archivo dice el periodo", "The file's name says the period");
const OTHERS: Sentence = Sentence::new("El registro es del periodo", "The ledger is of the period");

/// The period of a ledger, if its rows do not contradict it.
pub(super) fn period_of(job: &Job, sources: &[Source]) -> Result<Period, RunError> {
    let period = match job.period {
        Some(period) => period,
        None => told_by(sources)?,
    };
    if rejects_other_periods(job) {
        sources.iter().try_for_each(|source| check(job, source, period))?;
    }
    Ok(period)
}

fn told_by(sources: &[Source]) -> Result<Period, RunError> {
    let of = |source: &Source| period_of_name(&source.path).or(source.sample.period());
    let told: Vec<(PathBuf, Period)> =
        sources.iter().filter_map(|source| Some((source.path.clone(), of(source)?))).collect();
    match told.first() {
        None => Err(RunError::NoPeriod),
        Some((_, first)) if told.iter().all(|(_, period)| period == first) => Ok(*first),
        Some(_) => Err(RunError::Periods(told)),
    }
}

/// Whether the rule on the period rejects; a company that only wants to be warned gets its rows.
fn rejects_other_periods(job: &Job) -> bool {
    let rule = RULEBOOK.iter().position(|rule| rule.name == "period-of-ledger");
    let own = job.severities.iter().rev().find(|(index, _)| Some(*index) == rule);
    own.is_none_or(|(_, severity)| *severity == Severity::Reject)
}

fn check(job: &Job, source: &Source, period: Period) -> Result<(), RunError> {
    let Some(against) = source.sample.against(period) else { return Ok(()) };
    let says = match (job.period, period_of_name(&source.path)) {
        (Some(_), _) => GIVEN,
        (None, Some(_)) => NAMED,
        (None, None) => OTHERS,
    };
    let sheet = Some(source.sheet.clone()).filter(|sheet| !sheet.is_empty());
    let place = Place { sheet, ..Place::file(&source.path) };
    let error = IngestError::new(IngestErrorKind::PeriodContradicted, place);
    let error = error.with("says", says).with("period", period.to_string());
    let error = error.with("count", against.count).with("rows", against.rows);
    Err(error.with("found", against.found.to_string()).into())
}
