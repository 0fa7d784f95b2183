//! C126: a required DNI is a DNI.

use crate::model::{Field, IdKind, Sentence, Severity};
use crate::normalize::draft::{Draft, Reading};
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

use super::identity::{Fault, fault_of};
use super::is_required;

/// Requires eight digits where the customer is required and said to have a DNI.
///
/// A number cell that lost its leading zero has got it back before (fix F01).
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C126",
    name: "dni-valid",
    fields: &[Field::CustomerId, Field::CustomerIdKind],
    severity: Severity::Reject,
    norm: "Tabla 2, código 1: 8 dígitos",
    says: Sentence::new(
        "«{value}» no es un DNI: son 8 dígitos.",
        "`{value}` is no DNI: it has 8 digits.",
    ),
    advice: Sentence::new(
        "Escriba los 8 dígitos en una celda de formato Texto, o corrija el tipo de documento.",
        "Write the 8 digits in a cell of format Text, or correct the kind of identity.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("ocho dígitos", "eight digits", &[(Field::Total, Text("900.00"))]),
        passes(
            "celda numérica de siete dígitos",
            "a number cell of seven digits",
            &[(Field::Total, Text("900.00")), (Field::CustomerId, Number("7654321"))],
        ),
        passes(
            "boleta menor: la mira C128",
            "a small sales receipt: C128 looks at it",
            &[(Field::CustomerId, Text("123"))],
        ),
        fails(
            Field::CustomerId,
            "siete dígitos en texto",
            "seven digits in text",
            &[(Field::Total, Text("900.00")), (Field::CustomerId, Text("7654321"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.customer_id_kind == Reading::Good(IdKind::DNI)
        && is_required(draft)
        && fault_of(draft) == Some(Fault::Dni)
    {
        failures.at(Field::CustomerId);
    }
}
