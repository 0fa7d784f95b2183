//! Rules over the whole ledger: repeats, overlaps, gaps, entry numbers, time, notes, branches, total lines.
//!
//! Every row that is no skipped one passes through [`Whole::see`] once, in order. What is known there and then is a
//! failure of the row; the rest comes from [`Whole::finish`] as remarks on the ledger. Where the *first* of two equal
//! documents stands, nobody remembers: the failure holds a token instead, and the trail of the rows is looked through
//! at the end. Rows that other rules reject count too: they are in the ledger, and their numbers are not missing. A row
//! whose kind, series or number was not understood names no document: it repeats none, and makes no gap.
//!
//! Memory does not grow with the rows but with what is irregular in them. Numbers in sequence cost nothing, shuffled
//! ones two bytes, lonely ones 32; a repeated row costs 16. Texts and notes have fixed limits, and temporary files
//! beyond.

mod branches;
mod cuo;
mod document;
mod exact;
mod firsts;
mod notes;
mod numbers;
mod remarks;
mod rules;
mod total_lines;
mod trail;

use std::io;

use self::cuo::{CuoFault, Cuos};
use self::document::{Document, TEXT, fingerprint, name_of, norm, text_key, total_of};
use self::exact::{Exact, ExactLimits, Found};
use self::notes::{NoteSum, Notes};
use self::numbers::Numbers;
use self::remarks::in_order;
use self::rules::Rules;
use self::total_lines::TotalLines;
use self::trail::{Step, Trail};
use super::draft::{Draft, Reading, integer};
use super::intern::Interner;
use super::judge::Judge;
use super::rulebook::{Failures, RuleContext};
use super::tally::{SeriesHint, Tally};
use crate::model::catalog::KINDS_OF_RANGES;
use crate::model::{Cents, Date, DocumentKind, Field, RowPlace, Severity};
use crate::normalize::token::token;

pub use self::firsts::{Answer, Answers};
pub use self::remarks::LedgerRemark;

/// The longest series that is followed; the norm allows 20 characters, and other rules refuse longer ones.
const SERIES_LENGTH_MAX: usize = 20;

/// Repeated entry numbers named row by row where the ledger has no correlative that would make them unique.
const CUO_ROWS_MAX: u64 = 1000;

/// How much is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    series: usize,
    blocks: u32,
    notes: usize,
    cuo_rows: u64,
    exact: ExactLimits,
}

impl Limits {
    /// Those of every run: 7 MiB of notes, and 20 for the texts among the numbers and among the CUOs each.
    pub(crate) const DEFAULT: Limits = Limits {
        series: 1 << 16,
        blocks: numbers::BLOCKS_MAX,
        notes: notes::NOTES_MAX,
        cuo_rows: CUO_ROWS_MAX,
        exact: ExactLimits::DEFAULT,
    };
}

/// What is known of a series.
#[derive(Debug, Default)]
struct Series {
    numbers: Numbers,
    /// The number and date of its last row.
    last: Option<(u64, Date)>,
    /// Its first row.
    first: Option<RowPlace>,
    /// The least and the greatest first number that is well formed; gaps lie between them.
    span: Option<(u64, u64)>,
    rows: u64,
}

/// The rules over the whole ledger.
#[derive(Debug)]
pub struct Whole {
    rules: Rules,
    limits: Limits,
    known_branches: Vec<String>,
    hint: SeriesHint,
    names: Interner,
    all: Vec<Series>,
    blocks: u32,
    texts: Exact,
    text_key: Vec<u8>,
    beyond: (u64, Option<RowPlace>),
    questions: Vec<Document>,
    trail: Trail,
    notes: Notes,
    cuos: Cuos,
    lines: TotalLines,
    trouble: Option<io::Error>,
}

impl Whole {
    /// The rules, before the first row.
    pub fn new(context: &RuleContext) -> Whole {
        Whole::within(context, Limits::DEFAULT)
    }

    pub(crate) fn within(context: &RuleContext, limits: Limits) -> Whole {
        Whole {
            rules: Rules::find(),
            limits,
            known_branches: context.company.branches.clone(),
            hint: SeriesHint::NONE,
            names: Interner::default(),
            all: Vec::new(),
            blocks: limits.blocks,
            texts: Exact::new(limits.exact),
            text_key: Vec::new(),
            beyond: (0, None),
            questions: Vec::new(),
            trail: Trail::default(),
            notes: Notes::default(),
            cuos: Cuos::new(limits.exact, limits.blocks),
            lines: TotalLines::default(),
            trouble: None,
        }
    }

    /// Takes a number for one where the rule on its shape does not reject: whoever turned it off lives with such
    /// numbers, and would not want them twice either. What a spreadsheet damaged stays damaged.
    pub fn heeding(mut self, judge: &Judge) -> Whole {
        for rule in &mut self.rules.unnamed[..3] {
            if judge.severity(*rule) != Severity::Reject {
                *rule = usize::MAX;
            }
        }
        self
    }

    /// Sees a row that is not skipped, and says what it breaks.
    #[inline]
    pub fn see(&mut self, draft: &Draft<'_>, place: RowPlace, failures: &mut Failures) {
        self.hint = SeriesHint::NONE;
        self.lines.add(place.file, &draft.amounts);
        match self.cuos.see(draft, place) {
            Ok(CuoFault::None) => {}
            Ok(CuoFault::Repeated) => self.say_cuo_repeated(draft, place, failures),
            Err(error) => self.fail(error),
        }
        let Some(kind) = draft.kind.good() else { return };
        if draft.number_first.is_empty()
            || draft.series.len() > SERIES_LENGTH_MAX
            || !failures.is_empty() && self.names_none(failures)
        {
            return;
        }
        let Some(id) = self.series_of(kind, &draft.series) else {
            self.beyond = (self.beyond.0 + 1, self.beyond.1.or(Some(place)));
            return self.see_text(u32::MAX, kind, (draft, place), failures);
        };
        let series = &mut self.all[id as usize];
        self.hint = SeriesHint(id);
        series.first.get_or_insert(place);
        series.rows += 1;
        // A number that cannot be one makes no gap: it may be millions away from the others.
        if let (Some(first), false) = (draft.first, failures.speaks_of(&[self.rules.number_shape]))
        {
            let (least, greatest) = series.span.unwrap_or((first, first));
            series.span = Some((least.min(first), greatest.max(first)));
        }
        match (draft.first, draft.last) {
            (Some(first), Some(last)) if last > first && KINDS_OF_RANGES.has(kind) => {
                self.see_range(id, (first, last), (draft, place), failures);
            }
            (Some(number), _) => self.see_one(id, number, (draft, place), failures),
            (None, _) => self.see_text(id, kind, (draft, place), failures),
        }
    }

    /// Hears that a row that was seen is accepted.
    #[inline]
    pub fn accepted(&mut self, draft: &Draft<'_>, place: RowPlace) {
        if draft.is_note() {
            self.accepted_note(draft, place);
        }
    }

    /// What [`Tally::add`] may want to know of the row seen last.
    #[inline]
    pub fn hint(&self) -> SeriesHint {
        self.hint
    }

    /// Compares a total line of the sheet with the rows that were seen before it.
    pub fn total_line(&mut self, amounts: &[Reading<Cents>; 13], place: RowPlace) {
        self.lines.line(amounts, place, (self.rules.line_differs, self.rules.line_agrees));
    }

    /// What is known at the end: remarks on the ledger, and the answers to what rows asked.
    ///
    /// Fails only where a temporary file could not be written or read; the answers are worth nothing then.
    pub fn finish(mut self, tally: &Tally) -> io::Result<(Vec<LedgerRemark>, Answers)> {
        if let Some(error) = self.trouble.take() {
            return Err(error);
        }
        let mut remarks = Vec::new();
        self.say_gaps(&mut remarks);
        self.say_cuos(&mut remarks);
        let answers = self.look_up(&mut remarks)?;
        branches::say(&self.rules, &self.known_branches, tally, &mut remarks);
        remarks.append(&mut std::mem::take(&mut self.lines).finish());
        if self.beyond.0 > 0 {
            remarks.push(LedgerRemark {
                rule: self.rules.too_many,
                field: Field::Series,
                place: self.beyond.1,
                values: vec![("most", self.limits.series.to_string())],
                count: self.beyond.0,
                total: Cents(0),
            });
        }
        in_order(&mut remarks);
        Ok((remarks, answers))
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.names.bytes()
            + self.all.capacity() * size_of::<Series>()
            + self.all.iter().map(|series| series.numbers.bytes()).sum::<usize>()
            + self.texts.bytes()
            + self.questions.capacity() * size_of::<Document>()
            + self.trail.bytes()
            + self.notes.bytes()
            + self.cuos.bytes()
    }

    /// Whether kind, series or number was refused for what it is.
    #[cold]
    fn names_none(&self, failures: &Failures) -> bool {
        failures.list().iter().any(|failure| {
            self.rules.unnamed.contains(&failure.rule)
                && matches!(failure.field, Field::Kind | Field::Series | Field::NumberFirst)
        })
    }

    #[inline]
    fn series_of(&mut self, kind: DocumentKind, series: &[u8]) -> Option<u32> {
        let id = self.names.id_within(kind.number(), series, self.limits.series)?;
        if self.all.len() <= id as usize {
            self.all.push(Series::default());
        }
        Some(id)
    }

    #[inline]
    fn see_one(
        &mut self,
        id: u32,
        number: u64,
        (draft, place): (&Draft<'_>, RowPlace),
        failures: &mut Failures,
    ) {
        let series = &mut self.all[id as usize];
        let is_new = series.numbers.insert(number, &mut self.blocks);
        self.see_time(id, number, number, draft, failures);
        let document = Document { series: id, number };
        let fingerprint = self.write_down(document, number, draft, place);
        if !is_new {
            self.say_first(self.rule_of_repeat(draft), document, fingerprint, draft, failures);
        }
    }

    /// Leaves the row in the trail; what makes it like another one.
    #[inline]
    fn write_down(
        &mut self,
        document: Document,
        last: u64,
        draft: &Draft<'_>,
        place: RowPlace,
    ) -> u64 {
        let fingerprint = fingerprint(draft);
        let step = Step { document, last, place, fingerprint, total: total_of(draft) };
        if let Err(error) = self.trail.add(step) {
            self.fail(error);
        }
        fingerprint
    }

    fn see_range(
        &mut self,
        id: u32,
        (first, last): (u64, u64),
        (draft, place): (&Draft<'_>, RowPlace),
        failures: &mut Failures,
    ) {
        let series = &mut self.all[id as usize];
        let overlap = series.numbers.insert_range(first, last, &mut self.blocks);
        self.see_time(id, first, last, draft, failures);
        let document = Document { series: id, number: first };
        let fingerprint = self.write_down(document, last, draft, place);
        if let Some(number) = overlap {
            let document = Document { series: id, number };
            self.say_first(self.rules.overlaps, document, fingerprint, draft, failures);
        }
    }

    /// A number that is no integer, or one of a series too many.
    #[cold]
    fn see_text(
        &mut self,
        id: u32,
        kind: DocumentKind,
        (draft, place): (&Draft<'_>, RowPlace),
        failures: &mut Failures,
    ) {
        text_key(&mut self.text_key, id, kind, &draft.series, &draft.number_first);
        let found = match self.texts.insert(&self.text_key) {
            Ok(found) => found,
            Err(error) => return self.fail(error),
        };
        let (Found::New(text) | Found::Known(text)) = found;
        let document = Document { series: id, number: TEXT | text };
        let fingerprint = self.write_down(document, document.number, draft, place);
        if matches!(found, Found::Known(_)) {
            self.say_first(self.rule_of_repeat(draft), document, fingerprint, draft, failures);
        }
    }

    #[inline]
    fn see_time(
        &mut self,
        id: u32,
        first: u64,
        last: u64,
        draft: &Draft<'_>,
        failures: &mut Failures,
    ) {
        let Some(date) = draft.issue_date.good() else { return };
        if failures.speaks_of(&self.rules.untimely) {
            return;
        }
        if draft.annulled || draft.state.is_earlier() || draft.series.is_empty() {
            return;
        }
        let series = &mut self.all[id as usize];
        let before = series.last.replace((last, date));
        if let Some((number, day)) = before
            && (first > number && date < day || last < number && date > day)
        {
            failures.speaking(self.rules.backwards);
            failures.with(
                Field::IssueDate,
                vec![
                    ("document", name_of(draft)),
                    ("other", number.to_string()),
                    ("other_date", norm(day)),
                ],
            );
        }
    }

    fn rule_of_repeat(&self, draft: &Draft<'_>) -> usize {
        if draft.series.is_empty() {
            self.rules.repeated_without_series
        } else {
            self.rules.repeated
        }
    }

    /// Says that a document was there before, with a token where its first row should be named.
    #[cold]
    fn say_first(
        &mut self,
        rule: usize,
        document: Document,
        fingerprint: u64,
        draft: &Draft<'_>,
        failures: &mut Failures,
    ) {
        let key = firsts::key(self.questions.len(), fingerprint);
        self.questions.push(document);
        failures.speaking(rule);
        failures
            .with(Field::NumberFirst, vec![("document", name_of(draft)), ("first", token(key))]);
    }

    #[cold]
    fn say_cuo_repeated(&mut self, draft: &Draft<'_>, place: RowPlace, failures: &mut Failures) {
        if !draft.has(Field::Correlative) && self.cuos.repeated > self.limits.cuo_rows {
            self.cuos.unnamed.1.get_or_insert(place);
            self.cuos.unnamed.0 += 1;
            return;
        }
        failures.speaking(self.rules.cuo_repeated);
        let mut cuo = String::from_utf8_lossy(draft.text(Field::Cuo)).into_owned();
        let correlative = draft.text(Field::Correlative);
        if !correlative.is_empty() {
            cuo.push_str(" / ");
            cuo.push_str(&String::from_utf8_lossy(correlative));
        }
        failures.with(Field::Cuo, vec![("cuo", cuo)]);
    }

    #[cold]
    fn accepted_note(&mut self, draft: &Draft<'_>, place: RowPlace) {
        let (Some(kind), Some(number)) =
            (draft.amended_kind.good(), integer(&draft.amended_number))
        else {
            return;
        };
        if draft.annulled
            || draft.amended_series.is_empty()
            || draft.amended_series.len() > SERIES_LENGTH_MAX
        {
            return;
        }
        let Some(series) = self.series_of(kind, &draft.amended_series) else { return };
        // The rate of the note's day is not the rate of its document's: foreign amounts are not compared.
        let total = match (&*draft.currency, draft.kind.good()) {
            (b"" | b"PEN", Some(kind)) => {
                let size = draft.amount(Field::Total).0.abs();
                Cents(if kind.is_credit() { size } else { -size })
            }
            _ => Cents(0),
        };
        let sum = NoteSum { taken: total, notes: 1, place };
        if let Err(error) = self.notes.add(Document { series, number }, sum, self.limits.notes) {
            self.fail(error);
        }
    }

    #[cold]
    fn fail(&mut self, error: io::Error) {
        self.trouble.get_or_insert(error);
    }
}

#[cfg(test)]
mod tests;
