//! Input that cannot be read: each ends in a clear error that names file and place, and leaves everything as it was.
//!
//! A case is a folder of `bad_input/` with a `case.toml`; the input stands beside it, or is made by a function of
//! `making.rs` where it is too large or too hostile for a repository.

#[path = "bad_input/making.rs"]
mod making;

mod ledger;
mod workdir;

use std::path::{Path, PathBuf};

use serde::Deserialize;
use workdir::{Told, WorkDir};

/// What a case expects.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What is wrong, for whoever reads the case.
    says: String,
    /// The input's name: a file beside the case, or the name that a made one is given; none, and it is not there.
    input: String,
    /// The function that makes it.
    made_by: Option<String>,
    /// The commands to run.
    #[serde(default = "judging")]
    commands: Vec<String>,
    /// Further arguments.
    #[serde(default)]
    arguments: Vec<String>,
    /// The code of the error; none: it is read as if nothing were wrong.
    code: Option<String>,
    /// Pieces of the message: the file, and the place in it.
    #[serde(default)]
    place: Vec<String>,
    /// The exit code.
    exit: i32,
}

fn judging() -> Vec<String> {
    ["normalize", "check"].map(str::to_owned).to_vec()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_input")
}

fn cases() -> Vec<(String, Case)> {
    let entries = std::fs::read_dir(folder()).expect("the cases");
    let mut cases: Vec<(String, Case)> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(path.join("case.toml"))
                .unwrap_or_else(|error| panic!("{name}/case.toml: {error}"));
            let case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, case)
        })
        .collect();
    cases.sort_by(|one, other| one.0.cmp(&other.0));
    cases
}

/// A folder of results that an earlier run has left.
fn with_an_earlier_run() -> WorkDir {
    let work = WorkDir::new();
    work.write("bueno.csv", ledger::csv(&ledger::receipts(5)));
    work.run(&["normalize", "bueno.csv", "--period", "2026-01", "--out", "out", "-q"]).ended(0);
    work
}

fn place_input(work: &WorkDir, name: &str, case: &Case) {
    let beside = folder().join(name).join(&case.input);
    if let Some(made_by) = &case.made_by {
        work.write(&case.input, making::made_by(made_by));
    } else if beside.is_dir() {
        std::fs::create_dir(work.path(&case.input)).expect("a folder");
    } else if beside.exists() {
        work.write(&case.input, std::fs::read(beside).expect("the input"));
    }
}

/// Runs one command over a case's input; what was not as expected.
fn run_case(work: &WorkDir, case: &Case, command: &str) -> Vec<String> {
    let mut words = vec![command, &case.input];
    if command == "normalize" {
        words.extend(["--out", "out"]);
    }
    words.extend(case.arguments.iter().map(String::as_str));
    let before = work.listing("out");
    let Told { code, out, err } = work.run(&words);
    let mut wrong = Vec::new();
    let mut expect = |right: bool, says: String| {
        if !right {
            wrong.push(format!("{command}: {says}\n{err}"));
        }
    };
    expect(!err.contains("panicked"), "it panicked".to_owned());
    expect(code == case.exit, format!("exit {code}, not {}", case.exit));
    if let Some(expected) = &case.code {
        expect(err.contains(&format!("error[{expected}]")), format!("no {expected}"));
        expect(command == "rows" || out.is_empty(), "it wrote to stdout".to_owned());
        for piece in std::iter::once(&case.input).chain(&case.place) {
            expect(err.contains(piece), format!("it does not say {piece}"));
        }
        expect(work.listing("out") == before, "the output folder is not as it was".to_owned());
    }
    wrong
}

#[test]
fn each_bad_input_ends_in_a_clear_error_and_leaves_the_output_as_it_was() {
    let mut wrong = Vec::new();
    for (name, case) in cases() {
        assert!(!case.says.is_empty(), "{name} does not say what is wrong");
        let work = with_an_earlier_run();
        place_input(&work, &name, &case);
        for command in &case.commands {
            let found = run_case(&work, &case, command);
            wrong.extend(found.into_iter().map(|says| format!("── {name}: {says}")));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The list of the ways in which a file can be bad; a case's folder begins with the way's name.
const WAYS: [&str; 15] = [
    "not-a-workbook",
    "truncated-zip",
    "wrong-crc",
    "forged-unique-count",
    "dimension-bomb",
    "zip-bomb",
    "entity-bomb",
    "cell-of-10-mb",
    "columns-16384",
    "encrypted-workbook",
    "missing-sheet",
    "missing-column",
    "doubled-column",
    "empty-file",
    "only-headers",
];

#[test]
fn every_way_to_be_bad_has_a_case() {
    let names: Vec<String> = cases().into_iter().map(|(name, _)| name).collect();
    for way in WAYS.iter().chain(&["a-directory", "no-such-file"]) {
        assert!(names.iter().any(|name| name.starts_with(way)), "{way} has no case");
    }
}

/// A large text, whose reader is still in the middle of it when its output pipe is full.
fn large(work: &WorkDir) -> PathBuf {
    work.write("ventas.csv", ledger::csv(&ledger::receipts(60_000)))
}

fn append(path: &Path, bytes: &[u8]) {
    use std::io::Write;
    let file = std::fs::OpenOptions::new().append(true).open(path);
    file.expect("the input").write_all(bytes).expect("a longer input");
}

#[test]
fn a_file_that_grows_while_it_is_read_is_told() {
    use std::io::Read;
    let work = WorkDir::new();
    let ledger = large(&work);
    let mut child = work
        .cuadre(&["rows", "ventas.csv", "-q"])
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut pipe = child.stdout.take().expect("a pipe");
    let mut some = vec![0; 4096];
    pipe.read_exact(&mut some).expect("the first rows");
    // Whoever writes to a pipe that nobody empties waits: the file is open, and far from its end.
    append(&ledger, b"otra fila\r\n");
    pipe.read_to_end(&mut some).expect("the other rows");
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    let code = child.wait().expect("an end").code();
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("error[I206]") && said.contains("ventas.csv"), "{said}");
}

#[test]
fn a_ledger_that_grows_while_it_is_judged_leaves_the_output_as_it_was() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let work = with_an_earlier_run();
    let ledger = large(&work);
    let before = work.listing("out");
    let over = AtomicBool::new(false);
    let told = std::thread::scope(|scope| {
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                append(&ledger, b"\n");
            }
        });
        let told = work.run(&["normalize", "ventas.csv", "--period", "2026-01", "--out", "out"]);
        over.store(true, Ordering::Relaxed);
        told
    });
    let told = told.ended(2);
    assert!(told.err.contains("error[I206]") && told.err.contains("ventas.csv"), "{}", told.err);
    assert_eq!(work.listing("out"), before);
}

#[test]
#[cfg(unix)]
fn a_full_disk_leaves_the_output_as_it_was() {
    let work = with_an_earlier_run();
    large(&work);
    let before = work.listing("out");
    // A file that may not grow beyond 64 KiB; the signal that comes with it must not end the run.
    let script = "ulimit -f 64 && exec \"$0\" \"$@\"";
    let words = ["normalize", "ventas.csv", "--period", "2026-01", "--out", "out"];
    for more in [&[][..], &["--import-xlsx"], &["--lang", "en"]] {
        let inner = work.cuadre(&[&words, more].concat());
        let mut command = std::process::Command::new("bash");
        command.arg("-c").arg(script).arg(inner.get_program()).args(inner.get_args());
        command.current_dir(work.path("")).env("LANG", "es_PE.UTF-8").env("NO_COLOR", "1");
        let told = workdir::finish(&mut command).ended(3);
        let says = match more.contains(&"en") {
            true => "does not allow files so large in `out`",
            false => "no permite archivos tan grandes en «out»",
        };
        assert!(told.err.contains("error[O402]") && told.err.contains(says), "{}", told.err);
        assert!(!told.err.contains("partial"), "the unfinished folder is ours: {}", told.err);
        assert_eq!(work.listing("out"), before);
    }
    let left: Vec<String> =
        work.listing("").into_keys().filter(|name| !name.contains("out/")).collect();
    assert_eq!(left, ["bueno.csv", "ventas.csv"], "nothing is left beside the output");
}

/// Excel lets nobody else read what it has open on some network drives; elsewhere a file of its own says so.
#[test]
#[cfg(windows)]
fn a_file_that_is_open_elsewhere_is_told() {
    use std::os::windows::fs::OpenOptionsExt;
    let work = with_an_earlier_run();
    let path = work.write("ventas.csv", ledger::csv(&ledger::receipts(3)));
    let before = work.listing("out");
    let held = std::fs::OpenOptions::new().read(true).share_mode(0).open(path).expect("held");
    let told = work.run(&["normalize", "ventas.csv", "--out", "out"]).ended(2);
    assert!(told.err.contains("error[I204]") && told.err.contains("ventas.csv"), "{}", told.err);
    assert_eq!(work.listing("out"), before);
    drop(held);
}

#[test]
fn a_file_that_excel_has_open_is_read_as_it_was_saved_and_that_is_said() {
    let work = WorkDir::new();
    work.write("01. PLE ENERO 26.xlsx", making::made_by("good_workbook"));
    for lock in
        ["~$01. PLE ENERO 26.xlsx", "~$. PLE ENERO 26.xlsx", ".~lock.01. PLE ENERO 26.xlsx#"]
    {
        let path = work.write(lock, b"\x05Rosa");
        let told = work.run(&["check", "01. PLE ENERO 26.xlsx"]).ended(0);
        assert!(told.err.contains(lock) && told.err.contains("abierto"), "{lock}: {}", told.err);
        std::fs::remove_file(path).expect("removed");
    }
}

/// Whoever opens a pipe waits for its writer; `/dev/zero` never ends.
#[test]
#[cfg(unix)]
fn a_pipe_and_a_device_are_refused_at_once() {
    let work = with_an_earlier_run();
    let made = std::process::Command::new("mkfifo").arg(work.path("tuberia.csv")).status();
    assert!(made.expect("mkfifo").success());
    let before = work.listing("out");
    for input in ["tuberia.csv", "/dev/zero"] {
        for words in
            [&["check", input][..], &["rows", input], &["normalize", input, "--out", "out"]]
        {
            let told = work.run(words).ended(2);
            let name = input.trim_start_matches("/dev/");
            assert!(told.err.contains("error[I221]") && told.err.contains(name), "{}", told.err);
        }
    }
    assert_eq!(work.listing("out"), before);
}

/// `/dev/stdin` is whatever the shell has put there: a pipe is refused as a pipe, a file is read as a file.
#[test]
#[cfg(target_os = "linux")]
fn the_device_of_standard_input_is_what_stands_behind_it() {
    let work = WorkDir::new();
    work.write("ventas.csv", ledger::csv(&ledger::receipts(3)));
    for command in ["check", "rows", "normalize --out out"] {
        let told = work.shell(&format!("cat ventas.csv | cuadre {command} /dev/stdin")).ended(2);
        assert!(told.err.contains("error[I221]") && told.err.contains("tubería"), "{}", told.err);
        let told = work.shell(&format!("cuadre {command} /dev/stdin < /dev/null")).ended(2);
        assert!(
            told.err.contains("error[I221]") && told.err.contains("dispositivo"),
            "{}",
            told.err
        );
    }
    assert!(work.listing("out").is_empty());
    let told = work.shell("cuadre check --json /dev/stdin < ventas.csv").ended(0);
    assert_eq!(told.json()["rows"]["accepted"], 3);
}

#[test]
fn a_copy_and_the_same_rows_saved_again_are_refused_with_both_names() {
    let work = with_an_earlier_run();
    let rows = ledger::receipts(40);
    work.write("enero.xlsx", ledger::workbook(&ledger::sheet_xml(&rows), None));
    work.write("copia.xlsx", ledger::workbook(&ledger::sheet_xml(&rows), None));
    work.write("enero.csv", ledger::csv(&rows));
    let mut changed = rows;
    changed[7] = ledger::with(changed[7].clone(), &[(ledger::at::CUSTOMER_NAME, "OTRA")]);
    work.write("otro.csv", ledger::csv(&changed));
    let before = work.listing("out");
    for (other, what) in [("copia.xlsx", "byte por byte"), ("enero.csv", "las mismas filas")] {
        let told = work.run(&["normalize", "enero.xlsx", other, "--out", "out"]).ended(2);
        for piece in ["error[I223]", "«enero.xlsx»", other, what] {
            assert!(told.err.contains(piece), "{piece}: {}", told.err);
        }
        assert_eq!(work.listing("out"), before);
    }
    // One cell is another: which of the two is right is a person's decision, row by row.
    let told = work.run(&["check", "enero.csv", "otro.csv", "--json"]).ended(1);
    assert_eq!(told.json()["rows"]["rejected"], 40);
}

#[test]
fn an_output_that_is_a_file_is_refused() {
    let work = WorkDir::new();
    work.write("ventas.csv", ledger::csv(&ledger::receipts(3)));
    work.write("out", "un archivo");
    let told = work.run(&["normalize", "ventas.csv", "--out", "out"]).ended(2);
    assert!(told.err.contains("out"), "{}", told.err);
    assert_eq!(work.read("out"), "un archivo");
}
