//! Text up to the next tag, if it stands for itself.

use crate::scan::window::View;

/// The length of the text from `at` to the next `<`, if its bytes are what it means: valid UTF-8 without entities, line
/// ends to be changed, or escapes. `None` also where the view ends first.
#[inline(always)]
pub(crate) fn plain_length(view: View<'_>, at: usize) -> Option<usize> {
    let run = find_end(view, at)?;
    if run.has_special || run.has_wide {
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
    /// Whether there is anything beyond ASCII.
    has_wide: bool,
}

#[cold]
fn has_no_meaning(text: &[u8]) -> bool {
    memchr::memchr2(b'&', b'\r', text).is_none() && memchr::memmem::find(text, b"_x").is_none()
}

#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn find_end(view: View<'_>, at: usize) -> Option<Run> {
    use std::arch::x86_64::{
        _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_or_si128, _mm_set1_epi8,
    };
    let mut place = at;
    let (mut special, mut wide) = (0, 0);
    while place < view.end() {
        // SAFETY: SSE2 belongs to x86-64, and 16 bytes can be read at any place of the view.
        let (ends, specials, wides) = unsafe {
            let bytes = _mm_loadu_si128(view.pointer(place).cast());
            let equal = |byte: u8| _mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte as i8));
            let marks = _mm_or_si128(_mm_or_si128(equal(b'&'), equal(b'\r')), equal(b'_'));
            let bits = |marks| _mm_movemask_epi8(marks) as u32;
            // A byte beyond ASCII has its sign set already.
            (bits(equal(b'<')), bits(marks), bits(bytes))
        };
        if ends != 0 {
            let before = ends.trailing_zeros();
            let kept = (1 << before) - 1;
            let length = place - at + before as usize;
            let has_special = (special | specials & kept) != 0;
            return Some(Run { length, has_special, has_wide: (wide | wides & kept) != 0 });
        }
        special |= specials;
        wide |= wides;
        place += 16;
    }
    None
}

#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn find_end(view: View<'_>, at: usize) -> Option<Run> {
    let length = memchr::memchr(b'<', &view.bytes()[at..])?;
    Some(Run { length, has_special: true, has_wide: true })
}
