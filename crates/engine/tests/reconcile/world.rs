//! A small chain: its catalog, cost centers and accounts, and the questions that tests ask of them.

use engine::model::branch_key::ABBREVIATIONS_USUAL;
use engine::model::{
    Account, AccountCode, AccountList, Alias, BranchName, BranchRules, CatalogRow, Choice,
    CostCenter, CostCenterList, Decision, DetailPlace, Finding, Plan, PlanItem, SeriesCatalog,
    SeriesCode, SeriesEntry, Subject, Verdict,
};
use engine::reconcile::{AccountPer, Inputs, LedgerCodes, Moved, Policy, reconcile, still_holds};
use xlsx::{CellKind, Rows};

/// Everything that a plan is made of, but the findings.
#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) catalog: SeriesCatalog,
    pub(crate) cost_centers: CostCenterList,
    pub(crate) accounts: AccountList,
    pub(crate) policy: Policy,
    pub(crate) aliases: Vec<Alias>,
    pub(crate) decisions: Vec<Decision>,
    pub(crate) allotted: Vec<Account>,
    pub(crate) ledger_codes: LedgerCodes,
}

pub(crate) const KIND: &str = "20";
pub(crate) const KIND_NAME: &str = "CANCELACIONES TIENDAS PROPIAS";

/// The chain of the twelve cases.
pub(crate) fn chain() -> World {
    let rows = [
        ("F001", "TM PLAZA NORTE", "1101", "00000000242"),
        ("B001", "TM PLAZA NORTE", "1101", "00000000242"),
        ("B002", "IS PLAZA NORTE", "1201", "00000000243"),
        ("B010", "TM MINKA", "1110", "00000000250"),
        ("B011", "TM MINKA", "1111", "00000000251"),
        ("B099", "TM AV. LIMA 120", "1190", "00000000260"),
    ];
    let mut world = World {
        catalog: SeriesCatalog::default(),
        cost_centers: CostCenterList::default(),
        accounts: AccountList::default(),
        policy: Policy {
            branches: BranchRules::new(["TM BEAUTY", "TM", "IS"], ABBREVIATIONS_USUAL),
            account_prefix: "00000000".to_owned(),
            account_name: "TICKETS VARIOS - {branch}".to_owned(),
            account_per: AccountPer::Branch,
            operation_type: KIND.to_owned(),
            operation_name: KIND_NAME.to_owned(),
        },
        aliases: Vec::new(),
        decisions: Vec::new(),
        allotted: Vec::new(),
        ledger_codes: LedgerCodes::new(),
    };
    for (series, branch, center, account) in rows {
        world.lists(series, branch, center, account);
        if !world.cost_centers.entries.iter().any(|known| known.code == center) {
            world.center(center, branch);
            world.account(account, &format!("TICKETS VARIOS - {branch}"));
        }
    }
    for (code, name) in [
        ("1102", "TM MALL PLAZA COMAS 1"),
        ("1103", "TM MALL PLAZA COMAS 2"),
        ("1104", "TM SAN JUAN DE LURIGANCHO 1"),
        ("1107", "MALL DEL SUR"),
        ("1112", "TM REAL PLAZA CUSCO"),
        ("1113", "TM REAL PLAZA CUSCO"),
        ("1120", "TM LARCOMAR"),
    ] {
        world.center(code, name);
    }
    world.account("00000000270", "CAJA CHICA");
    world.account("00000000301", "TICKETS VARIOS - TM LARCOMAR");
    world.account("20605555555", "PROVEEDORA DEL SUR S.A.C.");
    world
}

impl World {
    pub(crate) fn lists(&mut self, series: &str, branch: &str, center: &str, account: &str) {
        let sequence = (self.catalog.rows.len() + 1).to_string();
        let account_name = format!("TICKETS VARIOS - {branch}");
        let named =
            |code: &str, name: &str| if code.is_empty() { String::new() } else { name.to_owned() };
        self.catalog.rows.push(CatalogRow::new([
            &sequence,
            series,
            center,
            &named(center, branch),
            branch,
            KIND,
            KIND_NAME,
            account,
            &named(account, &account_name),
        ]));
    }

    pub(crate) fn center(&mut self, code: &str, name: &str) {
        self.cost_centers.entries.push(center(code, name));
    }

    pub(crate) fn account(&mut self, code: &str, name: &str) {
        self.accounts.entries.push(account(code, name));
    }

    pub(crate) fn decide(&mut self, code: &str, branch: &str, choice: Choice) {
        self.decisions.push(Decision {
            subject: Subject::Series,
            code: SeriesCode(code.to_owned()),
            branch: BranchName(branch.to_owned()),
            choice,
        });
    }

    pub(crate) fn alias(&mut self, branch: &str, choice: Choice) {
        self.aliases.push(Alias { branch: BranchName(branch.to_owned()), choice });
    }

    fn inputs<'a>(&'a self, findings: &'a [Finding]) -> Inputs<'a> {
        Inputs {
            findings,
            catalog: &self.catalog,
            cost_centers: &self.cost_centers,
            accounts: &self.accounts,
            policy: &self.policy,
            aliases: &self.aliases,
            decisions: &self.decisions,
            allotted: &self.allotted,
            ledger_codes: &self.ledger_codes,
        }
    }

    pub(crate) fn plan_of(&self, findings: &[Finding]) -> Plan {
        reconcile(&self.inputs(findings))
    }

    pub(crate) fn plan(&self, pairs: &[(&str, &str)]) -> Plan {
        let findings: Vec<_> =
            pairs.iter().map(|(code, branch)| finding(code, branch, 1)).collect();
        self.plan_of(&findings)
    }

    /// The verdict on one series in one branch.
    pub(crate) fn verdict(&self, code: &str, branch: &str) -> Verdict {
        let plan = self.plan(&[(code, branch)]);
        assert_eq!(plan.items.len(), 1);
        plan.items[0].verdict.clone()
    }

    pub(crate) fn holds(&self, plan: &Plan) -> Result<(), Moved> {
        still_holds(plan, &self.inputs(&[]))
    }

    /// Does what a plan says: opens the accounts and adds the rows.
    pub(crate) fn apply(&mut self, plan: &Plan) {
        self.accounts.entries.extend(plan.accounts_to_open());
        for row in plan.additions() {
            let texts = row.texts();
            let sequence = (self.catalog.rows.len() + 1).to_string();
            let mut nine = [sequence.as_str(); 9];
            nine[1..].copy_from_slice(&texts);
            self.catalog.rows.push(CatalogRow::new(nine));
        }
    }
}

pub(crate) fn center(code: &str, name: &str) -> CostCenter {
    CostCenter { code: code.to_owned(), name: name.to_owned() }
}

pub(crate) fn account(code: &str, name: &str) -> Account {
    Account { code: AccountCode::parse(code).expect("eleven digits"), name: name.to_owned() }
}

pub(crate) fn finding(code: &str, branch: &str, count: u64) -> Finding {
    Finding {
        subject: Subject::Series,
        code: SeriesCode(code.to_owned()),
        branch: BranchName(branch.to_owned()),
        count,
        first: DetailPlace::default(),
        report_line: 2,
        reasons: vec!["Serie no registrada para la sucursal".to_owned()],
    }
}

pub(crate) fn same_as(branch: &str) -> Choice {
    Choice::SameAs { branch: BranchName(branch.to_owned()) }
}

/// The item about a series in a branch.
pub(crate) fn item<'p>(plan: &'p Plan, code: &str, branch: &str) -> &'p PlanItem {
    let mut items = plan.items.iter();
    items.find(|item| item.code.0 == code && item.branch.0 == branch).expect("an item")
}

/// The row that a certain verdict adds, in the catalog's order.
pub(crate) fn row(verdict: &Verdict) -> &SeriesEntry {
    match verdict {
        Verdict::Inherited { row, .. } | Verdict::New { row, .. } => row,
        other => panic!("not certain: {other:?}"),
    }
}

/// Rows of a table as `ingest` gives them; lines count from 1.
pub(crate) fn rows(lines: &[&[&str]]) -> Rows {
    let mut rows = Rows::new();
    for (line, cells) in (1..).zip(lines) {
        rows.begin_row(line);
        for cell in *cells {
            let kind = if cell.is_empty() { CellKind::Empty } else { CellKind::Text };
            rows.push(kind, cell.as_bytes());
        }
    }
    rows
}
