//! What the whole ledger is told at the end: gaps, entry numbers, notes against their documents.

use std::io;

use rustc_hash::FxHashMap;

use super::super::intern::Interner;
use super::super::rulebook::Failure;
use super::super::tally::money;
use super::Whole;
use super::document::{Document, document_name, is_note_tag, series_name};
use super::firsts::{Answers, Firsts};
use super::notes::NoteSum;
use crate::model::{Cents, Field, RowPlace};

/// Notes may take a sol more than their document had: cash rounding.
const NOTE_TOLERANCE: Cents = Cents(100);

/// Gaps spelled out for each series.
const GAPS_SHOWN: usize = 3;

/// A remark on the ledger, not on one row's state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerRemark {
    /// Its index in the rulebook.
    pub rule: usize,
    /// The column that a person should look at.
    pub field: Field,
    /// The first row it is about.
    pub place: Option<RowPlace>,
    /// Values for placeholders of the rule's sentences.
    pub values: Vec<(&'static str, String)>,
    /// How many rows, numbers or names it is about.
    pub count: u64,
    /// The money it is about; 0 where it is about none.
    pub total: Cents,
}

impl LedgerRemark {
    /// The remark as a failure, to be put into words by its rule.
    pub fn failure(&self) -> Failure {
        Failure { rule: self.rule, field: self.field, values: self.values.clone() }
    }
}

impl Whole {
    pub(super) fn say_gaps(&self, remarks: &mut Vec<LedgerRemark>) {
        for (id, series) in self.all.iter().enumerate() {
            let id = id as u32;
            if series.rows < 2 || self.names.name(id).is_empty() {
                continue;
            }
            let Some((least, greatest)) = series.span else { continue };
            let (mut missing, mut gaps, mut shown) = (0, 0, Vec::new());
            for pair in series.numbers.runs().windows(2) {
                let (from, to) = (pair[0].1 + 1, pair[1].0 - 1);
                if from > greatest || to < least {
                    continue;
                }
                gaps += 1;
                missing += to - from + 1;
                if shown.len() < GAPS_SHOWN {
                    shown.push(if from == to { from.to_string() } else { format!("{from}-{to}") });
                }
            }
            if missing > 0 {
                let more = if gaps > shown.len() { "…" } else { "" };
                remarks.push(LedgerRemark {
                    rule: self.rules.gap,
                    field: Field::NumberFirst,
                    place: series.first,
                    values: vec![
                        ("series", series_name(&self.names, id)),
                        ("missing", missing.to_string()),
                        ("gaps", shown.join(", ") + more),
                    ],
                    count: missing,
                    total: Cents(0),
                });
            }
        }
    }

    pub(super) fn say_cuos(&mut self, remarks: &mut Vec<LedgerRemark>) {
        if self.cuos.blank > 0 {
            let lines: Vec<_> =
                self.cuos.blank_places.iter().map(|place| place.line.to_string()).collect();
            let more = if self.cuos.blank > lines.len() as u64 { "…" } else { "" };
            remarks.push(LedgerRemark {
                rule: self.rules.cuo_blank,
                field: Field::Cuo,
                place: self.cuos.blank_places.first().copied(),
                values: vec![
                    ("count", self.cuos.blank.to_string()),
                    ("rows", lines.join(", ") + more),
                ],
                count: self.cuos.blank,
                total: Cents(0),
            });
        }
        let (count, place) = self.cuos.unnamed;
        if count > 0 {
            remarks.push(LedgerRemark {
                rule: self.rules.cuo_not_unique,
                field: Field::Cuo,
                place,
                values: vec![("count", count.to_string())],
                count,
                total: Cents(0),
            });
        }
    }

    /// Looks through the trail: for the first rows that failures should name, and for what the documents of notes were
    /// for. Where there are more notes than memory should hold, it is looked through for a share of them at a time.
    pub(super) fn look_up(&mut self, remarks: &mut Vec<LedgerRemark>) -> io::Result<Answers> {
        let mut questions = std::mem::take(&mut self.questions);
        let mut trail = std::mem::take(&mut self.trail);
        let notes = std::mem::take(&mut self.notes);
        let (names, rules, most) = (&self.names, &self.rules, self.limits.notes);
        let mut answers = None;
        let mut look = |wanted: &[(Document, NoteSum)], remarks: &mut Vec<LedgerRemark>| {
            let mut documents: Vec<_> = wanted.iter().map(|(document, _)| *document).collect();
            // The first look answers the questions, too.
            if answers.is_none() {
                documents.extend_from_slice(&questions);
            }
            let mut firsts = Firsts::of(documents);
            if !firsts.is_empty() {
                trail.each(|step| firsts.see(&step))?;
            }
            if answers.is_none() {
                answers = Some(firsts.answers(&std::mem::take(&mut questions)));
            }
            remarks.extend(wanted.iter().filter_map(|(document, sum)| {
                let total = firsts.of_document(document)?.total?;
                above(rules.above, names, *document, *sum, total)
            }));
            io::Result::Ok(())
        };
        let (mut wanted, mut looked, mut ids_of) = (Vec::new(), Ok(()), None);
        notes.each(most, |document, sum| {
            if !self.all[document.series as usize].numbers.contains(document.number) {
                let ids = ids_of.get_or_insert_with(|| self.ids_by_name());
                remarks.extend(self.kind_unlike(document, sum, ids));
            } else if sum.taken > NOTE_TOLERANCE {
                wanted.push((document, sum));
            }
            if wanted.len() >= most && looked.is_ok() {
                looked = look(&wanted, remarks);
                wanted.clear();
            }
        })?;
        looked?;
        look(&wanted, remarks)?;
        Ok(answers.unwrap_or_default())
    }

    /// Series of all kinds by their code.
    fn ids_by_name(&self) -> FxHashMap<&[u8], Vec<u32>> {
        let mut ids: FxHashMap<&[u8], Vec<u32>> = FxHashMap::default();
        for id in 0..self.names.len() as u32 {
            ids.entry(self.names.name(id)).or_default().push(id);
        }
        ids
    }

    /// The remark on notes whose document is here with another kind.
    fn kind_unlike(
        &self,
        document: Document,
        sum: NoteSum,
        ids: &FxHashMap<&[u8], Vec<u32>>,
    ) -> Option<LedgerRemark> {
        let (names, all) = (&self.names, &self.all);
        let mut others = ids.get(names.name(document.series))?.iter().copied();
        let other = others.find(|id| {
            !is_note_tag(names.tag(*id)) && all[*id as usize].numbers.contains(document.number)
        })?;
        Some(LedgerRemark {
            rule: self.rules.kind_unlike,
            field: Field::AmendedKind,
            place: Some(sum.place),
            values: vec![
                ("document", document_name(names, document)),
                ("here", document_name(names, Document { series: other, ..document })),
            ],
            count: sum.notes,
            total: sum.taken,
        })
    }
}

/// The remark on notes that take more than their document had.
fn above(
    rule: usize,
    names: &Interner,
    document: Document,
    sum: NoteSum,
    total: Cents,
) -> Option<LedgerRemark> {
    let over = sum.taken.0.saturating_sub(total.0);
    (over > NOTE_TOLERANCE.0).then(|| LedgerRemark {
        rule,
        field: Field::Total,
        place: Some(sum.place),
        values: vec![
            ("document", document_name(names, document)),
            ("notes", sum.notes.to_string()),
            ("taken", money(i128::from(sum.taken.0))),
            ("total", money(i128::from(total.0))),
        ],
        count: sum.notes,
        total: Cents(over),
    })
}

/// Puts remarks in the order of the rules, the rows and the words: the same for the same ledger.
pub(super) fn in_order(remarks: &mut [LedgerRemark]) {
    remarks.sort_by(|one, other| {
        (one.rule, one.place, one.field, &one.values).cmp(&(
            other.rule,
            other.place,
            other.field,
            &other.values,
        ))
    });
}
