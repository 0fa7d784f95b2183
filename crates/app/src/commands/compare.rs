//! `cuadre compare`: two ledgers, or a ledger and a report, document by document.

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use engine::ingest::layout::Layouts;
use engine::model::amount::AmountRead;
use engine::model::{Cents, DecimalMark, Field};
use engine::run::Watch;
use engine::run::compare::{COMPARABLE, CompareJob, Tolerances, comparable, compare};
use xlsx::CellKind;

use super::normalize::failure;
use super::stdout;
use super::table::{ingest_failure, refuse_stdin};
use crate::comparison;
use crate::failure::{Failure, Outcome, Told};
use crate::progress::Progress;
use crate::settings::{self, nearest};
use crate::text::{COMPARE_SIDE_EMPTY, Say, s};
use crate::{interrupt, memory, usage};

/// Compares, and prints what came of it.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let quiet = arguments.get_flag("quiet");
    let job = job(arguments, say)?;
    interrupt::catch();
    let mut progress = Progress::new(say, quiet);
    let mut tell = |rows, share| progress.tell(rows, share);
    let compared = compare(&job, &mut Watch { tell: &mut tell, stop: interrupt::flag() });
    progress.end();
    let mut compared = compared.map_err(|error| failure(&error, say))?;
    if !quiet {
        let text = comparison::evidence(&compared, arguments.get_flag("verbose"), say);
        let text = crate::width::fit(&text, crate::width::of_stderr(), 2);
        let _ = anstream::stderr().lock().write_all(text.as_bytes());
    }
    if arguments.get_flag("json") {
        compared.report.seconds = Some(compared.seconds);
        compared.report.peak_rss_bytes = Some(memory::peak());
        let text = serde_json::to_string_pretty(&compared.report)
            .map_err(|error| Failure::failed(error.to_string()))?;
        stdout::print(out, &(text + "\n"), say)?;
    } else if !quiet {
        let text = comparison::render(&compared, memory::peak(), say);
        stdout::print_styled(out, &crate::width::fit(&text, crate::width::of_stdout(), 4), say)?;
    }
    Ok(if compared.report.agrees { Outcome::Done } else { Outcome::Rejections })
}

fn job(arguments: &ArgMatches, say: Say) -> Result<CompareJob, Failure> {
    let settings = arguments.get_one::<PathBuf>("settings").map(PathBuf::as_path);
    let resolved = settings::of_all(settings, say)?;
    let layouts = match &resolved.settings.layouts {
        Some(folder) => Layouts::load(folder),
        None => Layouts::embedded(),
    };
    let layouts = layouts.map_err(|error| ingest_failure(&error, say))?;
    let text = |name: &str| arguments.get_one::<String>(name);
    let files = ["left", "right"].map(|side| arguments.get_one::<PathBuf>(side));
    let [Some(left), Some(right)] = files else {
        return Err(Failure::usage(String::new()));
    };
    let files = [side_files(left, say)?, side_files(right, say)?];
    let mut job = CompareJob::new(files, layouts, say.0);
    job.layout = [text("layout-left").cloned(), text("layout-right").cloned()];
    job.fields = text("fields").map(|names| fields(names, say)).transpose()?;
    if let Some(given) = text("tolerance") {
        job.tolerances = tolerances(given, say)?;
    }
    job.out = arguments.get_one::<PathBuf>("out").cloned();
    job.version = env!("CARGO_PKG_VERSION");
    Ok(job)
}

/// The files of a side: the file itself, or the tables in a folder by their names.
fn side_files(path: &Path, say: Say) -> Result<Vec<PathBuf>, Failure> {
    refuse_stdin(path, say)?;
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let files = engine::ingest::discover::tables_in(path);
    let files = files.map_err(|error| ingest_failure(&error, say))?;
    if files.is_empty() {
        let folder = path.display().to_string();
        let told = Told::of(&COMPARE_SIDE_EMPTY, &[("path", &folder)], say);
        return Err(Failure::usage(told.render(say)));
    }
    Ok(files)
}

/// The fields of `--fields`.
fn fields(names: &str, say: Say) -> Result<Vec<Field>, Failure> {
    let mut fields = Vec::new();
    for name in names.split(',').map(str::trim) {
        let found = comparable(name);
        if found.is_empty() {
            return Err(unknown_field("--fields", name, say));
        }
        fields.extend(found);
    }
    Ok(fields)
}

fn unknown_field(option: &str, name: &str, say: Say) -> Failure {
    let all = COMPARABLE.iter().map(|(field, _)| field.name());
    let near = nearest(name, all.clone());
    let told = match near {
        Some(near) => say.fill(
            s(
                "«{name}» no es un campo que se compare; ¿quiso decir `{near}`?",
                "`{name}` is no field that is compared; did you mean `{near}`?",
            ),
            &[("name", name), ("near", near)],
        ),
        None => say.fill(
            s("«{name}» no es un campo que se compare", "`{name}` is no field that is compared"),
            &[("name", name)],
        ),
    };
    let list = all.collect::<Vec<_>>().join(", ");
    let advice = say.fill(
        s(
            "con {option}, escriba alguno de estos: {list}, amounts, all",
            "with {option}, write some of these: {list}, amounts, all",
        ),
        &[("option", option), ("list", &list)],
    );
    Failure::usage(Told { says: told, advice, ..Told::default() }.render(say))
}

/// The amounts of `--tolerance`: one for all, or a field's own, or both.
fn tolerances(given: &str, say: Say) -> Result<Tolerances, Failure> {
    let what = s(
        "un importe como 0.05, o total=1.00,sales_tax=0.05",
        "an amount such as 0.05, or total=1.00,sales_tax=0.05",
    );
    let wrong = || Failure::usage(usage::wrong_value("--tolerance", given, what, say));
    let cents = |text: &str| match Cents::read(text.as_bytes(), CellKind::Text, DecimalMark::Point)
    {
        AmountRead::Plain(cents) if cents.0 >= 0 => Ok(cents),
        _ => Err(wrong()),
    };
    let mut tolerances = Tolerances::default();
    for piece in given.split(',').map(str::trim) {
        match piece.split_once('=') {
            None => tolerances.every = cents(piece)?,
            Some((name, amount)) => {
                let fields = comparable(name.trim());
                let fields: Vec<_> =
                    fields.into_iter().filter(|field| field.amount_index().is_some()).collect();
                if fields.is_empty() {
                    return Err(unknown_field("--tolerance", name.trim(), say));
                }
                let amount = cents(amount.trim())?;
                tolerances.of.extend(fields.into_iter().map(|field| (field, amount)));
            }
        }
    }
    Ok(tolerances)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tolerances_are_for_all_amounts_or_for_some() {
        let say = Say::default();
        let read = |text: &str| tolerances(text, say).map_err(|failure| failure.message);
        assert_eq!(read("0.05"), Ok(Tolerances { every: Cents(5), of: Vec::new() }));
        let both = Tolerances {
            every: Cents(1),
            of: vec![(Field::Total, Cents(100)), (Field::SalesTax, Cents(5))],
        };
        assert_eq!(read("0.01, total=1, sales_tax=0.05"), Ok(both));
        for wrong in ["", "x", "-1", "total=", "total=-1", "currency=1", "totl=1"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
        assert!(read("totl=1").is_err_and(|message| message.contains("`total`")));
    }
}
