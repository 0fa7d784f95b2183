//! Money as the platforms read and write it: hundredths, `-1234.50`.

/// Reads `-?`, 1 to 12 digits, and up to two decimals after a point; nothing else is an amount.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text),
    };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, "0"));
    if !(1..=12).contains(&whole.len()) || !(1..=2).contains(&decimals.len()) {
        return None;
    }
    let number = |text: &str| {
        text.bytes().try_fold(0_i64, |sum, byte| {
            byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0'))
        })
    };
    let hundredths = number(decimals)? * if decimals.len() == 1 { 10 } else { 1 };
    let cents = number(whole)? * 100 + hundredths;
    Some(if negative { -cents } else { cents })
}

/// Writes hundredths with two decimals.
pub(crate) fn text(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let magnitude = cents.unsigned_abs();
    format!("{sign}{}.{:02}", magnitude / 100, magnitude % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_strictly_and_written_with_two_decimals() {
        for (read, cents, written) in [
            ("0", 0, "0.00"),
            ("100.0", 10_000, "100.00"),
            ("-1234.5", -123_450, "-1234.50"),
            ("-0.07", -7, "-0.07"),
            ("999999999999.99", 99_999_999_999_999, "999999999999.99"),
        ] {
            assert_eq!(parse(read), Some(cents), "{read}");
            assert_eq!(text(cents), written);
        }
        for wrong in [
            "",
            "-",
            ".",
            "1.",
            ".5",
            "1.234",
            "1,20",
            "+1",
            " 1",
            "1 ",
            "1e2",
            "--1",
            "1.2.3",
            "1234567890123",
        ] {
            assert_eq!(parse(wrong), None, "{wrong:?}");
        }
    }
}
