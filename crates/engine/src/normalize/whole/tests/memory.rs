//! How much memory the rules over the whole ledger hold.

use super::*;

/// The bytes held after `rows` documents in 300 series, numbered by `number(row)`.
fn bytes_after(rows: u64, number: impl Fn(u64) -> u64) -> usize {
    let mut batch = Rows::new();
    let mut drafter = Drafter::new(columns_without(&[]), [DecimalMark::Unknown; 13]);
    let (mut whole, mut tally) = (Whole::new(&context()), Tally::new());
    let mut failures = Failures::default();
    let plain = line();
    let mut done = 0;
    while done < rows {
        batch.clear();
        for row in done..(done + 1000).min(rows) {
            batch.begin_row(row + 2);
            for (field, text) in FIELDS.into_iter().zip(&plain.0) {
                let text = match field {
                    Field::Series => format!("B{:03}", row % 300),
                    Field::NumberFirst => format!("{:08}", number(row)),
                    Field::Cuo => format!("M{row:08}"),
                    Field::NumberLast => String::new(),
                    _ => text.clone(),
                };
                batch.push(CellKind::Text, text.as_bytes());
            }
        }
        for row in batch.iter() {
            let draft = drafter.draft(row);
            let place = RowPlace { file: 0, line: row.line() };
            whole.see(&draft, place, &mut failures);
            whole.accepted(&draft, place);
            tally.add(&draft, place, whole.hint());
        }
        done += 1000;
    }
    whole.bytes() + tally.bytes()
}

#[test]
fn a_million_documents_in_order_fit_in_eight_mebibytes() {
    let bytes = bytes_after(1_000_000, |row| row / 300 + 1);
    // Of these, 5 MiB are the totals of documents, which notes may ask for.
    assert!(bytes < 8 << 20, "{bytes}");
}

#[test]
fn numbers_at_random_stay_within_their_bound() {
    let scattered = |row: u64| (row + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) % 99_999_999;
    let bytes = bytes_after(200_000, scattered);
    // 65,536 blocks of the bitmaps, 8 MiB of totals, and 32 bytes for each number beyond.
    assert!(bytes < 24 << 20, "{bytes}");
}
