//! A ledger run again with its corrections: what was accepted keeps its parts, corrected rows form new ones.
//!
//! A corrected row takes the place of the ledger's own, so that the rules over the whole ledger see it where it stands.

use std::path::Path;

use rustc_hash::FxHashMap;
use xlsx::{Row, Rows};

use super::job::RunError;
use crate::model::RowPlace;
use crate::normalize::outputs::{
    Manifest, Numbering, OutputError, Problem, RejectedRows, corrections,
};

/// The corrections, and what the earlier revision did.
pub(super) struct Revision {
    pub(super) number: u32,
    pub(super) numbering: Numbering,
    /// Rows in the parts of earlier revisions.
    pub(super) rows_before: u64,
    pub(super) parts_before: Vec<crate::normalize::outputs::Part>,
    pub(super) hashes: Vec<String>,
    pub(super) tag: u64,
    pub(super) problems: Vec<Problem>,
    rejected: RejectedRows,
    rows: Rows,
    /// The row of `rows` that takes a place; looked up only, never listed.
    corrected: FxHashMap<RowPlace, usize>,
}

impl Revision {
    /// Reads the edited workbook against the run that stands in `out`.
    pub(super) fn read(
        workbook: &Path,
        out: &Path,
        earlier: &Manifest,
    ) -> Result<Revision, RunError> {
        let mut rejected = RejectedRows::of_run(out, earlier)?;
        let mut rows = Rows::new();
        let mut corrected = FxHashMap::default();
        let problems =
            corrections::read(workbook, &mut rejected, |row| -> Result<(), OutputError> {
                corrected.insert(row.place, rows.len());
                rows.begin_row(row.place.line);
                row.row
                    .cells()
                    .iter()
                    .for_each(|cell| rows.push(cell.kind(), row.row.bytes_of(*cell)));
                Ok(())
            })?;
        let rows_before = earlier.parts.iter().map(|part| part.rows).sum();
        Ok(Revision {
            number: earlier.revision + 1,
            numbering: Numbering {
                part: earlier.parts.len() as u32 + 1,
                document: rows_before + 1,
            },
            rows_before,
            parts_before: earlier.parts.clone(),
            hashes: earlier.inputs.iter().map(|input| input.hash.clone()).collect(),
            tag: earlier.ledger_tag().unwrap_or_default(),
            problems,
            rejected,
            rows,
            corrected,
        })
    }

    /// The row that takes the place of the ledger's own.
    #[inline]
    pub(super) fn correction(&self, place: RowPlace) -> Option<Row<'_>> {
        self.corrected.get(&place).map(|index| self.rows.row(*index))
    }

    /// Whether a part of an earlier revision holds the row.
    #[inline]
    pub(super) fn holds(&self, place: RowPlace) -> bool {
        !self.rejected.has(place)
    }
}
