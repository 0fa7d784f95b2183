//! What is refused in a PDF, and the count of what was used up: no file may ask for more than it can be worth.
//!
//! The library that takes a PDF apart unpacks its streams whole. How much they hold is therefore measured before it
//! sees the file, and again before a stream is unpacked for us.

use std::borrow::Cow;
use std::io::{BufReader, Read};

use flate2::bufread::ZlibDecoder;
use hayro_syntax::Filter;
use hayro_syntax::object::Stream;
use memchr::memmem;

use super::Fault;
use crate::model::Sentence;

/// Bytes of a file.
pub(super) const FILE_BYTES_MAX: u64 = 32 << 20;
/// Bytes that all streams of a file, or of its text, may unpack to.
const UNPACKED_BYTES_MAX: u64 = 256 << 20;
/// Pages.
pub(super) const PAGES_MAX: usize = 5_000;
/// Instructions of all pages.
const INSTRUCTIONS_MAX: u64 = 20_000_000;
/// Characters of all pages.
const CHARACTERS_MAX: u64 = 5_000_000;
/// Drawings within drawings.
pub(super) const DEPTH_MAX: usize = 12;

/// The most that the packings other than zlib's make of a byte.
const RATIO_MAX: u64 = 1_500;
/// Streams packed within streams that are measured.
const LAYERS_MAX: usize = 3;

const STREAM: Sentence = Sentence::new(
    "uno de sus bloques comprimidos no se puede descomprimir",
    "one of its packed streams cannot be unpacked",
);
const UNPACKED: Sentence = Sentence::new("bytes descomprimidos", "unpacked bytes");
const INSTRUCTIONS: Sentence = Sentence::new("instrucciones de dibujo", "drawing instructions");
const CHARACTERS: Sentence = Sentence::new("caracteres", "characters");

/// What was used up so far.
#[derive(Default)]
pub(super) struct Used {
    unpacked: u64,
    instructions: u64,
    characters: u64,
}

impl Used {
    /// One instruction more.
    pub(super) fn instruction(&mut self) -> Result<(), Fault> {
        self.instructions += 1;
        within(self.instructions, INSTRUCTIONS, INSTRUCTIONS_MAX)
    }

    /// One character more.
    pub(super) fn character(&mut self) -> Result<(), Fault> {
        self.characters += 1;
        within(self.characters, CHARACTERS, CHARACTERS_MAX)
    }

    /// A stream, unpacked.
    pub(super) fn unpack<'a>(&mut self, stream: &Stream<'a>) -> Result<Cow<'a, [u8]>, Fault> {
        let packed = stream.raw_data();
        let left = UNPACKED_BYTES_MAX - self.unpacked;
        let predicted = ["DecodeParms", "DP"].iter().any(|key| stream.dict().contains_key(key));
        let bytes = match &stream.filters()[..] {
            [] => packed,
            // Ours tells a checksum that is wrong, where the library's goes on as well as it can.
            [Filter::FlateDecode] if !predicted => {
                let mut bytes = Vec::new();
                let mut source = ZlibDecoder::new(&*packed).take(left + 1);
                source.read_to_end(&mut bytes).map_err(|_| Fault::Damaged(STREAM))?;
                Cow::Owned(bytes)
            }
            _ => {
                within(packed.len() as u64 * RATIO_MAX, UNPACKED, left)?;
                stream.decoded_data().map_err(|_| Fault::Damaged(STREAM))?
            }
        };
        self.unpacked += bytes.len() as u64;
        within(self.unpacked, UNPACKED, UNPACKED_BYTES_MAX)?;
        Ok(bytes)
    }
}

fn within(used: u64, what: Sentence, limit: u64) -> Result<(), Fault> {
    if used > limit { Err(Fault::Limit { what, limit }) } else { Ok(()) }
}

/// Refuses a file whose streams hold more than it may.
pub(super) fn check_streams(file: &[u8]) -> Result<(), Fault> {
    let mut total = 0;
    for at in memmem::find_iter(file, b"stream") {
        if file[..at].ends_with(b"end") {
            continue;
        }
        let data = &file[at + b"stream".len()..];
        let data = data.strip_prefix(b"\r").unwrap_or(data);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let dictionary = &file[memmem::rfind(&file[..at], b"obj").unwrap_or(0)..at];
        let has = |word: &[u8]| memmem::find(dictionary, word).is_some();
        total += match measure(data, UNPACKED_BYTES_MAX - total) {
            // What the library unpacks by itself, and as well as it can: objects must not be lost with it.
            Some((_, false)) if has(b"/ObjStm") || has(b"/XRef") => {
                return Err(Fault::Damaged(STREAM));
            }
            Some((bytes, _)) => bytes,
            None => {
                let length = memmem::find(data, b"endstream").unwrap_or(data.len());
                length as u64 * worst_ratio(dictionary)
            }
        };
        within(total, UNPACKED, UNPACKED_BYTES_MAX)?;
    }
    Ok(())
}

/// What a byte of a stream can become, by the words of its dictionary: an image is not unpacked, and what is not packed
/// is as long as it is.
fn worst_ratio(dictionary: &[u8]) -> u64 {
    let has = |word: &[u8]| memmem::find(dictionary, word).is_some();
    let images: [&[u8]; 4] = [b"/DCTDecode", b"/JPXDecode", b"/CCITTFaxDecode", b"/JBIG2Decode"];
    let packed = has(b"/F") || has(b"#");
    if !packed || images.iter().any(|image| has(image)) { 1 } else { RATIO_MAX }
}

/// How many bytes a zlib stream holds, with those packed in it again, up to a little over `limit`, and whether it is
/// sound; none if it is none.
fn measure(data: &[u8], limit: u64) -> Option<(u64, bool)> {
    if !is_zlib(data) {
        return None;
    }
    let (mut total, mut sound) = (0, true);
    for layers in 1..=LAYERS_MAX {
        let mut source: Box<dyn Read + '_> = Box::new(data);
        for _ in 0..layers {
            source = Box::new(ZlibDecoder::new(BufReader::new(source)));
        }
        let counted = count(source, limit.saturating_sub(total));
        total += counted.bytes;
        sound &= counted.sound || layers > 1;
        if !counted.packed_again || total > limit {
            break;
        }
    }
    Some((total, sound))
}

struct Counted {
    bytes: u64,
    sound: bool,
    packed_again: bool,
}

fn count(mut source: Box<dyn Read + '_>, limit: u64) -> Counted {
    let mut block = [0; 1 << 15];
    let (mut bytes, mut head) = (0, Vec::new());
    let sound = loop {
        match source.read(&mut block) {
            Ok(0) => break true,
            Ok(read) => {
                bytes += read as u64;
                if head.len() < 2 {
                    head.extend_from_slice(&block[..read.min(2)]);
                }
                if bytes > limit {
                    break true;
                }
            }
            Err(_) => break false,
        }
    };
    Counted { bytes, sound, packed_again: is_zlib(&head) }
}

/// Whether bytes begin as zlib begins: method 8, a window, and a checksum of both.
fn is_zlib(data: &[u8]) -> bool {
    matches!(data, [method, flags, ..]
        if method & 0x8f == 0x08 && (u16::from(*method) << 8 | u16::from(*flags)) % 31 == 0)
}
