//! The comparison against a plain one in memory, in any order of the rows, with and without files.

use std::collections::BTreeMap;
use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::model::{Cents, Date, DocumentKind, Field, RowPlace};

/// Memory for hardly anything, so that every path to a file and back is gone.
const TINY: SorterLimits = SorterLimits { arena: 150, slots: 3, fan_in: 2, buffer: 16 };

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Document {
    kind: u8,
    series: &'static str,
    number: u32,
    total: i64,
    tax: i64,
    customer: &'static str,
}

fn document() -> impl Strategy<Value = Document> {
    (
        prop::sample::select(vec![1u8, 3, 7]),
        prop::sample::select(vec!["", "F001", "A-SERIES-THAT-IS-LONGER-THAN-ITS-PREFIX"]),
        1u32..4,
        prop::sample::select(vec![-5i64, 0, 100, 101, 118, 200]),
        0i64..3,
        prop::sample::select(vec!["", "20100176450"]),
    )
        .prop_map(|(kind, series, number, total, tax, customer)| Document {
            kind,
            series,
            number,
            total,
            tax,
            customer,
        })
}

fn spec(tolerance: i64) -> Spec {
    let others = [(Field::SalesTax, Cents(tolerance)), (Field::CustomerId, Cents(0))];
    Spec::new(Some(Cents(tolerance)), true, &others)
}

/// What was told, as text, and the counts.
#[derive(Default)]
struct Told {
    lines: Vec<String>,
    repeated: Vec<(Side, String, u64)>,
}

#[derive(Debug)]
struct Failed(#[allow(dead_code)] String);

impl From<SpillError> for Failed {
    fn from(error: SpillError) -> Failed {
        Failed(error.0.to_string())
    }
}

impl From<join::Lost> for Failed {
    fn from(error: join::Lost) -> Failed {
        Failed(format!("{error:?}"))
    }
}

fn key_text(key: Key<'_>) -> String {
    let kind = key.kind().map(|kind| kind.to_string()).unwrap_or_default();
    let series = String::from_utf8_lossy(key.series());
    format!("{kind} {series}-{}", String::from_utf8_lossy(&key.number()))
}

fn row_text(row: &Row<'_>) -> String {
    format!("{} {:?} {:?} {:?}", key_text(row.key), row.value(0), row.value(2), row.value(3))
}

impl Sink for Told {
    type Error = Failed;

    fn differs(&mut self, left: &Row<'_>, right: &Row<'_>, fields: u32) -> Result<(), Failed> {
        self.lines.push(format!("{} | {} | {fields:b}", row_text(left), row_text(right)));
        Ok(())
    }

    fn only(&mut self, side: Side, row: &Row<'_>) -> Result<(), Failed> {
        self.lines.push(format!("{side:?} {}", row_text(row)));
        Ok(())
    }

    fn repeated(
        &mut self,
        side: Side,
        key: Key<'_>,
        times: u64,
        places: &[RowPlace],
    ) -> Result<(), Failed> {
        assert_eq!(places.len() as u64, times.min(5));
        self.repeated.push((side, key_text(key), times));
        Ok(())
    }

    fn tick(&mut self, _: u64) -> Result<(), Failed> {
        Ok(())
    }
}

fn sorted(documents: &[Document], limits: SorterLimits, folder: &Path) -> Sorted {
    let mut sorter = Sorter::new(folder, limits);
    let mut writer = RecordWriter::default();
    for (line, document) in documents.iter().enumerate() {
        let kind = DocumentKind::parse(&[b'0', b'0' + document.kind]).expect("a kind");
        let number = document.number.to_string();
        assert!(writer.begin(kind, document.series.as_bytes(), number.as_bytes()));
        writer.summed(Cents(document.total), Date::new(2026, 1, 5));
        writer.amount(2, Cents(document.tax));
        writer.text(3, document.customer.as_bytes());
        let place = RowPlace { file: 0, line: line as u64 + 2 };
        sorter.push(writer.end(place)).expect("room");
    }
    sorter.finish().expect("files")
}

fn compared(
    left: &[Document],
    right: &[Document],
    tolerance: i64,
    limits: SorterLimits,
) -> (Told, Tally) {
    let folder = tempfile::tempdir().expect("a folder");
    let sides = [left, right].map(|side| sorted(side, limits, folder.path()));
    let [left, right] = sides;
    let mut told = Told::default();
    let tally = join(&spec(tolerance), left, right, folder.path(), &mut told).expect("no loss");
    (told, tally)
}

/// The numbers of equal, differing, only left and only right, by a plain multiset of each key.
fn plainly(left: &[Document], right: &[Document], tolerance: i64) -> [u64; 4] {
    let mut keys: BTreeMap<(u8, &str, u32), [Vec<Document>; 2]> = BTreeMap::new();
    for (side, documents) in [left, right].into_iter().enumerate() {
        for document in documents {
            let key = (document.kind, document.series, document.number);
            keys.entry(key).or_default()[side].push(document.clone());
        }
    }
    let mut counts = [0; 4];
    for [mut lefts, mut rights] in keys.into_values() {
        lefts.sort();
        let pairs = lefts.len().min(rights.len()) as u64;
        counts[2] += lefts.len() as u64 - pairs;
        counts[3] += rights.len() as u64 - pairs;
        let mut equal = 0;
        lefts.retain(|left| match rights.iter().position(|right| right == left) {
            Some(at) => {
                rights.remove(at);
                equal += 1;
                false
            }
            None => true,
        });
        // With a tolerance the greedy choice of pairs decides; without one only equal rows are equal.
        if tolerance == 0 {
            counts[0] += equal;
            counts[1] += pairs - equal;
        } else {
            counts[0] += equal + likely(&lefts, &rights, tolerance);
            counts[1] += pairs - equal - likely(&lefts, &rights, tolerance);
        }
    }
    counts
}

/// How many of these rows are paired as equal: the pairs with fewest differences and the nearest totals first.
fn likely(lefts: &[Document], rights: &[Document], tolerance: i64) -> u64 {
    let apart = |one: i64, other: i64| (one - other).abs();
    let fields = |one: &Document, other: &Document| {
        u32::from(apart(one.total, other.total) > tolerance)
            + u32::from(apart(one.tax, other.tax) > tolerance)
            + u32::from(one.customer != other.customer)
    };
    let (mut lefts, mut rights) = (lefts.to_vec(), rights.to_vec());
    let mut equal = 0;
    while let Some((count, _, left, right)) = (0..lefts.len())
        .flat_map(|left| (0..rights.len()).map(move |right| (left, right)))
        .map(|(left, right)| {
            let (one, other) = (&lefts[left], &rights[right]);
            (fields(one, other), apart(one.total, other.total), left, right)
        })
        .filter(|(count, ..)| *count == 0)
        .min()
    {
        equal += u64::from(count == 0);
        lefts.remove(left);
        rights.remove(right);
    }
    equal
}

fn counts(tally: &Tally) -> [u64; 4] {
    let [equal, differs, left, right] = tally.classes;
    assert_eq!((equal.left, differs.left), (equal.right, differs.right));
    assert_eq!((left.right, right.left), (0, 0));
    [equal.left, differs.left, left.left, right.right]
}

proptest! {
    #[test]
    fn agrees_with_a_plain_comparison(
        left in prop::collection::vec(document(), 0..40),
        right in prop::collection::vec(document(), 0..40),
    ) {
        for limits in [SorterLimits::DEFAULT, TINY] {
            let (_, tally) = compared(&left, &right, 0, limits);
            prop_assert_eq!(counts(&tally), plainly(&left, &right, 0));
            let by_kind = tally.kinds.values().flatten().map(|count| count.left + count.right);
            let by_month = tally.months.values().flatten().map(|count| count.left + count.right);
            let rows = (left.len() + right.len()) as u64;
            prop_assert_eq!((by_kind.sum::<u64>(), by_month.sum::<u64>()), (rows, rows));
            let total: i64 = left.iter().map(|document| document.total).sum();
            let told: i128 = tally.classes.iter().map(|count| count.left_total).sum();
            prop_assert_eq!(told, i128::from(total));
        }
    }

    #[test]
    fn a_tolerance_is_applied_after_equal_rows_are_paired(
        left in prop::collection::vec(document(), 0..12),
        right in prop::collection::vec(document(), 0..12),
    ) {
        // The order of equally near pairs is the product's own, so only what cannot depend on it is compared.
        let (_, tally) = compared(&left, &right, 1, SorterLimits::DEFAULT);
        let [equal, differs, only_left, only_right] = counts(&tally);
        let strict = plainly(&left, &right, 0);
        prop_assert!(equal >= strict[0] && equal + differs == strict[0] + strict[1]);
        prop_assert_eq!([only_left, only_right], [strict[2], strict[3]]);
        prop_assert!(equal - strict[0] == tally.within_tolerance);
        if left.iter().all(|one| left.iter().filter(|other| key_of(one) == key_of(other)).count() == 1) {
            prop_assert_eq!([equal, differs, only_left, only_right], plainly(&left, &right, 1));
        }
    }

    #[test]
    fn the_order_of_the_rows_changes_nothing_but_places(
        (left, shuffled) in prop::collection::vec(document(), 0..30)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        right in prop::collection::vec(document(), 0..30),
        tolerance in 0i64..2,
    ) {
        let (one, one_tally) = compared(&left, &right, tolerance, SorterLimits::DEFAULT);
        let (other, other_tally) = compared(&shuffled, &right, tolerance, TINY);
        prop_assert_eq!(one.lines, other.lines);
        prop_assert_eq!(one.repeated, other.repeated);
        prop_assert_eq!(one_tally.classes, other_tally.classes);
        prop_assert_eq!(one_tally.fields, other_tally.fields);
    }

    #[test]
    fn left_and_right_are_alike(
        left in prop::collection::vec(document(), 0..30),
        right in prop::collection::vec(document(), 0..30),
    ) {
        let [equal, differs, only_left, only_right] =
            counts(&compared(&left, &right, 0, SorterLimits::DEFAULT).1);
        let swapped = counts(&compared(&right, &left, 0, TINY).1);
        prop_assert_eq!(swapped, [equal, differs, only_right, only_left]);
    }
}

fn key_of(document: &Document) -> (u8, &'static str, u32) {
    (document.kind, document.series, document.number)
}

fn invoice(number: u32, total: i64, tax: i64) -> Document {
    Document { kind: 1, series: "F001", number, total, tax, customer: "" }
}

#[test]
fn of_repeated_documents_equal_ones_are_paired_first_and_then_the_likest() {
    let left = [invoice(1, 100, 5), invoice(1, 118, 18), invoice(1, 300, 9), invoice(2, 7, 1)];
    let right = [invoice(1, 310, 9), invoice(1, 118, 17), invoice(1, 100, 5), invoice(1, 1, 1)];
    let (told, tally) = compared(&left, &right, 0, SorterLimits::DEFAULT);
    assert_eq!(counts(&tally), [1, 2, 1, 1]);
    let pair = |text: &str| told.lines.iter().filter(|line| line.contains(text)).count();
    assert_eq!(pair("Cents(300)) Amount(Cents(9)) Text([]) | 01 F001-1 Amount(Cents(310))"), 1);
    assert_eq!(pair("Cents(118)) Amount(Cents(18)) Text([]) | 01 F001-1 Amount(Cents(118))"), 1);
    assert_eq!(pair("Right 01 F001-1 Amount(Cents(1))"), 1);
    assert_eq!(pair("Left 01 F001-2 Amount(Cents(7))"), 1);
    let key = || "01 F001-1".to_owned();
    assert_eq!(told.repeated, [(Side::Left, key(), 3), (Side::Right, key(), 4)]);
    assert_eq!(tally.repeated, [(1, 3), (1, 4)]);
    assert_eq!((tally.fields[0], tally.fields[2]), ((1, -10), (1, 1)));
}

#[test]
fn very_many_documents_of_one_key_are_all_told() {
    let left: Vec<_> = (0..3_000).map(|total| invoice(1, total, 0)).collect();
    let right: Vec<_> = (0..2_000).map(|total| invoice(1, total + 10_000, 0)).collect();
    let (told, tally) = compared(&left, &right, 0, TINY);
    assert_eq!(counts(&tally), [0, 2_000, 1_000, 0]);
    assert_eq!(told.lines.len(), 3_000);
}

#[test]
fn what_a_side_spills_is_found_again_in_many_files() {
    let left: Vec<_> = (0..400).rev().map(|number| invoice(number, 5, 1)).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let mut sorter = Sorter::new(folder.path(), TINY);
    let mut writer = RecordWriter::default();
    assert!(writer.begin(DocumentKind::INVOICE, b"F001", b"1"));
    let record = writer.end(RowPlace::default());
    (0..50).for_each(|_| sorter.push(record).expect("room"));
    assert!(sorter.files() > TINY.fan_in, "{}", sorter.files());
    assert_eq!(counts(&compared(&left, &left, 0, TINY).1), [400, 0, 0, 0]);
    // Nothing is left in the folder, even before it is removed.
    assert_eq!(std::fs::read_dir(folder.path()).map(Iterator::count).unwrap_or(0), 0);
}
