//! What the first rows of a ledger tell, and what later rows and settings make of it: whole ledgers, judged.

use crate::titles::{SALE, SUNAT};
use engine::ingest::bulk_layout;
use engine::ingest::layout::Layouts;
use engine::model::{Language, Period};
use engine::normalize::RULEBOOK;
use engine::run::{Ended, Job, RunError, Watch, normalize};
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

/// More rows than are looked at before the first is judged.
const BEYOND_THE_SAMPLE: usize = 5000;

fn job(files: Vec<PathBuf>) -> Job {
    let layouts = Layouts::embedded().unwrap();
    Job::new(files, layouts, bulk_layout::embedded().unwrap(), Language::Es)
}

fn judge(job: &Job) -> Result<Ended, RunError> {
    let stop = AtomicBool::new(false);
    normalize(job, &mut Watch { tell: &mut |_, _| {}, stop: &stop })
}

/// A sale with a number of its own, and other amounts.
fn sale(number: usize, amounts: [&str; 3]) -> String {
    SALE.replace("00000001", &format!("{number:08}"))
        .replace("|M|00001|", &format!("|M|M{number:05}|"))
        .replace("|100.00|", &format!("|{}|", amounts[0]))
        .replace("|18.00|", &format!("|{}|", amounts[1]))
        .replace("|118.00|", &format!("|{}|", amounts[2]))
}

/// A ledger of sales: each has its amounts.
fn ledger<'a>(amounts: impl IntoIterator<Item = [&'a str; 3]>) -> String {
    let titles = SUNAT.map(|title| title.replace('\n', " ")).join("|");
    let rows = amounts.into_iter().enumerate().map(|(index, amounts)| sale(index + 1, amounts));
    std::iter::once(titles).chain(rows).map(|line| line + "\r\n").collect()
}

/// So many sales with `usual` amounts, the tenth with `doubtful` ones, and `last` ones at the end.
fn judged(usual: [&str; 3], doubtful: [&str; 3], last: Option<[&str; 3]>) -> Ended {
    let each = (0..BEYOND_THE_SAMPLE).map(|index| if index == 9 { doubtful } else { usual });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ventas.txt");
    std::fs::write(&path, ledger(each.chain(last))).unwrap();
    judge(&job(vec![path])).unwrap_or_else(|error| panic!("{}", error.message(Language::Es)))
}

#[track_caller]
fn assert_only_doubtful(ended: &Ended, value: &str) {
    let ambiguous = RULEBOOK.iter().find(|rule| rule.name == "amount-ambiguous").unwrap().code;
    let shown: Vec<(&str, &str, u64)> =
        ended.shown.iter().map(|shown| (shown.code, shown.value.as_str(), shown.row)).collect();
    assert_eq!(shown, [(ambiguous, value, 11)]);
    assert_eq!(ended.report.rows.rejected, 1);
}

#[test]
fn h04_a_column_whose_later_rows_deny_its_decimal_comma_is_not_guessed() {
    let (usual, doubtful) = (["100,00", "18,00", "118,00"], ["1,234", "0,22", "1,45"]);
    let agreed = judged(usual, doubtful, None);
    assert_eq!(agreed.report.rows.rejected, 0);
    assert_eq!(agreed.report.totals.taxable_base, "499901.23");
    let denied = judged(usual, doubtful, Some(["100.00", "18.00", "118.00"]));
    assert_only_doubtful(&denied, "1,234");
    let doubts: Vec<String> = denied
        .evidence
        .iter()
        .filter(|(_, evidence)| evidence.doubt)
        .map(|(_, evidence)| evidence.say(Language::Es))
        .collect();
    let said = "se rechazan: «BI Adq. Vtas. Grav» (O), «IGV Adq. Vtas. Grav» (Q), «Importe» (Y)";
    assert!(doubts.iter().any(|doubt| doubt.ends_with(said)), "{doubts:?}");
}

#[test]
fn h04_a_column_whose_later_rows_deny_its_decimal_point_is_not_guessed() {
    let (usual, doubtful) = (["100.00", "18.00", "118.00"], ["1,234", "222.12", "1,456.12"]);
    let agreed = judged(usual, doubtful, None);
    assert_eq!((agreed.report.rows.rejected, agreed.report.rows.fixed), (0, 1));
    let denied = judged(usual, doubtful, Some(["100,00", "18.00", "118.00"]));
    assert_only_doubtful(&denied, "1,234");
}

#[test]
fn h04_what_only_later_rows_tell_leaves_doubtful_amounts_rejected() {
    let (usual, doubtful) = (["100", "18", "118"], ["1,234", "222", "1456"]);
    for last in [None, Some(["100.50", "18.09", "118.59"]), Some(["100,50", "18,09", "118,59"])] {
        assert_only_doubtful(&judged(usual, doubtful, last), "1,234");
    }
}

#[test]
fn h04_the_day_comes_first_whatever_the_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ventas.txt");
    // The 13th of January as Americans write it, after rows that could be either.
    let rows = ledger(std::iter::repeat_n(["100.00", "18.00", "118.00"], 20));
    let (first, rest) = rows.split_at(rows.rfind("04/01/2026").unwrap());
    std::fs::write(&path, first.to_owned() + &rest.replace("04/01/2026", "01/13/2026")).unwrap();
    let ended = judge(&job(vec![path])).unwrap();
    assert_eq!(ended.report.rows.rejected, 1);
    assert_eq!(ended.shown[0].value, "01/13/2026");
}

#[test]
fn a_period_that_the_rows_deny_is_told_once_unless_the_company_lets_it_pass() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ventas.txt");
    std::fs::write(&path, ledger([["100.00", "18.00", "118.00"]; 5])).unwrap();
    let mut job = job(vec![path.clone()]);
    job.period = Period::new(2026, 2);
    let Err(RunError::Ingest(error)) = judge(&job) else { panic!("it must be refused") };
    assert_eq!((error.code(), &error.place().file), ("I236", &path));
    assert!(error.says(Language::Es).contains("2026-02, pero 5 de las primeras 5 filas"));
    assert!(error.advice(Language::En).contains("--period 2026-01"));
    let rule = RULEBOOK.iter().position(|rule| rule.name == "period-of-ledger").unwrap();
    job.severities = vec![(rule, engine::model::Severity::Warn)];
    assert_eq!(judge(&job).unwrap().report.rows.rejected, 0);
}

#[test]
fn a_companys_own_placeholders_are_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ventas.txt");
    let rows = ledger([["100.00", "18.00", "118.00"]; 3]);
    // Receipts need no customer; a document of whom nobody knows the kind needs a number that is one.
    let rows = rows.replace("|01|45678901|QUISPE ROJAS ANA|", "|S/N|s/n|S/N|");
    std::fs::write(&path, rows).unwrap();
    let mut job = job(vec![path]);
    let remarks = |ended: &Ended| ended.report.rules.iter().map(|rule| rule.count).sum::<u64>();
    let unknown = judge(&job).unwrap();
    assert!(remarks(&unknown) > 0, "{:?}", unknown.report.rules);
    job.placeholders = vec!["S/N".to_owned()];
    let known = judge(&job).unwrap();
    assert_eq!((known.report.rows.rejected, remarks(&known)), (0, 0), "{:?}", known.report.rules);
}
