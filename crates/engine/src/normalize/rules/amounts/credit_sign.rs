//! Credit notes take away.

use crate::model::{DocumentKind, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Refuses a credit note with a positive total.
///
/// It would add to the sales what it takes away from them. Companies whose program writes them positive say so in
/// the settings: `credit_notes = "positive"`.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C134",
    name: "credit-note-negative",
    fields: &[Field::Total, Field::Kind],
    severity: Severity::Reject,
    norm: "RVIE, PVSIRE 221: los tipos 07 y 87 solo admiten importes negativos o cero",
    says: Sentence::new(
        "Es una nota de crédito y su total es positivo: {value}.",
        "This is a credit note and its total is positive: {value}.",
    ),
    advice: Sentence::new(
        "Escriba sus importes con signo negativo; si su sistema las emite en positivo, ponga credit_notes = \"positive\" en la configuración.",
        "Type its amounts with a minus sign; if your system writes them positive, put credit_notes = \"positive\" in the settings.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("nota negativa", "a negative note"),
            cells: &[(Field::Kind, Given::Text("07")), (Field::Total, Given::Text("-118.00"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("nota de 0.00", "a note of 0.00"),
            cells: &[(Field::Kind, Given::Text("07")), (Field::Total, Given::Text("0.00"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "la empresa las escribe en positivo",
                "the company writes them positive",
            ),
            cells: &[(Field::Kind, Given::Text("07"))],
            company: &[("credit_notes", &["positive"])],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("nota positiva", "a positive note"),
            cells: &[(Field::Kind, Given::Text("07"))],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if draft.amount(Field::Total).0 > 0
        && draft.kind.good().is_some_and(DocumentKind::is_credit)
        && !context.company.credit_notes_positive
        && !draft.annulled
    {
        failures.at(Field::Total);
    }
}
