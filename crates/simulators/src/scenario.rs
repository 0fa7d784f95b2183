//! What the two platforms are like today: their data when new, their habits, and what goes wrong.
//!
//! A scenario is a TOML file or a value made by a test. Nothing here opens a database.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;

use crate::faults::{Fault, FaultName};
use crate::store::System;

/// What *Iniciar* does with rows that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Begin {
    /// Removes them.
    #[default]
    Clears,
    /// Leaves them.
    Keeps,
}

/// Which rows a second *Procesar* looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProcessAgain {
    /// Those that still wait.
    #[default]
    Pending,
    /// All of the batch's files, the posted ones included.
    All,
}

/// What importing the catalog of series does with the rows that it does not name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SeriesImport {
    /// Keeps them.
    #[default]
    Merge,
    /// Drops them.
    Replace,
}

/// Who may log in to a platform.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operator {
    /// The user's name.
    pub user: String,
    /// The password, invented.
    pub password: String,
}

/// A cost center.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CostCenter {
    /// Four digits.
    pub code: String,
    /// Usually the branch's name.
    pub description: String,
}

/// An account of Aconsys.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Eleven digits; a supplier's is its RUC.
    pub code: String,
    /// What it is for.
    pub description: String,
    /// Whether clients may have it.
    #[serde(default = "yes")]
    pub client: bool,
    /// Whether suppliers may have it.
    #[serde(default = "yes")]
    pub supplier: bool,
    /// The kind of identity document, `0` for others.
    #[serde(default = "others")]
    pub document_kind: String,
}

/// A row of the catalog of series; what is left out is taken from the company's lists.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// The series.
    pub series: String,
    /// The branch, as ledgers spell it.
    pub branch: String,
    /// The cost center's code.
    pub cost_center: String,
    /// The account's code.
    pub account: String,
    /// The cost center's description.
    pub cost_center_description: Option<String>,
    /// The account's description.
    pub account_description: Option<String>,
    /// The type of operation, `20` where left out.
    pub operation_type: Option<String>,
    /// Its name.
    pub operation_name: Option<String>,
}

/// A pair whose rows always get a detail.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Observe {
    /// The series.
    pub series: String,
    /// The branch.
    pub branch: String,
    /// What the detail says.
    pub reason: String,
}

/// A company that both platforms know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    /// Its RUC.
    pub ruc: String,
    /// Its name.
    #[serde(default)]
    pub name: String,
    /// Its cost centers.
    #[serde(default, rename = "cost_center")]
    pub cost_centers: Vec<CostCenter>,
    /// Its accounts.
    #[serde(default, rename = "account")]
    pub accounts: Vec<Account>,
    /// Its catalog of series.
    #[serde(default)]
    pub series: Vec<Series>,
    /// Pairs that are always complained of.
    #[serde(default)]
    pub observe: Vec<Observe>,
}

/// What the two platforms are like today.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Scenario {
    /// What *Iniciar* does.
    pub begin: Begin,
    /// What a second *Procesar* does.
    pub process_again: ProcessAgain,
    /// What an import of series does.
    pub series_import: SeriesImport,
    /// Whether the Import Platform checks codes of cost centers.
    pub knows_cost_centers: bool,
    /// How long a session lasts.
    pub session_seconds: u32,
    /// Before every answer.
    pub latency_ms: u64,
    /// Speed of processing; 0 is as fast as it goes.
    pub rows_per_second: u32,
    /// Who may use the Import Platform.
    pub import_platform: Operator,
    /// Who may use Aconsys.
    pub aconsys: Operator,
    /// The companies that both know.
    #[serde(rename = "company")]
    pub companies: Vec<Company>,
    /// What goes wrong.
    #[serde(rename = "fault")]
    pub faults: Vec<Fault>,
}

/// A scenario that is well written and cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// Two companies with one RUC.
    CompanyTwice(String),
    /// A key of a company whose value stands twice.
    Twice {
        /// `cost_center`, `account` or `series`.
        key: &'static str,
        /// What stands twice.
        value: String,
        /// The company.
        ruc: String,
    },
    /// A fault that does not say of which system it is.
    FaultOfNobody(FaultName),
    /// A fault in an operation that its system does not have.
    OperationUnknown(System, String),
    /// A fault in the staging of a system that has none.
    NoStaging(FaultName),
}

impl fmt::Display for Contradiction {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Contradiction::CompanyTwice(ruc) => write!(out, "company {ruc} stands twice"),
            Contradiction::Twice { key, value, ruc } => {
                write!(out, "{key} {value} of {ruc} stands twice")
            }
            Contradiction::FaultOfNobody(name) => {
                write!(out, "the fault {name:?} does not say of which system it is")
            }
            Contradiction::OperationUnknown(system, operation) => {
                write!(out, "{} has no operation `{operation}`", system.name())
            }
            Contradiction::NoStaging(name) => write!(out, "aconsys has no staging for {name:?}"),
        }
    }
}

fn yes() -> bool {
    true
}

fn others() -> String {
    "0".to_string()
}

impl Default for Scenario {
    fn default() -> Scenario {
        let operator =
            |user: &str| Operator { user: user.to_string(), password: format!("{user}-demo") };
        Scenario {
            begin: Begin::default(),
            process_again: ProcessAgain::default(),
            series_import: SeriesImport::default(),
            knows_cost_centers: true,
            session_seconds: 900,
            latency_ms: 0,
            rows_per_second: 0,
            import_platform: operator("importador"),
            aconsys: operator("contador"),
            companies: Vec::new(),
            faults: Vec::new(),
        }
    }
}

/// The built-in scenario, as its file says it.
pub const DEMO: &str = include_str!("../scenarios/demo.toml");

impl Scenario {
    /// Reads a scenario file; the error says what is wrong with it, and where.
    pub fn from_toml(text: &str) -> Result<Scenario, String> {
        let scenario: Scenario = toml::from_str(text).map_err(|error| error.to_string())?;
        scenario.check().map_err(|error| error.to_string())?;
        Ok(scenario)
    }

    /// Checks what the databases would refuse, so that it is said in the scenario's words.
    pub fn check(&self) -> Result<(), Contradiction> {
        let mut companies = BTreeMap::new();
        for company in &self.companies {
            let ruc = &company.ruc;
            if companies.insert(ruc, ()).is_some() {
                return Err(Contradiction::CompanyTwice(ruc.clone()));
            }
            let once = |key: &'static str, values: Vec<String>| {
                let mut seen = BTreeMap::new();
                let twice = values.into_iter().find(|one| seen.insert(one.clone(), ()).is_some());
                twice.map_or(Ok(()), |value| {
                    Err(Contradiction::Twice { key, value, ruc: ruc.clone() })
                })
            };
            once("cost_center", company.cost_centers.iter().map(|one| one.code.clone()).collect())?;
            once("account", company.accounts.iter().map(|one| one.code.clone()).collect())?;
            let pairs = company.series.iter();
            once("series", pairs.map(|one| format!("{} @ {}", one.series, one.branch)).collect())?;
        }
        self.faults.iter().try_for_each(Fault::check)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_scenario_is_the_one_of_the_twelve_cases() {
        let demo = Scenario::from_toml(DEMO).expect("the built-in scenario");
        let company = &demo.companies[0];
        assert_eq!(company.series.len(), 6);
        assert_eq!(company.cost_centers.len(), 12);
        assert_eq!(company.accounts.len(), 8);
    }

    #[test]
    fn an_unknown_key_and_a_repeated_code_are_errors() {
        let unknown = Scenario::from_toml("begins = \"keeps\"").expect_err("an unknown key");
        assert!(unknown.contains("begins"), "{unknown}");
        let twice = "[[company]]\nruc = \"1\"\n[[company]]\nruc = \"1\"\n";
        assert_eq!(Scenario::from_toml(twice).expect_err("twice"), "company 1 stands twice");
    }
}
