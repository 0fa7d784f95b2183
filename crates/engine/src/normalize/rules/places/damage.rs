//! Cells that a spreadsheet has damaged.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};
use xlsx::CellKind;

/// The text columns in which an error, a truth value or a rounded number is damage. Amounts, dates and codes are
/// refused by their own rules, since there such a cell cannot be read.
const FIELDS: [Field; 9] = [
    Field::Series,
    Field::NumberFirst,
    Field::NumberLast,
    Field::CustomerId,
    Field::CustomerName,
    Field::AmendedSeries,
    Field::AmendedNumber,
    Field::Segment,
    Field::Branch,
];

/// Refuses what a spreadsheet has made of a text: `#N/A`, `TRUE`, `1.23457E+11`.
///
/// The digits behind the E are lost; whoever guesses them writes another customer into the books.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C191",
    name: "cell-undamaged",
    fields: &FIELDS,
    severity: Severity::Reject,
    norm: "daños conocidos de Excel",
    says: Sentence::new(
        "La hoja de cálculo dañó este dato: «{value}».",
        "The spreadsheet has damaged this value: `{value}`.",
    ),
    advice: Sentence::new(
        "Dé formato Texto a la columna y vuelva a escribir el dato completo desde su origen.",
        "Give the column the format Text and type the whole value again from its source.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("número en una celda numérica", "a number in a number cell"),
            cells: &[(Field::NumberFirst, Given::Number("123"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("error de fórmula", "a formula's error"),
            cells: &[(Field::Branch, Given::Error("#N/A"))],
            company: &[],
            expect: Expect::Fail(Field::Branch),
        },
        Example {
            shows: Sentence::new("cifras perdidas", "lost digits"),
            cells: &[(Field::CustomerId, Given::Text("1.23457E+11"))],
            company: &[],
            expect: Expect::Fail(Field::CustomerId),
        },
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    for field in FIELDS {
        let damaged = match draft.kind_of(field) {
            CellKind::Error | CellKind::Bool => true,
            CellKind::Text | CellKind::Number => is_rounded(draft.raw(field)),
            CellKind::Date | CellKind::Empty => false,
        };
        if damaged && !draft.annulled {
            failures.at(field);
        }
    }
}

/// `1.23457E+11`: a mantissa with a point, an E, a sign, digits.
#[inline]
fn is_rounded(text: &[u8]) -> bool {
    // A digit, then a point or comma or the E itself: nothing else is looked at further.
    matches!(text, [b'1'..=b'9', b'.' | b',' | b'E' | b'e', ..]) && is_scientific(text)
}

#[cold]
fn is_scientific(text: &[u8]) -> bool {
    let Some(at) = text.iter().position(|byte| matches!(byte, b'E' | b'e')) else { return false };
    let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
    let mantissa_digits =
        mantissa.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    match exponent {
        [b'+' | b'-', digits @ ..] => {
            mantissa_digits && !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
        }
        _ => false,
    }
}
