//! Hazards of a whole ledger: repeats, ranges, sequence, notes.

use super::*;
use crate::model::Severity;
use crate::normalize::Judge;
use crate::normalize::rulebook::rule_named;

#[test]
fn h13_a_repeated_document_is_refused_and_its_first_row_named() {
    let lines = [
        line().number("00000123").cuo(1),
        line().number(124).cuo(2),
        line().number(123).cuo(3),
        line().number(124).cuo(4).with(Field::Total, "200.00"),
    ];
    let told = told_of(&lines);
    assert_eq!(told.codes(), [vec![], vec![], vec!["C150"], vec!["C150"]]);
    assert_eq!(value(&told.rows[2][0].values, "first"), "la fila 2, con los mismos datos");
    assert_eq!(value(&told.rows[2][0].values, "document"), "03 B001-123");
    let first = value(&told.rows[3][0].values, "first");
    assert_eq!(first, "la fila 3, con otra fecha, otro cliente u otro importe");
}

#[test]
fn h13_numbers_that_are_no_integers_repeat_too() {
    let lines = [
        line().number("A-7").cuo(1),
        line().number("a-7").cuo(2),
        line().number("A-7").cuo(3),
        line().number("1234567890123456789").cuo(4),
        line().number("01234567890123456789").cuo(5),
    ];
    let told = told_of(&lines);
    assert_eq!(told.codes(), [vec![], vec![], vec!["C150"], vec![], vec!["C150"]]);
    assert_eq!(value(&told.rows[4][0].values, "first"), "la fila 5, con los mismos datos");
}

/// What the rules on rows and on the ledger reject of rows with these cells, each row given twice.
fn rejected_twice(
    cells: &[(Field, CellKind, &str)],
    overrides: &[(&str, Severity)],
) -> Vec<String> {
    let mut rows = Rows::new();
    for number in 2..4 {
        rows.begin_row(number);
        for (field, plain) in FIELDS.into_iter().zip(line().cuo(number).0) {
            match cells.iter().find(|(known, ..)| *known == field) {
                Some((_, _, "")) => rows.push(CellKind::Empty, b""),
                Some((_, kind, text)) => rows.push(*kind, text.as_bytes()),
                None => rows.push(CellKind::Text, plain.as_bytes()),
            }
        }
    }
    let overrides: Vec<_> = overrides
        .iter()
        .map(|(code, severity)| (rule_named(code).expect("a rule").0, *severity))
        .collect();
    let judge = Judge::new(context(), &overrides);
    let mut drafter = Drafter::new(columns_without(&[]), [DecimalMark::Unknown; 13]);
    let mut whole = Whole::new(judge.context()).heeding(&judge);
    let mut failures = Failures::default();
    let mut found = Vec::new();
    for row in rows.iter() {
        let draft = drafter.draft(row);
        failures.clear();
        judge.row(&draft, &mut failures);
        whole.see(&draft, RowPlace { file: 0, line: row.line() }, &mut failures);
        let rejects = |failure: &&Failure| judge.severity(failure.rule) == Severity::Reject;
        let codes = failures.list().iter().filter(rejects);
        found.push(codes.map(|failure| RULEBOOK[failure.rule].code).collect::<Vec<_>>().join(" "));
    }
    let (remarks, _) = whole.finish(&Tally::new()).expect("no file fails");
    assert!(remarks.iter().all(|remark| RULEBOOK[remark.rule].code != "C153"), "{remarks:?}");
    found
}

#[test]
fn h13_what_names_no_document_repeats_none() {
    use CellKind::{Bool, Error, Text};
    for (cell, code) in [
        ((Field::NumberFirst, Bool, "TRUE"), "C193"),
        ((Field::NumberFirst, Error, "#N/A"), "C193"),
        ((Field::NumberFirst, Text, "12a"), "C114"),
        ((Field::NumberFirst, Text, "0"), "C114"),
        ((Field::NumberFirst, Text, "700000001"), "C114"),
        ((Field::NumberFirst, Text, ""), "C114"),
        ((Field::Series, Text, "B00199"), "C112"),
        ((Field::Series, Error, "#REF!"), "C193"),
        ((Field::Kind, Text, "02"), "C110"),
        ((Field::Kind, Text, "BOLETA"), "C110"),
    ] {
        let found = rejected_twice(&[cell], &[]);
        assert!(found.iter().all(|codes| codes.contains(code)), "{cell:?}: {found:?}");
        assert!(found.iter().all(|codes| !codes.contains("C15")), "{cell:?}: {found:?}");
    }
    // Whatever else is wrong with a row, a document that is named counts.
    let dated = [(Field::IssueDate, Text, "31/02/2026")];
    assert_eq!(rejected_twice(&dated, &[]), ["C103", "C103 C150"]);
    assert_eq!(rejected_twice(&[], &[]), ["", "C150"]);
    let till = [(Field::Kind, Text, "12"), (Field::NumberFirst, Text, "2,02601E+14")];
    assert_eq!(rejected_twice(&till, &[]), ["C194", "C194"]);
}

#[test]
fn h13_a_shape_that_the_settings_allow_names_a_document() {
    let odd = [(Field::NumberFirst, CellKind::Text, "12a")];
    for severity in [Severity::Warn, Severity::Note, Severity::Off] {
        assert_eq!(rejected_twice(&odd, &[("C114", severity)]), ["", "C150"], "{severity:?}");
    }
    let broken = [(Field::NumberFirst, CellKind::Error, "#N/A")];
    assert_eq!(rejected_twice(&broken, &[("C193", Severity::Warn)]), ["", ""]);
}

#[test]
fn h13_a_document_inside_a_range_is_there_twice() {
    let range = |first: u64, last: u64| line().number(first).with(Field::NumberLast, last);
    let lines = [
        range(10, 20).cuo(1),
        line().number(15).cuo(2),
        range(18, 30).cuo(3),
        range(31, 40).cuo(4),
        // A range of invoices is none: another rule refuses it, and only its first number counts.
        range(1, 9).cuo(5).with(Field::Kind, "01"),
        line().number(5).cuo(6).with(Field::Kind, "01"),
    ];
    let told = told_of(&lines);
    assert_eq!(told.codes(), [vec![], vec!["C150"], vec!["C152"], vec![], vec![], vec![]]);
    assert_eq!(value(&told.rows[2][0].values, "first"), "la fila 2, con los mismos datos");
}

#[test]
fn h13_gaps_are_counted_and_the_first_ones_shown() {
    let numbers = [1u64, 2, 4, 9, 11, 20];
    let lines: Vec<_> = numbers.iter().map(|number| line().number(number).cuo(*number)).collect();
    let told = told_of(&lines);
    let gap = told.remarks("C153")[0];
    assert_eq!(gap.count, 14);
    assert_eq!(value(&gap.values, "series"), "03 B001");
    assert_eq!(value(&gap.values, "gaps"), "3, 5-8, 10…");
    assert_eq!(gap.place, Some(RowPlace { file: 0, line: 2 }));
    assert!(told.codes().iter().all(Vec::is_empty));
}

#[test]
fn h13_rejected_rows_are_no_gaps() {
    let lines = [line().number(1), line().number(2).cuo(2), line().number(2), line().number(3)];
    assert!(told_of(&lines).remarks("C153").is_empty());
}

#[test]
fn h13_one_wrong_date_is_one_remark() {
    let dated = |number: u64, day: u64| {
        line().number(number).cuo(number).with(Field::IssueDate, format!("{day:02}/01/2026"))
    };
    let lines = [dated(1, 13), dated(2, 14), dated(3, 1), dated(4, 14), dated(5, 15)];
    let codes = told_of(&lines).codes();
    assert_eq!(codes, [vec![], vec![], vec!["C156"], vec![], vec![]]);
    let late = [dated(1, 3), dated(2, 30), dated(3, 4), dated(4, 4)];
    assert_eq!(told_of(&late).codes(), [vec![], vec![], vec!["C156"], vec![]]);
}

#[test]
fn h13_notes_are_added_up_against_their_document_wherever_it_stands() {
    let lines = [
        line().number(1).credit(123, "-100.00").cuo(1),
        line().number(123).cuo(2),
        line().number(2).credit(123, "-50.00").cuo(3),
        line().number(124).cuo(4),
        line().number(3).credit(124, "-118.90").cuo(5),
        line().number(125).cuo(6),
        line().number(4).credit(125, "-200.00").cuo(7).with(Field::Currency, "USD"),
    ];
    let told = told_of(&lines);
    let remarks = told.remarks("C157");
    assert_eq!(remarks.len(), 1);
    assert_eq!(value(&remarks[0].values, "taken"), "150.00");
    assert_eq!(value(&remarks[0].values, "total"), "118.00");
    assert_eq!(remarks[0].total, Cents(3_200));
    assert_eq!(remarks[0].place, Some(RowPlace { file: 0, line: 4 }));
}

#[test]
fn h13_a_debit_note_makes_room_for_credit() {
    let debit = line().number(9).credit(123, "100.00").with(Field::Kind, "08").cuo(2);
    let lines = [line().number(123), debit, line().number(1).credit(123, "-200.00").cuo(3)];
    assert!(told_of(&lines).remarks("C157").is_empty());
}

#[test]
fn h13_notes_are_compared_with_their_documents_a_share_at_a_time() {
    let lines = [
        line().number(123).with(Field::Total, "50000000.00"),
        line().number(124).cuo(2),
        line().number(1).credit(123, "-50000002.00").cuo(3),
        line().number(2).credit(124, "-120.00").cuo(4),
    ];
    let of = |limits| {
        let told = told(&lines, columns_without(&[]), &context(), limits);
        told.remarks("C157").into_iter().cloned().collect::<Vec<_>>()
    };
    let (whole, shares) = (of(Limits::DEFAULT), of(Limits { notes: 1, ..Limits::DEFAULT }));
    assert_eq!(whole.len(), 2);
    assert_eq!(whole, shares);
}

#[test]
fn h12_total_lines_are_compared_with_all_rows_above_them() {
    let mut rows = Rows::new();
    let push = |rows: &mut Rows, line: u64, total: &str| {
        rows.begin_row(line);
        for (field, text) in FIELDS.into_iter().zip(super::line().0) {
            let text = match field {
                Field::Total => total,
                Field::TaxableBase | Field::SalesTax => "",
                _ => text.as_str(),
            };
            rows.push(CellKind::Text, text.as_bytes());
        }
    };
    for (line, total) in [(2, "10.00"), (3, "20.00"), (4, "30.00"), (5, "5.00"), (6, "35.00")] {
        push(&mut rows, line, total);
    }
    push(&mut rows, 7, "5.00");
    push(&mut rows, 8, "99.00");
    let mut drafter = Drafter::new(columns_without(&[]), [DecimalMark::Unknown; 13]);
    let mut whole = Whole::new(&context());
    let mut failures = Failures::default();
    for row in rows.iter() {
        let draft = drafter.draft(row);
        let place = RowPlace { file: 0, line: row.line() };
        match row.line() {
            // All so far, the file, what stands since the last line, and nothing of the kind.
            4 | 6 | 8 => whole.total_line(&draft.amounts, place),
            _ => whole.see(&draft, place, &mut failures),
        }
    }
    let (remarks, _) = whole.finish(&Tally::new()).expect("no file fails");
    let lines: Vec<_> = remarks
        .iter()
        .filter(|remark| remark.field == Field::Total)
        .filter(|remark| matches!(RULEBOOK[remark.rule].code, "C164" | "C165"))
        .map(|remark| {
            let line = remark.place.map_or(0, |place| place.line);
            (RULEBOOK[remark.rule].code, line, value(&remark.values, "difference"))
        })
        .collect();
    assert_eq!(lines, [("C164", 8, "59.00"), ("C165", 4, ""), ("C165", 6, "")]);
}

#[test]
fn cuos_are_told_apart_by_whatever_counts() {
    let pairs = |pairs: &[(&str, &str)]| {
        let lines: Vec<_> = pairs
            .iter()
            .enumerate()
            .map(|(index, (cuo, correlative))| {
                line().number(index + 1).with(Field::Cuo, cuo).with(Field::Correlative, correlative)
            })
            .collect();
        told_of(&lines).codes().iter().map(|codes| codes.len()).collect::<Vec<_>>()
    };
    assert_eq!(pairs(&[("1", "M1"), ("1", "M2"), ("2", "M1"), ("1", "M2")]), [0, 0, 0, 1]);
    assert_eq!(pairs(&[("1", "M1"), ("2", "M2"), ("2", "M1"), ("2", "M2")]), [0, 0, 0, 1]);
    assert_eq!(pairs(&[("7", "M1"), ("07", "M1"), ("007", "M1"), ("07", "M1")]), [0, 0, 0, 1]);
    assert_eq!(pairs(&[("X-", "M"), ("X-", "M"), ("Y", "M"), ("Y", "M")]), [0, 1, 0, 1]);
}

#[test]
fn a_cuo_that_is_no_key_is_said_once() {
    let lines: Vec<_> = (1..=6).map(|number| line().number(number)).collect();
    let limits = Limits { cuo_rows: 2, ..Limits::DEFAULT };
    let told = told(&lines, columns_without(&[Field::Correlative]), &context(), limits);
    assert_eq!(told.codes().concat(), ["C155", "C155"]);
    assert_eq!(told.remarks("C159")[0].count, 3);
}

#[test]
fn a_series_too_many_is_said_and_its_repeats_are_found() {
    let of = |series: &str, number: u64| line().with(Field::Series, series).number(number);
    let lines = [of("B001", 1), of("B002", 1).cuo(2), of("B003", 1).cuo(3), of("B002", 1).cuo(4)];
    let limits = Limits { series: 1, ..Limits::DEFAULT };
    let told = told(&lines, columns_without(&[]), &context(), limits);
    assert_eq!(told.codes(), [vec![], vec![], vec![], vec!["C150"]]);
    assert_eq!(value(&told.rows[3][0].values, "first"), "la fila 3, con los mismos datos");
    assert_eq!(told.remarks("C166")[0].count, 3);
}

#[test]
fn branches_are_compared_as_people_do() {
    let at = |number: u64, branch: &str, center: &str| {
        line()
            .number(number)
            .cuo(number)
            .with(Field::Series, format!("B{number:03}"))
            .with(Field::Branch, branch)
            .with(Field::CostCenter, center)
    };
    let lines = [
        at(1, "Lima Céntro 1", "1101"),
        at(2, "LIMA CENTRO 1", "1102"),
        at(3, "LIMA CENTRO 2", "1103"),
        at(4, "PLAZA NORTES", "1104"),
        at(2, "CUSCO", "1105").number(7),
    ];
    let mut context = context();
    context.company.branches = vec!["LIMA CENTRO 1".into(), "PLAZA NORTE".into()];
    let told = told(&lines, columns_without(&[]), &context, Limits::DEFAULT);
    assert_eq!(value(&told.remarks("C161")[0].values, "codes"), "1101, 1102");
    assert_eq!(value(&told.remarks("C160")[0].values, "branches"), "CUSCO, LIMA CENTRO 1");
    assert_eq!(value(&told.remarks("C162")[0].values, "branches"), "CUSCO, LIMA CENTRO 2");
    assert_eq!(value(&told.remarks("C163")[0].values, "known"), "PLAZA NORTE");
    assert_eq!(told.remarks("C163").len(), 1);
}

#[test]
fn tokens_are_replaced_and_strays_left() {
    let text = format!("a {} b \u{1}x", token::token(0xabc));
    let filled = token::fill(&text, |key| format!("<{key:x}>"));
    assert_eq!(filled, "a <abc> b \u{1}x");
    assert_eq!(token::fill("\u{1}ñññññññññññññññññ\u{1}", |_| String::new()).len(), 36);
}
