//! A state that does not reach the platform.

use crate::model::{Field, Sentence, Severity, State};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Notes rows of state 2, 8 or 9 where the bulk layout has no column for it, and holds the ledger.
///
/// Without its state an annulled document looks like a sale, and a correction of an earlier month is a second sale.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C143",
    name: "dropped-state",
    fields: &[Field::State],
    severity: Severity::Note,
    norm: "PLE 14.1 f35; formato del CSV masivo de la plataforma",
    says: Sentence::new(
        "El estado es {value} y la plataforma no lo recibe: para ella es una venta más.",
        "The state is {value} and the platform does not get it: to the platform this is one more sale.",
    ),
    advice: Sentence::new(
        "Un estado 9 enviado otra vez duplica la venta: revise esas filas antes de cargar, o ponga C143 = \"off\" en [rules].",
        "A state 9 sent again doubles the sale: look at those rows before you load, or put C143 = \"off\" in [rules].",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("estado 1", "state 1"),
            cells: &[],
            company: &[("carried", &["total"])],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("el CSV lleva el estado", "the CSV carries the state"),
            cells: &[(Field::State, Given::Text("9"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "corrección de un periodo anterior",
                "a correction of an earlier period",
            ),
            cells: &[(Field::State, Given::Text("9"))],
            company: &[("carried", &["total"])],
            expect: Expect::Fail(Field::State),
        },
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if matches!(draft.state, State::Annulled | State::Earlier | State::Correction)
        && !context.carried[Field::State as usize]
    {
        failures.at(Field::State);
    }
}
