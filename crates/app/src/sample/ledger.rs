//! A month of sales, line by line, with what was spoilt in it.
//!
//! A clean ledger deserves no rejection. In a dirty one, exact numbers of rows are spoilt so that they deserve to be
//! rejected, fixed or remarked upon, each defect as often as the others; a few lines are no documents at all.

use engine::model::Field;

use super::columns::{Cell, Row};
use super::defects::{DEFECTS, Defect, Verdict, Wanted};
use super::document::Sums;
use super::issuer::Issuer;
use super::{Format, Request};

/// One line of the file, below the headers.
pub(super) enum Line<'a> {
    Blank,
    Row(&'a Row),
}

/// What was done to a line, for the truth.
#[derive(Clone, Debug)]
pub(super) struct Spoilt {
    pub(super) line: u64,
    pub(super) name: &'static str,
    pub(super) rule: &'static str,
    pub(super) verdict: Verdict,
    pub(super) field: Option<Field>,
    pub(super) value: String,
}

/// How the lines of a ledger ended up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) clean: u64,
    pub(super) warned: u64,
    pub(super) fixed: u64,
    pub(super) rejected: u64,
    pub(super) skipped: u64,
}

/// How many lines of a sort are still to come among those that are left.
#[derive(Debug)]
struct Quota {
    rejected: u64,
    fixed: u64,
    warned: u64,
    skipped: u64,
    left: u64,
}

/// The lines of a ledger, in order.
pub(super) struct Ledger {
    request: Request,
    issuer: Issuer,
    quota: Quota,
    used: Vec<u32>,
    /// Lines that end the ledger, once its rows are made.
    tail: usize,
    line: u64,
    row: Row,
    whole: Sums,
    sums: Sums,
    counts: Counts,
}

impl Ledger {
    /// A ledger; `None` where the calendar of spreadsheets does not have its period.
    pub(super) fn new(request: &Request) -> Option<Ledger> {
        let issuer = Issuer::new(request)?;
        let rejected = request.rows * u64::from(request.dirty.0) / 10_000;
        let some = |share: u64| match request.dirty.0 {
            0 => 0,
            _ => (rejected / share).max(1).min((request.rows - rejected) / 4),
        };
        Some(Ledger {
            quota: Quota {
                rejected,
                fixed: some(4),
                warned: some(8),
                skipped: if request.dirty.0 == 0 { 0 } else { 2 + request.rows / 1_000 },
                left: request.rows,
            },
            request: request.clone(),
            issuer,
            used: vec![0; DEFECTS.len()],
            tail: 0,
            line: request.format.header_lines(),
            row: Row::empty(),
            whole: Sums::default(),
            sums: Sums::default(),
            counts: Counts::default(),
        })
    }

    /// What the rows that deserve no rejection add up to.
    pub(super) fn sums(&self) -> Sums {
        self.sums
    }

    pub(super) fn counts(&self) -> Counts {
        self.counts
    }

    /// The next line, and what was done to it.
    pub(super) fn next_line(&mut self) -> Option<(Line<'_>, Option<Spoilt>)> {
        self.line += 1;
        if self.issuer.made() == self.request.rows {
            return self.end_line();
        }
        if self.quota.skipped > 0 && self.issuer.dice.happens(self.quota.skipped, self.quota.left) {
            self.quota.skipped -= 1;
            // Text without headers has none to repeat.
            let blank = self.quota.skipped.is_multiple_of(2) || !self.request.format.is_table();
            return Some(self.skipped_line(match blank {
                true => ("blank-line", None),
                false => ("repeated-headers", Some(Row::headers())),
            }));
        }
        let defect = self.choose_defect();
        let spoilt = self.make_row(defect);
        self.quota.left -= 1;
        if self.request.format.is_text() {
            self.line += self.row.line_feeds();
        }
        Some((Line::Row(&self.row), spoilt))
    }

    fn skipped_line(&mut self, what: (&'static str, Option<Row>)) -> (Line<'_>, Option<Spoilt>) {
        let (name, row) = what;
        self.counts.skipped += 1;
        let spoilt = Spoilt {
            line: self.line,
            name,
            rule: "skipped",
            verdict: Verdict::Skipped,
            field: None,
            value: String::new(),
        };
        match row {
            None => (Line::Blank, Some(spoilt)),
            Some(row) => {
                self.row = row;
                if self.request.format.is_text() {
                    self.line += self.row.line_feeds();
                }
                (Line::Row(&self.row), Some(spoilt))
            }
        }
    }

    /// A dirty table ends as many do: a line of totals, a blank one, and a remark.
    fn end_line(&mut self) -> Option<(Line<'_>, Option<Spoilt>)> {
        if self.request.dirty.0 == 0 || !self.request.format.is_table() {
            return None;
        }
        self.tail += 1;
        match self.tail {
            1 => {
                let mut row = Row::empty();
                row.set(Field::CustomerName, Cell::fixed("TOTAL"));
                row.set(Field::TaxableBase, Cell::Cents(self.whole.taxable_base));
                row.set(Field::SalesTax, Cell::Cents(self.whole.sales_tax));
                row.set(Field::Total, Cell::Cents(self.whole.total));
                Some(self.skipped_line(("total-line", Some(row))))
            }
            2 => Some(self.skipped_line(("blank-line", None))),
            3 => {
                let mut row = Row::empty();
                let note = "Reporte emitido por el sistema de ventas. Uso interno.";
                row.set(Field::Period, Cell::fixed(note));
                Some(self.skipped_line(("footnote", Some(row))))
            }
            _ => None,
        }
    }

    /// Which defect the next row gets: the least used one that is possible, by lot among equals.
    fn choose_defect(&mut self) -> Option<usize> {
        let Quota { rejected, fixed, warned, left, .. } = &mut self.quota;
        let lot = self.issuer.dice.below(*left);
        let (quota, verdict) = if lot < *rejected {
            (rejected, Verdict::Rejected)
        } else if lot < *rejected + *fixed {
            (fixed, Verdict::Fixed)
        } else if lot < *rejected + *fixed + *warned {
            (warned, Verdict::Warned)
        } else {
            return None;
        };
        *quota -= 1;
        let possible = |defect: &Defect| {
            defect.verdict == verdict
                && defect.scope.includes(self.request.format)
                && match defect.wanted {
                    Wanted::Repeat => !self.issuer.past.sales.is_empty(),
                    Wanted::WithinRange => !self.issuer.past.ranges.is_empty(),
                    _ => true,
                }
        };
        let candidates = || (0..DEFECTS.len()).filter(|index| possible(&DEFECTS[*index]));
        let least = candidates().map(|index| self.used[index]).min()?;
        let equals = candidates().filter(|index| self.used[*index] == least);
        let equals: Vec<usize> = equals.collect();
        let chosen = self.issuer.dice.pick(&equals);
        self.used[chosen] += 1;
        Some(chosen)
    }

    fn make_row(&mut self, defect: Option<usize>) -> Option<Spoilt> {
        let defect = defect.map(|index| &DEFECTS[index]);
        let mut document = self.issuer.issue(defect.map_or(Wanted::Any, |defect| defect.wanted));
        if let Some(defect) = defect {
            (defect.bend)(&mut document, &mut self.issuer.dice);
        }
        self.row = document.row(self.request.period, self.issuer.branch(&document));
        self.whole.add(&document);
        let Some(defect) = defect else {
            self.counts.clean += 1;
            self.sums.add(&document);
            self.issuer.past.remember(&document);
            return None;
        };
        (defect.damage)(&mut self.row, &document);
        match defect.verdict {
            Verdict::Rejected => self.counts.rejected += 1,
            Verdict::Fixed => self.counts.fixed += 1,
            Verdict::Warned => self.counts.warned += 1,
            Verdict::Skipped => self.counts.skipped += 1,
        }
        if defect.verdict != Verdict::Rejected {
            self.sums.add(&document);
        }
        Some(Spoilt {
            line: self.line,
            name: defect.name,
            rule: defect.rule,
            verdict: defect.verdict,
            field: Some(defect.field),
            value: self.row.cell(defect.field).shown(),
        })
    }
}

impl Format {
    /// Lines before the first row; the headers hold a line feed.
    fn header_lines(self) -> u64 {
        match self {
            Format::Xlsx | Format::XlsxInline => 1,
            Format::Csv | Format::Csv1252 => 1 + Row::headers().line_feeds(),
            Format::PleTxt => 0,
        }
    }
}
