//! What the platform will complain of, before anything is sent: the series that its catalog does not list in their branch.

use std::collections::BTreeSet;

use crate::model::{BranchName, DetailPlace, Finding, SeriesCatalog, SeriesCode, Subject};

/// One finding for each series and branch of `sold` that the catalog does not list letter by letter, as the platform
/// compares; in order of series and branch. Rows of the same pair are added up.
pub fn predict<'s>(
    sold: impl IntoIterator<Item = (&'s SeriesCode, &'s BranchName, u64)>,
    catalog: &SeriesCatalog,
) -> Vec<Finding> {
    let listed: BTreeSet<(&str, &str)> = catalog
        .rows
        .iter()
        .map(|row| {
            let texts = row.texts();
            (texts[0], texts[3])
        })
        .collect();
    let missing = sold
        .into_iter()
        .filter(|(code, branch, _)| !listed.contains(&(code.0.as_str(), branch.0.as_str())));
    let findings: Vec<_> = missing
        .map(|(code, branch, count)| Finding {
            subject: Subject::Series,
            code: code.clone(),
            branch: branch.clone(),
            count,
            first: DetailPlace::default(),
            report_line: 0,
            reasons: Vec::new(),
        })
        .collect();
    super::merged(&findings)
}
