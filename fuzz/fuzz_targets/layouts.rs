//! Any text as a layout of ledgers or of bulk files, and any rows before the layouts that are known: no panic, an
//! error that says something in both languages, and fields that stand in columns that are there.
//!
//! The first byte says which: 0 a file of TOML; anything else rows, fields apart by `|`.

#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use engine::ingest::error::IngestError;
use engine::ingest::layout::{Layout, Layouts};
use engine::ingest::{bulk_layout, locate};
use engine::model::Language;
use libfuzzer_sys::fuzz_target;
use xlsx::{CellKind, Rows};

static KNOWN: LazyLock<Layouts> = LazyLock::new(|| Layouts::embedded().expect("layouts"));

fn assert_says(error: &IngestError) {
    for language in [Language::Es, Language::En] {
        assert!(!error.says(language).is_empty() && !error.advice(language).is_empty());
    }
    assert!(error.code().starts_with('I'));
}

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else { return };
    let Ok(text) = std::str::from_utf8(rest) else { return };
    if *first == 0 {
        let path = Path::new("mine.toml");
        match Layout::parse(path, text) {
            Ok(layout) => assert!(!layout.name.is_empty()),
            Err(error) => assert_says(&error),
        }
        match bulk_layout::parse(path, text) {
            Ok(layout) => assert!((1..=50_000).contains(&layout.rows_per_part)),
            Err(error) => assert_says(&error),
        }
        return;
    }
    let mut rows = Rows::new();
    let mut width = 0;
    for (line, text) in (1..).zip(text.lines().take(300)) {
        rows.begin_row(line);
        text.split('|').for_each(|cell| rows.push(CellKind::Text, cell.as_bytes()));
        width = width.max(text.split('|').count());
    }
    match locate::locate(&rows, &KNOWN, None) {
        Ok(found) => {
            for column in found.layout.columns.iter().filter(|column| column.required) {
                let place = found.columns.of(column.field);
                assert!(place.is_some_and(|place| place < width), "{:?}: {place:?}", column.field);
            }
        }
        Err(error) => assert_says(&error),
    }
});
