//! What the platform should complain of, against what it does: a difference is told, since one of the two lists is not
//! what somebody believes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::steps::{LEDGER, Steps, unwritten};
use super::stop::Stop;
use crate::model::{Finding, Period, SeriesCatalog, Subject};
use crate::reconcile::predict;
use crate::run::sold::Sold;

/// A series in a branch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Pair {
    /// The series.
    pub series: String,
    /// The branch, as the parts have it.
    pub branch: String,
}

/// What was expected of the first processing, and what came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Predicted {
    /// How many pairs should have been complained of.
    pub expected: u64,
    /// Those of them that were not.
    pub not_reported: Vec<Pair>,
    /// Pairs that were complained of although the catalog lists them.
    pub not_expected: Vec<Pair>,
}

/// What `preflight` has told of a ledger, kept where its run will be.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Forecast {
    /// The fingerprint of the ledger's rows.
    pub content: String,
    /// What the platform should complain of.
    pub pairs: Vec<Pair>,
}

impl Forecast {
    /// Of these findings.
    pub fn new(content: &str, findings: &[Finding]) -> Forecast {
        Forecast { content: content.to_owned(), pairs: pairs(findings).into_iter().collect() }
    }

    /// Where it is kept: the latest of each period.
    pub fn path(output: &Path, company: &str, period: Period) -> PathBuf {
        output.join(company).join(period.to_string()).join("preflight.json")
    }
}

fn pairs(findings: &[Finding]) -> BTreeSet<Pair> {
    let of_series = findings.iter().filter(|finding| finding.subject == Subject::Series);
    of_series
        .map(|finding| Pair { series: finding.code.0.clone(), branch: finding.branch.0.clone() })
        .collect()
}

impl Steps<'_> {
    /// What the ledger sells where.
    pub(super) fn sold(&self) -> Vec<Sold> {
        Sold::in_folder(&self.folder.join(LEDGER), &self.order.job.bulk)
    }

    /// What the platform should complain of, by its catalog.
    pub(super) fn predicted(&self, catalog: &SeriesCatalog) -> Vec<Finding> {
        let sold = self.sold();
        predict(sold.iter().map(|sold| (&sold.code, &sold.branch, sold.rows)), catalog)
    }

    /// Notes what was expected of the first round, beside what it reported.
    pub(super) fn compare_with_predicted(&mut self, catalog: &SeriesCatalog, found: &[Finding]) {
        if self.run.round != 1 {
            return;
        }
        let expected = pairs(&self.predicted(catalog));
        self.note_predicted(&expected, &pairs(found));
    }

    /// The same where nothing was complained of, against what `preflight` has told, if it was asked.
    pub(super) fn compare_with_forecast(&mut self) {
        let path = Forecast::path(&self.order.output, &self.run.company, self.run.period);
        let text = std::fs::read(path).unwrap_or_default();
        let told: Forecast = serde_json::from_slice(&text).unwrap_or_default();
        if self.run.round == 1 && told.content == self.run.content {
            self.note_predicted(&told.pairs.into_iter().collect(), &BTreeSet::new());
        }
    }

    fn note_predicted(&mut self, expected: &BTreeSet<Pair>, found: &BTreeSet<Pair>) {
        self.story.predicted = Some(Predicted {
            expected: expected.len() as u64,
            not_reported: expected.difference(found).cloned().collect(),
            not_expected: found.difference(expected).cloned().collect(),
        });
    }
}

/// Keeps a forecast, whole or not at all.
pub fn keep_forecast(path: &Path, forecast: &Forecast) -> Result<(), Box<Stop>> {
    let text = serde_json::to_vec_pretty(forecast).unwrap_or_default();
    let waiting = path.with_extension("partial");
    let kept = path
        .parent()
        .map_or(Ok(()), std::fs::create_dir_all)
        .and_then(|()| std::fs::write(&waiting, text))
        .and_then(|()| std::fs::rename(&waiting, path));
    kept.map_err(|error| unwritten(path, &error))
}
