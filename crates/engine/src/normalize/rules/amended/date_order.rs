//! C182: a note comes after what it amends.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::list::{dates, is_list};

/// Requires that the amended document was not issued after the note.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C182",
    name: "amended-date-order",
    fields: &[Field::AmendedDate, Field::IssueDate],
    severity: Severity::Reject,
    norm: "PVSIRE 234: fecha del modificado menor o igual a la de emisión",
    says: Sentence::new(
        "El comprobante modificado es del «{value}», posterior a la nota ({expected}).",
        "The amended document is of `{value}`, after the note ({expected}).",
    ),
    advice: Sentence::new(
        "Revise las dos fechas: una nota no modifica lo que aún no existe.",
        "Look at both dates: a note does not amend what is not there yet.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "el mismo día",
            "the same day",
            &[(Field::Kind, Text("07")), (Field::AmendedDate, Text("15/01/2026"))],
        ),
        passes(
            "de hace dos años",
            "two years old",
            &[(Field::Kind, Text("07")), (Field::AmendedDate, Text("15/01/2024"))],
        ),
        passes(
            "anulada",
            "annulled",
            &[
                (Field::Kind, Text("07")),
                (Field::AmendedDate, Text("16/01/2026")),
                (Field::State, Text("2")),
            ],
        ),
        fails(
            Field::AmendedDate,
            "del día siguiente",
            "of the next day",
            &[(Field::Kind, Text("07")), (Field::AmendedDate, Text("16/01/2026"))],
        ),
        fails(
            Field::AmendedDate,
            "el segundo de una lista",
            "the second of a list",
            &[(Field::Kind, Text("07")), (Field::AmendedDate, Text("10/01/2026,16/01/2026"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.amended_date.is_absent() || !draft.is_note() || draft.annulled {
        return;
    }
    let Reading::Good(issued) = draft.issue_date else { return };
    let late = match draft.amended_date {
        Reading::Good(amended) => amended > issued,
        _ if is_list(draft.text(Field::AmendedDate)) => {
            dates(draft).is_some_and(|dates| dates.iter().any(|amended| *amended > issued))
        }
        _ => false,
    };
    if late {
        let expected = String::from_utf8_lossy(&issued.norm()).into_owned();
        failures.with(Field::AmendedDate, vec![("expected", expected)]);
    }
}
