//! A row of a ledger as a record of a comparison.
//!
//! What is written differently and means the same becomes the same here: zeros before a number, `01` and `1`, `S/` and
//! `PEN`, a blank amount and 0.00. What cannot be read is named, never guessed.

use super::fields::Chosen;
use crate::compare::{CODE_BYTES_MAX, ISSUE_DATE, Record, RecordWriter, Side, plain_number};
use crate::model::{Cents, DocumentKind, Field, KindSet, RowPlace, fold};
use crate::normalize::draft::as_text;
use crate::normalize::{Draft, Reading};

/// Kinds that always have a series (domain.md 3.2).
const KINDS_WITH_SERIES: KindSet =
    KindSet::of(&[1, 3, 4, 5, 6, 7, 8, 12, 34, 35, 36, 48, 55, 56, 89]);

/// Makes records of rows.
pub(super) struct RowReader {
    others: Vec<(usize, Field)>,
    joins_bags: bool,
    writer: RecordWriter,
    /// The fields of the last row that could not be read.
    pub(super) faults: Vec<Field>,
}

impl RowReader {
    pub(super) fn new(chosen: &Chosen, side: Side) -> RowReader {
        let fields = chosen.spec.fields().iter().enumerate().skip(ISSUE_DATE + 1);
        RowReader {
            others: fields.map(|(index, field)| (index, field.field)).collect(),
            joins_bags: chosen.bags == Some(side),
            writer: RecordWriter::default(),
            faults: Vec::new(),
        }
    }

    /// The record of a row; nothing where some of it cannot be read, and `faults` says what.
    #[inline]
    pub(super) fn read(&mut self, draft: &Draft<'_>, place: RowPlace) -> Option<Record<'_>> {
        let kind = self.kind_unless_faulty(draft)?;
        if !self.writer.begin(kind, &draft.series, &draft.number_first) {
            self.faults.push(Field::NumberFirst);
            return None;
        }
        self.writer.summed(draft.amount(Field::Total), draft.issue_date.good());
        for at in 0..self.others.len() {
            let (index, field) = self.others[at];
            self.value(draft, index, field);
        }
        Some(self.writer.end(place))
    }

    /// The kind of a row of which all can be read.
    #[inline]
    fn kind_unless_faulty(&mut self, draft: &Draft<'_>) -> Option<DocumentKind> {
        self.faults.clear();
        let is_series_missing = |kind| draft.series.is_empty() && KINDS_WITH_SERIES.has(kind);
        match draft.kind {
            Reading::Good(kind)
                if !draft.number_first.is_empty()
                    && draft.series.len() <= CODE_BYTES_MAX
                    && !is_series_missing(kind)
                    && !draft.amounts_bad
                    && !draft.issue_date.is_bad() =>
            {
                Some(kind)
            }
            _ => {
                self.find_faults(draft);
                draft.kind.good().filter(|_| self.faults.is_empty())
            }
        }
    }

    #[cold]
    fn find_faults(&mut self, draft: &Draft<'_>) {
        let kind = draft.kind.good();
        let no_series =
            draft.series.is_empty() && kind.is_none_or(|kind| KINDS_WITH_SERIES.has(kind));
        let faults = [
            (kind.is_none(), Field::Kind),
            (no_series || draft.series.len() > CODE_BYTES_MAX, Field::Series),
            (draft.number_first.is_empty(), Field::NumberFirst),
            (draft.issue_date.is_bad(), Field::IssueDate),
        ];
        self.faults.extend(faults.iter().filter(|(is_bad, _)| *is_bad).map(|(_, field)| *field));
        let is_read = |field: Field| {
            field == Field::Total
                || (field == Field::BagTax && self.joins_bags)
                || self.others.iter().any(|(_, other)| *other == field)
        };
        let bad = Field::AMOUNTS.into_iter().filter(|field| draft.amount_reading(*field).is_bad());
        self.faults.extend(bad.filter(|field| is_read(*field)));
    }

    #[inline]
    fn value(&mut self, draft: &Draft<'_>, index: usize, field: Field) {
        let writer = &mut self.writer;
        match field {
            Field::OtherCharges if self.joins_bags => {
                let sum = draft.amount(field).0.saturating_add(draft.amount(Field::BagTax).0);
                writer.amount(index, Cents(sum));
            }
            field if field.amount_index().is_some() => writer.amount(index, draft.amount(field)),
            Field::NumberLast => {
                let last = plain_number(&draft.number_last);
                if last != plain_number(&draft.number_first) {
                    writer.text(index, &last);
                }
            }
            // A kind of identity without an identity says nothing.
            Field::CustomerIdKind if draft.customer_id.is_empty() => {}
            Field::CustomerIdKind => match draft.customer_id_kind {
                Reading::Good(kind) => writer.text(index, &[kind.code()]),
                Reading::Absent => {}
                Reading::Bad => writer.text(index, draft.text(field)),
            },
            Field::CustomerId => upper(&draft.customer_id, |id| writer.text(index, id)),
            Field::CustomerName => {
                let name = fold::words(&as_text(draft.customer_name)).join(" ");
                writer.text(index, name.as_bytes());
            }
            Field::Currency => writer.text(index, &draft.currency),
            Field::AmendedDate => match draft.amended_date {
                Reading::Good(date) => writer.text(index, &date.norm()),
                Reading::Absent => {}
                // A note may amend several documents, whose dates are a list.
                Reading::Bad => writer.text(index, draft.text(field)),
            },
            Field::AmendedKind => match draft.amended_kind {
                Reading::Good(kind) => writer.text(index, &kind.code()),
                Reading::Absent => {}
                Reading::Bad => writer.text(index, draft.text(field)),
            },
            Field::AmendedSeries => writer.text(index, &draft.amended_series),
            Field::AmendedNumber => writer.text(index, &plain_number(&draft.amended_number)),
            Field::State if draft.annulled => writer.text(index, ANNULLED),
            _ => {}
        }
    }
}

/// What stands for an annulled document.
pub(super) const ANNULLED: &[u8] = b"2";

#[inline]
fn upper(text: &[u8], mut take: impl FnMut(&[u8])) {
    match text.iter().any(u8::is_ascii_lowercase) {
        true => take(&text.to_ascii_uppercase()),
        false => take(text),
    }
}
