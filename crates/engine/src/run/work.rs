//! Judges the rows of a ledger one by one, and hands each to where it belongs.
//!
//! Every row that the source delivers gets exactly one verdict here, and the proof hears of both. Accepted rows go
//! into parts and totals, rejected ones into the lists and the correction workbook; what a person will be shown first
//! is kept, the rest is only counted.

use std::collections::BTreeMap;

use xlsx::Row;

use super::absent::Absent;
use super::files::Files;
use super::job::{Job, RunError};
use super::marks::MarkWatch;
use super::report::ShownFailure;
use super::revision::Revision;
use super::source::Source;
use super::twice::Contents;
use crate::ingest::locate::Located;
use crate::ingest::skip::skip_reason;
use crate::model::{Cents, Field, Fix, Period, RowPlace, Severity, SkipReason};
use crate::normalize::outputs::{Finding, cell_text};
use crate::normalize::proof::{RowProof, Verdict};
use crate::normalize::tally::Tally;
use crate::normalize::whole::{LedgerRemark, Whole};
use crate::normalize::{Content, Draft, Drafter, Failure, Failures, Judge, RULEBOOK, RuleContext};

/// How many rejections a person is shown.
const SHOWN_MAX: usize = 20;

/// What was counted of a rule.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Count {
    /// How often it was broken.
    pub(super) times: u64,
    /// The money in the cells that broke it, or the totals of their rows where these are no amounts.
    pub(super) total: Cents,
}

impl Count {
    /// Counts one more, with this money.
    pub(super) fn add(&mut self, money: Cents) {
        self.times += 1;
        self.total.0 = self.total.0.saturating_add(money.0);
    }
}

/// A note on the ledger that many rows make: the first of them, with the count and the money of all.
pub(super) struct Noted {
    pub(super) shown: ShownFailure,
    pub(super) count: Count,
}

/// The work on one ledger.
pub(super) struct Work<'j> {
    pub(super) job: &'j Job,
    pub(super) period: Period,
    pub(super) judge: Judge,
    pub(super) whole: Whole,
    pub(super) tally: Tally,
    pub(super) proof: RowProof,
    pub(super) content: Content,
    /// Of each file by itself, where there are several.
    pub(super) contents: Option<Contents>,
    pub(super) files: Files,
    pub(super) counts: Vec<Count>,
    pub(super) fixes: [u64; Fix::ALL.len()],
    pub(super) shown: Vec<ShownFailure>,
    /// What rules that only note have said, each of each column.
    pub(super) noted: BTreeMap<(usize, Field), Noted>,
    failures: Failures,
    fix_list: Vec<(Field, Fix)>,
}

/// One file on its way through.
pub(super) struct FileWork {
    pub(super) index: u16,
    pub(super) name: String,
    pub(super) sheet: String,
    pub(super) drafter: Drafter,
    pub(super) marks: MarkWatch,
    absent: Absent,
    pub(super) last_line: u64,
    pub(super) delivered: u64,
}

impl FileWork {
    pub(super) fn new(index: u16, source: &Source, job: &Job) -> FileWork {
        FileWork {
            index,
            name: source.name.clone(),
            sheet: source.sheet.clone(),
            drafter: Drafter::new(source.columns.clone(), source.marks),
            marks: MarkWatch::new(source.marks),
            absent: Absent::new(&job.placeholders, &source.columns),
            last_line: source.header_line(),
            delivered: 0,
        }
    }
}

impl<'j> Work<'j> {
    pub(super) fn new(job: &'j Job, context: RuleContext, files: Files) -> Work<'j> {
        let period = context.period;
        let judge = Judge::new(context, &job.severities);
        Work {
            job,
            period,
            whole: Whole::new(judge.context()).heeding(&judge),
            judge,
            tally: Tally::new(),
            proof: RowProof::new(),
            content: Content::default(),
            contents: (job.files.len() > 1).then(Contents::default),
            files,
            counts: vec![Count::default(); RULEBOOK.len()],
            fixes: [0; Fix::ALL.len()],
            shown: Vec::new(),
            noted: BTreeMap::new(),
            failures: Failures::default(),
            fix_list: Vec::new(),
        }
    }

    /// Hands the rules over the whole ledger out, to be finished.
    pub(super) fn take_whole(&mut self) -> Whole {
        std::mem::replace(&mut self.whole, Whole::new(self.judge.context()))
    }

    /// Gives a row that stands below the header its verdict.
    #[inline]
    pub(super) fn row(
        &mut self,
        row: Row<'_>,
        located: &Located,
        revision: Option<&Revision>,
        file: &mut FileWork,
    ) -> Result<(), RunError> {
        let line = row.line();
        self.proof.source_row(line);
        file.last_line = line;
        file.delivered += 1;
        if let Some(skip) = skip_reason(row, located) {
            self.skipped(row, skip, file);
            return Ok(());
        }
        let place = RowPlace { file: file.index, line };
        let row = revision.and_then(|revision| revision.correction(place)).unwrap_or(row);
        let row = file.absent.hide(row);
        let held = revision.is_some_and(|revision| revision.holds(place));
        let mut draft = file.drafter.draft(row);
        self.failures.clear();
        file.marks.see(&draft);
        if let Some(contents) = &mut self.contents {
            // Without the cells of broken rows: a workbook and a text spell what is wrong in ways of their own.
            contents.present.row(&draft, false);
            contents.rows += 1;
        }
        self.judge.row(&draft, &mut self.failures);
        self.whole.see(&draft, place, &mut self.failures);
        let broken = !self.failures.is_empty();
        self.content.row(&draft, broken);
        let source = RowSource { name: &file.name, sheet: &file.sheet };
        let mut sealed = None;
        let rejected = broken && self.broken(&draft, place, source, held)?;
        let verdict = if rejected {
            Verdict::Rejected
        } else {
            let (verdict, rows) = self.accept(&mut draft, place, held)?;
            sealed = rows;
            verdict
        };
        self.proof.verdict(line, verdict);
        // The rows of a revision stand among those of earlier parts: its parts are proved together, at the end.
        if let (Some(rows), None) = (sealed, revision) {
            self.proof
                .sealed_part(rows)
                .map_err(|error| RunError::Proof(error, file.name.clone()))?;
        }
        let fixes = std::mem::take(&mut draft.fixes);
        file.drafter.recycle(fixes);
        Ok(())
    }

    fn skipped(&mut self, row: Row<'_>, reason: SkipReason, file: &mut FileWork) {
        if reason == SkipReason::TotalLine {
            let draft = file.drafter.draft(row);
            self.whole.total_line(&draft.amounts, RowPlace { file: file.index, line: row.line() });
        }
        self.proof.verdict(row.line(), Verdict::Skipped(reason));
    }

    /// Writes an accepted row; the rows of the part that it filled, if it did.
    #[inline]
    fn accept(
        &mut self,
        draft: &mut Draft<'_>,
        place: RowPlace,
        held: bool,
    ) -> Result<(Verdict, Option<u64>), RunError> {
        let mut fixes = std::mem::take(&mut self.fix_list);
        fixes.clear();
        fixes.append(&mut draft.fixes);
        let sealed = if held {
            self.files.accept_again(draft, place, &mut fixes)?;
            None
        } else {
            self.files.accept(draft, place, &mut fixes)?
        };
        self.tally.add(draft, place, self.whole.hint());
        self.whole.accepted(draft, place);
        for (field, fix) in &fixes {
            self.fixes[*fix as usize] += 1;
            self.files.fixed(draft, place, (*field, *fix), held)?;
        }
        let verdict = if fixes.is_empty() { Verdict::Accepted } else { Verdict::Fixed };
        self.fix_list = fixes;
        Ok((verdict, sealed))
    }

    /// Counts and lists what a row broke; whether it is rejected.
    #[cold]
    fn broken(
        &mut self,
        draft: &Draft<'_>,
        place: RowPlace,
        source: RowSource<'_>,
        held: bool,
    ) -> Result<bool, RunError> {
        let rejected = !held && self.judge.heaviest(&self.failures) == Severity::Reject;
        let severity = |failure: &Failure| self.judge.severity(failure.rule);
        // A row that a part holds already was right when it went there.
        let counts = |severity: Severity| {
            severity != Severity::Off && !(held && severity == Severity::Reject)
        };
        let told = self.failures.list().iter().filter(|failure| counts(severity(failure)));
        let told: Vec<_> = told.map(|failure| (failure, cell_text(draft, failure.field))).collect();
        let language = self.job.language;
        let mut findings = Vec::with_capacity(told.len());
        for (failure, value) in &told {
            let severity = severity(failure);
            let finding = Finding::of(
                failure,
                place.line,
                value,
                severity,
                draft.columns(),
                self.period,
                language,
            );
            let money =
                if failure.field.amount_index().is_some() { failure.field } else { Field::Total };
            self.counts[failure.rule].add(draft.amount(money));
            let shown = || ShownFailure::of(&finding, draft.columns(), source.name, source.sheet);
            match severity {
                Severity::Reject if self.shown.len() < SHOWN_MAX => self.shown.push(shown()),
                Severity::Note => {
                    let noted = self.noted.entry((failure.rule, failure.field));
                    let first = || Noted { shown: shown(), count: Count::default() };
                    noted.or_insert_with(first).count.add(draft.amount(money));
                }
                Severity::Reject | Severity::Warn | Severity::Off => {}
            }
            findings.push(finding);
        }
        if !findings.is_empty() {
            self.files.broken(draft, &findings, rejected)?;
        }
        Ok(rejected)
    }

    /// A remark on the ledger as a whole, as a person is shown it.
    pub(super) fn remark(&self, remark: &LedgerRemark, sources: &[Source]) -> ShownFailure {
        let severity = self.judge.severity(remark.rule);
        let place = remark.place.unwrap_or_default();
        let source = &sources[usize::from(place.file).min(sources.len() - 1)];
        let failure = remark.failure();
        let (columns, language) = (&source.columns, self.job.language);
        let finding =
            Finding::of(&failure, place.line, "", severity, columns, self.period, language);
        ShownFailure::of(&finding, columns, &source.name, &source.sheet)
    }
}

/// Where a row's list lines say that it is from.
#[derive(Clone, Copy)]
struct RowSource<'a> {
    name: &'a str,
    sheet: &'a str,
}
