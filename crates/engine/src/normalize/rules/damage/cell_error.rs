//! C193: no cell in use holds a spreadsheet's error or a truth value.

use xlsx::CellKind;

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Error, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

/// Requires that no cell that is used holds an error of the spreadsheet (`#N/A`), or TRUE or FALSE.
///
/// The look-up or formula behind it failed, so nobody knows what should stand there. Columns that nothing reads, such
/// as the difference of the numbers, may hold what they want.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C193",
    name: "cell-error",
    fields: &USED,
    severity: Severity::Reject,
    norm: "Hoja de cálculo: valores de error y lógicos",
    says: Sentence::new(
        "La celda contiene «{value}»: un error de la hoja de cálculo, no un dato.",
        "The cell holds `{value}`: an error of the spreadsheet, not a value.",
    ),
    advice: Sentence::new(
        "Corrija la fórmula o la búsqueda que lo produce, o escriba el valor.",
        "Correct the formula or look-up behind it, or type the value.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("sin errores", "without errors", &[]),
        passes(
            "en una columna que nadie lee",
            "in a column that nobody reads",
            &[(Field::Difference, Error("#VALUE!"))],
        ),
        passes(
            "un nombre que empieza con almohadilla",
            "a name that begins with a hash",
            &[(Field::CustomerName, Text("#1 DEPORTES SAC"))],
        ),
        passes(
            "en el nombre de un anulado",
            "in the name of an annulled row",
            &[(Field::CustomerName, Error("#N/A")), (Field::State, Text("2"))],
        ),
        fails(
            Field::CustomerName,
            "búsqueda fallida",
            "a look-up that failed",
            &[(Field::CustomerName, Error("#N/A"))],
        ),
        fails(
            Field::Branch,
            "búsqueda fallida, guardada como texto",
            "a look-up that failed, saved as text",
            &[(Field::Branch, Text("#N/D"))],
        ),
        fails(
            Field::TaxableBase,
            "fórmula rota",
            "a broken formula",
            &[(Field::TaxableBase, Error("#REF!"))],
        ),
    ],
};

/// The columns that rules or bulk files read.
static USED: [Field; 33] = {
    use Field::*;
    [
        Period,
        IssueDate,
        DueDate,
        Kind,
        Series,
        NumberFirst,
        NumberLast,
        CustomerIdKind,
        CustomerId,
        CustomerName,
        ExportValue,
        TaxableBase,
        TaxableBaseDiscount,
        SalesTax,
        SalesTaxDiscount,
        Exempt,
        Untaxed,
        ExciseTax,
        RiceBase,
        RiceTax,
        BagTax,
        OtherCharges,
        Total,
        Currency,
        AmendedDate,
        AmendedKind,
        AmendedSeries,
        AmendedNumber,
        State,
        Segment,
        Branch,
        Car,
        IssuerTaxId,
    ]
};

/// The columns of an annulled row that are looked at.
static USED_WHEN_ANNULLED: [Field; 5] =
    [Field::Period, Field::Kind, Field::Series, Field::NumberFirst, Field::State];

fn check(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    // Without a branch per cell: there are forty of them in each row, and nearly never one that is wrong.
    let wrong = draft.row().cells().iter().fold(false, |any, cell| any | cell.is_error_or_bool());
    if wrong {
        say_cells(draft, failures);
    }
    // Columns whose text no other rule reads, so that an error saved as text would pass.
    let texts = [
        (Field::CustomerName, draft.customer_name),
        (Field::Segment, draft.segment),
        (Field::Branch, draft.branch),
    ];
    for (field, text) in texts {
        if let [b'#', ..] = text
            && is_error_text(text)
            && draft.kind_of(field) == CellKind::Text
            && !draft.annulled
        {
            failures.at(field);
        }
    }
}

#[cold]
fn say_cells(draft: &Draft<'_>, failures: &mut Failures) {
    let used: &[Field] = if draft.annulled { &USED_WHEN_ANNULLED } else { &USED };
    for field in used {
        if draft.cell(*field).is_error_or_bool() {
            failures.at(*field);
        }
    }
}

/// An error saved as text, as spreadsheets in English and Spanish write them.
fn is_error_text(text: &[u8]) -> bool {
    const ERRORS: [&str; 14] = [
        "#N/A",
        "#N/D",
        "#VALUE!",
        "#¡VALOR!",
        "#REF!",
        "#¡REF!",
        "#DIV/0!",
        "#¡DIV/0!",
        "#NAME?",
        "#¿NOMBRE?",
        "#NUM!",
        "#¡NUM!",
        "#NULL!",
        "#¡NULO!",
    ];
    ERRORS.iter().any(|error| error.as_bytes().eq_ignore_ascii_case(text))
        || text.iter().all(|byte| *byte == b'#')
}
