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
        let room = self.take(text.len());
        match text.len() {
            0 => {}
            1..=3 => {
                let last = text.len() - 1;
                room[0] = text[0];
                room[last / 2 + last % 2] = text[last / 2 + last % 2];
                room[last] = text[last];
            }
            4..=7 => copy_ends::<4>(room, text),
            8..=16 => copy_ends::<8>(room, text),
            17..=32 => copy_ends::<16>(room, text),
            _ => room.copy_from_slice(text),
        }
    }

    /// Appends a whole number.
    #[inline]
    pub(super) fn decimal(&mut self, mut number: u64) {
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
        self.push(&digits[at..]);
    }

    /// Appends `-1234.50`, given in hundredths.
    #[inline]
    pub(super) fn cents(&mut self, cents: i64) {
        let magnitude = cents.unsigned_abs();
        if cents < 0 {
            self.byte(b'-');
        }
        self.decimal(magnitude / 100);
        let [tens, ones] = PAIRS[(magnitude % 100) as usize];
        self.take(3).copy_from_slice(&[b'.', tens, ones]);
    }
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
            expected.extend_from_slice(&text);
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
            page.cents(cents);
            assert_eq!(String::from_utf8_lossy(page.bytes()), expected);
        }
    }

    #[test]
    fn numbers_are_spelled_as_the_standard_library_does() {
        let powers = (0..20).map(|power| 10u64.pow(power));
        for number in powers.flat_map(|power| [power - 1, power, power + 1]).chain([u64::MAX]) {
            let mut page = Page::default();
            page.decimal(number);
            assert_eq!(String::from_utf8_lossy(page.bytes()), number.to_string());
        }
    }
}
