//! Lets a row meet the rules, and says what that makes of it.

use super::draft::Draft;
use super::rulebook::{Check, Failures, RULEBOOK, RuleContext};
use crate::model::Severity;

type RowCheck = fn(&Draft<'_>, &RuleContext, &mut Failures);

/// The rules in force, each with its severity.
#[derive(Debug)]
pub struct Judge {
    context: RuleContext,
    severities: Vec<Severity>,
    checks: Vec<(usize, RowCheck)>,
}

impl Judge {
    /// The rulebook with these severities instead of its own: `(index of the rule, severity)`.
    pub fn new(context: RuleContext, overrides: &[(usize, Severity)]) -> Judge {
        let mut severities: Vec<Severity> = RULEBOOK.iter().map(|rule| rule.severity).collect();
        for (rule, severity) in overrides {
            severities[*rule] = *severity;
        }
        let checks = RULEBOOK
            .iter()
            .enumerate()
            .filter(|(index, _)| severities[*index] != Severity::Off)
            .filter_map(|(index, rule)| match rule.check {
                Check::Row(check) => Some((index, check)),
                Check::Ledger => None,
            })
            .collect();
        Judge { context, severities, checks }
    }

    /// What the rules know beyond the row.
    pub fn context(&self) -> &RuleContext {
        &self.context
    }

    /// A rule's severity here.
    #[inline]
    pub fn severity(&self, rule: usize) -> Severity {
        self.severities[rule]
    }

    /// Lets the row meet every rule in force.
    #[inline]
    pub fn row(&self, draft: &Draft<'_>, failures: &mut Failures) {
        for (rule, check) in &self.checks {
            failures.speaking(*rule);
            check(draft, &self.context, failures);
        }
    }

    /// The heaviest severity among the failures.
    #[inline]
    pub fn heaviest(&self, failures: &Failures) -> Severity {
        failures
            .list()
            .iter()
            .map(|failure| self.severities[failure.rule])
            .max()
            .unwrap_or(Severity::Off)
    }
}
