//! Characters to words to lines, by where they stand.
//!
//! Producers draw a line in one piece or letter by letter, in any order, and not always at quite the same height. A line
//! is what stands at one height, within a part of its size; a word ends at a space or at a gap.

use super::text::Glyph;

/// How far characters of one line may stand above or below each other, in parts of their size. Lines follow each other
/// at one size or more.
const HEIGHT_TOLERANCE: f64 = 0.35;
/// A gap between two words, in parts of the size; a space is a quarter of it, and letters of one word touch.
const WORD_GAP: f64 = 0.16;
/// Characters drawn twice to look bold stand this near to each other.
const TWICE: f64 = 0.12;

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Word {
    pub(super) x0: f64,
    pub(super) x1: f64,
    pub(super) text: String,
}

impl Word {
    pub(super) fn middle(&self) -> f64 {
        (self.x0 + self.x1) / 2.0
    }
}

/// A line of a page; its words from left to right.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) y: f64,
    pub(super) size: f64,
    /// How far its characters stand above and below each other.
    pub(super) uneven: f64,
    pub(super) words: Vec<Word>,
}

impl Line {
    /// Its words, with a space between.
    pub(super) fn text(&self) -> String {
        joined(&self.words)
    }
}

/// Words, with a space between.
pub(super) fn joined(words: &[Word]) -> String {
    let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    texts.join(" ")
}

/// The lines of a page from top to bottom.
pub(super) fn lines(mut glyphs: Vec<Glyph>) -> Vec<Line> {
    glyphs.sort_by(|one, other| one.y.total_cmp(&other.y).then(one.x0.total_cmp(&other.x0)));
    let mut lines = Vec::new();
    let mut start = 0;
    let (mut mean, mut size) = (0.0, 0.0_f64);
    for at in 0..glyphs.len() {
        let glyph = &glyphs[at];
        let count = (at - start) as f64;
        if at > start && glyph.y - mean > HEIGHT_TOLERANCE * size.min(glyph.size) {
            lines.extend(line(&glyphs[start..at]));
            start = at;
        }
        if start == at {
            (mean, size) = (glyph.y, glyph.size);
        } else {
            mean += (glyph.y - mean) / (count + 1.0);
            size = size.max(glyph.size);
        }
    }
    lines.extend(line(&glyphs[start..]));
    lines
}

/// One line; none where it has nothing but spaces.
fn line(glyphs: &[Glyph]) -> Option<Line> {
    let mut sorted: Vec<&Glyph> = glyphs.iter().filter(|glyph| !is_space(&glyph.text)).collect();
    let mut spaces: Vec<f64> = glyphs
        .iter()
        .filter(|glyph| is_space(&glyph.text))
        .map(|space| (space.x0 + space.x1) / 2.0)
        .collect();
    sorted.sort_by(|one, other| one.x0.total_cmp(&other.x0));
    spaces.sort_by(f64::total_cmp);
    let mut words: Vec<Word> = Vec::new();
    let mut last: Option<&Glyph> = None;
    for glyph in sorted {
        let end = words.last().map_or(f64::NEG_INFINITY, |word| word.x1);
        if let Some(last) = last
            && last.text == glyph.text
            && glyph.x0 - last.x0 < TWICE * glyph.size
        {
            continue;
        }
        let middle = (glyph.x0 + glyph.x1) / 2.0;
        let before = last.map_or(f64::NEG_INFINITY, |last| (last.x0 + last.x1) / 2.0);
        let first_after = spaces.partition_point(|space| *space <= before);
        let spaced = spaces.get(first_after).is_some_and(|space| *space < middle);
        match words.last_mut() {
            Some(word) if !spaced && glyph.x0 - end <= WORD_GAP * glyph.size => {
                word.text.push_str(&glyph.text);
                word.x1 = word.x1.max(glyph.x1);
            }
            _ => words.push(Word { x0: glyph.x0, x1: glyph.x1, text: glyph.text.clone() }),
        }
        last = Some(glyph);
    }
    let mut heights: Vec<f64> = glyphs.iter().map(|glyph| glyph.y).collect();
    heights.sort_by(f64::total_cmp);
    let mut sizes: Vec<f64> = glyphs.iter().map(|glyph| glyph.size).collect();
    sizes.sort_by(f64::total_cmp);
    let (y, size) = (*heights.get(heights.len() / 2)?, *sizes.get(sizes.len() / 2)?);
    let uneven = heights.last()? - heights.first()?;
    (!words.is_empty()).then_some(Line { y, size, uneven, words })
}

fn is_space(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || character.is_control())
}
