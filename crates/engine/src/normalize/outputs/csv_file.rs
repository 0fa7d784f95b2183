//! A CSV file for programs, as RFC 4180 has it: UTF-8 without a byte order mark, `\r\n`, quotes where they are needed.
//!
//! Values stand in it as they are: a program that reads it must get the ledger's own text. People get the workbook.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::error::OutputError;

/// Text is handed to the system in pieces of this size.
const BUFFER_BYTES: usize = 64 * 1024;

/// A file that is written line by line.
#[derive(Debug)]
pub(super) struct CsvFile {
    path: PathBuf,
    file: File,
    buffer: Vec<u8>,
}

impl CsvFile {
    /// Makes the file, with a line of headers.
    pub(super) fn create(path: &Path, headers: &[&str]) -> Result<CsvFile, OutputError> {
        let file = File::create(path).map_err(|error| OutputError::io(path, error))?;
        let buffer = Vec::with_capacity(BUFFER_BYTES + BUFFER_BYTES / 4);
        let mut csv = CsvFile { path: path.to_owned(), file, buffer };
        csv.buffer.extend_from_slice(headers.join(",").as_bytes());
        csv.end_line()?;
        Ok(csv)
    }

    /// The line that is being written; the caller puts the commas.
    #[inline]
    pub(super) fn line(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Ends the line.
    #[inline]
    pub(super) fn end_line(&mut self) -> Result<(), OutputError> {
        self.buffer.extend_from_slice(b"\r\n");
        if self.buffer.len() >= BUFFER_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), OutputError> {
        self.file.write_all(&self.buffer).map_err(|error| OutputError::io(&self.path, error))?;
        self.buffer.clear();
        Ok(())
    }

    /// Waits until the disk has the file.
    pub(super) fn finish(mut self) -> Result<(), OutputError> {
        self.flush()?;
        self.file.sync_all().map_err(|error| OutputError::io(&self.path, error))
    }
}

/// Whether a byte makes its field need quotes.
const QUOTED: [bool; 256] = {
    let mut quoted = [false; 256];
    let mut at = 0;
    while at < 4 {
        quoted[b",\"\r\n"[at] as usize] = true;
        at += 1;
    }
    quoted
};

/// Writes a field, in quotes where it needs them.
#[inline]
pub(super) fn push_field(out: &mut Vec<u8>, field: &[u8]) {
    if field.iter().fold(false, |seen, byte| seen | QUOTED[*byte as usize]) {
        push_quoted(out, field);
    } else {
        out.extend_from_slice(field);
    }
}

/// Writes a field in quotes.
pub(super) fn push_quoted(out: &mut Vec<u8>, field: &[u8]) {
    out.push(b'"');
    push_doubled(out, field);
    out.push(b'"');
}

/// Writes what stands between a field's quotes: its own ones doubled.
pub(super) fn push_doubled(out: &mut Vec<u8>, field: &[u8]) {
    for (index, piece) in field.split(|byte| *byte == b'"').enumerate() {
        if index > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(piece);
    }
}

/// Writes a whole number.
#[inline]
pub(super) fn push_decimal(out: &mut Vec<u8>, mut number: u64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}

#[cfg(test)]
mod tests {
    use super::super::sample::parse_csv;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(fields in proptest::collection::vec("[a-z,\"\r\n é]*", 1..6)) {
            let mut out = Vec::new();
            for (index, field) in fields.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                push_field(&mut out, field.as_bytes());
            }
            out.extend_from_slice(b"\r\n");
            let text = String::from_utf8(out).unwrap();
            prop_assert_eq!(parse_csv(&text, ','), vec![fields]);
        }
    }
}
