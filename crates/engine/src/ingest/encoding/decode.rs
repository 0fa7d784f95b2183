//! Decodes a stream of bytes into UTF-8, whatever the pieces that it comes in.

use super::Encoding;
use super::codepage::{Page, Upper};
use encoding_rs::CoderResult;

/// Turns the bytes of one file into UTF-8.
pub struct Decoder {
    encoding: Encoding,
    upper: Upper,
    utf16: Option<encoding_rs::Decoder>,
    /// Bytes at the end of the last piece that may begin a sequence.
    held: Vec<u8>,
}

impl Decoder {
    /// A decoder for text after its byte order mark.
    pub fn new(encoding: Encoding) -> Decoder {
        let (page, utf16) = match encoding {
            Encoding::Utf8 | Encoding::Windows1252 => (Page::Windows1252, None),
            Encoding::Cp850 => (Page::Cp850, None),
            Encoding::MacRoman => (Page::MacRoman, None),
            Encoding::Utf16Le => (Page::Windows1252, Some(encoding_rs::UTF_16LE)),
            Encoding::Utf16Be => (Page::Windows1252, Some(encoding_rs::UTF_16BE)),
        };
        Decoder {
            encoding,
            upper: Upper::of(page),
            utf16: utf16.map(|encoding| encoding.new_decoder_without_bom_handling()),
            held: Vec::new(),
        }
    }

    /// Appends the text of `bytes` to `out`, and to `foreign` the place in `out` of each character that was in
    /// another encoding than the file's, or in none. At the end of the file, `last` releases a cut sequence.
    pub fn decode(
        &mut self,
        bytes: &[u8],
        last: bool,
        out: &mut Vec<u8>,
        foreign: &mut Vec<usize>,
    ) {
        if let Some(decoder) = &mut self.utf16 {
            decode_utf16(decoder, bytes, last, out, foreign);
            return;
        }
        let joined;
        let mut bytes = bytes;
        if !self.held.is_empty() {
            self.held.extend_from_slice(bytes);
            joined = std::mem::take(&mut self.held);
            bytes = &joined;
        }
        let sequences = matches!(self.encoding, Encoding::Utf8 | Encoding::Windows1252);
        if sequences && !last {
            let cut = bytes.len() - cut_sequence(bytes);
            self.held.extend_from_slice(&bytes[cut..]);
            bytes = &bytes[..cut];
        }
        match self.encoding {
            Encoding::Utf8 => self.decode_utf8(bytes, out, foreign),
            Encoding::Windows1252 => self.decode_1252(bytes, out, foreign),
            _ => self.decode_page(bytes, out),
        }
    }

    fn decode_utf8(&self, mut bytes: &[u8], out: &mut Vec<u8>, foreign: &mut Vec<usize>) {
        while !bytes.is_empty() {
            let valid = match std::str::from_utf8(bytes) {
                Ok(_) => bytes.len(),
                Err(error) => error.valid_up_to(),
            };
            out.extend_from_slice(&bytes[..valid]);
            let Some(byte) = bytes.get(valid) else { break };
            foreign.push(out.len());
            self.push_byte(*byte, out);
            bytes = &bytes[valid + 1..];
        }
    }

    fn decode_1252(&self, mut bytes: &[u8], out: &mut Vec<u8>, foreign: &mut Vec<usize>) {
        while !bytes.is_empty() {
            let plain = encoding_rs::Encoding::ascii_valid_up_to(bytes);
            out.extend_from_slice(&bytes[..plain]);
            bytes = &bytes[plain..];
            let Some(byte) = bytes.first() else { break };
            let length = latin_sequence(bytes);
            if length > 0 {
                foreign.push(out.len());
                out.extend_from_slice(&bytes[..length]);
                bytes = &bytes[length..];
            } else {
                self.push_byte(*byte, out);
                bytes = &bytes[1..];
            }
        }
    }

    fn decode_page(&self, mut bytes: &[u8], out: &mut Vec<u8>) {
        while !bytes.is_empty() {
            let plain = encoding_rs::Encoding::ascii_valid_up_to(bytes);
            out.extend_from_slice(&bytes[..plain]);
            let Some(byte) = bytes.get(plain) else { break };
            self.push_byte(*byte, out);
            bytes = &bytes[plain + 1..];
        }
    }

    fn push_byte(&self, byte: u8, out: &mut Vec<u8>) {
        let mut buffer = [0; 4];
        out.extend_from_slice(self.upper.char(byte).encode_utf8(&mut buffer).as_bytes());
    }
}

/// The length of a UTF-8 sequence at the start of `bytes` that spells a letter or sign a Latin text uses; else 0.
///
/// In Windows-1252 the same bytes would be two or three signs such as `Ã‘`, which nobody writes.
fn latin_sequence(bytes: &[u8]) -> usize {
    let length = match bytes[0] {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => return 0,
    };
    let Some(letter) = bytes
        .get(..length)
        .and_then(|sequence| std::str::from_utf8(sequence).ok())
        .and_then(|text| text.chars().next())
    else {
        return 0;
    };
    let latin = matches!(letter, '\u{a0}'..='\u{17f}' | '\u{2010}'..='\u{203a}' | '€' | '\u{feff}');
    if latin { length } else { 0 }
}

fn decode_utf16(
    decoder: &mut encoding_rs::Decoder,
    mut bytes: &[u8],
    last: bool,
    out: &mut Vec<u8>,
    foreign: &mut Vec<usize>,
) {
    loop {
        let from = out.len();
        out.resize(from + bytes.len() * 2 + 16, 0);
        let (result, read, written, replaced) =
            decoder.decode_to_utf8(bytes, &mut out[from..], last);
        out.truncate(from + written);
        if replaced {
            let text = &out[from..];
            let places = memchr::memmem::find_iter(text, "\u{fffd}".as_bytes());
            foreign.extend(places.map(|at| from + at));
        }
        bytes = &bytes[read..];
        if result == CoderResult::InputEmpty {
            return;
        }
    }
}

/// How many bytes at the end begin a UTF-8 sequence that may go on after them.
pub(crate) fn cut_sequence(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let needed = match bytes[bytes.len() - back] {
            0x80..=0xbf => continue,
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => 0,
        };
        return if needed > back { back } else { 0 };
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(encoding: Encoding, bytes: &[u8]) -> (String, usize) {
        let (mut out, mut foreign) = (Vec::new(), Vec::new());
        Decoder::new(encoding).decode(bytes, true, &mut out, &mut foreign);
        (String::from_utf8(out).expect("decoded text is UTF-8"), foreign.len())
    }

    #[test]
    fn lines_of_two_encodings_both_come_out_right() {
        let mixed = b"Pe\xc3\xb1a\nPe\xf1a\n";
        assert_eq!(whole(Encoding::Utf8, mixed), ("Peña\nPeña\n".into(), 1));
        assert_eq!(whole(Encoding::Windows1252, mixed), ("Peña\nPeña\n".into(), 1));
    }

    #[test]
    fn a_lone_surrogate_is_noted() {
        assert_eq!(whole(Encoding::Utf16Le, b"a\0\x00\xd8b\0"), ("a\u{fffd}b".into(), 1));
    }

    #[test]
    fn pieces_of_any_size_decode_alike() {
        let bytes = "Ñ€𝄞a\u{feff}".as_bytes().iter().chain(b"\xf1o\xe2\x82\xf0\x9d").copied();
        let bytes: Vec<u8> = bytes.collect();
        for encoding in [Encoding::Utf8, Encoding::Windows1252, Encoding::Cp850] {
            let expected = whole(encoding, &bytes);
            for size in 1..bytes.len() {
                let mut decoder = Decoder::new(encoding);
                let (mut out, mut foreign) = (Vec::new(), Vec::new());
                for piece in bytes.chunks(size) {
                    decoder.decode(piece, false, &mut out, &mut foreign);
                }
                decoder.decode(b"", true, &mut out, &mut foreign);
                let text = String::from_utf8(out).expect("decoded text is UTF-8");
                assert_eq!((text, foreign.len()), expected, "{encoding:?} in pieces of {size}");
            }
        }
    }
}
