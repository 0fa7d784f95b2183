//! A row on its way to becoming a document: every cell read once, by its field.
//!
//! Reading judges nothing: a cell that cannot be read becomes [`Reading::Bad`], and a rule says so. Changes that a
//! person might question are collected as fixes. The last value of each column is remembered, since most columns
//! repeat themselves from row to row, and reading it again would be most of the work.

mod cells;

use std::borrow::Cow;
use xlsx::{Cell, CellKind, Row};

pub use self::cells::integer;
use self::cells::{
    Amounts, is_annulled_name, read_amounts, read_code, read_currency, read_customer_id, read_date,
    read_kind, read_period, read_series,
};
use crate::model::amount::AmountRead;
use crate::model::{
    Cents, Columns, Date, DecimalMark, DocumentKind, Field, Fix, IdKind, Period, State,
};

/// What reading a cell gave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading<T> {
    /// The cell is blank, holds a placeholder, or the ledger has no such column.
    #[default]
    Absent,
    /// A value.
    Good(T),
    /// Something that is no such value.
    Bad,
}

impl<T: Copy> Reading<T> {
    /// The value, if there is one.
    #[inline]
    pub fn good(self) -> Option<T> {
        match self {
            Reading::Good(value) => Some(value),
            Reading::Absent | Reading::Bad => None,
        }
    }

    /// Whether something unreadable is there.
    #[inline]
    pub fn is_bad(self) -> bool {
        matches!(self, Reading::Bad)
    }

    /// Whether nothing is there.
    #[inline]
    pub fn is_absent(self) -> bool {
        matches!(self, Reading::Absent)
    }
}

/// Why an amount is [`Reading::Bad`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountFault {
    /// `1,234`, and the column does not tell.
    Ambiguous,
    /// No amount.
    Unreadable,
    /// More than 12 integer digits.
    TooLarge,
}

/// A row, read.
#[derive(Debug)]
pub struct Draft<'a> {
    row: Row<'a>,
    columns: &'a Columns,
    /// The period of the row.
    pub period: Reading<Period>,
    /// Date of issue.
    pub issue_date: Reading<Date>,
    /// Due date.
    pub due_date: Reading<Date>,
    /// Kind of document: any two digits; the table is a rule's matter.
    pub kind: Reading<DocumentKind>,
    /// State; what is no state is `Unknown`.
    pub state: State,
    /// State `2`, or a row named ANULADO whose amounts are 0: checked for period, kind, series and number only.
    pub annulled: bool,
    /// Series in upper case, lost zeros restored; empty where absent.
    pub series: Cow<'a, [u8]>,
    /// First number as written; empty where absent.
    pub number_first: Cow<'a, [u8]>,
    /// Last number as written; empty where absent or a placeholder.
    pub number_last: Cow<'a, [u8]>,
    /// The first number as an integer, where it is 1 to 18 ASCII digits.
    pub first: Option<u64>,
    /// The last number as an integer; the first one where it is absent.
    pub last: Option<u64>,
    /// Kind of the customer's identity.
    pub customer_id_kind: Reading<IdKind>,
    /// The customer's identity, restored zeros included; empty where absent or a placeholder.
    pub customer_id: Cow<'a, [u8]>,
    /// The customer's name, trimmed; empty where absent.
    pub customer_name: &'a [u8],
    /// The amounts in the order of [`Field::AMOUNTS`].
    pub amounts: [Reading<Cents>; 13],
    /// Whether one of them at least is unreadable.
    pub amounts_bad: bool,
    /// Which of them are other than 0, a bit each, in the order of [`Field::AMOUNTS`].
    pub amounts_given: u16,
    /// The sum of all but the total.
    pub components: Cents,
    /// Currency code in upper case (`S/`, `SOLES` are `PEN`); empty where absent.
    pub currency: Cow<'a, [u8]>,
    /// Date of the document that a note amends.
    pub amended_date: Reading<Date>,
    /// Its kind.
    pub amended_kind: Reading<DocumentKind>,
    /// Its series, upper case; empty where absent or a placeholder.
    pub amended_series: Cow<'a, [u8]>,
    /// Its number; empty where absent or a placeholder.
    pub amended_number: Cow<'a, [u8]>,
    /// The business segment, trimmed; empty where absent or a placeholder.
    pub segment: &'a [u8],
    /// The branch, trimmed; empty where absent or a placeholder.
    pub branch: &'a [u8],
    /// What was changed so far, and where.
    pub fixes: Vec<(Field, Fix)>,
}

impl<'a> Draft<'a> {
    /// The row it was read from.
    #[inline]
    pub fn row(&self) -> Row<'a> {
        self.row
    }

    /// Where the ledger keeps its fields.
    #[inline]
    pub fn columns(&self) -> &'a Columns {
        self.columns
    }

    /// Whether the ledger has a column for the field.
    #[inline]
    pub fn has(&self, field: Field) -> bool {
        self.columns.has(field)
    }

    /// The cell of a field; an empty one where the ledger has no such column.
    #[inline]
    pub fn cell(&self, field: Field) -> Cell {
        self.row.cell(self.columns.index(field))
    }

    /// The bytes of a field's cell as the file has them.
    #[inline]
    pub fn raw(&self, field: Field) -> &'a [u8] {
        self.row.bytes_of(self.cell(field))
    }

    /// The bytes of a field's cell, trimmed (no-break spaces too).
    #[inline]
    pub fn text(&self, field: Field) -> &'a [u8] {
        trim(self.raw(field))
    }

    /// The bytes of an optional field's cell, empty for a placeholder.
    #[inline]
    pub fn given(&self, field: Field) -> &'a [u8] {
        let text = self.text(field);
        if is_placeholder(text) { b"" } else { text }
    }

    /// What the field's cell held.
    #[inline]
    pub fn kind_of(&self, field: Field) -> CellKind {
        self.cell(field).kind()
    }

    /// An amount; 0 where it is blank or bad.
    #[inline]
    pub fn amount(&self, field: Field) -> Cents {
        self.amount_reading(field).good().unwrap_or_default()
    }

    /// How an amount was read.
    #[inline]
    pub fn amount_reading(&self, field: Field) -> Reading<Cents> {
        field.amount_index().map_or(Reading::Absent, |index| self.amounts[index])
    }

    /// Why a bad amount is bad.
    pub fn amount_fault(&self, field: Field, mark: DecimalMark) -> AmountFault {
        match Cents::read(self.text(field), self.kind_of(field), mark) {
            AmountRead::Ambiguous => AmountFault::Ambiguous,
            AmountRead::TooLarge => AmountFault::TooLarge,
            AmountRead::Unreadable
            | AmountRead::Blank
            | AmountRead::Plain(_)
            | AmountRead::Spelled(_) => AmountFault::Unreadable,
        }
    }

    /// Whether the row sums a true range of documents: last number greater than the first.
    #[inline]
    pub fn is_range(&self) -> bool {
        matches!((self.first, self.last), (Some(first), Some(last)) if last > first)
    }

    /// How many documents the row stands for: 1, or the length of its range.
    #[inline]
    pub fn documents(&self) -> u64 {
        match (self.first, self.last) {
            (Some(first), Some(last)) if last > first => last - first + 1,
            _ => 1,
        }
    }

    /// Whether an amount is there and other than 0.
    #[inline]
    pub fn gives(&self, field: Field) -> bool {
        field.amount_index().is_some_and(|index| self.amounts_given >> index & 1 == 1)
    }

    /// Whether the kind is this one.
    #[inline]
    pub fn is_kind(&self, kind: DocumentKind) -> bool {
        self.kind == Reading::Good(kind)
    }

    /// Whether the row is a credit or debit note, special ones too.
    #[inline]
    pub fn is_note(&self) -> bool {
        self.kind.good().is_some_and(DocumentKind::is_note)
    }
}

/// Whether an optional cell's text means *absent* (rules.md, "Placeholders").
#[inline]
pub fn is_placeholder(text: &[u8]) -> bool {
    match text {
        [] => true,
        [b'0' | b'-' | b'.', ..] | [b'S' | b's', ..] => {
            text.iter().all(|byte| *byte == b'0')
                || text.iter().all(|byte| *byte == b'-')
                || matches!(text, b"." | b"0000-00-00")
                || matches!(text, b"00/00/0000" | b"01/01/1900" | b"00/01/1900")
                || text.eq_ignore_ascii_case(b"SIN DOCUMENTO")
        }
        _ => false,
    }
}

/// Bytes of a ledger as text. Readers give nothing but UTF-8, which is told faster than it would be mended.
#[inline]
pub fn as_text(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => String::from_utf8_lossy(bytes),
    }
}

/// Trims ASCII white space and no-break spaces.
#[inline]
pub fn trim(text: &[u8]) -> &[u8] {
    // The bytes that begin and end the blanks beyond ASCII that `trim_slowly` knows.
    match (text.first(), text.last()) {
        (Some(first), Some(last))
            if *first > b' '
                && *last > b' '
                && !matches!(first, 0xc2 | 0xe2 | 0xef)
                && !matches!(last, 0xa0 | 0xaf | 0x87 | 0x8b | 0xbf) =>
        {
            text
        }
        (None, _) => text,
        _ => trim_slowly(text),
    }
}

#[cold]
fn trim_slowly(mut text: &[u8]) -> &[u8] {
    loop {
        let before = text.len();
        text = text.trim_ascii();
        for space in ["\u{a0}", "\u{202f}", "\u{2007}", "\u{200b}", "\u{feff}"] {
            text = text.strip_prefix(space.as_bytes()).unwrap_or(text);
            text = text.strip_suffix(space.as_bytes()).unwrap_or(text);
        }
        if text.len() == before {
            return text;
        }
    }
}

/// The last text of a column and what it was read as.
#[derive(Clone, Copy, Debug)]
struct Memo<T> {
    text: [u8; 24],
    length: u8,
    kind: CellKind,
    value: Reading<T>,
}

impl<T: Copy> Memo<T> {
    const NOTHING: Memo<T> =
        Memo { text: [0; 24], length: 0, kind: CellKind::Empty, value: Reading::Absent };

    #[inline]
    fn read(
        &mut self,
        text: &[u8],
        kind: CellKind,
        read: impl FnOnce() -> Reading<T>,
    ) -> Reading<T> {
        let length = text.len();
        if length == self.length as usize && kind == self.kind && self.text[..length] == *text {
            return self.value;
        }
        let value = read();
        if length <= self.text.len() {
            self.text[..length].copy_from_slice(text);
            self.length = length as u8;
            self.kind = kind;
            self.value = value;
        }
        value
    }
}

/// Reads rows into drafts, remembering the last value of each column.
#[derive(Debug)]
pub struct Drafter {
    columns: Columns,
    marks: [DecimalMark; 13],
    period: Memo<Period>,
    dates: [Memo<Date>; 3],
    fixes: Vec<(Field, Fix)>,
}

impl Drafter {
    /// A reader of rows of these columns, whose amount columns use these decimal marks.
    pub fn new(columns: Columns, marks: [DecimalMark; 13]) -> Drafter {
        Drafter {
            columns,
            marks,
            period: Memo::NOTHING,
            dates: [Memo::NOTHING; 3],
            fixes: Vec::new(),
        }
    }

    /// The columns it reads by.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The decimal marks it reads by.
    pub fn marks(&self) -> &[DecimalMark; 13] {
        &self.marks
    }

    /// Takes a finished draft's list of fixes back, so that its memory serves the next row.
    #[inline]
    pub fn recycle(&mut self, mut fixes: Vec<(Field, Fix)>) {
        fixes.clear();
        self.fixes = fixes;
    }

    /// Reads a row.
    #[inline]
    pub fn draft<'a>(&'a mut self, row: Row<'a>) -> Draft<'a> {
        let mut fixes = std::mem::take(&mut self.fixes);
        let Drafter { columns, marks, period, dates, .. } = self;
        let columns: &'a Columns = columns;
        let cells = Cells { row, columns };
        let [issued, due, amended] = dates;
        let kind = read_kind(cells.text(Field::Kind));
        let state = State::parse(cells.text(Field::State));
        let Amounts { amounts, bad: amounts_bad, given: amounts_given, components } =
            read_amounts(row, columns, marks, &mut fixes);
        let customer_name = cells.text(Field::CustomerName);
        let annulled = state == State::Annulled
            || (amounts_given == 0 && !amounts_bad && is_annulled_name(customer_name));
        let series = cells.series(Field::Series, kind, &mut fixes);
        let (number_first, number_last) = cells.numbers(&mut fixes);
        let first = integer(&number_first);
        let is_one = number_last.is_empty() || number_last == number_first;
        let last = if is_one { first } else { integer(&number_last) };
        let (customer_id_kind, customer_id) = cells.customer(&mut fixes);
        let (amended_kind, amended_series, amended_number) = cells.amended(&mut fixes);
        let date = |memo: &mut Memo<Date>, field: Field| {
            let (text, kind) = (cells.text(field), cells.kind(field));
            memo.read(text, kind, || read_date(text, kind))
        };
        let written = (cells.text(Field::Period), cells.kind(Field::Period));
        Draft {
            period: period.read(written.0, written.1, || read_period(written.0)),
            issue_date: date(issued, Field::IssueDate),
            due_date: date(due, Field::DueDate),
            amended_date: date(amended, Field::AmendedDate),
            kind,
            state,
            annulled,
            series,
            number_first,
            number_last,
            first,
            last,
            customer_id_kind,
            customer_id,
            customer_name,
            amounts,
            amounts_bad,
            amounts_given,
            components,
            currency: read_currency(cells.text(Field::Currency)),
            amended_kind,
            amended_series,
            amended_number,
            segment: cells.given(Field::Segment),
            branch: cells.given(Field::Branch),
            fixes,
            row,
            columns,
        }
    }
}

type Fixes = Vec<(Field, Fix)>;

/// A row's cells by field, while they are read.
#[derive(Clone, Copy)]
struct Cells<'a> {
    row: Row<'a>,
    columns: &'a Columns,
}

impl<'a> Cells<'a> {
    #[inline]
    fn kind(self, field: Field) -> CellKind {
        self.row.cell(self.columns.index(field)).kind()
    }

    /// The trimmed text.
    #[inline]
    fn text(self, field: Field) -> &'a [u8] {
        trim(self.row.bytes(self.columns.index(field)))
    }

    /// The trimmed text; empty for a placeholder.
    #[inline]
    fn given(self, field: Field) -> &'a [u8] {
        match self.text(field) {
            text if is_placeholder(text) => b"",
            text => text,
        }
    }

    #[inline]
    fn series(self, field: Field, kind: Reading<DocumentKind>, fixes: &mut Fixes) -> Cow<'a, [u8]> {
        read_series(self.text(field), self.kind(field), kind.good(), field, fixes)
    }

    /// A code; empty for a placeholder.
    #[inline]
    fn code(self, field: Field, fixes: &mut Fixes) -> Cow<'a, [u8]> {
        match self.given(field) {
            b"" => Cow::Borrowed(b""),
            code => read_code(code, field, fixes),
        }
    }

    #[inline]
    fn numbers(self, fixes: &mut Fixes) -> (Cow<'a, [u8]>, Cow<'a, [u8]>) {
        let first = read_code(self.text(Field::NumberFirst), Field::NumberFirst, fixes);
        (first, self.code(Field::NumberLast, fixes))
    }

    #[inline]
    fn customer(self, fixes: &mut Fixes) -> (Reading<IdKind>, Cow<'a, [u8]>) {
        let kind = match self.text(Field::CustomerIdKind) {
            b"" | b"-" | b"." => Reading::Absent,
            code => IdKind::parse(code).map_or(Reading::Bad, Reading::Good),
        };
        let (id, cell) = (self.text(Field::CustomerId), self.kind(Field::CustomerId));
        (kind, read_customer_id(id, cell, kind.good(), fixes))
    }

    /// Kind, series and number of the document that a note amends.
    #[inline]
    fn amended(self, fixes: &mut Fixes) -> (Reading<DocumentKind>, Cow<'a, [u8]>, Cow<'a, [u8]>) {
        let kind = read_kind(self.given(Field::AmendedKind));
        let series = match self.text(Field::AmendedSeries) {
            // A printed series may well be all zeros.
            code if is_placeholder(code) && code != b"0000" => Cow::Borrowed(&b""[..]),
            _ => self.series(Field::AmendedSeries, kind, fixes),
        };
        (kind, series, self.code(Field::AmendedNumber, fixes))
    }
}
