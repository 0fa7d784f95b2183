//! What a bulk file looks like: the columns and the spelling that an Import Platform takes.

use super::Field;

/// The most documents that a part may have.
pub const ROWS_PER_PART_MAX: u32 = 50_000;

/// A bulk layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkLayout {
    /// `ventas-20`.
    pub name: String,
    /// Documents in a part, 1 to 50,000.
    pub rows_per_part: u32,
    /// How text is encoded.
    pub encoding: BulkEncoding,
    /// Between fields.
    pub delimiter: u8,
    /// Between lines.
    pub line_end: &'static str,
    /// Characters removed from names, besides control characters and line ends.
    pub strip: String,
    /// The columns, in their order.
    pub columns: Vec<BulkColumn>,
}

/// A column of a bulk file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BulkColumn {
    /// The header.
    pub header: String,
    /// What stands in it.
    pub value: BulkValue,
}

/// What stands in a column of a bulk file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BulkValue {
    /// 1, 2, 3 … over all parts.
    RunningNumber,
    /// A field.
    Field(Field),
    /// The sum of several amounts.
    Sum(Vec<Field>),
}

/// How a bulk file is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BulkEncoding {
    /// Without a byte order mark.
    Utf8,
    /// What it lacks is transliterated, and listed as a fix.
    Windows1252,
}

impl BulkLayout {
    /// The fields that reach the platform, by [`Field`]'s order.
    pub fn carried(&self) -> [bool; Field::COUNT] {
        let mut carried = [false; Field::COUNT];
        for column in &self.columns {
            match &column.value {
                BulkValue::RunningNumber => {}
                BulkValue::Field(field) => carried[*field as usize] = true,
                BulkValue::Sum(fields) => {
                    fields.iter().for_each(|field| carried[*field as usize] = true)
                }
            }
        }
        carried
    }
}
