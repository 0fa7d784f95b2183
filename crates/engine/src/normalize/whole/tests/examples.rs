//! The examples of the rules over the whole ledger, run as ledgers of two rows.

use super::*;

/// Whether the rule speaks of the example, and at which fields.
fn fields_of(example: &Example, rule: usize) -> Vec<Field> {
    let code = RULEBOOK[rule].code;
    let mut absent = Vec::new();
    let mut second = line();
    for (field, given) in example.cells {
        match given {
            Given::NoColumn => absent.push(*field),
            Given::Text(text) | Given::Number(text) | Given::Error(text) => {
                second = second.with(*field, text);
            }
        }
    }
    let mut context = context();
    for (name, values) in example.company {
        assert_eq!(*name, "branches", "{code}");
        context.company.branches = values.iter().map(|value| (*value).to_owned()).collect();
    }
    let limits = match code {
        "C166" => Limits { series: 1, ..Limits::DEFAULT },
        "C159" => Limits { cuo_rows: 0, ..Limits::DEFAULT },
        _ => Limits::DEFAULT,
    };
    let columns = columns_without(&absent);
    if matches!(code, "C164" | "C165") {
        return total_line_of(&second, columns, rule);
    }
    let told = told(&[line(), second], columns, &context, limits);
    let in_rows = told.rows[1].iter().filter(|failure| failure.rule == rule);
    let in_ledger = told.remarks.iter().filter(|remark| remark.rule == rule);
    in_rows.map(|failure| failure.field).chain(in_ledger.map(|remark| remark.field)).collect()
}

fn total_line_of(second: &Line, columns: Columns, rule: usize) -> Vec<Field> {
    let mut rows = Rows::new();
    for (index, line) in [&line(), second].into_iter().enumerate() {
        rows.begin_row(index as u64 + 2);
        line.0.iter().for_each(|text| rows.push(CellKind::Text, text.as_bytes()));
    }
    let mut drafter = Drafter::new(columns, [DecimalMark::Unknown; 13]);
    let mut whole = Whole::new(&context());
    let mut failures = Failures::default();
    let first = drafter.draft(rows.row(0));
    whole.see(&first, RowPlace { file: 0, line: 2 }, &mut failures);
    let amounts = drafter.draft(rows.row(1)).amounts;
    whole.total_line(&amounts, RowPlace { file: 0, line: 3 });
    let (remarks, _) = whole.finish(&Tally::new()).expect("no file fails");
    remarks.iter().filter(|remark| remark.rule == rule).map(|remark| remark.field).collect()
}

#[test]
fn every_example_of_every_ledger_rule_does_what_it_says() {
    let mut tested = 0;
    for (index, rule) in RULEBOOK.iter().enumerate() {
        if !matches!(rule.check, Check::Ledger) {
            continue;
        }
        for example in rule.examples {
            let found = fields_of(example, index);
            let name = format!("{} {}: {}", rule.code, rule.name, example.shows.en);
            match example.expect {
                Expect::Pass => assert_eq!(found, [], "{name}"),
                Expect::Fail(field) => assert!(found.contains(&field), "{name}: {found:?}"),
            }
        }
        let fails = rule.examples.iter().any(|example| matches!(example.expect, Expect::Fail(_)));
        let passes = rule.examples.iter().any(|example| example.expect == Expect::Pass);
        assert!(fails && passes, "{}: needs an example that passes and one that fails", rule.code);
        tested += 1;
    }
    assert_eq!(tested, 17);
}

#[test]
fn every_rule_of_the_whole_ledger_is_in_the_book() {
    let rules = Rules::find();
    let debug = format!("{rules:?}");
    assert!(!debug.contains(&usize::MAX.to_string()), "{debug}");
}

#[test]
fn every_sentence_is_filled_in_both_languages() {
    let columns = columns_without(&[]);
    let receipt = line().number(123);
    let lines = [
        receipt.clone(),
        receipt.clone(),
        line().number(200).with(Field::IssueDate, "03/01/2026").cuo(2),
        line().number(150).with(Field::NumberLast, "200").cuo(3).with(Field::Branch, "CUSCO"),
        line().number("1").credit(123, "-900.00").cuo(4),
        line().number("2").credit(123, "-1.00").with(Field::AmendedKind, "01").cuo(5),
        line().number(201).with(Field::Cuo, "").with(Field::CostCenter, "9"),
        line().number("A7").with(Field::Kind, "00").with(Field::Series, "").cuo(8),
        line().number("A7").with(Field::Kind, "00").with(Field::Series, "").cuo(9),
        line().number(202).with(Field::Branch, "LIMA SENTRO 1").cuo(10),
        line().number(203).with(Field::Branch, "TACNA").cuo(11),
    ];
    let mut context = context();
    context.company.branches = vec!["LIMA CENTRO 1".to_owned()];
    let told = told(&lines, columns.clone(), &context, Limits::DEFAULT);
    let remarks = told.remarks.iter().map(LedgerRemark::failure);
    let mut spoken = std::collections::BTreeSet::new();
    for failure in told.rows.iter().flatten().cloned().chain(remarks) {
        let rule = RULEBOOK[failure.rule];
        spoken.insert(rule.code);
        for language in [Language::Es, Language::En] {
            let message = rule.message(language, &failure, "x", &columns, context.period);
            let advice = rule.advice_for(language, &failure, "x", &columns, context.period);
            assert!(!message.contains(['{', '\u{1}']), "{}: {message}", rule.code);
            assert!(!advice.contains(['{', '\u{1}']), "{}: {advice}", rule.code);
        }
    }
    let expected = [
        "C150", "C151", "C152", "C153", "C154", "C155", "C156", "C157", "C158", "C160", "C161",
        "C162", "C163",
    ];
    assert_eq!(spoken.into_iter().collect::<Vec<_>>(), expected);
}
