//! What a run tells when it has ended: the document of `normalize --json`, and what a person is shown.

use std::path::PathBuf;

use serde::Serialize;

use super::sold::Sold;
use crate::ingest::evidence::Evidence;
use crate::model::columns::column_letters;
use crate::model::{Columns, Severity, SkipReason};
use crate::normalize::outputs::{Finding, RowCounts};

/// The document of `cuadre normalize --json`.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// `cuadre.normalize/1`.
    pub schema: &'static str,
    /// The ledger.
    pub ledger: LedgerReport,
    /// The row proof.
    pub rows: RowCounts,
    /// Every rule that was broken, and every fix that was made.
    pub rules: Vec<RuleReport>,
    /// The bulk parts.
    pub parts: Vec<PartReport>,
    /// The sums of what was accepted.
    pub totals: TotalsReport,
    /// Where the rejections are; `null` when only judging.
    pub rejects: Option<&'static str>,
    /// Codes of the rules that hold the ledger.
    pub held: Vec<&'static str>,
    /// What is to be said of the corrections that came back, a sentence a row; left out where there is nothing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub corrections: Vec<String>,
    /// What was found out about the files, and what was odd in them.
    pub evidence: Vec<EvidenceReport>,
    /// Wall time.
    pub seconds: f64,
    /// The process's peak of memory.
    pub peak_rss_bytes: u64,
}

/// Something that was found out, for a [`Report`].
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceReport {
    /// The file's name.
    pub file: String,
    /// The sentence.
    pub says: String,
    /// Whether a person should look at it.
    pub doubt: bool,
}

/// The ledger of a [`Report`].
#[derive(Clone, Debug, Serialize)]
pub struct LedgerReport {
    /// The names of its files.
    pub files: Vec<String>,
    /// `2026-01`.
    pub period: String,
    /// The layout's name.
    pub layout: String,
    /// BLAKE3 of the files' bytes.
    pub bytes: String,
    /// Fingerprint of what the rows say.
    pub content: String,
}

/// How often a rule was broken, or a fix made.
#[derive(Clone, Debug, Serialize)]
pub struct RuleReport {
    /// `C104`, `F01`.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// `reject`, `warn`, `note` or `fix`.
    pub severity: &'static str,
    /// Cells or remarks.
    pub count: u64,
}

/// A bulk part of a [`Report`].
#[derive(Clone, Debug, Serialize)]
pub struct PartReport {
    /// `parts/0001.csv`.
    pub file: String,
    /// Its lines without the header.
    pub rows: u64,
    /// Of its bytes.
    pub sha256: String,
}

/// Sums of a [`Report`], as decimal text.
#[derive(Clone, Debug, Serialize)]
pub struct TotalsReport {
    /// Rows accepted, fixed ones too: the lines of the parts.
    pub rows: u64,
    /// Documents in them: a row that sums a range counts all of its own. As in `totals.json`.
    pub documents: u64,
    /// Base.
    pub taxable_base: String,
    /// Tax.
    pub sales_tax: String,
    /// Total.
    pub total: String,
}

/// A failure with all that a person needs, kept for the first few.
#[derive(Clone, Debug)]
pub struct ShownFailure {
    /// The rule's code.
    pub code: &'static str,
    /// What it weighs here.
    pub severity: Severity,
    /// What happened.
    pub message: String,
    /// What to do.
    pub advice: String,
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The row, 0 where it is about the whole ledger.
    pub row: u64,
    /// The column's letters.
    pub column: String,
    /// The column's header.
    pub header: String,
    /// What stands in the cell.
    pub value: String,
}

impl ShownFailure {
    /// The finding, with the place that its list's line would say.
    pub(super) fn of(
        finding: &Finding<'_>,
        columns: &Columns,
        file: &str,
        sheet: &str,
    ) -> ShownFailure {
        let column = columns.of(finding.field);
        ShownFailure {
            code: finding.code,
            severity: finding.severity,
            message: finding.message.clone(),
            advice: finding.advice.clone(),
            file: file.to_owned(),
            sheet: sheet.to_owned(),
            row: finding.row,
            column: column.map(column_letters).unwrap_or_default(),
            header: column.map_or(String::new(), |column| columns.header(column).to_owned()),
            value: finding.value.to_owned(),
        }
    }
}

/// All that is known when a run has ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The folder that was written; `None` where the ledger was only judged.
    pub out: Option<PathBuf>,
    /// The document for programs.
    pub report: Report,
    /// The first failures that reject.
    pub shown: Vec<ShownFailure>,
    /// Remarks and notes on the ledger as a whole.
    pub remarks: Vec<ShownFailure>,
    /// What was found out about the files, and what was odd in them.
    pub evidence: Vec<(String, Evidence)>,
    /// Lines of text files and rows of sheets that were skipped, by reason.
    pub skipped: Vec<(SkipReason, u64)>,
    /// What the ledger sells where, in order of series and branch.
    pub sold: Vec<Sold>,
}
