//! Runs every example of every rule, and holds the rulebook to its own promises.

use super::super::draft::Drafter;
use super::super::rulebook::{
    Check, Company, Example, Expect, Failure, Failures, Given, RULEBOOK, RuleContext,
};
use crate::model::catalog::KindSet;
use crate::model::{Columns, DecimalMark, DocumentKind, Field, Language, Period};
use xlsx::{CellKind, Rows};

/// A plain sales receipt: what an example's cells replace.
fn example_row(field: Field) -> &'static str {
    match field {
        Field::Period => "20260100",
        Field::CuoKind => "M",
        Field::Cuo => "M00000001",
        Field::IssueDate => "15/01/2026",
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
        Field::ExchangeRate => "1",
        Field::State => "1",
        Field::Segment => "Norte",
        Field::Branch => "LIMA CENTRO 1",
        Field::CostCenter => "1101",
        _ => "",
    }
}

/// What the rules of these indices say of an example's row, and where the row kept its fields.
fn judge(example: &Example, rules: &[usize]) -> (Vec<Failure>, Columns) {
    let given =
        |field| example.cells.iter().find(|(known, _)| *known == field).map(|(_, given)| *given);
    let present: Vec<(Field, usize)> = Field::ALL
        .into_iter()
        .filter(|field| !matches!(given(*field), Some(Given::NoColumn)))
        .filter(|field| !matches!(field, Field::IssuerTaxId | Field::IssuerName | Field::Car))
        .enumerate()
        .map(|(column, field)| (field, column))
        .collect();
    let mut rows = Rows::new();
    rows.begin_row(2);
    for (field, _) in &present {
        let (kind, text) = match given(*field) {
            Some(Given::Text(text)) => (CellKind::Text, text),
            Some(Given::Number(text)) => (CellKind::Number, text),
            Some(Given::Error(text)) => (CellKind::Error, text),
            Some(Given::NoColumn) | None => (CellKind::Text, example_row(*field)),
        };
        rows.push(if text.is_empty() { CellKind::Empty } else { kind }, text.as_bytes());
    }
    let headers = present.iter().map(|(field, _)| field.name().to_owned()).collect();
    let columns = Columns::new(&present, headers);
    let mut drafter = Drafter::new(columns.clone(), [DecimalMark::Unknown; 13]);
    let draft = drafter.draft(rows.row(0));
    let context = RuleContext {
        period: january(),
        company: company_of(example),
        carried: carried_of(example),
        marks: [DecimalMark::Unknown; 13],
    };
    let mut failures = Failures::default();
    for rule in rules {
        if let Check::Row(check) = RULEBOOK[*rule].check {
            failures.speaking(*rule);
            check(&draft, &context, &mut failures);
        }
    }
    (failures.list().to_vec(), columns)
}

fn january() -> Period {
    Period::new(2026, 1).expect("a period")
}

fn failures_of(example: &Example, rule: usize) -> Vec<Field> {
    judge(example, &[rule]).0.iter().map(|failure| failure.field).collect()
}

/// Every field, unless the example says which ones the bulk layout carries.
fn carried_of(example: &Example) -> [bool; Field::COUNT] {
    match example.company.iter().find(|(name, _)| *name == "carried") {
        None => [true; Field::COUNT],
        Some((_, names)) => std::array::from_fn(|index| names.contains(&Field::ALL[index].name())),
    }
}

fn company_of(example: &Example) -> Company {
    let mut company = Company::default();
    for (name, values) in example.company {
        match *name {
            "kinds" => {
                let mut kinds = KindSet::default();
                for code in *values {
                    kinds.add(DocumentKind::parse(code.as_bytes()).expect("a kind"));
                }
                company.kinds = Some(kinds);
            }
            "segments" => {
                company.segments = values.iter().map(|value| (*value).to_owned()).collect()
            }
            "branches" => {
                company.branches = values.iter().map(|value| (*value).to_owned()).collect()
            }
            "credit_notes" => company.credit_notes_positive = *values == ["positive"],
            "tax_rate" => company.tax_rate = Some(values[0].parse().expect("a rate")),
            "carried" => {}
            "ruc" => company.ruc = values[0].to_owned(),
            other => panic!("no such setting: {other}"),
        }
    }
    company
}

#[test]
fn every_example_of_every_row_rule_does_what_it_says() {
    for (index, rule) in RULEBOOK.iter().enumerate() {
        if matches!(rule.check, Check::Ledger) {
            continue;
        }
        for example in rule.examples {
            let found = failures_of(example, index);
            match example.expect {
                Expect::Pass => {
                    assert_eq!(found, [], "{} {}: {}", rule.code, rule.name, example.shows.en)
                }
                Expect::Fail(field) => {
                    assert!(
                        found.contains(&field),
                        "{} {}: {}: {found:?}",
                        rule.code,
                        rule.name,
                        example.shows.en
                    )
                }
            }
        }
        let fails = rule.examples.iter().any(|example| matches!(example.expect, Expect::Fail(_)));
        let passes = rule.examples.iter().any(|example| example.expect == Expect::Pass);
        assert!(fails && passes, "{}: needs an example that passes and one that fails", rule.code);
    }
}

#[test]
fn codes_and_names_are_unique_and_codes_ascend() {
    let codes: Vec<_> = RULEBOOK.iter().map(|rule| rule.code).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted);
    let mut names: Vec<_> = RULEBOOK.iter().map(|rule| rule.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), RULEBOOK.len());
}

#[test]
fn every_rule_speaks_both_languages() {
    for rule in RULEBOOK {
        for sentence in [rule.says, rule.advice] {
            for language in [Language::Es, Language::En] {
                let text = sentence.text(language);
                assert!(text.ends_with('.') && text.len() > 10, "{}: {text}", rule.code);
            }
        }
        assert!(!rule.norm.is_empty() && !rule.fields.is_empty(), "{}", rule.code);
    }
}

#[test]
fn the_plain_row_breaks_no_rule() {
    let all: Vec<usize> = (0..RULEBOOK.len()).collect();
    let plain = super::example::passes("", "", &[]);
    assert_eq!(judge(&plain, &all).0, []);
}

#[test]
fn every_sentence_of_every_failing_example_is_filled() {
    for (index, rule) in RULEBOOK.iter().enumerate() {
        for example in rule.examples {
            let (failures, columns) = judge(example, &[index]);
            for failure in &failures {
                for language in [Language::Es, Language::En] {
                    let message = rule.message(language, failure, "v", &columns, january());
                    let advice = rule.advice_for(language, failure, "v", &columns, january());
                    let filled = !message.contains(['{', '}']) && !advice.contains(['{', '}']);
                    assert!(filled, "{}: {message} {advice}", rule.code);
                }
                assert!(
                    rule.fields.contains(&failure.field),
                    "{} speaks of {:?}, which it does not list",
                    rule.code,
                    failure.field
                );
            }
        }
    }
}
