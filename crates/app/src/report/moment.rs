//! Instants as people in Peru read them: UTC−5, the whole year, in all of the country.

use engine::model::Date;
use serde::{Serialize, Serializer};

/// Milliseconds since 1970 UTC; as JSON, `2026-02-03T14:05:09Z`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub(crate) u64);

const DAY: u64 = 86_400;
/// Hours that Peru is behind UTC, in milliseconds.
const BEHIND: u64 = 5 * 3_600_000;

impl Moment {
    /// `03/02/2026 09:05:09`, in Peru's time.
    pub(crate) fn shown(self) -> String {
        let here = self.0.saturating_sub(BEHIND);
        let day = Date::of_instant(here)
            .map_or_else(String::new, |day| String::from_utf8_lossy(&day.norm()).into_owned());
        format!("{day} {}", time(here / 1_000))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let day = Date::of_instant(self.0).map_or_else(String::new, |day| day.to_string());
        to.collect_str(&format_args!("{day}T{}Z", time(self.0 / 1_000)))
    }
}

fn time(seconds: u64) -> String {
    let of_day = seconds % DAY;
    format!("{:02}:{:02}:{:02}", of_day / 3_600, of_day / 60 % 60, of_day % 60)
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
