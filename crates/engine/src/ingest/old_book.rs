//! Makes an XLS safe to hand to the crate that reads it.
//!
//! That crate believes what a workbook says of its own size, and would ask for all the memory there is if a hostile
//! one said so. The stream of records is therefore taken out of its container, sizes in it are unsaid, cells beyond
//! the last column of the format are refused, and the stream is put into a container of our own.

use super::compound::{self, Compound};

/// What is wrong with an old workbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There is no stream of records, or its sectors lead nowhere.
    Container,
    /// It is behind a password.
    Encrypted,
    /// A cell beyond the last column of the format.
    Column,
}

/// Columns of a sheet of Excel 97 to 2003.
pub(crate) const COLUMNS: u16 = 256;

const FILE_PASS: u16 = 0x002f;
const BOUND_SHEET: u16 = 0x0085;
const DIMENSIONS: u16 = 0x0200;

/// Records that begin with a row and a column.
const CELLS: [u16; 12] = [
    0x0003, 0x0004, 0x0005, 0x0006, 0x00bd, 0x00be, 0x00d6, 0x00fd, 0x0203, 0x0204, 0x0205, 0x027e,
];

/// The workbook anew, with the same sheets.
pub(crate) fn made_safe(bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let book = Compound::read(bytes).ok_or(Fault::Container)?;
    let stream = book.stream("Workbook").or_else(|| book.stream("Book"));
    let mut stream = stream.ok_or(Fault::Container)?;
    let sheets = walk(&mut stream, 0)?;
    // A sheet may begin anywhere, also where the walk from the beginning sees the inside of a record.
    for sheet in sheets {
        walk(&mut stream, sheet)?;
    }
    Ok(compound::of_stream("Workbook", &stream))
}

/// Goes from record to record, and returns where the sheets begin.
fn walk(stream: &mut [u8], from: usize) -> Result<Vec<usize>, Fault> {
    let mut sheets = Vec::new();
    let mut at = from;
    while let Some(&[t0, t1, l0, l1]) = stream.get(at..at.saturating_add(4)) {
        let (kind, length) = (u16::from_le_bytes([t0, t1]), u16::from_le_bytes([l0, l1]));
        at += 4;
        let Some(data) = stream.get_mut(at..at + usize::from(length)) else { break };
        match (kind, &*data) {
            (FILE_PASS, [0, 0, ..]) => {}
            (FILE_PASS, _) => return Err(Fault::Encrypted),
            (BOUND_SHEET, [a, b, c, d, ..]) => {
                sheets.push(u32::from_le_bytes([*a, *b, *c, *d]) as usize);
            }
            (DIMENSIONS, _) => data.fill(0),
            (kind, [_, _, low, high, ..])
                if CELLS.contains(&kind) && u16::from_le_bytes([*low, *high]) >= COLUMNS =>
            {
                return Err(Fault::Column);
            }
            _ => {}
        }
        at += usize::from(length);
    }
    Ok(sheets)
}
