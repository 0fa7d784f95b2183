//! C125: a required RUC is a RUC.

use crate::model::tax_id::check_digit;
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

/// Requires a right RUC where the customer is required and said to have one.
///
/// The check digit finds every single mistyped digit, and nearly every pair of digits that changed places.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C125",
    name: "ruc-valid",
    fields: &[Field::CustomerId, Field::CustomerIdKind],
    severity: Severity::Reject,
    norm: "Tabla 2, código 6: 11 dígitos, módulo 11; PVSIRE 238",
    says: Sentence::new(
        "«{value}» no es un RUC válido ({expected}).",
        "`{value}` is no valid RUC ({expected}).",
    ),
    advice: Sentence::new(
        "Compare el RUC con la consulta de SUNAT: son 11 dígitos y empieza con 10, 15, 16, 17 o 20.",
        "Compare the RUC with SUNAT's look-up: it has 11 digits and begins with 10, 15, 16, 17 or 20.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "RUC de empresa",
            "a company's RUC",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Text("20131312955")),
            ],
        ),
        passes(
            "RUC que termina en cero por resto 1",
            "a RUC that ends in zero by remainder 1",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Number("20100176450")),
            ],
        ),
        passes(
            "boleta menor con RUC errado: la mira C128",
            "a small sales receipt with a wrong RUC: C128 looks at it",
            &[(Field::CustomerIdKind, Text("06")), (Field::CustomerId, Text("20123456789"))],
        ),
        passes(
            "exportación: la mira C128",
            "an export: C128 looks at it",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Text("20123456789")),
                (Field::ExportValue, Text("118.00")),
            ],
        ),
        fails(
            Field::CustomerId,
            "dígito de control errado",
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
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Text("2013131295")),
            ],
        ),
        fails(
            Field::CustomerId,
            "dígitos que no son ASCII",
            "digits that are not ASCII",
            &[
                (Field::Kind, Text("01")),
                (Field::CustomerIdKind, Text("06")),
                (Field::CustomerId, Text("2013131295５")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.customer_id_kind == Reading::Good(IdKind::RUC)
        && is_required(draft)
        && fault_of(draft) == Some(Fault::Ruc)
    {
        failures.with(Field::CustomerId, vec![("expected", what_is_right(&draft.customer_id))]);
    }
}

/// What the RUC would be by its first ten digits, or its length. Figures are the same in both languages.
fn what_is_right(id: &[u8]) -> String {
    match <&[u8; 11]>::try_from(id) {
        Ok(digits) if digits.iter().all(u8::is_ascii_digit) => {
            let right = check_digit(digits);
            if right == digits[10] {
                "10…, 15…, 16…, 17…, 20…".to_owned()
            } else {
                format!("{}{}", String::from_utf8_lossy(&digits[..10]), right as char)
            }
        }
        _ => format!("{} ≠ 11", String::from_utf8_lossy(id).chars().count()),
    }
}
