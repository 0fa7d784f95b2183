//! Several amended documents in one cell: RVIE takes lists with commas.

use xlsx::CellKind;

use crate::model::{Date, DocumentKind, Field};
use crate::normalize::draft::Draft;

/// The dates of the amended documents: one, or a list. `None` where one of them is no date.
pub(super) fn dates(draft: &Draft<'_>) -> Option<Vec<Date>> {
    items(draft.text(Field::AmendedDate)).map(|item| Date::read(item, CellKind::Text)).collect()
}

/// The kinds of the amended documents: one, or a list. `None` where one of them is no kind.
pub(super) fn kinds(draft: &Draft<'_>) -> Option<Vec<DocumentKind>> {
    items(draft.text(Field::AmendedKind)).map(DocumentKind::parse).collect()
}

/// Whether a cell holds a list.
pub(super) fn is_list(text: &[u8]) -> bool {
    text.contains(&b',')
}

fn items(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|byte| *byte == b',').map(<[u8]>::trim_ascii)
}
