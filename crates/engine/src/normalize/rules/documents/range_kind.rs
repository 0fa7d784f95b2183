//! C117: only some kinds are entered by range.

use crate::model::catalog::KINDS_OF_RANGES;
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Requires that a range of numbers is of a kind that may be entered by range.
///
/// An invoice is entered one by one: its buyer deducts the tax.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C117",
    name: "range-kind",
    fields: &[Field::NumberLast, Field::Kind],
    severity: Severity::Reject,
    norm: "PLE 14.1 f9 y RVIE anexo 3 f10: solo 00, 03, 12, 13, 18, 87 y 88",
    says: Sentence::new(
        "Un comprobante de tipo {kind} no se anota por rango: el número final es «{value}» y el inicial, {expected}.",
        "A document of kind {kind} is not entered by range: the last number is `{value}` and the first {expected}.",
    ),
    advice: Sentence::new(
        "Anote cada comprobante en su fila, o repita el número inicial.",
        "Enter each document in its own row, or repeat the first number.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "rango de boletas",
            "a range of sales receipts",
            &[(Field::NumberLast, Text("00000180"))],
        ),
        passes(
            "factura con el número final igual",
            "an invoice with the last number equal",
            &[
                (Field::Kind, Text("01")),
                (Field::Series, Text("F001")),
                (Field::NumberLast, Text("00000123")),
            ],
        ),
        fails(
            Field::NumberLast,
            "rango de facturas",
            "a range of invoices",
            &[
                (Field::Kind, Text("01")),
                (Field::Series, Text("F001")),
                (Field::NumberLast, Text("00000124")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.is_range() {
        return;
    }
    let Reading::Good(kind) = draft.kind else { return };
    if !KINDS_OF_RANGES.has(kind) {
        let first = String::from_utf8_lossy(&draft.number_first).into_owned();
        failures.with(Field::NumberLast, vec![("kind", kind.to_string()), ("expected", first)]);
    }
}
