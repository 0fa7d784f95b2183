//! `cuadre simulate`: the two platforms as servers of their own, until Ctrl-C.
//!
//! Prints what a connector needs to reach them, in the form of a `.env` file. It never talks to them itself.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use clap::ArgMatches;
use engine::model::ErrorText;
use simulators::{Contradiction, Ports, Scenario, Simulators, StartError, System};

use super::stdout;
use crate::demo;
use crate::failure::{Failure, Outcome, Told};
use crate::text::{
    SCENARIO_UNREADABLE, SCENARIO_WRONG, SIMULATION_DATABASE, SIMULATION_FOLDER, SIMULATION_PORT,
    SIMULATION_THREAD, Say, s,
};

/// The length of the ledger whose shops are all there: the longest one that `sample` makes as a workbook.
const SHOPS_OF: u64 = 1_000_000;

/// Starts both, says where they are, and waits.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let scenario = scenario(arguments, say)?;
    let port = |name: &str| arguments.get_one::<u16>(name).copied().unwrap_or_default();
    let ports = Ports { import_platform: port("port-import"), aconsys: port("port-aconsys") };
    let folder = arguments.get_one::<PathBuf>("dir").cloned().unwrap_or_default();
    // Asked for before anything starts, so that an early Ctrl-C ends in order too.
    let (stop, stopped) = mpsc::channel();
    let _ = ctrlc::set_handler(move || {
        let _ = stop.send(());
    });
    let running =
        Simulators::start_on(&scenario, &folder, ports).map_err(|error| failure(&error, say))?;
    write_addresses(&scenario, &running, out).map_err(|error| stdout::unwritable(&error, say))?;
    let talk = crate::width::fit(&talk(&folder, say), crate::width::of_stderr(), 2);
    let _ = writeln!(std::io::stderr(), "{talk}");
    let _ = stopped.recv();
    drop(running);
    Ok(Outcome::Done)
}

fn scenario(arguments: &ArgMatches, say: Say) -> Result<Scenario, Failure> {
    let Some(path) = arguments.get_one::<PathBuf>("scenario") else {
        return Ok(demo::scenario(SHOPS_OF));
    };
    let name = path.display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => scenario_of(&name, &text, say),
        Err(error) => {
            let values = [("path", name.as_str()), ("why", &say.system(&error))];
            Err(Failure::usage(Told::of(&SCENARIO_UNREADABLE, &values, say).render(say)))
        }
    }
}

/// The scenario in a text; what is wrong with it is told with its line.
fn scenario_of(name: &str, text: &str, say: Say) -> Result<Scenario, Failure> {
    let wrong = |why: &str, at: Option<usize>| {
        let line = at.map(|at| text[..at.min(text.len())].matches('\n').count());
        let words = s("{name}, línea {line}", "{name}, line {line}");
        let place = line.map_or_else(
            || name.to_owned(),
            |line| say.fill(words, &[("name", name), ("line", &(line + 1).to_string())]),
        );
        let line = line.and_then(|line| text.lines().nth(line));
        let told = Told {
            place,
            line: line.map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()),
            ..Told::of(&SCENARIO_WRONG, &[("why", why)], say)
        };
        Failure::usage(told.render(say))
    };
    let scenario: Scenario = toml::from_str(text).map_err(|error| {
        wrong(&unread(error.message(), say), error.span().map(|span| span.start))
    })?;
    scenario.check().map_err(|error| wrong(&contradiction(&error, say), None))?;
    Ok(scenario)
}

/// What the reader of TOML says, whose English has the names of keys and values between backticks.
fn unread(message: &str, say: Say) -> String {
    let names: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let (name, others) = names
        .split_first()
        .map_or(("", String::new()), |(first, others)| (*first, others.join(", ")));
    let words = match () {
        () if message.starts_with("unknown field") => {
            s("no se conoce la clave «{name}»", "the key `{name}` is not known")
        }
        () if message.starts_with("missing field") => {
            s("falta la clave «{name}»", "the key `{name}` is missing")
        }
        () if message.starts_with("unknown variant") => {
            s("no vale «{name}»; vale: {others}", "`{name}` is not taken; it takes: {others}")
        }
        () if message.starts_with("invalid type") || message.starts_with("invalid value") => s(
            "el valor no es de este tipo, o es demasiado grande",
            "the value is of another type, or too great",
        ),
        () if message.starts_with("duplicate") => {
            s("la clave está dos veces", "the key stands twice")
        }
        () => s("no se entiende lo que está escrito ahí", "what is written there makes no sense"),
    };
    say.fill(words, &[("name", name), ("others", &others)])
}

fn contradiction(error: &Contradiction, say: Say) -> String {
    let (words, values): (_, Vec<(&str, String)>) = match error {
        Contradiction::CompanyTwice(ruc) => (
            s("la empresa {ruc} está dos veces", "company {ruc} stands twice"),
            vec![("ruc", ruc.clone())],
        ),
        Contradiction::Twice { key, value, ruc } => (
            s(
                "en la empresa {ruc}, {key} «{value}» está dos veces",
                "in company {ruc}, {key} `{value}` stands twice",
            ),
            vec![("ruc", ruc.clone()), ("key", (*key).to_owned()), ("value", value.clone())],
        ),
        Contradiction::FaultOfNobody(name) => (
            s(
                "la falla {name} no dice de qué sistema es: system = \"…\"",
                "the fault {name} does not say of which system it is: system = \"…\"",
            ),
            vec![("name", format!("{name:?}"))],
        ),
        Contradiction::OperationUnknown(system, operation) => (
            s(
                "{system} no tiene la operación «{operation}»",
                "{system} has no operation `{operation}`",
            ),
            vec![("system", system.name().to_owned()), ("operation", operation.clone())],
        ),
        Contradiction::NoStaging(name) => (
            s(
                "la falla {name} es de un lote, y aconsys no tiene",
                "the fault {name} is of a batch, and aconsys has none",
            ),
            vec![("name", format!("{name:?}"))],
        ),
    };
    let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    say.fill(words, &values)
}

/// Where each is and who works it, as `.env` has it.
pub(crate) fn write_addresses(
    scenario: &Scenario,
    running: &Simulators,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    for (name, server, operator) in [
        ("IMPORT_PLATFORM", &running.import_platform, &scenario.import_platform),
        ("ACONSYS", &running.aconsys, &scenario.aconsys),
    ] {
        writeln!(out, "{name}_URL={}", server.url())?;
        writeln!(out, "{name}_USER={}", operator.user)?;
        writeln!(out, "{name}_PASSWORD={}", operator.password)?;
    }
    out.flush()
}

fn talk(folder: &Path, say: Say) -> String {
    let sentence = s(
        "Ambas plataformas simuladas atienden; sus datos están en {folder}. Ctrl-C las detiene.",
        "Both simulated platforms are up; their data are in {folder}. Ctrl-C stops them.",
    );
    say.fill(sentence, &[("folder", &folder.display().to_string())])
}

/// Why they do not start.
pub(super) fn failure(error: &StartError, say: Say) -> Failure {
    let told = |text: &ErrorText, values: &[(&str, &str)]| Told::of(text, values, say);
    match error {
        StartError::Scenario(error) => {
            let why = contradiction(error, say);
            Failure::usage(told(&SCENARIO_WRONG, &[("why", &why)]).render(say))
        }
        StartError::Folder(path, error) => {
            let path = path.display().to_string();
            let values = [("path", path.as_str()), ("why", &say.system(error))];
            Failure::failed(told(&SIMULATION_FOLDER, &values).render(say))
        }
        StartError::Database(system, why) => {
            let platform = match system {
                System::ImportPlatform => s("la Plataforma de Importación", "Import Platform"),
                System::Aconsys => s("Aconsys", "Aconsys"),
            };
            let told = told(&SIMULATION_DATABASE, &[("platform", say.text(platform))]);
            // What the database itself says is not in the operator's language, so it stands apart.
            Failure::failed(Told { line: Some(format!("SQLite: {why}")), ..told }.render(say))
        }
        StartError::Port(port, error) => {
            let port = port.to_string();
            let values = [("port", port.as_str()), ("why", &say.system(error))];
            Failure::failed(told(&SIMULATION_PORT, &values).render(say))
        }
        StartError::Thread(error) => {
            let why = say.system(error);
            Failure::failed(told(&SIMULATION_THREAD, &[("why", &why)]).render(say))
        }
    }
}
