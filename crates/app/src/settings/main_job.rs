//! The settings of the main job: policies, how series are registered, and the two platforms.
//!
//! Read only by the commands that need them, so that a wrong address keeps nobody from validating a ledger. What a
//! password is nobody here can tell: it goes from its variable into a [`Secret`].

use std::collections::BTreeMap;
use std::path::PathBuf;

use connectors::{ConnectorSettings, Secret};
use engine::model::branch_key::ABBREVIATIONS_USUAL;
use engine::model::{BranchRules, Sentence};
use engine::ports::CompanyId;
use engine::reconcile::{AccountPer, Policy};
use engine::run::phases::{Approve, OnRejects, Register};
use serde::Deserialize;

use super::environment::is_link;
use super::{Resolved, fault, wrong};
use crate::failure::{Failure, Told};
use crate::text::{Say, s};

/// How a platform is reached, as a person writes it.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct PlatformKeys {
    connector: Option<String>,
    url: Option<String>,
    url_env: Option<String>,
    user: Option<String>,
    user_env: Option<String>,
    password_env: Option<String>,
    ca: Option<PathBuf>,
    #[serde(default)]
    options: BTreeMap<String, toml::Value>,
    #[serde(flatten)]
    pub(super) unknown: BTreeMap<String, toml::Value>,
}

impl PlatformKeys {
    /// The file of certificates.
    pub(super) fn ca_mut(&mut self) -> &mut Option<PathBuf> {
        &mut self.ca
    }
}

/// The keys of a platform.
pub(super) const PLATFORM_KEYS: [&str; 8] =
    ["connector", "url", "url_env", "user", "user_env", "password_env", "ca", "options"];

/// The keys of a company that say how it registers series.
pub(super) const REGISTER_KEYS: [&str; 8] = [
    "brands",
    "abbreviations",
    "account_prefix",
    "account_name",
    "account_per",
    "operation_type",
    "operation_name",
    "series_reasons",
];

/// What the main job works with.
pub(crate) struct MainJob {
    pub(crate) company: CompanyId,
    pub(crate) on_rejects: OnRejects,
    pub(crate) approve: Approve,
    pub(crate) register: Register,
    pub(crate) policy: Policy,
    pub(crate) series_reasons: Vec<String>,
    pub(crate) import_platform: Platform,
    pub(crate) accounting: Platform,
}

/// A platform of a company.
pub(crate) struct Platform {
    /// What the settings call it.
    pub(crate) key: &'static str,
    /// The connector's name, or the path of its script.
    pub(crate) connector: String,
    /// Where it is.
    pub(crate) url: String,
    /// Who works it.
    pub(crate) user: String,
    password: Secret,
    ca: Option<PathBuf>,
    options: BTreeMap<String, String>,
    scripts: Option<PathBuf>,
    /// The variables that should say where it is and who works it, and do not.
    pub(crate) missing: Vec<String>,
}

const WANTS_ON_REJECTS: Sentence = s("valen hold y continue", "it takes hold and continue");
const WANTS_APPROVE: Sentence = s("valen certain y ask", "it takes certain and ask");
const WANTS_REGISTER: Sentence = s("valen after y before", "it takes after and before");
const WANTS_PER: Sentence = s("valen branch y series", "it takes branch and series");
const WANTS_PREFIX: Sentence = s("valen de 1 a 10 cifras", "it takes 1 to 10 digits");
const WANTS_NAME: Sentence = s(
    "debe contener {branch}, donde va la sucursal, o {series}",
    "it must contain {branch}, where the branch goes, or {series}",
);
const WANTS_RUC: Sentence = s("vale un RUC de once cifras", "it takes a RUC of eleven digits");
const WANTS_ONE_URL: Sentence =
    s("url y url_env a la vez: deje una", "url and url_env at once: leave one");
const WANTS_OPTION: Sentence = s(
    "vale un texto, un número entero, true o false",
    "it takes a text, a whole number, true or false",
);

/// Which names a platform has where the settings do not say.
struct Names {
    key: &'static str,
    connector: &'static str,
    prefix: &'static str,
}

const IMPORT: Names =
    Names { key: "import_platform", connector: "import-platform-http", prefix: "IMPORT_PLATFORM" };
const ACCOUNTING: Names = Names { key: "accounting", connector: "aconsys-http", prefix: "ACONSYS" };

impl Resolved {
    /// The settings of the main job, for the company that was chosen.
    pub(crate) fn main_job(&self, say: Say) -> Result<MainJob, Failure> {
        let Some(name) = self.company_name.as_deref() else {
            return Err(self.file.at_key(&fault::COMPANY_MISSING, &["company"], &[], say));
        };
        let path = |key: &'static str| ["company", name, key];
        let ruc = self.of_company.ruc.clone().unwrap_or_default();
        if ruc.len() != 11 || !ruc.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(wrong(&self.file, &path("ruc"), &ruc, WANTS_RUC, say));
        }
        let settings = &self.settings;
        let on_rejects = match settings.on_rejects.as_deref() {
            None | Some("hold") => OnRejects::Hold,
            Some("continue") => OnRejects::Continue,
            Some(other) => {
                return Err(wrong(&self.file, &["on_rejects"], other, WANTS_ON_REJECTS, say));
            }
        };
        let approve = match settings.approve.as_deref() {
            None | Some("certain") => Approve::Certain,
            Some("ask") => Approve::Ask,
            Some(other) => return Err(wrong(&self.file, &["approve"], other, WANTS_APPROVE, say)),
        };
        let register = match settings.register.as_deref() {
            None | Some("after") => Register::After,
            Some("before") => Register::Before,
            Some(other) => {
                return Err(wrong(&self.file, &["register"], other, WANTS_REGISTER, say));
            }
        };
        Ok(MainJob {
            company: CompanyId { name: name.to_owned(), ruc },
            on_rejects,
            approve,
            register,
            policy: self.policy(name, say)?,
            series_reasons: self.of_company.series_reasons.clone().unwrap_or_default(),
            import_platform: self.platform(&IMPORT, &self.of_company.import_platform, name, say)?,
            accounting: self.platform(&ACCOUNTING, &self.of_company.accounting, name, say)?,
        })
    }

    fn policy(&self, company: &str, say: Say) -> Result<Policy, Failure> {
        let keys = &self.of_company;
        let bad = |key: &str, value: &str, what| {
            wrong(&self.file, &["company", company, key], value, what, say)
        };
        let prefix = keys.account_prefix.as_deref().unwrap_or("00000000");
        let digits = prefix.bytes().all(|digit| digit.is_ascii_digit());
        if !digits || prefix.is_empty() || prefix.len() > 10 {
            return Err(bad("account_prefix", prefix, WANTS_PREFIX));
        }
        let name = keys.account_name.as_deref().unwrap_or("TICKETS VARIOS - {branch}");
        if !name.contains("{branch}") && !name.contains("{series}") {
            return Err(bad("account_name", name, WANTS_NAME));
        }
        let account_per = match keys.account_per.as_deref() {
            None | Some("branch") => AccountPer::Branch,
            Some("series") => AccountPer::Series,
            Some(other) => return Err(bad("account_per", other, WANTS_PER)),
        };
        let text =
            |value: &Option<String>, usual: &str| value.as_deref().unwrap_or(usual).to_owned();
        // The company's own come first, so that they win over the usual ones.
        let own = keys.abbreviations.iter().flatten();
        let own = own.map(|(short, long)| (short.as_str(), long.as_str()));
        let brands = keys.brands.iter().flatten().map(String::as_str);
        Ok(Policy {
            branches: BranchRules::new(brands, own.chain(ABBREVIATIONS_USUAL)),
            account_prefix: prefix.to_owned(),
            account_name: name.to_owned(),
            account_per,
            operation_type: text(&keys.operation_type, "20"),
            operation_name: text(&keys.operation_name, "CANCELACIONES TIENDAS PROPIAS"),
        })
    }

    fn platform(
        &self,
        names: &Names,
        keys: &Option<PlatformKeys>,
        company: &str,
        say: Say,
    ) -> Result<Platform, Failure> {
        let keys = keys.clone().unwrap_or_default();
        let path = |key: &'static str| ["company", company, names.key, key];
        if let (Some(url), Some(_)) = (&keys.url, &keys.url_env) {
            return Err(wrong(&self.file, &path("url"), url, WANTS_ONE_URL, say));
        }
        let mut missing = Vec::new();
        let mut told = |written: &Option<String>, key, variable: &Option<String>, suffix: &str| {
            if let Some(value) = written {
                return match is_link(value) {
                    true => {
                        let values = [("key", path(key).join(".")), ("value", value.clone())];
                        let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                        Err(self.file.at_key(&fault::MARKDOWN_LINK, &path(key), &values, say))
                    }
                    false => Ok(value.clone()),
                };
            }
            let usual = format!("{}_{suffix}", names.prefix);
            let variable = variable.as_deref().unwrap_or(&usual);
            let value = self.environment.text(variable, say)?;
            if value.is_none() {
                missing.push(variable.to_owned());
            }
            Ok(value.unwrap_or_default())
        };
        let url = told(&keys.url, "url", &keys.url_env, "URL")?;
        let user = told(&keys.user, "user", &keys.user_env, "USER")?;
        // A password may look like anything, a link included.
        let usual = format!("{}_PASSWORD", names.prefix);
        let variable = keys.password_env.as_deref().unwrap_or(&usual);
        let password = self.environment.get(variable).map(|found| found.value);
        if password.is_none() {
            missing.push(variable.to_owned());
        }
        let mut options = BTreeMap::new();
        for (option, value) in &keys.options {
            let text = match value {
                toml::Value::String(text) => text.clone(),
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Boolean(yes) => yes.to_string(),
                other => {
                    let path = ["company", company, names.key, "options", option];
                    return Err(wrong(&self.file, &path, &other.to_string(), WANTS_OPTION, say));
                }
            };
            options.insert(option.clone(), text);
        }
        Ok(Platform {
            key: names.key,
            connector: keys.connector.unwrap_or_else(|| names.connector.to_owned()),
            url,
            user,
            password: Secret::new(password.unwrap_or_default()),
            ca: keys.ca,
            options,
            scripts: self.settings.connectors.clone(),
            missing,
        })
    }
}

impl Platform {
    /// Fails where it is not said where the platform is, or who works it.
    pub(crate) fn complete(&self, company: &str, say: Say) -> Result<(), Failure> {
        if self.missing.is_empty() {
            return Ok(());
        }
        let names = self.missing.join(", ");
        let values = [("names", names.as_str()), ("platform", self.key), ("company", company)];
        Err(Failure::usage(Told::of(&fault::PLATFORM_UNSET, &values, say).render(say)))
    }

    /// What its connector is told.
    pub(crate) fn settings(&self, say: Say) -> ConnectorSettings {
        ConnectorSettings {
            ca: self.ca.clone(),
            options: self.options.clone(),
            scripts: self.scripts.clone(),
            language: say.0,
            ..ConnectorSettings::new(&self.url, &self.user, self.password.clone())
        }
    }
}
