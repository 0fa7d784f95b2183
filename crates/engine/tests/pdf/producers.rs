//! H27: the same kind of report, as different programs print it.

use engine::model::Language;

use super::printed::{Read, expected, fixture, pairs, read};

fn whole(name: &str) -> Read {
    let read = read(&fixture(&format!("{name}.pdf"))).unwrap_or_else(|error| {
        panic!("{name}: {} {}", error.says(Language::Es), error.advice(Language::Es))
    });
    assert_eq!(pairs(&read.list), expected(&format!("{name}.tsv")), "{name}");
    read
}

#[test]
fn h27_a_report_like_crystal_reports_is_read_whole() {
    let read = whole("crystal");
    let doubtful: Vec<_> =
        read.list.doubtful.iter().map(|line| (line.code.clone(), line.name.clone())).collect();
    assert_eq!(doubtful, expected("crystal.doubtful.tsv"));
    // The foot counts what is clear; one line in doubt has a code and a description all the same.
    assert_eq!(read.doubts.len(), 1, "{:?}", read.doubts);
}

#[test]
fn h27_the_simulated_accounting_system_is_read_whole() {
    let read = whole("simulator");
    assert_eq!((read.list.doubtful.len(), read.doubts.len()), (0, 0), "{:?}", read.doubts);
}

#[test]
fn h27_a_page_printed_by_chromium_is_read_whole() {
    let read = whole("chromium");
    assert_eq!((read.list.doubtful.len(), read.doubts.len()), (0, 0), "{:?}", read.doubts);
}

#[test]
fn h27_a_sheet_printed_by_libreoffice_is_read_whole() {
    let read = whole("libreoffice");
    assert_eq!((read.list.doubtful.len(), read.doubts.len()), (0, 0), "{:?}", read.doubts);
}
