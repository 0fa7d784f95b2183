//! Where the amounts of a note on an earlier month stand.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Notes credit notes on documents of an earlier period whose amounts stand in base and tax.
///
/// The RVIE wants them in the discount columns. Both are legal in the PLE, and whoever fills one way fills all his notes
/// that way: a note on the ledger, not a remark on each row.
pub(in crate::normalize::rules) static RULE: Rule = Rule {
    code: "C185",
    name: "earlier-note-in-discounts",
    fields: &[Field::TaxableBase, Field::AmendedDate],
    severity: Severity::Note,
    norm: "RVIE anexo 3 f15-f18; PVSIRE 230 y 231",
    says: Sentence::new(
        "La nota modifica a un comprobante de {amended} y su base está en la columna del periodo, no en la de descuentos.",
        "The note amends a document of {amended} and its base stands in the period's column, not in that of discounts.",
    ),
    advice: Sentence::new(
        "Para el SIRE, pase la base y el IGV a «DSCTO BI» y «DSCTO IGV».",
        "For the SIRE, move base and tax to the columns of discounts.",
    ),
    check: Check::Row(check),
    examples: &[
        Example {
            shows: Sentence::new("del mismo mes", "of the same month"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("10/01/2026")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "del año pasado, en descuentos",
                "of last year, among the discounts",
            ),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("10/12/2025")),
                (Field::TaxableBase, Given::Text("0")),
                (Field::TaxableBaseDiscount, Given::Text("-100.00")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("del año pasado, en la base", "of last year, in the base"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::AmendedDate, Given::Text("10/12/2025")),
            ],
            company: &[],
            expect: Expect::Fail(Field::TaxableBase),
        },
    ],
};

fn check(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if let Some(amended) = draft.amended_date.good()
        && amended.period() < context.period
        && draft.kind.good().is_some_and(crate::model::DocumentKind::is_credit)
        && draft.amount(Field::TaxableBase).0 != 0
        && draft.has(Field::TaxableBaseDiscount)
        && !draft.annulled
        && !draft.state.is_earlier()
    {
        failures.with(Field::TaxableBase, vec![("amended", amended.period().to_string())]);
    }
}
