//! What the predecessor got wrong about single rows, each hazard with the number it has in the tests' names.

use engine::model::catalog::KINDS_OF_SALES;
use engine::model::{Columns, DecimalMark, DocumentKind, Field, Period, Severity};
use engine::normalize::{Check, Company, Drafter, Failures, RULEBOOK, RuleContext};
use xlsx::{CellKind, Rows};

/// A plain sales receipt of 118.00 of a month.
fn plain(field: Field, period: Period) -> String {
    let text = match field {
        Field::Period => return period.ple(),
        Field::IssueDate => return format!("15/{:02}/{}", period.month, period.year),
        Field::Kind => "03",
        Field::Series => "B001",
        Field::NumberFirst | Field::NumberLast => "00000123",
        Field::CustomerIdKind => "01",
        Field::CustomerId => "40123456",
        Field::CustomerName => "QUISPE FLORES MARIA",
        Field::TaxableBase => "100.00",
        Field::SalesTax => "18.00",
        Field::Total => "118.00",
        Field::Currency => "PEN",
        Field::State => "1",
        Field::Segment => "Norte",
        Field::Branch => "LIMA CENTRO 1",
        _ => "",
    };
    text.to_owned()
}

fn january() -> Period {
    Period { year: 2026, month: 1 }
}

fn context(period: Period) -> RuleContext {
    RuleContext {
        period,
        company: Company::default(),
        carried: [true; Field::COUNT],
        marks: [DecimalMark::Unknown; 13],
    }
}

/// The codes of the rules that a row breaks, of this severity.
fn broken_as(
    severity: Severity,
    context: &RuleContext,
    cells: &[(Field, &str)],
) -> Vec<&'static str> {
    let fields: Vec<(Field, usize)> =
        Field::ALL.into_iter().enumerate().map(|(column, field)| (field, column)).collect();
    let headers = Field::ALL.iter().map(|field| field.name().to_owned()).collect();
    let mut rows = Rows::new();
    rows.begin_row(2);
    for field in Field::ALL {
        let given = cells.iter().find(|(known, _)| *known == field);
        let text =
            given.map_or_else(|| plain(field, context.period), |(_, text)| (*text).to_owned());
        let kind = if text.is_empty() { CellKind::Empty } else { CellKind::Text };
        rows.push(kind, text.as_bytes());
    }
    let mut drafter = Drafter::new(Columns::new(&fields, headers), context.marks);
    let draft = drafter.draft(rows.row(0));
    let mut failures = Failures::default();
    for (index, rule) in RULEBOOK.iter().enumerate() {
        if let Check::Row(check) = rule.check {
            failures.speaking(index);
            check(&draft, context, &mut failures);
        }
    }
    failures
        .list()
        .iter()
        .map(|failure| RULEBOOK[failure.rule])
        .filter(|rule| rule.severity == severity)
        .map(|rule| rule.code)
        .collect()
}

fn refused(context: &RuleContext, cells: &[(Field, &str)]) -> Vec<&'static str> {
    broken_as(Severity::Reject, context, cells)
}

const NOTE: [(Field, &str); 8] = [
    (Field::Kind, "07"),
    (Field::TaxableBase, "-100.00"),
    (Field::SalesTax, "-18.00"),
    (Field::Total, "-118.00"),
    (Field::AmendedDate, "10/01/2026"),
    (Field::AmendedKind, "03"),
    (Field::AmendedSeries, "B001"),
    (Field::AmendedNumber, "00000099"),
];

fn note_with(field: Field, text: &'static str) -> Vec<(Field, &'static str)> {
    let mut cells: Vec<_> = NOTE.into_iter().filter(|(known, _)| *known != field).collect();
    cells.push((field, text));
    cells
}

#[test]
fn h01_every_month_of_every_year_takes_its_own_dates_and_no_others() {
    for year in 2019..=2030 {
        for month in 1..=12u8 {
            let ledger = context(Period { year, month });
            for issued in 1..=12u8 {
                let date = format!("10/{issued:02}/{year}");
                let found = refused(&ledger, &[(Field::IssueDate, &date)]);
                let expected: &[&str] = match issued.cmp(&month) {
                    std::cmp::Ordering::Less => &["C104"],
                    std::cmp::Ordering::Equal => &[],
                    std::cmp::Ordering::Greater => &["C105"],
                };
                assert_eq!(found, expected, "{date} in {year}-{month:02}");
            }
            for (other, code) in [(year - 1, "C104"), (year + 1, "C105")] {
                let date = format!("10/{month:02}/{other}");
                assert_eq!(refused(&ledger, &[(Field::IssueDate, &date)]), [code], "{date}");
            }
        }
    }
}

#[test]
fn h01_a_row_of_january_in_a_ledger_of_february_is_refused_once() {
    let february = context(Period { year: 2026, month: 2 });
    let row = [(Field::Period, "20260100"), (Field::IssueDate, "31/01/2026")];
    assert_eq!(refused(&february, &row), ["C102"]);
    assert_eq!(refused(&february, &[(Field::IssueDate, "31/01/2026")]), ["C104"]);
}

#[test]
fn h02_a_due_date_never_refuses_a_row() {
    for due in ["", "15/01/2026", "28/02/2026", "15/01/2027", "01/01/2020", "CONTADO", "0"] {
        assert_eq!(refused(&context(january()), &[(Field::DueDate, due)]), [""; 0], "{due}");
    }
    let remarked = |due| broken_as(Severity::Warn, &context(january()), &[(Field::DueDate, due)]);
    assert_eq!(remarked("14/01/2026"), ["C108"]);
    assert_eq!(remarked("28/02/2026"), [""; 0]);
}

#[test]
fn h08_a_segment_is_matched_as_people_spell_it() {
    let mut ledger = context(january());
    ledger.company.segments = vec!["Casa Útil".to_owned(), "Norte".to_owned()];
    for known in ["Casa Útil", "CASA ÚTIL", " casa  util ", "norte", "Norte\u{a0}"] {
        let row = [(Field::Segment, known)];
        assert_eq!(refused(&ledger, &row), [""; 0], "{known}");
        assert_eq!(broken_as(Severity::Warn, &ledger, &row), [""; 0], "{known}");
    }
    assert_eq!(refused(&ledger, &[(Field::Segment, "Caso Útil")]), [""; 0]);
    assert_eq!(broken_as(Severity::Warn, &ledger, &[(Field::Segment, "Caso Útil")]), ["C189"]);
    assert_eq!(refused(&ledger, &[(Field::Segment, "Oriente")]), ["C188"]);
    assert_eq!(refused(&ledger, &[(Field::Segment, "")]), ["C187"]);
}

#[test]
fn h09_every_kind_of_the_table_is_taken_and_no_other() {
    for code in 0..100u8 {
        let text = format!("{code:02}");
        let kind = DocumentKind::parse(text.as_bytes()).unwrap();
        let found = refused(&context(january()), &[(Field::Kind, &text)]);
        assert_eq!(found.contains(&"C110"), !KINDS_OF_SALES.has(kind), "{text}: {found:?}");
    }
}

#[test]
fn h09_digits_that_are_not_ascii_are_no_digits() {
    let ledger = context(january());
    for (field, text, code) in [
        (Field::Kind, "０３", "C110"),
        (Field::Series, "B00１", "C112"),
        (Field::NumberFirst, "12²", "C114"),
        (Field::NumberFirst, "１２３", "C114"),
        (Field::NumberLast, "１２４", "C115"),
        (Field::Period, "2026０100", "C101"),
    ] {
        assert!(refused(&ledger, &[(field, text)]).contains(&code), "{field:?} {text}");
    }
}

#[test]
fn h09_identities_are_judged_by_their_kind() {
    let ledger = context(january());
    let large = |kind, id| {
        let cells = [
            (Field::CustomerIdKind, kind),
            (Field::CustomerId, id),
            (Field::TaxableBase, "1000.00"),
            (Field::SalesTax, "180.00"),
            (Field::Total, "1180.00"),
        ];
        refused(&ledger, &cells)
    };
    for (kind, id) in [
        ("01", "40123456"),
        ("1", "00123456"),
        ("06", "20131312955"),
        ("6", "20100176450"),
        ("4", "001234567"),
        ("07", "AB1234567"),
        ("A", "012345678901234"),
        ("0", "998877"),
    ] {
        assert_eq!(large(kind, id), [""; 0], "{kind} {id}");
    }
    assert_eq!(large("06", "20131312954"), ["C125"]);
    assert_eq!(large("06", "2013131295"), ["C125"]);
    assert_eq!(large("01", "401234567"), ["C126"]);
    assert_eq!(large("07", "ABCD123456789"), ["C127"]);
    assert_eq!(large("99", "40123456"), ["C124"]);
    assert_eq!(large("", "00000000"), ["C121"]);
}

#[test]
fn h12_money_and_states_that_are_dropped_are_said() {
    let mut ledger = context(january());
    ledger.carried = [false; Field::COUNT];
    for field in [Field::TaxableBase, Field::SalesTax, Field::Total] {
        ledger.carried[field as usize] = true;
    }
    let noted = |cells: &[(Field, &str)]| broken_as(Severity::Note, &ledger, cells);
    assert_eq!(noted(&[]), [""; 0]);
    for field in &Field::AMOUNTS[..12] {
        let carried = ledger.carried[*field as usize];
        assert_eq!(noted(&[(*field, "7.00")]).contains(&"C141"), !carried, "{field:?}");
        assert!(!noted(&[(*field, "0.00")]).contains(&"C141"), "{field:?}");
    }
    assert_eq!(noted(&[(Field::Currency, "USD")]), ["C142"]);
    for state in ["2", "8", "9"] {
        assert_eq!(noted(&[(Field::State, state)]), ["C143"], "{state}");
    }
    for state in ["0", "1", ""] {
        assert_eq!(noted(&[(Field::State, state)]), [""; 0], "{state}");
    }
}

#[test]
fn h13_a_credit_note_takes_away_and_a_sale_adds() {
    let ledger = context(january());
    assert_eq!(refused(&ledger, &NOTE), [""; 0]);
    let mut positive = ledger.clone();
    positive.company.credit_notes_positive = true;
    let sale_written_as_note: Vec<(Field, &str)> =
        NOTE.into_iter().filter(|(field, _)| field.amount_index().is_none()).collect();
    assert_eq!(refused(&ledger, &sale_written_as_note), ["C134"]);
    assert_eq!(refused(&positive, &sale_written_as_note), [""; 0]);
    let negative: Vec<(Field, &str)> =
        NOTE.into_iter().filter(|(field, _)| field.amount_index().is_some()).collect();
    assert_eq!(refused(&ledger, &negative), ["C135"]);
}

#[test]
fn h13_a_note_says_what_it_amends() {
    let ledger = context(january());
    for field in
        [Field::AmendedDate, Field::AmendedKind, Field::AmendedSeries, Field::AmendedNumber]
    {
        assert_eq!(refused(&ledger, &note_with(field, "")), ["C180"], "{field:?}");
        assert_eq!(refused(&ledger, &note_with(field, "-")), ["C180"], "{field:?}");
    }
    let nothing: Vec<(Field, &str)> =
        NOTE.into_iter().filter(|(field, _)| *field < Field::AmendedDate).collect();
    assert_eq!(refused(&ledger, &nothing), ["C180"], "one rejection, not four");
    assert_eq!(refused(&ledger, &note_with(Field::AmendedDate, "16/01/2026")), ["C182"]);
    assert_eq!(refused(&ledger, &note_with(Field::AmendedDate, "31/02/2026")), ["C181"]);
    let list = note_with(Field::AmendedDate, "10/01/2026, 12/01/2026");
    assert_eq!(refused(&ledger, &list), [""; 0]);
}

#[test]
fn h13_totals_add_up_and_taxes_fit_their_bases() {
    let ledger = context(january());
    let total = |text| refused(&ledger, &[(Field::Total, text)]);
    for near in ["118.00", "117.95", "118.05", "118.99", "117.01", "119.50", "128.00"] {
        assert_eq!(total(near), [""; 0], "{near}");
    }
    for off in ["119.25", "116.50", "100.00", "1180.00", "131.13", "18.00"] {
        assert_eq!(total(off), ["C137"], "{off}");
    }
    let remarked = |tax, total| {
        let cells = [(Field::SalesTax, tax), (Field::Total, total)];
        broken_as(Severity::Warn, &ledger, &cells)
    };
    assert_eq!(remarked("18.02", "118.02"), [""; 0]);
    assert_eq!(remarked("10.50", "110.50"), [""; 0]);
    assert_eq!(remarked("0.00", "100.00"), ["C133"]);
    assert_eq!(remarked("19.00", "119.00"), [""; 0]);
    assert_eq!(remarked("19.10", "119.10"), ["C133"]);
}

#[test]
fn h13_a_bad_amount_is_said_once() {
    let ledger = context(january());
    for (text, code) in
        [("s/n", "C130"), ("1,234", "C131"), ("1234567890123", "C132"), ("1.2.3", "C130")]
    {
        let row = [(Field::TaxableBase, text)];
        assert_eq!(refused(&ledger, &row), [code], "{text}");
        assert_eq!(broken_as(Severity::Warn, &ledger, &row), [""; 0], "{text}");
    }
    assert_eq!(refused(&ledger, &[(Field::Total, "")]), ["C140"]);
}
