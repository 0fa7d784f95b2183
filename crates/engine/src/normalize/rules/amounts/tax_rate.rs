//! C139: the rate is the company's.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::rates::{GENERAL, percent};
use super::tax::{self, TaxRead};

/// Notes sales at a legal rate that is not the company's usual one.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C139",
    name: "tax-rate-of-company",
    fields: &[Field::SalesTax, Field::TaxableBase],
    severity: Severity::Note,
    norm: "Ley 31556 y 32219: tasas especiales; ajuste `tax_rate` de la empresa",
    says: Sentence::new(
        "El IGV «{value}» está al {rate} %, y la tasa de la empresa es {expected} %.",
        "The tax `{value}` is at {rate} %, and the company's rate is {expected} %.",
    ),
    advice: Sentence::new(
        "Nada que hacer si la empresa tiene ese régimen; ponga `tax_rate` en sus ajustes y no se dirá más.",
        "Nothing to do if the company has that regime; set `tax_rate` in its settings and it is said no more.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("18 %", "18 %", &[]),
        passes(
            "10.5 % de una empresa de ese régimen",
            "10.5 % of a company of that regime",
            &[(Field::SalesTax, Text("10.50"))],
        )
        .of_company(&[("tax_rate", &["1050"])]),
        passes(
            "fuera de toda tasa: lo dice C133",
            "off every rate: C133 says so",
            &[(Field::SalesTax, Text("5.00"))],
        ),
        fails(
            Field::SalesTax,
            "10.5 % de quien suele vender al 18 %",
            "10.5 % of who usually sells at 18 %",
            &[(Field::SalesTax, Text("10.50"))],
        ),
        fails(
            Field::SalesTax,
            "18 % de quien suele vender al 10.5 %",
            "18 % of who usually sells at 10.5 %",
            &[],
        )
        .of_company(&[("tax_rate", &["1050"])]),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if let TaxRead::Legal(rate) = tax::read(draft, context) {
        let own = context.company.tax_rate.map_or(GENERAL, i64::from);
        failures.with(Field::SalesTax, vec![("rate", percent(rate)), ("expected", percent(own))]);
    }
}
