//! RUC and DNI: shapes and the check digit.

/// Whether these are the eleven digits of a RUC with a right check digit and a prefix in use (domain.md 3.4).
#[inline]
pub fn is_ruc(text: &[u8]) -> bool {
    let Ok(digits) = <&[u8; 11]>::try_from(text) else { return false };
    digits.iter().all(u8::is_ascii_digit)
        && matches!(&digits[..2], b"10" | b"15" | b"16" | b"17" | b"20")
        && check_digit(digits) == digits[10]
}

/// The check digit that the first ten digits ask for: modulo 11, where 10 is written 0 and 11 is written 1.
pub fn check_digit(digits: &[u8; 11]) -> u8 {
    const WEIGHTS: [u32; 10] = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
    let sum: u32 =
        WEIGHTS.iter().zip(digits).map(|(weight, digit)| weight * u32::from(digit & 15)).sum();
    b'0' + ((11 - sum % 11) % 10) as u8
}

/// Whether these are the eight digits of a DNI.
#[inline]
pub fn is_dni(text: &[u8]) -> bool {
    text.len() == 8 && text.iter().all(u8::is_ascii_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_agree_with_the_known_ones() {
        for ruc in [
            "20131312955",
            "20100176450",
            "20601361699",
            "20547872518",
            "20507852549",
            "20481321892",
            "20100096260",
            "20195923753",
            "20137291313",
            "20131370645",
            "20100017491",
            "20100070970",
            "10081052650",
            "10716191953",
            "20100000050",
            "20100000131",
        ] {
            assert!(is_ruc(ruc.as_bytes()), "{ruc}");
        }
        for wrong in [
            "20123456789",
            "20100000001",
            "2013131295",
            "201313129555",
            "30131312955",
            "2013131295A",
            "",
        ] {
            assert!(!is_ruc(wrong.as_bytes()), "{wrong}");
        }
        assert_eq!(check_digit(b"20123456789"), b'6');
        assert_eq!(check_digit(b"20100000001"), b'9');
    }
}
