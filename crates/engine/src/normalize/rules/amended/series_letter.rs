//! C184: a note's series begins like that of what it amends.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

/// Remarks a note of invoices (`F…`) on a sales receipt's series (`B…`), or the other way round.
///
/// Printed series and those of the portal say nothing here.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C184",
    name: "amended-series-letter",
    fields: &[Field::AmendedSeries, Field::Series],
    severity: Severity::Warn,
    norm: "Reglamento de comprobantes electrónicos: la serie de la nota empieza como la del comprobante que modifica",
    says: Sentence::new(
        "La nota es de la serie {series} y modifica un comprobante de la serie «{value}».",
        "The note is of series {series} and amends a document of series `{value}`.",
    ),
    advice: Sentence::new(
        "Revise las dos series: las notas de facturas empiezan con F y las de boletas, con B.",
        "Look at both series: invoices' notes begin with F and sales receipts' notes with B.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "F sobre F",
            "F on F",
            &[
                (Field::Kind, Text("07")),
                (Field::Series, Text("FC01")),
                (Field::AmendedSeries, Text("F001")),
            ],
        ),
        passes(
            "B sobre B",
            "B on B",
            &[
                (Field::Kind, Text("07")),
                (Field::Series, Text("BC01")),
                (Field::AmendedSeries, Text("B001")),
            ],
        ),
        passes(
            "F sobre una serie física",
            "F on a printed series",
            &[
                (Field::Kind, Text("07")),
                (Field::Series, Text("F001")),
                (Field::AmendedSeries, Text("0001")),
            ],
        ),
        passes(
            "B sobre la serie de una máquina registradora",
            "B on a till's series",
            &[
                (Field::Kind, Text("07")),
                (Field::Series, Text("BC01")),
                (Field::AmendedSeries, Text("FFGF00123456")),
            ],
        ),
        fails(
            Field::AmendedSeries,
            "F sobre B",
            "F on B",
            &[
                (Field::Kind, Text("07")),
                (Field::Series, Text("FC01")),
                (Field::AmendedSeries, Text("B001")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    let unlike = matches!(
        (draft.series.first(), draft.amended_series.first()),
        (Some(b'F'), Some(b'B')) | (Some(b'B'), Some(b'F'))
    );
    // A longer one is a till's, whatever its first letter.
    let electronic = draft.series.len() == 4 && draft.amended_series.len() == 4;
    if unlike && electronic && draft.is_note() && !draft.annulled {
        let series = String::from_utf8_lossy(&draft.series).into_owned();
        failures.with(Field::AmendedSeries, vec![("series", series)]);
    }
}
