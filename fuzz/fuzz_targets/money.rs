//! Any bytes as an amount: no panic, nothing beyond the norm's digits, and what was read is written and read back.

#![no_main]

use engine::model::amount::{AmountRead, CENTS_MAX, Cents, DecimalMark};
use libfuzzer_sys::fuzz_target;
use xlsx::CellKind;

const KINDS: [CellKind; 6] = [
    CellKind::Empty,
    CellKind::Text,
    CellKind::Number,
    CellKind::Date,
    CellKind::Bool,
    CellKind::Error,
];
const MARKS: [DecimalMark; 3] = [DecimalMark::Unknown, DecimalMark::Point, DecimalMark::Comma];

fn amount(read: AmountRead) -> Option<Cents> {
    match read {
        AmountRead::Plain(cents) | AmountRead::Spelled(cents) => Some(cents),
        _ => None,
    }
}

/// What a plain text such as `-1234.5` means, by arithmetic that a child would do.
fn plainly(text: &[u8]) -> Option<Cents> {
    let text = std::str::from_utf8(text).ok()?;
    let (sign, body) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = body.split_once('.').unwrap_or((body, "00"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=12).contains(&whole.len()) || !(1..=2).contains(&fraction.len()) {
        return None;
    }
    (digits(whole) && digits(fraction)).then(|| {
        let number: i64 = format!("{whole}{fraction:0<2}").parse().expect("fourteen digits");
        Cents(sign * number)
    })
}

fuzz_target!(|text: &[u8]| {
    for kind in KINDS {
        for mark in MARKS {
            let Some(cents) = amount(Cents::read(text, kind, mark)) else { continue };
            assert!(cents.0.abs() <= CENTS_MAX, "{cents:?}");
            let mut written = Vec::new();
            cents.write(&mut written);
            assert_eq!(
                amount(Cents::read(&written, CellKind::Text, DecimalMark::Point)),
                Some(cents)
            );
        }
    }
    if let Some(cents) = plainly(text) {
        assert_eq!(amount(Cents::read(text, CellKind::Text, DecimalMark::Unknown)), Some(cents));
        assert_eq!(amount(Cents::read(text, CellKind::Number, DecimalMark::Comma)), Some(cents));
    }
    // A text that tells its own mark means the same in a column that tells no other.
    let unknown = amount(Cents::read(text, CellKind::Text, DecimalMark::Unknown));
    let own = Cents::mark_of(text);
    if let (Some(cents), true) = (unknown, own != DecimalMark::Unknown) {
        assert_eq!(amount(Cents::read(text, CellKind::Text, own)), Some(cents));
    }
});
