//! A growing page of bytes that is cheap to append small known pieces to.
//!
//! Cells are made of the same few fragments again and again. A fragment is stored in a block of fixed size, so that
//! appending it is one copy of known length (what it copies too much is overwritten by the next one) and not a call.

/// A fragment of at most `N` bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block<const N: usize> {
    bytes: [u8; N],
    length: u8,
}

impl<const N: usize> Block<N> {
    /// The fragment `text`; what does not fit in `N` bytes is a mistake of this crate.
    pub(super) const fn new(text: &[u8]) -> Block<N> {
        assert!(text.len() <= N && N <= 255, "the fragment is longer than its block");
        let mut bytes = [0; N];
        let mut index = 0;
        while index < text.len() {
            bytes[index] = text[index];
            index += 1;
        }
        Block { bytes, length: text.len() as u8 }
    }

    /// How long the fragment is.
    #[inline]
    pub(super) const fn len(&self) -> usize {
        self.length as usize
    }
}

/// Bytes written so far, and room for more.
#[derive(Clone, Debug)]
pub(super) struct Page {
    /// All of it is initialised; only the first `length` bytes have been written.
    bytes: Vec<u8>,
    length: usize,
}

impl Page {
    /// A page with room for `capacity` bytes before it grows.
    pub(super) fn with_capacity(capacity: usize) -> Page {
        Page { bytes: vec![0; capacity], length: 0 }
    }

    /// What has been written.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// Forgets what has been written, and keeps the room.
    pub(super) fn clear(&mut self) {
        self.length = 0;
    }

    /// How many bytes have been written.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// Takes back what was written after the first `length` bytes.
    #[inline]
    pub(super) fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    /// Makes room for `more` bytes.
    #[inline]
    fn reserve(&mut self, more: usize) {
        if self.bytes.len() - self.length < more {
            self.grow(more);
        }
    }

    #[cold]
    fn grow(&mut self, more: usize) {
        let wanted = (self.length + more).max(self.bytes.len() + self.bytes.len() / 2);
        self.bytes.resize(wanted, 0);
    }

    /// Appends a fragment.
    #[inline]
    pub(super) fn block<const N: usize>(&mut self, block: &Block<N>) {
        self.reserve(N);
        self.bytes[self.length..self.length + N].copy_from_slice(&block.bytes);
        self.length += block.length as usize;
    }

    /// Appends bytes of any length.
    #[inline]
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.reserve(bytes.len());
        self.bytes[self.length..self.length + bytes.len()].copy_from_slice(bytes);
        self.length += bytes.len();
    }

    /// Appends a whole number in decimal.
    #[inline]
    pub(super) fn decimal(&mut self, number: u64) {
        let (bytes, start) = decimal(number);
        self.push(&bytes[start..]);
    }
}

/// A number's digits, right-aligned in 20 bytes, and where they begin.
#[inline]
pub(super) fn decimal(mut number: u64) -> ([u8; 20], usize) {
    let mut bytes = [b'0'; 20];
    let mut start = 20;
    loop {
        start -= 1;
        bytes[start] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return (bytes, start);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_holds_what_was_appended() {
        let mut page = Page::with_capacity(3);
        page.block(&Block::<16>::new(b"<c r=\""));
        page.push(b"AB");
        page.decimal(0);
        page.decimal(u64::MAX);
        page.block(&Block::<8>::new(b""));
        page.block(&Block::<3>::new(b"\"/>"));
        assert_eq!(page.bytes(), b"<c r=\"AB018446744073709551615\"/>");
        page.truncate(2);
        assert_eq!(page.bytes(), b"<c");
    }
}
