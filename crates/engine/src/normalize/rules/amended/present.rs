//! A note says which document it amends.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Requires credit and debit notes to say which document they amend.
///
/// The platform accepts a note without this and fails weeks later, at tax filing, so we are stricter than it is. All
/// four cells are checked together: people forget the whole group, and one rejection reads better than four.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C180",
    name: "amended-document-present",
    fields: &[Field::AmendedDate, Field::AmendedKind, Field::AmendedSeries, Field::AmendedNumber],
    severity: Severity::Reject,
    norm: "PLE 14.1 f28-f31 / RVIE anexo 3 f29-f32: obligatorios en 07, 08, 87 y 88",
    says: Sentence::new(
        "Es una nota y no dice a qué comprobante modifica: falta {missing}.",
        "This is a note and does not say which document it amends: {missing} is missing.",
    ),
    advice: Sentence::new(
        "Complete fecha, tipo, serie y número del comprobante que modifica.",
        "Fill in date, kind, series and number of the document that it amends.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new(
                "una boleta no modifica a nadie",
                "a sales receipt amends nothing",
            ),
            cells: &[],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("nota completa", "a complete note"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("10/01/2026")),
                (Field::AmendedKind, Given::Text("03")),
                (Field::AmendedSeries, Given::Text("B001")),
                (Field::AmendedNumber, Given::Text("00000120")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "varios comprobantes, separados por comas",
                "several documents, between commas",
            ),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("10/01/2026,11/01/2026")),
                (Field::AmendedKind, Given::Text("03,03")),
                (Field::AmendedSeries, Given::Text("B001,B001")),
                (Field::AmendedNumber, Given::Text("120,121")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("nota anulada", "an annulled note"),
            cells: &[(Field::Kind, Given::Text("07")), (Field::State, Given::Text("2"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("nota sin nada", "a note with nothing"),
            cells: &[(Field::Kind, Given::Text("07"))],
            company: &[],
            expect: Expect::Fail(Field::AmendedDate),
        },
        Example {
            shows: Sentence::new("nota sin número", "a note without the number"),
            cells: &[
                (Field::Kind, Given::Text("08")),
                (Field::AmendedDate, Given::Text("10/01/2026")),
                (Field::AmendedKind, Given::Text("03")),
                (Field::AmendedSeries, Given::Text("B001")),
            ],
            company: &[],
            expect: Expect::Fail(Field::AmendedNumber),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.is_note() || draft.annulled {
        return;
    }
    let absent = [
        (Field::AmendedDate, draft.amended_date.is_absent()),
        (Field::AmendedKind, draft.amended_kind.is_absent()),
        (Field::AmendedSeries, draft.amended_series.is_empty()),
        (Field::AmendedNumber, draft.amended_number.is_empty()),
    ];
    let missing: Vec<Field> = absent
        .into_iter()
        .filter(|(field, absent)| *absent && draft.has(*field))
        .map(|(field, _)| field)
        .collect();
    if let Some(first) = missing.first() {
        let headers = missing.iter().filter_map(|field| draft.columns().of(*field)).map(|column| {
            let header = draft.columns().header(column);
            format!("«{}»", header.split_whitespace().collect::<Vec<_>>().join(" "))
        });
        failures.with(*first, vec![("missing", headers.collect::<Vec<_>>().join(", "))]);
    }
}
