//! A note's series begins as that of its document.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Remarks on an electronic note whose series begins with another letter than that of its document.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C184",
    name: "note-series-like-its-document",
    fields: &[Field::Series, Field::AmendedSeries],
    severity: Severity::Warn,
    norm: "Reglamento de comprobantes electrónicos: F modifica a F, B a B",
    says: Sentence::new(
        "La serie {value} empieza con otra letra que la del comprobante que modifica, {amended}.",
        "The series {value} begins with another letter than that of the amended document, {amended}.",
    ),
    advice: Sentence::new("Confirme ambas series.", "Make sure of both series."),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("BC01 modifica a B001", "BC01 amends B001"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::Series, Given::Text("BC01")),
                (Field::AmendedSeries, Given::Text("B001")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("serie física", "a printed series"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::Series, Given::Text("0001")),
                (Field::AmendedSeries, Given::Text("F001")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("FC01 modifica a B001", "FC01 amends B001"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::Series, Given::Text("FC01")),
                (Field::AmendedSeries, Given::Text("B001")),
            ],
            company: &[],
            expect: Expect::Fail(Field::Series),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.is_note() || draft.annulled {
        return;
    }
    let letters = (draft.series.first(), draft.amended_series.first());
    if let (Some(own @ (b'F' | b'B')), Some(amended @ (b'F' | b'B'))) = letters
        && own != amended
    {
        let amended = String::from_utf8_lossy(&draft.amended_series).into_owned();
        failures.with(Field::Series, vec![("amended", amended)]);
    }
}
