//! Control totals of the accepted rows: by day, kind, series, branch, segment, and by (series, branch).
//!
//! Only three sums are kept as rows arrive (the day's, the segment's and that of the row's series in its branch); the
//! others are added up from those when somebody asks. Names are taken as written, trimmed: whether two spellings
//! mean one branch is for `whole` and `reconcile` to say. Foreign currency is in all totals as the ledger states it,
//! and apart per currency as well.

mod json;

use std::collections::BTreeMap;
use std::fmt::Write;

use rustc_hash::FxHashMap;

use super::draft::{Draft, Reading};
use super::intern::{Interner, same};
use crate::model::catalog::KINDS_OF_RANGES;
use crate::model::{Cents, Date, DocumentKind, Field, RowPlace};

/// Pairs of series and branch told apart; rows of further ones are summed by kind only.
pub const PAIRS_MAX: usize = 65_536;

/// Cost centers remembered for each pair of series and branch.
pub const COST_CENTERS_MAX: usize = 16;

/// Sums over rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Rows.
    pub rows: u64,
    /// Documents: a row that sums a range counts all of them.
    pub documents: u64,
    /// Taxable base, in cents.
    pub taxable_base: i128,
    /// Sales tax, in cents.
    pub sales_tax: i128,
    /// Total, in cents.
    pub total: i128,
}

/// A number that stands for the kind and series of a row, so that they need not be looked up twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeriesHint(pub(super) u32);

impl SeriesHint {
    /// Nobody knows.
    pub const NONE: SeriesHint = SeriesHint(u32::MAX);
}

/// What one row adds.
#[derive(Clone, Copy)]
struct RowTotals {
    documents: u64,
    taxable_base: Cents,
    sales_tax: Cents,
    total: Cents,
}

impl Totals {
    #[inline]
    fn add_row(&mut self, row: RowTotals) {
        self.rows += 1;
        self.documents = self.documents.saturating_add(row.documents);
        self.taxable_base += i128::from(row.taxable_base.0);
        self.sales_tax += i128::from(row.sales_tax.0);
        self.total += i128::from(row.total.0);
    }

    /// Adds other sums to these.
    pub fn add(&mut self, other: &Totals) {
        self.rows += other.rows;
        self.documents = self.documents.saturating_add(other.documents);
        self.taxable_base += other.taxable_base;
        self.sales_tax += other.sales_tax;
        self.total += other.total;
    }
}

/// A series in a branch.
#[derive(Clone, Debug)]
struct PairSums {
    series: u32,
    branch: u32,
    /// The segment of its last row.
    segment: u32,
    totals: Totals,
    cost_centers: Vec<u32>,
    more_cost_centers: bool,
    first: RowPlace,
    /// Its last row's kind, series and cells of branch, segment and cost center, as the row had them.
    tag: u8,
    lengths: [u32; 3],
    cells: Vec<u8>,
}

/// A series in a branch, as others see it.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'a> {
    tally: &'a Tally,
    sums: &'a PairSums,
}

impl<'a> Pair<'a> {
    /// The kind of document; `None` where rows had none that could be read.
    pub fn kind(&self) -> Option<DocumentKind> {
        kind_of(self.tally.series.tag(self.sums.series))
    }

    /// The series, upper case.
    pub fn series(&self) -> &'a [u8] {
        self.tally.series.name(self.sums.series)
    }

    /// The branch as written, trimmed.
    pub fn branch(&self) -> &'a [u8] {
        self.tally.branches.name(self.sums.branch)
    }

    /// The sums.
    pub fn totals(&self) -> &'a Totals {
        &self.sums.totals
    }

    /// The cost centers seen (column 39), in the order of arrival, at most [`COST_CENTERS_MAX`].
    pub fn cost_centers(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let tally = self.tally;
        self.sums.cost_centers.iter().map(move |id| tally.cost_centers.name(*id))
    }

    /// Whether there were more cost centers than are remembered.
    pub fn more_cost_centers(&self) -> bool {
        self.sums.more_cost_centers
    }

    /// Its first row.
    pub fn first(&self) -> RowPlace {
        self.sums.first
    }
}

/// The last key of a column and where its sums are.
#[derive(Clone, Debug, Default)]
struct Groups<K> {
    sums: Vec<(K, Totals)>,
    places: FxHashMap<K, u32>,
    last: usize,
}

impl<K: Copy + Eq + std::hash::Hash> Groups<K> {
    #[inline]
    fn sums_of(&mut self, key: K) -> &mut Totals {
        if self.sums.get(self.last).is_none_or(|(known, _)| *known != key) {
            let next = self.sums.len();
            self.last = *self.places.entry(key).or_insert(next as u32) as usize;
            if self.last == next {
                self.sums.push((key, Totals::default()));
            }
        }
        &mut self.sums[self.last].1
    }
}

/// Control totals of a ledger.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    series: Interner,
    branches: Interner,
    segments: Interner,
    cost_centers: Interner,
    pairs: Vec<PairSums>,
    pair_of: FxHashMap<(u32, u32), u32>,
    /// The last pair of each series by its hint, since a series rarely leaves its branch.
    pair_of_hint: Vec<u32>,
    days: Groups<Option<Date>>,
    by_segment: Vec<Totals>,
    /// Rows beyond [`PAIRS_MAX`] pairs, by kind.
    rest: BTreeMap<Option<DocumentKind>, Totals>,
    rest_segments: Totals,
    foreign: BTreeMap<Vec<u8>, Totals>,
}

impl Tally {
    /// Totals of nothing yet.
    pub fn new() -> Tally {
        Tally::default()
    }

    /// Adds an accepted row. `hint` is what `Whole::hint` says of it; a wrong one costs time and nothing else.
    #[inline]
    pub fn add(&mut self, draft: &Draft<'_>, place: RowPlace, hint: SeriesHint) {
        let row = RowTotals {
            documents: documents_of(draft),
            taxable_base: draft.amount(Field::TaxableBase),
            sales_tax: draft.amount(Field::SalesTax),
            total: draft.amount(Field::Total),
        };
        self.days.sums_of(draft.issue_date.good()).add_row(row);
        let cells =
            [Field::Branch, Field::Segment, Field::CostCenter].map(|field| draft.raw(field));
        match self.pair_of_hint.get(hint.0 as usize).copied() {
            Some(pair) if self.is_like_last(pair, draft, cells) => {
                let sums = &mut self.pairs[pair as usize];
                sums.totals.add_row(row);
                self.by_segment[sums.segment as usize].add_row(row);
            }
            _ => self.add_slowly(draft, place, row, hint),
        }
        if !matches!(&*draft.currency, b"" | b"PEN") {
            match self.foreign.get_mut(&*draft.currency) {
                Some(totals) => totals.add_row(row),
                None => self.foreign.entry(draft.currency.to_vec()).or_default().add_row(row),
            }
        }
    }

    /// Whether a row's cells are those of its pair's last row, byte by byte.
    #[inline]
    fn is_like_last(&self, pair: u32, draft: &Draft<'_>, cells: [&[u8]; 3]) -> bool {
        let Some(sums) = self.pairs.get(pair as usize) else { return false };
        let lengths = cells.map(length_of);
        if sums.lengths != lengths || tag_of(draft) != sums.tag {
            return false;
        }
        let (branch, segment) = (lengths[0] as usize, lengths[1] as usize);
        let (branch, rest) = sums.cells.split_at(branch);
        let (segment, rest) = rest.split_at(segment);
        let (cost_center, series) = rest.split_at(lengths[2] as usize);
        same(series, &draft.series)
            && same(branch, cells[0])
            && same(segment, cells[1])
            && same(cost_center, cells[2])
    }

    fn add_slowly(&mut self, draft: &Draft<'_>, place: RowPlace, row: RowTotals, hint: SeriesHint) {
        let pair = self.pair(draft, place);
        let segment = self.segment(pair, draft.text(Field::Segment));
        match segment {
            Some(segment) => self.by_segment[segment as usize].add_row(row),
            None => self.rest_segments.add_row(row),
        }
        let Some(pair) = pair else {
            self.rest.entry(draft.kind.good()).or_default().add_row(row);
            return;
        };
        let code = draft.given(Field::CostCenter);
        if !code.is_empty() {
            self.add_cost_center(pair, code);
        }
        let cells =
            [Field::Branch, Field::Segment, Field::CostCenter].map(|field| draft.raw(field));
        let sums = &mut self.pairs[pair as usize];
        sums.totals.add_row(row);
        if segment.is_some() {
            sums.tag = tag_of(draft);
            sums.lengths = cells.map(length_of);
            sums.cells.clear();
            cells.iter().for_each(|cell| sums.cells.extend_from_slice(cell));
            sums.cells.extend_from_slice(&draft.series);
        }
        let hint = hint.0 as usize;
        if hint < PAIRS_MAX {
            if self.pair_of_hint.len() <= hint {
                self.pair_of_hint.resize(hint + 1, u32::MAX);
            }
            self.pair_of_hint[hint] = pair;
        }
    }

    /// The number of the row's segment; `None` if it would be one too many.
    fn segment(&mut self, pair: Option<u32>, segment: &[u8]) -> Option<u32> {
        let id = self.segments.id_within(0, segment, PAIRS_MAX)?;
        if self.by_segment.len() <= id as usize {
            self.by_segment.push(Totals::default());
        }
        if let Some(pair) = pair {
            self.pairs[pair as usize].segment = id;
        }
        Some(id)
    }

    fn add_cost_center(&mut self, pair: u32, code: &[u8]) {
        let id = self.cost_centers.id_within(0, code, PAIRS_MAX);
        let sums = &mut self.pairs[pair as usize];
        match id {
            Some(id) if sums.cost_centers.contains(&id) => {}
            Some(id) if sums.cost_centers.len() < COST_CENTERS_MAX => sums.cost_centers.push(id),
            _ => sums.more_cost_centers = true,
        }
    }

    /// The number of the row's pair; `None` if it would be one too many.
    fn pair(&mut self, draft: &Draft<'_>, place: RowPlace) -> Option<u32> {
        let series = self.series.id_within(tag_of(draft), &draft.series, PAIRS_MAX)?;
        let branch = self.branches.id_within(0, draft.text(Field::Branch), PAIRS_MAX)?;
        if let Some(pair) = self.pair_of.get(&(series, branch)) {
            return Some(*pair);
        }
        if self.pairs.len() == PAIRS_MAX {
            return None;
        }
        let pair = self.pairs.len() as u32;
        self.pairs.push(PairSums {
            series,
            branch,
            segment: 0,
            totals: Totals::default(),
            cost_centers: Vec::new(),
            more_cost_centers: false,
            first: place,
            tag: NO_KIND,
            lengths: [u32::MAX; 3],
            cells: Vec::new(),
        });
        self.pair_of.insert((series, branch), pair);
        Some(pair)
    }

    /// The sums of everything.
    pub fn whole(&self) -> Totals {
        let mut whole = Totals::default();
        self.days.sums.iter().for_each(|(_, totals)| whole.add(totals));
        whole
    }

    /// Each series in each of its branches, by kind, series and branch.
    pub fn pairs(&self) -> Vec<Pair<'_>> {
        let mut pairs: Vec<_> = self.pairs.iter().map(|sums| Pair { tally: self, sums }).collect();
        pairs.sort_by_key(|pair| (pair.kind(), pair.series(), pair.branch()));
        pairs
    }

    /// Sums by day of issue; rows without a date come first.
    pub fn by_day(&self) -> BTreeMap<Option<Date>, Totals> {
        self.days.sums.iter().copied().collect()
    }

    /// Sums by kind of document.
    pub fn by_kind(&self) -> BTreeMap<Option<DocumentKind>, Totals> {
        let mut sums = self.rest.clone();
        for pair in self.pairs() {
            sums.entry(pair.kind()).or_default().add(pair.totals());
        }
        sums
    }

    /// Sums by kind and series.
    pub fn by_series(&self) -> BTreeMap<(Option<DocumentKind>, &[u8]), Totals> {
        let mut sums: BTreeMap<_, Totals> = BTreeMap::new();
        for pair in self.pairs() {
            sums.entry((pair.kind(), pair.series())).or_default().add(pair.totals());
        }
        sums
    }

    /// Sums by branch.
    pub fn by_branch(&self) -> BTreeMap<&[u8], Totals> {
        let mut sums: BTreeMap<_, Totals> = BTreeMap::new();
        for pair in self.pairs() {
            sums.entry(pair.branch()).or_default().add(pair.totals());
        }
        sums
    }

    /// Sums by segment.
    pub fn by_segment(&self) -> BTreeMap<&[u8], Totals> {
        let names = (0..self.segments.len() as u32).map(|id| self.segments.name(id));
        names.zip(self.by_segment.iter().copied()).collect()
    }

    /// Sums of rows in a foreign currency, by its code; they are in all other sums too.
    pub fn foreign(&self) -> &BTreeMap<Vec<u8>, Totals> {
        &self.foreign
    }

    /// Sums of rows of pairs beyond [`PAIRS_MAX`], which are in no sum by series or branch.
    pub fn beyond(&self) -> Totals {
        let mut sums = Totals::default();
        self.rest.values().for_each(|totals| sums.add(totals));
        sums
    }

    /// The document that `totals.json` holds: sorted, amounts as text with two decimals.
    pub fn to_json(&self) -> serde_json::Value {
        json::of(self)
    }

    /// Bytes of memory held, without the few sums by day and currency.
    pub fn bytes(&self) -> usize {
        let names = [&self.series, &self.branches, &self.segments, &self.cost_centers];
        names.iter().map(|names| names.bytes()).sum::<usize>()
            + self.pairs.capacity() * size_of::<PairSums>()
            + self.pairs.iter().map(|pair| pair.cells.capacity()).sum::<usize>()
            + self.pair_of.capacity() * size_of::<((u32, u32), u32)>()
            + self.pair_of_hint.capacity() * size_of::<u32>()
            + self.by_segment.capacity() * size_of::<Totals>()
    }
}

/// How many documents a row stands for.
#[inline]
fn documents_of(draft: &Draft<'_>) -> u64 {
    match (draft.first, draft.last) {
        (Some(first), Some(last))
            if last > first && draft.kind.good().is_some_and(|kind| KINDS_OF_RANGES.has(kind)) =>
        {
            last - first + 1
        }
        _ => 1,
    }
}

/// A cell's length; cells are shorter than 256 MiB.
#[inline]
fn length_of(cell: &[u8]) -> u32 {
    cell.len() as u32
}

/// The tag of rows whose kind could not be read.
const NO_KIND: u8 = u8::MAX;

#[inline]
fn tag_of(draft: &Draft<'_>) -> u8 {
    match draft.kind {
        Reading::Good(kind) => kind.number(),
        Reading::Absent | Reading::Bad => NO_KIND,
    }
}

fn kind_of(tag: u8) -> Option<DocumentKind> {
    if tag == NO_KIND {
        return None;
    }
    DocumentKind::parse(&[b'0' + tag / 10, b'0' + tag % 10])
}

/// Cents beyond what one amount may hold, as `-1234.50`.
pub(crate) fn money(cents: i128) -> String {
    let mut text = String::with_capacity(24);
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    let _ = write!(text, "{sign}{}.{:02}", cents / 100, cents % 100);
    text
}

#[cfg(test)]
mod tests;
