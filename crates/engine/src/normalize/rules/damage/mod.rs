//! What a spreadsheet did to a cell.

pub(super) mod cell_error;
pub(super) mod shortened_number;

/// Whether a code was shortened to powers of ten: `1.23457E+11`, `2,01001E+10`.
#[inline]
pub(super) fn is_damaged(code: &[u8]) -> bool {
    // The sign stands before one or two digits.
    matches!(code, [_, _, .., b'+', _] | [_, _, .., b'+', _, _]) && is_shortened(code)
}

#[cold]
fn is_shortened(code: &[u8]) -> bool {
    let Some(at) = code.iter().position(|byte| matches!(byte, b'E' | b'e')) else { return false };
    let (mantissa, power) = (&code[..at], &code[at + 1..]);
    let [b'+', power @ ..] = power else { return false };
    mantissa.first().is_some_and(u8::is_ascii_digit)
        && mantissa.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
        && power.iter().all(u8::is_ascii_digit)
}
