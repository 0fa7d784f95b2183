//! `cuadre sample`: an invented ledger, and `truth.json` beside it.

use std::io::Write;
use std::path::PathBuf;

use clap::ArgMatches;
use engine::model::{Period, Sentence};

use super::stdout;
use crate::failure::{Failure, Outcome, Told};
use crate::sample::{self, Format, Made, Request, SampleError, Share};
use crate::terminal::thousands;
use crate::text::{SAMPLE_UNFINISHED, SAMPLE_UNWRITABLE, Say, s};
use crate::usage;

/// Makes the ledger and prints its path.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let request = request(arguments, say)?;
    let made = sample::run(&request).map_err(|error| failure(&error, say))?;
    stdout::print(out, &format!("{}\n", made.file.display()), say)?;
    let _ = writeln!(std::io::stderr(), "{}", summary(&made, say));
    Ok(Outcome::Done)
}

fn request(arguments: &ArgMatches, say: Say) -> Result<Request, Failure> {
    let text = |name: &str| arguments.get_one::<String>(name).map_or("", String::as_str);
    let number = |name: &str| arguments.get_one::<u64>(name).copied().unwrap_or_default();
    let wrong = |option: &str, name: &str, what: Sentence| {
        Failure::usage(usage::wrong_value(option, text(name), what, say))
    };
    let share = s(
        "un porcentaje de 0 a 100, por ejemplo 2.5%",
        "a percentage from 0 to 100, for example 2.5%",
    );
    let formats = s(
        "xlsx, xlsx-inline, csv, csv-1252 o ple-txt",
        "xlsx, xlsx-inline, csv, csv-1252 or ple-txt",
    );
    Ok(Request {
        rows: number("rows"),
        seed: number("seed"),
        period: Period::parse(text("period").as_bytes())
            .ok_or_else(|| wrong("--period", "period", usage::PERIOD))?,
        format: Format::named(text("format"))
            .ok_or_else(|| wrong("--format", "format", formats))?,
        dirty: Share::parse(text("dirty")).ok_or_else(|| wrong("--dirty", "dirty", share))?,
        out: arguments.get_one::<PathBuf>("out").cloned().unwrap_or_default(),
    })
}

fn summary(made: &Made, say: Say) -> String {
    let sentence = s(
        "{lines} {lines?fila|filas}, de las que {rejected} {rejected?merece|merecen} rechazo; la verdad sobre ellas: {truth}",
        "{lines} {lines?row|rows}, of which {rejected} {rejected?deserves|deserve} rejection; the truth about them: {truth}",
    );
    say.fill(
        sentence,
        &[
            ("lines", &thousands(made.lines)),
            ("rejected", &thousands(made.rejected)),
            ("truth", &made.truth.display().to_string()),
        ],
    )
}

pub(super) fn failure(error: &SampleError, say: Say) -> Failure {
    let unfinished = |why: String| {
        Failure::failed(Told::of(&SAMPLE_UNFINISHED, &[("why", &why)], say).render(say))
    };
    match error {
        SampleError::TooManyRows { max } => {
            let max = thousands(*max);
            let words = s(
                "--rows pide más filas de las que tiene una hoja de Excel ({max}).",
                "--rows asks for more rows than a spreadsheet has ({max}).",
            );
            let says = say.fill(words, &[("max", &max)]);
            let words = s(
                "pida menos filas o use --format csv.",
                "ask for fewer rows or use --format csv.",
            );
            let advice = say.text(words).to_owned();
            Failure::usage(Told { says, advice, ..Told::default() }.render(say))
        }
        SampleError::Period(period) => Failure::usage(usage::wrong_value(
            "--period",
            &period.to_string(),
            s(
                "un periodo posterior: las hojas de cálculo no tienen esas fechas",
                "a later period: spreadsheets do not have such dates",
            ),
            say,
        )),
        SampleError::Folder(path, error) | SampleError::File(path, error) => {
            let (path, why) = (path.display().to_string(), say.system(error));
            let values = [("path", path.as_str()), ("why", &why)];
            Failure::failed(Told::of(&SAMPLE_UNWRITABLE, &values, say).render(say))
        }
        SampleError::Ledger(error) | SampleError::Truth(error) => unfinished(say.system(error)),
        SampleError::Workbook(error) => unfinished(error.to_string()),
    }
}
