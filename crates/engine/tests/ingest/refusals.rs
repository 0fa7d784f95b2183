//! Files that cannot give rows, or not all of them: each ends in an error with its code, place and advice.

use crate::formats::{fixture, opened, zip_of};
use engine::ingest::error::{INGEST_ERRORS, IngestError};
use engine::ingest::open::WHOLE_BYTES_MAX;
use engine::model::Language;
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;
use xlsx::Rows;

/// The error of opening a file and reading it to its end.
fn refused(path: &Path) -> IngestError {
    let read = || -> Result<(), IngestError> {
        let mut table = opened(path)?;
        let mut rows = Rows::new();
        while table.next(&mut rows)? {}
        Ok(())
    };
    let error = read().expect_err("it must be refused");
    for language in [Language::Es, Language::En] {
        let said = error.says(language) + &error.advice(language) + &error.place().say(language);
        assert!(!said.contains('{'), "{said}");
    }
    assert_eq!(error.place().file, path);
    error
}

fn refused_content(name: &str, content: &[u8]) -> IngestError {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    refused(&path)
}

/// An OLE document of one directory sector with the given names.
fn compound(names: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0u8; 512 * 3];
    bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    bytes[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    bytes[44] = 1; // sectors of the allocation table
    bytes[48] = 1; // the directory's first sector
    bytes[56..58].copy_from_slice(&[0, 0x10]);
    bytes[60..64].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    bytes[68..72].copy_from_slice(&[0xfe, 0xff, 0xff, 0xff]);
    bytes[76..512].fill(0xff);
    bytes[76..80].fill(0);
    bytes[512..1024].fill(0xff);
    bytes[512..520].copy_from_slice(&[0xfd, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff]);
    for (index, name) in names.iter().enumerate() {
        let entry = 1024 + 128 * index;
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[entry..entry + units.len()].copy_from_slice(&units);
        bytes[entry + 64] = units.len() as u8 + 2;
    }
    bytes
}

#[test]
fn what_is_no_table_is_said_by_its_content() {
    for (name, content, code) in [
        ("a.xlsx", &b"%PDF-1.7\n..."[..], "I207"),
        ("a.xlsx", b"<html><body><table><tr><td>Periodo</td></tr></table></body></html>", "I208"),
        ("a.xls", b"<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"/>", "I208"),
        ("a.csv", b"", "I205"),
        ("a.xlsx", &compound(&["Root Entry", "EncryptedPackage", "EncryptionInfo"]), "I209"),
        ("a.xls", &compound(&["Root Entry", "WordDocument"]), "I207"),
        ("a.xls", &compound(&["Root Entry", "Workbook"]), "I216"),
        ("a.xls", &compound(&["Root Entry", "Workbook"])[..700], "I210"),
        ("a.dat", &[1, 2, 3, 4, 5, 0, 0, 7, 200, 0, 17, 6], "I207"),
    ] {
        let error = refused_content(name, content);
        assert_eq!(error.code(), code, "{error}");
    }
    let pdf = refused_content("a.xlsx", b"%PDF-1.7\n...");
    assert!(pdf.says(Language::Es).contains("«a.xlsx» no es una tabla: por su contenido es PDF"));
}

#[test]
fn what_is_not_there_is_said() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(refused(&folder.path().join("nada.xlsx")).code(), "I201");
    assert_eq!(refused(folder.path()).code(), "I202");
}

#[test]
#[cfg(unix)]
fn what_is_no_file_is_refused_before_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("tuberia.csv");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let socket = folder.path().join("enchufe.csv");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for (path, what) in
        [(&*pipe, "tubería"), (&*socket, "un socket"), (Path::new("/dev/zero"), "dispositivo")]
    {
        let error = refused(path);
        assert_eq!(error.code(), "I221");
        assert!(error.says(Language::Es).contains(what), "{error}");
    }
}

#[test]
fn a_lock_file_is_refused_with_the_book_that_is_meant() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    for (lock, book, program) in [
        ("~$ventas.xlsx", "ventas.xlsx", "Excel"),
        ("~$. PLE ENERO 26.xlsx", "01. PLE ENERO 26.xlsx", "Excel"),
        (".~lock.compras.ods#", "compras.ods", "LibreOffice"),
    ] {
        std::fs::write(at(lock), b"\x05Rosa").unwrap();
        let alone = refused(&at(lock));
        assert_eq!(alone.code(), "I222");
        assert!(alone.says(Language::Es).contains(program), "{alone}");
        assert!(alone.advice(Language::Es).contains("misma carpeta"), "{alone}");
        std::fs::copy(fixture("ventas.xlsx"), at(book)).unwrap();
        let advice = refused(&at(lock)).advice(Language::Es);
        assert!(advice.contains(&at(book).display().to_string()), "{advice}");
    }
    // A workbook under such a name is a workbook, and not its own lock.
    let book = at("~$libro.xlsx");
    std::fs::copy(fixture("ventas.xlsx"), &book).unwrap();
    let table = opened(&book).unwrap();
    assert!(table.evidence().iter().all(|line| !line.say(Language::Es).contains("abierto")));
}

/// The words of libraries are English whatever the operator speaks; they stand behind ours and are called what they are.
#[test]
fn words_of_libraries_are_a_technical_detail() {
    let book = std::fs::read(fixture("ventas.ods")).unwrap();
    let central = memchr::memmem::rfind(&book, b"PK\x01\x02").unwrap();
    let mut spoiled = book;
    spoiled[central] = b'X';
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(b"a;b\n1;2\n").unwrap();
    let mut gzip = gzip.finish().unwrap();
    let checksum = gzip.len() - 6;
    gzip[checksum] ^= 1;
    for error in [refused_content("a.ods", &spoiled), refused_content("a.csv.gz", &gzip)] {
        assert_eq!(error.code(), "I211");
        let (es, en) = (error.says(Language::Es), error.says(Language::En));
        assert!(es.contains("(detalle técnico: ") && es.ends_with(")."), "{es}");
        assert!(en.contains("(technical detail: "), "{en}");
        let ours = es.split(" (").next().unwrap();
        assert!(ours.contains("no se puede"), "{ours}");
    }
}

#[test]
fn cut_and_spoiled_books_are_refused() {
    for name in ["ventas.xlsx", "ventas.xls", "ventas.ods", "ventas.xlsb"] {
        let whole = std::fs::read(fixture(name)).unwrap();
        for keep in [whole.len() / 3, whole.len() / 2, whole.len() - 100] {
            let error = refused_content(name, &whole[..keep]);
            assert!(matches!(error.code(), "I210" | "I211"), "{name} {keep}: {error}");
        }
    }
    let sheet = b"<sheet><row r=\"1\"/>";
    let error = spoiled("ventas.xlsx", sheet);
    assert!(matches!(error.code(), "I207" | "I211"), "{error}");
}

fn spoiled(name: &str, content: &[u8]) -> IngestError {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    zip_of(&path, &[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", content)]);
    refused(&path)
}

/// Every byte of each small book is damaged in turn: an error or rows, and never a panic.
#[test]
fn no_damage_of_one_byte_panics() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ventas.xls", "ventas.ods", "ventas.xlsb", "ventas.xlsx"] {
        let whole = std::fs::read(fixture(name)).unwrap();
        let path = folder.path().join(name);
        for at in (0..whole.len()).step_by(whole.len() / 300 + 1) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            std::fs::write(&path, bytes).unwrap();
            let read = || -> Result<u64, IngestError> {
                let (mut table, mut rows, mut count) = (opened(&path)?, Rows::new(), 0);
                while table.next(&mut rows)? {
                    count += rows.len() as u64;
                }
                Ok(count)
            };
            match read() {
                Ok(count) => assert!(count <= 70_000, "{name} {at}: {count}"),
                Err(error) => assert!(error.code() >= "I203", "{name} {at}: {error}"),
            }
        }
    }
}

fn folder_with_zip(members: &[(&str, &[u8])]) -> (TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("envio.zip");
    zip_of(&path, members);
    (folder, path)
}

#[test]
fn archives_that_do_not_say_what_is_meant_are_refused() {
    let (_folder, path) = folder_with_zip(&[("enero.csv", b"a;b\n"), ("febrero.csv", b"a;b\n")]);
    let error = refused(&path);
    assert_eq!(error.code(), "I218");
    assert!(error.says(Language::Es).contains("enero.csv, febrero.csv"));
    let (_folder, path) =
        folder_with_zip(&[("logo.png", b"\x89PNG\r\n\x1a\n"), ("vacio.txt", b"")]);
    assert_eq!(refused(&path).code(), "I217");
    let (_folder, path) =
        folder_with_zip(&[("word/document.xml", b"<w/>"), ("[Content_Types].xml", b"<T/>")]);
    assert_eq!(refused(&path).code(), "I207");
    let mut inner: Vec<u8> = b"a;b\n1;2\n".to_vec();
    for depth in 0..5 {
        let (_folder, path) =
            folder_with_zip(&[(if depth == 0 { "a.csv" } else { "a.zip" }, &inner)]);
        inner = std::fs::read(path).unwrap();
    }
    assert_eq!(refused_content("nested.zip", &inner).code(), "I220");
}

#[test]
fn damage_inside_an_archive_is_found_at_its_end() {
    let text: String =
        (0..2000).map(|line| format!("{line};{}\n", line * 7919 % 104_729)).collect();
    let (_folder, path) = folder_with_zip(&[("a.csv", text.as_bytes())]);
    let whole = std::fs::read(&path).unwrap();
    // The checksum stands in the directory, 16 bytes after the entry's signature.
    let entry = memchr::memmem::rfind(&whole, b"PK\x01\x02").unwrap();
    let mut bytes = whole.clone();
    bytes[entry + 16] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    let error = refused(&path);
    assert_eq!(error.code(), "I212", "{error}");
    assert_eq!(error.place().member.as_deref(), Some("a.csv"));
    assert_eq!(refused_content("a.zip", &whole[..whole.len() - 60]).code(), "I210");

    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let whole = gzip.finish().unwrap();
    assert_eq!(refused_content("a.csv.gz", &whole[..whole.len() / 2]).code(), "I210");
    let mut bytes = whole.clone();
    let checksum = bytes.len() - 6;
    bytes[checksum] ^= 1;
    assert_eq!(refused_content("a.csv.gz", &bytes).code(), "I211");
}

#[test]
fn a_bomb_is_stopped_by_its_ratio() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bomb.csv.gz");
    let mut gzip = flate2::write::GzEncoder::new(
        std::fs::File::create(&path).unwrap(),
        flate2::Compression::best(),
    );
    let block = b"0;0\n".repeat(1 << 18);
    for _ in 0..100 {
        gzip.write_all(&block).unwrap();
    }
    gzip.finish().unwrap();
    let error = refused(&path);
    assert_eq!(error.code(), "I213", "{error}");
    assert!(error.says(Language::Es).contains("bytes descomprimidos por byte comprimido"));
}

#[test]
fn a_book_that_must_be_read_whole_has_a_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("grande.xls");
    std::fs::write(&path, compound(&["Root Entry", "Workbook"])).unwrap();
    let file = std::fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.set_len(WHOLE_BYTES_MAX + 1).unwrap();
    let error = refused(&path);
    assert_eq!(error.code(), "I214");
    assert!(error.says(Language::Es).contains("65 MiB; los libros XLS"), "{error}");
}

#[test]
fn sizes_that_a_hostile_book_tells_are_not_believed() {
    let folder = tempfile::tempdir().unwrap();
    let book = std::fs::read(fixture("ventas.xls")).unwrap();
    // Dimensions: four billion rows of 65,535 columns.
    let forged = |at: usize, patch: &[u8]| {
        let mut bytes = book.clone();
        bytes[at..at + patch.len()].copy_from_slice(patch);
        bytes
    };
    let dimensions: Vec<usize> = memchr::memmem::find_iter(&book, b"\x00\x02\x0e\x00").collect();
    assert_eq!(dimensions.len(), 2);
    for at in &dimensions {
        let path = folder.path().join("a.xls");
        let patch = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0xff, 0xff];
        std::fs::write(&path, forged(at + 4, &patch)).unwrap();
        let mut rows = Rows::new();
        let mut table = opened(&path).unwrap();
        assert!(table.next(&mut rows).unwrap());
        assert_eq!(rows.len(), 8);
    }
    // The first number cell of the sheet in column 65,535.
    let after = &book[dimensions[1]..];
    let cell = dimensions[1] + memchr::memmem::find(after, b"\x7e\x02\x0a\x00").unwrap();
    let error = refused_content("a.xls", &forged(cell + 6, &[0xff, 0xff]));
    assert_eq!(error.code(), "I213", "{error}");

    // A cell of an ODS that stands ten thousand times, in a row that stands a million times.
    let content = br#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="A"><table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="10000" office:value-type="float" office:value="1"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"#;
    let path = folder.path().join("a.ods");
    zip_of(
        &path,
        &[
            ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
            ("content.xml", content),
            ("META-INF/manifest.xml", b"<manifest:manifest xmlns:manifest=\"m\"/>"),
        ],
    );
    let error = refused(&path);
    assert_eq!(error.code(), "I213", "{error}");
    assert!(error.says(Language::Es).contains("celdas de una hoja"));
}

#[test]
fn a_file_that_changes_while_it_is_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["ventas.xlsx", "ventas.csv", "ventas.xls"] {
        let path = folder.path().join(name);
        std::fs::copy(fixture(name), &path).unwrap();
        let mut table = opened(&path).unwrap();
        let mut more = std::fs::OpenOptions::new().append(true).open(&path).unwrap();
        more.write_all(b"\n").unwrap();
        drop(more);
        let mut rows = Rows::new();
        let error = loop {
            match table.next(&mut rows) {
                Ok(true) => {}
                Ok(false) => panic!("{name}: the change was not seen"),
                Err(error) => break error,
            }
        };
        assert_eq!(error.code(), "I206", "{name}: {error}");
    }
}

#[test]
fn limits_of_text_name_line_and_column() {
    let long = format!("a;b\n1;{}\n", "x".repeat(2 << 20));
    let error = refused_content("a.csv", long.as_bytes());
    assert_eq!((error.code(), error.place().line), ("I213", Some(2)), "{error}");
    let wide = format!("a;b\n{}\n", ";".repeat(20_000));
    assert_eq!(refused_content("a.csv", wide.as_bytes()).code(), "I213");
}

#[test]
fn every_code_is_explained() {
    for entry in INGEST_ERRORS {
        assert!(entry.code.starts_with("I2") && !entry.advice.es.is_empty());
    }
}
