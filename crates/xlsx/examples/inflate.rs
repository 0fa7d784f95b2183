//! Only inflates what the scan of a workbook's first sheet inflates: 256 KiB at a time, one thread, no checksum.
//!
//! `inflate FILE`: the measure that the scanner is held against.

#![expect(clippy::print_stdout, reason = "a program that prints its result")]

#[path = "cost/mod.rs"]
mod cost;

use std::io::{Read, Seek, SeekFrom};

use flate2::{Decompress, FlushDecompress, Status};

const PIECE: usize = 256 << 10;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: inflate FILE")?;
    let cost = cost::Cost::start();
    let workbook = xlsx::Workbook::open(&path, xlsx::Limits::default())?;
    let mut file = std::fs::File::open(&path)?;
    let mut output = vec![0; PIECE];
    for (name, start, compressed) in workbook.places(0)? {
        file.seek(SeekFrom::Start(start))?;
        let bytes = inflate((&mut file).take(compressed), &mut output)?;
        println!("{name}: {bytes} bytes");
    }
    cost.print();
    Ok(())
}

fn inflate(mut from: impl Read, output: &mut [u8]) -> Result<u64, Box<dyn std::error::Error>> {
    let mut input = vec![0; PIECE];
    let mut stream = Decompress::new(false);
    let (mut at, mut length) = (0, 0);
    loop {
        if at == length {
            (at, length) = (0, from.read(&mut input)?);
        }
        let consumed = stream.total_in();
        let status = stream.decompress(&input[at..length], output, FlushDecompress::None)?;
        at += (stream.total_in() - consumed) as usize;
        if status == Status::StreamEnd {
            return Ok(stream.total_out());
        }
        if length == 0 {
            return Err("the entry is cut short".into());
        }
    }
}
