//! C191: a note amends a sale.

use crate::model::catalog::KINDS_OF_SALES;
use crate::model::{DocumentKind, Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::list::kinds;

/// Remarks a note on a kind that sales ledgers do not hold, or on another credit note.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C191",
    name: "amended-kind",
    fields: &[Field::AmendedKind],
    severity: Severity::Warn,
    norm: "PVSIRE 228: el tipo modificado no es 02 ni 07",
    says: Sentence::new(
        "Una nota no suele modificar un comprobante de tipo «{value}».",
        "A note does not usually amend a document of kind `{value}`.",
    ),
    advice: Sentence::new(
        "Revise el tipo del comprobante modificado: casi siempre es 01 o 03.",
        "Look at the kind of the amended document: it is nearly always 01 or 03.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "de una factura",
            "on an invoice",
            &[(Field::Kind, Text("07")), (Field::AmendedKind, Text("01"))],
        ),
        passes(
            "de un ticket",
            "on a till ticket",
            &[(Field::Kind, Text("07")), (Field::AmendedKind, Text("12"))],
        ),
        passes(
            "sin tipo: lo dice C180",
            "without a kind: C180 says so",
            &[(Field::Kind, Text("07"))],
        ),
        passes(
            "boleta: lo dice C183",
            "a sales receipt: C183 says so",
            &[(Field::AmendedKind, Text("02"))],
        ),
        fails(
            Field::AmendedKind,
            "de otra nota de crédito",
            "on another credit note",
            &[(Field::Kind, Text("07")), (Field::AmendedKind, Text("07"))],
        ),
        fails(
            Field::AmendedKind,
            "de un recibo por honorarios",
            "on a fee receipt",
            &[(Field::Kind, Text("08")), (Field::AmendedKind, Text("02"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.amended_kind.is_absent() || !draft.is_note() || draft.annulled {
        return;
    }
    let usual = |kind: DocumentKind| KINDS_OF_SALES.has(kind) && kind != DocumentKind::CREDIT_NOTE;
    let broken = match draft.amended_kind {
        Reading::Good(kind) => !usual(kind),
        _ => kinds(draft).is_some_and(|kinds| !kinds.into_iter().all(usual)),
    };
    if broken {
        failures.at(Field::AmendedKind);
    }
}
