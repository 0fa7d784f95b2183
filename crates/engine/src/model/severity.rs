//! How much a broken rule weighs.

use serde::{Deserialize, Serialize};

/// What a broken rule does to its row. Ordered: the heavier is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rule is not asked.
    Off,
    /// A count and totals for the ledger; never a row's state.
    Note,
    /// A remark on an accepted row.
    Warn,
    /// The row is rejected.
    Reject,
}

impl Severity {
    /// The word used in settings, JSON and CSV.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Off => "off",
            Severity::Note => "note",
            Severity::Warn => "warn",
            Severity::Reject => "reject",
        }
    }
}
