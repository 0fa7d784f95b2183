//! Settings: `cuadre.toml` < `.env` < environment < flags.
//!
//! What nobody knows is a warning with the nearest known name, never an error: a settings file of a newer version
//! still serves an older one. What is known and wrong is an error that names the key.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use engine::model::catalog::KindSet;
use engine::model::{DocumentKind, Severity};
use engine::normalize::{Company, rulebook::rule_named};
use serde::Deserialize;

use crate::failure::Failure;
use crate::text::{self, Say};

/// The settings file, as a person writes it.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Settings {
    /// Where pending ledgers are looked for.
    pub(crate) input: Option<PathBuf>,
    /// Where runs are written.
    pub(crate) output: Option<PathBuf>,
    /// Documents in a part.
    pub(crate) chunk_size: Option<u32>,
    /// A folder of layouts of the user's own.
    pub(crate) layouts: Option<PathBuf>,
    /// `note` or `hold`: what money in columns that the bulk layout drops does.
    on_dropped: Option<String>,
    #[serde(default)]
    company: BTreeMap<String, CompanySettings>,
    #[serde(default)]
    rules: BTreeMap<String, String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, toml::Value>,
}

/// One company's settings.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct CompanySettings {
    ruc: Option<String>,
    kinds: Option<Vec<String>>,
    segments: Option<Vec<String>>,
    branches: Option<Vec<String>>,
    /// Texts that mean *nothing is here* in optional columns, such as `S/N`.
    #[serde(default)]
    pub(crate) placeholders: Vec<String>,
    credit_notes: Option<String>,
    /// Percent of sales tax of the company's regime, as text: `18`, `10.5`.
    tax_rate: Option<String>,
    on_dropped: Option<String>,
    /// The layout of its ledgers.
    pub(crate) layout: Option<String>,
    /// The bulk layout of its platform.
    pub(crate) bulk_layout: Option<String>,
    #[serde(default)]
    rules: BTreeMap<String, String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, toml::Value>,
}

/// Keys that other commands of the product read; known here so that they are not called unknown.
const KNOWN_ELSEWHERE: [&str; 2] = ["on_rejects", "approve"];
const COMPANY_KNOWN_ELSEWHERE: [&str; 9] = [
    "brands",
    "abbreviations",
    "account_prefix",
    "account_name",
    "account_per",
    "operation_type",
    "operation_name",
    "import_platform",
    "accounting",
];
const KEYS: [&str; 9] = [
    "input",
    "output",
    "chunk_size",
    "layouts",
    "on_dropped",
    "company",
    "rules",
    "on_rejects",
    "approve",
];
const COMPANY_KEYS: [&str; 11] = [
    "ruc",
    "kinds",
    "segments",
    "branches",
    "placeholders",
    "credit_notes",
    "tax_rate",
    "on_dropped",
    "layout",
    "bulk_layout",
    "rules",
];

/// What the commands work with.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    pub(crate) settings: Settings,
    /// The company's rules.
    pub(crate) company: Company,
    /// The company's own settings.
    pub(crate) of_company: CompanySettings,
    /// Severities other than the rulebook's, by index of the rule.
    pub(crate) severities: Vec<(usize, Severity)>,
    /// Sentences to tell before the work.
    pub(crate) warnings: Vec<String>,
}

/// Reads the settings file (`--settings`, else `cuadre.toml` here), `.env` and the environment.
pub(crate) fn load(
    file: Option<&Path>,
    company: Option<&str>,
    say: Say,
) -> Result<Resolved, Failure> {
    let mut resolved = Resolved::default();
    let path = file.unwrap_or(Path::new("cuadre.toml"));
    match std::fs::read_to_string(path) {
        Ok(content) => {
            resolved.settings = toml::from_str(&content).map_err(|error| {
                Failure::usage(say.fill(
                    text::SETTINGS_UNREADABLE,
                    &[("file", &path.display().to_string()), ("error", &error.to_string())],
                ))
            })?;
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && file.is_none() => {}
        Err(error) => {
            return Err(Failure::usage(say.fill(
                text::SETTINGS_UNREADABLE,
                &[("file", &path.display().to_string()), ("error", &error.to_string())],
            )));
        }
    }
    read_environment(&mut resolved, say)?;
    choose_company(&mut resolved, company, say)?;
    warn_of_unknown(&mut resolved, say);
    Ok(resolved)
}

/// The seed's names: `CHUNK_SIZE`, `INPUT_DIR`, `OUTPUT_DIR`, from `.env` and, stronger, from the environment.
fn read_environment(resolved: &mut Resolved, say: Say) -> Result<(), Failure> {
    let mut values: BTreeMap<String, String> = BTreeMap::new();
    if let Ok(file) = dotenvy::from_path_iter(".env") {
        values.extend(file.flatten());
    }
    for name in ["CHUNK_SIZE", "INPUT_DIR", "OUTPUT_DIR"] {
        if let Ok(value) = std::env::var(name) {
            values.insert(name.to_owned(), value);
        }
    }
    let value = |name: &str| values.get(name).filter(|value| !value.is_empty());
    for name in ["CHUNK_SIZE", "INPUT_DIR", "OUTPUT_DIR"] {
        if value(name).is_some_and(|value| value.starts_with('[') && value.contains("](")) {
            return Err(Failure::usage(say.fill(text::MARKDOWN_LINK, &[("name", name)])));
        }
    }
    if let Some(size) = value("CHUNK_SIZE") {
        let size = size.parse().map_err(|_| {
            Failure::usage(say.fill(text::BAD_SETTING, &[("name", "CHUNK_SIZE"), ("value", size)]))
        })?;
        resolved.settings.chunk_size = Some(size);
    }
    if let Some(folder) = value("INPUT_DIR") {
        resolved.settings.input = Some(folder.into());
    }
    if let Some(folder) = value("OUTPUT_DIR") {
        resolved.settings.output = Some(folder.into());
    }
    Ok(())
}

fn choose_company(resolved: &mut Resolved, named: Option<&str>, say: Say) -> Result<(), Failure> {
    let settings = &resolved.settings;
    let known = || settings.company.keys().cloned().collect::<Vec<_>>().join(", ");
    let chosen = match named {
        Some(name) => Some(settings.company.get(name).ok_or_else(|| {
            Failure::usage(say.fill(text::NO_SUCH_COMPANY, &[("name", name), ("known", &known())]))
        })?),
        None if settings.company.len() > 1 => {
            return Err(Failure::usage(say.fill(text::WHICH_COMPANY, &[("known", &known())])));
        }
        None => settings.company.values().next(),
    };
    let own = chosen.cloned().unwrap_or_default();
    let mut severities = BTreeMap::new();
    for (code, word) in settings.rules.iter().chain(&own.rules) {
        let wrong = || {
            Failure::usage(
                say.fill(text::BAD_SETTING, &[("name", &format!("rules.{code}")), ("value", word)]),
            )
        };
        let Some((rule, _)) = rule_named(code) else {
            return Err(Failure::usage(say.fill(text::NO_SUCH_RULE, &[("name", code)])));
        };
        let severity = match word.as_str() {
            "off" => Severity::Off,
            "note" => Severity::Note,
            "warn" => Severity::Warn,
            "reject" => Severity::Reject,
            _ => return Err(wrong()),
        };
        severities.insert(rule, severity);
    }
    resolved.severities = severities.into_iter().collect();
    resolved.company = company_rules(&own, settings.on_dropped.as_deref(), say)?;
    resolved.of_company = own;
    Ok(())
}

fn company_rules(
    own: &CompanySettings,
    on_dropped: Option<&str>,
    say: Say,
) -> Result<Company, Failure> {
    let wrong = |name: &str, value: &str| {
        Failure::usage(say.fill(text::BAD_SETTING, &[("name", name), ("value", value)]))
    };
    let kinds = match &own.kinds {
        None => None,
        Some(codes) => {
            let mut kinds = KindSet::default();
            for code in codes {
                kinds
                    .add(DocumentKind::parse(code.as_bytes()).ok_or_else(|| wrong("kinds", code))?);
            }
            Some(kinds)
        }
    };
    let tax_rate = match own.tax_rate.as_deref() {
        None => None,
        Some(rate) => Some(hundredths_of_percent(rate).ok_or_else(|| wrong("tax_rate", rate))?),
    };
    let positive = match own.credit_notes.as_deref() {
        None | Some("negative") => false,
        Some("positive") => true,
        Some(other) => return Err(wrong("credit_notes", other)),
    };
    let hold = match own.on_dropped.as_deref().or(on_dropped) {
        None | Some("note") => false,
        Some("hold") => true,
        Some(other) => return Err(wrong("on_dropped", other)),
    };
    Ok(Company {
        kinds,
        segments: own.segments.clone().unwrap_or_default(),
        branches: own.branches.clone().unwrap_or_default(),
        credit_notes_positive: positive,
        tax_rate,
        hold_dropped_money: hold,
        ruc: own.ruc.clone().unwrap_or_default(),
    })
}

/// `18` is 1800, `10.5` is 1050.
fn hundredths_of_percent(rate: &str) -> Option<u32> {
    let (whole, fraction) = rate
        .trim_end_matches('%')
        .trim()
        .split_once('.')
        .unwrap_or((rate.trim_end_matches('%').trim(), ""));
    if fraction.len() > 2 {
        return None;
    }
    let whole: u32 = whole.parse().ok().filter(|whole| *whole <= 100)?;
    let fraction: u32 = format!("{fraction:0<2}").parse().ok()?;
    Some(whole * 100 + fraction)
}

fn warn_of_unknown(resolved: &mut Resolved, say: Say) {
    let mut warn = |path: String, key: &str, known: &[&str]| {
        let near = known
            .iter()
            .map(|name| (strsim::jaro_winkler(name, key), *name))
            .filter(|(score, _)| *score > 0.8)
            .max_by(|one, two| one.0.total_cmp(&two.0));
        let sentence = match near {
            Some((_, near)) => say.fill(text::UNKNOWN_KEY_NEAR, &[("key", &path), ("near", near)]),
            None => say.fill(text::UNKNOWN_KEY, &[("key", &path)]),
        };
        resolved.warnings.push(sentence);
    };
    for key in
        resolved.settings.unknown.keys().filter(|key| !KNOWN_ELSEWHERE.contains(&key.as_str()))
    {
        warn(key.clone(), key, &KEYS);
    }
    for (name, company) in &resolved.settings.company {
        for key in
            company.unknown.keys().filter(|key| !COMPANY_KNOWN_ELSEWHERE.contains(&key.as_str()))
        {
            let known: Vec<&str> =
                COMPANY_KEYS.iter().chain(&COMPANY_KNOWN_ELSEWHERE).copied().collect();
            warn(format!("company.{name}.{key}"), key, &known);
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn rates_are_read_to_the_hundredth_of_a_percent() {
        let read = super::hundredths_of_percent;
        assert_eq!(
            [read("18"), read("10.5"), read("18 %"), read("4.25")],
            [1800, 1050, 1800, 425].map(Some)
        );
        assert_eq!([read("x"), read("10.555"), read("101"), read("")], [None; 4]);
    }
}
