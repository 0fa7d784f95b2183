//! Text as SpreadsheetML carries it.
//!
//! Two escapes lie one above the other: XML's own (`&amp;`), and the format's `_xHHHH_` for the characters that XML
//! cannot hold. A text that by chance looks like the second one has its underscore escaped, so that every string
//! comes back as it was given.

use super::page::Page;

/// Whether XML readers may drop white space at the ends of this text, unless they are told to keep it.
#[inline]
pub(super) fn needs_preserve(text: &str) -> bool {
    let bytes = text.as_bytes();
    let edge = |byte: Option<&u8>| byte.is_some_and(|byte| *byte <= b' ');
    edge(bytes.first()) || edge(bytes.last())
}

/// Appends text that goes between tags.
#[inline]
pub(super) fn push_text(page: &mut Page, text: &str) {
    if is_plain(text.as_bytes()) {
        page.push(text.as_bytes());
    } else {
        push_escaped(page, text);
    }
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// Whether none of eight bytes may need an escape: bytes below a space, `&`, `<`, `>`, `_`, and 0xEF, with which
/// U+FFFE and U+FFFF begin. The borrow of the subtraction can only add a false alarm above a true one.
#[inline]
fn is_plain_word(word: u64) -> bool {
    let equal = |byte: u8| {
        let difference = word ^ (ONES * byte as u64);
        difference.wrapping_sub(ONES) & !difference
    };
    let below_space = word.wrapping_sub(ONES * 0x20) & !word;
    let any = below_space | equal(b'&') | equal(b'<') | equal(b'>') | equal(b'_') | equal(0xef);
    any & HIGHS == 0
}

#[inline]
fn is_plain(bytes: &[u8]) -> bool {
    let word = |bytes: &[u8]| {
        let mut block = [b' '; 8];
        block[..bytes.len()].copy_from_slice(bytes);
        u64::from_le_bytes(block)
    };
    let (words, tail) = bytes.as_chunks::<8>();
    words.iter().all(|chunk| is_plain_word(u64::from_le_bytes(*chunk))) && is_plain_word(word(tail))
}

#[cold]
fn push_escaped(page: &mut Page, text: &str) {
    let mut kept = 0;
    for (at, character) in text.char_indices() {
        let replacement: Option<&[u8]> = match character {
            '&' => Some(b"&amp;"),
            '<' => Some(b"&lt;"),
            '>' => Some(b"&gt;"),
            '\t' | '\n' => None,
            '_' if looks_escaped(&text.as_bytes()[at..]) => Some(b"_x005F_"),
            // A bare carriage return would come back as a line feed: XML says so.
            '\0'..'\x20' | '\u{fffe}' | '\u{ffff}' => {
                page.push(&text.as_bytes()[kept..at]);
                page.push(format!("_x{:04X}_", character as u32).as_bytes());
                kept = at + character.len_utf8();
                None
            }
            _ => None,
        };
        if let Some(replacement) = replacement {
            page.push(&text.as_bytes()[kept..at]);
            page.push(replacement);
            kept = at + character.len_utf8();
        }
    }
    page.push(&text.as_bytes()[kept..]);
}

/// Whether the bytes begin with something that readers would take for `_xHHHH_`.
fn looks_escaped(bytes: &[u8]) -> bool {
    bytes.len() >= 7
        && bytes[1] == b'x'
        && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
        && bytes[6] == b'_'
}

/// A text for an attribute's value, in double quotes.
pub(super) fn attribute(text: &str) -> String {
    let mut page = Page::with_capacity(text.len() + 16);
    push_text(&mut page, text);
    String::from_utf8_lossy(page.bytes()).replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let mut page = Page::with_capacity(1);
        push_text(&mut page, text);
        assert_eq!(String::from_utf8_lossy(page.bytes()), expected);
    }

    #[test]
    fn plain_text_stays() {
        for text in
            ["", "A", "ÑAUPARI & HIJOS".trim_end_matches("& HIJOS"), "a_b", "_x00_", "０１２"]
        {
            check(text, text);
        }
        check("dos\nlíneas\ty tabulador", "dos\nlíneas\ty tabulador");
    }

    #[test]
    fn every_special_byte_is_seen_wherever_it_stands() {
        for (special, escape) in
            [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "_x000D_"), ("\0", "_x0000_")]
        {
            for length in 0..20 {
                for at in 0..=length {
                    let (left, right) = ("é".repeat(at), "z".repeat(length - at));
                    check(&format!("{left}{special}{right}"), &format!("{left}{escape}{right}"));
                }
            }
        }
    }

    #[test]
    fn what_looks_like_an_escape_is_escaped() {
        check("_x0041_", "_x005F_x0041_");
        check("a_x000d_x0041_", "a_x005F_x000d_x005F_x0041_");
        check("\u{ffff}\u{1f}", "_xFFFF__x001F_");
    }

    #[test]
    fn attributes_carry_quotes() {
        assert_eq!(attribute("a\"b<c"), "a&quot;b&lt;c");
    }
}
