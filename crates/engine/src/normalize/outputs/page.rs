//! A page of bytes that is cheap to append short values to.
//!
//! A bulk row is twenty values of about ten bytes. Calling `memcpy` for each would cost more than making them, so short
//! values are copied as two overlapping blocks of known length. The place where the next value goes is handed from one
//! value to the next and not kept in the page, so that it can stay in a register for a whole row.

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

    /// The room for `count` bytes from `at` on.
    #[inline]
    fn room(&mut self, at: usize, count: usize) -> &mut [u8] {
        if self.bytes.len() < at + count {
            self.grow(at + count);
        }
        &mut self.bytes[at..at + count]
    }

    #[cold]
    fn grow(&mut self, wanted: usize) {
        self.bytes.resize(wanted.max(self.bytes.len() + self.bytes.len() / 2), 0);
    }

    /// Says that all up to `at` has been written.
    #[inline]
    pub(super) fn end_at(&mut self, at: usize) {
        self.length = at;
    }

    /// Appends one byte.
    pub(super) fn byte(&mut self, byte: u8) {
        self.push(&[byte]);
    }

    /// Appends bytes of any length.
    #[inline]
    pub(super) fn push(&mut self, text: &[u8]) {
        let at = self.length;
        self.room(at, text.len()).copy_from_slice(text);
        self.length = at + text.len();
    }

    /// Puts one byte at `at`; where the next one goes.
    #[inline]
    pub(super) fn put_byte(&mut self, at: usize, byte: u8) -> usize {
        self.room(at, 1)[0] = byte;
        at + 1
    }

    /// Puts a value of known length and a byte at `at`; where the next one goes.
    #[inline]
    pub(super) fn put_fixed<const N: usize>(
        &mut self,
        at: usize,
        value: &[u8; N],
        end: u8,
    ) -> usize {
        let room = self.room(at, N + 1);
        room[..N].copy_from_slice(value);
        room[N] = end;
        at + N + 1
    }

    /// Puts bytes of any length and a byte at `at`; where the next one goes.
    #[inline]
    pub(super) fn put(&mut self, at: usize, text: &[u8], end: u8) -> usize {
        let length = text.len();
        let room = self.room(at, length + 1);
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
        at + length + 1
    }

    /// Puts a whole number and a byte at `at`; where the next one goes.
    #[inline]
    pub(super) fn put_decimal(&mut self, at: usize, mut number: u64, end: u8) -> usize {
        let mut digits = [0u8; 20];
        let mut first = digits.len();
        while number >= 100 {
            first -= 2;
            digits[first..first + 2].copy_from_slice(&PAIRS[(number % 100) as usize]);
            number /= 100;
        }
        let pair = PAIRS[number as usize];
        first -= 1;
        digits[first] = pair[1];
        if number >= 10 {
            first -= 1;
            digits[first] = pair[0];
        }
        self.put(at, &digits[first..], end)
    }

    /// Puts `-1234.50`, given in hundredths, and a byte at `at`; where the next one goes.
    #[inline]
    pub(super) fn put_cents(&mut self, at: usize, cents: i64, end: u8) -> usize {
        let magnitude = cents.unsigned_abs();
        let at = if cents < 0 { self.put_byte(at, b'-') } else { at };
        if magnitude >= 100_000_000 {
            return self.put_large_cents(at, magnitude, end);
        }
        // Digits without a loop: how many there are differs from row to row, and no processor guesses it.
        let digits = eight_digits(magnitude as u32);
        let whole = digits & 0x0000_ffff_ffff_ffff;
        let zeros = (whole & 0x000f_0f0f_0f0f) | 1 << 40;
        let skip = zeros.trailing_zeros() & !7;
        let text = u128::from(whole)
            | u128::from(b'.') << 48
            | u128::from(digits >> 48) << 56
            | u128::from(end) << 72;
        // Sixteen bytes are written; what is beyond the text and the end is written over.
        self.room(at, 16).copy_from_slice(&(text >> skip).to_le_bytes());
        at + 10 - (skip / 8) as usize
    }

    #[cold]
    fn put_large_cents(&mut self, at: usize, magnitude: u64, end: u8) -> usize {
        let at = self.put_decimal(at, magnitude / 100, b'.');
        self.put_fixed(at, &PAIRS[(magnitude % 100) as usize], end)
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
            let at = page.put(page.len(), &text, b'|');
            page.end_at(at);
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
            let at = page.put_cents(0, cents, b';');
            page.end_at(at);
            assert_eq!(String::from_utf8_lossy(page.bytes()), format!("{expected};"));
        }
    }

    #[test]
    fn h05_every_count_of_digits_is_right() {
        for cents in (0..200_000).chain((0..100_000_000).step_by(9_973)).chain([99_999_999]) {
            let mut page = Page::default();
            let at = page.put_cents(0, cents, b';');
            page.end_at(at);
            let expected = format!("{}.{:02}", cents / 100, cents % 100);
            assert_eq!(String::from_utf8_lossy(page.bytes()), format!("{expected};"));
        }
    }

    #[test]
    fn numbers_are_spelled_as_the_standard_library_does() {
        let powers = (0..20).map(|power| 10u64.pow(power));
        for number in powers.flat_map(|power| [power - 1, power, power + 1]).chain([u64::MAX]) {
            let mut page = Page::default();
            let at = page.put_decimal(0, number, b';');
            page.end_at(at);
            assert_eq!(String::from_utf8_lossy(page.bytes()), format!("{number};"));
        }
    }
}
