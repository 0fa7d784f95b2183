//! How many documents ended how, and their totals: in all, by kind, by month, and by field that differs.

use std::collections::BTreeMap;

use super::Side;
use super::record::{Record, day};
use super::spec::Spec;
use crate::model::{DocumentKind, Period};

/// How a document ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Both sides have it and say the same, within the tolerance.
    Equal,
    /// Both sides have it, and at least one field differs.
    Differs,
    /// Only the left side has it.
    OnlyLeft,
    /// Only the right side has it.
    OnlyRight,
}

impl Class {
    /// All of them, in the order in which they are told.
    pub const ALL: [Class; 4] = [Class::Equal, Class::Differs, Class::OnlyLeft, Class::OnlyRight];

    /// The name in lists and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Class::Equal => "equal",
            Class::Differs => "differs",
            Class::OnlyLeft => "only_left",
            Class::OnlyRight => "only_right",
        }
    }
}

/// Rows of each side, and their totals in cents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Rows of the left side.
    pub left: u64,
    /// Rows of the right side.
    pub right: u64,
    /// Their totals.
    pub left_total: i128,
    /// Their totals.
    pub right_total: i128,
}

impl Count {
    #[inline]
    fn add(&mut self, left: Option<i64>, right: Option<i64>) {
        if let Some(total) = left {
            self.left += 1;
            self.left_total += i128::from(total);
        }
        if let Some(total) = right {
            self.right += 1;
            self.right_total += i128::from(total);
        }
    }

    fn join(&mut self, other: &Count) {
        self.left += other.left;
        self.right += other.right;
        self.left_total += other.left_total;
        self.right_total += other.right_total;
    }
}

/// A count of each class.
pub type Counts = [Count; Class::ALL.len()];

/// What came of a comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// All documents.
    pub classes: Counts,
    /// Pairs that are equal within the tolerance only.
    pub within_tolerance: u64,
    /// By kind of document.
    pub kinds: BTreeMap<DocumentKind, Counts>,
    /// By the month of issue, the left side's where both have one; `None` where neither has.
    pub months: BTreeMap<Option<Period>, Counts>,
    /// How many pairs differ in each field of the [`Spec`], and by how much in all, in cents.
    pub fields: Vec<(u64, i128)>,
    /// Keys that a side has more than once, and the rows that have them, of each side.
    pub repeated: [(u64, u64); 2],
    /// The sum of the places of all rows that were counted, of each side.
    pub(super) places: [u64; 2],
    by_month: Months,
    of_kind: (u8, Counts),
}

/// Counts of months, the last one at hand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Months {
    last_day: Option<u32>,
    last: usize,
    all: Vec<(Option<Period>, Counts)>,
}

impl Months {
    #[inline]
    fn of(&mut self, number: u32) -> &mut Counts {
        if self.last_day != Some(number) {
            self.seek(number);
        }
        &mut self.all[self.last].1
    }

    fn seek(&mut self, number: u32) {
        let month = day(number).map(|date| date.period());
        let found = self.all.iter().position(|(known, _)| *known == month);
        self.last = found.unwrap_or_else(|| {
            self.all.push((month, Counts::default()));
            self.all.len() - 1
        });
        self.last_day = Some(number);
    }
}

impl Tally {
    pub(super) fn new(spec: &Spec) -> Tally {
        Tally {
            classes: Counts::default(),
            within_tolerance: 0,
            kinds: BTreeMap::new(),
            months: BTreeMap::new(),
            fields: vec![(0, 0); spec.fields().len()],
            repeated: [(0, 0); 2],
            places: [0, 0],
            by_month: Months::default(),
            of_kind: (0, Counts::default()),
        }
    }

    /// Counts a pair, or a row that has no partner.
    #[inline]
    pub(super) fn add(
        &mut self,
        class: Class,
        left: Option<Record<'_>>,
        right: Option<Record<'_>>,
    ) {
        let (left_sum, right_sum) = (left.map(Record::summed), right.map(Record::summed));
        let (left_total, right_total) = (left_sum.map(|sum| sum.0), right_sum.map(|sum| sum.0));
        for (side, record) in [left, right].into_iter().enumerate() {
            if let Some(record) = record {
                self.places[side] = self.places[side].wrapping_add(record.place_number());
            }
        }
        let Some(record) = left.or(right) else { return };
        let kind = record.key().first().copied().unwrap_or_default();
        if kind != self.of_kind.0 {
            self.end_kind();
            self.of_kind.0 = kind;
        }
        let days = [left_sum, right_sum].map(|sum| sum.map_or(0, |sum| sum.1));
        let number = if days[0] == 0 { days[1] } else { days[0] };
        self.of_kind.1[class as usize].add(left_total, right_total);
        self.by_month.of(number)[class as usize].add(left_total, right_total);
    }

    /// Keys come by kind, so each kind is entered once.
    fn end_kind(&mut self) {
        let (number, counts) = std::mem::take(&mut self.of_kind);
        let code = [b'0' + number / 10 % 10, b'0' + number % 10];
        if let Some(kind) = DocumentKind::parse(&code)
            && counts != Counts::default()
        {
            let sums = self.kinds.entry(kind).or_default();
            sums.iter_mut().zip(&counts).for_each(|(sum, count)| sum.join(count));
        }
        self.classes.iter_mut().zip(&counts).for_each(|(sum, count)| sum.join(count));
    }

    pub(super) fn ended(mut self) -> Tally {
        self.end_kind();
        self.months = std::mem::take(&mut self.by_month).all.into_iter().collect();
        self
    }

    /// How many rows of a side were counted.
    pub fn rows(&self, side: Side) -> u64 {
        let of = |count: &Count| match side {
            Side::Left => count.left,
            Side::Right => count.right,
        };
        self.classes.iter().map(of).sum()
    }

    /// Whether every document has its equal on the other side.
    pub fn agrees(&self) -> bool {
        self.classes[1..].iter().all(|count| *count == Count::default())
    }
}
