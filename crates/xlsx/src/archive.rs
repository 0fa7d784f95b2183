//! The zip directory of a workbook, read with suspicion.
//!
//! Only the central directory is believed, and only after its ranges have been compared with the file and with one
//! another; local headers serve to find where an entry's bytes begin. Sizes come from the directory, so that data
//! descriptors need not be read. It does not inflate anything.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::Mutex;

use crate::error::{Error, ErrorKind, Limit, Result};
use crate::limits::Limits;

const LOCAL_HEADER: u64 = 30;
const CENTRAL_HEADER: usize = 46;
const END_RECORD: usize = 22;
const END64_LOCATOR: usize = 20;
const END64_RECORD: usize = 56;
/// Bytes of one directory record that honest archives never exceed on average.
const DIRECTORY_BYTES_PER_ENTRY: u64 = 1024;

/// How an entry is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    Stored,
    Deflated,
}

/// An entry of the directory.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub(crate) name: String,
    method: u16,
    encrypted: bool,
    pub(crate) crc: u32,
    pub(crate) compressed: u64,
    pub(crate) size: u64,
    header: u64,
    name_length: usize,
}

/// An entry that was looked up and can be read: where its bytes are and what they must become.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) method: Method,
    pub(crate) crc: u32,
    pub(crate) start: u64,
    pub(crate) compressed: u64,
    pub(crate) size: u64,
}

impl Stored {
    /// A part that stands as it is at `start` of a bare archive.
    pub(crate) fn bare(name: &str, start: u64, bytes: &[u8]) -> Stored {
        let size = bytes.len() as u64;
        let crc = crc32fast::hash(bytes);
        let method = Method::Stored;
        Stored { name: name.to_owned(), method, crc, start, compressed: size, size }
    }
}

/// Where the archive's bytes are.
#[derive(Debug)]
enum Store {
    File(Mutex<File>),
    Memory(Vec<u8>),
}

/// An open zip archive.
#[derive(Debug)]
pub(crate) struct Archive {
    store: Store,
    length: u64,
    entries: Vec<Entry>,
}

impl Archive {
    pub(crate) fn open(path: &Path, limits: &Limits) -> Result<Archive> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(ErrorKind::Io(std::io::ErrorKind::IsADirectory.into()).into());
        }
        Archive::read(Store::File(Mutex::new(file)), metadata.len(), limits)
    }

    /// An archive that is in memory already, as one that lies within another.
    pub(crate) fn from_bytes(bytes: Vec<u8>, limits: &Limits) -> Result<Archive> {
        let length = bytes.len() as u64;
        Archive::read(Store::Memory(bytes), length, limits)
    }

    /// No archive at all, only bytes in which a caller has placed stored parts.
    pub(crate) fn bare(bytes: Vec<u8>) -> Archive {
        Archive { length: bytes.len() as u64, store: Store::Memory(bytes), entries: Vec::new() }
    }

    fn read(store: Store, length: u64, limits: &Limits) -> Result<Archive> {
        let mut archive = Archive { store, length, entries: Vec::new() };
        archive.read_magic()?;
        archive.entries = archive.read_directory(limits)?;
        Ok(archive)
    }

    /// Reads at most `into.len()` bytes at `offset`; fewer only at the end of the file.
    pub(crate) fn read_at(&self, offset: u64, into: &mut [u8]) -> Result<usize> {
        let file = match &self.store {
            Store::File(file) => file,
            Store::Memory(bytes) => {
                let from = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
                let length = into.len().min(bytes.len() - from);
                into[..length].copy_from_slice(&bytes[from..from + length]);
                return Ok(length);
            }
        };
        let mut file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        let mut filled = 0;
        while filled < into.len() {
            match file.read(&mut into[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(filled)
    }

    /// Whether the file is still as long as it was when it was opened.
    pub(crate) fn check_unchanged(&self) -> Result<()> {
        let Store::File(file) = &self.store else { return Ok(()) };
        let file = file.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        match file.metadata()?.len() == self.length {
            true => Ok(()),
            false => Err(ErrorKind::Changed.into()),
        }
    }

    /// Finds an entry, names compared as OPC does: without case and without a leading slash.
    pub(crate) fn find(&self, name: &str) -> Option<&Entry> {
        let name = name.trim_start_matches('/');
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// Where the bytes of `entry` are.
    pub(crate) fn locate(&self, entry: &Entry) -> Result<Stored> {
        let fail = |kind: ErrorKind| Error::from(kind).in_part(&entry.name);
        if entry.encrypted {
            return Err(fail(ErrorKind::Encrypted));
        }
        let method = match entry.method {
            0 => Method::Stored,
            8 => Method::Deflated,
            other => return Err(fail(ErrorKind::UnsupportedCompression(other))),
        };
        if method == Method::Stored && entry.size != entry.compressed {
            return Err(fail(ErrorKind::BadZip("a stored entry of two sizes")));
        }
        let mut header = [0; LOCAL_HEADER as usize];
        self.read_exact_at(entry.header, &mut header)?;
        if header[..4] != *b"PK\x03\x04" {
            return Err(fail(ErrorKind::BadZip("no local header where the directory says")));
        }
        let name_length = u64::from(u16_at(&header, 26));
        let start = entry.header + LOCAL_HEADER + name_length + u64::from(u16_at(&header, 28));
        let mut name = vec![0; name_length as usize];
        self.read_exact_at(entry.header + LOCAL_HEADER, &mut name)?;
        if part_name(&name) != entry.name {
            return Err(fail(ErrorKind::BadZip("a local header with another name")));
        }
        if start.checked_add(entry.compressed).is_none_or(|end| end > self.length) {
            return Err(fail(ErrorKind::Truncated));
        }
        Ok(Stored {
            name: entry.name.clone(),
            method,
            crc: entry.crc,
            start,
            compressed: entry.compressed,
            size: entry.size,
        })
    }

    fn read_exact_at(&self, offset: u64, into: &mut [u8]) -> Result<()> {
        match self.read_at(offset, into)? == into.len() {
            true => Ok(()),
            false => Err(ErrorKind::Truncated.into()),
        }
    }

    /// Tells a zip archive from what else people name `.xlsx`.
    fn read_magic(&self) -> Result<()> {
        let mut start = [0; 512];
        let length = self.read_at(0, &mut start)?;
        let start = &start[..length];
        if start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06") {
            return Ok(());
        }
        if start.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Err(self.what_ole_is(start)?.into());
        }
        Err(ErrorKind::NotAZip.into())
    }

    /// An encrypted workbook is an OLE document whose directory lists a stream `EncryptedPackage`.
    fn what_ole_is(&self, header: &[u8]) -> Result<ErrorKind> {
        let (Some(shift), Some(sector)) = (header.get(30), header.get(48..52)) else {
            return Ok(ErrorKind::Truncated);
        };
        let sector = u64::from(u32_at(sector, 0));
        let mut directory = vec![0; 8192];
        let length = self.read_at((sector + 1) << (shift & 15), &mut directory)?;
        let wanted: Vec<u8> =
            "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        Ok(match memchr::memmem::find(&directory[..length], &wanted) {
            Some(_) => ErrorKind::Encrypted,
            None => ErrorKind::OldBinaryFormat,
        })
    }

    fn read_directory(&self, limits: &Limits) -> Result<Vec<Entry>> {
        let end = self.find_end()?;
        if end.count > limits.entries {
            return Err(Error::too_large(Limit::Entries, limits.entries));
        }
        if end.start.checked_add(end.size).is_none_or(|after| after > end.record) {
            return Err(ErrorKind::Truncated.into());
        }
        if end.size > limits.entries.saturating_mul(DIRECTORY_BYTES_PER_ENTRY) {
            return Err(Error::too_large(Limit::Entries, limits.entries));
        }
        let mut directory = vec![0; end.size as usize];
        self.read_exact_at(end.start, &mut directory)?;
        let mut rest = &directory[..];
        let mut entries = Vec::new();
        for _ in 0..end.count {
            let (entry, after) = read_entry(rest)?;
            entries.push(entry);
            rest = after;
        }
        check_entries(&entries, end.start)?;
        Ok(entries)
    }

    /// Finds the record at the file's end that says where the directory is.
    fn find_end(&self) -> Result<End> {
        let tail_length = self.length.min((END_RECORD + usize::from(u16::MAX)) as u64);
        let tail_start = self.length - tail_length;
        let mut tail = vec![0; tail_length as usize];
        self.read_exact_at(tail_start, &mut tail)?;
        let at = memchr::memmem::rfind_iter(&tail, b"PK\x05\x06")
            .find(|at| {
                tail.get(*at..*at + END_RECORD).is_some_and(|record| {
                    at + END_RECORD + usize::from(u16_at(record, 20)) <= tail.len()
                })
            })
            .ok_or(ErrorKind::Truncated)?;
        let record = &tail[at..at + END_RECORD];
        let mut end = End {
            record: tail_start + at as u64,
            count: u64::from(u16_at(record, 10)),
            size: u64::from(u32_at(record, 12)),
            start: u64::from(u32_at(record, 16)),
        };
        let disks = (u16_at(record, 4), u16_at(record, 6));
        let locator = at.checked_sub(END64_LOCATOR).map(|start| &tail[start..at]);
        if let Some(locator) = locator.filter(|locator| locator.starts_with(b"PK\x06\x07")) {
            let mut record = [0; END64_RECORD];
            self.read_exact_at(u64_at(locator, 8), &mut record)?;
            if record[..4] != *b"PK\x06\x06" {
                return Err(ErrorKind::BadZip("no zip64 end record where its locator says").into());
            }
            end = End {
                record: u64_at(locator, 8),
                count: u64_at(&record, 32),
                size: u64_at(&record, 40),
                start: u64_at(&record, 48),
            };
        } else if disks != (0, 0) {
            return Err(ErrorKind::BadZip("an archive of several volumes").into());
        }
        Ok(end)
    }
}

struct End {
    /// Where this record stands; the directory is before it.
    record: u64,
    count: u64,
    size: u64,
    start: u64,
}

fn read_entry(directory: &[u8]) -> Result<(Entry, &[u8])> {
    let header = directory.get(..CENTRAL_HEADER).ok_or(ErrorKind::Truncated)?;
    if header[..4] != *b"PK\x01\x02" {
        return Err(ErrorKind::BadZip("a directory record without its signature").into());
    }
    let name_length = usize::from(u16_at(header, 28));
    let extra_length = usize::from(u16_at(header, 30));
    let comment_length = usize::from(u16_at(header, 32));
    let rest = &directory[CENTRAL_HEADER..];
    if rest.len() < name_length + extra_length + comment_length {
        return Err(ErrorKind::Truncated.into());
    }
    let (name, rest) = rest.split_at(name_length);
    let (extra, rest) = rest.split_at(extra_length);
    let mut entry = Entry {
        name: part_name(name),
        method: u16_at(header, 10),
        encrypted: u16_at(header, 8) & 1 != 0,
        crc: u32_at(header, 16),
        compressed: u64::from(u32_at(header, 20)),
        size: u64::from(u32_at(header, 24)),
        header: u64::from(u32_at(header, 42)),
        name_length,
    };
    read_zip64(&mut entry, extra)?;
    Ok((entry, &rest[comment_length..]))
}

/// Takes from the zip64 field those sizes that do not fit the record, in the order that the format fixes.
fn read_zip64(entry: &mut Entry, mut extra: &[u8]) -> Result<()> {
    const FULL: u64 = u32::MAX as u64;
    while extra.len() >= 4 {
        let (id, length) = (u16_at(extra, 0), usize::from(u16_at(extra, 2)));
        let Some(mut field) = extra.get(4..4 + length) else { break };
        if id == 1 {
            for value in [&mut entry.size, &mut entry.compressed, &mut entry.header] {
                if *value == FULL {
                    let (number, rest) = field
                        .split_at_checked(8)
                        .ok_or(ErrorKind::BadZip("a zip64 field that is too short"))?;
                    *value = u64_at(number, 0);
                    field = rest;
                }
            }
            break;
        }
        extra = &extra[4 + length..];
    }
    Ok(())
}

/// Refuses doubled names, and entries that overlap: one piece of deflate that serves many entries is a bomb.
fn check_entries(entries: &[Entry], directory_start: u64) -> Result<()> {
    let mut names: Vec<String> = entries.iter().map(|e| e.name.to_ascii_lowercase()).collect();
    names.sort_unstable();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Error::from(ErrorKind::BadZip("two entries of one name")).in_part(&twice[0]));
    }
    let mut ranges = Vec::with_capacity(entries.len());
    for entry in entries {
        let end = (entry.header)
            .checked_add(LOCAL_HEADER + entry.name_length as u64)
            .and_then(|start| start.checked_add(entry.compressed))
            .filter(|end| *end <= directory_start)
            .ok_or_else(|| Error::from(ErrorKind::Truncated).in_part(&entry.name))?;
        ranges.push((entry.header, end));
    }
    ranges.sort_unstable();
    match ranges.windows(2).all(|pair| pair[0].1 <= pair[1].0) {
        true => Ok(()),
        false => Err(ErrorKind::BadZip("entries that overlap").into()),
    }
}

/// A name as a part's: some archivers write backslashes; bytes that are no UTF-8 only need to be distinct.
fn part_name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).replace('\\', "/").trim_start_matches('/').to_owned()
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
