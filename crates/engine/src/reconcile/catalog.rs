//! The catalog of series by branch key and by series.

use std::collections::{BTreeMap, BTreeSet};

use super::Policy;
use crate::model::{
    BranchKey, BranchName, BranchRules, CatalogRow, Doubt, Finding, SeriesCatalog, SeriesCode,
    SeriesEntry,
};

/// The catalog, ready for questions about the series that were found.
pub(super) struct Catalog<'a> {
    by_key: BTreeMap<BranchKey, Vec<&'a SeriesEntry>>,
    /// The rows of each series that was found, under its code in capitals, each with its branch's key.
    by_code: BTreeMap<String, Vec<(BranchKey, &'a CatalogRow)>>,
}

/// A code as it is compared; the platform may hold it in another case.
fn folded(code: &SeriesCode) -> String {
    code.0.to_uppercase()
}

impl<'a> Catalog<'a> {
    /// Indexes all rows by branch, and those of the series that were found by code.
    pub(super) fn new(
        catalog: &'a SeriesCatalog,
        findings: &[Finding],
        rules: &BranchRules,
    ) -> Catalog<'a> {
        let wanted: BTreeSet<String> =
            findings.iter().map(|finding| folded(&finding.code)).collect();
        // Many rows have few branches: each name is folded once.
        let mut by_name: BTreeMap<&str, Vec<&CatalogRow>> = BTreeMap::new();
        for row in &catalog.rows {
            by_name.entry(&row.entry.branch.0).or_default().push(row);
        }
        let mut by_key: BTreeMap<BranchKey, Vec<&SeriesEntry>> = BTreeMap::new();
        let mut by_code: BTreeMap<String, Vec<(BranchKey, &CatalogRow)>> = BTreeMap::new();
        for (name, rows) in by_name {
            let key = rules.key(name);
            for row in &rows {
                let code = folded(&row.entry.code);
                if wanted.contains(&code) {
                    by_code.entry(code).or_default().push((key.clone(), row));
                }
            }
            by_key.entry(key).or_default().extend(rows.iter().map(|row| &row.entry));
        }
        Catalog { by_key, by_code }
    }

    /// The row with this very series and branch, letter by letter: a space more in the catalog is another spelling, since
    /// the platform compares so too.
    pub(super) fn same(&self, code: &SeriesCode, branch: &BranchName) -> Option<&'a SeriesEntry> {
        let rows = self.by_code.get(&folded(code))?;
        rows.iter().map(|(_, row)| row).find_map(|row| {
            let texts = row.texts();
            (texts[0] == code.0 && texts[3] == branch.0).then_some(&row.entry)
        })
    }

    /// The rows of this series in a branch of this key.
    pub(super) fn alike(&self, code: &SeriesCode, key: &BranchKey) -> Vec<&'a SeriesEntry> {
        let rows = self.by_code.get(&folded(code)).into_iter().flatten();
        rows.filter(|(of_row, _)| of_row == key).map(|(_, row)| &row.entry).collect()
    }

    /// The branches of other keys in which this series is listed.
    pub(super) fn elsewhere(&self, code: &SeriesCode, key: &BranchKey) -> Vec<BranchName> {
        let rows = self.by_code.get(&folded(code)).into_iter().flatten();
        let other = rows.filter(|(of_row, _)| of_row != key);
        let names: BTreeSet<_> = other.map(|(_, row)| row.entry.branch.clone()).collect();
        names.into_iter().collect()
    }

    /// Every branch with its rows, in order of key.
    pub(super) fn branches(&self) -> impl Iterator<Item = (&BranchKey, &[&'a SeriesEntry])> {
        self.by_key.iter().map(|(key, rows)| (key, rows.as_slice()))
    }

    /// The rows of a branch; none where the catalog does not know it.
    pub(super) fn of_branch(&self, key: &BranchKey) -> &[&'a SeriesEntry] {
        self.by_key.get(key).map_or(&[], Vec::as_slice)
    }
}

/// The cost centers and accounts of rows, each with the first row that has both.
pub(super) fn codes_of<'a>(
    rows: &[&'a SeriesEntry],
) -> BTreeMap<(&'a str, &'a str), &'a SeriesEntry> {
    let mut codes = BTreeMap::new();
    for entry in rows {
        if !entry.cost_center.is_empty() && !entry.account.is_empty() {
            codes.entry((entry.cost_center.as_str(), entry.account.as_str())).or_insert(*entry);
        }
    }
    codes
}

/// The row that a series gets from rows of its branch, if they agree on one cost center and one account.
///
/// Empty cells contradict nothing and give nothing (H29).
pub(super) fn inherited(
    rows: &[&SeriesEntry],
    finding: &Finding,
    policy: &Policy,
) -> Result<SeriesEntry, Doubt> {
    let filled = |of: fn(&SeriesEntry) -> &String| -> Vec<String> {
        let texts: BTreeSet<_> = rows.iter().map(|entry| of(entry)).collect();
        texts.into_iter().filter(|text| !text.is_empty()).cloned().collect()
    };
    let (cost_centers, accounts) = (filled(|row| &row.cost_center), filled(|row| &row.account));
    let ([cost_center], [account]) = (cost_centers.as_slice(), accounts.as_slice()) else {
        let several = cost_centers.len() > 1 || accounts.len() > 1;
        return Err(match several {
            true => Doubt::ContradictoryCatalog { cost_centers, accounts },
            false => Doubt::IncompleteCatalog,
        });
    };
    let first = |of: fn(&SeriesEntry) -> &String| {
        rows.iter().map(|entry| of(entry)).find(|text| !text.is_empty()).cloned()
    };
    let operations: BTreeSet<_> =
        rows.iter().map(|entry| (&entry.operation_type, &entry.operation_name)).collect();
    let operation = match operations.first() {
        Some((kind, name)) if operations.len() == 1 && !kind.is_empty() => (*kind, *name),
        _ => (&policy.operation_type, &policy.operation_name),
    };
    Ok(SeriesEntry {
        code: finding.code.clone(),
        cost_center: cost_center.clone(),
        cost_center_name: first(|row| &row.cost_center_name).unwrap_or_default(),
        branch: finding.branch.clone(),
        operation_type: operation.0.clone(),
        operation_name: operation.1.clone(),
        account: account.clone(),
        account_name: first(|row| &row.account_name).unwrap_or_default(),
    })
}
