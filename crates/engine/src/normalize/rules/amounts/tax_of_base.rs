//! C133: the tax is a legal part of its base.

use crate::model::{Cents, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Failures, Given::Text, Rule, RuleContext};
use crate::normalize::rules::example::{fails, passes};

use super::rates::{RICE, month_of, percent, rates_of};
use super::tax::{self, TaxRead};

/// Remarks a tax that is more than one sol off every legal rate of its date.
///
/// Rates are a matter of date and regime, never a constant; a note bears the rate of the document it amends.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C133",
    name: "tax-of-base",
    fields: &[Field::SalesTax, Field::TaxableBase, Field::RiceTax, Field::RiceBase],
    severity: Severity::Warn,
    norm: "Ley del IGV: 18 %; Ley 31556 y 32219: 10 % de 09/2022 a 2025, 10.5 % en 2026; IVAP: 4 %",
    says: Sentence::new(
        "El IGV «{value}» no corresponde a su base: se esperaba {expected}.",
        "The tax `{value}` is not that of its base: expected was {expected}.",
    ),
    advice: Sentence::new(
        "Revise la base y el impuesto; las tasas de esa fecha son {rates} %.",
        "Look at base and tax; the rates of that date are {rates} %.",
    ),
    check: Check::Row(check),
    examples: &[
        passes("18 %", "18 %", &[]),
        passes(
            "18 % con un céntimo de redondeo",
            "18 % with a cent of rounding",
            &[(Field::SalesTax, Text("18.02"))],
        ),
        passes(
            "10.5 % de restaurante en 2026",
            "a restaurant's 10.5 % in 2026",
            &[(Field::SalesTax, Text("10.50")), (Field::Total, Text("110.50"))],
        ),
        passes(
            "nota sobre una venta de 2025 al 10 %",
            "a note on a sale of 2025 at 10 %",
            &[
                (Field::Kind, Text("07")),
                (Field::TaxableBase, Text("-100.00")),
                (Field::SalesTax, Text("-10.00")),
                (Field::AmendedDate, Text("20/12/2025")),
            ],
        ),
        passes(
            "nota de un periodo anterior, en las columnas de descuento",
            "a note on an earlier period, in the discount columns",
            &[
                (Field::Kind, Text("07")),
                (Field::TaxableBase, Text("0.00")),
                (Field::SalesTax, Text("0.00")),
                (Field::TaxableBaseDiscount, Text("-100.00")),
                (Field::SalesTaxDiscount, Text("-18.00")),
            ],
        ),
        passes(
            "solo exonerado",
            "exempt only",
            &[
                (Field::TaxableBase, Text("")),
                (Field::SalesTax, Text("")),
                (Field::Exempt, Text("118.00")),
            ],
        ),
        passes(
            "con ISC en la base del IGV",
            "with excise tax in the base of the tax",
            &[(Field::ExciseTax, Text("50.00")), (Field::SalesTax, Text("27.00"))],
        ),
        passes(
            "rango de 400 boletas con redondeo de S/ 3",
            "a range of 400 sales receipts with S/ 3 of rounding",
            &[
                (Field::TaxableBase, Text("10000.00")),
                (Field::SalesTax, Text("1803.00")),
                (Field::NumberLast, Text("00000522")),
            ],
        ),
        passes(
            "arroz pilado al 4 %",
            "milled rice at 4 %",
            &[(Field::RiceBase, Text("1000.00")), (Field::RiceTax, Text("40.00"))],
        ),
        passes(
            "importe ilegible: lo dice C130",
            "an unreadable amount: C130 says so",
            &[(Field::TaxableBase, Text("s/n"))],
        ),
        passes(
            "anulado",
            "annulled",
            &[(Field::SalesTax, Text("99.00")), (Field::State, Text("2"))],
        ),
        fails(Field::SalesTax, "sin impuesto", "without tax", &[(Field::SalesTax, Text("0.00"))]),
        fails(
            Field::SalesTax,
            "19 % en 2026",
            "19 % in 2026",
            &[(Field::TaxableBase, Text("1000.00")), (Field::SalesTax, Text("190.00"))],
        ),
        fails(
            Field::SalesTax,
            "signo cambiado",
            "the sign is wrong",
            &[(Field::SalesTax, Text("-18.00"))],
        ),
        fails(
            Field::RiceTax,
            "arroz pilado al 18 %",
            "milled rice at 18 %",
            &[(Field::RiceBase, Text("1000.00")), (Field::RiceTax, Text("180.00"))],
        ),
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if tax::read(draft, context) == TaxRead::Off {
        let mut rates: Vec<String> =
            rates_of(month_of(draft, context)).iter().map(|rate| percent(*rate)).collect();
        let own = context.company.tax_rate.map(|rate| percent(i64::from(rate)));
        rates.extend(own.filter(|own| !rates.contains(own)));
        let expected = tax::expected(draft, context).to_string();
        failures.with(Field::SalesTax, vec![("expected", expected), ("rates", rates.join(", "))]);
    }
    if draft.gives(Field::RiceBase) || draft.gives(Field::RiceTax) {
        check_rice(draft, failures);
    }
}

#[cold]
fn check_rice(draft: &Draft<'_>, failures: &mut Failures) {
    let (base, tax) = (draft.amount(Field::RiceBase).0, draft.amount(Field::RiceTax).0);
    let off = (tax * 10_000 - base * RICE).abs() > 100 * 10_000;
    if off && !draft.annulled && !draft.amounts_bad && draft.has(Field::RiceBase) {
        let expected = Cents(base * RICE / 10_000).to_string();
        failures.with(Field::RiceTax, vec![("expected", expected), ("rates", percent(RICE))]);
    }
}
