//! The table of shared strings: one arena of text and where each string ends in it.

/// Bytes that may be read behind the arena's last string, so that short strings can be copied in one piece.
pub(crate) const STRINGS_PAD: usize = 64;

/// All shared strings of a workbook.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    /// The texts one behind the other, then [`STRINGS_PAD`] bytes.
    pub(crate) arena: Vec<u8>,
    /// Where each string begins, and where the last one ends.
    pub(crate) starts: Vec<u32>,
}
