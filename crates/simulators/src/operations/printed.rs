//! Reports as the accounting system prints them: a PDF of pages, with their titles on each.
//!
//! Each field is drawn by itself and each word of it too, as report programs do; long texts go on in the next line, and
//! nothing in the file says that there is a table. The fonts are those that every reader knows, so none is embedded.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::Refusal;

/// Lines of a page, those included that a text goes on in.
const LINES_A_PAGE: usize = 45;
/// Characters of a line of a description.
const CHARACTERS: usize = 46;
/// Size of the text, and how wide each of its characters is: the font is a typewriter's.
const SIZE: f64 = 9.0;
const ADVANCE: f64 = 0.6 * SIZE;
const PITCH: f64 = 13.0;

const CODE_AT: f64 = 60.0;
const TEXT_AT: f64 = 130.0;
const FLAG_AT: [f64; 2] = [420.0, 470.0];
const TITLES_AT: f64 = 716.0;
const PLAIN: &str = "F1";
const BOLD: &str = "F2";

/// What stands above and below the table.
pub(crate) struct Frame<'f> {
    pub(crate) company: &'f str,
    pub(crate) title: &'f str,
    /// `AAAAMM`.
    pub(crate) period: &'f str,
    /// What the last line counts: `Total de centros de costo`.
    pub(crate) total: &'f str,
}

/// The report of codes and descriptions.
pub(crate) fn print<'t>(
    frame: &Frame<'_>,
    rows: impl ExactSizeIterator<Item = (&'t str, &'t str)>,
) -> Result<Vec<u8>, Refusal> {
    let count = rows.len();
    let mut pages = vec![Page::new(frame, 1)];
    for (code, text) in rows {
        let parts = wrapped(text);
        if pages.last().is_none_or(|page| page.lines + parts.len() > LINES_A_PAGE) {
            pages.push(Page::new(frame, pages.len() + 1));
        }
        if let Some(page) = pages.last_mut() {
            page.row(code, &parts);
        }
    }
    if let Some(page) = pages.last_mut() {
        let y = page.next_line() - PITCH;
        page.words(CODE_AT, y, &format!("{} : {count}", frame.total), BOLD);
    }
    file(&pages).map_err(Refusal::broken)
}

/// A text in lines that are short enough, as long as its words are.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let Some(line) = lines.last_mut() else { continue };
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > CHARACTERS {
            lines.push(word.to_owned());
            continue;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines
}

struct Page {
    content: Vec<u8>,
    lines: usize,
}

impl Page {
    fn new(frame: &Frame<'_>, number: usize) -> Page {
        let mut page = Page { content: Vec::new(), lines: 0 };
        let (year, month) = frame.period.split_at(frame.period.len().min(4));
        page.words(CODE_AT, 800.0, frame.company, BOLD);
        page.words(FLAG_AT[0], 800.0, "Aconsys", PLAIN);
        page.words(200.0, 772.0, frame.title, BOLD);
        page.words(230.0, 758.0, &format!("Periodo : {month}/{year}"), PLAIN);
        page.words(CODE_AT, TITLES_AT, "Código", BOLD);
        page.words(TEXT_AT, TITLES_AT, "Descripción", BOLD);
        page.words(FLAG_AT[0], TITLES_AT, "S/N", BOLD);
        page.words(FLAG_AT[1], TITLES_AT, "A/I", BOLD);
        page.words(FLAG_AT[0], 36.0, &format!("Página : {number}"), PLAIN);
        page
    }

    fn next_line(&self) -> f64 {
        TITLES_AT - 1.5 * PITCH - PITCH * self.lines as f64
    }

    fn row(&mut self, code: &str, parts: &[String]) {
        let y = self.next_line();
        self.words(CODE_AT, y, code, PLAIN);
        self.words(FLAG_AT[0] + ADVANCE, y, "S", PLAIN);
        self.words(FLAG_AT[1] + ADVANCE, y, "A", PLAIN);
        for part in parts {
            let y = self.next_line();
            self.words(TEXT_AT, y, part, PLAIN);
            self.lines += 1;
        }
    }

    /// Each word where it belongs.
    fn words(&mut self, x: f64, y: f64, text: &str, font: &str) {
        let mut at = x;
        for word in text.split(' ') {
            let begin = format!("BT /{font} {SIZE} Tf 1 0 0 1 {at:.2} {y:.2} Tm (");
            self.content.extend_from_slice(begin.as_bytes());
            for byte in word.chars().map(windows_1252) {
                if matches!(byte, b'(' | b')' | b'\\') {
                    self.content.push(b'\\');
                }
                self.content.push(byte);
            }
            self.content.extend_from_slice(b") Tj ET\n");
            at += ADVANCE * (word.chars().count() + 1) as f64;
        }
    }
}

/// The byte of a character; what the encoding has not is printed as a question mark, as such programs do.
fn windows_1252(character: char) -> u8 {
    match u32::from(character) {
        code @ (0x20..=0x7e | 0xa0..=0xff) => u8::try_from(code).unwrap_or(b'?'),
        0x20ac => 0x80,
        0x2013 => 0x96,
        0x2014 => 0x97,
        0x2018 => 0x91,
        0x2019 => 0x92,
        0x201c => 0x93,
        0x201d => 0x94,
        _ => b'?',
    }
}

/// The file: catalog, page tree and fonts, then two objects a page.
fn file(pages: &[Page]) -> std::io::Result<Vec<u8>> {
    let kids: String = (0..pages.len()).map(|at| format!("{} 0 R ", 5 + 2 * at)).collect();
    let font = |name: &str| {
        format!("<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>")
            .into_bytes()
    };
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {}/Kids[{kids}]>>", pages.len()).into_bytes(),
        font("Courier"),
        font("Courier-Bold"),
    ];
    for (at, page) in pages.iter().enumerate() {
        let content = 6 + 2 * at;
        objects.push(
            format!(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {content} 0 R\
                 /Resources<</Font<</{PLAIN} 3 0 R/{BOLD} 4 0 R>>>>>>"
            )
            .into_bytes(),
        );
        let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
        packed.write_all(&page.content)?;
        let packed = packed.finish()?;
        let mut object =
            format!("<</Filter/FlateDecode/Length {}>>stream\n", packed.len()).into_bytes();
        object.extend_from_slice(&packed);
        object.extend_from_slice(b"\nendstream");
        objects.push(object);
    }
    let mut file = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (number, object) in (1..).zip(&objects) {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        writeln!(file, "{number} 0 obj")?;
        file.extend_from_slice(object);
        file.extend_from_slice(b"\nendobj\n");
    }
    let begins = file.len();
    file.extend_from_slice(table.as_bytes());
    let size = objects.len() + 1;
    writeln!(file, "trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{begins}\n%%EOF")?;
    Ok(file)
}
