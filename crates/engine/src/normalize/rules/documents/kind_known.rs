//! C110: the kind of document is one of the sales table.

use crate::model::catalog::KINDS_OF_SALES;
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

/// Requires a kind of SUNAT's table 10 that a sales ledger may hold.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C110",
    name: "kind-known",
    fields: &[Field::Kind],
    severity: Severity::Reject,
    norm: "Tabla 10 del PLE / tabla 3 del RVIE; PVSIRE 211",
    says: Sentence::new(
        "«{value}» no es un tipo de comprobante del registro de ventas.",
        "`{value}` is no kind of document of a sales ledger.",
    ),
    advice: Sentence::new(
        "Use el código de la tabla 10: 01 factura, 03 boleta, 07 nota de crédito, 08 nota de débito, 12 ticket.",
        "Use the code of table 10: 01 invoice, 03 sales receipt, 07 credit note, 08 debit note, 12 till ticket.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("boleta", "a sales receipt", &[(Field::Kind, Text("03"))]),
        passes(
            "sin el cero, en celda numérica",
            "without the zero, in a number cell",
            &[(Field::Kind, Number("1"))],
        ),
        passes("ticket de máquina registradora", "a till ticket", &[(Field::Kind, Text("12"))]),
        passes("otros", "others", &[(Field::Kind, Text("00"))]),
        passes("anulado", "annulled", &[(Field::State, Text("2"))]),
        fails(
            Field::Kind,
            "recibo por honorarios, que es de compras",
            "a fee receipt, which is of purchases",
            &[(Field::Kind, Text("02"))],
        ),
        fails(
            Field::Kind,
            "dígito que no es ASCII",
            "a digit that is not ASCII",
            &[(Field::Kind, Text("²"))],
        ),
        fails(Field::Kind, "en blanco", "blank", &[(Field::Kind, Text(""))]),
        fails(Field::Kind, "en letras", "in letters", &[(Field::Kind, Text("BOLETA"))]),
        fails(
            Field::Kind,
            "anulado y sin tipo",
            "annulled and without a kind",
            &[(Field::Kind, Text("")), (Field::State, Text("2"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.kind.good().is_some_and(|kind| KINDS_OF_SALES.has(kind))
        && draft.has(Field::Kind)
        && !draft.cell(Field::Kind).is_error_or_bool()
    {
        failures.at(Field::Kind);
    }
}
