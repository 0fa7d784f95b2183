//! Runs every ledger of `examples/legal` through the whole pipeline: odd rows, all of them legal, none refused.

use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use engine::ingest::bulk_layout;
use engine::ingest::layout::Layouts;
use engine::model::Language;
use engine::normalize::Company;
use engine::run::{Ended, Job, Watch, normalize};

fn ledgers() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/legal");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the examples")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "md"))
        .collect();
    files.sort();
    files
}

fn judge(file: &Path, company: Company) -> Ended {
    let layouts = Layouts::embedded().expect("layouts");
    let bulk = bulk_layout::embedded().expect("a bulk layout");
    let files = vec![file.to_owned()];
    let job = Job { company, ..Job::new(files, layouts, bulk, Language::Es) };
    let stop = AtomicBool::new(false);
    let mut watch = Watch { tell: &mut |_, _| {}, stop: &stop };
    normalize(&job, &mut watch)
        .unwrap_or_else(|error| panic!("{}: {}", file.display(), error.message(Language::Es)))
}

fn assert_accepted(company: &Company) -> u64 {
    let mut rows = 0;
    for file in ledgers() {
        let ended = judge(&file, company.clone());
        let refused: Vec<String> = ended
            .shown
            .iter()
            .map(|failure| format!("{}: {} {}", failure.row, failure.code, failure.message))
            .collect();
        let counts = ended.report.rows;
        assert_eq!(counts.rejected, 0, "{}:\n{}", file.display(), refused.join("\n"));
        assert_eq!(counts.skipped, 0, "{}", file.display());
        assert_eq!(counts.read, counts.accepted + counts.fixed, "{}", file.display());
        rows += counts.read;
    }
    rows
}

#[test]
fn no_legal_row_is_refused() {
    let rows = assert_accepted(&Company::default());
    assert!(rows >= 60, "only {rows} rows");
}

#[test]
fn no_legal_row_is_refused_by_a_company_with_settings() {
    let company = Company {
        segments: vec!["Norte".to_owned(), "Sur".to_owned()],
        branches: vec!["LIMA CENTRO 1".to_owned()],
        tax_rate: Some(1_050),
        hold_dropped_money: true,
        ..Company::default()
    };
    assert_accepted(&company);
}

/// A remark is for what a person should look at, and hardly any legal row is such.
#[test]
fn few_legal_rows_are_remarked() {
    for file in ledgers() {
        let ended = judge(&file, Company::default());
        let of_the_ledger = |code: &str| ("C150".."C180").contains(&code);
        let remarks: Vec<(&str, u64)> = ended
            .report
            .rules
            .iter()
            .filter(|rule| rule.severity == "warn" && !of_the_ledger(rule.code))
            .map(|rule| (rule.code, rule.count))
            .collect();
        // Invoices to buyers without a RUC, and the tax on bags that has no column.
        let expected: &[(&str, u64)] = if file.ends_with("2026-01.csv") {
            &[("C123", 2), ("C138", 1), ("C147", 1)]
        } else {
            &[]
        };
        assert_eq!(remarks, expected, "{}", file.display());
    }
}
