//! What a rule is, and the ordered slice of all of them.
//!
//! A rule is a file: its code, its sentences, its examples and one function over the [`Draft`]. The slice's order is
//! the order in which rows meet the rules, and the order of the generated documentation. Severities are settings
//! (`[rules] C133 = "off"`), so a function only says what it saw.

use crate::model::catalog::KindSet;
use crate::model::{Columns, Field, Language, Period, Sentence, Severity};

use super::draft::Draft;
pub use super::rules::RULEBOOK;

/// What a sentence shows in the place of a value that is none: `«» no es un periodo` reads like a slip of ours.
const BLANK: Sentence = Sentence::new("vacío", "blank");

/// One rule of the rulebook.
pub struct Rule {
    /// `C104`: stable for ever, never used again for another rule.
    pub code: &'static str,
    /// `issue-date-in-period`.
    pub name: &'static str,
    /// The columns it looks at.
    pub fields: &'static [Field],
    /// What it weighs unless settings say otherwise. A rule that a legal ledger can break never rejects by default.
    pub severity: Severity,
    /// The norm or fact it comes from, with its dates of validity where they matter.
    pub norm: &'static str,
    /// What happened. Placeholders: `{value}` (the cell as it stands), `{header}`, `{period}`, and what the rule adds.
    pub says: Sentence,
    /// What to do.
    pub advice: Sentence,
    /// How it is checked.
    pub check: Check,
    /// At least one row that passes, one that fails, and one for each exemption.
    pub examples: &'static [Example],
}

/// How a rule is checked.
#[derive(Clone, Copy)]
pub enum Check {
    /// Row by row, by this function.
    Row(fn(&Draft<'_>, &RuleContext, &mut Failures)),
    /// Over the whole ledger, by `whole`.
    Ledger,
}

/// What rules may know beyond the row.
#[derive(Clone, Debug)]
pub struct RuleContext {
    /// The ledger's period.
    pub period: Period,
    /// The company's settings.
    pub company: Company,
    /// The fields that the bulk layout carries (a sum carries each of its terms).
    pub carried: [bool; Field::COUNT],
    /// The decimal marks of the amount columns, to say why an amount is ambiguous.
    pub marks: [crate::model::DecimalMark; 13],
}

/// The settings of a company that rules ask for.
#[derive(Clone, Debug, Default)]
pub struct Company {
    /// The kinds that it issues; `None`: the whole table.
    pub kinds: Option<KindSet>,
    /// Its business segments as they should be written; empty: any.
    pub segments: Vec<String>,
    /// The branches that are known; empty: nobody knows yet, and the rule on new branches is silent.
    pub branches: Vec<String>,
    /// Whether its credit notes are written with positive amounts.
    pub credit_notes_positive: bool,
    /// The sales tax rate of its regime in hundredths of a percent by default (1800), see the rule on tax.
    pub tax_rate: Option<u32>,
    /// Whether money or states that the bulk layout drops hold the ledger (`on_dropped = "hold"`).
    pub hold_dropped_money: bool,
    /// Its RUC, empty where unknown.
    pub ruc: String,
}

/// A broken rule, in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its index in [`RULEBOOK`].
    pub rule: usize,
    /// The cell that a person should look at.
    pub field: Field,
    /// Values for placeholders of the rule's sentences, beyond `{value}`, `{header}` and `{period}`.
    pub values: Vec<(&'static str, String)>,
}

/// The rules that a row broke.
#[derive(Debug, Default)]
pub struct Failures {
    rule: usize,
    list: Vec<Failure>,
}

impl Failures {
    /// Forgets all, and keeps the memory.
    #[inline]
    pub fn clear(&mut self) {
        self.list.clear();
    }

    /// Says which rule speaks next.
    #[inline]
    pub fn speaking(&mut self, rule: usize) {
        self.rule = rule;
    }

    /// The rule is broken at this field.
    #[cold]
    pub fn at(&mut self, field: Field) {
        self.with(field, Vec::new());
    }

    /// The rule is broken at this field, with values for its sentences.
    #[cold]
    pub fn with(&mut self, field: Field, values: Vec<(&'static str, String)>) {
        self.list.push(Failure { rule: self.rule, field, values });
    }

    /// Whether nothing is broken.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether one of these rules is broken.
    #[inline]
    pub fn speaks_of(&self, rules: &[usize]) -> bool {
        self.list.iter().any(|failure| rules.contains(&failure.rule))
    }

    /// All, in the order in which they were found.
    pub fn list(&self) -> &[Failure] {
        &self.list
    }
}

/// A row that shows what a rule means; tests run it, and the documentation prints it.
pub struct Example {
    /// What it shows, in Spanish and English.
    pub shows: Sentence,
    /// What the row differs in from a plain sales receipt of 118.00 of January 2026 (see `rules::example_row`).
    pub cells: &'static [(Field, Given)],
    /// Settings of the company other than none.
    pub company: &'static [(&'static str, &'static [&'static str])],
    /// Whether the rule is kept.
    pub expect: Expect,
}

/// A cell of an example.
#[derive(Clone, Copy, Debug)]
pub enum Given {
    /// A text cell; blank where empty.
    Text(&'static str),
    /// A number cell.
    Number(&'static str),
    /// An error of the spreadsheet.
    Error(&'static str),
    /// The ledger has no such column.
    NoColumn,
}

/// What an example's row does with its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// Keeps it.
    Pass,
    /// Breaks it at this field.
    Fail(Field),
}

impl Rule {
    /// The sentence of a failure: what happened.
    pub fn message(
        &self,
        language: Language,
        failure: &Failure,
        value: &str,
        columns: &Columns,
        period: Period,
    ) -> String {
        self.fill(self.says, language, failure, value, columns, period)
    }

    /// The sentence of a failure: what to do.
    pub fn advice_for(
        &self,
        language: Language,
        failure: &Failure,
        value: &str,
        columns: &Columns,
        period: Period,
    ) -> String {
        self.fill(self.advice, language, failure, value, columns, period)
    }

    fn fill(
        &self,
        sentence: Sentence,
        language: Language,
        failure: &Failure,
        value: &str,
        columns: &Columns,
        period: Period,
    ) -> String {
        let header =
            columns.of(failure.field).map_or(failure.field.name(), |column| columns.header(column));
        let period = period.to_string();
        let value = if value.trim().is_empty() { BLANK.text(language) } else { value };
        let mut values =
            vec![("value", value), ("header", header.trim()), ("period", period.as_str())];
        values.extend(failure.values.iter().map(|(name, value)| (*name, value.as_str())));
        sentence.fill(language, &values)
    }
}

/// The rule of that code or name, and its index in [`RULEBOOK`].
pub fn rule_named(name: &str) -> Option<(usize, &'static Rule)> {
    RULEBOOK
        .iter()
        .enumerate()
        .map(|(index, rule)| (index, *rule))
        .find(|(_, rule)| rule.code.eq_ignore_ascii_case(name) || rule.name == name)
}
