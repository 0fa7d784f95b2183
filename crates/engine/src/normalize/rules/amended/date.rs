//! The date of the document that a note amends.

use crate::model::{Date, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};
use xlsx::CellKind;

/// Refuses a note whose amended document has no date that can be read.
pub(in crate::normalize::rules) static READABLE: Rule = Rule {
    code: "C181",
    name: "amended-date-readable",
    fields: &[Field::AmendedDate],
    severity: Severity::Reject,
    norm: "PLE 14.1 f28: DD/MM/AAAA",
    says: Sentence::new(
        "«{value}» no es la fecha del comprobante que modifica.",
        "`{value}` is no date of the amended document.",
    ),
    advice: Sentence::new("Escriba la fecha como DD/MM/AAAA.", "Type the date as DD/MM/YYYY."),
    check: Check::Row(readable),
    examples: &[
        Example {
            shows: Sentence::new("fecha de Excel", "a date of the spreadsheet"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Number("46026")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("lista de fechas (RVIE)", "a list of dates (RVIE)"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("10/01/2026, 11/01/2026")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("mes 13", "month 13"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("01/13/2025")),
            ],
            company: &[],
            expect: Expect::Fail(Field::AmendedDate),
        },
    ],
};

/// Refuses a note on a document that is younger than the note.
pub(in crate::normalize::rules) static NOT_AFTER: Rule = Rule {
    code: "C182",
    name: "amended-date-not-after-issue",
    fields: &[Field::AmendedDate, Field::IssueDate],
    severity: Severity::Reject,
    norm: "RVIE, PVSIRE 234",
    says: Sentence::new(
        "La nota es del {issued} y modifica a un comprobante posterior, del {amended}.",
        "The note is of {issued} and amends a later document, of {amended}.",
    ),
    advice: Sentence::new(
        "Revise ambas fechas: día y mes suelen estar cambiados.",
        "Look at both dates: day and month are often swapped.",
    ),
    check: Check::Row(not_after),
    examples: &[
        Example {
            shows: Sentence::new("del mismo día", "of the same day"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("15/01/2026")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("del año pasado", "of last year"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("30/12/2025")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("posterior a la nota", "later than the note"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("16/01/2026")),
            ],
            company: &[],
            expect: Expect::Fail(Field::AmendedDate),
        },
    ],
};

fn readable(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.amended_date.is_bad()
        && draft.is_note()
        && !draft.annulled
        && !is_list(draft.text(Field::AmendedDate))
    {
        failures.at(Field::AmendedDate);
    }
}

/// Several dates between commas, each of which can be read (RVIE).
fn is_list(text: &[u8]) -> bool {
    text.contains(&b',')
        && text.split(|byte| *byte == b',').all(|date| Date::read(date, CellKind::Text).is_some())
}

fn not_after(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if let (Some(amended), Some(issued)) = (draft.amended_date.good(), draft.issue_date.good())
        && amended > issued
        && draft.is_note()
        && !draft.annulled
    {
        let shown = |date: Date| String::from_utf8_lossy(&date.norm()).into_owned();
        failures
            .with(Field::AmendedDate, vec![("issued", shown(issued)), ("amended", shown(amended))]);
    }
}
