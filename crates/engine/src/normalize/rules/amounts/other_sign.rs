//! The sign of the other kinds.

use crate::model::{DocumentKind, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Remarks on a negative total of a kind that usually adds.
///
/// PVSIRE refuses it, the PLE does not; kinds 14 and 36 take any sign in both.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C136",
    name: "other-kind-positive",
    fields: &[Field::Total, Field::Kind],
    severity: Severity::Warn,
    norm: "RVIE, PVSIRE 220: salvo 07, 87, 14 y 36, solo importes positivos",
    says: Sentence::new("El total es negativo: {value}.", "The total is negative: {value}."),
    advice: Sentence::new(
        "Confirme que el tipo de comprobante es el correcto.",
        "Make sure that the kind of document is the right one.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("recibo de servicio público", "a public service's receipt"),
            cells: &[(Field::Kind, Given::Text("14")), (Field::Total, Given::Text("-5.00"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("nota de débito negativa", "a negative debit note"),
            cells: &[(Field::Kind, Given::Text("08")), (Field::Total, Given::Text("-5.00"))],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.amount(Field::Total).0 < 0
        && !draft.annulled
        && draft.kind.good().is_some_and(|kind| {
            !kind.is_credit()
                && !matches!(kind, DocumentKind::INVOICE | DocumentKind::SALES_RECEIPT)
                && !matches!(kind.number(), 14 | 36)
        })
    {
        failures.at(Field::Total);
    }
}
