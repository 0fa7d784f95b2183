//! A bulk layout turned into steps, and a document into a line by walking them.
//!
//! Each value goes straight from the draft into the page; nothing is allocated. A value that a rule let pass although
//! it could not be read goes out as the ledger has it.

use std::borrow::Cow;

use super::page::Page;
use super::target_text::{Purpose, TargetText};
use crate::model::{BulkLayout, BulkValue, Cents, Date, DocumentKind, Field, Fix, Period};
use crate::normalize::draft::{Draft, Reading, trim};

/// A column, as it is made.
#[derive(Clone, Debug)]
enum Step {
    RunningNumber,
    Period,
    Date(Field),
    Kind(Field),
    CustomerIdKind,
    Number(Field),
    Code(Field),
    Name(Field),
    Text(Field),
    /// Indices into the draft's amounts, and into the totals.
    Amount(usize, usize),
    Sum(Box<[usize]>, usize),
}

/// How the lines of one layout are made.
#[derive(Debug)]
pub(super) struct Form {
    steps: Vec<Step>,
    target: TargetText,
    delimiter: u8,
    line_end: &'static str,
    header: Vec<u8>,
    ledger_period: Period,
    ledger_period_text: [u8; 8],
    amount_headers: Vec<String>,
}

/// Where the values of a line go.
pub(super) struct Line<'a> {
    pub(super) page: &'a mut Page,
    pub(super) fixes: &'a mut Vec<(Field, Fix)>,
    pub(super) cleaned: &'a mut Cleaned,
    /// Whether values with a delimiter get quotes.
    pub(super) quoted: bool,
}

/// The text that was cleaned last, in the target's encoding: the list of fixes wants it right after.
#[derive(Debug, Default)]
pub(super) struct Cleaned {
    text: Vec<u8>,
    /// Whose it is, in the row whose line was made last.
    field: Option<Field>,
}

impl Form {
    /// The lines of this layout, for a ledger of `period`.
    pub(super) fn new(layout: &BulkLayout, period: Period) -> Form {
        let target = TargetText::new(layout);
        let mut amount_headers = Vec::new();
        let mut steps = Vec::with_capacity(layout.columns.len());
        for column in &layout.columns {
            let step = match &column.value {
                BulkValue::RunningNumber => Step::RunningNumber,
                BulkValue::Field(field) => match step_of(*field) {
                    Step::Amount(index, _) => Step::Amount(index, amount_headers.len()),
                    step => step,
                },
                BulkValue::Sum(fields) => {
                    let indices = fields.iter().filter_map(|field| field.amount_index());
                    Step::Sum(indices.collect(), amount_headers.len())
                }
            };
            if matches!(step, Step::Amount(..) | Step::Sum(..)) {
                amount_headers.push(column.header.clone());
            }
            steps.push(step);
        }
        Form {
            steps,
            header: header_of(layout, &target),
            target,
            delimiter: layout.delimiter,
            line_end: layout.line_end,
            ledger_period: period,
            ledger_period_text: ple(period),
            amount_headers,
        }
    }

    /// The line of headers, with its end.
    pub(super) fn header(&self) -> &[u8] {
        &self.header
    }

    /// The headers of the columns that are summed up.
    pub(super) fn amount_headers(&self) -> &[String] {
        &self.amount_headers
    }

    /// Writes a document's line, and adds its amounts to `totals`.
    #[inline]
    pub(super) fn write_row(
        &self,
        draft: &Draft<'_>,
        number: u64,
        totals: &mut [Cents],
        line: &mut Line<'_>,
    ) {
        line.cleaned.field = None;
        let mut at = line.page.len();
        for step in &self.steps {
            at = self.write_step(at, step, draft, number, totals, line);
        }
        // The line's end stands where the last delimiter would.
        line.page.end_at(at - 1);
        line.page.push(self.line_end.as_bytes());
    }

    /// The value of a field as the platform gets it; `cleaned` is what the row's line left.
    pub(super) fn sent<'c>(
        &self,
        draft: &Draft<'_>,
        field: Field,
        cleaned: &'c mut Cleaned,
    ) -> Cow<'c, str> {
        if cleaned.field != Some(field) {
            let (mut page, mut fixes) = (Page::default(), Vec::new());
            let mut line = Line { page: &mut page, fixes: &mut fixes, cleaned, quoted: false };
            let at = self.write_step(0, &step_of(field), draft, 0, &mut [Cents(0)], &mut line);
            page.end_at(at - 1);
            cleaned.text.clear();
            cleaned.text.extend_from_slice(page.bytes());
            cleaned.field = Some(field);
        }
        self.target.decode(&cleaned.text)
    }

    /// Puts one value and a delimiter at `at`, and adds an amount to its total; where the next value goes.
    #[inline(always)]
    fn write_step(
        &self,
        at: usize,
        step: &Step,
        draft: &Draft<'_>,
        number: u64,
        totals: &mut [Cents],
        line: &mut Line<'_>,
    ) -> usize {
        let end = self.delimiter;
        let page = &mut *line.page;
        match step {
            Step::RunningNumber => page.put_decimal(at, number, end),
            Step::Period => match self.period_of(draft) {
                Some(period) => page.put_fixed(at, &period, end),
                None => self.text(at, draft, Field::Period, line),
            },
            Step::Date(field) => match date_of(draft, *field) {
                Reading::Good(date) => page.put_fixed(at, &date.norm(), end),
                Reading::Absent => page.put_byte(at, end),
                // C107 says that it is sent blank; of an annulled row nobody asks for dates.
                Reading::Bad if *field == Field::DueDate || draft.annulled => {
                    page.put_byte(at, end)
                }
                Reading::Bad => self.text(at, draft, *field, line),
            },
            Step::Kind(field) => match kind_of(draft, *field) {
                Reading::Good(kind) if *field == Field::Kind || draft.is_note() => {
                    page.put_fixed(at, &kind.code(), end)
                }
                _ => self.text(at, draft, *field, line),
            },
            Step::CustomerIdKind => match draft.customer_id_kind {
                Reading::Good(kind) => page.put_fixed(at, &[b'0', kind.code()], end),
                Reading::Absent => page.put_byte(at, end),
                Reading::Bad => self.text(at, draft, Field::CustomerIdKind, line),
            },
            Step::Number(field) => match number_of(draft, *field) {
                (text, true) => page.put(at, text, end),
                (text, false) => self.field(at, text, *field, Purpose::Plain, line),
            },
            Step::Code(field) => {
                self.field(at, code_of(draft, *field), *field, Purpose::Plain, line)
            }
            Step::Name(field) => {
                let name = match field {
                    Field::CustomerName => draft.customer_name,
                    _ => text_of(draft, *field),
                };
                self.field(at, name, *field, Purpose::Name, line)
            }
            Step::Text(field) => self.text(at, draft, *field, line),
            Step::Amount(index, total) => match draft.amounts[*index] {
                Reading::Bad => self.text(at, draft, Field::AMOUNTS[*index], line),
                amount => {
                    let amount = amount.good().unwrap_or_default().0;
                    totals[*total].0 = totals[*total].0.saturating_add(amount);
                    page.put_cents(at, amount, end)
                }
            },
            Step::Sum(indices, total) => {
                let terms = indices.iter().filter_map(|index| draft.amounts[*index].good());
                let sum = terms.fold(0i64, |sum, term| sum.saturating_add(term.0));
                totals[*total].0 = totals[*total].0.saturating_add(sum);
                page.put_cents(at, sum, end)
            }
        }
    }

    /// The period of a document; the ledger's where there is no such column.
    #[inline(always)]
    fn period_of(&self, draft: &Draft<'_>) -> Option<[u8; 8]> {
        match draft.period {
            Reading::Good(period) if period != self.ledger_period => Some(ple(period)),
            Reading::Good(_) => Some(self.ledger_period_text),
            Reading::Absent if !draft.has(Field::Period) => Some(self.ledger_period_text),
            Reading::Absent | Reading::Bad => None,
        }
    }

    #[inline(always)]
    fn text(&self, at: usize, draft: &Draft<'_>, field: Field, line: &mut Line<'_>) -> usize {
        self.field(at, text_of(draft, field), field, Purpose::Plain, line)
    }

    #[inline(always)]
    fn field(
        &self,
        at: usize,
        text: &[u8],
        field: Field,
        purpose: Purpose,
        line: &mut Line<'_>,
    ) -> usize {
        if text.is_empty() {
            line.page.put_byte(at, self.delimiter)
        } else if self.target.is_plain(text, purpose) {
            line.page.put(at, text, self.delimiter)
        } else {
            self.clean_field(at, text, field, purpose, line)
        }
    }

    #[inline(never)]
    fn clean_field(
        &self,
        at: usize,
        text: &[u8],
        field: Field,
        purpose: Purpose,
        line: &mut Line<'_>,
    ) -> usize {
        let cleaned = &mut line.cleaned.text;
        let changes = self.target.clean(text, purpose, cleaned);
        line.cleaned.field = Some(field);
        for fix in changes.fixes().map(|fix| (field, fix)) {
            // A layout may send one field in two columns.
            if !line.fixes.contains(&fix) {
                line.fixes.push(fix);
            }
        }
        line.page.end_at(at);
        if line.quoted && self.target.needs_quotes(cleaned) {
            push_quoted(line.page, cleaned);
        } else {
            line.page.push(cleaned);
        }
        line.page.byte(self.delimiter);
        line.page.len()
    }
}

/// How a field is made where it stands alone.
fn step_of(field: Field) -> Step {
    match field {
        Field::Period => Step::Period,
        Field::IssueDate | Field::DueDate | Field::AmendedDate => Step::Date(field),
        Field::Kind | Field::AmendedKind => Step::Kind(field),
        Field::CustomerIdKind => Step::CustomerIdKind,
        Field::NumberFirst | Field::NumberLast => Step::Number(field),
        Field::Series
        | Field::CustomerId
        | Field::Currency
        | Field::AmendedSeries
        | Field::AmendedNumber => Step::Code(field),
        Field::CustomerName | Field::IssuerName => Step::Name(field),
        _ => match field.amount_index() {
            Some(index) => Step::Amount(index, 0),
            None => Step::Text(field),
        },
    }
}

fn header_of(layout: &BulkLayout, target: &TargetText) -> Vec<u8> {
    let mut page = Page::default();
    let mut cleaned = Vec::new();
    for (index, column) in layout.columns.iter().enumerate() {
        if index > 0 {
            page.byte(layout.delimiter);
        }
        target.clean(column.header.as_bytes(), Purpose::Plain, &mut cleaned);
        match target.needs_quotes(&cleaned) {
            true => push_quoted(&mut page, &cleaned),
            false => page.push(&cleaned),
        }
    }
    page.push(layout.line_end.as_bytes());
    page.bytes().to_vec()
}

/// A field in quotes, each quote in it doubled.
fn push_quoted(page: &mut Page, field: &[u8]) {
    page.byte(b'"');
    for (index, piece) in field.split(|byte| *byte == b'"').enumerate() {
        if index > 0 {
            page.push(b"\"\"");
        }
        page.push(piece);
    }
    page.byte(b'"');
}

/// `AAAAMM00`.
fn ple(period: Period) -> [u8; 8] {
    let digit = |value: u16| b'0' + (value % 10) as u8;
    let Period { year, month } = period;
    let month = u16::from(month);
    let [y1, y2, y3] = [year / 1000, year / 100, year / 10].map(digit);
    [y1, y2, y3, digit(year), digit(month / 10), digit(month), b'0', b'0']
}

#[inline]
fn date_of(draft: &Draft<'_>, field: Field) -> Reading<Date> {
    match field {
        Field::IssueDate => draft.issue_date,
        Field::DueDate => draft.due_date,
        _ => draft.amended_date,
    }
}

#[inline]
fn kind_of(draft: &Draft<'_>, field: Field) -> Reading<DocumentKind> {
    match field {
        Field::Kind => draft.kind,
        _ => draft.amended_kind,
    }
}

/// A number as read, and whether it is digits and nothing else; a blank last number is the first one.
#[inline]
fn number_of<'d>(draft: &'d Draft<'_>, field: Field) -> (&'d [u8], bool) {
    if field == Field::NumberFirst || draft.number_last.is_empty() {
        (&draft.number_first, draft.first.is_some())
    } else {
        (&draft.number_last, draft.last.is_some())
    }
}

/// A code as read; what a placeholder hides goes out as the ledger has it.
#[inline]
fn code_of<'d>(draft: &'d Draft<'_>, field: Field) -> &'d [u8] {
    let code: &[u8] = match field {
        Field::Series => &draft.series,
        Field::CustomerId => &draft.customer_id,
        Field::Currency => &draft.currency,
        // What a document that is no note says of another one is copied as it stands.
        _ if !draft.is_note() => b"",
        Field::AmendedSeries => &draft.amended_series,
        _ => &draft.amended_number,
    };
    if code.is_empty() { text_of(draft, field) } else { code }
}

/// The trimmed text of a cell; most cells that are asked for here are blank.
#[inline]
fn text_of<'a>(draft: &Draft<'a>, field: Field) -> &'a [u8] {
    match draft.raw(field) {
        [] => b"",
        raw => trim(raw),
    }
}
