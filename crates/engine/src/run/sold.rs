//! What a ledger sells where: its series and branches as the platform will read them in the parts.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use crate::model::{BranchName, BulkLayout, SeriesCode};
use crate::normalize::outputs::sent_text;

/// The rows of a series in a branch, of whatever kind of document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sold {
    /// The series.
    pub code: SeriesCode,
    /// The branch as the parts have it: what the layout strips from texts is gone.
    pub branch: BranchName,
    /// Rows.
    pub rows: u64,
    /// The cost centers that the rows name (column 39).
    pub cost_centers: BTreeSet<String>,
}

impl Sold {
    /// The pairs of a `totals.json`, in order of series and branch; none where it says none.
    pub(super) fn of(totals: &Value, layout: &BulkLayout) -> Vec<Sold> {
        let mut all: Vec<Sold> = Vec::new();
        for pair in totals["by_series_and_branch"].as_array().into_iter().flatten() {
            let (Some(series), Some(branch)) = (pair["series"].as_str(), pair["branch"].as_str())
            else {
                continue;
            };
            let codes = pair["cost_centers"].as_array().into_iter().flatten();
            all.push(Sold {
                code: SeriesCode(sent_text(layout, series)),
                branch: BranchName(sent_text(layout, branch)),
                rows: pair["rows"].as_u64().unwrap_or_default(),
                cost_centers: codes.filter_map(|code| code.as_str().map(str::to_owned)).collect(),
            });
        }
        all.sort_by(|one, other| (&one.code, &one.branch).cmp(&(&other.code, &other.branch)));
        all.dedup_by(|again, first| {
            let same = (&again.code, &again.branch) == (&first.code, &first.branch);
            if same {
                first.rows += again.rows;
                first.cost_centers.append(&mut again.cost_centers);
            }
            same
        });
        all
    }

    /// The pairs of a judged ledger's folder; none where its totals cannot be read.
    pub(super) fn in_folder(ledger: &Path, layout: &BulkLayout) -> Vec<Sold> {
        let text = std::fs::read(ledger.join("totals.json")).unwrap_or_default();
        Sold::of(&serde_json::from_slice(&text).unwrap_or_default(), layout)
    }
}
