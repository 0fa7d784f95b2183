//! Series of documents (`B001`, `F006`) and the catalog in which the Import Platform knows them.
//!
//! The catalog is keyed by (code, branch): the same code in another branch is another entry. All texts are kept as
//! they were written, since a catalog that is sent back must be the one that was fetched, byte for byte (H30).

use super::branch::BranchName;

/// A series' code as written, trimmed: `B001`, `F006`, now and then `1`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesCode(pub String);

/// One row of the catalog: *Series por centro de costo* (domain.md 4.6).
///
/// The report has three columns called `Descripción`; here they are told apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeriesEntry {
    /// `Serie`.
    pub code: SeriesCode,
    /// `C.C.`: a code of four digits; empty where the catalog has none (H29).
    pub cost_center: String,
    /// The first `Descripción`, of the cost center.
    pub cost_center_name: String,
    /// `Sucursal`.
    pub branch: BranchName,
    /// `T.Op.`
    pub operation_type: String,
    /// The second `Descripción`, of the operation type.
    pub operation_name: String,
    /// `Cta.Cte.`: eleven digits; empty where the catalog has none (H29).
    pub account: String,
    /// The third `Descripción`, of the account.
    pub account_name: String,
}

/// A cost center of the accounting system.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CostCenter {
    /// Four digits.
    pub code: String,
    /// As written.
    pub name: String,
}
