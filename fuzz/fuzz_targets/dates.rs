//! Any bytes as a date, a period, a kind of document or the name of a file: no panic, and what was read is a day that
//! exists, says the same in every form, and is the same for a text of it.

#![no_main]

use engine::ingest::file_name;
use engine::model::date::Date;
use engine::model::period::Period;
use libfuzzer_sys::fuzz_target;
use std::path::Path;
use xlsx::CellKind;

const KINDS: [CellKind; 3] = [CellKind::Text, CellKind::Number, CellKind::Date];

fuzz_target!(|text: &[u8]| {
    for kind in KINDS {
        let Some(date) = Date::read(text, kind) else { continue };
        assert_eq!(Date::new(date.year(), date.month(), date.day()), Some(date));
        assert_eq!(Date::read(&date.norm(), CellKind::Text), Some(date));
        assert_eq!(Date::read(date.to_string().as_bytes(), CellKind::Text), Some(date));
        assert_eq!(date.period(), Period::new(date.year(), date.month()).expect("its month"));
        // Spreadsheets count from 1900; earlier days have no serial that reads back.
        if date.serial() > 0 {
            assert_eq!(Date::from_serial(date.serial()), Some(date));
        }
    }
    if let Some(period) = Period::parse(text) {
        assert_eq!(Period::parse(period.to_string().as_bytes()), Some(period));
        assert_eq!(Period::parse(period.ple().as_bytes()), Some(period));
    }
    if let Ok(text) = std::str::from_utf8(text) {
        let path = Path::new(text);
        let told = file_name::ledger_name(path).ok().map(|name| name.period);
        assert_eq!(file_name::period_of_name(path), told);
    }
});
