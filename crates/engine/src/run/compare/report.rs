//! What a comparison tells when it has ended: the document of `compare --json`, `summary.json`, and the first few.

use serde::Serialize;
use std::path::PathBuf;

use super::CompareJob;
use super::fields::Chosen;
use super::side::Facts;
use crate::compare::{Class, Counts, Side, Tally};
use crate::ingest::evidence::Evidence;
use crate::normalize::outputs::OutputFile;

/// The document of `cuadre compare --json`; without the last two it is `summary.json`.
#[derive(Clone, Debug, Serialize)]
pub struct CompareReport {
    /// `cuadre.compare/1`.
    pub schema: &'static str,
    /// The version of the program.
    pub cuadre: &'static str,
    /// Whether every document has its equal on the other side and all could be read.
    pub agrees: bool,
    /// What is compared.
    pub left: SideReport,
    /// What it is compared with.
    pub right: SideReport,
    /// The fields that were compared.
    pub fields: Vec<FieldReport>,
    /// Fields of which only one side has a column; left alone.
    pub not_compared: Vec<MissingField>,
    /// The side whose bag tax was added to its other charges, the other one having no column for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bag_tax_in_other_charges: Option<&'static str>,
    /// Documents by how they ended: equal, differs, only_left, only_right.
    pub documents: Vec<ClassReport>,
    /// Pairs among the equal ones that are so within the tolerance only.
    pub within_tolerance: u64,
    /// The same by kind of document.
    pub by_kind: Vec<GroupReport>,
    /// The same by month of issue.
    pub by_month: Vec<GroupReport>,
    /// How many pairs differ in each field.
    pub by_field: Vec<FieldOutcome>,
    /// Documents that a side has more than once.
    pub repeated: Vec<RepeatedReport>,
    /// The first differences.
    pub first: Vec<Shown>,
    /// The first cells that cannot be read.
    pub unreadable: Vec<Shown>,
    /// The lists.
    pub files: Vec<OutputFile>,
    /// Wall time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<f64>,
    /// The process's peak of memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_rss_bytes: Option<u64>,
}

/// A side: its rows are compared, unreadable or skipped, each of them exactly one.
#[derive(Clone, Debug, Serialize)]
pub struct SideReport {
    /// The names of its files.
    pub files: Vec<String>,
    /// The name of its layout.
    pub layout: String,
    /// All rows below the header.
    #[serde(rename = "in")]
    pub rows: u64,
    /// Rows that were compared.
    pub compared: u64,
    /// Rows of which something cannot be read.
    pub unreadable: u64,
    /// Blank lines, repeated headers, totals, footnotes.
    pub skipped: u64,
}

/// A field that was compared.
#[derive(Clone, Debug, Serialize)]
pub struct FieldReport {
    /// Its name.
    pub field: &'static str,
    /// How far two amounts may be apart.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<String>,
}

/// A field of which only one side has a column.
#[derive(Clone, Debug, Serialize)]
pub struct MissingField {
    /// Its name.
    pub field: &'static str,
    /// The side that has it.
    pub only: &'static str,
}

/// Documents that ended in one way.
#[derive(Clone, Debug, Serialize)]
pub struct ClassReport {
    /// `equal`, `differs`, `only_left`, `only_right`.
    pub class: &'static str,
    /// Documents of the left side.
    pub left: u64,
    /// Documents of the right side.
    pub right: u64,
    /// Their totals.
    pub left_total: String,
    /// Their totals.
    pub right_total: String,
    /// Left less right.
    pub difference: String,
}

/// Documents of one kind or month.
#[derive(Clone, Debug, Serialize)]
pub struct GroupReport {
    /// `01`, `2026-01`; empty for documents without a date.
    pub group: String,
    /// How they ended.
    pub documents: Vec<ClassReport>,
}

/// How often a field differs.
#[derive(Clone, Debug, Serialize)]
pub struct FieldOutcome {
    /// Its name.
    pub field: &'static str,
    /// Pairs in which it differs.
    pub documents: u64,
    /// Left less right in all, for amounts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<String>,
}

/// Documents that a side has more than once.
#[derive(Clone, Debug, Serialize)]
pub struct RepeatedReport {
    /// `left` or `right`.
    pub side: &'static str,
    /// How many documents.
    pub documents: u64,
    /// How many rows they have.
    pub rows: u64,
}

/// One outcome, for a person.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// `differs`, `only_left`, `only_right`, `unreadable`.
    pub class: &'static str,
    /// The document.
    pub kind: String,
    /// Its series.
    pub series: String,
    /// Its number.
    pub number: String,
    /// What differs, or the total of a document that only one side has.
    pub fields: Vec<ShownField>,
    /// Its place on the left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<PlaceReport>,
    /// Its place on the right.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<PlaceReport>,
}

/// A field of a document that is shown.
#[derive(Clone, Debug, Serialize)]
pub struct ShownField {
    /// Its name.
    pub field: &'static str,
    /// What the left side says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<String>,
    /// What the right side says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub right: Option<String>,
}

/// Where a row stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlaceReport {
    /// The file's name.
    pub file: String,
    /// The sheet's, empty for text.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    /// The spreadsheet's row or the text's line.
    pub row: u64,
}

/// A comparison that has ended.
#[derive(Clone, Debug)]
pub struct Compared {
    /// What it tells.
    pub report: CompareReport,
    /// What was found out about the files: side, file, sentence.
    pub evidence: Vec<(Side, String, Evidence)>,
    /// Where the lists are.
    pub out: Option<PathBuf>,
    /// Wall time.
    pub seconds: f64,
}

/// The name of a side in lists and JSON.
pub(super) fn name_of(side: Side) -> &'static str {
    match side {
        Side::Left => "left",
        Side::Right => "right",
    }
}

/// Cents as text; sums of many rows are larger than an amount may be.
pub(super) fn money(cents: i128) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}{}.{:02}", cents / 100, cents % 100)
}

pub(super) fn evidence(read: &[Facts; 2]) -> Vec<(Side, String, Evidence)> {
    let mut all = Vec::new();
    for (side, facts) in Side::BOTH.into_iter().zip(read) {
        for source in &facts.sources {
            let found = source.evidence.iter().chain(&source.afterwards);
            all.extend(found.map(|evidence| (side, source.name.clone(), evidence.clone())));
        }
    }
    all
}

pub(super) fn of(
    job: &CompareJob,
    chosen: &Chosen,
    read: &[Facts; 2],
    tally: &Tally,
    (first, unreadable): (Vec<Shown>, Vec<Shown>),
) -> CompareReport {
    let [left, right] =
        [Side::Left, Side::Right].map(|side| side_of(&read[side as usize], tally.rows(side)));
    let group = |group: String, counts: &Counts| GroupReport { group, documents: classes(counts) };
    let outcomes =
        chosen.spec.fields().iter().zip(&tally.fields).filter(|(field, _)| field.compared);
    CompareReport {
        schema: "cuadre.compare/1",
        cuadre: job.version,
        agrees: tally.agrees() && read.iter().all(|facts| facts.unreadable_rows == 0),
        left,
        right,
        fields: chosen
            .spec
            .compared()
            .map(|field| FieldReport {
                field: field.field.name(),
                tolerance: field.field.amount_index().map(|_| field.tolerance.to_string()),
            })
            .collect(),
        not_compared: chosen
            .missing
            .iter()
            .map(|(field, side)| MissingField { field: field.name(), only: name_of(*side) })
            .collect(),
        bag_tax_in_other_charges: chosen.bags.map(name_of),
        documents: classes(&tally.classes),
        within_tolerance: tally.within_tolerance,
        by_kind: tally.kinds.iter().map(|(kind, counts)| group(kind.to_string(), counts)).collect(),
        by_month: tally
            .months
            .iter()
            .map(|(month, counts)| {
                group(month.map(|month| month.to_string()).unwrap_or_default(), counts)
            })
            .collect(),
        by_field: outcomes
            .filter(|(_, (documents, _))| *documents > 0)
            .map(|(field, (documents, apart))| FieldOutcome {
                field: field.field.name(),
                documents: *documents,
                difference: field.field.amount_index().map(|_| money(*apart)),
            })
            .collect(),
        repeated: Side::BOTH
            .into_iter()
            .zip(tally.repeated)
            .map(|(side, (documents, rows))| RepeatedReport {
                side: name_of(side),
                documents,
                rows,
            })
            .collect(),
        first,
        unreadable,
        files: Vec::new(),
        seconds: None,
        peak_rss_bytes: None,
    }
}

fn side_of(facts: &Facts, compared: u64) -> SideReport {
    let mut layouts: Vec<&str> =
        facts.sources.iter().map(|source| source.located.layout.name.as_str()).collect();
    layouts.dedup();
    SideReport {
        files: facts.sources.iter().map(|source| source.name.clone()).collect(),
        layout: layouts.join(", "),
        rows: facts.rows.rows_in,
        compared,
        unreadable: facts.unreadable_rows,
        skipped: facts.rows.skipped(),
    }
}

fn classes(counts: &Counts) -> Vec<ClassReport> {
    let each = Class::ALL.into_iter().zip(counts);
    each.map(|(class, count)| ClassReport {
        class: class.name(),
        left: count.left,
        right: count.right,
        left_total: money(count.left_total),
        right_total: money(count.right_total),
        difference: money(count.left_total - count.right_total),
    })
    .collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn money_is_written_with_its_sign_and_two_digits() {
        let money = super::money;
        assert_eq!([money(0), money(-5), money(123_456)], ["0.00", "-0.05", "1234.56"]);
    }
}
