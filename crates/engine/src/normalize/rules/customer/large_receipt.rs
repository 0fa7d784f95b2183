//! C121: a sales receipt of 700 or more names its customer.

use crate::model::{DocumentKind, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::{LARGE_RECEIPT, is_exempt};

/// Requires a sales receipt of S/ 700 or more to name its customer, unless it is a range or an export.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C121",
    name: "customer-of-large-receipt",
    fields: &[Field::CustomerId, Field::Total, Field::Kind],
    severity: Severity::Reject,
    norm: "PLE 14.1 f10 (e): f25 menor a 700; en detalle desde el 01/07/2016",
    says: Sentence::new(
        "La boleta suma {expected}, S/ 700 o más, y no dice quién compró.",
        "The sales receipt sums {expected}, S/ 700 or more, and does not say who bought.",
    ),
    advice: Sentence::new(
        "Escriba el tipo y número de documento y el nombre del cliente.",
        "Write kind and number of the customer's identity and his name.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "de 699.99 y sin cliente",
            "of 699.99 and without a customer",
            &[(Field::CustomerId, Text("")), (Field::Total, Text("699.99"))],
        ),
        passes("de 700 con DNI", "of 700 with a DNI", &[(Field::Total, Text("700.00"))]),
        passes(
            "rango que suma 5,000",
            "a range that sums 5,000",
            &[
                (Field::CustomerId, Text("")),
                (Field::Total, Text("5000.00")),
                (Field::NumberLast, Text("00000180")),
            ],
        ),
        passes(
            "exportación",
            "an export",
            &[
                (Field::CustomerId, Text("")),
                (Field::Total, Text("900.00")),
                (Field::ExportValue, Text("900.00")),
            ],
        ),
        passes(
            "nota de crédito de boleta",
            "a sales receipt's credit note",
            &[
                (Field::CustomerId, Text("")),
                (Field::Total, Text("-900.00")),
                (Field::Kind, Text("07")),
            ],
        ),
        passes(
            "ticket",
            "a till ticket",
            &[
                (Field::CustomerId, Text("")),
                (Field::Total, Text("900.00")),
                (Field::Kind, Text("12")),
            ],
        ),
        fails(
            Field::CustomerId,
            "de 700 a CLIENTE VARIOS",
            "of 700 to CLIENTE VARIOS",
            &[
                (Field::CustomerIdKind, Text("")),
                (Field::CustomerId, Text("00000000")),
                (Field::CustomerName, Text("CLIENTE VARIOS")),
                (Field::Total, Text("700.00")),
            ],
        ),
        fails(
            Field::CustomerId,
            "con el número final igual al inicial: no es rango",
            "with the last number equal to the first: no range",
            &[
                (Field::CustomerId, Text("")),
                (Field::Total, Text("5000.00")),
                (Field::NumberLast, Text("00000123")),
            ],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if !draft.customer_id.is_empty()
        || !draft.is_kind(DocumentKind::SALES_RECEIPT)
        || draft.amount(Field::Total) < LARGE_RECEIPT
        || is_exempt(draft)
    {
        return;
    }
    if draft.has(Field::CustomerId) && !draft.cell(Field::CustomerId).is_error_or_bool() {
        failures
            .with(Field::CustomerId, vec![("expected", draft.amount(Field::Total).to_string())]);
    }
}
