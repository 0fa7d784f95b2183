//! Any bytes as a workbook, and any bytes as the XML of a sheet and of its strings.
//!
//! The first byte says which: 0 is a whole archive; anything else is the size of the scanner's blocks, and the sheet's
//! XML goes up to a byte 255, the strings' XML follows. Scanner and plain reader must agree: on the rows, and on what
//! is wrong, except that one may be stricter about XML that is not well formed.

#![no_main]

use libfuzzer_sys::fuzz_target;
use xlsx::{BadXml, CellKind, Error, ErrorKind, Limits, Rows, SheetReader, Workbook};

type Table = Vec<(u64, Vec<(CellKind, String)>)>;

fuzz_target!(|data: &[u8]| {
    let Some((first, rest)) = data.split_first() else { return };
    let limits = Limits {
        part_bytes: 1 << 20,
        row_bytes: 1 << 16,
        strings_bytes: 1 << 16,
        cell_bytes: 1 << 12,
        columns: 1 << 10,
        ..Limits::default()
    };
    if *first == 0 {
        if let Ok(book) = Workbook::from_bytes(rest.to_vec(), limits) {
            for index in 0..book.sheets().len().min(3) {
                let _ = book.read_sheet(index).and_then(read);
            }
        }
        return;
    }
    let mut parts = rest.splitn(2, |byte| *byte == 255);
    let sheet = parts.next().unwrap_or_default();
    let strings = parts.next();
    let block = usize::from(*first) * 7;
    let open = || Workbook::from_xml(sheet, strings, first % 2 == 0, limits, block);
    compare(open().read_sheet_plainly(0).and_then(read), open().read_sheet(0).and_then(read));
});

fn compare(plain: Result<Table, Error>, scanned: Result<Table, Error>) {
    match (&plain, &scanned) {
        (Ok(plain), Ok(scanned)) => assert_eq!(plain, scanned),
        (Err(_), Err(_)) => {}
        (Err(one), Ok(_)) | (Ok(_), Err(one)) => {
            assert!(is_about_form(one), "plain {plain:?}, scanned {scanned:?}");
        }
    }
}

/// Whether it is about XML that is not well formed, where a reader may be stricter than another.
fn is_about_form(error: &Error) -> bool {
    use BadXml::{Doctype, Encoding, Entity, Mismatch, Root, Syntax, UnexpectedEnd};
    matches!(
        error.kind,
        ErrorKind::BadXml(Doctype | Encoding | Entity | Mismatch | Root | Syntax | UnexpectedEnd)
    )
}

fn read(mut reader: SheetReader) -> Result<Table, Error> {
    let mut table = Table::new();
    let mut rows = Rows::new();
    while reader.next(&mut rows)? {
        for row in rows.iter() {
            let text = |cell| {
                let text = std::str::from_utf8(row.bytes_of(cell));
                text.expect("rows are UTF-8").to_owned()
            };
            let cells = row.cells().iter().map(|cell| (cell.kind(), text(*cell)));
            table.push((row.line(), cells.collect()));
        }
    }
    Ok(table)
}
