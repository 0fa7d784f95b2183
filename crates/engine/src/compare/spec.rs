//! Which fields are compared, and how far amounts may be apart.

use crate::model::{Cents, Field};

/// The place of the total among the fields: it is always read, since outcomes are summed by it.
pub const TOTAL: usize = 0;
/// The place of the date of issue: it is always read, since outcomes are counted by month.
pub const ISSUE_DATE: usize = 1;

/// The most fields that a record can hold.
pub const FIELDS_MAX: usize = 32;

/// A field of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The field.
    pub field: Field,
    /// Whether it is compared, or only read.
    pub compared: bool,
    /// How far two amounts may be apart and still be called equal.
    pub tolerance: Cents,
}

/// The fields of the records of both sides: the total, the date of issue, then the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spec {
    fields: Vec<Compared>,
}

impl Spec {
    /// The total, the date of issue, and these others, of which there may be [`FIELDS_MAX`] less two.
    pub fn new(total: Option<Cents>, issue_date: bool, others: &[(Field, Cents)]) -> Spec {
        let read = |field, compared, tolerance| Compared { field, compared, tolerance };
        let mut fields = vec![
            read(Field::Total, total.is_some(), total.unwrap_or_default()),
            read(Field::IssueDate, issue_date, Cents::default()),
        ];
        fields.extend(
            others
                .iter()
                .filter(|(field, _)| !matches!(field, Field::Total | Field::IssueDate))
                .take(FIELDS_MAX - 2)
                .map(|(field, tolerance)| read(*field, true, *tolerance)),
        );
        Spec { fields }
    }

    /// All of them, in the order in which records hold them.
    pub fn fields(&self) -> &[Compared] {
        &self.fields
    }

    /// Those that are compared.
    pub fn compared(&self) -> impl Iterator<Item = &Compared> {
        self.fields.iter().filter(|field| field.compared)
    }
}
