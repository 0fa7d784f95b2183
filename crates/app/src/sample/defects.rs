//! What can be wrong with a row of a ledger, and how the sample does it.
//!
//! A defect asks for a sort of document, may bend it (so that its row is consistent but for the defect), and may
//! damage cells of its row. Verdicts are what `rules.md` asks for, not what the engine says: the sample is the
//! engine's examiner, so neither its rules nor its readers are used here.

use std::borrow::Cow;

use engine::model::{Date, Field};

use super::Format;
use super::chain::{Customer, Identity};
use super::columns::{Cell, Row};
use super::dice::Dice;
use super::document::{Amended, Document, Kind, clear_amended};

/// What a row deserves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Rejected,
    Fixed,
    /// Accepted, with a remark.
    Warned,
    Skipped,
}

impl Verdict {
    pub(super) fn name(self) -> &'static str {
        match self {
            Verdict::Rejected => "rejected",
            Verdict::Fixed => "fixed",
            Verdict::Warned => "warned",
            Verdict::Skipped => "skipped",
        }
    }
}

/// In which formats a defect can be, and is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    Everywhere,
    /// Where there are all 39 columns.
    Tables,
    /// Where cells have types.
    Workbooks,
    /// Where the other amounts have a decimal point.
    Points,
}

impl Scope {
    pub(super) fn includes(self, format: Format) -> bool {
        match self {
            Scope::Everywhere => true,
            Scope::Tables => format.is_table(),
            Scope::Workbooks => !format.is_text(),
            Scope::Points => format != Format::Csv1252,
        }
    }
}

/// The sort of document that a defect needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Any,
    Invoice,
    /// A receipt that is no range.
    Receipt,
    /// A receipt, no range, of a person with a DNI.
    Named,
    /// A receipt of a series of digits.
    Contingency,
    CreditNote,
    /// A credit note on a sale of an earlier month.
    EarlierNote,
    /// A document that was here already.
    Repeat,
    /// A number within a range that was here already.
    WithinRange,
}

/// A way to spoil a row.
pub(super) struct Defect {
    pub(super) name: &'static str,
    /// The row of `rules.md` that speaks of it.
    pub(super) rule: &'static str,
    pub(super) verdict: Verdict,
    pub(super) scope: Scope,
    pub(super) wanted: Wanted,
    /// The cell that a person should look at.
    pub(super) field: Field,
    pub(super) bend: fn(&mut Document, &mut Dice),
    pub(super) damage: fn(&mut Row, &Document),
}

const UNBENT: fn(&mut Document, &mut Dice) = |_, _| {};
const UNDAMAGED: fn(&mut Row, &Document) = |_, _| {};

const fn defect(
    name: &'static str,
    rule: &'static str,
    verdict: Verdict,
    wanted: Wanted,
    field: Field,
) -> Defect {
    let scope = Scope::Everywhere;
    Defect { name, rule, verdict, scope, wanted, field, bend: UNBENT, damage: UNDAMAGED }
}

const fn rejected(name: &'static str, rule: &'static str, wanted: Wanted, field: Field) -> Defect {
    defect(name, rule, Verdict::Rejected, wanted, field)
}

impl Defect {
    const fn only(mut self, scope: Scope) -> Defect {
        self.scope = scope;
        self
    }

    const fn bent(mut self, bend: fn(&mut Document, &mut Dice)) -> Defect {
        self.bend = bend;
        self
    }

    const fn damaged(mut self, damage: fn(&mut Row, &Document)) -> Defect {
        self.damage = damage;
        self
    }
}

/// The day that lies so many days later.
fn later(date: Date, days: i64) -> Date {
    Date::from_serial(date.serial() + days).unwrap_or(date)
}

/// The period of the row's issue date, a number of months away.
fn other_period(document: &Document, months: i64) -> Cell {
    let date = document.issue_date;
    let month = i64::from(date.year()) * 12 + i64::from(date.month()) - 1 + months;
    Cell::text(format!("{:04}{:02}00", month / 12, month % 12 + 1))
}

fn set_text(row: &mut Row, field: Field, text: &'static str) {
    row.set(field, Cell::fixed(text));
}

/// Every defect. Those of one verdict are given in turn, so the order means nothing.
pub(super) static DEFECTS: &[Defect] = &[
    rejected("period-earlier", "period", Wanted::Any, Field::Period)
        .damaged(|row, document| row.set(Field::Period, other_period(document, -1))),
    rejected("period-later", "period", Wanted::Any, Field::Period)
        .damaged(|row, document| row.set(Field::Period, other_period(document, 1))),
    rejected("period-unreadable", "period", Wanted::Any, Field::Period)
        .damaged(|row, _| set_text(row, Field::Period, "20261300")),
    rejected("issue-date-later", "issue-date", Wanted::Any, Field::IssueDate).damaged(
        |row, document| row.set(Field::IssueDate, Cell::Day(later(document.issue_date, 32))),
    ),
    rejected("issue-date-earlier", "issue-date", Wanted::Receipt, Field::IssueDate).bent(
        |document, _| {
            document.issue_date = later(document.issue_date, -32);
            document.due_date = None;
        },
    ),
    rejected("issue-date-unreadable", "issue-date", Wanted::Any, Field::IssueDate)
        .damaged(|row, _| set_text(row, Field::IssueDate, "31/02/2026")),
    rejected("kind-unknown", "kind", Wanted::Receipt, Field::Kind)
        .damaged(|row, _| set_text(row, Field::Kind, "99")),
    rejected("series-too-long", "series", Wanted::Any, Field::Series).damaged(|row, document| {
        row.set(Field::Series, Cell::text(format!("{}9", document.series)));
    }),
    rejected("series-of-no-kind", "series", Wanted::Receipt, Field::Series).damaged(
        |row, document| row.set(Field::Series, Cell::text(document.series.replace('B', "T"))),
    ),
    rejected("number-with-letters", "first-number", Wanted::Any, Field::NumberFirst).damaged(
        |row, document| {
            let number = format!("{}A", document.number_first);
            row.set(Field::NumberFirst, Cell::text(number.as_str()));
            row.set(Field::NumberLast, Cell::text(number));
        },
    ),
    rejected("number-too-long", "first-number", Wanted::Receipt, Field::NumberFirst).damaged(
        |row, document| {
            let number = format!("7{:08}", document.number_first);
            row.set(Field::NumberFirst, Cell::text(number.as_str()));
            row.set(Field::NumberLast, Cell::text(number));
        },
    ),
    rejected("number-boolean", "excel-damage", Wanted::Any, Field::NumberFirst)
        .only(Scope::Workbooks)
        .damaged(|row, _| row.set(Field::NumberFirst, Cell::Flag(true))),
    rejected("number-last-smaller", "last-number", Wanted::Receipt, Field::NumberLast)
        .bent(|document, _| document.number_last = document.number_first - 1),
    rejected("range-of-invoice", "last-number", Wanted::Invoice, Field::NumberLast)
        .bent(|document, _| document.number_last = document.number_first + 4),
    rejected("ruc-check-digit", "customer-id", Wanted::Invoice, Field::CustomerId)
        .bent(|document, _| spoil_check_digit(&mut document.customer)),
    rejected("ruc-too-short", "customer-id", Wanted::Invoice, Field::CustomerId)
        .bent(|document, _| document.customer.number.truncate(10)),
    rejected("ruc-scientific", "excel-damage", Wanted::Invoice, Field::CustomerId)
        .only(Scope::Tables)
        .damaged(|row, document| {
            let number = &document.customer.number;
            let short = format!("{}.{}E+10", &number[..1], &number[1..6]);
            row.set(Field::CustomerId, Cell::text(short));
        }),
    rejected("dni-with-letter", "customer-id", Wanted::Named, Field::CustomerId).bent(
        |document, dice| {
            document.set_total(70_000 + dice.below(90_000) as i64);
            document.customer.number.replace_range(4..5, "O");
        },
    ),
    rejected("receipt-without-customer", "customer-required", Wanted::Receipt, Field::CustomerId)
        .bent(|document, dice| {
            document.set_total(70_000 + dice.below(90_000) as i64);
            document.customer = Customer::anonymous();
        }),
    rejected("invoice-without-customer", "customer-required", Wanted::Invoice, Field::CustomerId)
        .damaged(|row, _| {
            for field in [Field::CustomerIdKind, Field::CustomerId, Field::CustomerName] {
                row.set(field, Cell::Blank);
            }
        }),
    rejected("invoice-without-name", "name", Wanted::Invoice, Field::CustomerName)
        .damaged(|row, _| row.set(Field::CustomerName, Cell::Blank)),
    rejected("total-blank", "amounts-readable", Wanted::Any, Field::Total)
        .damaged(|row, _| row.set(Field::Total, Cell::Blank)),
    rejected("total-text", "amounts-readable", Wanted::Any, Field::Total)
        .damaged(|row, _| set_text(row, Field::Total, "s/n")),
    rejected("base-text", "amounts-readable", Wanted::Invoice, Field::TaxableBase)
        .damaged(|row, _| set_text(row, Field::TaxableBase, "POR CONFIRMAR")),
    // Other cells of the column are numbers, so nothing tells a thousand from one and a quarter.
    rejected("total-ambiguous", "amounts-readable", Wanted::Invoice, Field::Total)
        .only(Scope::Workbooks)
        .bent(|document, _| document.set_total(123_400))
        .damaged(|row, _| set_text(row, Field::Total, "1,234")),
    rejected("total-error", "excel-damage", Wanted::Any, Field::Total)
        .only(Scope::Tables)
        .damaged(|row, _| row.set(Field::Total, Cell::Error("#N/A"))),
    rejected("credit-note-positive", "sign", Wanted::CreditNote, Field::Total)
        .bent(|document, _| document.total = -document.total),
    rejected("sale-negative", "sign", Wanted::Receipt, Field::Total)
        .bent(|document, _| document.total = -document.total),
    // 13.37 is no multiple of any year's bag tax.
    rejected("total-off", "total-is-sum", Wanted::Any, Field::Total)
        .bent(|document, _| document.drift = 1_337),
    rejected("segment-blank", "segment", Wanted::Any, Field::Segment)
        .only(Scope::Tables)
        .damaged(|row, _| row.set(Field::Segment, Cell::Blank)),
    rejected(SEGMENT_UNKNOWN, "segment", Wanted::Any, Field::Segment)
        .only(Scope::Tables)
        .damaged(|row, _| set_text(row, Field::Segment, "Casa Lima")),
    rejected("branch-blank", "branch", Wanted::Any, Field::Branch)
        .only(Scope::Tables)
        .damaged(|row, _| row.set(Field::Branch, Cell::Blank)),
    rejected(
        "note-without-reference",
        "modified-document",
        Wanted::EarlierNote,
        Field::AmendedSeries,
    )
    .damaged(|row, _| clear_amended(row)),
    rejected("note-before-its-sale", "modified-document", Wanted::EarlierNote, Field::AmendedDate)
        .bent(|document, _| {
            document.discounted = false;
            if let Some(amended) = &mut document.amended {
                amended.date = later(document.issue_date, 3);
            }
        }),
    rejected("document-repeated", "repeated-document", Wanted::Repeat, Field::NumberFirst),
    rejected("range-overlapped", "overlapping-range", Wanted::WithinRange, Field::NumberFirst),
    defect("dni-zero-lost", "customer-id", Verdict::Fixed, Wanted::Named, Field::CustomerId)
        .only(Scope::Workbooks)
        .bent(|document, _| document.customer.number.replace_range(..2, "07"))
        .damaged(|row, document| {
            let digits = document.customer.number[1..].to_owned();
            row.set(Field::CustomerId, Cell::Number(Cow::Owned(digits)));
        }),
    defect("series-zeros-lost", "series", Verdict::Fixed, Wanted::Contingency, Field::Series)
        .only(Scope::Workbooks)
        .damaged(|row, document| {
            let digits = document.series.trim_start_matches('0').to_owned();
            row.set(Field::Series, Cell::Number(Cow::Owned(digits)));
        }),
    defect("name-with-quotes", "name", Verdict::Fixed, Wanted::Invoice, Field::CustomerName)
        .only(Scope::Tables)
        .damaged(|row, document| {
            let name = document.customer.name.as_str();
            row.set(Field::CustomerName, Cell::text(format!("“{name}”, \"LIMA\"")));
        }),
    defect("name-with-apostrophe", "name", Verdict::Fixed, Wanted::Named, Field::CustomerName)
        .damaged(|row, document| {
            let name = document.customer.name.as_str();
            row.set(Field::CustomerName, Cell::text(format!("D'{name}")));
        }),
    defect("name-with-line-feed", "name", Verdict::Fixed, Wanted::Invoice, Field::CustomerName)
        .only(Scope::Tables)
        .damaged(|row, document| {
            let name = document.customer.name.as_str();
            row.set(Field::CustomerName, Cell::text(format!("{name}\nSUCURSAL LIMA")));
        }),
    defect("base-with-comma", "amounts-readable", Verdict::Fixed, Wanted::Any, Field::TaxableBase)
        .only(Scope::Points)
        .bent(|document, _| {
            document.unrounded = false;
            document.discounted = false;
        })
        .damaged(|row, document| {
            let base = Cell::Cents(document.base()).shown().replace('.', ",");
            row.set(Field::TaxableBase, Cell::text(base));
        }),
    defect(
        "base-with-hard-space",
        "amounts-readable",
        Verdict::Fixed,
        Wanted::Invoice,
        Field::TaxableBase,
    )
    .only(Scope::Points)
    .bent(|document, dice| document.set_total(150_000 + dice.below(500_000) as i64))
    .damaged(|row, document| {
        let base = Cell::Cents(document.base()).shown();
        let (thousands, rest) = base.split_at(base.len() - 6);
        row.set(Field::TaxableBase, Cell::text(format!("{thousands}\u{a0}{rest}")));
    }),
    defect("due-before-issue", "due-date", Verdict::Warned, Wanted::Any, Field::DueDate)
        .bent(|document, _| document.due_date = Some(later(document.issue_date, -5))),
    defect("total-off-by-cents", "total-is-sum", Verdict::Warned, Wanted::Receipt, Field::Total)
        .bent(|document, dice| {
            document.set_total(2_000 + dice.below(20_000) as i64);
            document.drift = 40;
        }),
    defect("tax-off-rate", "tax-rate", Verdict::Warned, Wanted::Invoice, Field::SalesTax).bent(
        |document, dice| {
            document.set_total(11_800 + dice.below(20_000) as i64);
            document.tax_excess = 300;
        },
    ),
    defect(
        "invoice-to-a-person",
        "customer-required",
        Verdict::Warned,
        Wanted::Invoice,
        Field::CustomerIdKind,
    )
    .bent(|document, dice| document.customer = Customer::person(dice)),
    defect(
        "receipt-ruc-check-digit",
        "customer-id",
        Verdict::Warned,
        Wanted::Receipt,
        Field::CustomerId,
    )
    .bent(|document, dice| {
        document.set_total(2_000 + dice.below(20_000) as i64);
        document.customer = Customer::firm(dice);
        spoil_check_digit(&mut document.customer);
    }),
    defect(
        "note-of-other-letter",
        "modified-document",
        Verdict::Warned,
        Wanted::EarlierNote,
        Field::AmendedSeries,
    )
    .bent(|document, _| {
        if let Some(amended) = &mut document.amended {
            let letter = if amended.series.starts_with('F') { "B" } else { "F" };
            amended.series.replace_range(..1, letter);
        }
    }),
    defect(
        "sale-with-reference",
        "modified-document",
        Verdict::Warned,
        Wanted::Receipt,
        Field::AmendedSeries,
    )
    .bent(|document, _| {
        document.amended = Some(Amended {
            date: document.issue_date,
            kind: Kind::SalesReceipt,
            series: document.series.clone(),
            number: document.number_first - 1,
        });
    }),
    defect("state-unknown", "state", Verdict::Warned, Wanted::Any, Field::State)
        .damaged(|row, _| set_text(row, Field::State, "7")),
];

/// The one defect whose verdict needs a setting: the segments that the company has.
pub(super) const SEGMENT_UNKNOWN: &str = "segment-unknown";

/// Another last digit than the right one.
fn spoil_check_digit(customer: &mut Customer) {
    debug_assert!(customer.identity == Identity::Ruc);
    let last = customer.number.pop().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
    customer.number.push_str(&((last + 1) % 10).to_string());
}

#[cfg(test)]
mod tests {
    use super::super::chain::SEGMENTS;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_unique_and_there_are_enough() {
        let names: BTreeSet<&str> = DEFECTS.iter().map(|defect| defect.name).collect();
        assert_eq!(names.len(), DEFECTS.len());
        let count = |verdict, format: Format| {
            let has = |defect: &&Defect| defect.verdict == verdict && defect.scope.includes(format);
            DEFECTS.iter().filter(has).count()
        };
        for format in Format::ALL {
            assert!(count(Verdict::Rejected, format) >= 25, "{format:?}");
            assert!(count(Verdict::Fixed, format) >= 1, "{format:?}");
            assert!(count(Verdict::Warned, format) >= 5, "{format:?}");
        }
    }

    #[test]
    fn the_unknown_segment_is_none_of_the_chain() {
        assert!(!SEGMENTS.contains(&"Casa Lima"));
    }
}
