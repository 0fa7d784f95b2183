//! Short forms of an example, so that a rule's file reads as its rule and not as braces.

use super::super::rulebook::{Example, Expect, Given};

use crate::model::{Field, Sentence};

/// A row that keeps the rule: a plain sales receipt of 118.00 but for these cells.
pub(super) const fn passes(
    es: &'static str,
    en: &'static str,
    cells: &'static [(Field, Given)],
) -> Example {
    Example { shows: Sentence::new(es, en), cells, company: &[], expect: Expect::Pass }
}

/// A row that breaks the rule at this field.
pub(super) const fn fails(
    at: Field,
    es: &'static str,
    en: &'static str,
    cells: &'static [(Field, Given)],
) -> Example {
    Example { shows: Sentence::new(es, en), cells, company: &[], expect: Expect::Fail(at) }
}

impl Example {
    /// The same with settings of the company.
    pub(super) const fn of_company(
        self,
        company: &'static [(&'static str, &'static [&'static str])],
    ) -> Example {
        Example { company, ..self }
    }
}
