//! Marks the bytes that structure delimited text, 64 at a time.
//!
//! A mask says where a block's delimiters, quotes, line ends and bytes above 0x7F stand, bit by bit. Who splits the
//! text visits set bits only. What a quote means is decided there.

/// Where the structural bytes of 64 bytes stand; bit 0 is the first byte.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Masks {
    /// Delimiters.
    pub delimiter: u64,
    /// Quotes.
    pub quote: u64,
    /// `\n`, and `\r` unless a `\n` follows it in the same block.
    pub line: u64,
    /// Bytes that are not ASCII.
    pub high: u64,
}

/// A byte that UTF-8 never has: give it where there is no delimiter or no quote.
pub const NEVER: u8 = 0xff;

/// Replaces `masks` by those of `text`, one for each 64 bytes begun.
pub fn mark(text: &[u8], delimiter: u8, quote: u8, masks: &mut Vec<Masks>) {
    masks.clear();
    masks.reserve(text.len() / 64 + 1);
    let (blocks, rest) = text.as_chunks::<64>();
    mark_blocks(blocks, delimiter, quote, masks);
    if !rest.is_empty() {
        let mut last = [0u8; 64];
        last[..rest.len()].copy_from_slice(rest);
        let mut mask = portable(&last, delimiter, quote);
        let inside = (1u64 << rest.len()) - 1;
        mask.delimiter &= inside;
        mask.quote &= inside;
        masks.push(mask);
    }
}

#[cfg(target_arch = "x86_64")]
fn mark_blocks(blocks: &[[u8; 64]], delimiter: u8, quote: u8, masks: &mut Vec<Masks>) {
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the processor has AVX2.
        unsafe { mark_avx2(blocks, delimiter, quote, masks) }
    } else {
        mark_sse2(blocks, delimiter, quote, masks);
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn mark_blocks(blocks: &[[u8; 64]], delimiter: u8, quote: u8, masks: &mut Vec<Masks>) {
    masks.extend(blocks.iter().map(|block| portable(block, delimiter, quote)));
}

#[inline]
fn masks_of(delimiter: u64, quote: u64, line_feed: u64, carriage: u64, high: u64) -> Masks {
    Masks { delimiter, quote, line: line_feed | (carriage & !(line_feed >> 1)), high }
}

/// The masks of a block, on any machine.
fn portable(block: &[u8; 64], delimiter: u8, quote: u8) -> Masks {
    let bits = |wanted: fn(u8, u8) -> bool, sign: u8| {
        block
            .iter()
            .enumerate()
            .fold(0u64, |mask, (at, byte)| mask | u64::from(wanted(*byte, sign)) << at)
    };
    let equal: fn(u8, u8) -> bool = |byte, sign| byte == sign;
    let above: fn(u8, u8) -> bool = |byte, sign| byte >= sign;
    masks_of(
        bits(equal, delimiter),
        bits(equal, quote),
        bits(equal, b'\n'),
        bits(equal, b'\r'),
        bits(above, 0x80),
    )
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn mark_avx2(blocks: &[[u8; 64]], delimiter: u8, quote: u8, masks: &mut Vec<Masks>) {
    use std::arch::x86_64::*;
    let signs = [delimiter, quote, b'\n', b'\r'].map(|sign| _mm256_set1_epi8(sign as i8));
    for block in blocks {
        let at = block.as_ptr().cast::<__m256i>();
        // SAFETY: the block has 64 bytes, and the load needs no alignment.
        let halves = unsafe { [_mm256_loadu_si256(at), _mm256_loadu_si256(at.add(1))] };
        let join = |low: __m256i, high: __m256i| {
            u64::from(_mm256_movemask_epi8(low) as u32)
                | u64::from(_mm256_movemask_epi8(high) as u32) << 32
        };
        let equal = |sign: __m256i| {
            join(_mm256_cmpeq_epi8(halves[0], sign), _mm256_cmpeq_epi8(halves[1], sign))
        };
        masks.push(masks_of(
            equal(signs[0]),
            equal(signs[1]),
            equal(signs[2]),
            equal(signs[3]),
            join(halves[0], halves[1]),
        ));
    }
}

#[cfg(target_arch = "x86_64")]
fn mark_sse2(blocks: &[[u8; 64]], delimiter: u8, quote: u8, masks: &mut Vec<Masks>) {
    use std::arch::x86_64::*;
    // SAFETY: every x86-64 has SSE2; a block has 64 bytes, and the loads need no alignment.
    unsafe {
        let signs = [delimiter, quote, b'\n', b'\r'].map(|sign| _mm_set1_epi8(sign as i8));
        for block in blocks {
            let at = block.as_ptr().cast::<__m128i>();
            let parts: [__m128i; 4] = std::array::from_fn(|part| _mm_loadu_si128(at.add(part)));
            let join = |of: &dyn Fn(__m128i) -> __m128i| {
                parts.iter().enumerate().fold(0u64, |mask, (part, bytes)| {
                    mask | u64::from(_mm_movemask_epi8(of(*bytes)) as u16) << (part * 16)
                })
            };
            let equal = |sign: __m128i| join(&|bytes| _mm_cmpeq_epi8(bytes, sign));
            masks.push(masks_of(
                equal(signs[0]),
                equal(signs[1]),
                equal(signs[2]),
                equal(signs[3]),
                join(&|bytes| bytes),
            ));
        }
    }
}

/// Whether `text`, marked by `masks`, is UTF-8: only its bytes above 0x7F are looked at.
pub fn is_utf8(text: &[u8], masks: &[Masks]) -> bool {
    let mut done = 0;
    for (block, mask) in masks.iter().enumerate() {
        let base = block * 64;
        let mut high = mask.high & from_bit(done - base.min(done));
        while high != 0 {
            let at = base + high.trailing_zeros() as usize;
            done = match text[at..] {
                // Nearly all letters above ASCII in Latin text are of two bytes.
                [0xc2..=0xdf, 0x80..=0xbf, ..] => at + 2,
                _ => match end_of_run(text, at) {
                    Some(end) => end,
                    None => return false,
                },
            };
            high &= from_bit(done - base);
        }
    }
    true
}

/// All bits from `bit` on.
#[inline]
fn from_bit(bit: usize) -> u64 {
    if bit < 64 { u64::MAX << bit } else { 0 }
}

/// The end of the run of bytes above 0x7F that begins at `at`, if it is UTF-8.
#[cold]
fn end_of_run(text: &[u8], at: usize) -> Option<usize> {
    let run = text[at..].iter().take_while(|byte| **byte >= 0x80).count();
    std::str::from_utf8(&text[at..at + run]).is_ok().then_some(at + run)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn line_ends_of_pairs_are_marked_once() {
        let mut masks = Vec::new();
        mark(b"a,\"b\"\r\nc\rd\n", b',', b'"', &mut masks);
        assert_eq!(
            masks[0],
            Masks { delimiter: 0b10, quote: 0b10100, line: 0b101_0100_0000, high: 0 }
        );
    }

    #[test]
    fn bytes_beyond_the_text_are_nothing() {
        let mut masks = Vec::new();
        mark(b"a", 0, 0, &mut masks);
        assert_eq!(masks, [Masks::default()]);
    }

    proptest! {
        #[test]
        fn every_way_of_marking_agrees(blocks in prop::collection::vec(prop::array::uniform32(0u8..), 0..8)) {
            let text: Vec<u8> = blocks.concat();
            let mut masks = Vec::new();
            mark(&text, b',', b'"', &mut masks);
            for (block, mask) in text.as_chunks::<64>().0.iter().zip(&masks) {
                prop_assert_eq!(portable(block, b',', b'"'), *mask);
            }
            #[cfg(target_arch = "x86_64")]
            {
                let mut older = Vec::new();
                mark_sse2(text.as_chunks::<64>().0, b',', b'"', &mut older);
                prop_assert_eq!(&older[..], &masks[..older.len()]);
            }
        }

        #[test]
        fn utf8_is_judged_as_the_standard_library_does(text in prop::collection::vec(prop_oneof![
            8 => 0u8..0x80,
            2 => Just(0xc3u8),
            3 => 0x80u8..0xc0,
            1 => 0xc0u8..,
        ], 0..200)) {
            let mut masks = Vec::new();
            mark(&text, b',', b'"', &mut masks);
            prop_assert_eq!(is_utf8(&text, &masks), std::str::from_utf8(&text).is_ok());
        }

        #[test]
        fn utf8_text_is_utf8(text in "\\PC{0,300}") {
            let mut masks = Vec::new();
            mark(text.as_bytes(), b',', b'"', &mut masks);
            prop_assert!(is_utf8(text.as_bytes(), &masks));
        }
    }
}
