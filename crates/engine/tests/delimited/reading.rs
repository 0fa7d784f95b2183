//! Reads texts for the tests.

use engine::ingest::delimited::{Error, Options, Reader};
use std::io::{Cursor, Read};
use xlsx::{CellKind, Rows};

/// A row: its line, and its cells.
pub(crate) type Line = (u64, Vec<String>);

/// All rows that a reader still has, with what holds for any text checked on the way.
pub(crate) fn rows_of(reader: &mut Reader) -> Result<Vec<Line>, Error> {
    let mut rows = Rows::new();
    let mut all: Vec<Line> = Vec::new();
    while reader.next(&mut rows)? {
        assert!(!rows.is_empty(), "a batch has rows");
        for row in rows.iter() {
            let cells = row.cells().iter().map(|cell| {
                let text = std::str::from_utf8(row.bytes_of(*cell)).expect("cells are UTF-8");
                let kind = if text.is_empty() { CellKind::Empty } else { CellKind::Text };
                assert_eq!(cell.kind(), kind);
                text.to_owned()
            });
            let cells = cells.collect();
            assert!(all.last().is_none_or(|(line, _)| *line < row.line()), "lines go up");
            all.push((row.line(), cells));
        }
    }
    assert_eq!(reader.irregular().rows, all.len() as u64, "every row is counted");
    let blank = all.iter().filter(|(_, cells)| cells.is_empty()).count() as u64;
    assert_eq!(reader.irregular().blank, blank, "every blank line is counted");
    assert_eq!(reader.irregular().usual_width().2, all.len() as u64 - blank);
    Ok(all)
}

/// The rows of `bytes`, which can be read.
pub(crate) fn read(bytes: &[u8], options: Options) -> Vec<Line> {
    let mut reader =
        Reader::open(Cursor::new(bytes.to_vec()), options).expect("memory can be read");
    rows_of(&mut reader).expect("no limit is passed")
}

/// The cells of `bytes` without blank lines.
pub(crate) fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
    let rows = read(bytes, Options::default()).into_iter().map(|(_, cells)| cells);
    rows.filter(|cells| !cells.is_empty()).collect()
}

/// A source that gives a few bytes at a time.
pub(crate) struct Trickle {
    bytes: Cursor<Vec<u8>>,
    piece: usize,
}

impl Trickle {
    pub(crate) fn new(bytes: &[u8], piece: usize) -> Trickle {
        Trickle { bytes: Cursor::new(bytes.to_vec()), piece }
    }
}

impl Read for Trickle {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = buffer.len().min(self.piece);
        self.bytes.read(&mut buffer[..size])
    }
}

/// A source that fails after its bytes.
pub(crate) struct Failing(pub(crate) Cursor<Vec<u8>>);

impl Read for Failing {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(buffer)? {
            0 if !buffer.is_empty() => Err(std::io::Error::other("the share is gone")),
            count => Ok(count),
        }
    }
}
