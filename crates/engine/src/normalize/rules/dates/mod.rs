//! Dates of issue and due dates.

use crate::model::Period;
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::RuleContext;
use crate::normalize::rules::period::belongs;

pub(super) mod due_date_order;
pub(super) mod due_date_present;
pub(super) mod due_date_readable;
pub(super) mod issue_date_in_period;
pub(super) mod issue_date_not_later;
pub(super) mod issue_date_optional;
pub(super) mod issue_date_readable;

/// The period in which the row's dates must lie: its own, and the ledger's where nobody can read it.
///
/// `None` where the row's own is not one of this ledger. That is said once, by the rule on periods; to compare dates
/// with a month that is wrong would blame the dates as well.
fn period_of(draft: &Draft<'_>, context: &RuleContext) -> Option<Period> {
    let period = draft.period.good().unwrap_or(context.period);
    belongs(draft, period, context).then_some(period)
}
