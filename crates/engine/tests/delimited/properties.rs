//! What holds for any table, and for any bytes.

use crate::reading::{Failing, Line, Trickle, read, rows_of};
use crate::writing::{Style, Written, table};
use engine::ingest::delimited::{Error, Limits, Options, Reader};
use engine::ingest::encoding::Encoding;
use engine::ingest::sniff::{Delimiter, Escape, Overrides};
use proptest::prelude::*;
use std::io::Cursor;

/// A cell of a ledger.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[0-9]{1,6}\\.[0-9]{2}",
        2 => "[0-9]{2}/[0-9]{2}/20[0-9]{2}",
        2 => "[A-Z][0-9]{3}",
        3 => "[A-ZÑÁÉ]{2,8}( [A-ZÑÁÉ'&.]{1,8}){0,3}",
        2 => "[a-zñ]{2,6}[,;|\\t\"' ][a-zñ\"]{1,6}",
        1 => "[a-z]{1,5}(\\r\\n|\\n)[a-z\"]{1,5}",
        1 => Just(String::new()),
    ]
}

fn styles() -> impl Strategy<Value = Style> {
    let delimiter = prop::sample::select(vec![",", ";", "\t", "|", "^", "~"]);
    let escape = prop::sample::select(vec![Written::Doubled, Written::Backslash]);
    let end = prop::sample::select(vec!["\n", "\r\n"]);
    (delimiter, prop::sample::select(vec!['"', '\'']), escape, end, any::<bool>()).prop_map(
        |(delimiter, quote, escape, end, all)| Style { delimiter, quote, escape, end, all },
    )
}

fn tables() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2usize..8)
        .prop_flat_map(|width| prop::collection::vec(prop::collection::vec(cell(), width), 1..40))
}

fn encodings() -> impl Strategy<Value = Encoding> {
    prop::sample::select(vec![
        Encoding::Utf8,
        Encoding::Windows1252,
        Encoding::Utf16Le,
        Encoding::Utf16Be,
    ])
}

fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => text.as_bytes().to_vec(),
    }
}

/// Bytes as they occur in damaged files: structure, text, and anything.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![
        6 => prop::sample::select(b",,,;;\t|\"\"\"'\\\n\n\n\r  ".to_vec()),
        6 => prop::sample::select(b"abcXYZ0123456789.-/:".to_vec()),
        1 => any::<u8>(),
    ];
    prop::collection::vec(byte, 0..600)
}

/// How often each letter and digit stands in the text.
fn letters<'a>(text: impl Iterator<Item = &'a u8>) -> [u32; 128] {
    let mut counts = [0; 128];
    for byte in text.filter(|byte| byte.is_ascii_alphanumeric()) {
        counts[usize::from(*byte)] += 1;
    }
    counts
}

fn small() -> Options {
    Options { batch_bytes: 64, ..Options::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// What a standard writer has written in a dialect that is given comes back as it was.
    #[test]
    fn a_written_table_reads_back(rows in tables(), style in styles(), encoding in encodings()) {
        let overrides = Overrides {
            encoding: Some(encoding),
            delimiter: Some(Delimiter::text(style.delimiter)),
            quote: Some(Some(style.quote as u8)),
            escape: Some(match style.escape {
                Written::Backslash => Escape::Backslash,
                _ => Escape::Doubled,
            }),
            line_end: None,
        };
        let options = Options { overrides, ..Options::default() };
        let bytes = encode(&table(&rows, &style), encoding);
        let got = read(&bytes, options).into_iter().map(|(_, cells)| cells);
        let got: Vec<_> = got.filter(|cells| !cells.is_empty()).collect();
        prop_assert_eq!(got, rows);
    }

    /// No bytes panic; no letter or digit is lost or invented.
    #[test]
    fn no_bytes_are_lost(bytes in bytes()) {
        let options = Options::default();
        let mut reader = Reader::open(Cursor::new(bytes.clone()), options).expect("memory can be read");
        let rows = rows_of(&mut reader).expect("no limit is passed");
        let mut before = letters(bytes.iter());
        let mut after = letters(rows.iter().flat_map(|(_, cells)| cells).flat_map(|cell| cell.as_bytes()));
        let first = reader.dialect().delimiter;
        let changes = reader.irregular().changes.iter().map(|change| change.dialect.delimiter);
        for delimiter in changes.chain([first]).flatten() {
            for byte in delimiter.as_bytes().iter().filter(|byte| byte.is_ascii()) {
                before[usize::from(*byte)] = 0;
                after[usize::from(*byte)] = 0;
            }
        }
        prop_assert!(before == after || reader.dialect().encoding != Encoding::Utf8, "{rows:?}");
    }

    /// Rows do not depend on the sizes of the pieces that a source gives, nor on the size of batches.
    #[test]
    fn pieces_do_not_matter(bytes in bytes(), piece in 1usize..50) {
        let whole = read(&bytes, Options::default());
        let mut reader = Reader::open(Trickle::new(&bytes, piece), small()).expect("memory can be read");
        let pieces = rows_of(&mut reader).expect("no limit is passed");
        prop_assert_eq!(pieces, whole);
    }

    /// The same for text that is mostly a table, where the fast way is taken.
    #[test]
    fn pieces_of_tables_do_not_matter(
        rows in tables(),
        style in styles(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"\",;\n\r\x80'".to_vec())), 0..4),
        batch in 1usize..300,
    ) {
        let mut bytes = table(&rows, &style).repeat(3).into_bytes();
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let whole = read(&bytes, Options::default());
        let options = Options { batch_bytes: batch, ..Options::default() };
        prop_assert_eq!(read(&bytes, options), whole);
    }
}

/// A long text is the same whatever the batches: quotes that are not closed, tables that change, two encodings.
#[test]
fn batches_do_not_matter_in_a_long_text() {
    let mut text = String::new();
    for at in 0..6000 {
        text += &match at {
            700 => "\"sin cerrar,1,2,3\n".to_owned(),
            1500..1600 => format!("{at};x;y;z\n"),
            2500..2600 => format!("{at},x\n"),
            3000 => "a,\"b\nc\",\"d\",e\n".to_owned(),
            _ => format!("{at},\"texto, {at}\",{at}.50,31/01/2025\n"),
        };
    }
    let whole = read(text.as_bytes(), Options { batch_bytes: 1 << 22, ..Options::default() });
    for batch_bytes in [1000, 4096, 65_536] {
        let got = read(text.as_bytes(), Options { batch_bytes, ..Options::default() });
        let differing = whole.iter().zip(&got).find(|(one, other)| one != other);
        assert!(differing.is_none() && whole.len() == got.len(), "{batch_bytes}: {differing:?}");
    }
    assert_eq!(whole[700].1, ["\"sin cerrar", "1", "2", "3"]);
    assert_eq!(whole[1550].1, ["1550", "x", "y", "z"]);
    assert_eq!(whole[2550].1, ["2550", "x"]);
    assert_eq!(whole[3000].1, ["a", "b\nc", "d", "e"]);
    assert_eq!(
        whole[3001],
        (3003, vec!["3001".into(), "texto, 3001".into(), "3001.50".into(), "31/01/2025".into()])
    );
}

fn fails(bytes: &[u8], options: Options) -> Error {
    let opened = Reader::open(Cursor::new(bytes.to_vec()), options);
    match opened.and_then(|mut reader| rows_of(&mut reader)) {
        Ok(rows) => panic!("{} rows were read", rows.len()),
        Err(error) => error,
    }
}

#[test]
fn limits_name_the_line() {
    let limits = Limits { field_bytes: 1000, row_bytes: 5000, columns: 5 };
    let options = || Options { limits, ..Options::default() };
    let good = "a,b,c\n1,2,3\n1,2,3\n";
    let long = format!("{good}1,{},3\n{good}", "x".repeat(1001));
    assert!(matches!(
        fails(long.as_bytes(), options()),
        Error::FieldTooLong { line: 4, column: 2, .. }
    ));
    let wide = format!("{good}1,2,3,4,5,6\n");
    assert!(matches!(
        fails(wide.as_bytes(), options()),
        Error::TooManyColumns { line: 4, columns: 6, .. }
    ));
    let endless = format!("{good}{}", "x,".repeat(400_000));
    assert!(matches!(fails(endless.as_bytes(), options()), Error::RowTooLong { line: 4, .. }));
}

#[test]
fn a_source_that_fails_or_changes_is_an_error() {
    let text = "a,b\n1,2\n".repeat(50_000).into_bytes();
    let length = text.len() as u64;
    let mut reader = Reader::open(Failing(Cursor::new(text.clone())), Options::default())
        .expect("the first bytes can be read");
    assert!(matches!(rows_of(&mut reader), Err(Error::Read { .. })));
    for opened in [length - 1, length + 1] {
        let options = Options { length: Some(opened), ..Options::default() };
        let error = fails(&text, options);
        assert!(matches!(error, Error::LengthChanged { read, .. } if read == length));
    }
    let options = Options { length: Some(length), ..Options::default() };
    let rows: Vec<Line> = read(&text, options);
    assert_eq!(rows.len(), 100_000);
}

#[test]
fn errors_say_what_happened_in_both_languages() {
    let error = Error::RowTooLong { line: 48_213, limit: 8 };
    for spanish in [true, false] {
        assert!(error.sentence(spanish).contains("48213"));
    }
}
