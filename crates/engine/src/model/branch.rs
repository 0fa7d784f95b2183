//! Names of branches as written; how they are compared is in `branch_key`.

use serde::{Deserialize, Serialize};

/// A branch's name as written in a ledger, report or catalog, trimmed and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BranchName(pub String);
