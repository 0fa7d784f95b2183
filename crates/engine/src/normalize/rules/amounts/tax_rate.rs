//! The tax is at the company's rate.

use crate::model::{Cents, Date, Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Notes rows taxed at a legal rate that is not the company's.
///
/// One note for the ledger: a hotel or restaurant has whole months of it, and every row of them is right.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C139",
    name: "tax-at-company-rate",
    fields: &[Field::SalesTax, Field::TaxableBase],
    severity: Severity::Note,
    norm: "IGV 18 %; Ley 31556: 10 % del 01/09/2022 al 31/12/2025 y 10.5 % en 2026 (restaurantes y hoteles MYPE)",
    says: Sentence::new(
        "El IGV {value} corresponde a una tasa legal que no es la de la empresa ({rate} %).",
        "The tax {value} is at a legal rate that is not the company's ({rate} %).",
    ),
    advice: Sentence::new(
        "Si es la tasa de la empresa, póngala en la configuración (tax_rate); si no, revise esas filas.",
        "If it is the company's rate, put it in the settings (tax_rate); if not, look at those rows.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("18 %", "18 %"),
            cells: &[],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "10.5 % de un restaurante que lo declaró",
                "10.5 % of a restaurant that said so",
            ),
            cells: &[
                (Field::SalesTax, Given::Text("10.50")),
                (Field::Total, Given::Text("110.50")),
            ],
            company: &[("tax_rate", &["1050"])],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("exonerado: sin base ni IGV", "exempt: neither base nor tax"),
            cells: &[
                (Field::TaxableBase, Given::Text("0")),
                (Field::SalesTax, Given::Text("0")),
                (Field::Exempt, Given::Text("118.00")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("10.5 % en 2026", "10.5 % in 2026"),
            cells: &[
                (Field::SalesTax, Given::Text("10.50")),
                (Field::Total, Given::Text("110.50")),
            ],
            company: &[],
            expect: Expect::Fail(Field::SalesTax),
        },
    ],
};

/// The general rate, in hundredths of a percent.
pub(super) const GENERAL: u32 = 1800;

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    let Some(taxed) = Taxed::of(draft) else { return };
    let company = context.company.tax_rate.unwrap_or(GENERAL);
    if taxed.fits(company) {
        return;
    }
    let other = [GENERAL, regime(taxed.date)]
        .into_iter()
        .find(|rate| *rate > 0 && *rate != company && taxed.fits(*rate));
    if other.is_some() {
        let rate = Cents(i64::from(company)).to_string();
        failures.with(Field::SalesTax, vec![("rate", rate)]);
    }
}

/// The rate of restaurants and hotels on a date, 0 where there is none (Ley 31556 and its extension).
pub(super) fn regime(date: Option<Date>) -> u32 {
    let Some(date) = date else { return 0 };
    match (date.year(), date.month()) {
        (2022, 9..) | (2023..=2025, _) => 1000,
        (2026, _) => 1050,
        _ => 0,
    }
}

/// Base and tax of a row, discounts included.
pub(super) struct Taxed {
    base: i64,
    tax: i64,
    tolerance: i64,
    /// The day whose rate counts: a note's is that of the document it amends.
    pub(super) date: Option<Date>,
}

impl Taxed {
    /// `None` where nothing is taxed or an amount cannot be read.
    #[inline]
    pub(super) fn of(draft: &Draft<'_>) -> Option<Taxed> {
        if draft.amounts_bad || draft.annulled {
            return None;
        }
        let cents = |field| draft.amount(field).0;
        let base = cents(Field::TaxableBase) + cents(Field::TaxableBaseDiscount);
        let tax = cents(Field::SalesTax) + cents(Field::SalesTaxDiscount);
        if base == 0 && tax == 0 {
            return None;
        }
        let documents = i64::try_from(draft.documents()).unwrap_or(i64::MAX);
        let date =
            if draft.is_note() { draft.amended_date.good() } else { draft.issue_date.good() };
        Some(Taxed { base, tax, tolerance: documents.clamp(2, 1_000_000), date })
    }

    /// How far the tax is from base × rate, in cents.
    #[inline]
    pub(super) fn off(&self, rate: u32) -> i64 {
        // Two amounts of 14 digits times a rate of at most 10,000 stay below 2^63.
        let exact = self.base * i64::from(rate);
        let half = if exact < 0 { -5000 } else { 5000 };
        let expected = (exact + half) / 10_000;
        (self.tax - expected).abs()
    }

    #[inline]
    fn fits(&self, rate: u32) -> bool {
        self.off(rate) <= self.tolerance
    }
}
