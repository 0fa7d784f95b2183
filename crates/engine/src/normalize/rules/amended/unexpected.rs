//! C183: only notes amend.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Remarks an amended document on a row that is no note. Zeros and dashes for nothing do not count.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C183",
    name: "amended-unexpected",
    fields: &[
        Field::AmendedDate,
        Field::AmendedKind,
        Field::AmendedSeries,
        Field::AmendedNumber,
        Field::Kind,
    ],
    severity: Severity::Warn,
    norm: "PVSIRE 224: vacío si no es nota",
    says: Sentence::new(
        "Un comprobante de tipo {kind} no modifica otro, y esta fila dice que sí: «{value}».",
        "A document of kind {kind} amends no other, and this row says it does: `{value}`.",
    ),
    advice: Sentence::new(
        "Corrija el tipo si es una nota; si no, deje en blanco el comprobante modificado.",
        "Correct the kind if it is a note; if not, leave the amended document blank.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "relleno en una boleta",
            "placeholders on a sales receipt",
            &[
                (Field::AmendedDate, Text("01/01/1900")),
                (Field::AmendedKind, Text("00")),
                (Field::AmendedSeries, Text("0000")),
                (Field::AmendedNumber, Text("00000000")),
            ],
        ),
        passes(
            "guiones",
            "dashes",
            &[(Field::AmendedSeries, Text("-")), (Field::AmendedNumber, Text("SIN DOCUMENTO"))],
        ),
        passes(
            "una nota",
            "a note",
            &[(Field::Kind, Text("08")), (Field::AmendedNumber, Text("99"))],
        ),
        passes(
            "anulado",
            "annulled",
            &[(Field::AmendedNumber, Text("99")), (Field::State, Text("2"))],
        ),
        fails(
            Field::AmendedNumber,
            "boleta con número modificado",
            "a sales receipt with an amended number",
            &[(Field::AmendedNumber, Text("00000099"))],
        ),
        fails(
            Field::AmendedDate,
            "boleta con fecha modificada",
            "a sales receipt with an amended date",
            &[(Field::AmendedDate, Text("10/01/2026"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let nothing = draft.amended_date.is_absent()
        && draft.amended_kind.is_absent()
        && draft.amended_number.is_empty()
        && draft.amended_series.iter().all(|byte| *byte == b'0');
    if nothing || draft.annulled || draft.is_note() {
        return;
    }
    let Reading::Good(kind) = draft.kind else { return };
    let field = match () {
        () if !draft.amended_number.is_empty() => Field::AmendedNumber,
        () if !draft.amended_date.is_absent() => Field::AmendedDate,
        () if !draft.amended_kind.is_absent() => Field::AmendedKind,
        () => Field::AmendedSeries,
    };
    if !draft.cell(field).is_error_or_bool() {
        failures.with(field, vec![("kind", kind.to_string())]);
    }
}
