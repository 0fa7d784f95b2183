//! C143: states that do not reach the platform.

use crate::model::{Field, Sentence, Severity, State};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Notes rows that are annulled, late or corrections where the bulk layout leaves the state out.
///
/// A correction (9) that arrives as a plain sale is a sale counted twice. Settings may hold the ledger for it
/// (`on_dropped = "hold"`).
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C143",
    name: "dropped-state",
    fields: &[Field::State],
    severity: Severity::Note,
    norm: "PLE 14.1 f35; formato masivo de la plataforma; ajuste `on_dropped`",
    says: Sentence::new(
        "El estado «{value}» no viaja a la plataforma: la fila llegaría como una venta del mes.",
        "The state `{value}` does not reach the platform: the row would arrive as a sale of the month.",
    ),
    advice: Sentence::new(
        "Decida si esas filas van: un 9 enviado otra vez es una venta doble, y un 2 es un anulado.",
        "Decide whether those rows go: a 9 sent again is a sale counted twice, and a 2 is annulled.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("estado 1", "state 1", &[]).of_company(&[("carried", &["total"])]),
        passes("anotación optativa", "an optional entry", &[(Field::State, Text("0"))])
            .of_company(&[("carried", &["total"])]),
        passes("estado 9 que viaja", "state 9 that travels", &[(Field::State, Text("9"))]),
        fails(
            Field::State,
            "estado 9 que no viaja",
            "state 9 that does not travel",
            &[(Field::State, Text("9"))],
        )
        .of_company(&[("carried", &["total"])]),
        fails(
            Field::State,
            "anulado que no viaja",
            "annulled, and it does not travel",
            &[(Field::State, Text("02"))],
        )
        .of_company(&[("carried", &["total"])]),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if matches!(draft.state, State::Annulled | State::Earlier | State::Correction)
        && !context.carried[Field::State as usize]
    {
        failures.at(Field::State);
    }
}
