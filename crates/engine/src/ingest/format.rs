//! What a file is, told by its first bytes. Its name is not looked at.

use crate::model::Sentence;

/// How many of a file's first bytes are looked at.
pub(crate) const LOOK_BYTES: usize = 4096;

/// The format of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// A workbook of Office Open XML.
    Xlsx,
    /// A binary workbook of Excel 97 to 2003.
    Xls,
    /// A binary workbook of Office Open XML.
    Xlsb,
    /// A workbook of OpenDocument.
    Ods,
    /// A report that was printed as PDF.
    Pdf,
    /// Delimited text.
    Text,
}

impl Format {
    /// The name in JSON and sentences.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Xlsx => "xlsx",
            Format::Xls => "xls",
            Format::Xlsb => "xlsb",
            Format::Ods => "ods",
            Format::Pdf => "pdf",
            Format::Text => "text",
        }
    }
}

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    /// A zip archive: a workbook, or an archive with one.
    Zip,
    /// A gzip stream.
    Gzip,
    /// An OLE document: an old workbook, or an encrypted one.
    Compound,
    /// A PDF.
    Pdf,
    /// Text.
    Text,
    /// A table of another kind under a spreadsheet's name.
    Disguised(Sentence),
    /// No table.
    Other(Sentence),
}

/// A name that is the same in both languages.
pub(crate) const fn named(name: &'static str) -> Sentence {
    Sentence::new(name, name)
}

const MAGIC: [(&[u8], Container); 17] = [
    (b"PK\x03\x04", Container::Zip),
    (b"PK\x05\x06", Container::Zip),
    (b"\x1f\x8b", Container::Gzip),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Container::Compound),
    (b"%PDF-", Container::Pdf),
    (b"\x89PNG\r\n\x1a\n", Container::Other(named("PNG"))),
    (b"\xff\xd8\xff", Container::Other(named("JPEG"))),
    (b"GIF8", Container::Other(named("GIF"))),
    (b"Rar!\x1a\x07", Container::Other(named("RAR"))),
    (b"7z\xbc\xaf\x27\x1c", Container::Other(named("7-Zip"))),
    (b"BZh", Container::Other(named("BZIP2"))),
    (b"\xfd7zXZ\0", Container::Other(named("XZ"))),
    (b"\x28\xb5\x2f\xfd", Container::Other(named("Zstandard"))),
    (b"{\\rtf", Container::Other(named("RTF"))),
    (b"SQLite format 3\0", Container::Other(named("SQLite"))),
    (b"\x7fELF", Container::Other(named("ELF"))),
    (b"\xff\xfb", Container::Other(named("MP3"))),
];

const WEB_PAGE: Sentence = Sentence::new("una página web (HTML)", "a web page (HTML)");
const WEB_ARCHIVE: Sentence = Sentence::new("una página web (MHTML)", "a web page (MHTML)");
const XML_2003: Sentence = Sentence::new("una hoja de cálculo XML 2003", "an XML 2003 spreadsheet");
const XML: Sentence = Sentence::new("un documento XML", "an XML document");
const BINARY: Sentence =
    Sentence::new("un archivo binario que no se reconoce", "a binary file that is not recognized");
const FOXPRO: Sentence =
    Sentence::new("una tabla DBF (FoxPro, dBase)", "a DBF table (FoxPro, dBase)");
const PROGRAM: Sentence = Sentence::new("un programa de Windows", "a Windows program");
const OLD_BIFF: Sentence =
    Sentence::new("un libro de Excel 5 o anterior", "a workbook of Excel 5 or earlier");

/// What a file that begins with `head` is.
pub(crate) fn container(head: &[u8]) -> Container {
    if let Some((_, container)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return *container;
    }
    if head.starts_with(b"MZ") && head.contains(&0) {
        return Container::Other(PROGRAM);
    }
    if matches!(head, [0x09, 0x00 | 0x02 | 0x04 | 0x08, ..])
        && head.iter().take(64).any(|b| *b == 0)
    {
        return Container::Disguised(OLD_BIFF);
    }
    if is_dbf(head) {
        return Container::Disguised(FOXPRO);
    }
    if is_binary(head) {
        return Container::Other(BINARY);
    }
    markup(head).unwrap_or(Container::Text)
}

/// HTML and XML that spreadsheets open without a word; as text of a table they would be nonsense.
fn markup(head: &[u8]) -> Option<Container> {
    let text: Vec<u8> =
        head.iter().filter(|byte| **byte != 0).map(u8::to_ascii_lowercase).collect();
    let text = [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"]
        .iter()
        .find_map(|mark| text.strip_prefix(*mark))
        .unwrap_or(&text);
    let text = text.trim_ascii_start();
    let has = |needle: &[u8]| memchr::memmem::find(text, needle).is_some();
    let begins = |needles: &[&[u8]]| needles.iter().any(|needle| text.starts_with(needle));
    if begins(&[b"mime-version:"]) {
        return Some(Container::Disguised(WEB_ARCHIVE));
    }
    let is_xml = begins(&[b"<?xml"]);
    if (is_xml || text.starts_with(b"<")) && has(b"urn:schemas-microsoft-com:office:spreadsheet") {
        return Some(Container::Disguised(XML_2003));
    }
    let html: [&[u8]; 8] =
        [b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<style", b"<div"];
    if begins(&html) || (is_xml && has(b"<html")) {
        return Some(Container::Disguised(WEB_PAGE));
    }
    is_xml.then_some(Container::Other(XML))
}

/// A DBF begins with a version, the date of its last change, and the length of its header, which is 32 n + 1 or more.
fn is_dbf(head: &[u8]) -> bool {
    let version = matches!(head.first(), Some(0x03 | 0x30 | 0x31 | 0x83 | 0x8b | 0xf5));
    version
        && head.len() >= 32
        && (1..=12).contains(&head[2])
        && (1..=31).contains(&head[3])
        && u16::from_le_bytes([head[8], head[9]]) >= 65
        && head[12..14] == [0, 0]
}

/// Whether bytes are no text in any encoding: UTF-16 has zeros too, but all on one side.
fn is_binary(head: &[u8]) -> bool {
    let zeros = |side: usize| head.iter().skip(side).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let is_wide = even.max(odd) * 8 > head.len() && even.min(odd) * 16 <= head.len();
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") || is_wide {
        return false;
    }
    let control = |byte: &u8| matches!(byte, 0..=8 | 0x0e..=0x19 | 0x1c..=0x1f);
    head.iter().filter(|byte| control(byte)).count() * 16 > head.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_decides() {
        let wide: Vec<u8> = "Periodo;Serie\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let text: [&[u8]; 6] = [
            b"Periodo|Serie\n",
            b"20260100|1|M1|04/01/2026|",
            "Período;Número\n".as_bytes(),
            b"Per\xedodo;N\xfamero\n",
            &wide,
            b"a",
        ];
        for head in text {
            assert_eq!(container(head), Container::Text, "{head:?}");
        }
        assert_eq!(container(b"PK\x03\x04...."), Container::Zip);
        assert_eq!(
            container(b"\xef\xbb\xbf\r\n<HTML><body><table>"),
            Container::Disguised(WEB_PAGE)
        );
        assert_eq!(
            container(b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\">"),
            Container::Disguised(XML_2003)
        );
        assert_eq!(container(b"%PDF-1.7\n"), Container::Pdf);
        assert_eq!(container(&[7, 0, 1, 200, 3, 3, 3, 9, 0, 0, 0, 0]), Container::Other(BINARY));
        let mut dbf = [0u8; 64];
        dbf[..12].copy_from_slice(&[0x30, 26, 1, 15, 9, 0, 0, 0, 97, 1, 40, 0]);
        assert_eq!(container(&dbf), Container::Disguised(FOXPRO));
    }
}
