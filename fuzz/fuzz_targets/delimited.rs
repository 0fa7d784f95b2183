//! Any bytes as delimited text: no panic, valid UTF-8, lines that go up, and the same rows whatever the batches.
#![no_main]

use engine::ingest::delimited::{Options, Reader};
use libfuzzer_sys::fuzz_target;
use std::io::Cursor;
use xlsx::Rows;

type Lines = Vec<(u64, Vec<Vec<u8>>)>;

fn rows(bytes: &[u8], batch_bytes: usize) -> Option<Lines> {
    let options = Options { batch_bytes, ..Options::default() };
    let mut reader = Reader::open(Cursor::new(bytes.to_vec()), options).ok()?;
    let mut rows = Rows::new();
    let mut all = Lines::new();
    while reader.next(&mut rows).ok()? {
        for row in rows.iter() {
            let cells = row.cells().iter().map(|cell| row.bytes_of(*cell).to_vec());
            all.push((row.line(), cells.collect()));
        }
    }
    Some(all)
}

fuzz_target!(|bytes: &[u8]| {
    let Some(whole) = rows(bytes, 1 << 20) else { return };
    assert!(whole.windows(2).all(|two| two[0].0 < two[1].0));
    assert!(
        whole.iter().flat_map(|(_, cells)| cells).all(|cell| std::str::from_utf8(cell).is_ok())
    );
    let batch = 1 + bytes.first().map_or(0, |byte| usize::from(*byte));
    assert_eq!(rows(bytes, batch), Some(whole));
});
