//! What the bytes between two tags mean: line ends, entities, and the escapes that SpreadsheetML adds.

use crate::error::BadXml;

/// Appends to `out` what `raw` means as XML text: `\r\n` becomes `\n`, entities their character.
///
/// Only the five entities of XML and numeric ones exist: a document type declaration is refused elsewhere, so that
/// nothing can be expanded.
pub(crate) fn decode_xml(raw: &[u8], out: &mut Vec<u8>) -> Result<(), BadXml> {
    std::str::from_utf8(raw).map_err(|_| BadXml::Encoding)?;
    let mut rest = raw;
    while let Some(at) = memchr::memchr2(b'&', b'\r', rest) {
        out.extend_from_slice(&rest[..at]);
        rest = &rest[at + 1..];
        if raw[raw.len() - rest.len() - 1] == b'\r' {
            out.push(b'\n');
            rest = rest.strip_prefix(b"\n").unwrap_or(rest);
            continue;
        }
        let end = memchr::memchr(b';', rest).ok_or(BadXml::Entity)?;
        let character = entity(&rest[..end]).ok_or(BadXml::Entity)?;
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        rest = &rest[end + 1..];
    }
    out.extend_from_slice(rest);
    Ok(())
}

/// Appends the text of a CDATA section: only line ends are special in it.
pub(crate) fn decode_cdata(raw: &[u8], out: &mut Vec<u8>) -> Result<(), BadXml> {
    std::str::from_utf8(raw).map_err(|_| BadXml::Encoding)?;
    let mut rest = raw;
    while let Some(at) = memchr::memchr(b'\r', rest) {
        out.extend_from_slice(&rest[..at]);
        out.push(b'\n');
        rest = &rest[at + 1..];
        rest = rest.strip_prefix(b"\n").unwrap_or(rest);
    }
    out.extend_from_slice(rest);
    Ok(())
}

/// The character that an entity's name stands for.
pub(crate) fn entity(name: &[u8]) -> Option<char> {
    match name {
        b"amp" => return Some('&'),
        b"lt" => return Some('<'),
        b"gt" => return Some('>'),
        b"quot" => return Some('"'),
        b"apos" => return Some('\''),
        _ => {}
    }
    let (digits, radix) = match name {
        [b'#', b'x', digits @ ..] => (digits, 16),
        [b'#', digits @ ..] => (digits, 10),
        _ => return None,
    };
    if digits.is_empty() || !digits.iter().all(|digit| char::from(*digit).is_digit(radix)) {
        return None;
    }
    let number = u32::from_str_radix(std::str::from_utf8(digits).ok()?, radix).ok()?;
    char::from_u32(number).filter(|character| *character != '\0')
}

/// Replaces `_x000D_` and its like by the character meant, in `text` from `start` on.
///
/// An escape that names no character (half a surrogate pair) stays as it is.
pub(crate) fn decode_escapes(text: &mut Vec<u8>, start: usize) {
    if memchr::memmem::find(&text[start..], b"_x").is_none() {
        return;
    }
    let mut write = start;
    let mut read = start;
    while read < text.len() {
        if let Some(character) = escape(&text[read..]) {
            // Seven bytes become at most three, so what is written never passes what is read.
            write += character.encode_utf8(&mut text[write..]).len();
            read += ESCAPE_BYTES;
        } else {
            text[write] = text[read];
            write += 1;
            read += 1;
        }
    }
    text.truncate(write);
}

const ESCAPE_BYTES: usize = 7;

fn escape(text: &[u8]) -> Option<char> {
    let [b'_', b'x', digits @ .., b'_'] = text.get(..ESCAPE_BYTES)? else { return None };
    let mut number = 0;
    for digit in digits {
        number = number * 16 + char::from(*digit).to_digit(16)?;
    }
    char::from_u32(number)
}

/// Refuses a part that declares another encoding than UTF-8 (or ASCII), or is UTF-16; steps over a byte order mark.
pub(crate) fn check_encoding(start: &[u8]) -> Result<usize, BadXml> {
    let mark = check_mark(start)?;
    let rest = &start[mark..];
    if !rest.starts_with(b"<?xml") {
        return Ok(mark);
    }
    let declaration = &rest[..memchr::memmem::find(rest, b"?>").unwrap_or(rest.len())];
    let Some(at) = memchr::memmem::find(declaration, b"encoding") else { return Ok(mark) };
    let value = declaration[at + b"encoding".len()..].trim_ascii_start();
    let value = value.strip_prefix(b"=").unwrap_or(value).trim_ascii_start();
    let Some((quote, value)) = value.split_first() else { return Err(BadXml::Syntax) };
    let end = memchr::memchr(*quote, value).ok_or(BadXml::Syntax)?;
    match value[..end].to_ascii_lowercase().as_slice() {
        b"utf-8" | b"utf8" | b"us-ascii" | b"ascii" => Ok(mark),
        _ => Err(BadXml::Encoding),
    }
}

/// The length of a byte order mark, which must be that of UTF-8.
pub(crate) fn check_mark(start: &[u8]) -> Result<usize, BadXml> {
    match start {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Err(BadXml::Encoding),
        [0xef, 0xbb, 0xbf, ..] => Ok(3),
        _ => Ok(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(raw: &str) -> Result<String, BadXml> {
        let mut out = Vec::new();
        decode_xml(raw.as_bytes(), &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    fn escapes(raw: &str) -> String {
        let mut text = raw.as_bytes().to_vec();
        decode_escapes(&mut text, 0);
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn text_has_entities_and_line_ends_decoded() {
        assert_eq!(xml("a&amp;b&lt;&#65;&#x1F600;\r\nc\rd").unwrap(), "a&b<A\u{1f600}\nc\nd");
        assert_eq!(xml("&#13;").unwrap(), "\r");
        for bad in ["&", "&amp", "&foo;", "&#0;", "&#xD800;", "&#;", "&#x;", "&#+5;", "&#x110000;"]
        {
            assert_eq!(xml(bad), Err(BadXml::Entity), "{bad}");
        }
        assert_eq!(decode_xml(b"\xff", &mut Vec::new()), Err(BadXml::Encoding));
    }

    #[test]
    fn escapes_are_decoded_once() {
        assert_eq!(escapes("a_x000D__x000a_b"), "a\r\nb");
        assert_eq!(escapes("_x005F_x000D_"), "_x000D_");
        for same in ["_x000D", "_X000D_", "_xD800_", "_x00G0_", "__x", "_x"] {
            assert_eq!(escapes(same), same);
        }
        assert_eq!(escapes("__x0041_"), "_A");
        assert_eq!(escapes("ñ_x20AC_ñ"), "ñ€ñ");
    }

    #[test]
    fn only_utf8_is_read() {
        assert_eq!(check_encoding(b"<?xml version='1.0' encoding='UTF-8'?><a/>"), Ok(0));
        assert_eq!(check_encoding(b"\xef\xbb\xbf<a/>"), Ok(3));
        assert_eq!(check_encoding(b"<?xml encoding = \"utf-16\"?>"), Err(BadXml::Encoding));
        assert_eq!(check_encoding(b"\xff\xfe<\0"), Err(BadXml::Encoding));
        assert_eq!(check_encoding(b""), Ok(0));
    }
}
