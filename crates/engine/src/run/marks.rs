//! Columns whose decimal mark the first rows told, and a later row denies.
//!
//! A ledger put together from two programs' exports may begin with `12,50` and go on with `12.50`. What such a column
//! means by `1,234` nobody knows, so what the first rows told of it is unlearnt and the ledger is read once more:
//! doubtful amounts are then rejected, as they are where the first rows themselves disagree. Nothing is guessed, and
//! nothing was written yet.

use std::collections::{BTreeMap, BTreeSet};

use xlsx::CellKind;

use crate::ingest::evidence::Evidence;
use crate::model::columns::column_letters;
use crate::model::{Cents, Columns, DecimalMark, Field, Fix, Sentence};
use crate::normalize::Draft;

const MIXED: Sentence = Sentence::new(
    "hay columnas con punto decimal en unas filas y coma en otras, y sus importes dudosos, como 1,234, se rechazan: {columns}",
    "there are columns with a decimal point in some rows and a comma in others, and their doubtful amounts, such as 1,234, are rejected: {columns}",
);

/// The amount columns of a file that use both marks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Mixed(BTreeSet<usize>);

/// The mixed columns of each file that has some.
pub(super) type MixedOfFiles = BTreeMap<usize, Mixed>;

impl Mixed {
    /// Takes back what was told of these columns, and says so.
    pub(super) fn unlearn(&self, marks: &mut [DecimalMark; 13], columns: &Columns) -> Evidence {
        let mut named = Vec::new();
        for index in &self.0 {
            marks[*index] = DecimalMark::Unknown;
            if let Some(column) = columns.of(Field::AMOUNTS[*index]) {
                named.push(format!("«{}» ({})", columns.title(column), column_letters(column)));
            }
        }
        Evidence::doubt(MIXED).with("columns", named.join(", "))
    }

    /// The same with the columns of another look.
    pub(super) fn join(&mut self, other: Mixed) {
        self.0.extend(other.0);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Watches the rows of a file for amounts that deny what was told of their column.
#[derive(Debug)]
pub(super) struct MarkWatch {
    marks: [DecimalMark; 13],
    /// Columns with a decimal comma: in those a point is nothing that a draft would list as a fix.
    commas: Vec<usize>,
    pub(super) found: Mixed,
}

impl MarkWatch {
    pub(super) fn new(marks: [DecimalMark; 13]) -> MarkWatch {
        let commas = (0..marks.len()).filter(|index| marks[*index] == DecimalMark::Comma);
        MarkWatch { marks, commas: commas.collect(), found: Mixed::default() }
    }

    /// Looks at a row; nearly every one has no amount in another form than the norm's, in no column with commas.
    #[inline]
    pub(super) fn see(&mut self, draft: &Draft<'_>) {
        if !draft.fixes.is_empty() || !self.commas.is_empty() {
            self.look(draft);
        }
    }

    #[cold]
    fn look(&mut self, draft: &Draft<'_>) {
        for index in &self.commas {
            if mark_of(draft, *index) == DecimalMark::Point {
                self.found.0.insert(*index);
            }
        }
        for (field, fix) in &draft.fixes {
            if *fix == Fix::AmountSpelled
                && let Some(index) = field.amount_index()
                && self.marks[index] == DecimalMark::Point
                && mark_of(draft, index) == DecimalMark::Comma
            {
                self.found.0.insert(index);
            }
        }
    }
}

fn mark_of(draft: &Draft<'_>, index: usize) -> DecimalMark {
    let field = Field::AMOUNTS[index];
    match draft.kind_of(field) {
        CellKind::Text => Cents::mark_of(draft.text(field)),
        _ => DecimalMark::Unknown,
    }
}
