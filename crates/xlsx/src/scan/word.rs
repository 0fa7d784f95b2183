//! Eight bytes at a time: what can be told of a word of text without a loop.
//!
//! A word's first byte is its least significant one.

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES << 7;

/// Where `byte` stands in the word for the first time.
#[inline(always)]
pub(crate) fn first_byte(word: u64, byte: u8) -> Option<usize> {
    let zeros = word ^ (ONES * u64::from(byte));
    // The lowest mark is exact; only marks above a true one can be false.
    let marks = zeros.wrapping_sub(ONES) & !zeros & HIGHS;
    (marks != 0).then(|| marks.trailing_zeros() as usize / 8)
}

/// Whether the first `length` bytes of the word are between `+` and `9`: what numbers are made of, and nothing that XML
/// or UTF-8 would treat in a special way.
#[inline(always)]
pub(crate) fn is_number(word: u64, length: usize) -> bool {
    let kept = if length == 8 { u64::MAX } else { (1 << (8 * length)) - 1 };
    let above = word.wrapping_add(ONES * u64::from(0x7f - b'9'));
    let not_below = word.wrapping_add(ONES * u64::from(0x80 - b'+'));
    (above | !not_below | word) & HIGHS & kept == 0
}

/// The number that the first `length` bytes of the word spell in digits.
#[inline(always)]
pub(crate) fn parse_digits(word: u64, length: usize) -> Option<u64> {
    if length == 0 || length > 7 {
        return None;
    }
    // Zeros come in front, which is where the low bytes are.
    let padded = word << (64 - 8 * length) | (ONES * u64::from(b'0')) >> (8 * length);
    let digits = padded ^ (ONES * u64::from(b'0'));
    if (digits.wrapping_add(ONES * 0x76) | digits) & HIGHS != 0 {
        return None;
    }
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    Some((fours.wrapping_mul(10_000).wrapping_add(fours >> 32)) & 0xffff_ffff)
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
    fn digits_are_read_eight_at_a_time() {
        for number in [0, 1, 9, 10, 99, 12_345, 999_999, 1_048_576, 9_999_999] {
            let text = format!("{number}");
            assert_eq!(parse_digits(word(&text), text.len()), Some(number), "{text}");
        }
        for bad in ["1a", "-1", "1.5", " 1", "\u{7f}1", "/", ":"] {
            assert_eq!(parse_digits(word(bad), bad.len()), None, "{bad}");
        }
        assert_eq!(parse_digits(word("1é"), 3), None);
        assert_eq!(parse_digits(word(""), 0), None);
        assert_eq!(parse_digits(word("12345678"), 8), None);
    }

    #[test]
    fn numbers_are_told_from_what_needs_care() {
        for good in ["0", "-1.5", "+1", "12345678"] {
            assert!(is_number(word(good), good.len()), "{good}");
        }
        for bad in ["1E5", "&amp;", " 1", "1 ", "é", "1\r", "\0"] {
            assert!(!is_number(word(bad), bad.len()), "{bad}");
        }
        assert!(is_number(word("1é"), 1));
    }

    #[test]
    fn a_byte_is_found_where_it_stands_first() {
        assert_eq!(first_byte(word("<"), b'<'), Some(0));
        assert_eq!(first_byte(word("a=<<"), b'<'), Some(2));
        assert_eq!(first_byte(word("abcdefg<"), b'<'), Some(7));
        assert_eq!(first_byte(word("abcdefgh"), b'<'), None);
    }
}
