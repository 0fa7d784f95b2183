//! Every amount can be read.

use crate::model::amount::CENTS_MAX;
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{AmountFault, Draft};
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Refuses a cell that is no amount.
pub(in crate::normalize::rules) static UNREADABLE: Rule = Rule {
    code: "C130",
    name: "amount-readable",
    fields: &Field::AMOUNTS,
    severity: Severity::Reject,
    norm: "PLE 14.1 f13-f25: hasta 12 enteros y 2 decimales",
    says: Sentence::new("«{value}» no es un importe.", "`{value}` is no amount."),
    advice: Sentence::new(
        "Escriba un número, por ejemplo 1234.50; si no hay importe, deje la celda vacía o ponga 0.",
        "Type a number, for example 1234.50; if there is no amount, leave the cell blank or type 0.",
    ),
    check: Check::Row(|draft, context, failures| {
        check(draft, context, failures, AmountFault::Unreadable)
    }),
    examples: &[
        Example {
            shows: Sentence::new("con signo de moneda", "with a currency sign"),
            cells: &[(Field::Total, Given::Text("S/ 118.00"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "ruido binario de una celda numérica",
                "binary noise of a number cell",
            ),
            cells: &[(Field::SalesTax, Given::Number("18.000000000000004"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "componente en blanco: vale 0.00",
                "a blank component: it is 0.00",
            ),
            cells: &[(Field::ExciseTax, Given::Text(""))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("un texto", "words"),
            cells: &[(Field::TaxableBase, Given::Text("s/n"))],
            company: &[],
            expect: Expect::Fail(Field::TaxableBase),
        },
        Example {
            shows: Sentence::new("un error de Excel", "an error of the spreadsheet"),
            cells: &[(Field::Total, Given::Error("#N/A"))],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

/// Refuses an amount that may be two: `1,234` is a thousand or one and a quarter.
///
/// The column's other values decide where they can; the predecessor read it as 1.23 and told nobody.
pub(in crate::normalize::rules) static AMBIGUOUS: Rule = Rule {
    code: "C131",
    name: "amount-unambiguous",
    fields: &Field::AMOUNTS,
    severity: Severity::Reject,
    norm: "PLE 14.1, reglas generales: sin separador de miles, con punto decimal",
    says: Sentence::new(
        "«{value}» puede ser un millar o un decimal, y los demás importes de la columna no lo aclaran.",
        "`{value}` may be thousands or decimals, and the column's other amounts do not tell.",
    ),
    advice: Sentence::new(
        "Escriba el importe con dos decimales y punto, por ejemplo 1234.00 o 1.23.",
        "Type the amount with two decimals and a point, for example 1234.00 or 1.23.",
    ),
    check: Check::Row(|draft, context, failures| {
        check(draft, context, failures, AmountFault::Ambiguous)
    }),
    examples: &[
        Example {
            shows: Sentence::new("miles y decimales", "thousands and decimals"),
            cells: &[(Field::Total, Given::Text("1,234.56"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "tres cifras tras la única coma",
                "three digits behind the only comma",
            ),
            cells: &[(Field::Total, Given::Text("1,234"))],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

/// Refuses an amount beyond the norm's 12 integer digits.
pub(in crate::normalize::rules) static TOO_LARGE: Rule = Rule {
    code: "C132",
    name: "amount-within-norm",
    fields: &Field::AMOUNTS,
    severity: Severity::Reject,
    norm: "PLE 14.1 f13-f25: hasta 12 enteros",
    says: Sentence::new(
        "El importe «{value}» tiene más de 12 enteros.",
        "The amount `{value}` has more than 12 integer digits.",
    ),
    advice: Sentence::new(
        "Revise la celda: suele ser un número de documento en la columna equivocada.",
        "Look at the cell: it is often a document's number in the wrong column.",
    ),
    check: Check::Row(|draft, context, failures| {
        check(draft, context, failures, AmountFault::TooLarge)
    }),
    examples: &[
        Example {
            shows: Sentence::new("el mayor importe de la norma", "the norm's largest amount"),
            cells: &[(Field::Total, Given::Text("999999999999.99"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("trece enteros", "thirteen integer digits"),
            cells: &[(Field::Total, Given::Text("1234567890123.00"))],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

const _: () = assert!(CENTS_MAX == 99_999_999_999_999);

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures, fault: AmountFault) {
    if !draft.amounts_bad || draft.annulled {
        return;
    }
    for (index, field) in Field::AMOUNTS.into_iter().enumerate() {
        if draft.amounts[index].is_bad() && draft.amount_fault(field, context.marks[index]) == fault
        {
            failures.at(field);
        }
    }
}
