//! Which fields are compared: those that both sides have, or those that a person names.
//!
//! The bag tax is the one amount that ledgers put into another column where they have none of its own. Where only one
//! side has a column for it, it is added to that side's other charges, or every bag sold would be a difference.

use super::CompareJob;
use crate::compare::{Side, Spec};
use crate::model::{Cents, Columns, Field, Language, Sentence};
use crate::run::job::RunError;

/// What can be compared, in the order in which it is told, and what a person calls it.
pub const COMPARABLE: [(Field, Sentence); 24] = [
    (Field::Total, Sentence::new("importe total", "total")),
    (Field::IssueDate, Sentence::new("fecha de emisión", "issue date")),
    (Field::NumberLast, Sentence::new("número final", "last number")),
    (Field::CustomerIdKind, Sentence::new("tipo de documento del cliente", "customer's id kind")),
    (Field::CustomerId, Sentence::new("documento del cliente", "customer's id")),
    (Field::CustomerName, Sentence::new("nombre del cliente", "customer's name")),
    (Field::ExportValue, Sentence::new("exportación", "export value")),
    (Field::TaxableBase, Sentence::new("base imponible", "taxable base")),
    (Field::TaxableBaseDiscount, Sentence::new("descuento de la base", "discount of the base")),
    (Field::SalesTax, Sentence::new("IGV", "sales tax")),
    (Field::SalesTaxDiscount, Sentence::new("descuento del IGV", "discount of the sales tax")),
    (Field::Exempt, Sentence::new("exonerado", "exempt")),
    (Field::Untaxed, Sentence::new("inafecto", "untaxed")),
    (Field::ExciseTax, Sentence::new("ISC", "excise tax")),
    (Field::RiceBase, Sentence::new("base del IVAP", "rice base")),
    (Field::RiceTax, Sentence::new("IVAP", "rice tax")),
    (Field::BagTax, Sentence::new("ICBPER", "bag tax")),
    (Field::OtherCharges, Sentence::new("otros cargos", "other charges")),
    (Field::Currency, Sentence::new("moneda", "currency")),
    (Field::AmendedDate, Sentence::new("fecha del documento modificado", "amended date")),
    (Field::AmendedKind, Sentence::new("tipo del documento modificado", "amended kind")),
    (Field::AmendedSeries, Sentence::new("serie del documento modificado", "amended series")),
    (Field::AmendedNumber, Sentence::new("número del documento modificado", "amended number")),
    (Field::State, Sentence::new("anulado", "annulled")),
];

/// The fields that a name of `--fields` stands for; empty where it is none.
pub fn comparable(name: &str) -> Vec<Field> {
    let all = COMPARABLE.iter().map(|(field, _)| *field);
    match name {
        "all" => all.collect(),
        "amounts" => all.filter(|field| field.amount_index().is_some()).collect(),
        name => all.filter(|field| field.name() == name).collect(),
    }
}

/// What a person calls a field.
pub fn words_of(field: Field, language: Language) -> &'static str {
    let known = COMPARABLE.iter().find(|(known, _)| *known == field);
    known.map_or(field.name(), |(_, words)| words.text(language))
}

/// How far amounts may be apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tolerances {
    /// Every amount that has none of its own.
    pub every: Cents,
    /// Amounts that have one.
    pub of: Vec<(Field, Cents)>,
}

impl Tolerances {
    fn of(&self, field: Field) -> Cents {
        let own = self.of.iter().rev().find(|(known, _)| *known == field);
        own.map_or(self.every, |(_, cents)| *cents)
    }
}

/// The fields of a comparison.
pub(super) struct Chosen {
    pub(super) spec: Spec,
    /// Fields of which only one side has a column, and which that is.
    pub(super) missing: Vec<(Field, Side)>,
    /// The side whose bag tax is added to its other charges.
    pub(super) bags: Option<Side>,
}

impl Chosen {
    /// The fields of these columns, which are those of every file of each side.
    pub(super) fn of(job: &CompareJob, columns: [Vec<&Columns>; 2]) -> Result<Chosen, RunError> {
        let has = |side: Side, field: Field| {
            columns[side as usize].iter().all(|columns| columns.has(field))
        };
        let have = |field: Field| [has(Side::Left, field), has(Side::Right, field)];
        let usual = |field: &Field| *field != Field::CustomerName && have(*field) == [true, true];
        let all = COMPARABLE.iter().map(|(field, _)| *field);
        let wanted: Vec<Field> = match &job.fields {
            None => all.clone().filter(usual).collect(),
            Some(fields) => {
                for (side, field) in Side::BOTH
                    .iter()
                    .flat_map(|side| fields.iter().map(move |field| (*side, *field)))
                {
                    if !has(side, field) {
                        return Err(RunError::FieldMissing(
                            field,
                            job.files[side as usize].clone(),
                        ));
                    }
                }
                all.clone().filter(|field| fields.contains(field)).collect()
            }
        };
        let bags = match have(Field::BagTax) {
            [true, false] => Some(Side::Left),
            [false, true] => Some(Side::Right),
            _ => None,
        };
        let bags = bags.filter(|_| wanted.contains(&Field::OtherCharges));
        let missing = all.filter_map(|field| match have(field) {
            [true, false] => Some((field, Side::Left)),
            [false, true] => Some((field, Side::Right)),
            _ => None,
        });
        let missing = missing.filter(|(field, _)| bags.is_none() || *field != Field::BagTax);
        let missing = missing.filter(|_| job.fields.is_none());
        let others: Vec<(Field, Cents)> =
            wanted.iter().map(|field| (*field, job.tolerances.of(*field))).collect();
        let total = wanted.contains(&Field::Total).then(|| job.tolerances.of(Field::Total));
        let spec = Spec::new(total, wanted.contains(&Field::IssueDate), &others);
        Ok(Chosen { spec, missing: missing.collect(), bags })
    }
}
