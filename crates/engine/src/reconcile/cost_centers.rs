//! The cost centers by branch key, and by word for those that are only like a branch.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::{differences, near};
use crate::model::{BranchKey, BranchRules, Candidate, CostCenter, CostCenterList, Proposal};

/// Candidates that a person is shown.
const SHOWN_MAX: usize = 5;

/// Cost centers that share rare words and are compared letter by letter.
const COMPARED_MAX: usize = 24;

/// Below this likeness, in thousandths, a candidate would only distract.
const LIKENESS_MIN: usize = 450;

/// Words that every other place has.
const WEAK_WORDS: [&str; 7] = ["DE", "DEL", "EL", "LA", "LAS", "LOS", "Y"];

/// The cost centers, ready for questions about branches.
pub struct CostCenters<'a> {
    entries: Vec<Entry<'a>>,
    by_key: BTreeMap<BranchKey, Vec<usize>>,
    by_code: BTreeMap<&'a str, Vec<usize>>,
    by_word: BTreeMap<String, Vec<usize>>,
}

struct Entry<'a> {
    center: &'a CostCenter,
    key: BranchKey,
    /// The key's words, joined: what is compared letter by letter.
    joined: String,
}

impl<'a> CostCenters<'a> {
    /// Indexes a list.
    pub fn new(list: &'a CostCenterList, rules: &BranchRules) -> CostCenters<'a> {
        let mut centers = CostCenters {
            entries: Vec::with_capacity(list.entries.len()),
            by_key: BTreeMap::new(),
            by_code: BTreeMap::new(),
            by_word: BTreeMap::new(),
        };
        for (index, center) in list.entries.iter().enumerate() {
            let key = rules.key(&center.name);
            for word in key.words.iter().filter(|word| !WEAK_WORDS.contains(&word.as_str())) {
                let with_word = centers.by_word.entry(word.clone()).or_default();
                if with_word.last() != Some(&index) {
                    with_word.push(index);
                }
            }
            centers.by_key.entry(key.clone()).or_default().push(index);
            centers.by_code.entry(&center.code).or_default().push(index);
            let joined = key.words.join(" ");
            centers.entries.push(Entry { center, key, joined });
        }
        centers
    }

    /// Whether no cost center was read.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The cost centers with this key, each code once, in order of code.
    pub fn alike(&self, key: &BranchKey) -> Vec<&'a CostCenter> {
        let mut alike: Vec<_> = self.by_key.get(key).into_iter().flatten().collect();
        alike.sort_by_key(|index| &self.entries[**index].center.code);
        alike.dedup_by_key(|index| &self.entries[**index].center.code);
        alike.into_iter().map(|index| self.entries[*index].center).collect()
    }

    /// All descriptions of a code that differ in more than spelling; more than one makes the code doubtful.
    pub fn named(&self, code: &str) -> Vec<&'a CostCenter> {
        let mut keys = BTreeSet::new();
        let indexes = self.by_code.get(code).into_iter().flatten();
        let entries = indexes.map(|index| &self.entries[*index]);
        entries.filter(|entry| keys.insert(&entry.key)).map(|entry| entry.center).collect()
    }

    /// A cost center as a candidate for a branch.
    pub(super) fn candidate(
        &self,
        center: &CostCenter,
        of_center: &BranchKey,
        key: &BranchKey,
        ledger: Option<&BTreeSet<String>>,
    ) -> Candidate {
        Candidate {
            proposal: Proposal::CostCenter { code: center.code.clone(), name: center.name.clone() },
            differs: differences(key, of_center),
            ledger_agrees: ledger.is_some_and(|codes| codes.contains(&center.code)),
            account: None,
        }
    }

    /// The cost centers that a branch may mean, the likeliest first: the same words before fewer of them, the ledger's own
    /// code before others. What is hardly like it is left out, unless the ledger names it.
    pub fn rank(&self, key: &BranchKey, ledger: Option<&BTreeSet<String>>) -> Vec<Candidate> {
        let joined = key.words.join(" ");
        let named = ledger.into_iter().flatten().filter_map(|code| self.by_code.get(code.as_str()));
        let named: BTreeSet<usize> = named.flatten().copied().collect();
        let mut compared: BTreeSet<usize> = self.sharing_words(key).into_iter().collect();
        compared.extend(&named);
        let mut ranked: Vec<_> = compared
            .into_iter()
            .filter_map(|index| {
                let entry = &self.entries[index];
                let likeness = likeness(&joined, &entry.joined);
                let is_named = named.contains(&index);
                if likeness < LIKENESS_MIN && !is_named {
                    return None;
                }
                let bonus = usize::from(entry.key.numbers == key.numbers) * 100
                    + usize::from(entry.key.brand == key.brand) * 60
                    + usize::from(is_named) * 300;
                Some((usize::MAX - (likeness + bonus), &entry.center.code, index))
            })
            .collect();
        ranked.sort_unstable();
        ranked.truncate(SHOWN_MAX);
        let entries = ranked.into_iter().map(|(.., index)| &self.entries[index]);
        entries.map(|entry| self.candidate(entry.center, &entry.key, key, ledger)).collect()
    }

    /// The cost centers that share the most and rarest words with a key, misspelled words included.
    fn sharing_words(&self, key: &BranchKey) -> Vec<usize> {
        let mut weights = vec![0u32; self.entries.len()];
        let mut weigh = |with_word: &[usize], share: u32| {
            let rarity = (self.entries.len() / with_word.len().max(1)).max(1).ilog2() + 1;
            for index in with_word {
                weights[*index] += rarity * share;
            }
        };
        for word in key.words.iter().filter(|word| !WEAK_WORDS.contains(&word.as_str())) {
            match self.by_word.get(word) {
                Some(with_word) => weigh(with_word, 2),
                None => {
                    let known = self.by_word.iter().filter(|(known, _)| near(word, known));
                    known.for_each(|(_, with_word)| weigh(with_word, 1));
                }
            }
        }
        let mut weighed: Vec<_> =
            weights.into_iter().enumerate().filter(|(_, weight)| *weight > 0).collect();
        weighed.sort_unstable_by_key(|(index, weight)| (u32::MAX - weight, *index));
        weighed.truncate(COMPARED_MAX);
        weighed.into_iter().map(|(index, _)| index).collect()
    }
}

/// How like two texts are, in thousandths.
fn likeness(one: &str, other: &str) -> usize {
    let longest = one.chars().count().max(other.chars().count()).max(1);
    1000 - 1000 * strsim::osa_distance(one, other).min(longest) / longest
}
