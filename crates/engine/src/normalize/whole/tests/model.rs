//! A naive model that keeps every document, and random small ledgers to compare with it.

use super::*;
use crate::normalize::tally::money;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
struct Doc {
    kind: &'static str,
    series: &'static str,
    number: String,
    last: Option<u64>,
    day: u64,
    total: i64,
    amended: Option<(&'static str, u64)>,
    cuo: u64,
    correlative: u64,
}

impl Doc {
    fn line(&self, row: usize) -> Line {
        let mut line = line()
            .number(&self.number)
            .with(Field::Kind, self.kind)
            .with(Field::Series, self.series)
            .with(Field::IssueDate, format!("{:02}/01/2026", self.day))
            .with(Field::Total, money(i128::from(self.total)))
            .with(Field::Cuo, format!("M{:03}", self.cuo))
            .with(Field::Correlative, format!("M{}", self.correlative))
            .with(Field::Branch, format!("B{row}"));
        if let Some(last) = self.last {
            line = line.with(Field::NumberLast, last);
        }
        if let Some((series, number)) = self.amended {
            line = line
                .with(Field::AmendedKind, "03")
                .with(Field::AmendedSeries, series)
                .with(Field::AmendedNumber, number);
        }
        line
    }

    /// The numbers it stands for; of a text, none.
    fn numbers(&self) -> Option<(u64, u64)> {
        let first = self.number.parse().ok()?;
        match self.last {
            Some(last) if last > first && self.kind == "03" => Some((first, last)),
            _ => Some((first, first)),
        }
    }
}

fn docs() -> impl Strategy<Value = Vec<Doc>> {
    let number = prop_oneof![
        8 => (1u64..30).prop_map(|number| number.to_string()),
        1 => (1u64..3).prop_map(|number| format!("A{number}")),
    ];
    let doc = (
        prop::sample::select(&["03", "03", "01", "07"][..]),
        prop::sample::select(&["B001", "F001", ""][..]),
        number,
        prop::option::weighted(0.15, 1u64..40),
        1u64..28,
        -400i64..20_000,
        prop::option::of((prop::sample::select(&["B001", "F001"][..]), 1u64..30)),
        1u64..40,
        1u64..4,
    )
        .prop_map(|(kind, series, number, last, day, total, amended, cuo, correlative)| Doc {
            kind,
            series,
            number,
            last,
            day,
            total: if kind == "07" { -total.abs() } else { total },
            amended: amended.filter(|_| kind == "07"),
            cuo,
            correlative,
        });
    prop::collection::vec(doc, 0..60)
}

type Key = (&'static str, &'static str);

/// What the rules say of a ledger, by remembering everything: row failures, gaps, and notes above their document.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    rows: Vec<BTreeSet<(&'static str, String)>>,
    gaps: BTreeMap<String, u64>,
    above: BTreeMap<String, String>,
}

fn naively(docs: &[Doc]) -> Said {
    let mut said = Said::default();
    let mut numbers: BTreeMap<Key, BTreeMap<u64, usize>> = BTreeMap::new();
    let mut texts: BTreeMap<(Key, &str), usize> = BTreeMap::new();
    let mut last: BTreeMap<Key, (u64, u64)> = BTreeMap::new();
    let mut cuos = BTreeSet::new();
    let mut rows_of: BTreeMap<Key, u64> = BTreeMap::new();
    let mut accepted = Vec::new();
    for (row, doc) in docs.iter().enumerate() {
        let mut failures = BTreeSet::new();
        let key = (doc.kind, doc.series);
        *rows_of.entry(key).or_default() += 1;
        let found = match doc.numbers() {
            None => {
                let found = texts.get(&(key, doc.number.as_str())).copied();
                texts.entry((key, &doc.number)).or_insert(row);
                found
            }
            Some((from, to)) => {
                let known = numbers.entry(key).or_default();
                let found = known.range(from..=to).next().map(|(_, first)| *first);
                (from..=to).for_each(|number| {
                    known.entry(number).or_insert(row);
                });
                let before = last.get(&key).copied().filter(|_| !doc.series.is_empty());
                if let Some((number, day)) = before
                    && (from > number && doc.day < day || to < number && doc.day > day)
                {
                    failures.insert(("C156", String::new()));
                }
                last.insert(key, (to, doc.day));
                found
            }
        };
        let is_range = doc.numbers().is_some_and(|(from, to)| to > from);
        if let Some(first) = found {
            let code = match (is_range, doc.series) {
                (true, _) => "C152",
                (false, "") => "C151",
                (false, _) => "C150",
            };
            let same = docs[first].total == doc.total && docs[first].day == doc.day;
            let words = if same { "con los mismos datos" } else { "con otra fecha" };
            failures.insert((code, format!("la fila {}, {words}", first + 2)));
        }
        if !cuos.insert((doc.cuo, doc.correlative)) {
            failures.insert(("C155", String::new()));
        }
        if !failures.iter().any(|(code, _)| matches!(*code, "C150" | "C152")) {
            accepted.push(doc);
        }
        said.rows.push(failures);
    }
    for (key, known) in &numbers {
        let (Some(from), Some(to)) = (known.keys().next(), known.keys().next_back()) else {
            continue;
        };
        let missing = to - from + 1 - known.len() as u64;
        if missing > 0 && !key.1.is_empty() && rows_of[key] > 1 {
            said.gaps.insert(format!("{} {}", key.0, key.1), missing);
        }
    }
    said.above = above_naively(docs, &accepted, &numbers);
    said
}

/// The documents whose accepted notes take more than they had, and what they take.
fn above_naively(
    docs: &[Doc],
    accepted: &[&Doc],
    numbers: &BTreeMap<Key, BTreeMap<u64, usize>>,
) -> BTreeMap<String, String> {
    let mut above = BTreeMap::new();
    let mut taken: BTreeMap<(&str, u64), i64> = BTreeMap::new();
    for (series, number, total) in accepted
        .iter()
        .filter_map(|doc| doc.amended.map(|(series, number)| (series, number, doc.total)))
    {
        *taken.entry((series, number)).or_default() += total.abs();
    }
    for ((series, number), taken) in taken {
        let first = numbers.get(&("03", series)).and_then(|known| known.get(&number));
        let total = first
            .map(|first| &docs[*first])
            .filter(|doc| doc.total >= 0 && doc.numbers() == Some((number, number)));
        if total.is_some_and(|doc| taken > doc.total + 100) {
            let name = format!("03 {series}-{number}");
            above.insert(name, money(i128::from(taken)));
        }
    }
    above
}

fn as_said(told: &Told) -> Said {
    let of = |code: &str, key: &str, found: &str| {
        told.remarks(code)
            .iter()
            .map(|remark| {
                (value(&remark.values, key).to_owned(), value(&remark.values, found).to_owned())
            })
            .collect::<BTreeMap<_, _>>()
    };
    let short = |failure: &Failure| {
        let first = value(&failure.values, "first");
        let first = first.split(", otro cliente").next().unwrap_or(first);
        (RULEBOOK[failure.rule].code, first.to_owned())
    };
    Said {
        rows: told.rows.iter().map(|row| row.iter().map(short).collect()).collect(),
        gaps: of("C153", "series", "missing")
            .into_iter()
            .map(|(series, missing)| (series, missing.parse().expect("a count")))
            .collect(),
        above: of("C157", "document", "taken"),
    }
}

proptest! {
    #[test]
    fn says_what_one_who_remembers_everything_says(
        docs in docs(),
        blocks in 0u32..3,
        notes in 1usize..4,
        slots in 0usize..2,
    ) {
        let lines: Vec<_> = docs.iter().enumerate().map(|(row, doc)| doc.line(row)).collect();
        let exact = ExactLimits { slots: slots * 64, log: 32 };
        let limits = Limits { blocks, notes, exact, ..Limits::DEFAULT };
        let told = told(&lines, columns_without(&[]), &context(), limits);
        prop_assert_eq!(as_said(&told), naively(&docs));
    }
}
