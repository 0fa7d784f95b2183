//! The upper halves of the single-byte code pages.

/// CP850, bytes 0x80 to 0xFF.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// Mac OS Roman, bytes 0x80 to 0xFF.
const MACROMAN: &str = "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u{a0}ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{f8ff}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ";

/// Windows-1252, bytes 0x80 to 0xFF; the five that it leaves open are the control characters of their number.
const WINDOWS_1252: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ\u{a0}¡¢£¤¥¦§¨©ª«¬\u{ad}®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ";

/// A single-byte code page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Page {
    Cp850,
    MacRoman,
    Windows1252,
}

/// The characters of bytes 0x80 to 0xFF.
#[derive(Clone, Debug)]
pub(super) struct Upper([char; 128]);

impl Upper {
    pub(super) fn of(page: Page) -> Upper {
        let text = match page {
            Page::Cp850 => CP850,
            Page::MacRoman => MACROMAN,
            Page::Windows1252 => WINDOWS_1252,
        };
        let mut upper = ['\u{fffd}'; 128];
        for (slot, letter) in upper.iter_mut().zip(text.chars()) {
            *slot = letter;
        }
        Upper(upper)
    }

    /// The character of a byte from 0x80 up.
    #[inline]
    pub(super) fn char(&self, byte: u8) -> char {
        self.0[usize::from(byte & 0x7f)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_complete_and_agree_with_encoding_rs() {
        assert_eq!(CP850.chars().count(), 128);
        for (page, encoding) in [
            (Page::Windows1252, encoding_rs::WINDOWS_1252),
            (Page::MacRoman, encoding_rs::MACINTOSH),
        ] {
            let upper = Upper::of(page);
            for byte in 0x80..=0xffu8 {
                let bytes = [byte];
                let (theirs, _) = encoding.decode_without_bom_handling(&bytes);
                assert_eq!(theirs.chars().next(), Some(upper.char(byte)), "{page:?} {byte:#x}");
            }
        }
    }
}
