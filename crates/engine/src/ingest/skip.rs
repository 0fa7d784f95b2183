//! Rows that are no documents: blank lines, repeated headers, total lines, footnotes.
//!
//! A row that carries a kind, series or number together with amounts is never one of them, however odd it is:
//! whether it is right is the rules' business. In doubt a row is not skipped.

use xlsx::{CellKind, Row};

use super::header::header_key;
use super::locate::Located;
use super::positional::looks_like_amount;
use crate::model::{Field, Period, SkipReason};

/// The cells that make a document of a row.
const IDENTITY: [Field; 3] = [Field::Kind, Field::Series, Field::NumberFirst];

/// The longest text that may be a series or number; a longer one is a sentence.
const CODE_BYTES_MAX: usize = 20;

/// How many cells a footnote may fill.
const FOOTNOTE_CELLS_MAX: usize = 3;

/// Why a row after the header is no document; `None` for nearly every row, after a look at three cells.
#[inline]
pub fn skip_reason(row: Row<'_>, located: &Located) -> Option<SkipReason> {
    let columns = &located.columns;
    let kind = columns.bytes(row, Field::Kind);
    if matches!(kind.len(), 1 | 2)
        && !columns.bytes(row, Field::Series).is_empty()
        && !columns.bytes(row, Field::NumberFirst).is_empty()
    {
        return None;
    }
    odd_row(row, located)
}

#[cold]
fn odd_row(row: Row<'_>, located: &Located) -> Option<SkipReason> {
    if row.is_blank() {
        return Some(SkipReason::Blank);
    }
    if repeats_header(row, located) {
        return Some(SkipReason::RepeatedHeader);
    }
    if is_total_line(row, located) {
        return Some(SkipReason::TotalLine);
    }
    is_footnote(row, located).then_some(SkipReason::Footnote)
}

/// Whether at least half of the columns, and three, hold their own title.
fn repeats_header(row: Row<'_>, located: &Located) -> bool {
    let mut known = 0;
    let mut repeated = 0;
    for column in &located.layout.columns {
        let Some(place) = located.columns.of(column.field) else { continue };
        known += 1;
        let key = header_key(&row.text(place));
        let own = || header_key(&located.columns.title(place));
        if !key.is_empty() && (column.keys.contains(&key) || own() == key) {
            repeated += 1;
        }
    }
    repeated >= 3 && repeated * 2 >= known
}

/// Whether a cell outside the amounts is one of the layout's words and nothing else makes the row a document.
fn is_total_line(row: Row<'_>, located: &Located) -> bool {
    let Some(total) = &located.layout.total_line else { return false };
    let is_word = |column: usize| {
        let text = row.text(column);
        text.len() <= 64 && total.keys.contains(&header_key(&text))
    };
    let is_amount = |column: usize| amount_columns(located).any(|amount| amount == column);
    let said = located.columns.of(total.column).is_some_and(is_word)
        || (0..row.width()).any(|column| !is_amount(column) && is_word(column));
    let others = IDENTITY.iter().chain(&[Field::IssueDate]);
    said && others
        .filter_map(|field| located.columns.of(*field))
        .all(|column| row.bytes(column).trim_ascii().is_empty() || is_word(column))
}

/// Whether there is text in few cells and neither identity, date, period nor amount.
fn is_footnote(row: Row<'_>, located: &Located) -> bool {
    let filled = |column: &usize| !row.bytes(*column).trim_ascii().is_empty();
    let cells = (0..row.width()).filter(filled).count();
    let amount = |column: usize| match row.cell(column).kind() {
        CellKind::Empty => false,
        CellKind::Text => looks_like_amount(row.bytes(column).trim_ascii()),
        CellKind::Number | CellKind::Date | CellKind::Bool | CellKind::Error => true,
    };
    if cells > FOOTNOTE_CELLS_MAX || amount_columns(located).any(amount) {
        return false;
    }
    let period = located.columns.bytes(row, Field::Period);
    if Period::parse(period).is_some() {
        return false;
    }
    let document = IDENTITY.iter().chain(&[Field::IssueDate]);
    let mut document = document.map(|field| located.columns.bytes(row, *field));
    // One sentence that happens to stand below a column of codes is a sentence still.
    let sentence = |text: &[u8]| cells == 1 && text.len() > CODE_BYTES_MAX && text.contains(&b' ');
    document.all(|text| text.is_empty() || sentence(text))
}

fn amount_columns(located: &Located) -> impl Iterator<Item = usize> {
    Field::AMOUNTS.into_iter().filter_map(|field| located.columns.of(field))
}
