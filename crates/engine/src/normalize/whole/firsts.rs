//! The second read: where the first of two equal documents stands, and totals that were not kept.
//!
//! A failure that should name the first row holds a token (see `normalize::token`); whoever writes the failure asks
//! [`Answers`] and replaces it. The key is the number of the question (28 bits) and what the
//! asking row looked like (36 bits), so that the answer can say whether both rows say the same.

use std::io;

use super::super::draft::Draft;
use super::super::intern::Interner;
use super::SERIES_LENGTH_MAX;
use super::document::{Document, TEXT, fingerprint, text_key, total_of};
use super::exact::Exact;
use super::notes::NoteSum;
use super::remarks::{LedgerRemark, above, in_order};
use crate::model::catalog::KINDS_OF_RANGES;
use crate::model::{Cents, Language, RowPlace, Sentence};

const QUESTION_BITS: u32 = 28;
const QUESTION_MASK: u64 = (1 << QUESTION_BITS) - 1;

/// The key of a question that a row asks.
pub(super) fn key(question: usize, fingerprint: u64) -> u64 {
    let question = (question as u64).min(QUESTION_MASK);
    fingerprint & !QUESTION_MASK | question
}

/// A document that was asked for.
#[derive(Clone, Copy, Debug)]
struct Asked {
    document: Document,
    place: RowPlace,
    fingerprint: u64,
    found: bool,
    /// Its total, where the first row is about this document alone.
    total: Option<Cents>,
}

/// Looks, in a second read of the rows, for what the first one did not keep.
#[derive(Debug)]
pub struct Firsts {
    names: Interner,
    texts: Exact,
    asked: Vec<Asked>,
    /// The document asked for that a question means.
    question: Vec<u32>,
    /// Where to look on from a document that is found: chains that are shortened as they are walked.
    next: Vec<u32>,
    wanted: Vec<(Document, NoteSum)>,
    left: usize,
    above: usize,
    text_key: Vec<u8>,
    trouble: Option<io::Error>,
}

impl Firsts {
    pub(super) fn new(
        names: Interner,
        texts: Exact,
        questions: Vec<Document>,
        wanted: Vec<(Document, NoteSum)>,
        above: usize,
    ) -> Option<Firsts> {
        if questions.is_empty() && wanted.is_empty() {
            return None;
        }
        let mut documents = questions.clone();
        documents.extend(wanted.iter().map(|(document, _)| *document));
        documents.sort_unstable();
        documents.dedup();
        let question = questions
            .iter()
            .map(|asked| documents.partition_point(|known| known < asked) as u32)
            .collect();
        Some(Firsts {
            names,
            texts,
            question,
            next: (0..=documents.len() as u32).collect(),
            left: documents.len(),
            asked: documents
                .into_iter()
                .map(|document| Asked {
                    document,
                    place: RowPlace::default(),
                    fingerprint: 0,
                    found: false,
                    total: None,
                })
                .collect(),
            wanted,
            above,
            text_key: Vec::new(),
            trouble: None,
        })
    }

    /// How many rows ask where their document's first row stands.
    pub fn questions(&self) -> usize {
        self.question.len()
    }

    /// Whether all is found: the rest of the rows need not be read.
    #[inline]
    pub fn is_done(&self) -> bool {
        self.left == 0
    }

    /// Sees a row again: the same rows in the same order as `Whole::see`.
    #[inline]
    pub fn see(&mut self, draft: &Draft<'_>, place: RowPlace) {
        let Some(kind) = draft.kind.good() else { return };
        if draft.number_first.is_empty() || self.is_done() {
            return;
        }
        if draft.series.len() > SERIES_LENGTH_MAX {
            return;
        }
        let series = self.names.find(kind.number(), &draft.series);
        let (series, first, last) = match (series, draft.first, draft.last) {
            (Some(series), Some(first), Some(last))
                if last > first && KINDS_OF_RANGES.has(kind) =>
            {
                (series, first, last)
            }
            (Some(series), Some(number), _) => (series, number, number),
            (series, _, _) => {
                let series = series.unwrap_or(u32::MAX);
                text_key(&mut self.text_key, series, kind, &draft.series, &draft.number_first);
                match self.texts.find(&self.text_key) {
                    Ok(Some(text)) => (series, TEXT | text, TEXT | text),
                    Ok(None) => return,
                    Err(error) => {
                        self.trouble.get_or_insert(error);
                        return;
                    }
                }
            }
        };
        self.answer_all(series, (first, last), draft, place);
    }

    /// Every unanswered question about these numbers has this row as its answer.
    fn answer_all(
        &mut self,
        series: u32,
        (first, last): (u64, u64),
        draft: &Draft<'_>,
        place: RowPlace,
    ) {
        let from = Document { series, number: first };
        let until = Document { series, number: last };
        let total = total_of(draft).filter(|total| first == last && total.0 >= 0);
        let mut at = self.asked.partition_point(|asked| asked.document < from);
        loop {
            at = self.unanswered_from(at);
            match self.asked.get_mut(at) {
                Some(asked) if asked.document <= until => {
                    *asked = Asked {
                        document: asked.document,
                        place,
                        fingerprint: fingerprint(draft),
                        found: true,
                        total,
                    };
                    self.next[at] = at as u32 + 1;
                    self.left -= 1;
                }
                _ => return,
            }
        }
    }

    fn unanswered_from(&mut self, mut at: usize) -> usize {
        while self.next[at] as usize != at {
            let next = self.next[at] as usize;
            self.next[at] = self.next[next];
            at = next;
        }
        at
    }

    /// Remarks that only the second read could make, and the answers.
    pub fn finish(self) -> io::Result<(Vec<LedgerRemark>, Answers)> {
        if let Some(error) = self.trouble {
            return Err(error);
        }
        let mut remarks: Vec<_> = self
            .wanted
            .iter()
            .filter_map(|(document, sum)| {
                let at = self.asked.partition_point(|asked| asked.document < *document);
                above(self.above, &self.names, *document, *sum, self.asked.get(at)?.total?)
            })
            .collect();
        in_order(&mut remarks);
        Ok((remarks, Answers { asked: self.asked, question: self.question }))
    }
}

/// Where a document's first row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The first row.
    pub place: RowPlace,
    /// Whether it has the same date, customer and total as the row that asks.
    pub is_same: bool,
}

impl Answer {
    /// What takes the token's place; `file` names the first row's file where the ledger has several.
    pub fn text(&self, language: Language, file: Option<&str>) -> String {
        const SAME: Sentence = Sentence::new(
            "la fila {row}{file}, con los mismos datos",
            "row {row}{file}, with the same data",
        );
        const OTHER: Sentence = Sentence::new(
            "la fila {row}{file}, con otra fecha, otro cliente u otro importe",
            "row {row}{file}, with another date, customer or amount",
        );
        let file = match (file, language) {
            (None, _) => String::new(),
            (Some(name), Language::Es) => format!(" de {name}"),
            (Some(name), Language::En) => format!(" of {name}"),
        };
        let sentence = if self.is_same { SAME } else { OTHER };
        sentence.fill(language, &[("row", &self.place.line.to_string()), ("file", &file)])
    }

    /// What takes the token's place where nobody read the rows a second time.
    pub const fn unknown(language: Language) -> &'static str {
        match language {
            Language::Es => "una fila anterior",
            Language::En => "an earlier row",
        }
    }
}

/// Answers to the questions that rows asked.
#[derive(Clone, Debug)]
pub struct Answers {
    asked: Vec<Asked>,
    question: Vec<u32>,
}

impl Answers {
    /// The answer to a token's key; `None` if the second read did not come to it.
    pub fn answer(&self, key: u64) -> Option<Answer> {
        let asked = self.question.get((key & QUESTION_MASK) as usize)?;
        let asked = self.asked.get(*asked as usize).filter(|asked| asked.found)?;
        let is_same = (asked.fingerprint ^ key) & !QUESTION_MASK == 0;
        Some(Answer { place: asked.place, is_same })
    }
}
