//! Dates of issue and due dates.

use crate::model::Period;
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::RuleContext;

pub(super) mod due_date_order;
pub(super) mod due_date_present;
pub(super) mod due_date_readable;
pub(super) mod issue_date_in_period;
pub(super) mod issue_date_not_later;
pub(super) mod issue_date_optional;
pub(super) mod issue_date_readable;

/// The period in which the row's dates must lie: its own, and the ledger's where it has none.
///
/// Whether the row's own is the right one is said by the rule on periods, once.
fn period_of(draft: &Draft<'_>, context: &RuleContext) -> Period {
    draft.period.good().unwrap_or(context.period)
}
