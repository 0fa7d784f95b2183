//! Currency and exchange rate.

use crate::model::amount::{AmountRead, Cents};
use crate::model::{DecimalMark, Field};
use crate::normalize::draft::Draft;
use xlsx::CellKind;

pub(super) mod dropped;
pub(super) mod known;
pub(super) mod rate_plausible;
pub(super) mod rate_present;

/// Whether the row is in another currency than soles.
#[inline]
fn is_foreign(draft: &Draft<'_>) -> bool {
    !matches!(&*draft.currency, b"" | b"PEN") && !draft.annulled
}

/// The exchange rate in hundredths: `None` where it is blank or 0, an error where it is no number.
fn rate_of(draft: &Draft<'_>) -> Result<Option<Cents>, ()> {
    let text = draft.given(Field::ExchangeRate);
    let kind = draft.kind_of(Field::ExchangeRate);
    if matches!(kind, CellKind::Error | CellKind::Bool) {
        return Err(());
    }
    // A rate has three decimals and never thousands, so one mark is always the decimal one.
    let mark = if text.contains(&b',') { DecimalMark::Comma } else { DecimalMark::Point };
    match Cents::read(text, kind, mark) {
        AmountRead::Blank | AmountRead::Plain(Cents(0)) | AmountRead::Spelled(Cents(0)) => Ok(None),
        AmountRead::Plain(rate) | AmountRead::Spelled(rate) => Ok(Some(rate)),
        AmountRead::Ambiguous | AmountRead::Unreadable | AmountRead::TooLarge => Err(()),
    }
}
