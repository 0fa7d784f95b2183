//! Large ledgers in a small memory: a child process under a limit reads them to the end, and tells what it took.

mod workdir;

#[cfg(target_os = "linux")]
use serde_json::Value;
use workdir::WorkDir;
use xlsx::{Limits, Rows, Workbook};

#[cfg(target_os = "linux")]
const SETTINGS: &str = "[company.demo]\nsegments = [\"Todo Moda\", \"Isadora\"]\n";

/// A sample in this folder; its path.
fn sample(work: &WorkDir, rows: u64, format: &str, dirty: &str) -> String {
    let rows = rows.to_string();
    let words = ["sample", "--rows", &rows, "--dirty", dirty, "--format", format, "--out", "made"];
    work.run(&words).ended(0).out.trim_end().to_owned()
}

#[cfg(target_os = "linux")]
fn truth(work: &WorkDir) -> Value {
    serde_json::from_str(&work.read("made/2026/truth.json")).expect("JSON")
}

/// Normalizes in a process that may have so much address space, which no promise of the process itself can exceed.
#[cfg(target_os = "linux")]
fn normalize_within(work: &WorkDir, ledger: &str, mib: u64) -> Value {
    work.write("cuadre.toml", SETTINGS);
    let script = format!("ulimit -v {} && exec \"$0\" \"$@\"", mib << 10);
    let words = ["normalize", ledger, "--out", "out", "--json", "-q"];
    let inner = work.cuadre(&words);
    let mut command = std::process::Command::new("bash");
    command.arg("-c").arg(script).arg(inner.get_program()).args(inner.get_args());
    // With an arena for each thread the allocator would reserve much more than it ever uses.
    command.current_dir(work.path("")).env("MALLOC_ARENA_MAX", "1");
    workdir::finish(&mut command).ended(1).json()
}

#[cfg(target_os = "linux")]
fn assert_small(rows: u64, format: &str, dirty: &str, rss_mib: u64) {
    let work = WorkDir::new();
    let ledger = sample(&work, rows, format, dirty);
    let report = normalize_within(&work, &ledger, rss_mib + 32);
    assert_eq!(report["rows"]["in"], truth(&work)["rows"]["in"], "{format}");
    assert_eq!(report["rows"]["rejected"], truth(&work)["rows"]["rejected"], "{format}");
    let peak = report["peak_rss_bytes"].as_u64().expect("a number");
    assert!(peak <= rss_mib << 20, "{format}: {} MiB", peak >> 20);
}

#[test]
#[cfg(target_os = "linux")]
fn h14_a_workbook_of_400_000_rows_of_inline_strings_takes_32_mib() {
    assert_small(400_000, "xlsx-inline", "1%", 32);
}

#[test]
#[cfg(target_os = "linux")]
fn h14_a_text_of_400_000_rows_takes_32_mib() {
    assert_small(400_000, "csv", "1%", 32);
}

#[test]
#[cfg(target_os = "linux")]
fn h14_a_workbook_of_300_000_rows_of_shared_strings_takes_48_mib() {
    assert_small(300_000, "xlsx", "1%", 48);
}

/// Rejections are kept on disk, not in memory: the correction workbook and the lists are as long as they must be.
#[test]
#[cfg(target_os = "linux")]
fn h14_a_dirty_ledger_takes_32_mib_too() {
    assert_small(200_000, "csv", "20%", 32);
}

/// The scanner's way without a full parse is the rule, even where one row in ten is spoilt.
#[test]
fn more_than_95_cells_of_100_take_the_fast_path() {
    for format in ["xlsx", "xlsx-inline"] {
        let work = WorkDir::new();
        let ledger = sample(&work, 20_000, format, "10%");
        let book = Workbook::open(work.path(ledger), Limits::default()).expect("a workbook");
        let sheet = book.sheets().iter().position(|sheet| sheet.name == "SUNAT").expect("SUNAT");
        let mut reader = book.read_sheet(sheet).expect("a sheet");
        let mut rows = Rows::new();
        let mut count = 0;
        while reader.next(&mut rows).expect("rows") {
            count += rows.len();
        }
        assert!(count > 20_000, "{format}: {count} rows");
        let stats = reader.stats();
        assert!(stats.hits + stats.misses > 20_000 * 20, "{format}: {stats:?}");
        assert!(stats.hits * 100 > (stats.hits + stats.misses) * 95, "{format}: {stats:?}");
    }
}
