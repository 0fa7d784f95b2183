//! What was out of the ordinary in a text: counted in full, with the first places of each kind.

use crate::ingest::sniff::Dialect;
use std::collections::BTreeMap;

/// How many places of a kind are kept beside their count.
const PLACES_MAX: usize = 20;

/// How often something happened, and on which lines first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// How often.
    pub count: u64,
    /// The first lines, at most twenty.
    pub first: Vec<u64>,
}

impl Places {
    pub(crate) fn add(&mut self, line: u64) {
        self.count += 1;
        if self.first.len() < PLACES_MAX {
            self.first.push(line);
        }
    }
}

/// A place from which the text is written otherwise, or where another table begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The first line of the new part.
    pub line: u64,
    /// How it is written.
    pub dialect: Dialect,
    /// How many fields most of its rows have.
    pub width: usize,
}

/// What was out of the ordinary so far, and how many rows had which width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Irregular {
    /// Rows handed over, blank lines among them.
    pub rows: u64,
    /// Blank lines.
    pub blank: u64,
    /// How many rows have each number of fields, blank lines left out.
    pub widths: BTreeMap<usize, u64>,
    /// Rows of another width than their neighbours, in whatever way they are read.
    pub ragged: Places,
    /// Quotes inside quoted fields that are not escaped, kept as text.
    pub stray_quotes: Places,
    /// Fields that begin with a quote that is nowhere closed; the quote is kept as text.
    pub unclosed_quotes: Places,
    /// Rows whose quotes are escaped in another way than the others'.
    pub other_escape: Places,
    /// Rows with another quote than the others.
    pub other_quote: Places,
    /// Rows with another delimiter than the others.
    pub other_delimiter: Places,
    /// Line breaks inside a field without quotes, of another kind than the file's, kept as text.
    pub stray_breaks: Places,
    /// Lines with characters of another encoding than the file's.
    pub other_encoding: Places,
    /// Where the dialect or the table changes.
    pub changes: Vec<Change>,
}

impl Irregular {
    /// Whether nothing was out of the ordinary.
    pub fn is_clean(&self) -> bool {
        let places = [
            &self.ragged,
            &self.stray_quotes,
            &self.unclosed_quotes,
            &self.other_escape,
            &self.other_quote,
            &self.other_delimiter,
            &self.stray_breaks,
            &self.other_encoding,
        ];
        places.iter().all(|places| places.count == 0) && self.changes.is_empty()
    }

    /// The width that most rows have, how many have it, and how many rows are not blank.
    pub fn usual_width(&self) -> (usize, u64, u64) {
        let total = self.widths.values().sum();
        let usual = self.widths.iter().max_by_key(|(width, count)| (**count, **width));
        usual.map_or((0, 0, total), |(width, count)| (*width, *count, total))
    }
}
