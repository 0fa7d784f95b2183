//! What is remembered of a column: how its cells begin, and the last few forms they had.

use crate::scan::fast::{OPEN_CELL, OPEN_CELL_MASK};
use crate::scan::window::View;

/// Bytes of a form: four words.
pub(crate) const FORM_BYTES: usize = 32;
const FORMS: usize = 4;

/// What a form makes of the bytes behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    Empty,
    /// The number 0: value and end tags are in the form.
    Zero,
    Number,
    Date,
    Shared,
    Inline,
}

#[derive(Clone, Copy)]
pub(crate) struct Shape {
    words: [u64; 4],
    masks: [u64; 4],
    pub(crate) length: usize,
    pub(crate) meaning: Meaning,
}

#[derive(Clone)]
pub(crate) struct Slot {
    /// `<c r="` and the column's letters.
    pub(crate) head: u64,
    pub(crate) head_mask: u64,
    pub(crate) head_length: usize,
    /// The column; that of the last slot is none.
    pub(crate) column: usize,
    /// The slot of the column that followed the last time.
    pub(crate) next: usize,
    pub(crate) used: u8,
    oldest: u8,
    shapes: [Shape; FORMS],
}

/// This row's digits and the quote behind them.
#[derive(Clone, Copy, Default)]
pub(crate) struct Digits {
    pub(crate) word: u64,
    pub(crate) mask: u64,
    pub(crate) length: usize,
}

impl Digits {
    /// The digits of `line`; none if they and the quote do not fit a word.
    pub(crate) fn of(line: u64) -> Digits {
        let mut bytes = [0; 8];
        let mut length = 0;
        let mut divisor = 1_000_000;
        if line == 0 || line >= divisor * 10 {
            return Digits::default();
        }
        while divisor > 0 {
            if line >= divisor {
                bytes[length] = b'0' + (line / divisor % 10) as u8;
                length += 1;
            }
            divisor /= 10;
        }
        bytes[length] = b'"';
        length += 1;
        let mask = u64::MAX >> (64 - 8 * length);
        Digits { word: u64::from_le_bytes(bytes), mask, length }
    }
}

impl Slot {
    pub(crate) fn new(column: usize) -> Slot {
        let mut head = *b"<c r=\"\0\0";
        let head_length = if column < 26 {
            head[6] = b'A' + column as u8;
            7
        } else {
            head[6] = b'A' + (column / 26 - 1) as u8;
            head[7] = b'A' + (column % 26) as u8;
            8
        };
        let none = Shape { words: [0; 4], masks: [0; 4], length: 0, meaning: Meaning::Empty };
        Slot {
            head: u64::from_le_bytes(head),
            head_mask: u64::MAX >> (64 - 8 * head_length),
            head_length,
            column,
            next: column + 1,
            used: 0,
            oldest: 0,
            shapes: [none; FORMS],
        }
    }

    /// The slot `column` that no cell fits.
    pub(crate) fn none(column: usize) -> Slot {
        Slot { head: u64::MAX, head_mask: 0, next: column, column, ..Slot::new(0) }
    }

    /// The form that stands at `at`, if it is one of those remembered.
    #[inline(always)]
    pub(crate) fn find(&self, view: View<'_>, at: usize) -> Option<&Shape> {
        let (first, second) = (view.word(at), view.word_ahead(at, 8));
        self.shapes[..usize::from(self.used)].iter().find(|shape| {
            let differs = (first & shape.masks[0]) ^ shape.words[0]
                | (second & shape.masks[1]) ^ shape.words[1];
            differs == 0
                && (shape.length <= 16
                    || (view.word_ahead(at, 16) & shape.masks[2]) == shape.words[2]
                        && (view.word_ahead(at, 24) & shape.masks[3]) == shape.words[3])
        })
    }

    pub(crate) fn remember(&mut self, tail: &[u8], meaning: Meaning) {
        let mut bytes = [0; FORM_BYTES];
        let mut mask = [0; FORM_BYTES];
        bytes[..tail.len()].copy_from_slice(tail);
        mask[..tail.len()].fill(u8::MAX);
        let shape =
            Shape { words: words(&bytes), masks: words(&mask), length: tail.len(), meaning };
        let known = self.shapes[..usize::from(self.used)]
            .iter()
            .any(|s| s.length == shape.length && s.words == shape.words);
        if known {
            return;
        }
        if meaning == Meaning::Zero {
            // Before the form for any number, which it is a case of; the youngest one gives way if there are too many.
            self.shapes.rotate_right(1);
            self.shapes[0] = shape;
            self.used = (self.used + 1).min(FORMS as u8);
        } else if usize::from(self.used) < FORMS {
            self.shapes[usize::from(self.used)] = shape;
            self.used += 1;
        } else {
            self.shapes[usize::from(self.oldest)] = shape;
            self.oldest = (self.oldest + 1) % FORMS as u8;
        }
    }
}

fn words(bytes: &[u8; FORM_BYTES]) -> [u64; 4] {
    std::array::from_fn(|word| {
        u64::from_le_bytes(std::array::from_fn(|byte| bytes[word * 8 + byte]))
    })
}

/// The column of a cell that begins with `head`, if it has at most two letters.
#[inline]
pub(crate) fn column_of(head: u64) -> Option<usize> {
    if head & OPEN_CELL_MASK != OPEN_CELL {
        return None;
    }
    let [.., first, second] = head.to_le_bytes();
    if !first.is_ascii_uppercase() {
        return None;
    }
    let first = usize::from(first - b'A');
    if !second.is_ascii_uppercase() {
        return Some(first);
    }
    Some((first + 1) * 26 + usize::from(second - b'A'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str) -> u64 {
        let mut bytes = [0; 8];
        bytes[..text.len()].copy_from_slice(text.as_bytes());
        u64::from_le_bytes(bytes)
    }

    #[test]
    fn a_head_names_its_column() {
        assert_eq!(column_of(word("<c r=\"A1")), Some(0));
        assert_eq!(column_of(word("<c r=\"AM")), Some(38));
        assert_eq!(column_of(word("<c r=\"ZZ")), Some(701));
        assert_eq!(column_of(word("<c r=\"a1")), None);
        assert_eq!(column_of(word("<d r=\"A1")), None);
        for column in [0, 25, 26, 38, 701] {
            assert_eq!(column_of(Slot::new(column).head), Some(column));
        }
    }

    #[test]
    fn a_rows_digits_end_with_the_quote() {
        let digits = Digits::of(1_048_576);
        assert_eq!(digits.word.to_le_bytes(), *b"1048576\"");
        assert_eq!((digits.length, digits.mask), (8, u64::MAX));
        assert_eq!(Digits::of(10).word, word("10\""));
        assert_eq!(Digits::of(10_000_000).length, 0);
    }
}
