//! C115: the last number, where there is one, is a number.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::damage::is_damaged;
use crate::normalize::rules::example::{fails, passes};

use super::shape::is_number;

/// Requires that the last number, where it is there and unlike the first, is digits only.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C115",
    name: "number-last-readable",
    fields: &[Field::NumberLast, Field::NumberFirst],
    severity: Severity::Reject,
    norm: "PLE 14.1 f9 / RVIE anexo 3 f10: hasta 20 dígitos",
    says: Sentence::new("«{value}» no es un número final.", "`{value}` is no last number."),
    advice: Sentence::new(
        "Déjelo en blanco o repita el número inicial, {expected}; solo un rango lleva otro.",
        "Leave it blank or repeat the first number, {expected}; only a range has another.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("en blanco", "blank", &[(Field::NumberLast, Text(""))]),
        passes("igual al inicial", "equal to the first", &[(Field::NumberLast, Text("00000123"))]),
        passes("un cero por nada", "a zero for nothing", &[(Field::NumberLast, Text("0"))]),
        passes(
            "igual al inicial, con letras",
            "equal to the first, with letters",
            &[
                (Field::Kind, Text("14")),
                (Field::NumberFirst, Text("S002-41")),
                (Field::NumberLast, Text("S002-41")),
            ],
        ),
        fails(
            Field::NumberLast,
            "con letras",
            "with letters",
            &[(Field::NumberLast, Text("12A4"))],
        ),
        fails(
            Field::NumberLast,
            "más de 20 dígitos",
            "more than 20 digits",
            &[(Field::NumberLast, Text("123456789012345678901"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let last: &[u8] = &draft.number_last;
    if draft.last.is_some() || last.is_empty() || *last == *draft.number_first {
        return;
    }
    if (!is_number(last) || last.len() > 20)
        && !is_damaged(last)
        && !draft.cell(Field::NumberLast).is_error_or_bool()
    {
        let expected = String::from_utf8_lossy(&draft.number_first).into_owned();
        failures.with(Field::NumberLast, vec![("expected", expected)]);
    }
}
