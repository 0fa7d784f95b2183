//! Names of branches as they are compared: brand, words and numbers.
//!
//! Two names are alike when their keys are equal, and by nothing less. A key is made of what stands in the name: no
//! number is filled in where there is none, and no brand is supposed. Likeness beyond that is for persons to judge.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::fold;

/// Abbreviations that Peruvian retail uses everywhere; settings may begin with them.
pub const ABBREVIATIONS_USUAL: [(&str, &str); 8] = [
    ("AV", "AVENIDA"),
    ("C.CIVICO", "CENTRO CIVICO"),
    ("CDR", "CUADRA"),
    ("CDRA", "CUADRA"),
    ("JR", "JIRON"),
    ("M.A", "MALL AVENTURA"),
    ("PLZ", "PLAZA"),
    ("V.E.S", "VILLA EL SALVADOR"),
];

/// A branch's name as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct BranchKey {
    /// The longest configured brand that the name begins with.
    pub brand: Option<String>,
    /// The other words, in their order, abbreviations spelled out.
    pub words: Vec<String>,
    /// Every group of digits, in its order and as written: `07` is not `7`.
    pub numbers: Vec<String>,
}

impl BranchKey {
    /// Whether the name says which place it is: it has at least one word beside its brand.
    pub fn is_readable(&self) -> bool {
        !self.words.is_empty()
    }
}

/// `TM MALL PLAZA COMAS 2`: brand, words, numbers.
impl fmt::Display for BranchKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = self.brand.iter().chain(&self.words).chain(&self.numbers);
        if let Some(first) = parts.next() {
            out.write_str(first)?;
        }
        parts.try_for_each(|part| write!(out, " {part}"))
    }
}

/// A run of words and what they stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Expansion {
    short: Vec<String>,
    long: Vec<String>,
}

/// How the names of a company's branches are read: its brands and abbreviations.
#[derive(Clone, Debug, Default)]
pub struct BranchRules {
    /// Longest first.
    brands: Vec<Vec<String>>,
    /// By first word, longest first.
    expansions: BTreeMap<String, Vec<Expansion>>,
}

impl BranchRules {
    /// The rules of the settings: brands, and abbreviations with what each stands for.
    ///
    /// Dots make no difference: `M.A.`, `M.A` and `M A` are one abbreviation.
    pub fn new<'a>(
        brands: impl IntoIterator<Item = &'a str>,
        abbreviations: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> BranchRules {
        let mut rules = BranchRules::default();
        for (short, long) in abbreviations {
            let (short, long) = (fold::words(short), fold::words(long));
            // What is spelled out already stays as it is, even where it contains its own abbreviation.
            rules.add(Expansion { short: long.clone(), long: long.clone() });
            rules.add(Expansion { short, long });
        }
        let mut brands: Vec<_> = brands.into_iter().map(|brand| rules.words(brand)).collect();
        brands.retain(|brand| !brand.is_empty());
        brands.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
        brands.dedup();
        rules.brands = brands;
        rules
    }

    fn add(&mut self, expansion: Expansion) {
        let Some(first) = expansion.short.first() else { return };
        let known = self.expansions.entry(first.clone()).or_default();
        if known.iter().any(|known| known.short == expansion.short) {
            return;
        }
        known.push(expansion);
        known.sort_by_key(|known| std::cmp::Reverse(known.short.len()));
    }

    /// The words of a name, abbreviations spelled out.
    pub fn words(&self, name: &str) -> Vec<String> {
        let words = fold::words(name);
        let mut spelled = Vec::with_capacity(words.len());
        let mut rest = words.as_slice();
        while let Some(first) = rest.first() {
            let known = self.expansions.get(first).into_iter().flatten();
            match known.into_iter().find(|known| rest.starts_with(&known.short)) {
                Some(known) => {
                    spelled.extend_from_slice(&known.long);
                    rest = &rest[known.short.len()..];
                }
                None => {
                    spelled.push(first.clone());
                    rest = &rest[1..];
                }
            }
        }
        spelled
    }

    /// The key of a name.
    pub fn key(&self, name: &str) -> BranchKey {
        self.key_of_words(self.words(name))
    }

    /// The key of words that are spelled out already.
    pub fn key_of_words(&self, mut words: Vec<String>) -> BranchKey {
        let brand = self.brands.iter().find(|brand| words.starts_with(brand));
        let rest = words.split_off(brand.map_or(0, Vec::len));
        let is_number = |word: &String| word.as_bytes().first().is_some_and(u8::is_ascii_digit);
        let (numbers, words) = rest.into_iter().partition(is_number);
        BranchKey { brand: brand.map(|brand| brand.join(" ")), words, numbers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rules() -> BranchRules {
        BranchRules::new(["TM", "IS", "TM BEAUTY"], ABBREVIATIONS_USUAL)
    }

    fn alike(one: &str, other: &str) -> bool {
        rules().key(one) == rules().key(other)
    }

    #[test]
    fn h25_both_sides_are_spelled_out() {
        for (one, other) in [
            ("TM MALL PLZ COMAS 2", "TM MALL PLAZA COMAS 2"),
            ("TM AV. LIMA 120", "tm avenida lima 120"),
            ("IS M.A. Santa Anita", "IS MALL AVENTURA SANTA ANITA"),
            ("IS M.A SANTA ANITA", "IS MALL AVENTURA SANTA ANITA"),
            ("TM C.CIVICO", "TM CENTRO CÍVICO"),
            ("TM V.E.S", "TM Villa El Salvador"),
            ("TM ABANCAY CDRA.7", "TM ABANCAY CUADRA 7"),
            ("TM - PLAZA  NORTE", "TM PLAZA NORTE"),
        ] {
            assert!(alike(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn h25_numbers_and_brands_are_never_a_slip() {
        for (one, other) in [
            ("TM SAN JUAN DE LURIGANCHO 2", "TM SAN JUAN DE LURIGANCHO 1"),
            ("TM SAN JUAN DE LURIGANCHO", "TM SAN JUAN DE LURIGANCHO 1"),
            ("ABANCAY CUADRA 7", "ABANCAY CUADRA 3"),
            ("IS MALL TRUJILLO 2", "IS MALL TRUJILLO 1"),
            ("IS PLAZA NORTE", "TM PLAZA NORTE"),
            ("IS MALL DEL SUR", "MALL DEL SUR"),
            ("TM BEAUTY PLAZA NORTE", "TM PLAZA NORTE"),
            ("TM LIMA 07", "TM LIMA 7"),
            ("TM BREÑA", "TM BRENA"),
        ] {
            assert!(!alike(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn the_longest_brand_wins_and_needs_whole_words() {
        let brand = |name| rules().key(name).brand;
        assert_eq!(brand("TM BEAUTY MINKA").as_deref(), Some("TM BEAUTY"));
        assert_eq!(brand("TM BEAUTYFUL").as_deref(), Some("TM"));
        assert_eq!(brand("TMX MINKA"), None);
    }

    #[test]
    fn a_name_without_words_says_no_place() {
        for name in ["12345", "", "TM", "TM 3", " - "] {
            assert!(!rules().key(name).is_readable(), "{name}");
        }
        assert!(rules().key("TM MINKA").is_readable());
    }

    #[test]
    fn an_abbreviation_inside_its_own_meaning_is_spelled_out_once() {
        let rules = BranchRules::new([], [("CENTRO", "CENTRO CIVICO")]);
        assert_eq!(rules.key("CENTRO"), rules.key("CENTRO CIVICO"));
    }

    proptest! {
        #[test]
        fn folding_a_folded_name_changes_nothing(name in "(TM |IS |)(\\PC{0,12}|[A-Z. ]{0,9}|AV\\.|M\\.A\\.| |[0-9]{1,3}){0,5}") {
            let rules = rules();
            let spelled = rules.words(&name).join(" ");
            prop_assert_eq!(rules.words(&spelled).join(" "), spelled.clone());
            prop_assert_eq!(rules.key(&spelled), rules.key(&name));
        }
    }
}
