//! 6. Findings, catalog, cost centers and accounts to a plan; whether it may be applied.

use std::collections::BTreeMap;

use super::Approve;
use super::asked::Asked;
use super::reports::{Lists, catalog_in, doubted_accounts_in, doubted_cost_centers_in};
use super::steps::{REPORTS, Steps, parse_item};
use super::stop::Stop;
use super::story::{Left, Open};
use crate::journal::{Decided, EffectState, Outcome, Phase, Verb};
use crate::model::{
    Account, Alias, BranchName, Choice, CostCenter, Decision, ItemKey, Language, Plan, PlanItem,
    Sentence, Verdict,
};
use crate::ports::{AccountingSystem, ImportPlatform};
use crate::reconcile::{Inputs, LedgerCodes, reconcile};

const LISTED: Sentence = Sentence::new(
    "La plataforma se queja de una serie que su catálogo ya tiene con esta sucursal.",
    "The platform complains of a series that its catalog has in this branch.",
);
const NOT_A_SERIES: Sentence = Sentence::new(
    "El detalle no es por una serie que falta: {reasons}.",
    "The detail is not about a missing series: {reasons}.",
);

const COST_CENTERS: Sentence = Sentence::new("Centros de costo", "Cost centers");
const ACCOUNTS: Sentence = Sentence::new("Cuentas corrientes", "Accounts");
const APPLIED: Sentence =
    Sentence::new("; lo cierto ya se registró", "; what was certain is registered");
const DECIDE: Sentence = Sentence::new(
    "decida con la orden `cuadre decide` que ahí se propone (una decisión por sucursal basta)",
    "decide by the `cuadre decide` that is proposed there (one decision for a branch is enough)",
);
const DECIDE_EACH: Sentence = Sentence::new(
    "decida con la orden `cuadre decide` que ahí se propone",
    "decide by the `cuadre decide` that is proposed there",
);
const LOOK: Sentence = Sentence::new(
    "si la plataforma no observa una serie que falta, revise el documento en ella, u omítalo con `--skip`",
    "where the platform complains of no missing series, look at the document in it, or skip it by `--skip`",
);
const MEND: Sentence = Sentence::new(
    "donde no hay qué elegir, corrija lo que ahí se dice",
    "where there is nothing to choose, mend what is said there",
);

/// What a person can do about the open items, by what they are.
fn how(plan: &Plan, language: Language) -> String {
    let of_branch = |item: &&PlanItem| matches!(&item.verdict, Verdict::Unresolved { doubt, candidates } if doubt.is_of_branch() && !candidates.is_empty());
    let choice = |item: &&PlanItem| matches!(&item.verdict, Verdict::Unresolved { candidates, .. } if !candidates.is_empty());
    let none = |item: &&PlanItem| matches!(&item.verdict, Verdict::Unresolved { candidates, .. } if candidates.is_empty());
    let other = |item: &&PlanItem| !matches!(item.verdict, Verdict::Unresolved { .. });
    let mut parts = Vec::new();
    if plan.unresolved().filter(of_branch).count() > 1 {
        parts.push(DECIDE);
    } else if plan.unresolved().any(|item| choice(&item)) {
        parts.push(DECIDE_EACH);
    }
    parts.extend(plan.unresolved().any(|item| other(&item)).then_some(LOOK));
    parts.extend(plan.unresolved().any(|item| none(&item)).then_some(MEND));
    parts.iter().map(|part| part.text(language)).collect::<Vec<_>>().join("; ")
}

/// The accounts that a plan opens, as a part of a sentence; nothing where it opens none.
fn opened(plan: &Plan, language: Language) -> String {
    let accounts = plan.accounts_to_open().len();
    if accounts == 0 {
        return String::new();
    }
    let words = Sentence::new(
        " y abrir {accounts} {accounts?cuenta|cuentas}",
        " and open {accounts} {accounts?account|accounts}",
    );
    words.fill(language, &[("accounts", &accounts.to_string())])
}

/// What persons have said, as the plan wants it.
pub(super) struct Words {
    aliases: Vec<Alias>,
    decisions: Vec<Decision>,
    allotted: Vec<Account>,
    ledger_codes: LedgerCodes,
    /// The numbers that items of earlier plans of the run bear: a command that was noted down must not hit another one.
    numbers: BTreeMap<ItemKey, u32>,
}

impl Steps<'_> {
    /// Makes the plan of the round and stores it; goes on where it may be applied.
    pub(super) fn reconcile(&mut self) -> Result<(), Box<Stop>> {
        // Before anything is sent, nobody has complained yet.
        let is_first = self.run.generation == 0;
        let found = if is_first { Vec::new() } else { self.findings()? };
        let words = self.words()?;
        let lists = self.fetch_lists()?;
        let findings = if is_first { self.predicted(&lists.catalog) } else { found };
        if is_first && findings.is_empty() {
            return self.advance(Phase::Load);
        }
        self.compare_with_predicted(&lists.catalog, &findings);
        let mut plan = reconcile(&self.inputs(&findings, &lists, &words));
        plan.renumber(&words.numbers);
        self.story.doubtful_lines.clone_from(&lists.doubts);
        self.lists = Some(lists);
        let hash =
            self.journal.store_plan(self.clock, &self.run.id, self.run.round, &plan.canonical())?;
        self.list_open(&plan);
        let listed =
            plan.items.iter().any(|item| matches!(item.verdict, Verdict::AlreadyListed { .. }));
        if listed && !self.details_are_fresh {
            // Somebody has registered it meanwhile: the platform shall look again.
            return self.advance(Phase::Process);
        }
        let additions = plan.additions().len();
        if additions == 0 {
            if is_first {
                return self.advance(Phase::Load);
            }
            // What a person has skipped keeps nothing from being done, and is told: the platform still holds it.
            if plan.unresolved().next().is_none() {
                return self.advance(Phase::Done);
            }
            return Err(self.unresolved(&plan));
        }
        if self.order.approve == Approve::Ask {
            let latest =
                self.journal.plans(&self.run.id)?.into_iter().rfind(|known| known.hash == hash);
            if latest.is_none_or(|known| known.approved.is_none()) {
                let values =
                    vec![("count", additions.to_string()), ("run", self.run.id.to_string())];
                let stop = Stop::end(Outcome::Waiting, "plan-not-approved", values);
                return Err(stop.spoken("opened", |language| opened(&plan, language)));
            }
        } else {
            self.journal.approve_plan(self.clock, &self.run.id, &hash, "policy")?;
        }
        self.advance(Phase::Register)
    }

    pub(super) fn unresolved(&self, plan: &Plan) -> Box<Stop> {
        let values = vec![
            ("count", plan.unresolved().count().to_string()),
            ("run", self.run.id.to_string()),
        ];
        let is_registering = self.journal.effects(&self.run.id).is_ok_and(|effects| {
            let mut effects = effects.iter();
            effects.any(|row| row.verb == Verb::RegisterSeries && row.state == EffectState::Done)
        });
        let rest = if is_registering { APPLIED } else { Sentence::new("", "") };
        Stop::end(Outcome::Waiting, "items-unresolved", values)
            .spoken("rest", |language| rest.text(language).to_owned())
            .spoken("how", |language| how(plan, language))
    }

    pub(super) fn inputs<'i>(
        &'i self,
        findings: &'i [crate::model::Finding],
        lists: &'i Lists,
        words: &'i Words,
    ) -> Inputs<'i> {
        Inputs {
            findings,
            catalog: &lists.catalog,
            cost_centers: &lists.cost_centers,
            accounts: &lists.accounts,
            policy: &self.order.policy,
            aliases: &words.aliases,
            decisions: &words.decisions,
            allotted: &words.allotted,
            ledger_codes: &words.ledger_codes,
        }
    }

    /// The catalog, the cost centers and the accounts, fetched now.
    pub(super) fn fetch_lists(&mut self) -> Result<Lists, Box<Stop>> {
        self.open_import()?;
        self.open_accounting()?;
        let reports = self.path(REPORTS)?;
        let failed = |asked: Asked| move |failure| Stop::platform(asked, &failure);
        let (Some(import), Some(accounting)) = (&mut self.import, &mut self.accounting) else {
            return Err(Stop::end(Outcome::Interrupted, "attempt-interrupted", Vec::new()));
        };
        let catalog_path = import.fetch_catalog(&reports).map_err(failed(Asked::Catalog))?;
        let centers =
            accounting.fetch_cost_centers(&reports).map_err(failed(Asked::CostCenters))?;
        let accounts = accounting.fetch_accounts(&reports).map_err(failed(Asked::Accounts))?;
        let catalog = self.read(&catalog_path, catalog_in)?;
        let (cost_centers, of_centers) = self.read(&centers, doubted_cost_centers_in)?;
        let (accounts, of_accounts) = self.read(&accounts, doubted_accounts_in)?;
        let mut doubts = of_centers.of(COST_CENTERS);
        doubts.extend(of_accounts.of(ACCOUNTS));
        Ok(Lists { catalog, cost_centers, accounts, doubts })
    }

    pub(super) fn words(&self) -> Result<Words, Box<Stop>> {
        let aliases =
            self.journal.aliases(&self.order.company.name)?.into_iter().map(|alias| Alias {
                branch: BranchName(alias.branch_key),
                choice: Choice::CostCenter(alias.cost_center),
            });
        let decisions =
            self.journal.decisions(&self.run.id)?.into_iter().filter_map(|(item, decision)| {
                let (subject, code, branch) = parse_item(&item)?;
                let choice = match decision.decided {
                    Decided::CostCenter(value) => {
                        let (code, name) = value.split_once('\t').unwrap_or((&value, ""));
                        Choice::CostCenter(CostCenter {
                            code: code.to_owned(),
                            name: name.to_owned(),
                        })
                    }
                    Decided::SameAs(branch) => Choice::SameAs { branch: BranchName(branch) },
                    Decided::Skip(reason) => Choice::Skip { reason },
                };
                Some(Decision { subject, code, branch, choice })
            });
        let plans = self.journal.plans(&self.run.id)?;
        let earlier = plans.iter().filter_map(|plan| serde_json::from_str::<Plan>(&plan.json).ok());
        let earlier: Vec<Plan> = earlier.collect();
        let numbers =
            earlier.iter().flat_map(|plan| &plan.items).map(|item| (item.key(), item.number));
        Ok(Words {
            numbers: numbers.collect(),
            aliases: aliases.collect(),
            decisions: decisions.collect(),
            allotted: earlier.iter().flat_map(Plan::accounts_to_open).collect(),
            ledger_codes: self.ledger_codes(),
        })
    }

    /// The cost centers that the ledger's own rows name, by branch (column 39); nothing where the totals do not say.
    fn ledger_codes(&self) -> LedgerCodes {
        let mut codes = LedgerCodes::new();
        for sold in self.sold() {
            codes.entry(sold.branch).or_default().extend(sold.cost_centers);
        }
        codes
    }

    /// The latest plan, as it was stored.
    pub(super) fn plan_of_last_round(&self) -> Result<Plan, Box<Stop>> {
        let stored = self.journal.latest_plan(&self.run.id)?;
        let plan = stored.and_then(|stored| serde_json::from_str(&stored.json).ok());
        Ok(plan.unwrap_or(Plan { schema: String::new(), items: Vec::new() }))
    }

    /// Puts what waits for a person into the story, and what one has skipped.
    pub(super) fn list_open(&mut self, plan: &Plan) {
        self.story.unresolved = plan.unresolved().map(|item| open(item, self.language)).collect();
        self.story.skipped = plan.items.iter().filter_map(skipped).collect();
    }
}

fn open(item: &PlanItem, language: Language) -> Open {
    let (doubt, says) = match &item.verdict {
        Verdict::Unresolved { doubt, candidates } => {
            let kind = serde_json::to_value(doubt).ok();
            let kind = kind.and_then(|value| Some(value.get("doubt")?.as_str()?.to_owned()));
            (kind.unwrap_or_default(), doubt.say(language, candidates))
        }
        Verdict::AlreadyListed { .. } => {
            ("already-listed".to_owned(), LISTED.text(language).to_owned())
        }
        _ => {
            let reasons = item.reasons.join("; ");
            ("not-a-series".to_owned(), NOT_A_SERIES.fill(language, &[("reasons", &reasons)]))
        }
    };
    Open {
        item: item.number,
        series: item.code.0.clone(),
        branch: item.branch.0.clone(),
        details: item.count,
        doubt,
        says,
    }
}

fn skipped(item: &PlanItem) -> Option<Left> {
    let Verdict::Skipped { reason } = &item.verdict else { return None };
    Some(Left {
        item: item.number,
        series: item.code.0.clone(),
        branch: item.branch.0.clone(),
        details: item.count,
        reason: reason.clone(),
    })
}
