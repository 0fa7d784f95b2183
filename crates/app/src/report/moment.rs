//! Instants as people in Peru read them: UTC−5, the whole year, in all of the country.

use serde::{Serialize, Serializer};

/// Milliseconds since 1970 UTC; as JSON, `2026-02-03T14:05:09Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) u64);

const DAY: u64 = 86_400;
/// Hours that Peru is behind UTC, in seconds.
const BEHIND: u64 = 5 * 3_600;

impl Moment {
    /// `03/02/2026 09:05:09`, in Peru's time.
    pub(crate) fn shown(self) -> String {
        let seconds = (self.0 / 1_000).saturating_sub(BEHIND);
        let (year, month, day) = civil(seconds / DAY);
        format!("{day:02}/{month:02}/{year:04} {}", time(seconds))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let seconds = self.0 / 1_000;
        let (year, month, day) = civil(seconds / DAY);
        to.collect_str(&format_args!("{year:04}-{month:02}-{day:02}T{}Z", time(seconds)))
    }
}

fn time(seconds: u64) -> String {
    let of_day = seconds % DAY;
    format!("{:02}:{:02}:{:02}", of_day / 3_600, of_day / 60 % 60, of_day % 60)
}

/// Year, month and day of a day since 1970, by walking the calendar's cycles of 400, 100, 4 years and one year, counted
/// from March, so that the leap day is a cycle's last.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let of_era_years = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * of_era_years + of_era_years / 4 - of_era_years / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (era * 400 + of_era_years + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_shown_in_perus_time_and_written_in_utc() {
        let moment = Moment(1_769_911_509_999);
        assert_eq!(moment.shown(), "31/01/2026 21:05:09");
        let json = serde_json::to_string(&moment).expect("JSON");
        assert_eq!(json, "\"2026-02-01T02:05:09Z\"");
        assert_eq!(Moment(1_709_251_199_000).shown(), "29/02/2024 18:59:59");
        assert_eq!(Moment(0).shown(), "01/01/1970 00:00:00", "nothing is before the first instant");
        Moment(u64::MAX).shown();
    }
}
