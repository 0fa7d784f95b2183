//! Guesses the encoding from the first bytes of a file, and says why.

use super::Encoding;
use super::codepage::{Page, Upper};

/// What the first bytes tell about the encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The encoding to read with.
    pub encoding: Encoding,
    /// Bytes of the byte order mark, to be skipped.
    pub bom: usize,
    /// Lines of the sample with a byte above 0x7F.
    pub accented_lines: u64,
    /// Those of them that are not UTF-8.
    pub foreign_lines: u64,
    /// Pairs such as `Ã±` that show text spoiled earlier, by another program.
    pub mojibake: u64,
    /// What a detector of web pages' encodings thinks of a sample that is not UTF-8, where it differs from ours.
    pub other_guess: Option<&'static str>,
}

impl Detected {
    /// Plain UTF-8, of which nothing else is to be told.
    pub(crate) fn plain() -> Detected {
        Detected {
            encoding: Encoding::Utf8,
            bom: 0,
            accented_lines: 0,
            foreign_lines: 0,
            mojibake: 0,
            other_guess: None,
        }
    }
}

/// Detects the encoding of `sample`, the beginning of a file (`complete`: the whole of it).
pub fn detect(sample: &[u8], complete: bool) -> Detected {
    let mut found = Detected::plain();
    if let Some((encoding, bom)) = by_bom(sample) {
        found.encoding = encoding;
        found.bom = bom;
        if encoding != Encoding::Utf8 {
            return found;
        }
    } else if let Some(encoding) = by_nuls(sample) {
        found.encoding = encoding;
        return found;
    }
    let text = if complete { sample } else { without_cut_sequence(sample) };
    count_lines(text, &mut found);
    found.mojibake = mojibake(text);
    let half_foreign = found.foreign_lines * 2 > found.accented_lines;
    if found.bom == 0 && found.foreign_lines > 0 && half_foreign {
        found.encoding = by_letters(text);
        found.other_guess = other_guess(text, found.encoding);
    }
    found
}

fn by_bom(sample: &[u8]) -> Option<(Encoding, usize)> {
    match sample {
        [0xef, 0xbb, 0xbf, ..] => Some((Encoding::Utf8, 3)),
        [0xff, 0xfe, ..] => Some((Encoding::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((Encoding::Utf16Be, 2)),
        _ => None,
    }
}

/// UTF-16 without a mark: text of our alphabet has a NUL in every other byte.
fn by_nuls(sample: &[u8]) -> Option<Encoding> {
    let pairs = (sample.len() / 2).min(2048);
    if pairs < 2 {
        return None;
    }
    let nuls = |first: usize| (0..pairs).filter(|at| sample[at * 2 + first] == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    if odd * 10 > pairs * 6 && even * 20 < pairs {
        return Some(Encoding::Utf16Le);
    }
    if even * 10 > pairs * 6 && odd * 20 < pairs {
        return Some(Encoding::Utf16Be);
    }
    None
}

/// Leaves out a sequence that the end of the sample cuts.
fn without_cut_sequence(sample: &[u8]) -> &[u8] {
    &sample[..sample.len() - super::decode::cut_sequence(sample)]
}

fn count_lines(text: &[u8], found: &mut Detected) {
    for line in text.split(|byte| matches!(byte, b'\n' | b'\r')) {
        if line.is_ascii() {
            continue;
        }
        found.accented_lines += 1;
        found.foreign_lines += u64::from(std::str::from_utf8(line).is_err());
    }
}

/// `Ã` or `Â` and a character from U+0080 to U+00BF, in UTF-8.
fn mojibake(text: &[u8]) -> u64 {
    text.windows(3).filter(|bytes| matches!(bytes, [0xc3, 0x82 | 0x83, 0xc2])).count() as u64
}

/// Chooses among the single-byte code pages by the Spanish letters that they make of the bytes.
///
/// Windows-1252 is what everybody writes; another page is believed only where nearly every such byte beside a
/// letter is a letter of ours in it, and hardly any is one in Windows-1252.
fn by_letters(text: &[u8]) -> Encoding {
    let pages = [
        (Encoding::Windows1252, Upper::of(Page::Windows1252)),
        (Encoding::Cp850, Upper::of(Page::Cp850)),
        (Encoding::MacRoman, Upper::of(Page::MacRoman)),
    ];
    let mut letters = [0u64; 3];
    let mut total = 0;
    for three in text.windows(3) {
        let [before, byte, after] = [three[0], three[1], three[2]];
        let inside = before.is_ascii_alphabetic() || after.is_ascii_alphabetic();
        if byte < 0x80 || !inside {
            continue;
        }
        total += 1;
        for (count, (_, upper)) in letters.iter_mut().zip(&pages) {
            let letter = upper.char(byte);
            let shouted = before.is_ascii_uppercase() && !after.is_ascii_lowercase();
            let ours = if shouted { "ÁÉÍÓÚÜÑ" } else { "áéíóúüñÁÉÍÓÚÜÑ" };
            *count += u64::from(ours.contains(letter));
        }
    }
    let best = (1..3).max_by_key(|at| letters[*at]).unwrap_or(1);
    if total >= 3 && letters[best] * 10 >= total * 9 && letters[0] * 10 <= total {
        return pages[best].0;
    }
    Encoding::Windows1252
}

fn other_guess(text: &[u8], ours: Encoding) -> Option<&'static str> {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&text[..text.len().min(16 * 1024)], true);
    let name = detector.guess(None, chardetng::Utf8Detection::Deny).name();
    let same = ours == Encoding::Windows1252 && name == "windows-1252";
    (!same).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(bytes: &[u8]) -> Encoding {
        detect(bytes, true).encoding
    }

    #[test]
    fn each_encoding_is_recognized() {
        assert_eq!(encoding(b"a,b\n1,2\n"), Encoding::Utf8);
        assert_eq!(encoding("Ñandú,Peña\n".as_bytes()), Encoding::Utf8);
        assert_eq!(encoding(b"\xff\xfea\0,\0"), Encoding::Utf16Le);
        assert_eq!(encoding(b"a\0,\0b\0\n\0"), Encoding::Utf16Le);
        assert_eq!(encoding(b"\0a\0,\0b\0\n"), Encoding::Utf16Be);
        assert_eq!(encoding(b"PE\xd1A,MU\xd1OZ\nRA\xdaL\n"), Encoding::Windows1252);
        assert_eq!(encoding(b"PE\xa5A,MU\xa5OZ\nRa\xa3l,Jos\x82 \n"), Encoding::Cp850);
        assert_eq!(encoding(b"MU\xa5OZ PE\xa5A RA\xe9L\n"), Encoding::Cp850);
        assert_eq!(encoding(b"PE\x84A,MU\x84OZ\nRa\x9cl,Jos\x8e \n"), Encoding::MacRoman);
    }

    #[test]
    fn a_few_foreign_lines_leave_the_file_utf8() {
        let found = detect(b"Pe\xc3\xb1a\nMu\xc3\xb1oz\nPe\xf1a\n", true);
        assert_eq!((found.encoding, found.foreign_lines), (Encoding::Utf8, 1));
        assert_eq!(found.accented_lines, 3);
    }

    #[test]
    fn spoiled_text_is_evidence_only() {
        let found = detect("PeÃ±a\n".as_bytes(), true);
        assert_eq!((found.encoding, found.mojibake), (Encoding::Utf8, 1));
    }

    #[test]
    fn a_cut_sequence_at_the_end_of_the_sample_is_no_foreign_line() {
        assert_eq!(detect(b"Pe\xc3", false).foreign_lines, 0);
        assert_eq!(detect(b"Pe\xc3", true).foreign_lines, 1);
    }
}
