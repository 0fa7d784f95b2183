//! C125 to C128: the number of an identity fits its kind.

use super::is_required;
use crate::model::tax_id::{check_digit, is_dni, is_ruc};
use crate::model::{Field, IdKind, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Number, Given::Text, Rule, RuleContext};
use crate::normalize::rules::damage::is_damaged;
use crate::normalize::rules::example::{fails, passes};

/// Requires a RUC of eleven digits with its check digit, where a customer must be named.
pub(in crate::normalize::rules) static RUC: Rule = Rule {
    code: "C125",
    name: "ruc-valid",
    fields: &[Field::CustomerId],
    severity: Severity::Reject,
    norm: "PLE tabla 2, tipo 6: 11 dígitos, módulo 11",
    says: Sentence::new(
        "«{value}» no es un RUC válido ({expected}).",
        "`{value}` is no valid RUC ({expected}).",
    ),
    advice: Sentence::new(
        "Revise el RUC en el comprobante o en la consulta RUC de la SUNAT.",
        "Look the RUC up in the document or at the tax authority.",
    ),
    check: Check::Row(ruc),
    examples: &[
        passes("resto 1: dígito 0", "remainder 1: digit 0", INVOICE_RUC),
        passes(
            "boleta con RUC",
            "a sales receipt with a RUC",
            &[(Field::CustomerIdKind, Text("06")), (Field::CustomerId, Text("20131312955"))],
        ),
        fails(
            Field::CustomerId,
            "dígito verificador errado",
            "a wrong check digit",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Text("20123456789")),
            ],
        ),
        fails(
            Field::CustomerId,
            "diez dígitos",
            "ten digits",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("6")),
                (Field::CustomerId, Text("2012345678")),
            ],
        ),
    ],
};

const INVOICE_RUC: &[(Field, crate::normalize::rulebook::Given)] = &[
    (Field::Kind, Text("01")),
    (Field::CustomerIdKind, Text("6")),
    (Field::CustomerId, Text("20100176450")),
];

/// Requires a DNI of eight digits, where a customer must be named.
pub(in crate::normalize::rules) static DNI: Rule = Rule {
    code: "C126",
    name: "dni-valid",
    fields: &[Field::CustomerId],
    severity: Severity::Reject,
    norm: "PLE tabla 2, tipo 1: 8 dígitos",
    says: Sentence::new(
        "«{value}» no es un DNI: debe tener 8 dígitos.",
        "`{value}` is no DNI: it must have 8 digits.",
    ),
    advice: Sentence::new(
        "Escriba los ocho dígitos, con sus ceros, en una celda de formato Texto.",
        "Type the eight digits, zeros included, into a cell of format Text.",
    ),
    check: Check::Row(dni),
    examples: &[
        passes(
            "celda numérica que perdió el cero: se repone",
            "a number cell that lost its zero: it is restored",
            &[(Field::Total, Text("900.00")), (Field::CustomerId, Number("1234567"))],
        ),
        fails(
            Field::CustomerId,
            "nueve dígitos",
            "nine digits",
            &[(Field::Total, Text("900.00")), (Field::CustomerId, Text("401234567"))],
        ),
    ],
};

/// Requires an identity within the lengths of its kind, where a customer must be named.
pub(in crate::normalize::rules) static OTHER: Rule = Rule {
    code: "C127",
    name: "id-valid",
    fields: &[Field::CustomerId],
    severity: Severity::Reject,
    norm: "PLE tabla 2: tipos 4 y 7 hasta 12 caracteres; 0 y A a G hasta 15",
    says: Sentence::new(
        "«{value}» es demasiado largo para su tipo de documento: hasta {expected} letras o cifras.",
        "`{value}` is too long for its kind of identity: up to {expected} letters or digits.",
    ),
    advice: Sentence::new(
        "Revise el número de documento y su tipo.",
        "Look at the identity's number and kind.",
    ),
    check: Check::Row(other),
    examples: &[
        passes(
            "carnet de extranjería",
            "a foreigner's card",
            &[
                (Field::Total, Text("900.00")),
                (Field::CustomerIdKind, Text("4")),
                (Field::CustomerId, Text("001234567")),
            ],
        ),
        fails(
            Field::CustomerId,
            "pasaporte de 13 caracteres",
            "a passport of 13 characters",
            &[
                (Field::Total, Text("900.00")),
                (Field::CustomerIdKind, Text("7")),
                (Field::CustomerId, Text("AB12345678901")),
            ],
        ),
    ],
};

/// Remarks on an odd identity where none is required: the row would be as good without it.
pub(in crate::normalize::rules) static ODD: Rule = Rule {
    code: "C128",
    name: "id-odd",
    fields: &[Field::CustomerId, Field::CustomerIdKind],
    severity: Severity::Warn,
    norm: "PLE 14.1 f10-f11: opcional en este caso",
    says: Sentence::new(
        "El documento del cliente, «{value}», no corresponde a su tipo; aquí no es obligatorio.",
        "The customer's identity, `{value}`, does not fit its kind; here it is not required.",
    ),
    advice: Sentence::new(
        "Corríjalo, o deje vacíos el tipo y el número.",
        "Correct it, or leave its kind and number blank.",
    ),
    check: Check::Row(odd),
    examples: &[
        passes(
            "CLIENTE VARIOS con 00000000 y sin tipo",
            "CLIENTE VARIOS with 00000000 and no kind",
            &[(Field::CustomerIdKind, Text("")), (Field::CustomerId, Text("00000000"))],
        ),
        fails(
            Field::CustomerId,
            "boleta menor con un DNI corto",
            "a small receipt with a short DNI",
            &[(Field::CustomerId, Text("4012345"))],
        ),
        fails(
            Field::CustomerId,
            "nota con un RUC errado",
            "a note with a wrong RUC",
            &[
                (Field::Kind, Text("07")),
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Text("20123456789")),
            ],
        ),
    ],
};

/// The longest identity of a kind that is neither RUC nor DNI (domain.md 3.3).
fn longest(kind: IdKind) -> usize {
    if matches!(kind, IdKind::FOREIGNER | IdKind::PASSPORT) { 12 } else { 15 }
}

#[inline]
fn fits(kind: IdKind, id: &[u8]) -> bool {
    match kind {
        IdKind::RUC => is_ruc(id),
        IdKind::DNI => is_dni(id),
        kind => id.len() <= longest(kind) && id.iter().all(|byte| byte.is_ascii_graphic()),
    }
}

/// The kind of a row's identity if the number does not fit it; what a spreadsheet damaged is said elsewhere.
#[inline]
fn unfit(draft: &Draft<'_>) -> Option<IdKind> {
    let kind = draft.customer_id_kind.good()?;
    (!draft.customer_id.is_empty()
        && !fits(kind, &draft.customer_id)
        && !draft.annulled
        && !is_damaged(&draft.customer_id))
    .then_some(kind)
}

fn ruc(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if unfit(draft) == Some(IdKind::RUC) && is_required(draft) {
        failures.with(Field::CustomerId, vec![("expected", what_is_wrong(&draft.customer_id))]);
    }
}

/// Words that are the same in both languages, since they are figures.
fn what_is_wrong(id: &[u8]) -> String {
    match <&[u8; 11]>::try_from(id) {
        Ok(digits) if digits.iter().all(u8::is_ascii_digit) => {
            let right = check_digit(digits);
            if right == digits[10] {
                "10…, 15…, 16…, 17…, 20…".to_owned()
            } else {
                let first = String::from_utf8_lossy(&digits[..10]);
                format!("{first}{}", right as char)
            }
        }
        _ => format!("{} ≠ 11", String::from_utf8_lossy(id).chars().count()),
    }
}

fn dni(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if unfit(draft) == Some(IdKind::DNI) && is_required(draft) {
        failures.at(Field::CustomerId);
    }
}

fn other(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if let Some(kind) = unfit(draft)
        && !matches!(kind, IdKind::RUC | IdKind::DNI)
        && is_required(draft)
    {
        failures.with(Field::CustomerId, vec![("expected", longest(kind).to_string())]);
    }
}

fn odd(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if (unfit(draft).is_some() || (draft.customer_id_kind.is_bad() && !draft.annulled))
        && !is_required(draft)
    {
        failures.at(Field::CustomerId);
    }
}
