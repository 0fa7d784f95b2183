//! The row proof: `in = accepted + fixed + rejected + skipped`, for each file, each part and the whole.
//!
//! Two sides are counted by different hands. The source's side is fed by [`RowProof::source_row`] as rows arrive,
//! and by what the reader itself says it delivered; the verdicts' side is fed where rows are judged. Besides the
//! numbers, both sides keep a sum of their lines, so that a row lost and another judged twice does not pass for
//! right. Nothing here repairs anything: a proof that fails ends the run.
//!
//! *In* is counted from the line after the header to the last one that is not blank. A spreadsheet may not store its
//! blank rows at all; these are counted as skipped from the jumps of the line numbers.

mod error;

use crate::model::{RowPlace, SkipReason};

pub use self::error::ProofError;

/// What became of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Accepted as it is.
    Accepted,
    /// Accepted with a change that a person might question.
    Fixed,
    /// Refused.
    Rejected,
    /// Not a document at all.
    Skipped(SkipReason),
}

/// Whether the source's line numbers count rows one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineStep {
    /// A spreadsheet: a jump in the numbers is blank rows that the file does not store.
    Rows,
    /// Text: a row may span lines, so a jump says nothing.
    Text,
}

/// Rows by what became of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Rows between the header and the last one that is not blank, as the source counts them.
    pub rows_in: u64,
    /// Accepted as they were.
    pub accepted: u64,
    /// Accepted with a fix.
    pub fixed: u64,
    /// Refused.
    pub rejected: u64,
    /// Skipped, by [`SkipReason`].
    pub skipped_by: [u64; 4],
}

impl RowCounts {
    /// All that were skipped.
    pub fn skipped(&self) -> u64 {
        self.skipped_by.iter().sum()
    }

    /// Rows that go into parts.
    pub fn sent(&self) -> u64 {
        self.accepted + self.fixed
    }

    /// `accepted + fixed + rejected + skipped`.
    pub fn judged(&self) -> u64 {
        self.accepted + self.fixed + self.rejected + self.skipped()
    }

    fn count(&mut self, verdict: Verdict) {
        match verdict {
            Verdict::Accepted => self.accepted += 1,
            Verdict::Fixed => self.fixed += 1,
            Verdict::Rejected => self.rejected += 1,
            Verdict::Skipped(reason) => self.skipped_by[reason as usize] += 1,
        }
    }

    pub(crate) fn join(&mut self, other: &RowCounts) {
        self.rows_in += other.rows_in;
        self.accepted += other.accepted;
        self.fixed += other.fixed;
        self.rejected += other.rejected;
        for (sum, skipped) in self.skipped_by.iter_mut().zip(other.skipped_by) {
            *sum += skipped;
        }
    }
}

/// The rows that a sealed part was made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartProof {
    /// Rows in it.
    pub rows: u64,
    /// The first row that went into it.
    pub first: RowPlace,
    /// The last one.
    pub last: RowPlace,
}

/// The file that is being read.
#[derive(Clone, Copy, Debug)]
struct Open {
    file: u16,
    header_line: u64,
    step: LineStep,
    arrived: u64,
    last_line: u64,
    lines_in: u64,
    judged: u64,
    judged_line: u64,
    lines_judged: u64,
    /// The last row that is not blank: its line, and the verdicts up to it.
    last_written: (u64, u64),
    counts: RowCounts,
}

/// Counts rows on both sides, and compares.
#[derive(Debug, Default)]
pub struct RowProof {
    open: Option<Open>,
    files: Vec<(u16, RowCounts)>,
    parts: Vec<PartProof>,
    next_part: Option<PartProof>,
    whole: RowCounts,
    fault: Option<ProofError>,
}

impl RowProof {
    /// A proof of nothing yet.
    pub fn new() -> RowProof {
        RowProof::default()
    }

    /// A file begins; its headers end on `header_line` (0 where there are none). Ends badly if another is open.
    pub fn file_begun(&mut self, file: u16, header_line: u64, step: LineStep) {
        if let Some(open) = &self.open {
            let fault = ProofError::OpenFile { file: open.file };
            self.fault.get_or_insert(fault);
        }
        self.open = Some(Open {
            file,
            header_line,
            step,
            arrived: 0,
            last_line: header_line,
            lines_in: 0,
            judged: 0,
            judged_line: header_line,
            lines_judged: 0,
            last_written: (header_line, 0),
            counts: RowCounts::default(),
        });
    }

    /// The source delivered a row that begins on `line`, blank ones too.
    #[inline]
    pub fn source_row(&mut self, line: u64) {
        let Some(open) = &mut self.open else { return };
        if line <= open.last_line {
            let place = RowPlace { file: open.file, line };
            self.fault.get_or_insert(ProofError::LineOrder { place, after: open.last_line });
            return;
        }
        open.last_line = line;
        open.arrived += 1;
        open.lines_in = open.lines_in.wrapping_add(mixed(line));
    }

    /// What became of the row on `line`; once for each row, in their order. It may lag behind [`RowProof::source_row`].
    #[inline]
    pub fn verdict(&mut self, line: u64, verdict: Verdict) {
        let Some(open) = &mut self.open else { return };
        let place = RowPlace { file: open.file, line };
        if line <= open.judged_line || line > open.last_line {
            self.fault.get_or_insert(ProofError::VerdictOrder { place });
            return;
        }
        open.judged_line = line;
        open.judged += 1;
        open.lines_judged = open.lines_judged.wrapping_add(mixed(line));
        open.counts.count(verdict);
        if verdict != Verdict::Skipped(SkipReason::Blank) {
            open.last_written = (line, open.judged);
        }
        if matches!(verdict, Verdict::Accepted | Verdict::Fixed) {
            let part =
                self.next_part.get_or_insert(PartProof { rows: 0, first: place, last: place });
            part.rows += 1;
            part.last = place;
        }
    }

    /// A part is sealed that holds `rows` rows, as its writer counted them.
    ///
    /// Call it after the verdict on the part's last row and before the next one.
    pub fn sealed_part(&mut self, rows: u64) -> Result<PartProof, ProofError> {
        self.trouble()?;
        let number = self.parts.len() + 1;
        match self.next_part.take() {
            Some(part) if part.rows == rows => {
                self.parts.push(part);
                Ok(part)
            }
            part => {
                let accepted = part.map_or(0, |part| part.rows);
                Err(self.failed(ProofError::Part { part: number, written: rows, accepted }))
            }
        }
    }

    /// The open file ended on `last_line`, after `delivered` rows, as its reader counted them.
    ///
    /// `last_line` is where the last row begins, the header's line if there were no rows.
    pub fn file_ended(&mut self, last_line: u64, delivered: u64) -> Result<RowCounts, ProofError> {
        self.trouble()?;
        let Some(open) = self.open.take() else { return Ok(RowCounts::default()) };
        let file = open.file;
        if delivered != open.arrived {
            let fault = ProofError::Delivered { file, said: delivered, arrived: open.arrived };
            return Err(self.failed(fault));
        }
        if last_line != open.last_line {
            let fault = ProofError::LastLine { file, said: last_line, arrived: open.last_line };
            return Err(self.failed(fault));
        }
        if open.arrived != open.judged {
            let fault =
                ProofError::Sum { file: Some(file), rows_in: open.arrived, judged: open.judged };
            return Err(self.failed(fault));
        }
        if open.lines_in != open.lines_judged {
            return Err(self.failed(ProofError::OtherRows { file }));
        }
        let mut counts = open.counts;
        let (written_line, written) = open.last_written;
        let blank = &mut counts.skipped_by[SkipReason::Blank as usize];
        // Blank rows after the last written one are no rows of the ledger.
        *blank -= open.judged - written;
        counts.rows_in = match open.step {
            LineStep::Text => written,
            LineStep::Rows => {
                let lines = written_line - open.header_line;
                *blank += lines - written;
                lines
            }
        };
        if counts.rows_in != counts.judged() {
            let fault = ProofError::Sum {
                file: Some(file),
                rows_in: counts.rows_in,
                judged: counts.judged(),
            };
            return Err(self.failed(fault));
        }
        self.whole.join(&counts);
        self.files.push((file, counts));
        Ok(counts)
    }

    /// Whether all agrees at the end: every file ended, every part sealed.
    pub fn check(&self) -> Result<RowCounts, ProofError> {
        self.trouble()?;
        if let Some(open) = &self.open {
            return Err(ProofError::OpenFile { file: open.file });
        }
        let whole = self.whole;
        if whole.rows_in != whole.judged() {
            return Err(ProofError::Sum {
                file: None,
                rows_in: whole.rows_in,
                judged: whole.judged(),
            });
        }
        let written: u64 = self.parts.iter().map(|part| part.rows).sum();
        if written != whole.sent() {
            return Err(ProofError::Parts { written, accepted: whole.sent() });
        }
        Ok(whole)
    }

    /// The counts of each file that ended, with its index.
    pub fn files(&self) -> &[(u16, RowCounts)] {
        &self.files
    }

    /// The parts that were sealed.
    pub fn parts(&self) -> &[PartProof] {
        &self.parts
    }

    fn trouble(&self) -> Result<(), ProofError> {
        self.fault.map_or(Ok(()), Err)
    }

    fn failed(&mut self, fault: ProofError) -> ProofError {
        *self.fault.get_or_insert(fault)
    }
}

/// Spreads the lines, so that sums of different sets of lines differ.
#[inline]
fn mixed(line: u64) -> u64 {
    let spread = line.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (spread ^ (spread >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93)
}

#[cfg(test)]
mod tests;
