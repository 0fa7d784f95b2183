//! The report of details to findings: one for each subject, series and branch.
//!
//! Series of any shape pass, and so do empty cells: a detail that cannot be read is a finding that a person reads, never a
//! row that is dropped. The order of the report makes no difference to what is found, except to `report_line`.

use std::collections::{BTreeMap, BTreeSet};

use xlsx::Row;

use super::reasons::Reasons;
use super::titles::{Title, Titles, UnknownReport, cell};
use crate::model::{BranchName, DetailPlace, Finding, Sentence, SeriesCode, Subject};

/// Texts of reasons that a finding keeps.
const REASONS_MAX: usize = 5;

const REPORT: Sentence = Sentence::new("detalles de la importación", "details of the import");

const TITLES: [Title; 6] = [
    Title { shown: "Serie", keys: &["SERIE", "SERIECOMPROBANTE"], required: true },
    Title { shown: "Sucursal", keys: &["SUCURSAL", "BRANCH"], required: true },
    Title {
        shown: "Motivo",
        keys: &["MOTIVO", "OBSERVACION", "OBSERVACIONES", "ERROR", "MENSAJE", "REASON"],
        required: false,
    },
    Title { shown: "Archivo", keys: &["ARCHIVO", "FILE"], required: false },
    Title { shown: "Línea", keys: &["LINEA", "FILA", "LINE"], required: false },
    Title { shown: "Documento", keys: &["DOCUMENTO", "COMPROBANTE", "DOCUMENT"], required: false },
];

/// What the report says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    /// In order of series, branch and subject.
    pub findings: Vec<Finding>,
    /// The details that the report has; the sum of the findings' counts.
    pub rows: u64,
    /// Whether the report says why; where it does not, each detail is taken to be about a missing series, as the
    /// platform's export of series errors is.
    pub says_why: bool,
}

struct Seen {
    count: u64,
    first: DetailPlace,
    report_line: u64,
    reasons: BTreeSet<String>,
}

/// Reads the report row by row.
pub struct DetailsReader<'r> {
    reasons: &'r Reasons,
    titles: Titles<6>,
    /// By series, then branch: what is about a series, and what is not.
    seen: BTreeMap<String, BTreeMap<String, [Option<Seen>; 2]>>,
    /// Reasons that were judged already; platforms have few.
    judged: BTreeMap<String, Subject>,
    rows: u64,
    says_why: bool,
}

/// Distinct reasons whose judgement is remembered.
const JUDGED_MAX: usize = 1_000;

impl<'r> DetailsReader<'r> {
    /// A reader that knows the platform's reasons.
    pub fn new(reasons: &'r Reasons) -> DetailsReader<'r> {
        DetailsReader {
            reasons,
            titles: Titles::new(REPORT, &TITLES),
            seen: BTreeMap::new(),
            judged: BTreeMap::new(),
            rows: 0,
            says_why: false,
        }
    }

    /// Takes the next row of the table, titles and blank lines included.
    pub fn row(&mut self, row: Row<'_>) {
        let Some(columns) = self.titles.columns_for(row) else { return };
        let [code, branch, reason, file, line, document] = columns;
        self.rows += 1;
        self.says_why = reason.is_some();
        let text = |column: Option<usize>| column.map(|at| row.text(at)).unwrap_or_default();
        let (code, branch, why) = (text(code), text(branch), text(reason));
        let (code, branch, why) = (code.trim(), branch.trim(), why.trim());
        let subject = match reason {
            Some(_) => self.subject(why),
            None => Subject::Series,
        };
        let place = DetailPlace {
            file: cell(row, file),
            line: text(line).trim().parse().unwrap_or(0),
            document: cell(row, document),
        };
        let Some(slot) = self.slot(code, branch, subject) else { return };
        let seen = slot.get_or_insert_with(|| Seen {
            count: 0,
            first: place.clone(),
            report_line: row.line(),
            reasons: BTreeSet::new(),
        });
        seen.count += 1;
        seen.report_line = seen.report_line.min(row.line());
        if place < seen.first {
            seen.first = place;
        }
        if !why.is_empty() && !seen.reasons.contains(why) {
            seen.reasons.insert(why.to_owned());
            if seen.reasons.len() > REASONS_MAX {
                seen.reasons.pop_last();
            }
        }
    }

    fn subject(&mut self, reason: &str) -> Subject {
        if let Some(subject) = self.judged.get(reason) {
            return *subject;
        }
        let subject = self.reasons.subject(reason);
        if self.judged.len() < JUDGED_MAX {
            self.judged.insert(reason.to_owned(), subject);
        }
        subject
    }

    fn slot(&mut self, code: &str, branch: &str, subject: Subject) -> Option<&mut Option<Seen>> {
        // Owned keys are made for pairs not seen before only.
        if !self.seen.get(code).is_some_and(|branches| branches.contains_key(branch)) {
            let branches = self.seen.entry(code.to_owned()).or_default();
            branches.insert(branch.to_owned(), [None, None]);
        }
        let slots = self.seen.get_mut(code).and_then(|branches| branches.get_mut(branch));
        slots.map(|slots| &mut slots[subject as usize])
    }

    /// What was found, or why the report is not the one we know.
    pub fn finish(self) -> Result<Details, UnknownReport> {
        self.titles.check()?;
        let mut findings = Vec::new();
        for (code, branches) in self.seen {
            for (branch, slots) in branches {
                for (subject, seen) in [Subject::Series, Subject::Other].into_iter().zip(slots) {
                    let Some(seen) = seen else { continue };
                    findings.push(Finding {
                        subject,
                        code: SeriesCode(code.clone()),
                        branch: BranchName(branch.clone()),
                        count: seen.count,
                        first: seen.first,
                        report_line: seen.report_line,
                        reasons: seen.reasons.into_iter().collect(),
                    });
                }
            }
        }
        Ok(Details { findings, rows: self.rows, says_why: self.says_why })
    }
}
