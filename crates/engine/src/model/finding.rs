//! Findings: what the Import Platform complains of, one for each series and branch.

use serde::{Deserialize, Serialize};

use super::branch::BranchName;
use super::series::SeriesCode;

/// What a detail is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A series that the platform does not know in its branch.
    Series,
    /// Anything else, and whatever we cannot tell.
    Other,
}

/// Where in the ledger's parts a detail points.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DetailPlace {
    /// The part's name at the platform, if the report has it.
    pub file: String,
    /// The line in that part; 0 where the report does not say.
    pub line: u64,
    /// The document, if the report has it.
    pub document: String,
}

/// All details of one subject, series and branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What they are about.
    pub subject: Subject,
    /// `Serie`; empty where the report has none.
    pub code: SeriesCode,
    /// `Sucursal`; empty where the report has none.
    pub branch: BranchName,
    /// How many details there are.
    pub count: u64,
    /// The first of them in the ledger's order, whatever the report's order is.
    pub first: DetailPlace,
    /// The first line of the report that says so.
    pub report_line: u64,
    /// What the platform says, each text once; the first few of them in order of text.
    pub reasons: Vec<String>,
}
