//! Pairs the documents of one key that are not equal to the byte.
//!
//! Those come first that differ in the fewest fields, then those whose totals are nearest, then by what they say and
//! where they stand. Where one key has very many of them, they are paired in the order of what they say.

use std::path::Path;

use super::join::Sink;
use super::queue::Queue;
use super::record::{Record, Row, Value};
use super::spec::Spec;
use super::tally::{Class, Tally};
use super::{Side, SpillError};
use crate::model::Cents;

/// The most pairs of one key of which each is looked at.
const PAIRS_MAX: usize = 4096;

/// How many bytes of one key's documents are held in memory, of each side.
const RESIDUE_BYTES: usize = 1 << 20;

/// The documents of one key that have no equal.
pub(super) struct Residue {
    sides: [Queue; 2],
}

impl Residue {
    pub(super) fn new(folder: &Path) -> Residue {
        Residue::within(folder, RESIDUE_BYTES)
    }

    pub(super) fn within(folder: &Path, bytes: usize) -> Residue {
        Residue { sides: [Queue::new(folder, bytes), Queue::new(folder, bytes)] }
    }

    #[inline]
    pub(super) fn add(&mut self, side: Side, record: Record<'_>) -> Result<(), SpillError> {
        self.sides[side as usize].push(record.0)
    }

    /// Pairs what is there, tells it, and forgets it.
    pub(super) fn settle<S: Sink>(
        &mut self,
        spec: &Spec,
        tally: &mut Tally,
        sink: &mut S,
    ) -> Result<(), S::Error> {
        let [left, right] = &self.sides;
        let (lefts, rights) = (left.len(), right.len());
        if lefts == 0 && rights == 0 {
            return Ok(());
        }
        let pairs = lefts.saturating_mul(rights);
        if left.is_spilled() || right.is_spilled() || pairs > PAIRS_MAX as u64 {
            self.in_order(spec, tally, sink)?;
        } else {
            self.nearest_first(spec, tally, sink)?;
        }
        self.sides.iter_mut().for_each(Queue::clear);
        Ok(())
    }

    fn nearest_first<S: Sink>(
        &self,
        spec: &Spec,
        tally: &mut Tally,
        sink: &mut S,
    ) -> Result<(), S::Error> {
        let of = |side: Side| -> Vec<Record<'_>> {
            self.sides[side as usize].in_memory().map(Record).collect()
        };
        let (lefts, rights) = (of(Side::Left), of(Side::Right));
        if let ([left], [right]) = (&lefts[..], &rights[..]) {
            return tell(spec, Some(*left), Some(*right), tally, sink);
        }
        let rows = |records: &[Record<'_>]| records.len();
        let mut candidates = Vec::with_capacity(rows(&lefts) * rows(&rights));
        let right_rows: Vec<Row<'_>> = rights.iter().map(|right| right.row(spec)).collect();
        for (left, record) in lefts.iter().enumerate() {
            let row = record.row(spec);
            for (right, other) in right_rows.iter().enumerate() {
                let fields = differing(spec, &row, other).count_ones();
                let apart = row.total().0.abs_diff(other.total().0);
                candidates.push((fields, apart, left, right));
            }
        }
        candidates.sort_unstable();
        let mut partner: Vec<Option<usize>> = vec![None; lefts.len()];
        let mut is_taken = vec![false; rights.len()];
        for (_, _, left, right) in candidates {
            if partner[left].is_none() && !is_taken[right] {
                partner[left] = Some(right);
                is_taken[right] = true;
            }
        }
        for (left, right) in lefts.iter().zip(partner) {
            tell(spec, Some(*left), right.map(|right| rights[right]), tally, sink)?;
        }
        for (right, _) in rights.iter().zip(is_taken).filter(|(_, is_taken)| !is_taken) {
            tell(spec, None, Some(*right), tally, sink)?;
        }
        Ok(())
    }

    fn in_order<S: Sink>(
        &mut self,
        spec: &Spec,
        tally: &mut Tally,
        sink: &mut S,
    ) -> Result<(), S::Error> {
        let [left, right] = &mut self.sides;
        let (mut lefts, mut rights) = (left.read()?, right.read()?);
        loop {
            let (left, right) = (lefts.next()?.map(Record), rights.next()?.map(Record));
            if left.is_none() && right.is_none() {
                return Ok(());
            }
            tell(spec, left, right, tally, sink)?;
        }
    }
}

/// Counts a pair or a single document, and hands it on unless it is equal after all.
fn tell<S: Sink>(
    spec: &Spec,
    left: Option<Record<'_>>,
    right: Option<Record<'_>>,
    tally: &mut Tally,
    sink: &mut S,
) -> Result<(), S::Error> {
    match (left, right) {
        (Some(one), Some(other)) => {
            let (one, other) = (one.row(spec), other.row(spec));
            let fields = differing(spec, &one, &other);
            if fields == 0 {
                tally.within_tolerance += 1;
                tally.add(Class::Equal, left, right);
                return Ok(());
            }
            tally.add(Class::Differs, left, right);
            for (index, sum) in tally.fields.iter_mut().enumerate() {
                if fields >> index & 1 == 1 {
                    sum.0 += 1;
                    sum.1 += apart(one.value(index), other.value(index));
                }
            }
            sink.differs(&one, &other, fields)
        }
        (Some(one), None) => {
            tally.add(Class::OnlyLeft, left, None);
            sink.only(Side::Left, &one.row(spec))
        }
        (None, Some(other)) => {
            tally.add(Class::OnlyRight, None, right);
            sink.only(Side::Right, &other.row(spec))
        }
        (None, None) => Ok(()),
    }
}

/// Left less right, in cents; 0 where these are no amounts.
fn apart(left: Value<'_>, right: Value<'_>) -> i128 {
    match (left, right) {
        (Value::Amount(Cents(left)), Value::Amount(Cents(right))) => {
            i128::from(left) - i128::from(right)
        }
        _ => 0,
    }
}

/// The compared fields in which two documents differ, a bit each.
pub(super) fn differing(spec: &Spec, left: &Row<'_>, right: &Row<'_>) -> u32 {
    let mut bits = 0;
    for (index, field) in spec.fields().iter().enumerate() {
        let differs = match (left.value(index), right.value(index)) {
            (Value::Amount(left), Value::Amount(right)) => {
                left.0.abs_diff(right.0) > field.tolerance.0.unsigned_abs()
            }
            (left, right) => left != right,
        };
        bits |= u32::from(field.compared && differs) << index;
    }
    bits
}
