//! Whether the catalog after an import is the one before, plus what was added, and nothing else.
//!
//! Rows are compared byte for byte, whatever their order and `Sec.`: platforms number and sort them as they like.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::{BranchName, Language, Sentence, SeriesCatalog, SeriesCode, SeriesEntry};

/// Rows that are spelled out.
const SHOWN: usize = 5;

const DIFFERS: Sentence = Sentence::new(
    "El catálogo no quedó como debía: {what}. El anterior está guardado en la carpeta de la corrida; compárelos antes de seguir.",
    "The catalog is not what it should be: {what}. The old one is kept in the run's folder; compare them before you go on.",
);
const MISSING: Sentence = Sentence::new("faltan las nuevas {rows}", "the new {rows} are missing");
const LOST: Sentence = Sentence::new("se perdieron {rows}", "{rows} were lost");
const CHANGED: Sentence = Sentence::new("cambiaron {rows}", "{rows} have changed");
const STRANGE: Sentence = Sentence::new("aparecieron {rows}", "{rows} have appeared");

/// What differs between a catalog and what it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogDifference {
    /// Additions that are not there.
    pub missing: Vec<SeriesEntry>,
    /// Old rows that are not there any more.
    pub lost: Vec<SeriesEntry>,
    /// Rows, old or added, that have other values: what they should be, and what they are.
    pub changed: Vec<(SeriesEntry, SeriesEntry)>,
    /// Rows that nobody has added here: perhaps somebody else did.
    pub strange: Vec<SeriesEntry>,
}

impl CatalogDifference {
    /// What differs, and what to do.
    pub fn say(&self, language: Language) -> String {
        let mut what = Vec::new();
        let mut add = |sentence: Sentence, entries: Vec<&SeriesEntry>| {
            if entries.is_empty() {
                return;
            }
            let shown = entries.iter().take(SHOWN);
            let mut rows: Vec<_> =
                shown.map(|entry| format!("{} @ {}", entry.code.0, entry.branch.0)).collect();
            if entries.len() > SHOWN {
                rows.push(format!("… ({})", entries.len()));
            }
            what.push(sentence.fill(language, &[("rows", &rows.join(", "))]));
        };
        add(MISSING, self.missing.iter().collect());
        add(LOST, self.lost.iter().collect());
        add(CHANGED, self.changed.iter().map(|(should, _)| should).collect());
        add(STRANGE, self.strange.iter().collect());
        DIFFERS.fill(language, &[("what", &what.join("; "))])
    }
}

impl fmt::Display for CatalogDifference {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.say(Language::En))
    }
}

impl std::error::Error for CatalogDifference {}

/// Rows as they should be and as they are, under one pair.
#[derive(Default)]
struct Rows<'a> {
    should: Vec<([&'a str; 8], &'a SeriesEntry, bool)>,
    is: Vec<([&'a str; 8], &'a SeriesEntry)>,
}

/// Compares a catalog fetched after an import with the one before and the additions.
///
/// Lines are compared byte for byte, and a line may stand there several times.
pub fn verify_catalog(
    old: &SeriesCatalog,
    additions: &[SeriesEntry],
    new: &SeriesCatalog,
) -> Result<(), Box<CatalogDifference>> {
    let mut pairs: BTreeMap<(&SeriesCode, &BranchName), Rows<'_>> = BTreeMap::new();
    for row in &old.rows {
        let pair = pairs.entry((&row.entry.code, &row.entry.branch)).or_default();
        pair.should.push((row.texts(), &row.entry, false));
    }
    for entry in additions {
        let pair = pairs.entry((&entry.code, &entry.branch)).or_default();
        pair.should.push((entry.texts(), entry, true));
    }
    for row in &new.rows {
        let pair = pairs.entry((&row.entry.code, &row.entry.branch)).or_default();
        pair.is.push((row.texts(), &row.entry));
    }
    let mut differs = CatalogDifference::default();
    for Rows { mut should, mut is } in pairs.into_values() {
        should.retain(|(texts, ..)| match is.iter().position(|(other, _)| other == texts) {
            Some(at) => {
                is.remove(at);
                false
            }
            None => true,
        });
        let mut is = is.into_iter();
        for (_, entry, added) in should {
            match is.next() {
                Some((_, now)) => differs.changed.push((entry.clone(), now.clone())),
                None if added => differs.missing.push(entry.clone()),
                None => differs.lost.push(entry.clone()),
            }
        }
        differs.strange.extend(is.map(|(_, entry)| entry.clone()));
    }
    if differs == CatalogDifference::default() { Ok(()) } else { Err(Box::new(differs)) }
}
