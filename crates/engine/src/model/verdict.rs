//! Verdicts: what is to be done about a finding, and why it is certain or not.
//!
//! Sentences say what is in the way in the operator's words; what he can do about it is the command that decides.

use serde::{Deserialize, Serialize};

use super::account::{Account, AccountCode};
use super::branch::BranchName;
use super::sentence::{Language, Sentence};
use super::series::SeriesEntry;

/// What is to be done about a finding: exactly one for each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "kebab-case")]
pub enum Verdict {
    /// The catalog has this very pair: the platform complains of what it lists. Never registered again.
    AlreadyListed {
        /// The row that the catalog has.
        row: SeriesEntry,
    },
    /// The branch is known: the series gets its codes, and no account is opened.
    Inherited {
        /// What makes the branch known.
        how: How,
        /// The row to add to the catalog.
        row: SeriesEntry,
    },
    /// The branch is new, and its cost center is certain.
    New {
        /// What makes its cost center certain.
        how: How,
        /// The account: one to open, or one that exists.
        account: AccountChoice,
        /// The row to add to the catalog.
        row: SeriesEntry,
    },
    /// A person has to decide.
    Unresolved {
        /// Why.
        doubt: Doubt,
        /// What it may be, the likeliest first.
        candidates: Vec<Candidate>,
    },
    /// A person has decided that nothing is registered.
    Skipped {
        /// His reason.
        reason: String,
    },
    /// The details are not about a missing series.
    NotASeries,
}

/// What makes a verdict certain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum How {
    /// An equal key.
    Key,
    /// The pair is in the catalog in another spelling.
    Spelling,
    /// A person has confirmed it before.
    Alias,
    /// A person has decided it for this run.
    Decision,
}

/// Where the account of a new branch comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "account", rename_all = "kebab-case")]
pub enum AccountChoice {
    /// It is to be opened.
    Open(Account),
    /// It exists with the name that it should have.
    Reuse(Account),
}

impl AccountChoice {
    /// The account itself.
    pub fn account(&self) -> &Account {
        let (AccountChoice::Open(account) | AccountChoice::Reuse(account)) = self;
        account
    }
}

/// What a person may choose for an unresolved finding, and how it differs from what the ledger says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// What would be chosen.
    pub proposal: Proposal,
    /// What differs; nothing where the keys are equal.
    pub differs: Vec<Difference>,
    /// Whether the ledger's own rows name this cost center (column 39 of the original layout).
    pub ledger_agrees: bool,
    /// The account that exists under the candidate's name, if there is exactly one: evidence, and never what is used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<Account>,
}

/// A choice that a person may make.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "propose", rename_all = "kebab-case")]
pub enum Proposal {
    /// This cost center.
    CostCenter {
        /// Its code.
        code: String,
        /// Its description.
        name: String,
    },
    /// It is the same as this branch of the catalog.
    SameAs {
        /// The branch, as the catalog writes it.
        branch: BranchName,
        /// The cost center it has there.
        cost_center: String,
        /// The account it has there.
        account: String,
    },
}

/// What differs between a branch in the ledger and a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "differs", rename_all = "kebab-case")]
#[allow(missing_docs)] // `ledger` is what the ledger has, `listed` what the candidate has
pub enum Difference {
    /// Other numbers.
    Number { ledger: String, listed: String },
    /// The candidate has no number.
    NumberMissing { ledger: String },
    /// Only the candidate has a number.
    NumberMore { listed: String },
    /// Another brand.
    Brand { ledger: String, listed: String },
    /// The candidate has no brand.
    BrandMissing { ledger: String },
    /// Only the candidate has a brand.
    BrandMore { listed: String },
    /// A word in another spelling.
    Spelling { ledger: String, listed: String },
    /// Other words.
    Words { ledger: String, listed: String },
    /// The ledger has words more.
    WordsMissing { ledger: String },
    /// The candidate has words more.
    WordsMore { listed: String },
    /// The same words in another order.
    Order,
}

impl Difference {
    /// What differs, in a few words.
    pub fn say(&self, language: Language) -> String {
        use Difference as D;
        let both = |es, en, ledger: &str, listed: &str| {
            Sentence::new(es, en).fill(language, &[("ledger", ledger), ("listed", listed)])
        };
        match self {
            D::Number { ledger, listed } => both(
                "el número difiere ({ledger} y {listed})",
                "number differs ({ledger} and {listed})",
                ledger,
                listed,
            ),
            D::NumberMissing { ledger } => {
                both("falta el número {ledger}", "number missing ({ledger})", ledger, "")
            }
            D::NumberMore { listed } => {
                both("tiene un número más ({listed})", "one number more ({listed})", "", listed)
            }
            D::Brand { ledger, listed } => both(
                "la marca difiere ({ledger} y {listed})",
                "brand differs ({ledger} and {listed})",
                ledger,
                listed,
            ),
            D::BrandMissing { ledger } => {
                both("falta la marca {ledger}", "brand missing ({ledger})", ledger, "")
            }
            D::BrandMore { listed } => {
                both("tiene además la marca {listed}", "brand more ({listed})", "", listed)
            }
            D::Spelling { ledger, listed } => both(
                "se escribe distinto ({ledger} y {listed})",
                "spelled otherwise ({ledger} and {listed})",
                ledger,
                listed,
            ),
            D::Words { ledger, listed } => both(
                "palabras distintas ({ledger} y {listed})",
                "other words ({ledger} and {listed})",
                ledger,
                listed,
            ),
            D::WordsMissing { ledger } if ledger.contains(' ') => {
                both("faltan las palabras {ledger}", "words missing ({ledger})", ledger, "")
            }
            D::WordsMissing { ledger } => {
                both("falta la palabra {ledger}", "one word missing ({ledger})", ledger, "")
            }
            D::WordsMore { listed } if listed.contains(' ') => {
                both("tiene las palabras {listed} de más", "words more ({listed})", "", listed)
            }
            D::WordsMore { listed } => {
                both("tiene una palabra más ({listed})", "one word more ({listed})", "", listed)
            }
            D::Order => both("otro orden de palabras", "words in another order", "", ""),
        }
    }
}

/// Why a person has to decide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "doubt", rename_all = "kebab-case")]
#[allow(missing_docs)] // the fields' names say it
pub enum Doubt {
    /// The branch is known, and the series is listed in another one.
    SeriesMoved { from: Vec<BranchName> },
    /// The series is listed, and this branch is not known.
    RenamedOrNew { present: Vec<BranchName> },
    /// The catalog has several cost centers or accounts for the branch.
    ContradictoryCatalog { cost_centers: Vec<String>, accounts: Vec<String> },
    /// The catalog has the branch without a cost center or without an account (H29).
    IncompleteCatalog,
    /// Several cost centers have this key.
    SeveralCostCenters { codes: Vec<String> },
    /// The list has this cost center with several descriptions.
    RepeatedCostCenter { code: String, names: Vec<String> },
    /// Several accounts have the name that the branch's account should have.
    SeveralAccounts { codes: Vec<AccountCode> },
    /// No account has the right name, and these bear the branch under another one.
    OtherAccountName { accounts: Vec<Account> },
    /// The branch's name says no place.
    UnreadableBranch,
    /// The detail has no series.
    UnreadableSeries,
    /// The list of cost centers is empty.
    NoCostCenters,
    /// The list of accounts is empty, so that nobody can tell whether the account exists.
    NoAccounts,
    /// No cost center has this key.
    NoneAlike,
    /// Names have given another code than a person has registered, so that they give none by themselves: how often, and
    /// the first of them.
    NamesUnproven { wrong: u64, branch: BranchName, listed: String, matched: String },
    /// The accounts' prefix has no code left, or is none.
    PrefixEnded { prefix: String },
    /// What a person had chosen is not there any more, or means something else now.
    ChoiceVoid { choice: String },
}

impl Doubt {
    /// Whether it is about the branch: what a person chooses for one of its series holds for the others that are in the
    /// same doubt. The rest is about one series, or about a name that says no place.
    pub fn is_of_branch(&self) -> bool {
        !matches!(
            self,
            Doubt::SeriesMoved { .. } | Doubt::UnreadableSeries | Doubt::UnreadableBranch
        )
    }

    /// What is in the way, and what a person can do who has these candidates.
    pub fn say(&self, language: Language, candidates: &[Candidate]) -> String {
        if *self == Doubt::NoneAlike && candidates.is_empty() {
            return NONE_AT_ALL.text(language).to_owned();
        }
        let (sentence, values) = match (self, self.sentence()) {
            (Doubt::ContradictoryCatalog { .. }, (_, values)) if candidates.is_empty() => {
                (CONTRADICTORY_ACCOUNTS, values)
            }
            (_, both) => both,
        };
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        sentence.fill(language, &values)
    }

    fn sentence(&self) -> (Sentence, Vec<(&'static str, String)>) {
        let names = |list: &[BranchName]| {
            list.iter().map(|name| format!("«{}»", name.0)).collect::<Vec<_>>().join(", ")
        };
        match self {
            Doubt::SeriesMoved { from } => (SERIES_MOVED, vec![("branches", names(from))]),
            Doubt::RenamedOrNew { present } => (RENAMED_OR_NEW, vec![("branches", names(present))]),
            Doubt::ContradictoryCatalog { cost_centers, accounts } => {
                let codes = if cost_centers.len() > 1 { cost_centers } else { accounts };
                (CONTRADICTORY, vec![("codes", codes.join(", "))])
            }
            Doubt::IncompleteCatalog => (INCOMPLETE, vec![]),
            Doubt::SeveralCostCenters { codes } => {
                (SEVERAL_COST_CENTERS, vec![("codes", codes.join(", "))])
            }
            Doubt::RepeatedCostCenter { code, names } => {
                (REPEATED, vec![("code", code.clone()), ("names", names.join(" / "))])
            }
            Doubt::SeveralAccounts { codes } => {
                let codes: Vec<_> = codes.iter().map(AccountCode::to_string).collect();
                (SEVERAL_ACCOUNTS, vec![("codes", codes.join(", "))])
            }
            Doubt::OtherAccountName { accounts } => {
                let listed: Vec<_> = accounts
                    .iter()
                    .map(|account| format!("{} «{}»", account.code, account.name))
                    .collect();
                (OTHER_ACCOUNT_NAME, vec![("accounts", listed.join(", "))])
            }
            Doubt::UnreadableBranch => (UNREADABLE_BRANCH, vec![]),
            Doubt::UnreadableSeries => (UNREADABLE_SERIES, vec![]),
            Doubt::NoCostCenters => (NO_COST_CENTERS, vec![]),
            Doubt::NoAccounts => (NO_ACCOUNTS, vec![]),
            Doubt::NoneAlike => (NONE_ALIKE, vec![]),
            Doubt::NamesUnproven { wrong, branch, listed, matched } => {
                let values = vec![
                    ("wrong", wrong.to_string()),
                    ("branch", branch.0.clone()),
                    ("listed", listed.clone()),
                    ("matched", matched.clone()),
                ];
                (NAMES_UNPROVEN, values)
            }
            Doubt::PrefixEnded { prefix } => (PREFIX_ENDED, vec![("prefix", prefix.clone())]),
            Doubt::ChoiceVoid { choice } => (CHOICE_VOID, vec![("choice", choice.clone())]),
        }
    }
}

const SERIES_MOVED: Sentence = Sentence::new(
    "La serie ya está en el catálogo con otra sucursal: {branches}. Confirme si cambió de sucursal.",
    "The catalog has the series in another branch: {branches}. Confirm whether it has moved.",
);
const RENAMED_OR_NEW: Sentence = Sentence::new(
    "La serie está en el catálogo con {branches}, y esta sucursal no se conoce. Diga si es la misma con otro nombre o una nueva.",
    "The catalog has the series in {branches}, and this branch is not known. Say whether it is the same under another name, or a new one.",
);
const CONTRADICTORY: Sentence = Sentence::new(
    "El catálogo se contradice: la sucursal tiene {codes}. Elija uno.",
    "The catalog contradicts itself: the branch has {codes}. Choose one.",
);
const CONTRADICTORY_ACCOUNTS: Sentence = Sentence::new(
    "El catálogo se contradice: la sucursal tiene {codes}. Corríjalo en la plataforma y ejecute de nuevo.",
    "The catalog contradicts itself: the branch has {codes}. Mend it in the platform and run again.",
);
const INCOMPLETE: Sentence = Sentence::new(
    "El catálogo tiene la sucursal sin centro de costo o sin cuenta corriente. Complételo o elija el centro de costo.",
    "The catalog has the branch without cost center or account. Complete it, or choose the cost center.",
);
const SEVERAL_COST_CENTERS: Sentence = Sentence::new(
    "Hay varios centros de costo con ese nombre: {codes}. Elija uno.",
    "Several cost centers have that name: {codes}. Choose one.",
);
const REPEATED: Sentence = Sentence::new(
    "El centro de costo {code} aparece con varias descripciones: {names}. Corríjalo en el sistema contable o elija uno.",
    "Cost center {code} is listed with several descriptions: {names}. Correct it in the accounting system, or choose one.",
);
const SEVERAL_ACCOUNTS: Sentence = Sentence::new(
    "Varias cuentas corrientes tienen el nombre que le corresponde: {codes}. Deje una en el sistema contable.",
    "Several accounts have the name that it should have: {codes}. Leave one in the accounting system.",
);
const OTHER_ACCOUNT_NAME: Sentence = Sentence::new(
    "Ya hay cuentas corrientes de la sucursal con otro nombre: {accounts}. Corrija el nombre en el sistema contable, o elija el centro de costo para abrir una nueva.",
    "There are accounts of the branch under another name: {accounts}. Correct the name in the accounting system, or choose the cost center to open a new one.",
);
const UNREADABLE_BRANCH: Sentence = Sentence::new(
    "El nombre de la sucursal no dice qué lugar es. Corríjalo en el registro de ventas o elija el centro de costo.",
    "The branch's name does not say which place it is. Correct it in the ledger, or choose the cost center.",
);
const UNREADABLE_SERIES: Sentence = Sentence::new(
    "El detalle no tiene serie. Corrija el registro de ventas.",
    "The detail has no series. Correct the ledger.",
);
const NO_COST_CENTERS: Sentence = Sentence::new(
    "No se leyó ningún centro de costo. Revise el reporte del sistema contable y ejecute de nuevo.",
    "No cost centers were read. Look at the accounting system's report and run again.",
);
const NO_ACCOUNTS: Sentence = Sentence::new(
    "No se leyó ninguna cuenta corriente. Revise el reporte del sistema contable y ejecute de nuevo.",
    "No accounts were read. Look at the accounting system's report and run again.",
);
const NONE_ALIKE: Sentence = Sentence::new(
    "Ningún centro de costo tiene ese nombre. Elija uno de los candidatos o créelo en el sistema contable.",
    "No cost center has that name. Choose one of the candidates, or create it in the accounting system.",
);
const NONE_AT_ALL: Sentence = Sentence::new(
    "Ningún centro de costo tiene ese nombre, ni uno parecido. Créelo en el sistema contable y ejecute de nuevo, o diga cuál es con --cost-center y su código.",
    "No cost center has that name, or one like it. Create it in the accounting system and run again, or say which it is by --cost-center and its code.",
);
const NAMES_UNPROVEN: Sentence = Sentence::new(
    "Hay un centro de costo con ese nombre, pero el nombre no basta: en {wrong} {wrong?sucursal|sucursales} del catálogo daría otro código (la primera, «{branch}»: tiene {listed} y su nombre daría {matched}). Vea `cuadre backtest` y decida.",
    "A cost center has that name, but the name is not enough: for {wrong} {wrong?branch|branches} of the catalog it would give another code (the first, `{branch}`: it has {listed}, and its name would give {matched}). See `cuadre backtest` and decide.",
);
const PREFIX_ENDED: Sentence = Sentence::new(
    "No queda ningún código de cuenta corriente que empiece con «{prefix}». Cambie `account_prefix`.",
    "No account code that begins with `{prefix}` is left. Change `account_prefix`.",
);
const CHOICE_VOID: Sentence = Sentence::new(
    "Lo que se había elegido ({choice}) ya no está o ya no es lo mismo. Decida de nuevo.",
    "What had been chosen ({choice}) is not there any more, or is not the same. Decide again.",
);
