//! The period of a row: readable, and of this ledger.

use super::super::draft::Draft;
use super::super::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};
use crate::model::{Field, Sentence, Severity};

/// Requires a period that can be read.
///
/// Without it nobody can say to which month's tax return the row belongs.
pub(super) static READABLE: Rule = Rule {
    code: "C101",
    name: "period-readable",
    fields: &[Field::Period],
    severity: Severity::Reject,
    norm: "PLE 14.1 f1 / RVIE anexo 3 f3 (AAAAMM00)",
    says: Sentence::new("«{value}» no es un periodo.", "`{value}` is no period."),
    advice: Sentence::new(
        "Escriba el periodo como AAAAMM00, por ejemplo {period}.",
        "Write the period as YYYYMM00, for example {period}.",
    ),
    check: Check::Row(readable),
    examples: &[
        Example {
            shows: Sentence::new("como lo pide la norma", "as the norm asks"),
            cells: &[(Field::Period, Given::Text("20260100"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("un nombre de mes", "the name of a month"),
            cells: &[(Field::Period, Given::Text("ENERO"))],
            company: &[],
            expect: Expect::Fail(Field::Period),
        },
        Example {
            shows: Sentence::new("en blanco", "blank"),
            cells: &[(Field::Period, Given::Text(""))],
            company: &[],
            expect: Expect::Fail(Field::Period),
        },
    ],
};

fn readable(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.period.good().is_none() && draft.has(Field::Period) {
        failures.at(Field::Period);
    }
}
