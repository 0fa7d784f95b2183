//! Codes and glyph names to characters, where a font does not say itself which characters its codes are.
//!
//! A font's own table (`ToUnicode`) is asked first, elsewhere. Glyph names that are not here are not guessed.

use encoding_rs::{MACINTOSH, WINDOWS_1252};

/// An encoding that a font names, before its own differences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Base {
    Standard,
    WinAnsi,
    MacRoman,
}

/// The character of a code; none where the encoding has none.
pub(super) fn character(base: Base, code: u8) -> Option<char> {
    let decoded = |encoding: &'static encoding_rs::Encoding| {
        encoding.decode_without_bom_handling(&[code]).0.chars().next()
    };
    let character = match base {
        Base::WinAnsi => decoded(WINDOWS_1252),
        Base::MacRoman => decoded(MACINTOSH),
        Base::Standard => {
            let other = STANDARD.iter().find(|(other, _)| *other == code);
            match other {
                Some((_, character)) => Some(*character),
                None => code.is_ascii().then_some(char::from(code)),
            }
        }
    };
    character.filter(|character| !character.is_control())
}

/// What a glyph name stands for: `ntilde`, `fi`, `uni00D1`, `u1F600`, `a.alt`.
pub(super) fn named(name: &str) -> Option<String> {
    let name = name.split('.').next().filter(|name| !name.is_empty())?;
    let numbered = name.strip_prefix("uni").filter(|digits| digits.len() == 4);
    let numbered = numbered
        .or_else(|| name.strip_prefix('u').filter(|digits| (4..=6).contains(&digits.len())));
    if let Some(character) =
        numbered.and_then(|digits| u32::from_str_radix(digits, 16).ok()).and_then(char::from_u32)
    {
        return Some(character.to_string());
    }
    if let Some(at) = ASCII.split_ascii_whitespace().position(|known| known == name) {
        return char::from_u32(0x20 + at as u32).map(String::from);
    }
    if let Some(at) = LATIN.split_ascii_whitespace().position(|known| known == name) {
        return char::from_u32(0xa0 + at as u32).map(String::from);
    }
    OTHERS.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
}

/// Names of the characters from U+0020 on.
const ASCII: &str = "\
    space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus comma \
    hyphen period slash zero one two three four five six seven eight nine colon semicolon less equal greater \
    question at A B C D E F G H I J K L M N O P Q R S T U V W X Y Z bracketleft backslash bracketright asciicircum \
    underscore grave a b c d e f g h i j k l m n o p q r s t u v w x y z braceleft bar braceright asciitilde \
";

/// Names of the characters from U+00A0 on.
const LATIN: &str = "\
    nbspace exclamdown cent sterling currency yen brokenbar section dieresis copyright ordfeminine guillemotleft \
    logicalnot sfthyphen registered macron degree plusminus twosuperior threesuperior acute mu paragraph \
    periodcentered cedilla onesuperior ordmasculine guillemotright onequarter onehalf threequarters questiondown \
    Agrave Aacute Acircumflex Atilde Adieresis Aring AE Ccedilla Egrave Eacute Ecircumflex Edieresis Igrave Iacute \
    Icircumflex Idieresis Eth Ntilde Ograve Oacute Ocircumflex Otilde Odieresis multiply Oslash Ugrave Uacute \
    Ucircumflex Udieresis Yacute Thorn germandbls agrave aacute acircumflex atilde adieresis aring ae ccedilla \
    egrave eacute ecircumflex edieresis igrave iacute icircumflex idieresis eth ntilde ograve oacute ocircumflex \
    otilde odieresis divide oslash ugrave uacute ucircumflex udieresis yacute thorn ydieresis \
";

#[rustfmt::skip]
const OTHERS: [(&str, &str); 41] = [
    ("Euro", "€"), ("quotesinglbase", "‚"), ("florin", "ƒ"), ("quotedblbase", "„"), ("ellipsis", "…"), ("dagger",
    "†"), ("daggerdbl", "‡"), ("circumflex", "ˆ"), ("perthousand", "‰"), ("Scaron", "Š"), ("guilsinglleft", "‹"),
    ("OE", "Œ"), ("Zcaron", "Ž"), ("quoteleft", "‘"), ("quoteright", "’"), ("quotedblleft", "“"),
    ("quotedblright", "”"), ("bullet", "•"), ("endash", "–"), ("emdash", "—"), ("tilde", "˜"), ("trademark", "™"),
    ("scaron", "š"), ("guilsinglright", "›"), ("oe", "œ"), ("zcaron", "ž"), ("Ydieresis", "Ÿ"), ("fi", "fi"),
    ("fl", "fl"), ("ff", "ff"), ("fraction", "⁄"), ("minus", "−"), ("dotlessi", "ı"), ("Lslash", "Ł"), ("lslash",
    "ł"), ("breve", "˘"), ("dotaccent", "˙"), ("ring", "˚"), ("hungarumlaut", "˝"), ("ogonek", "˛"), ("caron",
    "ˇ"),
];

/// Where Adobe's standard encoding is not ASCII.
#[rustfmt::skip]
const STANDARD: [(u8, char); 56] = [
    (0x27, '’'), (0x60, '‘'), (0xa1, '¡'), (0xa2, '¢'), (0xa3, '£'), (0xa4, '⁄'), (0xa5, '¥'), (0xa6, 'ƒ'), (0xa7,
    '§'), (0xa8, '¤'), (0xa9, '\''), (0xaa, '“'), (0xab, '«'), (0xac, '‹'), (0xad, '›'), (0xae, 'ﬁ'), (0xaf, 'ﬂ'),
    (0xb1, '–'), (0xb2, '†'), (0xb3, '‡'), (0xb4, '·'), (0xb6, '¶'), (0xb7, '•'), (0xb8, '‚'), (0xb9, '„'), (0xba,
    '”'), (0xbb, '»'), (0xbc, '…'), (0xbd, '‰'), (0xbf, '¿'), (0xc1, '`'), (0xc2, '´'), (0xc3, 'ˆ'), (0xc4, '˜'),
    (0xc5, '¯'), (0xc6, '˘'), (0xc7, '˙'), (0xc8, '¨'), (0xca, '˚'), (0xcb, '¸'), (0xcd, '˝'), (0xce, '˛'), (0xcf,
    'ˇ'), (0xd0, '—'), (0xe1, 'Æ'), (0xe3, 'ª'), (0xe8, 'Ł'), (0xe9, 'Ø'), (0xea, 'Œ'), (0xeb, 'º'), (0xf1, 'æ'),
    (0xf5, 'ı'), (0xf8, 'ł'), (0xf9, 'ø'), (0xfa, 'œ'), (0xfb, 'ß'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes_are_the_characters_they_should_be() {
        let names =
            [("space", " "), ("A", "A"), ("tilde", "˜"), ("asciitilde", "~"), ("Ntilde", "Ñ")];
        let more = [
            ("ydieresis", "ÿ"),
            ("uni00D1", "Ñ"),
            ("eacute.sc", "é"),
            ("fi", "fi"),
            ("endash", "–"),
        ];
        for (name, text) in names.into_iter().chain(more) {
            assert_eq!(named(name).as_deref(), Some(text), "{name}");
        }
        assert_eq!((named("g123"), named(".notdef"), named("")), (None, None, None));
        assert_eq!(ASCII.split_ascii_whitespace().count(), 95);
        assert_eq!(LATIN.split_ascii_whitespace().count(), 96);
        assert_eq!(character(Base::WinAnsi, 0xd1), Some('Ñ'));
        assert_eq!(character(Base::MacRoman, 0x84), Some('Ñ'));
        assert_eq!(character(Base::Standard, 0x27), Some('’'));
        assert_eq!(character(Base::Standard, b'7'), Some('7'));
        assert_eq!(character(Base::Standard, 0xd1), None);
        assert_eq!(character(Base::WinAnsi, 3), None);
    }
}
