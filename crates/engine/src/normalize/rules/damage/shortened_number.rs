//! C194: no code was shortened to powers of ten.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::damage::is_damaged;
use crate::normalize::rules::example::{fails, passes};

/// Requires that no document number and no identity was shortened to powers of ten.
///
/// A spreadsheet shows a long number as `1.23457E+11`, and a file saved from what it shows has lost the digits for ever.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C194",
    name: "shortened-number",
    fields: &[
        Field::Series,
        Field::NumberFirst,
        Field::NumberLast,
        Field::CustomerId,
        Field::AmendedSeries,
        Field::AmendedNumber,
    ],
    severity: Severity::Reject,
    norm: "Hoja de cálculo: notación científica",
    says: Sentence::new(
        "La hoja de cálculo acortó el número a «{value}» y perdió sus dígitos.",
        "The spreadsheet shortened the number to `{value}` and lost its digits.",
    ),
    advice: Sentence::new(
        "Escriba el número completo en una celda de formato Texto.",
        "Type the whole number into a cell of format Text.",
    ),
    check: Check::Row(check),
    examples: &[
        passes(
            "un RUC en celda numérica",
            "a RUC in a number cell",
            &[(Field::CustomerIdKind, Text("06")), (Field::CustomerId, Number("20131312955"))],
        ),
        passes(
            "una serie con letra E",
            "a series with the letter E",
            &[(Field::Series, Text("EB01"))],
        ),
        fails(
            Field::CustomerId,
            "un RUC acortado",
            "a RUC cut short",
            &[(Field::CustomerId, Text("2.01313E+10"))],
        ),
        fails(
            Field::NumberFirst,
            "con coma decimal",
            "with a decimal comma",
            &[(Field::Kind, Text("12")), (Field::NumberFirst, Text("2,02601E+14"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.first.is_none() && is_damaged(&draft.number_first) {
        failures.at(Field::NumberFirst);
    }
    if draft.last.is_none() && is_damaged(&draft.number_last) {
        failures.at(Field::NumberLast);
    }
    if draft.series.len() > 4 && is_damaged(&draft.series) {
        failures.at(Field::Series);
    }
    if draft.annulled {
        return;
    }
    if draft.customer_id.len() > 4 && is_damaged(&draft.customer_id) {
        failures.at(Field::CustomerId);
    }
    if draft.amended_number.len() > 4 && is_damaged(&draft.amended_number) {
        failures.at(Field::AmendedNumber);
    }
    if draft.amended_series.len() > 4 && is_damaged(&draft.amended_series) {
        failures.at(Field::AmendedSeries);
    }
}
