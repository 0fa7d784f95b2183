//! The files of a run, as one thing to hand rows to; without a folder nothing is written, and all is counted alike.

use std::path::Path;

use super::source::Source;
use crate::model::{BulkLayout, Field, Fix, Language, Period, RowPlace};
use crate::normalize::Draft;
use crate::normalize::outputs::{
    Answers, BulkWriter, Finding, FindingsCsv, FixesCsv, Numbering, OutputError, PartSeal,
};

/// Where rows go.
pub(super) struct Files {
    bulk: BulkWriter,
    rows_per_part: u64,
    /// Rows of the part that is not full yet.
    waiting: u64,
    lists: Option<Lists>,
}

/// The lists for programs.
struct Lists {
    rejects: FindingsCsv,
    remarks: FindingsCsv,
    fixes: FixesCsv,
}

impl Files {
    /// Files in `folder`, or nowhere.
    pub(super) fn create(
        folder: Option<&Path>,
        layout: &BulkLayout,
        period: Period,
        numbering: Numbering,
        language: Language,
    ) -> Result<Files, OutputError> {
        let bulk = match folder {
            Some(folder) => BulkWriter::create(folder, layout, period, numbering)?,
            None => BulkWriter::nowhere(layout, period, numbering)?,
        };
        let lists = match folder {
            None => None,
            Some(folder) => Some(Lists {
                rejects: FindingsCsv::create(&folder.join("rejects.csv"))?,
                remarks: FindingsCsv::create(&folder.join("remarks.csv"))?,
                fixes: FixesCsv::create(&folder.join("fixes.csv"), language)?,
            }),
        };
        Ok(Files { bulk, rows_per_part: u64::from(layout.rows_per_part), waiting: 0, lists })
    }

    /// Says from which file the next rows come.
    pub(super) fn begin_source(&mut self, source: &Source) {
        if let Some(lists) = &mut self.lists {
            let (name, sheet, columns) = (&source.name, &source.sheet, &source.columns);
            lists.rejects.begin_source(name, sheet, columns);
            lists.remarks.begin_source(name, sheet, columns);
            lists.fixes.begin_source(name, sheet, columns);
        }
    }

    /// Takes an accepted row; the rows of the part that it filled, if it did.
    #[inline]
    pub(super) fn accept(
        &mut self,
        draft: &Draft<'_>,
        place: RowPlace,
        fixes: &mut Vec<(Field, Fix)>,
    ) -> Result<Option<u64>, OutputError> {
        self.waiting += 1;
        if self.bulk.append(draft, place.file, fixes)? {
            self.waiting = 0;
            return Ok(Some(self.rows_per_part));
        }
        Ok(None)
    }

    /// Rows of the part that is not full yet, and is sealed by [`Files::finish`].
    pub(super) fn waiting(&self) -> u64 {
        self.waiting
    }

    /// Lists a fix of a row that was accepted just now.
    pub(super) fn fixed(
        &mut self,
        draft: &Draft<'_>,
        place: RowPlace,
        field: Field,
        fix: Fix,
    ) -> Result<(), OutputError> {
        let Some(lists) = &mut self.lists else { return Ok(()) };
        let sent = self.bulk.sent(draft, field);
        lists.fixes.write(place.line, field, fix, draft.raw(field), sent.as_bytes())
    }

    /// Lists what a row broke.
    pub(super) fn broken(
        &mut self,
        draft: &Draft<'_>,
        place: RowPlace,
        findings: &[Finding<'_>],
        rejected: bool,
    ) -> Result<(), OutputError> {
        let _ = (draft, place, rejected);
        let Some(lists) = &mut self.lists else { return Ok(()) };
        for finding in findings {
            let list = match finding.severity {
                crate::model::Severity::Reject => &mut lists.rejects,
                _ => &mut lists.remarks,
            };
            list.write(finding)?;
        }
        Ok(())
    }

    /// Waits for the disk; the parts in their order, and the rows of the last one if it was not full.
    pub(super) fn finish(self, answers: Answers<'_>) -> Result<Vec<PartSeal>, OutputError> {
        let parts = self.bulk.finish()?;
        if let Some(lists) = self.lists {
            lists.rejects.finish(answers)?;
            lists.remarks.finish(answers)?;
            lists.fixes.finish()?;
        }
        Ok(parts)
    }
}
