//! C181: what a note amends can be read.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::list::{dates, is_list, kinds};

/// Requires that the date and kind of the amended document can be read. Lists with commas are legal.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C181",
    name: "amended-readable",
    fields: &[Field::AmendedDate, Field::AmendedKind],
    severity: Severity::Reject,
    norm: "PLE 14.1 f28-29 / RVIE anexo 3 f29-30",
    says: Sentence::new(
        "«{value}» no es la fecha o el tipo del comprobante que la nota modifica.",
        "`{value}` is no date or kind of the document that the note amends.",
    ),
    advice: Sentence::new(
        "Escriba la fecha como DD/MM/AAAA y el tipo como 01, 03 o el de la tabla 10.",
        "Write the date as DD/MM/YYYY and the kind as 01, 03 or that of table 10.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "una nota",
            "a note",
            &[
                (Field::Kind, Text("07")),
                (Field::AmendedDate, Text("10/01/2026")),
                (Field::AmendedKind, Text("1")),
            ],
        ),
        passes(
            "listas con comas",
            "lists with commas",
            &[
                (Field::Kind, Text("07")),
                (Field::AmendedDate, Text("10/01/2026, 11/01/2026")),
                (Field::AmendedKind, Text("03, 03")),
            ],
        ),
        passes(
            "en una boleta: lo mira C183",
            "on a sales receipt: C183 looks at it",
            &[(Field::AmendedDate, Text("x"))],
        ),
        passes(
            "nota anulada",
            "an annulled note",
            &[
                (Field::Kind, Text("07")),
                (Field::AmendedDate, Text("x")),
                (Field::State, Text("2")),
            ],
        ),
        fails(
            Field::AmendedDate,
            "no es fecha",
            "no date",
            &[(Field::Kind, Text("07")), (Field::AmendedDate, Text("31/02/2026"))],
        ),
        fails(
            Field::AmendedKind,
            "no es tipo",
            "no kind",
            &[(Field::Kind, Text("07")), (Field::AmendedKind, Text("FACTURA"))],
        ),
        fails(
            Field::AmendedDate,
            "una lista con un error",
            "a list with a mistake",
            &[(Field::Kind, Text("07")), (Field::AmendedDate, Text("10/01/2026,x"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !(draft.amended_date.is_bad() || draft.amended_kind.is_bad())
        || !draft.is_note()
        || draft.annulled
    {
        return;
    }
    let error = |field| draft.cell(field).is_error_or_bool();
    let listed = |field| is_list(draft.text(field));
    let date_listed = listed(Field::AmendedDate) && dates(draft).is_some();
    if draft.amended_date.is_bad() && !date_listed && !error(Field::AmendedDate) {
        failures.at(Field::AmendedDate);
    }
    let kind_listed = listed(Field::AmendedKind) && kinds(draft).is_some();
    if draft.amended_kind.is_bad() && !kind_listed && !error(Field::AmendedKind) {
        failures.at(Field::AmendedKind);
    }
}
