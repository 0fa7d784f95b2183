//! The names of the streams of an OLE document, enough to tell an old workbook from an encrypted new one.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Sectors of the directory that are followed; a workbook has a handful of entries.
const DIRECTORY_SECTORS_MAX: usize = 256;
const END_OF_CHAIN: u32 = 0xffff_fffa;

/// What an OLE document is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compound {
    /// A workbook of Excel 97 to 2003.
    Workbook,
    /// A document of Office Open XML behind a password.
    Encrypted,
    /// Word, Outlook, an installer.
    Other,
}

/// Tells by the names in its directory; a document that is cut short ends in an error.
pub(crate) fn tell(file: &mut File) -> std::io::Result<Compound> {
    let names = stream_names(file)?;
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&name.as_str()));
    Ok(match () {
        () if has(&["EncryptedPackage"]) => Compound::Encrypted,
        () if has(&["Workbook", "Book", "WORKBOOK", "BOOK"]) => Compound::Workbook,
        () => Compound::Other,
    })
}

fn stream_names(file: &mut File) -> std::io::Result<Vec<String>> {
    let mut header = [0; 512];
    file.seek(SeekFrom::Start(0))?;
    file.read_exact(&mut header)?;
    let number = |at: usize| {
        u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
    };
    // Sectors have 512 bytes in version 3 and 4096 in version 4.
    let shift = u32::from(header[30]);
    if !matches!(shift, 9 | 12) {
        return Ok(Vec::new());
    }
    let at = |sector: u32| (u64::from(sector) + 1) << shift;
    let mut names = Vec::new();
    let mut sector = number(48);
    let mut block = vec![0; 1 << shift];
    for _ in 0..DIRECTORY_SECTORS_MAX {
        if sector >= END_OF_CHAIN {
            break;
        }
        file.seek(SeekFrom::Start(at(sector)))?;
        file.read_exact(&mut block)?;
        names.extend(block.chunks_exact(128).filter_map(entry_name));
        // The allocation table's own sectors are listed in the header, which is enough for the files we accept.
        let per_sector = 1u32 << (shift - 2);
        let listed = (sector / per_sector) as usize;
        if listed >= 109 {
            break;
        }
        let table = number(76 + 4 * listed);
        if table >= END_OF_CHAIN {
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
