//! The verdict on one finding, as the table in `mod.rs` has it; what a person has chosen comes first.

use std::collections::{BTreeMap, BTreeSet};

use super::accounts::Accounts;
use super::backtest::try_all;
use super::catalog::{Catalog, codes_of, inherited};
use super::{CostCenters, Inputs, doubt};
use crate::model::{
    Account, AccountChoice, BranchKey, BranchName, Candidate, Choice, CostCenter, Doubt, Finding,
    How, Proposal, SeriesCode, SeriesEntry, Subject, Verdict,
};

/// A verdict, or what it takes once an account has its code.
pub(super) enum Draft {
    /// The verdict.
    Final(Verdict),
    /// A new branch whose account is to be opened.
    Opens(Opening),
}

/// A new branch that needs an account.
pub(super) struct Opening {
    pub(super) key: BranchKey,
    pub(super) center: CostCenter,
    pub(super) how: How,
}

/// Everything that findings are judged by.
pub(super) struct Judge<'a> {
    inputs: &'a Inputs<'a>,
    catalog: Catalog<'a>,
    centers: CostCenters<'a>,
    accounts: Accounts<'a>,
    decisions: BTreeMap<(Subject, &'a SeriesCode, &'a BranchName), &'a Choice>,
    /// What persons have chosen for items of this plan, by branch and by the doubt that they ended.
    of_branches: BTreeMap<BranchKey, Vec<OfBranch<'a>>>,
    aliases: BTreeMap<BranchKey, &'a Choice>,
    /// Why names give no cost center by themselves, if they do not.
    unproven: Option<Doubt>,
}

/// A choice for every series of a branch that is in the same doubt.
struct OfBranch<'a> {
    doubt: Doubt,
    /// `None`: different ones were chosen, so that it is not known which is meant for the rest.
    choice: Option<&'a Choice>,
}

impl<'a> Judge<'a> {
    /// Indexes what was fetched and what was decided.
    pub(super) fn new(inputs: &'a Inputs<'a>, findings: &[Finding]) -> Judge<'a> {
        let rules = &inputs.policy.branches;
        let decisions = inputs.decisions.iter();
        let aliases = inputs.aliases.iter();
        let mut judge = Judge {
            inputs,
            catalog: Catalog::new(inputs.catalog, findings, rules),
            centers: CostCenters::new(inputs.cost_centers, rules),
            accounts: Accounts::new(inputs.accounts, inputs.policy),
            decisions: decisions
                .map(|decision| {
                    ((decision.subject, &decision.code, &decision.branch), &decision.choice)
                })
                .collect(),
            of_branches: BTreeMap::new(),
            unproven: None,
            aliases: aliases
                .map(|alias| (rules.key(&alias.branch.0), &alias.choice))
                .filter(|(_, choice)| !matches!(choice, Choice::Skip { .. }))
                .collect(),
        };
        judge.unproven = judge.try_names();
        findings.iter().for_each(|finding| judge.note_for_branch(finding));
        judge
    }

    /// Why names give no cost center by themselves: that they would have given one of the catalog's branches another
    /// code than it has.
    fn try_names(&self) -> Option<Doubt> {
        let tried = try_all(&self.catalog, &self.centers, &self.aliases);
        let first = tried.wrong.first()?;
        Some(Doubt::NamesUnproven {
            wrong: tried.wrong.len() as u64,
            branch: first.branch.clone(),
            listed: first.listed.clone(),
            matched: format!("{} {}", first.matched.code, first.matched.name),
        })
    }

    /// What was decided about a series and branch, and nothing else.
    fn decision(&self, finding: &Finding) -> Option<&'a Choice> {
        self.decisions.get(&(finding.subject, &finding.code, &finding.branch)).copied()
    }

    /// Notes what a person has chosen, for the other series of its branch: nothing but not to register one.
    fn note_for_branch(&mut self, finding: &Finding) {
        let Some(choice) = self.decision(finding) else { return };
        if matches!(choice, Choice::Skip { .. }) {
            return;
        }
        let Draft::Final(Verdict::Unresolved { doubt, .. }) = self.judge_as(finding, None) else {
            return;
        };
        if !doubt.is_of_branch() {
            return;
        }
        let key = self.inputs.policy.branches.key(&finding.branch.0);
        let of_branch = self.of_branches.entry(key).or_default();
        match of_branch.iter_mut().find(|known| known.doubt == doubt) {
            Some(known) if known.choice != Some(choice) => known.choice = None,
            Some(_) => {}
            None => of_branch.push(OfBranch { doubt, choice: Some(choice) }),
        }
    }

    /// The verdict.
    pub(super) fn judge(&self, finding: &Finding) -> Draft {
        let decision = self.decision(finding);
        let draft = self.judge_as(finding, decision);
        let Draft::Final(Verdict::Unresolved { doubt, .. }) = &draft else { return draft };
        if decision.is_some() || finding.subject == Subject::Other {
            return draft;
        }
        let key = self.inputs.policy.branches.key(&finding.branch.0);
        let mut of_branch = self.of_branches.get(&key).into_iter().flatten();
        match of_branch.find(|known| known.doubt == *doubt).and_then(|known| known.choice) {
            Some(choice) => self.chosen(finding, &key, choice, How::Decision),
            None => draft,
        }
    }

    /// The verdict, with this decision or none.
    fn judge_as(&self, finding: &Finding, decision: Option<&Choice>) -> Draft {
        if let Some(Choice::Skip { reason }) = decision {
            return Draft::Final(Verdict::Skipped { reason: reason.clone() });
        }
        if finding.subject == Subject::Other {
            return Draft::Final(Verdict::NotASeries);
        }
        if finding.code.0.is_empty() {
            return Draft::Final(doubt(Doubt::UnreadableSeries));
        }
        if let Some(row) = self.catalog.same(&finding.code, &finding.branch) {
            return Draft::Final(Verdict::AlreadyListed { row: row.clone() });
        }
        let key = self.inputs.policy.branches.key(&finding.branch.0);
        if key == BranchKey::default() {
            return Draft::Final(doubt(Doubt::UnreadableBranch));
        }
        if let Some(choice) = decision {
            return self.chosen(finding, &key, choice, How::Decision);
        }
        if !key.is_readable() {
            return self.doubtful(finding, &key, Doubt::UnreadableBranch);
        }
        let alike = self.catalog.alike(&finding.code, &key);
        if !alike.is_empty() {
            return self.inherits(finding, &key, &alike, How::Spelling);
        }
        let elsewhere = self.catalog.elsewhere(&finding.code, &key);
        let known = self.catalog.of_branch(&key);
        match (elsewhere.is_empty(), known.is_empty()) {
            (true, false) => self.inherits(finding, &key, known, How::Key),
            (false, false) => match inherited(known, finding, self.inputs.policy) {
                Ok(_) => self.doubtful(finding, &key, Doubt::SeriesMoved { from: elsewhere }),
                Err(doubt) => self.doubtful(finding, &key, doubt),
            },
            (false, true) => self.renamed_or_new(finding, &key, elsewhere),
            (true, true) => match self.aliases.get(&key) {
                Some(choice) => self.chosen(finding, &key, choice, How::Alias),
                None => self.new_branch(finding, &key),
            },
        }
    }

    /// The codes of rows that are of the branch, if they agree.
    fn inherits(
        &self,
        finding: &Finding,
        key: &BranchKey,
        rows: &[&SeriesEntry],
        how: How,
    ) -> Draft {
        match inherited(rows, finding, self.inputs.policy) {
            Ok(row) => Draft::Final(Verdict::Inherited { how, row }),
            Err(doubt) => self.doubtful(finding, key, doubt),
        }
    }

    /// A series that is listed, in a branch that is not known: certain only where a person has said before that the
    /// branch is the one in which the series is listed.
    fn renamed_or_new(
        &self,
        finding: &Finding,
        key: &BranchKey,
        present: Vec<BranchName>,
    ) -> Draft {
        let rules = &self.inputs.policy.branches;
        if let Some(Choice::SameAs { branch }) = self.aliases.get(key) {
            let target = rules.key(&branch.0);
            if present.iter().all(|name| rules.key(&name.0) == target) {
                return self.inherits(finding, key, self.catalog.of_branch(&target), How::Alias);
            }
        }
        self.doubtful(finding, key, Doubt::RenamedOrNew { present })
    }

    /// A branch that the catalog does not know.
    fn new_branch(&self, finding: &Finding, key: &BranchKey) -> Draft {
        if self.centers.is_empty() {
            return self.doubtful(finding, key, Doubt::NoCostCenters);
        }
        match (self.centers.alike(key).as_slice(), &self.unproven) {
            ([], _) => self.doubtful(finding, key, Doubt::NoneAlike),
            ([_], Some(doubt)) => self.doubtful(finding, key, doubt.clone()),
            ([center], None) => self.with_cost_center(finding, key, center, How::Key),
            (several, _) => {
                let codes = several.iter().map(|center| center.code.clone()).collect();
                self.doubtful(finding, key, Doubt::SeveralCostCenters { codes })
            }
        }
    }

    /// A new branch with its cost center: what remains is its account.
    fn with_cost_center(
        &self,
        finding: &Finding,
        key: &BranchKey,
        center: &CostCenter,
        how: How,
    ) -> Draft {
        let names = self.centers.named(&center.code);
        if how == How::Key && names.len() > 1 {
            let names = names.iter().map(|center| center.name.clone()).collect();
            let code = center.code.clone();
            return self.doubtful(finding, key, Doubt::RepeatedCostCenter { code, names });
        }
        let asked = how == How::Decision;
        match self.accounts.find(key, &finding.branch, &finding.code, asked) {
            Ok(Some(account)) => Draft::Final(Verdict::New {
                how,
                row: self.new_row(finding, center, account),
                account: AccountChoice::Reuse(account.clone()),
            }),
            Ok(None) => Draft::Opens(Opening { key: key.clone(), center: center.clone(), how }),
            Err(doubt) => self.doubtful(finding, key, doubt),
        }
    }

    /// What a person has chosen, now or before, as far as it still means the same.
    fn chosen(&self, finding: &Finding, key: &BranchKey, choice: &Choice, how: How) -> Draft {
        let void = |choice: String| self.doubtful(finding, key, Doubt::ChoiceVoid { choice });
        match choice {
            Choice::Skip { reason } => Draft::Final(Verdict::Skipped { reason: reason.clone() }),
            Choice::SameAs { branch } => {
                let rows = self.catalog.of_branch(&self.inputs.policy.branches.key(&branch.0));
                match rows.is_empty() {
                    true => void(branch.0.clone()),
                    false => self.inherits(finding, key, rows, how),
                }
            }
            Choice::CostCenter(center) => {
                if self.centers.is_empty() {
                    return self.doubtful(finding, key, Doubt::NoCostCenters);
                }
                if !self.inputs.cost_centers.entries.contains(center) {
                    return void(format!("{} {}", center.code, center.name));
                }
                let known = self.catalog.of_branch(key).iter().copied();
                let of_center: Vec<_> =
                    known.filter(|entry| entry.cost_center == center.code).collect();
                match codes_of(&of_center).is_empty() {
                    true => self.with_cost_center(finding, key, center, how),
                    false => self.inherits(finding, key, &of_center, how),
                }
            }
        }
    }

    /// The row of a new branch.
    pub(super) fn new_row(
        &self,
        finding: &Finding,
        center: &CostCenter,
        account: &Account,
    ) -> SeriesEntry {
        SeriesEntry {
            code: finding.code.clone(),
            cost_center: center.code.clone(),
            cost_center_name: center.name.clone(),
            branch: finding.branch.clone(),
            operation_type: self.inputs.policy.operation_type.clone(),
            operation_name: self.inputs.policy.operation_name.clone(),
            account: account.code.to_string(),
            account_name: account.name.clone(),
        }
    }

    /// A new branch for whose account no code is left.
    pub(super) fn no_code(&self, opening: &Opening) -> Verdict {
        let prefix = self.inputs.policy.account_prefix.clone();
        let key = self.inputs.policy.branches.key(&opening.center.name);
        let center = self.centers.candidate(&opening.center, &key, &opening.key, None);
        Verdict::Unresolved { doubt: Doubt::PrefixEnded { prefix }, candidates: vec![center] }
    }

    /// A doubt, with what it may be.
    fn doubtful(&self, finding: &Finding, key: &BranchKey, doubt: Doubt) -> Draft {
        let ledger = self.inputs.ledger_codes.get(&finding.branch);
        let rules = &self.inputs.policy.branches;
        let mut candidates = Vec::new();
        match &doubt {
            Doubt::SeriesMoved { .. } => candidates.extend(self.branch_candidates(key, key)),
            Doubt::RenamedOrNew { present } => {
                for name in present {
                    candidates.extend(self.branch_candidates(&rules.key(&name.0), key));
                }
            }
            Doubt::ContradictoryCatalog { .. } => {
                return unresolved(doubt, self.codes_candidates(key, key));
            }
            _ => {}
        }
        if !matches!(doubt, Doubt::SeriesMoved { .. }) {
            candidates.extend(self.centers.rank(key, ledger));
        }
        let mut seen = BTreeSet::new();
        candidates.retain(|candidate| seen.insert(candidate.proposal.clone()));
        for candidate in &mut candidates {
            if let Proposal::CostCenter { name, .. } = &candidate.proposal {
                candidate.account = self.accounts.named(&rules.key(name)).cloned();
            }
        }
        unresolved(doubt, candidates)
    }

    /// The cost centers that the catalog has for a branch, as candidates for another one or for itself: there only those
    /// that have one account, since choosing among accounts is nobody's here.
    fn codes_candidates(&self, of: &BranchKey, key: &BranchKey) -> Vec<Candidate> {
        let codes = codes_of(self.catalog.of_branch(of));
        let is_clear = |code: &str| codes.keys().filter(|(other, _)| *other == code).count() == 1;
        let mut candidates: Vec<_> = codes
            .iter()
            .filter(|((code, _), _)| of != key || is_clear(code))
            .map(|((code, _), entry)| {
                let listed = self.centers.named(code);
                let name = listed.first().map_or(&entry.cost_center_name, |center| &center.name);
                Candidate {
                    proposal: Proposal::CostCenter { code: (*code).to_owned(), name: name.clone() },
                    differs: Vec::new(),
                    ledger_agrees: false,
                    account: None,
                }
            })
            .collect();
        candidates.dedup();
        candidates
    }

    /// A branch of the catalog as a candidate. One that the catalog contradicts cannot be said to be the same: its cost
    /// centers are proposed instead.
    fn branch_candidates(&self, of: &BranchKey, key: &BranchKey) -> Vec<Candidate> {
        let codes = codes_of(self.catalog.of_branch(of));
        if codes.len() > 1 {
            let differs = super::candidates::differences(key, of);
            let codes = self.codes_candidates(of, key).into_iter();
            return codes
                .map(|candidate| Candidate { differs: differs.clone(), ..candidate })
                .collect();
        }
        codes
            .into_iter()
            .map(|((cost_center, account), entry)| Candidate {
                proposal: Proposal::SameAs {
                    branch: entry.branch.clone(),
                    cost_center: cost_center.to_owned(),
                    account: account.to_owned(),
                },
                differs: super::candidates::differences(key, of),
                ledger_agrees: false,
                account: None,
            })
            .collect()
    }
}

fn unresolved(doubt: Doubt, candidates: Vec<Candidate>) -> Draft {
    Draft::Final(Verdict::Unresolved { doubt, candidates })
}
