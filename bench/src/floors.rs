//! The floors: the least that any reader of the same file has to do.
//!
//! They check nothing (no CRC, no sizes), allocate one buffer and look at no byte of what they produce. They are
//! not readers: a damaged file is an error without a place.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Size of the pieces in which the entries are inflated: they stay in the cache of a core.
const PIECE: usize = 256 * 1024;

/// Inflates the shared strings and the sheets of a workbook, in pieces; how many bytes came out.
pub fn inflate(path: &Path) -> Result<u64, String> {
    let said = |error: std::io::Error| format!("{}: {error}", path.display());
    let mut file = File::open(path).map_err(said)?;
    let mut buffer = vec![0; PIECE];
    let mut bytes = 0;
    for entry in entries(&mut file).map_err(said)? {
        if entry.name != "xl/sharedStrings.xml" && !entry.name.starts_with("xl/worksheets/sheet") {
            continue;
        }
        file.seek(SeekFrom::Start(entry.data_at)).map_err(said)?;
        let packed = BufReader::with_capacity(PIECE, (&file).take(entry.packed));
        let mut plain = flate2::bufread::DeflateDecoder::new(packed);
        loop {
            match plain.read(&mut buffer).map_err(said)? {
                0 => break,
                some => bytes += some as u64,
            }
        }
    }
    Ok(bytes)
}

struct Entry {
    name: String,
    packed: u64,
    data_at: u64,
}

/// The entries of a zip file below 4 GiB, by its directory.
fn entries(file: &mut File) -> std::io::Result<Vec<Entry>> {
    let broken = || std::io::Error::other("not a zip file that the floor can read");
    let length = file.seek(SeekFrom::End(0))?;
    let tail = bytes_at(file, length.saturating_sub(66_000), length.min(66_000) as usize)?;
    let end = (0..tail.len().saturating_sub(21))
        .rev()
        .find(|&at| tail[at..].starts_with(b"PK\x05\x06"))
        .ok_or_else(broken)?;
    let directory =
        bytes_at(file, number(&tail, end + 16, 4), number(&tail, end + 12, 4) as usize)?;
    let mut found = Vec::new();
    let mut at = 0;
    while directory[at..].starts_with(b"PK\x01\x02") && at + 46 <= directory.len() {
        let name_length = number(&directory, at + 28, 2) as usize;
        let name = directory.get(at + 46..at + 46 + name_length).ok_or_else(broken)?;
        let header_at = number(&directory, at + 42, 4);
        let header = bytes_at(file, header_at, 30)?;
        found.push(Entry {
            name: String::from_utf8_lossy(name).into_owned(),
            packed: number(&directory, at + 20, 4),
            data_at: header_at + 30 + number(&header, 26, 2) + number(&header, 28, 2),
        });
        at += 46 + name_length;
        at += (number(&directory, at - name_length - 16, 2)
            + number(&directory, at - name_length - 14, 2)) as usize;
    }
    Ok(found)
}

fn bytes_at(file: &mut File, at: u64, length: usize) -> std::io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at))?;
    let mut bytes = vec![0; length];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A little-endian number of `width` bytes.
fn number(bytes: &[u8], at: usize, width: usize) -> u64 {
    bytes[at..at + width].iter().rev().fold(0, |value, byte| value << 8 | u64::from(*byte))
}

/// Splits a CSV file into records with simd-csv, into one reused `ByteRecord`; how many records and fields.
///
/// simd-csv also has a faster reader that hands out the raw line; it does not unescape quotes, so it is no parse.
pub fn parse_csv(path: &Path) -> Result<(u64, u64), String> {
    let said = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(|error| said(&error))?;
    let mut reader = simd_csv::Reader::from_reader(file);
    let mut record = simd_csv::ByteRecord::new();
    let (mut records, mut fields) = (0, 0);
    while reader.read_byte_record(&mut record).map_err(|error| said(&error))? {
        records += 1;
        fields += record.len() as u64;
    }
    Ok((records, fields))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    /// A zip of stored-as-deflate entries, small enough to be written by hand.
    fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let (mut file, mut directory) = (Vec::new(), Vec::new());
        for (name, content) in entries {
            let mut packer =
                flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
            packer.write_all(content).unwrap();
            let packed = packer.finish().unwrap();
            let header_at = file.len() as u32;
            let mut common = vec![20, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0];
            common.extend((packed.len() as u32).to_le_bytes());
            common.extend((content.len() as u32).to_le_bytes());
            common.extend((name.len() as u16).to_le_bytes());
            common.extend([3, 0]);
            file.extend(b"PK\x03\x04");
            file.extend(&common);
            file.extend(name.as_bytes());
            file.extend(b"abc");
            file.extend(packed);
            directory.extend(b"PK\x01\x02\x14\x00");
            directory.extend(&common);
            directory.extend([0; 10]);
            directory.extend(header_at.to_le_bytes());
            directory.extend(name.as_bytes());
            directory.extend(b"xyz");
        }
        let directory_at = file.len() as u32;
        file.extend(&directory);
        file.extend(b"PK\x05\x06\0\0\0\0");
        file.extend([(entries.len() as u16).to_le_bytes(); 2].concat());
        file.extend((directory.len() as u32).to_le_bytes());
        file.extend(directory_at.to_le_bytes());
        file.extend([0, 0]);
        file
    }

    #[test]
    fn the_floor_inflates_strings_and_sheets_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.xlsx");
        let entries: [(&str, &[u8]); 3] = [
            ("xl/worksheets/sheet1.xml", &[b'a'; 300_000]),
            ("xl/styles.xml", b"not counted"),
            ("xl/sharedStrings.xml", b"counted"),
        ];
        std::fs::write(&path, zip(&entries)).unwrap();
        assert_eq!(super::inflate(&path), Ok(300_007));
    }

    #[test]
    fn what_is_not_a_zip_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.xlsx");
        std::fs::write(&path, b"a,b\r\n1,2\r\n").unwrap();
        assert!(super::inflate(&path).unwrap_err().contains("not a zip file"));
    }

    #[test]
    fn the_csv_floor_counts_records_with_quotes_and_line_breaks() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.csv");
        std::fs::write(&path, b"a,b\r\n\"1\r\n,\",2\r\n3,4\r\n").unwrap();
        assert_eq!(super::parse_csv(&path), Ok((2, 4)));
    }
}
