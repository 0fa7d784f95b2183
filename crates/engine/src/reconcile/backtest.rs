//! Whether equal names would have given every branch of the catalog the cost center that it has.
//!
//! A new branch gets its cost center by its name alone, so the rule is tried on what persons have registered before: each
//! branch of the catalog is looked up as if it were new, and what is found is compared with the code that it has. Of a
//! rule that is wrong once, nobody knows where else it is; so a plan gives no cost center by name while one is.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::catalog::Catalog;
use super::{CostCenters, Policy};
use crate::model::{
    Alias, BranchKey, BranchName, Choice, CostCenter, CostCenterList, SeriesCatalog,
};

/// What came of it. Each branch of the catalog (each key) is in exactly one of the four.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Backtest {
    /// Branches whose name gives the code that they have.
    pub right: u64,
    /// Branches whose name gives another one.
    pub wrong: Vec<Wrong>,
    /// The same, where a person has confirmed the code that it has: his exception, which says nothing of others.
    pub confirmed: Vec<Wrong>,
    /// Branches of which the name says nothing certain, so that a person would be asked.
    pub silent: Vec<Silent>,
}

/// A branch whose name gives another code than it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Wrong {
    /// As the catalog writes it, in its first spelling.
    pub branch: BranchName,
    /// The code that it has.
    pub listed: String,
    /// What its name gives.
    pub matched: CostCenter,
}

/// A branch that a person would be asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Silent {
    /// As the catalog writes it, in its first spelling.
    pub branch: BranchName,
    /// The codes that it has: none, one, or several where the catalog contradicts itself.
    pub listed: Vec<String>,
    /// Why.
    pub why: Silence,
}

/// Why a name gives no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Silence {
    /// It says no place.
    Unreadable,
    /// The catalog has no code for it, or several.
    CatalogUnsure,
    /// No cost center has an equal key.
    NoneAlike,
    /// Several have, or the one that has is listed under several names.
    SeveralAlike,
}

/// Tries the rule on every branch of a catalog, in order of branch key.
pub fn backtest(
    catalog: &SeriesCatalog,
    centers: &CostCenterList,
    policy: &Policy,
    aliases: &[Alias],
) -> Backtest {
    let rules = &policy.branches;
    let (catalog, centers) = (Catalog::new(catalog, &[], rules), CostCenters::new(centers, rules));
    let aliases: BTreeMap<_, _> =
        aliases.iter().map(|alias| (rules.key(&alias.branch.0), &alias.choice)).collect();
    try_all(&catalog, &centers, &aliases)
}

pub(super) fn try_all(
    catalog: &Catalog<'_>,
    centers: &CostCenters<'_>,
    aliases: &BTreeMap<BranchKey, &Choice>,
) -> Backtest {
    let mut all = Backtest::default();
    for (key, rows) in catalog.branches() {
        let Some(first) = rows.first() else { continue };
        let branch = first.branch.clone();
        let codes: BTreeSet<&String> =
            rows.iter().map(|row| &row.cost_center).filter(|code| !code.is_empty()).collect();
        let listed: Vec<String> = codes.into_iter().cloned().collect();
        match (found(key, centers), listed.as_slice()) {
            (Ok(matched), [code]) if matched.code == *code => all.right += 1,
            (Ok(matched), [code]) => {
                let is_his = matches!(aliases.get(key), Some(Choice::CostCenter(center)) if center.code == *code);
                let list = if is_his { &mut all.confirmed } else { &mut all.wrong };
                list.push(Wrong { branch, listed: code.clone(), matched: matched.clone() });
            }
            (Ok(_), _) => all.silent.push(Silent { branch, listed, why: Silence::CatalogUnsure }),
            (Err(why), _) => all.silent.push(Silent { branch, listed, why }),
        }
    }
    all
}

/// The cost center that a new branch of this key would get.
fn found<'a>(key: &BranchKey, centers: &CostCenters<'a>) -> Result<&'a CostCenter, Silence> {
    if !key.is_readable() {
        return Err(Silence::Unreadable);
    }
    match centers.alike(key).as_slice() {
        [] => Err(Silence::NoneAlike),
        [center] if centers.named(&center.code).len() == 1 => Ok(center),
        _ => Err(Silence::SeveralAlike),
    }
}
