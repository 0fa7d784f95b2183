//! C135: a sale adds.

use crate::model::{Cents, DocumentKind, Field, Sentence, Severity, State};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Requires that the total of an invoice or sales receipt is not below 0: what takes away is a credit note.
///
/// A correction of an earlier entry (state 9) may be written as a difference, so C136 only remarks it.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C135",
    name: "sale-sign",
    fields: &[Field::Total, Field::Kind],
    severity: Severity::Reject,
    norm: "PVSIRE 220: solo positivos salvo 07, 87, 14 y 36",
    says: Sentence::new(
        "Una factura o boleta no suma en negativo: «{value}».",
        "An invoice or sales receipt does not sum below zero: `{value}`.",
    ),
    advice: Sentence::new(
        "Quite el signo, o use el tipo 07 si es una nota de crédito.",
        "Take the sign away, or use kind 07 if it is a credit note.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("en positivo", "above zero", &[]),
        passes("gratuita", "free", &[(Field::Total, Text("0.00"))]),
        passes(
            "descuento en negativo",
            "a discount below zero",
            &[(Field::TaxableBaseDiscount, Text("-10.00"))],
        ),
        passes(
            "corrección de un periodo anterior: lo dice C136",
            "a correction of an earlier period: C136 says so",
            &[(Field::Total, Text("-118.00")), (Field::State, Text("9"))],
        ),
        passes(
            "anulada",
            "annulled",
            &[(Field::Total, Text("-118.00")), (Field::State, Text("2"))],
        ),
        fails(
            Field::Total,
            "boleta en negativo",
            "a sales receipt below zero",
            &[(Field::Total, Text("-118.00"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.amount(Field::Total) < Cents(0)
        && matches!(draft.kind, Reading::Good(DocumentKind::INVOICE | DocumentKind::SALES_RECEIPT))
        && draft.state != State::Correction
        && !draft.annulled
    {
        failures.at(Field::Total);
    }
}
