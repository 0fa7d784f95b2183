//! Durations as scripts write them: `500ms`, `30s`, `10m`, `1h`.

use std::time::Duration;

/// Reads one; `None` for anything else, and for more than a day.
pub(crate) fn read(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    let millis = match unit.trim() {
        "ms" => 1,
        "s" => 1000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        _ => return None,
    };
    let millis = number.checked_mul(millis)?;
    (millis <= 86_400_000).then(|| Duration::from_millis(millis))
}

/// Writes one in the same form.
pub(crate) fn write(time: Duration) -> String {
    match time.as_millis() {
        millis if millis % 1000 != 0 => format!("{millis} ms"),
        millis if millis % 60_000 == 0 && millis > 0 => format!("{} min", millis / 60_000),
        millis => format!("{} s", millis / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes() {
        assert_eq!(read("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(read("10m").map(write).as_deref(), Some("10 min"));
        assert_eq!(read("90s").map(write).as_deref(), Some("90 s"));
        for wrong in ["", "s", "10", "-1s", "1d", "25h", "99999999999999999999s"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
