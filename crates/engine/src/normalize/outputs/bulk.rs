//! Documents as the lines of bulk files, in the columns and spelling of a [`BulkLayout`].
//!
//! A layout is turned into a list of steps once; a document is then a walk over the list, each value straight from
//! the draft into the page, and nothing is allocated. Whether a document is accepted is not asked here: what comes is
//! written. Sums and values are those of the draft; a value that a rule let pass although it could not be read goes
//! out as the ledger has it.

use std::fs;
use std::path::Path;

use super::error::{Fault, OutputError};
use super::page::Page;
use super::part::{PAGE_BYTES, PartCount, PartDisk, PartSeal};
use super::target_text::{Purpose, TargetText};
use crate::model::{
    BulkLayout, BulkValue, Cents, Date, DocumentKind, Field, Fix, Period, RowPlace,
};
use crate::normalize::draft::{Draft, Reading};

/// Where the numbering begins: 1 and 1 for a ledger's first revision, and after the last for later ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Numbering {
    /// The number of the first part.
    pub part: u32,
    /// The running number of the first document.
    pub document: u64,
}

impl Default for Numbering {
    fn default() -> Numbering {
        Numbering { part: 1, document: 1 }
    }
}

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

/// Writes accepted documents into parts.
#[derive(Debug)]
pub struct BulkWriter {
    steps: Vec<Step>,
    target: TargetText,
    delimiter: u8,
    line_end: &'static str,
    header: Vec<u8>,
    period: [u8; 8],
    ledger_period: Period,
    rows_per_part: u64,
    next_document: u64,
    count: PartCount,
    amount_headers: Vec<String>,
    page: Page,
    scratch: Vec<u8>,
    disk: PartDisk,
    sealed: Vec<PartSeal>,
}

impl BulkWriter {
    /// Begins to write into `folder/parts`, which is made; rows without a period of their own are of `period`.
    pub fn create(
        folder: &Path,
        layout: &BulkLayout,
        period: Period,
        numbering: Numbering,
    ) -> Result<BulkWriter, OutputError> {
        let parts = folder.join("parts");
        fs::create_dir_all(&parts).map_err(|error| OutputError::io(&parts, error))?;
        BulkWriter::onto(PartDisk::start(&parts)?, layout, period, numbering)
    }

    /// Formats documents and throws them away: what the target cannot take is found out, and nothing is written.
    pub fn nowhere(
        layout: &BulkLayout,
        period: Period,
        numbering: Numbering,
    ) -> Result<BulkWriter, OutputError> {
        BulkWriter::onto(PartDisk::nowhere(), layout, period, numbering)
    }

    fn onto(
        disk: PartDisk,
        layout: &BulkLayout,
        period: Period,
        numbering: Numbering,
    ) -> Result<BulkWriter, OutputError> {
        check(layout)?;
        let target = TargetText::new(layout);
        let (steps, amount_headers) = steps_of(layout);
        let mut writer = BulkWriter {
            header: header_of(layout, &target),
            steps,
            target,
            delimiter: layout.delimiter,
            line_end: layout.line_end,
            period: ple(period),
            ledger_period: period,
            rows_per_part: u64::from(layout.rows_per_part),
            next_document: numbering.document,
            count: PartCount { number: numbering.part, ..PartCount::default() },
            amount_headers,
            page: Page::with_capacity(PAGE_BYTES + PAGE_BYTES / 16),
            scratch: Vec::new(),
            disk,
            sealed: Vec::new(),
        };
        writer.count.totals = writer.zero_totals();
        Ok(writer)
    }

    /// Adds one accepted document, which stands in the ledger's `file`, and lists what had to be changed for the
    /// target. True where it was the last of its part; the seal follows when the disk has it.
    #[inline]
    pub fn append(
        &mut self,
        draft: &Draft<'_>,
        file: u16,
        fixes: &mut Vec<(Field, Fix)>,
    ) -> Result<bool, OutputError> {
        let place = RowPlace { file, line: draft.row().line() };
        if self.count.rows == 0 {
            self.page.push(&self.header);
            self.count.first = place;
        }
        self.write_row(draft, fixes);
        self.count.last = place;
        self.count.rows += 1;
        self.next_document += 1;
        if self.page.len() >= PAGE_BYTES {
            self.disk.write(&mut self.page)?;
        }
        if self.count.rows < self.rows_per_part {
            return Ok(false);
        }
        self.seal()?;
        Ok(true)
    }

    /// The value of a field as the platform gets it, for the list of fixes.
    pub fn sent(&mut self, draft: &Draft<'_>, field: Field) -> String {
        let mut page = Page::default();
        std::mem::swap(&mut page, &mut self.page);
        let start = page.len();
        self.write_step(&mut page, &step_of(field), draft, &mut Vec::new(), false);
        let sent = self.target.decode(&page.bytes()[start..]);
        page.truncate(start);
        self.page = page;
        sent
    }

    /// The parts that are whole so far, in their order.
    pub fn sealed(&mut self) -> &[PartSeal] {
        self.sealed.extend(self.disk.sealed());
        &self.sealed
    }

    /// The headers of the amount columns, in the order of [`PartSeal::totals`].
    pub fn amount_headers(&self) -> &[String] {
        &self.amount_headers
    }

    /// The running number of the next document.
    pub fn next_document(&self) -> u64 {
        self.next_document
    }

    /// The pages that exist, the one being filled and those on their way to the disk.
    #[cfg(test)]
    pub(super) fn pages_held(&self) -> usize {
        self.disk.pages()
    }

    /// Seals the last part and waits for the disk; all parts, in their order.
    pub fn finish(mut self) -> Result<Vec<PartSeal>, OutputError> {
        if self.count.rows > 0 {
            self.seal()?;
        }
        self.disk.finish()?;
        self.sealed();
        Ok(std::mem::take(&mut self.sealed))
    }

    fn seal(&mut self) -> Result<(), OutputError> {
        if self.page.len() > 0 {
            self.disk.write(&mut self.page)?;
        }
        let next = PartCount {
            number: self.count.number + 1,
            totals: self.zero_totals(),
            ..PartCount::default()
        };
        self.disk.seal(std::mem::replace(&mut self.count, next))
    }

    fn zero_totals(&self) -> Vec<Cents> {
        vec![Cents(0); self.amount_headers.len()]
    }

    #[inline]
    fn write_row(&mut self, draft: &Draft<'_>, fixes: &mut Vec<(Field, Fix)>) {
        let mut page = std::mem::take(&mut self.page);
        let steps = std::mem::take(&mut self.steps);
        let mut first = true;
        for step in &steps {
            if !first {
                page.byte(self.delimiter);
            }
            first = false;
            self.write_step(&mut page, step, draft, fixes, true);
        }
        page.push(self.line_end.as_bytes());
        self.page = page;
        self.steps = steps;
    }

    /// Writes one value; `counted` where it is a part's (quoted, and summed up), not where a fix only asks for it.
    #[inline]
    fn write_step(
        &mut self,
        page: &mut Page,
        step: &Step,
        draft: &Draft<'_>,
        fixes: &mut Vec<(Field, Fix)>,
        counted: bool,
    ) {
        match step {
            Step::RunningNumber => page.decimal(self.next_document),
            Step::Period => match draft.period {
                Reading::Good(period) if period == self.ledger_period => page.push(&self.period),
                Reading::Good(period) => page.push(&ple(period)),
                Reading::Absent if !draft.has(Field::Period) => page.push(&self.period),
                Reading::Absent | Reading::Bad => {
                    self.text(page, draft, Field::Period, fixes, counted)
                }
            },
            Step::Date(field) => match date_of(draft, *field) {
                Reading::Good(date) => page.push(&date.norm()),
                Reading::Absent => {}
                Reading::Bad => self.text(page, draft, *field, fixes, counted),
            },
            Step::Kind(field) => match kind_of(draft, *field) {
                Reading::Good(kind) if *field == Field::Kind || draft.is_note() => {
                    page.push(&kind.code())
                }
                _ => self.text(page, draft, *field, fixes, counted),
            },
            Step::CustomerIdKind => match draft.customer_id_kind {
                Reading::Good(kind) => page.push(&[b'0', kind.code()]),
                Reading::Absent => {}
                Reading::Bad => self.text(page, draft, Field::CustomerIdKind, fixes, counted),
            },
            Step::Code(field) => {
                let code = code_of(draft, *field);
                self.field(page, code, *field, Purpose::Plain, fixes, counted);
            }
            Step::Name(field) => {
                self.field(page, draft.text(*field), *field, Purpose::Name, fixes, counted)
            }
            Step::Text(field) => self.text(page, draft, *field, fixes, counted),
            Step::Amount(index, total) => match draft.amounts[*index] {
                Reading::Bad => self.text(page, draft, Field::AMOUNTS[*index], fixes, counted),
                amount => self.amount(page, amount.good().unwrap_or_default(), *total, counted),
            },
            Step::Sum(indices, total) => {
                let terms = indices.iter().filter_map(|index| draft.amounts[*index].good());
                let sum = terms.fold(0i64, |sum, term| sum.saturating_add(term.0));
                self.amount(page, Cents(sum), *total, counted);
            }
        }
    }

    #[inline]
    fn amount(&mut self, page: &mut Page, amount: Cents, total: usize, counted: bool) {
        page.cents(amount.0);
        if counted {
            let total = &mut self.count.totals[total];
            total.0 = total.0.saturating_add(amount.0);
        }
    }

    #[inline]
    fn text(
        &mut self,
        page: &mut Page,
        draft: &Draft<'_>,
        field: Field,
        fixes: &mut Vec<(Field, Fix)>,
        counted: bool,
    ) {
        self.field(page, draft.text(field), field, Purpose::Plain, fixes, counted);
    }

    #[inline]
    fn field(
        &mut self,
        page: &mut Page,
        text: &[u8],
        field: Field,
        purpose: Purpose,
        fixes: &mut Vec<(Field, Fix)>,
        counted: bool,
    ) {
        if self.target.is_plain(text, purpose) {
            page.push(text);
        } else {
            self.clean_field(page, text, field, purpose, fixes, counted);
        }
    }

    #[inline(never)]
    fn clean_field(
        &mut self,
        page: &mut Page,
        text: &[u8],
        field: Field,
        purpose: Purpose,
        fixes: &mut Vec<(Field, Fix)>,
        counted: bool,
    ) {
        let changes = self.target.clean(text, purpose, &mut self.scratch);
        for fix in changes.fixes().map(|fix| (field, fix)) {
            // A layout may send one field in two columns.
            if !fixes.contains(&fix) {
                fixes.push(fix);
            }
        }
        if counted && self.target.needs_quotes(&self.scratch) {
            push_quoted(page, &self.scratch);
        } else {
            page.push(&self.scratch);
        }
    }
}

/// A layout whose lines could not be told apart again is refused.
fn check(layout: &BulkLayout) -> Result<(), OutputError> {
    let why = if layout.columns.is_empty() {
        "no columns"
    } else if !(1..=50_000).contains(&layout.rows_per_part) {
        "rows_per_part is not 1 to 50,000"
    } else if layout.delimiter >= 0x80
        || layout.delimiter.is_ascii_alphanumeric()
        || matches!(layout.delimiter, b'"' | b'\r' | b'\n' | b'-' | b'.' | b'/' | 0)
    {
        "the delimiter may stand in values"
    } else if !matches!(layout.line_end, "\n" | "\r\n") {
        "the line end is neither lf nor crlf"
    } else if !layout.columns.iter().all(|column| match &column.value {
        BulkValue::Sum(fields) => fields.iter().all(|field| field.amount_index().is_some()),
        BulkValue::Field(_) | BulkValue::RunningNumber => true,
    }) {
        "a sum has a field that is no amount"
    } else {
        return Ok(());
    };
    Err(OutputError::new(Path::new(&layout.name), Fault::Layout(why.to_owned())))
}

fn steps_of(layout: &BulkLayout) -> (Vec<Step>, Vec<String>) {
    let mut headers = Vec::new();
    let mut steps = Vec::with_capacity(layout.columns.len());
    for column in &layout.columns {
        let step = match &column.value {
            BulkValue::RunningNumber => Step::RunningNumber,
            BulkValue::Field(field) => match step_of(*field) {
                Step::Amount(index, _) => Step::Amount(index, headers.len()),
                step => step,
            },
            BulkValue::Sum(fields) => {
                let indices = fields.iter().filter_map(|field| field.amount_index());
                Step::Sum(indices.collect(), headers.len())
            }
        };
        if matches!(step, Step::Amount(..) | Step::Sum(..)) {
            headers.push(column.header.clone());
        }
        steps.push(step);
    }
    (steps, headers)
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
    if code.is_empty() { draft.text(field) } else { code }
}
