//! Reads the sample in one dialect and scores the outcome.

use super::candidates::Candidate;
use super::classes::{self, Class};
use super::{Alternative, Delimiter, Escape};
use crate::ingest::delimited::careful::{Field, Outcome, Reading, Shape, read_row};
use std::collections::BTreeMap;

/// More rows than this tell nothing new about a column.
const ROWS_MAX: usize = 400;

/// Lines of a quoted field in which every quote is in place.
const LINES_MAX: u32 = 2000;

/// What a single column scores for its regularity: less than any table, more than chance.
const SINGLE_COLUMN: f64 = 0.14;

/// What data scores at least, though no two rows have one width.
const RAGGED_DATA: f64 = 0.1;

/// A candidate's outcome.
pub(super) struct Trial {
    pub candidate: Candidate,
    pub score: f64,
    /// Fields of most rows.
    pub width: usize,
    /// Rows that are not blank, and those of them that have `width` fields.
    pub rows: usize,
    pub agreeing: usize,
    /// Fields in quotes, and quotes that are out of place.
    pub quoted: u64,
    pub strays: u64,
}

/// Reads the sample's rows one after another.
pub(super) struct Walk<'a> {
    text: &'a [u8],
    at: usize,
    reading: Reading,
    pub shape: Shape,
}

impl<'a> Walk<'a> {
    pub(super) fn new(text: &'a [u8], candidate: &Candidate) -> Walk<'a> {
        let reading = Reading {
            delimiter: candidate.delimiter,
            quote: candidate.quote,
            escape: candidate.escape,
            breaks: true,
            lf_ends: true,
            cr_ends: true,
            reopens: false,
            tight: false,
            lines_max: 24,
        };
        Walk { text, at: 0, reading, shape: Shape::default() }
    }

    /// Reads the next row that is not blank into `shape`.
    pub(super) fn next(&mut self) -> bool {
        while self.at < self.text.len() {
            let mut reading = self.reading;
            let outcome = read_row(self.text, self.at, &reading, true, &mut self.shape);
            if outcome != Outcome::Whole {
                reading.lines_max = LINES_MAX;
                let outcome = read_row(self.text, self.at, &reading, true, &mut self.shape);
                if outcome != Outcome::Whole || self.shape.strays > 0 {
                    reading.breaks = false;
                    read_row(self.text, self.at, &reading, true, &mut self.shape);
                }
            }
            self.at = self.shape.next;
            if !self.shape.fields.is_empty() {
                return true;
            }
        }
        false
    }

    pub(super) fn bytes(&self, field: Field) -> &'a [u8] {
        &self.text[field.start..field.end]
    }
}

/// What the rows of the sample are like in one dialect.
#[derive(Default)]
struct Tally {
    widths: Vec<usize>,
    credit: f64,
    quoted: u64,
    strays: u64,
    /// Fields that are not empty and not the first of their row; those after a blank; those of words.
    inner: usize,
    padded: usize,
    words: usize,
    /// Fields without quotes in which another usual delimiter stands between words.
    glued: usize,
    /// Cells of the sample that are not empty, and those that are numbers, dates or codes.
    filled: usize,
    data: usize,
}

impl Tally {
    fn of(text: &[u8], candidate: &Candidate, rows_max: usize) -> Tally {
        let mut walk = Walk::new(text, candidate);
        let mut tally = Tally::default();
        while tally.widths.len() < rows_max && walk.next() {
            let fields = &walk.shape.fields;
            let mut credit = 0.0;
            for (column, field) in fields.iter().enumerate() {
                let bytes = walk.bytes(*field);
                let class = Class::of(bytes);
                credit += classes::credit(bytes, class, field.quoted, candidate.quote);
                let data = matches!(class, Class::Number | Class::Date | Class::Code);
                tally.data += usize::from(data);
                tally.filled += usize::from(class != Class::Empty);
                tally.glued += usize::from(!field.quoted && is_glued(bytes, class));
                if column > 0 && !bytes.is_empty() {
                    tally.inner += 1;
                    tally.padded += usize::from(is_padded(text, field));
                    tally.words += usize::from(class == Class::Text);
                }
            }
            tally.credit += credit / fields.len() as f64;
            tally.widths.push(fields.len());
            tally.quoted += u64::from(walk.shape.quoted);
            tally.strays += u64::from(walk.shape.strays + walk.shape.unclosed);
        }
        tally
    }

    /// From 0 to 1: what the cells say for the dialect.
    fn mean_credit(&self) -> f64 {
        let rows = self.widths.len().max(1) as f64;
        let share = self.strays as f64 / (self.quoted + self.strays).max(1) as f64;
        let often = (4.0 * self.strays as f64 / rows).min(1.0);
        (1.0 - 0.5 * share * often) * self.credit / rows
    }

    /// Whether nine in ten fields have a blank before them.
    fn is_padded(&self) -> bool {
        self.padded * 10 >= self.inner * 9
    }

    /// Whether the cells are mostly what programs write, which makes a usual delimiter likely in rows of any width.
    fn is_data(&self) -> bool {
        self.data * 5 >= self.filled * 3
    }

    /// Whether a blank only separates the words of fields that something else separates.
    fn is_torn(&self, delimiter: Delimiter) -> bool {
        delimiter.first() == b' ' && self.glued * 2 > self.widths.len()
    }

    /// Whether the delimiter only punctuates sentences.
    fn is_prose(&self) -> bool {
        self.quoted == 0 && self.is_padded() && self.words * 2 > self.inner
    }
}

impl Trial {
    /// Reads at most `rows_max` rows.
    pub(super) fn run(text: &[u8], candidate: Candidate, rows_max: usize) -> Trial {
        let tally = Tally::of(text, &candidate, rows_max);
        let mut trial = Trial::of_widths(candidate, &tally.widths);
        (trial.quoted, trial.strays) = (tally.quoted, tally.strays);
        let Some(delimiter) = candidate.delimiter else {
            trial.score = SINGLE_COLUMN * tally.mean_credit();
            return trial;
        };
        let unlikely =
            (delimiter.is_padded() && !tally.is_padded()) || trial.is_one_value_a_line(text);
        let unused = tally.quoted == 0 && !matches!(candidate.quote, None | Some(b'"'));
        if unlikely || unused {
            return trial;
        }
        let mut regularity = regularity(&tally.widths);
        if candidate.prior >= 0.9 && tally.is_data() && trial.width > 1 {
            regularity = regularity.max(RAGGED_DATA);
        }
        trial.score = regularity * tally.mean_credit() * candidate.prior;
        if candidate.escape == Escape::None {
            trial.score *= 0.98;
        }
        if candidate.quote.is_none() {
            trial.score *= 0.9;
        }
        let few = candidate.prior < 0.5 && trial.width < 3;
        let rare = few || (candidate.prior < 0.7 && trial.agreeing * 2 < trial.rows);
        if rare || tally.is_prose() || tally.is_torn(delimiter) {
            trial.score *= 0.3;
        }
        trial
    }

    fn of_widths(candidate: Candidate, widths: &[usize]) -> Trial {
        let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
        for width in widths {
            *counts.entry(*width).or_default() += 1;
        }
        let weight = |width: usize, count: usize| count * (width * 8 - 7) / width;
        let usual = counts.iter().max_by_key(|(width, count)| weight(**width, **count));
        let (width, agreeing) = usual.map_or((0, 0), |(width, count)| (*width, *count));
        Trial { candidate, score: 0.0, width, rows: widths.len(), agreeing, quoted: 0, strays: 0 }
    }

    /// Whether the delimiter only cuts values in two that are one: decimals, times, date and time, names.
    fn is_one_value_a_line(&self, text: &[u8]) -> bool {
        let Some(delimiter) = self.candidate.delimiter else { return false };
        if self.width > 3 || self.quoted > 0 {
            return false;
        }
        let mut lines =
            text.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_empty());
        let first = lines.next().unwrap_or_default();
        let (mut values, mut total, mut words) = (0, 0, 0);
        for line in lines.take(ROWS_MAX) {
            let class = Class::of(without_quotes(line));
            total += 1;
            values += usize::from(class.is_regular());
            words += usize::from(matches!(class, Class::Text | Class::Code));
        }
        let titled = memchr::memmem::find(first, delimiter.as_bytes()).is_none();
        match delimiter.first() {
            b' ' if delimiter.is_run()
                && memchr::memmem::find_iter(text, b"  ").count() >= total =>
            {
                false
            }
            b' ' => (values + words) * 20 >= total * 19,
            b':' => values * 20 >= total * 19,
            b',' => total > 0 && titled && values * 20 >= total * 19,
            _ => false,
        }
    }

    pub(super) fn alternative(&self) -> Alternative {
        Alternative {
            delimiter: self.candidate.delimiter,
            quote: self.candidate.quote,
            score: self.score,
            width: self.width,
            share: self.agreeing as f64 / self.rows.max(1) as f64,
        }
    }

    /// What most cells of each column are, without the first row, which may be a header.
    pub(super) fn columns(&self, text: &[u8]) -> Vec<Class> {
        let mut counts = vec![[0u32; 6]; self.width];
        let mut walk = Walk::new(text, &self.candidate);
        let mut rows = 0;
        while rows < ROWS_MAX && walk.next() {
            rows += 1;
            if walk.shape.fields.len() != self.width || (rows == 1 && self.rows > 1) {
                continue;
            }
            for (field, counts) in walk.shape.fields.iter().zip(&mut counts) {
                counts[Class::of(walk.bytes(*field)) as usize] += 1;
            }
        }
        counts.iter().map(usual_class).collect()
    }
}

/// The class that four fifths of the cells that are not empty have; else text.
fn usual_class(counts: &[u32; 6]) -> Class {
    let filled: u32 = counts[1..].iter().sum();
    if filled == 0 {
        return Class::Empty;
    }
    let classes = [Class::Number, Class::Date, Class::Code];
    classes
        .into_iter()
        .find(|class| counts[*class as usize] * 5 >= filled * 4)
        .unwrap_or(Class::Text)
}

/// `5,LIMA`: two fields that a blank as delimiter has left together.
fn is_glued(field: &[u8], class: Class) -> bool {
    let inner = field.get(1..field.len().saturating_sub(1)).unwrap_or_default();
    !class.is_regular() && memchr::memchr3(b';', b'|', b',', inner).is_some()
}

/// A line that is one field in quotes, without them.
fn without_quotes(line: &[u8]) -> &[u8] {
    match line {
        [open @ (b'"' | b'\''), inner @ .., close] if open == close => inner,
        _ => line,
    }
}

/// Whether a blank stands before the field, or was skipped there as part of the delimiter.
fn is_padded(text: &[u8], field: &Field) -> bool {
    let start = field.start - usize::from(field.quoted);
    text.get(start) == Some(&b' ') || (start > 0 && text[start - 1] == b' ')
}

/// From 0 to 1: how far the rows agree on a width, or on one width after another as tables in one file do.
fn regularity(widths: &[usize]) -> f64 {
    let total = widths.len().max(1) as f64;
    let weight = |width: usize| (width as f64 - 1.0) / (width as f64 - 0.5);
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    for width in widths {
        *counts.entry(*width).or_default() += 1;
    }
    let purity: f64 =
        counts.iter().map(|(width, count)| (*count as f64 / total).powi(2) * weight(*width)).sum();
    let mut runs = 0.0;
    for same in widths.chunk_by(|one, other| one == other) {
        if same.len() >= 3 {
            runs += same.len() as f64 * weight(same[0]);
        }
    }
    purity.max(0.85 * runs / total)
}
