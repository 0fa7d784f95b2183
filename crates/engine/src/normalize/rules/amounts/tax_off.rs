//! The tax is at some legal rate.

use super::tax_rate::{GENERAL, Taxed, regime};
use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Remarks on a tax that is more than 1.00 off base × rate, for every legal rate of its date.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C140",
    name: "tax-at-legal-rate",
    fields: &[Field::SalesTax, Field::TaxableBase],
    severity: Severity::Warn,
    norm: "IGV 18 %; Ley 31556; tolerancia de S/ 1.00 (anexo 8)",
    says: Sentence::new(
        "El IGV {value} no corresponde a la base: a {rate} % difiere en {difference}.",
        "The tax {value} does not fit the base: at {rate} % it is {difference} off.",
    ),
    advice: Sentence::new(
        "Revise la base y el IGV; lo exonerado o inafecto va en su propia columna.",
        "Look at base and tax; what is exempt or untaxed has columns of its own.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("redondeo de 0.90 en un resumen", "rounding of 0.90 in a summary"),
            cells: &[(Field::SalesTax, Given::Text("18.90"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "nota sobre una factura de 2025 al 10 %",
                "a note on an invoice of 2025 at 10 %",
            ),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("15/12/2025")),
                (Field::TaxableBase, Given::Text("-100.00")),
                (Field::SalesTax, Given::Text("-10.00")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("IGV sin base", "tax without a base"),
            cells: &[(Field::TaxableBase, Given::Text("0"))],
            company: &[],
            expect: Expect::Fail(Field::SalesTax),
        },
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    let Some(taxed) = Taxed::of(draft) else { return };
    let company = context.company.tax_rate.unwrap_or(GENERAL);
    // A note without a readable date is judged by every rate that ever was: what cannot be known is not held against it.
    let of_date = regime(taxed.date);
    let rates = if taxed.date.is_some() {
        [company, GENERAL, of_date, of_date]
    } else {
        [company, GENERAL, 1000, 1050]
    };
    let off =
        rates.into_iter().filter(|rate| *rate > 0).map(|rate| taxed.off(rate)).min().unwrap_or(0);
    if off > 100 {
        let rate = super::shown(i64::from(company));
        failures.with(
            Field::SalesTax,
            vec![("rate", rate), ("difference", super::shown(taxed.off(company)))],
        );
    }
}
