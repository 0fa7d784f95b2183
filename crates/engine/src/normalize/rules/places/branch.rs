//! The branch.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Requires a branch where the ledger has the column.
///
/// An unknown one is no fault of the row: new branches are what the reconciliation is for.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C190",
    name: "branch-present",
    fields: &[Field::Branch],
    severity: Severity::Reject,
    norm: "columna Sucursal: la plataforma la exige",
    says: Sentence::new("Falta la sucursal.", "The branch is missing."),
    advice: Sentence::new(
        "Escriba la sucursal que emitió el comprobante.",
        "Type the branch that issued the document.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new(
                "una sucursal que nadie conoce aún",
                "a branch that nobody knows yet",
            ),
            cells: &[(Field::Branch, Given::Text("PLAZA NUEVA 7"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("en blanco", "blank"),
            cells: &[(Field::Branch, Given::Text("  "))],
            company: &[],
            expect: Expect::Fail(Field::Branch),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.branch.is_empty() && draft.has(Field::Branch) && !draft.annulled {
        failures.at(Field::Branch);
    }
}
