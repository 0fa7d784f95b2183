//! 5. The report of details to findings, and whether the round has brought anything.

use std::collections::BTreeSet;

use super::asked::Asked;
use super::reports::{Unread, each_row};
use super::steps::{REPORTS, Steps, key_of};
use super::stop::Stop;
use super::story::Untold;
use crate::analyze::{Details, DetailsReader, Reasons};
use crate::journal::{Outcome, Phase};
use crate::model::{Finding, Sentence};
use crate::ports::ImportPlatform;

/// The report of the last round.
const DETAILS: &str = "detalles-ronda";

const DETAILS_COUNTED: Sentence = Sentence::new("líneas de detalle", "lines of details");

impl Steps<'_> {
    /// Fetches the details of the round and counts them.
    pub(super) fn analyze(&mut self) -> Result<(), Box<Stop>> {
        self.open_import()?;
        let reports = self.path(REPORTS)?;
        let Some(port) = &mut self.import else { return Ok(()) };
        let fetched = port
            .fetch_details(&reports)
            .map_err(|failure| Stop::platform(Asked::Details, &failure))?;
        let path = self.keep(&fetched, &format!("{DETAILS}-{}", self.run.round))?;
        let details = self.details_in(&path)?;
        match self.processed().complaints {
            Some(complaints) if complaints != details.rows => {
                let values =
                    vec![("told", complaints.to_string()), ("meant", details.rows.to_string())];
                let stop = Stop::end(Outcome::Failed, "numbers-disagree", values);
                let stop = stop.spoken("what", |language| DETAILS_COUNTED.text(language).into());
                return Err(self.batch_since_processing(complaints, stop)?);
            }
            Some(_) => {}
            None => self.not_verified(Untold::Details),
        }
        let complaints: BTreeSet<String> = details
            .findings
            .iter()
            .map(|finding| key_of(finding.subject, &finding.code, &finding.branch))
            .collect();
        self.journal.hear(self.clock, &self.run.id, self.run.round, &complaints, details.rows)?;
        self.story.details.last = details.rows;
        if details.rows == 0 {
            return self.advance(Phase::Done);
        }
        let rounds = self.journal.rounds(&self.run.id)?;
        let without_progress = match rounds.as_slice() {
            [.., before, now] => !now.is_progress_over(before),
            _ => false,
        };
        if self.registered && without_progress {
            self.list_open(&self.plan_of_last_round()?);
            return Err(self.no_progress());
        }
        self.registered = false;
        self.findings = Some(details.findings);
        self.advance(Phase::Reconcile)
    }

    /// The findings of the round: those just read, or those of the report that an earlier attempt has kept.
    pub(super) fn findings(&mut self) -> Result<Vec<Finding>, Box<Stop>> {
        if let Some(findings) = self.findings.take() {
            return Ok(findings);
        }
        let path = self.kept(REPORTS, &format!("{DETAILS}-{}", self.run.round));
        Ok(self.details_in(&path)?.findings)
    }

    fn details_in(&self, path: &std::path::Path) -> Result<Details, Box<Stop>> {
        let reasons = match self.order.series_reasons.as_slice() {
            [] => Reasons::usual(),
            own => Reasons::new(own.iter().map(String::as_str)),
        };
        self.read(path, |path| {
            let mut reader = DetailsReader::new(&reasons);
            each_row(path, |row| reader.row(row))?;
            reader.finish().map_err(Unread::Report)
        })
    }
}
