//! `cuadre simulate`: the two platforms as servers of their own, until Ctrl-C.
//!
//! Prints what a connector needs to reach them, in the form of a `.env` file. It never talks to them itself.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::mpsc;

use clap::ArgMatches;
use simulators::{DEMO, Ports, Scenario, Simulators, StartError};

use crate::failure::{Failure, Outcome};
use crate::text::{Say, s};

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
    write_addresses(&scenario, &running, out)
        .map_err(|error| Failure::failed(error.to_string()))?;
    let _ = writeln!(std::io::stderr(), "{}", talk(&folder, say));
    let _ = stopped.recv();
    drop(running);
    Ok(Outcome::Done)
}

fn scenario(arguments: &ArgMatches, say: Say) -> Result<Scenario, Failure> {
    let named = arguments.get_one::<PathBuf>("scenario");
    let file = named.map_or_else(|| "demo".to_string(), |path| path.display().to_string());
    let text = match named {
        Some(path) => std::fs::read_to_string(path).map_err(|error| error.to_string()),
        None => Ok(DEMO.to_string()),
    };
    text.and_then(|text| Scenario::from_toml(&text)).map_err(|error| {
        let sentence = s(
            "No se pudo usar el escenario {file}: {error}\nCorríjalo; docs/simulators.md describe sus claves.",
            "The scenario {file} could not be used: {error}\nCorrect it; docs/simulators.md describes its keys.",
        );
        Failure::usage(say.fill(sentence, &[("file", &file), ("error", error.trim_end())]))
    })
}

fn write_addresses(
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

pub(super) fn failure(error: &StartError, say: Say) -> Failure {
    let (sentence, place, why) = match error {
        StartError::Scenario(why) => (
            s(
                "El escenario se contradice: {why}. Corríjalo y vuelva a ejecutar.",
                "The scenario contradicts itself: {why}. Correct it and run again.",
            ),
            String::new(),
            why.clone(),
        ),
        StartError::Folder(path, error) => (
            s(
                "No se pudo crear la carpeta {place}: {why}. Elija otra con --dir.",
                "The folder {place} could not be made: {why}. Choose another by --dir.",
            ),
            path.display().to_string(),
            error.to_string(),
        ),
        StartError::Database(system, why) => (
            s(
                "No se pudo abrir la base de datos {place}: {why}. ¿Hay otra simulación en esa carpeta? Elija otra con --dir.",
                "The database {place} could not be opened: {why}. Is another simulation in that folder? Choose another by --dir.",
            ),
            system.name().to_string(),
            why.clone(),
        ),
        StartError::Port(port, error) => (
            s(
                "No se pudo atender en el puerto {place}: {why}. Elija otro, o 0 para uno libre.",
                "Port {place} could not be listened on: {why}. Choose another, or 0 for a free one.",
            ),
            port.to_string(),
            error.to_string(),
        ),
        StartError::Thread(error) => (
            s(
                "El sistema no pudo iniciar la simulación: {why}. Cierre otros programas y vuelva a ejecutar.",
                "The system could not start the simulation: {why}. Close other programs and run again.",
            ),
            String::new(),
            error.to_string(),
        ),
    };
    let message = say.fill(sentence, &[("place", &place), ("why", &why)]);
    match error {
        StartError::Scenario(_) => Failure::usage(message),
        _ => Failure::failed(message),
    }
}
