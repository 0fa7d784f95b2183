//! C130: amounts are amounts.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::{AmountFault, Draft};
use crate::normalize::rulebook::{
    Check, Failures,
    Given::{Number, Text},
    Rule, RuleContext,
};
use crate::normalize::rules::example::{fails, passes};

use super::faults;

/// Requires that what stands in a column of money is money. A blank component is 0.00.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C130",
    name: "amount-readable",
    fields: &Field::AMOUNTS,
    severity: Severity::Reject,
    norm: "PLE 14.1 f13-25: hasta 12 enteros y 2 decimales",
    says: Sentence::new("«{value}» no es un importe.", "`{value}` is no amount."),
    advice: Sentence::new(
        "Escriba el importe como número, con punto decimal: 1234.50.",
        "Write the amount as a number, with a decimal point: 1234.50.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("componente en blanco", "a blank component", &[(Field::Exempt, Text(""))]),
        passes(
            "ruido binario",
            "binary noise",
            &[(Field::TaxableBase, Number("1.1799999999999999"))],
        ),
        passes(
            "notación científica de una celda numérica",
            "a number cell in powers of ten",
            &[(Field::OtherCharges, Number("1E-2"))],
        ),
        passes("coma decimal", "a decimal comma", &[(Field::TaxableBase, Text("1.234,50"))]),
        passes(
            "guion de la vista contable",
            "the accounting format's dash",
            &[(Field::Exempt, Text(" - "))],
        ),
        passes(
            "anulado con texto",
            "annulled with text",
            &[(Field::Total, Text("s/n")), (Field::State, Text("2"))],
        ),
        passes(
            "ambiguo: lo dice C131",
            "ambiguous: C131 says so",
            &[(Field::TaxableBase, Text("1,234"))],
        ),
        fails(Field::TaxableBase, "texto", "text", &[(Field::TaxableBase, Text("s/n"))]),
        fails(Field::Total, "dos puntos", "two points", &[(Field::Total, Text("1.2.3"))]),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if draft.amounts_bad && !draft.annulled {
        faults::say(draft, context, AmountFault::Unreadable, failures);
    }
}
