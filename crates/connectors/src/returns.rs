//! What a script's function returned, as the typed value that the port wants.
//!
//! Every key must be there, `()` where the platform cannot tell, and no other: a misspelled `rows` must not read as
//! *cannot tell*.

use std::time::Duration;

use engine::model::Cents;
use engine::ports::{
    AccountingCapabilities, Begin, CatalogImport, ImportCapabilities, ProcessAgain, ProcessState,
    Progress, Sighting, StagedFile, Staging, UploadReceipt,
};
use rhai::{Array, Dynamic, Map};

use crate::durations;
use crate::host::{HostFile, Money, Seeing};

/// A key that is missing, misspelled or of another type, and what was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bad {
    pub(crate) key: String,
    pub(crate) wanted: &'static str,
}

type Read<T> = Result<T, Bad>;

fn bad<T>(key: &str, wanted: &'static str) -> Read<T> {
    Err(Bad { key: key.to_string(), wanted })
}

/// The keys of a map, taken one by one.
struct Keys {
    map: Map,
    within: String,
}

impl Keys {
    fn of(value: Dynamic, within: &str, wanted: &'static str) -> Read<Keys> {
        match value.flatten().try_cast::<Map>() {
            Some(map) => Ok(Keys { map, within: within.to_string() }),
            None => bad(within, wanted),
        }
    }

    fn name(&self, key: &str) -> String {
        if self.within.is_empty() { key.to_string() } else { format!("{}.{key}", self.within) }
    }

    /// The value of a key, `None` where it is `()`.
    fn told(&mut self, key: &'static str, wanted: &'static str) -> Read<Option<Dynamic>> {
        match self.map.remove(key) {
            Some(value) if value.is_unit() => Ok(None),
            Some(value) => Ok(Some(value.flatten())),
            None => bad(&self.name(key), wanted),
        }
    }

    fn text(&mut self, key: &'static str) -> Read<Option<String>> {
        const WANTED: &str = "\"…\"";
        let name = self.name(key);
        let text = self.told(key, WANTED)?.map(|value| value.into_string());
        text.transpose().or_else(|_| bad(&name, WANTED))
    }

    fn count(&mut self, key: &'static str) -> Read<Option<u64>> {
        const WANTED: &str = "0, 1, 2, … | ()";
        let name = self.name(key);
        let count = self
            .told(key, WANTED)?
            .map(|value| value.as_int().ok().and_then(|whole| u64::try_from(whole).ok()).ok_or(()));
        count.transpose().or_else(|()| bad(&name, WANTED))
    }

    fn money(&mut self, key: &'static str) -> Read<Option<Cents>> {
        const WANTED: &str = "money(\"1234.50\") | ()";
        let name = self.name(key);
        let money = self.told(key, WANTED)?.map(|value| value.try_cast::<Money>().ok_or(()));
        let money = money.transpose().or_else(|()| bad(&name, WANTED))?;
        Ok(money.map(|money| money.0))
    }

    fn end(self) -> Read<()> {
        match self.map.keys().next() {
            Some(unknown) => bad(&self.name(unknown), "—"),
            None => Ok(()),
        }
    }
}

pub(crate) fn nothing(value: Dynamic) -> Read<()> {
    if value.as_bool() == Ok(false) { bad("false", "()") } else { Ok(()) }
}

pub(crate) fn context(value: Dynamic) -> Read<(Option<String>, Option<String>)> {
    let mut keys = Keys::of(value, "", "#{ ruc, period }")?;
    let context = (keys.text("ruc")?, keys.text("period")?);
    keys.end()?;
    Ok(context)
}

pub(crate) fn staging(value: Dynamic) -> Read<Staging> {
    let mut keys = Keys::of(value, "", "#{ files, rows, total }")?;
    let files = match keys.told("files", "[ … ] | ()")? {
        None => None,
        Some(list) => {
            let Some(list) = list.try_cast::<Array>() else { return bad("files", "[ … ] | ()") };
            let files = list.into_iter().enumerate();
            let files = files.map(|(at, file)| staged(file, &format!("files[{at}]")));
            Some(files.collect::<Read<Vec<_>>>()?)
        }
    };
    let staging = Staging { files, rows: keys.count("rows")?, total: keys.money("total")? };
    keys.end()?;
    Ok(staging)
}

fn staged(value: Dynamic, within: &str) -> Read<StagedFile> {
    let mut keys = Keys::of(value, within, "#{ name, rows, total, sha256 }")?;
    let Some(name) = keys.text("name")? else { return bad(&keys.name("name"), "\"…\"") };
    let (rows, total) = (keys.count("rows")?, keys.money("total")?);
    let sha256 = keys.text("sha256")?.map(|hash| hash.to_ascii_lowercase());
    keys.end()?;
    Ok(StagedFile { name, rows, total, sha256 })
}

pub(crate) fn receipt(value: Dynamic) -> Read<UploadReceipt> {
    let mut keys = Keys::of(value, "", "#{ rows, total }")?;
    let receipt = UploadReceipt { rows: keys.count("rows")?, total: keys.money("total")? };
    keys.end()?;
    Ok(receipt)
}

pub(crate) fn sighting<T>(value: Dynamic, ours: fn(Dynamic) -> Read<T>) -> Read<Sighting<T>> {
    const WANTED: &str = "absent() | ours(…) | taken() | cannot_tell()";
    match value.flatten().try_cast::<Seeing>() {
        Some(Seeing::Absent) => Ok(Sighting::Absent),
        Some(Seeing::Taken) => Ok(Sighting::Taken),
        Some(Seeing::CannotTell) => Ok(Sighting::CannotTell),
        Some(Seeing::Ours(what)) => ours(what).map(Sighting::Ours),
        None => bad("", WANTED),
    }
}

pub(crate) fn progress(value: Dynamic) -> Read<Progress> {
    const STATES: &str = "\"idle\" | \"processing\" | \"processed\"";
    let mut keys = Keys::of(value, "", "#{ state, rows, posted, total, complaints }")?;
    let state = match keys.text("state")?.as_deref() {
        Some("idle") => ProcessState::Idle,
        Some("processing") => ProcessState::Processing,
        Some("processed") => ProcessState::Processed,
        _ => return bad("state", STATES),
    };
    let (rows, posted) = (keys.count("rows")?, keys.count("posted")?);
    let (total, complaints) = (keys.money("total")?, keys.count("complaints")?);
    keys.end()?;
    Ok(Progress { state, rows, posted, total, complaints })
}

pub(crate) fn file(value: Dynamic) -> Read<std::path::PathBuf> {
    match value.flatten().try_cast::<HostFile>() {
        Some(file) => Ok(file.path),
        None => bad("", "http::download(…) | table::write(…)"),
    }
}

/// A declaration: what is not there, or `()`, is unknown.
struct Declared(Keys);

impl Declared {
    fn known(&mut self, key: &'static str) -> Option<Dynamic> {
        self.0.map.remove(key).filter(|value| !value.is_unit())
    }

    fn truth(&mut self, key: &'static str) -> Read<bool> {
        let value = self.known(key).map(|value| value.as_bool());
        value
            .transpose()
            .map_or_else(|_| bad(key, "true | false"), |truth| Ok(truth.unwrap_or(false)))
    }

    fn word(&mut self, key: &'static str) -> Read<Option<String>> {
        let value = self.known(key).map(Dynamic::into_string).transpose();
        value.or_else(|_| bad(key, "\"…\""))
    }

    fn time(&mut self, key: &'static str) -> Read<Option<Duration>> {
        let Some(text) = self.word(key)? else { return Ok(None) };
        durations::read(&text).map_or_else(|| bad(key, "\"30s\" | \"10m\""), |time| Ok(Some(time)))
    }

    fn choice<T: Copy + Default>(
        &mut self,
        key: &'static str,
        choices: &[(&str, T)],
        wanted: &'static str,
    ) -> Read<T> {
        let Some(word) = self.word(key)? else { return Ok(T::default()) };
        let found = choices.iter().find(|(known, _)| *known == word);
        found.map_or_else(|| bad(key, wanted), |(_, value)| Ok(*value))
    }
}

pub(crate) fn import_capabilities(value: Dynamic) -> Read<ImportCapabilities> {
    let mut keys = Declared(Keys::of(value, "", "const CAPABILITIES = #{ … }")?);
    let begin = [("clears", Begin::Clears), ("keeps", Begin::Keeps)];
    let again = [("pending", ProcessAgain::Pending), ("all", ProcessAgain::All)];
    let series = [("merge", CatalogImport::Merge), ("replace", CatalogImport::Replace)];
    let capabilities = ImportCapabilities {
        find_upload: keys.truth("find_upload")?,
        count_rows: keys.truth("count_rows")?,
        begin: keys.choice("begin", &begin, "\"clears\" | \"keeps\"")?,
        process_again: keys.choice("process_again", &again, "\"pending\" | \"all\"")?,
        series_import: keys.choice("series_import", &series, "\"merge\" | \"replace\"")?,
        supplements: keys.choice(
            "supplements",
            &[("yes", true), ("no", false)],
            "\"yes\" | \"no\"",
        )?,
        settling_time: keys.time("settling_time")?.unwrap_or_default(),
        idle_limit: keys.time("idle_limit")?,
    };
    keys.0.end()?;
    Ok(capabilities)
}

pub(crate) fn accounting_capabilities(value: Dynamic) -> Read<AccountingCapabilities> {
    let mut keys = Declared(Keys::of(value, "", "const CAPABILITIES = #{ … }")?);
    let find_account = keys.truth("find_account")?;
    let settling_time = keys.time("settling_time")?.unwrap_or_default();
    keys.0.end()?;
    Ok(AccountingCapabilities { find_account, settling_time })
}
