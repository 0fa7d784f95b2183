//! Runs the peers beside cuadre, in pairs, and says whether the bars hold.
//!
//! ```text
//! bench run --cuadre BINARY --reconcile BINARY [--only NAME] [--runs N] [--peers DIR]
//! bench inflate FILE.xlsx       the floor of any XLSX reader: decompresses, and does nothing else
//! bench parse-csv FILE.csv      the floor of any CSV reader: splits records and fields, and does nothing else
//! ```
//!
//! Gates are ratios of CPU seconds within a pair of runs that follow one another: wall seconds of a busy machine say
//! more about the machine. Wall seconds are printed beside. It changes nothing outside `bench/data` and
//! `docs/benchmarks.md`, and never runs as part of the tests.

mod figures;
mod floors;
mod inputs;
mod main_job;
mod measure;
mod report;

use std::path::PathBuf;
use std::process::ExitCode;

/// What a user may choose.
struct Options {
    cuadre: PathBuf,
    reconcile: PathBuf,
    only: Option<String>,
    runs: Option<usize>,
    peers: PathBuf,
}

const USAGE: &str = "usage: bench run --cuadre BINARY --reconcile BINARY [--only NAME] [--runs N] [--peers DIR]\n       \
                     bench inflate FILE.xlsx\n       bench parse-csv FILE.csv";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["inflate", file] => floors::inflate(file.as_ref()).map(|bytes| {
            println!("{bytes} bytes");
            true
        }),
        ["parse-csv", file] => floors::parse_csv(file.as_ref()).map(|(records, fields)| {
            println!("{records} records, {fields} fields");
            true
        }),
        ["run", options @ ..] => options_from(options).and_then(|options| run(&options)),
        _ => Err(USAGE.to_string()),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("bench: {message}");
            ExitCode::from(2)
        }
    }
}

fn options_from(words: &[&str]) -> Result<Options, String> {
    let (mut cuadre, mut reconcile) = (None, None);
    let mut options = Options {
        cuadre: PathBuf::new(),
        reconcile: PathBuf::new(),
        only: None,
        runs: None,
        peers: inputs::home().join("peers"),
    };
    for pair in words.chunks(2) {
        let [name, value] = pair else { return Err(USAGE.to_string()) };
        match *name {
            "--cuadre" => cuadre = Some(PathBuf::from(value)),
            "--reconcile" => reconcile = Some(PathBuf::from(value)),
            "--only" => options.only = Some(value.to_string()),
            "--runs" => {
                let runs = value.parse().ok().filter(|runs| *runs > 0);
                options.runs = Some(runs.ok_or("--runs wants a number above 0")?);
            }
            "--peers" => options.peers = PathBuf::from(value),
            _ => return Err(USAGE.to_string()),
        }
    }
    let cuadre = cuadre.ok_or(USAGE)?;
    options.cuadre = absolute(cuadre)?;
    options.reconcile = absolute(reconcile.ok_or(USAGE)?)?;
    options.peers = absolute(options.peers)?;
    Ok(options)
}

fn absolute(path: PathBuf) -> Result<PathBuf, String> {
    path.canonicalize().map_err(|error| format!("{}: {error}", path.display()))
}

/// Measures the figures; whether every bar holds.
fn run(options: &Options) -> Result<bool, String> {
    let wanted: Vec<_> = figures::FIGURES
        .iter()
        .filter(|figure| options.only.as_ref().is_none_or(|only| figure.name.contains(only)))
        .collect();
    if wanted.is_empty() {
        let names: Vec<_> = figures::FIGURES.iter().map(|figure| figure.name).collect();
        return Err(format!("no figure has that in its name; there are: {}", names.join(", ")));
    }
    let bench = inputs::Bench::prepare(&options.cuadre, &options.peers, &options.reconcile)?;
    let mut measured = Vec::new();
    for figure in &wanted {
        eprintln!("── {}", figure.title);
        let result = figure.measure(&bench, options.runs)?;
        eprintln!("   {}", report::one_line(&result));
        measured.push(result);
    }
    let table = report::table(&measured);
    println!("\n{table}");
    if wanted.len() == figures::FIGURES.len() {
        let file = inputs::home().join("../docs/benchmarks.md");
        let page = report::page(&table, &bench)?;
        std::fs::write(&file, page).map_err(|error| format!("docs/benchmarks.md: {error}"))?;
        println!("written to docs/benchmarks.md");
    } else {
        println!("only a part was measured: docs/benchmarks.md stays as it is");
    }
    Ok(measured.iter().all(|result| result.holds()))
}
