//! What is looked up in the trail at the end: where the first of two equal documents stands, and what the document of a
//! note was for.
//!
//! A failure that should name the first row holds a token (see `normalize::token`); whoever writes the failure asks
//! [`Answers`] and replaces it. The key is the number of the question (28 bits) and what the
//! asking row looked like (36 bits), so that the answer can say whether both rows say the same.

use rustc_hash::FxHashMap;

use super::document::Document;
use super::trail::{FINGERPRINT_MASK, Step};
use crate::model::{Cents, Language, RowPlace, Sentence};

const QUESTION_MASK: u64 = !FINGERPRINT_MASK;

/// The key of a question that a row asks.
pub(super) fn key(question: usize, fingerprint: u64) -> u64 {
    let question = (question as u64).min(QUESTION_MASK);
    fingerprint & FINGERPRINT_MASK | question
}

/// A document that was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    document: Document,
    place: RowPlace,
    fingerprint: u64,
    found: bool,
    /// Its total, where the first row is about this document alone.
    pub(super) total: Option<Cents>,
}

/// Documents whose first rows are looked for.
#[derive(Debug)]
pub(super) struct Firsts {
    /// In the order of the documents.
    asked: Vec<Asked>,
    place_of: FxHashMap<Document, u32>,
    /// Where to look on from a document that is found: chains that are shortened as they are walked.
    next: Vec<u32>,
}

impl Firsts {
    pub(super) fn of(mut documents: Vec<Document>) -> Firsts {
        documents.sort_unstable();
        documents.dedup();
        let places = documents.iter().enumerate();
        let asked = |document: &Document| Asked {
            document: *document,
            place: RowPlace::default(),
            fingerprint: 0,
            found: false,
            total: None,
        };
        Firsts {
            place_of: places.map(|(place, document)| (*document, place as u32)).collect(),
            next: (0..=documents.len() as u32).collect(),
            asked: documents.iter().map(asked).collect(),
        }
    }

    /// Whether nothing was asked for.
    pub(super) fn is_empty(&self) -> bool {
        self.asked.is_empty()
    }

    /// Sees the next row; the first one that has a document is its answer.
    #[inline]
    pub(super) fn see(&mut self, step: &Step) {
        if step.last == step.document.number {
            if let Some(place) = self.place_of.get(&step.document)
                && !self.asked[*place as usize].found
            {
                self.answer(*place as usize, step, step.total.filter(|total| total.0 >= 0));
            }
            return;
        }
        let until = Document { number: step.last, ..step.document };
        let mut at = self.asked.partition_point(|asked| asked.document < step.document);
        loop {
            at = self.unanswered_from(at);
            match self.asked.get(at) {
                Some(asked) if asked.document <= until => self.answer(at, step, None),
                _ => return,
            }
        }
    }

    fn answer(&mut self, at: usize, step: &Step, total: Option<Cents>) {
        self.asked[at] = Asked {
            document: self.asked[at].document,
            place: step.place,
            fingerprint: step.fingerprint,
            found: true,
            total,
        };
        self.next[at] = at as u32 + 1;
    }

    fn unanswered_from(&mut self, mut at: usize) -> usize {
        while self.next[at] as usize != at {
            let next = self.next[at] as usize;
            self.next[at] = self.next[next];
            at = next;
        }
        at
    }

    /// What was found of a document that was asked for.
    pub(super) fn of_document(&self, document: &Document) -> Option<&Asked> {
        self.place_of.get(document).map(|place| &self.asked[*place as usize])
    }

    /// The answers to these questions, in their order.
    pub(super) fn answers(&self, questions: &[Document]) -> Answers {
        let found = |document: &Document| {
            let asked = self.of_document(document).filter(|asked| asked.found)?;
            Some((asked.place, asked.fingerprint))
        };
        Answers { found: questions.iter().map(found).collect() }
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
}

/// Answers to the questions that rows asked.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    found: Vec<Option<(RowPlace, u64)>>,
}

impl Answers {
    /// The answer to a token's key.
    pub fn answer(&self, key: u64) -> Option<Answer> {
        let (place, fingerprint) = (*self.found.get((key & QUESTION_MASK) as usize)?)?;
        Some(Answer { place, is_same: (fingerprint ^ key) & FINGERPRINT_MASK == 0 })
    }
}
