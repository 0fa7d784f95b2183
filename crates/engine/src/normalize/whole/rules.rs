//! Where the rules over the whole ledger stand in the rulebook; what they say is said elsewhere.

use crate::normalize::rulebook::rule_named;

/// The rules' indexes, found once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rules {
    pub(super) repeated: usize,
    pub(super) repeated_without_series: usize,
    pub(super) overlaps: usize,
    pub(super) gap: usize,
    pub(super) cuo_blank: usize,
    pub(super) cuo_repeated: usize,
    pub(super) cuo_not_unique: usize,
    pub(super) backwards: usize,
    pub(super) above: usize,
    pub(super) kind_unlike: usize,
    pub(super) series_moved: usize,
    pub(super) cost_centers: usize,
    pub(super) branch_new: usize,
    pub(super) branch_misspelled: usize,
    pub(super) line_differs: usize,
    pub(super) line_agrees: usize,
    pub(super) too_many: usize,
    pub(super) number_shape: usize,
    /// A kind, series or number that one of these refuses names no document.
    pub(super) unnamed: [usize; 5],
    /// A number or date that is refused proves nothing against the next row's.
    pub(super) untimely: [usize; 4],
}

impl Rules {
    pub(super) fn find() -> Rules {
        // A rule that is not in the book speaks for none: its index is beyond the book's end, and a test forbids it.
        let index = |code| rule_named(code).map_or(usize::MAX, |(index, _)| index);
        Rules {
            repeated: index("C150"),
            repeated_without_series: index("C151"),
            overlaps: index("C152"),
            gap: index("C153"),
            cuo_blank: index("C154"),
            cuo_repeated: index("C155"),
            cuo_not_unique: index("C159"),
            backwards: index("C156"),
            above: index("C157"),
            kind_unlike: index("C158"),
            series_moved: index("C160"),
            cost_centers: index("C161"),
            branch_new: index("C162"),
            branch_misspelled: index("C163"),
            line_differs: index("C164"),
            line_agrees: index("C165"),
            too_many: index("C166"),
            number_shape: index("C114"),
            unnamed: ["C110", "C112", "C114", "C193", "C194"].map(index),
            untimely: ["C102", "C104", "C105", "C114"].map(index),
        }
    }
}
