//! C136: other documents below zero.

use crate::model::{Cents, Field, Sentence, Severity, State};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Remarks a total below 0 of a kind that usually adds: debit notes, till tickets, corrections of invoices.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C136",
    name: "sign-unusual",
    fields: &[Field::Total, Field::Kind],
    severity: Severity::Warn,
    norm: "PVSIRE 220: solo positivos salvo 07, 87, 14 y 36; PLE 14.1 f25 admite negativos",
    says: Sentence::new(
        "Un comprobante de tipo {kind} no suele sumar en negativo: «{value}».",
        "A document of kind {kind} does not usually sum below zero: `{value}`.",
    ),
    advice: Sentence::new(
        "Revise el signo y el tipo: el PLE lo admite, el validador del RVIE no.",
        "Look at sign and kind: PLE takes it, RVIE's validator does not.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "nota de crédito",
            "a credit note",
            &[(Field::Kind, Text("07")), (Field::Total, Text("-118.00"))],
        ),
        passes(
            "recibo de servicio público",
            "a public service's receipt",
            &[(Field::Kind, Text("14")), (Field::Total, Text("-118.00"))],
        ),
        passes(
            "boleta: la mira C135",
            "a sales receipt: C135 looks at it",
            &[(Field::Total, Text("-118.00"))],
        ),
        fails(
            Field::Total,
            "nota de débito en negativo",
            "a debit note below zero",
            &[(Field::Kind, Text("08")), (Field::Total, Text("-118.00"))],
        ),
        fails(
            Field::Total,
            "corrección de una factura como diferencia",
            "an invoice's correction as a difference",
            &[
                (Field::Kind, Text("01")),
                (Field::Total, Text("-118.00")),
                (Field::State, Text("9")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.amount(Field::Total) >= Cents(0) || draft.annulled {
        return;
    }
    let Reading::Good(kind) = draft.kind else { return };
    let unusual = match kind.number() {
        1 | 3 => draft.state == State::Correction,
        7 | 87 | 14 | 36 => false,
        _ => true,
    };
    if unusual {
        failures.with(Field::Total, vec![("kind", kind.to_string())]);
    }
}
