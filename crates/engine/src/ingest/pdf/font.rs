//! A font of a PDF: its codes to characters and widths.
//!
//! What the font itself says counts first. A code whose character nobody tells becomes U+FFFD, so that whoever reads the
//! text sees that something stood there. Shapes are not looked at.

use hayro_cmap::{BfString, CMap};
use hayro_syntax::object::{Array, Dict, Name, Object, Stream};

use super::Fault;
use super::encoding::{self, Base};
use super::limits::Used;
use super::metrics;

/// What a code is that has no character.
pub(super) const UNKNOWN: &str = "\u{fffd}";

/// A font, as far as reading text needs it.
pub(super) struct Font {
    base_font: String,
    to_unicode: Option<CMap>,
    codes: Codes,
    /// Widths are told in this part of the font's size.
    unit: f64,
}

enum Codes {
    /// One byte a character.
    Simple { characters: Vec<Option<String>>, first: u32, widths: Vec<f32>, missing: Option<f32> },
    /// More bytes a character.
    Composite { map: Option<Box<CMap>>, widths: Vec<(u32, u32, f32)>, default: f32 },
}

/// A character of a text that is shown.
pub(super) struct Shown {
    pub(super) text: String,
    /// How far it moves on, in parts of the font's size.
    pub(super) advance: f64,
    /// Whether it is the one-byte code 32, which word spacing widens.
    pub(super) is_space_code: bool,
}

impl Font {
    /// Reads a font's dictionary.
    pub(super) fn read(dict: &Dict<'_>, used: &mut Used) -> Result<Font, Fault> {
        let cmap = |stream: Option<Stream<'_>>, used: &mut Used| -> Result<Option<CMap>, Fault> {
            let Some(stream) = stream else { return Ok(None) };
            let bytes = used.unpack(&stream)?;
            Ok(CMap::parse(&bytes, |_| None))
        };
        let to_unicode = cmap(dict.get::<Stream<'_>>("ToUnicode"), used)?;
        let name = |key: &str| dict.get::<Name<'_>>(key).map(|name| name.as_str().to_owned());
        let kind = name("Subtype").unwrap_or_default();
        let base_font = name("BaseFont").unwrap_or_default();
        let (codes, unit) = if kind == "Type0" {
            let map = cmap(dict.get::<Stream<'_>>("Encoding"), used)?;
            (composite(dict, map.map(Box::new)), 0.001)
        } else {
            let matrix = dict.get::<Array<'_>>("FontMatrix").filter(|_| kind == "Type3");
            let unit = matrix.and_then(|matrix| matrix.iter::<f32>().next());
            (simple(dict), unit.map_or(0.001, f64::from).abs())
        };
        Ok(Font { base_font, to_unicode, codes, unit })
    }

    /// The characters of a string of codes.
    pub(super) fn shown(&self, bytes: &[u8]) -> Vec<Shown> {
        match &self.codes {
            Codes::Simple { characters, first, widths, missing } => {
                let one = |byte: &u8| {
                    let code = u32::from(*byte);
                    let own = characters.get(code as usize).cloned().flatten();
                    let text = self.unicode(code).or(own).unwrap_or_else(|| UNKNOWN.to_owned());
                    let told = code.checked_sub(*first).and_then(|at| widths.get(at as usize));
                    let width = told.copied().or(*missing).unwrap_or_else(|| {
                        let character = text.chars().next().unwrap_or(' ');
                        f32::from(metrics::width(&self.base_font, character))
                    });
                    let advance = f64::from(width) * self.unit;
                    Shown { text, advance, is_space_code: code == 32 }
                };
                bytes.iter().map(one).collect()
            }
            Codes::Composite { map, widths, default } => {
                let mut shown = Vec::new();
                let mut rest = bytes;
                while !rest.is_empty() {
                    let (code, length, id) = next_code(rest, map.as_deref());
                    rest = &rest[length..];
                    let after = widths.partition_point(|(first, _, _)| *first <= id);
                    let range = after.checked_sub(1).map(|at| widths[at]);
                    let told = range.filter(|(_, last, _)| id <= *last).map(|(_, _, width)| width);
                    let text = self.unicode(code).unwrap_or_else(|| UNKNOWN.to_owned());
                    let advance = f64::from(told.unwrap_or(*default)) * self.unit;
                    shown.push(Shown { text, advance, is_space_code: length == 1 && code == 32 });
                }
                shown
            }
        }
    }

    fn unicode(&self, code: u32) -> Option<String> {
        let text = match self.to_unicode.as_ref()?.lookup_bf_string(code)? {
            BfString::Char(character) => character.to_string(),
            BfString::String(text) => text,
        };
        // Some producers map what they cannot name to nothing.
        (!text.is_empty() && !text.contains('\0')).then_some(text)
    }
}

/// The next code, its bytes, and the number of its glyph.
fn next_code(bytes: &[u8], map: Option<&CMap>) -> (u32, usize, u32) {
    let code =
        |length: usize| bytes[..length].iter().fold(0, |code, byte| code << 8 | u32::from(*byte));
    let lengths = 1..=bytes.len().min(4);
    let mapped = map.and_then(|map| {
        let mut found =
            lengths.map(|length| (length, map.lookup_cid_code(code(length), length as u8)));
        found.find_map(|(length, id)| Some((code(length), length, id?)))
    });
    mapped.unwrap_or_else(|| {
        let length = bytes.len().min(2);
        (code(length), length, code(length))
    })
}

fn simple(dict: &Dict<'_>) -> Codes {
    let numbers = dict.get::<Array<'_>>("Widths");
    let widths = numbers.map_or_else(Vec::new, |all| all.iter::<f32>().take(256).collect());
    let first = dict.get::<i32>("FirstChar").and_then(|first| u32::try_from(first).ok());
    let descriptor = dict.get::<Dict<'_>>("FontDescriptor");
    let missing = descriptor.and_then(|descriptor| descriptor.get::<f32>("MissingWidth"));
    let missing = missing.filter(|_| !widths.is_empty());
    Codes::Simple { characters: characters(dict), first: first.unwrap_or(0), widths, missing }
}

/// The characters of the 256 codes, by the encoding that the font names and its differences.
fn characters(dict: &Dict<'_>) -> Vec<Option<String>> {
    let base_of = |name: &str| match name {
        "WinAnsiEncoding" => Base::WinAnsi,
        "MacRomanEncoding" => Base::MacRoman,
        _ => Base::Standard,
    };
    let own = dict.get::<Dict<'_>>("Encoding");
    let named = dict.get::<Name<'_>>("Encoding");
    let named = named.or_else(|| own.as_ref()?.get::<Name<'_>>("BaseEncoding"));
    let base = named.map_or(Base::Standard, |name| base_of(name.as_str()));
    let mut characters: Vec<Option<String>> =
        (0..=255).map(|code| encoding::character(base, code).map(String::from)).collect();
    let differences = own.and_then(|own| own.get::<Array<'_>>("Differences"));
    let mut code = 0_usize;
    for entry in differences.iter().flat_map(|all| all.iter::<Object<'_>>()) {
        match entry {
            Object::Number(number) => code = usize::try_from(number.as_i64()).unwrap_or(usize::MAX),
            Object::Name(name) => {
                if let Some(slot) = characters.get_mut(code) {
                    *slot = encoding::named(name.as_str());
                }
                code = code.saturating_add(1);
            }
            _ => {}
        }
    }
    characters
}

fn composite(dict: &Dict<'_>, map: Option<Box<CMap>>) -> Codes {
    let descendant = dict
        .get::<Array<'_>>("DescendantFonts")
        .and_then(|fonts| fonts.iter::<Dict<'_>>().next())
        .unwrap_or_default();
    let default = descendant.get::<f32>("DW").unwrap_or(1000.0);
    let mut widths = Vec::new();
    let mut pending: Vec<u32> = Vec::new();
    let entries = descendant.get::<Array<'_>>("W");
    for entry in entries.iter().flat_map(|all| all.iter::<Object<'_>>()) {
        match entry {
            Object::Number(number) => match pending[..] {
                // A first glyph, a last one, and the width of all of them.
                [first, last] => {
                    widths.push((first, last, number.as_f32()));
                    pending.clear();
                }
                _ => pending.push(u32::try_from(number.as_i64()).unwrap_or(u32::MAX)),
            },
            // A first glyph, and the widths from it on.
            Object::Array(list) => {
                if let Some(first) = pending.pop() {
                    let numbered = list.iter::<f32>().zip(first..);
                    widths.extend(numbered.map(|(width, id)| (id, id, width)));
                }
                pending.clear();
            }
            _ => pending.clear(),
        }
    }
    widths.sort_by_key(|(first, _, _)| *first);
    Codes::Composite { map, widths, default }
}
