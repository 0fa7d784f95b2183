//! C134: a credit note takes away.

use crate::model::{Cents, DocumentKind, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Requires that the total of a credit note is not above 0, unless the company writes them without a sign.
///
/// A positive one would be loaded as a sale: twice the error of a missing note. A note of 0.00 corrects a text.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C134",
    name: "credit-note-sign",
    fields: &[Field::Total, Field::Kind],
    severity: Severity::Reject,
    norm: "RVIE anexo 3 f14-26: 07 y 87 en negativo; PVSIRE 221",
    says: Sentence::new(
        "La nota de crédito suma «{value}» en positivo.",
        "The credit note sums `{value}`, above zero.",
    ),
    advice: Sentence::new(
        "Escriba sus importes en negativo; si la empresa los escribe siempre en positivo, ponga credit_notes = \"positive\" en sus ajustes.",
        "Write its amounts below zero; if the company always writes them above, set credit_notes = \"positive\" in its settings.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "en negativo",
            "below zero",
            &[
                (Field::Kind, Text("07")),
                (Field::TaxableBase, Text("-100.00")),
                (Field::SalesTax, Text("-18.00")),
                (Field::Total, Text("-118.00")),
            ],
        ),
        passes("de 0.00", "of 0.00", &[(Field::Kind, Text("07")), (Field::Total, Text("0.00"))]),
        passes(
            "empresa que las escribe en positivo",
            "a company that writes them above zero",
            &[(Field::Kind, Text("07"))],
        )
        .of_company(&[("credit_notes", &["positive"])]),
        passes("anulada", "annulled", &[(Field::Kind, Text("07")), (Field::State, Text("2"))]),
        passes("una nota de débito suma", "a debit note adds", &[(Field::Kind, Text("08"))]),
        fails(Field::Total, "en positivo", "above zero", &[(Field::Kind, Text("07"))]),
        fails(
            Field::Total,
            "especial, en positivo",
            "a special one, above zero",
            &[(Field::Kind, Text("87"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if draft.amount(Field::Total) > Cents(0)
        && draft.kind.good().is_some_and(DocumentKind::is_credit)
        && !context.company.credit_notes_positive
        && !draft.annulled
    {
        failures.at(Field::Total);
    }
}
