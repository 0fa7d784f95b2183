//! 5. Findings, catalog, cost centers and accounts to a plan.
//!
//! Every finding gets exactly one verdict, and a verdict that leads to a row in the books needs equal keys, one cost
//! center and one account. Anything less is a doubt with its candidates, the likeliest first: likeness only ranks, it never
//! decides. What a person has decided or confirmed counts as long as it still means what he saw. A cost center that he has
//! chosen for one series holds for the other series of its branch that are in the very same doubt: it is the branch that he
//! was asked about. To skip is said of one series and branch only.
//!
//! | series in catalog | branch | verdict |
//! |---|---|---|
//! | the pair, same | | *AlreadyListed* |
//! | the pair alike, spelled otherwise | alike | *Inherited* by spelling |
//! | no | known, one cost center and account | *Inherited* |
//! | in another branch | known | *Unresolved*: series moved |
//! | in another branch | unknown | *Unresolved*: renamed or new |
//! | no | unknown, one cost center with equal key | *New*: reuses the account of that name, else opens one; *Unresolved* while names give a branch of the catalog another code than it has |
//! | any | several, contradictory, incomplete, none alike, unreadable | *Unresolved* |
//! | | the detail is not about a missing series | *NotASeries* |
//!
//! It cannot fail, only doubt; it sees no port, path or clock; and the same findings in another order give the same plan,
//! byte for byte. What is written, and whether it arrived, is not asked here.

mod accounts;
mod backtest;
mod candidates;
mod catalog;
mod cost_centers;
mod holds;
mod judge;
mod predict;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::plan::PLAN_SCHEMA;
use crate::model::{
    Account, AccountChoice, AccountList, Alias, BranchKey, BranchName, BranchRules, CostCenterList,
    Decision, Doubt, Finding, Plan, PlanItem, SeriesCatalog, SeriesCode, Subject, Verdict,
};

use accounts::Allotter;
use judge::{Draft, Judge, Opening};

pub use backtest::{Backtest, Silence, Silent, Wrong, backtest};
pub use cost_centers::CostCenters;
pub use holds::{Moved, MovedItem, still_holds};
pub use predict::predict;

/// How a company registers series: what the settings say.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Brands and abbreviations.
    pub branches: BranchRules,
    /// What the codes of accounts begin with: `00000000`.
    pub account_prefix: String,
    /// What accounts are called: `TICKETS VARIOS - {branch}`; `{series}` is filled too.
    pub account_name: String,
    /// What has an account of its own.
    pub account_per: AccountPer,
    /// `T.Op.` of rows that inherit none: `20`.
    pub operation_type: String,
    /// Its description: `CANCELACIONES TIENDAS PROPIAS`.
    pub operation_name: String,
}

/// What has an account of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AccountPer {
    /// Each branch, whatever the number of its series (H24).
    #[default]
    Branch,
    /// Each series.
    Series,
}

/// The cost centers that the ledger's own rows name, by branch as written.
pub type LedgerCodes = BTreeMap<BranchName, BTreeSet<String>>;

/// What a plan is made of.
#[derive(Clone, Copy, Debug)]
pub struct Inputs<'a> {
    /// What the platform complains of, in any order.
    pub findings: &'a [Finding],
    /// The catalog as just fetched.
    pub catalog: &'a SeriesCatalog,
    /// The cost centers as just fetched.
    pub cost_centers: &'a CostCenterList,
    /// The accounts as just fetched.
    pub accounts: &'a AccountList,
    /// What the settings say.
    pub policy: &'a Policy,
    /// What persons have confirmed for all runs; the last one about a branch counts.
    pub aliases: &'a [Alias],
    /// What persons have decided for this run; the last one about a series and branch counts.
    pub decisions: &'a [Decision],
    /// Accounts that earlier plans of this run meant to open: a branch that still needs one gets the same code.
    pub allotted: &'a [Account],
    /// Cost centers that the ledger names; they rank candidates and decide nothing.
    pub ledger_codes: &'a LedgerCodes,
}

/// Makes the plan.
pub fn reconcile(inputs: &Inputs<'_>) -> Plan {
    let findings = merged(inputs.findings);
    let judge = Judge::new(inputs, &findings);
    let drafts: Vec<Draft> = findings.iter().map(|finding| judge.judge(finding)).collect();
    let accounts = open_accounts(&findings, &drafts, inputs);
    let items = findings.iter().zip(drafts).zip(1..).map(|((finding, draft), number)| {
        let verdict = match draft {
            Draft::Final(verdict) => verdict,
            Draft::Opens(opening) => {
                let unit = unit(&opening, finding, inputs.policy);
                match accounts.get(&unit).and_then(Option::as_ref) {
                    Some(account) => Verdict::New {
                        how: opening.how,
                        row: judge.new_row(finding, &opening.center, account),
                        account: AccountChoice::Open(account.clone()),
                    },
                    None => judge.no_code(&opening),
                }
            }
        };
        PlanItem::new(number, finding, verdict)
    });
    Plan { schema: PLAN_SCHEMA.to_owned(), items: items.collect() }
}

/// What one account is opened for.
type Unit = (BranchKey, Option<SeriesCode>);

fn unit(opening: &Opening, finding: &Finding, policy: &Policy) -> Unit {
    let of_series = policy.account_per == AccountPer::Series;
    (opening.key.clone(), of_series.then(|| finding.code.clone()))
}

/// Codes for the accounts to open, in order of branch key; `None` where the prefix has none left.
fn open_accounts(
    findings: &[Finding],
    drafts: &[Draft],
    inputs: &Inputs<'_>,
) -> BTreeMap<Unit, Option<Account>> {
    // Of several spellings, the first in their order names the account.
    let mut names: BTreeMap<Unit, &Finding> = BTreeMap::new();
    for (finding, draft) in findings.iter().zip(drafts) {
        if let Draft::Opens(opening) = draft {
            let name = names.entry(unit(opening, finding, inputs.policy)).or_insert(finding);
            if finding.branch < name.branch {
                *name = finding;
            }
        }
    }
    let mut allotter = Allotter::new(inputs);
    names
        .into_iter()
        .map(|(unit, finding)| {
            let account = allotter.allot(&unit.0, &finding.branch, &finding.code);
            (unit, account)
        })
        .collect()
}

/// One finding for each series, branch and subject, in this order.
fn merged(findings: &[Finding]) -> Vec<Finding> {
    let mut all: BTreeMap<(&SeriesCode, &BranchName, Subject), Finding> = BTreeMap::new();
    for finding in findings {
        let of_pair = all.entry((&finding.code, &finding.branch, finding.subject));
        of_pair
            .and_modify(|known| {
                known.count += finding.count;
                known.first = known.first.clone().min(finding.first.clone());
                known.report_line = known.report_line.min(finding.report_line);
                known.reasons.extend_from_slice(&finding.reasons);
                known.reasons.sort_unstable();
                known.reasons.dedup();
            })
            .or_insert_with(|| finding.clone());
    }
    all.into_values().collect()
}

/// A doubt without candidates.
fn doubt(doubt: Doubt) -> Verdict {
    Verdict::Unresolved { doubt, candidates: Vec::new() }
}
