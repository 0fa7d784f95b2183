//! The period of a row: readable, and of this ledger.

use crate::model::{Period, State};
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::RuleContext;

pub(super) mod of_ledger;
pub(super) mod readable;

/// Whether a row may bear that period: the ledger's, or an earlier one that its state explains.
#[inline]
pub(super) fn belongs(draft: &Draft<'_>, period: Period, context: &RuleContext) -> bool {
    period == context.period
        || period < context.period && !matches!(draft.state, State::Current | State::Blank)
}
