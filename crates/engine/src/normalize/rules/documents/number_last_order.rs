//! C116: the last number is not below the first.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::shape::{by_value, is_number};

/// Requires that the last number is not smaller than the first.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C116",
    name: "number-last-order",
    fields: &[Field::NumberLast, Field::NumberFirst],
    severity: Severity::Reject,
    norm: "PLE 14.1 f9: mayor o igual al número inicial",
    says: Sentence::new(
        "El número final «{value}» es menor que el inicial, {expected}.",
        "The last number `{value}` is below the first, {expected}.",
    ),
    advice: Sentence::new(
        "Corrija los dos números; si es un solo comprobante, repita el inicial.",
        "Correct both numbers; if it is one document, repeat the first.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("igual al inicial", "equal to the first", &[(Field::NumberLast, Text("123"))]),
        passes("mayor que el inicial", "above the first", &[(Field::NumberLast, Text("00000130"))]),
        passes("en blanco", "blank", &[(Field::NumberLast, Text(""))]),
        fails(
            Field::NumberLast,
            "menor que el inicial",
            "below the first",
            &[(Field::NumberLast, Text("00000122"))],
        ),
        fails(
            Field::NumberLast,
            "menor, con veinte dígitos",
            "below, with twenty digits",
            &[
                (Field::Kind, Text("12")),
                (Field::NumberFirst, Text("20260115000000000124")),
                (Field::NumberLast, Text("20260115000000000123")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let broken = match (draft.first, draft.last) {
        (Some(first), Some(last)) => last < first,
        _ => {
            let (first, last) = (&*draft.number_first, &*draft.number_last);
            is_number(first) && is_number(last) && by_value(last, first).is_lt()
        }
    };
    if broken {
        let expected = String::from_utf8_lossy(&draft.number_first).into_owned();
        failures.with(Field::NumberLast, vec![("expected", expected)]);
    }
}
