//! The tally against sums made by hand.

use super::*;
use crate::model::{Columns, DecimalMark};
use crate::normalize::draft::Drafter;
use expect_test::expect;
use proptest::prelude::*;
use xlsx::{CellKind, Rows};

const FIELDS: [Field; 11] = [
    Field::IssueDate,
    Field::Kind,
    Field::Series,
    Field::NumberFirst,
    Field::NumberLast,
    Field::TaxableBase,
    Field::SalesTax,
    Field::Total,
    Field::Currency,
    Field::Branch,
    Field::CostCenter,
];

type Line<'a> = [&'a str; 11];

fn tally_of(lines: &[Line<'_>]) -> Tally {
    let plain = tally_hinted(lines, |_| SeriesHint::NONE);
    // Hints, however wrong, change nothing.
    let hinted = tally_hinted(lines, |line| SeriesHint(line as u32 % 3));
    assert_eq!(plain.to_json(), hinted.to_json());
    hinted
}

fn tally_hinted(lines: &[Line<'_>], hint: impl Fn(u64) -> SeriesHint) -> Tally {
    let mut rows = Rows::new();
    for (index, line) in lines.iter().enumerate() {
        rows.begin_row(index as u64 + 2);
        line.iter().for_each(|text| rows.push(CellKind::Text, text.as_bytes()));
    }
    let columns: Vec<_> = FIELDS.into_iter().zip(0..).collect();
    let mut drafter = Drafter::new(Columns::new(&columns, Vec::new()), [DecimalMark::Point; 13]);
    let mut tally = Tally::new();
    for row in rows.iter() {
        let hint = hint(row.line());
        tally.add(&drafter.draft(row), RowPlace { file: 0, line: row.line() }, hint);
    }
    tally
}

#[test]
fn h12_foreign_currency_is_told_apart_and_the_document_is_sorted() {
    let lines = [
        ["02/01/2026", "03", "B002", "7", "", "10", "1.80", "11.80", "USD", "SUR", "1102"],
        ["01/01/2026", "03", "B001", "1", "3", "100", "18", "118", "PEN", "NORTE", "1101"],
        ["01/01/2026", "07", "B001", "1", "", "-10", "-1.8", "-11.80", "", "NORTE", ""],
    ];
    let text = serde_json::to_string_pretty(&tally_of(&lines).to_json()).expect("text");
    let short: Vec<_> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.contains("taxable_base") && !line.contains("sales_tax"))
        .collect();
    expect![[r#"{ "schema": "cuadre.totals/1", "rows": 3, "documents": 5, "total": "118.00", "by_day": [ { "day": "2026-01-01", "rows": 2, "documents": 4, "total": "106.20" }, { "day": "2026-01-02", "rows": 1, "documents": 1, "total": "11.80" } ], "by_kind": [ { "kind": "03", "rows": 2, "documents": 4, "total": "129.80" }, { "kind": "07", "rows": 1, "documents": 1, "total": "-11.80" } ], "by_series": [ { "kind": "03", "series": "B001", "rows": 1, "documents": 3, "total": "118.00" }, { "kind": "03", "series": "B002", "rows": 1, "documents": 1, "total": "11.80" }, { "kind": "07", "series": "B001", "rows": 1, "documents": 1, "total": "-11.80" } ], "by_branch": [ { "branch": "NORTE", "rows": 2, "documents": 4, "total": "106.20" }, { "branch": "SUR", "rows": 1, "documents": 1, "total": "11.80" } ], "by_segment": [ { "segment": "", "rows": 3, "documents": 5, "total": "118.00" } ], "by_series_and_branch": [ { "kind": "03", "series": "B001", "branch": "NORTE", "rows": 1, "documents": 3, "total": "118.00", "cost_centers": [ "1101" ] }, { "kind": "03", "series": "B002", "branch": "SUR", "rows": 1, "documents": 1, "total": "11.80", "cost_centers": [ "1102" ] }, { "kind": "07", "series": "B001", "branch": "NORTE", "rows": 1, "documents": 1, "total": "-11.80", "cost_centers": [] } ], "foreign": [ { "currency": "USD", "rows": 1, "documents": 1, "total": "11.80" } ] }"#]]
        .assert_eq(&short.join(" "));
}

#[test]
fn no_more_cost_centers_are_kept_than_promised() {
    let codes: Vec<String> = (0..20).map(|code| code.to_string()).collect();
    let lines: Vec<Line<'_>> = codes
        .iter()
        .map(|code| ["", "03", "B001", "1", "", "", "", "1", "", "SUR", code.as_str()])
        .collect();
    let tally = tally_of(&lines);
    let pairs = tally.pairs();
    assert_eq!(pairs[0].cost_centers().count(), COST_CENTERS_MAX);
    assert!(pairs[0].more_cost_centers());
}

#[test]
fn money_beyond_one_amount_is_written_whole() {
    assert_eq!(money(-5), "-0.05");
    assert_eq!(money(123_456_789_012_345_678_901), "1234567890123456789.01");
}

proptest! {
    #[test]
    fn every_grouping_adds_up_to_the_whole(
        rows in prop::collection::vec(
            (1u8..4, 0usize..3, 0usize..4, 0usize..3, -900i64..90_000),
            0..120,
        ),
    ) {
        const KINDS: [&str; 3] = ["01", "03", ""];
        const SERIES: [&str; 4] = ["F001", "B001", "B002", ""];
        const BRANCHES: [&str; 3] = ["NORTE", "SUR", ""];
        let texts: Vec<_> = rows
            .iter()
            .map(|row| (format!("{:02}/01/2026", row.0), money(i128::from(row.4))))
            .collect();
        let lines: Vec<Line<'_>> = rows
            .iter()
            .zip(&texts)
            .map(|(row, (day, total))| {
                let (kind, series, branch) = (KINDS[row.1], SERIES[row.2], BRANCHES[row.3]);
                [day, kind, series, "1", "", total, "", total, "", branch, "1101"]
            })
            .collect();
        let tally = tally_of(&lines);
        let whole = tally.whole();
        prop_assert_eq!(whole.rows, rows.len() as u64);
        prop_assert_eq!(whole.total, rows.iter().map(|row| i128::from(row.4)).sum::<i128>());
        let sum = |totals: Vec<Totals>| {
            let mut sum = Totals::default();
            totals.iter().for_each(|totals| sum.add(totals));
            sum
        };
        prop_assert_eq!(sum(tally.by_day().into_values().collect()), whole);
        prop_assert_eq!(sum(tally.by_kind().into_values().collect()), whole);
        prop_assert_eq!(sum(tally.by_series().into_values().collect()), whole);
        prop_assert_eq!(sum(tally.by_branch().into_values().collect()), whole);
        prop_assert_eq!(sum(tally.by_segment().into_values().collect()), whole);
        for pair in tally.pairs() {
            let expected: i128 = rows
                .iter()
                .filter(|row| {
                    let kind = pair.kind().map_or(String::new(), |kind| kind.to_string());
                    KINDS[row.1] == kind
                        && SERIES[row.2].as_bytes() == pair.series()
                        && BRANCHES[row.3].as_bytes() == pair.branch()
                })
                .map(|row| i128::from(row.4))
                .sum();
            prop_assert_eq!(pair.totals().total, expected);
        }
    }
}
