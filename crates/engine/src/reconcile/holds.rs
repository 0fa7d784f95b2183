//! Whether a stored plan still fits the world, asked before it is applied.
//!
//! What the plan itself has done meanwhile (accounts opened, rows registered) is no move: only something else than what was
//! planned is.

use super::{Inputs, reconcile};
use crate::model::{
    Account, BranchName, Finding, Language, Plan, PlanItem, Sentence, SeriesCode, SeriesEntry,
    Verdict, fold,
};

const MOVED: Sentence = Sentence::new(
    "La propuesta ya no vale: lo que dicen las plataformas cambió para {items}. No se registró nada; se hace una nueva.",
    "The plan does not hold any more: what the platforms say has changed for {items}. Nothing was registered; a new one is made.",
);

/// Why a plan is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// What has changed, in the plan's order.
    pub items: Vec<MovedItem>,
}

/// An item that would be decided otherwise now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MovedItem {
    /// Its number in the plan.
    pub number: u32,
    /// Its series.
    pub code: SeriesCode,
    /// Its branch.
    pub branch: BranchName,
    /// What would be decided now.
    pub now: Verdict,
}

impl Moved {
    /// What has changed, and what happens.
    pub fn say(&self, language: Language) -> String {
        let items = self
            .items
            .iter()
            .map(|item| format!("{} @ {} (#{})", item.code.0, item.branch.0, item.number));
        MOVED.fill(language, &[("items", &items.collect::<Vec<_>>().join(", "))])
    }
}

/// Judges the certain items of a plan again by what was just fetched. The findings of `inputs` are not looked at.
pub fn still_holds(plan: &Plan, inputs: &Inputs<'_>) -> Result<(), Moved> {
    let certain: Vec<&PlanItem> = plan.certain().collect();
    // What a person has decided about one item may be why another one of its branch is certain.
    let is_decided = |item: &&PlanItem| {
        inputs.decisions.iter().any(|decision| {
            decision.subject == item.subject
                && decision.code == item.code
                && decision.branch == item.branch
        })
    };
    let findings: Vec<Finding> = plan
        .items
        .iter()
        .filter(|item| item.row().is_some() || is_decided(item))
        .map(finding_of)
        .collect();
    let mut allotted: Vec<Account> = plan.accounts_to_open();
    allotted.extend_from_slice(inputs.allotted);
    let again = reconcile(&Inputs { findings: &findings, allotted: &allotted, ..*inputs });
    let moved = certain.iter().filter_map(|was| {
        let now =
            again.items.iter().find(|now| now.code == was.code && now.branch == was.branch)?;
        let same = was.row().zip(row_now(now)).is_some_and(|(was, now)| means_the_same(was, now));
        (!same).then(|| MovedItem {
            number: was.number,
            code: was.code.clone(),
            branch: was.branch.clone(),
            now: now.verdict.clone(),
        })
    });
    let items: Vec<_> = moved.collect();
    if items.is_empty() { Ok(()) } else { Err(Moved { items }) }
}

fn finding_of(item: &PlanItem) -> Finding {
    Finding {
        subject: item.subject,
        code: item.code.clone(),
        branch: item.branch.clone(),
        count: item.count,
        first: item.first.clone(),
        report_line: 0,
        reasons: item.reasons.clone(),
    }
}

/// The row that would be added now, or the one that is there already.
fn row_now(item: &PlanItem) -> Option<&SeriesEntry> {
    match &item.verdict {
        Verdict::AlreadyListed { row } => Some(row),
        _ => item.row(),
    }
}

/// Whether two rows send the series to the same places; descriptions may come back in other letters.
fn means_the_same(was: &SeriesEntry, now: &SeriesEntry) -> bool {
    was.texts().iter().zip(now.texts()).enumerate().all(|(at, (was, now))| match at {
        2 | 5 | 7 => fold::sentence(was) == fold::sentence(now),
        _ => *was == now,
    })
}
