//! Settings: `cuadre.toml` < `.env` < environment < flags.
//!
//! What nobody knows is a warning with the nearest known name, never an error: a settings file of a newer version
//! still serves an older one. What is known and wrong is an error that names the key.

mod environment;
mod fault;
mod main_job;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use engine::model::bulk_layout::ROWS_PER_PART_MAX;
use engine::model::catalog::KindSet;
use engine::model::{DocumentKind, Sentence, Severity};
use engine::normalize::{Company, RULEBOOK, rulebook::rule_named};
use serde::Deserialize;

use crate::failure::{Failure, Told};
use crate::text::{Say, s};
use environment::Environment;
use fault::File;
pub(crate) use fault::{
    COMPANY_MISSING, INPUT_UNREADABLE, JOURNAL_MISSING, LEDGER_MISSING, NOTHING_PENDING,
    OUTPUT_MISSING, SETTINGS_ERRORS,
};
pub(crate) use main_job::{MainJob, Platform};
use main_job::{PLATFORM_KEYS, PlatformKeys, REGISTER_KEYS};

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
    /// `hold` or `continue`: what becomes of a ledger of which rows were rejected.
    on_rejects: Option<String>,
    /// `certain` or `ask`: whether certain items are applied without a person.
    approve: Option<String>,
    /// `after` or `before`: when missing series are registered.
    register: Option<String>,
    /// The memory of all runs, on a local disk.
    journal: Option<PathBuf>,
    /// A folder of connectors of the user's own.
    pub(crate) connectors: Option<PathBuf>,
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
    /// Where its pending ledgers are, if it has a folder of its own.
    pub(crate) input: Option<PathBuf>,
    import_platform: Option<PlatformKeys>,
    accounting: Option<PlatformKeys>,
    brands: Option<Vec<String>>,
    abbreviations: Option<BTreeMap<String, String>>,
    account_prefix: Option<String>,
    account_name: Option<String>,
    account_per: Option<String>,
    operation_type: Option<String>,
    operation_name: Option<String>,
    series_reasons: Option<Vec<String>>,
    #[serde(default)]
    rules: BTreeMap<String, String>,
    #[serde(flatten)]
    unknown: BTreeMap<String, toml::Value>,
}

const KEYS: [&str; 12] = [
    "input",
    "output",
    "chunk_size",
    "layouts",
    "on_dropped",
    "company",
    "rules",
    "on_rejects",
    "approve",
    "register",
    "journal",
    "connectors",
];
const COMPANY_KEYS: [&str; 14] = [
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
    "input",
    "import_platform",
    "accounting",
];

/// What the commands work with.
#[derive(Debug, Default)]
pub(crate) struct Resolved {
    pub(crate) settings: Settings,
    /// The company's rules.
    pub(crate) company: Company,
    /// The company's own settings.
    pub(crate) of_company: CompanySettings,
    /// The company's name in the settings; `None` where they hold none.
    pub(crate) company_name: Option<String>,
    /// How many companies the settings hold.
    pub(crate) companies: usize,
    /// Severities other than the rulebook's, by index of the rule.
    pub(crate) severities: Vec<(usize, Severity)>,
    /// Sentences to tell before the work.
    pub(crate) warnings: Vec<String>,
    environment: Environment,
    file: File,
}

impl Resolved {
    /// Where the memory of all runs is.
    pub(crate) fn journal(&self, say: Say) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.settings.journal {
            return Ok(path.clone());
        }
        Ok(self.output(say)?.join("cuadre.db"))
    }

    /// Where runs are written.
    pub(crate) fn output(&self, say: Say) -> Result<&Path, Failure> {
        let output = self.settings.output.as_deref();
        output.ok_or_else(|| Failure::usage(Told::of(&OUTPUT_MISSING, &[], say).render(say)))
    }

    /// The settings file, if one was read.
    pub(crate) fn file_name(&self) -> Option<&str> {
        Some(self.file.name.as_str()).filter(|name| !name.is_empty())
    }
}

/// The companies of the settings.
pub(crate) fn companies(path: Option<&Path>, say: Say) -> Result<Vec<String>, Failure> {
    let file = read_file(path, say)?;
    let settings: Settings =
        toml::from_str(&file.text).map_err(|error| file.unread(&error, say))?;
    Ok(settings.company.into_keys().collect())
}

/// What is settled for all companies alike: where runs are written and remembered.
pub(crate) fn of_all(path: Option<&Path>, say: Say) -> Result<Resolved, Failure> {
    let first = companies(path, say)?.into_iter().next();
    load(path, first.as_deref(), say)
}

/// Reads the settings file (`--settings`, else `cuadre.toml` here), the `.env` beside it and the environment.
pub(crate) fn load(
    path: Option<&Path>,
    company: Option<&str>,
    say: Say,
) -> Result<Resolved, Failure> {
    let mut resolved = Resolved::default();
    let file = read_file(path, say)?;
    resolved.settings = toml::from_str(&file.text).map_err(|error| file.unread(&error, say))?;
    if let Some(size) = resolved.settings.chunk_size
        && !(1..=ROWS_PER_PART_MAX).contains(&size)
    {
        return Err(wrong(&file, &["chunk_size"], &size.to_string(), WANTS_ROWS, say));
    }
    if let Some(folder) = path.and_then(Path::parent) {
        anchor(&mut resolved.settings, folder);
    }
    resolved.environment = Environment::read(path);
    read_environment(&mut resolved, say)?;
    choose_company(&mut resolved, company, &file, say)?;
    warn_of_unknown(&mut resolved, &file, say);
    resolved.file = file;
    Ok(resolved)
}

/// Takes what the settings file calls by relative paths from the folder in which it stands, wherever a person stands.
fn anchor(settings: &mut Settings, folder: &Path) {
    let Settings { input, output, layouts, journal, connectors, company, .. } = settings;
    let own = [input, output, layouts, journal, connectors].into_iter();
    let of_companies = company.values_mut().flat_map(|company| {
        let platforms = [&mut company.import_platform, &mut company.accounting];
        let certificates = platforms.into_iter().flatten().map(PlatformKeys::ca_mut);
        certificates.chain([&mut company.input])
    });
    for path in own.chain(of_companies).flatten() {
        *path = folder.join(&*path);
    }
}

fn read_file(path: Option<&Path>, say: Say) -> Result<File, Failure> {
    let named = path.unwrap_or(Path::new("cuadre.toml"));
    match std::fs::read_to_string(named) {
        Ok(text) => Ok(File::new(named, text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && path.is_none() => {
            Ok(File::default())
        }
        Err(error) => {
            let file = named.display().to_string();
            let values = [("file", file.as_str()), ("why", &say.system(&error))];
            Err(Failure::usage(Told::of(&fault::UNREADABLE, &values, say).render(say)))
        }
    }
}

const WANTS_ROWS: Sentence = s("vale de 1 a 50000", "it takes 1 to 50000");
const WANTS_SEVERITY: Sentence =
    s("valen reject, warn, note y off", "it takes reject, warn, note and off");
const WANTS_KIND: Sentence = s(
    "valen los códigos de la tabla 10 de SUNAT: 01, 03, 07, 08 y los demás",
    "it takes the codes of SUNAT's table 10: 01, 03, 07, 08 and the others",
);
const WANTS_RATE: Sentence = s(
    "vale un porcentaje de 0 a 100, con dos decimales a lo más: 18, 10.5",
    "it takes a percentage from 0 to 100 with at most two decimals: 18, 10.5",
);
const WANTS_SIGN: Sentence = s("valen negative y positive", "it takes negative and positive");
const WANTS_DROPPED: Sentence = s("valen note y hold", "it takes note and hold");

/// A key that has a value it does not take.
fn wrong(file: &File, path: &[&str], value: &str, what: Sentence, say: Say) -> Failure {
    let key = path.join(".");
    let values = [("key", key.as_str()), ("value", value), ("what", say.text(what))];
    file.at_key(&fault::VALUE, path, &values, say)
}

/// The seed's names: `CHUNK_SIZE`, `INPUT_DIR`, `OUTPUT_DIR`, from `.env` and, stronger, from the environment.
fn read_environment(resolved: &mut Resolved, say: Say) -> Result<(), Failure> {
    let (environment, settings) = (&resolved.environment, &mut resolved.settings);
    // A link is named as such wherever it stands.
    environment.text("CHUNK_SIZE", say)?;
    if let Some(rows) = environment.rows("CHUNK_SIZE", ROWS_PER_PART_MAX, say)? {
        settings.chunk_size = Some(rows);
    }
    if let Some(folder) = environment.path("INPUT_DIR", say)? {
        settings.input = Some(folder);
    }
    if let Some(folder) = environment.path("OUTPUT_DIR", say)? {
        settings.output = Some(folder);
    }
    Ok(())
}

fn choose_company(
    resolved: &mut Resolved,
    named: Option<&str>,
    file: &File,
    say: Say,
) -> Result<(), Failure> {
    let settings = &resolved.settings;
    let known: Vec<&str> = settings.company.keys().map(String::as_str).collect();
    let known = if known.is_empty() { "—".to_owned() } else { known.join(", ") };
    let chosen = match named {
        Some(name) => Some(settings.company.get_key_value(name).ok_or_else(|| {
            let values = [("value", name), ("known", known.as_str())];
            file.at_key(&fault::COMPANY_UNKNOWN, &["company"], &values, say)
        })?),
        None if settings.company.len() > 1 => {
            let values = [("known", known.as_str())];
            return Err(file.at_key(&fault::COMPANY_UNCHOSEN, &["company"], &values, say));
        }
        None => settings.company.iter().next(),
    };
    let (name, own) = match chosen {
        Some((name, own)) => (Some(name.clone()), own.clone()),
        None => (None, CompanySettings::default()),
    };
    let above = name.clone().unwrap_or_default();
    let mut severities = BTreeMap::new();
    let of_all = settings.rules.iter().map(|rule| (vec!["rules"], rule));
    let of_own = own.rules.iter().map(|rule| (vec!["company", above.as_str(), "rules"], rule));
    for (mut path, (code, word)) in of_all.chain(of_own) {
        path.push(code);
        let Some((rule, _)) = rule_named(code) else {
            return Err(rule_unknown(file, &path, code, say));
        };
        let severity = match word.as_str() {
            "off" => Severity::Off,
            "note" => Severity::Note,
            "warn" => Severity::Warn,
            "reject" => Severity::Reject,
            _ => return Err(wrong(file, &path, word, WANTS_SEVERITY, say)),
        };
        severities.insert(rule, severity);
    }
    resolved.severities = severities.into_iter().collect();
    resolved.company = company_rules(&own, &above, settings.on_dropped.as_deref(), file, say)?;
    resolved.of_company = own;
    resolved.company_name = name;
    resolved.companies = resolved.settings.company.len();
    Ok(())
}

fn rule_unknown(file: &File, path: &[&str], code: &str, say: Say) -> Failure {
    let names = RULEBOOK.iter().flat_map(|rule| [rule.code, rule.name]);
    let near = nearest(code, names).map(|near| {
        say.fill(s("¿Quiso decir «{near}»? ", "Did you mean `{near}`? "), &[("near", near)])
    });
    let near = near.unwrap_or_default();
    file.at_key(&fault::RULE_UNKNOWN, path, &[("value", code), ("near", &near)], say)
}

fn company_rules(
    own: &CompanySettings,
    name: &str,
    on_dropped: Option<&str>,
    file: &File,
    say: Say,
) -> Result<Company, Failure> {
    let bad = |key: &str, value: &str, what| wrong(file, &["company", name, key], value, what, say);
    let kinds = match &own.kinds {
        None => None,
        Some(codes) => {
            let mut kinds = KindSet::default();
            for code in codes {
                let kind = DocumentKind::parse(code.as_bytes());
                kinds.add(kind.ok_or_else(|| bad("kinds", code, WANTS_KIND))?);
            }
            Some(kinds)
        }
    };
    let tax_rate = match own.tax_rate.as_deref() {
        None => None,
        Some(rate) => {
            Some(hundredths_of_percent(rate).ok_or_else(|| bad("tax_rate", rate, WANTS_RATE))?)
        }
    };
    let positive = match own.credit_notes.as_deref() {
        None | Some("negative") => false,
        Some("positive") => true,
        Some(other) => return Err(bad("credit_notes", other, WANTS_SIGN)),
    };
    let hold = match (own.on_dropped.as_deref(), on_dropped) {
        (None, None) | (Some("note"), _) | (None, Some("note")) => false,
        (Some("hold"), _) | (None, Some("hold")) => true,
        (Some(other), _) => return Err(bad("on_dropped", other, WANTS_DROPPED)),
        (None, Some(other)) => {
            return Err(wrong(file, &["on_dropped"], other, WANTS_DROPPED, say));
        }
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

/// The name that is so like another one that it was perhaps meant.
pub(crate) fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // A letter O for a zero is the slip that no eye sees.
    let seen = |text: &str| text.to_uppercase().replace('O', "0");
    let known: Vec<&str> = known.into_iter().collect();
    if let Some(alike) = known.iter().find(|known| seen(known) == seen(name)) {
        return Some(alike);
    }
    let likeness = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &name.to_lowercase());
    let known = known.into_iter().map(|known| (likeness(known), known));
    let near = known.filter(|(score, _)| *score > 0.8);
    near.max_by(|one, two| one.0.total_cmp(&two.0)).map(|(_, name)| name)
}

fn warn_of_unknown(resolved: &mut Resolved, file: &File, say: Say) {
    let mut warn = |path: &[&str], known: &[&str]| {
        let key = path.last().copied().unwrap_or_default();
        let (place, path) = (file.place_of(path, say), path.join("."));
        let sentence = match nearest(key, known.iter().copied()) {
            Some(near) => say.fill(
                s(
                    "aviso: {place}: no se conoce la clave «{key}»; ¿quiso decir «{near}»? Se ignora.",
                    "warning: {place}: the key `{key}` is not known; did you mean `{near}`? It is ignored.",
                ),
                &[("place", &place), ("key", &path), ("near", near)],
            ),
            None => say.fill(
                s(
                    "aviso: {place}: no se conoce la clave «{key}»; se ignora.",
                    "warning: {place}: the key `{key}` is not known; it is ignored.",
                ),
                &[("place", &place), ("key", &path)],
            ),
        };
        resolved.warnings.push(sentence);
    };
    for key in resolved.settings.unknown.keys() {
        warn(&[key], &KEYS);
    }
    let known: Vec<&str> = COMPANY_KEYS.iter().chain(&REGISTER_KEYS).copied().collect();
    for (name, company) in &resolved.settings.company {
        for key in company.unknown.keys() {
            warn(&["company", name, key], &known);
        }
        let platforms =
            [("import_platform", &company.import_platform), ("accounting", &company.accounting)];
        for (platform, keys) in platforms {
            for key in keys.iter().flat_map(|keys| keys.unknown.keys()) {
                warn(&["company", name, platform, key], &PLATFORM_KEYS);
            }
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
