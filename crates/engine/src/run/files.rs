//! The files of a run, as one thing to hand rows to; without a folder nothing is written, and all is counted alike.

use std::path::Path;

use super::report::ShownFailure;
use super::source::Source;
use crate::model::{BulkLayout, Field, Fix, Language, Period, RowPlace, Severity};
use crate::normalize::outputs::{
    Answers, BulkWriter, CorrectionsBook, Finding, FindingsCsv, FixesCsv, Numbering, OutputError,
    OutputFile, Part, PartSeal,
};
use crate::normalize::whole::LedgerRemark;
use crate::normalize::{Draft, RULEBOOK};

/// What the files need to know before the first row.
pub(super) struct Setting<'a> {
    pub(super) layout: &'a BulkLayout,
    pub(super) period: Period,
    pub(super) language: Language,
    /// Ties the correction workbook to its ledger.
    pub(super) tag: u64,
    pub(super) import_book: bool,
    /// Where a revision goes on; `None`: this is the first run.
    pub(super) revision: Option<Numbering>,
    /// The parts of earlier revisions, which stand in the folder already.
    pub(super) parts_before: &'a [Part],
}

/// Where rows go.
pub(super) struct Files {
    bulk: BulkWriter,
    /// Formats rows that a part of an earlier revision holds, to find their fixes again.
    again: Option<BulkWriter>,
    rows_per_part: u64,
    /// Rows of the part that is not full yet.
    waiting: u64,
    lists: Option<Lists>,
}

/// The lists for programs, and the workbook for people.
struct Lists {
    rejects: FindingsCsv,
    remarks: FindingsCsv,
    fixes: FixesCsv,
    book: CorrectionsBook,
    /// The file of the rows that are listed now.
    source: u16,
}

impl Files {
    /// Files in `folder`, or nowhere.
    pub(super) fn create(
        folder: Option<&Path>,
        setting: &Setting<'_>,
    ) -> Result<Files, OutputError> {
        let Setting { layout, period, language, .. } = *setting;
        let numbering = setting.revision.unwrap_or_default();
        let nowhere = || BulkWriter::nowhere(layout, period, numbering);
        let mut bulk = match folder {
            Some(folder) => BulkWriter::create(folder, layout, period, numbering)?,
            None => nowhere()?,
        };
        let lists = match folder {
            None => None,
            Some(folder) => {
                if setting.import_book {
                    bulk.also_import(&folder.join("import.xlsx"), layout)?;
                    for part in setting.parts_before {
                        bulk.import_earlier(&folder.join(&part.file))?;
                    }
                }
                Some(Lists {
                    rejects: FindingsCsv::create(&folder.join("rejects.csv"))?,
                    remarks: FindingsCsv::create(&folder.join("remarks.csv"))?,
                    fixes: FixesCsv::create(&folder.join("fixes.csv"), language)?,
                    book: CorrectionsBook::create(
                        &folder.join("corrections.xlsx"),
                        language,
                        setting.tag,
                    )?,
                    source: 0,
                })
            }
        };
        let again = setting.revision.map(|_| nowhere()).transpose()?;
        Ok(Files { bulk, again, rows_per_part: u64::from(layout.rows_per_part), waiting: 0, lists })
    }

    /// Says from which file the next rows come.
    pub(super) fn begin_source(&mut self, index: u16, source: &Source) {
        if let Some(lists) = &mut self.lists {
            let (name, sheet, columns) = (&source.name, &source.sheet, &source.columns);
            lists.source = index;
            lists.rejects.begin_source(name, sheet, columns);
            lists.remarks.begin_source(name, sheet, columns);
            lists.fixes.begin_source(name, sheet, columns);
            lists.book.begin_source(index, name, columns);
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

    /// Takes a row that a part of an earlier revision holds: only its fixes are found again.
    pub(super) fn accept_again(
        &mut self,
        draft: &Draft<'_>,
        place: RowPlace,
        fixes: &mut Vec<(Field, Fix)>,
    ) -> Result<(), OutputError> {
        match &mut self.again {
            Some(again) => again.append(draft, place.file, fixes).map(|_| ()),
            None => Ok(()),
        }
    }

    /// Rows of the part that is not full yet, and is sealed by [`Files::finish`].
    pub(super) fn waiting(&self) -> u64 {
        self.waiting
    }

    /// Lists a fix of the row that was accepted just now, or, if it is `held`, accepted again.
    pub(super) fn fixed(
        &mut self,
        draft: &Draft<'_>,
        place: RowPlace,
        (field, fix): (Field, Fix),
        held: bool,
    ) -> Result<(), OutputError> {
        let Some(lists) = &mut self.lists else { return Ok(()) };
        let writer = if held { self.again.as_mut() } else { None };
        let sent = writer.unwrap_or(&mut self.bulk).sent(draft, field);
        lists.fixes.write(place.line, field, fix, draft.raw(field), sent.as_bytes())
    }

    /// Lists what a row broke; a rejected one goes into the workbook as well.
    pub(super) fn broken(
        &mut self,
        draft: &Draft<'_>,
        findings: &[Finding<'_>],
        rejected: bool,
    ) -> Result<(), OutputError> {
        let Some(lists) = &mut self.lists else { return Ok(()) };
        for finding in findings {
            let list = if finding.severity == Severity::Reject {
                &mut lists.rejects
            } else {
                &mut lists.remarks
            };
            list.write(finding)?;
        }
        if rejected { lists.book.reject(draft.row(), findings) } else { Ok(()) }
    }

    /// Lists a remark on the ledger as a whole, at the first row that it is about.
    pub(super) fn remark(
        &mut self,
        index: u16,
        source: &Source,
        remark: &LedgerRemark,
        shown: &ShownFailure,
    ) -> Result<(), OutputError> {
        let Some(lists) = &mut self.lists else { return Ok(()) };
        if lists.source != index {
            lists.source = index;
            lists.remarks.begin_source(&source.name, &source.sheet, &source.columns);
        }
        lists.remarks.write(&Finding {
            row: shown.row,
            field: remark.field,
            value: "",
            code: shown.code,
            rule: RULEBOOK[remark.rule].name,
            severity: shown.severity,
            message: shown.message.clone(),
            advice: shown.advice.clone(),
        })
    }

    /// No document follows: the disk begins with what waits, while the caller goes on.
    pub(super) fn end_documents(&mut self) -> Result<(), OutputError> {
        self.bulk.end_part()
    }

    /// The headers of the parts' amount columns, in the order of their totals.
    pub(super) fn amount_headers(&self) -> Vec<String> {
        self.bulk.amount_headers().to_vec()
    }

    /// Ends all files: the parts in their order, and what was written of the lists.
    pub(super) fn finish(
        self,
        answers: Answers<'_>,
    ) -> Result<(Vec<PartSeal>, Vec<OutputFile>), OutputError> {
        let parts = self.bulk.finish()?;
        let Some(lists) = self.lists else { return Ok((parts, Vec::new())) };
        let files = vec![
            lists.rejects.finish(answers)?,
            lists.remarks.finish(answers)?,
            lists.fixes.finish()?,
        ];
        lists.book.finish(answers)?;
        Ok((parts, files))
    }
}
