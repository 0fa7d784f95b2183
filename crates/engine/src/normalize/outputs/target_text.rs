//! Text as a bulk file's reader can take it: cleaned, and in its encoding.
//!
//! Names lose the characters that the layout strips; every text loses control characters, and a line end or tab
//! between two words becomes one space, so that the words stay two. Nothing else is changed where the encoding has
//! the character. Where it has not, the nearest spelling takes its place, at worst `?`, and the caller is told. The
//! ledger's own text is never touched: rejects and fixes show it as it stands.

use std::borrow::Cow;

use crate::model::{BulkEncoding, BulkLayout, Fix};
use crate::normalize::draft::as_text;

/// Control characters.
const CONTROL: u8 = 1;
/// Characters that names lose, and first bytes of such characters.
const STRIP: u8 = 2;
/// Characters that make a field need quotes.
const QUOTE: u8 = 4;
/// First bytes of characters that must be looked at one by one.
const LOOK: u8 = 8;

/// What keeps a name from going out as it is.
const IN_NAMES: u8 = CONTROL | STRIP | QUOTE | LOOK;
/// What keeps any text from going out as it is.
const ANYWHERE: u8 = CONTROL | QUOTE | LOOK;

/// The bytes of most texts: a run without anything to clean, and the space. Eight are compared at a time.
#[derive(Clone, Copy, Debug)]
struct Usual {
    floor: u64,
    /// What lifts the byte after the run's last one to 0x80.
    lift: u64,
    /// All bits where letters beyond ASCII may pass, none where each must be looked at.
    beyond: u64,
}

/// The first bytes that have characters to clean behind them; they differ in one bit.
const LOOKED_AT: [u8; 2] = [0xc2, 0xe2];

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x80 * ONES;

impl Usual {
    /// The run around the capital letters that has no class of `mask`; nothing where it is too short to be of use.
    fn new(classes: &[u8; 256], mask: u8) -> Option<Usual> {
        let clean = |byte: &u8| classes[*byte as usize] & mask == 0;
        let floor = (0x21..=b'A').rev().take_while(clean).last()?;
        let ceiling = (b'A'..0x7f).take_while(clean).last()?;
        let beyond =
            (0x80..=0xff).filter(|byte| !LOOKED_AT.contains(byte)).all(|byte| clean(&byte));
        (ceiling >= b'Z' && clean(&b' ')).then_some(Usual {
            floor: u64::from(floor) * ONES,
            lift: u64::from(0x7f - ceiling) * ONES,
            beyond: if beyond { u64::MAX } else { 0 },
        })
    }

    /// The high bits of bytes that are none; nothing where all eight are such.
    #[inline]
    fn strange(self, bytes: &[u8; 8]) -> u64 {
        let bytes = u64::from_le_bytes(*bytes);
        let low = bytes & !HIGHS;
        let above = low + self.lift;
        let reaches_floor = (bytes | HIGHS) - self.floor;
        let is_no_space = (low ^ (0x20 * ONES)) + 0x7f * ONES;
        let ascii = above | (!reaches_floor & is_no_space);
        // Zero where the byte is one of the two to look at.
        let lead = (bytes | (0x20 * ONES)) ^ (0xe2 * ONES);
        let is_other = ((lead & !HIGHS) + 0x7f * ONES) | lead;
        ((!bytes & ascii) | (bytes & !(is_other & self.beyond))) & HIGHS
    }

    /// Whether all bytes of a text are such.
    #[inline]
    fn has_text(self, text: &[u8]) -> bool {
        if let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) {
            let mut strange = self.strange(first) | self.strange(last);
            if text.len() > 16 {
                // The last chunk overlaps the one before it.
                let (chunks, _) = text.as_chunks::<8>();
                strange = chunks.iter().fold(strange, |seen, chunk| seen | self.strange(chunk));
            }
            return strange == 0;
        }
        let mut block = [b' '; 8];
        if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            block[..4].copy_from_slice(first);
            block[4..].copy_from_slice(last);
        } else if let (Some(first), Some(last)) = (text.first(), text.last()) {
            block[..3].copy_from_slice(&[*first, text[text.len() / 2], *last]);
        }
        self.strange(&block) == 0
    }
}

/// What a text is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A name: it loses what the layout strips.
    Name,
    /// Anything else.
    Plain,
}

/// A text that is no name, as a layout's parts have it.
pub fn sent_text(layout: &BulkLayout, text: &str) -> String {
    let (target, mut cleaned) = (TargetText::new(layout), Vec::new());
    target.clean(text.as_bytes(), Purpose::Plain, &mut cleaned);
    target.decode(&cleaned).into_owned()
}

/// What was done to a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    removed: bool,
    transliterated: bool,
}

impl Changes {
    /// The changes as fixes.
    pub(super) fn fixes(self) -> impl Iterator<Item = Fix> {
        let removed = self.removed.then_some(Fix::CharactersRemoved);
        removed.into_iter().chain(self.transliterated.then_some(Fix::Transliterated))
    }
}

/// How one bulk layout wants its texts.
#[derive(Debug)]
pub(super) struct TargetText {
    classes: [u8; 256],
    usual_names: Option<Usual>,
    usual: Option<Usual>,
    strip: Vec<char>,
    encoding: BulkEncoding,
    delimiter: u8,
}

impl TargetText {
    /// The texts of this layout.
    pub(super) fn new(layout: &BulkLayout) -> TargetText {
        let mut classes = [0u8; 256];
        for (byte, class) in classes.iter_mut().enumerate() {
            if byte < 0x20 || byte == 0x7f {
                *class |= CONTROL;
            }
            if byte >= 0x80 && layout.encoding == BulkEncoding::Windows1252 {
                *class |= LOOK;
            }
        }
        // Two first bytes have control characters behind them: U+0080 to U+009F, U+2028 and U+2029.
        for lead in LOOKED_AT {
            classes[lead as usize] |= LOOK;
        }
        for c in layout.strip.chars() {
            classes[c.encode_utf8(&mut [0; 4]).as_bytes()[0] as usize] |= STRIP;
        }
        classes[b'"' as usize] |= QUOTE;
        classes[layout.delimiter as usize] |= QUOTE;
        TargetText {
            classes,
            usual_names: Usual::new(&classes, IN_NAMES),
            usual: Usual::new(&classes, ANYWHERE),
            strip: layout.strip.chars().collect(),
            encoding: layout.encoding,
            delimiter: layout.delimiter,
        }
    }

    /// Whether a text can stand in a field as it is, without quotes.
    pub(super) fn is_plain(&self, text: &[u8], purpose: Purpose) -> bool {
        let (usual, mask) = match purpose {
            Purpose::Name => (self.usual_names, IN_NAMES),
            Purpose::Plain => (self.usual, ANYWHERE),
        };
        usual.is_some_and(|usual| usual.has_text(text)) || self.has_none(text, mask)
    }

    /// Whether no byte of a text has a class of `mask`.
    fn has_none(&self, text: &[u8], mask: u8) -> bool {
        text.iter().fold(0, |seen, byte| seen | self.classes[*byte as usize]) & mask == 0
    }

    /// Whether bytes of the target's encoding need quotes around them in a field.
    pub(super) fn needs_quotes(&self, field: &[u8]) -> bool {
        field.iter().any(|byte| *byte == b'"' || *byte == self.delimiter)
    }

    /// Puts the cleaned text in the place of what `out` holds, in the target's encoding.
    pub(super) fn clean(&self, text: &[u8], purpose: Purpose, out: &mut Vec<u8>) -> Changes {
        let mut cleaner = Cleaner {
            target: self,
            strips: purpose == Purpose::Name,
            out,
            space_owed: false,
            changes: Changes::default(),
        };
        cleaner.out.clear();
        let mask = match purpose {
            Purpose::Name => CONTROL | STRIP | LOOK,
            Purpose::Plain => CONTROL | LOOK,
        };
        let text = as_text(text);
        let mut rest: &str = &text;
        // Bytes of a class are ASCII or begin a character, so a run of the others ends where a character does.
        while let Some(c) = rest.chars().next() {
            let run = rest.bytes().position(|byte| self.classes[byte as usize] & mask != 0);
            let (usual, odd) = rest.split_at(run.unwrap_or(rest.len()));
            if usual.is_empty() {
                cleaner.take(c);
                rest = &rest[c.len_utf8()..];
            } else {
                cleaner.take_usual(usual);
                rest = odd;
            }
        }
        while cleaner.changes.removed && cleaner.out.last() == Some(&b' ') {
            cleaner.out.pop();
        }
        cleaner.changes
    }

    /// The text that bytes of the target's encoding stand for.
    pub(super) fn decode<'b>(&self, bytes: &'b [u8]) -> Cow<'b, str> {
        match self.encoding {
            BulkEncoding::Utf8 => as_text(bytes),
            BulkEncoding::Windows1252 => {
                encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0
            }
        }
    }
}

struct Cleaner<'a> {
    target: &'a TargetText,
    strips: bool,
    out: &'a mut Vec<u8>,
    /// A line end or tab was removed, and the next word must not grow together with the last one.
    space_owed: bool,
    changes: Changes,
}

impl Cleaner<'_> {
    /// Takes text that the target has as it is.
    fn take_usual(&mut self, text: &str) {
        let text = if self.out.is_empty() { text.trim_start_matches(' ') } else { text };
        if let Some(first) = text.chars().next() {
            self.word(first);
            self.out.extend_from_slice(text.as_bytes());
        }
    }

    fn take(&mut self, c: char) {
        if matches!(c, '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            self.changes.removed = true;
            self.space_owed = true;
        } else if c.is_control() || (self.strips && self.target.strip.contains(&c)) {
            self.changes.removed = true;
        } else if self.target.encoding == BulkEncoding::Utf8 {
            self.word(c);
            self.out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            self.drop_leading_space();
        } else {
            self.take_1252(c);
        }
    }

    fn take_1252(&mut self, c: char) {
        if let Some(byte) = byte_1252(c) {
            self.word(c);
            self.out.push(byte);
            self.drop_leading_space();
            return;
        }
        self.changes.transliterated = true;
        if matches!(c, '\u{300}'..='\u{36f}') {
            // A mark alone belongs to the letter before it: `N` and a tilde are `Ñ`.
            if let Some(last) = self.out.last_mut() {
                *last = composed(*last, c).unwrap_or(*last);
            }
            return;
        }
        let mut extended = [0; 4];
        for near in nearest(c, &mut extended).chars() {
            if self.strips && self.target.strip.contains(&near) {
                self.changes.removed = true;
                continue;
            }
            self.word(near);
            self.out.push(byte_1252(near).unwrap_or(b'?'));
            self.drop_leading_space();
        }
    }

    /// Pays the space owed before a character of the next word.
    fn word(&mut self, c: char) {
        if self.space_owed && c != ' ' && self.out.last().is_some_and(|last| *last != b' ') {
            self.out.push(b' ');
        }
        self.space_owed = false;
    }

    /// A space that has come to stand first because what stood before it was removed goes, too.
    fn drop_leading_space(&mut self) {
        if self.out.as_slice() == b" " {
            self.out.clear();
        }
    }
}

/// The characters of bytes 0x80 to 0x9F; a control character where the byte has none.
const HIGH_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The byte of a character in Windows-1252.
fn byte_1252(c: char) -> Option<u8> {
    match c {
        '\0'..='\u{7f}' | '\u{a0}'..='\u{ff}' => Some(c as u8),
        '\u{80}'..='\u{9f}' => None,
        _ => HIGH_1252.iter().position(|known| *known == c).map(|at| at as u8 + 0x80),
    }
}

/// The letter with the mark, as one byte of Windows-1252.
fn composed(letter: u8, mark: char) -> Option<u8> {
    let (letters, marked) = match mark {
        '\u{300}' => ("AEIOUaeiou", "ÀÈÌÒÙàèìòù"),
        '\u{301}' => ("AEIOUYaeiouy", "ÁÉÍÓÚÝáéíóúý"),
        '\u{302}' => ("AEIOUaeiou", "ÂÊÎÔÛâêîôû"),
        '\u{303}' => ("ANOano", "ÃÑÕãñõ"),
        '\u{308}' => ("AEIOUYaeiouy", "ÄËÏÖÜŸäëïöüÿ"),
        '\u{30a}' => ("Aa", "Åå"),
        '\u{30c}' => ("SZsz", "ŠŽšž"),
        '\u{327}' => ("Cc", "Çç"),
        _ => return None,
    };
    let at = letters.bytes().position(|known| known == letter)?;
    marked.chars().nth(at).and_then(byte_1252)
}

/// Letters of U+0100 to U+017F without their marks.
const EXTENDED_A: &[u8; 128] =
    b"AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiIiJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOo\
RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

/// Letters of U+1EA0 to U+1EF9 without their marks.
const EXTENDED_VIETNAMESE: &[u8; 90] =
    b"AaAaAaAaAaAaAaAaAaAaAaAaEeEeEeEeEeEeEeEeIiIiOoOoOoOoOoOoOoOoOoOoOoOo\
UuUuUuUuUuUuUuYyYyYyYy";

/// What comes nearest to a character in Windows-1252; `?` where nothing does.
fn nearest(c: char, one: &mut [u8; 4]) -> &str {
    let code = c as usize;
    let letter = match code {
        0x100..0x180 => EXTENDED_A[code - 0x100] as char,
        0x1ea0..0x1efa => EXTENDED_VIETNAMESE[code - 0x1ea0] as char,
        // Letters and digits of double width.
        0xff01..0xff5f => (code - 0xff01 + 0x21) as u8 as char,
        _ => {
            return match c {
                'Ș' => "S",
                'ș' => "s",
                'Ț' => "T",
                'ț' => "t",
                'ẞ' => "SS",
                'ﬀ' => "ff",
                'ﬁ' => "fi",
                'ﬂ' => "fl",
                'ﬃ' => "ffi",
                'ﬄ' => "ffl",
                '№' => "Nº",
                '℠' => "SM",
                '₧' => "Pts",
                '⁄' | '∕' => "/",
                '✕' => "×",
                'ʹ' | 'ʻ' | 'ʼ' | 'ʽ' | 'ˈ' | '′' | '‛' | '‵' => "'",
                '″' | '‟' | '‶' | '〝' | '〞' => "\"",
                '‐' | '‑' | '‒' | '―' | '−' | '﹣' => "-",
                '∙' | '⋅' | '●' | '▪' | '◦' => "·",
                '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
                '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' => "",
                _ => "?",
            };
        }
    };
    letter.encode_utf8(one)
}

#[cfg(test)]
mod tests;
