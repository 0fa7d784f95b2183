//! A bulk layout turned into steps, and a document into a line by walking them.
//!
//! Each value goes straight from the draft into the page; nothing is allocated. A value that a rule let pass although
//! it could not be read goes out as the ledger has it.

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
    pub(super) scratch: &'a mut Vec<u8>,
    /// Whether values with a delimiter get quotes.
    pub(super) quoted: bool,
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
        for step in &self.steps {
            if let Step::RunningNumber = step {
                line.page.decimal_then(number, self.delimiter);
            } else if let Some((total, amount)) = self.write_step(step, draft, line) {
                let total = &mut totals[total];
                total.0 = total.0.saturating_add(amount.0);
            }
        }
        line.page.drop_last();
        line.page.push(self.line_end.as_bytes());
    }

    /// The value of a field as the platform gets it.
    pub(super) fn sent(&self, draft: &Draft<'_>, field: Field, scratch: &mut Vec<u8>) -> String {
        let (mut page, mut fixes) = (Page::default(), Vec::new());
        let mut line = Line { page: &mut page, fixes: &mut fixes, scratch, quoted: false };
        self.write_step(&step_of(field), draft, &mut line);
        page.drop_last();
        self.target.decode(page.bytes())
    }

    /// Writes one value and a delimiter; an amount is given back, with its place among the totals.
    #[inline(always)]
    fn write_step(
        &self,
        step: &Step,
        draft: &Draft<'_>,
        line: &mut Line<'_>,
    ) -> Option<(usize, Cents)> {
        let end = self.delimiter;
        match step {
            Step::RunningNumber => {}
            Step::Period => match draft.period {
                Reading::Good(period) => {
                    let is_usual = period == self.ledger_period;
                    let text = if is_usual { self.ledger_period_text } else { ple(period) };
                    line.page.fixed_then(&text, end);
                }
                Reading::Absent if !draft.has(Field::Period) => {
                    line.page.fixed_then(&self.ledger_period_text, end)
                }
                Reading::Absent | Reading::Bad => self.text(draft, Field::Period, line),
            },
            Step::Date(field) => match date_of(draft, *field) {
                Reading::Good(date) => line.page.fixed_then(&date.norm(), end),
                Reading::Absent => line.page.byte(end),
                Reading::Bad => self.text(draft, *field, line),
            },
            Step::Kind(field) => match kind_of(draft, *field) {
                Reading::Good(kind) if *field == Field::Kind || draft.is_note() => {
                    line.page.fixed_then(&kind.code(), end)
                }
                _ => self.text(draft, *field, line),
            },
            Step::CustomerIdKind => match draft.customer_id_kind {
                Reading::Good(kind) => line.page.fixed_then(&[b'0', kind.code()], end),
                Reading::Absent => line.page.byte(end),
                Reading::Bad => self.text(draft, Field::CustomerIdKind, line),
            },
            Step::Code(field) => self.field(code_of(draft, *field), *field, Purpose::Plain, line),
            Step::Name(field) => {
                let name = match field {
                    Field::CustomerName => draft.customer_name,
                    _ => text_of(draft, *field),
                };
                self.field(name, *field, Purpose::Name, line);
            }
            Step::Text(field) => self.text(draft, *field, line),
            Step::Amount(index, total) => match draft.amounts[*index] {
                Reading::Bad => self.text(draft, Field::AMOUNTS[*index], line),
                amount => {
                    let amount = amount.good().unwrap_or_default();
                    line.page.cents_then(amount.0, end);
                    return Some((*total, amount));
                }
            },
            Step::Sum(indices, total) => {
                let terms = indices.iter().filter_map(|index| draft.amounts[*index].good());
                let sum = Cents(terms.fold(0i64, |sum, term| sum.saturating_add(term.0)));
                line.page.cents_then(sum.0, end);
                return Some((*total, sum));
            }
        }
        None
    }

    #[inline(always)]
    fn text(&self, draft: &Draft<'_>, field: Field, line: &mut Line<'_>) {
        self.field(text_of(draft, field), field, Purpose::Plain, line);
    }

    #[inline(always)]
    fn field(&self, text: &[u8], field: Field, purpose: Purpose, line: &mut Line<'_>) {
        if text.is_empty() {
            line.page.byte(self.delimiter);
        } else {
            self.some_field(text, field, purpose, line);
        }
    }

    fn some_field(&self, text: &[u8], field: Field, purpose: Purpose, line: &mut Line<'_>) {
        if self.target.is_plain(text, purpose) {
            line.page.push_then(text, self.delimiter);
        } else {
            self.clean_field(text, field, purpose, line);
        }
    }

    #[inline(never)]
    fn clean_field(&self, text: &[u8], field: Field, purpose: Purpose, line: &mut Line<'_>) {
        let changes = self.target.clean(text, purpose, line.scratch);
        for fix in changes.fixes().map(|fix| (field, fix)) {
            // A layout may send one field in two columns.
            if !line.fixes.contains(&fix) {
                line.fixes.push(fix);
            }
        }
        if line.quoted && self.target.needs_quotes(line.scratch) {
            push_quoted(line.page, line.scratch);
        } else {
            line.page.push(line.scratch);
        }
        line.page.byte(self.delimiter);
    }
}

/// How a field is made where it stands alone.
fn step_of(field: Field) -> Step {
    match field {
        Field::Period => Step::Period,
        Field::IssueDate | Field::DueDate | Field::AmendedDate => Step::Date(field),
        Field::Kind | Field::AmendedKind => Step::Kind(field),
        Field::CustomerIdKind => Step::CustomerIdKind,
        Field::Series
        | Field::NumberFirst
        | Field::NumberLast
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

/// A code as read; what a placeholder hides goes out as the ledger has it, and a blank last number is the first one.
#[inline]
fn code_of<'d>(draft: &'d Draft<'_>, field: Field) -> &'d [u8] {
    let code: &[u8] = match field {
        Field::Series => &draft.series,
        Field::NumberFirst => &draft.number_first,
        Field::NumberLast if draft.number_last.is_empty() => &draft.number_first,
        Field::NumberLast => &draft.number_last,
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
