//! Prints what the row rules cost on clean rows, in nanoseconds per row: `cargo run --release --example rules_bench`.
//!
//! With a rule's code as argument it prints the cost of each rule alone as well.
#![allow(clippy::print_stdout)]

use std::hint::black_box;
use std::time::Instant;

use engine::model::{Columns, DecimalMark, DocumentKind, Field, KindSet, Period};
use engine::normalize::{Check, Company, Drafter, Failures, RULEBOOK, Reading, RuleContext};
use xlsx::{CellKind, Rows};

const ROWS: usize = 2_000;
const ROUNDS: usize = 300;

fn main() {
    let fields: Vec<(Field, usize)> = Field::ALL
        .into_iter()
        .filter(|field| !matches!(field, Field::Correlative | Field::BagTax | Field::IssuerTaxId))
        .filter(|field| !matches!(field, Field::IssuerName | Field::Car))
        .enumerate()
        .map(|(column, field)| (field, column))
        .collect();
    let headers = fields.iter().map(|(field, _)| field.name().to_owned()).collect();
    let columns = Columns::new(&fields, headers);
    let mut rows = Rows::new();
    for index in 0..ROWS {
        rows.begin_row(index as u64 + 2);
        for (field, _) in &fields {
            let (kind, text) = cell(*field, index);
            rows.push(if text.is_empty() { CellKind::Empty } else { kind }, text.as_bytes());
        }
    }
    let context = context();
    let mut drafter = Drafter::new(columns, context.marks);
    let reading = time(&rows, &mut drafter, &context, &[]);
    let all: Vec<usize> = (0..RULEBOOK.len()).collect();
    let judged = time(&rows, &mut drafter, &context, &all);
    println!("reading a row: {reading} ns; reading it and {} rules: {judged} ns", all.len());
    println!("rules: {} ns a row", judged.saturating_sub(reading));
    if std::env::args().count() > 1 {
        for index in all {
            let alone = time(&rows, &mut drafter, &context, &[index; 10]).saturating_sub(reading);
            println!(
                "{} {}: {}.{} ns",
                RULEBOOK[index].code,
                RULEBOOK[index].name,
                alone / 10,
                alone % 10
            );
        }
    }
}

fn time(rows: &Rows, drafter: &mut Drafter, context: &RuleContext, rules: &[usize]) -> u128 {
    let mut failures = Failures::default();
    let mut best = u128::MAX;
    for _ in 0..ROUNDS / 10 {
        let start = Instant::now();
        for _ in 0..10 {
            for row in rows.iter() {
                let draft = drafter.draft(row);
                for rule in rules {
                    if let Check::Row(check) = RULEBOOK[*rule].check {
                        failures.speaking(*rule);
                        check(&draft, context, &mut failures);
                    }
                }
                assert!(failures.is_empty(), "{:?}", failures.list());
                let fixes = black_box(draft).fixes;
                drafter.recycle(fixes);
            }
        }
        best = best.min(start.elapsed().as_nanos() / (10 * ROWS as u128));
    }
    best
}

fn context() -> RuleContext {
    let mut kinds = KindSet::default();
    for code in [b"01", b"03", b"07", b"08"] {
        if let Reading::Good(kind) = DocumentKind::parse(code).map_or(Reading::Bad, Reading::Good) {
            kinds.add(kind);
        }
    }
    RuleContext {
        period: Period { year: 2026, month: 1 },
        company: Company {
            kinds: Some(kinds),
            segments: vec!["Norte".to_owned(), "Sur".to_owned()],
            branches: (0..130).map(branch).collect(),
            ..Company::default()
        },
        carried: {
            let mut carried = [false; Field::COUNT];
            for field in [Field::TaxableBase, Field::SalesTax, Field::Total] {
                carried[field as usize] = true;
            }
            carried
        },
        marks: [DecimalMark::Unknown; 13],
    }
}

fn branch(index: usize) -> String {
    format!("SUCURSAL {} {}", ["LIMA", "CUSCO", "PIURA", "TACNA CENTRO"][index % 4], index / 4 + 1)
}

/// A cell of a clean ledger: sales receipts, one invoice in ten, one credit note in thirty, as an XLSX holds them.
fn cell(field: Field, index: usize) -> (CellKind, String) {
    let invoice = index.is_multiple_of(10);
    let note = index % 30 == 7;
    let cents = 4_00 + (index as u64 * 7_919) % 60_000;
    let base = (cents * 100 + 59) / 118;
    let money = |cents: u64| {
        let sign = if note { "-" } else { "" };
        (CellKind::Number, format!("{sign}{}.{:02}", cents / 100, cents % 100))
    };
    let text = |text: &str| (CellKind::Text, text.to_owned());
    match field {
        Field::Period => text("20260100"),
        Field::CuoKind => text("M"),
        Field::Cuo => text(&format!("M{index:08}")),
        Field::IssueDate => (CellKind::Date, (46_023 + index * 31 / ROWS).to_string()),
        Field::Kind => text(if note {
            "07"
        } else if invoice {
            "01"
        } else {
            "03"
        }),
        Field::Series => text(if note {
            "BC01"
        } else if invoice {
            "F001"
        } else {
            "B001"
        }),
        Field::NumberFirst | Field::NumberLast => text(&format!("{:08}", index + 1)),
        Field::CustomerIdKind => text(if invoice { "06" } else { "01" }),
        Field::CustomerId if invoice => text("20131312955"),
        Field::CustomerId => text(&format!("{:08}", 40_000_000 + index * 37)),
        Field::CustomerName => text("QUISPE FLORES MARIA"),
        Field::TaxableBase => money(base),
        Field::SalesTax => money(cents - base),
        Field::Total => money(cents),
        Field::Currency => text("PEN"),
        Field::ExchangeRate => (CellKind::Number, "1".to_owned()),
        Field::AmendedDate if note => (CellKind::Date, "46023".to_owned()),
        Field::AmendedKind if note => text("03"),
        Field::AmendedSeries if note => text("B001"),
        Field::AmendedNumber if note => text("00000099"),
        Field::State | Field::PaymentFlag => text("1"),
        Field::Segment => text(if index.is_multiple_of(2) { "Norte" } else { "Sur" }),
        Field::Branch => text(&branch(index % 130)),
        Field::Till => text("001"),
        Field::CostCenter => text("1101"),
        field if field.amount_index().is_some() => (CellKind::Number, "0".to_owned()),
        Field::Difference => (CellKind::Number, "0".to_owned()),
        _ => text(""),
    }
}
