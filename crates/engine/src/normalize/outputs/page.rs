//! A page of bytes that is cheap to append short values to.
//!
//! A bulk row is twenty values of about ten bytes. Calling `memcpy` for each would cost more than making them, so short
//! values are copied as two overlapping blocks of known length.

/// Bytes written so far, and room for more.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// All of it is initialised; only the first `length` bytes have been written.
    bytes: Vec<u8>,
    length: usize,
}

/// Two digits of each number under a hundred.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[0; 2]; 100];
    let mut at = 0;
    while at < 100 {
        pairs[at] = [b'0' + (at / 10) as u8, b'0' + (at % 10) as u8];
        at += 1;
    }
    pairs
};

impl Page {
    /// A page with room for `capacity` bytes before it grows.
    pub(super) fn with_capacity(capacity: usize) -> Page {
        Page { bytes: vec![0; capacity], length: 0 }
    }

    /// What has been written.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// How many bytes have been written.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// Forgets what has been written after the first `length` bytes, and keeps the room.
    pub(super) fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    /// Takes back the byte written last.
    #[inline]
    pub(super) fn drop_last(&mut self) {
        self.length = self.length.saturating_sub(1);
    }

    /// The room for the next `count` bytes, which count as written.
    #[inline]
    fn take(&mut self, count: usize) -> &mut [u8] {
        if self.bytes.len() - self.length < count {
            self.grow(count);
        }
        let start = self.length;
        self.length += count;
        &mut self.bytes[start..start + count]
    }

    #[cold]
    fn grow(&mut self, count: usize) {
        let wanted = (self.length + count).max(self.bytes.len() + self.bytes.len() / 2);
        self.bytes.resize(wanted, 0);
    }

    /// Appends one byte.
    #[inline]
    pub(super) fn byte(&mut self, byte: u8) {
        self.take(1)[0] = byte;
    }

    /// Appends bytes of any length.
    #[inline]
    pub(super) fn push(&mut self, text: &[u8]) {
        self.take(text.len()).copy_from_slice(text);
    }

    /// Appends a whole number and a byte.
    #[inline]
    pub(super) fn decimal_then(&mut self, mut number: u64, end: u8) {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        while number >= 100 {
            at -= 2;
            digits[at..at + 2].copy_from_slice(&PAIRS[(number % 100) as usize]);
            number /= 100;
        }
        let pair = PAIRS[number as usize];
        at -= 1;
        digits[at] = pair[1];
        if number >= 10 {
            at -= 1;
            digits[at] = pair[0];
        }
        self.push_then(&digits[at..], end);
    }

    /// Appends a value of known length and a byte.
    #[inline]
    pub(super) fn fixed_then<const N: usize>(&mut self, value: &[u8; N], end: u8) {
        let room = self.take(N + 1);
        room[..N].copy_from_slice(value);
        room[N] = end;
    }

    /// Appends bytes of any length and a byte.
    #[inline]
    pub(super) fn push_then(&mut self, text: &[u8], end: u8) {
        let room = self.take(text.len() + 1);
        let length = text.len();
        room[length] = end;
        let room = &mut room[..length];
        match length {
            0 => {}
            1..=3 => {
                room[0] = text[0];
                room[length / 2] = text[length / 2];
                room[length - 1] = text[length - 1];
            }
            4..=7 => copy_ends::<4>(room, text),
            8..=16 => copy_ends::<8>(room, text),
            17..=32 => copy_ends::<16>(room, text),
            _ => room.copy_from_slice(text),
        }
    }

    /// Appends `-1234.50`, given in hundredths, and a byte.
    #[inline]
    pub(super) fn cents_then(&mut self, cents: i64, end: u8) {
        let magnitude = cents.unsigned_abs();
        if cents < 0 {
            self.byte(b'-');
        }
        if magnitude >= 100_000_000 {
            return self.large_cents_then(magnitude, end);
        }
        // Digits without a loop: how many there are differs from row to row, and no processor guesses it.
        let digits = eight_digits(magnitude as u32);
        let whole = digits & 0x0000_ffff_ffff_ffff;
        let zeros = (whole & 0x000f_0f0f_0f0f) | 1 << 40;
        let skip = zeros.trailing_zeros() & !7;
        let length = 9 - (skip / 8) as usize;
        let text = u128::from(whole)
            | u128::from(b'.') << 48
            | u128::from(digits >> 48) << 56
            | u128::from(end) << 72;
        // Sixteen bytes are written, and those that count as written are the text's and the end.
        let room = self.take(16);
        room.copy_from_slice(&(text >> skip).to_le_bytes());
        self.length -= 16 - (length + 1);
    }

    #[cold]
    fn large_cents_then(&mut self, magnitude: u64, end: u8) {
        self.decimal_then(magnitude / 100, b'.');
        self.fixed_then(&PAIRS[(magnitude % 100) as usize], end);
    }
}

/// The eight decimal digits of a number below a hundred million, as ASCII, the first in the lowest byte.
#[inline]
fn eight_digits(number: u32) -> u64 {
    let number = u64::from(number);
    // Halves of four digits, then of two, then of one, all at once in the bytes of one register.
    let fours = (number / 10_000) | (number % 10_000) << 32;
    let hundreds = (fours * 10_486) >> 20 & 0x0000_007f_0000_007f;
    let twos = hundreds | (fours - hundreds * 100) << 16;
    let tens = (twos * 103) >> 10 & 0x000f_000f_000f_000f;
    (tens | (twos - tens * 10) << 8) | 0x3030_3030_3030_3030
}

/// Copies the first and the last `N` bytes, which overlap where there are fewer than twice as many.
#[inline]
fn copy_ends<const N: usize>(room: &mut [u8], text: &[u8]) {
    if let (Some(to), Some(from)) = (room.first_chunk_mut::<N>(), text.first_chunk::<N>()) {
        *to = *from;
    }
    if let (Some(to), Some(from)) = (room.last_chunk_mut::<N>(), text.last_chunk::<N>()) {
        *to = *from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_texts_of_every_length() {
        let mut page = Page::with_capacity(2);
        let mut expected = Vec::new();
        for length in 0..80u8 {
            let text: Vec<u8> = (0..length).map(|at| at.wrapping_mul(7) ^ length).collect();
            page.push(&text);
            page.push_then(&text, b'|');
            expected.extend_from_slice(&text);
            expected.extend_from_slice(&text);
            expected.push(b'|');
        }
        assert_eq!(page.bytes(), expected);
        page.truncate(1);
        assert_eq!(page.bytes(), &expected[..1]);
    }

    #[test]
    fn h05_money_has_two_decimals_whatever_its_size() {
        for (cents, expected) in [
            (0, "0.00"),
            (5, "0.05"),
            (-5, "-0.05"),
            (99, "0.99"),
            (100, "1.00"),
            (1_000, "10.00"),
            (9_999, "99.99"),
            (10_000, "100.00"),
            (-123_456, "-1234.56"),
            (99_999_999_999_999, "999999999999.99"),
            (i64::MIN, "-92233720368547758.08"),
        ] {
            let mut page = Page::default();
            page.cents_then(cents, b';');
            assert_eq!(String::from_utf8_lossy(page.bytes()), format!("{expected};"));
        }
    }

    #[test]
    fn h05_every_count_of_digits_is_right() {
        for cents in (0..200_000).chain((0..100_000_000).step_by(9_973)).chain([99_999_999]) {
            let mut page = Page::default();
            page.cents_then(cents, b';');
            let expected = format!("{}.{:02}", cents / 100, cents % 100);
            assert_eq!(String::from_utf8_lossy(page.bytes()), format!("{expected};"));
        }
    }

    #[test]
    fn numbers_are_spelled_as_the_standard_library_does() {
        let powers = (0..20).map(|power| 10u64.pow(power));
        for number in powers.flat_map(|power| [power - 1, power, power + 1]).chain([u64::MAX]) {
            let mut page = Page::default();
            page.decimal_then(number, b';');
            assert_eq!(String::from_utf8_lossy(page.bytes()), format!("{number};"));
        }
    }
}
