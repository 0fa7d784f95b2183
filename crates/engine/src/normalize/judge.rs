//! Lets a row meet the rules, and says what that makes of it.

use super::draft::Draft;
use super::rulebook::{Failures, RULEBOOK, RuleContext};
use super::rules::{InForce, meet_all};
use crate::model::Severity;

/// The rules in force, each with its severity.
#[derive(Debug)]
pub struct Judge {
    context: RuleContext,
    severities: Vec<Severity>,
    in_force: InForce,
}

impl Judge {
    /// The rulebook with these severities instead of its own: `(index of the rule, severity)`.
    pub fn new(context: RuleContext, overrides: &[(usize, Severity)]) -> Judge {
        let mut severities: Vec<Severity> = RULEBOOK.iter().map(|rule| rule.severity).collect();
        for (rule, severity) in overrides {
            severities[*rule] = *severity;
        }
        let in_force = InForce::those(|rule| severities[rule] != Severity::Off);
        Judge { context, severities, in_force }
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
        meet_all(self.in_force, draft, &self.context, failures);
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
