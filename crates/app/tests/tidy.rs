//! The rules of the house: reads sources and manifests, and names the line that breaks one.
//!
//! ARCHITECTURE.md says why each rule is there. An exception stands beside its rule with a reason; one that is no
//! longer needed fails, so that the lists only ever shrink.

#[path = "tidy/manifests.rs"]
mod manifests;
#[path = "tidy/pages.rs"]
mod pages;
#[path = "tidy/scanner.rs"]
mod scanner;
#[path = "tidy/source.rs"]
mod source;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use source::Source;

/// A line that breaks a rule.
struct Breach {
    path: String,
    line: usize,
    says: String,
}

/// A file that may break a rule, and why.
type Exceptions = &'static [(&'static str, &'static str)];

fn root() -> PathBuf {
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("cargo says where the crate is");
    Path::new(&here).join("../..").canonicalize().expect("the repository's root")
}

fn relative(path: &Path) -> String {
    let inside = path.strip_prefix(root()).expect("a file of the repository");
    inside.to_string_lossy().replace('\\', "/")
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Rust sources below a folder.
fn sources(folder: &str) -> Vec<Source> {
    let below = root().join(folder);
    let files = if below.exists() { source::files(&below, &[".rs"]) } else { Vec::new() };
    files.iter().map(|file| Source::new(&relative(file), &read(file))).collect()
}

fn every_source() -> Vec<Source> {
    ["crates", "bench", "fuzz"].into_iter().flat_map(sources).collect()
}

/// What ends up in the product.
fn product() -> Vec<Source> {
    sources("crates").into_iter().filter(|source| source.path.contains("/src/")).collect()
}

fn hold(breaches: Vec<Breach>, exceptions: Exceptions) {
    let mut told = Vec::new();
    let mut used = BTreeSet::new();
    for breach in breaches {
        if exceptions.iter().any(|(path, _)| *path == breach.path) {
            used.insert(breach.path);
        } else {
            told.push(format!("{}:{}: {}", breach.path, breach.line, breach.says));
        }
    }
    for (path, reason) in exceptions {
        if !used.contains(*path) {
            told.push(format!("{path}: the exception ({reason}) is stale: remove it"));
        }
    }
    assert!(told.is_empty(), "\n{}\n", told.join("\n"));
}

/// Which lines of a source a rule looks at.
type Lines = for<'a> fn(&'a Source) -> Vec<(usize, &'a str)>;

fn text_lines(source: &Source) -> Vec<(usize, &str)> {
    source.text.lines().enumerate().map(|(index, line)| (index + 1, line)).collect()
}

fn code_lines(source: &Source) -> Vec<(usize, &str)> {
    source.code_lines().collect()
}

fn product_lines(source: &Source) -> Vec<(usize, &str)> {
    source.product_lines().collect()
}

/// A breach for each line of each source in which `seen` sees something.
fn lines(sources: &[Source], of: Lines, seen: impl Fn(&str) -> Option<String>) -> Vec<Breach> {
    let mut breaches = Vec::new();
    for source in sources {
        for (line, text) in of(source) {
            if let Some(says) = seen(text) {
                breaches.push(Breach { path: source.path.clone(), line, says });
            }
        }
    }
    breaches
}

/// Whether `word` stands in `line` as a word of its own.
fn has_word(line: &str, word: &str) -> bool {
    let of_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].chars().next_back().is_some_and(of_word)
            && !line[at + word.len()..].chars().next().is_some_and(of_word)
    })
}

fn any_word(line: &str, words: &[&str]) -> Option<String> {
    words.iter().find(|word| has_word(line, word)).map(|word| (*word).to_string())
}

#[test]
fn each_file_opens_with_its_purpose() {
    let breaches = every_source().into_iter().filter_map(|source| {
        let mut lines = source.text.lines().enumerate();
        let (at, first) = lines.find(|(_, line)| !line.starts_with("#![") && !line.is_empty())?;
        let says = "a file opens with `//!`: what it is for, and what it does not do".to_string();
        (!first.starts_with("//!")).then_some(Breach { path: source.path, line: at + 1, says })
    });
    hold(breaches.collect(), &[]);
}

const FILE_LINES: usize = 500;
const FUNCTION_LINES: usize = 70;

/// Tables and generated text may be longer.
const LONG_FILES: Exceptions = &[];
const LONG_FUNCTIONS: Exceptions = &[];

#[test]
fn files_and_functions_are_short() {
    let (mut files, mut functions) = (Vec::new(), Vec::new());
    for source in every_source() {
        let length = source.text.lines().count();
        if length > FILE_LINES {
            let says = format!("{length} lines, and {FILE_LINES} are allowed");
            files.push(Breach { path: source.path.clone(), line: length, says });
        }
        for (name, line, length) in source.functions() {
            if length > FUNCTION_LINES {
                let says = format!("`{name}` has {length} lines, and {FUNCTION_LINES} are allowed");
                functions.push(Breach { path: source.path.clone(), line, says });
            }
        }
    }
    hold(files, LONG_FILES);
    hold(functions, LONG_FUNCTIONS);
}

#[test]
fn no_module_is_called_after_nothing() {
    let nothing = ["utils", "util", "helpers", "helper", "common", "misc", "shared"];
    let breaches = every_source().into_iter().filter_map(|source| {
        let mut parts = source.path.trim_end_matches(".rs").split('/');
        let name = parts.find(|part| nothing.contains(part))?;
        let says = format!("`{name}` says nothing: it lives beside its caller, or earns a noun");
        Some(Breach { path: source.path.clone(), line: 1, says })
    });
    hold(breaches.collect(), &[]);
}

#[test]
fn nothing_is_left_to_do() {
    // The marks' names in this file would be found by it.
    let here = "crates/app/tests/tidy.rs";
    let sources: Vec<_> = every_source().into_iter().filter(|source| source.path != here).collect();
    let mut breaches = lines(&sources, text_lines, |line| {
        any_word(line, &["TODO", "FIXME", "XXX"])
            .map(|mark| format!("{mark}: do it, or file an issue"))
    });
    breaches.extend(lines(&sources, code_lines, |line| {
        ["dbg!(", "todo!(", "unimplemented!(", "#[ignore"]
            .into_iter()
            .find(|word| line.contains(word))
            .map(|word| format!("`{word}` does not land"))
    }));
    hold(breaches, &[]);
}

#[test]
fn unsafe_stays_in_xlsx() {
    let sources = product();
    let others: Vec<_> =
        sources.into_iter().filter(|source| !source.path.starts_with("crates/xlsx/")).collect();
    let mut breaches = lines(
        &others,
        |source| source.code_lines().collect(),
        |line| has_word(line, "unsafe").then(|| "`unsafe` lives in crates/xlsx only".to_string()),
    );
    for source in &others {
        let is_root = source.path.ends_with("/src/lib.rs") || source.path.ends_with("/src/main.rs");
        if is_root && !source.code.contains("#![forbid(unsafe_code)]") {
            let says = "a crate's root says `#![forbid(unsafe_code)]`".to_string();
            breaches.push(Breach { path: source.path.clone(), line: 1, says });
        }
    }
    hold(breaches, &[]);
}

/// Where numbers with a binary point may be read, written or shown.
const FLOATS: Exceptions = &[
    (
        "crates/engine/src/ingest/delimited/irregular.rs",
        "a share of rows in percent, for a sentence",
    ),
    (
        "crates/engine/src/ingest/positional.rs",
        "dialects and layouts are weighed by scores; no amount passes through them",
    ),
    ("crates/engine/src/ingest/pdf/columns.rs", "places on a page and widths of letters"),
    ("crates/engine/src/ingest/pdf/font.rs", "places on a page and widths of letters"),
    ("crates/engine/src/ingest/pdf/lines.rs", "places on a page and widths of letters"),
    ("crates/engine/src/ingest/pdf/table.rs", "places on a page and widths of letters"),
    ("crates/engine/src/ingest/pdf/text.rs", "places on a page and widths of letters"),
    (
        "crates/engine/src/ingest/sniff/candidates.rs",
        "dialects and layouts are weighed by scores; no amount passes through them",
    ),
    (
        "crates/engine/src/ingest/sniff/classes.rs",
        "dialects and layouts are weighed by scores; no amount passes through them",
    ),
    (
        "crates/engine/src/ingest/sniff/evidence.rs",
        "dialects and layouts are weighed by scores; no amount passes through them",
    ),
    (
        "crates/engine/src/ingest/sniff/mod.rs",
        "dialects and layouts are weighed by scores; no amount passes through them",
    ),
    (
        "crates/engine/src/ingest/sniff/trial.rs",
        "dialects and layouts are weighed by scores; no amount passes through them",
    ),
    (
        "crates/engine/src/ingest/workbook.rs",
        "the reader of XLS and ODS hands numbers over as floats; they are spelled in their shortest form",
    ),
    (
        "crates/engine/src/normalize/outputs/corrections/row_id.rs",
        "a number cell's value is read or compared as the spreadsheet keeps it",
    ),
    ("crates/engine/src/run/compare/report.rs", "seconds"),
    ("crates/engine/src/run/report.rs", "seconds"),
    ("crates/simulators/src/operations/printed.rs", "places on a page"),
    (
        "crates/xlsx/src/cell.rs",
        "a number cell's value is read or compared as the spreadsheet keeps it",
    ),
    ("crates/xlsx/src/write/sheet.rs", "column widths"),
];

#[test]
fn floats_stay_where_a_number_cell_is_read_or_written() {
    let breaches = lines(&product(), product_lines, |line| {
        any_word(line, &["f32", "f64"]).map(|word| format!("`{word}`: money is integer cents"))
    });
    hold(breaches, FLOATS);
}

const STAGES: [&str; 9] = [
    "ingest",
    "normalize",
    "load",
    "analyze",
    "reconcile",
    "register",
    "run",
    "journal",
    "compare",
];

/// Who may name whom, beyond the nouns in `model` and the ports: only `run` knows the order.
#[test]
fn stages_never_name_each_other() {
    let mut breaches = Vec::new();
    for source in product() {
        let Some(inside) = source.path.strip_prefix("crates/engine/src/") else { continue };
        let stage = inside.split(['/', '.']).next().unwrap_or_default();
        if stage == "run" || stage == "lib" {
            continue;
        }
        for (line, named) in source.modules_named() {
            if named != stage && STAGES.contains(&named.as_str()) {
                let says = format!("`{stage}` names `{named}`: only `run` knows the order");
                breaches.push(Breach { path: source.path.clone(), line, says });
            }
        }
    }
    hold(breaches, &[]);
}

#[test]
fn the_model_touches_no_world() {
    let sources: Vec<_> = product()
        .into_iter()
        .filter(|source| source.path.starts_with("crates/engine/src/model"))
        .collect();
    let world =
        ["std::fs", "std::io", "std::env", "std::net", "std::process", "std::time", "std::thread"];
    let breaches = lines(&sources, product_lines, |line| {
        let found = world.into_iter().find(|path| line.contains(path))?;
        Some(format!("`{found}`: the model has no I/O, no clock and no environment"))
    });
    hold(breaches, &[]);
}

/// Hash maps whose order cannot reach the output.
const FX_MAPS: Exceptions = &[
    (
        "crates/engine/src/normalize/outputs/corrections/read.rs",
        "looked up only; what is not found is listed in the order of places",
    ),
    (
        "crates/engine/src/normalize/tally/mod.rs",
        "looked up for each row, and sorted before anything is listed",
    ),
    (
        "crates/engine/src/normalize/whole/firsts.rs",
        "looked up only; what was asked is listed in order",
    ),
    (
        "crates/engine/src/normalize/whole/notes.rs",
        "looked up for each row, and sorted before anything is listed",
    ),
    (
        "crates/engine/src/normalize/whole/remarks.rs",
        "looked up for each row, and sorted before anything is listed",
    ),
    ("crates/engine/src/run/revision.rs", "looked up only"),
];

#[test]
fn the_engine_has_no_map_without_an_order() {
    let sources: Vec<_> =
        product().into_iter().filter(|source| source.path.starts_with("crates/engine/")).collect();
    let std_maps = lines(&sources, product_lines, |line| {
        any_word(line, &["HashMap", "HashSet"])
            .map(|word| format!("`{word}` has another order each time: BTreeMap, or FxHashMap"))
    });
    hold(std_maps, &[]);
    let fx_maps = lines(&sources, product_lines, |line| {
        any_word(line, &["FxHashMap", "FxHashSet"])
            .map(|word| format!("`{word}`: list the file in FX_MAPS with the reason"))
    });
    hold(fx_maps, FX_MAPS);
}

/// Names by which a first customer would show in code that serves all of them.
const CUSTOMERS: [&str; 5] = ["isadora", "todo moda", "toda moda", "todomoda", "paredes cano"];

#[test]
fn no_customer_is_named_in_the_product() {
    let mut breaches = Vec::new();
    for source in product() {
        for (index, line) in source.text.lines().enumerate() {
            let folded = line.to_lowercase();
            let named = CUSTOMERS.into_iter().find(|name| folded.contains(name));
            if let Some(name) = named.filter(|_| !source.is_test(index + 1)) {
                let says =
                    format!("`{name}` belongs in settings, layouts, examples, docs or tests");
                breaches.push(Breach { path: source.path.clone(), line: index + 1, says });
            }
        }
    }
    // The sample must agree with the other generator of ledgers, whose segments these are.
    const SAMPLE: Exceptions =
        &[("crates/app/src/sample/chain.rs", "the segments of the other generator's ledgers")];
    hold(breaches, SAMPLE);
}

#[test]
fn a_call_that_only_unix_has_stands_beside_its_windows_twin() {
    let breaches = product().into_iter().flat_map(|source| {
        let twin = source.code.contains("cfg(windows)") || source.code.contains("cfg(not(unix))");
        let says = "`std::os::unix` without a twin for Windows in the same file";
        let found: Vec<_> = source
            .product_lines()
            .filter(|(_, line)| line.contains("os::unix") && !twin)
            .map(|(line, _)| Breach { path: source.path.clone(), line, says: says.to_string() })
            .collect();
        found
    });
    hold(breaches.collect(), &[]);
}

/// The hazards of the predecessor that this part of the product must not fall into.
const HAZARDS: [u32; 31] = [
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
    28, 29, 30, 31, 33,
];

#[test]
fn each_hazard_has_a_test() {
    let tests = sources("crates").into_iter().flat_map(|source| {
        let marked: Vec<_> = source
            .functions()
            .into_iter()
            .filter(|(_, line, _)| {
                let above = source.code.lines().take(line - 1).last();
                above.is_some_and(|above| above.trim() == "#[test]")
            })
            .filter_map(|(name, _, _)| scanner::hazard(&name))
            .collect();
        marked
    });
    let tested: BTreeSet<u32> = tests.collect();
    let missing: Vec<_> = HAZARDS.into_iter().filter(|hazard| !tested.contains(hazard)).collect();
    assert!(missing.is_empty(), "no test is named after the hazards {missing:?} (`h04_…`)");
}
