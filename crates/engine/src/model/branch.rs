//! Names of branches as written; how they are compared belongs to `reconcile`.

/// A branch's name as written in a ledger, report or catalog, trimmed and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BranchName(pub String);
