//! The settings of the demo's folder, so that every other command works there as it would at a company's.
//!
//! They are written anew by each call, since the simulated platforms are at other ports each time. What somebody else
//! has put there is left as it is.

use std::io;
use std::path::{Path, PathBuf};

use simulators::{Scenario, Simulators};

use crate::commands::simulate::write_addresses;
use crate::sample;
use crate::text::{Say, s};

/// Connectors, by name.
pub(crate) const IMPORT: &str = "import-platform-http";
pub(crate) const ACCOUNTING: &str = "aconsys-http";
/// What the names of the chain's branches begin with.
pub(crate) const BRANDS: [&str; 2] = ["TM", "IS"];

/// How files begin that the demo may write over.
const MARK: &str = "# cuadre demo: ";

/// Why they are not there.
pub(crate) enum Unwritten {
    /// A file of that name is somebody else's.
    NotOurs(PathBuf),
    Io(PathBuf, io::Error),
}

/// What the simulated platforms do, as a connector is told.
pub(crate) fn options(scenario: &Scenario) -> [(&'static str, String); 4] {
    let word = |value: &dyn std::fmt::Debug| format!("{value:?}").to_lowercase();
    [
        ("begin", word(&scenario.begin)),
        ("process_again", word(&scenario.process_again)),
        ("series_import", word(&scenario.series_import)),
        ("settling_time", "1s".to_owned()),
    ]
}

/// The settings file of a demo's folder.
pub(crate) fn path(folder: &Path) -> PathBuf {
    folder.join("cuadre.toml")
}

/// Whether these are a demo's: its platforms are up while `cuadre demo` works, so only it can go on.
pub(crate) fn are_of_demo(file: &Path) -> bool {
    std::fs::read(file).is_ok_and(|text| text.starts_with(MARK.as_bytes()))
}

/// Writes `cuadre.toml` and `.env`; `company` is the key of the only one.
pub(crate) fn write(
    folder: &Path,
    company: &str,
    scenario: &Scenario,
    running: &Simulators,
    say: Say,
) -> Result<(), Unwritten> {
    let file = path(folder);
    put(&file, &settings(folder, company, scenario, say))?;
    let mut addresses = Vec::new();
    let file = folder.join(".env");
    write_addresses(scenario, running, &mut addresses)
        .map_err(|error| Unwritten::Io(file.clone(), error))?;
    let why = say.text(s(
        "las plataformas atienden mientras la orden trabaja; la siguiente escribe otras direcciones",
        "the platforms are up while the command works; the next one writes other addresses",
    ));
    put(&file, &format!("{MARK}{why}\n{}", String::from_utf8_lossy(&addresses)))
}

fn put(file: &Path, text: &str) -> Result<(), Unwritten> {
    let unwritten = |error| Unwritten::Io(file.to_owned(), error);
    match std::fs::read(file) {
        Ok(bytes) if !bytes.starts_with(MARK.as_bytes()) => {
            Err(Unwritten::NotOurs(file.to_owned()))
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unwritten(error)),
        _ => std::fs::write(file, text).map_err(unwritten),
    }
}

/// Folders in full, so that they hold wherever a person stands.
fn settings(folder: &Path, company: &str, scenario: &Scenario, say: Say) -> String {
    let place = |name: &str| {
        let path = std::path::absolute(folder.join(name)).unwrap_or_else(|_| folder.join(name));
        toml::Value::String(path.display().to_string()).to_string()
    };
    let options = options(scenario).map(|(name, value)| format!("{name} = \"{value}\""));
    let why = say.text(s(
        "la configuración de la cadena ficticia, tal como la de una empresa; cada llamada la escribe de nuevo",
        "the settings of the fictitious chain, just as a company has them; each call writes them anew",
    ));
    format!(
        "{MARK}{why}\n\
         input = {input}\noutput = {output}\njournal = {journal}\non_rejects = \"continue\"\n\n\
         [company.{company}]\nruc = \"{ruc}\"\nbrands = {BRANDS:?}\n\
         import_platform = {{ connector = \"{IMPORT}\", options = {{ {options} }} }}\n\
         accounting = {{ connector = \"{ACCOUNTING}\", options = {{ {settling} }} }}\n",
        input = place("ledger"),
        output = place("out"),
        journal = place("cuadre.db"),
        ruc = sample::ruc(),
        options = options.join(", "),
        settling = options[3],
    )
}
