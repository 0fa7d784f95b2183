//! The rules over the whole ledger: their examples, the hazards, and a naive model that remembers everything.

use super::*;
use crate::model::{Columns, DecimalMark, Language, Period};
use crate::normalize::draft::Drafter;
use crate::normalize::rulebook::{Check, Company, Example, Expect, Failure, Given, RULEBOOK};
use crate::normalize::token;
use xlsx::{CellKind, Rows};

mod examples;
mod hazards;
mod memory;
mod model;

/// The fields of the ledgers below, in the order of their columns.
const FIELDS: [Field; 19] = [
    Field::Period,
    Field::Cuo,
    Field::Correlative,
    Field::IssueDate,
    Field::Kind,
    Field::Series,
    Field::NumberFirst,
    Field::NumberLast,
    Field::CustomerId,
    Field::TaxableBase,
    Field::SalesTax,
    Field::Total,
    Field::AmendedKind,
    Field::AmendedSeries,
    Field::AmendedNumber,
    Field::State,
    Field::Branch,
    Field::CostCenter,
    Field::Currency,
];

/// A row of a ledger: a plain sales receipt, but for what is said.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line(Vec<String>);

fn line() -> Line {
    let cells = [
        "20260100",
        "M00000001",
        "M1",
        "15/01/2026",
        "03",
        "B001",
        "123",
        "",
        "40123456",
        "100.00",
        "18.00",
        "118.00",
        "",
        "",
        "",
        "1",
        "LIMA CENTRO 1",
        "1101",
        "PEN",
    ];
    Line(cells.map(str::to_owned).into())
}

impl Line {
    fn with(mut self, field: Field, text: impl ToString) -> Line {
        let column = FIELDS.iter().position(|known| *known == field).expect("a column");
        self.0[column] = text.to_string();
        self
    }

    fn number(self, number: impl ToString) -> Line {
        self.with(Field::NumberFirst, number)
    }

    fn cuo(self, cuo: u64) -> Line {
        self.with(Field::Cuo, format!("M{cuo:08}"))
    }

    /// A credit note of its own series that takes `total` from a receipt of series B001.
    fn credit(self, number: u64, total: &str) -> Line {
        self.with(Field::Kind, "07")
            .with(Field::Series, "BC01")
            .with(Field::Total, total)
            .with(Field::AmendedKind, "03")
            .with(Field::AmendedSeries, "B001")
            .with(Field::AmendedNumber, number)
    }
}

fn context() -> RuleContext {
    RuleContext {
        period: Period::new(2026, 1).expect("a period"),
        company: Company::default(),
        carried: [true; Field::COUNT],
        marks: [DecimalMark::Unknown; 13],
    }
}

fn columns_without(absent: &[Field]) -> Columns {
    let present: Vec<_> = FIELDS
        .into_iter()
        .enumerate()
        .filter(|(_, field)| !absent.contains(field))
        .map(|(column, field)| (field, column))
        .collect();
    Columns::new(&present, FIELDS.map(|field| field.name().to_owned()).into())
}

/// What a ledger's rows and the ledger itself were told.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    rows: Vec<Vec<Failure>>,
    remarks: Vec<LedgerRemark>,
}

impl Told {
    /// The codes of each row's failures.
    fn codes(&self) -> Vec<Vec<&'static str>> {
        let codes = |failures: &Vec<Failure>| {
            failures.iter().map(|failure| RULEBOOK[failure.rule].code).collect()
        };
        self.rows.iter().map(codes).collect()
    }

    /// The remarks of a rule.
    fn remarks(&self, code: &str) -> Vec<&LedgerRemark> {
        self.remarks.iter().filter(|remark| RULEBOOK[remark.rule].code == code).collect()
    }
}

fn value<'a>(values: &'a [(&'static str, String)], name: &str) -> &'a str {
    values.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value)
}

/// Reads a ledger twice, as a run does; rows that fail a rejecting rule are not accepted.
fn told(lines: &[Line], columns: Columns, context: &RuleContext, limits: Limits) -> Told {
    let mut rows = Rows::new();
    for (index, line) in lines.iter().enumerate() {
        rows.begin_row(index as u64 + 2);
        for text in &line.0 {
            let kind = if text.is_empty() { CellKind::Empty } else { CellKind::Text };
            rows.push(kind, text.as_bytes());
        }
    }
    let mut drafter = Drafter::new(columns, [DecimalMark::Unknown; 13]);
    let mut whole = Whole::within(context, limits);
    let mut tally = Tally::new();
    let mut failures = Failures::default();
    let mut told = Told { rows: Vec::new(), remarks: Vec::new() };
    for row in rows.iter() {
        let draft = drafter.draft(row);
        let place = RowPlace { file: 0, line: row.line() };
        failures.clear();
        whole.see(&draft, place, &mut failures);
        let rejected = failures
            .list()
            .iter()
            .any(|failure| RULEBOOK[failure.rule].severity == crate::model::Severity::Reject);
        if !rejected {
            whole.accepted(&draft, place);
            tally.add(&draft, place, whole.hint());
        }
        told.rows.push(failures.list().to_vec());
    }
    let (remarks, answers) = whole.finish(&tally).expect("no file fails");
    told.remarks = remarks;
    for failure in told.rows.iter_mut().flatten() {
        for (_, value) in &mut failure.values {
            *value = token::fill(value, |key| {
                answers.answer(key).expect("an answer").text(Language::Es, None)
            });
        }
    }
    told
}

fn told_of(lines: &[Line]) -> Told {
    told(lines, columns_without(&[]), &context(), Limits::DEFAULT)
}
