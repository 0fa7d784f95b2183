//! What the tally tells of branches: series that moved, several cost centers, new names and near ones.
//!
//! Names are compared without case, accents and double spaces. Numbers in a name are never a slip of the pen: branch 2
//! is not branch 1.

use std::collections::{BTreeMap, BTreeSet};

use super::super::tally::{Pair, Tally, Totals};
use super::{LedgerRemark, Rules};
use crate::model::{Cents, Field, RowPlace};
use crate::normalize::names;

/// Names spelled out in one remark.
const SHOWN: usize = 5;

/// Comparisons of spelling at most; names beyond it are called new without looking for near ones.
const COMPARISONS_MAX: usize = 2_000_000;

/// A branch under all its spellings.
struct Branch<'a> {
    written: &'a [u8],
    totals: Totals,
    first: RowPlace,
    cost_centers: BTreeSet<&'a [u8]>,
}

pub(super) fn say(rules: &Rules, known: &[String], tally: &Tally, remarks: &mut Vec<LedgerRemark>) {
    let pairs = tally.pairs();
    let mut branches: BTreeMap<String, Branch<'_>> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| !pair.branch().is_empty()) {
        let branch = branches.entry(folded(pair.branch())).or_insert_with(|| Branch {
            written: pair.branch(),
            totals: Totals::default(),
            first: pair.first(),
            cost_centers: BTreeSet::new(),
        });
        branch.totals.add(pair.totals());
        branch.first = branch.first.min(pair.first());
        branch.cost_centers.extend(pair.cost_centers());
    }
    say_moved(rules.series_moved, &pairs, remarks);
    for branch in branches.values().filter(|branch| branch.cost_centers.len() > 1) {
        remarks.push(LedgerRemark {
            rule: rules.cost_centers,
            field: Field::CostCenter,
            place: Some(branch.first),
            values: vec![
                ("branch", text(branch.written)),
                ("codes", listed(branch.cost_centers.iter().map(|code| text(code)))),
            ],
            count: branch.cost_centers.len() as u64,
            total: cents(&branch.totals),
        });
    }
    if !known.is_empty() {
        say_unknown(rules, known, &branches, remarks);
    }
}

fn say_moved(rule: usize, pairs: &[Pair<'_>], remarks: &mut Vec<LedgerRemark>) {
    for of_series in
        pairs.chunk_by(|one, next| one.kind() == next.kind() && one.series() == next.series())
    {
        let mut names: BTreeMap<String, &Pair<'_>> = BTreeMap::new();
        for pair in of_series.iter().filter(|pair| !pair.branch().is_empty()) {
            names.entry(folded(pair.branch())).or_insert(pair);
        }
        // The second branch's first row is where a person should look.
        let mut rows: Vec<_> = names.values().map(|pair| pair.first()).collect();
        rows.sort_unstable();
        let (Some(second), Some(pair)) = (rows.get(1), of_series.first()) else { continue };
        if pair.series().is_empty() {
            continue;
        }
        let mut totals = Totals::default();
        of_series.iter().for_each(|pair| totals.add(pair.totals()));
        remarks.push(LedgerRemark {
            rule,
            field: Field::Branch,
            place: Some(*second),
            values: vec![
                ("series", text(pair.series())),
                ("branches", listed(names.values().map(|pair| text(pair.branch())))),
            ],
            count: names.len() as u64,
            total: cents(&totals),
        });
    }
}

fn say_unknown(
    rules: &Rules,
    known: &[String],
    branches: &BTreeMap<String, Branch<'_>>,
    remarks: &mut Vec<LedgerRemark>,
) {
    let known: BTreeMap<String, &String> =
        known.iter().map(|name| (folded(name.as_bytes()), name)).collect();
    let mut comparisons = 0;
    let mut new: Vec<&Branch<'_>> = Vec::new();
    for (name, branch) in branches.iter().filter(|(name, _)| !known.contains_key(*name)) {
        comparisons += known.len();
        let near = if comparisons > COMPARISONS_MAX { None } else { nearest(name, &known) };
        let Some(near) = near else {
            new.push(branch);
            continue;
        };
        remarks.push(LedgerRemark {
            rule: rules.branch_misspelled,
            field: Field::Branch,
            place: Some(branch.first),
            values: vec![("branch", text(branch.written)), ("known", near.clone())],
            count: branch.totals.rows,
            total: cents(&branch.totals),
        });
    }
    let mut totals = Totals::default();
    new.iter().for_each(|branch| totals.add(&branch.totals));
    if let Some(first) = new.iter().map(|branch| branch.first).min() {
        remarks.push(LedgerRemark {
            rule: rules.branch_new,
            field: Field::Branch,
            place: Some(first),
            values: vec![
                ("count", new.len().to_string()),
                ("branches", listed(new.iter().map(|branch| text(branch.written)))),
            ],
            count: new.len() as u64,
            total: cents(&totals),
        });
    }
}

/// The known name that is one or two letters away and has the same numbers, if there is one.
fn nearest<'a>(name: &str, known: &BTreeMap<String, &'a String>) -> Option<&'a String> {
    let length = name.chars().count();
    // Short names differ by little and mean other places.
    let most = match length {
        0..=4 => return None,
        5..=8 => 1,
        _ => 2,
    };
    known
        .iter()
        .filter(|(other, _)| other.chars().count().abs_diff(length) <= most)
        .filter(|(other, _)| numbers(other).eq(numbers(name)))
        .map(|(other, written)| (strsim::osa_distance(name, other), *written))
        .filter(|(distance, _)| *distance <= most)
        .min()
        .map(|(_, written)| written)
}

fn numbers(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty())
}

/// A name without case, accents and double spaces, in capitals as ledgers write branches.
fn folded(name: &[u8]) -> String {
    names::folded(&String::from_utf8_lossy(name)).to_uppercase()
}

fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len() > SHOWN;
    let mut list: Vec<_> = names.take(SHOWN).collect();
    if more {
        list.push("…".to_owned());
    }
    list.join(", ")
}

fn text(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

fn cents(totals: &Totals) -> Cents {
    Cents(i64::try_from(totals.total).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h25_numbers_are_no_slip_of_the_pen() {
        let names = ["SAN JUAN DE LURIGANCHO 1".to_owned(), "PLAZA NORTE".to_owned()];
        let known = names.iter().map(|name| (folded(name.as_bytes()), name)).collect();
        assert_eq!(nearest("SAN JUAN DE LURIGANCHO 2", &known), None);
        assert_eq!(nearest("SAN JUAN DE LURIGANCO 1", &known), Some(&names[0]));
        assert_eq!(nearest("PLASA NORTE", &known), Some(&names[1]));
        assert_eq!(nearest("PLAZA SUR", &known), None);
    }

    #[test]
    fn case_accents_and_spaces_are_forgiven() {
        assert_eq!(folded("  plaza  Huánuco ".as_bytes()), "PLAZA HUANUCO");
        assert_eq!(folded("Breña".as_bytes()), "BREÑA");
    }
}
