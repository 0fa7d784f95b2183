//! The total is there.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Requires a total.
///
/// A blank component is 0.00, a blank total is a row that somebody has not finished. Annulled rows have none.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C133",
    name: "total-present",
    fields: &[Field::Total],
    severity: Severity::Reject,
    norm: "PLE 14.1 f25 / RVIE anexo 3 f26",
    says: Sentence::new("Falta el importe total.", "The total is missing."),
    advice: Sentence::new(
        "Escriba el total del comprobante; si está anulado, ponga el estado 2.",
        "Type the document's total; if it is annulled, set its state to 2.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new(
                "factura gratuita: 0.00 es un total",
                "a free invoice: 0.00 is a total",
            ),
            cells: &[(Field::Total, Given::Text("0.00"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("anulado (estado 2)", "annulled (state 2)"),
            cells: &[(Field::Total, Given::Text("")), (Field::State, Given::Text("2"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("en blanco", "blank"),
            cells: &[(Field::Total, Given::Text(""))],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.amount_reading(Field::Total).is_absent() && !draft.annulled && draft.has(Field::Total)
    {
        failures.at(Field::Total);
    }
}
