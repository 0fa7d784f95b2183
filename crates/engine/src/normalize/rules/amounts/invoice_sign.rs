//! Invoices and sales receipts add.

use crate::model::{DocumentKind, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Refuses a factura or boleta with a negative total.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C135",
    name: "invoice-positive",
    fields: &[Field::Total, Field::Kind],
    severity: Severity::Reject,
    norm: "RVIE, PVSIRE 220: estos tipos solo admiten importes positivos",
    says: Sentence::new(
        "Es una factura o boleta y su total es negativo: {value}.",
        "This is an invoice or a sales receipt and its total is negative: {value}.",
    ),
    advice: Sentence::new(
        "Si es una devolución, el tipo debe ser 07 (nota de crédito); si no, quite el signo.",
        "If it is a return, its kind must be 07 (credit note); if not, remove the sign.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("boleta de 0.00", "a sales receipt of 0.00"),
            cells: &[(Field::Total, Given::Text("0.00"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("boleta negativa", "a negative sales receipt"),
            cells: &[(Field::Total, Given::Text("-118.00"))],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.amount(Field::Total).0 < 0
        && matches!(draft.kind.good(), Some(DocumentKind::INVOICE | DocumentKind::SALES_RECEIPT))
        && !draft.annulled
    {
        failures.at(Field::Total);
    }
}
