//! What differs between a branch and a candidate, spelled out.

use std::collections::BTreeMap;

use crate::model::{BranchKey, Difference};

/// Whether two words differ by a slip of one or two letters. Numbers never do.
pub(super) fn near(one: &str, other: &str) -> bool {
    let letters = one.len().min(other.len());
    let most = match letters {
        0..=3 => return false,
        4..=6 => 1,
        _ => 2,
    };
    if one.len().abs_diff(other.len()) > 2 * most || one.as_bytes()[0].is_ascii_digit() {
        return false;
    }
    // A changed letter touches three of these bits at most (an ñ has two bytes), which is cheaper to see than a distance.
    let changed = (letters_of(one) ^ letters_of(other)).count_ones() as usize;
    changed <= 3 * most && strsim::osa_distance(one, other) <= most
}

fn letters_of(word: &str) -> u32 {
    word.bytes().fold(0, |letters, byte| letters | 1 << (byte % 32))
}

/// What differs, numbers first, since they are what is overlooked most easily.
pub(super) fn differences(ledger: &BranchKey, listed: &BranchKey) -> Vec<Difference> {
    let numbers = numbers(ledger, listed);
    numbers.into_iter().chain(brand(ledger, listed)).chain(words(ledger, listed)).collect()
}

fn numbers(ledger: &BranchKey, listed: &BranchKey) -> Option<Difference> {
    if ledger.numbers == listed.numbers {
        return None;
    }
    let (one, other) = (ledger.numbers.join(" "), listed.numbers.join(" "));
    Some(match (one.is_empty(), other.is_empty()) {
        (false, true) => Difference::NumberMissing { ledger: one },
        (true, _) => Difference::NumberMore { listed: other },
        (false, false) => Difference::Number { ledger: one, listed: other },
    })
}

fn brand(ledger: &BranchKey, listed: &BranchKey) -> Option<Difference> {
    match (&ledger.brand, &listed.brand) {
        (Some(one), Some(other)) if one != other => {
            Some(Difference::Brand { ledger: one.clone(), listed: other.clone() })
        }
        (Some(one), None) => Some(Difference::BrandMissing { ledger: one.clone() }),
        (None, Some(other)) => Some(Difference::BrandMore { listed: other.clone() }),
        (Some(_), Some(_)) | (None, None) => None,
    }
}

fn words(ledger: &BranchKey, listed: &BranchKey) -> Vec<Difference> {
    let mut missing = only_in(&ledger.words, &listed.words);
    let mut more = only_in(&listed.words, &ledger.words);
    let mut found = Vec::new();
    missing.retain(|word| {
        let Some(at) = more.iter().position(|other| near(word, other)) else { return true };
        let (ledger, listed) = ((*word).to_owned(), more.remove(at).to_owned());
        found.push(Difference::Spelling { ledger, listed });
        false
    });
    let (one, other) = (missing.join(" "), more.join(" "));
    match (one.is_empty(), other.is_empty()) {
        (false, true) => found.push(Difference::WordsMissing { ledger: one }),
        (true, false) => found.push(Difference::WordsMore { listed: other }),
        (false, false) => found.push(Difference::Words { ledger: one, listed: other }),
        (true, true) if found.is_empty() && ledger.words != listed.words => {
            found.push(Difference::Order);
        }
        (true, true) => {}
    }
    found
}

/// The words that stand more often in `these` than in `those`, in their order.
fn only_in<'a>(these: &'a [String], those: &[String]) -> Vec<&'a str> {
    let mut there: BTreeMap<&str, usize> = BTreeMap::new();
    those.iter().for_each(|word| *there.entry(word).or_default() += 1);
    let mut only = Vec::new();
    for word in these {
        match there.get_mut(word.as_str()).filter(|count| **count > 0) {
            Some(count) => *count -= 1,
            None => only.push(word.as_str()),
        }
    }
    only
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BranchRules, Language};

    fn check(ledger: &str, listed: &str, expected: &[&str]) {
        let rules = BranchRules::new(["TM", "IS"], [("PLZ", "PLAZA")]);
        let found = differences(&rules.key(ledger), &rules.key(listed));
        let said: Vec<_> = found.iter().map(|difference| difference.say(Language::En)).collect();
        assert_eq!(said, expected, "{ledger} / {listed}");
        assert!(found.iter().all(|difference| !difference.say(Language::Es).contains('{')));
    }

    #[test]
    fn what_differs_is_said() {
        check("TM SAN JUAN 2", "TM SAN JUAN 1", &["number differs (2 and 1)"]);
        check("TM SAN JUAN", "TM SAN JUAN 1", &["one number more (1)"]);
        check("TM SAN JUAN 2", "TM SAN JUAN", &["number missing (2)"]);
        check("IS MALL DEL SUR", "MALL DEL SUR", &["brand missing (IS)"]);
        check("MALL DEL SUR", "IS MALL DEL SUR", &["brand more (IS)"]);
        check("IS PLZ NORTE", "TM PLAZA NORTE", &["brand differs (IS and TM)"]);
        check("TM PLAZA NORTE", "TM PLAZA LIMA NORTE", &["one word more (LIMA)"]);
        check("TM PLAZA LIMA NORTE", "TM PLAZA NORTE", &["one word missing (LIMA)"]);
        check("TM MEGAPLASA", "TM MEGAPLAZA", &["spelled otherwise (MEGAPLASA and MEGAPLAZA)"]);
        check("TM NORTE PLAZA", "TM PLAZA NORTE", &["words in another order"]);
        check("TM CUSCO", "TM LIMA", &["other words (CUSCO and LIMA)"]);
        check("TM PLZ NORTE", "TM PLAZA NORTE", &[]);
    }

    #[test]
    fn near_words_are_a_slip_apart() {
        assert!(near("LURIGANCO", "LURIGANCHO") && near("PLASA", "PLAZA"));
        assert!(!near("SUR", "SOR") && !near("1234567", "1234568") && !near("NORTE", "ORIENTE"));
        assert!(near("CAÑETE", "CANETE") && near("PEÑA", "PENA"));
    }
}
