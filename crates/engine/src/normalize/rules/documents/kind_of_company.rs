//! C111: the kind of document is one that the company issues.

use crate::model::catalog::KINDS_OF_SALES;
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Requires one of the kinds that the company issues, where its settings list them.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C111",
    name: "kind-of-company",
    fields: &[Field::Kind],
    severity: Severity::Reject,
    norm: "Ajuste `kinds` de la empresa",
    says: Sentence::new(
        "La empresa no emite comprobantes de tipo «{value}»; emite {expected}.",
        "The company issues no documents of kind `{value}`; it issues {expected}.",
    ),
    advice: Sentence::new(
        "Corrija el tipo; si la empresa sí lo emite, añádalo a `kinds` en sus ajustes.",
        "Correct the kind; if the company does issue it, add it to `kinds` in its settings.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "sin lista: toda la tabla",
            "without a list: the whole table",
            &[(Field::Kind, Text("12"))],
        ),
        passes("de la lista", "on the list", &[(Field::Kind, Text("3"))])
            .of_company(&[("kinds", &["01", "03"])]),
        passes(
            "fuera de la tabla: lo dice C110",
            "not of the table: C110 says so",
            &[(Field::Kind, Text("02"))],
        )
        .of_company(&[("kinds", &["01", "03"])]),
        fails(Field::Kind, "no está en la lista", "not on the list", &[(Field::Kind, Text("12"))])
            .of_company(&[("kinds", &["01", "03"])]),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    let (Some(kinds), Reading::Good(kind)) = (context.company.kinds, draft.kind) else { return };
    if !kinds.has(kind) && KINDS_OF_SALES.has(kind) {
        let issued: Vec<String> = kinds.iter().map(|kind| kind.to_string()).collect();
        failures.with(Field::Kind, vec![("expected", issued.join(", "))]);
    }
}
