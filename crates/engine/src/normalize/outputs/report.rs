//! What `normalize --json` prints: one document, whose keys programs may rely on.

use serde::{Serialize, Serializer};
use std::time::Duration;

use super::manifest::RowCounts;
use super::part::PartSeal;
use crate::model::Severity;

/// The result of a run.
#[derive(Clone, Debug, Serialize)]
pub struct NormalizeReport {
    /// `cuadre.normalize/1`.
    pub schema: &'static str,
    /// What was read.
    pub ledger: LedgerReport,
    /// The row proof.
    pub rows: RowCounts,
    /// Each rule that had something to say, in the order of the codes.
    pub rules: Vec<RuleReport>,
    /// The parts, in their order.
    pub parts: Vec<PartReport>,
    /// What the parts sum up to.
    pub totals: TotalsReport,
    /// The list of rejections, relative to the run's folder.
    pub rejects: String,
    /// How long it took.
    #[serde(serialize_with = "seconds")]
    pub seconds: Duration,
    /// The most memory that the process held.
    pub peak_rss_bytes: u64,
}

/// The ledger, in a report.
#[derive(Clone, Debug, Serialize)]
pub struct LedgerReport {
    /// Its files.
    pub files: Vec<String>,
    /// Its period, `2026-01`.
    pub period: String,
    /// Its layout.
    pub layout: String,
    /// The fingerprint of its bytes.
    pub bytes: String,
    /// The fingerprint of its rows.
    pub content: String,
}

/// What a rule said, in a report.
#[derive(Clone, Debug, Serialize)]
pub struct RuleReport {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// What it weighs.
    pub severity: Severity,
    /// How often it was broken.
    pub count: u64,
}

/// A part, in a report.
#[derive(Clone, Debug, Serialize)]
pub struct PartReport {
    /// `parts/0001.csv`.
    pub file: String,
    /// Documents in it.
    pub rows: u64,
    /// The hash of its bytes.
    pub sha256: String,
}

impl From<&PartSeal> for PartReport {
    fn from(seal: &PartSeal) -> PartReport {
        PartReport { file: seal.file.clone(), rows: seal.rows, sha256: seal.sha256.clone() }
    }
}

/// The sums of a run, in a report; amounts as text, so that no reader rounds them.
#[derive(Clone, Debug, Serialize)]
pub struct TotalsReport {
    /// Documents in all parts.
    pub documents: u64,
    /// The taxable base.
    pub taxable_base: String,
    /// The sales tax.
    pub sales_tax: String,
    /// The total.
    pub total: String,
}

impl NormalizeReport {
    /// The schema that this version prints.
    pub const SCHEMA: &str = "cuadre.normalize/1";
}

/// Seconds with milliseconds.
fn seconds<S: Serializer>(time: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    // A duration is no money: JSON has no other number for it.
    serializer.serialize_f64(time.as_millis() as f64 / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn the_report_has_exactly_the_promised_keys() {
        let report = NormalizeReport {
            schema: NormalizeReport::SCHEMA,
            ledger: LedgerReport {
                files: vec!["01. PLE ENERO 26.xlsx".to_owned()],
                period: "2026-01".to_owned(),
                layout: "sunat-39".to_owned(),
                bytes: "ab".to_owned(),
                content: "cd".to_owned(),
            },
            rows: RowCounts { read: 10, accepted: 6, fixed: 1, rejected: 2, skipped: 1 },
            rules: vec![RuleReport {
                code: "C101",
                name: "period-readable",
                severity: Severity::Reject,
                count: 2,
            }],
            parts: vec![PartReport {
                file: "parts/0001.csv".to_owned(),
                rows: 7,
                sha256: "ef".to_owned(),
            }],
            totals: TotalsReport {
                documents: 7,
                taxable_base: "700.00".to_owned(),
                sales_tax: "126.00".to_owned(),
                total: "826.00".to_owned(),
            },
            rejects: "rejects.csv".to_owned(),
            seconds: Duration::from_micros(345_678),
            peak_rss_bytes: 12_345_678,
        };
        assert!(report.rows.hold());
        expect![[r#"{"schema":"cuadre.normalize/1","ledger":{"files":["01. PLE ENERO 26.xlsx"],"period":"2026-01","layout":"sunat-39","bytes":"ab","content":"cd"},"rows":{"in":10,"accepted":6,"fixed":1,"rejected":2,"skipped":1},"rules":[{"code":"C101","name":"period-readable","severity":"reject","count":2}],"parts":[{"file":"parts/0001.csv","rows":7,"sha256":"ef"}],"totals":{"documents":7,"taxable_base":"700.00","sales_tax":"126.00","total":"826.00"},"rejects":"rejects.csv","seconds":0.345,"peak_rss_bytes":12345678}"#]]
        .assert_eq(&serde_json::to_string(&report).unwrap());
    }
}
