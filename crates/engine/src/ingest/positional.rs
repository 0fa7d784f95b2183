//! Recognizes a table without titles: by how many fields its rows have, and by what their cells look like.

use std::sync::Arc;
use xlsx::{CellKind, Row, Rows};

use super::layout::{ColumnKind, Layout};
use crate::model::{Date, Period};

/// The share of cells, in percent, that must look like their column for a layout to be recognized.
const SHARE_MIN_PERCENT: u64 = 80;

/// How well a layout fits the first rows.
pub(crate) struct Fit<'a> {
    pub(crate) layout: &'a Arc<Layout>,
    /// Cells that look like their column, and cells that were asked.
    fitting: u64,
    asked: u64,
}

impl Fit<'_> {
    /// The share of cells that fit, 0 to 1.
    pub(crate) fn share(&self) -> f64 {
        if self.asked == 0 { 0.0 } else { self.fitting as f64 / self.asked as f64 }
    }

    /// Whether the cells alone are reason enough.
    pub(crate) fn is_convincing(&self) -> bool {
        self.asked > 0 && self.fitting * 100 >= self.asked * SHARE_MIN_PERCENT
    }
}

/// The layout that fits best, of those whose count of fields most rows have; the earlier one where two fit alike.
pub(crate) fn best<'a>(
    head: &Rows,
    layouts: &[&'a Arc<Layout>],
    rows_max: usize,
) -> Option<Fit<'a>> {
    let mut best: Option<Fit<'a>> = None;
    for layout in layouts {
        let Some((least, most)) = layout.fields else { continue };
        let rows = || head.iter().take(rows_max).filter(|row| !row.is_blank());
        let of_width = || rows().filter(|row| (least..=most).contains(&row.width()));
        if of_width().count() == 0 || of_width().count() * 2 < rows().count() {
            continue;
        }
        let mut fit = Fit { layout, fitting: 0, asked: 0 };
        of_width().for_each(|row| judge(row, &mut fit));
        // a/b > c/d without a division.
        let beats = |other: &Fit<'_>| fit.fitting * other.asked > other.fitting * fit.asked;
        if fit.asked > 0 && best.as_ref().is_none_or(beats) {
            best = Some(fit);
        }
    }
    best
}

fn judge(row: Row<'_>, fit: &mut Fit<'_>) {
    for column in &fit.layout.columns {
        let Some(position) = column.position else { continue };
        let text = row.bytes(position).trim_ascii();
        let looks = match (text.is_empty(), column.kind) {
            // No row lacks these; the others may be blank in a legal one: annulled, without a customer, no note.
            (true, ColumnKind::Period | ColumnKind::TaxId | ColumnKind::Flag)
                if column.required =>
            {
                false
            }
            (true, _) | (false, ColumnKind::Text) => continue,
            (false, kind) => looks_like(text, row.cell(position).kind(), kind),
        };
        fit.asked += 1;
        fit.fitting += u64::from(looks);
    }
}

/// Whether a cell looks like the column's kind: loosely, since a bad cell is for the rules to name.
fn looks_like(text: &[u8], cell: CellKind, kind: ColumnKind) -> bool {
    let all = |test: fn(&u8) -> bool| text.iter().all(test);
    match kind {
        ColumnKind::Period => Period::parse(text).is_some(),
        ColumnKind::Date => Date::read(text, cell).is_some(),
        ColumnKind::Code => text.len() <= 2 && all(u8::is_ascii_alphanumeric),
        ColumnKind::Flag => text.len() == 1 && all(u8::is_ascii_alphanumeric),
        ColumnKind::Number => {
            text.len() <= 20
                && text.iter().any(u8::is_ascii_digit)
                && all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.'))
        }
        ColumnKind::Amount | ColumnKind::Rate => looks_like_amount(text),
        ColumnKind::Currency => text.len() == 3 && all(u8::is_ascii_alphabetic),
        ColumnKind::TaxId => text.len() == 11 && all(u8::is_ascii_digit),
        ColumnKind::Text => true,
    }
}

/// Whether a text is money in some spelling; which one is for the rules.
pub(crate) fn looks_like_amount(text: &[u8]) -> bool {
    text.len() <= 24
        && text.iter().any(u8::is_ascii_digit)
        && text.iter().all(|byte| byte.is_ascii_digit() || b".,-+() E'".contains(byte))
}
