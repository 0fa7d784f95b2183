//! C114: the number is one of its kind.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::damage::is_damaged;
use crate::normalize::rules::example::{fails, passes};

use super::shape::{largest_number, number_fits};

/// Requires a number as the norm writes it for the kind: one to eight ASCII digits for invoices, receipts and notes.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C114",
    name: "number-shape",
    fields: &[Field::NumberFirst, Field::Kind],
    severity: Severity::Reject,
    norm: "PLE 14.1 f8, regla general; PVSIRE 215 y 216",
    says: Sentence::new(
        "«{value}» no es un número de comprobante ({expected}).",
        "`{value}` is no number of a document ({expected}).",
    ),
    advice: Sentence::new(
        "Escriba solo el número que figura en el comprobante, sin la serie ni letras.",
        "Write only the number that the document bears, without series or letters.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "con ceros a la izquierda",
            "with zeros in front",
            &[(Field::NumberFirst, Text("00000123"))],
        ),
        passes("en celda numérica", "in a number cell", &[(Field::NumberFirst, Number("123"))]),
        passes(
            "con diez posiciones",
            "padded to ten places",
            &[(Field::NumberFirst, Text("0000000123"))],
        ),
        passes(
            "ticket con número de 15 dígitos",
            "a till ticket with a number of 15 digits",
            &[(Field::Kind, Text("12")), (Field::NumberFirst, Text("202601150000123"))],
        ),
        passes(
            "recibo con letras",
            "a receipt with letters",
            &[(Field::Kind, Text("14")), (Field::NumberFirst, Text("S002-0041234567"))],
        ),
        fails(Field::NumberFirst, "en blanco", "blank", &[(Field::NumberFirst, Text(""))]),
        fails(
            Field::NumberFirst,
            "con una letra",
            "with a letter",
            &[(Field::NumberFirst, Text("12A4"))],
        ),
        fails(Field::NumberFirst, "cero", "zero", &[(Field::NumberFirst, Text("00000000"))]),
        fails(
            Field::NumberFirst,
            "nueve dígitos",
            "nine digits",
            &[(Field::NumberFirst, Text("123456789"))],
        ),
        fails(
            Field::NumberFirst,
            "dígitos que no son ASCII",
            "digits that are not ASCII",
            &[(Field::NumberFirst, Text("１２３"))],
        ),
        fails(
            Field::NumberFirst,
            "un exponente",
            "a superscript",
            &[(Field::NumberFirst, Text("12²"))],
        ),
        fails(
            Field::NumberFirst,
            "anulado sin número",
            "annulled without a number",
            &[(Field::NumberFirst, Text("")), (Field::State, Text("2"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if number_fits(draft)
        || !draft.has(Field::NumberFirst)
        || is_damaged(&draft.number_first)
        || draft.cell(Field::NumberFirst).is_error_or_bool()
    {
        return;
    }
    let expected = match draft.kind.good().map_or(0, largest_number) {
        0 => "A-Z 0-9 (1-20)".to_owned(),
        largest => format!("1-{largest}"),
    };
    failures.with(Field::NumberFirst, vec![("expected", expected)]);
}
