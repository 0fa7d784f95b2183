//! On a clean ledger our parts and the peers' outputs agree, value by value.
//!
//! The ledger is by another hand than ours (`bench/peers/gen_ledger.py`), and so is the work: the predecessor's way
//! (fastexcel and pandas) and Polars. What agrees with both is not a mistake that reader and generator of this
//! repository share. What `cuadre compare` finds is held against DuckDB in the same way. It compares values, not bytes: amounts as numbers, and names without `”`, which only we remove.
//! It needs Python; `scripts/setup.sh` installs what is missing.

mod workdir;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use workdir::records;

const ROWS: usize = 60_000;
const AMOUNTS: [&str; 3] = ["ImporteAfecto", "ImporteImpuesto", "ImporteTotal"];
const SETTINGS: &str = "[company.bench]\nkinds = [\"01\", \"03\", \"07\", \"08\"]\n\
                        segments = [\"Isadora\", \"Todo Moda\"]\n";

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Runs a command in a folder; its standard output.
fn run(folder: &Path, program: &Path, words: &[&str]) -> String {
    let told = Command::new(program).args(words).current_dir(folder).output();
    let told = told.unwrap_or_else(|error| panic!("{}: {error}", program.display()));
    let talk = String::from_utf8_lossy(&told.stderr);
    assert!(told.status.success(), "{} {words:?}: {}\n{talk}", program.display(), told.status);
    String::from_utf8(told.stdout).expect("text")
}

/// The Python that has the peers' packages; installed once, however many tests want it at the same time.
fn python() -> &'static Path {
    static PYTHON: OnceLock<PathBuf> = OnceLock::new();
    PYTHON.get_or_init(|| {
        let setup = repository().join("scripts/setup.sh");
        PathBuf::from(run(&repository(), &setup, &["peers"]).trim())
    })
}

/// All records of a folder of parts, in order, below one header.
fn parts(folder: &Path) -> (Vec<String>, Vec<Vec<String>>) {
    let listing = std::fs::read_dir(folder).expect("a folder of parts");
    let mut files: Vec<PathBuf> = listing.map(|entry| entry.expect("an entry").path()).collect();
    files.sort_by_key(|file| {
        let stem = file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        stem.parse::<u32>().unwrap_or_else(|_| panic!("{} is no part", file.display()))
    });
    assert_eq!(files.len(), ROWS.div_ceil(50_000), "{files:?}");
    let (mut header, mut all) = (Vec::new(), Vec::new());
    for file in files {
        let mut part = records(&std::fs::read_to_string(&file).expect("a part in UTF-8"));
        header = part.remove(0);
        all.append(&mut part);
    }
    (header, all)
}

/// An amount in cents, however many zeros it is written with.
fn cents(text: &str) -> i64 {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    assert!(fraction.len() <= 2, "`{text}` is finer than cents");
    let number = format!("{whole}{fraction:0<2}");
    sign * number.parse::<i64>().unwrap_or_else(|_| panic!("`{text}` is no amount"))
}

fn assert_same_values(ours: &Path, theirs: &Path, peer: &str) {
    let (header, ours) = parts(ours);
    let (their_header, theirs) = parts(theirs);
    assert_eq!(header, their_header, "{peer}");
    assert_eq!((ours.len(), theirs.len()), (ROWS, ROWS), "{peer}");
    for (index, (our, their)) in ours.iter().zip(&theirs).enumerate() {
        assert_eq!((our.len(), their.len()), (header.len(), header.len()), "{peer}, {index}");
        for (column, name) in header.iter().enumerate() {
            let place = format!("{peer}, document {}, {name}", index + 1);
            if AMOUNTS.contains(&name.as_str()) {
                assert_eq!(cents(&our[column]), cents(&their[column]), "{place}");
            } else {
                let [our, their] = [our, their].map(|record| record[column].replace('”', ""));
                assert_eq!(our, their, "{place}");
            }
        }
    }
}

#[test]
fn our_parts_and_the_peers_outputs_agree_value_by_value() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let python = python();
    let script = |name: &str| repository().join("bench/peers").join(name).display().to_string();
    let rows = ROWS.to_string();
    let generate = script("gen_ledger.py");
    run(here, python, &["-B", &generate, "ledger.xlsx", "--rows", &rows, "--period", "2025-01"]);
    std::fs::write(here.join("cuadre.toml"), SETTINGS).expect("settings");

    let cuadre = Path::new(env!("CARGO_BIN_EXE_cuadre"));
    let normalize = ["normalize", "ledger.xlsx", "--out", "ours", "--period", "2025-01"];
    run(here, cuadre, &[normalize.as_slice(), &["--company", "bench"]].concat());
    for peer in ["base_fastexcel_chunked.py", "base_polars_xlsx.py"] {
        run(here, python, &["-B", &script(peer), "ledger.xlsx", peer]);
        assert_same_values(&here.join("ours/parts"), &here.join(peer), peer);
    }
}

/// Class, document, field and both values: what a comparison finds, whoever makes it.
type Found = Vec<Vec<String>>;

/// The records of a list below its header, by the first seven columns.
fn found(path: &Path) -> Found {
    let mut records = records(&std::fs::read_to_string(path).expect("a list"));
    let header = records.remove(0);
    assert_eq!(header[..7].join(","), "class,kind,series,number,field,left,right");
    records.into_iter().map(|record| record[..7].to_vec()).collect()
}

fn of_class(found: &Found, class: &str) -> usize {
    found.iter().filter(|record| record[0] == class).count()
}

#[test]
fn we_and_duckdb_find_the_same_differences() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    let python = python();
    let script = |name: &str| repository().join("bench/peers").join(name).display().to_string();
    let generate = script("gen_ledger.py");
    let words = ["--rows", "20000", "--period", "2025-01", "--kind", "csv-utf8"];
    run(here, python, &[&["-B", &generate, "left.csv"], words.as_slice()].concat());
    run(here, python, &["-B", &script("perturb.py"), "left.csv", "right.csv"]);
    // Documents that are there three times, once with another name of the file's own making.
    let right = std::fs::read_to_string(here.join("right.csv")).expect("a ledger");
    let again: Vec<&str> = right.lines().skip(1_000).take(60).collect();
    let changed = again.iter().map(|line| line.replace(",PEN,", ",USD,"));
    let changed: String = changed.map(|line| line + "\r\n").collect();
    std::fs::write(here.join("right.csv"), format!("{right}{}\r\n{changed}", again.join("\r\n")))
        .expect("written");

    let cuadre = Path::new(env!("CARGO_BIN_EXE_cuadre"));
    let told = Command::new(cuadre)
        .args(["compare", "left.csv", "right.csv", "--out", "ours", "--json"])
        .current_dir(here)
        .output()
        .expect("run");
    assert_eq!(told.status.code(), Some(1), "{}", String::from_utf8_lossy(&told.stderr));
    let report: serde_json::Value = serde_json::from_slice(&told.stdout).expect("JSON");
    let count = |class: usize| report["documents"][class]["left"].as_u64().expect("a number");

    let compare = script("base_duckdb_compare.py");
    let said =
        run(here, python, &["-B", &compare, "left.csv", "right.csv", "theirs.csv", "--exact"]);
    assert_eq!(said.trim(), format!("equal {}", count(0)));
    let (ours, theirs) = (found(&here.join("ours/compare.csv")), found(&here.join("theirs.csv")));
    for class in ["only_left", "only_right"] {
        assert_eq!(of_class(&ours, class), of_class(&theirs, class), "{class}");
        assert!(of_class(&ours, class) > 10, "{class}");
    }
    assert_eq!(report["right"]["in"].as_u64(), Some(right.lines().count() as u64 - 2 + 120));
    // Which of several unequal documents of one key is paired with which is not the same: DuckDB goes by order.
    let repeated: std::collections::BTreeSet<String> = ours
        .iter()
        .filter(|record| record[0] == "repeated")
        .map(|record| record[1..4].join(","))
        .collect();
    assert!(repeated.len() >= 60, "{}", repeated.len());
    let single = |found: Found| {
        let mut lines: Vec<String> = found
            .into_iter()
            .filter(|record| record[0] != "repeated" && !repeated.contains(&record[1..4].join(",")))
            .map(|record| record.join(","))
            .collect();
        lines.sort();
        lines
    };
    let (ours, theirs) = (single(ours), single(theirs));
    assert!(ours.iter().filter(|line| line.starts_with("differs")).count() > 50);
    assert_eq!(ours, theirs);
}

#[test]
fn amounts_are_compared_as_numbers() {
    assert_eq!(["100.0", "4.8", "-0.0", "-12.34", "7"].map(cents), [10_000, 480, 0, -1_234, 700]);
}

#[test]
fn records_keep_quotes_commas_and_line_breaks() {
    let found = records("a,b\r\n\"x\"\"y\",\"1,\r\n2\"\n");
    assert_eq!(found, [["a", "b"], ["x\"y", "1,\r\n2"]]);
}
