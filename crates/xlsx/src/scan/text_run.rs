//! Text up to the next tag, if it stands for itself.

use crate::scan::window::View;

/// The length of the text from `at` to the next `<`, if its bytes are what it means: valid UTF-8 without entities, line
/// ends to be changed, or escapes. `None` also where the view ends first.
#[inline(always)]
pub(crate) fn plain_length(view: View<'_>, at: usize) -> Option<usize> {
    let run = find_end(view, at)?;
    if run.has_special || run.has_rare {
        let text = &view.bytes()[at..at + run.length];
        let is_plain = !run.has_special || has_no_meaning(text);
        if !is_plain || std::str::from_utf8(text).is_err() {
            return None;
        }
    }
    Some(run.length)
}

struct Run {
    length: usize,
    /// Whether there is an `&`, a carriage return or an underscore.
    has_special: bool,
    /// Whether there are bytes other than ASCII and two-byte sequences (Latin, Greek, Cyrillic, ...).
    has_rare: bool,
}

#[cold]
fn has_no_meaning(text: &[u8]) -> bool {
    memchr::memchr2(b'&', b'\r', text).is_none() && memchr::memmem::find(text, b"_x").is_none()
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn find_end(view: View<'_>, at: usize) -> Option<Run> {
    let mut place = at;
    let (mut special, mut rare) = (0, 0);
    // Whether the last byte begins a sequence of two.
    let mut begun = 0;
    while place < view.end() {
        // SAFETY: 32 bytes can be read at any place of a view.
        let marks = unsafe { sse2::marks(view.pointer(place)) };
        let before = marks.ends.trailing_zeros();
        let kept = 1_u32.checked_shl(before).unwrap_or(0).wrapping_sub(1);
        special |= marks.specials & kept;
        if marks.wides & kept | begun != 0 {
            // SAFETY: as above.
            let (leads, trails) = unsafe { sse2::pairs(view.pointer(place)) };
            let expected = leads << 1 | begun;
            // Each wide byte is one of a pair, and what follows a lead is a trail, never the tag.
            rare |= (marks.wides ^ (leads | trails) | trails ^ expected) & kept;
            rare |= expected & marks.ends & marks.ends.wrapping_neg();
            begun = leads >> 31;
        }
        if marks.ends != 0 {
            let length = place - at + before as usize;
            return Some(Run { length, has_special: special != 0, has_rare: rare != 0 });
        }
        place += 32;
    }
    None
}

/// Bits for 32 bytes; the first byte has the lowest bit.
#[cfg(target_arch = "x86_64")]
mod sse2 {
    use std::arch::x86_64::{
        __m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_cmplt_epi8, _mm_loadu_si128,
        _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
    };

    pub(super) struct Marks {
        /// `<`.
        pub(super) ends: u32,
        /// `&`, carriage return, underscore.
        pub(super) specials: u32,
        /// Anything beyond ASCII.
        pub(super) wides: u32,
    }

    /// # Safety
    ///
    /// 32 bytes can be read at `from`.
    #[inline(always)]
    pub(super) unsafe fn marks(from: *const u8) -> Marks {
        // SAFETY: SSE2 belongs to x86-64; the bytes can be read by the caller's promise.
        unsafe {
            let (low, high) = halves(from);
            let specials = |bytes| {
                let some = _mm_or_si128(equal(bytes, b'&'), equal(bytes, b'\r'));
                _mm_or_si128(some, equal(bytes, b'_'))
            };
            Marks {
                ends: bits(equal(low, b'<'), equal(high, b'<')),
                specials: bits(specials(low), specials(high)),
                // A byte beyond ASCII has its sign set already.
                wides: bits(low, high),
            }
        }
    }

    /// The first bytes of two-byte sequences (0xC2 to 0xDF), and the bytes that continue any (0x80 to 0xBF).
    ///
    /// # Safety
    ///
    /// 32 bytes can be read at `from`.
    #[inline(always)]
    pub(super) unsafe fn pairs(from: *const u8) -> (u32, u32) {
        // SAFETY: as above.
        unsafe {
            let (low, high) = halves(from);
            let at = |byte: u8| _mm_set1_epi8(byte as i8);
            // Signed, 0x80 is the least and 0xFF is -1.
            let leads = |bytes| {
                let not_less = _mm_cmpgt_epi8(bytes, at(0xc1));
                _mm_and_si128(not_less, _mm_cmplt_epi8(bytes, at(0xe0)))
            };
            let trails = |bytes| _mm_cmplt_epi8(bytes, at(0xc0));
            (bits(leads(low), leads(high)), bits(trails(low), trails(high)))
        }
    }

    #[inline(always)]
    unsafe fn halves(from: *const u8) -> (__m128i, __m128i) {
        // SAFETY: as above.
        unsafe { (_mm_loadu_si128(from.cast()), _mm_loadu_si128(from.add(16).cast())) }
    }

    #[inline(always)]
    fn equal(bytes: __m128i, byte: u8) -> __m128i {
        // SAFETY: SSE2 belongs to x86-64.
        unsafe { _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte as i8)) }
    }

    #[inline(always)]
    fn bits(low: __m128i, high: __m128i) -> u32 {
        // SAFETY: SSE2 belongs to x86-64.
        let (low, high) = unsafe { (_mm_movemask_epi8(low), _mm_movemask_epi8(high)) };
        low as u32 | (high as u32) << 16
    }
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn find_end(view: View<'_>, at: usize) -> Option<Run> {
    let length = memchr::memchr(b'<', &view.bytes()[at..])?;
    Some(Run { length, has_special: true, has_rare: true })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::blocks::PAD;

    fn length_of(text: &[u8]) -> Option<usize> {
        let mut padded = text.to_vec();
        padded.resize(text.len() + PAD, 0);
        plain_length(View::new(&padded, false), 0)
    }

    #[test]
    fn text_ends_at_the_tag() {
        for length in 0..100 {
            let text = "x".repeat(length) + "<y";
            assert_eq!(length_of(text.as_bytes()), Some(length));
            assert_eq!(length_of(&text.as_bytes()[..length]), None);
            for special in ["&", "\r", "_x0041_", "\u{80}", "ñ", "€", "😀"] {
                let expected =
                    (special.len() < 5 && special.len() > 1).then_some(length + special.len());
                assert_eq!(
                    length_of(text.replace('<', &format!("{special}<")).as_bytes()),
                    expected
                );
            }
        }
        assert_eq!(length_of(b"a_b_<"), Some(4));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

        #[test]
        fn text_is_utf8_or_refused(mut text in prop::collection::vec(
            prop_oneof![4 => Just(b'a'), 3 => Just(0xc3), 3 => Just(0xb1), 1 => 0x80..=0xff_u8], 0..80)) {
            let valid = std::str::from_utf8(&text).is_ok();
            let length = text.len();
            text.push(b'<');
            text.extend_from_slice(b"\xb1\xc3");
            prop_assert_eq!(length_of(&text), valid.then_some(length));
        }

        #[test]
        fn accents_are_utf8(text in "[a-zñÑáéíóúü]{0,80}") {
            prop_assert_eq!(length_of(format!("{text}<").as_bytes()), Some(text.len()));
        }
    }
}
