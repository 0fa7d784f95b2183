//! `cuadre sample`: an invented ledger, and `truth.json` beside it.

use std::io::Write;
use std::path::PathBuf;

use clap::ArgMatches;
use engine::model::{Period, Sentence};

use crate::failure::{Failure, Outcome};
use crate::sample::{self, Format, Made, Request, SampleError, Share};
use crate::text::{Say, s};

/// Makes the ledger and prints its path.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let request = request(arguments, say)?;
    let made = sample::run(&request).map_err(|error| failure(&error, say))?;
    writeln!(out, "{}", made.file.display()).map_err(|error| Failure::failed(error.to_string()))?;
    let _ = writeln!(std::io::stderr(), "{}", summary(&made, say));
    Ok(Outcome::Done)
}

fn request(arguments: &ArgMatches, say: Say) -> Result<Request, Failure> {
    let text = |name: &str| arguments.get_one::<String>(name).map_or("", String::as_str);
    let number = |name: &str| arguments.get_one::<u64>(name).copied().unwrap_or_default();
    let wrong = |name: &str, sentence: Sentence| {
        Failure::usage(say.fill(sentence, &[("value", text(name))]))
    };
    let no_period = s(
        "--period no admite «{value}»: escriba el año y el mes, por ejemplo 2026-01.",
        "--period does not take `{value}`: write year and month, for example 2026-01.",
    );
    let no_share = s(
        "--dirty no admite «{value}»: escriba un porcentaje de 0 a 100, por ejemplo 2.5%.",
        "--dirty does not take `{value}`: write a percentage from 0 to 100, for example 2.5%.",
    );
    let no_format = s(
        "--format no admite «{value}»: elija xlsx, xlsx-inline, csv, csv-1252 o ple-txt.",
        "--format does not take `{value}`: choose xlsx, xlsx-inline, csv, csv-1252 or ple-txt.",
    );
    Ok(Request {
        rows: number("rows"),
        seed: number("seed"),
        period: Period::parse(text("period").as_bytes())
            .ok_or_else(|| wrong("period", no_period))?,
        format: Format::named(text("format")).ok_or_else(|| wrong("format", no_format))?,
        dirty: Share::parse(text("dirty")).ok_or_else(|| wrong("dirty", no_share))?,
        out: arguments.get_one::<PathBuf>("out").cloned().unwrap_or_default(),
    })
}

fn summary(made: &Made, say: Say) -> String {
    let sentence = s(
        "{lines} filas, de las que {rejected} merecen rechazo; la verdad sobre ellas: {truth}",
        "{lines} rows, of which {rejected} deserve rejection; the truth about them: {truth}",
    );
    say.fill(
        sentence,
        &[
            ("lines", &made.lines.to_string()),
            ("rejected", &made.rejected.to_string()),
            ("truth", &made.truth.display().to_string()),
        ],
    )
}

fn failure(error: &SampleError, say: Say) -> Failure {
    let path_sentence = s(
        "No se pudo escribir {path}: {error}. Revise la ruta, los permisos y que el archivo no esté abierto.",
        "{path} could not be written: {error}. Check the path, the permissions, and that the file is not open.",
    );
    let disk_sentence = s(
        "No se pudo terminar el registro de prueba: {error}. Revise el espacio en disco y vuelva a ejecutar.",
        "The sample ledger could not be finished: {error}. Check the disk's space and run again.",
    );
    match error {
        SampleError::TooManyRows { max } => Failure::usage(say.fill(
            s(
                "Una hoja de Excel no tiene tantas filas: pida hasta {max} o use --format csv.",
                "A spreadsheet does not have so many rows: ask for up to {max} or use --format csv.",
            ),
            &[("max", &max.to_string())],
        )),
        SampleError::Period(period) => Failure::usage(say.fill(
            s(
                "Las hojas de cálculo no tienen fechas de {period}: elija otro periodo.",
                "Spreadsheets have no dates of {period}: choose another period.",
            ),
            &[("period", &period.to_string())],
        )),
        SampleError::Folder(path, error) | SampleError::File(path, error) => {
            let (path, error) = (path.display().to_string(), error.to_string());
            Failure::failed(say.fill(path_sentence, &[("path", &path), ("error", &error)]))
        }
        SampleError::Ledger(error) | SampleError::Truth(error) => {
            Failure::failed(say.fill(disk_sentence, &[("error", &error.to_string())]))
        }
        SampleError::Workbook(error) => {
            Failure::failed(say.fill(disk_sentence, &[("error", &error.to_string())]))
        }
    }
}
