//! Accounts by the name that a branch's account should have, and codes for those to open.

use std::collections::BTreeMap;

use super::{AccountPer, Inputs, Policy};
use crate::model::{
    Account, AccountCode, AccountList, BranchKey, BranchName, BranchRules, Doubt, SeriesCode,
};

/// The place of the branch's name in the template.
const BRANCH: &str = "{branch}";

/// How accounts are named.
#[derive(Clone, Debug)]
pub(super) struct Template {
    text: String,
}

impl Template {
    /// The template of the settings, with a place for whatever has an account of its own.
    pub(super) fn new(policy: &Policy) -> Template {
        let mut text = policy.account_name.trim().to_owned();
        if !text.contains(BRANCH) {
            text.push_str(" - {branch}");
        }
        if policy.account_per == AccountPer::Series && !text.contains("{series}") {
            text.push_str(" {series}");
        }
        Template { text }
    }

    /// The name of an account.
    pub(super) fn fill(&self, branch: &BranchName, code: &SeriesCode) -> String {
        let (before, after) = self.text.split_once(BRANCH).unwrap_or((&self.text, ""));
        let fill = |part: &str| part.replace("{series}", &code.0);
        format!("{}{}{}", fill(before), branch.0, fill(after)).trim().to_owned()
    }

    /// The words before and after the branch.
    fn around(&self, rules: &BranchRules) -> (Vec<String>, Vec<String>) {
        let (before, after) = self.text.split_once(BRANCH).unwrap_or((&self.text, ""));
        (rules.words(before), rules.words(after))
    }
}

/// The branch that words name in the place of the template.
fn inside<'w>(words: &'w [String], around: &(Vec<String>, Vec<String>)) -> Option<&'w [String]> {
    words.strip_prefix(around.0.as_slice())?.strip_suffix(around.1.as_slice())
}

/// The accounts, ready for questions about branches.
pub(super) struct Accounts<'a> {
    policy: &'a Policy,
    template: Template,
    is_empty: bool,
    /// By the branch that the template's place names.
    by_branch: BTreeMap<BranchKey, Vec<&'a Account>>,
    /// By the branch that another name bears: the whole name, or what follows its last dash.
    otherwise: BTreeMap<BranchKey, Vec<&'a Account>>,
    /// By all words of the name, where each series has an account.
    by_words: BTreeMap<String, Vec<&'a Account>>,
}

impl<'a> Accounts<'a> {
    /// Indexes a list.
    pub(super) fn new(list: &'a AccountList, policy: &'a Policy) -> Accounts<'a> {
        let rules = &policy.branches;
        let template = Template::new(policy);
        let around = template.around(rules);
        let mut accounts = Accounts {
            policy,
            template,
            is_empty: list.entries.is_empty(),
            by_branch: BTreeMap::new(),
            otherwise: BTreeMap::new(),
            by_words: BTreeMap::new(),
        };
        for account in &list.entries {
            let words = rules.words(&account.name);
            if policy.account_per == AccountPer::Series {
                accounts.by_words.entry(words.join(" ")).or_default().push(account);
            } else if let Some(branch) = inside(&words, &around) {
                let key = rules.key_of_words(branch.to_vec());
                accounts.by_branch.entry(key).or_default().push(account);
            } else {
                if let Some((_, tail)) = account.name.rsplit_once(" - ") {
                    accounts.otherwise.entry(rules.key(tail)).or_default().push(account);
                }
                let key = rules.key_of_words(words);
                accounts.otherwise.entry(key).or_default().push(account);
            }
        }
        accounts
    }

    /// The one account that bears a branch in its name, in the template's place or otherwise.
    pub(super) fn named(&self, key: &BranchKey) -> Option<&'a Account> {
        let lists = [self.by_branch.get(key), self.otherwise.get(key)];
        let mut all: Vec<_> = lists.into_iter().flat_map(sorted).collect();
        all.dedup_by_key(|account| account.code);
        if all.len() == 1 { all.pop() } else { None }
    }

    /// The account of a branch: one that exists, none, or a doubt. `asked` is whether a person has seen other names
    /// already and wants one of its own.
    pub(super) fn find(
        &self,
        key: &BranchKey,
        branch: &BranchName,
        code: &SeriesCode,
        asked: bool,
    ) -> Result<Option<&'a Account>, Doubt> {
        if self.is_empty {
            return Err(Doubt::NoAccounts);
        }
        let named = match self.policy.account_per {
            AccountPer::Branch => self.by_branch.get(key),
            AccountPer::Series => {
                let name = self.policy.branches.words(&self.template.fill(branch, code));
                self.by_words.get(&name.join(" "))
            }
        };
        match sorted(named).as_slice() {
            [] => {}
            [account] => return Ok(Some(account)),
            several => {
                let codes = several.iter().map(|account| account.code).collect();
                return Err(Doubt::SeveralAccounts { codes });
            }
        }
        let others = sorted(self.otherwise.get(key));
        if others.is_empty() || asked {
            return Ok(None);
        }
        Err(Doubt::OtherAccountName { accounts: others.into_iter().cloned().collect() })
    }
}

/// Accounts in order of code, each code once.
fn sorted<'a>(accounts: Option<&Vec<&'a Account>>) -> Vec<&'a Account> {
    let mut accounts: Vec<_> = accounts.into_iter().flatten().copied().collect();
    accounts.sort_unstable();
    accounts.dedup_by_key(|account| account.code);
    accounts
}

/// Gives out codes: the next after the highest that begins with the prefix. Gaps are not reused, since they may belong
/// to accounts that a list leaves out (H23).
pub(super) struct Allotter<'a> {
    inputs: &'a Inputs<'a>,
    template: Template,
    around: (Vec<String>, Vec<String>),
    highest: Option<AccountCode>,
}

impl<'a> Allotter<'a> {
    /// Looks for the highest code: in the list, in the catalog, and among those that earlier plans have given out.
    pub(super) fn new(inputs: &'a Inputs<'a>) -> Allotter<'a> {
        let prefix = inputs.policy.account_prefix.as_str();
        let listed = inputs.accounts.entries.iter().chain(inputs.allotted);
        let listed = listed.map(|account| account.code);
        let rows = inputs.catalog.rows.iter();
        let in_catalog = rows.filter_map(|row| AccountCode::parse(&row.entry.account));
        let highest = listed.chain(in_catalog).filter(|code| code.as_str().starts_with(prefix));
        let template = Template::new(inputs.policy);
        let around = template.around(&inputs.policy.branches);
        Allotter { inputs, template, around, highest: highest.max() }
    }

    /// The account to open for a branch; `None` where the prefix has no code left.
    pub(super) fn allot(
        &mut self,
        key: &BranchKey,
        branch: &BranchName,
        code: &SeriesCode,
    ) -> Option<Account> {
        let name = self.template.fill(branch, code);
        if let Some(known) = self.meant_before(key, &name) {
            return Some(known);
        }
        let prefix = self.inputs.policy.account_prefix.as_str();
        let next = AccountCode::after(self.highest, prefix)?;
        self.highest = Some(next);
        Some(Account { code: next, name })
    }

    /// The account that an earlier plan of this run meant for the branch; one whose code somebody has taken since is
    /// passed over, so that the plan that was made anew then is made again as it was.
    fn meant_before(&self, key: &BranchKey, name: &str) -> Option<Account> {
        let rules = &self.inputs.policy.branches;
        let words = rules.words(name);
        let is_meant = |account: &&Account| {
            let of_account = rules.words(&account.name);
            match self.inputs.policy.account_per {
                AccountPer::Series => of_account == words,
                AccountPer::Branch => inside(&of_account, &self.around)
                    .is_some_and(|branch| rules.key_of_words(branch.to_vec()) == *key),
            }
        };
        let is_free = |meant: &&Account| {
            self.inputs.accounts.entries.iter().all(|account| account.code != meant.code)
        };
        self.inputs.allotted.iter().filter(is_meant).find(is_free).cloned()
    }
}
