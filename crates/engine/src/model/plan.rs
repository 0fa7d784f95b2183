//! The plan of a round: what is to be done about every finding, fixed before anything is done.
//!
//! Codes of accounts stand in it, so that whoever applies it twice uses the same ones. It says nothing of how it is
//! applied, and nothing of when it was made.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::account::Account;
use super::branch::BranchName;
use super::finding::{DetailPlace, Finding, Subject};
use super::hex::hex;
use super::series::{CostCenter, SeriesCode, SeriesEntry};
use super::verdict::{AccountChoice, Verdict};

/// The form of a stored plan.
pub const PLAN_SCHEMA: &str = "cuadre.plan/1";

/// What is to be done about every finding of a round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// [`PLAN_SCHEMA`].
    pub schema: String,
    /// One item for each finding, in order of series and branch.
    pub items: Vec<PlanItem>,
}

/// What an item is about: a plan has one item of each.
pub type ItemKey = (Subject, SeriesCode, BranchName);

/// What is to be done about one finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanItem {
    /// Its number for persons, from 1; the same in all plans of a run.
    pub number: u32,
    /// What the finding is about.
    pub subject: Subject,
    /// The series.
    pub code: SeriesCode,
    /// The branch as the ledger writes it.
    pub branch: BranchName,
    /// The details.
    pub count: u64,
    /// The first of them.
    pub first: DetailPlace,
    /// What the platform says.
    pub reasons: Vec<String>,
    /// What is to be done.
    #[serde(flatten)]
    pub verdict: Verdict,
}

impl PlanItem {
    /// An item about a finding.
    pub fn new(number: u32, finding: &Finding, verdict: Verdict) -> PlanItem {
        PlanItem {
            number,
            subject: finding.subject,
            code: finding.code.clone(),
            branch: finding.branch.clone(),
            count: finding.count,
            first: finding.first.clone(),
            reasons: finding.reasons.clone(),
            verdict,
        }
    }

    /// What it is about.
    pub fn key(&self) -> ItemKey {
        (self.subject, self.code.clone(), self.branch.clone())
    }

    /// The row that it adds to the catalog, if it is certain.
    pub fn row(&self) -> Option<&SeriesEntry> {
        match &self.verdict {
            Verdict::Inherited { row, .. } | Verdict::New { row, .. } => Some(row),
            Verdict::AlreadyListed { .. }
            | Verdict::Unresolved { .. }
            | Verdict::Skipped { .. }
            | Verdict::NotASeries => None,
        }
    }
}

impl Plan {
    /// Gives items the numbers by which they are `known`, and others the next ones in their order.
    pub fn renumber(&mut self, known: &BTreeMap<ItemKey, u32>) {
        let mut last = known.values().copied().max().unwrap_or_default();
        for item in &mut self.items {
            item.number = known.get(&item.key()).copied().unwrap_or_else(|| {
                last += 1;
                last
            });
        }
    }

    /// The items that are applied: *Inherited* and *New*.
    pub fn certain(&self) -> impl Iterator<Item = &PlanItem> {
        self.items.iter().filter(|item| item.row().is_some())
    }

    /// The items that keep the period from being done: all but those applied and those a person has skipped.
    pub fn unresolved(&self) -> impl Iterator<Item = &PlanItem> {
        self.items
            .iter()
            .filter(|item| item.row().is_none() && !matches!(item.verdict, Verdict::Skipped { .. }))
    }

    /// The rows to add to the catalog, in the order of items.
    pub fn additions(&self) -> Vec<SeriesEntry> {
        self.items.iter().filter_map(PlanItem::row).cloned().collect()
    }

    /// The accounts to open, each once, in order of code.
    pub fn accounts_to_open(&self) -> Vec<Account> {
        let mut accounts: Vec<_> = self
            .items
            .iter()
            .filter_map(|item| match &item.verdict {
                Verdict::New { account: AccountChoice::Open(account), .. } => Some(account.clone()),
                _ => None,
            })
            .collect();
        accounts.sort_unstable();
        accounts.dedup();
        accounts
    }

    /// The plan as it is stored and hashed: the same bytes for the same plan.
    pub fn canonical(&self) -> String {
        // Structs and lists with keys of text: there is nothing in it that JSON could not say.
        serde_json::to_string(self).unwrap_or_default()
    }

    /// SHA-256 of the canonical form, lower-case hex: what a person approves.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(self.canonical()))
    }
}

/// What a person chose for a branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "choose", rename_all = "kebab-case")]
pub enum Choice {
    /// This cost center. The description is the one he saw: another one makes the choice void.
    CostCenter(CostCenter),
    /// The same as this branch of the catalog.
    SameAs {
        /// A branch that the catalog has, in any spelling.
        branch: BranchName,
    },
    /// Nothing is to be registered.
    Skip {
        /// Why.
        reason: String,
    },
}

/// A person's decision about one item, for this run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What the item is about: whoever skips a series has not skipped the other complaints of its branch.
    pub subject: Subject,
    /// The series as the plan has it.
    pub code: SeriesCode,
    /// The branch as the plan has it.
    pub branch: BranchName,
    /// What was chosen.
    pub choice: Choice,
}

/// What a person has confirmed about a branch for all runs of a company. Compared by key, and void when the cost
/// center leaves the list or changes its description. Who confirmed it, and when, is the journal's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alias {
    /// The branch in any spelling.
    pub branch: BranchName,
    /// What it is; a `Skip` is never remembered, and changes nothing here.
    pub choice: Choice,
}
