//! Files that are no reports, or no longer: each ends in a sentence, none in a panic, and none in all the memory.

use engine::ingest::error::IngestErrorKind;
use engine::model::Language;

use super::printed::{document, file, fixture, of_contents, packed, read_bytes, rows_in, stream};

fn kind(bytes: &[u8]) -> IngestErrorKind {
    match rows_in(bytes) {
        Ok(rows) => panic!("{rows} rows"),
        Err(error) => {
            for language in [Language::Es, Language::En] {
                let said = format!("{} {}", error.says(language), error.advice(language));
                assert!(!said.contains('{'), "{said}");
            }
            error.kind()
        }
    }
}

const TABLE: &[u8] = b"BT /F1 9 Tf 1 0 0 1 50 700 Tm (Codigo) Tj 100 0 Td (Descripcion) Tj -100 -12 Td (1101) Tj 100 0 Td (TM SUR) Tj ET";

fn with_page(page: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>".to_vec(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        page.as_bytes().to_vec(),
    ];
    objects.extend_from_slice(more);
    file(&objects)
}

const PAGE: &str = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 5 0 R/Resources<</Font<</F1 3 0 R>>/XObject<</X 6 0 R>>>>>>";

#[test]
fn a_file_that_is_cut_anywhere_is_refused() {
    for name in ["crystal", "chromium", "libreoffice", "simulator"] {
        let whole = std::fs::read(fixture(&format!("{name}.pdf"))).expect("a fixture");
        for part in 1..40 {
            let cut = &whole[..whole.len() * part / 40];
            let error = rows_in(cut).err();
            assert!(error.is_some(), "{name} cut at {part}/40");
        }
        assert_eq!(kind(&whole[..whole.len() / 2]), IngestErrorKind::Truncated, "{name}");
    }
}

#[test]
fn damage_anywhere_ends_in_rows_or_in_a_sentence() {
    for name in ["crystal", "libreoffice", "simulator"] {
        let whole = std::fs::read(fixture(&format!("{name}.pdf"))).expect("a fixture");
        let step = (whole.len() / 60).max(1);
        for at in (0..whole.len()).step_by(step).skip(1) {
            for flip in [0x01, 0x80] {
                let mut bytes = whole.clone();
                bytes[at] ^= flip;
                let read = std::panic::catch_unwind(|| rows_in(&bytes).is_ok());
                assert!(read.is_ok(), "{name} with byte {at} ^ {flip:02x}");
            }
        }
    }
}

#[test]
fn a_scan_says_that_it_is_one() {
    let image = b"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n\x00\nendstream";
    let drawn = |content: &[u8]| with_page(PAGE, &[stream(&packed(content)), image.to_vec()]);
    let scan = read_bytes(&drawn(b"q 595 0 0 842 0 0 cm /X Do Q")).err().expect("no text");
    assert_eq!(scan.kind(), IngestErrorKind::PdfWithoutText);
    assert!(scan.says(Language::Es).contains("imágenes"), "{}", scan.says(Language::Es));
    let blank = read_bytes(&drawn(b"")).err().expect("no text");
    assert!(blank.says(Language::En).contains("blank"), "{}", blank.says(Language::En));
    let recognized = [b"/X Do 3 Tr ", TABLE].concat();
    let recognized = read_bytes(&drawn(&recognized)).err().expect("no text that is seen");
    assert!(recognized.says(Language::En).contains("OCR"), "{}", recognized.says(Language::En));
}

#[test]
fn protected_and_empty_files_are_refused() {
    let whole = of_contents(&[TABLE.to_vec()]);
    assert_eq!(read_bytes(&whole).expect("a table").list.entries.len(), 1);
    let text = String::from_utf8_lossy(&whole).contains("/Root 1 0 R");
    assert!(text);
    let at = whole.windows(11).rposition(|part| part == b"/Root 1 0 R").expect("the root");
    let mut locked = whole.clone();
    locked.splice(at..at, *b"/Encrypt 3 0 R");
    assert_eq!(kind(&locked), IngestErrorKind::PdfProtected);
    assert_eq!(kind(b"%PDF-1.4\n%%EOF\n"), IngestErrorKind::PdfDamaged);
    assert_eq!(kind(b"%PDF-1.4\n"), IngestErrorKind::Truncated);
    assert_eq!(kind(&document(&[vec![]])), IngestErrorKind::PdfWithoutText);
}

#[test]
fn streams_that_swell_are_refused_before_they_do() {
    let zeros = vec![b' '; 300 << 20];
    let bomb = packed(&zeros);
    drop(zeros);
    assert_eq!(kind(&with_page(PAGE, &[stream(&bomb)])), IngestErrorKind::TooLarge);
    // Packed twice, and by the library's own account an index of objects.
    let twice = packed(&bomb);
    let mut index = format!(
        "<</Type/ObjStm/N 1/First 4/Filter[/FlateDecode/FlateDecode]/Length {}>>stream\n",
        twice.len()
    )
    .into_bytes();
    index.extend_from_slice(&twice);
    index.extend_from_slice(b"\nendstream");
    let page = stream(&packed(TABLE));
    assert_eq!(kind(&with_page(PAGE, &[page.clone(), index])), IngestErrorKind::TooLarge);
    let mut run = format!("<</Filter/LZWDecode/Length {}>>stream\n", 1 << 20).into_bytes();
    run.extend_from_slice(&vec![0x80; 1 << 20]);
    run.extend_from_slice(b"\nendstream");
    assert_eq!(kind(&with_page(PAGE, &[page, run])), IngestErrorKind::TooLarge);
}

#[test]
fn circles_and_depths_come_to_an_end() {
    // A page tree that holds itself.
    let circle = file(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Count 1/Kids[2 0 R 2 0 R]>>".to_vec(),
    ]);
    assert_eq!(kind(&circle), IngestErrorKind::PdfDamaged);
    // A drawing that draws itself, and drawings that draw each other twice.
    let form = |content: &[u8], next: usize| {
        let content = packed(content);
        let mut object = format!("<</Subtype/Form/Filter/FlateDecode/Length {}/Resources<</XObject<</X {next} 0 R>>>>>>stream\n", content.len()).into_bytes();
        object.extend_from_slice(&content);
        object.extend_from_slice(b"\nendstream");
        object
    };
    let page = stream(&packed(b"/X Do"));
    assert_eq!(
        kind(&with_page(PAGE, &[page.clone(), form(b"/X Do", 6)])),
        IngestErrorKind::PdfDamaged
    );
    let mut drawings = vec![page];
    drawings.extend((7..27).map(|next| form(b"/X Do /X Do", next)));
    assert_eq!(kind(&with_page(PAGE, &drawings)), IngestErrorKind::TooLarge);
    // Lists within lists, in the file and on the page.
    let deep =
        [b"[".repeat(200_000), b"]".repeat(200_000), b" TJ ".to_vec(), TABLE.to_vec()].concat();
    assert!(matches!(kind(&of_contents(std::slice::from_ref(&deep))), IngestErrorKind::PdfDamaged));
    let _ = rows_in(&with_page(
        &format!("<</Type/Page/Kids {}>>", String::from_utf8_lossy(&deep)),
        &[],
    ));
    // A string without an end, after which nothing can be told apart.
    assert_eq!(
        kind(&of_contents(&[[TABLE, b" BT (no end"].concat()])),
        IngestErrorKind::PdfDamaged
    );
}

#[test]
fn too_many_pages_are_refused_and_missing_ones_are_told() {
    let page = b"<</Type/Page/Parent 2 0 R>>".to_vec();
    let count = 20_000;
    let kids = (0..count).map(|at| format!("{} 0 R ", at + 3)).collect::<String>();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {count}/Kids[{kids}]>>").into_bytes(),
    ];
    objects.extend(std::iter::repeat_n(page, count));
    assert_eq!(kind(&file(&objects)), IngestErrorKind::TooLarge);
    let whole = String::from_utf8_lossy(&with_page(PAGE, &[])).into_owned();
    // The page names a content that is not there.
    assert_eq!(kind(whole.as_bytes()), IngestErrorKind::PdfDamaged);
    let missing = whole.replace("/Count 1", "/Count 2");
    assert_eq!(kind(missing.as_bytes()), IngestErrorKind::PdfDamaged);
}

#[test]
fn one_page_drawn_by_all_is_counted_each_time() {
    let content = packed(&b"0 0 m ".repeat(2_000_000));
    let count = 60;
    let kids = (0..count).map(|at| format!("{} 0 R ", at + 4)).collect::<String>();
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count {count}/Kids[{kids}]>>").into_bytes(),
        stream(&content),
    ];
    objects.extend(std::iter::repeat_n(b"<</Type/Page/Contents 3 0 R>>".to_vec(), count));
    assert_eq!(kind(&file(&objects)), IngestErrorKind::TooLarge);
}
