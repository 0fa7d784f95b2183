//! OLE documents: what they are, the streams in them, and a new one around a stream.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Sectors of the directory that are followed; a workbook has a handful of entries.
const DIRECTORY_SECTORS_MAX: usize = 256;
const END_OF_CHAIN: u32 = 0xffff_fffe;
const TABLE_SECTOR: u32 = 0xffff_fffd;
const FREE: u32 = 0xffff_ffff;
/// From here on a number is no sector.
const NO_SECTOR: u32 = 0xffff_fffa;
/// Bytes of a sector for small streams.
const SMALL: usize = 64;
/// Bytes from which a stream is no small one.
const SMALL_STREAM_BYTES: usize = 4096;
const SIGNATURE: &[u8; 8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What an OLE document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CompoundKind {
    /// A workbook of Excel 97 to 2003.
    Workbook,
    /// A document of Office Open XML behind a password.
    Encrypted,
    /// Word, Outlook, an installer.
    Other,
}

/// Tells by the names in its directory, without reading the rest; a document that is cut short ends in an error.
pub(crate) fn tell(file: &mut File) -> std::io::Result<CompoundKind> {
    let names = stream_names(file)?;
    let has = |wanted: &str| names.iter().any(|name| name.eq_ignore_ascii_case(wanted));
    Ok(match () {
        () if has("EncryptedPackage") => CompoundKind::Encrypted,
        () if has("Workbook") || has("Book") => CompoundKind::Workbook,
        () => CompoundKind::Other,
    })
}

fn stream_names(file: &mut File) -> std::io::Result<Vec<String>> {
    let mut header = [0; 512];
    file.seek(SeekFrom::Start(0))?;
    file.read_exact(&mut header)?;
    // Sectors have 512 bytes in version 3 and 4096 in version 4.
    let shift = u32::from(header[30]);
    if !matches!(shift, 9 | 12) {
        return Ok(Vec::new());
    }
    let at = |sector: u32| (u64::from(sector) + 1) << shift;
    let mut names = Vec::new();
    let mut sector = number(&header, 48);
    let mut block = vec![0; 1 << shift];
    for _ in 0..DIRECTORY_SECTORS_MAX {
        if sector >= NO_SECTOR {
            break;
        }
        file.seek(SeekFrom::Start(at(sector)))?;
        file.read_exact(&mut block)?;
        names.extend(block.chunks_exact(128).filter_map(entry_name));
        // The allocation table's first sectors are listed in the header, which is enough to tell a document's kind.
        let per_sector = 1u32 << (shift - 2);
        let listed = (sector / per_sector) as usize;
        let table = if listed < 109 { number(&header, 76 + 4 * listed) } else { FREE };
        if table >= NO_SECTOR {
            break;
        }
        file.seek(SeekFrom::Start(at(table) + 4 * u64::from(sector % per_sector)))?;
        let mut next = [0; 4];
        file.read_exact(&mut next)?;
        sector = u32::from_le_bytes(next);
    }
    Ok(names)
}

fn entry_name(entry: &[u8]) -> Option<String> {
    let bytes = usize::from(u16::from_le_bytes([entry[64], entry[65]]));
    let units = entry[..64].chunks_exact(2).take((bytes / 2).checked_sub(1)?);
    let units: Vec<u16> = units.map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
    (!units.is_empty()).then(|| String::from_utf16_lossy(&units))
}

/// The number at a place, or one that is no sector.
fn number(bytes: &[u8], at: usize) -> u32 {
    match bytes.get(at..at + 4) {
        Some(&[a, b, c, d]) => u32::from_le_bytes([a, b, c, d]),
        _ => FREE,
    }
}

/// A document in memory.
pub(crate) struct Compound<'a> {
    bytes: &'a [u8],
    shift: u32,
    next: Vec<u32>,
    directory: Vec<u8>,
}

impl<'a> Compound<'a> {
    /// Reads the allocation table and the directory; `None` if they are not what they must be.
    pub(crate) fn read(bytes: &'a [u8]) -> Option<Compound<'a>> {
        let header = bytes.get(..512).filter(|header| header.starts_with(SIGNATURE))?;
        let shift = u32::from(header[30]);
        if !matches!(shift, 9 | 12) {
            return None;
        }
        let mut book = Compound { bytes, shift, next: Vec::new(), directory: Vec::new() };
        let sectors = bytes.len() >> shift;
        let mut tables: Vec<u32> = (0..109).map(|index| number(header, 76 + 4 * index)).collect();
        let mut more = number(header, 68);
        // Each sector of the list names the next one with its last number; a list longer than the file is a circle.
        for _ in 0..sectors {
            let Some(sector) = book.sector(more) else { break };
            let last = sector.len() - 4;
            tables.extend((0..last / 4).map(|index| number(sector, 4 * index)));
            more = number(sector, last);
        }
        for table in tables.into_iter().filter(|table| *table < NO_SECTOR).take(sectors) {
            let sector = book.sector(table)?;
            book.next.extend((0..sector.len() / 4).map(|index| number(sector, 4 * index)));
        }
        book.directory = book.chain(number(header, 48), usize::MAX)?;
        Some(book)
    }

    fn sector(&self, sector: u32) -> Option<&'a [u8]> {
        let from = (sector as usize).checked_add(1)? << self.shift;
        // The last sector may be cut short, since nothing follows what it holds.
        let bytes = self.bytes.get(from..)?;
        let bytes = &bytes[..bytes.len().min(1 << self.shift)];
        (sector < NO_SECTOR && bytes.len() >= 4).then_some(bytes)
    }

    /// The bytes of the sectors from `first` on, at most `length`; `None` if they lead nowhere.
    fn chain(&self, first: u32, length: usize) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut sector = first;
        while sector < NO_SECTOR && bytes.len() < length {
            if bytes.len() > self.bytes.len() {
                return None;
            }
            bytes.extend_from_slice(self.sector(sector)?);
            sector = self.next.get(sector as usize).copied()?;
        }
        bytes.truncate(length);
        Some(bytes)
    }

    /// The stream of that name, in any case.
    pub(crate) fn stream(&self, wanted: &str) -> Option<Vec<u8>> {
        let entries = || self.directory.chunks_exact(128);
        let named =
            |entry: &&[u8]| entry_name(entry).is_some_and(|name| name.eq_ignore_ascii_case(wanted));
        let entry = entries().find(named)?;
        let (first, length) = (number(entry, 116), number(entry, 120) as usize);
        if length >= SMALL_STREAM_BYTES {
            return self.chain(first, length);
        }
        // Small streams stand together in the root's stream, in sectors of 64 bytes with a table of their own.
        let root = entries().next()?;
        let small = self.chain(number(root, 116), number(root, 120) as usize)?;
        let table = self.chain(number(self.bytes, 60), usize::MAX)?;
        let mut bytes = Vec::new();
        let mut sector = first;
        while sector < NO_SECTOR && bytes.len() < length {
            let from = (sector as usize).checked_mul(SMALL)?;
            bytes.extend_from_slice(small.get(from..small.len().min(from + SMALL))?);
            sector = number(&table, 4 * sector as usize);
        }
        bytes.truncate(length);
        Some(bytes)
    }
}

/// A document with one stream.
pub(crate) fn of_stream(name: &str, stream: &[u8]) -> Vec<u8> {
    const SECTOR: usize = 4096;
    const PER_TABLE: usize = SECTOR / 4;
    // A stream of less would be a small one.
    let length = stream.len().max(SMALL_STREAM_BYTES);
    let sectors = length.div_ceil(SECTOR);
    let tables = (sectors + 1).div_ceil(PER_TABLE - 1);
    let put = |bytes: &mut [u8], at: usize, number: u32| {
        bytes[at..at + 4].copy_from_slice(&number.to_le_bytes());
    };
    let mut bytes = vec![0; SECTOR * (1 + tables + 1)];
    bytes[..8].copy_from_slice(SIGNATURE);
    // Large sectors, yet version 3: the reader wants small streams in a document of version 4.
    bytes[24..34].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 12, 0, 6, 0]);
    put(&mut bytes, 40, 1);
    put(&mut bytes, 44, tables as u32);
    put(&mut bytes, 48, tables as u32);
    put(&mut bytes, 56, SMALL_STREAM_BYTES as u32);
    put(&mut bytes, 60, END_OF_CHAIN);
    put(&mut bytes, 68, END_OF_CHAIN);
    for listed in 0..109 {
        put(&mut bytes, 76 + 4 * listed, if listed < tables { listed as u32 } else { FREE });
    }
    let first = tables + 1;
    for index in 0..tables * PER_TABLE {
        let next = match index {
            _ if index < tables => TABLE_SECTOR,
            _ if index == tables || index + 1 == first + sectors => END_OF_CHAIN,
            _ if index < first + sectors => index as u32 + 1,
            _ => FREE,
        };
        put(&mut bytes, SECTOR + 4 * index, next);
    }
    let directory = SECTOR * (1 + tables);
    for (index, (name, kind)) in [("Root Entry", 5), (name, 2)].into_iter().enumerate() {
        let entry = directory + 128 * index;
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[entry..entry + units.len()].copy_from_slice(&units);
        bytes[entry + 64] = units.len() as u8 + 2;
        bytes[entry + 66] = kind;
        for link in [68, 72, 76] {
            put(&mut bytes, entry + link, FREE);
        }
        put(&mut bytes, entry + 116, if kind == 2 { first as u32 } else { END_OF_CHAIN });
        put(&mut bytes, entry + 120, if kind == 2 { length as u32 } else { 0 });
    }
    put(&mut bytes, directory + 76, 1);
    bytes.extend_from_slice(stream);
    bytes.resize(SECTOR * (1 + first + sectors), 0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_comes_out_as_it_went_in() {
        // 5,000,000 bytes need two sectors of the allocation table.
        for length in [0, 1, 4095, 4096, 4097, 100_000, 5_000_000] {
            let stream: Vec<u8> = (0..length).map(|index| (index % 251) as u8).collect();
            let bytes = of_stream("Workbook", &stream);
            let book = Compound::read(&bytes).unwrap();
            let out = book.stream("WORKBOOK").unwrap();
            assert_eq!(out.len(), length.max(4096));
            assert!(out.starts_with(&stream) && out[length..].iter().all(|byte| *byte == 0));
            assert_eq!(book.stream("Other"), None);
        }
    }

    #[test]
    fn chains_that_go_in_circles_end() {
        let mut bytes = of_stream("Workbook", &[7; 20_000]);
        bytes[4096 + 4 * 4..4096 + 4 * 5].copy_from_slice(&2u32.to_le_bytes());
        let book = Compound::read(&bytes).unwrap();
        assert!(book.stream("Workbook").is_some());
        let mut bytes = of_stream("Workbook", &[7; 20_000]);
        bytes[4096 + 4..4096 + 8].copy_from_slice(&1u32.to_le_bytes());
        assert!(Compound::read(&bytes).is_none());
    }
}
