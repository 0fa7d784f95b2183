//! C124: a required identity says of which kind it is.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{NoColumn, Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

use super::identity::{Fault, fault_of};
use super::is_required;

/// Requires a kind of identity of SUNAT's table where the customer is required and his number is there.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C124",
    name: "id-kind-known",
    fields: &[Field::CustomerIdKind, Field::CustomerId],
    severity: Severity::Reject,
    norm: "PLE 14.1 f10, tabla 2; PVSIRE 223",
    says: Sentence::new(
        "El tipo de documento del cliente «{value}» no es de la tabla.",
        "The kind of the customer's identity `{value}` is not of the table.",
    ),
    advice: Sentence::new(
        "Use 1 (DNI), 4 (carnet de extranjería), 6 (RUC), 7 (pasaporte), A (cédula diplomática) o 0 (otros).",
        "Use 1 (DNI), 4 (foreigner's card), 6 (RUC), 7 (passport), A (diplomatic card) or 0 (others).",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "con dos dígitos",
            "with two digits",
            &[(Field::Total, Text("900.00")), (Field::CustomerIdKind, Text("01"))],
        ),
        passes(
            "con un dígito, numérico",
            "with one digit, a number",
            &[(Field::Total, Text("900.00")), (Field::CustomerIdKind, Number("1"))],
        ),
        passes(
            "CLIENTE VARIOS sin tipo",
            "CLIENTE VARIOS without a kind",
            &[
                (Field::CustomerIdKind, Text("")),
                (Field::CustomerId, Text("00000000")),
                (Field::CustomerName, Text("CLIENTE VARIOS")),
            ],
        ),
        passes(
            "el registro no tiene esa columna",
            "the ledger has no such column",
            &[(Field::Kind, Text("01")), (Field::CustomerIdKind, NoColumn)],
        ),
        fails(
            Field::CustomerIdKind,
            "factura con número y sin tipo",
            "an invoice with a number and without a kind",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("")),
                (Field::CustomerId, Text("20131312955")),
            ],
        ),
        fails(
            Field::CustomerIdKind,
            "boleta de 900 con tipo desconocido",
            "a sales receipt of 900 with an unknown kind",
            &[(Field::Total, Text("900.00")), (Field::CustomerIdKind, Text("DNI"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.customer_id_kind.good().is_some() || !is_required(draft) {
        return;
    }
    if fault_of(draft) == Some(Fault::Kind) && !draft.cell(Field::CustomerIdKind).is_error_or_bool()
    {
        failures.at(Field::CustomerIdKind);
    }
}
