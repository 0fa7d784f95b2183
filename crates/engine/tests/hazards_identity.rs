//! Hazards of period, dates and identity: that no month is refused, that due dates may lie in later months, and that
//! codes and numbers are of ASCII digits. The whole rulebook judges each row, as in a run.

use engine::model::{Columns, Date, DecimalMark, Field, Language, Period, Severity};
use engine::normalize::{Company, Drafter, Failures, Judge, RULEBOOK, RuleContext};
use xlsx::{CellKind, Rows};

/// The cells of a plain sales receipt, but for its period and date.
const RECEIPT: &[(Field, &str)] = &[
    (Field::CuoKind, "M"),
    (Field::Cuo, "M00000001"),
    (Field::Correlative, "M00000001"),
    (Field::Kind, "03"),
    (Field::Series, "B001"),
    (Field::NumberFirst, "00000123"),
    (Field::CustomerIdKind, "01"),
    (Field::CustomerId, "40123456"),
    (Field::CustomerName, "QUISPE FLORES MARIA"),
    (Field::TaxableBase, "100.00"),
    (Field::SalesTax, "18.00"),
    (Field::Total, "118.00"),
    (Field::Currency, "PEN"),
    (Field::ExchangeRate, "1"),
    (Field::State, "1"),
    (Field::Segment, "Norte"),
    (Field::Branch, "LIMA CENTRO 1"),
    (Field::CostCenter, "1101"),
];

/// The codes of the rules that reject or remark on the receipt with these cells, in a ledger of that period.
///
/// Only this file's families are listed (C101 to C139).
fn broken_by(period: Period, cells: &[(Field, &str)]) -> Vec<&'static str> {
    let ple = period.ple();
    let date = date_text(period, 15);
    let mut rows = Rows::new();
    rows.begin_row(2);
    for field in Field::ALL {
        let plain = match field {
            Field::Period => ple.as_str(),
            Field::IssueDate => date.as_str(),
            field => RECEIPT.iter().find(|(known, _)| *known == field).map_or("", |cell| cell.1),
        };
        let text = cells.iter().find(|(known, _)| *known == field).map_or(plain, |cell| cell.1);
        rows.push(if text.is_empty() { CellKind::Empty } else { CellKind::Text }, text.as_bytes());
    }
    let fields: Vec<_> =
        Field::ALL.into_iter().enumerate().map(|(at, field)| (field, at)).collect();
    let headers = Field::ALL.into_iter().map(|field| field.name().to_owned()).collect();
    let marks = [DecimalMark::Unknown; 13];
    let mut drafter = Drafter::new(Columns::new(&fields, headers), marks);
    let context =
        RuleContext { period, company: Company::default(), carried: [true; Field::COUNT], marks };
    let judge = Judge::new(context, &[]);
    let mut failures = Failures::default();
    judge.row(&drafter.draft(rows.row(0)), &mut failures);
    let columns = drafter.columns();
    for failure in failures.list() {
        let rule = RULEBOOK[failure.rule];
        for language in [Language::Es, Language::En] {
            let said = rule.message(language, failure, "?", columns, period)
                + &rule.advice_for(language, failure, "?", columns, period);
            assert!(!said.contains('{'), "{}: a gap in: {said}", rule.code);
        }
    }
    failures
        .list()
        .iter()
        .map(|failure| RULEBOOK[failure.rule].code)
        .filter(|code| ("C101".."C130").contains(code))
        .collect()
}

fn date_text(period: Period, day: u8) -> String {
    let date = Date::new(period.year, period.month, day).expect("a day");
    String::from_utf8(date.norm().to_vec()).expect("ASCII")
}

fn months() -> impl Iterator<Item = Period> {
    (2015..=2030).flat_map(|year| (1..=12).filter_map(move |month| Period::new(year, month)))
}

fn january() -> Period {
    Period::new(2026, 1).expect("a period")
}

fn last_day(period: Period) -> u8 {
    (28..=31).rev().find(|day| Date::new(period.year, period.month, *day).is_some()).expect("one")
}

#[test]
fn h01_every_day_of_every_month_passes_in_its_own_ledger() {
    for period in months() {
        for day in 1..=last_day(period) {
            let date = date_text(period, day);
            let found = broken_by(period, &[(Field::IssueDate, &date)]);
            assert!(found.is_empty(), "{date} in {period}: {found:?}");
        }
    }
}

#[test]
fn h01_a_neighbouring_month_fails_in_every_ledger() {
    for period in months() {
        let next = date_text(period.next(), 1);
        assert_eq!(broken_by(period, &[(Field::IssueDate, &next)]), ["C105"], "{next} in {period}");
        let before = date_text(period, last_day(period));
        let ledger = period.next();
        assert_eq!(broken_by(ledger, &[(Field::IssueDate, &before)]), ["C104"], "in {ledger}");
    }
    let february = Period::new(2026, 2).expect("a period");
    assert_eq!(broken_by(february, &[(Field::IssueDate, "15/01/2026")]), ["C104"]);
    // Neither the day 1 nor the day that equals the month is any different.
    assert_eq!(broken_by(february, &[(Field::IssueDate, "01/01/2026")]), ["C104"]);
    assert_eq!(broken_by(february, &[(Field::IssueDate, "02/01/2026")]), ["C104"]);
}

#[test]
fn h01_the_period_column_is_held_to_the_ledger_and_to_the_state() {
    for (period, state, expected) in [
        ("20260100", "1", &[][..]),
        ("202601", "", &[]),
        ("20251200", "8", &[]),
        ("20251200", "9", &[]),
        // Said once: the dates are not held to a period that is wrong.
        ("20251200", "1", &["C102"]),
        ("20251200", "", &["C102"]),
        ("20260200", "1", &["C102"]),
        ("20260200", "8", &["C102"]),
        ("20261300", "1", &["C101"]),
        ("ENERO", "1", &["C101"]),
    ] {
        let date = if state == "8" || state == "9" { "15/12/2025" } else { "15/01/2026" };
        let cells = [(Field::Period, period), (Field::State, state), (Field::IssueDate, date)];
        assert_eq!(broken_by(january(), &cells), expected, "{period} {state}");
    }
}

#[test]
fn h02_a_due_date_in_a_later_month_is_legal_in_every_month() {
    for period in months() {
        for due in [period, period.next(), period.next().next().next()] {
            let due = date_text(due, 28);
            let found = broken_by(period, &[(Field::DueDate, &due)]);
            assert!(found.is_empty(), "due {due} in {period}: {found:?}");
        }
    }
    for absent in ["", "-", "0", "00/00/0000", "01/01/1900"] {
        assert!(broken_by(january(), &[(Field::DueDate, absent)]).is_empty(), "{absent}");
    }
    assert_eq!(broken_by(january(), &[(Field::DueDate, "14/01/2026")]), ["C108"]);
    assert_eq!(broken_by(january(), &[(Field::DueDate, "31/02/2026")]), ["C107"]);
}

#[test]
fn h02_public_service_receipts_may_be_issued_before_and_due_after() {
    let service = [
        (Field::Kind, "14"),
        (Field::Series, "S001"),
        (Field::IssueDate, "28/12/2025"),
        (Field::DueDate, "14/02/2026"),
    ];
    assert!(broken_by(january(), &service).is_empty());
    assert_eq!(broken_by(january(), &service[..3]), ["C109"]);
}

#[test]
fn h09_a_digit_of_another_script_is_no_digit() {
    for (field, text, code) in [
        (Field::Period, "２０２６０１００", "C101"),
        (Field::IssueDate, "15/01/202６", "C103"),
        (Field::Kind, "0³", "C110"),
        (Field::Series, "B00²", "C112"),
        (Field::NumberFirst, "12²", "C114"),
        (Field::NumberFirst, "١٢٣", "C114"),
        (Field::NumberLast, "15０", "C115"),
        (Field::CustomerId, "4012345²", "C128"),
        (Field::CustomerIdKind, "１", "C128"),
    ] {
        assert_eq!(broken_by(january(), &[(field, text)]), [code], "{text}");
    }
}

#[test]
fn h09_series_and_numbers_by_kind() {
    for (kind, series, number, expected) in [
        ("01", "F001", "1", &[][..]),
        ("1", "E001", "99999999", &[]),
        ("01", "0001", "00000001", &[]),
        ("01", "EB01", "1", &["C112"]),
        ("01", "B001", "1", &["C112"]),
        ("03", "EB01", "1", &[]),
        ("03", "BA9Z", "1", &[]),
        ("03", "E001", "1", &["C112"]),
        ("03", "B0001", "1", &["C112"]),
        ("03", "B001", "0", &["C114"]),
        ("03", "B001", "-5", &["C114"]),
        ("03", "B001", "123456789", &["C114"]),
        ("03", "", "", &["C112", "C114"]),
        ("07", "FC01", "1", &[]),
        ("07", "BC01", "1", &[]),
        ("07", "E001", "1", &[]),
        ("07", "EB01", "1", &[]),
        ("08", "S001", "1", &[]),
        ("08", "X001", "1", &["C112"]),
        ("12", "FFGF123456AB", "000123456789012", &[]),
        ("12", "", "1", &["C113"]),
        ("13", "", "OP20260115", &[]),
        ("02", "E001", "1", &["C110"]),
        ("99", "E001", "1", &["C110"]),
    ] {
        let cells = [
            (Field::Kind, kind),
            (Field::Series, series),
            (Field::NumberFirst, number),
            (Field::CustomerIdKind, "6"),
            (Field::CustomerId, "20100176450"),
        ];
        assert_eq!(broken_by(january(), &cells), expected, "{kind} {series} {number}");
    }
}

#[test]
fn h09_identities_by_kind_where_a_customer_is_required() {
    for (kind, id, expected) in [
        ("1", "40123456", &[][..]),
        ("01", "00123456", &[]),
        ("1", "4012345", &["C126"]),
        ("1", "401234567", &["C126"]),
        ("6", "20100176450", &[]),
        ("06", "20100070970", &[]),
        ("6", "20123456789", &["C125"]),
        ("6", "2010017645", &["C125"]),
        ("6", "00000000000", &["C121"]),
        ("4", "001234567", &[]),
        ("4", "0012345678901", &["C127"]),
        ("7", "AB123456", &[]),
        ("A", "123456789012345", &[]),
        ("0", "X1", &[]),
        ("G", "ABCDEFGHIJKLMNOP", &["C127"]),
        ("66", "20100176450", &["C124"]),
        ("", "20100176450", &["C124"]),
        ("", "00000000", &["C121"]),
    ] {
        let cells =
            [(Field::CustomerIdKind, kind), (Field::CustomerId, id), (Field::Total, "700.00")];
        assert_eq!(broken_by(january(), &cells), expected, "{kind} {id}");
    }
    let nobody = [(Field::CustomerId, "00000000"), (Field::CustomerIdKind, "")];
    assert!(broken_by(january(), &nobody).is_empty(), "a small receipt of nobody");
}

#[test]
fn h09_annulled_rows_are_asked_for_identity_only() {
    let annulled = [
        (Field::State, "2"),
        (Field::IssueDate, ""),
        (Field::DueDate, "?"),
        (Field::Kind, "01"),
        (Field::Series, "F001"),
        (Field::CustomerIdKind, "?"),
        (Field::CustomerId, ""),
        (Field::CustomerName, ""),
    ];
    assert!(broken_by(january(), &annulled).is_empty());
    let mut without_number = annulled.to_vec();
    without_number.push((Field::NumberFirst, ""));
    assert_eq!(broken_by(january(), &without_number), ["C114"]);
}

#[test]
fn h09_the_right_check_digit_is_shown() {
    let rule = RULEBOOK.iter().find(|rule| rule.code == "C125").expect("the rule");
    assert_eq!(rule.severity, Severity::Reject);
    let mut rows = Rows::new();
    rows.begin_row(2);
    for text in ["01", "6", "20123456789"] {
        rows.push(CellKind::Text, text.as_bytes());
    }
    let fields = [(Field::Kind, 0), (Field::CustomerIdKind, 1), (Field::CustomerId, 2)];
    let headers = fields.iter().map(|(field, _)| field.name().to_owned()).collect();
    let marks = [DecimalMark::Unknown; 13];
    let mut drafter = Drafter::new(Columns::new(&fields, headers), marks);
    let context = RuleContext {
        period: january(),
        company: Company::default(),
        carried: [true; Field::COUNT],
        marks,
    };
    let mut failures = Failures::default();
    Judge::new(context, &[]).row(&drafter.draft(rows.row(0)), &mut failures);
    let found = failures.list().iter().find(|failure| RULEBOOK[failure.rule].code == "C125");
    let expected = ("expected", "20123456786".to_owned());
    assert_eq!(found.map(|failure| failure.values.clone()), Some(vec![expected]));
}
