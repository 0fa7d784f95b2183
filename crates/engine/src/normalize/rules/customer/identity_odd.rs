//! C128: an identity that nobody asked for is right all the same.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::identity::{Fault, fault_of};
use super::is_required;

/// Remarks an odd identity where no customer is required: the row may leave it out, so it is not refused for it.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C128",
    name: "id-odd",
    fields: &[Field::CustomerId, Field::CustomerIdKind],
    severity: Severity::Warn,
    norm: "PLE 14.1 f10-11, tabla 2; excepciones en las que son opcionales",
    says: Sentence::new(
        "El documento del cliente «{value}» no corresponde a su tipo ({expected}).",
        "The customer's identity `{value}` is not of its kind ({expected}).",
    ),
    advice: Sentence::new(
        "Aquí es opcional: corríjalo, o deje el tipo y el número en blanco.",
        "It is optional here: correct it, or leave kind and number blank.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "boleta con RUC",
            "a sales receipt with a RUC",
            &[(Field::CustomerIdKind, Text("06")), (Field::CustomerId, Text("20131312955"))],
        ),
        passes(
            "DNI con ceros por nada",
            "a DNI of zeros for nothing",
            &[(Field::CustomerId, Text("00000000"))],
        ),
        passes(
            "carnet de extranjería",
            "a foreigner's card",
            &[(Field::CustomerIdKind, Text("4")), (Field::CustomerId, Text("001234567"))],
        ),
        passes(
            "anulado",
            "annulled",
            &[(Field::CustomerId, Text("123")), (Field::State, Text("2"))],
        ),
        passes(
            "boleta de 900: la mira C126",
            "a sales receipt of 900: C126 looks at it",
            &[(Field::CustomerId, Text("123")), (Field::Total, Text("900.00"))],
        ),
        fails(
            Field::CustomerId,
            "RUC errado en una boleta menor",
            "a wrong RUC on a small sales receipt",
            &[(Field::CustomerIdKind, Text("06")), (Field::CustomerId, Text("20123456789"))],
        ),
        fails(
            Field::CustomerId,
            "DNI de tres dígitos",
            "a DNI of three digits",
            &[(Field::CustomerId, Text("123"))],
        ),
        fails(
            Field::CustomerIdKind,
            "número sin tipo",
            "a number without a kind",
            &[(Field::CustomerIdKind, Text(""))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.customer_id.is_empty() || draft.annulled {
        return;
    }
    let Some(fault) = fault_of(draft) else { return };
    if is_required(draft) {
        return;
    }
    let (field, expected) = match fault {
        Fault::Ruc => (Field::CustomerId, "RUC, 11".to_owned()),
        Fault::Dni => (Field::CustomerId, "DNI, 8".to_owned()),
        Fault::Length(most) => (Field::CustomerId, format!("1-{most}")),
        Fault::Kind => (Field::CustomerIdKind, "0, 1, 4, 6, 7, A".to_owned()),
    };
    if !draft.cell(field).is_error_or_bool() {
        failures.with(field, vec![("expected", expected)]);
    }
}
