//! Rates and tariffs of the law by their dates (domain.md 3.5).

use crate::model::Period;
use crate::normalize::draft::Draft;
use crate::normalize::rulebook::RuleContext;

/// The general rate: 16 % and 2 % together, whatever way the law splits them.
pub(super) const GENERAL: i64 = 1_800;

/// The rate of milled rice (IVAP), which has columns of its own.
pub(super) const RICE: i64 = 400;

/// The sales tax rates, in hundredths of a percent, that a document issued in that month may bear.
///
/// Ley 31556 gives small restaurants and hotels 10 % from September 2022 to 2025 (Ley 32219), 10.5 % in 2026 with the
/// municipal tax of Ley 32387, and 15 % in 2027. Before March 2011 the general rate was 19 %: notes may reach back.
pub(super) fn rates_of(month: Period) -> &'static [i64] {
    match (month.year, month.month) {
        (..2011, _) | (2011, 1 | 2) => &[1_900, 1_800],
        (2022, 9..) | (2023..=2025, _) => &[1_800, 1_000],
        (2026, _) => &[1_800, 1_050],
        (2027, _) => &[1_800, 1_500],
        _ => &[1_800],
    }
}

/// The tax on a plastic bag (ICBPER) of that year in cents, from August 2019 on; 0 before.
pub(super) fn bag_tariff(year: u16) -> i64 {
    match year {
        ..2019 => 0,
        2019 => 10,
        2020 => 20,
        2021 => 30,
        2022 => 40,
        _ => 50,
    }
}

/// The month whose rates a row bears: of the amended document for a note, else of its own date, else its period.
pub(super) fn month_of(draft: &Draft<'_>, context: &RuleContext) -> Period {
    let amended = if draft.is_note() { draft.amended_date.good() } else { None };
    match amended.or(draft.issue_date.good()) {
        Some(date) => date.period(),
        None => draft.period.good().unwrap_or(context.period),
    }
}

/// `10.5`, of hundredths of a percent.
pub(super) fn percent(rate: i64) -> String {
    let (whole, fraction) = (rate / 100, rate % 100);
    match fraction {
        0 => whole.to_string(),
        _ if fraction % 10 == 0 => format!("{whole}.{}", fraction / 10),
        _ => format!("{whole}.{fraction:02}"),
    }
}
