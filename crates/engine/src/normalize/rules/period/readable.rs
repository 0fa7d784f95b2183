//! C101: the period can be read.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{NoColumn, Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

/// Requires a period that can be read.
///
/// Without it nobody can say to which month's tax return the row belongs.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C101",
    name: "period-readable",
    fields: &[Field::Period],
    severity: Severity::Reject,
    norm: "PLE 14.1 f1 / RVIE anexo 3 f3 (AAAAMM00)",
    says: Sentence::new("«{value}» no es un periodo.", "`{value}` is no period."),
    advice: Sentence::new(
        "Escriba el periodo como AAAAMM00, por ejemplo {expected}.",
        "Write the period as YYYYMM00, for example {expected}.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("como lo pide la norma", "as the norm asks", &[(Field::Period, Text("20260100"))]),
        passes("en celda numérica", "in a number cell", &[(Field::Period, Number("20260100"))]),
        passes(
            "sin los ceros del día",
            "without the day's zeros",
            &[(Field::Period, Text("202601"))],
        ),
        passes(
            "el registro no tiene esa columna",
            "the ledger has no such column",
            &[(Field::Period, NoColumn)],
        ),
        fails(
            Field::Period,
            "un nombre de mes",
            "the name of a month",
            &[(Field::Period, Text("ENERO"))],
        ),
        fails(Field::Period, "mes 13", "month 13", &[(Field::Period, Text("20261300"))]),
        fails(Field::Period, "en blanco", "blank", &[(Field::Period, Text(""))]),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if draft.period.good().is_none()
        && draft.has(Field::Period)
        && !draft.cell(Field::Period).is_error_or_bool()
    {
        failures.with(Field::Period, vec![("expected", context.period.ple())]);
    }
}
