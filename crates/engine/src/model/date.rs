//! A civil date, and the one place where dates are read.

use std::fmt;
use xlsx::CellKind;

use super::Period;
use super::period::month_named;

/// A day of the proleptic Gregorian calendar, 1900-01-01 to 2199-12-31; ordered by time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(u32);

impl Date {
    /// The date, if there is such a day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        Period::new(year, month)?;
        (day >= 1 && day <= days_in_month(year, month))
            .then_some(Date((year as u32) << 9 | (month as u32) << 5 | day as u32))
    }

    /// The year.
    #[inline]
    pub fn year(self) -> u16 {
        (self.0 >> 9) as u16
    }

    /// The month, 1 to 12.
    #[inline]
    pub fn month(self) -> u8 {
        (self.0 >> 5 & 15) as u8
    }

    /// The day of the month, from 1.
    #[inline]
    pub fn day(self) -> u8 {
        (self.0 & 31) as u8
    }

    /// The period in which it lies.
    #[inline]
    pub fn period(self) -> Period {
        Period { year: self.year(), month: self.month() }
    }

    /// The day a spreadsheet counts as `serial` in its 1900 system, where 60 is a day that never was.
    pub fn from_serial(serial: i64) -> Option<Date> {
        if !(1..=109_938).contains(&serial) || serial == 60 {
            return None;
        }
        // Before the phantom 1900-02-29, spreadsheets count one day less.
        let day = if serial < 60 { serial + 1 } else { serial };
        // Days since 0000-03-01 of the proleptic calendar; 1899-12-30 is day 693,899.
        let day = day + 693_899;
        let era = day / 146_097;
        let of_era = day % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Date::new(u16::try_from(year).ok()?, month as u8, day as u8)
    }

    /// The day of an instant, in milliseconds since 1970 UTC; `None` beyond the spreadsheets' calendar.
    pub fn of_instant(millis: u64) -> Option<Date> {
        // 1970-01-01 is day 25,569 of spreadsheets.
        Date::from_serial(i64::try_from(millis / 86_400_000).ok()?.checked_add(25_569)?)
    }

    /// The spreadsheet's serial of the day, the inverse of [`Date::from_serial`].
    pub fn serial(self) -> i64 {
        let (year, month, day) = (self.year() as i64, self.month() as i64, self.day() as i64);
        let year = if month <= 2 { year - 1 } else { year };
        let era = year / 400;
        let year_of_era = year % 400;
        let shifted = (month + 9) % 12;
        let of_year = (153 * shifted + 2) / 5 + day - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        let serial = era * 146_097 + of_era - 693_899;
        if serial <= 60 { serial - 1 } else { serial }
    }

    /// Reads a cell as a date: a serial, `DD/MM/AAAA` (day first, always), ISO, `AAAAMMDD`, or a month by name.
    ///
    /// A time of day after the date is dropped. What reads only month first, such as `01/13/2026`, is no date.
    pub fn read(text: &[u8], kind: CellKind) -> Option<Date> {
        let text = text.trim_ascii();
        if matches!(kind, CellKind::Number | CellKind::Date)
            && let Some(date) = read_serial(text)
        {
            return Some(date);
        }
        if matches!(kind, CellKind::Bool | CellKind::Error) {
            return None;
        }
        if let [d1, d2, b'/', m1, m2, b'/', year @ ..] = text
            && year.len() == 4
            && [d1, d2, m1, m2].iter().all(|byte| byte.is_ascii_digit())
        {
            return Date::new(
                number(year)? as u16,
                (m1 - b'0') * 10 + m2 - b'0',
                (d1 - b'0') * 10 + d2 - b'0',
            );
        }
        read_spelled(text)
    }

    /// `DD/MM/AAAA`, as the norm and the bulk file write it.
    pub fn norm(self) -> [u8; 10] {
        let two = |value: u8| [b'0' + value / 10, b'0' + value % 10];
        let ([d1, d2], [m1, m2]) = (two(self.day()), two(self.month()));
        let [y1, y2] = two((self.year() / 100) as u8);
        let [y3, y4] = two((self.year() % 100) as u8);
        [d1, d2, b'/', m1, m2, b'/', y1, y2, y3, y4]
    }
}

/// `2026-01-04`.
impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits
        .iter()
        .try_fold(0u32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + (byte - b'0') as u32))
}

/// A serial with or without a fraction: the fraction is the time of day.
fn read_serial(text: &[u8]) -> Option<Date> {
    let whole = text.split(|byte| *byte == b'.').next()?;
    let fraction = text.get(whole.len() + 1..).unwrap_or_default();
    if whole.len() > 6 || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    Date::from_serial(i64::from(number(whole)?))
}

/// Every spelling but the two-digit day-first one.
fn read_spelled(text: &[u8]) -> Option<Date> {
    let text = without_time(text);
    if let Some(digits) = number(text) {
        return match text.len() {
            8 => Date::new(
                (digits / 10_000) as u16,
                (digits / 100 % 100) as u8,
                (digits % 100) as u8,
            ),
            5 => Date::from_serial(i64::from(digits)),
            _ => None,
        };
    }
    let mark = *text.iter().find(|byte| !byte.is_ascii_alphanumeric())?;
    if !matches!(mark, b'/' | b'-' | b'.' | b' ') {
        return None;
    }
    let mut parts: [&[u8]; 3] = [b""; 3];
    let mut count = 0;
    for part in text.split(|byte| *byte == mark) {
        if mark == b' ' && part.eq_ignore_ascii_case(b"de") {
            continue;
        }
        *parts.get_mut(count)? = part;
        count += 1;
    }
    let [first, middle, last] = parts;
    if count != 3 {
        return None;
    }
    let month = number(middle)
        .or_else(|| month_spelled(middle))
        .and_then(|month| u8::try_from(month).ok())?;
    match (first.len(), last.len()) {
        (4, 1..=2) => Date::new(number(first)? as u16, month, number(last)? as u8),
        (1..=2, 4) => Date::new(number(last)? as u16, month, number(first)? as u8),
        // A year of two digits is of this century: no ledger is older than that.
        (1..=2, 2) if mark != b'.' => {
            Date::new(2000 + number(last)? as u16, month, number(first)? as u8)
        }
        _ => None,
    }
}

/// Cuts `T10:30`, ` 10:30:00` and the like.
fn without_time(text: &[u8]) -> &[u8] {
    match text.iter().position(|byte| *byte == b':') {
        Some(colon) => {
            let day = &text[..colon];
            let cut = day.iter().rposition(|byte| matches!(byte, b' ' | b'T')).unwrap_or(day.len());
            day[..cut].trim_ascii_end()
        }
        None => text,
    }
}

/// A month's name in any case, perhaps with a stop behind it.
fn month_spelled(name: &[u8]) -> Option<u32> {
    let lower = name.to_ascii_lowercase();
    let lower = std::str::from_utf8(&lower).ok()?.trim_end_matches('.');
    month_named(lower).map(u32::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Option<String> {
        Date::read(text.as_bytes(), CellKind::Text).map(|date| date.to_string())
    }

    #[test]
    fn h03_dates_are_read_day_first_and_never_guessed() {
        for spelled in [
            "04/01/2026",
            "4/1/2026",
            "04-01-2026",
            "2026-01-04",
            "2026/01/04",
            "20260104",
            "2026-01-04 00:00:00",
            "2026-01-04T10:30:00",
            "04/01/2026 10:30",
            "04/01/26",
            "4 de enero de 2026",
            "04-ene-2026",
            "04-ENE-26",
            "46026",
            " 04/01/2026 ",
        ] {
            assert_eq!(text(spelled).as_deref(), Some("2026-01-04"), "{spelled}");
        }
        for spelled in [
            "01/13/2026",
            "31/02/2026",
            "29/02/2025",
            "",
            "hoy",
            "2026",
            "4/1",
            "04/01/2026/1",
            "04:01:2026",
        ] {
            assert_eq!(text(spelled), None, "{spelled}");
        }
        let cell =
            |text: &str, kind| Date::read(text.as_bytes(), kind).map(|date| date.to_string());
        assert_eq!(cell("46026", CellKind::Date).as_deref(), Some("2026-01-04"));
        assert_eq!(cell("46026.4375", CellKind::Number).as_deref(), Some("2026-01-04"));
        assert_eq!(cell("2026-01-04", CellKind::Date).as_deref(), Some("2026-01-04"));
        assert_eq!(cell("TRUE", CellKind::Bool), None);
    }

    #[test]
    fn serials_and_dates_are_one_to_one() {
        assert_eq!(
            Date::from_serial(1).map(|date| date.to_string()).as_deref(),
            Some("1900-01-01")
        );
        assert_eq!(
            Date::from_serial(59).map(|date| date.to_string()).as_deref(),
            Some("1900-02-28")
        );
        assert_eq!(Date::from_serial(60), None);
        assert_eq!(
            Date::from_serial(61).map(|date| date.to_string()).as_deref(),
            Some("1900-03-01")
        );
        let mut last = None;
        for serial in (1..=109_574).filter(|serial| *serial != 60) {
            let date = Date::from_serial(serial).expect("a day");
            assert_eq!(date.serial(), serial, "{date}");
            assert!(Some(date) > last);
            last = Some(date);
        }
    }
}
