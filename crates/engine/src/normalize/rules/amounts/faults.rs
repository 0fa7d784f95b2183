//! Which amounts of a row are bad, and why: for the three rules that say it.

use crate::model::Field;
use crate::normalize::draft::{AmountFault, Draft};
use crate::normalize::rulebook::{Failures, RuleContext};

/// Says each amount that is bad for this reason. An error of the spreadsheet is said by its own rule.
#[cold]
pub(super) fn say(
    draft: &Draft<'_>,
    context: &RuleContext,
    reason: AmountFault,
    failures: &mut Failures,
) {
    for (index, field) in Field::AMOUNTS.into_iter().enumerate() {
        if draft.amounts[index].is_bad()
            && !draft.cell(field).is_error_or_bool()
            && draft.amount_fault(field, context.marks[index]) == reason
        {
            failures.at(field);
        }
    }
}
