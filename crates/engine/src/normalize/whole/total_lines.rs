//! The sheet's own total lines against the sums of the rows above them.
//!
//! A line may total its file, what stands since the last total line, or all files so far. Nobody says which, so each
//! is tried, and the one that agrees in most columns is what the line meant; the file, if none is better.

use super::super::draft::Reading;
use super::super::tally::money;
use super::LedgerRemark;
use crate::model::{Cents, Field, RowPlace};

/// Total lines remembered; a sheet that subtotals each page of a million rows still fits.
const LINES_MAX: u64 = 1000;

type Sums = [i128; 13];

/// Sums of the amounts since the last total line, of the file, and of all files.
#[derive(Debug, Default)]
pub(super) struct TotalLines {
    file: u16,
    /// Added up row by row; moved on before it could overflow.
    recent: [i64; 13],
    recent_rows: u32,
    since_line: Sums,
    of_file: Sums,
    of_all: Sums,
    unreadable: [u64; 13],
    lines: u64,
    remarks: Vec<LedgerRemark>,
}

/// Rows after which the recent sums are moved on: 65,536 of the norm's largest amounts fit an `i64`.
const ROWS_MAX: u32 = 1 << 16;

impl TotalLines {
    /// Adds a row, accepted or not: a sheet's total is of all its rows.
    #[inline]
    pub(super) fn add(&mut self, file: u16, amounts: &[Reading<Cents>; 13]) {
        if file != self.file || self.recent_rows == ROWS_MAX {
            self.turn(file);
        }
        self.recent_rows += 1;
        for (index, amount) in amounts.iter().enumerate() {
            match amount {
                Reading::Good(Cents(cents)) => self.recent[index] += cents,
                Reading::Absent => {}
                Reading::Bad => self.unreadable[index] += 1,
            }
        }
    }

    fn turn(&mut self, file: u16) {
        let recent = std::mem::take(&mut self.recent);
        self.recent_rows = 0;
        for (index, cents) in recent.into_iter().enumerate() {
            for sums in [&mut self.since_line, &mut self.of_file, &mut self.of_all] {
                sums[index] += i128::from(cents);
            }
        }
        if file != self.file {
            self.file = file;
            self.since_line = Sums::default();
            self.of_file = Sums::default();
            self.unreadable = [0; 13];
        }
    }

    /// Compares a total line with the rows above it.
    pub(super) fn line(
        &mut self,
        amounts: &[Reading<Cents>; 13],
        place: RowPlace,
        (differs, agrees): (usize, usize),
    ) {
        self.turn(place.file);
        let since_line = std::mem::take(&mut self.since_line);
        let said = amounts.map(Reading::good);
        if said.iter().all(Option::is_none) {
            return;
        }
        self.lines += 1;
        if self.lines > LINES_MAX {
            return;
        }
        let agreeing =
            |sums: &Sums| said.iter().zip(sums).filter(|(said, sum)| is_sum(**said, **sum)).count();
        let mut meant = &self.of_file;
        for sums in [&since_line, &self.of_all] {
            if agreeing(sums) > agreeing(meant) {
                meant = sums;
            }
        }
        let stated = said.iter().flatten().count();
        let agreed = agreeing(meant);
        for (index, field) in Field::AMOUNTS.into_iter().enumerate() {
            let Some(Cents(cents)) = said[index] else { continue };
            if is_sum(said[index], meant[index]) {
                continue;
            }
            let difference = i128::from(cents) - meant[index];
            self.remarks.push(LedgerRemark {
                rule: differs,
                field,
                place: Some(place),
                values: vec![
                    ("said", money(i128::from(cents))),
                    ("computed", money(meant[index])),
                    ("difference", money(difference)),
                    ("unreadable", self.unreadable[index].to_string()),
                ],
                count: 1,
                total: Cents(i64::try_from(difference).unwrap_or(i64::MAX)),
            });
        }
        if agreed == stated {
            let total = said[12].unwrap_or_default();
            self.remarks.push(LedgerRemark {
                rule: agrees,
                field: Field::Total,
                place: Some(place),
                values: vec![("columns", agreed.to_string())],
                count: agreed as u64,
                total,
            });
        }
    }

    /// What was found.
    pub(super) fn finish(self) -> Vec<LedgerRemark> {
        self.remarks
    }
}

fn is_sum(said: Option<Cents>, sum: i128) -> bool {
    said.is_some_and(|said| i128::from(said.0) == sum)
}
