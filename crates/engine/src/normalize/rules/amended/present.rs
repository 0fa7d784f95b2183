//! C180: a note says what it amends.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{NoColumn, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

/// Requires credit and debit notes to say which document they amend: its date, kind, series and number.
///
/// The platform accepts a note without this and fails weeks later, at tax filing, so we are stricter than it is. All
/// four cells are checked together: people forget the whole group, and one rejection reads better than four.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C180",
    name: "amended-present",
    fields: &PARTS,
    severity: Severity::Reject,
    norm: "PLE 14.1 f28-31 / RVIE anexo 3 f29-32: obligatorios en 07, 08, 87 y 88 salvo estado 2",
    says: Sentence::new(
        "La nota no dice qué comprobante modifica; falta: {missing}.",
        "The note does not say which document it amends; missing: {missing}.",
    ),
    advice: Sentence::new(
        "Escriba la fecha, el tipo, la serie y el número del comprobante que la nota modifica.",
        "Write date, kind, series and number of the document that the note amends.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "completa",
            "complete",
            &[
                (Field::Kind, Text("07")),
                (Field::AmendedDate, Text("10/01/2026")),
                (Field::AmendedKind, Text("03")),
                (Field::AmendedSeries, Text("B001")),
                (Field::AmendedNumber, Text("00000099")),
            ],
        ),
        passes("anulada", "annulled", &[(Field::Kind, Text("07")), (Field::State, Text("2"))]),
        passes("una boleta no modifica nada", "a sales receipt amends nothing", &[]),
        passes(
            "de un recibo sin serie",
            "on a receipt without a series",
            &[
                (Field::Kind, Text("87")),
                (Field::AmendedDate, Text("10/01/2026")),
                (Field::AmendedKind, Text("13")),
                (Field::AmendedNumber, Text("445566")),
            ],
        ),
        passes(
            "varios comprobantes, con comas",
            "several documents, with commas",
            &[
                (Field::Kind, Text("07")),
                (Field::AmendedDate, Text("10/01/2026,11/01/2026")),
                (Field::AmendedKind, Text("03,03")),
                (Field::AmendedSeries, Text("B001,B001")),
                (Field::AmendedNumber, Text("99,100")),
            ],
        ),
        passes(
            "el registro no tiene esas columnas",
            "the ledger has no such columns",
            &[
                (Field::Kind, Text("07")),
                (Field::AmendedDate, NoColumn),
                (Field::AmendedKind, NoColumn),
                (Field::AmendedSeries, NoColumn),
                (Field::AmendedNumber, NoColumn),
            ],
        ),
        fails(
            Field::AmendedDate,
            "nota de crédito sin nada",
            "a credit note without anything",
            &[(Field::Kind, Text("07"))],
        ),
        fails(
            Field::AmendedDate,
            "nota de débito sin nada",
            "a debit note without anything",
            &[(Field::Kind, Text("08"))],
        ),
        fails(
            Field::AmendedNumber,
            "sin número",
            "without a number",
            &[
                (Field::Kind, Text("07")),
                (Field::AmendedDate, Text("10/01/2026")),
                (Field::AmendedKind, Text("03")),
                (Field::AmendedSeries, Text("B001")),
                (Field::AmendedNumber, Text("-")),
            ],
        ),
    ],
};

const PARTS: [Field; 4] =
    [Field::AmendedDate, Field::AmendedKind, Field::AmendedSeries, Field::AmendedNumber];

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.is_note() || draft.annulled {
        return;
    }
    let absent = [
        draft.amended_date.is_absent(),
        draft.amended_kind.is_absent(),
        draft.amended_series.is_empty() && !series_is_optional(draft),
        draft.amended_number.is_empty(),
    ];
    if absent == [false; 4] {
        return;
    }
    let missing: Vec<Field> = PARTS
        .into_iter()
        .zip(absent)
        .filter(|(field, absent)| *absent && draft.has(*field))
        .map(|(field, _)| field)
        .collect();
    if let Some(first) = missing.first() {
        let names: Vec<String> = missing.iter().map(|field| header_of(draft, *field)).collect();
        failures.with(*first, vec![("missing", names.join(", "))]);
    }
}

/// Whether documents of the amended kind may have no series (domain.md 3.2).
fn series_is_optional(draft: &Draft<'_>) -> bool {
    let kind = draft.amended_kind.good().map(|kind| kind.number());
    !matches!(kind, None | Some(1 | 3 | 4 | 6 | 7 | 8 | 12 | 34 | 35 | 36 | 48 | 56 | 89))
}

fn header_of(draft: &Draft<'_>, field: Field) -> String {
    let columns = draft.columns();
    columns.of(field).map_or(field.name(), |column| columns.header(column)).trim().to_owned()
}
