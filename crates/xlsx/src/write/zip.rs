//! The zip container, written from front to back without ever going back.
//!
//! An entry of known content has its sizes in its header. A streamed one has them behind its data, and in the
//! directory, which is where readers of workbooks look. Zip64 records are written only where a size or an offset
//! asks for them: spreadsheet programs offer to repair workbooks that have them for no reason. Every entry carries
//! the first instant that zip knows, so that the same rows give the same bytes on any day.

use std::io::{self, Write};

use super::deflate::{Press, Sums};
use super::page::Page;

/// 1980-01-01, 00:00, as zip writes dates and times.
const DATE: u16 = 0x0021;
const TIME: u16 = 0;

const DEFLATED: u16 = 8;
/// Names are UTF-8.
const FLAG_UTF8: u16 = 1 << 11;
/// Sizes and CRC stand behind the data.
const FLAG_STREAMED: u16 = 1 << 3;

const VERSION: u16 = 20;
const VERSION_ZIP64: u16 = 45;

const LOCAL: u32 = 0x0403_4b50;
const DESCRIPTOR: u32 = 0x0807_4b50;
const DIRECTORY: u32 = 0x0201_4b50;
const END: u32 = 0x0605_4b50;
const END_ZIP64: u32 = 0x0606_4b50;
const LOCATOR_ZIP64: u32 = 0x0706_4b50;

/// From what value on a number needs a zip64 record.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) bytes: u64,
    pub(super) entries: u64,
}

impl Limits {
    /// What zip's own fields can hold; their highest value means "see the zip64 record".
    pub(super) const ZIP: Limits = Limits { bytes: u32::MAX as u64, entries: u16::MAX as u64 };
}

struct Entry {
    name: String,
    streamed: bool,
    sums: Sums,
    offset: u64,
}

/// A writer that knows how much has gone through it.
struct Counted<W> {
    inner: W,
    offset: u64,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.offset += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A zip file under construction.
pub(super) struct Zip<W> {
    out: Counted<W>,
    press: Press,
    entries: Vec<Entry>,
    limits: Limits,
}

impl<W: Write> Zip<W> {
    pub(super) fn new(inner: W, press: Press, limits: Limits) -> Zip<W> {
        Zip { out: Counted { inner, offset: 0 }, press, entries: Vec::new(), limits }
    }

    /// Begins an entry whose content comes by [`Zip::feed`].
    pub(super) fn begin(&mut self, name: &str) -> io::Result<()> {
        self.local_header(name, true, Sums::default())
    }

    /// Takes a page of the entry that was begun, and leaves an empty one.
    pub(super) fn feed(&mut self, page: &mut Page) -> io::Result<()> {
        self.press.feed(page, &mut self.out)
    }

    /// Ends the entry that was begun.
    pub(super) fn end(&mut self) -> io::Result<()> {
        let sums = self.press.finish_stream(&mut self.out)?;
        let mut bytes = Vec::with_capacity(24);
        put4(&mut bytes, DESCRIPTOR);
        put4(&mut bytes, sums.crc);
        if sums.raw.max(sums.packed) >= self.limits.bytes {
            put8(&mut bytes, sums.packed);
            put8(&mut bytes, sums.raw);
        } else {
            put4(&mut bytes, sums.packed as u32);
            put4(&mut bytes, sums.raw as u32);
        }
        if let Some(entry) = self.entries.last_mut() {
            entry.sums = sums;
        }
        self.out.write_all(&bytes)
    }

    /// Writes a small entry at once.
    pub(super) fn add(&mut self, name: &str, content: &str) -> io::Result<()> {
        let mut page = Page::with_capacity(content.len());
        page.push(content.as_bytes());
        let mut packed = Vec::new();
        self.press.feed(&mut page, &mut packed)?;
        let sums = self.press.finish_stream(&mut packed)?;
        self.local_header(name, false, sums)?;
        self.out.write_all(&packed)
    }

    /// Writes the directory and gives the writer back, flushed.
    pub(super) fn finish(mut self) -> io::Result<W> {
        let start = self.out.offset;
        for entry in &self.entries {
            self.out.write_all(&directory_record(entry, self.limits))?;
        }
        let size = self.out.offset - start;
        let count = self.entries.len() as u64;
        let mut bytes = Vec::with_capacity(98);
        if start.max(size) >= self.limits.bytes || count >= self.limits.entries {
            put_zip64_end(&mut bytes, count, size, start);
        }
        put4(&mut bytes, END);
        put4(&mut bytes, 0); // this disk, and the directory's
        put2(&mut bytes, clamp2(count, self.limits));
        put2(&mut bytes, clamp2(count, self.limits));
        put4(&mut bytes, clamp4(size, self.limits));
        put4(&mut bytes, clamp4(start, self.limits));
        put2(&mut bytes, 0); // comment
        self.out.write_all(&bytes)?;
        self.out.flush()?;
        Ok(self.out.inner)
    }

    fn local_header(&mut self, name: &str, streamed: bool, sums: Sums) -> io::Result<()> {
        let offset = self.out.offset;
        let mut bytes = Vec::with_capacity(30 + name.len());
        put4(&mut bytes, LOCAL);
        put2(&mut bytes, VERSION);
        put_common(&mut bytes, streamed);
        put4(&mut bytes, sums.crc);
        put4(&mut bytes, sums.packed as u32);
        put4(&mut bytes, sums.raw as u32);
        put2(&mut bytes, name.len() as u16);
        put2(&mut bytes, 0); // extra field
        bytes.extend_from_slice(name.as_bytes());
        self.entries.push(Entry { name: name.to_owned(), streamed, sums, offset });
        self.out.write_all(&bytes)
    }
}

/// An entry's record in the directory; only the numbers that do not fit are in its zip64 field.
fn directory_record(entry: &Entry, limits: Limits) -> Vec<u8> {
    let Sums { crc, raw, packed } = entry.sums;
    let mut wide = Vec::new();
    for number in [raw, packed, entry.offset] {
        if number >= limits.bytes {
            put8(&mut wide, number);
        }
    }
    let mut bytes = Vec::with_capacity(46 + entry.name.len() + 28);
    put4(&mut bytes, DIRECTORY);
    let version = if wide.is_empty() { VERSION } else { VERSION_ZIP64 };
    put2(&mut bytes, version);
    put2(&mut bytes, version);
    put_common(&mut bytes, entry.streamed);
    put4(&mut bytes, crc);
    put4(&mut bytes, clamp4(packed, limits));
    put4(&mut bytes, clamp4(raw, limits));
    put2(&mut bytes, entry.name.len() as u16);
    put2(&mut bytes, if wide.is_empty() { 0 } else { wide.len() as u16 + 4 });
    put2(&mut bytes, 0); // comment
    put2(&mut bytes, 0); // disk
    put2(&mut bytes, 0); // internal attributes
    put4(&mut bytes, 0); // external attributes
    put4(&mut bytes, clamp4(entry.offset, limits));
    bytes.extend_from_slice(entry.name.as_bytes());
    if !wide.is_empty() {
        put2(&mut bytes, 1);
        put2(&mut bytes, wide.len() as u16);
        bytes.extend_from_slice(&wide);
    }
    bytes
}

fn put_zip64_end(bytes: &mut Vec<u8>, count: u64, size: u64, start: u64) {
    put4(bytes, END_ZIP64);
    put8(bytes, 44); // what follows in this record
    put2(bytes, VERSION_ZIP64);
    put2(bytes, VERSION_ZIP64);
    put8(bytes, 0); // this disk, and the directory's
    put8(bytes, count);
    put8(bytes, count);
    put8(bytes, size);
    put8(bytes, start);
    put4(bytes, LOCATOR_ZIP64);
    put4(bytes, 0);
    put8(bytes, start + size);
    put4(bytes, 1); // disks
}

/// Flags, method, time and date, which both of an entry's headers share.
fn put_common(bytes: &mut Vec<u8>, streamed: bool) {
    put2(bytes, FLAG_UTF8 | if streamed { FLAG_STREAMED } else { 0 });
    put2(bytes, DEFLATED);
    put2(bytes, TIME);
    put2(bytes, DATE);
}

fn clamp2(number: u64, limits: Limits) -> u16 {
    if number >= limits.entries { u16::MAX } else { number as u16 }
}

fn clamp4(number: u64, limits: Limits) -> u32 {
    if number >= limits.bytes { u32::MAX } else { number as u32 }
}

fn put2(bytes: &mut Vec<u8>, number: u16) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

fn put4(bytes: &mut Vec<u8>, number: u32) {
    bytes.extend_from_slice(&number.to_le_bytes());
}

fn put8(bytes: &mut Vec<u8>, number: u64) {
    bytes.extend_from_slice(&number.to_le_bytes());
}
