//! The columns of a table on a page, by where its titles stand and where the text below them leaves room.
//!
//! A column is not a list of places that somebody measured once: producers move it from page to page, and print codes
//! to the left, to the right or in the middle of their title. Between two titles, the division runs where no word of the
//! table stands.

use super::lines::{Line, Word, joined};
use crate::model::fold;

/// Titles of the column of codes and of the column of descriptions, folded.
const CODES: [&str; 6] = ["CODIGO", "COD", "CC", "CUENTA", "CTACTE", "CODE"];
const DESCRIPTIONS: [&str; 3] = ["DESCRIPCION", "NOMBRE", "DESCRIPTION"];

/// A gap that parts columns, in parts of the size: more than the space between two words.
const COLUMN_GAP: f64 = 0.7;
/// A gap between two words of one title.
const TITLE_GAP: f64 = 0.5;

/// The columns on a page.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) titles: Vec<Word>,
    pub(super) code: usize,
    pub(super) description: usize,
    /// The left end of each column but the first.
    divisions: Vec<f64>,
}

impl Columns {
    /// The columns that a line of titles begins, if it is one; `below` are the lines under it.
    pub(super) fn under(line: &Line, below: &[Line]) -> Option<Columns> {
        let titles = titles(line);
        let at = |keys: &[&str]| {
            titles.iter().position(|title| keys.contains(&fold::title(&title.text).as_str()))
        };
        let (code, description) = (at(&CODES)?, at(&DESCRIPTIONS)?);
        if description <= code {
            return None;
        }
        let ends = titles[description].x0;
        let is_code = |line: &Line| {
            line.words.iter().any(|word| word.middle() < ends && is_number(&word.text))
        };
        let last = below.iter().rposition(is_code).map_or(0, |last| last + 1);
        let words: Vec<&Word> = below[..last].iter().flat_map(|line| &line.words).collect();
        let divided = titles.windows(2).map(|two| division(&two[0], &two[1], &words, line.size));
        let divisions = divided.collect();
        Some(Columns { titles, code, description, divisions })
    }

    /// The words of a line by column.
    pub(super) fn cells(&self, line: &Line) -> Vec<Vec<Word>> {
        let mut cells = vec![Vec::new(); self.titles.len()];
        for word in &line.words {
            let column = self.divisions.partition_point(|left| *left <= word.middle());
            cells[column].push(word.clone());
        }
        cells
    }
}

fn is_number(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The titles of a line: words that stand close together are one title, unless one of them is a title that we know.
fn titles(line: &Line) -> Vec<Word> {
    let known = |word: &Word| {
        let key = fold::title(&word.text);
        CODES.contains(&key.as_str()) || DESCRIPTIONS.contains(&key.as_str())
    };
    let mut titles: Vec<Vec<Word>> = Vec::new();
    for word in &line.words {
        match titles.last_mut() {
            Some(title)
                if !known(word)
                    && title.last().is_some_and(|last| {
                        !known(last) && word.x0 - last.x1 < TITLE_GAP * line.size
                    }) =>
            {
                title.push(word.clone());
            }
            _ => titles.push(vec![word.clone()]),
        }
    }
    let one = |words: Vec<Word>| Word {
        x0: words.first().map_or(0.0, |word| word.x0),
        x1: words.last().map_or(0.0, |word| word.x1),
        text: joined(&words),
    };
    titles.into_iter().map(one).collect()
}

/// Where the right one of two columns begins: between their titles, where the fewest words stand in the way; of several
/// such gaps the one next to the right column, since words may leave gaps in the left one.
fn division(left: &Word, right: &Word, words: &[&Word], size: f64) -> f64 {
    let (from, to) = (left.x1, right.x0);
    if from >= to {
        return (from + to) / 2.0;
    }
    let mut ends: Vec<(f64, i32)> = Vec::new();
    for word in words.iter().filter(|word| word.x1 > from && word.x0 < to) {
        ends.push((word.x0.max(from), 1));
        ends.push((word.x1.min(to), -1));
    }
    ends.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let mut gaps: Vec<(i32, f64, f64)> = Vec::new();
    let (mut begins, mut covering) = (from, 0);
    for (at, change) in ends.into_iter().chain([(to, 0)]) {
        if at > begins {
            gaps.push((covering, begins, at));
        }
        (begins, covering) = (at, covering + change);
    }
    let fewest = gaps.iter().map(|(covering, ..)| *covering).min().unwrap_or(0);
    let free = || gaps.iter().filter(|(covering, ..)| *covering == fewest);
    let wide = free().rfind(|(_, begins, ends)| ends - begins >= COLUMN_GAP * size);
    let widest = || free().max_by(|one, other| (one.2 - one.1).total_cmp(&(other.2 - other.1)));
    wide.or_else(widest).map_or((from + to) / 2.0, |(_, begins, ends)| (begins + ends) / 2.0)
}
