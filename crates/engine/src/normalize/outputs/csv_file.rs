//! A CSV file for programs, as RFC 4180 has it: UTF-8 without a byte order mark, `\r\n`, quotes where they are needed.
//!
//! Values stand in it as they are: a program that reads it must get the ledger's own text. People get the workbook.
//! Lines are made on the caller's thread; another one writes and hashes them.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, channel, sync_channel};

use sha2::{Digest, Sha256};

use super::error::OutputError;
use super::worker::Worker;
use crate::model::hex;

/// Text is handed over in pieces of this size.
const BUFFER_BYTES: usize = 64 * 1024;

/// Pieces that wait for the disk.
const QUEUE_PIECES: usize = 2;

/// What was written: the manifest lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) bytes: u64,
    /// In lower-case hexadecimals.
    pub(crate) sha256: String,
}

/// Bytes on their way to a file, counted and hashed.
pub(super) struct HashedFile {
    file: File,
    hasher: Sha256,
    bytes: u64,
}

impl HashedFile {
    pub(super) fn create(path: &Path) -> std::io::Result<HashedFile> {
        Ok(HashedFile { file: File::create(path)?, hasher: Sha256::new(), bytes: 0 })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        self.file.write_all(bytes)?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// What was written; the file, too, for whoever wants to wait for the disk.
    pub(super) fn end(self) -> (File, Written) {
        (self.file, Written { bytes: self.bytes, sha256: hex(&self.hasher.finalize()) })
    }
}

/// A file that is written line by line.
#[derive(Debug)]
pub(crate) struct CsvFile {
    buffer: Vec<u8>,
    pieces: Option<SyncSender<Vec<u8>>>,
    empty: Receiver<Vec<u8>>,
    written: Receiver<Written>,
    worker: Worker,
}

impl CsvFile {
    /// Makes the file, with a line of headers.
    pub(crate) fn create(path: &Path, headers: &[&str]) -> Result<CsvFile, OutputError> {
        let at = path.to_owned();
        let said = move |error| OutputError::io(&at, error);
        let mut file = HashedFile::create(path).map_err(&said)?;
        let (pieces, work) = sync_channel::<Vec<u8>>(QUEUE_PIECES);
        let (give_back, empty) = sync_channel(QUEUE_PIECES + 2);
        let (report, written) = channel();
        let body = move || -> Result<(), OutputError> {
            for mut piece in work {
                file.write(&piece).map_err(&said)?;
                piece.clear();
                // The caller may be gone already; the room is then nobody's.
                let _ = give_back.try_send(piece);
            }
            let _ = report.send(file.end().1);
            Ok(())
        };
        let worker =
            Worker::start("list", path, "the thread that writes the list has ended", body)?;
        let mut csv = CsvFile { buffer: Vec::new(), pieces: Some(pieces), empty, written, worker };
        csv.buffer.extend_from_slice(headers.join(",").as_bytes());
        csv.end_line()?;
        Ok(csv)
    }

    /// The line that is being written; the caller puts the commas.
    #[inline]
    pub(crate) fn line(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }

    /// Ends the line.
    #[inline]
    pub(crate) fn end_line(&mut self) -> Result<(), OutputError> {
        self.buffer.extend_from_slice(b"\r\n");
        if self.buffer.len() >= BUFFER_BYTES { self.hand_over() } else { Ok(()) }
    }

    #[cold]
    fn hand_over(&mut self) -> Result<(), OutputError> {
        let next = self.empty.try_recv().unwrap_or_default();
        let piece = std::mem::replace(&mut self.buffer, next);
        if self.pieces.as_ref().is_some_and(|pieces| pieces.send(piece).is_ok()) {
            return Ok(());
        }
        self.pieces = None;
        Err(self.worker.why())
    }

    /// Waits until all is handed to the system; that the disk has it is the folder's matter.
    pub(crate) fn finish(mut self) -> Result<Written, OutputError> {
        self.hand_over()?;
        self.pieces = None;
        self.worker.end()?;
        self.written.recv().map_err(|_| self.worker.why())
    }
}

impl Drop for CsvFile {
    fn drop(&mut self) {
        // A run that has failed already says why; what the disk would add is not asked.
        self.pieces = None;
        let _ = self.worker.end();
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
pub(crate) fn push_field(out: &mut Vec<u8>, field: &[u8]) {
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
pub(crate) fn push_decimal(out: &mut Vec<u8>, mut number: u64) {
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
